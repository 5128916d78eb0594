package bot

import (
	"cmp"
	"context"
	"fmt"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// What a line of /touch says of an account besides the contact itself: a metric
// that was measured together, and the rhythm of reviews. Both belong to the
// account, and everybody who works there learns of them.

// measured is the metric of a line as it will stand: under the name and in the
// direction that it had before. It is nil for any other line.
func (b *Bot) measured(ctx context.Context, a *act, p place, line parse.Touch) (*coach.Metric, error) {
	if line.Kind != "metric" {
		return nil, nil
	}
	if p.account == "" {
		return nil, tell("%s has no account yet, and a metric is agreed with a customer. For example: /touch Acme metric uptime 99.2 of 99.9", p.deal)
	}
	accounts, err := b.coach.Accounts(ctx, p.account)
	if err != nil {
		return nil, err
	}
	old := cmp.Or(accounts[p.account].Agreed(line.Metric), &coach.Metric{Metric: clip(line.Metric, 200)})
	m := &coach.Metric{Metric: old.Metric, Measured: b.today(a.rep)}
	m.Actual.V, m.Target.V = line.Actual, line.Target
	m.Direction.V = cmp.Or(line.Direction, old.Direction.V, "at_least")
	m.Unit.V = cmp.Or(line.Unit, old.Unit.V)
	return m, nil
}

func metricChange(m *coach.Metric) *coach.MetricChange {
	if m == nil {
		return nil
	}
	return &coach.MetricChange{Metric: m.Metric, Measured: m.Measured, Target: &m.Target.V, Actual: &m.Actual.V,
		Direction: &m.Direction.V, Unit: &m.Unit.V}
}

// metricRecorded says the figures again, and whether they are what was agreed.
func metricRecorded(m *coach.Metric, at string) string {
	agreed := "at least"
	if m.Direction.V == "at_most" {
		agreed = "at most"
	}
	s := fmt.Sprintf("Recorded at %s on %s: %s is %s, agreed %s %s. ", at, parse.Say(m.Measured), m.Metric,
		withUnit(m.Actual.V, m.Unit.V), agreed, withUnit(m.Target.V, m.Unit.V))
	if m.Met() {
		return s + "That is met."
	}
	return s + "Not met yet: mend this first, and tell them by when."
}

func withUnit(figure, unit string) string {
	if unit == "" || unit == "%" {
		return figure + unit
	}
	return figure + " " + unit
}

// reviewChange is what a review agreed on for those to come; nil for nothing.
func reviewChange(line parse.Touch, day coach.Date) *coach.ReviewChange {
	c := &coach.ReviewChange{}
	if line.Every > 0 {
		c.Cadence, c.Agreed = &line.Every, &day
	}
	if !line.Next.IsZero() {
		c.Next = &line.Next
	}
	if *c == (coach.ReviewChange{}) {
		return nil
	}
	return c
}

func rhythmRecorded(c *coach.ReviewChange) string {
	s := ""
	if c == nil {
		return s
	}
	if c.Cadence != nil {
		s += fmt.Sprintf(" From now on every %s.", count(*c.Cadence, "day"))
	}
	if c.Next != nil {
		s += " The next one is on " + parse.Say(*c.Next) + "."
	}
	return s
}
