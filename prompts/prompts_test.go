package prompts_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"evenkeel/coach"
	"evenkeel/prompts"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

var today = coach.NewDate(2026, 3, 16)

func rules() []coach.Rule {
	return coach.Rules()
}

func templates(t testing.TB) *prompts.Template {
	t.Helper()
	p, err := prompts.Templates(coach.Rules())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// names answers ids from a map, and subjects as package coach does.
type names map[string]string

func (n names) AccountName(id string) string { return n[id] }
func (n names) RepName(id string) string     { return n[id] }
func (n names) SubjectName(s coach.Subject) string {
	if s.Kind() == "book" {
		return "your book"
	}
	return n[s.ID()]
}

var known = names{
	"acme": "Acme", "acme-nord": "Acme Nord", "globex": "Globex", "initech": "Initech", "dana": "Dana Reyes",
	"D1": "Acme, Warehouse pilot",
}

// situation is a nudge with every fact that its rule gives; those after the
// first `needed` may be missing.
type situation struct {
	name   string
	nudge  coach.Nudge
	needed int
}

func facts(pairs ...any) []coach.Fact {
	var out []coach.Fact
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, coach.Fact{Name: pairs[i].(string), Value: pairs[i+1]})
	}
	return out
}

func situations() []situation {
	deal := func(rule string, s coach.Severity, f []coach.Fact) coach.Nudge {
		return coach.Nudge{Rule: rule, Subject: "deal/D1", Severity: s, Account: "acme", Facts: f}
	}
	base := facts("top_account", "acme", "top_share", 0.428571, "months", 12, "hhi", 2600.5, "effective_customers", 3.845414,
		"customers", 9, "top3", "acme:0.428571;globex:0.214;initech:0.0904")
	few := facts("by_hhi", "yes", "top_account", "acme", "top_share", 0.271, "months", 12, "hhi", 2100.5, "effective_customers", 4.760771,
		"customers", 5, "top3", "acme:0.271;globex:0.24;initech:0.2")
	calm := append(slices.Clone(base), facts("one_big_deal", "yes", "top_share_without_largest_deal", 0.18, "hhi_without_largest_deal", 1400.0)...)
	book := func(f []coach.Fact, to string, s coach.Severity) coach.Nudge {
		return coach.Nudge{Rule: "narrow-base", Subject: "book/dana", Severity: s, Facts: f, For: coach.Audience(to)}
	}
	team := func(f []coach.Fact, s coach.Severity) coach.Nudge {
		return coach.Nudge{Rule: "narrow-base", Subject: "team/North", Severity: s, Facts: f, For: coach.ForTeam}
	}
	next := func(kind string) coach.Nudge {
		return deal("next-commitment", coach.Hint, facts("suggest", kind, "stage", "Qualifying", "amount", "50000.00 USD", "last_kept", "2026-02-27", "touch", "yes"))
	}
	promised := facts("kind", "data", "what", "stock figures for March", "made", "2026-02-20", "due", "2026-03-06", "days_overdue", 10)
	issue := facts("issue_account", "acme", "issue", "late deliveries", "issue_severity", "high", "opened", "2026-03-06", "days_open", 10, "stage", "Proposal")
	closed := append(slices.Clone(issue), facts("unconfirmed", "yes", "closed", "2026-03-13")...)
	nord := slices.Clone(issue)
	nord[0].Value = "acme-nord"
	nordClosed := append(slices.Clone(nord), facts("unconfirmed", "yes", "closed", "2026-03-13")...)
	judged := facts("failed", "problem;segment", "asks", "Which problem do they want solved?;Which industry are they in?",
		"stage", "Qualifying", "amount", "1200000.00 EUR", "judged", "2026-03-02", "record", "4:21:63:100")
	first := []situation{
		{"narrow-base", book(base, "", coach.Warn), 3},
		{"narrow-base manager", book(base, "manager", coach.Warn), 3},
		{"narrow-base few customers", book(few, "", coach.Warn), 4},
		{"narrow-base few customers manager", book(few, "manager", coach.Warn), 4},
		{"narrow-base team", team(base, coach.Warn), 2},
		{"narrow-base few customers team", team(few, coach.Warn), 3},
		{"narrow-base one big deal team", team(calm, coach.Note), 3},
		{"narrow-base one big deal", book(calm, "", coach.Note), 3},
		{"sell-on-issue", deal("sell-on-issue", coach.Stop, issue), 1},
		{"sell-on-issue elsewhere", deal("sell-on-issue", coach.Stop, nord), 1},
		{"sell-on-issue unconfirmed", deal("sell-on-issue", coach.Hint, closed), 1},
		{"sell-on-issue unconfirmed elsewhere", deal("sell-on-issue", coach.Hint, nordClosed), 1},
		{"unqualified age", deal("unqualified", coach.Hint, facts("why", "age", "stage", "Qualifying", "amount", "50000.00 USD", "created", "2026-03-07", "days_open", 9)), 1},
		{"unqualified stage", deal("unqualified", coach.Hint, facts("why", "stage", "stage", "Proposal", "amount", "12500.50 CHF", "created", "2025-12-30", "days_open", 76)), 1},
		{"outside-sweet-spot", deal("outside-sweet-spot", coach.Warn, judged), 0},
		{"outside-sweet-spot with a reason", deal("outside-sweet-spot", coach.Warn, append(facts("why", "Resellers need a partner, not us"), judged...)), 1},
		{"next-commitment time", next("time"), 1},
		{"next-commitment data", next("data"), 1},
		{"next-commitment money", next("money"), 1},
		{"next-commitment without a contact", deal("next-commitment", coach.Hint, facts("suggest", "time", "stage", "Qualifying", "amount", "50000.00 USD")), 1},
		{"commitment-overdue", deal("commitment-overdue", coach.Hint, promised), 1},
		{"commitment-overdue warn", deal("commitment-overdue", coach.Warn, promised), 1},
		{"commitment-overdue without a day", deal("commitment-overdue", coach.Hint, promised[:3]), 1},
	}
	return slices.Concat(first, burdenSituations(), cakeSituations(), springSituations(), customerSituations(), stepSituations(), hygieneSituations())
}

