package coach

import (
	"cmp"
	"maps"
)

// draft is a book while a decision is made: the next book, what it writes, and
// what it owes to others.
type draft struct {
	change
	old, b   *Book
	e        Event
	m        Moment
	touched  map[Subject]bool // subjects whose facts changed
	deals    map[string]bool  // deals that changed, for the summary
	wins     bool             // … among them won ones
	all      bool             // … whatever stands in the book
	fed      []FactKind       // kinds that this event is the first to feed
	told     []FactKind       // … because somebody wrote one down at an account: news, but its absence elsewhere is none
	owe      []Owed
	act      *Act
	answered []*Nudge
	firsts   map[Subject]int     // while the gate decides: the rank that speaks on a subject
	snoozed  map[string]Date     // while the gate decides: episodes that the rep has put off, and until when
	spoken   map[string][]*Nudge // … what was said, by rule and subject; nil: to be gathered again
}

func newDraft(b *Book, e Event, m Moment) *draft {
	next := *b
	next.State.Fed = maps.Clone(b.State.Fed)
	if next.State.Fed == nil {
		next.State.Fed = map[FactKind]Feed{}
	}
	return &draft{change: newChange(), old: b, b: &next, e: e, m: m, touched: map[Subject]bool{}, deals: map[string]bool{}}
}

// apply writes the event's facts into the book. An event applied twice, or two
// events in either order, lead to the same book.
func (d *draft) apply(e Event) {
	switch {
	case e.Deal != nil:
		d.applyDeal(e)
	case e.Commitment != nil:
		d.applyCommitment(e)
	case e.Touch != nil:
		d.applyTouch(e)
	case e.Answers != nil:
		d.applyAnswers(e)
	case e.Reply != nil:
		d.applyReply(e)
	case e.Posted != nil:
		d.applyPosted(*e.Posted)
	case e.Adopt != nil:
		d.applyAdopt(e)
	case e.Release != nil:
		d.applyRelease(*e.Release)
	case e.Rename != nil:
		d.applyRename(e)
	case e.Quota != nil:
		d.applyQuota(e)
	case e.Imported != nil:
		d.applyImported(e)
	case e.Wake != nil:
		for _, kind := range e.Wake.Kinds {
			d.hear(kind)
		}
	case e.Works != "":
		set(&d.change, &d.b.Works, worksField, e.Works, true)
		d.touched[On("account", e.Works)] = true
	case e.Unclaimed != nil:
		d.applyUnclaimed(*e.Unclaimed)
	case e.Deleted != nil:
		d.applyDeleted(e)
	case e.Prefs != nil:
		d.applyPrefs(*e.Prefs)
	}
	for _, row := range e.Rows {
		d.apply(row.within(e))
	}
}

// within gives a row what it leaves to the event that it came with.
func (e Event) within(o Event) Event {
	if e.At.IsZero() {
		e.At = o.At
	}
	if e.ID == "" {
		e.ID = o.ID
	}
	if e.Source == "" {
		e.Source = o.Source
	}
	return e
}

// tell makes a field of what an event says.
func tell[T any](e Event, v T) Field[T] { return Field[T]{V: v, At: e.At, By: e.ID, Src: e.Source} }

// say merges what an event says, if it says anything, into a field.
func say[T any](e Event, f *Field[T], v *T) {
	if v != nil {
		f.merge(tell(e, *v))
	}
}

// oweAccount owes an account some news; all that one decision owes to one
// account travels as one event.
func (d *draft) oweAccount(account string, news Event) {
	id := d.e.ID + "/" + account
	news.ID, news.At, news.Source = id, d.e.At, d.e.Source
	for i := range d.owe {
		if d.owe[i].Event.Account == account {
			d.owe[i].Event.Rows = append(d.owe[i].Event.Rows, news)
			return
		}
	}
	d.owe = append(d.owe, Owed{ID: id, Event: Event{ID: id, At: d.e.At, Source: d.e.Source, Account: account, Rows: []Event{news}}})
}

