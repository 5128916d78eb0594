package bot

import (
	"context"
	"fmt"
	"strings"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// renewalDays is how far /coach renewals looks ahead.
const renewalDays = 120

// ownRenewals does /coach renewals: the contracts to be decided on soon, a rep's
// own, and for a manager those of the people who report to them.
func (b *Bot) ownRenewals(ctx context.Context, rep *coach.Rep) (string, error) {
	reps := append([]string{rep.ID}, b.reports(rep)...)
	today := b.today(rep)
	coming, err := b.coach.ComingRenewals(ctx, reps, today, renewalDays)
	if err != nil {
		return "", err
	}
	if len(coming) == 0 {
		return fmt.Sprintf("No contract that I know of is to be decided in the next %d days.", renewalDays), nil
	}
	head := fmt.Sprintf("To be decided in the next %d days:", renewalDays)
	var lines []string
	for _, r := range coming {
		lines = append(lines, b.comingLine(r, rep))
	}
	return strings.Join(append([]string{head}, few(lines, homeLines)...), "\n"), nil
}

// comingLine is one contract in a list.
func (b *Bot) comingLine(r coach.ComingRenewal, reader *coach.Rep) string {
	people := b.coach.People()
	line := "• " + clip(people.AccountName(r.Account), 80)
	if r.Product != "" {
		line += ", " + clip(r.Product, 60)
	}
	if r.Yearly.Known() {
		line += ", " + amount(r.Yearly) + " a year"
	}
	switch {
	case r.Auto && r.Decision == r.Ends:
		line += ", renews by itself after " + parse.Say(r.Ends)
	case r.Auto:
		line += ", renews by itself after " + parse.Say(r.Ends) + ", notice until " + parse.Say(r.Decision)
	case r.Decision == r.Ends:
		line += ", ends " + parse.Say(r.Ends)
	default:
		line += ", decision by " + parse.Say(r.Decision) + ", ends " + parse.Say(r.Ends)
	}
	if r.Rep != reader.ID {
		line += ", " + clip(people.RepName(r.Rep), 60) + "’s"
	}
	if r.Taken != "" {
		line += ". " + capital(whoIs(people, r.Taken, reader.ID)) + " on it"
	}
	return line
}

// whoIs begins a sentence about a person, to somebody.
func whoIs(names coach.Names, rep, reader string) string {
	if rep == reader {
		return "you are"
	}
	return clip(names.RepName(rep), 60) + " is"
}
