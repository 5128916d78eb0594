package store_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"evenkeel/coach"
	"evenkeel/store"
)

const book = "book/r1"

func testCommit(t *testing.T, f *fixture) {
	if a := f.read(t, book); a.Version != 0 || len(a.Fields) != 0 || a.Key != book {
		t.Fatalf("before: %+v", a)
	}
	f.commit(t, coach.Change{Key: book, Event: "e1", Put: map[string]string{"deal/D1": `{"id":"D1"}`, "deal/D2": "x", "state": "{}"}})
	f.commit(t, coach.Change{Key: book, Version: 1, Put: map[string]string{"deal/D1": "new"}, Drop: []string{"deal/D2", "deal/D3"}})
	want := coach.Aggregate{Key: book, Version: 2, Fields: map[string]string{"deal/D1": "new", "state": "{}"}}
	if diff := cmp.Diff(want, f.read(t, book)); diff != "" {
		t.Error(diff)
	}
}

func testConflict(t *testing.T, f *fixture) {
	f.commit(t, coach.Change{Key: book, Put: map[string]string{"state": "1"}})
	err := f.Commit(t.Context(), coach.Change{Key: book, Event: "e", Put: map[string]string{"state": "2"}, Summary: map[string]string{"x": "y"}})
	wantErr(t, err, coach.ErrConflict)
	if !strings.Contains(err.Error(), "store: commit book/r1") {
		t.Errorf("error is %q", err)
	}
	wantErr(t, f.Commit(t.Context(), coach.Change{Key: book, Version: 7}), coach.ErrConflict)
	if a := f.read(t, book); a.Version != 1 || a.Fields["state"] != "1" {
		t.Errorf("got %+v", a)
	}
	f.commit(t, coach.Change{Key: book, Version: 1, Event: "e"}) // a conflict is not remembered as seen
}

func testSeen(t *testing.T, f *fixture) {
	c := coach.Change{Key: book, Event: "Ev1", Put: map[string]string{"state": "1"}}
	f.commit(t, c)
	wantErr(t, f.Commit(t.Context(), c), coach.ErrSeen)
	c.Version, c.Put = 1, map[string]string{"state": "2"}
	wantErr(t, f.Commit(t.Context(), c), coach.ErrSeen)
	c.Event = ""
	f.commit(t, c)
	f.commit(t, coach.Change{Key: "book/r2", Event: "Ev1"}) // seen by another book is nothing to this one
}

func testReadUnchanged(t *testing.T, f *fixture) {
	f.commit(t, coach.Change{Key: book, Put: map[string]string{"state": "1"}})
	f.commit(t, coach.Change{Key: "account/a1", Put: map[string]string{"issue/i1": "1"}})
	got, err := f.Read(t.Context(), coach.Want{Key: "account/a1", Have: 1}, coach.Want{Key: book}, coach.Want{Key: "book/none"})
	if err != nil {
		t.Fatal(err)
	}
	want := []coach.Aggregate{
		{Key: "account/a1", Version: 1},
		{Key: book, Version: 1, Fields: map[string]string{"state": "1"}},
		{Key: "book/none"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got, err := f.Read(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("reading nothing: %v, %v", got, err)
	}
}

func testOwed(t *testing.T, f *fixture) {
	win := coach.Event{ID: "won/D1", At: monday, Source: coach.Self, Account: "a1", Win: &coach.Win{Deal: "D1", Rep: "r1"}}
	f.commit(t, coach.Change{Key: book, Event: "e", Owe: []coach.Owed{{ID: "b", Event: win}, {ID: "a", Event: coach.Event{ID: "a"}}}})
	got, err := f.Read(t.Context(), coach.Want{Key: book, Have: 1})
	if err != nil {
		t.Fatal(err)
	}
	want := []coach.Owed{{ID: "a", Event: coach.Event{ID: "a"}}, {ID: "b", Event: win}}
	if diff := cmp.Diff(want, got[0].Owed); diff != "" || got[0].Fields != nil {
		t.Errorf("fields %v, owed %s", got[0].Fields, diff)
	}
	f.commit(t, coach.Change{Key: book, Version: 1, Strike: []string{"a", "none"}, Owe: want[1:]})
	if a := f.read(t, book); len(a.Owed) != 1 || a.Owed[0].ID != "b" || len(a.Fields) != 0 {
		t.Errorf("after one was struck: %+v", a)
	}
	f.commit(t, coach.Change{Key: book, Version: 2, Strike: []string{"b"}})
	if a := f.read(t, book); a.Owed != nil {
		t.Errorf("after all were struck: %+v", a)
	}
}

func testSummary(t *testing.T, f *fixture) {
	f.commit(t, coach.Change{Key: book, Summary: map[string]string{"2017-10": "a", "open": "b"}})
	f.commit(t, coach.Change{Key: book, Version: 1, Summary: map[string]string{"2017-11": "c", "open": ""}})
	got, err := f.Summaries(t.Context(), book)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]map[string]string{book: {"2017-10": "a", "2017-11": "c"}}, got); diff != "" {
		t.Error(diff)
	}
}

