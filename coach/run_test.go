package coach_test

import (
	"context"
	"testing"
	"time"

	"evenkeel/coach"
)

// slowPoster posts once it is let.
type slowPoster struct {
	*bench
	entered, leave chan struct{}
}

func (s slowPoster) Post(ctx context.Context, o coach.Outgoing) (string, string, error) {
	close(s.entered)
	<-s.leave
	return s.bench.Post(ctx, o)
}

// TestAMessageThatAnotherIsSendingDelaysNothingElse: the due loop comes by
// while the answer to an act is on its way.
func TestAMessageThatAnotherIsSendingDelaysNothingElse(t *testing.T) {
	b := newBench(t, nil)
	ctx := context.Background()
	b.act("ann", coach.Event{Commitment: &coach.CommitmentChange{ID: "C0", Deal: "D0", Kind: ptr(coach.Time), Made: day("2026-11-16"), Due: day("2026-11-27"), Status: ptr(coach.Pending)}})
	slow := slowPoster{b, make(chan struct{}), make(chan struct{})}
	b.Slack = slow
	sent := make(chan struct{})
	go func() { defer close(sent); b.act("ann", deal("D1", "acme", "proposal")) }()
	<-slow.entered
	if err := b.DoDue(ctx); err != nil {
		t.Fatal(err)
	}
	soon, err := b.Store.Claim(ctx, b.clock().Add(2*time.Second), 32, time.Second)
	if err != nil || len(soon) != 1 || soon[0].Key != coach.BookKey("ann") {
		t.Errorf("due soon: %v, %v", soon, err)
	}
	close(slow.leave)
	<-sent
	expect(t, b.took(), "ann answer next-commitment(nudge deal/D1)")
}
