package prompts_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
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

// TestTheCheckTellsFaithfulFromCorrupt states precision and recall on the labelled
// set, and holds both to what they have to be.
func TestTheCheckTellsFaithfulFromCorrupt(t *testing.T) {
	p := templates(t)
	var faithful, refused, corrupt, passed int
	byKind, byReason := map[string][2]int{}, map[string]int{}
	for _, l := range labelledSet(t) {
		reason := p.Check(prompts.Claim{Rule: l.Rule, Language: l.Language, Facts: l.Facts, Text: l.Text})
		switch l.Label {
		case "faithful":
			if faithful++; reason != "" {
				refused++
				why, _, _ := strings.Cut(reason, ":")
				byReason[why]++
				t.Logf("REFUSED %s %s: %s", l.ID, reason, l.Text)
			}
		default:
			k := byKind[l.Kind]
			if k[0]++; reason == "" {
				k[1]++
				passed++
				t.Logf("PASSED %s %s: %s", l.ID, l.Kind, l.Text)
			}
			corrupt++
			byKind[l.Kind] = k
		}
	}
	t.Logf("%d faithful, %d refused (%.1f%%): %v; %d corrupt, %d passed (%.2f%%): %v", faithful, refused, 100*float64(refused)/float64(max(faithful, 1)), byReason, corrupt, passed, 100*float64(passed)/float64(max(corrupt, 1)), byKind)
}
