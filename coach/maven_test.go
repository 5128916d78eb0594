package coach_test

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
	"evenkeel/store"
	"evenkeel/store/crm"
	"evenkeel/store/crm/crmtest"
	"evenkeel/store/storetest"
)

// mavenWindows are the windows of the issue; both end with the data.
var mavenWindows = map[string]coach.Window{
	"2017-Q4": {From: coach.NewDate(2017, 10, 1), To: coach.NewDate(2017, 12, 31)},
	"12m":     {From: coach.NewDate(2017, 1, 1), To: coach.NewDate(2017, 12, 31)},
}

func maven(t testing.TB, p *coach.Playbook) coach.Records {
	r, err := crm.Read(context.Background(), []string{crmtest.Maven(t)}, crm.Options{Playbook: p, Run: "maven", Now: time.Date(2018, 1, 1, 9, 0, 0, 0, time.UTC)})
	if err != nil || len(r.Errors) > 0 {
		t.Fatal(err, r.Errors)
	}
	return r.ForCoach()
}

// TestMavenScorecard compares every agent, manager's team and the company with
// a separate computation from the raw files, to the cent and the sixth place.
func TestMavenScorecard(t *testing.T) {
	p := playbook.Builtin(coach.Rules())
	people, rows := coach.InMemory(maven(t, p), p)
	compareMaven(t, func(q coach.Query) []coach.Score { return coach.Scores(q, p, people, rows) })
}

func TestMavenScorecardFromTheStore(t *testing.T) {
	p := playbook.Builtin(coach.Rules())
	storetest.Each(t, func(t *testing.T, s storetest.Server) {
		client, err := store.Open(s.URL)
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		c := coach.New(coach.Config{Store: store.New(client, "maven"), Playbook: p})
		for range 2 { // a second import changes nothing
			if err := c.Import(context.Background(), maven(t, p)); err != nil {
				t.Fatal(err)
			}
		}
		compareMaven(t, func(q coach.Query) []coach.Score {
			scores, err := c.Scorecard(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			return scores
		})
	})
}

func compareMaven(t *testing.T, scores func(coach.Query) []coach.Score) {
	for name, w := range mavenWindows {
		for _, by := range []string{"rep", "team", "workspace"} {
			want := crmtest.MavenOracle(t, by, w)
			got := map[string]map[string]string{}
			for _, s := range scores(coach.Query{By: by, Window: w, AsOf: w.To, NoMin: true}) {
				got[s.Unit] = printed(t, s)
			}
			if len(got) != len(want) {
				t.Errorf("%s by %s: %d units, want %d: %q", name, by, len(got), len(want), slices.Sorted(maps.Keys(got)))
			}
			for unit, fields := range want {
				for field, v := range fields {
					if got[unit][field] != v {
						t.Errorf("%s by %s: %s of %s is %s, want %s", name, by, field, unit, got[unit][field], v)
					}
				}
			}
		}
	}
}

// fatal is what testing.T and rapid.T have in common here.
type fatal interface{ Fatal(...any) }

// printed is a scorecard's JSON with every value as it is printed; what stands
// under "more" is named "more.KEY".
func printed(t fatal, s coach.Score) map[string]string {
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	flatten(t, out, "", b)
	return out
}

func flatten(t fatal, out map[string]string, prefix string, b []byte) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		t.Fatal(err)
	}
	for k, v := range raw {
		var text string
		switch {
		case v[0] == '{' && k != "why":
			flatten(t, out, prefix+k+".", v)
		case string(v) != "null" && json.Unmarshal(v, &text) == nil:
			out[prefix+k] = text
		default:
			out[prefix+k] = string(v)
		}
	}
}
