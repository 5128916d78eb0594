package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/term"

	"evenkeel/coach"
)

// page is what scorecards are printed on, with what a reader needs beside them.
type page struct {
	w      io.Writer
	play   *coach.Playbook
	people *coach.People
	by     string
	width  int  // of the terminal; 0: it is none, and lines are as wide as they have to be
	paint  bool // in colours

	currency string // of all amounts; empty where they are in several
	cents    bool   // some amount is not of whole units
	rollup   bool
}

// newPage is a page for scores of which each may be printed.
func newPage(w io.Writer, p *coach.Playbook, people *coach.People, q coach.Query, scores ...[]coach.Score) *page {
	g := &page{w: w, play: p, people: people, by: q.By, rollup: q.Rollup || p.Rollup}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		g.paint = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
		g.width, _, _ = term.GetSize(int(f.Fd())) // 0 where the terminal does not say
	}
	for i, s := range slices.Concat(scores...) {
		if i == 0 {
			g.currency = s.Currency
		}
		if s.Currency != g.currency {
			g.currency = ""
		}
		for j := range coach.Measures {
			if m := &coach.Measures[j]; m.Money() {
				amount, _, _ := strings.Cut(s.Text(m), " ")
				_, cents, _ := strings.Cut(amount, ".")
				g.cents = g.cents || strings.Trim(cents, "0") != ""
			}
		}
	}
	return g
}

// text is a measure for a reader, in the page's currency and with its names.
func (g *page) text(s *coach.Score, m *coach.Measure) string {
	if _, missing := s.Why[m.Key]; missing {
		return s.Text(m)
	}
	if m.Word() {
		return named(g.people.AccountName(s.Text(m)), s.Text(m))
	}
	if m.Money() {
		return g.amount(s.Text(m))
	}
	return s.Text(m)
}

// amount leaves out of "1,000.00 EUR" what all amounts of the page have alike.
func (g *page) amount(text string) string {
	amount, currency, _ := strings.Cut(text, " ")
	if whole, cents, _ := strings.Cut(amount, "."); !g.cents && strings.Trim(cents, "0") == "" {
		amount = whole
	}
	if g.currency != "" {
		return amount
	}
	return amount + " " + currency
}

// unit is who a score is of: a name, and the id beside it where that is another.
func (g *page) unit(s *coach.Score) string {
	if g.by == "rep" {
		return named(g.people.RepName(s.Unit), s.Unit)
	}
	return s.Unit
}

// starred is the unit with a star where it is shown and not judged.
func (g *page) starred(s *coach.Score) string {
	if s.NotJudged() {
		return g.unit(s) + " *"
	}
	return g.unit(s)
}

func named(name, id string) string {
	if strings.EqualFold(name, id) {
		return name
	}
	return name + " (" + id + ")"
}

// The colours of a mark.
const (
	green = "\x1b[32m"
	amber = "\x1b[33m"
	plain = "\x1b[39m"
)

// colour is a measure's on a terminal: green within its healthy line, amber
// outside it.
func (g *page) colour(s *coach.Score, m *coach.Measure) string {
	healthy, judged := s.Health(m, g.play)
	switch {
	case !g.paint || !judged:
		return ""
	case healthy:
		return green
	}
	return amber
}

// arrow compares with the window before: nothing where that is unknown or level.
func arrow(s, before *coach.Score, m *coach.Measure) string {
	trend, known := s.Trend(m, before)
	if !known {
		return ""
	}
	return [3]string{"↓", "", "↑"}[trend+1]
}

// say prints a line, broken where the terminal ends. It may begin with a mark,
// below which nothing else stands.
func (g *page) say(mark, format string, args ...any) {
	most := 0
	if g.width > 0 {
		most = max(20, g.width-wide(mark))
	}
	for _, line := range fill(fmt.Sprintf(format, args...), most) {
		fmt.Fprintln(g.w, mark+line)
		mark = strings.Repeat(" ", wide(mark))
	}
}

// in says in which currency the amounts are.
func (g *page) in() string {
	if g.currency == "" {
		return ""
	}
	return "; amounts in " + g.currency
}

// why explains a score that is shown and not judged.
func (g *page) why() string {
	return fmt.Sprintf("shown, not judged: in their first %s, or most deals came from others this quarter", counted(g.play.Scorecard.NewQuarters, "quarter", "quarters"))
}

// foreign says what was left out of sums.
func (g *page) foreign(scores ...coach.Score) {
	n := 0
	for _, s := range scores {
		n += s.More.Unconverted
	}
	if n > 0 {
		g.say("", "Left out of every sum and share: %s in another currency; the playbook's rates do not say what they are worth.",
			counted(n, "amount", "amounts"))
	}
}

// counted is a number with its noun: 1 deal, 1,200 deals.
func counted(n int, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return coach.Grouped(fmt.Sprint(n)) + " " + several
}
