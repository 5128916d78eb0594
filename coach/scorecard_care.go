package coach

import "slices"

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
		limit = l.p.workingDays(i.Opened, l.p.Issues.Days(i.Severity), b.country())
	}
	if i.Closed.IsZero() {
		return l.q.AsOf > limit, false
	}
	counts = l.recent.Has(i.Closed)
	return counts, counts && i.Closed <= limit
}

// metricsMet says whether something was agreed to measure with a customer, and
// all of it is met by a measurement that is not stale. What was agreed and never
// measured is not met.
func (a *ledgerAccount) metricsMet(l *ledger) bool {
	ms := metricsOf(a.metrics, l.q.AsOf, l.p.metricKeeps(a.cadence))
	return len(ms) > 0 && !slices.ContainsFunc(ms, func(m measure) bool { return m.state != metricMet })
}
