package coach

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// supply is what the summaries say of the team's sweet spot; nil until it was
// prepared.
func (c Case) supply() *SupplyBase {
	if c.Book.Baseline == nil {
		return nil
	}
	return c.Book.Baseline.Supply
}

func sweetSpotWorkedOut(c Case, r Ref) ([]Finding, time.Time) {
	s := c.supply()
	if s == nil || s.Market == 0 || s.Decided < max(1, r.Playbook.Minimums.Decided) || !s.Target.Known() {
		return nil, time.Time{}
	}
	rate, share := NewRatio(int64(s.Won), int64(s.Decided)), NewRatio(int64(s.Customers), int64(s.Market))
	if rate.Six() < r.Set("win_rate") || share.Six() < r.Set("market") || s.Got.Minor >= s.Target.Minor {
		return nil, time.Time{}
	}
	return []Finding{{Severity: Note, Step: s.Quarter, Start: s.Ended.AddDays(1), For: ForTeam, Facts: []Fact{
		{"inside_win_rate", rate.Six()}, {"inside_decided", s.Decided},
		{"market", s.Market}, {"market_customers", s.Customers},
		{"quarter", s.Quarter}, {"won", s.Got.String()}, {"quota", s.Target.String()},
	}}}, time.Time{}
}

func leadSupply(c Case, r Ref) ([]Finding, time.Time) {
	s := c.supply()
	q, name := Quarter(c.Today(), r.Playbook.Fiscal)
	next := c.upcoming(q.To.AddDays(1))
	if s == nil || !s.Judged {
		return nil, next
	}
	needed, known := s.needed(r.Playbook.Minimums.Decided)
	if !known || s.In >= needed {
		return nil, next
	}
	f := Finding{Severity: Note, Step: name, Start: q.From, For: ForTeam, Facts: []Fact{
		{"qualified_in", s.In}, {"needed", needed}, {"win_rate", NewRatio(int64(s.AllWon), int64(s.All)).Six()},
		{"median_won", s.Median.String()}, {"quota", s.Quota.String()},
	}}
	if s.In > 0 {
		f.Facts = append(f.Facts, Fact{"sources", s.sources()})
	}
	return []Finding{f}, next
}

// sources tells how many of the deals qualified in came from where: web:3;fair:2.
func (s *SupplyBase) sources() string {
	var out []string
	for _, x := range s.Sources {
		out = append(out, fmt.Sprintf("%s:%d", cmp.Or(strings.NewReplacer(";", ",", ":", " ").Replace(x.Source), "unknown"), x.Deals))
	}
	return strings.Join(out, ";")
}
