package parse_test

import (
	"slices"
	"strings"
	"testing"

	"evenkeel/coach/parse"
)

func TestSearchFindsWhatIsBeingTyped(t *testing.T) {
	x := parse.NewIndex()
	x.Put("A1", "Acme GmbH", "Acme Industries")
	x.Put("A2", "Acme Data Services Ltd")
	x.Put("A3", "Müller & Söhne AG")
	x.Put("A4", "Big Data House")
	x.Put("ACC-77", "Globex")
	for typed, want := range map[string]string{
		"acme":          "A1 A2", // the whole name goes before its beginning
		"Acme Gm":       "A1",    // a legal form half typed
		"acme ind":      "A1",    // an alias
		"data":          "A2 A4", // a word inside
		"ser da":        "A2",    // words of it in any order
		"MUELLER":       "A3",
		"muller":        "A3",
		"sohn":          "A3",
		"acc-7":         "ACC-77",
		"ACC-77":        "ACC-77",
		"lobe":          "ACC-77", // inside a word
		"globx":         "ACC-77", // near, where nothing fits
		"nobody at all": "",
		"":              "",
		" \x00*_~`<>&":  "",
	} {
		var got []string
		for _, c := range x.Search(typed, 10) {
			got = append(got, c.ID)
		}
		if slices.Sort(got); strings.Join(got, " ") != want {
			t.Errorf("%q: found %v, want %q", typed, got, want)
		}
	}
	if best := x.Search("acme gmbh", 1); len(best) != 1 || best[0].ID != "A1" {
		t.Errorf("the best of several: %v", best)
	}
}

func TestSearchKeepsItsLimit(t *testing.T) {
	x := bigIndex(1000)
	if n := len(x.Search("a", 60)); n > 60 {
		t.Errorf("%d found", n)
	}
}

// hostile is what people, and programs, type to break things.
var hostile = []string{"a", "e", strings.Repeat("a ", 50), strings.Repeat("x", 3000), "(a+)+$", strings.Repeat("e", 99), "%s%n\x00\xff", "日本語 株式会社", strings.Repeat("🙂", 100)}

func BenchmarkSearch10000(b *testing.B) {
	x := bigIndex(10_000)
	for _, q := range append([]string{"Summit Energy", "Nothern Logistcs"}, hostile...) {
		b.Run(strings.ToValidUTF8(q[:min(len(q), 12)], ""), func(b *testing.B) {
			for b.Loop() {
				x.Search(q, 60)
			}
		})
	}
}
