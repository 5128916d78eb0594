package prompts_test

import (
	"context"
	"strings"
	"testing"

	"evenkeel/coach"
)

// TestAManagerIsToldWhatWasFoundWithAQuestion: of every finding that may warn, in
// whole sentences about the rep, whatever facts are missing, and never as an order.
func TestAManagerIsToldWhatWasFoundWithAQuestion(t *testing.T) {
	p := templates(t)
	for _, s := range situations() {
		if s.nudge.Severity < coach.Warn || s.nudge.For != coach.ForRep {
			continue
		}
		for _, facts := range [][]coach.Fact{s.nudge.Facts, s.nudge.Facts[:s.needed]} {
			n := s.nudge
			n.Facts = facts
			w := p.Phrase(context.Background(), coach.Phrasing{Nudges: []coach.Nudge{n}, Today: today, Names: known, Reader: coach.ForManager})[0]
			check(t, s.name, w)
			if !strings.HasPrefix(w.Ask, "“") || !strings.HasSuffix(w.Ask, "?”") {
				t.Errorf("%s: no question to the rep: %q", s.name, w.Ask)
			}
			for _, word := range strings.Fields(strings.ToLower(w.Say)) {
				if strings.Trim(word, ".,") == "you" || strings.Trim(word, ".,") == "your" {
					t.Errorf("%s speaks to the rep: %q", s.name, w.Say)
				}
			}
			if w.Say == rules()[0].Doc || w.Ask == "“How do you see it?”" {
				t.Errorf("%s has no words for a manager", s.name)
			}
		}
	}
	w := p.Phrase(context.Background(), coach.Phrasing{Nudges: []coach.Nudge{situations()[0].nudge}, Today: today, Names: known, Reader: coach.ForManager})[0]
	if w.Title != "Dana Reyes’s book" {
		t.Errorf("a rep's book is called %q", w.Title)
	}
}

// TestOneDigestAsksNoQuestionTwice: the second and third finding of a rule get other
// questions, each to the rep.
func TestOneDigestAsksNoQuestionTwice(t *testing.T) {
	p := templates(t)
	for _, s := range situations() {
		if s.nudge.Severity < coach.Warn || s.nudge.For != coach.ForRep {
			continue
		}
		asks := map[string]bool{}
		for turn := range 3 {
			w := p.Phrase(context.Background(), coach.Phrasing{Nudges: []coach.Nudge{s.nudge}, Today: today, Names: known, Reader: coach.ForManager, Turn: turn})[0]
			if asks[w.Ask] = true; !strings.HasPrefix(w.Ask, "“") || !strings.HasSuffix(w.Ask, "?”") {
				t.Errorf("%s: no question to the rep: %q", s.name, w.Ask)
			}
		}
		if len(asks) != 3 {
			t.Errorf("%s has %d questions", s.name, len(asks))
		}
	}
}
