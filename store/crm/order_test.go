package crm_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"evenkeel/coach"
	"evenkeel/store/crm"
	"pgregory.net/rapid"
)

// everyFile is every name that a file may have.
var everyFile = []string{
	"reps.csv", "accounts.csv", "deals.csv", "contracts.csv", "products.csv", "touches.csv", "commitments.csv", "metrics.csv", "issues.csv", "reviews.csv", "quotas.csv",
}

// company draws files of rows that are good; now and then one tells differently
// of a thing that another one told of.
func company(t *rapid.T, customers ...string) map[string][]string {
	names := rapid.SampledFrom(append(customers, "Acme", "ACME Inc.", "Mueller", "A0", "A1", "Beta", "beta ag", "Gamma", ""))
	owners := rapid.SampledFrom([]string{"r0", "r1", "r1@x.com", "U1", "ghost", "ghost@x.com"})
	out := map[string][]string{
		"reps.csv": {"rep,email,slack_user,currency,time_zone"}, "accounts.csv": {"account,name,parent,owner"}, "deals.csv": {"deal,account,owner,stage,amount,q.problem"},
		"commitments.csv": {"deal,account,kind,what,status"}, "issues.csv": {"account,issue,severity"},
		"contracts.csv": {"contract,account,owner,end,yearly_value"}, "products.csv": {"account,product"}, "metrics.csv": {"account,metric,actual,measured"},
		"touches.csv": {"account,owner,at,kind,deal,note"}, "reviews.csv": {"account,last"}, "quotas.csv": {"rep,period,amount"},
	}
	row := func(file, format string, args ...any) { out[file] = append(out[file], fmt.Sprintf(format, args...)) }
	n := func(label string, most int) int { return rapid.IntRange(0, most).Draw(t, label) }
	id := func(i int) int {
		if n("again", 3) == 0 {
			return i / 2
		}
		return i
	}
	for i := range n("reps", 3) {
		row("reps.csv", "r%d,r%d@x.com,U%d,%s", id(i), i, i, rapid.SampledFrom([]string{",", "EUR,Asia/Tokyo"}).Draw(t, "currency and zone"))
	}
	for i := range n("accounts", 4) {
		row("accounts.csv", "A%d,%s,%s,%s", id(i), names.Draw(t, "name"), names.Draw(t, "parent"), owners.Draw(t, "owner"))
	}
	deals := n("deals", 8)
	for i := range deals {
		row("deals.csv", "D%d,%s,%s,proposal,%d,%s", id(i), names.Draw(t, "account"), owners.Draw(t, "owner"), n("amount", 99), names.Draw(t, "problem"))
	}
	for i := range n("commitments", 4) {
		row("commitments.csv", "%s,%s,time,w%d,%s", rapid.SampledFrom([]string{"", "D0", "D1"}).Draw(t, "deal"), names.Draw(t, "account"), id(i),
			rapid.SampledFrom([]string{"", "kept"}).Draw(t, "status"))
	}
	for i := range n("issues", 4) {
		row("issues.csv", "%s,I%d,%s", names.Draw(t, "account"), id(i), rapid.SampledFrom([]string{"", "high"}).Draw(t, "severity"))
	}
	moreOfIt(row, n, id, func() string { return names.Draw(t, "account") }, func() string { return owners.Draw(t, "owner") })
	return out
}

// moreOfIt draws the rows of the files that came later.
func moreOfIt(row func(file, format string, args ...any), n func(string, int) int, id func(int) int, account, owner func() string) {
	for i := range n("contracts", 4) {
		row("contracts.csv", "K%d,%s,%s,2026-12-%02d,%d", id(i), account(), []string{owner(), ""}[n("owned", 1)], 1+n("end", 30), n("value", 99))
	}
	for i := range n("products", 4) {
		row("products.csv", "%s,P%d", account(), id(i))
	}
	for i := range n("metrics", 4) {
		row("metrics.csv", "%s,m%d,%d,2026-01-%02d", account(), id(i), n("actual", 9), 1+n("measured", 1))
	}
	for range n("touches", 6) {
		row("touches.csv", "%s,%s,2026-01-%02dT%02d:00%s,care,%s,%s", account(), owner(), 1+n("day", 30), n("hour", 23), []string{"", "Z"}[n("zone", 1)],
			[]string{"", "D0", "D9"}[n("deal", 2)], []string{"", "x"}[n("note", 1)])
	}
	for range n("reviews", 2) {
		row("reviews.csv", "%s,2026-01-%02d", account(), 1+n("held", 30))
	}
	for i := range n("quotas", 4) {
		row("quotas.csv", "%s,20%02d-Q1,%d", owner(), id(i), n("amount", 99))
	}
}

// lines are the numbers in notes.
var lines = regexp.MustCompile(` in line [0-9]+, not [0-9]+`)

// says is all that was read, without where it stood, and what becomes of it:
// the people and the summaries of books and accounts.
func says(t *rapid.T, dir string, company map[string][]string, order []string) string {
	var paths []string
	for _, name := range order {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(strings.Join(company[name], "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	got, err := crm.Read(t.Context(), paths, crm.Options{Playbook: &playbook, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	whats := map[string]int{}
	for _, e := range got.Errors {
		whats[e.File+e.What]++
	}
	got.Errors = nil
	for i := range got.Notes {
		got.Notes[i] = lines.ReplaceAllString(got.Notes[i], "")
	}
	people, facts := coach.InMemory(records(got, now), &playbook)
	b, err := json.MarshalIndent([]any{got, whats, people.Reps(), people.Accounts(), facts}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestOrderOfFilesAndRowsDoesNotMatter(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		c := company(t, "Müller", "Muller")
		one := says(t, dir, c, everyFile)
		for _, name := range everyFile {
			c[name] = append(c[name][:1:1], rapid.Permutation(c[name][1:]).Draw(t, "rows")...)
		}
		if two := says(t, dir, c, rapid.Permutation(everyFile).Draw(t, "files")); one != two {
			t.Fatalf("one order:\n%s\nanother:\n%s", one, two)
		}
	})
}
