package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/store"
)

// The client sends again what got no answer: the write happens once and is
// reported as what it was, a success, with an event id and without.
func testLostAnswer(t *testing.T, f *fixture) {
	f.commit(t, coach.Change{Key: book, Wake: monday})
	for i, event := range []string{"Ev1", "", "Ev2"} {
		f.line.loseNext(2, store.CommitHash, nil)
		f.commit(t, coach.Change{Key: book, Event: event, Version: int64(i + 1), Put: map[string]string{fmt.Sprint("deal/", i): "x"},
			Owe: []coach.Owed{{ID: fmt.Sprint(i)}}})
		if f.line.lost() != 2 {
			t.Fatalf("%d answers were lost", f.line.lost())
		}
	}
	if a := f.read(t, book); a.Version != 4 || len(a.Fields) != 3 || len(a.Owed) != 3 {
		t.Errorf("got %+v", a)
	}
	wantErr(t, f.Commit(t.Context(), coach.Change{Key: book, Event: "Ev1"}), coach.ErrSeen)
}

// Others write between the first run and the second. A dozen do no harm; after
// more, an event is reported as seen, and a change without one as a conflict.
func testLostAnswerLate(t *testing.T, f *fixture) {
	other := f.another(t)
	version := int64(1)
	f.commit(t, coach.Change{Key: book})
	late := func(event string, others int) error {
		f.line.loseNext(1, store.CommitHash, func() {
			for range others {
				version++
				if err := other.Commit(context.Background(), coach.Change{Key: book, Version: version}); err != nil {
					t.Error(err)
				}
			}
		})
		err := f.Commit(t.Context(), coach.Change{Key: book, Event: event, Version: version})
		version++
		return err
	}
	for _, event := range []string{"Ev1", ""} {
		if err := late(event, 11); err != nil {
			t.Errorf("event %q: %v", event, err)
		}
	}
	wantErr(t, late("Ev2", 12), coach.ErrSeen)
	wantErr(t, late("", 12), coach.ErrConflict)
	if got := f.read(t, book).Version; got != version {
		t.Errorf("version %d, want %d", got, version)
	}
}

func testLostAnswers(t *testing.T, f *fixture) {
	warm(t, f)
	lose := func(hash string) { f.line.loseNext(1, hash, nil) }
	f.commit(t, coach.Change{Key: book})

	lose("hgetall")
	if a := f.read(t, book); a.Version != 1 {
		t.Errorf("read %+v", a)
	}
	lose("'owes'") // in the text of the script
	if got, err := f.Read(t.Context(), coach.Want{Key: book, Have: 7}); err != nil || got[0].Version != 1 || f.line.lost() != 1 {
		t.Errorf("read %+v, %v", got, err)
	}
	lose(store.LeaseHash)
	if doubt, err := f.Lease(t.Context(), coach.Want{Key: book, Have: 1}, "m", "me", time.Minute); doubt || err != nil {
		t.Errorf("lease: %v, %v", doubt, err)
	}
	lose(store.PutHash)
	put(t, f, coach.Entry{Key: "rep/a", New: "1"}, coach.Entry{Key: "rep/b", New: "1"})
	lose(store.EntriesHash)
	if all, _ := entries(t, f, 0); len(all) != 3 { // with coach.Gone, since warm removed one
		t.Errorf("entries %v", all)
	}
	lose(store.WakeHash)
	f.due(t, book, monday)

	const lease = 2 * time.Second
	f.line.loseNext(3, store.ClaimHash, nil) // a cluster's three nodes answer side by side
	if claims, err := f.Claim(t.Context(), monday, 10, lease); err != nil || len(claims) != 0 {
		t.Errorf("the claim whose answer was lost: %v, %v", claims, err)
	}
	time.Sleep(lease + 50*time.Millisecond)
	c := f.claim(t, f, monday, time.Minute, book)[0] // late by a lease, not lost
	lose(store.SettleHash)
	settle(t, f, c, monday.Add(time.Hour))
	if f.line.lost() != 1 {
		t.Error("no answer was lost")
	}
	f.claim(t, f, monday.Add(time.Hour-time.Millisecond), time.Minute)
	f.claim(t, f, monday.Add(time.Hour), time.Minute, book)
}

// warm lets every node meet every script, so that they go by their hashes.
func warm(t *testing.T, f *fixture) {
	t.Helper()
	w := &fixture{store.New(f.client, f.workspace+" warm"), f.server, f.workspace + " warm", f.client, f.line}
	for i := range 50 {
		key := fmt.Sprint("book/", i)
		w.due(t, key, monday)
		if _, err := w.Lease(t.Context(), coach.Want{Key: key, Have: 1}, "m", "me", time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	claims, err := w.Claim(t.Context(), monday, 50, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range claims {
		settle(t, w, c, time.Time{})
	}
	// The directory of this workspace is one slot: its own node has to know.
	put(t, f, coach.Entry{Key: "rep/a", New: "0"})
	put(t, f, coach.Entry{Key: "rep/a", Old: "0"})
	if _, _, err := f.Entries(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
}

func testFrozen(t *testing.T, f *fixture) {
	f.commit(t, coach.Change{Key: book, Wake: monday})
	const patience = 300 * time.Millisecond
	calls := map[string]func(context.Context) error{
		"read": func(ctx context.Context) error { _, err := f.Read(ctx, coach.Want{Key: book}); return err },
		"commit": func(ctx context.Context) error {
			return f.Commit(ctx, coach.Change{Key: book, Version: 1, Wake: monday})
		},
		"claim":   func(ctx context.Context) error { _, err := f.Claim(ctx, monday, 10, time.Minute); return err },
		"entries": func(ctx context.Context) error { _, _, err := f.Entries(ctx, 0); return err },
		"point":   func(ctx context.Context) error { return f.Point(ctx, map[coach.Subject]string{"deal/D": "r"}) },
		"sums":    func(ctx context.Context) error { _, err := f.Summaries(ctx, "book/r1", "book/r2"); return err },
	}
	f.line.frozen.Store(true)
	for name, call := range calls {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		began := time.Now()
		err := call(ctx)
		cancel()
		if err == nil || errors.Is(err, coach.ErrConflict) || errors.Is(err, coach.ErrSeen) {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(began); took > patience+time.Second {
			t.Errorf("%s: took %v with %v to go", name, took, patience)
		}
	}
	f.line.frozen.Store(false)
	f.read(t, book)
}