func (d *draft) applyCommitment(e Event) {
	c := *e.Commitment
	if e.Source == Import {
		last := d.b.Said["commitment/"+c.ID]
		if d.said("commitment/"+c.ID, e) {
			return
		}
		if last == nil || last.Commitment == nil {
			last = &Event{Commitment: new(CommitmentChange)}
		}
		c = since(c, *last.Commitment)
	}
	next := Commitment{ID: c.ID, Deal: c.Deal, Account: c.Account}
	if x, ok := d.b.Commitments[c.ID]; ok {
		next = *x
	}
	say(e, &next.Kind, c.Kind)
	say(e, &next.What, c.What)
	say(e, &next.Made, c.Made)
	say(e, &next.Due, c.Due)
	say(e, &next.Status, c.Status)
	if c.Status != nil && *c.Status != Pending {
		next.Settled.merge(tell(e, d.settledOn(e, &next, d.b.Commitments[c.ID])))
	}
	if next.Account != "" && !d.b.worksWith(next.Account) {
		d.oweAccount(next.Account, Event{Stake: &Stake{Rep: d.b.Rep}})
	}
	set(&d.change, &d.b.Commitments, commitmentField, c.ID, &next)
	d.touched[next.subject()] = true
	if x := d.b.Deals[next.Deal]; x != nil && x.Account.V != "" { // a promise kept is a contact there, a step booked ahead one to come
		d.touched[On("account", x.Account.V)] = true
	}
	d.feed(e, Commitments)
	if e.Source == Slack && e.By == d.b.Rep {
		d.act = &Act{Deal: next.Deal, Account: next.Account}
	}
}

// settledOn is the day on which a promise was kept, broken or withdrawn: that of
// the news. An import that brings a promise for the first time when all is over
// has no such day; the day it was due is nearest, else that of its making.
func (d *draft) settledOn(e Event, c, before *Commitment) Date {
	today := DateIn(e.At, d.m.Zone)
	if e.Source == Import && before == nil {
		return min(cmp.Or(c.Due.V, c.Made.V), today)
	}
	return today
}

func (d *draft) applyQuota(e Event) {
	q := *e.Quota
	if e.Source == Import && d.said("quota/"+q.Period, e) {
		return
	}
	next := Quota{Period: q.Period}
	if old, ok := d.b.Quotas[q.Period]; ok {
		next = *old
	}
	next.Amount.merge(tell(e, q.Amount))
	set(&d.change, &d.b.Quotas, quotaField, q.Period, &next)
	d.touched[On("book", d.b.Rep)] = true
}

// subject is what a commitment stands under: its deal, else its account.
func (c *Commitment) subject() Subject {
	if c.Deal != "" {
		return On("deal", c.Deal)
	}
	return On("account", c.Account)
}

func (d *draft) applyTouch(e Event) {
	t := *e.Touch
	t.Feed = e.Source == Import || e.Source == App
	if old, ok := d.b.Touches[t.ID]; ok && *old == t {
		return
	}
	set(&d.change, &d.b.Touches, touchField, t.ID, &t)
	if t.Account != "" {
		d.oweAccount(t.Account, Event{Heard: &Heard{Rep: d.b.Rep, Touch: touchRow(&t)[0]}})
	}
	d.touched[On("account", t.Account)] = true
	if t.Deal != "" {
		d.touched[On("deal", t.Deal)] = true
	}
	d.feed(e, Touches)
	if t.Review {
		d.feed(e, Reviews)
	}
	d.measured(e)
	if e.Source == Slack && e.By == d.b.Rep {
		d.act = &Act{Deal: t.Deal, Account: t.Account, Touch: t.Kind, In: t.In, Review: t.Review}
	}
}

// measured hands on to the account what was measured or agreed at a contact.
func (d *draft) measured(e Event) {
	if e.Metric != nil {
		d.hear(Metrics)
		d.oweAccount(e.Touch.Account, Event{Metric: e.Metric})
	}
	if e.Review != nil {
		d.oweAccount(e.Touch.Account, Event{Review: e.Review})
	}
}
