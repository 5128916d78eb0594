package prompts

import (
	"slices"
	"strings"
)

// Two figures may belong together, as "4 of 21" do, or with the word beside them.

// wrongLabel holds a share that stands before the name of a lens against that lens.
func (k *checked) wrongLabel() string {
	labels := map[string]float64{}
	for _, f := range k.Facts {
		s, ok := f.Value.(string)
		if !ok || factWords[f.Name].kind != series {
			continue
		}
		for _, part := range split(s) {
			label, value, _ := strings.Cut(part, ":")
			if v, is := number(value); is {
				labels[stem(strings.ToLower(label))] = v
			}
		}
	}
	for fact, label := range map[string]string{"new_share": "won", "new_share_pipeline": "pipeline", "new_share_effort": "effort"} {
		if v, ok := k.value(fact); ok {
			labels[stem(label)] = v
		}
	}
	for i := range k.figures {
		q := &k.figures[i]
		if q.kind != shareFigure || q.near != exact {
			continue
		}
		if q.first > 0 {
			if v, ok := labels[stem(k.words[q.first-1].low)]; ok && q.tells(figured{kind: shareFigure, value: v}) {
				continue
			}
		}
		for j := q.last + 1; j < len(k.words) && j <= q.last+3 && !k.breaks(j, j+1); j++ {
			low := k.words[j].low
			if low == "wins" || low == "of" || low == "your" {
				low = strings.Replace(low, "wins", "won", 1)
			}
			v, ok := labels[stem(low)]
			if ok && !q.tells(figured{kind: shareFigure, value: v}) {
				return "share: " + k.span(q)
			}
		}
	}
	return ""
}

// partWords say which of two facts the only such figure in a part of a sentence is.
var partWords = []struct {
	says  []string
	fact  string
	other string
}{
	{[]string{"outside"}, "outside", "unqualified"}, {[]string{"verdict", "unjudged", "judged"}, "unqualified", "outside"},
	{[]string{"quota", "target", "number"}, "quota", "won"}, {[]string{"won"}, "won", "quota"},
	{[]string{"agreed", "target"}, "target", "actual"},
}

// wrongPart refuses "the quota was 500k, won was 410k" where it is the other way round.
func (k *checked) wrongPart() string {
	for i := range k.figures {
		q := &k.figures[i]
		facts := k.bearing(q)
		from, to := k.part(q)
		for _, p := range partWords {
			if k.askedFor(q) || !slices.Contains(facts, p.other) || slices.Contains(facts, p.fact) || !k.says(from, to, p.says) {
				continue
			}
			if _, ok := k.value(p.fact); ok && !k.tellsIn(from, to, p.fact) && !k.saysOther(from, to, p.other) {
				return "number: " + k.span(q)
			}
		}
	}
	return ""
}

func (k *checked) says(from, to int, words []string) bool {
	return slices.ContainsFunc(k.words[from:to], func(t token) bool { return slices.Contains(words, t.low) })
}

// saysOther says whether the words of a fact itself stand there too.
func (k *checked) saysOther(from, to int, fact string) bool {
	for _, p := range partWords {
		if p.fact == fact && k.says(from, to, p.says) {
			return true
		}
	}
	return false
}

func (k *checked) tellsIn(from, to int, fact string) bool {
	return slices.ContainsFunc(k.figures, func(q quantity) bool {
		return q.first >= from && q.last < to && slices.Contains(k.bearing(&q), fact)
	})
}

// wrongPair holds "4 of 21" against the facts that are such pairs.
func (k *checked) wrongPair() string {
	for i := 1; i < len(k.figures); i++ {
		x, y := &k.figures[i-1], &k.figures[i]
		if x.kind != plainFigure || y.kind != plainFigure || x.unit != "" || y.unit != "" || len(x.readings) == 0 || len(y.readings) == 0 {
			continue
		}
		between := ""
		for j := x.last + 1; j < y.first; j++ {
			between += k.words[j].low + " "
		}
		switch strings.TrimSpace(between) {
		case "of", "out of", "in", "of the", "of your", "out of the", "von", "customers of", "times of", "of about":
		default:
			continue
		}
		if !k.isPair(x.readings[0].value, y.readings[0].value, k.restBefore(x)) {
			return k.words[x.first].low + " of " + k.words[y.first].low
		}
	}
	return ""
}

// restBefore says whether a pair is said to be of the rest.
func (k *checked) restBefore(q *quantity) bool {
	for j := q.first - 1; j >= 0 && j >= q.first-3; j-- {
		if k.words[j].low == "rest" || k.words[j].low == "others" {
			return true
		}
	}
	return false
}

// isPair says whether facts bear a pair out; where no fact is one, anything is.
func (k *checked) isPair(a, b float64, rest bool) bool {
	some := false
	for _, f := range k.Facts {
		s, ok := f.Value.(string)
		if !ok || !strings.Contains(s, ":") {
			continue
		}
		kind := factWords[f.Name].kind
		if kind != wonOf && kind != signsList {
			continue
		}
		for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ';' }) {
			n := numbersIn(part)
			for i := 0; i+1 < len(n); i += 2 {
				some = true
				if n[i] == a && n[i+1] == b && (kind != wonOf || (i >= 2) == rest) {
					return true
				}
			}
		}
	}
	for _, pair := range [][2]string{{"market_customers", "market"}, {"extension_both", "extension_of"}, {"outside", "new_deals"}, {"unqualified", "new_deals"}, {"lost_contracts", "contracts_due"}, {"qualified_in", "needed"}} {
		x, okx := k.value(pair[0])
		y, oky := k.value(pair[1])
		some = some || okx && oky
		if okx && oky && x == a && y == b {
			return true
		}
	}
	return !some
}

func (k *checked) value(fact string) (float64, bool) {
	for _, f := range k.facts.numbers {
		if f.fact == fact {
			return f.value, true
		}
	}
	return 0, false
}

func numbersIn(s string) []float64 {
	var out []float64
	for _, part := range strings.Split(s, ":") {
		if f, ok := number(part); ok {
			out = append(out, f)
		}
	}
	return out
}
