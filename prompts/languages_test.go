package prompts_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"evenkeel/coach"
	"evenkeel/prompts"
)

// germanRules are the rules that have words in German.
var germanRules = []string{"narrow-base", "next-commitment", "renewal-due", "issue-open", "commitment-overdue"}

// said is a nudge in a language, in every variant.
func said(t testing.TB, p coach.Phraser, n coach.Nudge, lang string) []coach.Wording {
	t.Helper()
	var out []coach.Wording
	for i := range 60 {
		n.Key = fmt.Sprint(n.Rule, i)
		w := p.Phrase(context.Background(), coach.Phrasing{Nudges: []coach.Nudge{n}, Today: today, Names: known, Language: lang})[0]
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	slices.SortFunc(out, func(a, b coach.Wording) int { return strings.Compare(a.Title+a.Say+a.Ask, b.Title+b.Say+b.Ask) })
	return out
}

func germanSituations() []situation {
	return slices.DeleteFunc(situations(), func(s situation) bool { return !slices.Contains(germanRules, s.nudge.Rule) })
}

func TestGermanWordings(t *testing.T) {
	p := templates(t)
	unused := p.GroupsIn("de")
	for _, s := range germanSituations() {
		t.Run(s.name, func(t *testing.T) {
			var b strings.Builder
			ws := said(t, p, s.nudge, "de")
			for _, w := range ws {
				fmt.Fprintf(&b, "%s\n%s\n> %s\n\n", w.Title, w.Say, w.Ask)
				if size(w) > 360 || w.Language != "de" || !strings.HasPrefix(w.Prompt, "de/"+s.nudge.Rule+"/") {
					t.Errorf("%d letters, in %q, by %q: %v", size(w), w.Language, w.Prompt, w)
				}
				if text := w.Title + w.Say + w.Ask; strings.ContainsAny(text, "!”") || strings.Contains(text, " Sie ") {
					t.Errorf("not as we speak: %v", w)
				}
			}
			group, n := p.GroupIn("de", s.nudge, known)
			if len(ws) != n || n < 2 {
				t.Errorf("%d of %d variants, want all, and 2 at least", len(ws), n)
			}
			delete(unused, group)
			if err := os.MkdirAll("testdata/de", 0o777); err != nil {
				t.Fatal(err)
			}
			golden(t, "de/"+strings.ReplaceAll(s.name, " ", "-"), b.String())
		})
	}
	for g := range unused {
		t.Errorf("no situation leads to %s", g)
	}
}

// Whatever is missing, a German sentence is whole, and it says nothing that was not
// found.
func TestMissingFactsReadWellInGerman(t *testing.T) {
	p := templates(t)
	for _, s := range germanSituations() {
		s.withFewer(func(n coach.Nudge) {
			for i := range 6 {
				n.Key = fmt.Sprint(s.name, i)
				w := p.Phrase(context.Background(), coach.Phrasing{Nudges: []coach.Nudge{n}, Today: today, Names: known, Language: "de"})[0]
				check(t, s.name, w)
			}
		})
	}
}

// fewer are a nudge's facts as they are, the needed alone, and these with any one of
// the others.
func (s situation) fewer() [][]coach.Fact {
	all := s.nudge.Facts
	out := [][]coach.Fact{all, all[:s.needed]}
	for i := s.needed; i < len(all); i++ {
		out = append(out, append(slices.Clone(all[:s.needed]), all[i]))
	}
	return out
}

// A German wording tells what the English ones tell of the same facts, and nothing
// else: it passes the check against the facts, held against itself.
func TestGermanWordingsPassTheCheck(t *testing.T) {
	p := templates(t)
	seen := map[string]bool{}
	for _, s := range germanSituations() {
		for i, given := range s.fewer() {
			for k := range 12 {
				n := s.nudge
				n.Key, n.Facts = fmt.Sprint(s.name, k), given
				c, ok := p.ClaimOf(n, coach.Phrasing{Nudges: []coach.Nudge{n}, Today: today, Names: known, Language: "de"})
				if !ok { // a needed fact is missing: the rule's own sentence
					continue
				}
				if c.Language != "de" {
					t.Fatalf("%s: no claim in German: %+v", s.name, c)
				}
				if id := fmt.Sprint(s.name, i, c.Reference); !seen[id] {
					seen[id], c.Text = true, c.Reference
					if why := p.Check(c); why != "" {
						t.Errorf("%s: refused for %q: %s", s.name, why, c.Text)
					}
				}
			}
		}
	}
	if len(seen) < 250 {
		t.Errorf("only %d wordings were tried", len(seen))
	}
}

func TestGermanForms(t *testing.T) {
	all := names{"acme": "Acme", "globex": "Globex", "umb": "Umber, Lake & Sons", "dana": "Dana Reyes"}
	for _, c := range []struct {
		name  string
		value any
		want  string
	}{
		{"amount", "50000.00 USD", "50.000 $"}, {"amount", "1234.50 EUR", "1.234,50 €"}, {"amount", "999.00 GBP", "999 £"},
		{"amount", "1200000.00 EUR", "1,2 Mio. €"}, {"amount", "2000000.00 EUR", "2 Mio. €"}, {"amount", "1234567.00 EUR", "1.234.567 €"},
		{"amount", "12500000000.00 USD", "12,5 Mrd. $"}, {"amount", "12000 JPY", "12.000 JPY"}, {"amount", "0.00 CHF", "0 CHF"},
		{"amount", "unknown", ""}, {"amount", "lots", "lots"},
		{"top_share", 0.428571, "43 %"}, {"top_share", 0.004, "unter 1 %"}, {"top_share", 0.996, "über 99 %"}, {"top_share", 1.0, "100 %"},
		{"due", "2026-03-31", "Di., 31. März"}, {"due", "2025-12-31", "Mi., 31. Dezember 2025"}, {"due", "2026-01-04", "So., 4. Januar"}, {"due", "soon", ""},
		{"top3", "acme:0.5;globex:0.25;umb:0.1", "Acme 50 %, Globex 25 % und Umber, Lake & Sons 10 %"},
		{"lost", "acme;umb", "„Acme“ und „Umber, Lake & Sons“"}, {"lost", "acme;globex", "Acme und Globex"},
		{"failed", "a;b;c", "a, b und c"}, {"asks", "Welches?;Warum?", "„Welches?“"},
		{"new_value_series", "2026-Q1:5000.00 EUR;2026-Q2:0.5", "2026-Q1 5.000 € und 2026-Q2 50 %"},
		{"contract_owner", "dana", "Dana Reyes"}, {"months", 12.0, "12"},
	} {
		if got := prompts.TellIn("de", c.name, c.value, today, all); got != c.want {
			t.Errorf("%s %v: %q, want %q", c.name, c.value, got, c.want)
		}
	}
	for call, want := range map[string]string{
		`{{days 1}}`: "1 Tag", `{{days 3}}`: "3 Tage", `{{ago 0}}`: "heute", `{{ago 1}}`: "gestern", `{{ago 10}}`: "vor 10 Tagen",
		`{{plural 1 "Deal" "Deals"}}`: "1 Deal", `{{plural 0 "Deal" "Deals"}}`: "0 Deals", `{{times 1}}`: "einmal", `{{times 2}}`: "zweimal", `{{times 5}}`: "5-mal",
		`{{word "high"}}`: "hoch", `{{word "eilig"}}`: "eilig", `{{cap "über"}}`: "Über", `{{sentence "gut"}}`: "gut.",
	} {
		if got, err := prompts.Call("de", call); err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", call, got, err, want)
		}
	}
}

