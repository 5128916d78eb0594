package coach

import (
	"cmp"
	"slices"
	"time"
)

// cakeRules come from "Cake or icing": hear the customer out and mend what is
// open before selling more to them, or to anyone in their network.
var cakeRules = []Rule{{
	ID: "issue-open", Idea: CakeOrIcing, On: "account", Severity: Warn, Quiet: 7, Cake: true,
	Doc:   "An issue of the customer's is open past its limit, or past the day it was promised for.",
	Reads: []FactKind{Issues},
	Check: issueOpen,
}, {
	ID: "sell-on-issue", Idea: CakeOrIcing, On: "deal", Severity: Stop, Quiet: 7, Cake: true, Overridable: true,
	Doc:   "An expansion is opened or moved forward while an issue is open at the customer, or at one of their network.",
	Reads: []FactKind{Deals, Issues},
	Settings: []Setting{
		{"confirm_days", 5, "working days after which a closed issue counts as confirmed without a contact", someDays},
	},
	Check: sellOnIssue,
}, {
	ID: "customer-waiting", Idea: CakeOrIcing, On: "account", Severity: Warn, Quiet: 1, Cake: true, AtOnce: true,
	Doc:   "Somebody at the customer has been waiting for an answer for half a working day.",
	Reads: []FactKind{Touches}, Needs: []FactKind{Touches},
	Settings: []Setting{
		{"hours", 4, "working hours that a customer may wait", aFactor},
	},
	Check: customerWaiting,
}, {
	ID: "coverage-gap", Idea: CakeOrIcing, On: "account", Severity: Hint, Quiet: 7, Selling: true,
	Doc:   "A customer runs a product that is under no live contract.",
	Reads: []FactKind{Products, Contracts}, Needs: []FactKind{Contracts},
	Check: coverageGap,
}, {
	ID: "renewal-due", Idea: CakeOrIcing, On: "contract", Severity: Warn, Quiet: 7,
	Doc:   "The day by which a contract's renewal is decided comes near, and nothing of the client's is booked.",
	Reads: []FactKind{Contracts},
	Settings: []Setting{
		{"step_1", 120, "calendar days before the decision date: talk about goals", someDays},
		{"step_2", 90, "calendar days before the decision date: talk about goals", someDays},
		{"step_3", 60, "calendar days before the decision date: agree who decides", someDays},
		{"step_4", 30, "calendar days before the decision date, or the end once notice can no longer be given: put it in writing", someDays},
		{"step_5", 14, "calendar days before the decision date, or the end once notice can no longer be given: put it in writing", someDays},
		{"shortest_term", 31, "calendar days of a term up to which it is not spoken of", someDays},
		{"unclaimed_days", 30, "calendar days before the decision date from which a manager is told that nobody of the team is on it", someDays},
	},
	Falling: []string{"step_1", "step_2", "step_3", "step_4", "step_5"},
	Check:   renewalDue,
}, {
	ID: "renewal-lapsed", Idea: CakeOrIcing, On: "contract", Severity: Warn, Quiet: 7,
	Doc:   "A contract is past its end, and nobody has said what became of it.",
	Reads: []FactKind{Contracts},
	Check: renewalLapsed,
}}

func sellOnIssue(c Case, r Ref) ([]Finding, time.Time) {
	return c.onStep(r, func(step dealStep) ([]snag, time.Time) { return c.sore(step, r) })
}

// soreIssue is an issue under which a step was taken.
type soreIssue struct {
	*Issue
	account     string
	unconfirmed bool
}

func (s soreIssue) key() string { return s.account + "/" + s.ID + "/" + s.Opened.V.String() }

// snag is the issue as what stands in the way of a step.
func (s soreIssue) snag(step dealStep) snag {
	out := snag{item: s.key(), since: s.Opened.V, heard: s.Opened.At, mild: s.unconfirmed, facts: s.facts(step)}
	if s.unconfirmed {
		out.item += "/unconfirmed"
	}
	return out
}

func (s soreIssue) facts(step dealStep) []Fact {
	facts := []Fact{
		{"issue", s.ID}, {"issue_severity", string(s.Severity.V)}, {"opened", s.Opened.V.String()},
		{"issue_account", s.account},
	}
	if step.stage != "" {
		facts = append(facts, Fact{"stage", step.stage})
	}
	if s.unconfirmed {
		facts = append(facts, Fact{"unconfirmed", "yes"}, Fact{"closed", s.Closed.V.String()})
	}
	return facts
}

// sore are the medium and high issues at the account or in its network under
// which the step was taken, the heaviest first: those still open, then those
// closed of which nobody has heard yet that they are happy again.
func (c Case) sore(step dealStep, r Ref) ([]snag, time.Time) {
	var found []soreIssue
	var next time.Time
	for _, id := range c.network(r) {
		for _, i := range c.Accounts[id].Issues {
			if i.Severity.V != High && i.Severity.V != Medium || step.day < i.Opened.V {
				continue
			}
			next = earlier(next, c.upcoming(i.Opened.V, i.Closed.V))
			switch today := c.Today(); {
			case i.OpenOn(today):
				found = append(found, soreIssue{i, id, false})
			case i.Closed.V.IsZero() || i.Closed.V > today || step.before(i.Closed):
			default:
				end := r.Playbook.workingDays(i.Closed.V, int(r.Set("confirm_days")), r.country()).AddDays(1)
				if heard, at := c.heardFrom(id, i); today < end && !heard {
					found = append(found, soreIssue{i, id, true})
					next = earlier(next, earlier(at, c.at(end)))
				}
			}
		}
	}
	slices.SortFunc(found, heavier)
	snags := make([]snag, len(found))
	for i, s := range found {
		snags[i] = s.snag(step)
	}
	return snags, next
}

func heavier(a, b soreIssue) int {
	weight := func(s soreIssue) int {
		n := 0
		if s.unconfirmed {
			n = 2
		}
		if s.Severity.V != High {
			n++
		}
		return n
	}
	return cmp.Or(cmp.Compare(weight(a), weight(b)), cmp.Compare(a.Opened.V, b.Opened.V), compare(a.key(), b.key()))
}

// network is the deal's account and the relatives whose issues speak for it,
// as far as they are known.
func (c Case) network(r Ref) []string {
	ids := append([]string{c.Deal.Account.V}, r.People.Relatives(c.Deal.Account.V)...)
	return slices.DeleteFunc(ids, func(id string) bool { return c.Accounts[id] == nil })
}

// heardFrom says whether anybody was in contact with the account after an issue
// was closed, and when a contact lies ahead. One on the day of closing counts if
// it came after the news of it.
func (c Case) heardFrom(account string, i *Issue) (heard bool, next time.Time) {
	for _, t := range c.touches(account) {
		after := t.Day > i.Closed.V || t.Day == i.Closed.V && t.At.After(i.Closed.At)
		heard = heard || after && t.Day <= c.Today()
		next = earlier(next, c.upcoming(t.Day))
	}
	return heard, next
}

// country is the rep's, by whose holidays working days are counted; "" where it
// is not known.
func (r Ref) country() string {
	if r.Rep == nil {
		return ""
	}
	return r.Rep.Country
}
