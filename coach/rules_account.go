package coach

import (
	"maps"
	"slices"
	"time"
)

// What rules that look at an account share: what is at stake there, and whether
// it is a customer.

// wonLately is what anybody won at the account in the last 12 months, in the
// rep's currency: what is at stake there. It is unknown where something was won
// and no amount can be told. The instant is when time alone changes it.
func (c Case) wonLately(r Ref) (Money, time.Time) {
	year := LastMonths(c.Today(), 12)
	won, known, sum := 0, 0, Money{Currency: r.currency()}
	var next time.Time
	for _, w := range c.Account.Wins {
		if w.Gone || w.Day.IsZero() {
			continue
		}
		next = earlier(next, c.upcoming(w.Day, leaves(w.Day, 12)))
		if !year.Has(w.Day) {
			continue
		}
		won++
		if m, ok := r.Playbook.Convert(w.Amount, sum.Currency, w.Day); ok {
			known, sum = known+1, sum.Plus(m)
		}
	}
	if won > 0 && known == 0 {
		return Money{}, next
	}
	return sum, next
}

// customer says whether the account is a customer today: something was won there
// or under contract within 12 months, or it runs a product of ours. The instant
// is the earliest at which time alone may change that.
func (c Case) customer() (yes bool, next time.Time) {
	today := c.Today()
	for _, w := range c.Account.spans(today) {
		yes = yes || w.Has(today)
		if next = earlier(next, c.upcoming(w.From)); w.To != ever {
			next = earlier(next, c.upcoming(w.To.AddDays(1)))
		}
	}
	for _, k := range c.Account.Contracts { // of what is to begin or to end then, more is known on that day
		next = earlier(next, c.upcoming(k.Start.V, k.End.V.AddDays(1), k.Ended.V))
	}
	for _, p := range c.Account.Products {
		next = earlier(next, c.upcoming(p.Since.V))
	}
	return yes, next
}

// customAround says, for every day that it may be at an instant somewhere on earth,
// whether something makes the account a customer.
func (a *Account) customAround(now time.Time) (yes [3]bool) {
	today := DateIn(now, time.UTC)
	for _, w := range a.spans(today.AddDays(1)) {
		for i := range yes {
			yes[i] = yes[i] || w.Has(today.AddDays(i-1))
		}
	}
	return yes
}

// spans are those in which something makes the account a customer, as it stands
// at the end of a day.
func (a *Account) spans(today Date) []Window {
	var out []Window
	for _, w := range a.Wins {
		if !w.Gone {
			out = append(out, customFor(w.Day, w.Day))
		}
	}
	for _, k := range a.terms(today) {
		if !k.last.IsZero() {
			out = append(out, customFor(k.Start, k.last))
		}
	}
	for _, p := range a.Products {
		if p.Since.V <= today {
			out = append(out, customFor(p.Since.V, ever))
		}
	}
	return out
}

// terms are the account's contracts as they stand at the end of a day, those that
// begin later left out, by id.
func (a *Account) terms(today Date) []*ledgerContract {
	l := &ledger{q: Query{AsOf: today}, year: LastMonths(today, 12), follow: map[string][]*ledgerContract{}}
	var out []*ledgerContract
	for _, id := range slices.Sorted(maps.Keys(a.Contracts)) {
		if k := a.Contracts[id]; k.To == "" && k.Start.V <= today {
			out = append(out, &ledgerContract{ContractRow: k.Row()})
		}
	}
	for _, k := range out {
		if k.Renews != "" && k.Renews != k.ID {
			l.follow[k.Renews] = append(l.follow[k.Renews], k)
		}
	}
	for _, k := range out {
		k.settle(l)
	}
	return out
}