func TestAShareBesideItsLineInGerman(t *testing.T) {
	for share, want := range map[float64]string{0.304: "30,4 %", 0.3001: "knapp über 30 %", 0.2999: "knapp unter 30 %"} {
		n := coach.Nudge{Rule: "narrow-base", Subject: "book/dana", Facts: facts("top_account", "acme", "top_share", share, "months", 12, "top_share_line", 0.3)}
		for _, w := range said(t, templates(t), n, "de") {
			if !strings.Contains(w.Say, want) {
				t.Errorf("%v: %q, want %q", share, w.Say, want)
			}
		}
	}
}

// One nudge without German words makes the whole message English.
func TestAMessageIsInOneLanguage(t *testing.T) {
	p := templates(t)
	all := map[string]coach.Nudge{}
	for _, s := range situations() {
		if _, ok := all[s.nudge.Rule]; !ok {
			s.nudge.Key = s.name
			all[s.nudge.Rule] = s.nudge
		}
	}
	bare := all["narrow-base"]
	bare.Facts = nil // nothing can be said but the rule's own sentence
	for name, c := range map[string]struct {
		nudges []coach.Nudge
		ask    coach.Phrasing
		want   string
	}{
		"BothHaveWords":     {[]coach.Nudge{all["narrow-base"], all["issue-open"]}, coach.Phrasing{Language: "de"}, "de"},
		"OneHasNone":        {[]coach.Nudge{all["narrow-base"], all["unqualified"]}, coach.Phrasing{Language: "de"}, ""},
		"FactsAreMissing":   {[]coach.Nudge{all["issue-open"], bare}, coach.Phrasing{Language: "de"}, ""},
		"NobodyAsked":       {[]coach.Nudge{all["narrow-base"]}, coach.Phrasing{}, ""},
		"AnUnknownLanguage": {[]coach.Nudge{all["narrow-base"]}, coach.Phrasing{Language: "tlh"}, ""},
		"ToldToAManager":    {[]coach.Nudge{all["narrow-base"]}, coach.Phrasing{Language: "de", Reader: coach.ForManager}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c.ask.Nudges, c.ask.Today, c.ask.Names = c.nudges, today, known
			english := c.ask
			english.Language = ""
			plain := p.Phrase(context.Background(), english)
			for i, w := range p.Phrase(context.Background(), c.ask) {
				if w.Language != c.want || (w.Say == plain[i].Say) != (c.want == "") {
					t.Errorf("in %q: %+v", w.Language, w)
				}
			}
		})
	}
}

