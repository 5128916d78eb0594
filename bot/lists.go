package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"evenkeel/coach"
)

// A rule that speaks of many subjects on one day is one list: a line each for
// the weightiest, what they all are asked once below them, and one set of controls
// that answers for all of them. One by one they stand on Home.

// listLines is how many subjects a list names.
const listLines = 5

const listPrefix = "list-"

// listID names the controls of a rule's list in a message.
func listID(message, rule string) string {
	h := sha256.Sum256([]byte(message + "\x00" + rule))
	return listPrefix + hex.EncodeToString(h[:16])
}

// listOf finds the nudges of a list by the block id of its controls: those that
// still wait for an answer.
func listOf(book *coach.Book, block string) []*coach.Nudge {
	if !strings.HasPrefix(block, listPrefix) {
		return nil
	}
	for _, m := range book.Messages {
		for _, key := range m.Nudges {
			n := book.Nudges[key]
			if n == nil || listID(m.Key, n.Rule) != block {
				continue
			}
			return slices.DeleteFunc(book.Listed(m, n), func(n *coach.Nudge) bool { return standing(n) != "" })
		}
	}
	return nil
}

// pressedOn is the nudge whose controls were pressed, and, where they are a
// list's, the keys of the others.
func pressedOn(book *coach.Book, block string) (n *coach.Nudge, also []string) {
	ns := listOf(book, block)
	if len(ns) == 0 {
		return nudgeOf(book, block), nil
	}
	for _, o := range ns[1:] {
		also = append(also, o.Key)
	}
	return ns[0], also
}

// list is a rule's part of a message that is one list.
type list struct {
	head    string
	open    []coach.Nudge // that wait for an answer
	words   []coach.Wording
	settled int
	unknown []coach.Nudge // that nobody can tell of any more
}

// listIn gathers a rule's list from a message.
func (c *Client) listIn(o coach.Outgoing, rule string) list {
	var l list
	for i := range o.Nudges {
		switch n := &o.Nudges[i]; {
		case n.Rule != rule:
		case n.Rests():
			l.unknown = append(l.unknown, *n)
		case standing(n) != "":
			l.settled++
		default:
			l.open, l.words = append(l.open, *n), append(l.words, wording(o, i))
		}
	}
	all := len(l.open) + l.settled + len(l.unknown)
	l.head = count(all, "thing") + " alike: " + rule
	if c.cfg.Heading != nil {
		l.head = c.cfg.Heading(rule, all, len(o.Nudges) > 0 && o.Nudges[0].Severity == coach.Note)
	}
	l.head = capital(l.head)
	return l
}

// capital makes a phrase begin like a sentence.
func capital(s string) string {
	if s == "" {
		return s
	}
	r := []rune(s)
	return strings.ToUpper(string(r[0])) + string(r[1:])
}

// byAsk parts the weightiest of those open by what they ask: one ask must fit all
// that stand above it.
func (l list) byAsk(most int) (out [][]coach.Wording) {
	for _, w := range l.words[:min(len(l.words), most)] {
		i := slices.IndexFunc(out, func(alike []coach.Wording) bool { return alike[0].Ask == w.Ask })
		if i < 0 {
			i, out = len(out), append(out, nil)
		}
		out[i] = append(out[i], w)
	}
	return out
}

// rest says what the lines leave out.
func (l list) rest() string {
	var parts []string
	if more := len(l.open) - listLines; more > 0 {
		parts = append(parts, fmt.Sprintf("… and %d more on my Home tab.", more))
	}
	switch {
	case len(l.open)+len(l.unknown) == 0:
		parts = append(parts, "All of them are settled – thanks.")
	case l.settled == 1:
		parts = append(parts, "One is settled – thanks.")
	case l.settled > 1:
		parts = append(parts, fmt.Sprintf("%d are settled – thanks.", l.settled))
	}
	if n := len(l.unknown); n > 0 {
		parts = append(parts, coach.Sentence(cannotTell(&l.unknown[0], fmt.Sprintf(" about %d of them", n))))
	}
	return strings.Join(parts, " ")
}

// listBlocks shows a list.
func listBlocks(l list, message, rule string) []slack.Block {
	elements := []slack.RichTextSectionElement{bold(l.head, maxTitle)}
	for _, alike := range l.byAsk(listLines) {
		for _, w := range alike {
			elements = append(elements, words("\n• ", maxTitle), bold(coach.Sentence(w.Title), maxTitle), words(" "+w.Say, 400))
		}
		if ask := alike[0].Ask; ask != "" {
			elements = append(elements, words("\n→ "+ask, 800))
		}
	}
	if rest := l.rest(); rest != "" {
		elements = append(elements, words("\n"+rest, maxTitle))
	}
	if len(l.open) == 0 {
		return []slack.Block{rich(elements...)}
	}
	return []slack.Block{rich(elements...), listControls(listID(message, rule))}
}

// listControls answer for the whole list.
func listControls(id string) slack.Block {
	return slack.NewActionBlock(id,
		button(doneAction, "", "Done with all").WithStyle(slack.StylePrimary),
		button(whyAction, "", "Why this?"),
		menu(snoozeAction, "Snooze all", snoozes),
		menu(notUsefulAction, "Not useful", notUsefuls))
}

// text is a list in full sentences.
func (l list) text() string {
	parts := []string{coach.Sentence(l.head)}
	for _, alike := range l.byAsk(listLines) {
		for _, w := range alike {
			parts = append(parts, coach.Sentence(w.Title)+" "+w.Say)
		}
		if ask := alike[0].Ask; ask != "" {
			parts = append(parts, ask)
		}
	}
	if rest := l.rest(); rest != "" {
		parts = append(parts, rest)
	}
	return strings.Join(parts, "\n")
}
