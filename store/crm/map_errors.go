package crm

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// MapError is one thing wrong with a mapping, and where; lines and columns count
// from 1.
type MapError struct {
	File      string
	Line, Col int
	What      string
}

func (e MapError) Error() string { return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Col, e.What) }

// MapErrors is everything wrong with a mapping, in the order of the file.
type MapErrors []MapError

// Error prints one a line.
func (es MapErrors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

func (es MapErrors) sorted() MapErrors {
	slices.SortStableFunc(es, func(a, b MapError) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col)) })
	return slices.Compact(es)
}

// printable keeps a message on its line, whatever it quotes.
func printable(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || c == 0x2028 || c == 0x2029 {
			return ' '
		}
		return c
	}, s)
}
