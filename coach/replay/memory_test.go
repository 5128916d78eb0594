package replay_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"evenkeel/coach"
	"evenkeel/coach/replay"
)

var noon = time.Date(2026, 11, 16, 12, 0, 0, 0, time.UTC)

func must(t interface {
	Helper()
	Fatal(...any)
}, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestMemoryWritesADecisionWhollyOrNotAtAll draws changes, some on a version that
// is behind, some of an event that was applied before, and keeps its own books.
func TestMemoryWritesADecisionWhollyOrNotAtAll(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := replay.NewMemory()
		want, version, seen := map[string]string{}, int64(0), map[string]bool{}
		rows, owed := map[string]string{}, map[string]bool{}
		name := func(what string) string { return fmt.Sprint(rapid.IntRange(0, 4).Draw(rt, what)) }
		for range rapid.IntRange(1, 30).Draw(rt, "writes") {
			c := coach.Change{Key: "book/ann", Event: name("event"), Version: version - int64(rapid.IntRange(0, 1).Draw(rt, "behind")),
				Put: map[string]string{name("put"): name("value")}, Drop: []string{"x" + name("drop")},
				Summary: map[string]string{name("row"): rapid.SampledFrom([]string{"", "[1]"}).Draw(rt, "rows")},
				Strike:  []string{name("strike")}}
			if id := name("owe"); rapid.Bool().Draw(rt, "owes") {
				c.Owe = []coach.Owed{{ID: id}}
			}
			err := m.Commit(t.Context(), c)
			switch {
			case seen[c.Event]:
				if !errors.Is(err, coach.ErrSeen) {
					rt.Fatalf("applied again: %v", err)
				}
				continue
			case c.Version != version:
				if !errors.Is(err, coach.ErrConflict) {
					rt.Fatalf("written over another's: %v", err)
				}
				continue
			}
			must(rt, err)
			version++
			seen[c.Event] = true
			maps.Copy(want, c.Put)
			maps.Copy(rows, c.Summary)
			maps.DeleteFunc(rows, func(_, v string) bool { return v == "" })
			delete(owed, c.Strike[0])
			for _, o := range c.Owe {
				owed[o.ID] = true
			}
		}
		as, err := m.Read(t.Context(), coach.Want{Key: "book/ann"}, coach.Want{Key: "book/ann", Have: version}, coach.Want{Key: "book/bob"})
		must(rt, err)
		if as[0].Version != version || len(as[0].Fields) != len(want) || !maps.Equal(as[0].Fields, want) && len(want) > 0 {
			rt.Fatalf("version %d, fields %v; want %d, %v", as[0].Version, as[0].Fields, version, want)
		}
		if version > 0 && as[1].Fields != nil || len(as[1].Owed) != len(owed) || as[2].Version != 0 {
			rt.Fatalf("to one who has it: %+v; of one never written: %+v", as[1], as[2])
		}
		got, err := m.Summaries(t.Context(), "book/ann")
		must(rt, err)
		if len(got["book/ann"]) != len(rows) || len(rows) > 0 && !maps.Equal(got["book/ann"], rows) {
			rt.Fatalf("summary %v, want %v", got, rows)
		}
	})
}

// TestMemoryLosesNoWakeUp: whatever is asked, before or during a claim, is due
// when it was asked for, or earlier, until it has been claimed again.
func TestMemoryLosesNoWakeUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := replay.NewMemory()
		var due time.Time // the earliest instant not yet claimed for
		var held []coach.Claim
		at := func() time.Time { return noon.Add(time.Duration(rapid.IntRange(0, 20).Draw(rt, "at")) * time.Minute) }
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			switch rapid.IntRange(0, 2).Draw(rt, "step") {
			case 0:
				x := at()
				must(rt, m.Queue(t.Context(), "book/ann", x))
				if due.IsZero() || x.Before(due) {
					due = x
				}
			case 1:
				now := at()
				cs, err := m.Claim(t.Context(), now, 10, time.Hour)
				must(rt, err)
				if is := !due.IsZero() && !due.After(now) && len(held) == 0; is != (len(cs) == 1) {
					rt.Fatalf("claimed %v at %s; due at %s, held %v", cs, now, due, held)
				}
				if len(cs) > 0 {
					held, due = cs, time.Time{}
				}
			case 2:
				if len(held) == 0 {
					continue
				}
				next := at()
				must(rt, m.Settle(t.Context(), held[0], next))
				if due.IsZero() || next.Before(due) {
					due = next
				}
				held = nil
				if got, _ := m.Next(); !got.Equal(due) {
					rt.Fatalf("due at %s, want %s", got, due)
				}
			}
		}
	})
}

