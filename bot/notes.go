package bot

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"evenkeel/coach"
)

// halves parts what a message says from the notes that it ends with.
func halves(o coach.Outgoing) (said, notes coach.Outgoing) {
	said, notes = o, o
	said.Nudges, said.Wordings, notes.Nudges, notes.Wordings = nil, nil, nil, nil
	for i, n := range o.Nudges {
		to := &said
		if n.Severity == coach.Note {
			to = &notes
		}
		to.Nudges, to.Wordings = append(to.Nudges, n), append(to.Wordings, wording(o, i))
	}
	return said, notes
}

// noteList is the week's notes as one plain list, a line each and without
// controls: those stand on Home.
func (c *Client) noteList(o coach.Outgoing) slack.Block {
	elements := []slack.RichTextSectionElement{words("When you have a quiet minute this week:", maxTitle)}
	for _, line := range c.noteLines(o) {
		elements = append(elements, words("\n• ", maxTitle), bold(line.title, maxTitle), words(" "+line.rest, maxNote))
	}
	return rich(elements...)
}

type noteLine struct{ title, rest string }

// noteLines are the notes, a line each; what a rule notes of many subjects is one.
func (c *Client) noteLines(o coach.Outgoing) (lines []noteLine) {
	for i := range o.Nudges {
		w, rest := wording(o, i), wording(o, i).Say
		switch line := standing(&o.Nudges[i]); {
		case !slices.Contains(o.Message.Lists, o.Nudges[i].Rule) || alone(o, i):
			if line != "" {
				rest = line
			} else if w.Ask != "" {
				rest += " " + w.Ask
			}
			lines = append(lines, noteLine{coach.Sentence(w.Title), rest})
		case !beganBefore(o, i):
			lines = append(lines, c.noteOfMany(o, o.Nudges[i].Rule))
		}
	}
	return lines
}

// alone says whether the i-th nudge is the only one of its rule.
func alone(o coach.Outgoing, i int) bool {
	return !slices.ContainsFunc(o.Nudges, func(n coach.Nudge) bool { return n.Rule == o.Nudges[i].Rule && n.Key != o.Nudges[i].Key })
}

// namesInNote is how many subjects a line names, and maxNote how many letters what
// it says of them may have.
const (
	namesInNote = 3
	maxNote     = 600
)

// noteOfMany is a rule's line for many subjects: how many, the weightiest by their
// names, and what is asked of them.
func (c *Client) noteOfMany(o coach.Outgoing, rule string) noteLine {
	l := c.listIn(o, rule)
	if len(l.open) == 0 {
		return noteLine{coach.Sentence(l.head), l.rest()}
	}
	names := map[string][]string{} // by what is asked of them
	for i, n := range l.open[:min(len(l.open), namesInNote)] {
		names[l.words[i].Ask] = append(names[l.words[i].Ask], o.Names.SubjectName(n.Subject))
	}
	var parts []string
	for _, alike := range l.byAsk(namesInNote) {
		ask := alike[0].Ask
		parts = append(parts, strings.TrimSpace(coach.Sentence(strings.Join(names[ask], "; "))+" "+ask))
	}
	if more := len(l.open) - namesInNote; more > 0 {
		parts = append(parts, fmt.Sprintf("And %d more on my Home tab.", more))
	}
	return noteLine{coach.Sentence(l.head), strings.Join(parts, " ")}
}