// every says a nudge in every variant that its key could choose.
func every(t testing.TB, p coach.Phraser, n coach.Nudge, with coach.Names) []coach.Wording {
	t.Helper()
	var out []coach.Wording
	for i := range 40 {
		n.Key = fmt.Sprintf("%s/%s@2026-%03d", n.Rule, n.Subject, i)
		w := p.Phrase(context.Background(), coach.Phrasing{Nudges: []coach.Nudge{n}, Today: today, Names: with})[0]
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	slices.SortFunc(out, func(a, b coach.Wording) int { return strings.Compare(a.Title+a.Say+a.Ask, b.Title+b.Say+b.Ask) })
	return out
}

func size(w coach.Wording) int { return utf8.RuneCountInString(w.Title + w.Say + w.Ask) }

func TestWordings(t *testing.T) {
	p := templates(t)
	unused := p.Groups()
	for _, s := range situations() {
		t.Run(s.name, func(t *testing.T) {
			var b strings.Builder
			ws := every(t, p, s.nudge, known)
			for _, w := range ws {
				fmt.Fprintf(&b, "%s\n%s\n> %s\n\n", w.Title, w.Say, w.Ask)
				if size(w) > 300 {
					t.Errorf("%d letters are too many: %v", size(w), w)
				}
				if (w.Ask == "") != (s.nudge.Fact("one_big_deal") != nil) {
					t.Errorf("all but one big deal asks one thing: %v", w)
				}
			}
			group, n := p.Group(s.nudge, known)
			if len(ws) != n || n < 4 {
				t.Errorf("%d of %d variants, want all, and 4 at least", len(ws), n)
			}
			delete(unused, group)
			golden(t, strings.ReplaceAll(s.name, " ", "-"), b.String())
		})
	}
	for g := range unused {
		t.Errorf("no situation leads to %s", g)
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-update writes it anew):\n%s", file, d)
	}
}

// Every variant, with every combination of the facts that may be missing, is
// still a whole sentence.
func TestMissingFactsReadWell(t *testing.T) {
	p := templates(t)
	for _, s := range situations() {
		s.withFewer(func(n coach.Nudge) {
			for i := range 12 {
				n.Key = fmt.Sprint(s.name, i)
				check(t, s.name, p.Phrase(context.Background(), coach.Phrasing{Nudges: []coach.Nudge{n}, Today: today, Names: known})[0])
			}
		})
	}
}

// withFewer is the nudge with every combination of the facts that may be missing.
func (s situation) withFewer(do func(coach.Nudge)) {
	all := s.nudge.Facts
	for bits := range 1 << (len(all) - s.needed) {
		n := s.nudge
		n.Facts = slices.Clone(all[:s.needed])
		for i, f := range all[s.needed:] {
			if bits>>i&1 == 1 {
				n.Facts = append(n.Facts, f)
			}
		}
		do(n)
	}
}

var slips = []string{"<no value>", "  ", " .", " ,", " ;", " ?", "()", "“”", ",.", "..", ",,", ". .", "%!", "{{", "on .", "for ,", " at .", " s.", "[", "map"}

