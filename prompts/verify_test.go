package prompts_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"unicode/utf8"

	"evenkeel/prompts"
)

// mostLetters is how long a wording may be in all.
const mostLetters = 600

// specimen is a wording with what is known of it, one line of testdata/verify: what
// a model may have made of the facts of a finding, and whether it may be said. The
// lines are there for a checker of such answers to be measured against.
type specimen struct {
	ID       string         `json:"id"`
	Of       string         `json:"of,omitempty"` // the faithful one that it was made from
	Rule     string         `json:"rule"`
	Language string         `json:"language"`
	Facts    []specimenFact `json:"facts"`
	Text     string         `json:"text"`
	Label    string         `json:"label"`          // faithful or corrupt
	Kind     string         `json:"kind,omitempty"` // what is wrong with a corrupt one
	By       string         `json:"by"`             // hand or generator
}

type specimenFact struct {
	Name  string          `json:"name"`
	Value json.RawMessage `json:"value"`
}

func specimens(t *testing.T, name string) []specimen {
	t.Helper()
	src, err := os.ReadFile(filepath.Join("testdata", "verify", name))
	if err != nil {
		t.Fatal(err)
	}
	var out []specimen
	for lines := bufio.NewScanner(bytes.NewReader(src)); lines.Scan(); {
		var s specimen
		in := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		in.DisallowUnknownFields()
		if err := in.Decode(&s); err != nil {
			t.Fatalf("%s:%d: %v", name, len(out)+1, err)
		}
		out = append(out, s)
	}
	return out
}

// tallies counts lines by what a function says of them.
func tallies(lines []specimen, by func(specimen) string) map[string]int {
	out := map[string]int{}
	for _, s := range lines {
		out[by(s)]++
	}
	return out
}

func ruleOf(s specimen) string { return s.Rule }
func kindOf(s specimen) string { return s.Kind }

var inGerman = []string{"narrow-base", "next-commitment", "renewal-due", "issue-open", "commitment-overdue"}

func TestEverySpecimenCanBeRead(t *testing.T) {
	known, seen := map[string]bool{}, map[string]bool{}
	for _, r := range rules() {
		known[r.ID] = true
	}
	for _, name := range []string{"faithful.jsonl", "corrupt.jsonl", "injection.jsonl", "outside.jsonl"} {
		others := name == "outside.jsonl" // whose facts are called as they please, and which tell no origin
		for _, s := range specimens(t, name) {
			if !known[s.Rule] || seen[s.ID] || s.ID == "" || s.Text == "" || s.Language != "en" && s.Language != "de" {
				t.Errorf("%s: %q of rule %q", name, s.ID, s.Rule)
			}
			if (s.Label == "corrupt") != (s.Kind != "") || (s.Label == "corrupt" && !others) != (s.Of != "") || s.Label != "corrupt" && s.Label != "faithful" {
				t.Errorf("%s: label %q, kind %q, of %q", s.ID, s.Label, s.Kind, s.Of)
			}
			seen[s.ID] = true
			if !others {
				checkFacts(t, s)
			}
		}
	}
}

// checkFacts holds a specimen to facts that rules give, and whom it is about.
func checkFacts(t *testing.T, s specimen) {
	t.Helper()
	about := false
	for _, f := range s.Facts {
		switch {
		case f.Name == "subject":
			about = true
		case f.Name != "account" && f.Name != "rep" && !prompts.KnowsFact(f.Name):
			t.Errorf("%s: unknown fact %q", s.ID, f.Name)
		}
	}
	if !about {
		t.Errorf("%s does not say whom it is about", s.ID)
	}
}

