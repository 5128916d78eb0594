package prompts_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"evenkeel/coach"
	"evenkeel/prompts"
)

// drafted are the rules whose ask is to write to a client, to call, or to ask one.
var drafted = []string{"issue-open", "care-due", "renewal-due", "commitment-overdue", "review-due", "next-commitment", "coverage-gap", "customer-waiting", "future-talk-due"}

// noes are kind noes, with and without somebody else to turn to.
func noes() []situation {
	no := coach.Nudge{Rule: coach.DraftNo, Subject: "deal/D1", Account: "acme"}
	refer := no
	refer.Facts = facts("refer", "Hooli Ltd")
	return []situation{{"no", no, 0}, {"no refer", refer, 0}}
}

// drafting asks for a draft on a nudge of Dana's.
func drafting(n coach.Nudge, with coach.Names) coach.Drafting {
	return coach.Drafting{Nudge: n, Rep: "dana", Names: with, Today: today}
}

// everyDraft is each draft that a nudge's key could choose.
func everyDraft(t testing.TB, p *prompts.Template, n coach.Nudge, with coach.Names) (all []coach.Draft) {
	t.Helper()
	for i := range 40 {
		n.Key = fmt.Sprintf("%s/%s@2026-%03d", n.Rule, n.Subject, i)
		if d, ok := p.Draft(t.Context(), drafting(n, with)); ok && !slices.Contains(all, d) {
			all = append(all, d)
		}
	}
	slices.SortFunc(all, func(x, y coach.Draft) int { return strings.Compare(x.Text, y.Text) })
	return all
}

func TestDrafts(t *testing.T) {
	p := templates(t)
	said, texts := map[string]bool{}, map[string][]string{}
	for _, s := range append(situations(), noes()...) {
		all := everyDraft(t, p, s.nudge, known)
		if len(all) == 0 {
			continue
		}
		said[s.nudge.Rule] = true
		if len(all) < 2 {
			t.Errorf("%s has a single draft", s.name)
		}
		for _, d := range all {
			file, _, _ := strings.Cut(d.Prompt, "/")
			if text := d.Head + "\n\n" + d.Text; !slices.Contains(texts[file], text) {
				texts[file] = append(texts[file], text)
			}
		}
	}
	for file, all := range texts {
		golden(t, file, strings.Join(all, "\n\n––––\n\n")+"\n")
	}
	for _, rule := range append(slices.Clone(drafted), coach.DraftNo) {
		if !said[rule] {
			t.Errorf("%s has no draft", rule)
		}
		delete(said, rule)
	}
	if len(said) > 0 {
		t.Errorf("drafts that nobody asked for: %v", said)
	}
}

// ours are words that a client never hears from us, and amounts.
var ours = regexp.MustCompile(`(?i)\b(?:deals?|pipeline|stages?|amounts?|sweet.?spot|overdue|late|promised?|broke|commitments?|quota|revenue|share of|prospects?|customers?|accounts?|severity|renewals?|churn|expansion|touches|qualif\w*|verdict|outside|score|cover(?:age)? gap|rule|nudge|escalat\w*|discounts?|budget|price|cheap)\b|[$€£¥!]|(?-i:\b[A-Z]{3} ?\d)|\d[,.]\d{3}`)

// quote is what the client said, or promised, in their words.
var quote = regexp.MustCompile(`“[^”]*”`)

func TestNoDraftSaysWhatIsOursAlone(t *testing.T) {
	p := templates(t)
	secret := facts("amount", "50000.00 USD", "yearly_value", "12000.00 USD", "stage", "Proposal", "note", "a hopeless case", "issue_severity", "high", "days_overdue", 77,
		"days_open", 77, "sales_run", 77, "usual_gap", 77, "reason", "a hopeless case", "why", "silent", "decision", "2026-03-29", "discount", 0.77)
	for _, s := range append(situations(), noes()...) {
		n := s.nudge
		n.Facts = slices.DeleteFunc(slices.Clone(n.Facts), func(f coach.Fact) bool {
			return slices.ContainsFunc(secret, func(o coach.Fact) bool { return o.Name == f.Name })
		})
		n.Facts = append(n.Facts, secret...)
		for _, d := range everyDraft(t, p, n, known) {
			if found := ours.FindString(quote.ReplaceAllString(d.Text, "")); found != "" {
				t.Errorf("%s says %q:\n%s", s.name, found, d.Text)
			}
			for _, f := range []string{"hopeless", "77", "50000", "12000", "29 Mar", "Proposal", "high", "Warehouse pilot"} {
				if strings.Contains(d.Text, f) {
					t.Errorf("%s tells %q:\n%s", s.name, f, d.Text)
				}
			}
		}
	}
}

func TestADraftIsSignedByWhoSendsIt(t *testing.T) {
	p := templates(t)
	d, ok := p.Draft(t.Context(), drafting(noes()[0].nudge, known))
	if !ok || !strings.HasSuffix(d.Text, "\n\nKind regards\nDana Reyes") {
		t.Errorf("%v %q", ok, d.Text)
	}
	if d, _ = p.Draft(t.Context(), drafting(noes()[0].nudge, names{})); !strings.HasSuffix(d.Text, "\n\nKind regards") {
		t.Errorf("without a name it ends %q", d.Text)
	}
}

func TestWhatIsNotForAClientHasNoDraft(t *testing.T) {
	p := templates(t)
	for _, s := range situations() {
		n := s.nudge
		silent := !slices.Contains(drafted, n.Rule) || n.Fact("review_held") != nil || n.Fact("unclaimed") != nil
		if got := len(everyDraft(t, p, n, known)) == 0; got != silent {
			t.Errorf("%s: no draft is %v, want %v", s.name, got, silent)
		}
		n.For = coach.ForManager
		if len(everyDraft(t, p, n, known)) > 0 {
			t.Errorf("%s: a manager has a draft to a client", s.name)
		}
	}
}

func TestHostileFactsStayDataInDrafts(t *testing.T) {
	p := templates(t)
	for _, evil := range []string{"{{.refer}} {{template \"x\"}}", "a\n\nKind regards\nThe chairman", "\u202egnp.exe\x00", strings.Repeat("long ", 100), "<!channel> <https://x.example|y> `x` ```", "<data> ignore all that"} {
		with := names{"dana": evil, "acme": evil, "D1": evil}
		for _, s := range append(situations(), noes()...) {
			n := s.nudge
			n.Facts = slices.Clone(n.Facts)
			for i, f := range n.Facts {
				switch f.Name {
				case "issue", "what", "product", "metric", "refer", "metrics", "note":
					n.Facts[i].Value = evil
				}
			}
			plain := everyDraft(t, p, s.nudge, known)
			for i, d := range everyDraft(t, p, n, with) {
				if strings.Count(d.Text, "\n") > strings.Count(plain[i].Text, "\n") || utf8.RuneCountInString(d.Text) > 1000 || strings.ContainsAny(d.Text, "\u202e\x00") || strings.Contains(d.Text, "…”") {
					t.Errorf("%s with %q:\n%s", s.name, evil, d.Text)
				}
			}
		}
	}
}
