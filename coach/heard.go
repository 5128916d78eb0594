package coach

import (
	"cmp"
	"slices"
	"time"
)

// Contacts are a rep's touches at one account, the earliest first, each once, and
// none that is older than a rule looks back from the last. Every rep's stand at
// the account, since a customer is silent only if nobody heard from them.
type Contacts []TouchRow

// contactMonths is for how long contacts stay: eight full quarters, and the one
// that goes on.
const contactMonths = 27

// with returns a copy that contains t. The same touch twice changes nothing, and
// neither does the order in which they come.
func (cs Contacts) with(t TouchRow) Contacts {
	i, found := slices.BinarySearchFunc(cs, t, earlierTouch)
	if found || len(cs) > 0 && t.Day < cs[len(cs)-1].Day.AddMonths(-contactMonths) {
		return cs
	}
	out := slices.Insert(slices.Clone(cs), i, t)
	oldest := out[len(out)-1].Day.AddMonths(-contactMonths)
	return slices.DeleteFunc(out, func(t TouchRow) bool { return t.Day < oldest })
}

func earlierTouch(a, b TouchRow) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.ID, b.ID))
}

// touches are all contacts with an account that are known, by anybody, the
// earliest first: the book's own, and those that the account knows of others.
func (c Case) touches(account string) []TouchRow {
	var all []TouchRow
	for _, t := range c.Book.touchesAt(account) {
		all = append(all, touchRow(t)...)
	}
	if a := c.Accounts[account]; a != nil {
		for rep, others := range a.Heard {
			if rep != c.Book.Rep {
				all = append(all, others...)
			}
		}
	}
	slices.SortFunc(all, earlierTouch)
	return slices.CompactFunc(all, func(a, b TouchRow) bool { return a.ID == b.ID })
}

// knownBefore says whether any contact of the rep's, or with this account, is on
// record from before a day. Where touches began to be written down later, nobody
// knows what was before.
func (c Case) knownBefore(d Date) bool {
	first := c.Book.at().first
	there := c.touches(c.Account.ID)
	return !first.IsZero() && first < d || len(there) > 0 && there[0].Day < d
}

// applyHeard notes a contact. The rep at home at the account looks again, unless
// it was their own: then they have; so do all who work there, if it is the first of
// a day.
func (d *accountDraft) applyHeard(h Heard) {
	next := d.a.Heard[h.Rep].with(h.Touch)
	if len(next) == len(d.a.Heard[h.Rep]) && slices.Equal(next, d.a.Heard[h.Rep]) {
		return
	}
	before := d.a.waits()
	d.met = d.met || !d.a.heardSince(h.Touch.Day, DateIn(d.now, time.UTC).AddDays(1))
	if d.a.confirms(h.Touch) {
		d.wake, d.far = true, true
	}
	set(&d.change, &d.a.Heard, heardField, h.Rep, next)
	d.heard = append(d.heard, h.Rep)
	d.waits = d.waits || before != d.a.waits()
}

// heardSince says whether a contact from one day to another, both included, is known.
func (a *Account) heardSince(from, to Date) bool {
	for _, cs := range a.Heard {
		if slices.ContainsFunc(cs, func(t TouchRow) bool { return from <= t.Day && t.Day <= to }) {
			return true
		}
	}
	return false
}

// confirms says whether a contact is the first since an issue was closed: whoever
// sells here or nearby may go on with it.
func (a *Account) confirms(t TouchRow) bool {
	var last Date
	for _, cs := range a.Heard {
		for _, c := range cs {
			last = max(last, c.Day)
		}
	}
	for _, i := range a.Issues {
		if c := i.Closed.V; !c.IsZero() && last <= c && c <= t.Day {
			return true
		}
	}
	return false
}

// waits says whether a contact of theirs that asks has had no answer of anybody's
// yet, or none with a time: whoever sells here has to hold back while one does.
func (a *Account) waits() bool {
	var asked, answered time.Time
	for _, cs := range a.Heard {
		for _, t := range cs {
			switch {
			case t.asks() && t.At.After(asked):
				asked = t.At
			case !t.In && !t.Waiting && t.At.After(answered):
				answered = t.At
			}
		}
	}
	return asked.After(answered)
}

// home is the rep whom nudges about an account are for: its owner, else whoever
// last won there; "" for nobody.
func (a *Account) home(people Directory) string {
	if a == nil {
		return ""
	}
	if people != nil {
		if p := people.AccountProfile(a.ID); p != nil && p.Owner != "" {
			return p.Owner
		}
	}
	var last *Win
	for _, w := range a.Wins {
		if !w.Gone && (last == nil || w.Day > last.Day || w.Day == last.Day && w.Deal > last.Deal) {
			last = w
		}
	}
	if last == nil {
		return ""
	}
	return last.Rep
}
