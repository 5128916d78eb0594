package playbook

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"evenkeel/coach"

	"go.yaml.in/yaml/v4"
)

func (r *reader) sweetSpot(s *coach.SweetSpot) read1 {
	return func(n *yaml.Node) {
		before := len(r.errs)
		seen := r.object(n, keys{
			"written":  r.flag(&s.Written),
			"problems": list(r, &s.Problems, r.distinct(r.word)),
			"criteria": r.criteria(&s.Criteria),
			"reviewed": parsed(r, &s.Reviewed, coach.ParseDate, "write a day like 2026-05-20"),
		})
		if len(r.errs) == before && s.Written && s.Criterion("problem") == nil {
			r.bad(first(seen["criteria"], n), "a written sweet spot needs the criterion problem", "add {key: problem, ask: …, weight: …}: it is where a customer begins")
		}
	}
}

// criteria reads the questions of /qualify. What they must be together is
// checked once each is sound by itself.
func (r *reader) criteria(to *[]coach.Criterion) read1 {
	return func(n *yaml.Node) {
		before, seen := len(r.errs), map[string]bool{}
		timing := false
		list(r, to, func(n *yaml.Node, c *coach.Criterion) {
			keys := r.criterion(n, c)
			if seen[c.Key] && c.Key != "" {
				r.bad(keys["key"], quote(c.Key)+" is the key of two criteria", "give one of them another")
			}
			if timing && c.Timing {
				r.bad(keys["timing"], "a second criterion is about timing", "say timing: true on one only")
			}
			seen[c.Key], timing = true, timing || c.Timing
		})(n)
		if len(r.errs) == before {
			r.checkWeights(n, *to)
		}
	}
}

func (r *reader) checkWeights(n *yaml.Node, cs []coach.Criterion) {
	sum := 0
	for _, c := range cs {
		sum += c.Weight
	}
	switch {
	case len(cs) == 0:
		r.bad(n, "the list is empty", "name at least one question, or leave it out for the built-in ones")
	case sum < 100:
		r.bad(n, fmt.Sprintf("the weights add up to %d, not to 100", sum), fmt.Sprintf("%d more to give", 100-sum))
	case sum > 100:
		r.bad(n, fmt.Sprintf("the weights add up to %d, not to 100", sum), fmt.Sprintf("%d to take away", sum-100))
	}
}

// criterion reads one question and returns the key nodes seen.
func (r *reader) criterion(n *yaml.Node, c *coach.Criterion) map[string]*yaml.Node {
	if isNull(n) {
		r.bad(n, "this criterion is empty", "write {key: …, ask: …, weight: …}")
		return nil
	}
	kind, said := "text", answers{r: r, in: map[string]string{}}
	seen := r.object(n, keys{
		"key":      parsed(r, &c.Key, criterionKey, "write one short word in lower case, like budget"),
		"ask":      r.text(&c.Ask),
		"type":     r.oneOf(&kind, "text", "number"),
		"weight":   r.whole(&c.Weight, 0, 100),
		"critical": r.flag(&c.Critical),
		"timing":   r.flag(&c.Timing),
		"fits":     r.fits(&c.Fits, said),
		"never":    list(r, &c.Never, said.never),
		"later":    list(r, &c.Later, said.reader("later")),
	})
	if n.Kind == yaml.MappingNode {
		r.need(n, seen, "key", "ask", "weight")
	}
	c.Number = kind == "number"
	r.checkFits(c, seen["fits"])
	return seen
}

const maxKey = 40 // runes

// keyWord says whether s begins with a letter, no capital, and goes on with
// letters, digits, _ and -. An expression for it would take 2.5 MB, in every
// command.
func keyWord(s string) bool {
	for i, r := range s {
		letter := unicode.In(r, unicode.Ll, unicode.Lo)
		if !letter && (i == 0 || r != '_' && r != '-' && !unicode.In(r, unicode.M, unicode.N)) {
			return false
		}
	}
	return s != "" && utf8.RuneCountInString(s) <= maxKey
}

