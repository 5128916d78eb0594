package prompts

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// quantities refuses a number, an amount or a day that no fact bears out and no
// wording of the rule names.
func (k *checked) quantities() string {
	for i := range k.figures {
		q := &k.figures[i]
		if len(k.bearing(q)) > 0 || k.known.names(q) || len(k.classes(q)) == 0 && k.known.lines(q) || k.harmless(q) || k.askedFor(q) {
			continue
		}
		switch q.kind {
		case moneyFigure:
			return "amount: " + k.span(q)
		case dayFigure, monthFigure, weekdayFigure, relativeFigure, clockFigure, yearFigure, quarterFigure:
			return "date: " + k.span(q)
		}
		return "number: " + k.span(q)
	}
	return ""
}

// span is a quantity as it stands in the text.
func (k *checked) span(q *quantity) string { return k.masked[k.words[q.first].at:k.words[q.last].end] }

// bearing are the facts that bear out a quantity; it is asked for often, and kept.
func (k *checked) bearing(q *quantity) []string {
	if !q.held {
		q.facts, q.held = k.bearers(q), true
	}
	return q.facts
}

func (k *checked) bearers(q *quantity) []string {
	var out []string
	add := func(fact string) {
		if !slices.Contains(out, fact) {
			out = append(out, fact)
		}
	}
	switch q.kind {
	case dayFigure, monthFigure, weekdayFigure, relativeFigure, yearFigure, quarterFigure, clockFigure:
		for _, d := range k.facts.dates {
			if q.isDay(d.date.Civil()) && q.isWeekday(d.date.Weekday()) && (q.kind != relativeFigure || k.relativeTo(q.said, int(d.date-k.facts.today))) {
				add(d.fact)
			}
		}
		if q.inText(k.facts.whole) {
			add("")
		}
		for _, f := range k.facts.numbers {
			if q.kind == yearFigure && f.kind != shareFigure && q.is(f.value, 0, 0) {
				add(f.fact)
			}
		}
		return out
	}
	classes := k.classes(q)
	for _, f := range k.facts.numbers {
		if len(classes) > 0 && !slices.Contains(classes, f.fact) {
			continue
		}
		if q.tells(f) {
			add(f.fact)
		}
	}
	if len(out) == 0 && k.derived(q) {
		add("")
	}
	if q.unit != "" && len(out) == 0 {
		for _, d := range k.facts.days() {
			if q.tells(figured{kind: plainFigure, value: d, unit: "day"}) {
				add("")
			}
		}
	}
	return out
}

// derived says whether a quantity follows from two facts: the points between two
// shares, how much a figure has changed, how many are listed, a part of a count.
func (k *checked) derived(q *quantity) bool {
	if q.kind == plainFigure && q.unit == "" && len(k.classes(q)) == 0 && q.readings[0].value >= 2 && q.readings[0].value <= 5 && q.readings[0].value == k.listed(q) {
		return true
	}
	for _, x := range k.facts.numbers {
		for _, y := range k.facts.numbers {
			if x.fact == y.fact || x.kind != y.kind {
				continue
			}
			switch {
			case q.points() && x.kind == shareFigure && q.is(math.Abs(x.value-y.value)*100, 0, 0),
				q.kind == shareFigure && isThen(y.fact, x.fact) && y.value != 0 && q.is(math.Abs(x.value/y.value-1)*100, 0, 0),
				q.kind == fractionFigure && (q.of == 0 || q.near != exact) && x.kind == plainFigure && unitDays[x.unit] == 0 && unitDays[y.unit] == 0 && y.value > x.value && x.value > 0 && q.isPart(x.value/y.value),
				q.kind == fractionFigure && isThen(y.fact, x.fact) && y.value != 0 && q.isPart(math.Abs(x.value/y.value-1)),
				q.kind == fractionFigure && q.of > 0 && x.kind == plainFigure && y.kind == plainFigure && y.value == q.of && math.Abs(x.value-q.value*q.of) < 0.01:
				return true
			}
		}
	}
	if q.kind == fractionFigure && q.of > 0 { // "4 of 9" in a list of signs
		for _, f := range k.Facts {
			if s, ok := f.Value.(string); ok && strings.Contains(s, ":") && strings.Contains(s, ":"+strconv.Itoa(int(math.Round(q.value*q.of)))+":"+strconv.Itoa(int(q.of))) {
				return true
			}
		}
	}
	return false
}

// points says whether a quantity is told in points, or in per cent.
func (q *quantity) points() bool {
	return q.kind == shareFigure || q.kind == plainFigure && len(q.next) > 0 && (q.next[0] == "point" || len(q.next) > 1 && q.next[1] == "point")
}

