package playbook

import (
	"maps"

	"evenkeel/coach"

	"go.yaml.in/yaml/v4"
)

// scorecard reads the spans and the healthy lines of the scorecard.
func (r *reader) scorecard(s *coach.ScorecardSettings) read1 {
	return func(n *yaml.Node) {
		r.object(n, keys{
			"recent_days":     r.whole(&s.RecentDays, 1, 366),
			"kept_days":       r.whole(&s.KeptDays, 0, 366),
			"stale_days":      r.whole(&s.StaleDays, 1, 3660),
			"new_quarters":    r.whole(&s.NewQuarters, 0, 40),
			"inherited_share": r.share(&s.Inherited),
			"stalled":         r.stalled(&s.Stalled),
			"healthy":         r.healthy(&s.Healthy),
		})
	}
}

func (r *reader) stalled(s *coach.Stalled) read1 {
	return func(n *yaml.Node) {
		r.object(n, keys{
			"percentile": r.whole(&s.Percentile, 1, 100),
			"months":     r.whole(&s.Months, 1, 120),
			"wins":       r.whole(&s.Wins, 0, 10000),
			"days":       r.whole(&s.Days, 1, 3660),
		})
	}
}

// healthy reads the healthy lines by the measure's name in the JSON.
func (r *reader) healthy(to *map[string]float64) read1 {
	return func(n *yaml.Node) {
		next, known := map[string]float64{}, keys{}
		maps.Copy(next, *to)
		for i := range coach.Measures {
			if m := &coach.Measures[i]; m.Highest > 0 {
				known[m.Key] = r.line(next, m)
			}
		}
		r.object(n, known)
		*to = next
	}
}

// line reads one healthy line. A share typed as 30 where 0.30 is meant, or an
// index as 0.18, would never be crossed.
func (r *reader) line(to map[string]float64, m *coach.Measure) read1 {
	in := coach.Range{High: m.Highest, Whole: m.Whole()}
	if !m.Share() {
		in.Low = 1
	}
	return func(n *yaml.Node) {
		f, ok := r.number(n)
		if ok && (f == 0 || r.within(n, f, in, "0 draws no line")) {
			to[m.Key] = f
		}
	}
}