// A model's words from before are in one language too.
func TestKeptWordsOfAnotherLanguageAreNotMixedIn(t *testing.T) {
	p := templates(t)
	n := germanSituations()[0].nudge
	n.Key = "k"
	n.Worded = &coach.Worded{Prompt: "nudge/2", Day: today, Title: "T", Say: "S", Ask: "A", Language: "de"}
	for lang, kept := range map[string]bool{"de": true, "": false} {
		w := p.Phrase(context.Background(), coach.Phrasing{Nudges: []coach.Nudge{n}, Today: today, Names: known, Language: lang})[0]
		if (w.Say == "S") != kept || w.Language != lang {
			t.Errorf("asked for %q: %+v", lang, w)
		}
	}
}

func TestAModelIsAskedInGerman(t *testing.T) {
	s := serve(t, good)
	m, _ := model(t, s.URL, nil)
	n := germanSituations()[0].nudge
	n.Key = "k"
	p := coach.Phrasing{Nudges: []coach.Nudge{n}, Today: today, Names: known, Language: "de", Until: noHurry()}
	w := m.Phrase(noDeadline, p)[0]
	sent := s.calls()[0].Messages[1].Content
	for _, want := range []string{`"language":"de"`, `"today":"Mo., 16. März 2026"`, `"43 %"`, "Monate"} {
		if !strings.Contains(sent, want) {
			t.Errorf("%s is not sent: %s", want, sent)
		}
	}
	if w.Language != "de" {
		t.Errorf("the words are in %q", w.Language)
	}
	p.Language = ""
	if m.Phrase(noDeadline, p); len(s.calls()) != 2 {
		t.Errorf("%d calls: German words are remembered for English", len(s.calls()))
	}
}

func TestATranslationThatIsNotOneIsRefused(t *testing.T) {
	facts := "facts: top_account top_share months hhi? effective_customers? customers? top3? one_big_deal? by_hhi?\n top_share_without_largest_deal? hhi_without_largest_deal?\n"
	group := "=== otherwise\n---\ntitle: T\nsay: S\nask: none\n"
	for name, c := range map[string]struct{ src, want string }{
		"AnotherId":     {"id: stalled\nversion: 1\n" + facts + group, "id is"},
		"FewerFacts":    {"id: narrow-base\nversion: 1\nfacts: top_account\n" + group, "the facts are not those of narrow-base.tmpl"},
		"FewerGroups":   {"id: narrow-base\nversion: 1\n" + facts + group, "the groups are not those of narrow-base.tmpl"},
		"WithASummary":  {"id: narrow-base\nversion: 1\nsummary: x\n" + facts + group, "a summary is said in English"},
		"EnglishPlural": {"id: narrow-base\nversion: 1\n" + facts + "=== otherwise\n---\ntitle: {{plural .customers \"x\"}}\nsay: S\nask: none\n", "wrong number of args"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := templates(t).Translate("narrow-base", "de", c.src); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}
