package coach

import (
	"math/big"
	"slices"
	"strings"
)

// More stands beside the contract's measures, so that none of them can be
// dressed up: what a share would be without its largest part, what a rate leaves
// out, of how many things it was taken. Nulls have their reason in Score.Why
// under "more." and the key.
type More struct {
	Role              Role           `json:"role,omitempty"`
	Band              *Band          `json:"band,omitempty"` // healthy new business for that role
	New               bool           `json:"new"`            // in their first quarters: shown, not judged
	Inherited         bool           `json:"-"`              // most deals of this quarter came from other reps in it: shown, not judged; files alone do not know
	Unconverted       int            `json:"unconverted"`    // amounts left out of sums and shares: no rate converts their currency
	Counts            map[string]int `json:"counts"`         // by measure: how many deals, touches, contracts … it was taken of
	TopWithoutDeal    Ratio          `json:"top_share_without_largest_deal"`
	HHIWithoutDeal    Ratio          `json:"hhi_without_largest_deal"`
	TopWithoutAccount Ratio          `json:"top_share_without_largest_account"`
	HHIWithoutAccount Ratio          `json:"hhi_without_largest_account"`
	SinceFirst        *int           `json:"days_since_first_time_customer"`
	WonBack           int            `json:"won_back"` // former customers who bought again in the window
	RenewalsWon       *string        `json:"renewals_won"`
	PerCustomer       *string        `json:"won_per_customer"` // since its first deal
	AfterFirst        Ratio          `json:"won_after_first_deal"`
	Loyalty           Ratio          `json:"loyalty"`
	Disqualified      Parked         `json:"disqualified"`
	Later             Parked         `json:"later"`
	UnqualifiedValue  *string        `json:"unqualified_open_value"`
	SweetSpotEffort   Ratio          `json:"sweet_spot_effort"`
	TouchesUnnoted    int            `json:"touches_without_note"`
	IssueDays         Ratio          `json:"median_days_to_close_issues"`
	UnknownContracts  int            `json:"unknown_contracts"` // that ended in 12 months, and nobody said how
	Inside            Judged         `json:"inside"`
	Outside           Judged         `json:"outside"`
	CoverageNeeded    *string        `json:"coverage_needed"`
	CoverageRateOf    string         `json:"coverage_win_rate_of"` // whose win rate: own, team, workspace, or nobody's
	QualifiedClosing  *string        `json:"qualified_closing_this_quarter"`
}

// Parked are deals that count against nobody, by the stage in which they left
// the pipeline, with the median of their age in days then (of those parked for
// later: at as-of).
type Parked struct {
	Deals  int            `json:"deals"`
	Stages map[string]int `json:"stages"`
	Age    Ratio          `json:"median_age_days"`
	ages   []int
}

// Judged is what became of deals by their first verdict: of those decided in the
// window, the share won and the median margin; of the contracts that came from
// such deals, the renewal rate.
type Judged struct {
	Decided     int   `json:"decided_deals"`
	WinRate     Ratio `json:"win_rate"`
	Margin      Ratio `json:"median_margin"`
	RenewalRate Ratio `json:"renewal_rate"`
	won         int
	margins     []*big.Rat
	due, kept   int64
	came        int
}

// more works out what stands beside the measures.
func (l *ledger) more(s *Score, u unit) {
	l.parked(s, u)
	l.judged(s, u)
	l.loyalty(s, u)
	l.coverageNeeded(s, u)
	l.who(s, u)
	s.More.WonBack = among(u, func(b *ledgerBook) []*ledgerAccount { return b.wonBack })
	var first Date
	for _, b := range u.books {
		first = max(first, b.firsts)
	}
	if first.IsZero() {
		s.Why["more.days_since_first_time_customer"] = noData
	} else {
		days := int(l.q.AsOf - first)
		s.More.SinceFirst = &days
	}
}

// who notes what a rep's measures are to be read by.
func (l *ledger) who(s *Score, u unit) {
	if l.q.By == "team" || l.q.By == "workspace" || l.q.By == "group" {
		return
	}
	s.More.Inherited = l.inherited(u.books[0])
	r := u.books[0].profile
	if r == nil {
		return
	}
	s.More.Role = r.Role
	if b, ok := l.p.Bands[r.Role]; ok {
		s.More.Band = &b
	}
	if !r.Started.IsZero() {
		first, _ := Quarter(r.Started, l.p.Fiscal)
		s.More.New = l.q.AsOf < first.From.AddMonths(3*l.p.Scorecard.NewQuarters)
	}
}

// inherited says whether a book is mostly what others began: of its deals that are
// not closed, or were closed this quarter, more than the playbook's share came
// from another rep's book this quarter. Deals are counted, since many bear no
// amount, and what came has to be there still or to have been decided here.
func (l *ledger) inherited(b *ledgerBook) bool {
	q, _ := l.quarter()
	q.To = l.q.AsOf
	came, all := int64(0), int64(0)
	for i := range b.deals {
		x := &b.deals[i]
		if x.outcome.Closed() && !q.Has(x.closed) {
			continue
		}
		if all++; q.Has(x.Came) {
			came++
		}
	}
	return came > 0 && NewRatio(came, all).Float() > l.p.Scorecard.Inherited
}

