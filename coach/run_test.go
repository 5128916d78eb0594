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

// TestAMessageThatAnotherSentMeanwhileIsNotSentAgain: this process saw it owed
// before the other sent it and let go of the lease.
func TestAMessageThatAnotherSentMeanwhileIsNotSentAgain(t *testing.T) {
	b := newBench(t, nil)
	ctx := context.Background()
	desk := &countingDesk{}
	cfg := b.Config
	cfg.Slack, cfg.Owner = desk, "another"
	other := coach.New(cfg)
	b.act("ann", deal("D1", "acme", "qualifying"))
	// One process records what a message is owed for; both see it.
	_, err := b.Handle(ctx, "ann", func(v coach.View) (coach.Event, error) {
		return coach.Event{ID: "late", At: v.Now, Rep: "ann", Source: coach.Slack, By: "ann",
			Commitment: &coach.CommitmentChange{ID: "C", Deal: "D1", Made: day("2026-11-01"), Due: day("2026-11-02"), Status: ptr(coach.Pending)}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Book(ctx, "ann"); err != nil {
		t.Fatal(err)
	}
	b.took()
	for _, c := range []*coach.Coach{b.Coach, other} {
		if err := c.Follow(ctx, "ann"); err != nil {
			t.Fatal(err)
		}
	}
	if sent := len(b.took()); sent != 1 || desk.posts != 0 {
		t.Errorf("sent %d times, and %d times again", sent, desk.posts)
	}
}

// countingDesk counts what is posted.
type countingDesk struct{ posts int }

func (d *countingDesk) Post(context.Context, coach.Outgoing) (string, string, error) {
	d.posts++
	return "D1", "1", nil
}

func (d *countingDesk) Find(context.Context, coach.Outgoing) (string, string, error) {
	return "", "", nil
}
