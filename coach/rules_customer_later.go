package coach

import (
	"slices"
	"time"
)

// rightLater asks for a friendly call when the day has come to which a deal was
// parked, and, half a year on, to whom we said no. That call is no debt: after a
// while it is forgotten, and it is not asked for where there has been contact, or
// a new deal, in between.
func rightLater(c Case, r Ref) ([]Finding, time.Time) {
	x := c.Deal
	switch {
	case x.To != "":
		return nil, time.Time{}
	case x.Outcome.V == Later && !x.Until.V.IsZero():
		return c.later(r, x.Until.V)
	case x.Outcome.V == Disqualified:
		return c.again(r)
	}
	return nil, time.Time{}
}

func (c Case) later(r Ref, day Date) ([]Finding, time.Time) {
	if c.Today() < day {
		return nil, c.at(day)
	}
	x := c.Deal
	f := Finding{Severity: Hint, Start: day, Account: x.Account.V, Money: x.Amount.V}
	f.Facts = append([]Fact{{"outcome", string(x.Outcome.V)}, {"until", day.String()}}, c.notReady(r)...)
	return []Finding{f}, time.Time{}
}

func (c Case) again(r Ref) ([]Finding, time.Time) {
	x := c.Deal
	day := x.Closed.V.AddDays(int(r.Set("again")))
	if x.Until.V > x.Closed.V { // a day was agreed on
		day = x.Until.V
	}
	end := day.AddDays(int(r.Set("for")))
	if c.Today() < day {
		return nil, c.at(day)
	}
	if c.Today() >= end || c.metSince(day) {
		return nil, time.Time{}
	}
	next := c.upcoming(end)
	for _, t := range c.touches(x.Account.V) {
		next = earlier(next, c.upcoming(t.Day))
	}
	f := Finding{Severity: Hint, Start: day, Account: x.Account.V, Money: x.Amount.V}
	f.Facts = append([]Fact{{"outcome", string(x.Outcome.V)}, {"disqualified", x.Closed.V.String()}}, c.notReady(r)...)
	return []Finding{f}, next
}

// metSince says whether there was contact at the deal's account from a day on, or
// another deal there since this one was closed.
func (c Case) metSince(day Date) bool {
	x := c.Deal
	if x.Account.V == "" {
		return false
	}
	for _, t := range c.touches(x.Account.V) {
		if day <= t.Day && t.Day <= c.Today() {
			return true
		}
	}
	return slices.ContainsFunc(c.Book.DealsAt(x.Account.V), func(o *Deal) bool { return o.ID != x.ID && o.Created.V > x.Closed.V })
}

// notReady are the facts about what did not fit, as far as somebody said.
func (c Case) notReady(r Ref) []Fact {
	x := c.Deal
	facts := moneyFact("amount", x.Amount.V)
	if x.Reason.V != "" {
		facts = append(facts, Fact{"reason", x.Reason.V})
	}
	if v := c.Book.Verdict(x); v != nil && len(v.Failed) > 0 {
		facts = append(facts, r.failed(v)...)
	}
	return facts
}
