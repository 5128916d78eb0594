package store_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"evenkeel/store"
)

// The registry is the whole server's, so this begins by clearing it.
func testWorkspaces(t *testing.T, f *fixture) {
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.client.Del(ctx, "ek:workspaces").Err())
	must(f.client.Del(ctx, "ek:schema").Err())

	_, err := store.Resolve(ctx, f.client, "")
	wantErr(t, err, store.ErrNoWorkspace)
	must(store.EnsureWorkspace(ctx, f.client, "acme"))
	must(store.EnsureWorkspace(ctx, f.client, "acme"))
	id, err := store.Resolve(ctx, f.client, "")
	if id != "acme" || err != nil {
		t.Errorf("the only one: %q, %v", id, err)
	}
	_, err = store.Resolve(ctx, f.client, "other")
	wantErr(t, err, store.ErrNoWorkspace)

	must(store.EnsureWorkspace(ctx, f.client, "other"))
	_, err = store.Resolve(ctx, f.client, "")
	if err == nil || errors.Is(err, store.ErrNoWorkspace) || !strings.Contains(err.Error(), "EVENKEEL_WORKSPACE") {
		t.Errorf("several: %v", err)
	}
	id, err = store.Resolve(ctx, f.client, "other")
	if id != "other" || err != nil {
		t.Errorf("the one wanted: %q, %v", id, err)
	}

	must(store.Tie(ctx, f.client, "acme", "T1"))
	must(store.Tie(ctx, f.client, "acme", "T1"))
	if err := store.Tie(ctx, f.client, "acme", "T2"); err == nil || !strings.Contains(err.Error(), "T1") {
		t.Errorf("another team: %v", err)
	}
	wantErr(t, store.Tie(ctx, f.client, "none", "T1"), store.ErrNoWorkspace)
	all, err := store.Workspaces(ctx, f.client)
	must(err)
	for i := range all {
		if time.Since(all[i].Made) > time.Minute {
			t.Errorf("made %v", all[i].Made)
		}
		all[i].Made = time.Time{}
	}
	if diff := cmp.Diff([]store.Workspace{{ID: "acme", Team: "T1"}, {ID: "other"}}, all); diff != "" {
		t.Error(diff)
	}

	must(f.client.Set(ctx, "ek:schema", store.Schema+1, 0).Err())
	_, err = store.Resolve(ctx, f.client, "acme")
	wantErr(t, err, store.ErrNewerSchema)
	wantErr(t, store.EnsureWorkspace(ctx, f.client, "acme"), store.ErrNewerSchema)
}

func testAnchor(t *testing.T, f *fixture) {
	const spec = "2017-12-31T07:59:30Z@60x"
	began := time.Date(2026, 11, 21, 12, 0, 0, 123456789, time.UTC)
	ensure := func(spec string, now time.Time) store.Anchor {
		t.Helper()
		a, err := store.EnsureAnchor(t.Context(), f.client, f.workspace, spec, func() time.Time { return now })
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	if a := ensure("", began); a != (store.Anchor{}) || !a.Now(began).Equal(began) {
		t.Errorf("nothing stored: %+v", a)
	}
	var group sync.WaitGroup
	var anchors [8]store.Anchor
	for i := range anchors {
		group.Go(func() { anchors[i] = ensure(spec, began.Add(time.Duration(i)*time.Second)) })
	}
	group.Wait()
	for _, a := range anchors {
		if a != anchors[0] || a.Rate != 60 {
			t.Errorf("replicas disagree: %+v, %+v", a, anchors[0])
		}
	}
	later := began.Add(time.Hour)
	if a := ensure(spec, later); a != anchors[0] {
		t.Errorf("a restart: %+v", a)
	}
	if a := ensure("", later); a != anchors[0] {
		t.Errorf("a command without the variable: %+v", a)
	}
	a := ensure("2018-01-01T00:00:00Z", later)
	if got, want := a.Now(later.Add(time.Minute)), time.Date(2018, 1, 1, 0, 1, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("another value: %v, want %v", got, want)
	}
	if _, err := store.EnsureAnchor(t.Context(), f.client, f.workspace, "tomorrow", time.Now); err == nil {
		t.Error("tomorrow is no anchor")
	}
}

func TestParseClock(t *testing.T) {
	a, err := store.ParseClock("2017-12-31T08:59:30+01:00@60x")
	if err != nil {
		t.Fatal(err)
	}
	a.Real = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for passed, want := range map[time.Duration]time.Time{
		0:                       time.Date(2017, 12, 31, 7, 59, 30, 0, time.UTC),
		time.Second:             time.Date(2017, 12, 31, 8, 0, 30, 0, time.UTC),
		-time.Second:            time.Date(2017, 12, 31, 7, 58, 30, 0, time.UTC),
		100 * 24 * time.Hour:    time.Date(2034, 6, 5, 7, 59, 30, 0, time.UTC),
		1500 * time.Microsecond: time.Date(2017, 12, 31, 7, 59, 30, 90e6, time.UTC),
	} {
		if got := a.Now(a.Real.Add(passed)); !got.Equal(want) {
			t.Errorf("after %v: %v, want %v", passed, got, want)
		}
	}
	a.Rate = 86400
	if got := a.Now(a.Real.AddDate(200, 0, 0)); got.Before(a.Start) {
		t.Errorf("time ran over: %v", got)
	}
	for _, bad := range []string{"", "@60x", "2017-12-31", "2017-12-31T07:59:30Z@", "2017-12-31T07:59:30Z@60",
		"2017-12-31T07:59:30Z@0x", "2017-12-31T07:59:30Z@-1x", "2017-12-31T07:59:30Z@NaNx", "2017-12-31T07:59:30Z@Infx", "2017-12-31T07:59:30Z@1e9x",
		"1969-12-31T00:00:00Z", "2300-01-01T00:00:00Z"} {
		if _, err := store.ParseClock(bad); err == nil || !strings.Contains(err.Error(), "EVENKEEL_CLOCK") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func FuzzParseClock(f *testing.F) {
	for _, spec := range []string{"2017-12-31T07:59:30Z", "2017-12-31T08:59:30+01:00@60x", "2199-12-31T23:59:59Z@86400x", "2017-12-31T07:59:30Z@0.001x"} {
		f.Add(spec, int64(time.Hour))
	}
	f.Fuzz(func(t *testing.T, spec string, passed int64) {
		a, err := store.ParseClock(spec)
		if err != nil {
			return
		}
		a.Real = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		if !a.Now(a.Real).Equal(a.Start) || a.Rate <= 0 || passed > 0 && a.Now(a.Real.Add(time.Duration(passed))).Before(a.Start) {
			t.Errorf("%q: %+v", spec, a)
		}
	})
}
