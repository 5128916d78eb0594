package store_test

import (
	"slices"
	"testing"
	"time"
)

// testRefused: every process of a workspace believes it, no other workspace does,
// and each kind for its own time.
func testRefused(t *testing.T, f *fixture) {
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.Refuse(t.Context(), 24*time.Hour, "table"))
	must(f.Refuse(t.Context(), time.Hour, "table", "image")) // what is believed for longer stays
	must(f.Refuse(t.Context(), time.Millisecond, "data_visualization"))
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) { // of Redis's time
		got, err := f.another(t).Refused(t.Context())
		must(err)
		if _, still := got["data_visualization"]; still && time.Now().Before(end) {
			continue
		}
		if len(got) != 2 || got["table"] <= 23*time.Hour || got["table"] > 24*time.Hour || got["image"] <= 59*time.Minute || got["image"] > time.Hour {
			t.Errorf("refused: %v", got)
		}
		break
	}
	elsewhere := newFixture(t, f.server)
	elsewhere.workspace += "/other"
	if got, err := elsewhere.another(t).Refused(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("in another workspace: %v, %v", got, err)
	}
	all, err := f.Aggregates(t.Context())
	must(err)
	if slices.Contains(all, "refused") {
		t.Error("it is no aggregate")
	}
}
