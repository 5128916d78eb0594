package crm

import "evenkeel/coach"

// readMetric reads a row of metrics.csv: one measurement, or what was agreed to
// measure. Nobody can say how old an actual without a day is, so it is left out.
func readMetric(im *importer, r *row) {
	account, name := r.account()
	direction := r.word("direction", "at_least", "at_most")
	if direction == "" {
		direction = "at_least"
	}
	actual := r.decimal("actual")
	c := coach.MetricChange{
		Metric: r.need("metric"), Measured: r.date("measured"), Target: said(r, "target", r.decimal("target")),
		Direction: said(r, "direction", direction), Unit: said(r, "unit", r.text("unit")),
	}
	undated := actual != "" && c.Measured.IsZero()
	if undated {
		actual = ""
	}
	c.Actual = said(r, "actual", actual)
	if undated && r.bad == nil {
		im.notes.add(r.f.path+": an actual without a day in measured, so only what was agreed is kept", "metric", name+": "+c.Metric)
	}
	im.add(&fact{r, account, name, "metric", c.Metric + "@" + c.Measured.String(), coach.Event{Metric: &c}})
}
