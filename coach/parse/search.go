package parse

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// How well a name fits what somebody has typed of it so far.
const (
	fitsWhole  = 1.0
	fitsBegin  = 0.9
	fitsWords  = 0.8 // every word typed begins a word of the name
	fitsInside = 0.7
)

// Search finds what somebody who is still typing may mean, at most so many, the
// best first: names and ids that what was typed is, begins, begins word by word,
// or stands in; where there is none, names near to it. A blank query finds nothing.
func (x *Index) Search(typed string, most int) []Candidate {
	key := plainName(typed)
	if x == nil || key == "" || utf8.RuneCountInString(key) > 100 {
		return nil
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	var out []Candidate
	for slot, score := range x.fits(key, foldID(typed)) {
		if e := x.bySlot[slot]; score > 0 {
			out = append(out, Candidate{e.id, e.name, score})
		}
	}
	if len(out) == 0 {
		out = x.near(typed)
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID))
	})
	return out[:min(len(out), most)]
}

// fits is how well each entry, by slot, fits a folded query and an id.
func (x *Index) fits(key, id string) []float64 {
	scores := make([]float64, len(x.bySlot))
	words := strings.Fields(key)
	for slot, e := range x.bySlot {
		if e != nil {
			scores[slot] = max(fit(e.plain, key, words), fitID(e.id, id))
		}
	}
	for _, shelf := range x.keys[:byCompact] {
		for i := range shelf.all {
			score := fit(shelf.all[i].text, key, words)
			for _, e := range shelf.all[i].of {
				scores[e.slot] = max(scores[e.slot], score)
			}
		}
	}
	return scores
}

// fit is how well a folded name fits; 0 is not at all.
func fit(name, key string, words []string) float64 {
	switch {
	case name == key:
		return fitsWhole
	case strings.HasPrefix(name, key):
		return fitsBegin
	case !strings.Contains(name, words[0]):
		return 0
	case beginWords(name, words):
		return fitsWords
	case strings.Contains(name, key):
		return fitsInside
	}
	return 0
}

func fitID(id, typed string) float64 {
	switch id = foldID(id); {
	case id == typed:
		return fitsWhole
	case strings.HasPrefix(id, typed):
		return fitsBegin
	}
	return 0
}

// beginWords says whether each of the words begins a word of the name.
func beginWords(name string, words []string) bool {
	padded := " " + name
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(padded, " "+w) })
}

// plainName is a name's words without case, accents and punctuation, legal forms
// included: somebody may be typing one.
func plainName(name string) string { return strings.Join(splitName(foldMarks(name)), " ") }
