package coach

import (
	"fmt"
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
		{"days", 7, "calendar days a deal may be open without a verdict", someDays},
	},
	Check: unqualified,
}, {
	ID: "outside-sweet-spot", Idea: NotYourCustomer, On: "deal", Severity: Warn, Quiet: 7, Rank: 10, SweetSpot: true, Overridable: true,
	Doc:   "A deal that was judged outside the sweet spot is still open.",
	Reads: []FactKind{Deals, Qualifications},
	Check: outsideSweetSpot,
}, {
	ID: "right-later", Idea: NotYourCustomer, On: "deal", Severity: Hint, Quiet: 7,
	Doc:   "The date to which a deal was parked has come, or it is a good while since one was disqualified.",
	Reads: []FactKind{Deals},
	Settings: []Setting{
		{"again", 180, "calendar days after a deal was disqualified, until a friendly call", someDays},
		{"for", 90, "calendar days for which that call stays worth a reminder", someDays},
	},
	Check: rightLater,
}, {
	ID: "relaxed-criteria", Idea: NotYourCustomer, On: "book", Severity: Warn, Quiet: 7, SweetSpot: true,
	Doc:   "Behind on the quarter, more of the new deals are outside the sweet spot or unqualified than in the two quarters before.",
	Reads: []FactKind{Deals, Qualifications}, Needs: []FactKind{Qualifications},
	Lines: []string{"sweet_spot_share", "pace"},
	Settings: []Setting{
		{"quarter", 0.5, "part of the quarter's working days before which nothing is said, 0 to 1", aShare},
		{"pace", 0.80, "lowest healthy pace to quota, 1 is on quota", aPart},
		{"rise", 0.15, "rise of the share over the two quarters before, from which on it counts, 0 to 1", aShare},
		{"deals", 10, "fewest new deals in each of the three quarters", someOf},
		{"days", 7, "calendar days a deal may be without a verdict before it counts as left unqualified", someDays},
	},
	Check: relaxedCriteria,
}, {
	ID: "sweet-spot-worked-out", Idea: NotYourCustomer, On: "team", Severity: Note, Quiet: 7, SweetSpot: true,
	Doc:   "The team wins inside its sweet spot, most of its market are customers, and the target was still missed.",
	Reads: []FactKind{Deals, Qualifications},
	Settings: []Setting{
		{"win_rate", 0.5, "share of decided deals inside the sweet spot won in 12 months, from which on it is worked well, 0 to 1", aShare},
		{"market", 0.8, "share of the playbook's market list that are customers, from which on it is worked out, 0 to 1", aShare},
	},
	Check: sweetSpotWorkedOut,
}, {
	ID: "lead-supply", Idea: NotYourCustomer, On: "team", Severity: Note, Quiet: 7,
	Doc:   "Fewer deals were qualified in over three months than the team's quota for three months needs.",
	Reads: []FactKind{Deals, Qualifications}, Needs: []FactKind{Qualifications},
	Check: leadSupply,
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
	f.Facts = append(r.failed(v), Fact{"judged", c.day(v.At).String()})
	if v.Why != "" {
		f.Facts = append(f.Facts, Fact{"why", v.Why})
	}
	if s := x.Stage.V(); s != "" {
		f.Facts = append(f.Facts, Fact{"stage", s})
	}
	f.Facts = append(f.Facts, moneyFact("amount", x.Amount.V)...)
	if g := c.Book.Evidence(c.Subject, c.Accounts, r.People); g != nil {
		f.Facts = append(f.Facts, Fact{"record", fmt.Sprintf("%d:%d:%d:%d", g.Won, g.Closed, g.RestWon, g.RestClosed)})
	}
	return []Finding{f}, time.Time{}
}

// failed are the criteria that a deal failed, and the questions behind them.
func (r Ref) failed(v *Verdict) []Fact {
	var asks []string
	for _, key := range v.Failed {
		if q := r.Playbook.SweetSpot.Criterion(key); q != nil {
			asks = append(asks, q.Ask)
		}
	}
	return []Fact{{"failed", strings.Join(v.Failed, ";")}, {"asks", strings.Join(asks, ";")}}
}
