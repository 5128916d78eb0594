package coach

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
)

// metricState is how something that was agreed with a customer stands.
type metricState string

const (
	metricOpen       metricState = ""           // nothing was agreed: there is no target
	metricMet        metricState = "met"        // the last measurement reached the target
	metricMissed     metricState = "missed"     // it did not
	metricStale      metricState = "stale"      // it is too old to say anything
	metricUnmeasured metricState = "unmeasured" // agreed, and no measurement can be read
)

// measure is one metric as it was known to stand at the end of a day: its last
// measurement, with the target and the unit given with it or before. A target
// without a measurement is its last one.
type measure struct {
	MetricRow
	state  metricState
	missed Date // the first of the measurements in a row that missed; zero if the last did not
	stale  Date // from this day on the last measurement says nothing; zero without one
}

// judgeMetric judges one metric's rows, in the order of their days. A measurement
// keeps for so many half days.
func judgeMetric(rows []MetricRow, asOf Date, halfDays int) measure {
	var m measure
	var said MetricRow
	for _, row := range rows {
		said.Target, said.Direction, said.Unit = cmp.Or(row.Target, said.Target), cmp.Or(row.Direction, said.Direction), cmp.Or(row.Unit, said.Unit)
		if row.Actual != "" || m.Actual == "" {
			m.MetricRow = row
			m.Target, m.Direction, m.Unit = said.Target, said.Direction, said.Unit
		}
		if row.Actual == "" {
			continue
		}
		m.state, m.stale = m.reached(), row.Measured.AddDays(halfDays/2+1)
		if m.state != metricMissed {
			m.missed = 0
		} else if m.missed.IsZero() {
			m.missed = row.Measured
		}
	}
	switch {
	case m.reached() == metricOpen:
		return measure{MetricRow: m.MetricRow}
	case m.Actual == "":
		m.state = metricUnmeasured
	case m.stale <= asOf:
		m.state = metricStale
	}
	return m
}

// figure is a number of the metric's with its unit: "98.5 %", "3 hours".
func (m *measure) figure(number string) string { return strings.TrimSpace(number + " " + m.Unit) }

// reached compares the actual with the target, exactly.
func (m *measure) reached() metricState {
	want, ok := new(big.Rat).SetString(m.Target)
	if !ok {
		return metricOpen
	}
	got, ok := new(big.Rat).SetString(m.Actual)
	if !ok {
		return metricUnmeasured
	}
	if n := got.Cmp(want); n == 0 || n > 0 == (m.Direction != "at_most") {
		return metricMet
	}
	return metricMissed
}

// metricsOf judges each metric of which rows are known, by name; rows measured
// after a day are not known yet.
func metricsOf(all []MetricRow, asOf Date, halfDays int) []measure {
	by := map[string][]MetricRow{}
	for _, m := range all {
		if m.Measured <= asOf {
			by[fold(m.Metric)] = append(by[fold(m.Metric)], m)
		}
	}
	var out []measure
	for _, rows := range by {
		slices.SortStableFunc(rows, func(x, y MetricRow) int { return cmp.Compare(x.Measured, y.Measured) })
		if m := judgeMetric(rows, asOf, halfDays); m.state != metricOpen {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(x, y measure) int { return cmp.Compare(fold(x.Metric), fold(y.Metric)) })
	return out
}

// metricKeeps is for how many half days a measurement says something: the
// playbook's days, or 1.5 times a longer rhythm of reviews.
func (p *Playbook) metricKeeps(cadence int) int {
	return max(2*p.Scorecard.StaleDays, 3*cadence)
}

// Agreed is what was last agreed and measured under a metric's name, case and
// blanks apart: each field as it was last given. It is nil where nobody spoke of
// that metric.
func (a *Account) Agreed(metric string) *Metric {
	if a == nil {
		return nil
	}
	var rows []*Metric
	for _, m := range a.Metrics {
		if fold(m.Metric) == fold(metric) {
			rows = append(rows, m)
		}
	}
	slices.SortFunc(rows, func(x, y *Metric) int {
		return cmp.Or(cmp.Compare(x.Measured, y.Measured), cmp.Compare(x.Metric, y.Metric))
	})
	var out *Metric
	for _, m := range rows {
		next := *m
		if out != nil {
			next.Target.V, next.Direction.V = cmp.Or(m.Target.V, out.Target.V), cmp.Or(m.Direction.V, out.Direction.V)
			next.Unit.V, next.Actual.V = cmp.Or(m.Unit.V, out.Unit.V), cmp.Or(m.Actual.V, out.Actual.V)
		}
		out = &next
	}
	return out
}

// Met says whether the actual reaches the target.
func (m *Metric) Met() bool {
	row := MetricRow{Target: m.Target.V, Actual: m.Actual.V, Direction: m.Direction.V}
	return (&measure{MetricRow: row}).reached() == metricMet
}
