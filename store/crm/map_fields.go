package crm

import (
	"encoding/json"
	"slices"

	"go.yaml.in/yaml/v4"
)

// fields are what a map of the mapping may hold. One table serves the reader and
// the schema, so that editors and the program know the same.
type fields []field

type field struct {
	name   string
	doc    string // one sentence, for editors
	needed bool
	reading
}

// reading is how a value is read, and what a JSON Schema says of it.
type reading struct {
	read   func(*mapReader, *yaml.Node)
	schema schema
}

type schema = map[string]any

func (fs fields) names() []string {
	var out []string
	for _, f := range fs {
		out = append(out, f.name)
	}
	return out
}

func (fs fields) schema() schema {
	properties, needed := schema{}, []string{}
	for _, f := range fs {
		s := schema{"description": f.doc}
		for k, v := range f.reading.schema {
			s[k] = v
		}
		properties[f.name] = s
		if f.needed {
			needed = append(needed, f.name)
		}
	}
	out := schema{"type": "object", "additionalProperties": false, "properties": properties}
	if len(needed) > 0 {
		out["required"] = needed
	}
	return out
}

// MapSchema is a JSON Schema of mappings, for editors to complete and mark keys
// by. It is looser than LoadMapping, which has the last word.
func MapSchema() []byte {
	out := mappingFields(&Mapping{}).schema()
	out["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	out["title"] = "Even Keel mapping"
	out["description"] = "How the files of another program become those of Even Keel."
	out["$defs"] = schema{
		"file":   entryFields(&entry{}).schema(),
		"source": schema{"anyOf": []any{cellSchema, listSchema, sourceFields(&source{}).schema()}},
		"skip":   conditionFields(&condition{}).schema(),
		"column": schema{"anyOf": []any{schema{"enum": allColumns()}, schema{"pattern": `^q\.`}}},
	}
	text, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		panic(err) // strings, lists and maps
	}
	return append(text, '\n')
}

func ref(name string) schema { return schema{"$ref": "#/$defs/" + name} }

var (
	cellSchema = schema{"type": []string{"string", "number", "boolean"}}
	listSchema = schema{"type": "array", "minItems": 1, "items": cellSchema}
)

// allColumns are the columns of all our files, each once.
func allColumns() []string {
	var out []string
	for _, t := range tables {
		out = append(out, t.columns...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// word reads a text.
func word(to *string) reading {
	return reading{func(r *mapReader, n *yaml.Node) {
		if s, ok := r.scalar(n); ok && s == "" {
			r.bad(n, "this is empty")
		} else if ok {
			*to = s
		}
	}, schema{"type": "string", "minLength": 1}}
}

// cells reads texts that may be empty: one, or a list of them.
func cells(to *[]string) reading {
	return reading{func(r *mapReader, n *yaml.Node) {
		*to = []string{}
		r.items(n, func(c *yaml.Node) {
			if s, ok := r.scalar(c); ok {
				*to = append(*to, s)
			}
		})
	}, schema{"anyOf": []any{cellSchema, listSchema}}}
}

// names reads headings: one, or a list of them.
func names(to *[]string) reading {
	return reading{func(r *mapReader, n *yaml.Node) {
		r.items(n, func(c *yaml.Node) {
			var s string
			if word(&s).read(r, c); s == "" {
				return
			}
			if columnName(s) == "" {
				r.bad(c, "this is no heading")
				return
			}
			*to = append(*to, s)
		})
	}, schema{"anyOf": []any{cellSchema, listSchema}}}
}

// yes reads true or false.
func yes(to *bool) reading {
	return reading{func(r *mapReader, n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" {
			r.bad(n, "write true or false")
			return
		}
		*to = foldValue(n.Value) == "true"
	}, schema{"type": "boolean"}}
}

// parsed reads a text with a function that says itself what is wrong with it.
func parsed[T any](to *T, parse func(string) (T, error)) reading {
	return reading{func(r *mapReader, n *yaml.Node) {
		s, ok := r.scalar(n)
		if !ok {
			return
		}
		v, err := parse(s)
		if err != nil {
			r.bad(n, "%v", err)
			return
		}
		*to = v
	}, schema{"type": "string", "minLength": 1}}
}

// many reads a list of things of one kind.
func many[T any](to *[]*T, kind string, one func(*mapReader, *yaml.Node, *T)) reading {
	return reading{func(r *mapReader, n *yaml.Node) {
		if n.Kind != yaml.SequenceNode {
			r.bad(n, "write a list here")
			return
		}
		for _, c := range n.Content {
			x := new(T)
			one(r, c, x)
			*to = append(*to, x)
		}
	}, schema{"type": "array", "items": ref(kind)}}
}
