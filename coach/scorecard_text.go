package coach

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// Measure is one line of the scorecard for a reader.
type Measure struct {
	Key     string    // as in the JSON
	Name    string    // on the card
	Column  string    // in the table; empty: not there
	Part    Part      // of the scorecard
	Of      [2]string // what Counts counts: one, and several
	Highest float64   // the highest healthy line that makes sense; 0: none is drawn
	span    span
	form    form
	get     func(*Score) any
	most    bool // healthy up to its line, not from there on
	banded  bool // healthy within the role's band
}

// Part is a part of the scorecard, as a reader sees it.
type Part int

// The parts, in their order.
const (
	PartWon Part = iota
	PartOpen
	PartKept
)

func (p Part) String() string {
	return [...]string{"Won, and from whom", "Open, and how sound", "Kept, and looked after"}[p]
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

type span int

const (
	inWindow span = iota // the query's
	atAsOf
	inRecent // the playbook's days through as-of
	inYear
	inQuarter
)

// Measures are the scorecard's, in the order of the table of measures.
var Measures = []Measure{
	{Key: "won", Name: "Won", Column: "won", get: func(s *Score) any { return s.Won }},
	{Key: "won_deals", Name: "Deals won", Column: "deals won", form: count, get: func(s *Score) any { return s.WonDeals }},
	{Key: "lost_deals", Name: "Deals lost", Column: "deals lost", form: count, get: func(s *Score) any { return s.LostDeals }},
	{Key: "win_rate", Name: "Win rate", Column: "win rate", Of: [2]string{"decided deal", "decided deals"}, form: percent, get: func(s *Score) any { return s.WinRate }},
	{Key: "customers", Name: "Customers", Column: "customers", Highest: 1e6, form: count, get: func(s *Score) any { return s.Customers }},
	{Key: "top_account", Name: "Largest customer", Column: "largest customer", form: word, get: func(s *Score) any { return s.TopAccount }},
	{Key: "top_share", Name: "Largest customer's share", Column: "its share", Highest: 1, most: true, form: percent, get: func(s *Score) any { return s.TopShare }},
	{Key: "top3_share", Name: "Share of the largest three", form: percent, get: func(s *Score) any { return s.Top3Share }},
	{Key: "hhi", Name: "Concentration (HHI)", Column: "HHI", Highest: 10000, most: true, form: round, get: func(s *Score) any { return s.HHI }},
	{Key: "effective_customers", Name: "Effective customers", form: tenths, get: func(s *Score) any { return s.EffectiveCustomers }},
	{Key: "new_share", Name: "New business in what was won", Column: "new business", banded: true, form: percent, get: func(s *Score) any { return s.NewShare }},
	{Key: "gained", Name: "First-time customers", Column: "first-time customers", form: count, get: func(s *Score) any { return s.Gained }},
	{Key: "lost_customers", Name: "Customers lost", Column: "customers lost", form: count, get: func(s *Score) any { return s.LostCustomers }},
	{Key: "open_deals", Name: "Open deals", Column: "open deals", Part: PartOpen, span: atAsOf, form: count, get: func(s *Score) any { return s.OpenDeals }},
	{Key: "open_value", Name: "Open value", Column: "open value", Part: PartOpen, span: atAsOf, get: func(s *Score) any { return s.OpenValue }},
	{Key: "stalled_deals", Name: "Stalled deals", Column: "stalled deals", Part: PartOpen, span: atAsOf, form: count, get: func(s *Score) any { return s.StalledDeals }},
	{Key: "new_share_pipeline", Name: "New business in open value", Column: "new business in open value", Part: PartOpen, span: atAsOf, Of: [2]string{"deal", "deals"}, banded: true, form: percent, get: func(s *Score) any { return s.NewSharePipeline }},
	{Key: "new_share_effort", Name: "New business in touches", Column: "new business in touches", Part: PartOpen, span: inRecent, Of: [2]string{"touch", "touches"}, banded: true, form: percent, get: func(s *Score) any { return s.NewShareEffort }},
	{Key: "sweet_spot_share", Name: "Open value in the sweet spot", Column: "in the sweet spot", Part: PartOpen, span: atAsOf, Of: [2]string{"qualified deal", "qualified deals"}, Highest: 1, form: percent, get: func(s *Score) any { return s.SweetSpotShare }},
	{Key: "commitment_cover", Name: "Open value with a client's promise", Column: "with a client's promise", Part: PartOpen, span: atAsOf, Of: [2]string{"deal", "deals"}, Highest: 1, form: percent, get: func(s *Score) any { return s.CommitmentCover }},
	{Key: "care_ratio", Name: "Care in touches at customers", Column: "care in touches", Part: PartKept, span: inRecent, Of: [2]string{"touch", "touches"}, Highest: 1, form: percent, get: func(s *Score) any { return s.CareRatio }},
	{Key: "issues_in_time", Name: "Issues closed in time", Column: "issues in time", Part: PartKept, span: inRecent, Of: [2]string{"issue", "issues"}, Highest: 1, form: percent, get: func(s *Score) any { return s.IssuesInTime }},
	{Key: "renewal_rate", Name: "Renewed", Column: "renewed", Part: PartKept, span: inYear, Of: [2]string{"contract due", "contracts due"}, Highest: 1, form: percent, get: func(s *Score) any { return s.RenewalRate }},
	{Key: "replacement_burden", Name: "Lost, to be sold again first", Part: PartKept, span: inYear, get: func(s *Score) any { return s.Burden }},
	{Key: "grr", Name: "Kept of last year's contracts (GRR)", Column: "kept (GRR)", Part: PartKept, span: inYear, Of: [2]string{"contract", "contracts"}, Highest: 1, form: percent, get: func(s *Score) any { return s.GRR }},
	{Key: "nrr", Name: "Kept and grown (NRR)", Column: "kept and grown (NRR)", Part: PartKept, span: inYear, Of: [2]string{"contract", "contracts"}, Highest: 10, form: percent, get: func(s *Score) any { return s.NRR }},
	{Key: "contract_coverage", Name: "Products under contract", Column: "products under contract", Part: PartKept, span: atAsOf, Of: [2]string{"product", "products"}, Highest: 1, form: percent, get: func(s *Score) any { return s.Coverage }},
	{Key: "recurring", Name: "Recurring a year", Column: "recurring a year", Part: PartKept, span: atAsOf, get: func(s *Score) any { return s.Recurring }},
	{Key: "due_30", Name: "To be decided in 30 days", Part: PartKept, span: atAsOf, get: func(s *Score) any { return s.Due30 }},
	{Key: "due_60", Name: "To be decided in 31 to 60 days", Part: PartKept, span: atAsOf, get: func(s *Score) any { return s.Due60 }},
	{Key: "due_90", Name: "To be decided in 61 to 90 days", Part: PartKept, span: atAsOf, get: func(s *Score) any { return s.Due90 }},
	{Key: "due_self_renewing", Name: "Renewing by itself in 90 days", Part: PartKept, span: atAsOf, get: func(s *Score) any { return s.DueSelfRenewing }},
	{Key: "metrics_met", Name: "Customers with all metrics met", Column: "metrics met", Part: PartKept, span: atAsOf, Of: [2]string{"customer", "customers"}, Highest: 1, form: percent, get: func(s *Score) any { return s.MetricsMet }},
	{Key: "pace", Name: "Pace to quota", Column: "pace to quota", span: inQuarter, Highest: 10, form: percent, get: func(s *Score) any { return s.Pace }},
}

// MeasureOf is the measure with a key; nil without one.
func MeasureOf(key string) *Measure {
	if i := slices.IndexFunc(Measures, func(m Measure) bool { return m.Key == key }); i >= 0 {
		return &Measures[i]
	}
	return nil
}

// Money says that the measure is an amount in the unit's currency.
func (m *Measure) Money() bool { return m.form == amount }

// Word says that the measure is a name and no number.
func (m *Measure) Word() bool { return m.form == word }

// Whole says that the measure is a count.
func (m *Measure) Whole() bool { return m.form == count }

// Share says that the measure is printed as a percentage.
func (m *Measure) Share() bool { return m.form == percent }

// Banded says that the measure's healthy line is the role's band.
func (m *Measure) Banded() bool { return m.banded }

// Span says what the measure looks at: "the window", "90 days", "at as-of".
func (m *Measure) Span(p *Playbook) string {
	if n := p.Scorecard.RecentDays; m.span == inRecent && n != 1 {
		return fmt.Sprintf("%d days", n)
	}
	return [...]string{"the window", "at as-of", "1 day", "12 months", "this quarter"}[m.span]
}

// Healthy says from where on, or up to where, the measure is healthy by the
// playbook: "at least 70 %"; nothing where no line is drawn.
func (m *Measure) Healthy(p *Playbook) string {
	line := p.Scorecard.Healthy[m.Key]
	switch {
	case line == 0:
		return ""
	case m.most:
		return "at most " + m.line(line)
	}
	return "at least " + m.line(line)
}

func (m *Measure) line(f float64) string {
	if m.Share() {
		return strconv.FormatFloat(100*f, 'g', 6, 64) + " %"
	}
	return Grouped(strconv.FormatFloat(f, 'f', -1, 64))
}

// Text is one measure for a reader: "43 %", "1,800", "50,000.00 USD"; "no data"
// or "too early" where there is none.
func (s *Score) Text(m *Measure) string {
	if why, missing := s.Why[m.Key]; missing {
		return why
	}
	switch v := m.get(s).(type) {
	case *string:
		if m.form == word {
			return *v
		}
		return Grouped(*v) + " " + s.Currency
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
		return Grouped(r.FloatString(1))
	}
	return Grouped(r.FloatString(0))
}

// Percent is a share for a reader: "43 %".
func Percent(r Ratio) string {
	return Grouped(new(big.Rat).Mul(r.Rat, big.NewRat(100, 1)).FloatString(0)) + " %"
}

// Grouped is a decimal number with its thousands set apart: "1,234,567.89".
func Grouped(decimal string) string {
	whole, _, _ := strings.Cut(decimal, ".")
	out := decimal
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		out = out[:i] + "," + out[i:]
	}
	return out
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

// Share is a share of all, 0 to 1, to draw; ok is false where the measure is none
// or is not known.
func (s *Score) Share(m *Measure) (share float64, ok bool) {
	n := s.number(m)
	if n == nil || m.form != percent || s.Why[m.Key] != "" {
		return 0, false
	}
	share, _ = n.Float64()
	return share, true
}

// Empty says that the measure is no data, or 0: there is nothing to show.
func (s *Score) Empty(m *Measure) bool {
	n := s.number(m)
	return s.Why[m.Key] == noData || n != nil && n.Sign() == 0
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

// Health says whether a measure is healthy by the playbook; judged is false where
// it is only shown: no line is drawn, the number is unknown, the rep is new or
// the book inherited.
func (s *Score) Health(m *Measure, p *Playbook) (healthy, judged bool) {
	n := s.number(m)
	if n == nil || s.NotJudged() || m.Key == "customers" && s.WonDeals == 0 {
		return false, false // who won nothing has no customers to be too few
	}
	f, _ := n.Float64()
	if m.banded {
		b := s.More.Band
		return b != nil && b.From <= f && f <= b.To, b != nil
	}
	line := p.Scorecard.Healthy[m.Key]
	if m.Key == "customers" && f < line && f+float64(s.unvalued) >= line {
		return false, false // enough of them may have paid
	}
	if m.most {
		return f <= line, line != 0
	}
	return f >= line, line != 0
}

// NotJudged says that the numbers are shown and not judged: the rep is in their
// first quarters, or the book was inherited in this one.
func (s *Score) NotJudged() bool { return s.More.New || s.More.Inherited }
