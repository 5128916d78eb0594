package coach

import (
	"math/big"
	"slices"
	"strings"
	"time"
)

// lens is one of the three ways to see how much of the work is new business.
type lens struct {
	name  string
	fact  string
	share Ratio
}

func (q QuarterBase) lenses() []lens {
	return []lens{{"won", "new_share", q.NewShare}, {"pipeline", "new_share_pipeline", q.NewSharePipeline}, {"effort", "new_share_effort", q.NewShareEffort}}
}

// lensesOutside are the known lenses of a quarter that lie on one side of a band.
func (q QuarterBase) lensesOutside(outside func(share float64) bool) []lens {
	return slices.DeleteFunc(q.lenses(), func(l lens) bool { return !l.share.Known() || !outside(l.share.Float()) })
}

// lastQuarters are the rep's last two full quarters, if both can be judged. They
// stay the last ones until others have been prepared: time alone changes nothing.
func (c Case) lastQuarters() (last, before QuarterBase, ok bool) {
	if c.Book.Baseline == nil || len(c.Book.Baseline.Quarters) < 2 {
		return
	}
	last, before = c.Book.Baseline.Quarters[0], c.Book.Baseline.Quarters[1]
	return last, before, last.Judged && before.Judged
}

// band is where new business is healthy for the rep's role; nobody's without one.
func (r Ref) band() (Band, bool) {
	if r.Rep == nil || r.Rep.Role == "" {
		return Band{}, false
	}
	b, ok := r.Playbook.Bands[r.Rep.Role]
	return b, ok
}

func burdenShift(c Case, r Ref) ([]Finding, time.Time) {
	last, before, ok := c.lastQuarters()
	if !ok {
		return nil, time.Time{}
	}
	var low []lens
	band, known := r.band()
	if under := func(share float64) bool { return share < band.From }; known {
		low = r.enough(last.lensesOutside(under), before.lensesOutside(under))
	}
	why := "shift"
	if !r.shifted(last, before) {
		if why = "below"; low == nil {
			return nil, time.Time{}
		}
	}
	f := r.quarterly(last, Warn)
	f.Facts = append(f.Facts, Fact{"why", why}, Fact{"touch_share", r.Set("touches")})
	f.Facts = append(f.Facts, last.shareFacts()...)
	f.Facts = append(f.Facts, shareFact("new_share_before", before.NewShare)...)
	f.Facts = append(f.Facts, moneyFact("new_value", last.NewValue)...)
	f.Facts = append(f.Facts, moneyFact("new_value_before", before.NewValue)...)
	if low != nil {
		f.Facts = append(f.Facts, Fact{"lenses", inWords(low)}, Fact{"band_from", band.From})
	}
	f.Facts = append(f.Facts, series(c.Book.Baseline.Quarters)...)
	f.Facts = append(f.Facts, last.trackFacts()...)
	return []Finding{f}, time.Time{}
}

// shifted says whether from one quarter to the next revenue moved to existing
// customers while less new business was under way at the end.
func (r Ref) shifted(last, before QuarterBase) bool {
	then, now := before.NewValue, last.NewValue
	if !last.NewShare.Known() || !before.NewShare.Known() || !now.Known() || then.Currency != now.Currency || then.Minor <= 0 {
		return false
	}
	rise := Ratio{new(big.Rat).Sub(before.NewShare.Rat, last.NewShare.Rat)} // what new business lost, expansion gained
	fall := NewRatio(then.Minor-now.Minor, then.Minor)
	return rise.Float() >= r.Set("share_rise") && fall.Float() >= r.Set("value_fall")
}

// enough are the last quarter's lenses if they and those of the one before are as
// many as the rule asks for.
func (r Ref) enough(last, before []lens) []lens {
	if n := int(r.Set("lenses")); len(last) < n || len(before) < n {
		return nil
	}
	return last
}

func allIcing(c Case, r Ref) ([]Finding, time.Time) {
	last, before, ok := c.lastQuarters()
	band, known := r.band()
	if !ok || !known {
		return nil, time.Time{}
	}
	over := func(share float64) bool { return share > band.To }
	high := r.enough(last.lensesOutside(over), before.lensesOutside(over))
	if high == nil {
		return nil, time.Time{}
	}
	why := ""
	switch {
	case last.CareRatio.Known() && last.CareRatio.Float() < r.Set("care_ratio"):
		why = "care"
	case last.RenewalRate.Known() && last.RenewalRate.Float() < r.Set("renewal_rate"):
		why = "renewals"
	default:
		return nil, time.Time{}
	}
	f := r.quarterly(last, Hint)
	f.Facts = append(f.Facts, Fact{"why", why}, Fact{"touch_share", r.Set("touches")}, Fact{"lenses", inWords(high)}, Fact{"band_to", band.To})
	f.Facts = append(f.Facts, last.shareFacts()...)
	f.Facts = append(f.Facts, shareFact("care_ratio", last.CareRatio)...)
	f.Facts = append(f.Facts, shareFact("renewal_rate", last.RenewalRate)...)
	return []Finding{f}, time.Time{}
}

// quarterly is a finding about the last full quarter: it stands from the day
// after, and every quarter is another occurrence.
func (r Ref) quarterly(last QuarterBase, s Severity) Finding {
	start := last.Last.AddDays(1)
	_, step := Quarter(start, r.Playbook.Fiscal)
	return Finding{Severity: s, Start: start, Step: step, Facts: []Fact{{"quarter", last.Name}}}
}

// shareFacts are the quarter's three shares of new business, as far as known.
func (q QuarterBase) shareFacts() []Fact {
	var out []Fact
	for _, l := range q.lenses() {
		out = append(out, shareFact(l.fact, l.share)...)
	}
	return out
}

// trackFacts are what a new customer costs here: the rep's own win rate and days
// to win, new against existing.
func (q QuarterBase) trackFacts() []Fact {
	return slices.Concat(
		shareFact("win_rate_new", q.New.WinRate), shareFact("win_rate_existing", q.Existing.WinRate),
		shareFact("cycle_new", q.New.Cycle), shareFact("cycle_existing", q.Existing.Cycle))
}

// shareFact is a share or another ratio as a fact, none if it is unknown.
func shareFact(name string, x Ratio) []Fact {
	if !x.Known() {
		return nil
	}
	return []Fact{{name, x.Six()}}
}

// inWords lists lenses as "won:0.410000;effort:0.200000".
func inWords(ls []lens) string {
	var parts []string
	for _, l := range ls {
		parts = append(parts, l.name+":"+l.share.FloatString(6))
	}
	return strings.Join(parts, ";")
}

// series are the quarters' shares of new business in what was won and the values
// open at their ends, the oldest first, as "2026-Q2:0.550000;2026-Q3:0.280000".
func series(quarters []QuarterBase) []Fact {
	var shares, values []string
	for _, q := range slices.Backward(quarters) {
		if q.NewShare.Known() {
			shares = append(shares, q.Name+":"+q.NewShare.FloatString(6))
		}
		if q.NewValue.Known() {
			values = append(values, q.Name+":"+q.NewValue.String())
		}
	}
	var out []Fact
	if len(shares) > 0 {
		out = append(out, Fact{"new_share_series", strings.Join(shares, ";")})
	}
	if len(values) > 0 {
		out = append(out, Fact{"new_value_series", strings.Join(values, ";")})
	}
	return out
}
