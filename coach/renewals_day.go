package coach

import (
	"slices"
	"time"
)

// renewalsDay is the next day for which a team's message on renewals is still to be
// decided, and the instant at which that is due; zero where there is no channel.
func (b *Book) renewalsDay(m Moment) (Date, time.Time) {
	if m.Playbook.RenewalsChannel(b.Team) == "" {
		return 0, time.Time{}
	}
	h := m.Playbook.Hours
	day := max(DateIn(m.Now, m.Zone), b.State.DailyRun.AddDays(1))
	for range 400 { // a year of holidays ends the search
		at := day.At(h.Message, m.Zone)
		if m.teamWorks(day) && at.After(b.State.Since) && m.Now.Before(day.At(h.To, m.Zone)) {
			return day, at
		}
		day = day.AddDays(1)
	}
	return 0, time.Time{}
}

// teamWorks says whether a day is a working day for anybody of the team.
func (m Moment) teamWorks(day Date) bool {
	if len(m.Members) == 0 {
		return m.Playbook.WorkingDay(day, "")
	}
	return slices.ContainsFunc(m.Members, func(r *Rep) bool { return m.Playbook.WorkingDay(day, r.Country) })
}

// renewalsDue says whether the day's message is to be decided now: by the clock
// alone, so that whoever only records never does, and not while that of another day
// has been decided and nobody has seen it.
func (b *Book) renewalsDue(e Event, m Moment) (Date, bool) {
	if e.Source != Clock || e.Baseline != nil {
		return 0, false
	}
	day, at := b.renewalsDay(m)
	return day, !at.IsZero() && !at.After(m.Now) && !b.unsent()
}

// teamHears says whether a team may hear of its renewals now, on this day.
func (m Moment) teamHears(today Date) bool {
	h := m.Playbook.Hours
	from := today.At(min(h.From, h.Message), m.Zone)
	return m.teamWorks(today) && !m.Now.Before(from) && m.Now.Before(today.At(h.To, m.Zone))
}

// renewalsMessage decides the day's message: what has reached a step since the last
// one, and what was put off until today. What renews by itself is listed once a
// week. A day without any is silent.
func (d *draft) renewalsMessage(day Date) {
	d.b.State.DailyRun = day
	listing := d.b.State.Listed < mondayOf(day)
	if listing {
		d.b.State.Listed = day
	}
	d.eachRenewal(func(rep string, found *Nudge) { d.step(rep, found, day, listing) })
	var ready []*Nudge
	for _, n := range d.channelNudges() {
		if why := n.restsOn(day, listing); why != "" {
			d.hold(n, why)
			continue
		}
		ready = append(ready, n)
	}
	d.escalate(day)
	for i, n := range ready {
		ready[i] = d.b.Nudges[n.Key] // the manager may have been told
	}
	d.send(&Message{Key: renewalsKey(day), Kind: Dues, QuietBy: d.firstSummary(ForChannel)}, ready)
}

// restsOn is why a renewal is not spoken of on a day; empty where it is.
func (n *Nudge) restsOn(day Date, listing bool) Reason {
	switch {
	case n.Quiet:
		return HeldFirstImport
	case n.Reply == Snooze && n.Until > day:
		return HeldSnoozed
	case n.Reply != Snooze && !n.Said.IsZero():
		return HeldEpisode
	case n.Severity < Hint && !listing:
		return HeldNote
	}
	return ""
}

// escalate tells the manager of whoever owns a contract that nobody is on it, so
// many days before its decision: once for each term, and not before the team has
// had a day to take it.
func (d *draft) escalate(day Date) {
	open := d.channelNudges()
	if len(open) == 0 {
		return // perhaps the rule is not even among those that run
	}
	days := int(d.m.Playbook.Setting(d.m.rule(renewalRule), "unclaimed_days"))
	for _, n := range open {
		decision, _ := n.Fact("decision").(string)
		by, err := ParseDate(decision)
		if err != nil || day < by.AddDays(-days) || n.Severity < Hint || n.Renewal.Taken != "" || n.Renewal.Told != "" || !d.heardBefore(n, day) {
			continue
		}
		if manager := d.managerOf(n.Renewal.Rep); manager != "" {
			d.tellManager(n, manager)
		}
	}
}

// heardBefore says whether the team was reminded of a contract, in this term,
// before a day.
func (d *draft) heardBefore(n *Nudge, day Date) bool {
	for _, o := range d.b.Nudges {
		if o.For == ForChannel && !o.Quiet && o.Episode == n.Episode && o.Start == n.Start && !o.Said.IsZero() && DateIn(o.Said, d.m.Zone) < day {
			return true
		}
	}
	return false
}

// managerOf is the rep id of a rep's manager, "" for none.
func (d *draft) managerOf(rep string) string {
	r := d.m.People.Rep(rep)
	if r == nil || r.Manager == "" || r.Manager == r.ID {
		return ""
	}
	if m := d.m.People.Rep(r.Manager); m != nil {
		return m.ID
	}
	return r.Manager
}

// tellManager owes a manager's book a nudge for its daily message.
func (d *draft) tellManager(n *Nudge, manager string) {
	next, r := *n, *n.Renewal
	next.Renewal, r.Told = &r, manager
	d.putNudge(&next)
	told := unclaimed(&next)
	if owner := d.m.People.Rep(r.Rep); owner == nil || !owner.Away { // nobody is sent to ask who has left
		told.Facts = append(told.Facts, Fact{"contract_owner", r.Rep})
	}
	d.oweBook(manager, Event{ID: "unclaimed/" + manager + "/" + n.Key, Unclaimed: &Unclaimed{Nudge: told}})
}

// unclaimed is the manager's nudge about a renewal of the team's.
func unclaimed(n *Nudge) *Nudge {
	f := Finding{Rule: n.Rule, Subject: n.Subject, Item: "unclaimed", Start: n.Start}
	facts := append(slices.Clone(n.Facts), Fact{"unclaimed", "yes"})
	return &Nudge{Key: f.Key(), Rule: f.Rule, Subject: f.Subject, Episode: f.Episode(), Severity: Warn, Start: n.Start,
		Account: n.Account, Money: n.Money, Facts: facts, Renewal: &Renewal{Rep: n.Renewal.Rep}}
}

// claimed tells a manager who was told that it is over: somebody is on it, or it is
// decided.
func (d *draft) claimed(n *Nudge) {
	if n.Renewal.Told != "" {
		d.oweBook(n.Renewal.Told, Event{ID: "claimed/" + n.Renewal.Told + "/" + n.Key, Unclaimed: &Unclaimed{Over: unclaimed(n).Key}})
	}
}

func (d *draft) oweBook(rep string, e Event) {
	e.At, e.Source, e.Rep = d.m.Now, Self, rep
	d.owe = append(d.owe, Owed{ID: e.ID, Event: e})
}

// applyUnclaimed opens or clears what a manager is told of a renewal.
func (d *draft) applyUnclaimed(u Unclaimed) {
	if u.Nudge != nil && d.b.Nudges[u.Nudge.Key] == nil {
		n := *u.Nudge
		n.Found = d.m.Now
		d.putNudge(&n)
	}
	if n := d.b.Nudges[u.Over]; n != nil && n.Cleared.IsZero() {
		d.clear(n)
	}
}
