package prompts

import (
	"slices"
	"strings"
)

// What stands beside a number says of which facts it is.

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
