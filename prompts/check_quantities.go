package prompts

import (
	"math"
	"slices"
	"strconv"
	"strings"
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
