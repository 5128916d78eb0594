package prompts

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
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

var clockForm = regexp.MustCompile(`^(?:[01]?\d|2[0-4])$`)

func (p *figureReader) clock(i int) (quantity, int) {
	hour, minutes, _ := strings.Cut(p.low(i), ".")
	if !clockForm.MatchString(hour) || minutes != "" && len(minutes) != 2 {
		return quantity{}, 0
	}
	h, _ := strconv.Atoi(hour)
	n := 1
	if minutes == "" && p.low(i+1) == ":" && len(p.low(i+2)) == 2 && p.glued(i+1) && p.glued(i+2) {
		minutes, n = p.low(i+2), 3
	}
	switch next := p.low(i + n); {
	case next == "pm" && h < 12:
		h, n = h+12, n+1
	case next == "am" || next == "pm" || next == "uhr" || next == "o'clock":
		n++
	case n == 1:
		return quantity{}, 0
	}
	return quantity{kind: clockFigure, said: strconv.Itoa(h) + ":" + cmp.Or(minutes, "00")}, n
}

var ordinals = func() map[string]int {
	out := map[string]int{}
	for i, w := range strings.Fields("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first") {
		out[w] = i + 1
	}
	for i, w := range strings.Fields("erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte elfte zwölfte") {
		for _, end := range []string{"", "n", "r", "s", "m"} {
			out[w+end] = i + 1
		}
	}
	return out
}()

// dayNumber reads 31, 31st, 31. or thirty-first.
func (p *figureReader) dayNumber(i int) (day, n int) {
	if d, ok := ordinals[p.low(i)]; ok {
		return d, 1
	}
	t := p.low(i)
	d, err := strconv.Atoi(t)
	if err != nil || len(t) > 2 || d < 1 || d > 31 {
		return 0, 0
	}
	n = 1
	switch next := p.low(i + 1); {
	case p.glued(i+1) && slices.Contains([]string{"st", "nd", "rd", "th"}, next):
		n = 2
	case p.glued(i+1) && next == "." && p.lang == languages["de"]:
		n = 2
	}
	return d, n
}

// monthName reads a month; in English one that is also another word has to be
// written as a name.
func (p *figureReader) monthName(i int) (int, int) {
	if i >= len(p.w) {
		return 0, 0
	}
	m := p.lang.months[p.low(i)]
	if m == 0 || !unicode.IsUpper([]rune(p.w[i].text)[0]) {
		return 0, 0
	}
	if p.low(i+1) == "." && p.glued(i+1) && len(p.low(i)) <= 4 && (i+2 < len(p.w) && !p.w[i+2].begins || i+2 < len(p.w) && p.w[i+2].kind == digitsToken) {
		return m, 2
	}
	return m, 1
}

func (p *figureReader) yearNumber(i int) (int, int) {
	n := 0
	if p.low(i) == "," || p.low(i) == "of" {
		n, i = 1, i+1
	}
	y, err := strconv.Atoi(p.low(i))
	if err != nil || len(p.low(i)) != 4 || y < 1970 || y > 2199 {
		return 0, 0
	}
	return y, n + 1
}

// feasts are days that have names.
var feasts = map[string][2]int{"christmas eve": {12, 24}, "christmas day": {12, 25}, "new year's eve": {12, 31}, "new year's day": {1, 1}, "heiligabend": {12, 24}, "silvester": {12, 31}, "neujahr": {1, 1}}

func (p *figureReader) date(i int) (quantity, int) {
	q := quantity{kind: dayFigure, weekday: -1}
	for n := 3; n > 0; n-- {
		words := p.low(i)
		for k := 1; k < n; k++ {
			words += " " + p.low(i+k)
		}
		if d, ok := feasts[words]; ok {
			y, used := p.yearNumber(i + n)
			q.month, q.day, q.year = d[0], d[1], y
			return q, n + used
		}
	}
	n := 0
	if wd, ok := p.lang.weekdays[p.low(i)]; ok && i < len(p.w) && unicode.IsUpper([]rune(p.w[i].text)[0]) {
		q.weekday, n = wd, 1
		for slices.Contains([]string{",", ".", "the", "den", "dem", "der"}, p.low(i+n)) && p.dateFollows(i+n+1) {
			n++
		}
	}
	if m, used := p.numericDate(i+n, &q); used > 0 {
		return m, n + used
	}
	if m, used := p.writtenDate(i+n, &q); used > 0 {
		return m, n + used
	}
	if q.weekday >= 0 && len(p.low(i)) > 3 {
		q.kind = weekdayFigure
		return q, 1
	}
	return quantity{}, 0
}

func (p *figureReader) dateFollows(i int) bool {
	var q quantity
	if _, n := p.numericDate(i, &q); n > 0 {
		return true
	}
	if slices.Contains([]string{"the", "den", "dem", "der"}, p.low(i)) {
		i++
	}
	_, n := p.writtenDate(i, &q)
	return n > 0 && (q.kind == dayFigure || q.day > 0)
}

