package crm

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// maxMapping is far above any mapping: the built-in ones have a few kB.
const maxMapping = 64 << 10

// mapReader walks the tree of a mapping and collects what is wrong with it.
type mapReader struct {
	file string
	errs MapErrors
}

func (r *mapReader) at(line, col int, what string) {
	r.errs = append(r.errs, MapError{printable(r.file), max(1, line), max(1, col), printable(what)})
}

func (r *mapReader) bad(n *yaml.Node, format string, args ...any) {
	r.at(n.Line, n.Column, fmt.Sprintf(format, args...))
}

// parse returns the map at the root; nil with an error noted if there is none.
// Aliases are refused: without them no file can grow while it is read.
func (r *mapReader) parse(src []byte) *yaml.Node {
	switch {
	case len(src) > maxMapping:
		r.at(1, 1, fmt.Sprintf("the file has %d kB, and a mapping at most %d; is it the right file?", len(src)>>10, maxMapping>>10))
		return nil
	case !utf8.Valid(src) || slices.Contains(src, 0):
		r.at(1, 1, "this is not UTF-8 text")
		return nil
	}
	var docs []yaml.Node
	if err := yaml.Load(src, &docs, yaml.WithAllDocuments()); err != nil {
		what, line, col := err.Error(), 1, 1
		if one, ok := errors.AsType[*yaml.LoadError](err); ok {
			what, line, col = one.Message, one.Mark.Line, one.Mark.Column
		}
		r.at(line, col, "this is not YAML: "+strings.TrimPrefix(what, "yaml: "))
		return nil
	}
	if len(docs) != 1 || len(docs[0].Content) != 1 || docs[0].Content[0].Kind != yaml.MappingNode {
		r.at(1, 1, "a mapping is one map of settings; begin it with version: 1")
		return nil
	}
	if a := aliased(&docs[0]); a != nil {
		r.bad(a, "aliases (*name) and merges (<<) are not read here; write the value out, or put it in quotes")
		return nil
	}
	return docs[0].Content[0]
}

// aliased finds the first alias or merge key, and follows none.
func aliased(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode || n.Kind == yaml.ScalarNode && n.ShortTag() == "!!merge" {
		return n
	}
	for _, c := range n.Content {
		if a := aliased(c); a != nil {
			return a
		}
	}
	return nil
}

// pairs calls f for each entry of a map and reports names that come twice.
func (r *mapReader) pairs(n *yaml.Node, f func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.bad(n, "write {name: value} here")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		switch {
		case k.Kind != yaml.ScalarNode:
			r.bad(k, "a name must be plain text")
		case seen[k.Value]:
			r.bad(k, "%s is there twice", short(k.Value))
		default:
			seen[k.Value] = true
			f(k, n.Content[i+1])
		}
	}
}

// object reads a map by a table of fields, and says which were there.
func (r *mapReader) object(n *yaml.Node, fs fields) map[string]bool {
	seen, before := map[string]bool{}, len(r.errs)
	r.pairs(n, func(k, v *yaml.Node) {
		i := slices.IndexFunc(fs, func(f field) bool { return f.name == k.Value })
		if i < 0 {
			r.bad(k, "%s is not known here; known are %s", short(k.Value), strings.Join(fs.names(), ", "))
			return
		}
		seen[k.Value] = true
		fs[i].read(r, v)
	})
	if n.Kind == yaml.MappingNode && len(r.errs) == before {
		for _, f := range fs {
			if f.needed && !seen[f.name] {
				r.bad(n, "%s is missing", f.name)
			}
		}
	}
	return seen
}

// scalar is the text of a scalar as it is written, whatever YAML takes it for:
// yes and 2026 are words in a file of cells. An empty one is no text.
func (r *mapReader) scalar(n *yaml.Node) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		r.bad(n, "write a single value here")
		return "", false
	}
	if n.ShortTag() == "!!null" && n.Value == "" {
		r.bad(n, `this is empty; write "" for an empty cell`)
		return "", false
	}
	return n.Value, true
}

// items calls f for each item of a list; a single value is a list of one.
func (r *mapReader) items(n *yaml.Node, f func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		f(n)
		return
	}
	if len(n.Content) == 0 {
		r.bad(n, "the list is empty")
	}
	for _, c := range n.Content {
		f(c)
	}
}
