package coach

import (
	"math/big"
	"slices"
)

// loyalty measures what customers are worth over time, and whether they come
// back: of the accounts at home here that have been customers for two years,
// those that bought in the second, or were under contract in it.
func (l *ledger) loyalty(s *Score, u unit) {
	type history struct {
		first entry
		sum   int64
	}
	by := map[*ledgerAccount]*history{}
	all := l.total(s.Currency)
	for _, b := range u.books {
		for i := range b.deals {
			x := &b.deals[i]
			if x.outcome != Won || x.account == nil {
				continue
			}
			minor, ok := all.add(x.Amount, x.closed)
			if !ok {
				continue
			}
			h := by[x.account]
			if h == nil {
				h = &history{first: *x}
				by[x.account] = h
			} else if x.closed < h.first.closed || x.closed == h.first.closed && x.Deal < h.first.Deal {
				h.first = *x
			}
			h.sum += minor
		}
	}
	customers, first := int64(0), int64(0)
	for _, h := range by {
		if h.sum > 0 {
			minor, _ := l.worth(h.first.Amount, s.Currency, h.first.closed)
			customers, first = customers+1, first+minor
		}
	}
	if customers == 0 {
		s.Why["more.won_per_customer"] = noData
	} else {
		each := roundHalfAway(big.NewRat(all.minor, customers)).Int64()
		text := Money{each, s.Currency}.Decimal()
		s.More.PerCustomer = &text
	}
	s.More.AfterFirst = s.ratio("more.won_after_first_deal", NewRatio(all.minor-first, all.minor), false)
	known, loyal := 0, 0
	for _, b := range u.books {
		for _, a := range b.accounts {
			if old, stayed := a.loyal(l.q.AsOf); old {
				if known++; stayed {
					loyal++
				}
			}
		}
	}
	s.More.Counts["loyalty"] = known
	s.More.Loyalty = s.ratio("more.loyalty", NewRatio(int64(loyal), int64(known)), false)
}

// loyal says whether the account became a customer two years ago or earlier, and
// whether it bought or was under contract in its second year.
func (a *ledgerAccount) loyal(asOf Date) (old, stayed bool) {
	first := Date(0)
	if len(a.wins) > 0 {
		first = a.wins[0].closed
	}
	for _, k := range a.contracts {
		if !k.Start.IsZero() && (first.IsZero() || k.Start < first) {
			first = k.Start
		}
	}
	if first.IsZero() || first.AddMonths(24) > asOf {
		return false, false
	}
	second := Window{first.AddMonths(12), first.AddMonths(24).AddDays(-1)}
	stayed = slices.ContainsFunc(a.wins, func(w *entry) bool { return second.Has(w.closed) }) ||
		slices.ContainsFunc(a.contracts, func(k *ledgerContract) bool { return k.Start <= second.To && k.last >= second.From })
	return true, stayed
}

// coverageNeeded is how much open value it takes to win what the quota still
// lacks, at the unit's own win rate, else its team's or the workspace's.
func (l *ledger) coverageNeeded(s *Score, u unit) {
	q, _ := l.quarter()
	quota, won, closing := new(big.Rat), int64(0), l.total(s.Currency)
	for _, b := range u.books {
		target := l.quota(b, s.Currency)
		if target.Known() {
			quota.Add(quota, target.Rat)
		}
		for i := range b.deals {
			switch x := &b.deals[i]; {
			case x.outcome == Won && q.Has(x.closed) && target.Known():
				minor, _ := l.worth(x.Amount, s.Currency, x.closed)
				won += minor
			case x.outcome == Open && q.Has(x.Close) && x.verdict() == In:
				closing.add(x.Amount, l.q.AsOf)
			}
		}
	}
	s.More.QualifiedClosing = s.money("more.qualified_closing_this_quarter", closing)
	rate, of := l.rate(u)
	s.More.CoverageRateOf = of
	if quota.Sign() == 0 || !rate.Known() || rate.Sign() == 0 {
		s.Why["more.coverage_needed"] = noData
		return
	}
	lack := new(big.Rat).Sub(quota, new(big.Rat).SetInt64(won))
	if lack.Sign() < 0 {
		lack.SetInt64(0)
	}
	text := Money{roundHalfAway(lack.Quo(lack, rate.Rat)).Int64(), s.Currency}.Decimal()
	s.More.CoverageNeeded = &text
}

// rate is the win rate to reckon with, and whose it is: the unit's own from
// enough decided deals on.
func (l *ledger) rate(u unit) (Ratio, string) {
	least := l.p.Minimums.Decided
	own := decided{}
	for _, b := range u.books {
		own.add(b.decided)
	}
	if u.team != nil {
		if team := l.decided[*u.team]; own.all() < least && team.all() >= least {
			return team.rate(), "team"
		}
	}
	if all := l.decided[""]; own.all() < least && all.all() >= least {
		return all.rate(), "workspace"
	}
	if own.all() < least {
		return Ratio{}, ""
	}
	return own.rate(), "own"
}

// decided counts deals won and lost in the window.
type decided struct{ won, lost int }

func (d *decided) add(o decided) { d.won, d.lost = d.won+o.won, d.lost+o.lost }
func (d decided) all() int       { return d.won + d.lost }
func (d decided) rate() Ratio    { return NewRatio(int64(d.won), int64(d.all())) }
