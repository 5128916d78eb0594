package crm_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"evenkeel/store/crm"
)

// FuzzLoadMapping feeds any text to the reader of mappings: it gives a mapping
// or errors that stand in the file, with line ends as YAML has them, each on one
// line.
func FuzzLoadMapping(f *testing.F) {
	for _, name := range crm.BuiltinMappings() {
		text, err := os.ReadFile(filepath.Join("maps", name+".yaml"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	for _, seed := range []string{"", "version: 1\nfiles: [{file: a, to: deals.csv, columns: {deal: {column: a, else: {}}}}]", "a: &b [*b]", "dates: [YYYY\u2028]", "? {a: b}\n: c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := crm.LoadMapping("map.yaml", []byte(text))
		var errs crm.MapErrors
		if err == nil != (m != nil) || err != nil && !errors.As(err, &errs) {
			t.Fatal(m, err)
		}
		ends := strings.Count(text, "\n") + strings.Count(text, "\r") + strings.Count(text, "\u0085") + strings.Count(text, "\u2028") + strings.Count(text, "\u2029")
		for _, e := range errs {
			if e.Line < 1 || e.Line > ends+2 || e.Col < 1 || e.What == "" || strings.ContainsAny(e.Error(), "\n\r") {
				t.Errorf("%+v", e)
			}
		}
	})
}

// FuzzReadThroughAMapping feeds any text as a foreign file: nothing panics, and
// every error has a position that is in the file.
func FuzzReadThroughAMapping(f *testing.F) {
	const text = `version: 1
dates: [MM/DD/YYYY, "D MMM YYYY h:mm am"]
numbers: "1,234.50"
files:
- file: x.csv
  to: deals.csv
  footer: true
  columns: {deal: {column: Id, else: {join: [A, B]}}, account: A, owner: B, stage: {column: C, values: {"won*": negotiation}}}
  optional: {amount: D, close_date: {column: E, add: [1 month, -1 day]}, outcome: {column: C, values: {"won*": won, "*": ""}}}
  skip: [{column: D, is: x, optional: true}]
- {file: x.csv, to: accounts.csv, columns: {account: A}}
`
	m, err := crm.LoadMapping("map.yaml", []byte(text))
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		"", "Id,A,B,C,D,E\n1,a,b,won it,\"1,234.5\",12/31/2026\n", "A;B;C;Id\na;b;c\nfooter\n\"", "A,B,C,D,E\na,b,won,x,9 Feb 2026 1:00 pm\n", "A,A,B,C\n", "\xff\xfeA",
		"Id,A,B,C,E\n1,a,b,c,01/31/9999\n1,a,b,c,2199-12-31\n",
	} {
		f.Add([]byte(seed))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, foreign []byte) {
		if err := os.WriteFile(filepath.Join(dir, "x.csv"), foreign, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := crm.Read(t.Context(), []string{dir}, crm.Options{Playbook: &playbook, Now: now, Map: m})
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(foreign), "\n")
		for _, e := range got.Errors {
			if e.What == "" || e.Line < 1 || e.Line > len(lines) || e.Column < 1 {
				t.Errorf("%+v", e)
			}
		}
	})
}
