package bot_test

import (
	"strings"
	"testing"

	"evenkeel/coach"
)

// overruled lets Ann move a deal forward under an open issue and go on with a
// reason.
func (s *stage) overruled() {
	s.Helper()
	s.expect("UANN", "/deal Acme won 10k close=2026-11-02", "won on Mon 2 Nov 2026")
	s.wait("the win", func() bool { a := s.account("A1"); return len(a.Wins) == 1 })
	s.expect("UANN", "/deal Acme name=Next stage=prospecting amount=5k", "Recorded a new deal")
	s.expect("UANN", "/touch Acme issue high scanner offline", "high issue")
	s.expect("UANN", "/deal Acme stage=proposal", "proposal")
	var key string
	s.wait("the stop", func() bool {
		for k, n := range s.book("r1").Nudges {
			if n.Rule == "sell-on-issue" && n.Overridable && n.Message != "" {
				key = k
			}
		}
		return key != ""
	})
	_, err := s.coach.Handle(s.Context(), "r1", func(v coach.View) (coach.Event, error) {
		return coach.Event{ID: "go on", At: v.Now, Source: coach.Slack, By: "r1", Rep: "r1",
			Reply: &coach.Reply{Nudge: key, Kind: coach.Override, Reason: "They asked for it"}}, nil
	})
	if err != nil {
		s.Fatal(err)
	}
}

func TestTheLedgerShowsAnOverrideAndHowItEnded(t *testing.T) {
	s := open(t, nil)
	s.expect("UMIA", "/coach team", "nobody went on against advice", "none decided yet")
	s.overruled()
	s.expect("UMIA", "/coach team", "went on with a reason once", "None of these deals is decided yet", "Mon 23 Nov 2026, ann – Acme GmbH, Next",
		"sell-on-issue (scanner offline)", "“They asked for it”", "Still open")
	s.expect("UANN", "/coach deals", "Your open deals:", "Acme GmbH, Next", "your manager reads too", "“They asked for it”")
	s.expect("UANN", "/touch Acme fixed scanner offline", "Recorded as fixed")
	s.expect("UANN", "/deal Acme lost reason=price", "lost on Mon 23 Nov 2026")
	s.expect("UMIA", "/coach team", "won 0 of 1", "Lost on Mon 23 Nov 2026")
}

func TestTheLedgerIsForTheManagerAndTheRepOnly(t *testing.T) {
	s := open(t, nil)
	s.overruled()
	for _, line := range []string{"/coach team", "/coach deals"} {
		if got := s.run("UBOB", line); strings.Contains(got, "asked for it") || strings.Contains(got, "Next") {
			t.Errorf("%s tells Bob: %s", line, got)
		}
	}
	s.expect("UBOB", "/coach team", "Nobody reports to you")
}

func TestAManagersHomeHasALineOnTheLedger(t *testing.T) {
	s := open(t, nil)
	s.overruled()
	s.expect("UMIA", "/coach help", "/coach team")
	if err := s.ws.OpenHome(t.Context(), "UMIA"); err != nil {
		t.Fatal(err)
	}
	s.wait("the line", func() bool {
		v, ok := s.ws.Home("UMIA")
		return ok && strings.Contains(string(v.Blocks), "went on with a reason once")
	})
}
