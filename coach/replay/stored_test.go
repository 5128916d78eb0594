package replay_test

import (
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

// TestAStageSaidInSlackCountsFromTheDayItWasSaid: what a file cannot tell, the
// store can.
func TestAStageSaidInSlackCountsFromTheDayItWasSaid(t *testing.T) {
	t.Parallel()
	c := coach.New(coach.Config{Store: replay.NewMemory(), Playbook: newCompany().options(2, 3).Playbook, Now: on(30).In(noon.Location()).UTC})
	_, err := c.People().UpdateRep(t.Context(), "ann", func(r *coach.Rep) bool { r.TimeZone = "Europe/Berlin"; return true })
	must(t, err)
	for day, stage := range map[int]string{2: "prospecting", 10: "proposal"} {
		_, err := c.Handle(t.Context(), "ann", func(coach.View) (coach.Event, error) {
			return coach.Event{ID: stage, At: on(day).At(600, noon.Location()), Source: coach.Slack, By: "ann", Rep: "ann",
				Deal: &coach.DealChange{ID: "D1", Stage: &stage, Created: on(2)}}, nil
		})
		must(t, err)
	}
	rs, err := replay.Stored(t.Context(), c)
	must(t, err)
	d := rs.Books["ann"][0].Deal
	if *d.Stage != "proposal" || *d.StageSince != *on(10) || *d.Created != *on(2) {
		t.Errorf("%s", marshal(t, d))
	}
}
