package bot_test

import (
	"strings"
	"testing"

	"evenkeel/coach"
)

func (s *stage) account(id string) *coach.Account {
	s.Helper()
	as, err := s.coach.Accounts(s.Context(), id)
	if err != nil {
		s.Fatal(err)
	}
	return as[id]
}

func TestAMetricIsRecordedWithWhetherItIsMet(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/touch Acme metric uptime 99.2 of 99.9", "Acme GmbH", "Mon 23 Nov 2026", "uptime is 99.2", "at least 99.9", "Not met yet")
	s.wait("the metric", func() bool { return s.account("A1").Agreed("uptime") != nil })
	if m := s.account("A1").Agreed("Uptime "); m.Met() || m.Measured.String() != "2026-11-23" || m.Direction.V != "at_least" {
		t.Errorf("recorded %+v", m)
	}
	s.expect("UANN", "/touch Acme metric UPTIME 99.95 of 99.9", "uptime is 99.95", "That is met")
	s.wait("the second figure", func() bool { return s.account("A1").Agreed("uptime").Actual.V == "99.95" })
	if n := len(s.account("A1").Metrics); n != 1 {
		t.Errorf("%d metrics: another spelling is another metric", n)
	}
	touches := 0
	for _, x := range s.book("r1").Touches {
		if x.Kind == coach.Care && strings.HasPrefix(x.Note, "uptime at") {
			touches++
		}
	}
	if touches != 2 {
		t.Errorf("%d care touches of 2 metrics", touches)
	}
}

func TestAMetricKeepsTheDirectionAndUnitItHad(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/touch Acme metric late orders 3 of 5 % at most", "late orders is 3%", "at most 5%", "met")
	s.wait("the metric", func() bool { return s.account("A1").Agreed("late orders") != nil })
	s.expect("UANN", "/touch Acme metric late orders 6 of 5", "6%", "at most 5%", "Not met yet")
}

func TestAMetricThatCannotBeReadSaysTheRightForm(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/touch Acme metric uptime", "/touch Acme metric uptime 99.2 of 99.9")
	s.expect("UANN", "/touch Acme issue", "/touch Acme issue high")
	s.expect("UANN", "/touch Acme hours many", "/touch Acme hours 1.5")
	s.expect("UANN", "/touch Acme fixed", "/touch Acme fixed late invoices")
	if n := len(s.account("A1").Metrics) + len(s.book("r1").Touches); n != 0 {
		t.Errorf("%d things were recorded", n)
	}
}

func TestAReviewMayAgreeOnTheNextOne(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/touch Acme review every 30 days next 12 May they want figures", "a review at Acme GmbH", "Mon 23 Nov 2026",
		"they want figures.", "every 30 days", "next one is on Wed 12 May 2027")
	s.wait("the rhythm", func() bool { return s.account("A1").Review != nil })
	if r := s.account("A1").Review; r.Cadence.V != 30 || r.Next.V.String() != "2027-05-12" || r.Agreed.V.String() != "2026-11-23" {
		t.Errorf("recorded %+v", r)
	}
	s.expect("UANN", "/touch Globex review", "Recorded a review at Globex")
	if r := s.account("A2").Review; r != nil {
		t.Errorf("nobody spoke of a rhythm: %+v", r)
	}
}

func TestEveryFactOfATouchIsSaidAgain(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/touch Acme waiting they want a call back", "that they are waiting", "Mon 23 Nov 2026", "they want a call back")
	s.expect("UANN", "/touch Acme hours 1.5 set up their report", "1.5 hours", "set up their report")
	s.expect("UANN", "/touch Acme future diagnosis, prognosis two sites", "Recorded a future talk (diagnosis, prognosis)", "two sites")
	s.expect("UANN", "/deal Acme stage=qualifying", "Recorded")
	s.wait("a stake", func() bool { return s.account("A1").Stakes["r1"] != nil })
	s.expect("UANN", "/touch Acme issue medium invoices are late", "medium issue", "open since Mon 23 Nov 2026")
	s.expect("UANN", "/touch Acme fixed invoices", "Recorded as fixed", "invoices are late")
	s.expect("UANN", "/deal Globex stage=proposal amount=5k", "Recorded a new deal")
	s.expect("UANN", "/deal Globex later until 1 Mar", "parked until Mon 1 Mar 2027")
	s.expect("UANN", `/deal Initech stage=proposal`, "Recorded a new deal")
	s.expect("UANN", `/deal Initech disqualified reason="too small" refer="Hooli"`, "disqualified on Mon 23 Nov 2026", "reason too small", "referred to Hooli")
	waiting := false
	for _, x := range s.book("r1").Touches {
		waiting = waiting || x.Waiting && x.In && !x.At.IsZero()
	}
	if !waiting {
		t.Error("nobody waits")
	}
}

func TestLessIsBetterWhereItIsSaid(t *testing.T) {
	s := open(t, nil)
	for _, line := range []string{"3 of at most 2", "3 of &lt;=2", "3 of max 2", "3 of 2 at most", "at most 3 of 2"} {
		s.expect("UANN", "/touch Acme metric complaints "+line, "complaints is 3, agreed at most 2", "Not met yet")
	}
	s.expect("UANN", "/touch Acme metric uptime 99 of min 98", "uptime is 99, agreed at least 98", "That is met")
	s.wait("the metrics", func() bool { return s.account("A1").Agreed("uptime") != nil })
	if n := len(s.account("A1").Metrics); n != 2 {
		t.Errorf("%d metrics", n)
	}
}

