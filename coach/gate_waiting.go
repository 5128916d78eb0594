package coach

import "time"

// What cannot wait for the rep's hour: rules that are AtOnce. It is said within
// working hours, in place of that day's message; once that has gone, in one more,
// at most once a day.

// atOnce says what cannot wait, if this is an hour for it. While the day's hour is
// still ahead the whole message comes now; later what cannot wait goes alone.
func (d *draft) atOnce() {
	today := DateIn(d.m.Now, d.m.Zone)
	ready := d.urgent(today)
	if len(ready) == 0 || !d.b.speaks(today, d.m) || d.b.unsent() {
		return
	}
	if day, at := d.b.daily(d.m); day == today && at.After(d.m.Now) {
		d.daily(today)
		return
	}
	m := &Message{Key: dailyKey(today), Kind: Daily}
	if d.b.Messages[m.Key] != nil {
		m = &Message{Key: "now/" + today.String(), Kind: Now}
	}
	n := d.m.Playbook.Gate.Daily
	if d.b.Messages[m.Key] != nil {
		n = 0
	}
	for _, rest := range ready[min(n, len(ready)):] {
		d.hold(rest, HeldCap)
	}
	d.send(m, ready[:min(n, len(ready))])
}

// urgent are the nudges that cannot wait and have not been said, the weightiest
// first.
func (d *draft) urgent(today Date) []*Nudge {
	var ready []*Nudge
	for _, n := range d.current() {
		if n.Said.IsZero() && d.m.rule(n.Rule).AtOnce && d.silence(n, today) == "" {
			ready = append(ready, n)
		}
	}
	return ready
}

// opening is when the next working day begins, if something that cannot wait is
// still to be said: then it may be. Zero if nothing is.
func (b *Book) opening(m Moment) time.Time {
	if !m.Rep.Reachable() || !b.hasUrgent(m) {
		return time.Time{}
	}
	_, at := b.nextDay(m, func(_ Date, h hours) (time.Time, bool) { return h.from, h.from.After(m.Now) })
	return at
}

func (b *Book) hasUrgent(m Moment) bool {
	for _, n := range b.Nudges {
		if n.Open() && n.For == "" && n.Severity >= Hint && n.Said.IsZero() && !n.Quiet && m.rule(n.Rule).AtOnce {
			return true
		}
	}
	return false
}

// sooner puts what cannot wait first.
func (d *draft) sooner(a, b *Nudge) int {
	x, y := d.m.rule(a.Rule).AtOnce, d.m.rule(b.Rule).AtOnce
	switch {
	case x == y:
		return 0
	case x:
		return -1
	}
	return 1
}
