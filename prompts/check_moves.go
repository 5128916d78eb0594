package prompts

import (
	"slices"
	"strings"
)

// Which way something moves shows in the figures themselves, in what a fact is called,
// and in a fact beside the one that it was before.

var (
	upward   = wordSet("doubled tripled improved up rise rises rose risen rising climb climbs climbed grow grows grew grown gain gains gained jump jumps jumped increased increases higher more above longer steigt stieg gestiegen wächst wuchs gewachsen")
	downward = wordSet("halved dwindled sank down fall falls fell fallen falling drop drops dropped decline declines declined shrink shrinks shrank sink sinks sank slid slip slips slipped lose loses lost decreased fewer lower less below shorter fällt fiel gefallen sinkt sank gesunken")
)

// wrongWay refuses a direction that the figures or the facts' names contradict.
func (k *checked) wrongWay() string {
	for i := range k.figures {
		q := &k.figures[i]
		from, to := k.wordsNear(q)
		if w := k.againstName(q, k.words[from:to]); w != "" {
			return "direction: " + w
		}
		if w := k.againstFigure(i); w != "" {
			return "direction: " + w
		}
		if w := k.againstBefore(q); w != "" {
			return "direction: " + w
		}
		if w := k.wrongThen(q, k.words[from:to]); w != "" {
			return "number: " + k.span(q) + " " + w
		}
	}
	return ""
}

// wordsNear is the part of a sentence around a figure, as far as the figures beside it.
func (k *checked) wordsNear(q *quantity) (from, to int) {
	from, to = k.part(q)
	for _, x := range k.figures {
		if x.last < q.first {
			from = max(from, x.last+1)
		} else if x.first > q.last {
			to = min(to, x.first)
		}
	}
	return from, to
}

var rises, falls = wordSet("rise gain growth increase rises gained"), wordSet("fall drop decline loss decrease fell lost")

// againstName holds a direction against a fact that is called a rise or a fall.
func (k *checked) againstName(q *quantity, words []token) string {
	for _, fact := range k.bearing(q) {
		parts := strings.Split(fact, "_")
		var contrary, same map[string]bool
		switch {
		case slices.ContainsFunc(parts, func(p string) bool { return rises[p] }):
			contrary, same = downward, upward
		case slices.ContainsFunc(parts, func(p string) bool { return falls[p] }):
			contrary, same = upward, downward
		default:
			return ""
		}
		if !saysOf(words, same) {
			for _, w := range words {
				if contrary[w.low] {
					return w.low
				}
			}
		}
	}
	return ""
}

func saysOf(words []token, set map[string]bool) bool {
	return slices.ContainsFunc(words, func(t token) bool { return set[t.low] })
}

// againstFigure holds "drops to 28" against the figure of the same kind before it in the
// sentence.
func (k *checked) againstFigure(i int) string {
	q := &k.figures[i]
	if i == 0 || q.first < 2 || !k.follows(q, "to", "auf") || q.kind != shareFigure && q.kind != moneyFigure && !q.percentage {
		return ""
	}
	was := &k.figures[i-1]
	if was.kind != q.kind && !(q.percentage && was.kind == shareFigure) || len(was.readings) == 0 || len(q.readings) == 0 || k.stops(was.last+1, q.first) {
		return ""
	}
	now, then := q.readings[0].value, was.readings[0].value
	switch w := k.words[q.first-2].low; {
	case upward[w] && now < then, downward[w] && now > then:
		return w + " to " + k.span(q)
	}
	return ""
}

// againstBefore holds "more than 24" against what it was a while before.
func (k *checked) againstBefore(q *quantity) string {
	from, _ := k.wordsNear(q)
	if !slices.ContainsFunc(k.words[from:q.first], func(t token) bool { return t.low == "than" || t.low == "als" }) {
		return ""
	}
	for _, fact := range k.bearing(q) {
		now, then, ok := k.facts.before(k.facts.after(fact))
		if !ok {
			continue
		}
		for _, w := range k.words[from:q.first] {
			if upward[w.low] && now < then || downward[w.low] && now > then {
				return w.low + " than " + k.span(q)
			}
		}
	}
	return ""
}

var nowWords, thenWords = wordSet("now currently today jetzt heute"), wordSet("before earlier previously prior formerly zuvor vorher davor")

// wrongThen refuses "now" beside what was before, and "before" beside what is now.
func (k *checked) wrongThen(q *quantity, words []token) string {
	facts := k.bearing(q)
	then := len(facts) > 0 && !slices.ContainsFunc(facts, func(f string) bool { return k.facts.after(f) == "" })
	now := len(facts) > 0 && !slices.ContainsFunc(facts, func(f string) bool { _, _, ok := k.facts.before(f); return !ok })
	switch isNow, isThen := saysOf(words, nowWords), saysOf(words, thenWords); {
	case then && isNow && !isThen:
		return "now"
	case now && isThen && !isNow:
		return "before"
	}
	return ""
}

// insteadOf refuses "four hours instead of seven" where four was agreed.
func (k *checked) insteadOf() string {
	for i := 1; i < len(k.figures); i++ {
		x, y := &k.figures[i-1], &k.figures[i]
		if y.first-x.last < 3 || y.first-x.last > 4 || k.words[y.first-2].low+" "+k.words[y.first-1].low != "instead of" && k.words[y.first-2].low+" "+k.words[y.first-1].low != "rather than" {
			continue
		}
		if k.borneOnly(x, "target", "agreed", "goal") && !k.borneOnly(y, "target", "agreed", "goal") {
			return "number: " + k.span(x)
		}
	}
	return ""
}

// borneOnly says whether only such facts bear a figure out.
func (k *checked) borneOnly(q *quantity, facts ...string) bool {
	return len(k.bearing(q)) > 0 && !slices.ContainsFunc(k.bearing(q), func(f string) bool { return !slices.Contains(facts, f) })
}

// notThatDay refuses a denial of the very day by which something ends, is decided or is
// to come.
func (k *checked) notThatDay() string {
	for i := range k.figures {
		q := &k.figures[i]
		if q.kind != dayFigure && q.kind != monthFigure || !slices.ContainsFunc(k.bearing(q), isAhead) || k.follows(q, "since", "seit") {
			continue
		}
		for j := q.first - 1; j >= max(0, q.first-5) && !k.breaks(j, j+1); j-- {
			low, planned := k.words[j].low, strings.HasSuffix(k.bearing(q)[0], "_planned")
			if low == "not" || low == "nicht" || planned && (low == "no" || low == "kein" || low == "keine") {
				return "negation: " + k.span(q)
			}
		}
	}
	return ""
}

// isAhead says whether a fact is a day that is to come.
func isAhead(fact string) bool {
	return strings.HasPrefix(fact, "decision") || strings.HasPrefix(fact, "end") || strings.HasSuffix(fact, "_planned") || strings.HasPrefix(fact, "next_")
}

// otherUnit refuses minutes where a fact says that its figures are hours.
func (k *checked) otherUnit() string {
	unit, ok := k.fact("unit").(string)
	if own := k.lang.units[strings.ToLower(unit)]; ok && own != "" {
		for i := range k.figures {
			q := &k.figures[i]
			if q.unit != "" && q.unit != own && slices.ContainsFunc(k.bearing(q), func(f string) bool { return f == "target" || f == "actual" }) {
				return "number: " + k.span(q)
			}
		}
	}
	return ""
}
