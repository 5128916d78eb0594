package bot

import (
	"context"
	"fmt"
	"strings"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// balance is the person's own scorecard in words and numbers.
func (b *Bot) balance(ctx context.Context, r *coach.Rep) (string, error) {
	s, err := b.score(ctx, r)
	if err != nil {
		return "", err
	}
	return strings.Join(b.scoreLines(s, r), "\n"), nil
}

func (b *Bot) score(ctx context.Context, r *coach.Rep) (coach.Score, error) {
	scores, err := b.coach.Scorecard(ctx, coach.Query{By: "rep", Only: []string{r.ID}, AsOf: b.today(r)})
	if err != nil {
		return coach.Score{}, err
	}
	if len(scores) == 0 {
		return coach.Score{Unit: r.ID, AsOf: b.today(r)}, nil
	}
	return scores[0], nil
}

// scoreLines are the measures, each with what is healthy.
func (b *Bot) scoreLines(s coach.Score, r *coach.Rep) []string {
	lines := []string{fmt.Sprintf("Your balance, %s to %s:", parse.Say(s.From), parse.Say(s.To))}
	if s.From.IsZero() {
		lines[0] = "Your balance:"
	}
	add := func(format string, args ...any) { lines = append(lines, "• "+fmt.Sprintf(format, args...)) }
	add("Won: %s in %s; %d lost, %d disqualified; win rate %s", decimal(s.Won, s.Currency, s.Why["won"]), count(s.WonDeals, "deal"),
		s.LostDeals, s.DisqualifiedDeals, share(s.WinRate, s.Why["win_rate"]))
	add("Customers: %d%s; effective %s", s.Customers, b.healthy("customers"), plainRatio(s.EffectiveCustomers, s.Why["effective_customers"]))
	top := share(s.TopShare, s.Why["top_share"])
	if s.TopAccount != nil {
		top += " at " + b.coach.People().AccountName(*s.TopAccount)
	}
	add("Largest customer: %s%s; the top three %s", top, b.healthy("top_share"), share(s.Top3Share, s.Why["top3_share"]))
	add("Concentration (HHI): %s%s", plainRatio(s.HHI, s.Why["hhi"]), b.healthy("hhi"))
	add("New business in what you won: %s (%s)", share(s.NewShare, s.Why["new_share"]), b.band(r.Role))
	add("Gained %s; %s became former", count(s.Gained, "new customer"), count(s.LostCustomers, "customer"))
	add("Open: %s worth %s", count(s.OpenDeals, "deal"), decimal(s.OpenValue, s.Currency, s.Why["open_value"]))
	return lines
}

// healthy is the playbook's line for a measure, in brackets; nothing without one.
func (b *Bot) healthy(key string) string {
	line := coach.MeasureOf(key).Healthy(b.coach.Playbook)
	if line == "" {
		return ""
	}
	return " (healthy: " + strings.ReplaceAll(line, " %", "%") + ")"
}

// band is the healthy share of new business for a role.
func (b *Bot) band(r coach.Role) string {
	band, ok := b.coach.Playbook.Bands[r]
	if !ok {
		return "no role given, so no band"
	}
	return fmt.Sprintf("healthy for a %s: %.4g%% to %.4g%%", r, 100*band.From, 100*band.To)
}

func share(r coach.Ratio, why string) string {
	if !r.Known() {
		return lacking(why)
	}
	return fmt.Sprintf("%.0f%%", 100*r.Float())
}

func plainRatio(r coach.Ratio, why string) string {
	if !r.Known() {
		return lacking(why)
	}
	if f := r.Float(); f < 100 {
		return fmt.Sprintf("%.1f", f)
	}
	return fmt.Sprintf("%.0f", r.Float())
}

func decimal(v *string, currency, why string) string {
	if v == nil {
		return lacking(why)
	}
	m, err := coach.ParseMoney(*v, currency)
	if err != nil { // no currency is known
		return strings.TrimSpace(*v + " " + currency)
	}
	return m.Words()
}

func lacking(why string) string {
	if why == "" {
		return "no data"
	}
	return why
}