// listed counts the names, or the figures, of the sentence after a number: "three
// names carry your year: …".
func (k *checked) listed(q *quantity) float64 {
	names, figures := 0, 0
	for i := q.last + 1; i < len(k.words) && !(k.words[i].kind == markToken && strings.Contains(".!?", k.words[i].text)); i++ {
		if k.words[i].kind == nameToken {
			names++
		}
	}
	for _, x := range k.figures {
		if x.first > q.last && x.kind != relativeFigure && !k.stops(q.last+1, x.first) {
			figures++
		}
	}
	if float64(names) == q.readings[0].value {
		return float64(names)
	}
	return float64(figures)
}

// stops says whether a sentence ends between two places.
func (k *checked) stops(from, to int) bool {
	return slices.ContainsFunc(k.words[from:to], func(t token) bool { return t.kind == markToken && strings.Contains(".!?", t.text) })
}

var (
	thens = []string{"_before", "_previous", "_prev", "_prior", "_last_quarter", "_earlier", "_then", "_year_before", "_was"}
	nows  = []string{"", "_now", "_current", "_this", "_after", "_this_quarter", "_today"}
)

// isThen says whether a fact is another one a while before, by their names.
func isThen(then, now string) bool {
	for _, t := range thens {
		base, ok := strings.CutSuffix(then, t)
		if !ok {
			continue
		}
		for _, n := range nows {
			if base+n == now {
				return true
			}
		}
	}
	return false
}

// nouns are what counts are counts of: a number that stands before one of them is
// that count, or wrong.
var nouns = map[string][]string{
	"touches": {"contact", "touch", "call", "outreach", "attempt", "messag", "email", "mail", "kontakt", "anruf"}, "sales_run": {"touch", "contact", "call", "pitch"},
	"pushes": {"time", "push", "move", "delay", "postponement"}, "open_issues": {"issu", "complaint", "problem"}, "customers": {"customer", "account", "client", "kund"}, "open_deals": {"deal", "opportun"},
	"contracts_due": {"contract"}, "lost_contracts": {"contract"}, "new_deals": {"deal", "opportun"}, "outside": {"deal"}, "unqualified": {"deal"}, "qualified_in": {"deal", "opportun"}, "needed": {"deal"},
	"expansions": {"expansion"}, "expansions_before": {"expansion"}, "effective_customers": {"customer", "account", "client", "kund"}, "market": {"account"}, "market_customers": {"customer", "account"},
	"extension_both": {"customer", "client"}, "extension_of": {"customer", "client"}, "sign_count": {"sign", "signal"}, "signs": {"customer", "deal", "sign"}, "sources": {"deal"}, "sales_touches": {"touch", "contact", "call"}, "sales_touches_before": {"touch", "contact", "call"},
	"record": {"deal"}, "top3": {"customer"}, "inside_decided": {"deal"},
}

// classes are the facts one of which a number has to be, by the noun after it.
func (k *checked) classes(q *quantity) []string {
	if q.kind == shareFigure {
		return k.beside(q)
	}
	if q.kind != plainFigure {
		return nil
	}
	if q.unit != "" {
		return k.spans(q)
	}
	if out := k.beside(q); len(out) > 0 {
		return out
	}
	out := k.countedAs(q)
	for _, f := range k.facts.numbers {
		for _, n := range nouns[f.fact] {
			if len(q.next) > 0 && slices.ContainsFunc(q.next[:min(2, len(q.next))], func(w string) bool { return strings.HasPrefix(w, n) }) {
				out = append(out, f.fact)
				break
			}
		}
	}
	return out
}

// countedAs are the facts whose own name is the noun after a number: "8 prospects".
func (k *checked) countedAs(q *quantity) []string {
	var out []string
	for _, f := range k.facts.numbers {
		if f.kind != plainFigure || f.unit != "item" || nouns[f.fact] != nil || len(q.next) == 0 {
			continue
		}
		for _, part := range strings.Split(f.fact, "_") {
			noun := stem(part)
			if things.MatchString(part) && (q.next[0] == noun || len(q.next) > 1 && q.next[1] == noun && !fillers[q.next[0]]) {
				out = append(out, f.fact)
			}
		}
	}
	return out
}

// besideWords say which fact a number beside them is, where the fact is there.
var besideWords = []struct {
	before, after []string
	fact          string
}{
	{[]string{"need", "needs", "takes", "take", "requires"}, []string{"needed", "carry"}, "needed"},
	{[]string{"got"}, []string{"qualified", "there"}, "qualified_in"},
	{nil, []string{"unjudged", "unqualified"}, "unqualified"},
	{[]string{"agreed", "target", "goal", "promised"}, []string{"agreed", "promised"}, "target"},
	{[]string{"stands", "stand", "stood", "reached", "measured", "currently"}, nil, "actual"},
	{[]string{"quota"}, []string{"quota"}, "quota"},
}

