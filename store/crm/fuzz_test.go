package crm_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"evenkeel/coach"
	"evenkeel/store/crm"
	"pgregory.net/rapid"
)

// FuzzRead feeds one text as every file: nothing panics, and every error has a
// position that is in the file.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"", "\ufeff", "deal,account,owner,stage\nD,A,r,s\n", "account;issue\nA;\"x\ny\"\n", "deal,account,kind\n,A,time\n\"D", "rep,email\nr,\xff\n\"\"\"",
		"deal,account,owner,stage,amount,outcome,closed\nD,A,r,s,1,won,2026-01-01\n\"D,A,r,s,1,,\nD,\"A\"x,r,s\n", "account,name,parent\nA,B,B\nB,A,A\n",
		"contract,account,owner,start,end,yearly_value,currency,auto_renew,notice_days,renews,outcome,ended\nK,A,r,2026-01-01,2026-12-31,5,EUR,yes,90,J,renewed,2026-06-30\nK,B,,,2026-02-30,,,2,-1,,x,\n",
		"account,product,since\nA,P,2026-01-01\nA,P,\n,,\n", "account;metric;target;actual;direction;unit;measured\nA;m;99.5;-1;at_most;%;2026-01-01\nA;m;1e9;.;;;\n",
		"account,owner,at,kind,direction,future,deal,waiting,hours,note\nA,r,2026-03-29T02:30,care,in,diagnosis;prognosis,D,1,1.5,\"a\nb\"\nA,r,9999-12-31T23:59:59-23:59,sales,,;,,,-0,\n",
		"account,cadence_days,agreed,last,next\nA,90,,2026-01-01,\nA,99999999999,,,\n", "rep,period,amount,currency\nr,2017-q4,5,\nr,9999-12,,x\n",
	} {
		f.Add([]byte(seed))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, name := range everyFile {
			if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		got, err := crm.Read(t.Context(), []string{dir}, crm.Options{Playbook: &playbook, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.FieldsFunc("x"+strings.NewReplacer("\r", "\rx", "\n", "\nx").Replace(string(text)), func(r rune) bool { return r == '\n' || r == '\r' })
		for _, e := range got.Errors {
			if e.File == "" || e.What == "" || e.Line < 1 || e.Line > len(lines) || e.Column < 1 {
				t.Errorf("%+v", e)
			}
		}
		for rep, events := range got.Books {
			for _, e := range events {
				if rep == "" || e.Rep != rep || e.ID == "" || e.Touch != nil && (e.Touch.Day < coach.FirstDate || e.Touch.Day > coach.LastDate) {
					t.Errorf("%q: %+v", rep, e)
				}
			}
		}
		for account, events := range got.AtAccounts {
			for _, e := range events {
				if account == "" || e.Account != account || e.ID == "" {
					t.Errorf("%q: %+v", account, e)
				}
			}
		}
	})
}

func TestWellFormedFilesAreCutAsTheStandardLibraryCutsThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringOf(rapid.SampledFrom([]rune("ab,;\"\n \tü")))
		rows := rapid.SliceOf(rapid.SliceOfN(cell, 2, 4)).Draw(t, "rows")
		var text strings.Builder
		w := csv.NewWriter(&text)
		w.UseCRLF = rapid.Bool().Draw(t, "crlf")
		if err := w.WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(strings.NewReader(text.String()))
		r.FieldsPerRecord = -1
		want, err := r.ReadAll()
		if err != nil {
			t.Skip(err)
		}
		want = slices.DeleteFunc(want, func(row []string) bool { return strings.TrimSpace(strings.Join(row, "")) == "" && len(row) == 1 })
		got, flaws := crm.Split(strings.NewReader(text.String()))
		if flaws > 0 || !slices.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("%q\ngives %q, %d flaws\nwant  %q", text.String(), got, flaws, want)
		}
	})
}
