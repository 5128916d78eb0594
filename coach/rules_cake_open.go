package coach

import (
	"maps"
	"slices"
	"time"
)

func issueOpen(c Case, r Ref) ([]Finding, time.Time) {
	money, next := c.wonLately(r)
	country := r.homeCountry(c.Account)
	var found []Finding
	for _, id := range slices.Sorted(maps.Keys(c.Account.Issues)) {
		i := c.Account.Issues[id]
		line := r.issueLine(i, country)
		if line.IsZero() {
			continue
		}
		next = earlier(next, c.upcoming(line, i.Closed.V, i.Promised.V.AddDays(1)))
		if line <= c.Today() && i.OpenOn(c.Today()) {
			found = append(found, c.pastLimit(i, line, money))
		}
	}
	return found, next
}

// issueLine is the day from which an open issue is past its time: the day after
// the last working day of its limit or after the promised one, whichever is first.
// Zero where neither a promise nor the day of its opening is known.
func (r Ref) issueLine(i *Issue, country string) Date {
	opened, promised := i.Opened.V, i.Promised.V
	var line Date
	if !opened.IsZero() {
		line = r.Playbook.workingDays(opened, r.Playbook.Issues.Days(i.Severity.V), country).AddDays(1)
	}
	if !promised.IsZero() && (line.IsZero() || promised < line) {
		line = max(promised.AddDays(1), opened)
	}
	return line
}

// pastLimit is the finding of an issue that is open past its time.
func (c Case) pastLimit(i *Issue, line Date, money Money) Finding {
	f := Finding{Severity: Warn, Item: i.ID, Start: line, Account: c.Account.ID, Money: money}
	if i.Severity.V == Low {
		f.Severity = Note
	}
	f.Facts = []Fact{{"issue", i.ID}, {"due", line.AddDays(-1).String()}}
	if i.Severity.V != "" {
		f.Facts = append(f.Facts, Fact{"issue_severity", string(i.Severity.V)})
	}
	if !i.Opened.V.IsZero() {
		f.Facts = append(f.Facts, Fact{"opened", i.Opened.V.String()})
	}
	switch promised := i.Promised.V; {
	case promised.IsZero():
	case promised < c.Today():
		f.Facts = append(f.Facts, Fact{"promised", promised.String()})
	default: // past what is aimed for, and the customer was told a later day
		f.Facts = append(f.Facts, Fact{"promised_ahead", promised.String()})
	}
	return f
}

// homeCountry is whose holidays count at an account: those of the country of the
// rep at home there.
func (r Ref) homeCountry(a *Account) string {
	home := a.home(r.People)
	if r.Rep != nil && r.Rep.ID == home {
		return r.Rep.Country
	}
	if rep := r.People.Rep(home); rep != nil {
		return rep.Country
	}
	return ""
}

func coverageGap(c Case, r Ref) ([]Finding, time.Time) {
	fed, next := c.fed(Contracts, r)
	if !fed {
		return nil, time.Time{}
	}
	money, at := c.wonLately(r)
	terms := c.Account.terms(c.Today())
	next = earlier(next, earlier(at, c.turns(terms)))
	var found []Finding
	for _, name := range slices.Sorted(maps.Keys(c.Account.Products)) {
		p := c.Account.Products[name]
		next = earlier(next, c.upcoming(p.Since.V))
		last, covered := coverOf(terms, p.Product, c.Today())
		if covered || p.Since.V > c.Today() {
			continue
		}
		f := Finding{Severity: Hint, Item: p.Product, Account: c.Account.ID, Money: money, Facts: []Fact{{"product", p.Product}}}
		f.Start = max(p.Since.V, last.AddDays(1))
		if last.IsZero() && p.Since.V.IsZero() { // then nobody knows for how long; we do since contracts have been known
			f.Start = c.day(c.Book.State.Fed[Contracts].First)
		}
		if !last.IsZero() {
			f.Facts = append(f.Facts, Fact{"covered_until", last.String()})
		}
		if !p.Since.V.IsZero() {
			f.Facts = append(f.Facts, Fact{"running_since", p.Since.V.String()})
		}
		found = append(found, f)
	}
	return found, next
}

// coverOf says whether a product is under a live contract on a day, and else what
// the last day of the last one was; zero if there never was one. A contract of
// which nobody knows the end may be live.
func coverOf(terms []*ledgerContract, product string, today Date) (last Date, covered bool) {
	for _, k := range terms {
		if !k.covers(product) {
			continue
		}
		if k.last.IsZero() || k.live(today) {
			return 0, true
		}
		last = max(last, k.last)
	}
	return last, false
}

// turns is the next day on which time alone may make one of the account's
// contracts live or end it.
func (c Case) turns(terms []*ledgerContract) time.Time {
	var next time.Time
	for _, k := range c.Account.Contracts {
		next = earlier(next, c.upcoming(k.Start.V, k.End.V, k.End.V.AddDays(1), k.Ended.V, k.Ended.V.AddDays(1)))
	}
	for _, k := range terms {
		if next = earlier(next, c.upcoming(k.term, k.term.AddDays(1))); k.last != ever {
			next = earlier(next, c.upcoming(k.last.AddDays(1)))
		}
	}
	return next
}
