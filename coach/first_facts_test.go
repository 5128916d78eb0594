package coach_test

import (
	"context"
	"testing"

	"evenkeel/coach"
)

// customers makes accounts of which Ann won a deal in September.
func (b *bench) customers(ids ...string) {
	b.t.Helper()
	for _, id := range ids {
		won := deal("W"+id, id, "negotiation")
		won.Deal.Outcome, won.Deal.Closed, won.Deal.Created = ptr(coach.Won), day("2026-09-01"), day("2026-08-01")
		b.act("ann", won)
	}
	if err := b.DoDue(context.Background()); err != nil {
		b.t.Fatal(err)
	}
	b.took()
}

// metric is a touch at which something was measured together.
func metricAt(account, name string) coach.Event {
	return coach.Event{Touch: &coach.Touch{ID: "T" + account + name, Account: account, Day: *day("2026-11-16"), Kind: coach.Care, Note: "measured"},
		Metric: &coach.MetricChange{Metric: name, Measured: *day("2026-11-16"), Target: ptr("10"), Actual: ptr("9"), Direction: ptr("at_least")}}
}

func TestWhatAFirstFactOfAKindMakesTrueIsCounted(t *testing.T) {
	for name, first := range map[string]func(*bench){
		"AsTheFirstFactOfAll": func(*bench) {},
		"AfterACareTouch": func(b *bench) {
			b.act("ann", coach.Event{Touch: &coach.Touch{ID: "T0", Account: "acme", Day: *day("2026-11-16"), Kind: coach.Care, Note: "hello"}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, nil)
			b.customers("acme", "globex", "initech")
			first(b)
			b.took()
			b.act("ann", metricAt("acme", "uptime"))
			expect(t, b.took())
			book, err := b.Book(context.Background(), "ann")
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range book.Nudges {
				if n.Open() && !n.Quiet && n.Subject.Kind() == "account" {
					t.Errorf("%s at %s is to be said", n.Rule, n.Subject)
				}
			}
		})
	}
}

// TestWhatFellDueIsSaidThoughTheFirstPreparationComesBeforeItsWakeUp: which of the
// two comes first in the morning is chance.
func TestWhatFellDueIsSaidThoughTheFirstPreparationComesBeforeItsWakeUp(t *testing.T) {
	b := newBench(t, justRules("commitment-overdue"))
	b.act("ann", coach.Event{Commitment: &coach.CommitmentChange{ID: "C1", Account: "acme", Kind: ptr(coach.Time), What: ptr("a call"), Due: day("2026-11-17"), Status: ptr(coach.Pending)}})
	b.mu.Lock()
	b.now = b.now.AddDate(0, 0, 2)
	b.mu.Unlock()
	b.event("ann", "baseline/first", coach.Event{Source: coach.Self, Baseline: &coach.Baseline{Day: *day("2026-11-17")}})
	if err := b.DoDue(context.Background()); err != nil {
		t.Fatal(err)
	}
	expect(t, b.took(), "ann daily commitment-overdue(nudge account/acme)")
}