func TestTheDaysOfAnIssueStandOnTheLine(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal Acme stage=qualifying", "Recorded")
	s.wait("a stake", func() bool { return s.account("A1").Stakes["r1"] != nil })
	s.expect("UANN", "/touch Acme issue medium yesterday late invoices promised friday",
		"a medium issue at Acme GmbH, open since Sun 22 Nov 2026, promised for Fri 27 Nov 2026: late invoices.")
	i := s.account("A1").Issues["late invoices"]
	if i == nil || i.Opened.V.String() != "2026-11-22" || i.Promised.V.String() != "2026-11-27" {
		t.Errorf("recorded %+v", i)
	}
	s.expect("UANN", "/touch Acme issue low late promised 31 Foo", "31 Foo")
	s.expect("UANN", "/touch Acme issue low late promised 1 Nov 2026", "before the issue came up")
	s.expect("UANN", "/touch Acme fixed late invoices yesterday", "Recorded as fixed at Acme GmbH on Sun 22 Nov 2026: late invoices.")
	s.expect("UANN", "/touch Acme issue low delivery of 12 Nov", "delivery of 12 Nov")
	s.expect("UANN", "/touch Acme fixed delivery of 12 Nov", "fixed at Acme GmbH on Mon 23 Nov 2026: delivery of 12 Nov")
}

func TestATalkAboutTheirFutureIsOneWhateverItHeld(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/touch Acme future they think ahead", "Recorded a future talk at Acme GmbH", "they think ahead.",
		"does not say what the talk held", "/touch \"Acme GmbH\" future diagnosis")
	s.expect("UANN", "/touch Globex future heard my prognosis of two sites", "a future talk (prognosis)", "heard my prognosis")
	for _, x := range s.book("r1").Touches {
		if x.Future == "" || x.Kind != coach.Care {
			t.Errorf("no talk about their future: %+v", x)
		}
	}
}

func TestADayThatHasGoneByIsRefused(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal Acme later until 1 Nov 2026", "one after today", "/deal Acme later until 1 Mar")
	s.expect("UANN", "/commit Acme time a call by 1 Jan 2020", "Wed 1 Jan 2020 has gone by", "/commit Acme time")
	s.expect("UANN", "/commit Acme time call by someday", "“someday”", "by 31 Mar", "in quotes")
	s.expect("UANN", "/commit Acme money pilot order by", "By when?")
	s.expect("UANN", "/touch Acme review every 0 days", "every 30 days")
	s.expect("UANN", "/touch Acme review next 1 Jan 2020", "after today")
	near := s.say("UANN", "Acme later until 1 Nov 2026")
	s.wait("a hint", func() bool {
		return len(s.ws.Ephemerals("UANN")) > 0 && strings.Contains(s.lastEphemeral("UANN").Text, "one after today")
	})
	if s.reacted(near) {
		t.Error("a tick on what was not recorded")
	}
	if b := s.book("r1"); len(b.Deals)+len(b.Commitments)+len(b.Touches) > 0 {
		t.Errorf("something was recorded: %+v", b)
	}
}

func TestWhatIsWrittenDownInSlackIsFed(t *testing.T) {
	s := open(t, func(u *setup) { u.due = true })
	s.expect("UANN", "/deal Acme stage=qualifying", "Recorded")
	s.expect("UANN", "/touch Acme metric uptime 99.2 of 99.9", "Recorded")
	s.expect("UANN", "/touch Acme issue low a typo", "Recorded")
	s.wait("both kinds", func() bool {
		fed := s.book("r1").State.Fed
		return !fed[coach.Metrics].Last.IsZero() && !fed[coach.Issues].Last.IsZero()
	})
}

func TestWhatIsRecordedOfACustomersWellbeingIsNoTouchOnTheDealItNames(t *testing.T) {
	s := labelled(t)
	for _, line := range []string{"metric uptime 99.2 of 99.9", "hours 2", "review", "care showed the report", "sales the offer"} {
		s.expect("UANN", "/touch Acme, Pilot "+line, "Recorded")
	}
	var on, beside int
	for _, x := range s.book("r1").Touches {
		if x.Account != "A1" {
			t.Errorf("a touch at %q", x.Account)
		}
		if x.Deal != "" {
			on++
		} else {
			beside++
		}
	}
	if on != 2 || beside != 3 {
		t.Errorf("%d on the deal and %d beside it, want the talk and the offer on it", on, beside)
	}
}

func TestAnIssueThatIsToldAgainStaysOpenSinceItWas(t *testing.T) {
	s := labelled(t)
	s.expect("UANN", "/touch Acme issue high 16 Nov door stuck", "Recorded a high issue", "open since Mon 16 Nov 2026")
	s.wait("the issue", func() bool { return s.account("A1") != nil && len(s.account("A1").Issues) == 1 })
	s.expect("UANN", "/touch Acme issue low Door  stuck promised 20 Nov", "Recorded a low issue", "open since Mon 16 Nov 2026", "promised for Fri 20 Nov")
	s.wait("what is new of it", func() bool { return s.account("A1").Issues["door stuck"].Severity.V == coach.Low })
	if n, i := len(s.account("A1").Issues), s.account("A1").Issues["door stuck"]; n != 1 || i.Opened.V.String() != "2026-11-16" {
		t.Errorf("%d issues, opened %s", n, i.Opened.V)
	}
	s.expect("UANN", "/touch Acme issue low 18 Nov door stuck", "open since Wed 18 Nov 2026")
	s.expect("UANN", "/touch Acme fixed door stuck", "Recorded as fixed")
	s.wait("its end", func() bool { return !s.account("A1").Issues["door stuck"].Closed.V.IsZero() })
	s.expect("UANN", "/touch Acme issue high door stuck", "open since Mon 23 Nov 2026")
}
