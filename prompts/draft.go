package prompts

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"evenkeel/coach"
)

// A draft goes to somebody outside, in the name of a rep. So its files, draft-*.tmpl,
// say only what the client knows too, and declare no other facts: no amount, no
// stage, no severity, no note of ours. They are wording files without a summary: of a
// letter, title is the greeting, say what it is about, and ask what is asked; of the
// questions, the three are one each.

const (
	aDraft    = "A draft, to copy and change"
	questions = "Three questions to ask, to copy and change"

	draftNo        = "draft-no"
	draftQuestions = "draft-questions"
	regards        = "Kind regards"
)

// draftOf is the draft that goes with what a rule asks for; there may be none.
func draftOf(rule string) string {
	switch rule {
	case coach.DraftNo:
		return draftNo
	case "future-talk-due":
		return draftQuestions
	}
	return "draft-line-" + rule
}

// readDrafts reads all drafts, by their ids.
func readDrafts() (map[string]*wording, error) {
	names, err := fs.Glob(files, "draft-*.tmpl")
	if err != nil {
		return nil, fmt.Errorf("prompts: %w", err)
	}
	all := map[string]*wording{}
	var errs []error
	for _, name := range names {
		src, err := files.ReadFile(name)
		if err == nil {
			var w *wording
			if w, err = parseDraft(name, string(src)); err == nil {
				all[w.id] = w
				continue
			}
		}
		errs = append(errs, fmt.Errorf("prompts: %w", err))
	}
	return all, errors.Join(errs...)
}

func parseDraft(name, src string) (*wording, error) {
	w, err := read(name, src, inEnglish)
	switch {
	case err != nil:
		return nil, err
	case w.id+".tmpl" != name || w.version < 1 || len(w.groups) == 0:
		return nil, fmt.Errorf("%s: its own id, a version and a group of variants are needed", name)
	}
	for i, g := range w.groups {
		if slices.ContainsFunc(g.variants, func(v variant) bool { return v.ask == nil }) {
			return nil, fmt.Errorf("%s: a variant of group %d lacks ask", name, i+1)
		}
	}
	if err := w.try(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return w, nil
}

// Draft drafts what a rule's ask, or a kind no, has a rep say to a client; false
// where nothing is to be said to one, or what is needed for it is not known.
func (t *Template) Draft(_ context.Context, d coach.Drafting) (coach.Draft, bool) {
	w, v, ok := t.draft(d)
	if !ok {
		return coach.Draft{}, false
	}
	return dressed(w, v, d), true
}

// draft is the wording of a draft, and its words.
func (t *Template) draft(d coach.Drafting) (w *wording, said words, ok bool) {
	w, v, ok := t.draftView(d)
	if !ok {
		return w, said, false
	}
	variants := w.variants(v)
	if len(variants) == 0 {
		return w, said, false
	}
	s, err := variants[pick(d.Nudge.Key, len(variants))].say(v)
	return w, words{s.Title, s.Say, s.Ask}, err == nil
}

// draftView turns what a client knows of a nudge's facts into words.
func (t *Template) draftView(d coach.Drafting) (w *wording, v map[string]any, ok bool) {
	if w = t.drafts[draftOf(d.Nudge.Rule)]; w == nil || !forClient(&d.Nudge) {
		return w, nil, false
	}
	n := sent(d.Nudge)
	v, ok = w.view(&n, coach.Phrasing{Names: d.Names, Today: d.Today})
	return w, v, ok
}

// sent is a nudge with its facts as they may stand in a letter.
func sent(n coach.Nudge) coach.Nudge {
	n.Facts = slices.Clone(n.Facts)
	for i, f := range n.Facts {
		n.Facts[i].Value = sendable(f)
	}
	return n
}

// forClient says whether a nudge's ask is to write to the client, or to call: not
// where a manager is asked to see to it, nor after a review that was held.
func forClient(n *coach.Nudge) bool {
	return n.For == coach.ForRep && n.Fact("unclaimed") == nil && n.Fact("review_held") == nil
}

// sendable is a fact as it may stand in a letter: whole, or not at all. Of many
// figures the first few are enough.
func sendable(f coach.Fact) any {
	s, ok := f.Value.(string)
	if !ok {
		return f.Value
	}
	switch factWords[f.Name].kind {
	case readings:
		parts := split(s)
		return strings.Join(parts[:min(len(parts), mostReadings)], ";")
	case text:
		if short := clip(s, textLength); short == clip(s, len(s)+1) {
			return short
		}
		return nil
	}
	return s
}

// dressed is a draft as it is copied.
func dressed(w *wording, s words, d coach.Drafting) coach.Draft {
	out := coach.Draft{Head: aDraft, Prompt: named(w.id, strconv.Itoa(w.version))}
	if w.id == draftQuestions {
		out.Head = questions
		out.Text = fmt.Sprintf("1. %s\n2. %s\n3. %s", s.Title, s.Say, s.Ask)
		return out
	}
	out.Text = strings.Join([]string{s.Title, s.Say, s.Ask, signed(d)}, "\n\n")
	return out
}

// signed ends a letter with the rep's name, where there is one.
func signed(d coach.Drafting) string {
	name := clip(d.Names.RepName(d.Rep), nameLength)
	if name = cmp.Or(name, d.Rep); name == d.Rep {
		return regards
	}
	return regards + "\n" + name
}
