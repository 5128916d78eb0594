package coach

import "slices"

// listFrom is how many subjects make a rule's nudges one list in the day's
// message: it counts as one of the few things that are said that day.
const listFrom = 4

// items sorts the nudges of a day into what counts as one: the nudges of a rule
// that speaks of many subjects are one list, a stop and the first of the ordered
// rules on its subject are one, and any other stands alone. All keep the order, a
// list the place of its weightiest.
func (d *draft) items(ns []*Nudge) [][]*Nudge {
	lists := map[string]int{}  // rule → where its list stands
	stops := map[Subject]int{} // where the stop on it stands
	subjects := map[string]map[Subject]bool{}
	for _, n := range ns {
		if subjects[n.Rule] == nil {
			subjects[n.Rule] = map[Subject]bool{}
		}
		subjects[n.Rule][n.Subject] = true
	}
	var out [][]*Nudge
	for _, n := range ns {
		at, begun := lists[n.Rule]
		stop, stopped := stops[n.Subject]
		switch {
		case len(subjects[n.Rule]) < listFrom && stopped && d.m.rule(n.Rule).Rank > 0:
			out[stop] = append(out[stop], n)
		case len(subjects[n.Rule]) < listFrom:
			if n.Severity == Stop && !stopped {
				stops[n.Subject] = len(out)
			}
			out = append(out, []*Nudge{n})
		case begun:
			out[at] = append(out[at], n)
		default:
			lists[n.Rule] = len(out)
			out = append(out, []*Nudge{n})
		}
	}
	return out
}

// today chooses the nudges of the day's message, and which rules are lists in it.
// The others are held back.
func (d *draft) today(ready []*Nudge) (top []*Nudge, lists []string) {
	all := d.items(ready)
	n := min(len(all), d.m.Playbook.Gate.Daily)
	top, lists = said(all[:n])
	for _, rest := range slices.Concat(all[n:]...) {
		d.hold(rest, HeldCap)
	}
	return top, lists
}

// said are the nudges of some items, and the rules of which they are lists.
func said(items [][]*Nudge) (ns []*Nudge, lists []string) {
	for _, item := range items {
		ns = append(ns, item...)
		if len(item) >= listFrom {
			lists = append(lists, item[0].Rule)
		}
	}
	return ns, lists
}

// Listed are the nudges of a message that stand in one list with a nudge, itself
// among them; nil where it stands alone.
func (b *Book) Listed(m *Message, n *Nudge) []*Nudge {
	if m == nil || !slices.Contains(m.Lists, n.Rule) {
		return nil
	}
	var out []*Nudge
	for _, key := range m.Nudges {
		if o := b.Nudges[key]; o != nil && o.Rule == n.Rule && o.Severity > Note {
			out = append(out, o)
		}
	}
	return out
}
