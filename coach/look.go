package coach

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// looks says whether rules run now. An import's rows are looked at when all are
// in; by a program with another playbook than the book was last looked at with,
// not even then: that is the bot's to do, with its own.
func (d *draft) looks() bool {
	if d.e.Source != Import {
		return true
	}
	last := d.b.State.Rules
	if d.e.Imported != nil && last != "" && last != d.m.RulesKey {
		d.b.State.Pending = true
		d.b.State.First = append(slices.Clip(d.b.State.First), d.fed...)
		return false
	}
	return d.e.Imported != nil
}

// look runs the rules over what the event touched and over what is due.
func (d *draft) look() {
	all := d.everything()
	d.fed = append(d.fed, d.b.State.First...)
	d.b.State.Pending, d.b.State.First = false, nil
	d.noteFresh()
	was := d.b.State.Rules
	if was != d.m.RulesKey {
		d.rejudge()
	}
	d.b.State.Rules, d.b.State.Zone = d.m.RulesKey, d.m.Zone.String()
	quiet := d.quietRules(was)
	open := d.openNudges()
	for _, s := range d.subjects(all) {
		d.check(s, quiet, open)
	}
}

// everything says whether the whole book has to be looked at again: facts of a
// kind came for the first time, the playbook changed, or the rep's days begin at
// another hour.
func (d *draft) everything() bool {
	s := d.b.State
	return d.all || d.e.Imported != nil || len(d.fed)+len(d.told) > 0 || s.Pending || s.Rules != d.m.RulesKey || s.Zone != d.m.Zone.String()
}

// subjects are what to look at now: what the event touched with the book
// itself, what is due, or everything.
func (d *draft) subjects(all bool) []Subject {
	due := map[Subject]bool{}
	for s, next := range d.b.Next {
		if !next.After(d.m.Now) {
			due[s] = true
		}
	}
	for s := range d.touched {
		due[s] = true
	}
	if len(d.touched) > 0 || all {
		due[On("book", d.b.Rep)] = true
	}
	at := map[string]bool{}
	if d.e.Wake != nil {
		for _, a := range d.e.Wake.Accounts {
			at[a] = true
		}
	}
	for s := range d.touched {
		if s.Kind() == "account" {
			at[s.ID()] = true
		}
	}
	for a := range at {
		due[On("account", a)] = true
		for _, id := range d.b.at().deals[a] {
			due[On("deal", id)] = true
		}
	}
	if all {
		for id := range d.b.Deals {
			due[On("deal", id)] = true
		}
		for a := range d.b.accounts(d.m.People) {
			due[On("account", a)] = true
		}
	}
	return slices.Sorted(maps.Keys(due))
}

// accounts are those that the book works with: where it has a deal, a promise, a
// contact or a contract, and those that the rep owns.
func (b *Book) accounts(people Directory) map[string]bool {
	all := maps.Clone(b.Works)
	if all == nil {
		all = map[string]bool{}
	}
	for _, x := range b.Deals {
		if x.To == "" {
			all[x.Account.V] = true
		}
	}
	for _, c := range b.Commitments {
		all[c.Account] = true
	}
	for _, t := range b.Touches {
		all[t.Account] = true
	}
	if people != nil {
		for _, id := range people.Owned(b.Rep) {
			all[id] = true
		}
	}
	delete(all, "")
	return all
}

// Needs names the accounts that Decide has to see for this event: those that it
// will look at, that of every deal it will look at, and their relatives.
func (b *Book) Needs(e Event, m Moment) []string {
	d := newDraft(b, e, m)
	d.apply(e)
	if d.placeAgain(); e.Baseline != nil {
		d.applyBaseline(e.Baseline)
	}
	if e.Source == Import && e.Imported == nil {
		return nil
	}
	need := map[string]bool{}
	for _, s := range d.subjects(d.everything()) {
		a := s.ID()
		if s.Kind() == "deal" {
			x := d.b.Deals[a]
			if x == nil || x.To != "" || x.Outcome.V == Won || x.Outcome.V == Lost {
				continue // those parked or disqualified may come back
			}
			a = x.Account.V
		} else if s.Kind() != "account" {
			continue
		}
		if a == "" || need[a] {
			continue
		}
		need[a] = true
		for _, r := range m.People.Relatives(a) {
			need[r] = true
		}
	}
	return slices.Sorted(maps.Keys(need))
}

// quietRules are the rules whose new findings are counted in one line instead
// of said: their facts came for the first time, or they were just switched on.
func (d *draft) quietRules(was string) map[string]bool {
	quiet := map[string]bool{}
	if len(d.fed)+len(d.told) == 0 && was == d.m.RulesKey {
		return quiet
	}
	for i := range d.m.Rules {
		r := &d.m.Rules[i]
		for _, k := range r.Reads {
			quiet[r.ID] = quiet[r.ID] || slices.Contains(d.fed, k)
		}
		for _, k := range r.Needs {
			quiet[r.ID] = quiet[r.ID] || slices.Contains(d.told, k)
		}
		if was != "" && was != d.m.RulesKey && !strings.Contains(was, r.ID+";") {
			quiet[r.ID] = true
		}
	}
	return quiet
}

