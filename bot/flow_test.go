package bot_test

import (
	"strings"
	"testing"

	"evenkeel/coach"
)

func TestDealOnOneLine(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal Acme stage=proposal amount=50k close=31 Mar", "Recorded a new deal", "Acme", "$50,000", "Wed 31 Mar 2027")
	d := s.only("r1")
	if d.ID != "A1-2026-11-23-r1" || d.Stage.V() != "proposal" || d.Amount.V.Minor != 5_000_000 || d.Account.V != "A1" {
		t.Errorf("recorded %+v", d)
	}
	s.expect("UANN", "/deal Acme amount=60k", "$60,000")
	if d := s.only("r1"); d.Amount.V.Minor != 6_000_000 {
		t.Errorf("the open deal was not updated: %+v", d.Amount)
	}
	s.expect("UANN", "/deal Acme won", "won on Mon 23 Nov 2026")
	if d := s.only("r1"); d.Outcome.V != coach.Won || d.Closed.V.String() != "2026-11-23" {
		t.Errorf("not won: %+v", d)
	}
	s.expect("UANN", "/deal Globex won 70k", "won on Mon 23 Nov 2026", "$70,000")
	if b := s.book("r1"); len(b.Deals) != 2 {
		t.Errorf("%d deals", len(b.Deals))
	}
}

func TestUsageWhereThereAreNoWords(t *testing.T) {
	s := open(t, nil)
	for _, c := range []string{"/qualify", "/coach help", "/coach", "/deal help", "/touch help", "/commit help"} {
		s.expect("UANN", c, "/", "Acme")
	}
	s.expect("UANN", "/coach dance", "I do not know")
	s.expect("UANN", "/coach balance", "Your balance", "healthy", "Largest customer")
	s.expect("UANN", "/coach why", "Nothing is open")
	s.expect("UANN", "/deal Acme amount=banana", "For example")
}

func TestGuestsAndStrangersGetNothing(t *testing.T) {
	s := open(t, nil)
	for _, u := range []string{"UGUS", "UEVE"} {
		s.expect(u, "/deal Acme won 50k", "full members")
		ts := s.say(u, "won Acme 50k")
		defer func() {
			if s.reacted(ts) {
				t.Error("a stranger's update was recorded")
			}
		}()
	}
	ts := s.say("UANN", "won Acme 50k")
	s.wait("Ann's update", func() bool { return s.reacted(ts) })
	if rep := s.coach.People().RepBySlack("UGUS"); rep != nil {
		t.Errorf("the guest became a rep: %+v", rep)
	}
}

func TestChannelUpdates(t *testing.T) {
	s := open(t, nil)
	ts := s.say("UANN", "Acme: proposal, 50k, close 31 Mar")
	s.wait("a tick", func() bool { return s.reacted(ts) })
	if d := s.only("r1"); d.Stage.V() != "proposal" || d.Close.V().String() != "2027-03-31" {
		t.Errorf("recorded %+v", d)
	}
	talk := s.say("UANN", "anyone for lunch?")
	near := s.say("UANN", "Acme: proposal, 50k, close 31 Foo")
	s.wait("a hint", func() bool { return len(s.ws.Ephemerals("UANN")) > 0 })
	if s.reacted(talk) || s.reacted(near) {
		t.Error("a tick on what was not recorded")
	}
	if n := len(s.ws.Ephemerals("UANN")); n != 1 {
		t.Errorf("%d hints", n)
	}
	if n := len(s.ws.Ephemerals("UBOB")); n != 0 {
		t.Errorf("Bob sees %d hints that are not his", n)
	}
	if err := s.ws.Edit(t.Context(), "UANN", "#deals", near, "Acme: proposal, 55k, close 30 Apr"); err != nil {
		t.Fatal(err)
	}
	s.wait("the edit", func() bool { return s.only("r1").Amount.V.Minor == 5_500_000 && s.reacted(near) })
}

func TestOnlyOwnerAndManagerChangeADeal(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal Acme stage=proposal amount=50k", "Recorded")
	s.wait("a stake", func() bool {
		a, err := s.coach.Accounts(t.Context(), "A1")
		return err == nil && a["A1"].Stakes["r1"] != nil
	})
	s.expect("UBOB", "/deal Acme amount=1", "The open deal at Acme GmbH is ann's", "Nothing was recorded")
	s.expect("UBOB", "/deal A1-2026-11-23-r1 amount=1", "is ann's")
	if b := s.book("r2"); len(b.Deals) != 0 {
		t.Error("Bob got a deal")
	}
	s.expect("UMIA", "/deal Acme amount=70k", "$70,000", "ann's book")
	if d := s.only("r1"); d.Amount.V.Minor != 7_000_000 {
		t.Errorf("the manager's word was not taken: %v", d.Amount.V)
	}
	// Bob may still say that he has a deal of his own there.
	s.run("UBOB", "/deal Acme amount=9k")
	e := s.lastEphemeral("UBOB")
	if err := s.ws.Click(t.Context(), "UBOB", e.Channel, e.TS, "choose0"); err != nil {
		t.Fatal(err)
	}
	s.wait("Bob's own deal", func() bool { return len(s.book("r2").Deals) == 1 })
}

