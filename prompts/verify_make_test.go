package prompts_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// maker makes corruptions of one kind: from a faithful wording, those that it can
// be sure are false or forbidden. turn is how many it has made, to take the next of
// a list of phrases.
type maker struct {
	kind string
	most int // of one rule in one language
	make func(s specimen, turn int) []string
}

var makers = []maker{
	{"number", 3, otherNumbers},
	{"share", 3, otherShares},
	{"date", 3, otherDates},
	{"amount", 3, otherAmounts},
	{"currency", 2, otherCurrencies},
	{"name", 3, otherNames},
	{"direction", 2, turnedRound},
	{"negation", 2, negated},
	{"drop", 2, vague},
	{"other-ask", 1, otherAsk},
	{"add-number", 1, beside("add-number")},
	{"add-date", 1, beside("add-date")},
	{"add-fact", 1, beside("add-fact")},
	{"instruction", 1, beside("instruction")},
	{"link", 1, beside("link")},
	{"mention", 1, beside("mention")},
	{"markup", 1, markedUp},
	{"shame", 1, beside("shame")},
	{"pressure", 1, beside("pressure")},
	{"praise", 1, beside("praise")},
	{"length", 1, tooLong},
}

// TestTheGeneratedCorruptions holds the file to what the makers make; -update
// writes them anew, and leaves those by hand.
func TestTheGeneratedCorruptions(t *testing.T) {
	byHand := func(s specimen) bool { return s.By == "hand" }
	hand := slices.DeleteFunc(specimens(t, "corrupt.jsonl"), func(s specimen) bool { return !byHand(s) })
	made := generate(specimens(t, "faithful.jsonl"), hand)
	if *update {
		write(t, "corrupt.jsonl", slices.Concat(hand, made))
	}
	got := slices.DeleteFunc(specimens(t, "corrupt.jsonl"), byHand)
	if d := cmp.Diff(got, made); d != "" {
		t.Errorf("the makers make others by now (-update writes them anew):\n%s", d)
	}
}

func write(t *testing.T, name string, lines []specimen) {
	t.Helper()
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	for _, s := range lines {
		if err := out.Encode(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join("testdata", "verify", name), b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
}

// generate makes the corruptions of all kinds. Those that somebody wrote already
// are not made again.
func generate(from, hand []specimen) []specimen {
	said := map[string]bool{}
	for _, s := range slices.Concat(from, hand) {
		said[s.Text] = true
	}
	var out []specimen
	for _, group := range byRule(from) {
		for k, m := range makers {
			out = append(out, m.all(shifted(group, 3*k), said, len(out))...)
		}
	}
	return out
}

// all makes at most m.most of a rule's wordings, one of each.
func (m maker) all(group []specimen, said map[string]bool, turn int) []specimen {
	var out []specimen
	for _, s := range group {
		if len(out) == m.most {
			break
		}
		texts := slices.DeleteFunc(m.make(s, turn+len(out)), func(text string) bool { return said[text] })
		if len(texts) == 0 {
			continue
		}
		c := s
		c.ID, c.Of, c.Label, c.Kind, c.By = fmt.Sprintf("%s-%s", s.ID, m.kind), s.ID, "corrupt", m.kind, "generator"
		c.Text = texts[(turn+len(out))%len(texts)]
		said[c.Text] = true
		out = append(out, c)
	}
	return out
}

// byRule groups wordings by rule and language, in their order.
func byRule(from []specimen) [][]specimen {
	var out [][]specimen
	for _, s := range from {
		last := len(out) - 1
		if last < 0 || out[last][0].Rule != s.Rule || out[last][0].Language != s.Language {
			out, last = append(out, nil), last+1
		}
		out[last] = append(out[last], s)
	}
	return out
}

// shifted begins elsewhere, so that each kind is made from other wordings.
func shifted(group []specimen, by int) []specimen {
	by %= len(group)
	return slices.Concat(group[by:], group[:by])
}

// fact is a fact's value as text: without quotes where it is one; "" for none.
func (s specimen) fact(name string) string {
	for _, f := range s.Facts {
		var text string
		switch {
		case f.Name != name:
		case json.Unmarshal(f.Value, &text) == nil:
			return text
		default:
			return string(f.Value)
		}
	}
	return ""
}

// values are all facts' values in one text, apart from each other.
func (s specimen) values() string {
	var out []string
	for _, f := range s.Facts {
		out = append(out, s.fact(f.Name))
	}
	return strings.Join(out, " | ")
}

// names are whom a wording is about, the longest first: as a whole and in parts,
// since "Acme, Warehouse pilot" may be told as either.
func (s specimen) names() []string {
	var out []string
	for _, fact := range []string{"subject", "account", "top_account", "issue_account"} {
		name := s.fact(fact)
		if name == "" || strings.HasSuffix(name, "book") {
			continue
		}
		account, deal, _ := strings.Cut(name, ", ")
		out = append(out, name, account, deal)
	}
	out = slices.DeleteFunc(out, func(name string) bool { return name == "" })
	slices.SortStableFunc(out, func(a, b string) int { return len(b) - len(a) })
	return slices.Compact(out)
}
