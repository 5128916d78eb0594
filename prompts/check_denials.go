package prompts

import (
	"slices"
	"strings"

	"evenkeel/coach"
)

// What a text denies has to be denied by the rule's wordings or the facts, and what the
// facts deny by the text.

// denials refuses a denial of what the rule's wordings do not deny.
func (k *checked) denials() string {
	if k.lang != languages["en"] || len(k.known.nots) == 0 {
		return ""
	}
	for i, w := range k.words {
		if !negates(w.low, k.lang) || k.isNoun(i) {
			continue
		}
		if !k.mayDeny(i) {
			return "negation: " + w.low + " " + k.after(i)
		}
	}
	return ""
}

// isNoun says whether a "no" is the answer of that name, or ends its sentence.
func (k *checked) isNoun(i int) bool {
	if i+1 >= len(k.words) || k.words[i+1].kind == markToken && k.words[i+1].text != "-" {
		return true
	}
	next := k.words[i+1]
	if k.words[i].low == "no" && (i > 0 && beforeNo[k.words[i-1].low] || afterNo[next.low]) {
		return true
	}
	return k.words[i].low == "not" && next.low == "and" || next.text == "-"
}

// mayDeny says whether one of the next words, or of those shortly before, is
// one that may be denied.
func (k *checked) mayDeny(i int) bool {
	if i+1 < len(k.words) && k.words[i+1].low != "one" && (k.words[i].low == "without" || k.words[i].low == "no") && k.isQuantity(i+1) {
		return false
	}
	seen := 0
	for j := i + 1; j < len(k.words) && seen < 4 && !ends(k.words[j]) && k.words[j].text != ","; j++ {
		if k.words[j].kind != wordToken {
			continue
		}
		st := stem(k.words[j].low)
		if k.known.nots[st] || slices.ContainsFunc(strings.Split(k.words[j].low, "-"), func(part string) bool { return k.known.nots[stem(part)] }) || alwaysNo[st] || k.countsNone(st) || k.facts.words[st] && !fillers[st] {
			return true
		}
		if k.isQuantity(j) && k.words[j].low != "one" {
			return false
		}
		if !fillers[st] {
			seen++
		}
	}
	return false
}

// countsNone says whether a word is in the name of a fact that says there is none.
func (k *checked) countsNone(st string) bool {
	return slices.ContainsFunc(k.Facts, func(f coach.Fact) bool {
		v, counted := number(f.Value)
		s, _ := f.Value.(string)
		none := counted && v == 0 || f.Value == false || f.Value == nil || s == "no" || s == "none" || s == "false" || s == "never" || s == "unknown"
		return none && slices.ContainsFunc(strings.Split(f.Name, "_"), func(part string) bool { return stem(part) == st })
	})
}

func (k *checked) after(i int) string {
	var out []string
	for j := i + 1; j < len(k.words) && j < i+4; j++ {
		out = append(out, k.words[j].low)
	}
	return strings.Join(out, " ")
}

// zeros refuses a text that says there is something where a fact counts none.
func (k *checked) zeros() string {
	for _, f := range k.Facts {
		if !k.countsNothing(f) {
			continue
		}
		counted := strings.Split(f.Name, "_")
		counted = slices.DeleteFunc(counted, func(part string) bool { return len(stem(part)) < 4 || settledAs[part] })
		if _, written := f.Value.(string); written && len(counted) > 1 {
			if k.saysUndenied(counted) { // there is a renewal, but no renewal_deal
				return "negation: of " + f.Name
			}
			continue
		}
		for _, part := range counted {
			if said, denied := k.deniedOnce(stem(part)); said && !denied {
				return "negation: of " + part
			}
		}
	}
	return ""
}

// saysUndenied says whether a text has such words one after another, and no denial
// before or after them.
func (k *checked) saysUndenied(words []string) bool {
	for _, s := range k.spots(strings.Join(words, " ")) {
		near := slices.Concat(k.words[max(0, s.first-4):s.first], k.words[s.last+1:min(len(k.words), s.last+4)])
		if !slices.ContainsFunc(near, func(t token) bool { return negates(t.low, k.lang) || denyingWords[t.low] }) {
			return true
		}
	}
	return false
}

// settledAs are parts of a fact's name that say how things are, and not what they are.
var settledAs = wordSet("open held booked agreed planned past limit")

// deniedOnce says whether a noun is said in a statement, and whether it is denied
// there.
func (k *checked) deniedOnce(noun string) (said, denied bool) {
	for _, s := range sentences(k.words) {
		if s[len(s)-1].text == "?" || k.lang.commands.known[s[0].low] {
			continue
		}
		for i, w := range s {
			if w.kind != wordToken || stem(w.low) != noun {
				continue
			}
			said = true
			from, to := 0, len(s)
			if i > 0 && (articles[s[i-1].low] || i > 1 && articles[s[i-2].low]) {
				from, to = clauseStart(s, max(0, i-6), i), min(len(s), i+2)
			}
			for j := from; j < to; j++ {
				denied = denied || negates(s[j].low, k.lang) || denyingWords[s[j].low]
			}
		}
	}
	return said, denied
}

// clauseStart is the first place from which no mark and no "and" parts another.
func clauseStart(s []token, from, at int) int {
	for j := at - 1; j >= from; j-- {
		if s[j].text == "," || s[j].low == "and" || s[j].low == "but" {
			return j + 1
		}
	}
	return from
}

// paraphrased holds a text that takes up what somebody wrote against it: what was
// denied there is denied here, and what was not is not.
func (k *checked) paraphrased() string {
	for _, f := range k.Facts {
		s, ok := f.Value.(string)
		kind := factWords[f.Name].kind
		if !ok || kind != text && kind != long || len(strings.Fields(s)) < 3 {
			continue
		}
		denies := slices.ContainsFunc(scan(straight(s)), func(t token) bool { return negates(t.low, k.lang) })
		own := map[string]bool{}
		for _, st := range stems(s) {
			own[st] = !fillers[st]
		}
		for _, sentence := range clauses(k.words) {
			shared, says := 0, false
			for _, w := range sentence {
				if w.kind == wordToken && own[stem(w.low)] {
					shared++
				}
				says = says || negates(w.low, k.lang)
			}
			if shared >= 2 && says != denies {
				return "negation: of what was said"
			}
		}
	}
	return ""
}

// clauses splits words at every mark, and before words that begin a clause.
func clauses(words []token) [][]token {
	var out [][]token
	from := 0
	for i, w := range words {
		if w.kind == markToken && strings.Contains(".!?;:,", w.text) || slices.Contains([]string{"because", "since", "while", "and", "but", "weil", "und", "aber"}, w.low) {
			out = append(out, words[from:i])
			from = i
		}
	}
	return append(out, words[from:])
}
