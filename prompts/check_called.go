package prompts

import (
	"slices"
	"strings"

	"evenkeel/coach"
)

// Facts of which the names begin alike belong together: a top_account and a top_share,
// a best_source and a weak_source. What stands beside such a name belongs to it.

// spot is where a text tells a value: tokens from first to last.
type spot struct{ first, last int }

// spots are the places where a value is named, whole or in a shorter form.
func (k *checked) spots(value string) []spot {
	var out []spot
	for i, w := range k.words {
		if w.kind == nameToken && slices.ContainsFunc(shorter(value), func(s string) bool { return strings.EqualFold(s, k.nameOf(i)) }) {
			out = append(out, spot{i, i})
		}
	}
	words := stems(value)
	for i := 0; i+len(words) <= len(k.words) && len(words) > 0; i++ {
		same := true
		for j, w := range words {
			same = same && k.words[i+j].kind == wordToken && alikeWords(stem(k.words[i+j].low), w)
		}
		if same {
			out = append(out, spot{i, i + len(words) - 1})
		}
	}
	return out
}

// alikeWords says whether two stems are of one word, as "crash" and "crashing" are.
func alikeWords(x, y string) bool {
	return x == y || len(x) > 4 && len(y) > 4 && (strings.HasPrefix(x, y) || strings.HasPrefix(y, x))
}

// firstPart is the part of a fact's name that it shares with others of its group.
func firstPart(name string) string {
	head, _, _ := strings.Cut(name, "_")
	return head
}

// wrongGroup refuses a figure beside a name if it belongs to another name.
func (k *checked) wrongGroup() string {
	for _, f := range k.Facts {
		value, is := f.Value.(string)
		group := firstPart(f.Name)
		if !is || group == f.Name || k.isFigure(f.Name) || !k.hasFigureOf(group) {
			continue
		}
		for _, s := range k.spots(value) {
			if q := k.figureBeside(s); q != nil && k.ofOther(q, group) {
				return "name: " + k.span(q) + " of " + f.Name
			}
		}
	}
	return ""
}

// hasFigureOf says whether a figure belongs to a group.
func (k *checked) hasFigureOf(group string) bool {
	return slices.ContainsFunc(k.facts.numbers, func(f figured) bool { return firstPart(f.fact) == group && f.fact != group })
}

// figureBeside is the figure after a name, with nothing else between; else nil.
func (k *checked) figureBeside(s spot) *quantity {
	for i := range k.figures {
		q := &k.figures[i]
		if q.first > s.last && q.first <= s.last+4 && !k.breaks(s.last+1, q.first) && !saysOf(k.words[s.last+1:q.first], wordSet("and und")) {
			return q
		}
	}
	return nil
}

// ofOther says whether a figure belongs to another group of facts that has a name, and
// to this one not.
func (k *checked) ofOther(q *quantity, group string) bool {
	other := false
	for _, fact := range k.bearing(q) {
		if fact == "" || firstPart(fact) == group {
			return false
		}
		other = other || slices.ContainsFunc(k.Facts, func(f coach.Fact) bool {
			return firstPart(f.Name) == firstPart(fact) && !k.isFigure(f.Name)
		})
	}
	return other
}

var (
	best  = wordSet("best most strongest top leading leads lead biggest largest highest ahead first")
	worst = wordSet("worst fewest least weakest poorest lowest smallest weak behind")
)

// praised says on which side of best and worst a fact's name puts its value: 1, -1, or
// 0 for neither.
func praised(name string) int {
	switch firstPart(name) {
	case "best", "top", "strong", "strongest", "leading":
		return 1
	case "worst", "weak", "weakest", "poor", "poorest":
		return -1
	}
	return 0
}

// wrongRank refuses what is best by the facts where it is told as the worst, and the
// other way round.
func (k *checked) wrongRank() string {
	for _, f := range k.Facts {
		value, is := f.Value.(string)
		side := praised(f.Name)
		if !is || side == 0 {
			continue
		}
		contrary := map[int]map[string]bool{1: worst, -1: best}[side]
		for _, s := range k.spots(value) {
			if w := k.rankBeside(s); contrary[w] {
				return "direction: " + value + " " + w
			}
		}
	}
	return ""
}

// rankBeside is the word for best or worst nearest to a name: before it as in "the
// weakest is webinar", else after it.
func (k *checked) rankBeside(s spot) string {
	for j := s.first - 1; j >= max(0, s.first-2); j-- {
		if low := k.words[j].low; low != "is" && low != "are" && low != ":" {
			break
		}
		if j > 0 && (best[k.words[j-1].low] || worst[k.words[j-1].low]) {
			return k.words[j-1].low
		}
	}
	for j := s.last + 1; j <= min(len(k.words)-1, s.last+5) && k.words[j].kind != nameToken; j++ {
		low := k.words[j].low
		if strings.Contains(".,;:", low) && j > s.last+1 || low == "and" || low == "which" {
			break
		}
		if best[low] || worst[low] {
			return low
		}
	}
	return ""
}

// wrongDoer refuses "Acme, who referred Globex" where it was the other way round.
func (k *checked) wrongDoer() string {
	for _, f := range k.Facts {
		did, is := strings.CutSuffix(f.Name, "_by")
		who, named := f.Value.(string)
		if !is || !named {
			continue
		}
		for _, s := range k.spots(who) {
			if s.first > 0 && stem(k.words[s.first-1].low) == stem(did) {
				return "name: " + who
			}
		}
	}
	return ""
}
