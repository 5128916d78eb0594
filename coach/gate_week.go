package coach

import (
	"slices"
)

// perWeek is the setting with which a rule says of how many subjects it speaks to
// one rep in a week, from Monday, at most. It caps what is said, not what is found.
const perWeek = "per_week"

// thisWeek keeps, of rules that speak of so many subjects in a week only, the
// first ones that there is room for.
func (d *draft) thisWeek(ns []*Nudge) []*Nudge {
	room := map[string]int{}
	return slices.DeleteFunc(ns, func(n *Nudge) bool {
		r := d.m.rule(n.Rule)
		if !slices.ContainsFunc(r.Settings, func(s Setting) bool { return s.Name == perWeek }) {
			return false
		}
		if _, counted := room[r.ID]; !counted {
			room[r.ID] = int(d.m.Playbook.Setting(r, perWeek)) - d.saidThisWeek(r.ID)
		}
		if room[r.ID]--; room[r.ID] < 0 {
			d.hold(n, HeldCap)
		}
		return room[r.ID] < 0
	})
}

// saidThisWeek counts a rule's nudges that were said since Monday.
func (d *draft) saidThisWeek(rule string) int {
	today, n := DateIn(d.m.Now, d.m.Zone), 0
	monday := mondayOf(today)
	for _, o := range d.b.Nudges {
		if o.Rule == rule && !o.Quiet && !o.Said.IsZero() && DateIn(o.Said, d.m.Zone) >= monday {
			n++
		}
	}
	return n
}
