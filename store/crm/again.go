package crm

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// spot is where a row stands.
type spot struct {
	file string
	line int
}

func (r *row) spot() spot { return spot{r.f.path, r.line} }

func (s spot) compare(o spot) int {
	return cmp.Or(cmp.Compare(s.file, o.file), cmp.Compare(s.line, o.line))
}

// telling is what a row says of a thing.
type telling struct {
	at     spot
	values any // the same JSON for the same meaning
}

// text is the order of tellings.
func (t telling) text() string {
	b, err := json.Marshal(t.values)
	if err != nil {
		panic(err) // texts, numbers and dates
	}
	return string(b)
}

// holds says whether a row holds against another one that tells of the same
// thing: that does whose values sort last, so that the order of files and rows
// decides nothing. Where the two differ, that is noted.
func (im *importer) holds(now, old telling, noun, id string) bool {
	if im.counts(noun) {
		im.repeated++
	}
	x, y := now.text(), old.text()
	if x == y {
		return now.at.compare(old.at) < 0
	}
	kept, left := old.at, now.at
	if x > y {
		kept, left = left, kept
	}
	im.differ(noun, id, kept, left)
	return x > y
}

// counts says whether this part counts things of a kind: reps and accounts are
// read by all parts, and counted by the first.
func (im *importer) counts(noun string) bool {
	return im.part.at == 0 || noun != "rep" && noun != "account"
}

// conflict is a thing of which rows tell different values.
type conflict struct {
	noun, id string
	kept     spot
	left     spot // the first of those that do not hold
}

func (im *importer) differ(noun, id string, kept, left spot) {
	key := noun + "\x00" + id
	if c, ok := im.conflicts[key]; ok && c.left.compare(left) < 0 {
		left = c.left
	}
	im.conflicts[key] = conflict{noun, id, kept, left}
}

// noteConflicts notes what rows tell differently.
func (im *importer) noteConflicts() {
	for _, key := range slices.Sorted(maps.Keys(im.conflicts)) {
		c := im.conflicts[key]
		if !im.counts(c.noun) {
			continue
		}
		not := fmt.Sprint(c.left.line)
		if c.left.file != c.kept.file {
			not = fmt.Sprintf("%s:%d", c.left.file, c.left.line)
		}
		im.notes.put(c.kept.file+": told twice with different values; of such rows the one whose values sort last holds",
			c.noun, fmt.Sprintf("%s in line %d, not %s", clip(c.id), c.kept.line, not))
	}
}
