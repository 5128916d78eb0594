package bot_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"evenkeel/bot"
)

func TestQueueKeepsOrderPerRepAndRunsRepsSideBySide(t *testing.T) {
	q := bot.StartQueue(t.Context(), 8, 1000, 1000)
	defer q.Stop()
	var mu sync.Mutex
	got := map[string][]int{}
	busy := map[string]*atomic.Int32{}
	var side, most atomic.Int32
	for _, rep := range []string{"a", "b", "c", "d"} {
		busy[rep] = new(atomic.Int32)
	}
	for i := range 200 {
		for rep := range busy {
			ok := q.Put(rep, func(context.Context) {
				if busy[rep].Add(1) > 1 {
					t.Errorf("two jobs of %s at once", rep)
				}
				most.Store(max(most.Load(), side.Add(1)))
				time.Sleep(50 * time.Microsecond)
				mu.Lock()
				got[rep] = append(got[rep], i)
				mu.Unlock()
				side.Add(-1)
				busy[rep].Add(-1)
			})
			if !ok {
				t.Fatal("refused")
			}
		}
	}
	if !q.Drain(t.Context()) {
		t.Fatal("not drained")
	}
	for rep, seen := range got {
		if len(seen) != 200 || !slices.IsSorted(seen) {
			t.Errorf("%s: out of order: %v", rep, seen)
		}
	}
	if most.Load() < 2 {
		t.Error("reps wait for each other")
	}
}

func TestQueueIsBounded(t *testing.T) {
	q := bot.StartQueue(t.Context(), 1, 3, 5)
	hold := make(chan struct{})
	q.Put("a", func(context.Context) { <-hold })
	time.Sleep(10 * time.Millisecond) // the first is running now, and waits no more
	taken := 0
	for range 10 {
		if q.Put("a", func(context.Context) {}) {
			taken++
		}
	}
	if taken != 3 {
		t.Errorf("%d jobs wait, want 3", taken)
	}
	if !q.Put("b", func(context.Context) {}) {
		t.Error("another rep is turned away")
	}
	if q.Put("c", func(context.Context) {}) {
		t.Error("more wait than may in all")
	}
	close(hold)
	q.Drain(t.Context())
	if q.Put("a", func(context.Context) {}) {
		t.Error("a closed queue takes jobs")
	}
	q.Stop()
}

func TestQueueSurvivesAPanic(t *testing.T) {
	q := bot.StartQueue(t.Context(), 1, 10, 10)
	defer q.Stop()
	ran := false
	q.Put("a", func(context.Context) { panic("oh") })
	q.Put("a", func(context.Context) { ran = true })
	if !q.Drain(t.Context()) || !ran {
		t.Error("the next job did not run")
	}
}

func TestQueueStopsWithWorkInHand(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	q := bot.StartQueue(ctx, 2, 10, 10)
	for i := range 5 {
		q.Put(fmt.Sprint(i), func(ctx context.Context) { <-ctx.Done() })
	}
	soon, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer stop()
	if q.Drain(soon) {
		t.Error("drained what hangs")
	}
	cancel()
	q.Stop()
}
