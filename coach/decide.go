package coach

import (
	"cmp"
	"slices"
	"time"
)

// Moment is everything besides a book and an event that a decision may depend
// on. Two decisions on the same book, event and moment are the same.
type Moment struct {
	Now      time.Time // business time
	Zone     *time.Location
	Playbook *Playbook
	Rules    []Rule
	RulesKey string // fingerprint of the rules that are on and of their numbers
	Rep      *Rep
	People   Directory
	Accounts map[string]*Account // read afresh: those that Needs names
	Rows     map[string][]Row    // for a team: its members' summaries; nil: its rules do not look
	Members  []*Rep              // for a team: who is in it today
	Renewals map[string][]*Nudge // for a team: the renewals found in its members' books, by rep; of those that were read
	Manages  bool                // somebody reports to the rep
}

// Decision is the write set, and what is to be done next.
type Decision struct {
	Book  *Book          // as it will be, once recorded
	Put   map[string]any // field → record; nil removes the field
	Rows  map[string]any // summary field → rows; nil removes the field
	Owe   []Owed
	Point map[Subject]string // deals new to the book → its rep; contracts new to the account → its id
	Wake  time.Time          // when to look again; zero: never
	Said  []*Nudge           // the answer to the rep's act, as it will be said
	Empty bool               // nothing to record
}

// Decide applies one event to a book, looks again with every rule that the
// event or the time may have changed, and lets the gate choose what is said.
// It is pure: it reads nothing but its arguments and changes none of them.
func Decide(b *Book, e Event, m Moment) Decision {
	d := newDraft(b, e, m)
	if b.State.Since.IsZero() {
		d.b.State.Since = m.Now
	}
	d.b.State.Schema, d.b.State.Rows = Schema, rowsVersion
	d.apply(e)
	if d.placeAgain(); d.wins {
		d.b.wins = d.b.wonRows()
	}
	if d.looks() {
		if d.look(); e.Baseline != nil {
			d.applyBaseline(e.Baseline)
			d.look()
		}
		d.gate()
		d.weekly()
	}
	d.oweTeam()
	d.oweRenewals()
	d.forget()
	return d.decision()
}

// open opens a nudge for a finding, or leaves the one that stands. An episode
// keeps the start it was given when it opened; a late fact never renames it.
func (d *draft) open(f Finding, quiet bool, open []*Nudge) {
	for _, n := range open {
		if n.Episode != f.Episode() {
			continue
		}
		f.Start = n.Start
		d.resume(n.Key)
		if n.Reply == Override {
			return // the rep goes on with a reason: that lasts as long as the episode
		}
		if f.Step == "" && n.Step != "" && n.Severity > f.Severity {
			return // it has become milder, which is no news: what stands says it
		}
	}
	n, ok := d.b.Nudges[f.Key()]
	if ok && n.For != f.For {
		n = d.turn(n, f.For)
	}
	switch {
	case !ok:
		d.putNudge(&Nudge{Key: f.Key(), Rule: f.Rule, Subject: f.Subject, Episode: f.Episode(), Step: f.Step,
			Severity: f.Severity, Start: f.Start, Found: d.m.Now, Account: f.Account, Money: f.Money, Facts: f.Facts,
			For: f.For, Quiet: quiet, Overridable: d.m.rule(f.Rule).Overridable && f.Severity >= Warn})
	case f.Severity > n.Severity:
		d.rise(n, f, quiet)
	case !n.Cleared.IsZero():
		again := *n
		again.Cleared = time.Time{}
		if n.Message == "" {
			again.Facts, again.Money, again.Found = f.Facts, f.Money, d.m.Now
		}
		d.putNudge(&again)
		d.raise(n.Key)
	case n.Message == "" && !sameJSON(n.Facts, f.Facts):
		fresh := *n
		fresh.Facts, fresh.Money = f.Facts, f.Money
		d.putNudge(&fresh)
	}
}

// rise makes a new occurrence of a nudge that has become more severe: what was a
// warning is now the rep's own act. What was answered was the milder one; only a
// snooze lasts, and not against a stop.
func (d *draft) rise(n *Nudge, f Finding, quiet bool) {
	risen := *n
	risen.Severity, risen.Found, risen.Facts, risen.Said, risen.Message, risen.Quiet = f.Severity, d.m.Now, f.Facts, time.Time{}, "", quiet
	risen.Worded = nil
	risen.Overridable, risen.Cleared, risen.Reminded = d.m.rule(f.Rule).Overridable, time.Time{}, false
	if n.Reply != Snooze || f.Severity == Stop {
		risen.Reply, risen.Until, risen.Reason = "", 0, ""
	}
	d.putNudge(&risen)
}

// turn gives a nudge to another audience: its account has another owner, or the
// rule no longer runs in shadow. What such a rule has found so far is counted, not
// said, as with any rule that is switched on.
func (d *draft) turn(n *Nudge, to Audience) *Nudge {
	next := *n
	next.For, next.Found = to, d.m.Now
	next.Quiet = n.Quiet || n.For == ForShadow
	d.putNudge(&next)
	return &next
}

// clear ends a nudge whose condition no longer holds, and edits its message.
func (d *draft) clear(n *Nudge) {
	gone := *n
	gone.Cleared, gone.Held, gone.HeldUntil, gone.Unknown = d.m.Now, "", 0, nil
	d.putNudge(&gone)
	d.raise(n.Key)
}