// numericDate reads 2026-03-31, 31.03.2026, 31.3. and 3/31/2026.
func (p *figureReader) numericDate(i int, q *quantity) (quantity, int) {
	t := p.low(i)
	if y, err := strconv.Atoi(t); err == nil && len(t) == 4 && p.low(i+1) == "-" && p.low(i+3) == "-" && len(p.low(i+2)) == 2 && len(p.low(i+4)) == 2 {
		q.year = y
		q.month, _ = strconv.Atoi(p.low(i + 2))
		q.day, _ = strconv.Atoi(p.low(i + 4))
		return *q, 5
	}
	parts, used := strings.Split(t, "."), 1
	if len(parts) < 2 && p.low(i+1) == "/" && p.glued(i+1) && p.glued(i+2) {
		if parts, used = []string{t, p.low(i + 2)}, 3; p.low(i+3) == "/" && p.glued(i+4) {
			parts, used = append(parts, p.low(i+4)), 5
		}
	}
	if len(parts) < 2 || len(parts) > 3 || used == 1 && len(parts) == 2 && (p.low(i+1) != "." || !p.glued(i+1) || p.lang != languages["de"]) {
		return quantity{}, 0
	}
	var n [3]int
	for k, s := range parts {
		v, err := strconv.Atoi(s)
		if err != nil || len(s) > 4 {
			return quantity{}, 0
		}
		n[k] = v
	}
	if used == 1 && len(parts) == 3 && len(parts[2]) == 3 { // thousands
		return quantity{}, 0
	}
	if n[2] > 0 && n[2] < 100 {
		n[2] += 2000
	}
	q.day, q.month, q.year = n[0], n[1], n[2]
	if used > 1 { // 3/31 or 31/3: the one that is a date, else either
		if q.month > 12 {
			q.day, q.month = q.month, q.day
		} else if q.day <= 12 {
			q.said = "either"
		}
	}
	if q.day < 1 || q.day > 31 || q.month < 1 || q.month > 12 {
		return quantity{}, 0
	}
	if used == 1 && len(parts) == 2 {
		used = 2
	}
	return *q, used
}

// writtenDate reads 31 March 2026, March 31st, the last day of March, late March and
// March.
func (p *figureReader) writtenDate(i int, q *quantity) (quantity, int) {
	if d, n := p.dayNumber(i); n > 0 {
		j := i + n
		if slices.Contains([]string{"of", "day"}, p.low(j)) {
			j++
		}
		if m, used := p.monthName(j); used > 0 {
			q.day, q.month = d, m
			j += used
			y, used := p.yearNumber(j)
			q.year = y
			return *q, j + used - i
		}
	}
	part, n := p.part(i)
	m, used := p.monthName(i + n)
	if y, more := p.yearNumber(i + n); (part == "last" || part == "first") && more > 0 {
		if q.day, q.month, q.year = 31, 12, y; part == "first" {
			q.day, q.month = 1, 1
		}
		return *q, n + more
	}
	if used == 0 {
		return quantity{}, 0
	}
	if p.lang.months[p.low(i)] == 5 && n == 0 && p.w[i].begins && p.lang != languages["de"] && (i+1 >= len(p.w) || p.w[i+1].kind != digitsToken) {
		return quantity{}, 0 // "May they …"
	}
	q.month, q.part, q.kind = m, part, monthFigure
	j := i + n + used
	if d, used := p.dayNumber(j); used > 0 && part == "" && ordinals[p.low(j)] == 0 {
		q.day, q.kind = d, dayFigure
		j += used
		if p.low(j) == "," {
			if _, used := p.yearNumber(j); used == 0 {
				return *q, j - i
			}
		}
	}
	y, more := p.yearNumber(j)
	q.year = y
	return *q, j + more - i
}

var monthParts = map[string]string{"early": "begin", "mid": "middle", "mid-": "middle", "late": "end", "end of": "end", "end": "end", "the end of": "end", "beginning of": "begin", "start of": "begin", "the start of": "begin", "middle of": "middle",
	"the last day of": "last", "last day of": "last", "the first day of": "first", "first day of": "first", "anfang": "begin", "mitte": "middle", "ende": "end", "closing days of": "end", "first half of": "begin", "second half of": "end"}

