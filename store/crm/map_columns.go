package crm

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"evenkeel/coach"

	"go.yaml.in/yaml/v4"
)

// check holds what several settings of an entry have to be together.
func (r *mapReader) check(n *yaml.Node, e *entry) {
	t := e.table
	if e.asIs() {
		if len(e.skip) > 0 || e.footer {
			r.bad(n, "without columns the file is in our form already, and nothing of it can be left out")
		}
		return
	}
	for i, c := range e.columns {
		q, isAnswer := strings.CutPrefix(c.name, "q.")
		switch {
		case !slices.Contains(t.columns, c.name) && !(isAnswer && q != "" && t.answers):
			r.at(c.line, c.col, fmt.Sprintf("%s has no column %s; it has %s", t.name, short(c.name), strings.Join(t.columns, ", ")))
		case slices.ContainsFunc(e.columns[:i], func(o *column) bool { return o.name == c.name }):
			r.at(c.line, c.col, c.name+" is filled twice")
		case c.from != nil && c.from.moves() && !slices.Contains(dateColumns, c.name):
			r.at(c.line, c.col, c.name+" is no date to add to")
		}
	}
	h := header{at: map[string]int{}}
	for _, c := range e.columns {
		if !c.optional {
			h.at[c.name] = 0
		}
	}
	if lack := t.lack(&h); lack != "" {
		r.bad(n, "%s needs %s, among columns or constants", t.name, lack)
	}
}

// moves says whether a source adds to a date.
func (s *source) moves() bool { return len(s.add) > 0 || s.other != nil && s.other.moves() }

// columns reads our columns, each with its source.
func columns(to *[]*column, optional bool) reading {
	return reading{func(r *mapReader, n *yaml.Node) {
		r.pairs(n, func(k, v *yaml.Node) {
			c := &column{name: columnName(k.Value), from: &source{}, optional: optional, line: k.Line, col: k.Column}
			r.source(v, c.from)
			*to = append(*to, c)
		})
	}, schema{"type": "object", "propertyNames": ref("column"), "additionalProperties": ref("source")}}
}

// constants reads our columns that are the same in all rows.
func constants(to *[]*column) reading {
	return reading{func(r *mapReader, n *yaml.Node) {
		r.pairs(n, func(k, v *yaml.Node) {
			if s, ok := r.scalar(v); ok {
				*to = append(*to, &column{name: columnName(k.Value), constant: s, line: k.Line, col: k.Column})
			}
		})
	}, schema{"type": "object", "propertyNames": ref("column"), "additionalProperties": cellSchema}}
}

// source reads a heading, a list of them, or all that can be said of a source.
func (r *mapReader) source(n *yaml.Node, s *source) {
	if n.Kind != yaml.MappingNode {
		names(&s.columns).read(r, n)
		return
	}
	before := len(r.errs)
	r.object(n, sourceFields(s))
	if len(r.errs) == before && (s.columns == nil) == (s.join == nil) {
		r.bad(n, "write one of column and join")
	}
}

func readElse(to **source) func(*mapReader, *yaml.Node) {
	return func(r *mapReader, n *yaml.Node) {
		*to = &source{}
		r.source(n, *to)
	}
}

// valueMap reads what cells become.
func valueMap(to *values) reading {
	return reading{func(r *mapReader, n *yaml.Node) {
		to.whole = map[string]string{}
		r.pairs(n, func(k, v *yaml.Node) {
			gives, ok := r.scalar(v)
			if !ok {
				return
			}
			from := foldValue(k.Value)
			with, begins := strings.CutSuffix(from, "*")
			_, twice := to.whole[from]
			twice = twice || begins && slices.ContainsFunc(to.begins, func(b beginning) bool { return b.with == with })
			switch {
			case twice:
				r.bad(k, "%s is there twice; case does not count", short(k.Value))
			case begins:
				to.begins = append(to.begins, beginning{with, gives})
			default:
				to.whole[from] = gives
			}
		})
		slices.SortFunc(to.begins, func(a, b beginning) int {
			return cmp.Or(cmp.Compare(len(b.with), len(a.with)), cmp.Compare(a.with, b.with))
		})
	}, schema{"type": "object", "additionalProperties": cellSchema}}
}

// stepList reads what to add to a date.
func stepList(to *[]step) reading {
	return reading{func(r *mapReader, n *yaml.Node) {
		r.items(n, func(c *yaml.Node) {
			var x step
			parsed(&x, parseStep).read(r, c)
			*to = append(*to, x)
		})
	}, schema{"anyOf": []any{cellSchema, listSchema}}}
}

// dates reads the patterns of dates: one, or a list.
func dates(to *[]datePattern) reading {
	return reading{func(r *mapReader, n *yaml.Node) {
		var texts []string
		names(&texts).read(r, n)
		ps, err := parseDates(texts)
		if err != nil {
			r.bad(n, "%v", err)
			return
		}
		*to = ps
	}, schema{"anyOf": []any{cellSchema, listSchema}}}
}

func currencyCode(s string) (string, error) {
	if _, err := coach.ParseMoney("0", clip(s)); err != nil || s == "" {
		return "", fmt.Errorf("%s is no currency like USD", short(s))
	}
	return s, nil
}

func filePattern(s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	if _, err := path.Match(s, "x"); err != nil || s == "" || strings.Contains(s, "/") {
		return "", fmt.Errorf("%s is no name of a file, nor a pattern like *deals*.csv", short(s))
	}
	return s, nil
}

func readTable(to **table) func(*mapReader, *yaml.Node) {
	return func(r *mapReader, n *yaml.Node) {
		s, ok := r.scalar(n)
		if !ok {
			return
		}
		if *to = tableOf(s); *to == nil || strings.ContainsAny(s, `/\`) {
			r.bad(n, "%s is none of %s", short(s), fileNames())
		}
	}
}

func readVersion(r *mapReader, n *yaml.Node) {
	if n.ShortTag() != "!!int" || n.Value != "1" {
		r.bad(n, "this program reads version: 1")
	}
}
