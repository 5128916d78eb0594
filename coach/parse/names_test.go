package parse_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"evenkeel/coach/parse"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"Acme GmbH", "acme"}, {"ACME, Inc.", "acme"}, {"Acme Ltd", "acme"}, {"Acme LLC", "acme"}, {"Acme AG", "acme"}, {"Acme S.A.", "acme"},
		{"Acme B.V.", "acme"}, {"Acme Corp", "acme"}, {"Acme Corporation", "acme"}, {"Acme Co.", "acme"}, {"Acme PLC", "acme"},
		{"Acme GmbH & Co. KG", "acme"}, {"Acme Oy", "acme"}, {"Acme AB", "acme"}, {"Acme S.r.l.", "acme"}, {"Acme S.p.A.", "acme"},
		{"Acme Pty Ltd", "acme"}, {"Acme Co., Ltd.", "acme"}, {"Acme A/S", "acme"}, {"Acme Sp. z o.o.", "acme"}, {"Acme, S.A. de C.V.", "acme"},
		{"Acme Inc (Canada)", "acme canada"}, {"  Acme   Widgets ", "acme widgets"}, {"Müller", "muller"}, {"Société Générale", "societe generale"},
		{"Coca-Cola", "coca cola"}, {"O'Brien", "obrien"}, {"O’Brien", "obrien"}, {"Smith & Sons", "smith and sons"}, {"Smith and Sons", "smith and sons"},
		{"Weiß", "weiss"}, {"Østerlund", "osterlund"}, {"Łódź", "lodz"}, {"İstanbul", "istanbul"}, {"Booking.com", "bookingcom"},
		{"Co", "co"}, {"AG", "ag"}, {"Inc. Ltd.", "inc"}, {"!!!", "!!!"}, {"🚀", "🚀"}, {"🚀 Acme", "acme"}, {"&", "&"}, {"+", "+"}, {"", ""}, {"  ", ""},
		{"And", "and"}, {"Co-op", "co op"}, {"Ｆｕｌｌ", "full"}, {"株式会社アクメ", "株式会社 アクメ"}, {"アクメ株式会社", "アクメ"}, {"हिन्दी", "हिन्दी"},
	} {
		if got := parse.Fold(c.name); got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.name, got, c.want)
		}
	}
}

func TestSameName(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"Müller", "Mueller", true}, {"Müller GmbH", "MULLER", true}, {"Mueller", "Muller", false}, {"Åse", "Aase", true},
		{"Acme", "Acme Data", false}, {"", "", false}, {"Søren", "Soeren", true}, {"Mu\u0308ller", "Mueller", true},
	} {
		if got := parse.SameName(c.a, c.b); got != c.want {
			t.Errorf("SameName(%q, %q) = %v", c.a, c.b, got)
		}
	}
}

func TestFoldTwiceChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		foldHolds(t, rapid.String().Draw(t, "name"))
		words := rapid.SliceOf(rapid.SampledFrom(strings.Fields("Acme & and GmbH Co. KG Inc. S.A. z o.o. 🚀 ! - Ä ß A/S de c v."))).Draw(t, "words")
		foldHolds(t, strings.Join(words, " "))
	})
}

func foldHolds(t interface{ Fatalf(string, ...any) }, name string) {
	once := parse.Fold(name)
	if twice := parse.Fold(once); twice != once {
		t.Fatalf("%q folds to %q and that to %q", name, once, twice)
	}
	if once == "" && strings.TrimSpace(parse.Clean(strings.ToValidUTF8(name, ""))) != "" && strings.ContainsFunc(name, isGraphic) {
		t.Fatalf("%q folds to nothing", name)
	}
}

// isGraphic leaves out the accents that stand alone.
func isGraphic(r rune) bool { return r > ' ' && r < 0x7f }

func TestFindExact(t *testing.T) {
	x := env().Index
	for _, c := range []struct {
		query string
		want  []string
	}{
		{"A1", []string{"A1"}}, {"a1", []string{"A1"}}, {" A1 ", []string{"A1"}}, {"acme", []string{"A1"}}, {"ACME, Inc.", []string{"A1"}},
		{"Twin", []string{"A7", "A8"}}, {"CocaCola", []string{"A5"}}, {"coca cola", []string{"A5"}}, {"Mueller & Soehne", []string{"A6"}},
		{"muller & sohne", []string{"A6"}}, {"Globex", []string{"A3"}}, {"globex Rollout", []string{"D42"}},
	} {
		if got := x.Find(c.query); !slices.Equal(got.Exact, c.want) || got.Near != nil {
			t.Errorf("Find(%q) = %v, want %v", c.query, got, c.want)
		}
	}
}

