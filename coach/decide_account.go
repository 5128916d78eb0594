package coach

import (
	"slices"
	"time"
)

// DecideAccount applies an event to an account: an issue, a win, a stake. Its
// stakeholders' books are owed another look where the news may change what a
// rule says of them; an import's news waits for the import to be complete.
func DecideAccount(a *Account, e Event, people Directory, now time.Time) Decision {
	next := *a
	d := accountDraft{change: newChange(), a: &next, e: e}
	d.apply(e)
	for _, row := range e.Rows {
		d.apply(row.within(e))
	}
	if d.wake && e.Source != Import {
		d.oweWakes(people)
	}
	out := Decision{Put: d.put, Owe: d.owe}
	out.Empty = len(out.Put) == 0 && len(out.Owe) == 0
	if len(out.Owe) > 0 {
		out.Wake = now
	}
	return out
}

type accountDraft struct {
	change
	a    *Account
	e    Event
	wake bool // the stakeholders' books have to look again
	far  bool // and those of relatives
	owe  []Owed
}

func (d *accountDraft) apply(e Event) {
	switch {
	case e.Issue != nil:
		d.applyIssue(e)
	case e.Win != nil:
		d.applyWin(*e.Win)
	case e.Stake != nil:
		d.applyStake(*e.Stake)
	case e.Wake != nil:
		d.wake = true
	}
}

func (d *accountDraft) applyIssue(e Event) {
	c := *e.Issue
	if e.Source == Import {
		key := "issue/" + c.ID
		said := Event{Source: Import, Account: d.a.ID, Issue: e.Issue}
		last := d.a.Said[key]
		if last != nil && sameJSON(last, &said) {
			return
		}
		set(&d.change, &d.a.Said, saidField, key, &said)
		if last == nil || last.Issue == nil {
			last = &Event{Issue: new(IssueChange)}
		}
		c = c.since(*last.Issue)
	}
	next := Issue{ID: c.ID}
	if i, ok := d.a.Issues[c.ID]; ok {
		next = *i
	}
	say(e, &next.Severity, c.Severity)
	say(e, &next.Opened, c.Opened)
	say(e, &next.Promised, c.Promised)
	say(e, &next.Closed, c.Closed)
	set(&d.change, &d.a.Issues, issueField, c.ID, &next)
	d.wake, d.far = true, true
}

func (c IssueChange) since(last IssueChange) IssueChange {
	unsay(&c.Severity, last.Severity)
	unsay(&c.Opened, last.Opened)
	unsay(&c.Promised, last.Promised)
	unsay(&c.Closed, last.Closed)
	return c
}

// applyWin notes a win, or that it is none any more. The first win makes other
// open deals here expansions, so everybody looks again.
func (d *accountDraft) applyWin(w Win) {
	old, ok := d.a.Wins[w.Deal]
	if ok && *old == w || w.Gone && (!ok || old.Rep != w.Rep) {
		return // known; or gone from a book whose win it is no more: it moved
	}
	before := d.a.FirstWin("")
	set(&d.change, &d.a.Wins, winField, w.Deal, &w)
	d.wake = d.wake || d.a.FirstWin("") != before
}

func (d *accountDraft) applyStake(s Stake) {
	if old, ok := d.a.Stakes[s.Rep]; ok && *old == s {
		return
	}
	set(&d.change, &d.a.Stakes, stakeField, s.Rep, &s)
}

// oweWakes owes a look to every stakeholder here, and to the relatives, for
// whom an issue here counts too.
func (d *accountDraft) oweWakes(people Directory) {
	var reps []string
	for rep, s := range d.a.Stakes {
		if !s.Gone {
			reps = append(reps, rep)
		}
	}
	slices.Sort(reps)
	wake := Wake{Accounts: []string{d.a.ID}}
	if d.e.Wake != nil {
		wake = *d.e.Wake
		wake.Accounts = append(slices.Clone(wake.Accounts), d.a.ID)
	}
	for _, rep := range reps {
		id := d.e.ID + "/wake/" + rep
		d.owe = append(d.owe, Owed{ID: id, Event: Event{ID: id, At: d.e.At, Source: Self, Rep: rep, Wake: &wake}})
	}
	if !d.far {
		return
	}
	for _, r := range people.Relatives(d.a.ID) {
		id := d.e.ID + "/near/" + r
		d.owe = append(d.owe, Owed{ID: id, Event: Event{ID: id, At: d.e.At, Source: Self, Account: r, Wake: &Wake{Accounts: []string{d.a.ID}}}})
	}
}
