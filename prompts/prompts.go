// Package prompts words what rules have decided. It may choose words, never
// facts.
//
// Each rule has a wording file, RULE.tmpl, with several variants of title,
// finding and ask, in groups for the situations that need other words. Which
// variant a nudge gets follows from its key, so that an edited message keeps
// its words while the next nudge sounds a little different. Files are checked
// when the program starts: a broken template, a fact that the file does not
// declare or a rule without words is an error then, not on a Monday morning.
//
// Words in another language stand in a folder of its name: see languages.go.
//
// What people typed (names, notes, answers) is data to the templates and is
// never read as one. It is cut to a length that a message can bear.
//
// A Template always answers. Where facts that a wording needs are missing, it
// falls back on the rule's own sentence.
package prompts

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"hash/fnv"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"text/template"

	"evenkeel/coach"
)

//go:embed *.tmpl de/*.tmpl
var files embed.FS

// Template is the phraser that needs nothing but the wording files. It is safe
// for concurrent use.
type Template struct {
	rules    []coach.Rule
	wordings map[string]*wording            // by rule id
	others   map[string]map[string]*wording // by language other than English, and rule id
	manager  map[string]variant             // by rule id: as a manager is told of a rep's
	drafts   map[string]*wording            // by file, without its ending
	said     sync.Map                       // *ruleWords by language and rule: see check_words.go
}

var _ coach.Phraser = (*Template)(nil)

// Templates reads the wordings of the rules. The error names everything wrong
// with them.
func Templates(rules []coach.Rule) (*Template, error) {
	t := &Template{rules: rules, wordings: map[string]*wording{}, others: map[string]map[string]*wording{}, manager: map[string]variant{}}
	var errs []error
	for _, r := range rules {
		name := r.ID + ".tmpl"
		src, err := files.ReadFile(name)
		if err != nil {
			errs = append(errs, fmt.Errorf("prompts: rule %s has no wording: %w", r.ID, err))
			continue
		}
		w, err := parse(name, string(src), inEnglish)
		if err == nil && w.id != r.ID {
			err = fmt.Errorf("%s: id is %q", name, w.id)
		}
		if err == nil {
			err = errors.Join(t.manage(w), t.translations(w))
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("prompts: %w", err))
			continue
		}
		t.wordings[r.ID] = w
	}
	var err error
	if t.drafts, err = readDrafts(); err != nil {
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return t, nil
}

// Phrase words each nudge, in their order. It never fails. Those of one list that
// are in the same situation are told alike, so that one ask fits them.
func (t *Template) Phrase(_ context.Context, p coach.Phrasing) []coach.Wording {
	p.Language = t.speaks(p)
	out := make([]coach.Wording, len(p.Nudges))
	first := map[string]string{} // of each list, the key that its words follow from
	for i := range p.Nudges {
		n := &p.Nudges[i]
		key := n.Key
		if slices.Contains(p.Lists, n.Rule) {
			first[n.Rule] = cmp.Or(first[n.Rule], key)
			key = first[n.Rule]
		}
		out[i] = t.phrase(n, key, p)
	}
	return out
}

// phrase words one of them, in a language that speaks has chosen; key chooses among
// the variants.
func (t *Template) phrase(n *coach.Nudge, key string, p coach.Phrasing) coach.Wording {
	if kept, ok := p.Kept(n); ok {
		return kept
	}
	if p.Reader == coach.ForManager && n.For == coach.ForRep {
		return t.tellManager(n, p)
	}
	w := t.in(p.Language, n.Rule)
	if w == nil {
		return t.plain(n, p)
	}
	v, ok := w.view(n, p)
	if !ok {
		return t.plain(n, p)
	}
	variants := w.variants(v)
	if len(variants) == 0 {
		return t.plain(n, p)
	}
	said, err := variants[pick(key, len(variants))].say(v)
	if err != nil {
		return t.plain(n, p)
	}
	said.Prompt, said.Language = w.named(), p.Language
	return said
}

// named is a wording file or a prompt with its version: "stalled/1".
func named(id, version string) string { return id + "/" + version }

// named is a wording file with its version; one in another language after that:
// "de/narrow-base/1".
func (w *wording) named() string {
	return path.Join(w.in.language, named(w.id, strconv.Itoa(w.version)))
}

// plain is what is said where the wording cannot be: the rule's own sentence.
func (t *Template) plain(n *coach.Nudge, p coach.Phrasing) coach.Wording {
	w := coach.Wording{Title: capital(teller{in: inEnglish, names: p.Names}.subject(n.Subject)), Ask: "Have a look at it."}
	for i := range t.rules {
		if t.rules[i].ID == n.Rule {
			w.Say = t.rules[i].Doc
		}
	}
	return w
}

// pick is a stable choice among n by key.
func pick(key string, n int) int {
	h := fnv.New64a()
	h.Write([]byte(key))
	// The low bits of FNV follow the last letters too closely: fold the high ones in.
	sum := h.Sum64()
	return int((sum ^ sum>>32) % uint64(n))
}

// Summary says in one friendly line what was already true when the coach first
// looked, by rule; nothing for nothing.
func (t *Template) Summary(byRule map[string]int) string {
	var parts []string
	for _, r := range t.rules {
		if n := byRule[r.ID]; n > 0 {
			parts = append(parts, counted(t.wordings[r.ID].summary, n))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "Already true when I arrived: " + inEnglish.list(parts) + ". You will find it all on your Home; from here on I speak up about what is new."
}

// Heading says what a list of one rule's nudges, or of its notes, is of: "4 deals
// past their close date". It is "" for a rule without words.
func (t *Template) Heading(rule string, n int, notes bool) string {
	w := t.wordings[rule]
	switch {
	case w == nil:
		return ""
	case notes && w.noted != nil:
		return counted(w.noted, n)
	}
	return counted(w.summary, n)
}

// Version is the number of a rule's wording, 0 without one. It rises when the
// words change.
func (t *Template) Version(rule string) int {
	if w := t.wordings[rule]; w != nil {
		return w.version
	}
	return 0
}

// counted says how many of what there are.
func counted(t *template.Template, n int) string {
	var b strings.Builder
	if err := t.Execute(&b, map[string]any{"n": n}); err != nil {
		return ""
	}
	return tidy(b.String())
}