func TestAnotherNameAsksWhetherItIsAnotherDeal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		button string
		deals  int
	}{"Rename": {"choose0", 1}, "NewDeal": {"choose1", 2}} {
		t.Run(name, func(t *testing.T) {
			s := open(t, nil)
			s.expect("UANN", `/deal Acme amount=10k`, "Recorded a new deal")
			s.expect("UANN", `/deal Acme name="Pilot"`, "Recorded: Acme GmbH, Pilot") // it had no name
			s.expect("UANN", `/deal Acme name="Rollout" amount=20k`, "called “Pilot”", "• Rename it to “Rollout”", "• A new deal at Acme GmbH: “Rollout”")
			e := s.lastEphemeral("UANN")
			if err := s.ws.Click(t.Context(), "UANN", e.Channel, e.TS, c.button); err != nil {
				t.Fatal(err)
			}
			s.wait("the answer", func() bool {
				for _, d := range s.book("r1").Deals {
					if d.Name.V == "Rollout" && d.Amount.V.Minor == 2_000_000 {
						return true
					}
				}
				return false
			})
			if n := len(s.book("r1").Deals); n != c.deals {
				t.Errorf("%d deals, want %d", n, c.deals)
			}
		})
	}
}

func TestQualifyOnOneLine(t *testing.T) {
	s := open(t, func(set *setup) { set.written = true })
	got := s.expect("UANN", "/qualify Acme problem=stock-outs budget=yes timing=now", "In your sweet spot", "Met: problem (stock-outs)")
	if !strings.HasPrefix(got, "In your sweet spot") {
		t.Errorf("verdict %q", got)
	}
	s.expect("UANN", "/qualify Globex problem=teleport", "Not your customer", "disqualified")
	s.expect("UANN", "/qualify Initech budget=yes", "Edge", "Unknown: problem")
	s.expect("UANN", "/qualify Acne budget=yes", "Which one do you mean", "Acme GmbH", "new: Acne")
	s.expect("UANN", "/qualify Acme colour=red", "no question")
	s.expect("UANN", "/qualify Acme employees=many", "is a number")
	s.expect("UANN", "/qualify Zyxwvut problem=stock-outs", "Edge: Zyxwvut")
}

func TestQualifyWithoutASweetSpotKeepsAnswers(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/qualify Acme problem=stock-outs", "kept the answers", "no verdict yet", "Still unknown: budget, timing")
}

func TestCommitAndTouch(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal Acme stage=qualifying amount=10k", "Recorded")
	s.expect("UANN", "/commit Acme time meeting with the CFO by 4 Dec", "meeting with the CFO", "Fri 4 Dec 2026")
	b := s.book("r1")
	for _, c := range b.Commitments {
		if c.Deal != "A1-2026-11-23-r1" || c.Due.V.String() != "2026-12-04" {
			t.Errorf("commitment %+v", c)
		}
	}
	s.expect("UANN", "/commit Acme kept meeting", "Recorded as kept")
	s.expect("UANN", "/commit Acme kept", "no open promise")
	s.expect("UANN", "/commit Globex time a call", "without a date")
	s.expect("UANN", "/touch Acme care walked through the report", "care touch", "Mon 23 Nov 2026", "walked through")
	s.expect("UANN", "/touch Acme metric uptime 99 of 99.5", "uptime is 99", "Not met yet")
	s.expect("UANN", "/touch Acme issue high scanner offline", "high issue", "scanner offline")
	s.expect("UANN", "/touch Acme fixed scanner", "Recorded as fixed")
	s.expect("UANN", "/touch Acme fixed scanner", "no open issue")
}

func TestBalanceSaysThePlaybooksHealthyLines(t *testing.T) {
	s := open(t, nil)
	if _, err := s.coach.People().UpdateRep(t.Context(), "r1", func(r *coach.Rep) bool { r.Role = coach.Hunter; return true }); err != nil {
		t.Fatal(err)
	}
	s.expect("UANN", "/coach balance", "(healthy: at least 8)", "(healthy: at most 30%)", "(healthy: at most 1,800)", "healthy for a hunter: 60% to 100%")
	p := s.coach.Playbook
	p.Scorecard.Healthy["top_share"], p.Scorecard.Healthy["hhi"] = 0.25, 0
	p.Bands[coach.Hunter] = coach.Band{From: 0.55, To: 0.9}
	s.expect("UANN", "/coach balance", "(healthy: at most 25%)", "(HHI): no data\n", "healthy for a hunter: 55% to 90%")
}
