package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// dueSoon is how many days ahead a promise counts as falling due.
const dueSoon = 7

// day is today's three: what the coach has said today, else what it would say next.
func (p *homePage) day(ctx context.Context) error {
	if m := p.book.Daily(p.today); m != nil {
		p.add(heading("Today"), section("I said this at "+m.At.In(p.zone(p.rep)).Format("15:04")+"."))
		p.three(ctx, p.book, m)
		return nil
	}
	next, m, err := p.coach.Ahead(ctx, p.book)
	switch {
	case err != nil:
		return err
	case m == nil:
		p.add(heading("Today"), section("Nothing to say for now."))
		return nil
	}
	at := m.At.In(p.zone(p.rep))
	p.add(heading("Next"), section(fmt.Sprintf("This is what I would say on %s at %s. What has mended itself by then, I leave out.",
		parse.Say(coach.DateIn(m.At, p.zone(p.rep))), at.Format("15:04"))))
	p.three(ctx, next, m)
	return nil
}

// three shows a message's items. What the coach has only in mind, and not in the
// book yet, cannot be answered yet.
func (p *homePage) three(ctx context.Context, book *coach.Book, m *coach.Message) {
	var shown []*coach.Nudge
	lists := map[string]bool{}
	for _, key := range m.Nudges {
		n := book.Nudges[key]
		if n == nil || lists[n.Rule] {
			continue
		}
		lists[n.Rule] = slices.Contains(m.Lists, n.Rule)
		if shown = append(shown, n); len(shown) == p.coach.Playbook.Gate.Daily {
			break
		}
	}
	p.nudges(ctx, book, shown)
	if more := len(m.Nudges) - len(shown); more > 0 {
		p.add(section(fmt.Sprintf("… and %d more in the same message, below.", more)))
	}
	if s := p.client.summary(*m); s != "" {
		p.add(section(s))
	}
}

// nudges shows nudges in the words of the coach, with their controls.
func (p *homePage) nudges(ctx context.Context, book *coach.Book, ns []*coach.Nudge) {
	o := coach.Outgoing{Names: p.coach.NamesFor(book), Today: p.today}
	for _, n := range ns {
		o.Nudges = append(o.Nudges, *n)
	}
	if p.coach.Words != nil {
		o.Wordings = p.coach.Words.Phrase(ctx, coach.Phrasing{Nudges: coach.Timely(o.Nudges, p.today), Today: p.today, Names: o.Names, Language: p.coach.Playbook.Language(p.rep)})
	}
	for i, n := range ns {
		p.shown[n.Key] = true
		blocks := nudgeBlocks(n, wording(o, i), true)
		if p.book.Nudges[n.Key] == nil {
			blocks = blocks[:1]
		}
		p.add(blocks...)
	}
}

// others are the nudges that stand open beside today's, the loudest first. What
// waits for something else about the same subject is left to /coach why.
func (p *homePage) others(ctx context.Context) error {
	open, err := p.coach.FirstInOrder(p.book, openNudges(p.book))
	if err != nil {
		return err
	}
	open = slices.DeleteFunc(open, func(n *coach.Nudge) bool {
		return n.Reply != "" && n.Reply != coach.Done || p.shown[n.Key] || n.Held == coach.HeldPrecedence // by what is wrong at the account
	})
	if len(open) == 0 {
		p.list("Open nudges", nil)
		return nil
	}
	first := open[:min(len(open), homeNudges)]
	p.add(heading("Open nudges"))
	p.nudges(ctx, p.book, first)
	var lines []string
	for _, n := range open[len(first):] {
		lines = append(lines, p.matter(p.book, n))
	}
	if len(lines) > 0 {
		p.add(sections(strings.Join(few(lines, homeLines), "\n"))...)
	}
	return nil
}

// dues are the promises and the renewals that come up.
func (p *homePage) dues(ctx context.Context) error {
	if due, _ := p.promises(); len(due) > 0 {
		p.list("Promises that fall due", due)
	}
	coming, err := p.coach.ComingRenewals(ctx, []string{p.rep.ID}, p.today, renewalDays)
	var lines []string
	for _, r := range coming {
		lines = append(lines, p.comingLine(r, p.rep))
	}
	if len(lines) > 0 {
		p.list("Renewals", lines)
	}
	return err
}

// promises are the lines of those that fall due, and of the others.
func (p *homePage) promises() (due, later []string) {
	for _, c := range promisesByDue(p.book) {
		line := promiseLine(p.names, c, p.today)
		if !c.Due.V.IsZero() && c.Due.V <= p.today.AddDays(dueSoon) {
			due = append(due, line)
		} else {
			later = append(later, line)
		}
	}
	return due, later
}

// balance is the scorecard with what it was in the window before.
func (p *homePage) balance(context.Context) error {
	switch {
	case !p.sells():
		return nil
	case p.sums == nil:
		p.list("Your balance", addingUp)
		return nil
	}
	now, before := p.sums.now[p.rep.ID], p.sums.before[p.rep.ID]
	if now.Unit == "" {
		p.list("Your balance", []string{"No data yet."})
		return nil
	}
	p.list("Your balance", p.trendLines(&now, &before))
	return nil
}
