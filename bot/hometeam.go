package bot

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"evenkeel/coach"
)

// What a manager's Home has of the team: a line for each who reports to them, in
// the order of their names, where somebody went on with a reason, and rules that
// people found not useful. Nothing of it ranks anybody.

// fewReps is how many reps it takes before counts are given by rule.
const fewReps = 4

func (p *homePage) team(ctx context.Context) error {
	if len(p.reports) == 0 {
		return nil
	}
	p.list("Your team", p.teamLines())
	lines, err := p.coach.Overruled(ctx, p.reports...)
	if err != nil {
		return err
	}
	p.list("Exceptions", append([]string{ledgerCounts(lines, "Your team") + " More: /coach team"}, p.ledgerLines(lines, p.rep)...))
	tune, err := p.tuneLines(ctx)
	if len(tune) > 0 {
		p.list("Rules to tune", tune)
	}
	return err
}

// teamLines are the reports' scorecards, a line each.
func (p *homePage) teamLines() []string {
	people := p.coach.People()
	ids := slices.Clone(p.reports)
	slices.SortStableFunc(ids, func(a, b string) int {
		return strings.Compare(strings.ToLower(people.RepName(a)), strings.ToLower(people.RepName(b)))
	})
	var lines []string
	for _, id := range ids {
		now, before := p.now[id], p.before[id]
		line := "• " + clip(people.RepName(id), 60)
		if r := people.Rep(id); r != nil && r.Away {
			line += " (not in Slack any more: I send them nothing, and their book stays until deals.csv names other owners)"
		}
		if now.Unit == "" {
			lines = append(lines, line+": no data yet")
			continue
		}
		lines = append(lines, line+": "+p.teamLine(&now, &before))
	}
	return lines
}

// teamLine is a report's scorecard in a line.
func (p *homePage) teamLine(now, before *coach.Score) string {
	var parts []string
	for _, m := range []struct{ key, say string }{{"won", "won %s"}, {"pace", "pace %s"}, {"new_share", "new business %s"}, {"open_value", "open %s"}} {
		measure := coach.MeasureOf(m.key)
		if now.Why[m.key] != "" || now.Empty(measure) {
			continue
		}
		parts = append(parts, fmt.Sprintf(m.say, measured(now, measure))+trendWords(now, before, measure)+lookAt(now, measure, p.coach.Playbook))
	}
	if len(parts) == 0 {
		return "no data yet"
	}
	return strings.Join(parts, ", ")
}

// tuneLines are the rules that somebody of the team has found not useful so often
// that they are quiet; by how many only where that tells on nobody.
func (p *homePage) tuneLines(ctx context.Context) ([]string, error) {
	by := map[string]int{}
	for _, id := range p.reports {
		book, err := p.coach.Held(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, rule := range book.Tune(p.coach.Clock(), p.zone(p.rep)) {
			by[rule]++
		}
	}
	var lines []string
	for _, rule := range slices.Sorted(maps.Keys(by)) {
		line := "• " + rule + ": found not useful several times in two weeks. Is its threshold right for your team?"
		if len(p.reports) >= fewReps {
			line = fmt.Sprintf("• %s: found not useful several times in two weeks by %d of %d. Is its threshold right for your team?", rule, by[rule], len(p.reports))
		}
		lines = append(lines, line)
	}
	return lines, nil
}
