package bot

import (
	"fmt"
	"maps"
	"slices"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// Lists of a book for people to read.

// dealsByClose are the open deals, the next to close first.
func dealsByClose(book *coach.Book) []*coach.Deal {
	var open []*coach.Deal
	for _, id := range slices.Sorted(maps.Keys(book.Deals)) {
		if d := book.Deals[id]; d.Open() {
			open = append(open, d)
		}
	}
	slices.SortStableFunc(open, func(x, y *coach.Deal) int { return int(sortDay(x.Close.V()) - sortDay(y.Close.V())) })
	return open
}

// dealLines are the open deals, by close date.
func dealLines(b *Bot, book *coach.Book) []string {
	names := b.coach.NamesFor(book)
	var lines []string
	for _, d := range dealsByClose(book) {
		line := "• " + clip(names.SubjectName(coach.On("deal", d.ID)), 80)
		if d.Stage.V() != "" {
			line += ", " + clip(d.Stage.V(), 40)
		}
		line += ", " + amount(d.Amount.V)
		if c := d.Close.V(); !c.IsZero() {
			line += ", closes " + parse.Say(c)
		}
		if book.OnHold(d.ID) {
			line += ", on hold"
		}
		lines = append(lines, line)
	}
	return lines
}

// sortDay puts "no date" last.
func sortDay(d coach.Date) coach.Date {
	if d.IsZero() {
		return coach.LastDate + 1
	}
	return d
}

// promisesByDue are the open commitments, the next due first. Where their deal is
// lost, disqualified or parked, nothing is due any more.
func promisesByDue(book *coach.Book) []*coach.Commitment {
	var open []*coach.Commitment
	for _, id := range slices.Sorted(maps.Keys(book.Commitments)) {
		if c := book.Commitments[id]; c.Status.V == coach.Pending && !over(book.Deals[c.Deal]) {
			open = append(open, c)
		}
	}
	slices.SortStableFunc(open, func(x, y *coach.Commitment) int { return int(sortDay(x.Due.V) - sortDay(y.Due.V)) })
	return open
}

// over says whether a deal holds nobody to a promise any more.
func over(d *coach.Deal) bool {
	return d != nil && slices.Contains([]coach.Outcome{coach.Lost, coach.Disqualified, coach.Later}, d.Outcome.V)
}

// promiseLines are the open commitments, by due date.
func promiseLines(b *Bot, book *coach.Book, today coach.Date) []string {
	var lines []string
	for _, c := range promisesByDue(book) {
		lines = append(lines, promiseLine(b.coach.NamesFor(book), c, today))
	}
	return lines
}

func promiseLine(names coach.Names, c *coach.Commitment, today coach.Date) string {
	at := names.AccountName(c.Account)
	if c.Deal != "" {
		at = names.SubjectName(coach.On("deal", c.Deal))
	}
	line := fmt.Sprintf("• %s: %s, %s", clip(at, 80), c.Kind.V, clip(c.What.V, 120))
	switch due := c.Due.V; {
	case due.IsZero():
		line += ", no date"
	case due < today:
		line += fmt.Sprintf(", by %s, %s ago", parse.Say(due), count(int(today-due), "day"))
	default:
		line += ", by " + parse.Say(due)
	}
	return line
}
