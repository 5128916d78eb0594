package coach

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// doubt is a sign that a contract may not be renewed.
type doubt struct {
	name  string
	event bool // something happened, rather than was always so
	since Date
	facts []Fact
}

// renewalInDoubt looks at a contract from 120 days before its decision on: one
// that renews by itself up to that day, any other up to its end.
func renewalInDoubt(c Case, r Ref) ([]Finding, time.Time) {
	t, ok := c.comingTerm(r)
	if !ok || c.Today() > t.last {
		return nil, time.Time{}
	}
	if c.Today() < t.from {
		return nil, c.at(t.from)
	}
	next := c.at(t.last.AddDays(1))
	var signs []doubt
	for _, look := range []func(Ref, term) ([]doubt, time.Time){
		c.issueDoubt, c.metricDoubt, c.silenceDoubt, c.discountDoubt, c.reviewDoubt, c.contactDoubt, c.firstTermDoubt,
	} {
		found, at := look(r, t)
		signs, next = append(signs, found...), earlier(next, at)
	}
	start, ok := crossed(signs, int(r.Set("signs")))
	if !ok {
		return nil, next
	}
	k := c.Contract
	f := Finding{Severity: Warn, Start: max(start, t.from), Account: c.Account.ID, Money: k.Yearly.V}
	f.Facts = append([]Fact{{"sign", signs[0].name}, {"decision", t.decision.String()}}, moneyFact("yearly_value", k.Yearly.V)...)
	f.Facts = append(f.Facts, Fact{"ends", t.end.String()})
	var names []string
	for _, s := range signs {
		names = append(names, s.name)
		f.Facts = append(f.Facts, s.facts...)
	}
	f.Facts = append(f.Facts, Fact{"signs", strings.Join(names, ";")})
	return []Finding{f}, next
}

// crossed is the day since which there have been so many signs, one of them an
// event. The heaviest sign comes first, and events are heavier than the rest.
func crossed(signs []doubt, least int) (Date, bool) {
	if len(signs) < max(1, least) || !signs[0].event {
		return 0, false
	}
	var all, events []Date
	for _, s := range signs {
		if all = append(all, s.since); s.event {
			events = append(events, s.since)
		}
	}
	slices.Sort(all)
	return max(all[max(1, least)-1], slices.Min(events)), true
}

// term is the term of a contract that is to be decided on next.
type term struct {
	end, decision Date
	from, last    Date // the days on which doubt counts
	first         bool // the contract has not yet renewed itself
}

// comingTerm is the contract's term that is to be decided on next; none where it
// is decided, where no end is known, or where terms are so short that one would
// hear of nothing else.
func (c Case) comingTerm(r Ref) (t term, ok bool) {
	k := &ledgerContract{ContractRow: c.Contract.Row()}
	if k.End.IsZero() || c.decided() {
		return t, false
	}
	if !k.Start.IsZero() && int(k.End-k.Start)+1 <= int(r.Set("shortest")) {
		return t, false
	}
	t.end, t.first = k.End, true
	for n := 1; k.Auto && t.end.AddDays(-k.Notice) < c.Today(); n++ {
		t.end, t.first = k.endOfTerm(n), false
	}
	t.decision = t.end.AddDays(-k.Notice)
	t.from, t.last = max(t.decision.AddDays(-int(r.Set("days"))), k.Start), t.end
	if k.Auto {
		t.last = t.decision
	}
	return t, true
}

func (c Case) issueDoubt(Ref, term) ([]doubt, time.Time) {
	var worst *Issue
	var next time.Time
	for _, i := range c.Account.Issues {
		next = earlier(next, c.upcoming(i.Opened.V, i.Closed.V))
		if i.OpenOn(c.Today()) && (worst == nil || i.worse(worst)) {
			worst = i
		}
	}
	if worst == nil {
		return nil, next
	}
	facts := []Fact{{"issue", worst.ID}, {"issue_severity", string(worst.Severity.V)}}
	if !worst.Opened.V.IsZero() {
		facts = append(facts, Fact{"opened", worst.Opened.V.String()})
	}
	return []doubt{{"issue", true, worst.Opened.V, facts}}, next
}

// worse orders issues by how much they hurt, then by how long they have.
func (i *Issue) worse(o *Issue) bool {
	weight := map[IssueSeverity]int{High: 3, Medium: 2, "": 1}
	return cmp.Or(cmp.Compare(weight[o.Severity.V], weight[i.Severity.V]), cmp.Compare(i.Opened.V, o.Opened.V), compare(i.ID, o.ID)) < 0
}

