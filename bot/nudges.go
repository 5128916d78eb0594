package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"evenkeel/coach"
)

// The controls of a nudge. All controls of one nudge share one actions block.
const (
	doneAction      = "nudge_done"
	whyAction       = "nudge_why"
	overrideAction  = "nudge_override"
	snoozeAction    = "nudge_snooze"
	notUsefulAction = "nudge_not_useful"
)

var (
	snoozes    = []option{{"Tomorrow", "tomorrow"}, {"Next week", "next_week"}, {"On a date …", "date"}}
	notUsefuls = []option{{"The facts are wrong", "wrong_fact"}, {"Wrong time", "wrong_time"}, {"Not mine", "not_mine"}}
)

// blockID names the controls of a nudge. A key may be longer than Slack allows
// an id to be, so it is hashed; a click is matched against the nudges of the
// clicker's own book, and so a made-up one matches nothing.
func blockID(nudge string) string {
	h := sha256.Sum256([]byte(nudge))
	return "nudge-" + hex.EncodeToString(h[:16])
}

// nudgeOf finds the nudge whose controls bear a block id.
func nudgeOf(book *coach.Book, block string) *coach.Nudge {
	if !strings.HasPrefix(block, "nudge-") {
		return nil
	}
	for key, n := range book.Nudges {
		if blockID(key) == block {
			return n
		}
	}
	return nil
}

// nudgeBlocks shows one nudge: what it says, and its controls; or, once it is
// answered or has mended itself, what became of it.
func nudgeBlocks(n *coach.Nudge, w coach.Wording, ask bool) []slack.Block {
	line := standing(n)
	elements := []slack.RichTextSectionElement{bold(w.Title, maxTitle), words("\n"+w.Say, 1200)}
	switch {
	case line != "":
		elements = append(elements, bold("\n"+line, 400))
	case ask && w.Ask != "":
		elements = append(elements, words("\n→ "+w.Ask, 800))
	}
	blocks := []slack.Block{rich(elements...)}
	if line == "" {
		blocks = append(blocks, controls(n))
	}
	return blocks
}

// standing is what became of a nudge; "" while it waits for an answer.
func standing(n *coach.Nudge) string {
	switch {
	case !n.Cleared.IsZero() && n.Reply == coach.Done:
		if n.Rests() {
			return "Done – thanks."
		}
		return "Done – thanks. It has sorted itself out."
	case n.Rests():
		return coach.Sentence(cannotTell(n, ""))
	case !n.Cleared.IsZero():
		return "This no longer applies."
	case n.Reply == coach.Done:
		return "Done – thanks."
	case n.Reply == coach.Snooze && n.Until.IsZero():
		return "Snoozed."
	case n.Reply == coach.Snooze:
		return "Snoozed until " + dayFrom(n.Until, coach.DateIn(n.RepliedAt, time.UTC)) + "."
	case n.Reply == coach.NotUseful:
		return "Not useful (" + reasonLabel(n.Reason) + ") – thanks, that helps to tune the rule."
	case n.Reply == coach.Override:
		return "Going on, with a reason: " + n.Reason
	}
	return ""
}

func reasonLabel(reason string) string {
	for _, o := range notUsefuls {
		if o.pick == reason {
			return strings.ToLower(o.label)
		}
	}
	return reason
}

func controls(n *coach.Nudge) slack.Block {
	value := n.Key
	if len(value) > maxValue {
		value = "" // the block id says it all
	}
	elements := []slack.BlockElement{
		button(doneAction, value, "Done").WithStyle(slack.StylePrimary),
		button(whyAction, value, "Why this?"),
	}
	if n.Overridable {
		elements = append(elements, button(overrideAction, value, "Go on, with a reason"))
	}
	elements = append(elements, menu(snoozeAction, "Snooze", snoozes), menu(notUsefulAction, "Not useful", notUsefuls))
	return slack.NewActionBlock(blockID(n.Key), elements...)
}

func menu(action, placeholder string, options []option) *slack.SelectBlockElement {
	var os []*slack.OptionBlockObject
	for _, o := range options {
		os = append(os, slack.NewOptionBlockObject(o.pick, plain(o.label, maxButton), nil))
	}
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(placeholder, maxButton), action, os...)
}

