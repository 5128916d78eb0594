package coach

import (
	"fmt"
	"strings"
	"time"
)

// springRules come from "Spring cleaning": start with yourself; every renewal is
// in doubt, and last year's losses must be sold again before anything grows.
var springRules = []Rule{{
	ID: "renewal-in-doubt", Idea: SpringCleaning, On: "contract", Severity: Warn, Quiet: 7,
	Doc:   "A contract is soon to be decided on, and there are signs that its renewal is in doubt.",
	Reads: []FactKind{Contracts, Metrics, Issues, Touches, Reviews}, Needs: []FactKind{Touches, Reviews},
	Settings: []Setting{
		{"days", 120, "calendar days before the decision from which the signs count", someDays},
		{"signs", 2, "fewest signs, one of them an event", upTo(7)},
		{"shortest", 31, "calendar days of a term, up to which nothing is said", someDays},
		{"times", 2, "silence as a multiple of the median gap between days of contact", aFactor},
		{"gaps", 3, "gaps from which a customer's rhythm is known, at least", someOf},
		{"rhythm_months", 24, "months through the last contact from which the rhythm is taken", someOf},
		{"least_days", 30, "fewest days of silence, however close the rhythm", someDays},
		{"silent_days", 60, "days of silence where no rhythm is known", someDays},
		{"first_months", 12, "months up to which a first term is a short one", someOf},
		{"renewal_days", 60, "calendar days around a renewal", someDays},
		{"touches", 3, "contacts in a year from which on it is known when a customer hears from us", someOf},
	},
	Check: renewalInDoubt,
}, {
	ID: "replacement-burden", Idea: SpringCleaning, On: "book", Severity: Warn, Quiet: 7,
	Doc:   "More of the yearly value that came due in 12 months was lost than is healthy: it has to be sold again before anything grows.",
	Reads: []FactKind{Contracts},
	Lines: []string{"renewal_rate"},
	Settings: []Setting{
		{"rate", 0.20, "highest healthy share of the value due that was not renewed, 0 to 1", aShare},
		{"quotas", 1, "quarter's quotas above which the lost value is a warning", aFactor},
	},
	Check: replacementBurden,
}, {
	ID: "customer-mix", Idea: SpringCleaning, On: "book", Severity: Hint, Quiet: 7,
	Doc:   "Several signs say that the customers of a book were taken as they came rather than chosen.",
	Reads: []FactKind{Deals},
	Settings: []Setting{
		{"signs", 3, "fewest signs", upTo(6)},
		{"deals", 10, "fewest new-business deals of a year whose source is known", someOf},
		{"customers", 8, "fewest customers of whom a share is taken", someOf},
		{"source_share", 0.5, "highest healthy share of new-business deals from a territory or a list, 0 to 1", aShare},
		{"segment_share", 0.6, "highest healthy share of one segment outside the sweet spot, 0 to 1", aShare},
		{"small_share", 1.0 / 3, "highest healthy share of customers who started small and bought nothing more for a year, 0 to 1", aShare},
		{"small", 0.5, "part of the team's median won deal below which a first deal is small, 0 to 1", aShare},
		{"hours_share", 0.25, "highest healthy share of customers with unpaid hours in a year, 0 to 1", aShare},
		{"discount_share", 1.0 / 3, "highest healthy share of customers with a high discount and issues all the same, 0 to 1", aShare},
		{"issues", 2, "issues in a year from which on a discount did not help", someOf},
		{"renewal_share", 0.5, "highest healthy share of customers contacted around renewals only, 0 to 1", aShare},
		{"renewal_days", 60, "calendar days around a renewal", someDays},
		{"touches", 3, "contacts in a year from which on it is known when a customer hears from us", someOf},
	},
	Check: customerMix,
}}

// mix is what the summaries say of the rep's customers; nil until it was prepared.
func (c Case) mix() *MixBase {
	if c.Book.Baseline == nil {
		return nil
	}
	return c.Book.Baseline.Mix
}

// unjudged says whether the book's numbers are only shown: in a rep's first
// quarters, and in one in which most of the deals came from others. It can
// change by time alone when a quarter begins.
func (c Case) unjudged(r Ref) (bool, time.Time) {
	q, _ := Quarter(c.Today(), r.Playbook.Fiscal)
	next := c.upcoming(q.To.AddDays(1))
	if r.Rep != nil && !r.Rep.Started.IsZero() {
		first, _ := Quarter(r.Rep.Started, r.Playbook.Fiscal)
		if c.Today() < first.From.AddMonths(3*r.Playbook.Scorecard.NewQuarters) {
			return true, next
		}
	}
	came, all := int64(0), int64(0)
	for _, x := range c.Book.Deals {
		if x.To != "" || x.Outcome.V.Closed() && x.Closed.V < q.From {
			continue
		}
		if all++; q.Has(x.Came) {
			came++
		}
	}
	return came > 0 && NewRatio(came, all).Float() > r.Playbook.Scorecard.Inherited, next
}

func replacementBurden(c Case, r Ref) ([]Finding, time.Time) {
	base := c.mix()
	if base == nil || base.Renewals.Due == 0 || base.Renewals.Contracts < r.Playbook.Minimums.Contracts {
		return nil, time.Time{}
	}
	b := base.Renewals
	shown, next := c.unjudged(r)
	if shown || NewRatio(b.Due-b.Kept, b.Due).Six() <= r.Set("rate") {
		return nil, next
	}
	burden := Money{b.Due - b.Kept, b.Currency}
	f := Finding{Severity: Note, Start: b.Last, Facts: []Fact{
		{"renewal_rate", NewRatio(b.Kept, b.Due).Six()}, {"replacement_burden", burden.String()},
		{"contracts_due", b.Contracts}, {"lost_contracts", max(b.Losses, len(b.Lost))}, {"lost", strings.Join(b.Lost, ";")},
	}}
	f.Facts = append(f.Facts, moneyFact("quota", b.Quota)...)
	if b.Quota.Known() && float64(burden.Minor) > r.Set("quotas")*float64(b.Quota.Minor) {
		f.Severity, f.Step = Warn, "warn"
	}
	return []Finding{f}, next
}

// signShares names the setting that draws the line of each sign.
var signShares = map[string]string{
	"sources": "source_share", "segment": "segment_share", "small": "small_share",
	"hours": "hours_share", "discounts": "discount_share", "renewals": "renewal_share",
}

func customerMix(c Case, r Ref) ([]Finding, time.Time) {
	base := c.mix()
	if base == nil {
		return nil, time.Time{}
	}
	shown, next := c.unjudged(r)
	var signs []string
	segment := ""
	for _, s := range base.Signs {
		if float64(s.N)/float64(s.Of) <= r.Set(signShares[s.Name]) {
			continue
		}
		signs = append(signs, fmt.Sprintf("%s:%d:%d", s.Name, s.N, s.Of))
		if s.Name == "segment" {
			segment = base.Segment
		}
	}
	if shown || float64(len(signs)) < r.Set("signs") {
		return nil, next
	}
	q, name := Quarter(c.Today(), r.Playbook.Fiscal)
	f := Finding{Severity: Hint, Step: name, Start: q.From, Facts: []Fact{{"signs", strings.Join(signs, ";")}, {"sign_count", len(signs)}}}
	if segment != "" {
		f.Facts = append(f.Facts, Fact{"segment", segment})
	}
	return []Finding{f}, next
}
