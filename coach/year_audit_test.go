package coach_test

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"evenkeel/coach"
)

// What is held against every book, week by week: what should have been found, and
// what should have been said.

// audit looks at a whole book afresh: what every rule finds stands in it, and
// nothing else; and what has waited for longer than a working day has a reason.
func (y *year) audit(p *person) {
	y.counts["audited"]++
	y.missed(p)
	if day, at := y.lastTurn(p); day > 0 {
		for _, key := range slices.Sorted(maps.Keys(y.book(p).Nudges)) {
			n := y.book(p).Nudges[key]
			due := n.Said.IsZero()
			if !due && n.Open() && !n.Until.IsZero() && n.Until <= day { // a snooze has ended, or it was done and is still true; since it may have mended meanwhile, a week is given
				due = p.waits[key] == n.Until
				p.waits[key] = n.Until
			}
			if n.For == coach.ForRep && n.Open() && n.Severity >= coach.Hint && !n.Quiet && due && n.Found.Before(at) && !y.excused(p, n, day, at) {
				y.t.Errorf("%s was found on %s and not said to %s (%s), by %s: said %s, replied %s on %s until %s, shown %d", key, n.Found, p.id, cmp.Or(n.Held, "no reason"), at, n.Said, n.Reply, n.RepliedAt, n.Until, p.said[n.Key+" "+n.Severity.String()])
			}
		}
	}
}

// mended is a nudge that clears: if its facts come back, it is due from then on only,
// and the day on which it was found does not say so.
func (y *year) mended(rep, nudge string) {
	if p := y.by[rep]; p != nil {
		delete(p.waits, nudge)
	}
}

// missed runs every rule over all of a book, as under another playbook: whatever
// that opens or clears should have been opened or cleared when it fell due.
func (y *year) missed(p *person) {
	b, e := y.book(p), coach.Event{ID: "audit", At: y.clock(), Source: coach.Clock, Rep: p.id, Wake: &coach.Wake{}}
	m := coach.Moment{Now: y.clock(), Zone: p.zone, Playbook: y.Playbook, Rules: y.Rules, RulesKey: y.RulesKey + "audit", Rep: y.People().Rep(p.id), People: y.People()}
	var err error
	if m.Accounts, err = y.Accounts(y.t.Context(), b.Needs(e, m)...); err != nil {
		y.t.Fatal(err)
	}
	after := coach.Decide(b, e, m).Book
	for _, key := range slices.Sorted(maps.Keys(after.Nudges)) {
		y.counts["compared"]++
		was, is := b.Nudges[key], after.Nudges[key]
		if is.For == coach.ForElsewhere && len(b.OpenDealsAt(is.Account)) == 0 {
			continue // it holds nothing back here
		}
		if was == nil || was.Cleared.IsZero() != is.Cleared.IsZero() {
			y.t.Errorf("nobody looked at %s of %s in time: was it there: %t, cleared %s, and should be %s %v", key, p.id, was != nil, cmp.Or(was, &coach.Nudge{}).Cleared, is.Cleared, is.Facts)
		}
	}
}

// lastTurn is the last day that has gone by for a person on which the coach might
// have spoken all day, and its message's hour; none where something came in
// between: they travelled, changed their hours, paused, or Slack was down.
func (y *year) lastTurn(p *person) (coach.Date, time.Time) {
	from, to := coach.ClockTime(9*60), coach.ClockTime(17*60)
	if p.from < p.to {
		from, to = p.from, p.to
	}
	for day := y.today(p) - 1; day > y.today(p)-9; day-- {
		off := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday || slices.Contains(y.Playbook.Holidays[p.country], day) || day < p.paused
		if off {
			continue
		}
		begins, ends := day.At(from, p.zone), day.At(to, p.zone)
		hour := begins
		if from <= 9*60 && 9*60 < to {
			hour = day.At(9*60, p.zone)
		}
		disturbed := p.changed.After(day.AddDays(-1).In(p.zone)) || slices.ContainsFunc(y.outages, func(o outage) bool { return o.from.Before(ends) && o.to.After(begins) })
		if disturbed {
			return 0, time.Time{}
		}
		return day, hour
	}
	return 0, time.Time{}
}

// excused says whether there was a reason not to say a nudge on a day.
func (y *year) excused(p *person, n *coach.Nudge, day coach.Date, at time.Time) bool {
	b := y.book(p)
	for _, s := range p.asleep {
		if s.episode == n.Episode && s.until > day {
			return true
		}
	}
	if p.muted[n.Rule] || p.mutedAt[n.Rule].After(day.In(p.zone)) || day < p.quiet[n.Rule] || p.full[day] || n.Reply == coach.NotUseful || n.Reply == coach.Done && n.Until > day {
		return true
	}
	for _, s := range y.rule(n.Rule).Settings {
		if s.Name == "per_week" {
			return true
		}
	}
	for _, o := range b.Nudges {
		held := o.Key != n.Key && (o.Cleared.IsZero() || o.Cleared.After(at)) && (o.Start <= day || o.Found.Before(at.Add(time.Hour)))
		r := y.rule(o.Rule)
		switch {
		case o.Episode == n.Episode && (o.Reply == coach.Snooze && o.Until > day || o.RepliedAt.After(day.In(p.zone))), // put off, or no longer
			o.Episode == n.Episode && held && !o.Found.Before(n.Found), // a later step
			o.Rule == n.Rule && o.Subject == n.Subject && o.Key != n.Key && coach.DateIn(o.Said, p.zone) > day.AddDays(-y.rule(n.Rule).Quiet) && !o.Said.IsZero(), // spoke lately
			held && o.Subject == n.Subject && r.Rank > 0 && r.Rank < y.rule(n.Rule).Rank,                                                                          // goes before it
			held && r.Cake && y.rule(n.Rule).Selling && o.Account == n.Account:                                                                                    // something is not right there
			return true
		}
	}
	return false
}
