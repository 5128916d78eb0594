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
	s.expect("UANN", "/touch Acme future diagnosis, prognosis two sites", "a talk about their future (diagnosis, prognosis)", "two sites")
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
