package bot

import (
	"context"
	"fmt"
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
	return b.recordDeal(ctx, a, r.line)
}

// recordDeal finds the deal that a line is about and records what it says.
func (b *Bot) recordDeal(ctx context.Context, a *act, line parse.Deal) (result, error) {
	p, err := b.find(ctx, a, line.Subject)
	if err != nil {
		return result{}, err
	}
	if p, err = b.whoseDeal(ctx, a, p, line); err != nil {
		return result{}, err
	}
	if err := b.settle(ctx, p); err != nil {
		return result{}, err
	}
	res, err := b.coach.Handle(ctx, p.owner, func(v coach.View) (coach.Event, error) {
		change, err := b.dealChange(v, a, p, line)
		if err != nil {
			return coach.Event{}, err
		}
		return coach.Event{ID: a.id, At: v.Now, Source: coach.Slack, By: a.rep.ID, Rep: p.owner, Deal: change}, nil
	})
	if err != nil {
		return result{}, err
	}
	return result{answer: answer{text: b.dealRecorded(res, p, a.rep.ID)}, follow: p.owner}, nil
}

// whoseDeal settles in whose book a line belongs. One's own comes first; where
// one has no open deal, a colleague's at that account is not doubled: a manager
// changes it, anyone else is told whose it is.
func (b *Bot) whoseDeal(ctx context.Context, a *act, p place, line parse.Deal) (place, error) {
	if p.deal != "" {
		return p, nil
	}
	p.owner = a.rep.ID
	if p.own || p.fresh != "" {
		return p, nil
	}
	own, err := b.coach.Held(ctx, a.rep.ID) // reading the line has just asked for it
	if err != nil {
		return p, err
	}
	if len(b.candidates(own, p.account, line.Name)) > 0 {
		return p, nil
	}
	return b.colleagues(ctx, a, p)
}

// colleagues looks for open deals at an account in other people's books.
func (b *Bot) colleagues(ctx context.Context, a *act, p place) (place, error) {
	accounts, err := b.coach.Accounts(ctx, p.account)
	if err != nil {
		return p, err
	}
	var mine []option
	var others error
	for _, rep := range stakes(accounts[p.account], a.rep.ID) {
		book, err := b.coach.Book(ctx, rep)
		if err != nil {
			return p, err
		}
		deals := book.OpenDealsAt(p.account)
		switch {
		case len(deals) == 0:
		case b.mayChange(a.rep, rep):
			for _, o := range b.dealOptions(book, deals) {
				mine = append(mine, option{o.label + " (" + b.coach.People().RepName(rep) + ")", o.pick})
			}
		case others == nil:
			others = b.notYours("The open deal at "+b.label(p), rep)
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

// dealChange is what a line changes in the book as it stands.
func (b *Bot) dealChange(v coach.View, a *act, p place, line parse.Deal) (*coach.DealChange, error) {
	d, err := b.dealMeant(v, a, p, line)
	if err != nil {
		return nil, err
	}
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
		return nil, nil
	case 1:
		return deals[0], nil
	}
	options := append(b.dealOptions(v.Book, deals), option{"A new deal at " + b.label(p), "own/" + p.account})
	return nil, a.ask("You have several open deals at "+b.label(p)+". Which one?", options...)
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

// dealRecorded says what was recorded, as the record now has it. Dates and
// amounts are always said again: that is how a misreading is noticed.
func (b *Bot) dealRecorded(res coach.Result, p place, me string) string {
	c := res.Event.Deal
	name := b.coach.NamesFor(res.Book).SubjectName(coach.On("deal", c.ID))
	if c.Created != nil && p.fresh != "" {
		name = p.fresh
	}
	s := "Recorded: " + name + dealDetails(c) + "."
	if c.Created != nil {
		s = "Recorded a new deal: " + name + dealDetails(c) + "."
	}
	if p.owner != me {
		s += " It is in " + b.coach.People().RepName(p.owner) + "'s book."
	}
	return s
}

// dealDetails lists what changed: “ – stage proposal, 50,000 USD, closes …”.
func dealDetails(c *coach.DealChange) string {
	var parts []string
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	if c.Outcome != nil {
		add("%s", outcomeWords(c))
	}
	if c.Name != nil {
		add("name %s", *c.Name)
	}
	if c.Stage != nil {
		add("stage %s", *c.Stage)
	}
	if c.Amount != nil {
		add("%s", amount(*c.Amount))
	}
	if c.Close != nil {
		add("closes %s", parse.Say(*c.Close))
	}
	if c.Kind != nil {
		add("kind %s", *c.Kind)
	}
	for _, f := range []struct {
		word string
		v    *string
	}{{"product", c.Product}, {"source", c.Source}, {"reason", c.Reason}, {"referred to", c.Refer}} {
		if f.v != nil {
			add("%s %s", f.word, *f.v)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " – " + strings.Join(parts, ", ")
}

func outcomeWords(c *coach.DealChange) string {
	switch o := *c.Outcome; {
	case o.Closed() && c.Closed != nil:
		return string(o) + " on " + parse.Say(*c.Closed)
	case o == coach.Later && c.Until != nil:
		return "parked until " + parse.Say(*c.Until)
	case o == coach.Open:
		return "open again"
	default:
		return string(o)
	}
}
