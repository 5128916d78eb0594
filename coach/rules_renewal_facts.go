package coach

import (
	"slices"
	"time"
)

// Values of facts that are no value: nothing there, where that would be known;
// and what nobody knows.
const (
	factNone    = "none"
	factUnknown = "unknown"
)

// renewalFacts are what a rep should know before talking about a renewal, each
// unknown where it is, and when time alone changes them.
func (c Case) renewalFacts(k *ledgerContract, s renewalStep, r Ref) ([]Fact, time.Time) {
	facts := []Fact{{"decision", k.decision().String()}, {"ends", k.term.String()}, {"suggest", s.ask}, {"yearly_value", factUnknown}}
	if k.Yearly.Known() {
		facts[3].Value = k.Yearly.String()
	}
	if k.Product != "" {
		facts = append(facts, Fact{"product", k.Product})
	}
	if k.Auto {
		facts = append(facts, Fact{"auto_renew", "yes"})
	}
	if k.decision() < c.Today() {
		facts = append(facts, Fact{"notice_passed", "yes"})
	}
	var next time.Time
	for _, look := range []func(Ref) (Fact, time.Time){c.renewalDeal, c.metricsFact, c.issuesFact, c.lastCare, c.lastReview} {
		f, at := look(r)
		facts, next = append(facts, f), earlier(next, at)
	}
	return facts, next
}

// renewalDeal says whether a renewal deal is open here. That none is would be
// known only where deals are fed, and what stands in another rep's book is not
// seen from this one.
func (c Case) renewalDeal(r Ref) (Fact, time.Time) {
	for _, x := range c.Book.OpenDealsAt(c.Account.ID) {
		if x.Kind.V == KindRenewal {
			return Fact{"renewal_deal", "yes"}, time.Time{}
		}
	}
	fed, until := c.fed(Deals, r)
	for rep, s := range c.Account.Stakes {
		fed = fed && (rep == c.Book.Rep || s.Gone)
	}
	if !fed {
		return Fact{"renewal_deal", factUnknown}, time.Time{}
	}
	return Fact{"renewal_deal", "no"}, until
}

// metricsFact is how what was agreed to measure stands, by its worst: missed,
// stale, unmeasured or met.
func (c Case) metricsFact(r Ref) (Fact, time.Time) {
	ms, next := c.measures(r)
	for _, state := range []metricState{metricMissed, metricStale, metricUnmeasured, metricMet} {
		if slices.ContainsFunc(ms, func(m measure) bool { return m.state == state }) {
			return Fact{"metric_state", string(state)}, next
		}
	}
	nothing, until := c.nothing(Metrics, r)
	return Fact{"metric_state", nothing}, earlier(next, until)
}

// issuesFact is how many issues are open.
func (c Case) issuesFact(r Ref) (Fact, time.Time) {
	open := 0
	var next time.Time
	for _, i := range c.Account.Issues {
		if next = earlier(next, c.upcoming(i.Opened.V, i.Closed.V)); i.OpenOn(c.Today()) {
			open++
		}
	}
	if open > 0 {
		return Fact{"open_issues", open}, next
	}
	nothing, until := c.nothing(Issues, r)
	if nothing == factNone {
		return Fact{"open_issues", 0}, earlier(next, until)
	}
	return Fact{"open_issues", nothing}, next
}

// lastCare is when somebody last did something for the customer's sake.
func (c Case) lastCare(r Ref) (Fact, time.Time) {
	var days []Date
	for _, t := range c.touches(c.Account.ID) {
		if t.Kind == Care && t.Noted {
			days = append(days, t.Day)
		}
	}
	return c.latest("last_care", days, Touches, r)
}

// lastReview is when the last review was held.
func (c Case) lastReview(r Ref) (Fact, time.Time) {
	held, ahead := c.reviews()
	f, next := c.latest("last_review", held, Reviews, r)
	return f, earlier(next, ahead)
}

// latest is the last of these days that has come; none is a fact only where the
// kind is fed.
func (c Case) latest(name string, days []Date, kind FactKind, r Ref) (Fact, time.Time) {
	var last Date
	for _, d := range days {
		if d <= c.Today() {
			last = max(last, d)
		}
	}
	next := c.upcoming(days...)
	if !last.IsZero() {
		return Fact{name, last.String()}, next
	}
	nothing, until := c.nothing(kind, r)
	return Fact{name, nothing}, earlier(next, until)
}

// nothing is what it says that no fact of a kind is there: none, as long as the
// kind is fed, else unknown.
func (c Case) nothing(kind FactKind, r Ref) (string, time.Time) {
	if fed, until := c.fed(kind, r); fed {
		return factNone, until
	}
	return factUnknown, time.Time{}
}
