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

func (p *homePage) team(context.Context) error {
	switch {
	case len(p.reports) == 0:
		return nil
	case p.sums == nil:
		p.list("Your team", addingUp)
		return nil
	}
	p.list("Your team", p.teamLines())
	lines := p.sums.ledger
	p.list("Exceptions", append([]string{ledgerCounts(lines, "Your team") + " More: /coach team"}, p.ledgerLines(lines, p.rep)...))
	if len(p.sums.tune) > 0 {
		p.list("Rules to tune", p.sums.tune)
	}
	return nil
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
		now, before := p.sums.now[id], p.sums.before[id]
		line := "• " + clip(people.RepName(id), 60)
		if len(people.Reports(id)) > 0 {
			line += "’s team"
		}
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
		if now.Why[m.key] != "" || measure.Money() && now.Empty(measure) {
			continue // nothing won is no line; a share of 0 % is
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
func (b *Bot) tuneLines(ctx context.Context, rep *coach.Rep, reports []string) ([]string, error) {
	by := map[string]int{}
	for _, id := range reports {
		book, err := b.coach.Held(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, rule := range book.Tune(b.coach.Clock(), b.zone(rep)) {
			by[rule]++
		}
	}
	var lines []string
	for _, rule := range slices.Sorted(maps.Keys(by)) {
		line := "• " + rule + ": found not useful several times in two weeks. Is its threshold right for your team?"
		if len(reports) >= fewReps {
			line = fmt.Sprintf("• %s: found not useful several times in two weeks by %d of %d. Is its threshold right for your team?", rule, by[rule], len(reports))
		}
		lines = append(lines, line)
	}
	return lines, nil
}
