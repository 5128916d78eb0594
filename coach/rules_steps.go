package coach

import (
	"cmp"
	"slices"
	"time"
)

// stepRules come from "Four steps": agree on measures and meet them, talk about
// their future, look in every interaction for what the client commits, time, data
// or money, and hold regular reviews.
var stepRules = []Rule{{
	ID: "good-start", Idea: FourSteps, On: "account", Severity: Hint, Quiet: 7, Rank: 10,
	Doc:   "A month after the first win nothing is agreed to measure, or no review is planned.",
	Reads: []FactKind{Deals, Metrics, Reviews}, Needs: []FactKind{Metrics, Reviews},
	Settings: []Setting{
		{"days", 30, "calendar days after an account's first win by which a measure and a review should be agreed", someDays},
		{"start_days", 120, "calendar days after the first win for which it still counts as the start", someDays},
	},
	Check: goodStart,
}, {
	ID: "metrics-first", Idea: FourSteps, On: "deal", Severity: Stop, Quiet: 7, Cake: true, Overridable: true,
	Doc:   "An expansion is opened or moved forward while a metric agreed with the customer is missed or stale, or nothing is agreed.",
	Reads: []FactKind{Deals, Metrics}, Needs: []FactKind{Metrics},
	Check: metricsFirst,
}, {
	ID: "future-talk-due", Idea: FourSteps, On: "account", Severity: Hint, Quiet: 7, Selling: true,
	Doc:   "A customer is well served, and nobody has talked with them about their future for a long time.",
	Reads: []FactKind{Deals, Metrics, Touches}, Needs: []FactKind{Touches, Issues},
	Settings: []Setting{
		{"days", 120, "calendar days without a talk about their future", someDays},
		{"beside", 5, "fewest customers of a product before what they run beside it is named", someOf},
		{"beside_share", 0.5, "share of them that run it, from which it is named as a natural extension", aShare},
	},
	Check: futureTalkDue,
}, {
	ID: "next-commitment", Idea: FourSteps, On: "deal", Severity: Hint, Quiet: 7, Rank: 40, Selling: true, AfterSalesTouch: true,
	Doc:   "An open deal past the first stage has no open commitment of the client's.",
	Reads: []FactKind{Deals, Commitments}, Needs: []FactKind{Commitments},
	Check: nextCommitment,
}, {
	ID: "commitment-overdue", Idea: FourSteps, On: "deal", Also: "account", Severity: Warn, Quiet: 7, Rank: 30,
	Doc:   "What the client promised is overdue, or has been open for two weeks without one.",
	Reads: []FactKind{Deals, Commitments},
	Settings: []Setting{
		{"open_days", 14, "calendar days a commitment without a due day may be open", someDays},
		{"warn_days", 7, "fewest calendar days overdue before the finding becomes a warning", someDays},
	},
	Check: commitmentOverdue,
}, {
	ID: "passive-prospect", Idea: FourSteps, On: "deal", Severity: Warn, Quiet: 7, Rank: 20, Selling: true,
	Doc:   "We keep reaching out on a deal, and the client commits nothing.",
	Reads: []FactKind{Deals, Commitments, Touches}, Needs: []FactKind{Commitments},
	Settings: []Setting{
		{"touches", 3, "outbound touches on the deal since the client last committed something", someOf},
		{"days", 21, "calendar days since then, with one outbound touch at least", someDays},
	},
	Check: passiveProspect,
}, {
	ID: "review-due", Idea: FourSteps, On: "account", Severity: Hint, Quiet: 7, Rank: 20, AfterReview: true,
	Doc:   "A regular review is overdue, no rhythm of reviews is agreed with a customer, or one was just held.",
	Reads: []FactKind{Deals, Reviews}, Needs: []FactKind{Reviews},
	Settings: []Setting{
		{"new_days", 30, "calendar days after the first win before a rhythm is asked for", someDays},
		{"rhythm_days", 90, "fewest calendar days between two questions whether the rhythm suits", someDays},
		{"held_days", 7, "calendar days for which a review that was logged still asks how it went", someDays},
	},
	Check: reviewDue,
}}

func nextCommitment(c Case, r Ref) ([]Finding, time.Time) {
	x := c.Deal
	fed, until := c.fed(Commitments, r)
	reached := c.reached(x, 1, r)
	if !x.Open() || !fed || reached.IsZero() {
		return nil, time.Time{}
	}
	var settled, kept Date
	for _, k := range c.promises() {
		if k.Status.V == Pending {
			return nil, time.Time{}
		}
		settled = max(settled, k.Settled.V)
		if k.Status.V == Kept {
			kept = max(kept, k.Settled.V)
		}
	}
	f := Finding{Severity: Hint, Start: max(reached, settled, x.Created.V), Account: x.Account.V, Money: x.Amount.V}
	f.Facts = append(moneyFact("amount", x.Amount.V), Fact{"stage", x.Stage.V()}, Fact{"suggest", string(r.suggest(x.Stage.V()))})
	if !kept.IsZero() {
		f.Facts = append(f.Facts, Fact{"last_kept", kept.String()})
	}
	return []Finding{f}, until
}

// suggest is which commitment suits a stage: time early, data in the middle,
// money late.
func (r Ref) suggest(stage string) CommitmentKind {
	n := len(r.Playbook.Stages)
	switch i := r.Playbook.StageIndex(stage); {
	case i*2 < n:
		return Time
	case i == n-1:
		return Cash
	}
	return Data
}

func commitmentOverdue(c Case, r Ref) ([]Finding, time.Time) {
	if c.Deal != nil && !c.Deal.Open() {
		return nil, time.Time{}
	}
	var found []Finding
	var next time.Time
	for _, k := range c.Book.promisesOn(c.Subject) {
		if k.Status.V != Pending {
			continue
		}
		crossed, warn := k.lines(r)
		next = earlier(next, c.upcoming(crossed, warn))
		if crossed.IsZero() || crossed > c.Today() {
			continue
		}
		found = append(found, c.overdue(k, crossed, !warn.IsZero() && warn <= c.Today()))
	}
	slices.SortFunc(found, func(a, b Finding) int { return cmp.Or(cmp.Compare(a.Start, b.Start), compare(a.Item, b.Item)) })
	return found, next
}

// lines are the days on which a commitment is overdue, and overdue as long as
// it was given; zero where they cannot be known.
func (k *Commitment) lines(r Ref) (crossed, warn Date) {
	made, due := k.Made.V, k.Due.V
	if due.IsZero() {
		if made.IsZero() {
			return 0, 0
		}
		return made.AddDays(int(r.Set("open_days"))), 0
	}
	given := 0
	if !made.IsZero() {
		given = int(due - made)
	}
	return due.AddDays(1), due.AddDays(max(int(r.Set("warn_days")), given))
}

func (c Case) overdue(k *Commitment, crossed Date, warn bool) Finding {
	f := Finding{Severity: Hint, Item: k.ID, Start: crossed, Account: k.Account}
	if warn {
		f.Severity, f.Step = Warn, "warn"
	}
	if c.Deal != nil {
		f.Account, f.Money = c.Deal.Account.V, c.Deal.Amount.V
	}
	f.Facts = []Fact{{"what", k.What.V}, {"kind", string(k.Kind.V)}}
	if !k.Due.V.IsZero() {
		f.Facts = append(f.Facts, Fact{"due", k.Due.V.String()})
	}
	if !k.Made.V.IsZero() {
		f.Facts = append(f.Facts, Fact{"made", k.Made.V.String()})
	}
	return f
}