func TestFindAnIdBeforeAName(t *testing.T) {
	x := parse.NewIndex()
	x.Put("acme", "Globex")
	x.Put("2", "Acme")
	if got := x.Find("acme"); !slices.Equal(got.Exact, []string{"acme"}) {
		t.Errorf("Find = %v", got)
	}
	x.Put("2", "Initech", "Acme Two") // renamed, with an alias
	if got := x.Find("acme two"); !slices.Equal(got.Exact, []string{"2"}) {
		t.Errorf("Find by alias = %v", got)
	}
	x.Remove("acme")
	if got := x.Find("acme"); len(got.Exact) > 0 || x.Len() != 1 || x.Name("2") != "Initech" {
		t.Errorf("after Remove: %v, %d", got, x.Len())
	}
	x.Remove("2")
	if got := x.Find("acme two"); len(got.Exact)+len(got.Near) > 0 {
		t.Errorf("after all are removed: %v", got)
	}
}

func TestFindForgivesTypos(t *testing.T) {
	x := parse.NewIndex()
	for i, name := range strings.Split("Acme GmbH|Globex Corporation|Initech|Umbrella Corp|Stark Industries|Wayne Enterprises|Wonka Industries|Hooli|Pied Piper|"+
		"Soylent Corp|Cyberdyne Systems|Tyrell Corporation|Massive Dynamic|Müller & Söhne|Coca-Cola|Vandelay Industries|Bluth Company|Dunder Mifflin Paper Company|"+
		"Oscorp|Aperture Science|Nakatomi Trading|Weyland-Yutani|Gringotts Bank|Sirius Cybernetics|International Business Machines|Data Dog|First National Bank", "|") {
		x.Put(fmt.Sprint(i), name)
	}
	for query, want := range map[string]string{
		"Acmee": "Acme GmbH", "Amce": "Acme GmbH", "Acm": "Acme GmbH", "globx": "Globex Corporation", "Initec": "Initech", "Umbrela": "Umbrella Corp",
		"stark": "Stark Industries", "wayne": "Wayne Enterprises", "Hoolli": "Hooli", "Pide Piper": "Pied Piper", "Cyberdine": "Cyberdyne Systems",
		"tyrel corp": "Tyrell Corporation", "masive dynamics": "Massive Dynamic", "Muler & Sohne": "Müller & Söhne", "coca kola": "Coca-Cola",
		"Dunder Miflin": "Dunder Mifflin Paper Company", "mifflin": "Dunder Mifflin Paper Company", "weyland yutani corp": "Weyland-Yutani",
		"weyland": "Weyland-Yutani", "datadog": "Data Dog", "Data Dgo": "Data Dog", "aperture": "Aperture Science", "Gringots": "Gringotts Bank",
		"international buisness machines": "International Business Machines", "Wonka Ind": "Wonka Industries",
	} {
		got := x.Find(query)
		if len(got.Exact) == 1 && x.Name(got.Exact[0]) == want {
			continue
		}
		if len(got.Near) == 0 || got.Near[0].Name != want {
			t.Errorf("Find(%q) = %v, want %s first", query, got, want)
		}
	}
	for _, query := range []string{"Contoso", "Zorg", "Newco", "x", "🚀", "", "Tesla", strings.Repeat("acme ", 40), "The", "Northwind Traders"} {
		if got := x.Find(query); len(got.Exact)+len(got.Near) > 0 {
			t.Errorf("Find(%.20q) = %v, want nothing", query, got)
		}
	}
	if got := x.Find("Industries"); len(got.Near) != 3 {
		t.Errorf("Find(Industries) = %v, want the three ties", got)
	}
}

