package crm

import (
	"fmt"
	"slices"
	"strings"
)

// mapped finds the columns that an entry wants in a foreign header. Where one is
// missing it reports which, and returns nil.
func (im *importer) mapped(f *file, rec record) *header {
	b := binder{at: map[string]int{}, twice: map[string]bool{}}
	for i, c := range rec.cells {
		name := columnName(c.text)
		if _, ok := b.at[name]; ok {
			b.twice[name] = true
			continue
		}
		b.at[name] = i
	}
	h := &header{at: map[string]int{}, plan: &plan{m: im.o.Map, e: f.m}}
	for _, c := range f.m.columns {
		b.column(h, c)
	}
	for _, c := range f.m.skip {
		b.condition(h.plan, c)
	}
	if len(b.missing) > 0 {
		im.fail(f, rec.line, 1, "", fmt.Sprintf("the header lacks %s; it has %s", strings.Join(b.missing, ", "), headings(rec)))
		return nil
	}
	for name := range h.at {
		if q, ok := strings.CutPrefix(name, "q."); ok {
			h.answers = append(h.answers, question{im.criterion(q), name})
		}
	}
	if len(b.without) > 0 {
		im.notes.add(fmt.Sprintf("%s: has nothing for %s", f.path, strings.Join(b.without, ", ")), "", "")
	}
	return h
}

// headings lists a header for people.
func headings(rec record) string {
	var all []string
	for _, c := range rec.cells {
		all = append(all, short(c.text))
	}
	if len(all) > 30 {
		all = append(all[:30], "…")
	}
	return strings.Join(all, ", ")
}

// binder looks the headings of a mapping up in a file.
type binder struct {
	at      map[string]int
	twice   map[string]bool
	missing []string // what is said of headings that are needed and not there
	without []string // our columns that stay out
}

func (b *binder) column(h *header, c *column) {
	p := planned{name: c.name, constant: c.constant, date: slices.Contains(dateColumns, c.name), number: slices.Contains(numberColumns, c.name)}
	if c.from != nil {
		p.from = b.source(c.from)
		if p.from == nil && c.optional {
			b.without = append(b.without, c.name)
			return
		}
		if p.from == nil {
			b.lack(c.from.headings(), c.name, h.plan.m.name, c.line, c.col)
			return
		}
	}
	h.at[c.name] = len(h.plan.cells)
	h.plan.cells = append(h.plan.cells, p)
}

func (b *binder) lack(names []string, of, file string, line, col int) {
	var all []string
	for _, n := range names {
		all = append(all, short(n))
	}
	b.missing = append(b.missing, fmt.Sprintf("%s, which %s:%d:%d wants for %s", strings.Join(slices.Compact(all), " or "), printable(file), line, col, of))
}

// source binds a source, nil if none of its headings is there.
func (b *binder) source(s *source) *bound {
	if s == nil {
		return nil
	}
	out := &bound{src: s, other: b.source(s.other)}
	for _, name := range slices.Concat(s.columns, s.join) {
		if i, ok := b.at[columnName(name)]; ok {
			out.cells = append(out.cells, i)
			if b.twice[columnName(name)] {
				b.missing = append(b.missing, "one clear "+short(name)+", for it is there twice")
			}
		}
	}
	if len(out.cells) == 0 {
		return out.other
	}
	return out
}

func (b *binder) condition(p *plan, c *condition) {
	i, ok := b.at[columnName(c.column)]
	switch {
	case ok:
		p.skip = append(p.skip, skipper{condition: c, cell: i})
	case !c.optional:
		b.lack([]string{c.column}, "skip", p.m.name, c.line, c.at)
	}
}
