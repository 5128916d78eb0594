package parse

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const metricExample = "/touch Acme metric uptime 99.2 of 99.9, or: /touch Acme metric complaints 3 of at most 2"

var metricNumber = regexp.MustCompile(`^([-−]?[0-9]{1,12}(?:[.,][0-9]{1,6})?)(.*)$`)

// metric reads NAME ACTUAL of TARGET. At least or at most, or another way to say
// one of them, stands before the target, after it, or before the actual figure.
func (t Touch) metric(ws []string) (Touch, error) {
	bad := wrong(metricExample, "I need the metric's name, the figure now, of, and the figure agreed, with at most before it where less is better.")
	ws = apart(ws)
	of := len(ws) - 1
	for of >= 0 && strings.ToLower(ws[of]) != "of" {
		of--
	}
	if of < 2 {
		return Touch{}, bad
	}
	agreed, direction, ok := directed(ws[of+1:])
	target, targetUnit, isFigure := figure(agreed)
	actual, unit, n := lastFigure(ws[:of])
	if !ok || !isFigure || n == 0 || of == n || (unit != "" && targetUnit != "" && unit != targetUnit) {
		return Touch{}, bad
	}
	name, said := undirected(ws[:of-n])
	if said != "" && direction != "" && said != direction {
		return Touch{}, bad
	}
	t.Metric, t.Actual, t.Target = strings.Join(name, " "), actual, target
	t.Unit, t.Direction = cmp.Or(targetUnit, unit), cmp.Or(direction, said)
	return t.whole(t.Metric, bad.Text, bad.Example)
}

// undirected takes a direction off the end of a metric's name: nothing is called
// "complaints at most". One word may belong to a name, as in "temperature max".
func undirected(name []string) (rest []string, direction string) {
	for _, d := range directions {
		n := len(d.words)
		sign := strings.ContainsAny(d.words[0], "<>≤≥")
		if (n > 1 || sign) && n < len(name) && sameWords(name[len(name)-n:], d.words) {
			return name[:len(name)-n], d.means
		}
	}
	return name, ""
}

// directions are the ways to say at least and at most, the longer ones first.
var directions = []struct {
	words []string
	means string
}{
	{[]string{"no", "more", "than"}, "at_most"}, {[]string{"no", "less", "than"}, "at_least"},
	{[]string{"at", "most"}, "at_most"}, {[]string{"at", "least"}, "at_least"}, {[]string{"up", "to"}, "at_most"},
	{[]string{"max"}, "at_most"}, {[]string{"maximum"}, "at_most"}, {[]string{"<="}, "at_most"}, {[]string{"≤"}, "at_most"},
	{[]string{"min"}, "at_least"}, {[]string{"minimum"}, "at_least"}, {[]string{">="}, "at_least"}, {[]string{"≥"}, "at_least"},
}

// apart parts a sign of direction from the figure behind it: <=2.
func apart(ws []string) []string {
	var out []string
	for _, w := range ws {
		for _, sign := range []string{"<=", ">=", "≤", "≥"} {
			if after, ok := strings.CutPrefix(w, sign); ok && after != "" {
				out, w = append(out, sign), after
			}
		}
		out = append(out, w)
	}
	return out
}

// directed takes a direction off the front or the end of words; not ok where they
// say one direction and the other.
func directed(ws []string) (rest []string, direction string, ok bool) {
	rest = ws
	for _, d := range directions {
		n := len(d.words)
		first, last := n <= len(rest) && sameWords(rest[:n], d.words), n < len(rest) && sameWords(rest[len(rest)-n:], d.words)
		switch {
		case (first || last) && direction != "" && direction != d.means:
			return rest, direction, false
		case first:
			rest, direction = rest[n:], d.means
		case last:
			rest, direction = rest[:len(rest)-n], d.means
		}
	}
	return rest, direction, true
}

func sameWords(ws, want []string) bool { return slices.EqualFunc(ws, want, strings.EqualFold) }

// lastFigure reads the figure at the end of words and says how many words it
// takes, unit included.
func lastFigure(ws []string) (value, unit string, n int) {
	for n := 1; n <= 2 && n < len(ws); n++ {
		if v, u, ok := figure(ws[len(ws)-n:]); ok {
			return v, u, n
		}
	}
	return "", "", 0
}

// figure reads 99.2, 99,2, 99%, 12 days. It gives a plain decimal.
func figure(ws []string) (value, unit string, ok bool) {
	if len(ws) == 0 || len(ws) > 2 {
		return "", "", false
	}
	m := metricNumber.FindStringSubmatch(ws[0])
	if m == nil || !isUnit(m[2]) || (len(ws) == 2 && (m[2] != "" || strings.ContainsAny(ws[1], "0123456789"))) {
		return "", "", false
	}
	unit = m[2]
	if len(ws) == 2 {
		unit = ws[1]
	}
	return strings.NewReplacer("−", "-", ",", ".").Replace(m[1]), unit, true
}

// isUnit says whether s may stand right behind a number: nothing, %, or up to 12
// letters and signs of money. As an expression it would take 2 MB at the start.
func isUnit(s string) bool {
	if s == "" || s == "%" {
		return true
	}
	other := func(r rune) bool { return !unicode.IsLetter(r) && !strings.ContainsRune("€$£", r) }
	return utf8.RuneCountInString(s) <= 12 && !strings.ContainsFunc(s, other)
}
