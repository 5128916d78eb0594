package crm_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"evenkeel/store/crm"
	"pgregory.net/rapid"
)

// company draws files of rows that are good and tell of each thing once.
func company(t *rapid.T) map[string][]string {
	names := rapid.SampledFrom([]string{"Acme", "ACME Inc.", "Müller", "Mueller", "Muller", "A0", "A1", "Beta", "beta ag", "Gamma", ""})
	owners := rapid.SampledFrom([]string{"r0", "r1", "r1@x.com", "U1", "ghost", "ghost@x.com"})
	out := map[string][]string{
		"reps.csv": {"rep,email,slack_user,currency"}, "accounts.csv": {"account,name,parent,owner"}, "deals.csv": {"deal,account,owner,stage,amount,q.problem"},
		"commitments.csv": {"deal,account,kind,what"}, "issues.csv": {"account,issue,severity"},
	}
	row := func(file, format string, args ...any) { out[file] = append(out[file], fmt.Sprintf(format, args...)) }
	n := func(label string, most int) int { return rapid.IntRange(0, most).Draw(t, label) }
	for i := range n("reps", 3) {
		row("reps.csv", "r%d,r%d@x.com,U%d,%s", i, i, i, rapid.SampledFrom([]string{"", "EUR"}).Draw(t, "currency"))
	}
	for i := range n("accounts", 4) {
		row("accounts.csv", "A%d,%s,%s,%s", i, names.Draw(t, "name"), names.Draw(t, "parent"), owners.Draw(t, "owner"))
	}
	deals := n("deals", 8)
	for i := range deals {
		row("deals.csv", "D%d,%s,%s,proposal,%d,%s", i, names.Draw(t, "account"), owners.Draw(t, "owner"), n("amount", 99), names.Draw(t, "problem"))
	}
	for i := range n("commitments", 4) {
		row("commitments.csv", "%s,%s,time,w%d", rapid.SampledFrom([]string{"", "D0", "D1"}).Draw(t, "deal"), names.Draw(t, "account"), i)
	}
	for i := range n("issues", 4) {
		row("issues.csv", "%s,I%d,high", names.Draw(t, "account"), i)
	}
	return out
}

// says is all that was read, without where it stood.
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
	b, err := json.MarshalIndent([]any{got, whats}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestOrderOfFilesAndRowsDoesNotMatter(t *testing.T) {
	dir := t.TempDir()
	all := []string{"reps.csv", "accounts.csv", "deals.csv", "commitments.csv", "issues.csv"}
	rapid.Check(t, func(t *rapid.T) {
		c := company(t)
		one := says(t, dir, c, all)
		for _, name := range all {
			c[name] = append(c[name][:1:1], rapid.Permutation(c[name][1:]).Draw(t, "rows")...)
		}
		if two := says(t, dir, c, rapid.Permutation(all).Draw(t, "files")); one != two {
			t.Fatalf("one order:\n%s\nanother:\n%s", one, two)
		}
	})
}
