package coach

import (
	"strings"
	"time"
)

// customerRules come from "Not your customer": prospecting belongs in the sweet
// spot; a deal outside is disqualified early, kindly and without pressing.
var customerRules = []Rule{{
	ID: "unqualified", Idea: NotYourCustomer, On: "deal", Severity: Hint, Quiet: 7, Rank: 50, SweetSpot: true,
	Doc:   "A deal has been open for a week, or has reached the proposal stage, without a verdict.",
	Reads: []FactKind{Deals, Qualifications}, Needs: []FactKind{Qualifications},
	Settings: []Setting{
		{"days", 7, "calendar days a deal may be open without a verdict"},
	},
	Check: unqualified,
}, {
	ID: "outside-sweet-spot", Idea: NotYourCustomer, On: "deal", Severity: Warn, Quiet: 7, Rank: 10, SweetSpot: true, Overridable: true,
	Doc:   "A deal that was judged outside the sweet spot is still open.",
	Reads: []FactKind{Deals, Qualifications},
	Check: outsideSweetSpot,
}}

func unqualified(c Case, r Ref) ([]Finding, time.Time) {
	x := c.Deal
	fed, until := c.fed(Qualifications, r)
	if !x.Open() || c.Book.Verdict(x) != nil || !fed {
		return nil, time.Time{}
	}
	var old Date
	if created := x.Created.V; !created.IsZero() {
		old = created.AddDays(int(r.Set("days")))
	}
	start, why := old, "age"
	if reached := c.reached(x, r.Playbook.StageIndex(r.Playbook.Proposal), r); !reached.IsZero() && (old.IsZero() || reached < old) {
		start, why = reached, "stage"
	}
	if start.IsZero() || start > c.Today() {
		return nil, earlier(c.upcoming(start), until)
	}
	f := Finding{Severity: Hint, Start: start, Account: x.Account.V, Money: x.Amount.V,
		Facts: append(moneyFact("amount", x.Amount.V), Fact{"stage", x.Stage.V()}, Fact{"why", why})}
	if !x.Created.V.IsZero() {
		f.Facts = append(f.Facts, Fact{"created", x.Created.V.String()})
	}
	return []Finding{f}, until
}

// reached is the day since which the deal has stood at stage index i or later;
// zero if it does not. Imports know the day of the stage as given, else only
// when they heard of it.
func (c Case) reached(x *Deal, i int, r Ref) Date {
	if i < 0 || r.Playbook.StageIndex(x.Stage.V()) < i {
		return 0
	}
	since := x.Stage.Last()
	for j := len(x.Stage) - 1; j >= 0 && r.Playbook.StageIndex(x.Stage[j].V) >= i; j-- {
		since = x.Stage[j]
	}
	day := c.day(since.At)
	if given := x.StageSince; !given.V.IsZero() && given.V < day && !given.At.Before(since.At) {
		day = given.V
	}
	return day
}

func outsideSweetSpot(c Case, r Ref) ([]Finding, time.Time) {
	x := c.Deal
	v := c.Book.Verdict(x)
	if !x.Open() || v == nil || v.Judgement != Outside {
		return nil, time.Time{}
	}
	f := Finding{Severity: Warn, Start: c.day(v.At), Account: x.Account.V, Money: x.Amount.V}
	f.Facts = []Fact{{"failed", strings.Join(v.Failed, ";")}, {"judged", c.day(v.At).String()}}
	var asks []string
	for _, key := range v.Failed {
		if q := r.Playbook.SweetSpot.Criterion(key); q != nil {
			asks = append(asks, q.Ask)
		}
	}
	f.Facts = append(f.Facts, Fact{"asks", strings.Join(asks, ";")})
	if v.Why != "" {
		f.Facts = append(f.Facts, Fact{"why", v.Why})
	}
	if s := x.Stage.V(); s != "" {
		f.Facts = append(f.Facts, Fact{"stage", s})
	}
	f.Facts = append(f.Facts, moneyFact("amount", x.Amount.V)...)
	return []Finding{f}, time.Time{}
}
