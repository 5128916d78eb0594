package coach

import (
	"cmp"
	"slices"
	"time"
)

// cakeRules come from "Cake or icing": hear the customer out and mend what is
// open before selling more to them, or to anyone in their network.
var cakeRules = []Rule{{
	ID: "sell-on-issue", Idea: CakeOrIcing, On: "deal", Severity: Stop, Quiet: 7, Cake: true, Overridable: true,
	Doc:   "An expansion is opened or moved forward while an issue is open at the customer, or at one of their network.",
	Reads: []FactKind{Deals, Issues},
	Settings: []Setting{
		{"confirm_days", 5, "working days after which a closed issue counts as confirmed without a contact"},
	},
	Check: sellOnIssue,
}}

func sellOnIssue(c Case, r Ref) ([]Finding, time.Time) {
	x := c.Deal
	if !x.Open() || x.Account.V == "" || c.Book.KindOf(x, c.Accounts, r.Playbook, c.Today()) != KindExpansion {
		return nil, c.becomesExpansion(x)
	}
	step, ok := c.lastStep(x, r)
	if !ok {
		return nil, time.Time{}
	}
	sore, next := c.sore(step, r)
	var found []Finding
	for _, i := range c.overridden(sore) {
		found = append(found, c.selling(step, i))
	}
	return found, next
}

// selling is the finding that a step was taken under an issue.
func (c Case) selling(step dealStep, i soreIssue) Finding {
	f := Finding{
		Severity: Warn, Item: i.key(), Step: step.stage, Start: max(step.day, i.Opened.V),
		Account: c.Deal.Account.V, Money: c.Deal.Amount.V, Facts: i.facts(step),
	}
	switch {
	case i.unconfirmed:
		f.Severity, f.Item = Hint, f.Item+"/unconfirmed"
	case c.Act != nil && c.Act.Step && c.Act.Deal == c.Deal.ID:
		f.Severity = Stop
	}
	return f
}

// overridden keeps the heaviest issue, and, where the rep has gone on with a
// reason, the heaviest of those that came up since: an override lasts until a
// new issue.
func (c Case) overridden(sore []soreIssue) []soreIssue {
	var at time.Time
	for _, n := range c.Book.Nudges {
		if n.Rule == "sell-on-issue" && n.Subject == c.Subject && n.Reply == Override && n.RepliedAt.After(at) {
			at = n.RepliedAt
		}
	}
	out := sore[:min(len(sore), 1)]
	for _, i := range sore {
		if !at.IsZero() && i.Opened.At.After(at) {
			if i.key() != out[0].key() {
				out = append(slices.Clip(out), i)
			}
			break
		}
	}
	return out
}

// becomesExpansion is the day after a first win dated today or ahead, from
// which another open deal at the account is an expansion.
func (c Case) becomesExpansion(x *Deal) time.Time {
	if a := c.Accounts[x.Account.V]; a != nil && x.Open() {
		if first := a.FirstWin(""); !first.IsZero() {
			return c.upcoming(first.AddDays(1))
		}
	}
	return time.Time{}
}

// dealStep is the last time a deal was opened or moved forward.
type dealStep struct {
	stage string
	day   Date
}

// lastStep is the deal's latest opening or forward step; none for an unlisted
// stage, of which nobody knows the order.
func (c Case) lastStep(x *Deal, r Ref) (dealStep, bool) {
	opened := x.Created.V
	if opened.IsZero() && !x.Opened.IsZero() && x.Created.Src != Import {
		opened = c.day(x.Opened)
	}
	if len(x.Stage) == 0 {
		return dealStep{day: opened}, !opened.IsZero()
	}
	step, at := dealStep{x.Stage[0].V, opened}, r.Playbook.StageIndex(x.Stage[0].V)
	for _, s := range x.Stage[1:] {
		i := r.Playbook.StageIndex(s.V)
		if i > at && at >= 0 {
			step = dealStep{s.V, c.day(s.At)}
		}
		at = i
	}
	return step, !step.day.IsZero()
}

// soreIssue is an issue under which a step was taken.
type soreIssue struct {
	*Issue
	account     string
	unconfirmed bool
}

func (s soreIssue) key() string { return s.account + "/" + s.ID + "/" + s.Opened.V.String() }

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
func (c Case) sore(step dealStep, r Ref) ([]soreIssue, time.Time) {
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
			case i.Closed.V.IsZero() || i.Closed.V > today || step.day < i.Closed.V:
			default:
				end := r.workingDays(i.Closed.V, int(r.Set("confirm_days")))
				if today < end && !c.heardFrom(id, i.Closed.V) {
					found = append(found, soreIssue{i, id, true})
					next = earlier(next, c.at(end))
				}
			}
		}
	}
	slices.SortFunc(found, heavier)
	return found, next
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

// heardFrom says whether the rep was in contact with the account after a day.
func (c Case) heardFrom(account string, after Date) bool {
	for _, t := range c.Book.Touches {
		if t.Account == account && t.Day > after {
			return true
		}
	}
	return false
}

// workingDays is the day n working days after d, by the playbook's week and the
// rep's holidays.
func (r Ref) workingDays(d Date, n int) Date {
	country := ""
	if r.Rep != nil {
		country = r.Rep.Country
	}
	for i := 0; n > 0 && i < 3660; i++ {
		d = d.AddDays(1)
		if r.Playbook.WorkingDay(d, country) {
			n--
		}
	}
	return d.AddDays(1)
}
