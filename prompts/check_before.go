package prompts

import (
	"slices"

	"evenkeel/coach"
)

// What a figure was a while before is another fact; a text must not take one for the
// other.

var fromWords = wordSet("from after against versus vs than was were von nach gegenüber")

// before is a figure and what it was a while before, where the facts hold both.
func (e *evidence) before(fact string) (now, then float64, ok bool) {
	for _, f := range e.numbers {
		if f.fact != fact {
			continue
		}
		for _, g := range e.numbers {
			if isThen(g.fact, fact) {
				return f.value, g.value, true
			}
		}
	}
	return 0, 0, false
}

// after is the fact of which a fact is what it was a while before; "" for none.
func (e *evidence) after(fact string) string {
	for _, f := range e.numbers {
		if isThen(fact, f.fact) {
			return f.fact
		}
	}
	return ""
}

// wrongMove holds "up from 30%" against a fact and the same fact before.
func (k *checked) wrongMove() string {
	for i := range k.figures {
		q := &k.figures[i]
		for _, f := range k.bearing(q) {
			base := f
			if later := k.facts.after(f); later != "" {
				base = later
			}
			now, then, ok := k.facts.before(base)
			if !ok || now == then {
				continue
			}
			from, to := k.part(q)
			for j := from; j < to; j++ {
				w := k.words[j].low
				if upward[w] && now < then && !(w == "up" && (j+1 >= len(k.words) || k.words[j+1].low != "from" && k.words[j+1].low != "to")) || downward[w] && now > then {
					return "direction: " + w
				}
			}
			if i+1 < len(k.figures) && k.follows(q, "from", "von") && k.follows(&k.figures[i+1], "to", "auf") && k.figures[i+1].first < to && f == base && !k.alsoBefore(q, base) {
				return "direction: from " + k.span(q)
			}
		}
	}
	return ""
}

// mixed refuses now and before in one part of a sentence, and "from" what is now.
func (k *checked) mixed() string {
	type side struct{ now, then bool }
	parts := map[int]side{}
	for i := range k.figures {
		q := &k.figures[i]
		facts := k.bearing(q)
		now := slices.ContainsFunc(facts, func(f string) bool { _, _, ok := k.facts.before(f); return ok })
		then := slices.ContainsFunc(facts, func(f string) bool { return k.facts.after(f) != "" })
		if now == then {
			continue
		}
		if now && q.kind != plainFigure && q.first > 0 && fromBefore[k.words[q.first-1].low] {
			return "direction: from " + k.span(q)
		}
		from, to := k.part(q)
		p := parts[from]
		p.now, p.then = p.now || now, p.then || then
		parts[from] = p
		for j := from; j < to; j++ {
			if w := k.words[j].low; fromWords[w] || w == "to" || w == "where" || w == "compared" || w == "auf" {
				parts[from] = side{}
			}
		}
		if p = parts[from]; p.now && p.then {
			return "number: of another time"
		}
	}
	return ""
}

var fromBefore = wordSet("from against versus vs von gegenüber")

// backwards refuses "from" a later day "to" an earlier one.
func (k *checked) backwards() string {
	for i := 1; i < len(k.figures); i++ {
		x, y := &k.figures[i-1], &k.figures[i]
		if x.kind != dayFigure || y.kind != dayFigure || !k.follows(x, "from", "von", "vom") || !k.follows(y, "to", "auf", "until", "till") {
			continue
		}
		if a, b := k.dayOf(x), k.dayOf(y); a > b && b != 0 {
			return "date: from " + k.span(x)
		}
	}
	return ""
}

// dayOf is the day that a quantity tells; 0 for none of the facts.
func (k *checked) dayOf(q *quantity) coach.Date {
	for _, d := range k.facts.dates {
		if q.isDay(d.date.Civil()) {
			return d.date
		}
	}
	return 0
}

func (k *checked) alsoBefore(q *quantity, base string) bool {
	return slices.ContainsFunc(k.bearing(q), func(f string) bool { return k.facts.after(f) != "" || f != base })
}

func (k *checked) follows(q *quantity, words ...string) bool {
	return q.first > 0 && slices.Contains(words, k.words[q.first-1].low)
}
