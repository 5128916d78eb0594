package prompts

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
	tree "text/template/parse"

	"evenkeel/coach"
)

// wording is one wording file:
//
//	id: narrow-base
//	version: 1
//	facts: top_account hhi?         those that it may use; ? marks what may be missing
//	summary: {{plural .n "deal"}} without a verdict    in English, as headings are
//	noted: {{plural .n "old deal"}} a list of its notes, where that is of something else
//	also: spread narrow widen       words that another may use who says the same
//	nots: open promise              what another may say is not so
//	must: REGEXP                    another's words say one of these …
//	never: REGEXP                   … and none of these
//	never due !amount: REGEXP       … where there is a due and no amount
//
//	=== when severity=warn due      a group, for when all of this holds; else the next
//	---
//	title: …                        a variant
//	say: …
//	ask: …                          or none
//
// A line that begins with a blank continues the one before; # begins a comment.
type wording struct {
	in      *locale
	id      string
	version int
	facts   []string
	needs   []string // those of facts without which nothing can be said
	summary *template.Template
	noted   *template.Template // nil: as summary
	groups  []group

	also, nots  string // for the check of a model's words: see check.go
	must, never []held
}

// group is the variants for one situation.
type group struct {
	when     []condition
	variants []variant
}

// condition is a fact that must be there, with this value if it has one; or, with not,
// the contrary.
type condition struct {
	fact, value string
	not         bool
}

// variant is one way to say it. Without an ask it asks nothing.
type variant struct{ title, finding, ask *template.Template }

// parse reads a wording file and says each variant once, so that a mistake
// shows at start.
func parse(name, src string, in *locale) (*wording, error) {
	w, err := read(name, src, in)
	if err != nil {
		return nil, err
	}
	if w.id == "" || w.version < 1 || w.summary == nil && in == inEnglish || len(w.groups) == 0 {
		return nil, fmt.Errorf("%s: id, version, facts, summary and a group of variants are needed", name)
	}
	if err := w.try(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return w, nil
}

// read takes in the lines of a wording file.
func read(name, src string, in *locale) (*wording, error) {
	w := &wording{in: in}
	for _, l := range lines(src) {
		if err := w.line(fmt.Sprintf("%s:%d", name, l.number), l.text); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, l.number, err)
		}
	}
	return w, nil
}

type line struct {
	number int
	text   string
}

// lines joins continued lines and drops comments and empty ones.
func lines(src string) []line {
	var out []line
	for i, s := range strings.Split(src, "\n") {
		switch {
		case strings.TrimSpace(s) == "" || strings.HasPrefix(s, "#"):
		case s[0] == ' ' && len(out) > 0:
			out[len(out)-1].text += " " + strings.TrimSpace(s)
		default:
			out = append(out, line{i + 1, strings.TrimSpace(s)})
		}
	}
	return out
}

func (w *wording) line(at, s string) error {
	if rest, ok := strings.CutPrefix(s, "==="); ok {
		return w.group(strings.Fields(rest))
	}
	if s == "---" {
		if len(w.groups) == 0 {
			return errors.New("a variant stands outside any group: write === otherwise above it")
		}
		g := &w.groups[len(w.groups)-1]
		g.variants = append(g.variants, variant{})
		return nil
	}
	key, text, ok := strings.Cut(s, ":")
	if !ok {
		return fmt.Errorf("%q is no line like say: …", s)
	}
	if len(w.groups) == 0 {
		return w.head(at, key, strings.TrimSpace(text))
	}
	return w.part(at, key, strings.TrimSpace(text))
}

func (w *wording) group(words []string) error {
	var g group
	switch {
	case len(words) == 1 && words[0] == "otherwise":
	case len(words) > 1 && words[0] == "when":
		for _, c := range words[1:] {
			fact, value, _ := strings.Cut(c, "=")
			if !w.known(fact) {
				return unknown(fact)
			}
			g.when = append(g.when, condition{fact, value, false})
		}
	default:
		return errors.New("a group begins with === when FACT… or === otherwise")
	}
	w.groups = append(w.groups, g)
	return nil
}

// head reads a line above the first group.
func (w *wording) head(at, key, text string) (err error) {
	switch key {
	case "id":
		w.id = text
	case "version":
		w.version, err = strconv.Atoi(text)
	case "facts":
		err = w.declare(strings.Fields(text))
	case "summary":
		w.summary, err = w.compile(at, text, "n")
	case "noted":
		w.noted, err = w.compile(at, text, "n")
	case "also":
		w.also = text
	case "nots":
		w.nots = text
	default:
		kind, when, _ := strings.Cut(key, " ")
		switch kind {
		case "must":
			return w.hold(when, text, &w.must)
		case "never":
			return w.hold(when, text, &w.never)
		}
		err = fmt.Errorf("there is no %s here", key)
	}
	return err
}

func (w *wording) declare(names []string) error {
	for _, f := range names {
		name, maybe := strings.CutSuffix(f, "?")
		if _, ok := factWords[name]; !ok {
			return unknown(name)
		}
		w.facts = append(w.facts, name)
		if !maybe {
			w.needs = append(w.needs, name)
		}
	}
	return nil
}

