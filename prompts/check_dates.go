package prompts

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// How a day, a month or an hour may be written.

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