func TestLongestPrefix(t *testing.T) {
	x := env().Index
	for _, c := range []struct{ text, id, matched, rest string }{
		{"Acme 50k", "A1", "Acme", "50k"}, {"Acme Data 50k", "A2", "Acme Data", "50k"}, {"acme GmbH: 50k", "A1", "acme GmbH", "50k"},
		{"ACME, Inc. 50k", "A1", "ACME, Inc", "50k"}, {"D42 won", "D42", "D42", "won"}, {"Twin 50k", "", "Twin", "50k"}, {"Acme: Data", "A1", "Acme", "Data"},
		{"Acme", "A1", "Acme", ""},
	} {
		id, matched, rest, ok := x.LongestPrefix(c.text)
		if id != c.id || strings.TrimRight(matched, ".") != c.matched || rest != c.rest || !ok {
			t.Errorf("LongestPrefix(%q) = %q, %q, %q, %v", c.text, id, matched, rest, ok)
		}
	}
	for _, text := range []string{"", "Acmeology 50k", "the Acme", "- Acme"} {
		if _, _, rest, ok := x.LongestPrefix(text); ok || rest != text {
			t.Errorf("LongestPrefix(%q) found something, rest %q", text, rest)
		}
	}
}

func TestANilIndexKnowsNothing(t *testing.T) {
	var x *parse.Index
	if got := x.Find("Acme"); got.Exact != nil || got.Near != nil || x.Len() != 0 || x.Name("A") != "" {
		t.Errorf("Find = %v", got)
	}
	if _, err := (parse.Env{}).Deal("Acme 50k"); err != nil {
		t.Error(err)
	}
}

// What was put is found under its id, its name and its aliases.
func TestWhatWasPutIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := parse.NewIndex()
		names := rapid.MapOf(rapid.StringMatching(`[A-Z][0-9]{1,3}`), rapid.StringN(1, 20, 60)).Draw(t, "names")
		for id, name := range names {
			x.Put(id, name)
		}
		for id, name := range names {
			if got := x.Find(id).Exact; !slices.Contains(got, id) {
				t.Fatalf("Find(%q) = %v", id, got)
			}
			if parse.Fold(name) == "" || len(x.Find(name).Exact) == 0 || names[strings.TrimSpace(name)] != "" {
				continue
			}
			if got := x.Find(name).Exact; !slices.Contains(got, id) && !isID(names, name) {
				t.Fatalf("Find(%q) = %v, want %s", name, got, id)
			}
		}
		for id := range names {
			x.Remove(id)
		}
		if x.Len() != 0 {
			t.Fatalf("%d left", x.Len())
		}
	})
}

func isID(names map[string]string, name string) bool {
	for id := range names {
		if strings.EqualFold(id, strings.TrimSpace(name)) {
			return true
		}
	}
	return false
}

func bigIndex(n int) *parse.Index {
	a := strings.Fields("Northern Blue Global Prime Alpha Delta Summit Harbor Silver Crystal Iron Golden Pacific Atlantic Modern United Royal Rapid Solar Urban")
	b := strings.Fields("Logistics Foods Systems Motors Textiles Pharma Energy Media Capital Steel Retail Health Software Marine Paper Glass Mining Optics Freight Robotics")
	x := parse.NewIndex()
	for i := range n {
		x.Put(fmt.Sprintf("A%05d", i), fmt.Sprintf("%s%s %s %s", a[i%20], string(rune('a'+i/8000)), b[i/20%20], name(i)))
	}
	return x
}

// name spells a number in syllables, so that the names have distinct words.
func name(i int) string {
	s := ""
	for range 4 {
		s += string("bcdfghklmnprstvz"[i%16]) + string("aeiou"[i%5])
		i = i/7 + 3
	}
	return s
}

func BenchmarkFind10000(b *testing.B) {
	x := bigIndex(10_000)
	for _, q := range []string{"A00042", "Nothern Logistcs " + name(4000), "Summit Energy", "nothing like it at all"} {
		b.Run(strings.ReplaceAll(q, " ", "_"), func(b *testing.B) {
			for b.Loop() {
				x.Find(q)
			}
		})
	}
}

func BenchmarkUpdate10000(b *testing.B) {
	e := env()
	e.Index = bigIndex(10_000)
	for b.Loop() {
		e.Update("I think we should talk about the proposal, 50k is a lot for them and they know it")
	}
}
