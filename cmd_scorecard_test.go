package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
)

// cardFiles is a small company: Ann won more this quarter than last, and in few
// accounts; Bo is new, and Cy has nothing.
func cardFiles(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "reps.csv"), "rep,name,team,role,started\nann,Ann Berger,North,hybrid,2020-01-01\nbo,Bo,North,,2026-11-01\ncy,Cy Young,North,,\n")
	writeFile(t, filepath.Join(dir, "accounts.csv"), "account,name,owner\nacme,Acme GmbH,ann\nbeta,,ann\n")
	writeFile(t, filepath.Join(dir, "deals.csv"), "deal,account,owner,stage,amount,created,closed,outcome\n"+
		"D0,acme,ann,negotiation,100,2026-07-01,2026-08-01,won\nD1,acme,ann,negotiation,3000,2026-09-01,2026-11-02,won\n"+
		"D2,beta,ann,proposal,200,2026-11-01,,\nD3,beta,ann,proposal,50,2026-10-01,2026-12-01,disqualified\nD4,beta,bo,proposal,1000,2026-11-01,,\n")
	return dir
}

// scorecard runs the command on a folder as of the end of 2026, and returns what
// it printed.
func scorecard(t *testing.T, dir string, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(append([]string{"scorecard", "--from", dir, "--as-of", "2026-12-31"}, args...), &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	return out.String()
}

// says tells whether a printed line begins with these words, however many blanks
// lie between them.
func says(text, words string) bool {
	for l := range strings.Lines(text) {
		if strings.HasPrefix(strings.Join(strings.Fields(l), " ")+" ", words+" ") {
			return true
		}
	}
	return false
}

func TestScorecardCardShowsEveryMeasureWithItsWindowBefore(t *testing.T) {
	t.Parallel()
	text := scorecard(t, cardFiles(t), "--unit", "ann", "--window", "2026-Q4", "--min", "0")
	_, none, _ := strings.Cut(text, "No data, now or before, on: ")
	for i := range coach.Measures {
		name := coach.Measures[i].Name
		if shown, named := says(text, name), strings.Contains("; "+strings.TrimSpace(none)+";", "; "+name+";"); shown == named {
			t.Errorf("%q: a line %v, without data %v", name, shown, named)
		}
	}
	for _, want := range []string{
		"Won 3,000 ↑ 100 the window", "Largest customer Acme GmbH Acme GmbH the window", "its id acme", "Largest customer's share 100 % → look 100 % at most 30 % the window",
		"New business in what was won 0 % ↓ look 100 % 30–70 % (hybrid) the window", "disqualified 1 1 proposal; median age in days 61", "open value not qualified 200",
		"Win rate 100 % → 100 % the window, 1 decided deal", "Before: deals closed 2026-07-01 to 2026-09-30, the rest as of 2026-09-30.",
	} {
		if !says(text, want) {
			t.Errorf("no line %q in\n%s", want, text)
		}
	}
}

func TestScorecardCardOfANewRepIsNotJudged(t *testing.T) {
	t.Parallel()
	text := scorecard(t, cardFiles(t), "--unit", "bo")
	if !strings.Contains(text, "\n* shown, not judged: in their first 2 quarters") || strings.Contains(text, " look ") || strings.Contains(text, " ok ") {
		t.Errorf("judged:\n%s", text)
	}
}

func TestScorecardCardOfARepByName(t *testing.T) {
	t.Parallel()
	dir := cardFiles(t)
	if text := scorecard(t, dir, "--unit", "ann berger"); !strings.HasPrefix(text, "Balance scorecard of Ann Berger (ann), North, hybrid:") {
		t.Errorf("%s", text)
	}
	if text := scorecard(t, dir, "--unit", "ann", "--json"); strings.Count(text, `"unit"`) != 1 {
		t.Errorf("as JSON more than Ann's: %s", text)
	}
}

func TestScorecardCardOfNobodyOrTwoSaysSo(t *testing.T) {
	t.Parallel()
	dir := cardFiles(t)
	writeFile(t, filepath.Join(dir, "reps.csv"), "rep,name\nann,Ann\nbo,Bo\ncy,Sam\ndi,Sam\n")
	for unit, want := range map[string]string{"zoe": "there is no such rep", "sam": "several go by that name: cy and di"} {
		var out, errs bytes.Buffer
		code := run([]string{"scorecard", "--from", dir, "--unit", unit}, &out, &errs)
		if said := strings.TrimSpace(errs.String()); code != 2 || !strings.Contains(said, want) || strings.Contains(said, "\n") {
			t.Errorf("exit %d, %q", code, said)
		}
	}
}

func TestScorecardTableReadsWithoutAManual(t *testing.T) {
	t.Parallel()
	text := scorecard(t, cardFiles(t), "--min", "0")
	for _, want := range []string{
		"Balance scorecard by rep: deals closed 2026-01-01 to 2026-12-31, the rest as of 2026-12-31; amounts in USD",
		"healthy ≥ 8 ≤ 30 % ≤ 1,800",
		"Ann Berger (ann) 3,100 ↑ 2 ↑ 0 100 % 1! ↑ Acme GmbH (acme) 100 %! 10,000! 3 %! 30–70 % (hybrid) 1 ↑ 0",
		"Bo * 1 ↑ 1,000 ↑ 0 100 %",
		"! outside what is healthy;", "– no data: nothing is on record", "* shown, not judged:", "HHI how concentrated what was won is:",
		"Nothing to show for: Cy Young (cy)",
	} {
		if !says(text, want) {
			t.Errorf("no line %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "~") || strings.Contains(text, "\x1b") {
		t.Errorf("a mark explained that nobody bears, or colours where no terminal is:\n%s", text)
	}
	if early := scorecard(t, cardFiles(t)); !strings.Contains(early, "\n~    too early: ") {
		t.Errorf("nothing says what ~ is:\n%s", early)
	}
}

// TestScorecardTableLinesNumbersUp holds that numbers end below each other, also
// beside names in letters that take two places or none.
func TestScorecardTableLinesNumbersUp(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	err := printGrid(&out, 0, column{left: true, cells: []cell{{text: "山田"}, {text: "Zoe\u0301"}, {text: "Anna"}}},
		column{head: "open deals", cells: []cell{{text: "1"}, {text: "1,200"}, {text: "33"}}}, column{head: "top", left: true, cells: []cell{{text: "a"}, {text: ""}, {text: "ccc"}}})
	want := "       open\n      deals  top\n山田      1  a\nZoe\u0301   1,200\nAnna     33  ccc\n"
	if err != nil || out.String() != want {
		t.Errorf("%v\n%s\nwant\n%s", err, out.String(), want)
	}
}

func TestScorecardTableNamesTheColumnsThatNobodyHasDataFor(t *testing.T) {
	t.Parallel()
	text := scorecard(t, cardFiles(t))
	head, rest, _ := strings.Cut(text, "No data on anybody: ")
	if strings.Contains(head, "renewed") || !strings.Contains(rest, "renewed") || !strings.Contains(head, "stalled") {
		t.Errorf("%s", text)
	}
}

func TestScorecardTableOfSeveralCurrenciesNamesThem(t *testing.T) {
	t.Parallel()
	dir := cardFiles(t)
	writeFile(t, filepath.Join(dir, "reps.csv"), "rep,currency\nann,USD\nbo,JPY\n")
	writeFile(t, filepath.Join(dir, "deals.csv"), "deal,account,owner,stage,amount,closed,outcome\n"+
		"D1,acme,ann,negotiation,3000.5,2026-11-02,won\nD2,beta,bo,proposal,12000,2026-11-02,won\n")
	text := scorecard(t, dir)
	if !says(text, "ann 3,000.50 USD ↑") || !says(text, "bo 12,000 JPY ↑") || strings.Contains(text, "amounts in") {
		t.Errorf("%s", text)
	}
	writeFile(t, filepath.Join(dir, "reps.csv"), "rep,currency\nann,EUR\nbo,JPY\n")
	writeFile(t, filepath.Join(dir, "deals.csv"), "deal,account,owner,stage,amount,currency,closed,outcome\nD1,acme,ann,negotiation,3000,USD,2026-11-02,won\nD2,beta,bo,proposal,12000,JPY,2026-11-02,won\n")
	if text := scorecard(t, dir); !strings.Contains(text, "Left out of every sum and share: 1 amount in another currency") {
		t.Errorf("%s", text)
	}
}

// TestAsOfIsADayInThePlaybooksZone takes the same instant, and instants around
// midnight and the clock changes, to every kind of zone.
func TestAsOfIsADayInThePlaybooksZone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ zone, at, want string }{
		{"UTC", "2024-02-29T23:59:59Z", "2024-02-29"},
		{"Pacific/Kiritimati", "2024-02-29T10:00:00Z", "2024-03-01"}, // 14 hours ahead
		{"Pacific/Pago_Pago", "2024-03-01T10:59:59Z", "2024-02-29"},  // 11 hours behind
		{"Asia/Kathmandu", "2024-12-31T18:15:00Z", "2025-01-01"},     // by three quarters of an hour
		{"Europe/Berlin", "2024-03-30T22:59:59Z", "2024-03-30"},
		{"Europe/Berlin", "2024-03-31T21:59:59Z", "2024-03-31"}, // a day of 23 hours
		{"Europe/Berlin", "2024-10-27T22:59:59Z", "2024-10-27"}, // … and one of 25
		{"America/New_York", "2024-11-04T04:59:59Z", "2024-11-03"},
		{"America/Asuncion", "2024-10-06T04:00:00Z", "2024-10-06"}, // whose midnight is skipped
	} {
		p := playbook.Builtin(coach.Rules())
		p.TimeZone = c.zone
		if got, err := asOf(c.at, p, time.Time{}); err != nil || got.String() != c.want {
			t.Errorf("%s in %s is %v (%v), want %s", c.at, c.zone, got, err, c.want)
		}
		if got, err := asOf(c.want, p, time.Time{}); err != nil || got.String() != c.want {
			t.Errorf("%s in %s is %v (%v)", c.want, c.zone, got, err)
		}
	}
}
