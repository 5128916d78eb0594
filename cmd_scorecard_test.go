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
// accounts.
func cardFiles(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "reps.csv"), "rep,team,role,started\nann,North,hybrid,2020-01-01\nbo,North,,2026-11-01\n")
	writeFile(t, filepath.Join(dir, "accounts.csv"), "account,owner\nacme,ann\nbeta,ann\n")
	writeFile(t, filepath.Join(dir, "deals.csv"), "deal,account,owner,stage,amount,created,closed,outcome\n"+
		"D0,acme,ann,negotiation,100,2026-07-01,2026-08-01,won\nD1,acme,ann,negotiation,300,2026-09-01,2026-11-02,won\n"+
		"D2,beta,ann,proposal,200,2026-11-01,,\nD3,beta,ann,proposal,50,2026-10-01,2026-12-01,disqualified\n")
	return dir
}

func TestScorecardCardShowsEveryMeasureWithItsWindowBefore(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	args := []string{"scorecard", "--from", cardFiles(t), "--unit", "ann", "--window", "2026-Q4", "--as-of", "2026-12-31", "--min", "0"}
	if code := run(args, &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	text := out.String()
	lines := map[string]string{}
	for line := range strings.Lines(text) {
		fields := strings.SplitN(strings.TrimSpace(line), "  ", 2)
		if len(fields) == 2 {
			lines[fields[0]] = strings.Join(strings.Fields(fields[1]), " ")
		}
	}
	for i := range coach.Measures {
		if name := coach.Measures[i].Name; lines[name] == "" {
			t.Errorf("no line %q", name)
		}
	}
	for name, want := range map[string]string{
		"Won":                          "300.00 USD ↑ 100.00 USD the window",
		"Its share":                    "100 % → look 100 % at most 30 % the window",
		"New business in what was won": "0 % ↓ look 100 % 30 to 70 % (hybrid) the window",
		"Care in touches at customers": "no data no data at least 50 % 90 days, 0 touches",
		"disqualified":                 "1: 1 proposal; 61 days old",
		"open value not qualified":     "200.00 USD",
	} {
		if lines[name] != want {
			t.Errorf("%s: %q, want %q", name, lines[name], want)
		}
	}
	if strings.Contains(text, "\x1b") {
		t.Error("colours where no terminal is")
	}
}

func TestScorecardCardOfANewRepIsNotJudged(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	if code := run([]string{"scorecard", "--from", cardFiles(t), "--unit", "bo", "--as-of", "2026-12-31"}, &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	if text := out.String(); !strings.Contains(text, "new: in the first two quarters") || strings.Contains(text, " look ") || strings.Contains(text, " ok ") {
		t.Errorf("judged:\n%s", text)
	}
}

func TestScorecardCardOfNobodySaysSo(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	code := run([]string{"scorecard", "--from", cardFiles(t), "--unit", "zoe"}, &out, &errs)
	if code != 2 || !strings.Contains(errs.String(), `--unit "zoe"`) || strings.Count(strings.TrimSpace(errs.String()), "\n") > 0 {
		t.Errorf("exit %d, %q", code, errs.String())
	}
}

func TestScorecardTableNamesTheColumnsThatNobodyHasDataFor(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	if code := run([]string{"scorecard", "--from", cardFiles(t), "--as-of", "2026-12-31"}, &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	head, rest, _ := strings.Cut(out.String(), "no data on anybody: ")
	if strings.Contains(head, "renewed  ") || !strings.Contains(rest, "renewed") || !strings.Contains(head, "new: pipeline") {
		t.Errorf("%s", out.String())
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