func (c Case) metricDoubt(r Ref, _ term) ([]doubt, time.Time) {
	ms, next := c.measures(r)
	for _, m := range ms {
		if m.state == metricMissed {
			return []doubt{{"metric", true, m.missed, []Fact{{"metric", m.Metric}, {"actual", m.figure(m.Actual)}, {"target", m.figure(m.Target)}, {"measured", m.Measured.String()}}}}, next
		}
	}
	return nil, next
}

// silenceDoubt: nobody heard from them, and they ordered nothing, for longer than
// is usual with them.
func (c Case) silenceDoubt(r Ref, _ term) ([]doubt, time.Time) {
	fed, until := c.fed(Touches, r)
	if !fed {
		return nil, time.Time{}
	}
	days, next := c.contactsSoFar()
	quiet := c.silence(days, r)
	next = earlier(earlier(next, until), c.upcoming(quiet.from))
	if !quiet.heard || c.Today() < quiet.from {
		return nil, next
	}
	return []doubt{{"silent", true, quiet.from, []Fact{{"last_contact", quiet.last.String()}}}}, next
}

// contactsSoFar are the contacts and orders up to today, and when the next one
// that is dated ahead counts.
func (c Case) contactsSoFar() (days []contactDay, next time.Time) {
	days = c.contacts()
	for _, d := range days {
		next = earlier(next, c.upcoming(d.day))
	}
	return slices.DeleteFunc(days, func(d contactDay) bool { return d.day > c.Today() }), next
}

// discountDoubt: the term began as a renewal, and for less.
func (c Case) discountDoubt(Ref, term) ([]doubt, time.Time) {
	k := c.Contract
	share, ok := readDiscount(k.Discount.V)
	if !ok || share == 0 || k.Renews.V == "" {
		return nil, time.Time{}
	}
	return []doubt{{"discount", true, k.Start.V, []Fact{{"discount", share}}}}, time.Time{}
}

// reviewDoubt: the review is overdue by the rhythm agreed.
func (c Case) reviewDoubt(r Ref, _ term) ([]doubt, time.Time) {
	fed, until := c.fed(Reviews, r)
	v := c.Account.Review
	if !fed || v == nil || v.Cadence.V <= 0 {
		return nil, time.Time{}
	}
	held, next := c.reviews()
	next = earlier(next, until)
	var last Date
	if len(held) > 0 {
		last = held[len(held)-1]
	}
	_, line := v.overdue(last)
	if line.IsZero() || c.Today() < max(line, v.Next.V.AddDays(1)) {
		return nil, earlier(next, c.upcoming(line, v.Next.V.AddDays(1)))
	}
	s := doubt{name: "review", since: max(line, v.Next.V.AddDays(1))}
	if !last.IsZero() {
		s.facts = []Fact{{"last_review", last.String()}}
	}
	return []doubt{s}, next
}

// contactDoubt: in the year up to the decision they heard from us around a
// renewal only. Nothing is said where contacts do not reach back that far.
func (c Case) contactDoubt(r Ref, t term) ([]doubt, time.Time) {
	fed, until := c.fed(Touches, r)
	year := t.decision.AddMonths(-12)
	if !fed || !c.knownBefore(year) {
		return nil, time.Time{}
	}
	all, next := c.contactsSoFar()
	var days []Date
	for _, d := range all {
		if d.outed && d.day >= year {
			days = append(days, d.day)
		}
	}
	ends := []Date{t.end}
	for _, k := range c.Account.Contracts {
		if k.To == "" {
			ends = append(ends, (&ledgerContract{ContractRow: k.Row()}).ends(t.end)...)
		}
	}
	if next = earlier(next, until); float64(len(days)) < r.Set("touches") || !onlyNear(days, ends, int(r.Set("renewal_days"))) {
		return nil, next
	}
	return []doubt{{"renewals", false, t.from, nil}}, next
}

// firstTermDoubt: they have never renewed yet, and bound themselves for a year at
// most.
func (c Case) firstTermDoubt(r Ref, t term) ([]doubt, time.Time) {
	k := c.Contract
	if !t.first || k.Renews.V != "" || k.Start.V.IsZero() || k.End.V > k.Start.V.AddMonths(int(r.Set("first_months"))) {
		return nil, time.Time{}
	}
	for _, o := range c.Account.Contracts {
		if o.To == "" && o.Start.V < k.Start.V && foldName(o.Product.V) == foldName(k.Product.V) {
			return nil, time.Time{}
		}
	}
	return []doubt{{"first_term", false, k.Start.V, nil}}, time.Time{}
}
