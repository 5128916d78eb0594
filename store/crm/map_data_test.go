package crm_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"evenkeel/coach"
	"evenkeel/store/crm"
	"evenkeel/store/crm/crmtest"
)

func builtinMap(t testing.TB, name string) *crm.Mapping {
	t.Helper()
	m, err := crm.BuiltinMapping(name)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestMavenThroughItsMapping holds the mapping against files that other code
// wrote of the same records: every deal is the same, to the field.
func TestMavenThroughItsMapping(t *testing.T) {
	o := crm.Options{Playbook: &playbook, Now: now}
	want, err := crm.Read(t.Context(), []string{crmtest.Maven(t)}, o)
	if err != nil {
		t.Fatal(err)
	}
	o.Map = builtinMap(t, "maven-crm")
	got, err := crm.Read(t.Context(), []string{crmtest.Raw(t, "maven-crm")}, o)
	if err != nil || len(got.Errors) > 0 {
		t.Fatal(err, got.Errors)
	}
	if marshal(got.Books) != marshal(want.Books) {
		t.Error("the books differ from those of the files of the contract")
	}
	if fmt.Sprint(got.Tables) != fmt.Sprint(want.Tables) || fmt.Sprint(got.Tables) != "map[accounts.csv:85 deals.csv:8800 reps.csv:35]" {
		t.Errorf("rows %v, want %v", got.Tables, want.Tables)
	}
	regions := map[string]int{}
	for _, r := range got.Reps {
		if r.Set["manager"] == "" {
			t.Errorf("%s has no manager", r.ID)
		}
		regions[r.Set["team"]]++
	}
	if len(regions) != 3 {
		t.Errorf("teams %v, want the three regional offices", regions)
	}
}

// TestRavenstackThroughItsMapping counts contracts, and what was left out, in
// the raw file.
func TestRavenstackThroughItsMapping(t *testing.T) {
	dir := crmtest.Raw(t, "ravenstack-saas")
	got, err := crm.Read(t.Context(), []string{dir}, crm.Options{Playbook: &playbook, Now: now, Map: builtinMap(t, "ravenstack-saas")})
	if err != nil || len(got.Errors) > 0 {
		t.Fatal(err, got.Errors)
	}
	by := map[string]coach.ContractChange{}
	for account, events := range got.AtAccounts {
		for _, e := range events {
			by[account+"/"+e.Contract.ID] = *e.Contract
		}
	}
	trials, monthly, want := 0, 0, 0
	for _, r := range crmtest.Load(t, filepath.Join(dir, "ravenstack_subscriptions.csv")) {
		switch {
		case r["is_trial"] == "True":
			trials++
			continue
		case r["billing_frequency"] != "annual":
			monthly++
			continue
		}
		want++
		c := by[r["account_id"]+"/"+r["subscription_id"]]
		outcome := ""
		if r["end_date"] != "" {
			outcome = "cancelled"
		}
		if c.ID == "" || c.Start.String() != r["start_date"] || c.Ended.String() != r["end_date"] || string(*c.Outcome) != outcome ||
			c.End.AddDays(1) != c.Start.AddMonths(12) || c.Yearly.String() != r["arr_amount"]+".00 USD" || *c.Auto != (r["auto_renew_flag"] == "True") {
			t.Errorf("%v became %+v", r, c)
		}
	}
	if len(by) != want || got.Tables["contracts.csv"] != want || got.Tables["accounts.csv"] != 500 {
		t.Errorf("%d contracts, %v, want %d", len(by), got.Tables, want)
	}
	notes := strings.Join(got.Notes, "\n")
	for _, s := range []string{fmt.Sprintf("%d rows where is_trial is True", trials), fmt.Sprintf("%d rows where billing_frequency is not annual", monthly)} {
		if !strings.Contains(notes, s) {
			t.Errorf("the notes lack %q:\n%s", s, notes)
		}
	}
	t.Logf("%d contracts; left out %d trials, %d monthly", want, trials, monthly)
}

func BenchmarkReadMavenThroughItsMapping(b *testing.B) {
	o := crm.Options{Playbook: &playbook, Now: now, Map: builtinMap(b, "maven-crm")}
	dir := crmtest.Raw(b, "maven-crm")
	for b.Loop() {
		if _, err := crm.Read(b.Context(), []string{dir}, o); err != nil {
			b.Fatal(err)
		}
	}
}
