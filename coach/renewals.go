package coach

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// A team is reminded of its renewals in a channel of its own: one message a working
// day, of what its members were found to be due for. What a member's book says of a
// contract is copied into the team's aggregate, step by step, and there it carries
// what the team makes of it: who is on it, what became of it, until when it rests.

// renewalRule is the rule whose findings a team is reminded of.
const renewalRule = "renewal-due"

// Renewal is how it stands with a contract's renewal in its team.
type Renewal struct {
	Rep     string          `json:"rep"`               // in whose book it was found
	Taken   string          `json:"taken,omitempty"`   // the rep who is on it
	TakenAt time.Time       `json:"taken_at,omitzero"` // … and since when
	Outcome ContractOutcome `json:"outcome,omitempty"` // what became of the contract
	SaidBy  string          `json:"said_by,omitempty"` // the rep who said so here, or snoozed it
	Told    string          `json:"told,omitempty"`    // the manager who was told that nobody is on it: once for each term
	Later   Date            `json:"later,omitzero"`    // a later step took this one's place on that day
}

// RenewalReply is what somebody pressed on a renewal in the team's channel.
type RenewalReply struct {
	Nudge  string    `json:"nudge"` // key of the team's
	Kind   ReplyKind `json:"kind"`
	Until  Date      `json:"until,omitempty"`  // snooze: quiet before this day
	Reason string    `json:"reason,omitempty"` // not renewing: why
}

// The answers to a renewal, beside Snooze.
const (
	TakeOn      ReplyKind = "mine" // or, from who is on it: no longer
	SaysRenewed ReplyKind = "renewed"
	SaysLost    ReplyKind = "not_renewing"
)

// Unclaimed tells a manager's book that nobody of the team is on a renewal, or
// that this is over. One of both is set.
type Unclaimed struct {
	Nudge *Nudge `json:"nudge,omitempty"`
	Over  string `json:"over,omitempty"` // key of the nudge
}