// part reads a line of a variant.
func (w *wording) part(at, key, text string) (err error) {
	g := &w.groups[len(w.groups)-1]
	if len(g.variants) == 0 {
		return errors.New("a variant begins with ---")
	}
	v := &g.variants[len(g.variants)-1]
	switch key {
	case "title":
		v.title, err = w.compile(at, text)
	case "say":
		v.finding, err = w.compile(at, text)
	case "ask":
		if text != "none" {
			v.ask, err = w.compile(at, text)
		}
	default:
		err = fmt.Errorf("there is no %s in a variant", key)
	}
	return err
}

// held is what the words of another must or must never say, where conditions hold.
type held struct {
	when []condition
	says *regexp.Regexp
}

// hold reads such a line.
func (w *wording) hold(when, text string, to *[]held) error {
	re, err := regexp.Compile(text)
	if err != nil {
		return err
	}
	h := held{says: re}
	for _, c := range strings.Fields(when) {
		fact, value, _ := strings.Cut(strings.TrimPrefix(c, "!"), "=")
		if !w.known(fact) {
			return unknown(fact)
		}
		h.when = append(h.when, condition{fact, value, strings.HasPrefix(c, "!")})
	}
	*to = append(*to, h)
	return nil
}

// holding are those of a list whose conditions hold.
func holding(list []held, v map[string]any) []held {
	var out []held
	for _, h := range list {
		if !slices.ContainsFunc(h.when, func(c condition) bool { return !c.holds(v) }) {
			out = append(out, h)
		}
	}
	return out
}

func unknown(fact string) error { return fmt.Errorf("unknown fact %q", fact) }

// known says whether a template may use a fact: one declared, or one that is
// there for every nudge.
func (w *wording) known(fact string) bool {
	return slices.Contains(w.facts, fact) || slices.Contains(always, fact)
}

func (w *wording) compile(at, text string, also ...string) (*template.Template, error) {
	t, err := template.New(at).Option("missingkey=error").Funcs(w.in.funcs).Parse(text)
	if err != nil {
		return nil, err
	}
	for _, f := range used(t.Root) {
		if !w.known(f) && !slices.Contains(also, f) {
			return nil, unknown(f)
		}
	}
	return t, nil
}

// used lists the facts that a template mentions on any of its branches.
func used(n tree.Node) (facts []string) {
	var below []tree.Node
	switch n := n.(type) {
	case *tree.FieldNode:
		return []string{strings.Join(n.Ident, ".")}
	case *tree.ListNode:
		if n != nil {
			below = n.Nodes
		}
	case *tree.IfNode:
		below = []tree.Node{n.Pipe, n.List, n.ElseList}
	case *tree.ActionNode:
		below = []tree.Node{n.Pipe}
	case *tree.PipeNode:
		for _, c := range n.Cmds {
			below = append(below, c.Args...)
		}
	case *tree.TextNode, *tree.StringNode, *tree.NumberNode, *tree.IdentifierNode:
	default:
		return []string{n.String()} // with, range and the like: not needed, and so not known
	}
	for _, b := range below {
		facts = append(facts, used(b)...)
	}
	return facts
}

// try says every variant with all facts and with no more than are needed.
func (w *wording) try() error {
	full, bare := w.sample(w.facts), w.sample(w.needs)
	for i, g := range w.groups {
		if len(g.variants) == 0 {
			return fmt.Errorf("group %d has no variants", i+1)
		}
		for _, v := range g.variants {
			if v.title == nil || v.finding == nil {
				return fmt.Errorf("a variant of group %d lacks title or say", i+1)
			}
			for _, facts := range []map[string]any{full, bare} {
				if _, err := v.say(facts); err != nil {
					return err
				}
			}
		}
	}
	for _, t := range []*template.Template{w.summary, w.noted} {
		if t == nil {
			continue
		}
		if err := t.Execute(new(strings.Builder), map[string]any{"n": 1}); err != nil {
			return err
		}
	}
	return nil
}

func (w *wording) sample(facts []string) map[string]any {
	v := map[string]any{}
	for _, f := range append(slices.Clone(w.facts), always...) {
		v[f] = ""
	}
	for _, f := range append(slices.Clone(facts), always...) {
		v[f] = factWords[f].sample()
	}
	return v
}

// variants are those of the first group whose conditions hold.
func (w *wording) variants(v map[string]any) []variant {
	for _, g := range w.groups {
		if !slices.ContainsFunc(g.when, func(c condition) bool { return !c.holds(v) }) {
			return g.variants
		}
	}
	return nil
}

func (c condition) holds(v map[string]any) bool {
	is := v[c.fact] != ""
	if c.value != "" {
		is = fmt.Sprint(v[c.fact]) == c.value
	}
	return is != c.not
}

func (v variant) say(facts map[string]any) (coach.Wording, error) {
	var out coach.Wording
	for _, part := range []struct {
		t  *template.Template
		to *string
	}{{v.title, &out.Title}, {v.finding, &out.Say}, {v.ask, &out.Ask}} {
		if part.t == nil {
			continue
		}
		var b strings.Builder
		if err := part.t.Execute(&b, facts); err != nil {
			return out, err
		}
		*part.to = tidy(b.String())
	}
	return out, nil
}
