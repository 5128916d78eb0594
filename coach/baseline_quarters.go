package coach

import "math/big"

// quartersKept is how many full quarters past are prepared: two are compared, and
// two more show where they come from.
const quartersKept = 4

// QuarterBase is one of a rep's past quarters as the scorecard saw it at the end
// of its last day, to six places, by today's records and minimums. Whatever was
// unknown or too early to say then is unknown here.
type QuarterBase struct {
	Name             string `json:"quarter"`            // 2026-Q3
	Last             Date   `json:"last"`               // its last day
	Judged           bool   `json:"judged"`             // no: one of the rep's first, or in a book that had just been inherited
	NewShare         Ratio  `json:"new_share,omitzero"` // of won revenue, renewals left out; the rest is expansion
	NewSharePipeline Ratio  `json:"new_share_pipeline,omitzero"`
	NewShareEffort   Ratio  `json:"new_share_effort,omitzero"`
	NewValue         Money  `json:"new_value,omitzero"`    // open at accounts that nobody had won yet
	CareRatio        Ratio  `json:"care_ratio,omitzero"`   // 90 days
	RenewalRate      Ratio  `json:"renewal_rate,omitzero"` // 12 months
	New              Track  `json:"new,omitzero"`
	Existing         Track  `json:"existing,omitzero"`
}

// Track is what it took to win at one sort of account in the 12 months
// through a quarter: new ones, or those that had been won before. It is unknown
// below the minimum of decided deals.
type Track struct {
	WinRate Ratio `json:"win_rate,omitzero"`
	Cycle   Ratio `json:"cycle,omitzero"` // median days from creation to winning
}

// giveQuarters prepares every rep's last full quarters, the newest first. The ledger
// is that of the day; each quarter has its own, for all reps at once. A book that
// came mostly from others in the quarter that goes on is not judged by what it
// held before.
func (l *ledger) giveQuarters(reps map[string]*Baseline, f Facts) {
	q, _ := Quarter(l.q.AsOf.AddDays(1), l.p.Fiscal)
	for range quartersKept {
		var name string
		q, name = Quarter(q.From.AddDays(-1), l.p.Fiscal)
		then := newLedger(Query{By: "rep", Window: q, AsOf: q.To}, l.p, l.people, f)
		for _, u := range then.units() {
			if to := reps[u.name]; to != nil {
				base := then.quarterBase(u)
				base.Name, base.Judged = name, base.Judged && !l.inherited(l.books[u.name])
				to.Quarters = append(to.Quarters, base)
			}
		}
	}
}

// quarterBase is a rep's quarter, which is the ledger's window.
func (l *ledger) quarterBase(u unit) QuarterBase {
	s := Score{Currency: u.currency, Why: map[string]string{}}
	s.More.Counts = map[string]int{}
	l.revenue(&s, u)
	l.pipeline(&s, u)
	l.effort(&s, u)
	l.renewals(&s, u.contracts())
	l.who(&s, u)
	base := QuarterBase{Last: l.q.AsOf, Judged: !s.More.New && !s.More.Inherited, NewValue: l.newValue(u).money(),
		NewShare: s.NewShare.atSix(), NewSharePipeline: s.NewSharePipeline.atSix(), NewShareEffort: s.NewShareEffort.atSix(),
		CareRatio: s.CareRatio.atSix(), RenewalRate: s.RenewalRate.atSix()}
	base.New, base.Existing = l.tracks(u.books[0])
	return base
}

// newValue adds up what was open at accounts that nobody had won yet.
func (l *ledger) newValue(u unit) total {
	sum := l.total(u.currency)
	for _, b := range u.books {
		for i := range b.deals {
			if x := &b.deals[i]; x.outcome == Open && x.fresh() {
				sum.add(x.Amount, l.q.AsOf)
			}
		}
	}
	return sum
}

// tracks compares what it took the rep to win new accounts and existing ones.
func (l *ledger) tracks(b *ledgerBook) (fresh, existing Track) {
	by := map[bool]*struct {
		decided
		days []int
	}{true: {}, false: {}}
	for i := range b.deals {
		x := &b.deals[i]
		if x.Kind == KindRenewal || x.account == nil || !l.year.Has(x.closed) {
			continue
		}
		to := by[x.existing(l.p.whose(b.rep))]
		switch x.outcome {
		case Won:
			to.won++
			if !x.Created.IsZero() {
				to.days = append(to.days, int(x.closed-x.Created))
			}
		case Lost:
			to.lost++
		}
	}
	state := func(existing bool) Track {
		if t := by[existing]; !l.early(t.all(), l.p.Minimums.Decided) {
			return Track{t.rate().atSix(), median(t.days).atSix()}
		}
		return Track{}
	}
	return state(false), state(true)
}

// whose is whose earlier win makes an account an existing one for a rep: theirs,
// or with no name anybody's.
func (p *Playbook) whose(rep string) string {
	if p.New == "rep" {
		return rep
	}
	return ""
}

// money is the sum as an amount; unknown where there were rows and none is known.
func (t total) money() Money {
	if t.rows > 0 && t.known == 0 {
		return Money{}
	}
	return Money{t.minor, t.currency}
}

// atSix is the ratio at the six places that are kept and printed, so that what
// was just prepared and what comes back from the store are the same.
func (r Ratio) atSix() Ratio {
	if !r.Known() {
		return r
	}
	six, _ := new(big.Rat).SetString(r.FloatString(6))
	return Ratio{six}
}
