package bot

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// deal does /deal on one line.
func (b *Bot) deal(ctx context.Context, a *act) (result, error) {
	r, err := read(ctx, b, a, func(e parse.Env) reading[parse.Deal] {
		d, err := e.Deal(a.text)
		return reading[parse.Deal]{d, d.Subject, d.Known, err}
	})
	if err != nil {
		return result{}, err
	}
	if r.line.Bare() {
		return b.bareDeal(ctx, a, r.line)
	}
	return b.recordDeal(ctx, a, r.line)
}

// aheadOf refuses to park a deal until a day that has come.
func aheadOf(line parse.Deal, today coach.Date) error {
	if line.Outcome != "later" || line.Until != nil && *line.Until > today {
		return nil
	}
	t := &told{field: "until", form: "Until which day? It is one after today."}
	t.text = "Later: until which day? It is one after today. For example: /deal Acme later until 1 Mar"
	return t
}

// recordDeal finds the deal that a line is about and records what it says.
func (b *Bot) recordDeal(ctx context.Context, a *act, line parse.Deal) (result, error) {
	if err := aheadOf(line, b.today(a.rep)); err != nil {
		return result{}, err
	}
	p, err := b.find(ctx, a, line.Subject)
	if err != nil {
		return result{}, err
	}
	p.own = p.own || a.own && p.account != ""
	if p, err = b.whoseDeal(ctx, a, p, line); err != nil {
		return result{}, err
	}
	if err := b.settle(ctx, p); err != nil {
		return result{}, err
	}
	var was *coach.Deal // as it stood
	res, err := b.coach.Handle(ctx, p.owner, func(v coach.View) (coach.Event, error) {
		var change *coach.DealChange
		if was, err = b.dealMeant(v, a, p, line); err == nil {
			change, err = b.dealChange(v, p, was, line)
		}
		return coach.Event{ID: a.id, At: v.Now, Source: coach.Slack, By: a.rep.ID, Rep: p.owner, Deal: change, Line: a.line(v.Now)}, err
	})
	if err != nil {
		return result{}, err
	}
	return result{answer: answer{text: b.dealRecorded(res, p, a.rep.ID, was)}, follow: p.owner}, nil
}

// whoseDeal settles in whose book a line belongs. One's own comes first; where
// one has no open deal, a colleague's at that account is not doubled: a manager
// changes it, anyone else is told whose it is.
func (b *Bot) whoseDeal(ctx context.Context, a *act, p place, line parse.Deal) (place, error) {
	if p.deal != "" && !p.own {
		return p, nil
	}
	p.owner, p.deal = a.rep.ID, ""
	if p.own || p.fresh != "" {
		return p, nil
	}
	own, err := b.coach.Held(ctx, a.rep.ID) // reading the line has just asked for it
	if err != nil {
		return p, err
	}
	if len(b.candidates(own, p.account, line.Name)) > 0 || b.repeated(own, p.account, line, a.rep) != nil {
		return p, nil
	}
	return b.colleagues(ctx, a, p)
}

// colleagues looks for open deals at an account in other people's books.
func (b *Bot) colleagues(ctx context.Context, a *act, p place) (place, error) {
	theirs, err := b.othersAt(ctx, a.rep, p.account)
	if err != nil {
		return p, err
	}
	var mine []option
	var others error
	for _, h := range theirs {
		h.deals = h.book.OpenDealsAt(p.account)
		mine = append(mine, b.heldOptions(a.rep, []held{h})...)
		if others == nil && len(h.deals) > 0 && !b.mayChange(a.rep, h.book.Rep) {
			others = b.notYours("The open deal at "+b.label(p), h.book.Rep)
		}
	}
	switch {
	case len(mine) == 1:
		picked := *a
		picked.pick = mine[0].pick
		return b.picked(ctx, &picked, "")
	case len(mine) > 1:
		return p, a.ask("Which deal?", mine...)
	case others != nil:
		question := others.Error() + " If you have a deal of your own there, say so:"
		return p, a.ask(question, option{"New deal of mine at " + b.label(p), "own/" + p.account})
	}
	return p, nil
}

// stakes are the other reps who work with an account.
func stakes(acc *coach.Account, me string) []string {
	var out []string
	if acc != nil {
		for rep, s := range acc.Stakes {
			if rep != me && !s.Gone {
				out = append(out, rep)
			}
		}
	}
	slices.Sort(out)
	return out
}

// candidates are the deals at an account that a line may mean: the open ones,
// else those parked until later. A name on the line narrows them down if one
// bears it.
func (b *Bot) candidates(book *coach.Book, account string, name *string) []*coach.Deal {
	deals := book.OpenDealsAt(account)
	if len(deals) == 0 {
		for _, d := range book.Deals {
			if d.Account.V == account && d.Outcome.V == coach.Later && d.To == "" {
				deals = append(deals, d)
			}
		}
		slices.SortFunc(deals, func(x, y *coach.Deal) int { return strings.Compare(x.ID, y.ID) })
	}
	if name != nil {
		named := slices.DeleteFunc(slices.Clone(deals), func(d *coach.Deal) bool { return !parse.SameName(d.Name.V, *name) })
		if len(named) > 0 {
			return named
		}
	}
	return deals
}

