package playbook

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Error is one thing wrong with a playbook, and where. Lines and columns count
// from 1; a column is a character, not a byte.
type Error struct {
	File      string
	Line, Col int
	What      string
	Hint      string // what to do about it; may be empty
}

func (e Error) Error() string {
	s := fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Col, e.What)
	if e.Hint != "" {
		s += "; " + e.Hint
	}
	return s
}

// Errors is everything wrong with a playbook, sorted by place.
type Errors []Error

// Error prints one a line.
func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

func (es Errors) sorted() Errors {
	slices.SortStableFunc(es, func(a, b Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	return slices.Compact(es)
}

// oneLine keeps a message on its line and printable whatever it quotes: a
// playbook may come from anywhere.
func oneLine(s string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029 {
			return ' '
		}
		return c
	}, s)
}

// quote shows a value as it was written, cut where it is long.
func quote(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		s = string(r[:most-1]) + "…"
	}
	return `"` + oneLine(s) + `"`
}
