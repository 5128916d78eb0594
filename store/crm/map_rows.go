package crm

import (
	"fmt"
	"strings"
)

// plan is what happens to each row of a foreign file.
type plan struct {
	m      *Mapping
	e      *entry
	cells  []planned
	skip   []skipper
	footer int // rows of one cell that were left out
}

type planned struct {
	name         string
	date, number bool
	from         *bound // nil: the constant
	constant     string
}

type skipper struct {
	*condition
	cell int
	n    int // rows left out
}

// bound is a source whose cells are found.
type bound struct {
	src   *source
	cells []int
	other *bound
}

// leaves says whether a row is left out, and counts it.
func (p *plan) leaves(cells []cell) bool {
	for i := range p.skip {
		if s := &p.skip[i]; s.holds(cells[s.cell].text) {
			s.n++
			return true
		}
	}
	return false
}

// isFooter says whether a short row is a remark of the exporting program.
func (p *plan) isFooter(cells []cell) bool {
	if p == nil || !p.e.footer || len(cells) != 1 {
		return false
	}
	p.footer++
	return true
}

// row makes a row of ours. What cannot be read is noted at the foreign cell.
func (p *plan) row(r *row, theirs []cell) {
	r.cells = make([]cell, len(p.cells))
	for i, c := range p.cells {
		if c.from == nil {
			r.cells[i] = cell{c.constant, 1}
			continue
		}
		text, at, ours, from := c.from.text(theirs)
		r.cells[i] = cell{text, theirs[at].col}
		read, err := c.read(p.m, text, ours)
		if err != nil {
			r.fail(c.name, "%v", err)
			continue
		}
		r.cells[i].text = moved(read, from.add)
	}
}

// read turns a cell as it is written into ours; one that is ours already, or
// empty, stays.
func (c *planned) read(m *Mapping, text string, ours bool) (string, error) {
	switch {
	case ours || text == "":
		return text, nil
	case c.date:
		return m.day(text)
	case c.number:
		return m.number(text)
	}
	return text, nil
}

// text is what a row holds for a cell of ours, which foreign cell it comes from,
// whether it is ours already, being listed in values, and the source that gave it.
func (b *bound) text(theirs []cell) (text string, at int, ours bool, from *source) {
	text, at = b.raw(theirs)
	if to, ok := b.src.values.of(text); ok {
		text, ours = to, true
	}
	if strings.TrimSpace(text) == "" && b.other != nil {
		if t, a, o, f := b.other.text(theirs); strings.TrimSpace(t) != "" {
			return t, a, o, f
		}
	}
	return text, at, ours, b.src
}

// raw is what the foreign cells say, and the first of those that say something.
func (b *bound) raw(theirs []cell) (text string, at int) {
	at = -1
	for _, i := range b.cells {
		s := strings.TrimSpace(theirs[i].text)
		switch {
		case s == "":
			continue
		case at < 0:
			text, at = s, i
		default:
			text += " " + s
		}
		if len(b.src.join) == 0 {
			return text, at
		}
	}
	if at < 0 {
		at = b.cells[0]
	}
	return text, at
}

// report notes what was left out of a file.
func (p *plan) report(im *importer, f *file) {
	if p == nil {
		return
	}
	for _, s := range p.skip {
		if s.n > 0 {
			im.notes.add(fmt.Sprintf("%s: left out for %s: %s where %s", f.path, f.table.name, rowsOf(s.n), s.condition), "", "")
		}
	}
	if p.footer > 0 {
		im.notes.add(fmt.Sprintf("%s: left out: %s of the export's own, with a single cell", f.path, rowsOf(p.footer)), "", "")
	}
}

func rowsOf(n int) string {
	if n == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}
