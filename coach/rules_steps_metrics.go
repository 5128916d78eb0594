package coach

import (
	"cmp"
	"slices"
	"time"
)

func metricsFirst(c Case, r Ref) ([]Finding, time.Time) {
	return c.onStep(r, func(step dealStep) ([]snag, time.Time) { return c.unmet(step, r) })
}

// unmet are the metrics of a customer under which a step was taken: those missed,
// those too old to say anything, or that nothing is agreed at all. The last two
// are absences, and so nothing where metrics are not fed.
func (c Case) unmet(step dealStep, r Ref) ([]snag, time.Time) {
	if c.Account == nil {
		return nil, time.Time{}
	}
	yes, next := c.customer()
	if !yes {
		return nil, next
	}
	fed, until := c.fed(Metrics, r)
	ms, changes := c.measures(r)
	next = earlier(next, changes)
	if fed {
		next = earlier(next, until)
	}
	if len(ms) == 0 && fed {
		facts := step.facts(Fact{"metric_state", "none agreed"})
		return []snag{{item: "none", mild: true, facts: facts}}, next
	}
	slices.SortStableFunc(ms, func(a, b measure) int { return cmp.Compare(a.state, b.state) }) // missed goes before stale
	var found []snag
	for _, m := range ms {
		wrong := m.state == metricMissed || m.state == metricStale && fed
		if s := c.metricSnag(m, step, r); wrong && s.since <= step.day {
			found = append(found, s)
		}
	}
	return found, next
}

// metricSnag is a metric that is missed or stale. What was missed before it grew
// stale has not been right since then.
func (c Case) metricSnag(m measure, step dealStep, r Ref) snag {
	s := snag{item: "metric/" + fold(m.Metric), since: m.missed, heard: c.Account.heardOfMetric(m)}
	if m.missed.IsZero() {
		s.since, s.heard = m.stale, c.at(m.stale)
	}
	s.facts = step.facts(Fact{"metric", m.Metric}, Fact{"metric_state", string(m.state)}, Fact{"target", m.figure(m.Target)},
		Fact{"actual", m.figure(m.Actual)}, Fact{"measured", m.Measured.String()})
	return s
}

// heardOfMetric is when the first of the measurements in a row that missed became
// known.
func (a *Account) heardOfMetric(m measure) time.Time {
	for _, x := range a.Metrics {
		if x.Measured == m.missed && fold(x.Metric) == fold(m.Metric) {
			return x.Actual.At
		}
	}
	return time.Time{}
}

// facts adds the step's own to those of what it was taken under.
func (s dealStep) facts(facts ...Fact) []Fact {
	if s.stage == "" {
		return facts
	}
	return append(facts, Fact{"stage", s.stage})
}

// measures are what was agreed to measure with the account, as it stands today,
// by name, and when time alone changes that.
func (c Case) measures(r Ref) ([]measure, time.Time) {
	today, cadence := c.Today(), 0
	var next time.Time
	if v := c.Account.Review; v != nil {
		next = c.upcoming(v.Agreed.V)
		if v.Agreed.V <= today {
			cadence = v.Cadence.V
		}
	}
	rows := c.Account.metricRows()
	for _, m := range rows {
		next = earlier(next, c.upcoming(m.Measured))
	}
	ms := metricsOf(rows, today, r.Playbook.metricKeeps(cadence))
	for _, m := range ms {
		next = earlier(next, c.upcoming(m.stale))
	}
	return ms, next
}
