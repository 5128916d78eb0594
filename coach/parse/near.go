package parse

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

const (
	nearEnough = 0.60 // scores below are not offered
	nearTie    = 0.15 // nor those this far behind the best
	maxNear    = 5
)

// near ranks the names that may have been meant. Each word of the query is
// compared with each distinct word known, rare words count more than common
// ones; and the name as a whole is compared without blanks.
func (x *Index) near(query string) []Candidate {
	key := Fold(query)
	if key == "" || utf8.RuneCountInString(key) > 100 {
		return nil
	}
	scores := x.wordScores(strings.Fields(key))
	x.raise(scores, &x.keys[byCompact], newTerm(compact(key)))
	return x.best(scores)
}

// raise lifts each entry's score to how like its keys are to the term, and
// says how many entries have the term all but exactly.
func (x *Index) raise(scores []float64, keys *shelf, t term) (common int) {
	for i := range keys.all {
		p := &keys.all[i]
		s := likeness(&t, &p.term)
		if s == 0 {
			continue
		}
		if s > 0.9 {
			common += len(p.of)
		}
		for _, e := range p.of {
			scores[e.slot] = max(scores[e.slot], s)
		}
	}
	return common
}

// wordScores gives each entry, by slot, the share of the query's weight that
// it meets, less a little for words of its own that were not asked for.
func (x *Index) wordScores(query []string) []float64 {
	met, one, total := make([]float64, len(x.bySlot)), make([]float64, len(x.bySlot)), 0.0
	for _, q := range query[:min(len(query), 8)] {
		clear(one)
		w := x.weight(x.raise(one, &x.words, newTerm(q)))
		total += w
		for i, s := range one {
			met[i] += w * s
		}
	}
	for i, m := range met {
		met[i] = m / total
		if e := x.bySlot[i]; met[i] >= nearEnough { // below it would only sink
			met[i] *= 0.85 + 0.15*min(1, m/x.nameWeight(e))
		}
	}
	return met
}

// weight of a word that so many entries have.
func (x *Index) weight(common int) float64 {
	return 1 + math.Log(float64(1+len(x.entries))/float64(1+common))
}

// nameWeight is what the words of a name would weigh in a query.
func (x *Index) nameWeight(e *entry) float64 {
	sum := 0.0
	for _, w := range strings.Fields(e.fold) {
		sum += x.weight(len(x.words.under(w)))
	}
	return max(sum, 1)
}

// best are the candidates worth offering, the nearest first.
func (x *Index) best(scores []float64) []Candidate {
	var out []Candidate
	for i, s := range scores {
		if e := x.bySlot[i]; s >= nearEnough {
			out = append(out, Candidate{e.id, e.name, min(s, 0.99)})
		}
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	for i, c := range out {
		if i == maxNear || c.Score < out[0].Score-nearTie {
			return out[:i:i]
		}
	}
	return out
}

// term is a folded word with what makes comparing it fast.
type term struct {
	text    string
	size    int    // runes
	letters uint64 // a bit for each rune, modulo 64
}

func newTerm(s string) term {
	t := term{text: s, size: utf8.RuneCountInString(s)}
	for _, r := range s {
		t.letters |= 1 << (r & 63)
	}
	return t
}

// likeness of two words: 1 the same, a good share for a beginning of three
// letters or more, less by each typing error, 0 for unlike.
func likeness(a, b *term) float64 {
	if a.size == b.size && a.letters == b.letters && a.text == b.text {
		return 1
	}
	if a.size >= 3 && a.size < b.size && a.letters&^b.letters == 0 && strings.HasPrefix(b.text, a.text) {
		return 0.75 + 0.25*float64(a.size)/float64(b.size)
	}
	short := min(a.size, b.size)
	allowed := typosAllowed(short)
	if max(a.size, b.size)-short > allowed || a.apart(b) > allowed {
		return 0
	}
	d := typos(a.text, b.text)
	if d > allowed {
		return 0
	}
	return 1 - 0.8*float64(d)/float64(short)
}

// apart is a lower bound of the number of typos, from the letters alone.
func (t *term) apart(o *term) int {
	return max(bits.OnesCount64(t.letters&^o.letters), bits.OnesCount64(o.letters&^t.letters))
}

// typosAllowed in a word of n letters.
func typosAllowed(n int) int {
	switch {
	case n < 3:
		return 0
	case n < 6:
		return 1
	case n < 10:
		return 2
	}
	return 3
}

// typos is the edit distance, where two letters exchanged are one error.
func typos(a, b string) int {
	d := levenshtein.ComputeDistance(a, b)
	if d == 2 && len(a) == len(b) && swapped(a, b) {
		return 1
	}
	return d
}

// swapped says that a and b differ by two neighbours exchanged.
func swapped(a, b string) bool {
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// Nearest is the word that was probably meant, or nothing; case is folded. It
// serves for stages, keys and the words of a command.
func Nearest(word string, among []string) string {
	best, score, t := "", 0.0, newTerm(Fold(word))
	for _, w := range among {
		u := newTerm(Fold(w))
		if s := likeness(&t, &u); s > score {
			best, score = w, s
		}
	}
	return best
}
