package store_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/store"
)

var meterDay = time.Date(2026, 11, 23, 23, 59, 59, 0, time.UTC)

func (f *fixture) used(t *testing.T, day time.Time) coach.Usage {
	t.Helper()
	u, err := store.Meter{Redis: f.Redis}.Read(t.Context(), day)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// Many replicas at once never go beyond the limit, and use all of it.
func testMeterLimit(t *testing.T, f *fixture) {
	var group sync.WaitGroup
	var taken atomic.Int64
	for _, s := range []*store.Redis{f.Redis, f.another(t), f.another(t)} {
		for range 20 {
			group.Go(func() {
				ok, err := store.Meter{Redis: s}.Reserve(t.Context(), meterDay, coach.Usage{Tokens: 100, Micros: 7}, coach.Usage{Tokens: 1050, Micros: 1000})
				if err != nil {
					t.Error(err)
				}
				if ok {
					taken.Add(1)
				}
			})
		}
	}
	group.Wait()
	if got := f.used(t, meterDay); taken.Load() != 10 || got != (coach.Usage{Tokens: 1000, Micros: 70}) {
		t.Errorf("%d of 10 calls were let through, the sum is %+v", taken.Load(), got)
	}
}

func testMeterDays(t *testing.T, f *fixture) {
	m := store.Meter{Redis: f.Redis}
	none := coach.Usage{}
	for _, step := range []struct {
		want, limit coach.Usage
		ok          bool
	}{
		{coach.Usage{Tokens: 5, Micros: 90}, coach.Usage{Tokens: 10, Micros: 80}, false}, // the money
		{coach.Usage{Tokens: 1}, none, false},
		{coach.Usage{Tokens: 5, Micros: 80}, coach.Usage{Tokens: 10, Micros: 80}, true},
	} {
		if ok, err := m.Reserve(t.Context(), meterDay, step.want, step.limit); ok != step.ok || err != nil {
			t.Errorf("%+v: %v, %v", step, ok, err)
		}
	}
	if err := m.Spend(t.Context(), meterDay, coach.Usage{Tokens: -2, Micros: -50}); err != nil {
		t.Fatal(err)
	}
	if got := f.used(t, meterDay); got != (coach.Usage{Tokens: 3, Micros: 30}) {
		t.Errorf("used %+v", got)
	}
	if got := f.used(t, meterDay.Add(time.Second)); got != none {
		t.Errorf("the next day begins with %+v", got)
	}
}

// A lost answer is asked for again by the client, and counts once.
func testMeterLostAnswer(t *testing.T, f *fixture) {
	warm(t, f)
	m := store.Meter{Redis: f.Redis}
	limit := coach.Usage{Tokens: 100, Micros: 100}
	if ok, err := m.Reserve(t.Context(), meterDay, coach.Usage{Tokens: 10, Micros: 10}, limit); !ok || err != nil {
		t.Fatal(ok, err)
	}
	f.line.loseNext(1, store.MeterHash, nil)
	if ok, err := m.Reserve(t.Context(), meterDay, coach.Usage{Tokens: 60, Micros: 60}, limit); !ok || err != nil || f.line.lost() != 1 {
		t.Errorf("%v, %v, %d answers lost", ok, err, f.line.lost())
	}
	if got := f.used(t, meterDay); got != (coach.Usage{Tokens: 70, Micros: 70}) {
		t.Errorf("used %+v", got)
	}
}
