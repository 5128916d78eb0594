package coach_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
)

// overdue records promises of n clients, overdue tomorrow, of an app: they wait
// for the day's message.
func (r *rehearsal) overdue(n int) {
	for i := range n {
		r.event(coach.Event{Source: coach.App, Commitment: &coach.CommitmentChange{ID: fmt.Sprint("C", i), Account: fmt.Sprint("a", i),
			Made: day("2026-11-16"), Due: day("2026-11-16"), Status: ptr(coach.Pending)}})
	}
}

func TestARuleOfMoreThanThreeSubjectsIsOneList(t *testing.T) {
	for _, c := range []struct {
		name  string
		n     int
		said  int
		lists []string
	}{
		{"three stand alone", 3, 3, nil},
		{"four are one list", 4, 4, []string{"commitment-overdue"}},
		{"all nine are said", 9, 9, []string{"commitment-overdue"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := rehearse(t, time.UTC, time.Date(2026, 11, 16, 10, 0, 0, 0, time.UTC)) // a Monday
			r.m.Playbook.Hours.Spread = 0
			r.overdue(c.n)
			r.until(time.Date(2026, 11, 17, 12, 0, 0, 0, time.UTC))
			if len(r.said) != 1 {
				t.Fatalf("%d messages", len(r.said))
			}
			m := r.said[0]
			if len(m.Nudges) != c.said || !slices.Equal(m.Lists, c.lists) {
				t.Errorf("said %v, lists %v", m.Nudges, m.Lists)
			}
			for _, key := range m.Nudges {
				if n := r.book.Nudges[key]; n.Said.IsZero() || n.Message != m.Key || n.Held != "" {
					t.Errorf("the record of %s does not say that it was said: %+v", key, n)
				}
			}
		})
	}
}

func TestAListIsOneOfTheThree(t *testing.T) {
	r := rehearse(t, time.UTC, time.Date(2026, 11, 16, 10, 0, 0, 0, time.UTC))
	r.m.Playbook.Hours.Spread = 0
	r.overdue(5)
	for i := range 4 {
		id := fmt.Sprint("D", i)
		r.event(coach.Event{Source: coach.App, Deal: &coach.DealChange{ID: id, Account: &id, Stage: ptr("prospecting"), Amount: money("9000")}})
		r.event(coach.Event{Source: coach.App, Commitment: &coach.CommitmentChange{ID: id, Deal: id, Made: day("2026-11-16"), Due: day("2026-11-16"), Status: ptr(coach.Pending)}})
	}
	r.m.Playbook.Gate.Daily = 1
	r.until(time.Date(2026, 11, 17, 12, 0, 0, 0, time.UTC))
	if len(r.said) != 1 || len(r.said[0].Nudges) != 9 {
		t.Fatalf("said %v: want all nine promises as the one item", r.said)
	}
	if first := r.said[0].Nudges[0]; !strings.Contains(first, "deal/D") {
		t.Errorf("the first is %s: money at stake goes first", first)
	}
}

func TestAnAnswerToAListIsToAllOfIt(t *testing.T) {
	r := rehearse(t, time.UTC, time.Date(2026, 11, 16, 10, 0, 0, 0, time.UTC))
	r.m.Playbook.Hours.Spread = 0
	r.overdue(5)
	r.until(time.Date(2026, 11, 17, 12, 0, 0, 0, time.UTC))
	m := r.said[0]
	listed := r.book.Listed(m, r.book.Nudges[m.Nudges[0]])
	if len(listed) != 5 {
		t.Fatalf("%d are listed", len(listed))
	}
	r.event(coach.Event{Commitment: &coach.CommitmentChange{ID: "C4", Account: "a4", Status: ptr(coach.Kept)}})
	r.event(coach.Event{Reply: &coach.Reply{Nudge: m.Nudges[0], Also: m.Nudges[1:], Kind: coach.Snooze, Until: *day("2026-11-20")}})
	snoozed := 0
	for _, key := range m.Nudges {
		if n := r.book.Nudges[key]; n.Reply == coach.Snooze && n.Until == *day("2026-11-20") {
			snoozed++
		}
	}
	if snoozed != 4 {
		t.Errorf("%d snoozed, want the four that were still open", snoozed)
	}
	r.until(time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC))
	if n := len(r.said); n != 2 || len(r.said[1].Nudges) != 4 || len(r.said[1].Lists) != 1 {
		t.Errorf("%d messages, the last %v", n, r.said[n-1].Nudges)
	}
}
