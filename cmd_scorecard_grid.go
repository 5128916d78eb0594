package main

import (
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// cell is one place of a grid; its colour, if any, is a terminal's.
type cell struct{ text, colour string }

// column is one column of a grid; numbers stand on the right.
type column struct {
	head  string
	left  bool
	cells []cell
}

// gap is what stands between two columns.
const gap = 2

// printGrid prints columns side by side below their heads. Where a line would be
// wider than most, the columns that do not fit follow in a grid below, beside the
// first one again; with most 0 every line is as wide as it has to be.
func printGrid(w io.Writer, most int, columns ...column) error {
	var out strings.Builder
	for i, block := range blocks(columns, most) {
		if i > 0 {
			out.WriteByte('\n')
		}
		writeBlock(&out, block)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// blocks deals the columns out over grids of which each fits, the first column in
// all of them.
func blocks(columns []column, most int) [][]column {
	first := columns[0].width()
	out, wide := [][]column{columns[:1:1]}, first
	for _, c := range columns[1:] {
		last := &out[len(out)-1]
		if most > 0 && len(*last) > 1 && wide+gap+c.width() > most {
			out, wide = append(out, columns[:1:1]), first
			last = &out[len(out)-1]
		}
		*last, wide = append(*last, c), wide+gap+c.width()
	}
	return out
}

func writeBlock(out *strings.Builder, columns []column) {
	high := 0
	for _, c := range columns {
		high = max(high, len(c.heads()))
	}
	for line := range high {
		cells := make([]cell, len(columns))
		for i, c := range columns {
			heads := c.heads()
			if at := line - (high - len(heads)); at >= 0 {
				cells[i].text = heads[at]
			}
		}
		writeLine(out, columns, cells)
	}
	for row := range columns[0].cells {
		cells := make([]cell, len(columns))
		for i, c := range columns {
			cells[i] = c.cells[row]
		}
		writeLine(out, columns, cells)
	}
}

// writeLine writes one cell of each column, without blanks at the end of the line.
func writeLine(out *strings.Builder, columns []column, cells []cell) {
	owed := 0 // blanks, written only before something
	for i, c := range cells {
		blanks := columns[i].width() - wide(c.text)
		if !columns[i].left {
			owed, blanks = owed+blanks, 0
		}
		if text := strings.TrimRight(c.text, " "); text != "" {
			out.WriteString(strings.Repeat(" ", owed))
			owed = wide(c.text) - wide(text)
			if c.colour != "" {
				text = c.colour + text + plain
			}
			out.WriteString(text)
		} else {
			owed += wide(c.text)
		}
		owed += blanks + gap
	}
	out.WriteByte('\n')
}

// width is how wide the column is: as its widest cell, or as the words of its
// head need it.
func (c *column) width() int {
	n := 0
	for _, head := range c.heads() {
		n = max(n, wide(head))
	}
	for _, x := range c.cells {
		n = max(n, wide(x.text))
	}
	return n
}

// heads are the lines of the head, broken so that it is not wider than its cells
// if its words allow.
func (c *column) heads() []string {
	most := 1
	for _, x := range c.cells {
		most = max(most, wide(x.text))
	}
	for _, word := range strings.Fields(c.head) {
		most = max(most, wide(word))
	}
	return fill(c.head, most)
}

// fill breaks a text into lines of whole words, none wider than most if its words
// allow; with most 0 it is one line.
func fill(text string, most int) (lines []string) {
	for _, word := range strings.Fields(text) {
		if n := len(lines); n > 0 && (most == 0 || wide(lines[n-1])+1+wide(word) <= most) {
			lines[n-1] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}

// wide is how many places a text takes on a terminal: East Asian letters take
// two, marks that stand on another letter none.
func wide(s string) int {
	n := 0
	for _, r := range s {
		switch k := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case k == width.EastAsianWide || k == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
