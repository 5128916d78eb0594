// Package crmtest has records to test with that are not part of the project:
// the practice data that the variable EVENKEEL_TEST_DATA points to. Tests that
// want them are skipped where they are not.
package crmtest

import (
	"encoding/csv"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// Maven writes Maven's practice CRM (a reseller of hardware, 2016 to 2017) as
// files of the contract and returns their folder. Reps, managers, teams and
// accounts have their names for ids; a team is called like its manager. A deal
// that was lost has no amount: the 0 in the original is a gap, not a price.
func Maven(t testing.TB) (dir string) {
	t.Helper()
	m := openMaven(t)
	dir = t.TempDir()
	write(t, dir, "reps.csv", []string{"rep", "name", "team", "manager"}, m.agents, func(r map[string]string) []string {
		return []string{r["sales_agent"], r["sales_agent"], r["manager"], r["manager"]}
	})
	write(t, dir, "accounts.csv", []string{"account", "name", "parent", "segment", "employees", "country"}, m.accounts, func(r map[string]string) []string {
		return []string{r["account"], r["account"], r["subsidiary_of"], r["sector"], r["employees"], r["office_location"]}
	})
	header := []string{"deal", "account", "owner", "product", "stage", "amount", "currency", "created", "close_date", "closed", "outcome"}
	write(t, dir, "deals.csv", header, m.deals, mavenDeal)
	return dir
}

func mavenDeal(r map[string]string) []string {
	stage, outcome, amount, product := "negotiation", "", "", r["product"]
	switch r["deal_stage"] {
	case "Prospecting":
		stage = "prospecting"
	case "Engaging":
		stage = "qualifying"
	case "Won":
		outcome, amount = "won", r["close_value"]
	case "Lost":
		outcome = "lost"
	}
	if product == "GTXPro" {
		product = "GTX Pro"
	}
	return []string{
		r["opportunity_id"], r["account"], r["sales_agent"], product, stage, amount, "USD",
		r["engage_date"], r["close_date"], r["close_date"], outcome,
	}
}

// maven is the practice data as it came, by the columns' own names.
type maven struct{ agents, accounts, deals []map[string]string }

func openMaven(t testing.TB) maven {
	t.Helper()
	dir := folder(t, "maven-crm")
	return maven{
		agents:   Load(t, filepath.Join(dir, "sales_teams.csv")),
		accounts: Load(t, filepath.Join(dir, "accounts.csv")),
		deals:    Load(t, filepath.Join(dir, "sales_pipeline.csv")),
	}
}

// Raw is the folder of one set of the practice data as it came: maven-crm or
// ravenstack-saas.
func Raw(t testing.TB, name string) string {
	t.Helper()
	return folder(t, name)
}

// folder is where one set of the practice data stands.
func folder(t testing.TB, name string) string {
	t.Helper()
	root := os.Getenv("EVENKEEL_TEST_DATA")
	if root == "" {
		t.Skip("EVENKEEL_TEST_DATA is not set: no practice data to test with")
	}
	dir := filepath.Join(root, name)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no practice data to test with: %v", err)
	}
	return dir
}

// Load reads a CSV file's rows by the columns' own names.
func Load(t testing.TB, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	var out []map[string]string
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = cells[i]
		}
		out = append(out, row)
	}
	return out
}

func write(t testing.TB, dir, name string, header []string, rows []map[string]string, cells func(map[string]string) []string) {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	w := csv.NewWriter(f)
	all := [][]string{header}
	for _, r := range rows {
		all = append(all, cells(r))
	}
	if err := w.WriteAll(all); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// managers are the reps' managers, in order of name.
func (m maven) managers() []string {
	set := map[string]bool{}
	for _, a := range m.agents {
		set[a["manager"]] = true
	}
	return slices.Sorted(maps.Keys(set))
}