func (p *figureReader) part(i int) (string, int) {
	for n := 4; n > 0; n-- {
		var words []string
		for k := range n {
			words = append(words, p.low(i+k))
		}
		if part, ok := monthParts[strings.Join(words, " ")]; ok {
			if p.low(i+n) == "-" {
				n++
			}
			return part, n
		}
	}
	return "", 0
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

// aYear reads 2025 where it counts nothing.
func (p *figureReader) aYear(i int) (quantity, int) {
	y, n := p.yearNumber(i)
	if n != 1 || p.currency(i+1) != "" || p.currency(i-1) != "" || p.percent(i+1) > 0 || p.lang.units[p.low(i+1)] != "" || p.lang.scales[p.low(i+1)] > 0 {
		return quantity{}, 0
	}
	return quantity{kind: yearFigure, year: y, readings: []digits{{float64(y), 0.5}}}, n
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

// lettered and lands say which dollar, franc or crown is meant.
var (
	lettered = map[string]string{"us": "USD", "a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD", "nz": "NZD", "s": "SGD", "hk": "HKD"}
	lands    = map[string]string{"us": "USD", "american": "USD", "australian": "AUD", "canadian": "CAD", "swiss": "CHF", "schweizer": "CHF", "british": "GBP", "swedish": "SEK", "norwegian": "NOK", "danish": "DKK", "singapore": "SGD", "indian": "INR", "japanese": "JPY", "zealand": "NZD"}
)

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

// value reads a number in digits or in words.
func (p *figureReader) value(i int) ([]digits, int) {
	if i >= len(p.w) {
		return nil, 0
	}
	if p.w[i].kind == digitsToken {
		t, n := p.low(i), 1
		for i+n < len(p.w) && p.w[i+n].kind == digitsToken && len(p.low(i+n)) == 3 && len(t) <= 7 && !strings.ContainsAny(t, ".,") && p.w[i+n].at-p.w[i+n-1].end == 1 {
			t += p.low(i + n) // 50 000
			n++
		}
		if suffix := p.low(i + n); p.glued(i+n) && slices.Contains([]string{"st", "nd", "rd", "th"}, suffix) {
			n++
		}
		return readDigits(t), n
	}
	if p.w[i].kind != wordToken {
		return nil, 0
	}
	return p.inWords(i)
}

// inWords reads forty-three, twelve hundred and fifty thousand.
func (p *figureReader) inWords(i int) ([]digits, int) {
	if p.low(i) == "one" && p.low(i+1) == "and" && p.low(i+2) == "a" && p.low(i+3) == "quarter" {
		return []digits{{1.25, 0.05}}, 4
	}
	if p.lang.compound != nil {
		if v, ok := p.lang.compound(p.low(i)); ok {
			return []digits{{v, 0.5}}, 1
		}
	}
	if n := ordinals[p.low(i)]; n > 2 && p.lang.months[p.low(i+1)] == 0 && p.lang != languages["de"] {
		return []digits{{float64(n), 0.5}}, 1
	}
	sum, group, n, any := 0.0, 0.0, 0, false
	for j := i; j < len(p.w); j++ {
		word := p.low(j)
		parts := strings.Split(word, "-")
		if v, ok := p.small(parts); ok {
			group, any, n = group+v, true, j-i+1
			continue
		}
		scale, ok := p.lang.scales[word]
		switch {
		case word == "and" && any && p.low(j+1) == "a" && p.low(j+2) == "half" && p.lang.scales[p.low(j+3)] >= 1e3:
			sum, group = sum+(group+0.5)*p.lang.scales[p.low(j+3)], 0
			return []digits{{sum, 0.05 * p.lang.scales[p.low(j+3)]}}, j + 4 - i
		case ok && len(word) > 2 && (any || p.low(j-1) == "a"):
			if !any {
				group, any = 1, true
			}
			if scale >= 1e3 {
				sum, group = sum+max(group, 1)*scale, 0
			} else {
				group *= scale
			}
			n = j - i + 1
			continue
		case word == "and" && any && (sum > 0 || group >= 100) && p.isSmall(j+1):
			continue
		case word == "a" && j == i && (p.lang.scales[p.low(j+1)] >= 100 && len(p.low(j+1)) > 2 || p.low(j+1) == "dozen" || p.low(j+1) == "couple"):
			continue
		case word == "half" && p.low(j+1) == "a" && p.low(j+2) == "dozen" && j == i:
			return []digits{{6, 0.5}}, 3
		}
		break
	}
	if !any {
		return nil, 0
	}
	v, within := sum+group, 0.5
	for scale := 0.1; p.low(i+n) == "point" || scale < 0.1; scale /= 10 {
		k := i + n
		if scale == 0.1 {
			k++
		}
		d, ok := p.lang.numbers[p.low(k)]
		if !ok || d > 9 {
			break
		}
		v, within, n = v+d*scale, scale/2, k-i+1
	}
	if p.low(i+n) == "and" && p.low(i+n+1) == "a" && p.low(i+n+2) == "half" {
		v, within, n = v+0.5, 0.25, n+3
	}
	return []digits{{v, within}}, n
}

func (p *figureReader) isSmall(i int) bool {
	_, ok := p.small(strings.Split(p.low(i), "-"))
	return ok
}

func (p *figureReader) small(parts []string) (float64, bool) {
	sum := 0.0
	for i, part := range parts {
		v, ok := p.lang.numbers[part]
		if !ok || i > 0 && (v >= 10 || sum < 20) {
			return 0, false
		}
		sum += v
	}
	return sum, len(parts) > 0
}

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
