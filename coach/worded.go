package coach

import (
	"context"
	"time"
)

// What was said stays said. The words of a nudge are kept on it once Slack has
// shown them, so that its message, edited days later or by another process, reads
// as it did, whoever chose the words; and so that wordings can be compared by how
// often their nudges were not useful.

// Worded is how a nudge was said. Template's words are not kept: it says the same
// again for the same nudge.
type Worded struct {
	Prompt string `json:"prompt"` // "nudge/1", "stalled/1"
	Day    Date   `json:"day"`    // the reader's, from which the words count days
	Title  string `json:"title,omitempty"`
	Say    string `json:"say,omitempty"`
	Ask    string `json:"ask,omitempty"`

	Language string `json:"language,omitempty"` // of the words; "" is English
}

// Model says whether the words were a language model's.
func (w *Worded) Model() bool { return w != nil && w.Say != "" }

// Kept returns the words in which a nudge was said before, if they are to be used:
// in the same language, where it is posted again or on the day on which they were
// chosen.
func (p Phrasing) Kept(n *Nudge) (Wording, bool) {
	w := n.Worded
	if !w.Model() || p.Reader == ForManager || w.Language != p.Language || !p.Again && w.Day != p.Today {
		return Wording{}, false
	}
	return Wording{Title: w.Title, Say: w.Say, Ask: w.Ask, By: ByModel, Prompt: w.Prompt, Language: w.Language}, true
}

// postTime is what Slack may take of a lease, with what is written down after it.
const postTime = 6500 * time.Millisecond

// wordsBy is when the words of a message are needed whose lease is taken now.
func (c *Coach) wordsBy(ctx context.Context) time.Time {
	end := time.Now().Add(c.Lease)
	if d, ok := ctx.Deadline(); ok && d.Before(end) {
		end = d
	}
	return end.Add(-postTime)
}

// word puts a message into words. Time for choosing them there is only for what the
// rep did not just ask for: an answer goes at once, and what has been shown stays.
func (c *Coach) word(ctx context.Context, out *Outgoing, until time.Time) {
	m := &out.Message
	p := Phrasing{Nudges: Timely(out.Nudges, out.Today), Today: out.Today, Names: out.Names, Lists: m.Lists, Again: m.TS != "", Language: c.speaks(out)}
	if m.TS == "" && (m.Kind == Daily || m.Kind == Now) {
		p.Until = until
	}
	out.Wordings = c.Words.Phrase(ctx, p)
}

// speaks is the language that a message should be in: that in which it was shown,
// else the reader's. What a digest says beside its nudges is English, so they are too.
func (c *Coach) speaks(out *Outgoing) string {
	switch {
	case out.Message.Shown > 0:
		return out.Message.Language
	case out.Digest != nil:
		return ""
	}
	return c.Playbook.Language(&out.Rep)
}

// language is the one that a message is in: one for all its nudges.
func (o Outgoing) language() string {
	if len(o.Wordings) == 0 {
		return ""
	}
	return o.Wordings[0].Language
}

// worded are the words of what is said for the first time, by nudge.
func (o Outgoing) worded() map[string]*Worded {
	var all map[string]*Worded
	for i, n := range o.Nudges {
		if n.Worded != nil || i >= len(o.Wordings) || o.Wordings[i].Prompt == "" {
			continue
		}
		said := o.Wordings[i]
		w := &Worded{Prompt: said.Prompt, Day: o.Today, Language: said.Language}
		if said.By == ByModel {
			w.Title, w.Say, w.Ask = said.Title, said.Say, said.Ask
		}
		if all == nil {
			all = map[string]*Worded{}
		}
		all[n.Key] = w
	}
	return all
}

// keepWords writes down in which words nudges were shown.
func (d *draft) keepWords(p Posted) {
	for key, w := range p.Worded {
		n := d.b.Nudges[key]
		if n == nil || n.Message != p.Message || n.Worded != nil || p.Gone {
			continue
		}
		next := *n
		next.Worded = w
		d.putNudge(&next)
	}
}
