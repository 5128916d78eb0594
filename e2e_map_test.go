package main

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"evenkeel/bot/workspace"
	"evenkeel/coach"
	"evenkeel/store/crm/crmtest"
	"evenkeel/store/storetest"
)

// TestMavenThroughTheMapping takes the original files through the mapping that
// is built in, into a store and in memory, and compares the scorecards with a
// separate computation from the same files.
func TestMavenThroughTheMapping(t *testing.T) {
	t.Parallel()
	dir := crmtest.Raw(t, "maven-crm")
	o := openOffice(t, workspace.Config{}, storetest.Redis(t).URL)
	for range 2 { // a second import changes nothing
		if out := o.evenkeel("", "import", "--map", "maven-crm", dir); !strings.Contains(string(out), "35 reps, 85 accounts, 8800 deals; bad rows: 0") {
			t.Errorf("import says %s", out)
		}
	}
	end := coach.NewDate(2017, 12, 31)
	q4, _ := coach.Quarter(end, 1)
	for name, w := range map[string]coach.Window{"2017-Q4": q4, "12m": coach.LastMonths(end, 12)} {
		for by, oracle := range map[string]string{"rep": "rep", "team": "office", "workspace": "workspace"} {
			want := crmtest.MavenOracle(t, oracle, w)
			if by == "rep" { // whose team is their office here
				maps.DeleteFunc(want, func(unit string, fields map[string]string) bool { delete(fields, "team"); return false })
			}
			args := []string{"scorecard", "--json", "--min", "0", "--as-of", "2017-12-31", "--by", by, "--window", name}
			for _, more := range [][]string{nil, {"--map", "maven-crm", "--from", dir}} {
				got := picked(t, o.evenkeel("", append(args, more...)...), want)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("by %s, %s, %v (- oracle, + evenkeel):\n%s", by, name, more, diff)
				}
			}
		}
	}
}

// TestRavenstackThroughTheMapping compares what rests on contracts.
func TestRavenstackThroughTheMapping(t *testing.T) {
	t.Parallel()
	want := crmtest.RavenstackOracle(t)
	delete(want, "due")
	delete(want, "unknown")
	o := openOffice(t, workspace.Config{}, storetest.Redis(t).URL)
	out := o.evenkeel("", "scorecard", "--json", "--by", "workspace", "--as-of", "2024-12-31", "--map", "ravenstack-saas", "--from", crmtest.Raw(t, "ravenstack-saas"))
	units := map[string]map[string]string{"workspace": want}
	if diff := cmp.Diff(units, picked(t, out, units)); diff != "" {
		t.Errorf("(- oracle, + evenkeel):\n%s", diff)
	}
}

// picked is a scorecard's JSON by unit, with the fields that are wanted.
func picked(t *testing.T, out []byte, want map[string]map[string]string) map[string]map[string]string {
	t.Helper()
	var rows []map[string]json.RawMessage
	if err := json.Unmarshal(out, &rows); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	got := map[string]map[string]string{}
	for _, row := range rows {
		unit := strings.Trim(string(row["unit"]), `"`)
		got[unit] = map[string]string{}
		for field := range want[unit] {
			got[unit][field] = strings.Trim(string(row[field]), `"`)
		}
	}
	return got
}
