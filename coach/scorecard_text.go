package coach

import (
	"math/big"
	"slices"
)

// Measure is one line of the scorecard for a reader.
type Measure struct {
	Key     string // as in the JSON
	Name    string // on the card
	Column  string // in the table; empty: not there
	Span    string // what it looks at; empty: the window
	Of      string // what Counts counts
	Healthy string // what the ideas ask for; empty: shown, not judged
	form    form
	get     func(*Score) any
	least   string // healthy from here on; empty: no such line
	most    string // … up to here
	banded  bool   // healthy within the role's band
}

type form int

const (
	amount  form = iota // money
	count               // a whole number
	percent             // a share
	round               // a number without places
	tenths              // a number with one
	word                // text
)

const (
	days90   = "90 days"
	months12 = "12 months"
	months24 = "24 months"
	asOf     = "at as-of"
	quarter  = "this quarter"
)

// Measures are the scorecard's, in the order of the table of measures.
var Measures = []Measure{
	{Key: "won", Name: "Won", Column: "won", get: func(s *Score) any { return s.Won }},
	{Key: "won_deals", Name: "Deals won", Column: "deals", form: count, get: func(s *Score) any { return s.WonDeals }},
	{Key: "lost_deals", Name: "Deals lost", form: count, get: func(s *Score) any { return s.LostDeals }},
	{Key: "win_rate", Name: "Win rate", Column: "win rate", Of: "decided deals", form: percent, get: func(s *Score) any { return s.WinRate }},
	{Key: "customers", Name: "Customers", Column: "customers", Healthy: "at least 8", least: "8", form: count, get: func(s *Score) any { return s.Customers }},
	{Key: "top_account", Name: "Largest customer", Column: "top account", form: word, get: func(s *Score) any { return s.TopAccount }},
	{Key: "top_share", Name: "Its share", Column: "top share", Healthy: "at most 30 %", most: "3/10", form: percent, get: func(s *Score) any { return s.TopShare }},
	{Key: "top3_share", Name: "Share of the largest three", form: percent, get: func(s *Score) any { return s.Top3Share }},
	{Key: "hhi", Name: "Concentration (HHI)", Column: "HHI", Healthy: "at most 1800", most: "1800", form: round, get: func(s *Score) any { return s.HHI }},
	{Key: "effective_customers", Name: "Effective customers", form: tenths, get: func(s *Score) any { return s.EffectiveCustomers }},
	{Key: "new_share", Name: "New business in what was won", Column: "new business", banded: true, form: percent, get: func(s *Score) any { return s.NewShare }},
	{Key: "gained", Name: "First-time customers", Column: "gained", form: count, get: func(s *Score) any { return s.Gained }},
	{Key: "lost_customers", Name: "Became former customers", Column: "lost", form: count, get: func(s *Score) any { return s.LostCustomers }},
	{Key: "open_deals", Name: "Open deals", Column: "open", Span: asOf, form: count, get: func(s *Score) any { return s.OpenDeals }},
	{Key: "open_value", Name: "Open value", Column: "open value", Span: asOf, get: func(s *Score) any { return s.OpenValue }},
	{Key: "stalled_deals", Name: "Stalled deals", Column: "stalled", Span: asOf, form: count, get: func(s *Score) any { return s.StalledDeals }},
	{Key: "new_share_pipeline", Name: "New business in the pipeline", Column: "new: pipeline", Span: asOf, Of: "deals", banded: true, form: percent, get: func(s *Score) any { return s.NewSharePipeline }},
	{Key: "new_share_effort", Name: "New business in touches", Column: "new: touches", Span: days90, Of: "touches", banded: true, form: percent, get: func(s *Score) any { return s.NewShareEffort }},
	{Key: "sweet_spot_share", Name: "Pipeline in the sweet spot", Column: "sweet spot", Span: asOf, Of: "qualified deals", Healthy: "at least 70 %", least: "7/10", form: percent, get: func(s *Score) any { return s.SweetSpotShare }},
	{Key: "commitment_cover", Name: "Pipeline with a client's promise", Column: "promised", Span: asOf, Of: "deals", Healthy: "at least 60 %", least: "6/10", form: percent, get: func(s *Score) any { return s.CommitmentCover }},
	{Key: "care_ratio", Name: "Care in touches at customers", Column: "care", Span: days90, Of: "touches", Healthy: "at least 50 %", least: "1/2", form: percent, get: func(s *Score) any { return s.CareRatio }},
	{Key: "issues_in_time", Name: "Issues closed in time", Column: "issues in time", Span: days90, Of: "issues", Healthy: "at least 90 %", least: "9/10", form: percent, get: func(s *Score) any { return s.IssuesInTime }},
	{Key: "renewal_rate", Name: "Renewed", Column: "renewed", Span: months12, Of: "contracts due", Healthy: "at least 90 %", least: "9/10", form: percent, get: func(s *Score) any { return s.RenewalRate }},
	{Key: "replacement_burden", Name: "To be sold again first", Span: months12, get: func(s *Score) any { return s.Burden }},
	{Key: "grr", Name: "Kept of last year's contracts (GRR)", Column: "GRR", Span: months12, Of: "contracts", Healthy: "at least 90 %", least: "9/10", form: percent, get: func(s *Score) any { return s.GRR }},
	{Key: "nrr", Name: "Kept and grown (NRR)", Column: "NRR", Span: months12, Of: "contracts", Healthy: "at least 100 %", least: "1", form: percent, get: func(s *Score) any { return s.NRR }},
	{Key: "contract_coverage", Name: "Products under contract", Column: "covered", Span: asOf, Of: "products", Healthy: "at least 90 %", least: "9/10", form: percent, get: func(s *Score) any { return s.Coverage }},
	{Key: "recurring", Name: "Recurring a year", Column: "recurring", Span: asOf, get: func(s *Score) any { return s.Recurring }},
	{Key: "due_30", Name: "To be decided in 30 days", Span: asOf, get: func(s *Score) any { return s.Due30 }},
	{Key: "due_60", Name: "… in 31 to 60 days", Span: asOf, get: func(s *Score) any { return s.Due60 }},
	{Key: "due_90", Name: "… in 61 to 90 days", Span: asOf, get: func(s *Score) any { return s.Due90 }},
	{Key: "due_self_renewing", Name: "Renewing by itself in 90 days", Span: asOf, get: func(s *Score) any { return s.DueSelfRenewing }},
	{Key: "metrics_met", Name: "Customers with all metrics met", Column: "metrics met", Span: asOf, Of: "customers", Healthy: "at least 80 %", least: "8/10", form: percent, get: func(s *Score) any { return s.MetricsMet }},
	{Key: "pace", Name: "Pace to quota", Column: "pace", Span: quarter, Healthy: "at least 80 %", least: "8/10", form: percent, get: func(s *Score) any { return s.Pace }},
}

