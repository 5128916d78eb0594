package coach

import (
	"cmp"
	"slices"
)

// Which of the nudges that may be said go first, and which wait for another.

// weightier orders nudges: stop, warn, nudge; then the money at stake, unknown
// last; then what has stood longest.
func (d *draft) weightier(a, b *Nudge) int {
	return cmp.Or(
		cmp.Compare(b.Severity, a.Severity),
		d.sooner(a, b),
		cmp.Compare(whole(b.Money), whole(a.Money)),
		cmp.Compare(a.Start, b.Start),
		cmp.Compare(a.Key, b.Key),
	)
}

// whole is an amount in whole units, -1 where unknown, to order by only:
// currencies are never added.
func whole(m Money) int64 {
	if !m.Known() {
		return -1
	}
	return m.Minor / pow10(Decimals(m.Currency))
}

// prefer keeps, of the rules that have an order on one subject, the first one
// only, and holds back what asks for selling where the cake is not right. What the
// rep has muted stands in nobody's way.
func (d *draft) prefer(ns []*Nudge) []*Nudge {
	rotten := map[string]bool{}
	for _, n := range d.b.Nudges {
		if n.Open() && (n.For == ForRep || n.For == ForElsewhere) && d.m.rule(n.Rule).Cake {
			rotten[n.Account] = true
		}
	}
	return slices.DeleteFunc(ns, func(n *Nudge) bool {
		waits := d.behind(n) || d.m.rule(n.Rule).Selling && n.Account != "" && rotten[n.Account]
		if waits {
			d.hold(n, HeldPrecedence)
		}
		return waits
	})
}

// rankFirst is, by subject, the lowest rank among the rules with an order that hold
// there for the rep: only that one speaks.
func (b *Book) rankFirst(m Moment) map[Subject]int {
	first, today := map[Subject]int{}, DateIn(m.Now, m.Zone)
	for _, n := range b.Nudges {
		rank := m.rule(n.Rule).Rank
		if n.Open() && n.For == ForRep && rank > 0 && !b.mutes(n.Rule, today) && (first[n.Subject] == 0 || rank < first[n.Subject]) {
			first[n.Subject] = rank
		}
	}
	return first
}

// behind says whether another rule of the order goes before a nudge on its subject.
func (d *draft) behind(n *Nudge) bool {
	rank := d.m.rule(n.Rule).Rank
	return rank > 0 && rank != d.firsts[n.Subject]
}

// FirstInOrder leaves out the nudges that wait for another rule on their subject,
// also those that were counted at a first import.
func (c *Coach) FirstInOrder(b *Book, ns []*Nudge) ([]*Nudge, error) {
	m, err := c.moment(b.Rep)
	if err != nil {
		return nil, err
	}
	d := draft{b: b, m: m, firsts: b.rankFirst(m)}
	return slices.DeleteFunc(slices.Clone(ns), d.behind), nil
}

// oncePerSubject keeps of the nudges of one rule on one subject, the weightiest
// first, only the first: three products without cover at one account are one thing
// to say that day. Each stop answers its own act.
func (d *draft) oncePerSubject(ns []*Nudge) []*Nudge {
	spoke := map[string]bool{}
	return slices.DeleteFunc(ns, func(n *Nudge) bool {
		key := join(n.Rule, string(n.Subject))
		again := spoke[key] && n.Severity != Stop
		if spoke[key] = true; again {
			d.hold(n, HeldCooldown)
		}
		return again
	})
}
