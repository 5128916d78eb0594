package store_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"evenkeel/coach"
)

func testDirectory(t *testing.T, f *fixture) {
	want := map[string]string{}
	var es []coach.Entry
	for i := range 2501 {
		e := coach.Entry{Key: fmt.Sprintf("account/a%d", i), New: fmt.Sprint("v", i)}
		es, want[e.Key] = append(es, e), e.New
	}
	put(t, f, es...)
	all, version := entries(t, f, 0)
	if !maps.Equal(want, all) {
		t.Fatalf("%d of %d entries", len(all), len(want))
	}
	if none, same := entries(t, f, version); len(none) != 0 || same != version {
		t.Errorf("nothing changed, and yet %v, %d", none, same)
	}
	put(t, f, coach.Entry{Key: "account/a7", Old: "v7", New: "new"}, coach.Entry{Key: "account/a8", Old: "v8"}, coach.Entry{Key: "rep/r", New: "r"})
	changed, later := entries(t, f, version)
	if diff := cmp.Diff(map[string]string{"account/a7": "new", coach.Gone: "", "rep/r": "r"}, changed); diff != "" || later <= version {
		t.Errorf("version %d to %d: %s", version, later, diff)
	}
	if all, same := entries(t, f, later+1000); len(all) != len(want)+1 || same != later {
		t.Errorf("from another store's version: %d entries, %d", len(all), same)
	}
}

func testDirectoryConflicts(t *testing.T, f *fixture) {
	put(t, f, coach.Entry{Key: "rep/a", New: "1"})
	put(t, f, coach.Entry{Key: "rep/a", Old: "1", New: "2"}, coach.Entry{Key: "rep/a", Old: "2", New: "3"})
	_, before := entries(t, f, 0)
	put(t, f, coach.Entry{Key: "rep/a", Old: "1", New: "3"}) // it is that already, as after a lost answer
	conflicts, err := f.PutEntries(t.Context(),
		coach.Entry{Key: "rep/a", Old: "1", New: "x"}, coach.Entry{Key: "rep/b", Old: "gone", New: "x"}, coach.Entry{Key: "rep/a", New: "x"})
	if err != nil || !slices.Equal(conflicts, []string{"rep/a", "rep/b", "rep/a"}) {
		t.Errorf("conflicts %v, %v", conflicts, err)
	}
	all, after := entries(t, f, 0)
	if diff := cmp.Diff(map[string]string{"rep/a": "3"}, all); diff != "" || before != after {
		t.Errorf("version %d to %d: %s", before, after, diff)
	}
}

func put(t *testing.T, f *fixture, es ...coach.Entry) {
	t.Helper()
	if conflicts, err := f.PutEntries(t.Context(), es...); err != nil || len(conflicts) != 0 {
		t.Fatalf("conflicts %v, %v", conflicts, err)
	}
}

func entries(t *testing.T, f *fixture, since int64) (map[string]string, int64) {
	t.Helper()
	got, version, err := f.Entries(t.Context(), since)
	if err != nil {
		t.Fatal(err)
	}
	return got, version
}

func testPointers(t *testing.T, f *fixture) {
	homes := map[coach.Subject]string{"deal/D1": "r1", "deal/odd } deal": "r 2", "contract/D1": "acme"}
	for i := range 3000 {
		homes[coach.On("deal", strconv.Itoa(i))] = "r3"
	}
	if err := f.Point(t.Context(), homes); err != nil {
		t.Fatal(err)
	}
	if err := f.Point(t.Context(), map[coach.Subject]string{"deal/D1": "r9", "deal/7": ""}); err != nil {
		t.Fatal(err)
	}
	if err := f.Point(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	got, err := f.Homes(t.Context(), "deal/odd } deal", "contract/D1", "deal/none", "deal/D1", "deal/7", "deal/8", "contract/8")
	if diff := cmp.Diff([]string{"r 2", "acme", "", "r9", "", "r3", ""}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if got, err := f.Homes(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("no deals: %v, %v", got, err)
	}
}

func testSummaries(t *testing.T, f *fixture) {
	var keys []string
	for i := range 450 {
		key := fmt.Sprint([]string{"book", "account"}[i%2], "/r", i)
		keys = append(keys, key)
		if i%3 != 0 {
			f.commit(t, coach.Change{Key: key, Summary: map[string]string{"open": key}})
		}
	}
	got, err := f.Summaries(t.Context(), keys...)
	if err != nil || len(got) != len(keys) {
		t.Fatalf("%d summaries, %v", len(got), err)
	}
	for i, key := range keys {
		if i%3 != 0 && got[key]["open"] != key || i%3 == 0 && len(got[key]) != 0 {
			t.Errorf("%s: %v", key, got[key])
		}
	}
}
