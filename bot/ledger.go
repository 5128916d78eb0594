package bot

import (
	"context"
	"fmt"
	"strings"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// The ledger: where somebody went on with a reason, or an answer was changed for
// the better, and what became of the deal. Reps see their own lines, managers
// those of the people who report to them, and nobody else any.

const ledgerLines = 10

// team does /coach team: the ledger of the direct reports, against their deals
// that were inside the sweet spot from the first.
func (b *Bot) team(ctx context.Context, rep *coach.Rep) (string, error) {
	reports := b.reports(rep)
	if len(reports) == 0 {
		return "Nobody reports to you as far as I know, so there is no team to show. Who reports to whom stands in reps.csv. Your own deals: /coach deals", nil
	}
	lines, err := b.coach.Overruled(ctx, reports...)
	if err != nil {
		return "", err
	}
	against, err := b.againstInside(ctx, rep, reports)
	if err != nil {
		return "", err
	}
	head := []string{ledgerCounts(lines, "Your team"), against}
	return strings.Join(append(head, b.ledgerLines(lines, rep)...), "\n"), nil
}

// ledgerCounts says how many lines there are, and how their deals ended.
func ledgerCounts(lines []coach.Overruled, who string) string {
	went, changed, won, decided := 0, 0, 0, 0
	deals := map[coach.Subject]bool{}
	for _, o := range lines {
		if o.Rule == "" {
			changed++
		} else {
			went++
		}
		if deals[o.Subject] {
			continue
		}
		deals[o.Subject] = true
		switch o.Outcome {
		case coach.Won:
			won, decided = won+1, decided+1
		case coach.Lost:
			decided++
		}
	}
	if len(lines) == 0 {
		return who + ": nobody went on against advice, and no verdict was improved by changing an answer."
	}
	s := fmt.Sprintf("%s: went on with a reason %s, changed an answer for a better verdict %s.", who, times(went), times(changed))
	if decided == 0 {
		return s + " None of these deals is decided yet."
	}
	return s + fmt.Sprintf(" Of these deals, won %d of %d.", won, decided)
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return count(n, "time")
}

// againstInside is the record to compare with: deals inside the sweet spot.
func (b *Bot) againstInside(ctx context.Context, rep *coach.Rep, reports []string) (string, error) {
	scores, err := b.coach.Scorecard(ctx, coach.Query{By: "rep", Only: reports, AsOf: b.today(rep)})
	if err != nil {
		return "", err
	}
	won, of := 0, 0
	for _, s := range scores {
		won, of = won+s.More.Inside.Won(), of+s.More.Inside.Decided
	}
	if of == 0 {
		return "Deals inside your sweet spot, last 12 months: none decided yet.", nil
	}
	return fmt.Sprintf("Deals inside your sweet spot, last 12 months: won %d of %d.", won, of), nil
}

// ledgerLines are the newest lines of a ledger.
func (b *Bot) ledgerLines(lines []coach.Overruled, reader *coach.Rep) []string {
	var out []string
	for _, o := range lines {
		who := ""
		if o.Rep != reader.ID {
			who = ", " + b.coach.People().RepName(o.Rep)
		}
		line := "• " + parse.Say(coach.DateIn(o.At, b.zone(reader))) + who + " – " + clip(o.Name, 80) + ": " + overruledWords(o)
		out = append(out, line)
	}
	return few(out, ledgerLines)
}

// overruledWords say what was done, why, and what became of it.
func overruledWords(o coach.Overruled) string {
	what := ""
	if o.What != "" {
		what = " (" + clip(o.What, 80) + ")"
	}
	s := "changed the answers" + what
	if o.Rule != "" {
		s = "went on past " + o.Rule + what
	}
	if o.Reason != "" {
		s += ", because: “" + clip(o.Reason, 200) + "”"
	}
	return coach.Sentence(s) + " " + becameWords(o)
}

func becameWords(o coach.Overruled) string {
	s := "Still open"
	switch {
	case o.Moved():
		s = "The deal is in another book by now"
	case o.Subject.Kind() != "deal":
		s = "No deal of its own"
	case o.Outcome == coach.Later:
		s = "Parked"
	case o.Outcome.Closed() && o.Closed.IsZero():
		s = capital(string(o.Outcome))
	case o.Outcome.Closed():
		s = capital(string(o.Outcome)) + " on " + parse.Say(o.Closed)
	}
	switch o.Verdict {
	case coach.In:
		s += "; inside the sweet spot"
	case coach.Outside:
		s += "; outside the sweet spot"
	case coach.Edge:
		s += "; on the edge of the sweet spot"
	case coach.NotNow:
		s += "; right customer, wrong time"
	}
	return s + "."
}

// ownDeals does /coach deals: what is open, and the rep's own lines of the ledger.
func (b *Bot) ownDeals(ctx context.Context, rep *coach.Rep) (string, error) {
	book, err := b.coach.Book(ctx, rep.ID)
	if err != nil {
		return "", err
	}
	lines := dealLines(b, book)
	out := []string{"No deal of yours is open."}
	if len(lines) > 0 {
		out = append([]string{"Your open deals:"}, few(lines, homeLines)...)
	}
	if own := book.Overruled(b.coach.NamesFor(book)); len(own) > 0 {
		head := "On the ledger, which your manager reads too:"
		if rep.Manager == "" {
			head = "On record, as you went on with a reason:"
		}
		out = append(out, "", head)
		out = append(out, b.ledgerLines(own, rep)...)
	}
	return strings.Join(out, "\n"), nil
}
