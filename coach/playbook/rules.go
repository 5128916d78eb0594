package playbook

import (
	"fmt"
	"slices"

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
	r.object(n, known)
	return s
}

func (r *reader) quiet(to **int) read1 {
	return func(n *yaml.Node) {
		days := -1
		if r.whole(&days, 0, 366)(n); days >= 0 {
			*to = &days
		}
	}
}

// setting reads one number of a rule. A share is often typed as 30 where 0.30
// is meant; such a line would never be crossed, and nobody would notice.
func (r *reader) setting(s *coach.RuleSettings, set coach.Setting) read1 {
	return func(n *yaml.Node) {
		f, ok := r.number(n)
		switch {
		case !ok:
		case f < 0:
			r.bad(n, fmt.Sprintf("%g is below 0", f), "")
		case set.Default > 0 && set.Default < 1 && f >= 2:
			r.bad(n, fmt.Sprintf("%g is far from the usual %g", f, set.Default), fmt.Sprintf("for %g %% write %g", f, f/100))
		default:
			if s.Set == nil {
				s.Set = map[string]float64{}
			}
			s.Set[set.Name] = f
		}
	}
}
