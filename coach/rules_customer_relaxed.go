package coach

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
	"time"
)

// intake is what a book took in during some quarters: its new deals, renewals left
// out, and those of them that were judged outside, or never judged, and are not
// parked or disqualified. To part with a deal is what the criteria are for, so it
// does not count against them.
type intake struct {
	all, outside, unqualified int
	last                      Date // when the last of these began to count
	deals                     []*Deal
}

func (i intake) share() Ratio { return NewRatio(int64(i.outside+i.unqualified), int64(i.all)) }

func (i intake) plus(o intake) intake {
	return intake{all: i.all + o.all, outside: i.outside + o.outside, unqualified: i.unqualified + o.unqualified}
}

// takenIn looks at the deals created in a window. One that is younger than some
// days is no part of it as long as nobody has judged it.
func (c Case) takenIn(w Window, days int) (in intake, next time.Time) {
	for _, x := range c.Book.Deals {
		if x.To != "" || !w.Has(x.Created.V) || x.Kind.V == KindRenewal {
			continue
		}
		v, due := c.Book.Verdict(x), x.Created.V.AddDays(days)
		next = earlier(next, c.upcoming(x.Created.V, due))
		if x.Created.V > c.Today() || v == nil && due > c.Today() {
			continue
		}
		in.all++
		switch {
		case x.Outcome.V == Disqualified || x.Outcome.V == Later:
		case v == nil:
			in.unqualified++
			in.last = max(in.last, due)
		case v.Judgement == Outside:
			in.outside++
			in.last = max(in.last, c.day(v.At))
			if x.Open() {
				in.deals = append(in.deals, x)
			}
		}
	}
	return in, next
}

func relaxedCriteria(c Case, r Ref) ([]Finding, time.Time) {
	shown, next := c.unjudged(r)
	fed, until := c.fed(Qualifications, r)
	if shown || !fed {
		return nil, next
	}
	next = earlier(next, until)
	sold, at := c.pacing(r)
	next = earlier(next, at)
	if sold.behind.IsZero() || c.Today() < sold.behind {
		return nil, earlier(next, c.upcoming(sold.behind))
	}
	now, before, ok, at := c.compareIntake(r)
	next = earlier(next, at)
	if !ok || (Ratio{before.share().Sub(now.share().Rat, before.share().Rat)}).Six() < r.Set("rise") {
		return nil, next
	}
	f := Finding{Severity: Warn, Start: max(sold.behind, now.last), Facts: []Fact{
		{"won", sold.won.String()}, {"quota", sold.quota.String()}, {"pace", sold.pace.Six()},
		{"relaxed_share", now.share().Six()}, {"relaxed_share_before", before.share().Six()},
		{"new_deals", now.all}, {"outside", now.outside}, {"unqualified", now.unqualified},
	}}
	if weakest := c.weakest(now.deals); weakest != "" {
		f.Facts = append(f.Facts, Fact{"weakest", weakest})
	}
	return []Finding{f}, earlier(next, c.upcoming(c.Today().AddDays(1))) // every working day lowers the pace
}

// compareIntake is what was taken in this quarter, and in the two before; not ok
// with too few deals in one of the three.
func (c Case) compareIntake(r Ref) (now, before intake, ok bool, next time.Time) {
	days, least := int(r.Set("days")), r.Set("deals")
	q, _ := Quarter(c.Today(), r.Playbook.Fiscal)
	now, next = c.takenIn(q, days)
	ok = float64(now.all) >= max(1, least)
	for range 2 {
		q, _ = Quarter(q.From.AddDays(-1), r.Playbook.Fiscal)
		one, at := c.takenIn(q, days)
		before, next = before.plus(one), earlier(next, at)
		ok = ok && float64(one.all) >= max(1, least)
	}
	return now, before, ok, next
}

// pacing is how a book stands against its quota of the quarter.
type pacing struct {
	won, quota Money
	pace       Ratio // won so far, over the part of the quota that the working days so far stand for
	behind     Date  // since when that is less than healthy; zero where it never is, or without a quota
}

// pacing is how the book stands today, and when a win that is dated ahead changes
// that.
func (c Case) pacing(r Ref) (p pacing, next time.Time) {
	l, b := c.paceLedger(r)
	q, _ := l.quarter()
	target := l.quota(b, r.currency())
	if !target.Known() || target.Sign() == 0 {
		return p, next
	}
	sum := l.total(r.currency())
	for _, w := range c.wins() {
		if q.Has(w.Closed) {
			if next = earlier(next, c.upcoming(w.Closed)); w.Closed <= c.Today() {
				sum.add(w.Amount, w.Closed)
			}
		}
	}
	if sum.rows > 0 && sum.known == 0 {
		return p, next
	}
	p.won, p.quota = Money{sum.minor, sum.currency}, Money{roundHalfAway(target.Rat).Int64(), sum.currency}
	days := l.workdays(b.country())
	if days.gone > 0 {
		due := new(big.Rat).Mul(target.Rat, big.NewRat(days.gone, days.all))
		p.pace = Ratio{due.Quo(new(big.Rat).SetInt64(sum.minor), due)}
	}
	p.behind = r.behind(p, q, days.all, b.country())
	return p, next
}

// behind is the first day of the quarter, of those in its second half, on which
// what was won so far stands for less than a healthy pace; zero where no such day
// is left. Working days make the line rise, so that from then on only a win lifts
// the book above it.
func (r Ref) behind(p pacing, q Window, all int64, country string) Date {
	gone := int64(0)
	for d := q.From; d <= q.To; d++ {
		if !r.Playbook.WorkingDay(d, country) {
			continue
		}
		gone++
		part := NewRatio(gone, all).Float()
		if part >= r.Set("quarter") && float64(p.won.Minor) < r.Set("pace")*part*float64(p.quota.Minor) {
			return d
		}
	}
	return 0
}

// paceLedger is as much of a ledger as it takes to tell the book's quota.
func (c Case) paceLedger(r Ref) (*ledger, *ledgerBook) {
	l := &ledger{q: Query{AsOf: c.Today()}, p: r.Playbook, elapsed: map[string]workdays{}}
	b := &ledgerBook{rep: c.Book.Rep, profile: r.Rep, quotas: map[string]Money{}}
	for period, q := range c.Book.Quotas {
		if q.Amount.V.Known() {
			b.quotas[period] = q.Amount.V
		}
	}
	return l, b
}

// weakest are the two of some deals that fit least, by id.
func (c Case) weakest(deals []*Deal) string {
	slices.SortFunc(deals, func(x, y *Deal) int {
		v, w := c.Book.Verdict(x), c.Book.Verdict(y)
		return cmp.Or(cmp.Compare(v.High, w.High), cmp.Compare(v.Low, w.Low), compare(x.ID, y.ID))
	})
	var ids []string
	for _, x := range deals[:min(2, len(deals))] {
		ids = append(ids, x.ID)
	}
	return strings.Join(ids, ";")
}
