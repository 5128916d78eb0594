package replay_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"evenkeel/coach"
	"evenkeel/coach/replay"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestAStoreReplaysAsTheFilesThatFedIt draws companies, imports their files at
// the end of the stretch, and replays what stands in the store then.
func TestAStoreReplaysAsTheFilesThatFedIt(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := drawCompany(rt)
		o.Until = min(o.Until, o.Since.AddDays(30))
		want, err := replay.Run(t.Context(), o)
		must(rt, err)
		c := coach.New(coach.Config{Store: replay.NewMemory(), Playbook: o.Playbook, Now: o.Until.AddDays(400).In(noon.Location()).UTC})
		rs := o.Records
		rs.Run = "files"
		for _, events := range rs.Books {
			for i := range events {
				events[i].Source = coach.Import
			}
		}
		for _, events := range rs.AtAccounts {
			for i := range events {
				events[i].Source = coach.Import
			}
		}
		must(rt, c.Import(t.Context(), rs))
		o.Records, err = replay.Stored(t.Context(), c)
		must(rt, err)
		got, err := replay.Run(t.Context(), o)
		must(rt, err)
		if d := cmp.Diff(marshal(rt, want.Nudges), marshal(rt, got.Nudges)); d != "" || marshal(rt, want) != marshal(rt, got) {
			rt.Fatalf("from files (-) and from the store (+):\n%s\n%s\n\n%s", d, became(want), became(got))
		}
	})
}

// told is a store in which Ann said things of a deal on days of the month.
func told(t *testing.T, said map[int]coach.DealChange) coach.Records {
	t.Helper()
	c := coach.New(coach.Config{Store: replay.NewMemory(), Playbook: newCompany().options(2, 3).Playbook, Now: on(30).In(noon.Location()).UTC})
	_, err := c.People().UpdateRep(t.Context(), "ann", func(r *coach.Rep) bool { r.TimeZone = "Europe/Berlin"; return true })
	must(t, err)
	for _, day := range slices.Sorted(maps.Keys(said)) {
		_, err := c.Handle(t.Context(), "ann", func(coach.View) (coach.Event, error) {
			change := said[day]
			change.ID, change.Created = "D1", on(2)
			return coach.Event{ID: fmt.Sprint("said/", day), At: on(day).At(600, noon.Location()), Source: coach.Slack, By: "ann", Rep: "ann", Deal: &change}, nil
		})
		must(t, err)
	}
	rs, err := replay.Stored(t.Context(), c)
	must(t, err)
	return rs
}

// What a file cannot tell, the store can: since when a stage is reached, and that a
// close date was pushed.
func TestChangesSaidInSlackAreReplayedFromWhenTheyWereSaid(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		said map[int]coach.DealChange
		rule string
		want string
	}{
		"AStage": {map[int]coach.DealChange{2: {Stage: new("prospecting")}, 10: {Stage: new("proposal")}}, "next-commitment", "11 Nov 08:00 ann D1 sent"},
		"AThirdPush": {map[int]coach.DealChange{2: {Close: on(20)}, 4: {Close: on(22)}, 6: {Close: on(24)}, 10: {Close: on(26)}}, "close-date-pushed",
			"10 Nov 23:00 ann D1 held note"},
		"NotTheSecond": {map[int]coach.DealChange{2: {Close: on(20)}, 4: {Close: on(22)}, 6: {Close: on(24)}}, "close-date-pushed", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			co := newCompany()
			co.Records = told(t, c.said)
			co.Records.Kinds = append(co.Records.Kinds, coach.Commitments)
			if got := became(co.play(t, 2, 11, c.rule)); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