// dealChange is what a line changes in a deal as it stands; nil is a new one.
func (b *Bot) dealChange(v coach.View, p place, d *coach.Deal, line parse.Deal) (*coach.DealChange, error) {
	c := &coach.DealChange{Name: line.Name, Product: line.Product, Stage: line.Stage}
	if d == nil {
		c.ID = newDealID(v, p.account)
		c.Account, c.Created = new(p.account), new(v.Today())
	} else {
		c.ID = d.ID
	}
	if err := b.money(c, d, line, v.Rep); err != nil {
		return nil, err
	}
	ending(c, d, line, v.Today())
	if line.Kind != "" {
		c.Kind = new(coach.Kind(line.Kind))
	}
	for _, f := range []struct {
		to   **string
		from string
	}{{&c.Source, line.Source}, {&c.Reason, line.Reason}, {&c.Refer, line.Refer}} {
		if f.from != "" {
			*f.to = new(f.from)
		}
	}
	return c, nil
}

// dealMeant is the deal that a line updates; nil: a new one.
func (b *Bot) dealMeant(v coach.View, a *act, p place, line parse.Deal) (*coach.Deal, error) {
	if p.deal != "" {
		d := v.Book.Deals[p.deal]
		if d == nil || d.To != "" {
			return nil, tell("That deal has just gone to someone else. Nothing was recorded.")
		}
		return d, nil
	}
	if p.own {
		return nil, nil
	}
	deals := b.candidates(v.Book, p.account, line.Name)
	switch len(deals) {
	case 0:
		return b.repeated(v.Book, p.account, line, a.rep), nil
	case 1:
		return deals[0], b.askName(a, p, deals[0], line)
	}
	options := append(b.dealOptions(v.Book, deals), option{"A new deal at " + b.label(p), "own/" + p.account})
	return nil, a.ask("You have several open deals at "+b.label(p)+". Which one?", options...)
}

// askName asks whether another name renames the open deal or is that of another.
func (b *Bot) askName(a *act, p place, d *coach.Deal, line parse.Deal) error {
	if line.Name == nil || d.Name.V == "" || parse.SameName(d.Name.V, *line.Name) {
		return nil
	}
	return a.ask(fmt.Sprintf("Your deal at %s is called “%s”. Is “%s” its new name, or another deal?", b.label(p), d.Name.V, *line.Name),
		option{fmt.Sprintf("Rename it to “%s”", *line.Name), "deal/" + d.ID},
		option{fmt.Sprintf("A new deal at %s: “%s”", b.label(p), *line.Name), "own/" + p.account})
}

// repeated is the deal that a line closes once more: one that was closed today in
// the same way, and of which the line says nothing else.
func (b *Bot) repeated(book *coach.Book, account string, line parse.Deal, r *coach.Rep) *coach.Deal {
	today, outcome := b.today(r), coach.Outcome(line.Outcome)
	if !outcome.Closed() || line.Close != nil && *line.Close != today {
		return nil
	}
	var last *coach.Deal
	for _, id := range slices.Sorted(maps.Keys(book.Deals)) {
		d := book.Deals[id]
		if d.Account.V == account && d.To == "" && d.Outcome.V == outcome && d.Closed.V == today && b.fitsDeal(d, line, r) {
			last = d
		}
	}
	return last
}

// fitsDeal says that a line gives a deal no other name, product, kind or amount.
func (b *Bot) fitsDeal(d *coach.Deal, line parse.Deal, r *coach.Rep) bool {
	other := func(was string, now *string) bool { return was != "" && now != nil && !parse.SameName(was, *now) }
	if other(d.Name.V, line.Name) || other(d.Product.V, line.Product) || line.Kind != "" && d.Kind.V != "" && string(d.Kind.V) != line.Kind {
		return false
	}
	var c coach.DealChange
	return b.money(&c, d, line, r) == nil && (c.Amount == nil || !d.Amount.V.Known() || *c.Amount == d.Amount.V)
}

// newDealID comes from what the deal is: account, day and rep, with a number
// where the book has that already.
func newDealID(v coach.View, account string) string {
	base := account + "-" + v.Today().String() + "-" + v.Book.Rep
	id := base
	for n := 2; v.Book.Deals[id] != nil; n++ {
		id = fmt.Sprintf("%s-%d", base, n)
	}
	return id
}

// money takes in the amount. One without a currency is in the deal's own, else
// the rep's; a currency alone says what the known amount is in.
func (b *Bot) money(c *coach.DealChange, d *coach.Deal, line parse.Deal, r *coach.Rep) error {
	own := b.currency(r)
	if d != nil && d.Amount.V.Known() {
		own = d.Amount.V.Currency
	}
	switch {
	case line.Amount != nil:
		m, err := line.AmountIn(own)
		if err != nil {
			return err
		}
		c.Amount = &m
	case line.Currency != "" && d != nil && d.Amount.V.Known():
		m, err := coach.ParseMoney(d.Amount.V.Decimal(), line.Currency)
		if err != nil {
			return tell("I cannot take the amount into %s: %v.", line.Currency, err)
		}
		c.Amount = &m
	case line.Currency != "":
		return tell("There is no amount for %s yet. For example: amount=50000 currency=%s", line.Currency, line.Currency)
	}
	return nil
}

// ending takes in outcome and dates. A date with won, lost or disqualified is
// the day of closing, today without one; else it is the expected close. What is
// said of a parked deal takes it up again.
func ending(c *coach.DealChange, d *coach.Deal, line parse.Deal, today coach.Date) {
	outcome := coach.Outcome(line.Outcome)
	if line.Outcome != "" {
		c.Outcome = &outcome
	} else if d != nil && d.Outcome.V == coach.Later {
		c.Outcome = new(coach.Open)
	}
	switch {
	case outcome.Closed() && line.Close != nil:
		c.Closed = line.Close
	case outcome.Closed():
		c.Closed = &today
	default:
		c.Close = line.Close
	}
	c.Until = line.Until
}
