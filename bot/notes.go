package bot

import (
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
func noteList(o coach.Outgoing) slack.Block {
	elements := []slack.RichTextSectionElement{words("When you have a quiet minute this week:", maxTitle)}
	for i := range o.Nudges {
		w, rest := o.Wordings[i], o.Wordings[i].Say
		if line := standing(&o.Nudges[i]); line != "" {
			rest = line
		} else if w.Ask != "" {
			rest += " " + w.Ask
		}
		elements = append(elements, words("\n• ", maxTitle), bold(sentence(w.Title), maxTitle), words(" "+rest, 400))
	}
	return rich(elements...)
}
