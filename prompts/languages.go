package prompts

import (
	"errors"
	"fmt"
	"slices"

	"evenkeel/coach"
)

// Wordings in other languages stand in LANGUAGE/RULE.tmpl. Such a file has the facts
// and the groups of the English one, with sentences of its own; what stands there for
// lists, summaries and managers is said in English, as buttons and headings are.
//
// A message is in the rep's language when all of its nudges have words in it, else in
// English: two languages in one message would read like a mistake.

// translations reads the wordings of a rule in other languages.
func (t *Template) translations(english *wording) error {
	for lang, in := range locales {
		src, err := files.ReadFile(lang + "/" + english.id + ".tmpl")
		if err != nil {
			continue // it has no words in this language
		}
		w, err := translation(string(src), english, in)
		if err != nil {
			return err
		}
		if t.others[lang] == nil {
			t.others[lang] = map[string]*wording{}
		}
		t.others[lang][english.id] = w
	}
	return nil
}

// translation reads a wording file that stands in for an English one.
func translation(src string, english *wording, in *locale) (*wording, error) {
	name := in.language + "/" + english.id + ".tmpl"
	w, err := parse(name, src, in)
	if err != nil {
		return nil, err
	}
	if err := w.renders(english); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return w, nil
}

// renders holds a wording against the English one that it stands in for.
func (w *wording) renders(english *wording) error {
	switch {
	case w.id != english.id:
		return fmt.Errorf("id is %q", w.id)
	case w.summary != nil:
		return errors.New("a summary is said in English, as headings are")
	case !slices.Equal(w.facts, english.facts) || !slices.Equal(w.needs, english.needs):
		return fmt.Errorf("the facts are not those of %s.tmpl", english.id)
	case !slices.EqualFunc(w.groups, english.groups, func(a, b group) bool { return slices.Equal(a.when, b.when) }):
		return fmt.Errorf("the groups are not those of %s.tmpl", english.id)
	}
	for _, f := range w.facts {
		if slices.Contains(w.in.untold, factWords[f].kind) {
			return fmt.Errorf("nobody has written yet how %q is told in %q", f, w.in.language)
		}
	}
	return nil
}

// in is the wording of a rule in a language, nil where there is none.
func (t *Template) in(lang, rule string) *wording {
	if lang == "" || lang == coach.English {
		return t.wordings[rule]
	}
	return t.others[lang][rule]
}

// speaks is the language of a message: the one asked for if every nudge has words in
// it, else "", English.
func (t *Template) speaks(p coach.Phrasing) string {
	if t.others[p.Language] == nil || p.Reader == coach.ForManager {
		return ""
	}
	for i := range p.Nudges {
		w := t.in(p.Language, p.Nudges[i].Rule)
		if w == nil {
			return ""
		}
		if v, ok := w.view(&p.Nudges[i], p); !ok || len(w.variants(v)) == 0 {
			return ""
		}
	}
	return p.Language
}