// beside are the facts one of which a number has to be, by the words beside it.
func (k *checked) beside(q *quantity) []string {
	var out []string
	for _, b := range besideWords {
		if _, ok := k.value(b.fact); !ok {
			continue
		}
		for i := q.first - 1; i >= max(0, q.first-3) && !k.breaks(i, i+1); i-- {
			if slices.Contains(b.before, k.words[i].low) {
				out = append(out, b.fact)
			}
		}
		for i := q.last + 1; i <= min(len(k.words)-1, q.last+2) && !k.breaks(i, i+1); i++ {
			if slices.Contains(b.after, k.words[i].low) {
				out = append(out, b.fact)
			}
		}
	}
	return out
}

// spanWords say which of the facts in days a time is.
var spanWords = []struct {
	says []string
	fact string
}{
	{[]string{"overdue", "late", "past", "überfällig", "beyond"}, "days_overdue"},
	{[]string{"open", "old", "offen"}, "days_open"},
	{[]string{"every", "usual", "usually", "normally", "alle"}, "usual_gap"},
	{[]string{"every", "alle"}, "cadence_days"},
}

// spans are the facts one of which a time has to be, by the words beside it.
func (k *checked) spans(q *quantity) []string {
	out := k.beside(q)
	for _, s := range spanWords {
		if _, ok := k.value(s.fact); !ok {
			continue
		}
		for i := max(0, q.first-2); i < len(k.words) && i <= q.last+2; i++ {
			if (i < q.first || i > q.last) && slices.Contains(s.says, k.words[i].low) && !k.breaks(min(i, q.last+1), max(i, q.first)) {
				out = append(out, s.fact)
			}
		}
	}
	return out
}

// harmless is "one" as an article, and such.
func (k *checked) harmless(q *quantity) bool {
	switch q.kind {
	case plainFigure:
		if low := k.words[q.first].low; low == "one" && k.follows(q, "not", "no") || low == "twice" && k.asks(q) {
			return true
		}
		one := len(q.readings) == 1 && q.readings[0].value == 1 && q.unit == "" && k.words[q.first].kind == wordToken
		return one && (len(k.classes(q)) == 0 || k.asks(q))
	case relativeFigure:
		return q.said == "this week" || q.said == "this month" && k.known.lexicon["month"]
	case quarterFigure:
		return false
	}
	return false
}

// askedFor says whether a request has a number that the rule's own requests have: "two
// of the unjudged", in whatever language.
func (k *checked) askedFor(q *quantity) bool {
	return q.kind == plainFigure && q.unit == "" && q.near == exact && k.asks(q) && slices.ContainsFunc(k.known.asked, func(own quantity) bool {
		return own.unit == "" && slices.ContainsFunc(own.readings, func(d digits) bool { return q.is(d.value, 0, 0) })
	})
}

// asks says whether a quantity stands in a request or a question.
func (k *checked) asks(q *quantity) bool {
	for _, s := range sentences(k.words) {
		if len(s) > 0 && k.words[q.first].at >= s[0].at && k.words[q.first].at < s[len(s)-1].end {
			return s[len(s)-1].text == "?" || k.lang.commands.known[s[0].low]
		}
	}
	return false
}

// days are how many days a unit of time has, about.
var unitDays = map[string]float64{"day": 1, "week": 7, "fortnight": 14, "month": 30.44, "quarter": 91.3, "year": 365.25}

// tells says whether a quantity is a fact's number, in the precision in which it is
// written.
func (q *quantity) tells(f figured) bool {
	switch q.kind {
	case fractionFigure:
		return f.kind == shareFigure && q.isPart(f.value) || (f.kind == anyFigure || f.kind == plainFigure && f.value < 1) && (q.isPart(f.value) || f.kind == anyFigure && q.isPart(f.value/100))
	case shareFigure:
		return (f.kind == shareFigure || f.kind == anyFigure || f.kind == plainFigure && f.unit == "" && f.value > 0 && f.value <= 1.5) && q.is(f.value*100, 5, 2.5) || (f.kind == anyFigure || f.kind == plainFigure && f.unit == "") && q.is(f.value, 5, 2.5)
	case moneyFigure:
		return f.kind == moneyFigure && strings.Contains(q.currency, f.currency) && q.is(f.value, 0, 0) || (f.kind == anyFigure || f.kind == plainFigure && f.unit == "") && q.is(f.value, 0, 0)
	}
	if q.unit == "" {
		if f.kind == shareFigure {
			return q.is(f.value, 0.05, 0.025) && q.readings[0].within < 0.1 || q.percentage && q.is(f.value*100, 5, 2.5)
		}
		return q.is(f.value, 0, 0) || q.percentage && f.kind == plainFigure && f.value > 0 && f.value <= 1.5 && q.is(f.value*100, 5, 2.5)
	}
	if f.kind == anyFigure || f.kind == plainFigure && (f.unit == "" || f.unit == q.unit) {
		if q.is(f.value, 0, 0) {
			return true
		}
	}
	return q.spans(f)
}

