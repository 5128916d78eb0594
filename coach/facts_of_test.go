package coach_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"evenkeel/coach"
	"evenkeel/coach/replay"
)

// prepared is a coach on a store with a drawn workspace in it, on the morning
// after a day, when that day's work for the whole company is done.
func (d *drawn) prepared(t *rapid.T, p *coach.Playbook, day coach.Date) *coach.Coach {
	for i := range 5 { // or the part that is read would often be all there is
		id := fmt.Sprint("idle", i)
		d.Reps[id] = func(r *coach.Rep) bool { r.ID, r.Team = id, "West"; return true }
	}
	for _, events := range d.Books {
		for _, e := range events {
			if e.Deal != nil && rapid.IntRange(0, 3).Draw(t, "led to a contract") == 0 {
				e.Deal.Extra = map[string]string{"contract": fmt.Sprintf("Ka%d0", rapid.IntRange(0, 3).Draw(t, "whose"))}
			}
		}
	}
	d.Run = "drawn"
	c := coach.New(coach.Config{Store: replay.NewMemory(), Playbook: p, Now: func() time.Time { return day.AddDays(1).At(90, time.UTC) }, Owner: "test", Lease: time.Hour})
	if err := c.Import(t.Context(), d.Records); err != nil {
		t.Fatal(err)
	}
	if err := c.DoDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c
}

// someOf draws one or two of the reps who may have something.
func someOf(t *rapid.T) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"ann", "bob", "cy", "di"}), 1, 2, func(s string) string { return s }).Draw(t, "only")
}

// TestSomeScorecardsNeedNotTheWholeCompany: what is read for a few reps leads to
// the same scores as everything does.
func TestSomeScorecardsNeedNotTheWholeCompany(t *testing.T) {
	partly := 0
	rapid.Check(t, func(t *rapid.T) {
		d, p, day, only := drawWorkspace(t), drawPlaybook(t), someday(t, "day"), someOf(t)
		c := d.prepared(t, p, day)
		q := coach.Query{By: "rep", Only: only, AsOf: day, NoMin: rapid.Bool().Draw(t, "no minimums"), Rollup: rapid.Bool().Draw(t, "rollup")}
		f, err := c.FactsOf(t.Context(), only)
		if err != nil {
			t.Fatal(err)
		}
		if f.Beyond != nil {
			partly++
		}
		compareScores(t, c, q, nil)
		// What the workspace decided, and took to, is as of the day that was prepared.
		q.AsOf, q.Window = someday(t, "as of"), coach.Window{}
		compareScores(t, c, q, []string{"more.coverage_needed", "more.coverage_win_rate_of"})
		q.By, q.Only, q.Groups, q.AsOf = "group", nil, map[string][]string{"us": only}, day
		compareScores(t, c, q, nil)
	})
	if partly == 0 {
		t.Error("everything was read, always")
	}
}

// compareScores holds what Scorecard says of some against what all facts say, but
// for some keys.
func compareScores(t *rapid.T, c *coach.Coach, q coach.Query, but []string) {
	got, err := c.Scorecard(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	all, err := c.Facts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := coach.Scores(q, c.Playbook, c.People(), all)
	if len(got) != len(want) {
		t.Fatalf("%d scorecards, want %d", len(got), len(want))
	}
	for i := range want {
		for _, key := range but {
			delete(want[i].Why, key)
			delete(got[i].Why, key)
		}
		a, b := printed(t, want[i]), printed(t, got[i])
		for _, key := range but {
			delete(a, key)
			delete(b, key)
		}
		if diff := cmp.Diff(a, b); diff != "" {
			t.Fatalf("%s as of %s (- all, + part):\n%s", want[i].Unit, q.AsOf, diff)
		}
	}
}
