package coach

import (
	"fmt"
	"math/big"
)

// workdays are a quarter's working days, and those of them that have begun.
type workdays struct{ gone, all int64 }

// quarter is the fiscal quarter that holds as-of, and its name.
func (l *ledger) quarter() (Window, string) { return Quarter(l.q.AsOf, l.p.Fiscal) }

// workdays counts the quarter's working days in a country, as-of included.
func (l *ledger) workdays(country string) workdays {
	if w, ok := l.elapsed[country]; ok {
		return w
	}
	var w workdays
	q, _ := l.quarter()
	for d := q.From; d <= q.To; d++ {
		if !l.p.WorkingDay(d, country) {
			continue
		}
		if w.all++; d <= l.q.AsOf {
			w.gone++
		}
	}
	l.elapsed[country] = w
	return w
}

// pace is what was won this quarter by those who have a quota, over the part of
// their quotas that their working days so far stand for. It is too early to say
// before enough of the quarter has gone.
func (l *ledger) pace(s *Score, u unit) {
	won := l.total(s.Currency)
	quota, due := new(big.Rat), new(big.Rat)
	q, _ := l.quarter()
	for _, b := range u.books {
		target := l.quota(b, s.Currency)
		if !target.Known() {
			continue
		}
		days := l.workdays(b.country())
		if days.all == 0 {
			continue
		}
		quota.Add(quota, target.Rat)
		due.Add(due, new(big.Rat).Mul(target.Rat, big.NewRat(days.gone, days.all)))
		for i := range b.deals {
			if x := &b.deals[i]; x.outcome == Won && q.Has(x.closed) {
				won.add(x.Amount, x.closed)
			}
		}
	}
	switch {
	case quota.Sign() == 0 || won.rows > 0 && won.known == 0:
		s.Why["pace"] = noData
	case due.Sign() == 0 || !l.q.NoMin && (Ratio{new(big.Rat).Quo(due, quota)}).Float() < l.p.Minimums.Quarter:
		s.Why["pace"] = tooEarly
	default:
		s.Pace = Ratio{new(big.Rat).Quo(new(big.Rat).SetInt64(won.minor), due)}
	}
}

// quota is what a rep is to win this quarter, in minor units: as given for the
// quarter, else the sum of its months, all three of them, else a quarter of the
// year's. It is converted at as-of.
func (l *ledger) quota(b *ledgerBook, currency string) Ratio {
	if len(b.quotas) == 0 {
		return Ratio{}
	}
	q, name := l.quarter()
	if m, ok := l.worth(b.quotas[name], currency, l.q.AsOf); ok {
		return NewRatio(m, 1)
	}
	sum, months := int64(0), 0
	for i := range 3 {
		y, m, _ := q.From.AddMonths(i).Civil()
		if x, ok := l.worth(b.quotas[fmt.Sprintf("%04d-%02d", y, m)], currency, l.q.AsOf); ok {
			sum, months = sum+x, months+1
		}
	}
	if months == 3 {
		return NewRatio(sum, 1)
	}
	if m, ok := l.worth(b.quotas[name[:4]], currency, l.q.AsOf); ok {
		return NewRatio(m, 4)
	}
	return Ratio{}
}