// channelNudges are the open reminders of a team, of each contract the one that
// counts, the weightiest first.
func (d *draft) channelNudges() []*Nudge {
	var out []*Nudge
	for _, n := range d.b.Nudges {
		if n.Open() && n.For == ForChannel {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, d.weightier)
	return out
}

// RenewalNow is a team's reminder of a contract as it counts now: a later step may
// have taken the place of the one whose key this is. Nil for one it never had.
func (b *Book) RenewalNow(key string) *Nudge {
	n := b.Nudges[key]
	if n == nil || n.For != ForChannel || n.Renewal.Later.IsZero() {
		return onlyChannel(n)
	}
	return b.openRenewal(n.Episode)
}

func onlyChannel(n *Nudge) *Nudge {
	if n == nil || n.For != ForChannel {
		return nil
	}
	return n
}

func (b *Book) openRenewal(episode string) *Nudge {
	for _, n := range b.Nudges {
		if n.For == ForChannel && n.Episode == episode && n.Open() {
			return n
		}
	}
	return nil
}

// renewals brings a team's reminders in step with what was read of its members'
// books and, when the day's message is due, decides it.
func (d *draft) renewals() {
	if d.m.Playbook.RenewalsChannel(d.b.Team) == "" {
		return
	}
	d.eachRenewal(d.mirror)
	for _, n := range d.b.goneRenewals(d.m) {
		d.endRenewal(n)
	}
	if day, due := d.b.renewalsDue(d.e, d.m); due {
		d.renewalsMessage(day)
	}
}

// eachRenewal goes through what was found in the members' books.
func (d *draft) eachRenewal(f func(rep string, found *Nudge)) {
	for _, rep := range slices.Sorted(maps.Keys(d.m.Renewals)) {
		for _, n := range d.m.Renewals[rep] {
			f(rep, n)
		}
	}
}

// mirror takes in what a member's book says of a contract that the team was
// reminded of. A step that is new waits for the day's message: until then the one
// before keeps its controls.
func (d *draft) mirror(rep string, found *Nudge) {
	have, now := d.b.Nudges[found.Key], d.b.openRenewal(found.Episode)
	switch {
	case have == nil && now != nil && now.Renewal.Rep != rep:
		d.keepRenewal(rep, now, now)
	case have == nil, now != nil && now.Key != have.Key: // a later step has been taken in
	case now == nil && have.Renewal.Outcome != "" && len(d.b.Owed) > 0: // what was said here is still on its way there
	case now == nil:
		d.reopenRenewal(rep, have, found)
	case have.Renewal.Rep != rep || have.Said.IsZero() && !sameJSON(have.Facts, found.Facts):
		d.keepRenewal(rep, have, found)
	}
}

// step opens the steps that are new on a day, unless the contract rests until later.
func (d *draft) step(rep string, found *Nudge, day Date, listing bool) {
	now := d.b.openRenewal(found.Episode)
	rests := now != nil && now.Reply == Snooze && now.Until > day
	if d.b.Nudges[found.Key] == nil && !rests && (listing || found.Severity >= Hint) {
		d.newRenewal(rep, found, now)
	}
}

// newRenewal opens a step. It takes over what the team made of the one before.
func (d *draft) newRenewal(rep string, found, before *Nudge) {
	n := Nudge{Key: found.Key, Rule: found.Rule, Subject: found.Subject, Episode: found.Episode, Step: found.Step, Severity: found.Severity,
		Start: found.Start, Found: d.m.Now, Account: found.Account, Money: found.Money, Facts: found.Facts, For: ForChannel, Quiet: found.Quiet,
		Renewal: &Renewal{Rep: rep}}
	if before != nil {
		r := *before.Renewal
		r.Rep = rep
		n.Renewal, n.Reply, n.Until = &r, before.Reply, before.Until
		if before.Start != n.Start { // another term: nobody is on that yet
			n.Renewal, n.Reply, n.Until = &Renewal{Rep: rep}, "", 0
		}
		d.changeRenewal(before, func(o *Nudge) { o.Cleared, o.Renewal.Later = d.m.Now, DateIn(d.m.Now, d.m.Zone) })
	}
	d.putNudge(&n)
}

func (d *draft) reopenRenewal(rep string, n, found *Nudge) {
	d.changeRenewal(n, func(n *Nudge) {
		n.Cleared, n.Reason = time.Time{}, ""
		n.Renewal.Rep, n.Renewal.Outcome, n.Renewal.SaidBy = rep, "", ""
		if n.Said.IsZero() {
			n.Facts, n.Money = found.Facts, found.Money
		}
	})
}

func (d *draft) keepRenewal(rep string, n, found *Nudge) {
	d.changeRenewal(n, func(n *Nudge) {
		n.Renewal.Rep = rep
		if n.Said.IsZero() {
			n.Facts, n.Money = found.Facts, found.Money
		}
	})
}

// changeRenewal writes a changed copy of a reminder, and wants the messages that
// carry it edited.
func (d *draft) changeRenewal(n *Nudge, f func(*Nudge)) {
	next, r := *n, *n.Renewal
	next.Renewal = &r
	f(&next)
	d.putNudge(&next)
	d.raise(n.Key)
}

// goneRenewals are open reminders of which nothing is found any more in the book in
// which it was: as far as that was read, or, when all were, of whoever left.
func (b *Book) goneRenewals(m Moment) []*Nudge {
	var out []*Nudge
	for _, key := range slices.Sorted(maps.Keys(b.Nudges)) {
		n := b.Nudges[key]
		if n.For != ForChannel || !n.Open() {
			continue
		}
		found, read := m.Renewals[n.Renewal.Rep]
		member := slices.ContainsFunc(m.Members, func(r *Rep) bool { return r.ID == n.Renewal.Rep })
		there := slices.ContainsFunc(found, func(f *Nudge) bool { return f.Episode == n.Episode })
		if !there && (read || m.Renewals != nil && !member) {
			out = append(out, n)
		}
	}
	return out
}

// endRenewal ends a reminder with what is known of its contract by now. One that
// renewed by itself goes without a word.
func (d *draft) endRenewal(n *Nudge) {
	outcome := d.m.Accounts[n.Account].outcome(n.Subject.ID())
	end := func(n *Nudge) { n.Cleared, n.Held, n.Renewal.Outcome = d.m.Now, "", outcome }
	if n.Severity < Hint && (outcome == "" || outcome == Renewed) {
		next, r := *n, *n.Renewal
		next.Renewal = &r
		end(&next)
		d.putNudge(&next)
		return
	}
	d.changeRenewal(n, end)
	d.claimed(n)
}

// outcome is what became of a contract; "" where nobody knows, or where it is not
// the account's any more.
func (a *Account) outcome(contract string) ContractOutcome {
	if a == nil || a.Contracts[contract] == nil {
		return ""
	}
	switch k := a.Contracts[contract]; {
	case k.To != "":
		return ""
	case k.Outcome.V != "":
		return k.Outcome.V
	case a.follows(contract):
		return Renewed
	case !k.Ended.V.IsZero():
		return Cancelled
	}
	return ""
}

// oweRenewals has the rep's team look at the book again where its renewals are
// others than before.
func (d *draft) oweRenewals() {
	team := d.m.Rep.Team
	if team == "" || d.m.Playbook.RenewalsChannel(team) == "" || !d.renewalsChanged() {
		return
	}
	id := d.e.ID + "/renewals/" + d.b.Rep // the clock's events bear one id in all books
	d.owe = append(d.owe, Owed{ID: id, Event: Event{ID: id, At: d.e.At, Source: Self, Team: team, Rep: d.b.Rep, Wake: &Wake{}}})
}

func (d *draft) renewalsChanged() bool {
	for field := range d.put {
		key, ok := strings.CutPrefix(field, nudgeField)
		if !ok {
			continue
		}
		if was, is := d.old.Nudges[key], d.b.Nudges[key]; was.isRenewal() != is.isRenewal() {
			return true
		}
	}
	return false
}

// isRenewal says whether a nudge of a rep's is one of which the team is reminded.
func (n *Nudge) isRenewal() bool {
	return n != nil && n.Open() && n.Rule == renewalRule && n.For == ForRep && n.Renewal == nil
}