// spans says whether a time in one unit is a fact's in another: three weeks are 21
// days, and twelve months a year.
func (q *quantity) spans(f figured) bool {
	if f.kind != plainFigure || f.unit == "" || f.unit == q.unit || unitDays[f.unit] == 0 || unitDays[q.unit] == 0 {
		return false
	}
	days := f.value * unitDays[f.unit]
	for _, r := range q.readings {
		told := r.value * unitDays[q.unit]
		slack := 0.01*told + 0.5
		if q.unit != "day" && q.unit != "week" && q.unit != "fortnight" {
			slack = 0.035*told + 0.5
		}
		if q.near != exact {
			slack += 0.12 * told
		}
		if math.Abs(told-days) <= slack {
			return true
		}
	}
	return false
}

// is compares a number, with what "about", "nearly" and "over" allow: a tenth, or so
// many points.
func (q *quantity) is(v, points, aboutPoints float64) bool {
	for _, r := range q.readings {
		width, round := points, aboutPoints
		if points == 0 {
			width, round = 0.1*math.Abs(r.value), 0.05*math.Abs(r.value)
		}
		from, to := r.value-r.within-1e-9, r.value+r.within+1e-9
		if r.value == math.Trunc(r.value) && r.within == 0.5 && v == math.Trunc(v) {
			from, to = r.value, r.value // counts are what they are
		}
		switch q.near {
		case under:
			from = min(from, r.value-width)
		case over:
			to = max(to, r.value+width)
		case about:
			from, to = min(from, r.value-round), max(to, r.value+round)
		}
		if v >= from && v <= to {
			return true
		}
	}
	return false
}

func (q *quantity) isPart(v float64) bool {
	from, to, slack := q.from, q.to, max(0.05, 0.17*q.value)
	if slack > 0.05 && q.value != 0.5 {
		slack = 0.06
	}
	switch q.near {
	case under:
		from = q.value - slack
	case over:
		to = q.value + slack
	case about:
		from, to = q.from-slack/3, q.to+slack/3
	}
	return v >= from-1e-9 && v <= to+1e-9
}

func (q *quantity) isWeekday(d time.Weekday) bool {
	return q.kind != dayFigure && q.kind != weekdayFigure || q.weekday < 0 || int(d) == q.weekday
}

// isDay says whether a day is the one that is told, as far as it is told.
func (q *quantity) isDay(y int, m time.Month, d int) bool {
	if q.year != 0 && q.year != y {
		return false
	}
	switch q.kind {
	case dayFigure:
		if q.said == "either" && q.day == int(m) && q.month == d {
			return true
		}
		return q.month == int(m) && q.day == d
	case monthFigure:
		return q.month == int(m) && inPart(q.part, d)
	case quarterFigure:
		return int(q.value) == (int(m)+2)/3
	case clockFigure:
		return false
	}
	return true
}

func inPart(part string, d int) bool {
	switch part {
	case "begin":
		return d <= 12
	case "middle":
		return d >= 9 && d <= 21
	case "end":
		return d >= 19
	case "last":
		return d >= 28
	case "first":
		return d == 1
	}
	return true
}

// relativeTo says whether a day so many days from today is called so. Where today
// is not known nothing is.
func (k *checked) relativeTo(said string, days int) bool {
	if k.facts.today.IsZero() {
		return false
	}
	switch said {
	case "today", "tonight", "heute":
		return days == 0
	case "tomorrow", "morgen":
		return days == 1
	case "yesterday", "gestern":
		return days == -1
	}
	return false
}

// inText finds a quarter, a year or an hour as it stands in a fact's text.
func (q *quantity) inText(whole string) bool {
	switch q.kind {
	case quarterFigure:
		n := strconv.Itoa(int(q.value))
		if q.year != 0 {
			return strings.Contains(whole, strconv.Itoa(q.year)+"-q"+n) || strings.Contains(whole, "q"+n+" "+strconv.Itoa(q.year))
		}
		return strings.Contains(whole, "q"+n)
	case clockFigure:
		return regexp.MustCompile(`(?:^|\D)0?` + regexp.QuoteMeta(q.said) + `(?:\D|$)`).MatchString(whole)
	}
	return false
}
