package parse

import (
	"iter"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// Index finds ids by what people call them. It is for one workspace, made for
// some ten thousand names, and safe for use by several goroutines. A nil Index
// knows nothing.
type Index struct {
	mu      sync.RWMutex
	entries map[string]*entry
	bySlot  []*entry // nil where free
	free    []int    // slots to use again
	byID    shelf    // by folded id
	keys    [3]shelf
	words   shelf // by word of a folded name
}

// Names are looked up by their fold, else by a spelling (ä as ae), else
// without regard to blanks. The first of these that has an answer decides.
const (
	byFold = iota
	bySpelling
	byCompact
)

type entry struct {
	id, name string
	names    []string // name and aliases
	fold     string   // of the name
	plain    string   // its words, legal forms included
	slot     int
}

// Result is what Find found.
type Result struct {
	// Exact are the ids that bear this id or name, in order; several mean that
	// the name is ambiguous.
	Exact []string
	// Near are what may have been meant, best first; only where Exact is
	// empty.
	Near []Candidate
}

// Candidate is a name near to what was typed.
type Candidate struct {
	ID, Name string
	// Score is between 0 and 1, the higher the nearer.
	Score float64
}

// NewIndex makes an empty Index.
func NewIndex() *Index {
	return &Index{entries: map[string]*entry{}}
}

// Put adds an id with its name and aliases, in the place of what the id had.
func (x *Index) Put(id, name string, aliases ...string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.remove(id)
	e := &entry{id: id, name: name, names: append([]string{name}, aliases...), fold: Fold(name), plain: plainName(name), slot: x.slot()}
	x.entries[id], x.bySlot[e.slot] = e, e
	x.each(e, (*shelf).add)
}

// slot is a number that no entry has.
func (x *Index) slot() int {
	if n := len(x.free); n > 0 {
		slot := x.free[n-1]
		x.free = x.free[:n-1]
		return slot
	}
	x.bySlot = append(x.bySlot, nil)
	return len(x.bySlot) - 1
}

// Remove forgets an id.
func (x *Index) Remove(id string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.remove(id)
}

func (x *Index) remove(id string) {
	if e := x.entries[id]; e != nil {
		x.each(e, (*shelf).drop)
		x.bySlot[e.slot] = nil
		x.free = append(x.free, e.slot)
		delete(x.entries, id)
	}
}

// Len is how many ids are known.
func (x *Index) Len() int {
	if x == nil {
		return 0
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	return len(x.entries)
}

// Name is the name of an id; empty for an unknown one.
func (x *Index) Name(id string) string {
	if x == nil {
		return ""
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	if e := x.entries[id]; e != nil {
		return e.name
	}
	return ""
}

// each does something with every key under which e stands.
func (x *Index) each(e *entry, do func(s *shelf, key string, e *entry)) {
	do(&x.byID, foldID(e.id), e)
	for _, name := range e.names {
		for i, key := range Spellings(name) {
			do(&x.keys[min(i, bySpelling)], key, e)
			do(&x.keys[byCompact], compact(key), e)
			for _, w := range strings.Fields(key) {
				do(&x.words, w, e)
			}
		}
	}
}

func foldID(id string) string { return strings.ToLower(strings.TrimSpace(id)) }

func compact(s string) string { return strings.ReplaceAll(s, " ", "") }

// Find looks for an id, else for a name, else for names near to the query.
func (x *Index) Find(query string) Result {
	if x == nil {
		return Result{}
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	if ids := x.exact(query); ids != nil {
		return Result{Exact: ids}
	}
	return Result{Near: x.near(query)}
}

// exact are the ids that bear this id or name. An id in the same case wins
// over the id in another, and that over a name.
func (x *Index) exact(query string) []string {
	if id := strings.TrimSpace(query); x.entries[id] != nil {
		return []string{id}
	}
	if ids := x.byID.ids(foldID(query)); ids != nil {
		return ids
	}
	for tier, key := range x.tiers(query) {
		if ids := x.keys[tier].ids(key); ids != nil {
			return ids
		}
	}
	return nil
}

// tiers yields the keys to try, best first.
func (x *Index) tiers(query string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		s := Spellings(query)
		long := s[len(s)-1]
		_ = yield(byFold, s[0]) && yield(byFold, long) && yield(bySpelling, s[0]) && yield(bySpelling, long) &&
			yield(byCompact, compact(s[0])) && yield(byCompact, compact(long))
	}
}

// LongestPrefix finds the longest known id or name at the start of a line, on
// word boundaries; an id wins over a name of the same length. A colon ends a
// name. The id is empty if several ids bear the name; rest is what follows the
// name and the colon or comma after it.
func (x *Index) LongestPrefix(text string) (id, matched, rest string, ok bool) {
	all := x.prefixes(text)
	if len(all) == 0 {
		return "", "", text, false
	}
	if len(all[0].ids) == 1 {
		id = all[0].ids[0]
	}
	return id, all[0].text, all[0].rest, true
}

// prefix is a known name at the start of a line.
type prefix struct {
	ids        []string
	text, rest string
}

const maxNameWords = 12

// prefixes are all known names at the start of a line, the longest first.
func (x *Index) prefixes(text string) []prefix {
	if x == nil {
		return nil
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	var out []prefix
	for _, end := range nameEnds(text) {
		name := strings.TrimRight(text[:end], " \t,;:")
		if ids := x.exactWords(name); ids != nil && !slices.ContainsFunc(out, func(p prefix) bool { return p.text == name }) {
			out = append(out, prefix{ids, name, strings.TrimLeft(text[end:], " \t,;:")})
		}
	}
	slices.Reverse(out)
	return out
}

// exactWords is exact for a name that neither begins nor ends with a dash or
// the like standing alone.
func (x *Index) exactWords(name string) []string {
	words := strings.Fields(name)
	if n := len(words); n > 1 && !(strings.ContainsFunc(words[0], isWordRune) && strings.ContainsFunc(words[n-1], isWordRune)) {
		return nil
	}
	return x.exact(name)
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// nameEnds are the offsets at which a name at the start of text may end.
func nameEnds(text string) []int {
	starts := append(fieldStarts(text), len(text))
	var ends []int
	for i := 1; i < len(starts) && i <= maxNameWords; i++ {
		word := strings.TrimRight(text[starts[i-1]:starts[i]], " \t\n\r\v\f\u0085\u00a0")
		ends = append(ends, starts[i-1]+len(word))
		if strings.HasSuffix(word, ":") {
			break
		}
	}
	return ends
}
