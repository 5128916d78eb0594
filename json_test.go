package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// scorecardKeys are the contract's, in its order. Programs read them: a key may
// come, none may go.
var scorecardKeys = strings.Fields(`unit team as_of from to currency won won_deals lost_deals disqualified_deals win_rate
	customers top_account top_share top3_share hhi effective_customers
	new_share existing_share_workspace existing_share_rep gained lost_customers
	open_deals open_value stalled_deals new_share_pipeline new_share_effort sweet_spot_share commitment_cover
	care_ratio issues_in_time renewal_rate replacement_burden grr nrr contract_coverage recurring due_30 due_60 due_90 due_self_renewing
	metrics_met pace why more`)

func TestScorecardJSONHasEveryKeyAndAReasonForEveryNull(t *testing.T) {
	t.Parallel()
	for _, row := range scorecardJSON(t, "--as-of", "2017-12-31") {
		keys := make([]string, 0, len(row))
		for k := range row {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		if diff := cmp.Diff(slices.Sorted(slices.Values(scorecardKeys)), keys); diff != "" {
			t.Errorf("keys (- contract, + printed):\n%s", diff)
		}
		var why map[string]string
		if err := json.Unmarshal(row["why"], &why); err != nil {
			t.Fatal(err)
		}
		for k, v := range row {
			if missing := string(v) == "null" && k != "team"; missing != (why[k] != "") { // some reps have no team
				t.Errorf("unit %s: %s is %s, and why says %q", row["unit"], k, v, why[k])
			}
		}
	}
}

func TestScorecardJSONSaysTooEarlyUntilTheMinimumsAreLifted(t *testing.T) {
	t.Parallel()
	early := scorecardJSON(t, "--as-of", "2017-12-31")[0]
	lifted := scorecardJSON(t, "--as-of", "2017-12-31", "--min", "0")[0]
	if got := string(early["top_share"]); got != "null" {
		t.Errorf("top_share of two deals: %s, want null", got)
	}
	if got := string(lifted["top_share"]); got != "0.666667" {
		t.Errorf("top_share with --min 0: %s, want 0.666667", got)
	}
	if got := string(lifted["won"]); got != `"1500.00"` {
		t.Errorf("won: %s, want a decimal string", got)
	}
}

func TestScorecardJSONOfNothingIsAnEmptyList(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "reps.csv"), "rep\n")
	var out, errs bytes.Buffer
	if code := run([]string{"scorecard", "--json", "--from", dir}, &out, &errs); code != 0 || strings.TrimSpace(out.String()) != "[]" {
		t.Errorf("exit %d, %q, %s", code, out.String(), errs.String())
	}
}

// scorecardJSON runs scorecard --json on two won deals and a manager.
func scorecardJSON(t *testing.T, args ...string) []map[string]json.RawMessage {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "reps.csv"), "rep,manager\nann,mia\n")
	writeFile(t, filepath.Join(dir, "deals.csv"), "deal,account,owner,stage,amount,closed,outcome\n"+
		"D1,Acme,ann,negotiation,1000,2017-03-02,won\nD2,Bolt,ann,negotiation,500,2017-08-02,won\n")
	var out, errs bytes.Buffer
	if code := run(append([]string{"scorecard", "--json", "--from", dir}, args...), &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	var rows []map[string]json.RawMessage
	if err := json.Unmarshal(out.Bytes(), &rows); err != nil {
		t.Fatal(err)
	}
	if len(rows) != 2 {
		t.Fatalf("%d rows, want ann and her manager", len(rows))
	}
	return rows
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
