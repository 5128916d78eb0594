package coach

import (
	"slices"
	"time"
)

// Notes are never said by themselves. They stand on Home, and the first message of
// a week ends with a list of the new ones: on Monday, or on the first working day
// after it.

// weekList are the notes for the week's list, if this is its day: new ones, or
// such as the rep has put off until now, on each subject the first only. Notes of
// one rule on many subjects count as one, and lists names such rules.
func (d *draft) weekList(day Date) (notes []*Nudge, lists []string) {
	if !d.b.lists(day, d.m) {
		return nil, nil
	}
	d.b.State.Listed = day
	ns := slices.DeleteFunc(d.current(), func(n *Nudge) bool { return n.Severity != Note || d.silence(n, day) != HeldNote })
	slices.SortFunc(ns, d.weightier)
	all := d.items(d.oncePerSubject(ns))
	return said(all[:min(len(all), d.m.Playbook.Gate.List)])
}

// lists says whether a day's message may end with the week's list: it has not been
// decided this week, and some note was there when it was due. What is found later
// waits for the next week.
func (b *Book) lists(day Date, m Moment) bool {
	monday := mondayOf(day)
	due := b.listing(monday, m)
	if m.past(b.State.Listed) >= monday || day < DateIn(due, m.Zone) {
		return false
	}
	for _, n := range b.Nudges {
		if b.listable(n, day) && !n.Found.After(due) {
			return true
		}
	}
	return false
}

// listing is when the list of the week that begins on monday is due: with the
// message of the first day on which the rep may hear from the coach.
func (b *Book) listing(monday Date, m Moment) time.Time {
	for day := range 7 {
		if h, ok := b.hours(monday.AddDays(day), m); ok {
			return h.message
		}
	}
	return monday.AddDays(7).In(m.Zone) // not this week
}

// hasNotes says whether any note may yet have to be listed.
func (b *Book) hasNotes(today Date) bool {
	for _, n := range b.Nudges {
		if b.listable(n, today) {
			return true
		}
	}
	return false
}

// listable says whether a nudge is a note that has not been listed, or may be
// again on a day that the rep named.
func (b *Book) listable(n *Nudge, day Date) bool {
	return n.Open() && n.For == ForRep && n.Severity == Note && !n.Quiet && (n.Said.IsZero() || !n.Until.IsZero()) && !b.mutes(n.Rule, day)
}