func check(t *testing.T, name string, w coach.Wording) {
	t.Helper()
	for _, part := range []string{w.Title, w.Say, w.Ask} {
		for _, slip := range slips {
			if strings.Contains(part, slip) {
				t.Errorf("%s: %q in %q", name, slip, part)
			}
		}
		if part != strings.TrimSpace(part) || strings.HasPrefix(part, ",") {
			t.Errorf("%s: %q", name, part)
		}
	}
	if w.Title == "" || w.Say == "" || !strings.ContainsAny(w.Say[len(w.Say)-1:], ".?!") && !strings.HasSuffix(w.Say, "”") {
		t.Errorf("%s: no whole sentence: %+v", name, w)
	}
}

func TestTheSameKeyGetsTheSameWords(t *testing.T) {
	p := templates(t)
	n := situations()[0].nudge
	n.Key = "narrow-base/book/dana/2026-Q1@2026-02-03"
	say := func(n coach.Nudge) coach.Wording {
		return p.Phrase(context.Background(), coach.Phrasing{Nudges: []coach.Nudge{n}, Today: today, Names: known})[0]
	}
	first := say(n)
	n.Cleared, n.Reply, n.Held = n.Found, coach.Override, coach.HeldCooldown
	if got := say(n); got != first {
		t.Errorf("an edit says %v, the message said %v", got, first)
	}
	// Pinned: another choice for the same key would reword every message out there.
	if first.Title != "Worth widening: your customer base" {
		t.Errorf("the key chooses %q now", first.Title)
	}
}

func TestItAlwaysAnswers(t *testing.T) {
	p := templates(t)
	for _, n := range []coach.Nudge{
		{Rule: "no-such-rule", Subject: "deal/D1"},
		{Rule: "narrow-base", Subject: "book/dana"},
		{Rule: "narrow-base", Subject: "book/dana", Facts: facts("top_account", 7, "top_share", "much", "months", []int{1})},
		{Rule: "next-commitment", Subject: "deal/D1", Facts: facts("suggest", "cake")},
		{Rule: "sell-on-issue", Subject: "deal/D1", Facts: facts("issue_account", nil)},
	} {
		w := p.Phrase(context.Background(), coach.Phrasing{Nudges: []coach.Nudge{n}, Today: today, Names: known})
		if len(w) != 1 || w[0].Title == "" || w[0].Ask == "" || w[0].Say == "" && n.Rule != "no-such-rule" {
			t.Errorf("%s: %+v", n.Rule, w)
		}
	}
}

func TestFactsInWords(t *testing.T) {
	for _, c := range []struct {
		name  string
		value any
		want  string
	}{
		{"amount", "50000.00 USD", "$50,000"},
		{"amount", "999.00 USD", "$999"},
		{"amount", "1234.50 GBP", "£1,234.50"},
		{"amount", "1200000.00 EUR", "€1.2m"},
		{"amount", "2000000.00 EUR", "€2m"},
		{"amount", "1234567.00 EUR", "€1,234,567"},
		{"amount", "1200000.50 EUR", "€1,200,000.50"},
		{"amount", "12500000000.00 USD", "$12.5bn"},
		{"amount", "1500000000.00 USD", "$1.5bn"},
		{"amount", "1000000000000.00 USD", "$1,000bn"},
		{"amount", "5000000 JPY", "JPY 5m"},
		{"amount", "0.00 CHF", "CHF 0"},
		{"amount", "lots", "lots"},
		{"top_share", 0.004, "under 1%"}, {"top_share", 0.996, "over 99%"}, {"top_share", 1.0, "100%"},
		{"top_share", 0.0, "0%"}, {"top_share", "0.25", "25%"}, {"top_share", coach.NewRatio(1, 3), "33%"},
		{"created", "2026-01-05", "Mon 5 Jan"}, {"created", "2025-12-31", "Wed 31 Dec 2025"}, {"created", "soon", ""},
		{"what", "a\n b\tc\x00\u202e", "a b c"},
		{"what", strings.Repeat("word ", 40), strings.TrimSpace(strings.Repeat("word ", 16)) + "…"},
		{"failed", "a;b;c", "a, b and c"},
		{"asks", "Which?;Why?", "“Which?”"},
		{"why", "Not us", "Not us"},
		{"months", 12.0, "12"},
		{"top3", "acme:0.5;x:y:0.25", "Acme 50% and x:y 25%"}, {"top3", "acme", ""},
		{"weakest", "D1;D2", "“Acme, Pilot” and “Globex”"}, {"weakest", "D1", "Acme, Pilot"}, {"weakest", "D2;D3", "Globex and Initech"},
		{"lost", "acme;acme", "Acme"}, {"lost", "acme;umb", "“Acme” and “Umber, Lake & Sons”"},
		{"actual", "98.5 %", "98.5%"}, {"target", "3 hours", "3 hours"}, {"actual", "97", "97"},
		{"metrics", "returns 2.1 %;uptime 3 hours", "returns 2.1% and uptime 3 hours"}, {"metrics", "a 1;b 2;c 3 %;d 4", "a 1, b 2 and 2 more"},
	} {
		if got := prompts.Tell(c.name, c.value, today, names{"acme": "Acme", "x:y": "x:y", "D1": "Acme, Pilot", "D2": "Globex", "D3": "Initech", "umb": "Umber, Lake & Sons"}); got != c.want {
			t.Errorf("%s %v: %q, want %q", c.name, c.value, got, c.want)
		}
	}
}

