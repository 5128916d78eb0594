package prompts

import (
	"slices"
	"strings"
)

// A number or a day may be one of the facts and stand in the wrong place all the
// same: opened for due, before for after, one customer's share for another's. What
// stands beside a quantity says which fact is meant; where that fact is there and
// another one is told, the text is refused.

// when is how a day of a fact may be spoken of.
type when int

const (
	anyTime when = iota
	past         // something began or happened: since, on, from
	limit        // something ends or is due: by, until, before
	lasted       // something ended: until, on, since, after
)

// timeOf says it for the facts that rules give; of others their names do.
func timeOf(fact string) when {
	if w, ok := timesOf[fact]; ok {
		return w
	}
	switch {
	case strings.Contains(fact, "due"), strings.Contains(fact, "deadline"), strings.HasPrefix(fact, "next"), strings.Contains(fact, "decision"), strings.Contains(fact, "until"), strings.Contains(fact, "by"):
		return limit
	case strings.HasPrefix(fact, "last"), strings.HasPrefix(fact, "first"), strings.Contains(fact, "since"), strings.Contains(fact, "opened"), strings.Contains(fact, "created"), strings.Contains(fact, "start"):
		return past
	}
	return anyTime
}

var timesOf = map[string]when{
	"created": past, "opened": past, "first_win": past, "customer_since": past, "running_since": past, "since": past, "made": past, "disqualified": past, "judged": past, "measured": past,
	"last_care": past, "last_contact": past, "last_future_talk": past, "last_kept": past, "last_order": past, "last_promise": past, "last_review": past, "last_touch": past, "review_held": past, "closed": past,
	"due": lasted, "promised": limit, "promised_ahead": limit, "decision": limit, "review_due": limit, "close_date": anyTime, "first_close_date": anyTime, "until": limit,
	"ends": lasted, "covered_until": lasted, "last_open": lasted,
}

// before a day, as it is told: what that says of it.
var preposition = map[string][]when{
	"since": {past, lasted}, "seit": {past, lasted}, "until": {limit, lasted}, "till": {limit, lasted}, "by": {limit, lasted}, "bis": {limit, lasted}, "before": {limit, lasted}, "from": {past, limit, lasted}, "after": {lasted, past}, "nach": {lasted, past},
}

// spoken are words that say which fact a day or a number near them is: the nearest in
// the same part of a sentence counts.
var spoken = []struct {
	says  []string // words
	facts []string
	only  []string // … where one of these is there; else one of facts
}{
	{[]string{"opened", "open"}, []string{"opened", "created", "days_open", "last_open", "open_issues", "open_deals", "new_value", "amount", "last_kept"}, nil},
	{[]string{"closed"}, []string{"closed", "disqualified"}, nil},
	{[]string{"promised"}, []string{"promised", "promised_ahead", "made", "last_promise", "last_kept"}, []string{"promised", "promised_ahead"}},
	{[]string{"due", "fällig"}, []string{"due", "promised", "promised_ahead", "decision", "review_due", "close_date", "contracts_due", "days_overdue", "ends"}, nil},
	{[]string{"overdue", "late", "überfällig"}, []string{"due", "days_overdue", "review_due", "promised", "decision"}, nil},
	{[]string{"ordered", "bought"}, []string{"last_order", "first_win", "customer_since"}, nil},
	{[]string{"measured"}, []string{"measured", "actual"}, nil},
}

// misplaced refuses a quantity that is a fact, and stands where another fact is meant.
func (k *checked) misplaced() string {
	for i := range k.figures {
		q := &k.figures[i]
		facts := k.bearing(q)
		if len(facts) == 0 || slices.Contains(facts, "") {
			continue
		}
		if q.kind == dayFigure || q.kind == monthFigure {
			if w := k.wrongTime(q, facts); w != "" {
				return "direction: " + w + " " + k.span(q)
			}
			if w := k.wrongRole(q, facts); w != "" {
				return "date: " + w + " " + k.span(q)
			}
		}
		if w := k.wrongPeriod(q, facts); w != "" {
			return "amount: " + w
		}
	}
	if w := k.backwards(); w != "" {
		return w
	}
	if w := k.wrongMove(); w != "" {
		return w
	}
	if w := k.mixed(); w != "" {
		return w
	}
	if w := k.wrongLabel(); w != "" {
		return w
	}
	if w := k.wrongPart(); w != "" {
		return w
	}
	if w := k.wrongPair(); w != "" {
		return "number: " + w
	}
	if w := k.wrongDeal(); w != "" {
		return w
	}
	return k.wrongName()
}

