package prompts

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// How a share, an amount or a number with its unit may be written.

func (p *figureReader) fraction(i int) (quantity, int) {
	if q, n := p.parts(i); n > 0 {
		return q, n
	}
	for _, f := range p.lang.fractions {
		if low := p.low(i); low == "" || !strings.HasPrefix(f.words, low) {
			continue
		}
		words := strings.Fields(f.words)
		same := true
		for k, w := range words {
			same = same && p.low(i+k) == w
		}
		if !same {
			continue
		}
		if next := p.low(i + len(words)); next == "an" || next == "a" || next == "hour" || next == "day" || strings.HasPrefix(next, "stunde") {
			continue // half an hour is no share
		}
		return quantity{kind: fractionFigure, from: f.from, to: f.to, value: f.value}, len(words)
	}
	return quantity{}, 0
}

// denominators are the parts that a whole may be cut into, in words.
var denominators = map[string]float64{"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4, "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7,
	"eighth": 8, "eighths": 8, "ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10, "twentieth": 20, "twentieths": 20, "drittel": 3, "viertel": 4, "fünftel": 5, "sechstel": 6, "achtel": 8, "zehntel": 10}

// parts reads seven tenths, five-sixths, a third of, two in five and three out of four.
func (p *figureReader) parts(i int) (quantity, int) {
	part := func(a, b float64) quantity {
		v := a / b
		return quantity{kind: fractionFigure, value: v, from: v - 0.0125, to: v + 0.0125}
	}
	if a, b, ok := strings.Cut(p.low(i), "-"); ok && denominators[b] > 0 {
		if n, ok := p.lang.numbers[a]; ok && n < denominators[b] {
			return part(n, denominators[b]), 1
		}
	}
	a, n := 1.0, 1
	switch p.low(i) {
	case "a", "an", "ein", "one":
	default:
		v, used := p.inWords(i)
		if d, err := strconv.ParseFloat(p.low(i), 64); err == nil && d < 20 {
			v, used = []digits{{d, 0}}, 1
		}
		if used == 0 || v[0].value > 19 || v[0].value < 1 {
			return quantity{}, 0
		}
		a, n = v[0].value, used
	}
	if d := denominators[p.low(i+n)]; d > a {
		next := p.low(i + n + 1)
		if d == 4 && a == 1 && next != "of" || d == 2 && (next == "an" || next == "a" || next == "hour" || next == "day") || next == "time" || next == "push" {
			return quantity{}, 0
		}
		return part(a, d), n + 1
	}
	j := i + n
	switch {
	case p.low(j) == "in" || p.low(j) == "of":
		j++
	case p.low(j) == "out" && p.low(j+1) == "of":
		j += 2
	default:
		return quantity{}, 0
	}
	if d, used := p.inWords(j); used > 0 && (d[0].value <= 10 || d[0].value == 20) && d[0].value > a && p.low(i) != "a" && p.low(i) != "an" {
		q := part(a, d[0].value)
		q.of = d[0].value
		return q, j + used - i
	}
	return quantity{}, 0
}

var currencySigns = map[string]string{"$": "USD CAD AUD NZD SGD HKD MXN", "€": "EUR", "£": "GBP", "¥": "JPY CNY", "₹": "INR", "dollar": "USD CAD AUD NZD SGD HKD", "dollars": "USD CAD AUD NZD SGD HKD", "bucks": "USD",
	"euro": "EUR", "euros": "EUR", "pound": "GBP", "pounds": "GBP", "sterling": "GBP", "franc": "CHF", "francs": "CHF", "franken": "CHF", "yen": "JPY", "rupees": "INR", "us-dollar": "USD", "pfund": "GBP", "kronor": "SEK", "kroner": "NOK DKK"}

func (p *figureReader) currency(i int) string {
	if i < 0 || i >= len(p.w) {
		return ""
	}
	if r := []rune(p.w[i].text); len(r) == 1 && unicode.Is(unicode.Sc, r[0]) && currencySigns[p.low(i)] == "" {
		return "???" // a sign that no fact is in
	}
	if c := currencySigns[p.low(i)]; c != "" {
		return c
	}
	if t := p.w[i].text; len(t) == 3 && strings.ToUpper(t) == t && p.w[i].kind == wordToken && isCurrency[t] {
		return t
	}
	return ""
}

var isCurrency = wordSet("USD EUR GBP CHF CAD AUD NZD JPY CNY INR SEK NOK DKK PLN CZK HUF SGD HKD MXN BRL ZAR ILS TRY KRW AED THB RON")

// number reads digits or words with scale, currency, per cent and unit.
func (p *figureReader) number(i int) (quantity, int) {
	q, j := quantity{}, i
	if c := lettered[p.low(j)]; c != "" && p.low(j+1) == "$" && p.glued(j+1) {
		q.currency, j = c, j+2
	} else if c := p.currency(j); c != "" {
		q.currency, j = c, j+1
		if p.low(j) == "$" {
			j++
		}
	}
	if v, unit := p.joined(j); unit != "" && q.currency == "" {
		return quantity{readings: []digits{{v, 0.5}}, unit: unit}, 1
	}
	readings, n := p.value(j)
	if p.low(j) == "fortnight" && q.currency == "" {
		return quantity{readings: []digits{{14, 0}}, unit: "day"}, 1
	}
	if n == 0 {
		return quantity{}, 0
	}
	q.readings, j = readings, j+n
	for {
		scale, ok := p.lang.scales[p.low(j)]
		if !ok || scale < 1e3 && p.w[j-1].kind == wordToken || p.low(j) == "m" && !p.glued(j) {
			break
		}
		for k := range q.readings {
			q.readings[k].value *= scale
			q.readings[k].within *= scale
		}
		if j++; p.low(j) == "." && p.glued(j) && (p.low(j-1) == "mio" || p.low(j-1) == "tsd") {
			j++
		}
	}
	if q.currency == "" {
		k, of := j, lands[p.low(j)]
		if of != "" {
			k++
		}
		if c := p.currency(k); c != "" {
			if q.currency, j = c, k+1; of != "" {
				q.currency = of
			}
		}
	}
	if q.currency != "" {
		q.kind = moneyFigure
		return q, j - i
	}
	if used := p.percent(j); used > 0 {
		q.kind = shareFigure
		return q, j + used - i
	}
	if p.low(j) == "-" && p.lang.units[p.low(j+1)] != "" && p.glued(j+1) {
		j++
	}
	k := j
	for k < j+2 && slices.Contains([]string{"working", "business", "calendar", "full", "more", "whole"}, p.low(k)) {
		k++
	}
	if u := p.lang.units[p.low(k)]; u != "" {
		q.unit, j = u, k+1
	}
	return q, j - i
}

// joined reads "one-year" and "three-month".
func (p *figureReader) joined(i int) (float64, string) {
	count, unit, _ := strings.Cut(p.low(i), "-")
	v, ok := p.lang.numbers[count]
	if !ok {
		return 0, ""
	}
	return v, p.lang.units[unit]
}

func (p *figureReader) percent(i int) int {
	switch t := p.low(i); {
	case t == "%", t == "percent", t == "pct", t == "prozent":
		return 1
	case t == "per" && p.low(i+1) == "cent":
		return 2
	case t == "-" && p.low(i+1) == "percent":
		return 2
	}
	return 0
}