// controlsSize is about how many characters the controls of a nudge have.
const controlsSize = 150

// nudgeList is the blocks of a message: its nudges in order, and one line for
// what held already when a kind of fact came for the first time. What a rule says
// of many subjects is one list, and so are the notes.
func (c *Client) nudgeList(whole coach.Outgoing) []slack.Block {
	o, notes := halves(whole)
	var blocks []slack.Block
	size := 0
	for i := range o.Nudges {
		more, letters := c.itemBlocks(o, i)
		if more == nil {
			continue
		}
		size += controlsSize + letters
		if len(blocks)+len(more) > maxBlocks-3 || size > maxShown && i > 0 {
			blocks = append(blocks, rich(words(fmt.Sprintf("… and %d more on my Home tab.", len(o.Nudges)-i), maxSection)))
			break
		}
		if i > 0 {
			blocks = append(blocks, slack.NewDividerBlock())
		}
		blocks = append(blocks, more...)
	}
	if len(notes.Nudges) > 0 {
		blocks = append(blocks, c.noteList(notes))
	}
	if s := c.summary(o.Message); s != "" {
		blocks = append(blocks, rich(words(s, maxSection)))
	}
	return blocks
}

// itemBlocks are the blocks of the i-th nudge and about how many letters they
// have; of a list the first stands for all.
func (c *Client) itemBlocks(o coach.Outgoing, i int) ([]slack.Block, int) {
	n := &o.Nudges[i]
	if !slices.Contains(o.Message.Lists, n.Rule) {
		w := wording(o, i)
		return nudgeBlocks(n, w, true), utf8.RuneCountInString(w.Title + w.Say + w.Ask)
	}
	if beganBefore(o, i) {
		return nil, 0
	}
	l := c.listIn(o, n.Rule)
	return listBlocks(l, o.Message.Key, n.Rule), utf8.RuneCountInString(l.text())
}

// beganBefore says whether the list that the i-th nudge stands in has begun.
func beganBefore(o coach.Outgoing, i int) bool {
	return slices.ContainsFunc(o.Nudges[:i], func(n coach.Nudge) bool { return n.Rule == o.Nudges[i].Rule })
}

// wording is the words of the i-th nudge. A phraser always answers; should one
// fall short, the subject itself is better than nothing.
func wording(o coach.Outgoing, i int) coach.Wording {
	if i < len(o.Wordings) {
		return o.Wordings[i]
	}
	return coach.Wording{Title: o.Names.SubjectName(o.Nudges[i].Subject), Say: o.Nudges[i].Rule}
}

func (c *Client) summary(m coach.Message) string {
	n := 0
	for _, of := range m.QuietBy {
		n += of
	}
	if n == 0 {
		return ""
	}
	if c.cfg.Summary != nil {
		return c.cfg.Summary(n, m.QuietBy)
	}
	return count(n, "thing") + " held already when I first saw your data. They are on my Home tab; from now on I speak only of what is new."
}

// nudgeText is the message in full sentences, for notifications and screen
// readers.
func (c *Client) nudgeText(whole coach.Outgoing) string {
	var parts []string
	o, notes := halves(whole)
	for i := range o.Nudges {
		if slices.Contains(o.Message.Lists, o.Nudges[i].Rule) {
			if !beganBefore(o, i) {
				parts = append(parts, c.listIn(o, o.Nudges[i].Rule).text())
			}
			continue
		}
		parts = append(parts, itemText(o, i))
	}
	for _, line := range c.noteLines(notes) {
		parts = append(parts, line.title+" "+line.rest)
	}
	if s := c.summary(o.Message); s != "" {
		parts = append(parts, s)
	}
	if len(parts) == 0 {
		return "This has sorted itself out."
	}
	return strings.Join(parts, "\n")
}

// itemText is one nudge in full sentences.
func itemText(o coach.Outgoing, i int) string {
	w := wording(o, i)
	s := coach.Sentence(w.Title) + " " + w.Say
	if line := standing(&o.Nudges[i]); line != "" {
		return s + " " + line
	}
	return strings.TrimSpace(s + " " + w.Ask)
}
