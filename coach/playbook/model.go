package playbook

import (
	"fmt"
	"maps"
	"strings"
	"unicode/utf8"

	"evenkeel/coach"

	"go.yaml.in/yaml/v4"
)

// promptInputs are what the text of a prompt may name as {{input}}, by prompt.
var promptInputs = map[string][]string{"nudge": {"tone"}}

// model reads what a language model may do and cost.
func (r *reader) model(m *coach.ModelSettings) read1 {
	return func(n *yaml.Node) {
		tokens := int(m.TokensPerDay)
		r.object(n, keys{
			"on":             r.flag(&m.On),
			"tone":           r.tone(&m.Tone),
			"tokens_per_day": r.whole(&tokens, 0, 1e9),
			"money_per_day":  r.upTo(&m.MoneyPerDay, 1e6),
			"currency":       parsed(r, &m.Currency, currency, "write a code of ISO 4217, like USD or EUR"),
			"prices": func(n *yaml.Node) {
				r.object(n, keys{"input": r.upTo(&m.Prices.Input, 1e5), "output": r.upTo(&m.Prices.Output, 1e5)})
			},
			"prompts": r.prompts(&m.Prompts),
		})
		m.TokensPerDay = int64(tokens)
	}
}

// upTo reads a number from 0.
func (r *reader) upTo(to *float64, high float64) read1 {
	return func(n *yaml.Node) {
		if f, ok := r.number(n); ok && r.within(n, f, coach.Range{High: high}, "") {
			*to = f
		}
	}
}

const longestTone, longestPrompt = 200, 8000

func (r *reader) tone(to *string) read1 {
	return func(n *yaml.Node) {
		before := *to
		r.text(to)(n)
		switch {
		case utf8.RuneCountInString(*to) > longestTone:
			r.bad(n, fmt.Sprintf("this is %d characters long", utf8.RuneCountInString(*to)), fmt.Sprintf("%d are enough to say how it should sound", longestTone))
		case strings.ContainsAny(*to, "\n\r{}"):
			r.bad(n, "a tone is one line of plain words", "")
		default:
			return
		}
		*to = before
	}
}

// prompts reads texts in place of the built-in prompts'.
func (r *reader) prompts(to *map[string]string) read1 {
	return func(n *yaml.Node) {
		next, known := map[string]string{}, keys{}
		maps.Copy(next, *to)
		for id, inputs := range promptInputs {
			known[id] = func(n *yaml.Node) {
				var s string
				if r.text(&s)(n); s != "" && r.promptText(n, s, inputs) {
					next[id] = s
				}
			}
		}
		r.object(n, known)
		*to = next
	}
}

// promptText reports what a prompt's text cannot be.
func (r *reader) promptText(n *yaml.Node, s string, inputs []string) bool {
	if c := utf8.RuneCountInString(s); c > longestPrompt {
		r.bad(n, fmt.Sprintf("this is %d characters long", c), fmt.Sprintf("%d at most", longestPrompt))
		return false
	}
	for _, in := range inputs {
		s = strings.ReplaceAll(s, "{{"+in+"}}", "")
	}
	if strings.Contains(s, "{{") {
		r.bad(n, "there is an input in it that nobody fills in", "there is {{"+strings.Join(inputs, "}}, {{")+"}}")
		return false
	}
	return true
}