// without measures concentration again without the largest deal, and without the
// largest account.
func (l *ledger) without(s *Score, by map[string]int64, c concentration, account string, largest int64) {
	early := l.early(s.WonDeals, l.p.Minimums.Wins)
	by[account] -= largest
	deal := spreadOver(by)
	by[account] += largest
	s.More.TopWithoutDeal = s.ratio("more.top_share_without_largest_deal", deal.topShare, early)
	s.More.HHIWithoutDeal = s.ratio("more.hhi_without_largest_deal", deal.hhi, early)
	if len(c.accounts) > 0 {
		delete(by, c.accounts[0].id)
	}
	rest := spreadOver(by)
	s.More.TopWithoutAccount = s.ratio("more.top_share_without_largest_account", rest.topShare, early)
	s.More.HHIWithoutAccount = s.ratio("more.hhi_without_largest_account", rest.hhi, early)
}

// parked counts the deals that were disqualified in the window, and those that
// are parked for later.
func (l *ledger) parked(s *Score, u unit) {
	s.More.Disqualified.Stages, s.More.Later.Stages = map[string]int{}, map[string]int{}
	for _, b := range u.books {
		for i := range b.deals {
			switch x := &b.deals[i]; {
			case x.outcome == Disqualified && l.q.Window.Has(x.closed):
				s.More.Disqualified.add(x, x.closed)
			case x.outcome == Later:
				s.More.Later.add(x, l.q.AsOf)
			}
		}
	}
	s.More.Disqualified.Age = s.ratio("more.disqualified.median_age_days", median(s.More.Disqualified.ages), false)
	s.More.Later.Age = s.ratio("more.later.median_age_days", median(s.More.Later.ages), false)
}

func (p *Parked) add(x *entry, on Date) {
	p.Deals++
	p.Stages[strings.ToLower(x.Stage)]++
	if !x.Created.IsZero() {
		p.ages = append(p.ages, int(on-x.Created))
	}
}

// median is the middle of some numbers, of an even count the mean of the two.
func median(ns []int) Ratio {
	if len(ns) == 0 {
		return Ratio{}
	}
	slices.Sort(ns)
	return NewRatio(int64(ns[len(ns)/2]+ns[(len(ns)-1)/2]), 2)
}

func medianOf(rs []*big.Rat) Ratio {
	if len(rs) == 0 {
		return Ratio{}
	}
	slices.SortFunc(rs, (*big.Rat).Cmp)
	sum := new(big.Rat).Add(rs[len(rs)/2], rs[(len(rs)-1)/2])
	return Ratio{sum.Quo(sum, big.NewRat(2, 1))}
}

// judged compares deals that were judged inside the sweet spot at first with
// those judged outside.
func (l *ledger) judged(s *Score, u unit) {
	for _, b := range u.books {
		if len(b.verdicts) == 0 {
			continue
		}
		for i := range b.deals {
			x := &b.deals[i]
			switch x.firstVerdict() {
			case In:
				s.More.Inside.add(l, x, s.Currency)
			case Outside:
				s.More.Outside.add(l, x, s.Currency)
			}
		}
	}
	for key, j := range map[string]*Judged{"more.inside.": &s.More.Inside, "more.outside.": &s.More.Outside} {
		j.WinRate = s.ratio(key+"win_rate", NewRatio(int64(j.won), int64(j.Decided)), l.early(j.Decided, l.p.Minimums.Decided))
		j.Margin = s.ratio(key+"median_margin", medianOf(j.margins), false)
		j.RenewalRate = s.ratio(key+"renewal_rate", NewRatio(j.kept, j.due), l.early(j.came, l.p.Minimums.Contracts))
	}
}

func (x *entry) firstVerdict() Judgement {
	vs := x.allVerdicts()
	if len(vs) == 0 {
		return Unjudged
	}
	return vs[0].Judgement
}

// allVerdicts are the deal's own verdicts, else its account's, the earliest first.
func (x *entry) allVerdicts() []VerdictRow {
	vs := x.book.verdicts[On("deal", x.Deal)]
	if len(vs) == 0 && x.account != nil {
		vs = x.book.verdicts[On("account", x.account.id)]
	}
	return vs
}

func (j *Judged) add(l *ledger, x *entry, currency string) {
	if l.q.Window.Has(x.closed) && (x.outcome == Won || x.outcome == Lost) {
		if j.Decided++; x.outcome == Won {
			j.won++
			if m, ok := new(big.Rat).SetString(strings.TrimSpace(x.Margin)); ok {
				j.margins = append(j.margins, m)
			}
		}
	}
	if k := l.contract[x.Contract]; k != nil && x.outcome == Won {
		came, kept := l.cameDue(k, currency)
		if j.due, j.kept = j.due+came.minor, j.kept+kept; came.known > 0 {
			j.came++
		}
	}
}
