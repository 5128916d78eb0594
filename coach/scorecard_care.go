package coach

import (
	"cmp"
	"math/big"
	"slices"
)

// effort measures where a unit's recent touches went.
func (l *ledger) effort(s *Score, u unit) {
	touches, unnoted := contacts(u)
	s.More.TouchesUnnoted = unnoted
	fresh, all, caring, there, in, judged := 0, 0, 0, 0, 0, 0
	for _, c := range touches {
		switch c.at {
		case prospect:
			fresh, all = fresh+1, all+1
			if v := c.verdict(); v != Unjudged {
				if judged++; v == In {
					in++
				}
			}
		case customer:
			all, there = all+1, there+1
			if c.kind == Care {
				caring++
			}
		}
	}
	s.NewShareEffort = s.share("new_share_effort", NewRatio(int64(fresh), int64(all)), all, l.early(all, l.p.Minimums.Shared))
	s.CareRatio = s.share("care_ratio", NewRatio(int64(caring), int64(there)), there, l.early(there, l.p.Minimums.Shared))
	s.More.SweetSpotEffort = s.ratio("more.sweet_spot_effort", NewRatio(int64(in), int64(judged)), l.early(judged, l.p.Minimums.Shared))
	s.More.Counts["sweet_spot_effort"] = judged
}

// care measures how the accounts at home in a unit are looked after.
func (l *ledger) care(s *Score, u unit) {
	inTime, due, met, customers := 0, 0, 0, 0
	var took []int
	for _, b := range u.books {
		for _, a := range b.accounts {
			for _, i := range a.issues {
				counts, ok := l.issueInTime(b, i)
				if counts {
					due++
				}
				if ok {
					inTime++
				}
				if l.recent.Has(i.Closed) && !i.Opened.IsZero() {
					took = append(took, int(i.Closed-i.Opened))
				}
			}
			if a.on(l.q.AsOf) == customer {
				if customers++; a.metricsMet(l) {
					met++
				}
			}
		}
	}
	s.IssuesInTime = s.share("issues_in_time", NewRatio(int64(inTime), int64(due)), due, false)
	s.More.IssueDays = s.ratio("more.median_days_to_close_issues", median(took), false)
	metrics := NewRatio(int64(met), int64(customers))
	if !l.fed.metrics {
		metrics = Ratio{} // nobody agrees on any, or nobody writes them down
	}
	s.MetricsMet = s.share("metrics_met", metrics, customers, false)
}

// issueInTime says whether an issue counts at as-of, being closed lately or open
// past its limit, and whether it was closed within it.
func (l *ledger) issueInTime(b *ledgerBook, i IssueRow) (counts, inTime bool) {
	limit := i.Promised
	if limit.IsZero() {
		if i.Opened.IsZero() {
			return false, false // nothing says when it should have been closed
		}
		limit = l.workingDays(i.Opened, l.p.Issues.Days(i.Severity), b.country())
	}
	if i.Closed.IsZero() {
		return l.q.AsOf > limit, false
	}
	counts = l.recent.Has(i.Closed)
	return counts, counts && i.Closed <= limit
}

// workingDays is the day n working days after d.
func (l *ledger) workingDays(d Date, n int, country string) Date {
	for left := n; left > 0 && d < LastDate; {
		if d = d.AddDays(1); l.p.WorkingDay(d, country) {
			left--
		}
	}
	return d
}

// metricsMet says whether something was agreed to measure with a customer, and
// all of it is met by a measurement that is not stale.
func (a *ledgerAccount) metricsMet(l *ledger) bool {
	by := map[string][]MetricRow{}
	for _, m := range a.metrics {
		by[fold(m.Metric)] = append(by[fold(m.Metric)], m)
	}
	agreed := 0
	for _, rows := range by {
		slices.SortStableFunc(rows, func(x, y MetricRow) int { return cmp.Compare(x.Measured, y.Measured) })
		has, met := a.metricMet(rows, l)
		if has && !met {
			return false
		}
		if has {
			agreed++
		}
	}
	return agreed > 0
}

// metricMet judges the latest measurement of one metric by the target given with
// it or before; a target without a measurement is not met, nor is one whose
// measurement is stale, and without a target nothing was agreed. A longer rhythm
// of reviews stretches the age of a stale one to 1.5 times that. Rows are in the
// order of their days.
func (a *ledgerAccount) metricMet(rows []MetricRow, l *ledger) (agreed, met bool) {
	at := -1
	for i, m := range rows {
		if m.Actual != "" {
			at = i
		}
	}
	target, direction := "", ""
	for i, m := range rows {
		if at < 0 || i <= at {
			target, direction = cmp.Or(m.Target, target), cmp.Or(m.Direction, direction)
		}
	}
	want, ok := new(big.Rat).SetString(target)
	if !ok {
		return false, false
	}
	if at < 0 || 2*int(l.q.AsOf-rows[at].Measured) > max(2*l.p.Scorecard.StaleDays, 3*a.cadence) {
		return true, false
	}
	got, ok := new(big.Rat).SetString(rows[at].Actual)
	if !ok {
		return true, false
	}
	if direction == "at_most" {
		return true, got.Cmp(want) <= 0
	}
	return true, got.Cmp(want) >= 0
}