// criterionKey takes what can be typed as /qualify Acme key=value and stand in
// a column q.key.
func criterionKey(s string) (string, error) {
	if !keyWord(s) {
		return "", fmt.Errorf("%s cannot be typed as a key in /qualify Acme key=value", quote(s))
	}
	return s, nil
}

// fits reads a list of answers, or a range.
func (r *reader) fits(to **coach.Fits, said answers) read1 {
	return func(n *yaml.Node) {
		f := &coach.Fits{}
		switch n.Kind {
		case yaml.SequenceNode:
			list(r, &f.Values, said.reader("fits"))(n)
			if len(n.Content) == 0 {
				r.bad(n, "no answer would fit an empty list", "leave fits out where any answer will do")
			}
		case yaml.MappingNode:
			r.span(n, f)
		default:
			r.bad(n, "this is "+kindOf(n)+", neither a list nor a range", "write [one, two] or {from: 200, to: 5000}")
		}
		*to = f
	}
}

// span reads {from, to}; one end may stay open.
func (r *reader) span(n *yaml.Node, f *coach.Fits) {
	end := func(to **float64) read1 {
		return func(n *yaml.Node) {
			if x, ok := r.number(n); ok {
				*to = &x
			}
		}
	}
	before := len(r.errs)
	seen := r.object(n, keys{"from": end(&f.From), "to": end(&f.To)})
	switch {
	case len(r.errs) > before:
	case f.From == nil && f.To == nil:
		r.bad(n, "the range has no end", "write {from: 200, to: 5000}, or one of the two")
	case f.From != nil && f.To != nil && *f.From > *f.To:
		r.bad(seen["to"], fmt.Sprintf("the range goes from %g down to %g", *f.From, *f.To), "from must not be above to")
	}
}

// checkFits holds a range to numbers, and a number's answers to numbers.
func (r *reader) checkFits(c *coach.Criterion, at *yaml.Node) {
	if at == nil || c.Fits == nil {
		return
	}
	r.path = append(r.path, "fits")
	defer func() { r.path = r.path[:len(r.path)-1] }()
	if !c.Number && (c.Fits.From != nil || c.Fits.To != nil) {
		r.bad(at, "a range needs numbers", "add type: number to this criterion")
	}
	notNumber := func(s string) bool { return strings.Trim(s, "0123456789.,_ ") != "" }
	if i := slices.IndexFunc(c.Fits.Values, notNumber); c.Number && i >= 0 {
		r.bad(at, quote(c.Fits.Values[i])+" is no number, and the answers are", "list numbers, or take out type: number")
	}
}

// answers remembers which list of a criterion an answer stands in: one answer
// cannot both fit and be refused.
type answers struct {
	r  *reader
	in map[string]string
}

func (a answers) reader(list string) func(*yaml.Node, *string) {
	return func(n *yaml.Node, to *string) {
		a.r.word(n, to)
		a.note(n, *to, list)
	}
}

func (a answers) note(n *yaml.Node, answer, list string) {
	if answer == "" {
		return
	}
	switch before := a.in[fold(answer)]; before {
	case "":
		a.in[fold(answer)] = list
	case list:
		a.r.bad(n, quote(answer)+" is listed twice", "delete one")
	default:
		a.r.bad(n, quote(answer)+" stands in "+before+" and in "+list, "decide for one")
	}
}

func (a answers) never(n *yaml.Node, to *coach.Never) {
	if n.Kind != yaml.MappingNode {
		a.r.bad(n, "this is "+kindOf(n)+", not an answer with its reason", `write {value: reseller, why: "…"}`)
		return
	}
	at := n
	seen := a.r.object(n, keys{
		"value": func(v *yaml.Node) { at = v; a.r.word(v, &to.Value) },
		"why":   a.r.text(&to.Why),
	})
	a.r.need(n, seen, "value")
	a.note(at, to.Value, "never")
}
