package crm

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
)

// Mapping says how the files of another program become ours: which of them, and
// which cells of a row. Tables know nothing of it; they are given rows with our
// columns, whose cells still know where they stood.
type Mapping struct {
	name     string // its file, for messages
	dates    []datePattern
	numbers  *numberPattern
	currency string // where an entry has none
	entries  []*entry
}

// entry turns one foreign file into one of ours. Several may read the same file.
type entry struct {
	line, col int      // in the mapping
	file      string   // a name or a pattern of path.Match, in lower case
	has       []string // headings that the file must have to be meant
	lacks     []string // headings that it must not have
	table     *table
	columns   []*column
	skip      []*condition
	footer    bool // rows of one cell are the export's own remarks
}

// asIs says that the file is in our form already.
func (e *entry) asIs() bool { return len(e.columns) == 0 }

// column is one of our columns and what fills it.
type column struct {
	name      string
	from      *source // nil: a constant
	constant  string
	optional  bool // the foreign file may lack it
	line, col int
}

// source is how a cell of ours is made from a row of theirs.
type source struct {
	columns []string // tried in order: the first cell that is not empty
	join    []string // or these, with a blank between them
	values  values
	add     []step
	other   *source // what to take where this gives nothing
}

// headings are all foreign columns that a source may use.
func (s *source) headings() []string {
	out := slices.Concat(s.columns, s.join)
	if s.other != nil {
		out = append(out, s.other.headings()...)
	}
	return out
}

// condition leaves rows out.
type condition struct {
	column   string
	is, not  []string
	optional bool
	line     int
	at       int
}

// holds says whether a cell fulfils the condition; case and outer blanks do not
// count.
func (c *condition) holds(cell string) bool {
	listed := func(s string) bool { return strings.EqualFold(strings.TrimSpace(s), strings.TrimSpace(cell)) }
	if c.not != nil {
		return !slices.ContainsFunc(c.not, listed)
	}
	return slices.ContainsFunc(c.is, listed)
}

// String says it in words.
func (c *condition) String() string {
	of, word := c.is, " is "
	if c.not != nil {
		of, word = c.not, " is not "
	}
	shown := make([]string, len(of))
	for i, s := range of {
		if shown[i] = clip(s); s == "" {
			shown[i] = "empty"
		}
	}
	return c.column + word + strings.Join(shown, " or ")
}

// values says what becomes of a cell: by the whole text, or by how it begins.
type values struct {
	whole  map[string]string // by folded text
	begins []beginning       // longest first
}

type beginning struct{ with, gives string }

// of returns what a text becomes, and whether it is listed. An empty cell is
// only what is said of "": a star is no claim about what nobody wrote.
func (v values) of(text string) (string, bool) {
	text = foldValue(text)
	if s, ok := v.whole[text]; ok {
		return s, true
	}
	for _, b := range v.begins {
		if text != "" && strings.HasPrefix(text, b.with) {
			return b.gives, true
		}
	}
	return "", false
}

func foldValue(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// LoadMapping reads a mapping. Its error, if any, is of type MapErrors and names
// the file as name.
func LoadMapping(name string, src []byte) (*Mapping, error) {
	r := &mapReader{file: name}
	m := &Mapping{name: name}
	if root := r.parse(src); root != nil {
		r.mapping(root, m)
	}
	if len(r.errs) > 0 {
		return nil, r.errs.sorted()
	}
	return m, nil
}

//go:embed maps/*.yaml
var builtinMaps embed.FS

// BuiltinMapping returns the mapping that is built in under a name.
func BuiltinMapping(name string) (*Mapping, error) {
	src, err := builtinMaps.ReadFile("maps/" + name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("no mapping called %s is built in; there are %s", short(name), strings.Join(BuiltinMappings(), ", "))
	}
	return LoadMapping(name+".yaml", src)
}

// BuiltinMappings lists what is built in.
func BuiltinMappings() []string {
	files, _ := builtinMaps.ReadDir("maps") // embedded: it is there
	var names []string
	for _, f := range files {
		names = append(names, strings.TrimSuffix(f.Name(), path.Ext(f.Name())))
	}
	return names
}
