package playbook

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// maxSize is far above any playbook: the built-in one has 5 kB.
const maxSize = 256 << 10

// parse turns src into the map at its root; nil with an error noted if that
// cannot be done.
func (r *reader) parse(src []byte) *yaml.Node {
	if len(src) > maxSize {
		r.at(1, 1, fmt.Sprintf("the file has %d kB, and a playbook at most %d", len(src)>>10, maxSize>>10), "is it the right file?")
		return nil
	}
	if !r.readable(src) {
		return nil
	}
	var docs []yaml.Node
	if err := yaml.Load(src, &docs, yaml.WithAllDocuments()); err != nil {
		r.syntax(src, err)
		return nil
	}
	return r.root(docs)
}

// readable refuses what is no text: the parser's own message has no position.
func (r *reader) readable(src []byte) bool {
	line, col := 1, 1
	for i := 0; i < len(src); {
		c, size := utf8.DecodeRune(src[i:])
		switch {
		case c == utf8.RuneError && size == 1:
			r.at(line, col, "this is not UTF-8 text", "save the file as UTF-8")
			return false
		case c == 0x7f || c < ' ' && c != '\n' && c != '\r' && c != '\t':
			r.at(line, col, fmt.Sprintf("a control character (%#02x) has no place here", c), "delete it")
			return false
		case c == '\n':
			line, col = line+1, 1
		default:
			col++
		}
		i += size
	}
	return true
}

func (r *reader) root(docs []yaml.Node) *yaml.Node {
	if len(docs) == 0 || len(docs[0].Content) == 0 {
		r.at(1, 1, "the playbook is empty", "begin it with version: 1")
		return nil
	}
	if len(docs) > 1 {
		r.bad(&docs[1], "a second document begins here", "a file holds one playbook: delete the line ---")
	}
	root := docs[0].Content[0]
	if root.Kind != yaml.MappingNode {
		r.bad(root, "a playbook is a list of settings by name, not "+kindOf(root), "begin it with version: 1")
		return nil
	}
	if a := alias(root); a != nil {
		r.bad(a, "aliases (*name) and merges (<<) are not read in a playbook", "write the value out")
		return nil
	}
	return root
}

// alias finds the first alias or merge key. It follows none, so the walk is
// never longer than the file.
func alias(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode || n.Kind == yaml.ScalarNode && n.ShortTag() == "!!merge" {
		return n
	}
	for _, c := range n.Content {
		if a := alias(c); a != nil {
			return a
		}
	}
	return nil
}

// syntax passes on what the parser did not understand.
func (r *reader) syntax(src []byte, err error) {
	what, line, col := err.Error(), 1, 1
	var one *yaml.LoadError
	if errors.As(err, &one) {
		what, line, col = one.Message, max(1, one.Mark.Line), max(1, one.Mark.Column)
	}
	r.at(line, col, "this is not YAML: "+oneLine(strings.TrimPrefix(what, "yaml: ")), syntaxHint(what, lineOf(src, line)))
}

// syntaxHint guesses at the usual slips.
func syntaxHint(what, line string) string {
	switch {
	case strings.Contains(line, "\t"):
		return "indent with blanks, not tabs"
	case strings.Contains(what, "mapping values"):
		return `text with ": " in it needs quotes, and siblings the same indentation`
	case strings.Contains(what, "cannot start any token"):
		return "text that begins with @, ` or % needs quotes"
	case strings.Contains(what, "unknown anchor"):
		return "aliases (*name) are not read in a playbook: text that begins with * needs quotes"
	case strings.Contains(what, "expected"):
		return "look for a bracket, comma or quote missing here or on the line before"
	}
	return ""
}

func lineOf(src []byte, n int) string {
	lines := bytes.SplitN(src, []byte("\n"), n+1)
	if n > len(lines) {
		return ""
	}
	return string(lines[n-1])
}