// tellsOf says whether what this act tells the account, for the first time, is what
// a rule misses there: the account has not heard it yet.
func (d *draft) tellsOf(r *Rule) bool {
	return slices.ContainsFunc(d.told, func(k FactKind) bool { return slices.Contains(r.Needs, k) })
}

// openNudges are the nudges whose condition held when last looked at, or could
// not be told, by subject.
func (d *draft) openNudges() map[Subject][]*Nudge {
	open := map[Subject][]*Nudge{}
	for _, n := range d.b.Nudges {
		if n.Cleared.IsZero() || n.Rests() {
			open[n.Subject] = append(open[n.Subject], n)
		}
	}
	return open
}

// check runs the rules of one subject, opens what is newly found, clears what
// has mended itself, and notes when to look again. With an account stand its
// contracts that are this rep's.
func (d *draft) check(s Subject, quiet map[string]bool, open map[Subject][]*Nudge) {
	c := Case{Subject: s, Book: d.b, Accounts: d.m.Accounts, Rows: d.m.Rows, Now: d.m.Now, Zone: d.m.Zone}
	switch s.Kind() {
	case "deal":
		if c.Deal = d.b.Deals[s.ID()]; c.Deal == nil { // it was never there: its line was deleted
			d.gone(s, open[s])
			return
		}
		c.Account = d.m.Accounts[c.Deal.Account.V]
	case "account":
		if c.Account = d.m.Accounts[s.ID()]; c.Account == nil { // nothing is known of it yet
			c.Account = newAccount(s.ID())
		}
	}
	if d.act != nil && (s == On("deal", d.act.Deal) || s == On("account", d.act.Account)) {
		c.Act = d.act
	}
	next := d.run(c, quiet, open)
	if s.Kind() == "account" {
		next = earlier(next, d.checkContracts(c, quiet, open))
	}
	d.lookAgain(s, next)
}

// checkContracts runs the rules of the account's contracts that are this rep's,
// and clears what was said of those that no longer are.
func (d *draft) checkContracts(c Case, quiet map[string]bool, open map[Subject][]*Nudge) (next time.Time) {
	mine := map[Subject]bool{}
	for _, id := range slices.Sorted(maps.Keys(c.Account.Contracts)) {
		k := c.Account.Contracts[id]
		if k.To != "" || cmp.Or(k.Owner.V, c.Account.home(d.m.People)) != d.b.Rep {
			continue
		}
		c.Subject, c.Contract = On("contract", id), k
		mine[c.Subject] = true
		next = earlier(next, d.run(c, quiet, open))
	}
	for s, ns := range open {
		for _, n := range ns {
			if s.Kind() == "contract" && n.Account == c.Account.ID && !mine[s] && n.Renewal == nil {
				d.clear(n)
			}
		}
	}
	return next
}

// run runs the rules of a case.
func (d *draft) run(c Case, quiet map[string]bool, open map[Subject][]*Nudge) (next time.Time) {
	s, found := c.Subject, map[string]bool{} // episodes
	away := s.Kind() == "account" && c.Account.home(d.m.People) != d.b.Rep
	for i := range d.m.Rules {
		r := &d.m.Rules[i]
		if !d.looksAt(r, c, away) {
			continue
		}
		fs, at := r.Look(c, d.m.Playbook, d.m.Rep, d.m.People)
		next = earlier(next, at)
		for _, f := range fs {
			f.Rule, f.Subject = r.ID, s
			switch {
			case d.m.Playbook.Rules[r.ID].Shadow:
				f.For = ForShadow
			case away && r.On == "account":
				f.For = ForElsewhere
			}
			found[f.Episode()] = true
			d.open(f, quiet[r.ID] && (c.Act == nil || d.tellsOf(r)), open[s])
		}
	}
	for _, n := range open[s] {
		if !found[n.Episode] {
			d.settle(n, c, away)
		}
	}
	return next
}

// looksAt says whether a rule looks at a case in this book: away from an account's
// home only what works there too, or holds back what asks for selling.
func (d *draft) looksAt(r *Rule, c Case, away bool) bool {
	return d.m.Playbook.On(r) && (r.On == c.Subject.Kind() || r.Also == c.Subject.Kind()) && (!away || r.Also == "account" || r.Cake)
}

func (d *draft) lookAgain(s Subject, next time.Time) {
	switch was, ok := d.b.Next[s]; {
	case next.IsZero() && ok:
		drop(&d.change, &d.b.Next, nextField, s)
	case !next.IsZero() && !was.Equal(next):
		set(&d.change, &d.b.Next, nextField, s, next)
	}
}

// earlier is the earlier of two instants, of which zero means never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
