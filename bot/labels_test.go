package bot_test

import (
	"strings"
	"testing"

	"evenkeel/coach"
)

// labelled is a stage on which Ann has a deal with a name at Acme GmbH.
func labelled(t *testing.T) *stage {
	t.Helper()
	s := open(t, nil)
	s.expect("UANN", `/deal Acme name=Pilot stage=qualifying amount=10k`, "Recorded a new deal: Acme GmbH, Pilot")
	s.wait("a stake", func() bool { return s.account("A1").Stakes["r1"] != nil })
	return s
}

func TestADealIsUnderstoodByItsLabel(t *testing.T) {
	s := labelled(t)
	s.expect("UANN", `/deal "Acme GmbH, Pilot" stage=proposal`, "Recorded: Acme GmbH, Pilot")
	s.expect("UANN", `/deal Acme, Pilot amount=12k`, "Recorded: Acme GmbH, Pilot")
	s.expect("UANN", `/commit "Acme, Pilot" time a call by friday`, "Acme GmbH, Pilot promised")
	s.expect("UANN", `/commit Acme GmbH, Pilot kept`, "Recorded as kept")
	s.expect("UANN", `/touch Acme, Pilot care showed the report`, "at Acme GmbH, Pilot on")
	s.expect("UANN", `/qualify Acme, Pilot problem=stock-outs`, "kept the answers for Acme GmbH, Pilot")
	ts := s.say("UANN", "won Acme GmbH, Pilot 45k")
	s.wait("a tick", func() bool { return s.reacted(ts) })
	if d := s.only("r1"); d.Outcome.V != coach.Won || d.Amount.V.Minor != 4_500_000 || d.Account.V != "A1" {
		t.Errorf("recorded %+v", d)
	}
	if p := s.coach.People().AccountProfile("Acme GmbH, Pilot"); p != nil {
		t.Errorf("the label became an account: %+v", p)
	}
}

func TestTheFormTakesALabel(t *testing.T) {
	s := labelled(t)
	if errs := s.fill("/deal", map[string]string{"account": "Acme, Pilot", "stage": "proposal"}); len(errs) > 0 {
		t.Fatal(errs)
	}
	s.heard("Recorded: Acme GmbH, Pilot")
	if d := s.only("r1"); d.Stage.V() != "proposal" {
		t.Errorf("recorded %+v", d)
	}
}

func TestAManagerNamesADealByItsLabel(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(s *stage){
		"Command":      func(s *stage) { s.expect("UMIA", `/deal Acme, Pilot stage=negotiation`, "ann's book") },
		"CommandFirst": func(s *stage) { s.expect("UMIA", `/deal "Acme, Pilot" negotiation`, "ann's book") },
		"LineColon":    func(s *stage) { s.tick("UMIA", "Acme, Pilot: negotiation") },
		"LineOutcome":  func(s *stage) { s.tick("UMIA", "won Acme GmbH, Pilot 45k") },
		"LineClose":    func(s *stage) { s.tick("UMIA", "Acme, Pilot close 30 Apr") },
	} {
		t.Run(name, func(t *testing.T) {
			s := labelled(t)
			s.TB = t
			write(s)
			if n := len(s.book("r9").Deals); n > 0 {
				t.Errorf("the manager has %d deals", n)
			}
			d := s.only("r1")
			if d.Stage.V() != "negotiation" && d.Outcome.V != coach.Won && d.Close.V().IsZero() {
				t.Errorf("Ann's deal is as before: %+v", d)
			}
		})
	}
}

// tick waits until a line in the deals channel is recorded.
func (s *stage) tick(user, line string) {
	s.Helper()
	ts := s.say(user, line)
	s.wait("a tick on "+line, func() bool { return s.reacted(ts) })
}

func TestALabelOfSomebodyElsesDealIsTold(t *testing.T) {
	s := labelled(t)
	s.expect("UBOB", `/deal "Acme, Pilot" stage=proposal`, "is ann's", "Nothing was recorded")
	if n := len(s.book("r2").Deals); n > 0 {
		t.Errorf("Bob has %d deals", n)
	}
}

func TestANearLabelIsOffered(t *testing.T) {
	s := labelled(t)
	s.expect("UANN", `/deal "Acme, Rollout" stage=proposal`, "no deal “Rollout” at Acme GmbH", "• Acme GmbH, Pilot", "• new: Acme, Rollout")
	got := s.expect("UANN", `/deal "Acme Pilto" stage=proposal`, "Which one do you mean?", "• Acme GmbH, Pilot")
	if strings.Index(got, "• Acme GmbH, Pilot") > strings.Index(got, "• new:") {
		t.Errorf("offered in the wrong order: %s", got)
	}
	e := s.lastEphemeral("UANN")
	if err := s.ws.Click(t.Context(), "UANN", e.Channel, e.TS, "choose0"); err != nil {
		t.Fatal(err)
	}
	s.wait("the deal", func() bool { return s.only("r1").Stage.V() == "proposal" })
}
