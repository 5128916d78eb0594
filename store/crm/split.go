package crm

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// cell is one field of a row.
type cell struct {
	text string
	col  int // in its physical line, in characters from 1
}

// flaw is why a row cannot be cut into cells.
type flaw struct {
	col  int
	what string
}

// record is one row as it stands in the file: cells, or a flaw.
type record struct {
	line  int
	cells []cell
	flaw  *flaw
}

// splitter cuts a file into records, as RFC 4180 has them; blanks around quotes
// are allowed. A quote that is not closed costs its own line only: reading goes
// on with the line after it.
type splitter struct {
	lines *lines
	comma byte
	width int // fields that the header has; 0 while it is read
}

// next returns the next record that is not blank; io.EOF after the last.
func (s *splitter) next() (record, error) {
	for {
		first, err := s.lines.next()
		if err != nil {
			return record{}, err
		}
		if first.long {
			return record{line: first.n, flaw: &flaw{1, fmt.Sprintf("the row is longer than %d bytes", maxRow)}}, nil
		}
		if strings.TrimSpace(first.text) == "" {
			continue
		}
		return s.record(first)
	}
}

func (s *splitter) record(first line) (record, error) {
	run := continuation{lines: s.lines, size: len(first.text)}
	c := cutter{line: first.text, col: 1, comma: s.comma, more: run.next}
	cells, f := c.cells(make([]cell, 0, s.width))
	if run.err != nil {
		return record{}, run.err
	}
	if len(run.taken) > 0 && f == nil && s.width > 0 && len(cells) != s.width {
		f = &flaw{c.ran, fmt.Sprintf("a quote that is not closed, or a row of %d fields where the header has %d", len(cells), s.width)}
	}
	if f != nil {
		s.lines.unread(run.taken)
	}
	return record{first.n, cells, f}, nil
}

// continuation gives a quoted field the lines it runs on over.
type continuation struct {
	lines *lines
	taken []line
	size  int
	err   error
}

func (r *continuation) next() (string, bool) {
	l, err := r.lines.next()
	if err != nil {
		if !errors.Is(err, io.EOF) {
			r.err = err
		}
		return "", false
	}
	r.taken = append(r.taken, l)
	r.size += len(l.text) + 1
	return l.text, !l.long && r.size <= maxRow
}

// cutter walks along the lines of one record.
type cutter struct {
	line  string
	pos   int // byte in line
	col   int // column of the byte at
	at    int
	ran   int // column at which a field that runs over several lines began
	comma byte
	more  func() (string, bool)
}

func (c *cutter) cells(out []cell) ([]cell, *flaw) {
	for {
		x, f := c.cell()
		if f != nil {
			return nil, f
		}
		out = append(out, x)
		if c.pos == len(c.line) {
			return out, nil
		}
		c.pos++ // over the delimiter
	}
}

func (c *cutter) column(pos int) int {
	c.col += utf8.RuneCountInString(c.line[c.at:pos])
	c.at = pos
	return c.col
}

func (c *cutter) cell() (cell, *flaw) {
	start := c.pos
	col := c.column(start)
	if open := c.blanks(start); open < len(c.line) && c.line[open] == '"' {
		text, f := c.quoted(open+1, col)
		return cell{text, col}, f
	}
	end := len(c.line)
	if i := strings.IndexByte(c.line[start:], c.comma); i >= 0 {
		end = start + i
	}
	if i := strings.IndexByte(c.line[start:end], '"'); i >= 0 {
		return cell{}, &flaw{c.column(start + i), "a quote inside a field: put the whole field in quotes and double the ones in it"}
	}
	c.pos = end
	return cell{c.line[start:end], col}, nil
}

// quoted reads on behind an opening quote, up to the delimiter or the end.
func (c *cutter) quoted(p, col int) (string, *flaw) {
	var text strings.Builder
	for {
		i := strings.IndexByte(c.line[p:], '"')
		if i < 0 {
			text.WriteString(c.line[p:])
			text.WriteByte('\n')
			next, ok := c.more()
			if !ok {
				return "", &flaw{col, "the quote that opens here is not closed"}
			}
			if c.ran == 0 {
				c.ran = col
			}
			c.line, c.at, c.col, p = next, 0, 1, 0
			continue
		}
		text.WriteString(c.line[p : p+i])
		p += i + 1
		if p == len(c.line) || c.line[p] != '"' {
			break
		}
		text.WriteByte('"')
		p++
	}
	c.pos = c.blanks(p)
	if c.pos < len(c.line) && c.line[c.pos] != c.comma {
		return "", &flaw{col, "the quote that opens here is not closed, or text follows after it"}
	}
	return text.String(), nil
}

func (c *cutter) blanks(p int) int {
	for p < len(c.line) && c.line[p] != c.comma && (c.line[p] == ' ' || c.line[p] == '\t') {
		p++
	}
	return p
}
