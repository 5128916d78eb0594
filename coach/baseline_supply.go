package coach

import (
	"maps"
	"math"
	"slices"
)

// SupplyBase is what the summaries say of a team's sweet spot: how well it wins
// there, how much of its market it has, and what of it comes in. Money is in the
// playbook's currency. What cannot be known is 0 or unknown.
type SupplyBase struct {
	Won     int `json:"won,omitempty"`     // deals of 12 months that were judged inside at first, won
	Decided int `json:"decided,omitempty"` // … and won or lost

	Market    int    `json:"market,omitempty"`    // accounts in the playbook's list
	Customers int    `json:"customers,omitempty"` // … that are customers
	Quarter   string `json:"quarter,omitempty"`   // the last full one
	Ended     Date   `json:"ended,omitzero"`      // its last day
	Got       Money  `json:"got,omitzero"`        // won in it by those who have a quota
	Target    Money  `json:"target,omitzero"`     // the sum of their quotas for it

	Judged  bool         `json:"judged,omitempty"`  // verdicts keep coming
	In      int          `json:"in,omitempty"`      // deals qualified in within three months
	Sources []SourceSize `json:"sources,omitempty"` // of those, the largest first
	AllWon  int          `json:"all_won,omitempty"` // deals of 12 months
	All     int          `json:"all,omitempty"`     // … won or lost
	Median  Money        `json:"median,omitzero"`   // won deal
	Quota   Money        `json:"quota,omitzero"`    // of this quarter
}

// SourceSize is how many deals came from where.
type SourceSize struct {
	Source string `json:"source"` // "" where nobody said
	Deals  int    `json:"deals"`
}

// supply gives each team's baseline its SupplyBase.
func (l *ledger) supply(teams map[string]*Baseline) {
	medians, _ := l.medians()
	market, customers := l.market()
	for _, u := range l.teamUnits() {
		base := teams[u.name]
		if base == nil {
			continue
		}
		s := &SupplyBase{Market: market, Customers: customers, AllWon: l.decided[u.name].won, All: l.decided[u.name].all()}
		if m := medians[u.name]; m.Known() {
			s.Median = l.inPlaybooks(m)
		}
		l.inside(s, u)
		l.target(s, u)
		l.qualifiedIn(s, u)
		base.Supply = s
	}
}

func (l *ledger) inPlaybooks(minor Ratio) Money {
	return Money{roundHalfAway(minor.Rat).Int64(), l.p.Currency}
}

// medians are the median won deal of 12 months, in minor units of the playbook's
// currency, and the median discount, by team and, under no name, of the workspace;
// none where there are too few.
func (l *ledger) medians() (amounts map[string]Ratio, discounts map[string]float64) {
	sums, shares := map[string][]int{}, map[string][]float64{}
	for _, b := range l.books {
		for i := range b.deals {
			x := &b.deals[i]
			if x.outcome != Won || !l.year.Has(x.closed) {
				continue
			}
			minor, ok := l.worth(x.Amount, l.p.Currency, x.closed)
			off, given := readDiscount(x.Discount)
			for _, team := range slices.Compact([]string{"", b.team()}) {
				if ok {
					sums[team] = append(sums[team], int(minor))
				}
				if given {
					shares[team] = append(shares[team], off)
				}
			}
		}
	}
	least := max(1, l.p.Minimums.Wins)
	amounts, discounts = map[string]Ratio{}, map[string]float64{}
	for team, ns := range sums {
		if len(ns) >= least {
			amounts[team] = median(ns)
		}
	}
	for team, ds := range shares {
		if len(ds) >= least {
			slices.Sort(ds)
			discounts[team] = (ds[len(ds)/2] + ds[(len(ds)-1)/2]) / 2
		}
	}
	return amounts, discounts
}

// market counts the accounts of the playbook's list, each once, and those of them
// that are customers. One that nobody has heard of is none.
func (l *ledger) market() (all, customers int) {
	seen, byName := map[*ledgerAccount]bool{}, l.byName()
	for _, name := range l.p.Market {
		a := byName[foldName(name)]
		if p := l.people.AccountProfile(name); p != nil {
			a = l.accounts[p.ID]
		}
		if a != nil && seen[a] {
			continue
		}
		if all++; a != nil {
			seen[a] = true
			if a.on(l.q.AsOf) == customer {
				customers++
			}
		}
	}
	return all, customers
}