func (d *draft) putNudge(n *Nudge) {
	set(&d.change, &d.b.Nudges, nudgeField, n.Key, n)
}

// raise wants a newer version shown of every message that carries a nudge.
func (d *draft) raise(nudge string) {
	for _, m := range d.b.Messages {
		if !slices.Contains(m.Nudges, nudge) {
			continue
		}
		next := *m
		next.Wanted++
		d.putMessage(&next)
	}
}

func (d *draft) putMessage(m *Message) {
	set(&d.change, &d.b.Messages, messageField, m.Key, m)
}

func (d *draft) applyReply(e Event) {
	if n := d.b.Nudges[e.Reply.Nudge]; n != nil && n.Cleared.IsZero() {
		d.press(e, n.Rule)
	}
	d.replied(e, e.Reply.Nudge)
	for _, key := range e.Reply.Also {
		d.replied(e, key)
	}
}

func (d *draft) replied(e Event, key string) {
	r := e.Reply
	n, ok := d.b.Nudges[key]
	if !ok || !n.Cleared.IsZero() {
		return
	}
	next := *n
	next.Reply, next.RepliedAt, next.Reason, next.Until = r.Kind, e.At, r.Reason, r.Until
	if r.Kind == Done && !n.Reminded {
		rule := d.m.rule(n.Rule)
		next.Until = DateIn(e.At, d.m.Zone).AddDays(d.m.Playbook.QuietDays(rule))
	}
	d.putNudge(&next)
	d.raise(n.Key)
}

func (d *draft) applyPosted(p Posted) {
	m, ok := d.b.Messages[p.Message]
	if !ok {
		return
	}
	next := *m
	next.Shown, next.Gone = max(next.Shown, p.Version), p.Gone
	if p.Picks != nil {
		next.Picks = p.Picks
	}
	if p.TS != "" {
		next.Channel, next.TS, next.Language = p.Channel, p.TS, p.Language
	}
	d.putMessage(&next)
	d.put[LeaseField(p.Message)] = nil
	d.keepWords(p)
	if len(p.Left) > 0 || p.Version == 0 {
		d.withhold(p, &next)
	}
}

// rule returns a rule by id; an empty one for a rule that is gone.
func (m Moment) rule(id string) *Rule {
	for i := range m.Rules {
		if m.Rules[i].ID == id {
			return &m.Rules[i]
		}
	}
	return &Rule{ID: id}
}

// keepFor is how long what is over stays in a book: long enough for a cool-down,
// for Home and for the answer to "why did I get this?".
const keepFor = 120 * 24 * time.Hour

// keepSaid is how long what was said stays where it may yet be found again: the
// facts that it rests on have stopped, or the account is somebody else's for a
// while. It is the same occurrence then, and is not said twice.
const keepSaid = 2 * 365 * 24 * time.Hour

// forget drops nudges that cleared long ago, and messages that carry none any
// more.
func (d *draft) forget() {
	var last map[string]*Nudge
	for key, n := range d.b.Nudges {
		if n.Cleared.IsZero() || d.m.Now.Sub(n.Cleared) <= keepFor {
			continue
		}
		if last == nil {
			last = d.lastSaid()
		}
		if d.m.Now.Sub(n.Cleared) > n.kept(last[n.Episode] == n && !d.decided(n.Subject)) {
			drop(&d.change, &d.b.Nudges, nudgeField, key)
		}
	}
	d.forgetLines()
	for key, m := range d.b.Messages {
		if !m.Owed() && d.m.Now.Sub(m.At) > keepFor {
			drop(&d.change, &d.b.Messages, messageField, key)
		}
	}
}

// lastSaid are the nudges that were said last of their episodes.
func (d *draft) lastSaid() map[string]*Nudge {
	last := map[string]*Nudge{}
	for _, n := range d.b.Nudges {
		if o := last[n.Episode]; !n.Said.IsZero() && (o == nil || cmp.Or(n.Said.Compare(o.Said), cmp.Compare(n.Key, o.Key)) > 0) {
			last[n.Episode] = n
		}
	}
	return last
}

// decided says whether a subject is a deal about which nothing more is found: it
// is won or lost, or no longer here.
func (d *draft) decided(s Subject) bool {
	x := d.b.Deals[s.ID()]
	return s.Kind() == "deal" && (x == nil || x.To != "" || x.Outcome.V == Won || x.Outcome.V == Lost)
}

// decision closes the draft.
func (d *draft) decision() Decision {
	d.b.Owed = append(slices.Clip(d.b.Owed), d.owe...)
	if !d.old.State.same(&d.b.State) {
		d.put[stateField] = &d.b.State
	}
	out := Decision{Book: d.b, Put: d.put, Rows: d.rows(), Owe: d.owe, Wake: d.b.Wake(d.m), Said: d.answered}
	for id := range d.deals {
		if _, known := d.old.Deals[id]; !known {
			if out.Point == nil {
				out.Point = map[Subject]string{}
			}
			out.Point[On("deal", id)] = d.b.Rep
		}
	}
	out.Empty = len(out.Put) == 0 && len(out.Owe) == 0
	return out
}