func testManyFields(t *testing.T, f *fixture) {
	put := map[string]string{}
	for i := range 9000 {
		put[fmt.Sprintf("deal/D%d", i)] = fmt.Sprint(i)
	}
	f.commit(t, coach.Change{Key: book, Put: put})
	if got := f.read(t, book).Fields; !maps.Equal(put, got) {
		t.Fatalf("%d fields came back of %d", len(got), len(put))
	}
	f.commit(t, coach.Change{Key: book, Version: 1, Drop: slices.Collect(maps.Keys(put))})
	if got := f.read(t, book).Fields; len(got) != 0 {
		t.Errorf("%d fields were not dropped", len(got))
	}
}

func testOwnFields(t *testing.T, f *fixture) {
	for _, field := range []string{"v", "tok", "owes", "owe:1", "lease:m"} {
		if err := f.Commit(t.Context(), coach.Change{Key: book, Put: map[string]string{field: "1"}}); err == nil {
			t.Errorf("field %s was written", field)
		}
	}
	for _, key := range []string{"", "book", "/r1", "due/3", "Book/r1", "dir"} {
		if err := f.Commit(t.Context(), coach.Change{Key: key}); err == nil {
			t.Errorf("key %q was written", key)
		}
		if _, err := f.Read(t.Context(), coach.Want{Key: key}); err == nil {
			t.Errorf("key %q was read", key)
		}
	}
}

