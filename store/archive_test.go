package store_test

import (
	"slices"
	"testing"
	"time"

	"evenkeel/coach"
)

func testRemove(t *testing.T, f *fixture) {
	f.commit(t, coach.Change{Key: book, Event: "e1", Put: map[string]string{"d:1": "{}"}, Summary: map[string]string{"o/1": "[]"}, Wake: monday})
	if _, err := f.Lease(t.Context(), coach.Want{Key: book, Have: 1}, "m", "me", time.Minute); err != nil {
		t.Fatal(err)
	}
	beside, err := f.Beside(t.Context(), book)
	if err != nil {
		t.Fatal(err)
	}
	b := beside[0]
	if b.Seen["e1"].IsZero() || b.Leases["m"] == "" || b.Summary["o/1"] != "[]" || !b.Due.Equal(monday) {
		t.Errorf("beside it stands %+v", b)
	}
	wantErr(t, f.Remove(t.Context(), book, 7), coach.ErrConflict)
	if f.read(t, book).Version != 1 {
		t.Error("another version was removed")
	}
	if err := f.Remove(t.Context(), book, 1); err != nil {
		t.Fatal(err)
	}
	if left, err := f.Aggregates(t.Context()); len(left) != 0 || err != nil {
		t.Errorf("left: %v, %v", left, err)
	}
	f.claim(t, f, monday, time.Minute)
	f.commit(t, coach.Change{Key: book, Event: "e1"}) // as if never seen
}

func testAggregates(t *testing.T, f *fixture) {
	want := []string{"account/50% {a}:b/c", "book/due", "book/lease", "book/r1", "book/Ünal *[?]", "team/a+b"}
	for _, key := range []string{want[0], want[1], want[4]} {
		f.commit(t, coach.Change{Key: key, Version: 0, Event: "e"})
	}
	if err := f.Queue(t.Context(), want[3], monday); err != nil { // nothing but due
		t.Fatal(err)
	}
	if _, err := f.Lease(t.Context(), coach.Want{Key: want[2]}, "m", "me", time.Minute); err != nil {
		t.Fatal(err)
	}
	f.commit(t, coach.Change{Key: want[5], Summary: map[string]string{"row": "1"}})
	put(t, f, coach.Entry{Key: "rep/r9", New: "1"})
	if err := f.Point(t.Context(), map[coach.Subject]string{"deal/D1": "r1", "deal/D2": "r2", "contract/D2": "acme"}); err != nil {
		t.Fatal(err)
	}
	got, err := f.Aggregates(t.Context())
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("found %q, %v", got, err)
	}
	if p, err := f.Pointers(t.Context()); len(p) != 3 || p["deal/D2"] != "r2" || p["contract/D2"] != "acme" || err != nil {
		t.Errorf("pointers %v, %v", p, err)
	}
	if err := f.Unsee(t.Context(), want[0], "e"); err != nil {
		t.Fatal(err)
	}
	f.commit(t, coach.Change{Key: want[0], Version: 1, Event: "e"})
}