func TestMemoryClaimsTheOldestFirst(t *testing.T) {
	t.Parallel()
	m := replay.NewMemory()
	for i, key := range []string{"book/c", "book/a", "book/b"} {
		must(t, m.Queue(t.Context(), key, noon.Add(time.Duration(-i)*time.Minute)))
	}
	cs, err := m.Claim(t.Context(), noon, 2, time.Hour)
	must(t, err)
	if len(cs) != 2 || cs[0].Key != "book/b" || cs[1].Key != "book/a" {
		t.Errorf("%+v", cs)
	}
}

func TestMemoryHandsAClaimOnWhenItsLeaseEnds(t *testing.T) {
	t.Parallel()
	m := replay.NewMemory()
	must(t, m.Queue(t.Context(), "book/a", noon))
	old, err := m.Claim(t.Context(), noon, 1, 0)
	must(t, err)
	next, err := m.Claim(t.Context(), noon, 1, time.Hour)
	must(t, err)
	must(t, m.Settle(t.Context(), old[0], time.Time{})) // too late
	if _, key := m.Next(); len(next) != 1 || key != "book/a" {
		t.Errorf("taken over by %v; due is %q", next, key)
	}
}

func TestMemoryLeasesAMessageToOneAtATime(t *testing.T) {
	t.Parallel()
	m := replay.NewMemory()
	must(t, m.Commit(t.Context(), coach.Change{Key: "book/ann"}))
	seen := coach.Want{Key: "book/ann", Have: 1}
	lease := func(d time.Duration) (bool, error) { return m.Lease(t.Context(), seen, "daily/1", "me", d) }
	if doubt, err := lease(0); doubt || err != nil {
		t.Fatal(doubt, err)
	}
	if doubt, err := lease(time.Hour); !doubt || err != nil {
		t.Fatalf("after one that ran out: in doubt %v, %v", doubt, err)
	}
	if _, err := lease(time.Hour); !errors.Is(err, coach.ErrBusy) {
		t.Fatalf("a second holder: %v", err)
	}
	must(t, m.Commit(t.Context(), coach.Change{Key: "book/ann", Version: 1, Drop: []string{coach.LeaseField("daily/1")}}))
	if _, err := lease(time.Hour); !errors.Is(err, coach.ErrConflict) {
		t.Errorf("of what was sent since it was seen: %v", err)
	}
	seen.Have = 2
	if doubt, err := lease(time.Hour); doubt || err != nil {
		t.Errorf("after it was settled: in doubt %v, %v", doubt, err)
	}
}

func TestMemoryKeepsADirectory(t *testing.T) {
	t.Parallel()
	m := replay.NewMemory()
	put := func(es ...coach.Entry) []string {
		conflicts, err := m.PutEntries(t.Context(), es...)
		must(t, err)
		return conflicts
	}
	if c := put(coach.Entry{Key: "rep/a", New: "1"}, coach.Entry{Key: "rep/b", New: "1"}); len(c) > 0 {
		t.Error(c)
	}
	_, version, err := m.Entries(t.Context(), 0)
	must(t, err)
	if c := put(coach.Entry{Key: "rep/a", Old: "0", New: "2"}, coach.Entry{Key: "rep/a", Old: "0", New: "1"}); !slices.Equal(c, []string{"rep/a"}) {
		t.Errorf("only what was something else is a conflict: %v", c)
	}
	put(coach.Entry{Key: "rep/a", Old: "1"}, coach.Entry{Key: "rep/b", Old: "1", New: "2"})
	now, _, err := m.Entries(t.Context(), version)
	must(t, err)
	if _, gone := now[coach.Gone]; !gone || now["rep/b"] != "2" || len(now) != 2 {
		t.Errorf("%v", now)
	}
}

func TestMemoryKnowsWhereThingsStand(t *testing.T) {
	t.Parallel()
	m := replay.NewMemory()
	deal := coach.On("deal", "D1")
	must(t, m.Commit(t.Context(), coach.Change{Key: "book/ann", Point: map[coach.Subject]string{deal: "ann"}}))
	homes, err := m.Homes(t.Context(), deal, coach.On("deal", "D2"))
	must(t, err)
	must(t, m.Point(t.Context(), map[coach.Subject]string{deal: ""}))
	after, err := m.Homes(t.Context(), deal)
	must(t, err)
	if !slices.Equal(homes, []string{"ann", ""}) || after[0] != "" {
		t.Error(homes, after)
	}
}
