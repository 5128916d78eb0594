package coach

import (
	"slices"
	"time"
)

// Rules returns every rule, in the order in which the ideas are told. Adding
// one touches the table of its idea (with its Check beside it), its wording in
// prompts and its test.
func Rules() []Rule {
	return slices.Concat(burdenRules, cakeRules, springRules, customerRules, stepRules, hygieneRules)
}

// day is the civil day of an instant where the rep is. A record without its
// instant counts as old, and still as a day that can be written down.
func (c Case) day(t time.Time) Date { return min(max(DateIn(t, c.Zone), FirstDate), LastDate) }

// at is the instant at which a day begins where the rep is.
func (c Case) at(d Date) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return d.In(c.Zone)
}

// upcoming is the first instant of those days that lies ahead; zero if none.
func (c Case) upcoming(days ...Date) time.Time {
	var next time.Time
	for _, d := range days {
		if t := c.at(d); !t.IsZero() && t.After(c.Now) {
			next = earlier(next, t)
		}
	}
	return next
}

// fed says whether absence of a kind of fact means something now, and until
// when.
func (c Case) fed(kind FactKind, r Ref) (bool, time.Time) {
	until := c.Book.FedUntil(kind, r.Playbook, c.Zone)
	return c.Now.Before(until), until
}

// moneyFact is an amount as a fact, none if it is unknown.
func moneyFact(name string, m Money) []Fact {
	if !m.Known() {
		return nil
	}
	return []Fact{{name, m.String()}}
}