func testWriters(t *testing.T, f *fixture) {
	const writers = 64
	other := f.another(t)
	var applied atomic.Int64
	var group sync.WaitGroup
	for i := range writers {
		s := []coach.Store{f, other}[i%2]
		group.Go(func() {
			for {
				got, err := s.Read(t.Context(), coach.Want{Key: book})
				if err != nil {
					t.Error(err)
					return
				}
				err = s.Commit(t.Context(), coach.Change{Key: book, Event: fmt.Sprint("e", i), Version: got[0].Version,
					Put: map[string]string{fmt.Sprint("deal/", i): "x"}})
				if err == nil {
					applied.Add(1)
					return
				}
				if !errors.Is(err, coach.ErrConflict) {
					t.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	if a := f.read(t, book); applied.Load() != writers || a.Version != writers || len(a.Fields) != writers {
		t.Errorf("%d applied, version %d, %d fields", applied.Load(), a.Version, len(a.Fields))
	}
}

func testSameEvent(t *testing.T, f *fixture) {
	stores := []coach.Store{f, f.another(t), f.another(t)}
	var applied atomic.Int64
	var group sync.WaitGroup
	for i := range 5 {
		group.Go(func() {
			err := stores[i%3].Commit(t.Context(), coach.Change{Key: book, Event: "Ev1", Wake: monday, Put: map[string]string{"state": "x"}})
			if err == nil {
				applied.Add(1)
			} else if !errors.Is(err, coach.ErrSeen) {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if v := f.read(t, book).Version; v != 1 || applied.Load() != 1 {
		t.Errorf("version %d, applied %d times", v, applied.Load())
	}
}

// oddIDs have broken, or could break, a key, a hash tag or a script.
var oddIDs = []string{"", " ", "/", "a/b", "a%2Fb", "{", "}", "{}", "}:seen", "r1}:sum", ":seen", "ä", "a\x00b", "a\nb", "*", "[x]", "\xff", "owe:", strings.Repeat("long ", 200)}

func testOddIDs(t *testing.T, f *fixture) {
	for i, id := range oddIDs {
		f.commit(t, coach.Change{Key: "book/" + id, Event: id + "!", Wake: monday,
			Put: map[string]string{"deal/" + id: fmt.Sprint(i)}, Summary: map[string]string{"row/" + id: fmt.Sprint(i)},
			Owe: []coach.Owed{{ID: id, Event: coach.Event{ID: id}}}})
	}
	var keys []string
	for _, id := range oddIDs {
		keys = append(keys, "book/"+id)
	}
	sums, err := f.Summaries(t.Context(), keys...)
	if err != nil {
		t.Fatal(err)
	}
	for i, id := range oddIDs {
		a := f.read(t, keys[i])
		if len(a.Fields) != 1 || a.Fields["deal/"+id] != fmt.Sprint(i) || len(a.Owed) != 1 || a.Owed[0].ID != id {
			t.Errorf("%q: %+v", id, a)
		}
		if sum := sums[keys[i]]; len(sum) != 1 || sum["row/"+id] != fmt.Sprint(i) {
			t.Errorf("%q: summary %v", id, sum)
		}
	}
	claims, err := f.Claim(t.Context(), monday, 100, time.Minute)
	if err != nil || len(claims) != len(oddIDs) {
		t.Errorf("%d claims, %v", len(claims), err)
	}
}

func testWorkspacesApart(t *testing.T, f *fixture) {
	other := store.New(f.client, f.workspace+"/book")
	f.commit(t, coach.Change{Key: book, Event: "e", Wake: monday, Put: map[string]string{"state": "here"}})
	if err := other.Commit(t.Context(), coach.Change{Key: book, Event: "e", Put: map[string]string{"state": "there"}}); err != nil {
		t.Fatal(err)
	}
	if got := f.read(t, book).Fields["state"]; got != "here" {
		t.Errorf("got %q", got)
	}
	f.claim(t, other, monday, time.Minute)
	f.claim(t, f, monday, time.Minute, book)
}

func testLease(t *testing.T, f *fixture) {
	const message, lease = "daily/r1/2017-10-02", time.Second
	f.commit(t, coach.Change{Key: book, Put: map[string]string{"state": "{}"}})
	seen := coach.Want{Key: book, Have: 1}
	take := func(owner string) (bool, error) { return f.Lease(t.Context(), seen, message, owner, lease) }

	if doubt, err := take("one"); doubt || err != nil {
		t.Fatalf("first: %v, %v", doubt, err)
	}
	for _, owner := range []string{"two", "one"} { // a second goroutine of one is another sender
		_, err := take(owner)
		wantErr(t, err, coach.ErrBusy)
	}
	if a := f.read(t, book); a.Version != 1 || len(a.Fields) != 1 {
		t.Errorf("a lease changed the book: %+v", a)
	}
	time.Sleep(lease + 50*time.Millisecond)
	if doubt, err := take("two"); !doubt || err != nil {
		t.Fatalf("after it ran out: %v, %v", doubt, err)
	}
	f.commit(t, coach.Change{Key: book, Version: 1, Drop: []string{coach.LeaseField(message)}})
	_, err := take("three")
	wantErr(t, err, coach.ErrConflict) // what it saw owed was sent meanwhile
	seen.Have = 2
	if doubt, err := take("three"); doubt || err != nil {
		t.Fatalf("after it was settled: %v, %v", doubt, err)
	}
	if _, err := f.Lease(t.Context(), seen, "daily/r1/2017-10-03", "two", lease); err != nil {
		t.Errorf("another message: %v", err)
	}
}
