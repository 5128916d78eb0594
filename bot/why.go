package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// silence says what is open and why it was or was not said: "why did I (not)
// get this?" has an answer.
func (b *Bot) silence(ctx context.Context, r *coach.Rep) (string, error) {
	book, err := b.coach.Book(ctx, r.ID)
	if err != nil {
		return "", err
	}
	waits, err := b.nextSaid(book)
	if err != nil {
		return "", err
	}
	var said, held []string
	quiet := 0
	for _, n := range openNudges(book) {
		line := b.matter(book, n)
		switch {
		case n.Quiet:
			quiet++
		case n.Held == coach.HeldHours, n.Held == "" && n.Said.IsZero():
			held = append(held, line+": "+waits)
		case n.Held != "":
			held = append(held, line+": "+reasonWords(n))
		default:
			said = append(said, line+", said on "+parse.Say(coach.DateIn(n.Said, b.zone(r))))
		}
	}
	resting := b.resting(book)
	if len(said)+len(held)+len(resting)+quiet == 0 {
		return "Nothing is open in your book, so I have nothing to say. I speak when something crosses a line.", nil
	}
	var out []string
	for _, part := range []struct {
		head  string
		lines []string
	}{{"Said and still open:", said}, {"Found and not said:", held}, {"Put to rest:", resting}} {
		if len(part.lines) > 0 {
			out = append(out, part.head)
			out = append(out, few(part.lines, 20)...)
		}
	}
	if quiet > 0 {
		out = append(out, count(quiet, "finding")+" held already when I first saw your data; I count them and do not repeat them.")
	}
	return strings.Join(out, "\n"), nil
}

// nextSaid says which message is waited for where nothing else holds a nudge back.
func (b *Bot) nextSaid(book *coach.Book) (string, error) {
	at, err := b.coach.NextDaily(book)
	if err != nil || at.IsZero() {
		return "it waits for your next coaching message", err
	}
	return "it waits for your coaching message of " + parse.Say(coach.DateIn(at, at.Location())) + ", " + at.Format("15:04"), nil
}

// matter is what a nudge is about, in one line.
func (b *Bot) matter(book *coach.Book, n *coach.Nudge) string {
	return fmt.Sprintf("• %s – %s, since %s", b.coach.NamesFor(book).SubjectName(n.Subject), n.Rule, parse.Say(n.Start))
}

// few are the first n lines, and how many more there are.
func few(lines []string, n int) []string {
	if len(lines) <= n {
		return lines
	}
	return append(lines[:n:n], fmt.Sprintf("• … and %d more", len(lines)-n))
}

// openNudges are those whose condition holds, of each matter the newest step: what
// is new before what held already at the first import, then the loudest first, then
// the longest crossed.
func openNudges(book *coach.Book) []*coach.Nudge {
	out := book.Current()
	slices.SortFunc(out, func(x, y *coach.Nudge) int {
		if x.Quiet != y.Quiet {
			return map[bool]int{false: -1, true: 1}[x.Quiet]
		}
		return cmp.Or(cmp.Compare(y.Severity, x.Severity), cmp.Compare(x.Start, y.Start), cmp.Compare(x.Key, y.Key))
	})
	return out
}

// until says when a reason ends, where that is set.
func until(n *coach.Nudge) string {
	if n.HeldUntil.IsZero() {
		return ""
	}
	return " until " + parse.Say(n.HeldUntil)
}

// reasonWords say why a nudge was held back.
func reasonWords(n *coach.Nudge) string {
	switch n.Held {
	case coach.HeldCooldown:
		return "I spoke about this not long ago"
	case coach.HeldEpisode:
		return "I said it once already, and nothing has changed"
	case coach.HeldCap:
		return "there was enough else to say that day"
	case coach.HeldSnoozed:
		return "you snoozed it" + until(n)
	case coach.HeldMuted:
		if !n.HeldUntil.IsZero() {
			return "you found this rule not useful a few times, so I leave it" + until(n)
		}
		return "you muted this rule"
	case coach.HeldPaused:
		return "you paused me" + until(n)
	case coach.HeldPrecedence:
		return "something else about it comes first"
	case coach.HeldFirstImport:
		return "it held already when I first saw your data"
	case coach.HeldOverride:
		return "you went on with a reason"
	case coach.HeldNote:
		return "it is a note: Home only"
	}
	return string(n.Held)
}
