package playbook

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"evenkeel/coach"

	"go.yaml.in/yaml/v4"
)

// reader walks the tree of one file and collects what is wrong with it. Its
// small readers each take a place to write to and return a function that reads
// a node into it, or notes an error and leaves it as it was.
type reader struct {
	file  string
	rules []coach.Rule
	path  []string // keys down to the node being read, for messages
	errs  Errors
}

type read1 = func(*yaml.Node)

// keys are the known keys of a map and how each is read.
type keys map[string]read1

func (r *reader) at(line, col int, what, hint string) {
	r.errs = append(r.errs, Error{r.file, line, col, what, hint})
}

// bad notes an error at a node, with the name of the setting before it.
func (r *reader) bad(n *yaml.Node, what, hint string) {
	if len(r.path) > 0 {
		what = strings.Join(r.path, ".") + ": " + what
	}
	r.at(max(1, n.Line), max(1, n.Column), what, hint)
}

// entries calls f for each entry of a map, with the path set, and reports keys
// that come twice. An empty map (`rules:` and nothing below) says nothing.
func (r *reader) entries(n *yaml.Node, f func(key, value *yaml.Node)) {
	if isNull(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		r.bad(n, "this is "+kindOf(n)+", not settings by name", "write {name: value}")
		return
	}
	first := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.Kind != yaml.ScalarNode {
			r.bad(k, "a name must be plain text, not "+kindOf(k), "")
			continue
		}
		r.path = append(r.path, oneLine(k.Value))
		if line := first[k.Value]; line > 0 {
			r.bad(k, fmt.Sprintf("this is set twice, first on line %d", line), "delete one")
		} else {
			first[k.Value] = k.Line
			f(k, v)
		}
		r.path = r.path[:len(r.path)-1]
	}
}

// object reads a map of known keys and returns the key nodes that it saw.
func (r *reader) object(n *yaml.Node, known keys) map[string]*yaml.Node {
	seen := map[string]*yaml.Node{}
	r.entries(n, func(k, v *yaml.Node) {
		seen[k.Value] = k
		if read := known[k.Value]; read != nil {
			read(v)
			return
		}
		r.bad(k, "there is no such setting", suggest(k.Value, names(known)))
	})
	return seen
}

// need reports keys that a map must have.
func (r *reader) need(n *yaml.Node, seen map[string]*yaml.Node, keys ...string) {
	for _, k := range keys {
		if seen[k] == nil {
			r.bad(n, k+" is missing", "add "+k+": …")
		}
	}
}

