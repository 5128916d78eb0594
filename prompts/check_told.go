package prompts

import (
	"slices"
	"strings"
	"unicode"

	"evenkeel/coach"
)

// Where the facts are of others' making each of them is there to be told, by its own
// words: a text that has another word in the place of one tells something else.

// foreign says whether the facts are of somebody else's making: they are few, and
// each is there to be told.
func (k *checked) foreign() bool {
	return slices.ContainsFunc(k.Facts, func(f coach.Fact) bool {
		_, ours := factWords[f.Name]
		return !ours && !isAbout(f.Name) && !slices.Contains(always, f.Name)
	})
}

// untold is what a text leaves out of facts each of which is to be told.
func (k *checked) untold(told map[string]bool) string {
	for _, f := range k.Facts {
		s, written := f.Value.(string)
		switch {
		case told[f.Name] || k.toldOtherwise(f.Name):
		case k.countsNothing(f):
			if !k.speaksOf(f.Name) {
				return "dropped: " + f.Name
			}
		case k.isFigure(f.Name) && !strings.ContainsAny(s, " ") || k.isFigure(f.Name) && !written:
			return "dropped: " + f.Name
		case written && !k.tellsValue(f.Name, s):
			return "dropped: " + f.Name
		}
	}
	return ""
}

// countsNothing says whether a fact is that there is none of something.
func (k *checked) countsNothing(f coach.Fact) bool {
	v, counted := number(f.Value)
	s, _ := f.Value.(string)
	return counted && v == 0 || f.Value == false || slices.Contains([]string{"no", "none", "false", "never", "0"}, s)
}

// alsoCalled are other words for what facts are called by.
var alsoCalled = map[string]string{"cadence": "rhythm regular", "commitments": "zusage zusagen promised committed pledged", "steps": "meeting next booked", "review": "look session", "reviews": "sat met", "metrics": "measure number", "issues": "problem trouble", "renew": "renewal", "deals": "opportunity nothing", "touches": "contact call"}

// speaksOf says whether a text has a word of a fact's name.
func (k *checked) speaksOf(fact string) bool {
	for part := range strings.SplitSeq(fact, "_") {
		for word := range strings.FieldsSeq(part + " " + alsoCalled[part]) {
			if slices.ContainsFunc(k.words, func(w token) bool {
				return w.kind == wordToken && len(word) > 3 && slices.ContainsFunc(strings.Split(w.low, "-"), func(s string) bool { return alikeWords(stem(s), stem(word)) })
			}) {
				return true
			}
		}
	}
	return false
}

// tellsValue says whether a text tells a value that is written: a name or a short
// expression by all its words, what somebody wrote at length by some.
func (k *checked) tellsValue(fact, s string) bool {
	if k.mentions(s) && strings.ContainsFunc(s, unicode.IsUpper) || isoDay.MatchString(s) || len(k.spots(s)) > 0 {
		return true
	}
	words := slices.DeleteFunc(stems(s), func(w string) bool { return fillers[w] })
	text := stems(k.Text)
	missing := slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		return slices.ContainsFunc(text, func(t string) bool { return alikeWords(t, w) })
	})
	switch {
	case levels[fact] != nil:
		return len(missing) == 0 || !slices.ContainsFunc(text, func(t string) bool { return levels[fact][t] })
	case len(words) <= 3:
		return len(missing) == 0
	}
	return len(missing) < len(words)
}

// levels are the values that such a fact can have: a text may leave it out, and may not
// tell another.
var levels = map[string]map[string]bool{
	"stage":    stemSet("prospecting qualifying proposal negotiation"),
	"severity": stemSet("low medium high"), "issue_severity": stemSet("low medium high"),
	"unit": stemSet("minutes hours days weeks months years percent points"),
}
