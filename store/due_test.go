package store_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/store"
)

func testClaimsExclusive(t *testing.T, f *fixture) {
	const books = 200
	for i := range books {
		f.commit(t, coach.Change{Key: fmt.Sprintf("book/r%d", i), Wake: monday.Add(time.Duration(i) * time.Minute)})
	}
	var mu sync.Mutex
	times := map[string]int{}
	var group sync.WaitGroup
	for _, s := range []coach.Store{f, f, f.another(t), f.another(t)} {
		group.Go(func() {
			for {
				claims, err := s.Claim(t.Context(), monday.Add(time.Hour*24), 7, time.Minute)
				if err != nil {
					t.Error(err)
				}
				if len(claims) == 0 {
					return
				}
				mu.Lock()
				for _, c := range claims {
					times[c.Key]++
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	for key, n := range times {
		if n != 1 {
			t.Errorf("%s was claimed %d times", key, n)
		}
	}
	if len(times) != books {
		t.Errorf("%d of %d were claimed", len(times), books)
	}
}

func testClaimsFair(t *testing.T, f *fixture) {
	crowded := 0 // one shard has ten times as much due as any other, and earlier
	for i := 0; crowded < 60; i++ {
		key := fmt.Sprintf("book/r%d", i)
		switch {
		case store.ShardOf(key) == 3:
			crowded++
			f.commit(t, coach.Change{Key: key, Wake: monday})
		case i < 48:
			f.commit(t, coach.Change{Key: key, Wake: monday.Add(time.Hour)})
		}
	}
	now := monday.Add(2 * time.Hour)
	claims, err := f.Claim(t.Context(), now, 16, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	from := map[int]int{}
	for _, c := range claims {
		from[store.ShardOf(c.Key)]++
	}
	if len(claims) != 16 || len(from) != 8 {
		t.Errorf("claimed %d, by shard %v", len(claims), from)
	}
	rest, err := f.Claim(t.Context(), now, 1000, time.Minute)
	if err != nil || len(rest) < 60 {
		t.Errorf("then %d, %v", len(rest), err)
	}
	if none, err := f.Claim(t.Context(), now, 0, time.Minute); err != nil || none != nil {
		t.Errorf("nought wanted: %v, %v", none, err)
	}
}

func testWakeEarlier(t *testing.T, f *fixture) {
	for i, minutes := range []int{30, 10, 20} {
		f.commit(t, coach.Change{Key: book, Version: int64(i), Wake: monday.Add(time.Duration(minutes) * time.Minute)})
	}
	f.commit(t, coach.Change{Key: book, Version: 3}) // no wake-up changes nothing
	f.claim(t, f, monday.Add(10*time.Minute-time.Millisecond), time.Minute)
	c := f.claim(t, f, monday.Add(10*time.Minute), time.Minute, book)[0]
	if !c.Due.Equal(monday.Add(10 * time.Minute)) {
		t.Errorf("due %v", c.Due)
	}
}

func testSettle(t *testing.T, f *fixture) {
	f.due(t, book, monday)
	time.Sleep(store.Grace)
	c := f.claim(t, f, monday, time.Minute, book)[0]
	settle(t, f, c, monday.Add(time.Hour))
	settle(t, f, c, monday) // twice is once
	f.claim(t, f, monday.Add(time.Hour-time.Millisecond), time.Minute)
	c = f.claim(t, f, monday.Add(time.Hour), time.Minute, book)[0]
	settle(t, f, c, time.Time{})
	f.claim(t, f, monday.Add(1000*time.Hour), time.Minute)
}

func testSettleMoved(t *testing.T, f *fixture) {
	f.due(t, book, monday)
	time.Sleep(store.Grace)
	c := f.claim(t, f, monday.Add(time.Minute), time.Minute, book)[0]
	f.due(t, book, monday.Add(-time.Hour))
	settle(t, f, c, monday.Add(time.Hour))
	c = f.claim(t, f, monday, time.Minute, book)[0]
	if !c.Due.Equal(monday.Add(-time.Hour)) {
		t.Errorf("due %v", c.Due)
	}
}

// While a claimer works on what was due at nine, a commit asks for a look at
// ten. That changes no score; the claimer, who has not seen the commit, settles.
func testWakeDuringClaim(t *testing.T, f *fixture) {
	nexts := []time.Time{{}, monday.Add(5 * time.Hour)}
	books := []string{"book/r1", "book/r2"}
	each := func(do func(i int, book string)) {
		for i, book := range books {
			do(i, book)
		}
		time.Sleep(store.Grace) // a claim may last
	}
	claims := map[string]coach.Claim{}
	claim := func(now time.Time) {
		for _, c := range f.claim(t, f, now, time.Minute, books...) {
			claims[c.Key] = c
		}
	}
	each(func(_ int, book string) { f.due(t, book, monday) })
	claim(monday)
	each(func(_ int, book string) { f.due(t, book, monday.Add(time.Hour)) })
	for i, book := range books {
		settle(t, f, claims[book], nexts[i])
	}
	f.claim(t, f, monday.Add(time.Hour-time.Millisecond), time.Minute)
	claim(monday.Add(time.Hour))
	for _, book := range books {
		settle(t, f, claims[book], time.Time{})
	}
	f.claim(t, f, monday.Add(100*time.Hour), time.Minute)
}

// The wake-up stands before its commit. A conflict leaves just that: the
// moment in which a claimer may come and see nothing.
func testWakeBeforeCommit(t *testing.T, f *fixture) {
	err := f.Commit(t.Context(), coach.Change{Key: book, Version: 99, Wake: monday})
	wantErr(t, err, coach.ErrConflict)
	c := f.claim(t, f, monday, time.Minute, book)[0]
	settle(t, f, c, monday.Add(time.Hour))
	f.claim(t, f, monday, time.Minute) // held back: not again at once

	f.commit(t, coach.Change{Key: book, Wake: monday.Add(time.Second)}) // a new one is looked at, at once
	c = f.claim(t, f, monday.Add(time.Second), time.Minute, book)[0]
	settle(t, f, c, monday.Add(time.Hour))

	time.Sleep(store.Grace)
	c = f.claim(t, f, monday.Add(time.Second), time.Minute, book)[0] // once more
	settle(t, f, c, monday.Add(time.Hour))
	f.claim(t, f, monday.Add(time.Hour-1), time.Minute)
	f.claim(t, f, monday.Add(time.Hour), time.Minute, book)
}

// testDueWhileHeld: what is due by itself does not wait for a commit that may
// still land.
func testDueWhileHeld(t *testing.T, f *fixture) {
	f.due(t, book, monday)
	c := f.claim(t, f, monday, time.Minute, book)[0]
	settle(t, f, c, monday.Add(time.Hour))
	f.claim(t, f, monday.Add(time.Hour-1), time.Minute) // held back
	c = f.claim(t, f, monday.Add(time.Hour), time.Minute, book)[0]
	settle(t, f, c, monday.Add(2*time.Hour))
	f.claim(t, f, monday.Add(time.Hour), time.Minute) // and again
	time.Sleep(store.Grace)
	c = f.claim(t, f, monday.Add(time.Hour), time.Minute, book)[0]
	settle(t, f, c, time.Time{})
	f.due(t, book, monday)
	c = f.claim(t, f, monday, time.Minute, book)[0]
	settle(t, f, c, time.Time{})
	f.claim(t, f, monday.Add(24*time.Hour), time.Minute) // nothing else is due, ever
}

func testClaimTakenOver(t *testing.T, f *fixture) {
	const lease = 200 * time.Millisecond
	slow, quick := f.another(t), f.another(t)
	f.due(t, book, monday)
	time.Sleep(store.Grace)
	ranOut := f.claim(t, slow, monday, lease, book)[0]
	time.Sleep(lease + 50*time.Millisecond)
	taken := f.claim(t, quick, monday, time.Minute, book)[0]
	settle(t, slow, ranOut, time.Time{})
	f.claim(t, f, monday, time.Minute) // still quick's
	settle(t, quick, taken, monday.Add(time.Hour))
	f.claim(t, f, monday.Add(time.Hour), time.Minute, book)
}

func testLeaseTime(t *testing.T, f *fixture) {
	const lease = time.Second
	f.due(t, book, monday)
	began := time.Now()
	business := func() time.Time { return monday.Add(60 * time.Since(began)) }
	f.claim(t, f, business(), lease, book)
	f.claim(t, f, business().Add(24*time.Hour), lease) // a business day is nothing to a lease
	time.Sleep(lease + 50*time.Millisecond)
	f.claim(t, f, business(), lease, book)
}
