package coach

import (
	"math/big"
	"time"
)

func diminishingReturns(c Case, r Ref) ([]Finding, time.Time) {
	q, step := Quarter(c.Today(), r.Playbook.Fiscal)
	year := Window{q.From.AddMonths(-12), q.From.AddDays(-1)}
	before := Window{q.From.AddMonths(-24), year.From.AddDays(-1)}
	if !c.wonSince(before.From) {
		return nil, time.Time{}
	}
	now, then := c.yield(year, r), c.yield(before, r)
	money, next := c.wonLately(r)
	next = earlier(next, c.at(q.To.AddDays(1)))
	why := ""
	switch {
	case now.lessExpansion(then, r):
		why = "expansions"
	case c.knownBefore(before.From.AddMonths(3)) && now.lessPerTouch(then, r):
		why = "touches"
	default:
		return nil, next
	}
	f := Finding{Severity: Hint, Start: q.From, Step: step, Account: c.Account.ID, Money: money, Facts: []Fact{{"why", why}}}
	if why == "expansions" {
		f.Facts = append(f.Facts, Fact{"expansion_revenue", now.expanded.String()}, Fact{"expansion_revenue_before", then.expanded.String()},
			Fact{"expansions", now.expansions}, Fact{"expansions_before", then.expansions})
	} else {
		f.Facts = append(f.Facts, Fact{"per_touch", now.perTouch().String()}, Fact{"per_touch_before", then.perTouch().String()},
			Fact{"sales_touches", now.touches}, Fact{"sales_touches_before", then.touches})
	}
	return []Finding{f}, next
}

// yield is what selling at a customer brought in a span of days, and how much of
// it there was.
type yield struct {
	expansions    int
	expanded, won Money // unknown where one of the amounts is
	touches       int   // days with an outbound sales touch by anybody
}

// yield adds up, in the rep's currency, what was won at the account in a span.
func (c Case) yield(w Window, r Ref) yield {
	y := yield{expanded: Money{Currency: r.currency()}, won: Money{Currency: r.currency()}}
	for _, x := range c.Account.Wins {
		if x.Gone || !w.Has(x.Day) {
			continue
		}
		m, _ := r.Playbook.Convert(x.Amount, r.currency(), x.Day)
		y.won = y.won.and(m)
		if c.expands(x, r) {
			y.expansions++
			y.expanded = y.expanded.and(m)
		}
	}
	var last Date
	for _, t := range c.touches(c.Account.ID) {
		if t.Kind == Sales && !t.In && w.Has(t.Day) && t.Day != last {
			y.touches, last = y.touches+1, t.Day
		}
	}
	return y
}

// and is the sum of two amounts, unknown if one of them is.
func (m Money) and(o Money) Money {
	if !m.Known() || !o.Known() {
		return Money{}
	}
	return m.Plus(o)
}

// expands says whether a win was an expansion: as it was given, else by an earlier
// win at the account.
func (c Case) expands(x *Win, r Ref) bool {
	if x.Kind != "" {
		return x.Kind == KindExpansion
	}
	first := c.Account.FirstWin(r.Playbook.whose(x.Rep))
	return !first.IsZero() && first < x.Day
}

func (c Case) wonSince(d Date) bool {
	for _, x := range c.Account.Wins {
		if !x.Gone && x.Day >= d {
			return true
		}
	}
	return false
}

// lessExpansion says whether expansions brought much less than in the year before.
func (y yield) lessExpansion(before yield, r Ref) bool {
	least := int(r.Set("expansions"))
	if y.expansions < least || before.expansions < least || !y.expanded.Known() || !before.expanded.Known() {
		return false
	}
	part := NewRatio(y.expanded.Minor, before.expanded.Minor)
	return part.Known() && part.Float() <= r.Set("expansion_part")
}

// lessPerTouch says whether a sales touch brought much less than in the year
// before.
func (y yield) lessPerTouch(before yield, r Ref) bool {
	least := max(1, int(r.Set("touches")))
	if y.touches < least || before.touches < least || !y.won.Known() || !before.won.Known() || before.won.Minor == 0 {
		return false
	}
	each, was := big.NewRat(y.won.Minor, int64(y.touches)), big.NewRat(before.won.Minor, int64(before.touches))
	return Ratio{each.Quo(each, was)}.Float() <= r.Set("touch_part")
}

// perTouch is what a sales touch brought, to the minor unit.
func (y yield) perTouch() Money {
	return Money{roundHalfAway(big.NewRat(y.won.Minor, int64(y.touches))).Int64(), y.won.Currency}
}
