package playbook

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"evenkeel/coach"

	"go.yaml.in/yaml/v4"
)

// ruleSettings reads what the file says about rules, each by its id.
func (r *reader) ruleSettings(to *map[string]coach.RuleSettings) read1 {
	return func(n *yaml.Node) {
		*to = map[string]coach.RuleSettings{}
		r.entries(n, func(k, v *yaml.Node) {
			i := slices.IndexFunc(r.rules, func(known coach.Rule) bool { return known.ID == k.Value })
			if i < 0 {
				r.bad(k, "there is no such rule", suggest(k.Value, r.ruleIDs()))
				return
			}
			(*to)[k.Value] = r.rule(v, &r.rules[i])
		})
	}
}

func (r *reader) ruleIDs() []string {
	ids := make([]string, len(r.rules))
	for i := range r.rules {
		ids[i] = r.rules[i].ID
	}
	slices.Sort(ids)
	return ids
}

func (r *reader) rule(n *yaml.Node, rule *coach.Rule) coach.RuleSettings {
	var s coach.RuleSettings
	if n.Kind == yaml.ScalarNode && !isNull(n) {
		r.bad(n, "this is "+kindOf(n)+", not the rule's settings", "write {off: true} to switch a rule off")
		return s
	}
	known := keys{"off": r.flag(&s.Off), "shadow": r.flag(&s.Shadow), "quiet": r.quiet(&s.Quiet)}
	for _, set := range rule.Settings {
		known[set.Name] = r.setting(&s, set)
	}
	before := len(r.errs)
	seen := r.object(n, known)
	if len(r.errs) == before {
		r.falling(seen, s, rule)
	}
	return s
}

// falling holds settings that are steps of one descent to it, those that the file
// leaves out as they are built in.
func (r *reader) falling(seen map[string]*yaml.Node, s coach.RuleSettings, rule *coach.Rule) {
	p := coach.Playbook{Rules: map[string]coach.RuleSettings{rule.ID: s}}
	for i := 1; i < len(rule.Falling); i++ {
		higher, lower := rule.Falling[i-1], rule.Falling[i]
		from, to := p.Setting(rule, higher), p.Setting(rule, lower)
		if at := first(seen[lower], seen[higher]); at != nil && to >= from {
			r.bad(at, fmt.Sprintf("%s is %g and %s is %g", higher, from, lower, to), "each must be less than the one before")
		}
	}
}

func (r *reader) quiet(to **int) read1 {
	return func(n *yaml.Node) {
		days := -1
		if r.whole(&days, 0, 366)(n); days >= 0 {
			*to = &days
		}
	}
}

// setting reads one number of a rule, within its range: a line that is drawn where
// nothing can cross it would be noticed by nobody.
func (r *reader) setting(s *coach.RuleSettings, set coach.Setting) read1 {
	return func(n *yaml.Node) {
		f, ok := r.number(n)
		if !ok || !r.within(n, f, set.Range, "") {
			return
		}
		if s.Set == nil {
			s.Set = map[string]float64{}
		}
		s.Set[set.Name] = f
	}
}

// within says whether a number lies in a range, and notes it if not, with a hint
// where none is better. A share is often typed as 30 where 0.30 is meant, and an
// index as 0.18 where that is 1800.
func (r *reader) within(n *yaml.Node, f float64, in coach.Range, hint string) bool {
	switch {
	case f > in.High && in.High <= 10 && !in.Whole:
		hint = fmt.Sprintf("for %g %% write %g", f, f/100)
	case f > 0 && f < in.Low && in.High == 10000:
		hint = fmt.Sprintf("for a share of %g write %g", f, 10000*f)
	}
	switch {
	case f < in.Low || f > in.High:
		r.bad(n, plain(f)+" is outside "+span(in), hint)
	case in.Whole && f != math.Trunc(f):
		r.bad(n, quote(n.Value)+" is no whole number", "write a number from "+span(in))
	default:
		return true
	}
	return false
}

func span(in coach.Range) string { return plain(in.Low) + " to " + plain(in.High) }

// plain is a number without an exponent.
func plain(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