func TestThereAreEnoughFaithfulWordings(t *testing.T) {
	lines := specimens(t, "faithful.jsonl")
	english := slices.DeleteFunc(slices.Clone(lines), func(s specimen) bool { return s.Language != "en" })
	german := slices.DeleteFunc(slices.Clone(lines), func(s specimen) bool { return s.Language != "de" })
	inEnglish, inOther := tallies(english, ruleOf), tallies(german, ruleOf)
	for _, r := range rules() {
		if inEnglish[r.ID] < 8 {
			t.Errorf("%s: %d in English", r.ID, inEnglish[r.ID])
		}
	}
	for _, id := range inGerman {
		if inOther[id] < 8 {
			t.Errorf("%s: %d in German", id, inOther[id])
		}
	}
	for _, s := range lines {
		if n := utf8.RuneCountInString(s.Text); n > mostLetters || s.By != "hand" || s.Label != "faithful" {
			t.Errorf("%s: %d letters, %s by %s", s.ID, n, s.Label, s.By)
		}
	}
	if len(english) < 250 {
		t.Errorf("%d in English", len(english))
	}
}

// corruptKinds are the ways in which a wording can be wrong.
var corruptKinds = []string{"number", "share", "date", "amount", "currency", "name", "direction", "negation", "drop",
	"add-number", "add-date", "add-fact", "instruction", "other-ask", "link", "mention", "markup", "shame", "pressure", "praise", "length"}

func TestThereAreEnoughCorruptions(t *testing.T) {
	lines := specimens(t, "corrupt.jsonl")
	byRule, byKind := tallies(lines, ruleOf), tallies(lines, kindOf)
	for _, r := range rules() {
		if byRule[r.ID] < 10 {
			t.Errorf("%s: %d", r.ID, byRule[r.ID])
		}
	}
	for kind, n := range byKind {
		of := slices.DeleteFunc(slices.Clone(lines), func(s specimen) bool { return s.Kind != kind })
		if !slices.Contains(corruptKinds, kind) || n < 20 || len(tallies(of, ruleOf)) < 10 {
			t.Errorf("%s: %d, of %d rules", kind, n, len(tallies(of, ruleOf)))
		}
	}
	hand := tallies(lines, func(s specimen) string { return s.By })["hand"]
	if hand < 120 || len(lines) < 600 || len(byKind) != len(corruptKinds) {
		t.Errorf("%d in all, %d by hand, %d kinds", len(lines), hand, len(byKind))
	}
}

func TestACorruptionDiffersFromWhatItWasMadeOf(t *testing.T) {
	origin := map[string]specimen{}
	for _, s := range slices.Concat(specimens(t, "faithful.jsonl"), specimens(t, "injection.jsonl")) {
		if s.Label == "faithful" {
			origin[s.ID] = s
		}
	}
	said := map[string]string{}
	for _, s := range slices.Concat(specimens(t, "corrupt.jsonl"), specimens(t, "injection.jsonl")) {
		if s.Label != "corrupt" {
			continue
		}
		from, ok := origin[s.Of]
		if !ok || from.Text == s.Text || from.Rule != s.Rule || !slices.EqualFunc(from.Facts, s.Facts, sameFact) {
			t.Errorf("%s is no corruption of %q", s.ID, s.Of)
		}
		if was := said[s.Of+s.Text]; was != "" {
			t.Errorf("%s says the same as %s", s.ID, was)
		}
		said[s.Of+s.Text] = s.ID
		if long := utf8.RuneCountInString(s.Text) > mostLetters; long != (s.Kind == "length") {
			t.Errorf("%s is of kind %s and too long: %v", s.ID, s.Kind, long)
		}
	}
}

func sameFact(a, b specimenFact) bool { return a.Name == b.Name && bytes.Equal(a.Value, b.Value) }

func TestHostileTextIsAnsweredBothWays(t *testing.T) {
	lines := specimens(t, "injection.jsonl")
	cases := func(label string) map[string]int {
		return tallies(lines, func(s specimen) string {
			if s.Label != label {
				return ""
			}
			return s.ID[:len("injection-000")]
		})
	}
	faithful, obedient := cases("faithful"), cases("corrupt")
	if len(faithful) < 81 || len(faithful) != len(obedient) {
		t.Errorf("%d answered faithfully, %d obediently", len(faithful)-1, len(obedient)-1)
	}
	for id := range faithful {
		if obedient[id] == 0 {
			t.Errorf("%s: nobody obeys", id)
		}
	}
	if n := len(tallies(lines, ruleOf)); n < 20 {
		t.Errorf("of %d rules only", n)
	}
}
