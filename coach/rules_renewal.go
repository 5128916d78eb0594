package coach

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// renewalStep is a day from which a renewal is spoken of again.
type renewalStep struct {
	day  Date
	name string // days before the decision date, "90"; "end-30": before the end
	ask  string // goals, decision or writing: what it is time for
	last bool   // one of the last two before that day
}

// asks are what it is time for at each of the five steps.
var renewalAsks = [...]string{"goals", "goals", "decision", "writing", "writing"}

func renewalDue(c Case, r Ref) ([]Finding, time.Time) {
	if c.decided() {
		return nil, time.Time{}
	}
	k := c.term()
	if k == nil {
		return nil, c.upcoming(c.Contract.Start.V)
	}
	steps := r.renewalSteps(k)
	next := c.upcoming(k.decision().AddDays(1), k.term, k.term.AddDays(1))
	var now renewalStep
	for _, s := range steps {
		if next = earlier(next, c.upcoming(s.day)); s.day <= c.Today() && s.day >= now.day {
			now = s
		}
	}
	if now.day.IsZero() || c.Today() > k.term {
		return nil, next
	}
	if booked := c.bookedUntil(c.promisedHere()); !booked.IsZero() {
		return nil, c.upcoming(booked.AddDays(1))
	}
	f := Finding{Severity: Hint, Step: now.name, Start: max(steps[0].day, k.Start), Account: c.Account.ID, Money: k.Yearly}
	if now.last {
		f.Severity = Warn
	}
	if k.Auto {
		f.Severity = Note // it needs no decision: one list on Mondays is enough
	}
	facts, at := c.renewalFacts(k, now, r)
	f.Facts = facts
	return []Finding{f}, earlier(next, at)
}

// decided says whether it is known what becomes of the contract: an outcome, a
// day on which it ends early, or one that follows it.
func (c Case) decided() bool {
	k := c.Contract
	return k.Outcome.V != "" || !k.Ended.V.IsZero() || c.Account.follows(k.ID)
}

// follows says whether a contract of the account renews that one.
func (a *Account) follows(id string) bool {
	for _, k := range a.Contracts {
		if k.Renews.V == id && k.ID != id && k.To == "" {
			return true
		}
	}
	return false
}

// term is the contract in the term that today lies in, or in its last one; nil
// before it begins and where its end is not known.
func (c Case) term() *ledgerContract {
	for _, k := range c.Account.terms(c.Today()) {
		if k.ID == c.Contract.ID && !k.End.IsZero() {
			return k
		}
	}
	return nil
}

// renewalSteps are the steps towards the decision date, the earliest first, and,
// where a notice deadline goes before the end, the last two towards the end. None
// is longer than half the term; terms of a month need none.
func (r Ref) renewalSteps(k *ledgerContract) []renewalStep {
	days := k.days()
	if days <= int(r.Set("shortest_term")) {
		return nil
	}
	var steps []renewalStep
	decision := k.decision()
	for i, ask := range renewalAsks {
		n := int(r.Set("step_" + strconv.Itoa(i+1)))
		if last := i >= len(renewalAsks)-2; 2*n <= days {
			steps = append(steps, renewalStep{decision.AddDays(-n), strconv.Itoa(n), ask, last})
			if day := max(k.term.AddDays(-n), decision.AddDays(1)); last && decision < k.term && k.term.AddDays(-n) >= decision {
				steps = append(steps, renewalStep{day, "end-" + strconv.Itoa(n), ask, last})
			}
		}
	}
	slices.SortFunc(steps, func(a, b renewalStep) int { return cmp.Compare(a.day, b.day) })
	return steps
}

// days is how long a term is; a year where its start is not known.
func (k *ledgerContract) days() int {
	if k.Start.IsZero() || k.End < k.Start {
		return 365
	}
	return int(k.End-k.Start) + 1
}

// promisedHere are the promises of the account's people to this rep: at one of
// its deals, or at the account itself.
func (c Case) promisedHere() []*Commitment {
	out := c.Book.promisesOn(On("account", c.Account.ID))
	for _, x := range c.Book.DealsAt(c.Account.ID) {
		out = append(out, c.Book.promisesOn(On("deal", x.ID))...)
	}
	return out
}

func renewalLapsed(c Case, _ Ref) ([]Finding, time.Time) {
	k := c.Contract
	end := cmp.Or(k.Ended.V, k.End.V)
	if k.Auto.V || k.Outcome.V != "" || end.IsZero() || c.Account.follows(k.ID) {
		return nil, time.Time{}
	}
	line := end.AddDays(1)
	if line > c.Today() {
		return nil, c.upcoming(line)
	}
	f := Finding{Severity: Warn, Start: line, Account: c.Account.ID, Money: k.Yearly.V}
	f.Facts = append([]Fact{{"ends", end.String()}}, moneyFact("yearly_value", k.Yearly.V)...)
	if p := k.Product.V; p != "" {
		f.Facts = append(f.Facts, Fact{"product", p})
	}
	return []Finding{f}, time.Time{}
}