// byName finds accounts by what they are called; of several of one name the first
// by id.
func (l *ledger) byName() map[string]*ledgerAccount {
	by := map[string]*ledgerAccount{}
	for _, id := range slices.Backward(slices.Sorted(maps.Keys(l.accounts))) {
		a := l.accounts[id]
		names := []string{id}
		if a.profile != nil {
			names = slices.Concat(names, []string{a.profile.Name}, a.profile.Aliases)
		}
		for _, name := range names {
			by[foldName(name)] = a
		}
	}
	return by
}

// inside counts the team's decided deals that were judged inside at first.
func (l *ledger) inside(s *SupplyBase, u unit) {
	for _, b := range u.books {
		for i := range b.deals {
			x := &b.deals[i]
			if !l.q.Window.Has(x.closed) || x.outcome != Won && x.outcome != Lost || x.firstVerdict() != In {
				continue
			}
			if s.Decided++; x.outcome == Won {
				s.Won++
			}
		}
	}
}

// target compares what was won in the last full quarter with the quotas for it,
// and adds up those for this one.
func (l *ledger) target(s *SupplyBase, u unit) {
	now, _ := l.quarter()
	past := *l
	past.q.AsOf = now.From.AddDays(-1)
	span, name := past.quarter()
	won, target, quota := l.total(l.p.Currency), int64(0), int64(0)
	for _, b := range u.books {
		if q := l.quota(b, l.p.Currency); q.Known() {
			quota += roundHalfAway(q.Rat).Int64()
		}
		q := past.quota(b, l.p.Currency)
		if !q.Known() {
			continue
		}
		target += roundHalfAway(q.Rat).Int64()
		for i := range b.deals {
			if x := &b.deals[i]; x.outcome == Won && span.Has(x.closed) {
				won.add(x.Amount, x.closed)
			}
		}
	}
	s.Quarter, s.Ended = name, span.To
	if quota > 0 {
		s.Quota = Money{quota, l.p.Currency}
	}
	if target > 0 && (won.rows == 0 || won.known > 0) {
		s.Target, s.Got = Money{target, l.p.Currency}, Money{won.minor, l.p.Currency}
	}
}

// qualifiedIn counts the deals that were first judged inside within three months,
// by where they came from. A verdict without a day of its own came with the deal.
func (l *ledger) qualifiedIn(s *SupplyBase, u unit) {
	span, lately, by := LastMonths(l.q.AsOf, 3), Window{l.q.AsOf.AddDays(-l.p.Fed), l.q.AsOf}, map[string]int{}
	for _, b := range u.books {
		for i := range b.deals {
			x, first := &b.deals[i], Date(0)
			for _, v := range x.allVerdicts() {
				day := max(v.Day, x.Created)
				s.Judged = s.Judged || lately.Has(day)
				if v.Judgement == In && first.IsZero() {
					first = day
				}
			}
			if span.Has(first) {
				s.In++
				by[fold(x.from())]++
			}
		}
	}
	for source, n := range by {
		s.Sources = append(s.Sources, SourceSize{source, n})
	}
	slices.SortFunc(s.Sources, func(x, y SourceSize) int {
		if x.Deals != y.Deals {
			return y.Deals - x.Deals
		}
		return compare(x.Source, y.Source)
	})
}

// needed is how many deals qualified in it takes to win the quota of a quarter at
// the team's own rate and median deal; false where one of them is not known.
func (s *SupplyBase) needed(decided int) (deals int, known bool) {
	if !s.Quota.Known() || !s.Median.Known() || s.Median.Minor == 0 || s.All < max(1, decided) || s.AllWon == 0 {
		return 0, false
	}
	rate := float64(s.AllWon) / float64(s.All)
	return int(math.Ceil(float64(s.Quota.Minor)/(rate*float64(s.Median.Minor)) - 1e-9)), true
}