// MeasureOf is the measure with a key; nil without one.
func MeasureOf(key string) *Measure {
	if i := slices.IndexFunc(Measures, func(m Measure) bool { return m.Key == key }); i >= 0 {
		return &Measures[i]
	}
	return nil
}

// Text is one measure for a reader: "43 %", "1800", "50000.00 USD"; "no data" or
// "too early" where there is none.
func (s *Score) Text(m *Measure) string {
	if why, missing := s.Why[m.Key]; missing {
		return why
	}
	switch v := m.get(s).(type) {
	case *string:
		if m.form == word {
			return *v
		}
		return *v + " " + s.Currency
	case Ratio:
		return m.form.of(v)
	default:
		return m.form.of(NewRatio(int64(v.(int)), 1))
	}
}

func (f form) of(r Ratio) string {
	switch f {
	case percent:
		return Percent(r)
	case tenths:
		return r.FloatString(1)
	}
	return r.FloatString(0)
}

// Percent is a share for a reader: "43 %".
func Percent(r Ratio) string {
	return new(big.Rat).Mul(r.Rat, big.NewRat(100, 1)).FloatString(0) + " %"
}

// number is a measure to compare by; nil where it is none, or unknown.
func (s *Score) number(m *Measure) *big.Rat {
	switch v := m.get(s).(type) {
	case int:
		return big.NewRat(int64(v), 1)
	case Ratio:
		return v.Rat
	case *string:
		if v != nil && m.form == amount {
			n, _ := new(big.Rat).SetString(*v)
			return n
		}
	}
	return nil
}

// Trend compares a measure with the window before: 1 up, -1 down, 0 level; known
// is false where one of the two is unknown.
func (s *Score) Trend(m *Measure, before *Score) (trend int, known bool) {
	now, then := s.number(m), before.number(m)
	if now == nil || then == nil || s.Currency != before.Currency {
		return 0, false
	}
	return now.Cmp(then), true
}

// Health says whether a measure is healthy; judged is false where it is only
// shown: no line is drawn, the number is unknown, or the rep is new.
func (s *Score) Health(m *Measure) (healthy, judged bool) {
	n := s.number(m)
	if n == nil || s.More.New {
		return false, false
	}
	least, most := m.least, m.most
	if m.banded {
		if s.More.Band == nil {
			return false, false
		}
		f, _ := n.Float64()
		return s.More.Band.From <= f && f <= s.More.Band.To, true
	}
	healthy = true
	if least != "" {
		line, _ := new(big.Rat).SetString(least)
		healthy = n.Cmp(line) >= 0
	}
	if most != "" {
		line, _ := new(big.Rat).SetString(most)
		healthy = healthy && n.Cmp(line) <= 0
	}
	return healthy, least != "" || most != ""
}

// Banded says that the measure's healthy line is the role's band.
func (m *Measure) Banded() bool { return m.banded }
