package coach

import "slices"

// Cycle is how long the deals of a team take until they are won.
type Cycle struct {
	Stalled int `json:"stalled"`           // days open beyond which a deal counts as stalled
	Longest int `json:"longest,omitempty"` // days that the longest ever took; 0 where too few were won to say
}

// giveCycles tells every rep's rules how long their team's deals take; those of
// who is in no team, the workspace's.
func (l *ledger) giveCycles(reps map[string]*Baseline) {
	for rep, base := range reps {
		c := l.cycles[l.book(rep).team()]
		base.Cycle = &c
	}
}

// timeWins works out the cycles by team and, under no name, for the workspace, as
// the playbook says. Where few were won lately, neither their percentile nor the
// longest of them says much.
func (l *ledger) timeWins() {
	by := l.p.Scorecard.Stalled
	span := LastMonths(l.q.AsOf, by.Months)
	lately, longest := map[string][]int{"": nil}, map[string]int{}
	for _, b := range l.books {
		team := b.team()
		if _, ok := lately[team]; !ok {
			lately[team] = nil // one for every team, with wins or without
		}
		for i := range b.deals {
			x := &b.deals[i]
			if x.outcome != Won || x.Created.IsZero() {
				continue
			}
			for _, of := range slices.Compact([]string{"", team}) {
				days := int(x.closed - x.Created)
				longest[of] = max(longest[of], days)
				if span.Has(x.closed) {
					lately[of] = append(lately[of], days)
				}
			}
		}
	}
	for team, days := range lately {
		c := Cycle{Stalled: by.Days}
		if len(days) >= max(1, by.Wins) {
			slices.Sort(days)
			c.Stalled, c.Longest = days[(by.Percentile*len(days)+99)/100-1], longest[team]
		}
		l.cycles[team] = c
	}
}
