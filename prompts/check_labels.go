package prompts

import (
	"slices"
	"strings"
)

// A fact's name says what its figure is called: an end_date is "the end", a care_ratio
// "care". Where such a word stands beside a figure of another fact, the two were
// swapped.

// labelless are parts of facts' names that say how a figure is counted and not of what,
// or that a text uses of many things.
var labelless = stemSet(`share rate ratio days day date points before now count value number months month total current the of in at to by for is per since first last hours time times year week quarter amount open closed new deal deals account customer customers client made won held planned booked set up all their own usual top one two three run 12m won in out like rest prior previous without points best over past largest line`)

// calledToo are other words for parts of facts' names.
var calledToo = map[string]string{"decision": "decided decides entschieden entscheidet entscheidung", "ends": "end läuft endet vertragsende expires", "end": "ends läuft endet vertragsende expires", "due": "fällig"}

// labels are the words by which each figure of the facts is called, and no other is.
func (k *checked) labels() map[string][]string {
	of, uses := map[string][]string{}, map[string]int{}
	for _, f := range k.Facts {
		if !k.isFigure(f.Name) || of[f.Name] != nil {
			continue
		}
		for part := range strings.SplitSeq(f.Name, "_") {
			if st := stem(part); len(st) > 2 && !labelless[st] {
				for _, word := range append(stems(calledToo[part]), st) {
					of[f.Name] = append(of[f.Name], word)
					uses[word]++
				}
			}
		}
	}
	for fact, words := range of {
		of[fact] = slices.DeleteFunc(words, func(w string) bool { return uses[w] > 1 })
	}
	return of
}

// mislabelled refuses a figure that is called by another fact's name.
func (k *checked) mislabelled() string {
	labels := k.labels()
	for i := range k.figures {
		q := &k.figures[i]
		facts := k.bearing(q)
		if len(facts) == 0 || slices.Contains(facts, "") {
			continue
		}
		own := func(fact string) bool { return slices.Contains(facts, fact) }
		if fact := k.labelled(k.wordsBefore(i), labels, q); fact != "" && !own(fact) {
			return "number: " + k.span(q) + " is not " + fact
		}
		called := k.callers(k.wordsAround(i), labels, q)
		if called = slices.DeleteFunc(called, k.toldBeside(i)); len(called) > 0 && !slices.ContainsFunc(called, own) {
			return "number: " + k.span(q) + " beside " + called[0]
		}
	}
	return ""
}

var linking = wordSet("is was are were of at on : = the a with stands stood by about to came comes reads be only just now ist war am bis zum bei von")

var isLink = wordSet("is was are were : = stands stood ist war")

// wordsBefore is the word that a figure directly follows, "is" and the like left out.
func (k *checked) wordsBefore(i int) []token {
	q, linked := &k.figures[i], false
	for j := q.first - 1; j >= max(0, q.first-5); j-- {
		low := k.words[j].low
		if !linking[low] && k.lang.near[low] == exact && !(linked && labelless[stem(low)]) {
			return k.words[j : j+1]
		}
		linked = linked || isLink[low]
	}
	return nil
}

// wordsAround are the words of the part of a sentence in which a figure stands, up to
// the next figure on each side.
func (k *checked) wordsAround(i int) []token {
	q := &k.figures[i]
	from, to := k.part(q)
	if i > 0 {
		from = max(from, k.figures[i-1].last+1)
	}
	if i+1 < len(k.figures) {
		to = min(to, k.figures[i+1].first)
	}
	return slices.Concat(k.words[from:q.first], k.words[q.last+1:to])
}

// toldBeside says whether the next figure of the same part of a sentence tells a fact.
func (k *checked) toldBeside(i int) func(fact string) bool {
	from, to := k.part(&k.figures[i])
	return func(fact string) bool {
		for _, j := range []int{i - 1, i + 1} {
			if j >= 0 && j < len(k.figures) && k.figures[j].first >= from && k.figures[j].last < to && slices.Contains(k.bearing(&k.figures[j]), fact) {
				return true
			}
		}
		return false
	}
}

// labelled is the fact of the same form as a figure that words name; "" for none.
func (k *checked) labelled(words []token, labels map[string][]string, q *quantity) string {
	for _, fact := range k.callers(words, labels, q) {
		return fact
	}
	return ""
}

// callers are the facts of the same form as a figure that words name.
func (k *checked) callers(words []token, labels map[string][]string, q *quantity) []string {
	var out []string
	for _, w := range words {
		if w.kind != wordToken || k.places(w) {
			continue
		}
		for fact, called := range labels {
			if slices.Contains(called, stem(w.low)) && k.sameForm(fact, q) && !slices.Contains(out, fact) {
				out = append(out, fact)
			}
		}
	}
	slices.Sort(out)
	return out
}

// places says whether a word only says which part of a time is meant: "the end of May".
func (k *checked) places(w token) bool {
	return w.low == "end" && strings.HasPrefix(strings.TrimSpace(k.masked[w.end:]), "of")
}

// sameForm says whether a fact could be told by a figure of such a form.
func (k *checked) sameForm(fact string, q *quantity) bool {
	if q.kind == dayFigure || q.kind == monthFigure {
		return k.hasDay([]string{fact})
	}
	return slices.ContainsFunc(k.facts.numbers, func(f figured) bool {
		switch {
		case f.fact != fact:
			return false
		case q.kind == moneyFigure:
			return f.kind == moneyFigure
		case q.kind == shareFigure || q.kind == fractionFigure || q.percentage:
			return f.kind == shareFigure || f.kind == anyFigure
		}
		return q.kind == plainFigure && f.kind != moneyFigure && (q.unit == "" || unitDays[f.unit] > 0)
	})
}
