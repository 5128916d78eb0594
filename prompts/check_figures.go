package prompts

import (
	"slices"
	"strconv"
	"strings"
)

// figureKind is what a number is of.
type figureKind int

const (
	plainFigure figureKind = iota // counted, or measured in a unit
	shareFigure                   // 0 to 1
	moneyFigure
	anyFigure // of a fact whose kind its form does not tell
	dayFigure // from here on quantities of texts only
	monthFigure
	weekdayFigure
	quarterFigure
	yearFigure
	relativeFigure
	clockFigure
	fractionFigure
)

// quantity is a number, an amount or a day that a text tells, in whatever form.
type quantity struct {
	kind     figureKind
	readings []digits
	// percentage: a number without a sign that may be one, since others are
	percentage bool
	near       nearness
	currency   string // ISO codes that the sign may mean, or ""
	unit       string // of time
	from, to   float64
	value      float64
	of         float64 // "two of nine": the nine

	year, month, day, weekday int    // 0 (weekday -1) where it is not said
	part                      string // of a month: "begin", "middle", "end"
	said                      string // relative: today; clock: 14:30
	next                      []string
	first, last               int      // tokens
	facts                     []string // that bear it out, once they are held
	held                      bool
}

// figuresOf finds every quantity of a text.
func figuresOf(w []token, lang *tongue) []quantity {
	p := &figureReader{w, lang}
	var out []quantity
	for i := 0; i < len(w); {
		q, n := p.read(i)
		if n == 0 {
			i++
			continue
		}
		q.first, q.last = i, i+n-1
		q.near = p.nearness(i)
		for j := i + n; j < len(w) && len(q.next) < 4; j++ {
			if w[j].kind == markToken && strings.Contains(".:!?;", w[j].text) {
				break
			}
			if w[j].kind == wordToken {
				q.next = append(q.next, stem(w[j].low))
			}
		}
		out = append(out, q)
		i += n
	}
	shares := slices.ContainsFunc(out, func(q quantity) bool { return q.kind == shareFigure || q.kind == fractionFigure })
	for i := range out {
		out[i].percentage = shares && out[i].kind == plainFigure && out[i].unit == "" && len(out[i].readings) > 0 && out[i].readings[0].value >= 3
	}
	return out
}

type figureReader struct {
	w    []token
	lang *tongue
}

func (p *figureReader) low(i int) string {
	if i < 0 || i >= len(p.w) {
		return ""
	}
	return p.w[i].low
}

// glued says whether two tokens stand together without a blank.
func (p *figureReader) glued(i int) bool {
	return i > 0 && i < len(p.w) && p.w[i-1].end == p.w[i].at
}

// read reads the quantity that begins at a token, and how many tokens it takes; 0
// for none.
func (p *figureReader) read(i int) (quantity, int) {
	for _, try := range []func(int) (quantity, int){p.clock, p.date, p.quarter, p.relative, p.fraction, p.aYear, p.number} {
		if q, n := try(i); n > 0 {
			return q, n
		}
	}
	return quantity{}, 0
}

func (p *figureReader) quarter(i int) (quantity, int) {
	q := quantity{kind: quarterFigure}
	switch n, _ := strconv.Atoi(p.low(i + 1)); {
	case p.low(i) == "q" && p.glued(i+1) && n >= 1 && n <= 4:
		q.value = float64(n)
		y, used := p.yearNumber(i + 2)
		q.year = y
		return q, 2 + used
	case len(p.low(i)) == 4 && (p.low(i+1) == "-" && p.low(i+2) == "q") && p.glued(i+3):
		v, _ := strconv.Atoi(p.low(i + 3))
		q.year, _ = strconv.Atoi(p.low(i))
		q.value = float64(v)
		return q, 4
	}
	if n := ordinals[p.low(i)]; n >= 1 && n <= 4 && (p.low(i+1) == "quarter" || p.low(i+1) == "quartal") && !slices.Contains([]string{"running", "in", "straight"}, p.low(i+2)) {
		q.value = float64(n)
		used := 2
		y, more := p.yearNumber(i + used)
		q.year = y
		return q, used + more
	}
	return quantity{}, 0
}

func (p *figureReader) relative(i int) (quantity, int) {
	t := p.low(i)
	if p.lang.relative[t] && (p.lang != languages["de"] || p.w[i].text == t) {
		return quantity{kind: relativeFigure, said: t}, 1
	}
	unit := strings.TrimSuffix(p.low(i+1), "'s")
	if (t == "past" || t == "last") && unit == "year" {
		return quantity{kind: plainFigure, readings: []digits{{1, 0}}, unit: unit}, 2
	}
	if slices.Contains([]string{"next", "last", "this", "coming", "past", "previous"}, t) && slices.Contains([]string{"week", "month", "year", "quarter"}, unit) {
		return quantity{kind: relativeFigure, said: t + " " + unit}, 2
	}
	return quantity{}, 0
}

// aYear reads 2025 where it counts nothing.
func (p *figureReader) aYear(i int) (quantity, int) {
	y, n := p.yearNumber(i)
	if n != 1 || p.currency(i+1) != "" || p.currency(i-1) != "" || p.percent(i+1) > 0 || p.lang.units[p.low(i+1)] != "" || p.lang.scales[p.low(i+1)] > 0 {
		return quantity{}, 0
	}
	return quantity{kind: yearFigure, year: y, readings: []digits{{float64(y), 0.5}}}, n
}

// lettered and lands say which dollar, franc or crown is meant.
var (
	lettered = map[string]string{"us": "USD", "a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD", "nz": "NZD", "s": "SGD", "hk": "HKD"}
	lands    = map[string]string{"us": "USD", "american": "USD", "australian": "AUD", "canadian": "CAD", "swiss": "CHF", "schweizer": "CHF", "british": "GBP", "swedish": "SEK", "norwegian": "NOK", "danish": "DKK", "singapore": "SGD", "indian": "INR", "japanese": "JPY", "zealand": "NZD"}
)

// nearness reads the words before a number.
func (p *figureReader) nearness(i int) nearness {
	for n := 4; n > 0; n-- {
		if i-n < 0 {
			continue
		}
		var words []string
		for k := i - n; k < i; k++ {
			words = append(words, p.low(k))
		}
		if v, ok := p.lang.near[strings.Join(words, " ")]; ok {
			return v
		}
	}
	return exact
}