func names(known keys) []string {
	var all []string
	for k := range known {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

// list reads a list into a new one: lists replace.
func list[T any](r *reader, to *[]T, one func(*yaml.Node, *T)) read1 {
	return func(n *yaml.Node) {
		if n.Kind != yaml.SequenceNode {
			r.bad(n, "this is "+kindOf(n)+", not a list", listHint(n))
			return
		}
		*to = make([]T, len(n.Content))
		for i, c := range n.Content {
			one(c, &(*to)[i])
		}
	}
}

func listHint(n *yaml.Node) string {
	if isNull(n) {
		return "write [] for none, or leave the line out"
	}
	if n.Kind == yaml.ScalarNode {
		return "write [" + strings.Trim(quote(n.Value), " ") + "]"
	}
	return "write [one, two]"
}

// distinct wraps the reader of a list's items to report what comes twice,
// without regard to case.
func (r *reader) distinct(one func(*yaml.Node, *string)) func(*yaml.Node, *string) {
	seen := map[string]bool{}
	return func(n *yaml.Node, to *string) {
		before := len(r.errs)
		one(n, to)
		if len(r.errs) > before {
			return
		}
		if seen[fold(*to)] {
			r.bad(n, quote(*to)+" is listed twice", "delete one")
		}
		seen[fold(*to)] = true
	}
}

// word reads one scalar as it is written, whatever YAML takes it for: an answer
// may well be `yes` or 2026.
func (r *reader) word(n *yaml.Node, to *string) {
	s, ok := r.scalar(n)
	if !ok {
		return
	}
	if s == "" {
		r.bad(n, "this is empty", "write something, or leave it out")
		return
	}
	*to = s
}

// text reads words for people: no numbers, no yes or no.
func (r *reader) text(to *string) read1 {
	return func(n *yaml.Node) {
		if n.Kind == yaml.ScalarNode && !isNull(n) && n.ShortTag() != "!!str" {
			r.bad(n, "this is "+kindOf(n)+", not text", "write it in quotes")
			return
		}
		r.word(n, to)
	}
}

// scalar is the trimmed text of a scalar.
func (r *reader) scalar(n *yaml.Node) (string, bool) {
	switch {
	case isNull(n):
		r.bad(n, "this is empty", `write a value; one that begins with # needs quotes, like "#deals"`)
	case n.Kind != yaml.ScalarNode:
		r.bad(n, "this is "+kindOf(n)+", not a single value", "")
	default:
		return strings.TrimSpace(n.Value), true
	}
	return "", false
}

// whole reads a whole number from low to high.
func (r *reader) whole(to *int, low, high int) read1 {
	return func(n *yaml.Node) {
		s, ok := r.scalar(n)
		if !ok {
			return
		}
		i, err := strconv.Atoi(s)
		switch {
		case err != nil || n.ShortTag() != "!!int":
			r.bad(n, quote(s)+" is no whole number", fmt.Sprintf("write a number from %d to %d", low, high))
		case i < low || i > high:
			r.bad(n, fmt.Sprintf("%d is outside %d to %d", i, low, high), "")
		default:
			*to = i
		}
	}
}

// number reads a finite number.
func (r *reader) number(n *yaml.Node) (f float64, ok bool) {
	s, ok := r.scalar(n)
	if !ok {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	if tag := n.ShortTag(); err != nil || tag != "!!int" && tag != "!!float" || math.IsNaN(f) || math.IsInf(f, 0) {
		r.bad(n, quote(s)+" is no number", numberHint(s))
		return 0, false
	}
	return f, true
}

func numberHint(s string) string {
	if p, ok := strings.CutSuffix(s, "%"); ok {
		if f, err := strconv.ParseFloat(strings.TrimSpace(p), 64); err == nil {
			return "write " + strconv.FormatFloat(f/100, 'g', 6, 64)
		}
	}
	return "write it like 1800 or 0.3, without quotes or units"
}

// flag reads yes or no, in any of YAML's spellings.
func (r *reader) flag(to *bool) read1 {
	return func(n *yaml.Node) {
		s, ok := r.scalar(n)
		if !ok {
			return
		}
		switch strings.ToLower(s) {
		case "true", "yes", "on":
			*to = true
		case "false", "no", "off":
			*to = false
		default:
			r.bad(n, quote(s)+" is neither true nor false", "write true or false")
		}
	}
}

// oneOf reads one of a few words, in any case.
func (r *reader) oneOf(to *string, words ...string) read1 {
	return func(n *yaml.Node) {
		s, ok := r.scalar(n)
		if !ok {
			return
		}
		if !slices.Contains(words, strings.ToLower(s)) {
			r.bad(n, quote(s)+" is none of "+strings.Join(words, ", "), "")
			return
		}
		*to = strings.ToLower(s)
	}
}

// parsed reads a scalar with a function that says itself what is wrong.
func parsed[T any](r *reader, to *T, parse func(string) (T, error), hint string) read1 {
	return func(n *yaml.Node) {
		s, ok := r.scalar(n)
		if !ok {
			return
		}
		v, err := parse(s)
		if err != nil {
			r.bad(n, oneLine(err.Error()), hint)
			return
		}
		*to = v
	}
}

func (r *reader) clock(to *coach.ClockTime) read1 {
	return parsed(r, to, func(s string) (coach.ClockTime, error) {
		c, err := coach.ParseClockTime(s)
		if err != nil {
			return 0, fmt.Errorf("%s is no time of day", quote(s))
		}
		return c, nil
	}, `write "09:00", from "00:00" to "23:59"`)
}

func (r *reader) zone(to *string) read1 {
	return parsed(r, to, func(s string) (string, error) {
		// LoadLocation takes "" for UTC and "Local" for wherever this machine is.
		_, err := time.LoadLocation(s)
		if err != nil || s == "" || s == "Local" {
			return "", fmt.Errorf("%s is no time zone", quote(s))
		}
		return s, nil
	}, "write a name like Europe/Berlin or America/New_York")
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// kindOf says in words what a node is.
func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a map"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.ShortTag() {
	case "!!null":
		return "empty"
	case "!!int", "!!float":
		return "a number"
	case "!!bool":
		return "true or false"
	case "!!timestamp":
		return "a date"
	}
	return "text"
}

// fold is how words compare: without case and outer blanks, as package coach does.
func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