func TestAShareBesideItsLineDoesNotReadAsIt(t *testing.T) {
	for _, c := range []struct {
		share float64
		want  string
	}{{0.304, "30.4%"}, {0.3001, "just over 30%"}, {0.2999, "just under 30%"}, {0.3, "30%"}, {0.31, "31%"}} {
		n := coach.Nudge{Rule: "narrow-base", Subject: "book/dana", Facts: facts("top_account", "acme", "top_share", c.share, "months", 12, "top_share_line", 0.3)}
		for _, w := range every(t, templates(t), n, names{"acme": "Acme"}) {
			said := strings.ToLower(w.Title + " " + w.Say)
			if !strings.Contains(said, c.want) && strings.Contains(said, "%") {
				t.Errorf("%v: %q, want %q", c.share, w.Say, c.want)
			}
		}
	}
}

func TestSummary(t *testing.T) {
	p := templates(t)
	for _, c := range []struct {
		in   map[string]int
		want string
	}{
		{nil, ""},
		{map[string]int{"unqualified": 1}, "Already true when I arrived: 1 deal without a verdict. You will find it all on your Home; from here on I speak up about what is new."},
		{map[string]int{"unqualified": 12, "commitment-overdue": 3, "narrow-base": 1, "unheard-of": 4}, "Already true when I arrived: a customer base that rests on few accounts, 12 deals without a verdict and 3 overdue client promises. You will find it all on your Home; from here on I speak up about what is new."},
	} {
		if got := p.Summary(c.in); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestWhy(t *testing.T) {
	book := &coach.Playbook{Rules: map[string]coach.RuleSettings{"narrow-base": {Set: map[string]float64{"top_share": 0.35}}}}
	var b strings.Builder
	for _, s := range situations() {
		for _, r := range rules() {
			if n := s.nudge; n.Rule == r.ID {
				n.Start = coach.NewDate(2026, 3, 7)
				n.Facts = append(n.Facts, coach.Fact{Name: "brand_new", Value: "x"})
				fmt.Fprintf(&b, "-- %s --\n%s\n", s.name, prompts.Why(n, r, book, known))
			}
		}
	}
	golden(t, "why", b.String())
}

// named says whether a situation has a name to tell: of a rep's book by itself
// there is none.
func (s situation) named(all names) bool {
	return s.nudge.Account != "" || slices.ContainsFunc(s.nudge.Facts, func(f coach.Fact) bool {
		id, _, _ := strings.Cut(fmt.Sprint(f.Value), ":")
		return all[id] != ""
	})
}

func TestNamesAreNeverTemplates(t *testing.T) {
	p := templates(t)
	for _, name := range []string{"{{.severity}}", "{{template \"x\"}}", "{{/*", "<!here> & co", "%!s(MISSING)", "$&"} {
		all := names{"acme": name, "acme-nord": name, "globex": name, "initech": name, "dana": name, "D1": name}
		for _, s := range situations() {
			if !s.named(all) {
				continue
			}
			for _, w := range every(t, p, s.nudge, all) {
				if !strings.Contains(w.Title+w.Say, name) {
					t.Errorf("%q was not said as it is: %+v", name, w)
				}
			}
		}
	}
}

// What people typed is data: it is never read as a template, never breaks a
// line, and never makes a message long.
func FuzzNames(f *testing.F) {
	p := templates(f)
	for _, s := range []string{"Acme", "{{.severity}}", "{{template \"x\"}}", "a\nb", "<@U1> *x*", "\u202eevil", "", "“", strings.Repeat("ä", 3000), "\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		all := names{"acme": name, "acme-nord": name, "globex": name, "initech": name, "dana": name, "D1": name}
		for _, s := range situations() {
			n := s.nudge
			n.Key = name
			n.Facts = append(slices.Clone(n.Facts), facts("issue", name, "what", name, "stage", name)...)
			w := p.Phrase(context.Background(), coach.Phrasing{Nudges: []coach.Nudge{n}, Today: today, Names: all})[0]
			if said := w.Title + w.Say + w.Ask; strings.ContainsAny(said, "\n\r\x00") || !utf8.ValidString(said) || size(w) > 600 {
				t.Errorf("%q: %d letters: %+v", name, size(w), w)
			}
		}
	})
}
