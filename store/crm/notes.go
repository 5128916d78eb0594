package crm

import (
	"fmt"
	"slices"
	"strings"
)

// notes are remarks that need no mending. The same remark on many rows is one,
// with their number and the first few by name.
type notes struct {
	by    map[string]*note
	quiet bool // what is read again was noted the first time
}

type note struct {
	n     int
	noun  string
	first []string // the smallest, so that the order of rows does not show
}

// add notes a text; with a noun ("deal") it counts what the text is true of.
func (n *notes) add(text, noun, of string) {
	if !n.quiet {
		n.put(text, noun, clip(of))
	}
}

func (n *notes) put(text, noun, of string) {
	if n.by == nil {
		n.by = map[string]*note{}
	}
	x := n.by[text]
	if x == nil {
		x = &note{noun: noun}
		n.by[text] = x
	}
	x.n++
	if i, found := slices.BinarySearch(x.first, of); !found && i < 3 {
		x.first = slices.Insert(x.first, i, of)
		x.first = x.first[:min(3, len(x.first))]
	}
}

func (n *notes) texts() []string {
	var out []string
	for text, x := range n.by {
		out = append(out, text+x.suffix())
	}
	slices.Sort(out)
	return out
}

func (x *note) suffix() string {
	if x.noun == "" {
		return ""
	}
	who := slices.Clone(x.first)
	if x.n > len(who) {
		who = append(who, "…")
	}
	plural := "s"
	if x.n == 1 {
		plural = ""
	}
	return fmt.Sprintf(" (%d %s%s: %s)", x.n, x.noun, plural, strings.Join(who, ", "))
}
