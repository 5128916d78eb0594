package prompts_test

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"evenkeel/coach"
	"evenkeel/prompts"
)

// labelled is a wording of which somebody has said whether it may be posted.
type labelled struct {
	ID, Rule, Language string
	Facts              []coach.Fact
	Text               string
	Label, Kind, By    string
	file               string
}

// labelledSet is every line of testdata/verify. How it was made stands in its README.
func labelledSet(t testing.TB) (out []labelled) {
	t.Helper()
	dir := "testdata/verify"
	if d := os.Getenv("EVENKEEL_VERIFY_SET"); d != "" {
		dir = d
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		s := bufio.NewScanner(f)
		s.Buffer(nil, 1<<20)
		for n := 1; s.Scan(); n++ {
			var l labelled
			if err := json.Unmarshal(s.Bytes(), &l); err != nil {
				t.Fatalf("%s:%d: %v", name, n, err)
			}
			l.file = filepath.Base(name)
			out = append(out, l)
		}
	}
	return out
}

// TestTheTemplatesPassTheirOwnCheck: what we say ourselves would be let through, in
// every situation and wording, also where it is held against another wording of it.
func TestTheTemplatesPassTheirOwnCheck(t *testing.T) {
	p := templates(t)
	seen := map[string]bool{}
	for _, s := range situations() {
		for i := range 40 {
			n := s.nudge
			n.Key = fmt.Sprint(s.name, i)
			c, ok := p.ClaimOf(n, coach.Phrasing{Nudges: []coach.Nudge{n}, Today: today, Names: known})
			if !ok || seen[c.Reference] {
				continue
			}
			seen[c.Reference] = true
			c.Text = c.Reference
			if why := p.Check(c); why != "" {
				t.Errorf("%s: refused for %q: %s", s.name, why, c.Text)
			}
		}
	}
	if len(seen) < 100 {
		t.Errorf("only %d wordings were tried", len(seen))
	}
}

// What the check has to do: of faithful wordings it may refuse so many in a hundred, and
// of corrupt ones it has to refuse so many.
const mostRefused, leastCaught = 5.0, 99.5

// TestTheCheckTellsFaithfulFromCorrupt states, by file and by kind, how many of the
// labelled set are refused, and holds both to what they have to be.
func TestTheCheckTellsFaithfulFromCorrupt(t *testing.T) {
	p := templates(t)
	all := map[string]score{}
	for _, l := range labelledSet(t) {
		reason := p.Check(prompts.Claim{Rule: l.Rule, Language: l.Language, Facts: l.Facts, Text: l.Text})
		if (reason != "") != (l.Label == "corrupt") {
			t.Logf("%s %s %s: %q %s", l.Label, l.ID, l.Kind, reason, l.Text)
		}
		for _, of := range []string{l.Label, l.Label + " in " + l.file, l.Label + " for " + cmp.Or(l.Kind, "all"), l.Label + " in " + l.Language} {
			all[of] = all[of].and(reason != "")
		}
	}
	for _, of := range slices.Sorted(maps.Keys(all)) {
		t.Logf("%-32s %5d, %6.2f %% refused", of, all[of].all, all[of].refused())
	}
	if got := all["faithful"].refused(); got > mostRefused {
		t.Errorf("%.2f %% of the faithful are refused", got)
	}
	if got := all["corrupt"].refused(); got < leastCaught {
		t.Errorf("only %.2f %% of the corrupt are refused", got)
	}
}

// TestTheCheckOnTextsThatNobodyTunedItOn states the same for texts of strangers that
// the check was not made with. What is written in figures is held to; what a sentence
// says of a direction or denies is where it has to become better, and the rest is
// stated only.
func TestTheCheckOnTextsThatNobodyTunedItOn(t *testing.T) {
	t.Setenv("EVENKEEL_VERIFY_SET", "testdata/verify/unseen")
	p := templates(t)
	all := map[string]score{}
	for _, l := range labelledSet(t) {
		reason := p.Check(prompts.Claim{Rule: l.Rule, Language: l.Language, Facts: l.Facts, Text: l.Text})
		of := cmp.Or(l.Kind, l.Label)
		all[of], all[l.Label] = all[of].and(reason != ""), all[l.Label].and(reason != "")
	}
	for _, of := range slices.Sorted(maps.Keys(all)) {
		t.Logf("%-16s %5d, %6.2f %% refused", of, all[of].all, all[of].refused())
	}
	for _, kind := range []string{"amount", "currency", "date", "number", "link", "mention", "other-customer", "too-long"} {
		if got := all[kind].refused(); got < 95 {
			t.Errorf("only %.2f %% of %s are refused", got, kind)
		}
	}
}

// score counts wordings, and those of them that are refused.
type score struct{ all, no int }

func (s score) and(refused bool) score {
	s.all++
	if refused {
		s.no++
	}
	return s
}

// refused is a percentage.
func (s score) refused() float64 { return 100 * float64(s.no) / float64(max(s.all, 1)) }

// FuzzCheck: whatever the text and the facts are, the check answers, twice the same, and
// takes no empty text.
func FuzzCheck(f *testing.F) {
	p := templates(f)
	for i, l := range labelledSet(f) {
		if i%97 == 0 {
			facts, _ := json.Marshal(l.Facts)
			f.Add(l.Rule, l.Language, l.Text, "", string(facts))
		}
	}
	f.Add("", "", "", "", "[]")
	f.Add("stalled", "de-AT", "\ue000 1.\u00a0- zwei", "Acme: 1,000.5 %", `[{"name":"deal","value":"\ue000"},{"name":"x_share","value":[1e308,null,{"y":"2026-02-30"}]}]`)
	f.Fuzz(func(t *testing.T, rule, language, text, reference, facts string) {
		c := prompts.Claim{Rule: rule, Language: language, Text: text, Reference: reference}
		if json.Unmarshal([]byte(facts), &c.Facts) != nil || len(text)+len(facts)+len(reference) > 4000 {
			t.Skip()
		}
		why := p.Check(c)
		if again := p.Check(c); again != why {
			t.Errorf("%q and then %q", why, again)
		}
		if strings.TrimSpace(text) == "" && why == "" {
			t.Error("an empty text may go out")
		}
	})
}