// wrongDeal refuses a deal's name after the name of another account.
func (k *checked) wrongDeal() string {
	deals := map[string][]string{}
	for _, n := range k.facts.names {
		if account, deal, ok := strings.Cut(straight(n), ", "); ok {
			deals[strings.ToLower(deal)] = append(deals[strings.ToLower(deal)], strings.ToLower(account))
		}
	}
	for i := 2; i < len(k.words); i++ {
		if k.words[i].kind != nameToken || k.words[i-1].text != "," || k.words[i-2].kind != nameToken {
			continue
		}
		if of := deals[strings.ToLower(k.nameOf(i))]; of != nil && !slices.Contains(of, strings.ToLower(k.nameOf(i-2))) {
			return "name: " + k.nameOf(i)
		}
	}
	return ""
}

// nameOf is what a mask stands for.
func (k *checked) nameOf(i int) string { return k.named[[]rune(k.words[i].text)[0]-firstMask] }

// wordBefore is the word before a quantity, articles and weekdays left out.
func (k *checked) wordBefore(q *quantity) string {
	for i := q.first - 1; i >= 0 && i >= q.first-3; i-- {
		switch low := k.words[i].low; low {
		case "the", "dem", "den", "der", "zum", "end", "of", ",", "about", "around":
		default:
			return low
		}
	}
	return ""
}

func (k *checked) wrongTime(q *quantity, facts []string) string {
	word := k.wordBefore(q)
	allowed, ok := preposition[word]
	if !ok {
		return ""
	}
	for _, f := range facts {
		if t := timeOf(f); t == anyTime || slices.Contains(allowed, t) {
			return ""
		}
	}
	return word
}

// wrongRole looks at the words of the same part of the sentence.
func (k *checked) wrongRole(q *quantity, facts []string) string {
	if slices.Contains([]string{"past", "over", "beyond", "after"}, k.wordBefore(q)) {
		return ""
	}
	from, to := k.part(q)
	for _, s := range spoken {
		said := ""
		for i := from; i < to; i++ {
			if slices.Contains(s.says, k.words[i].low) {
				said = k.words[i].low
			}
		}
		gate := s.only
		if gate == nil {
			gate = s.facts
		}
		if said == "" || !k.hasDay(gate) {
			continue
		}
		if !slices.ContainsFunc(facts, func(f string) bool { return slices.Contains(s.facts, f) }) && !k.otherDay(q, from, to) {
			return said
		}
	}
	return ""
}

// part are the words around a quantity up to the next mark, or "and".
func (k *checked) part(q *quantity) (from, to int) {
	stop := func(i int) bool {
		return k.words[i].kind == markToken && strings.Contains(".,;:!?()-", k.words[i].text) || slices.Contains([]string{"and", "but", "while", "und", "aber", "though"}, k.words[i].low)
	}
	for from = q.first; from > 0 && !stop(from-1) && !k.words[from].begins; from-- {
	}
	for to = q.last + 1; to < len(k.words) && !stop(to) && !k.words[to].begins; to++ {
	}
	return from, to
}

func (k *checked) hasDay(facts []string) bool {
	return slices.ContainsFunc(k.facts.dates, func(d dated) bool { return slices.Contains(facts, d.fact) })
}

// otherDay says whether another day stands in the same part.
func (k *checked) otherDay(q *quantity, from, to int) bool {
	return slices.ContainsFunc(k.figures, func(x quantity) bool {
		return (x.kind == dayFigure || x.kind == monthFigure) && x.first != q.first && x.first >= from && x.last < to
	})
}

// wrongPeriod refuses a yearly amount by the month.
func (k *checked) wrongPeriod(q *quantity, facts []string) string {
	if q.kind != moneyFigure || len(q.next) == 0 || !slices.Contains(facts, "yearly_value") && !slices.Contains(facts, "replacement_burden") {
		return ""
	}
	for i := q.last + 1; i < len(k.words) && i <= q.last+3; i++ {
		low := k.words[i].low
		if low == "monthly" || low == "weekly" || low == "monatlich" || shorterSpans[k.lang.units[low]] && per[k.words[i-1].low] {
			return low
		}
	}
	return ""
}

var (
	shorterSpans = wordSet("day week month quarter")
	per          = wordSet("a per each every im pro")
)
