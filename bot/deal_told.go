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

// dealRecorded says what was recorded, as the record now has it. Dates and
// amounts are always said again: that is how a misreading is noticed.
func (b *Bot) dealRecorded(res coach.Result, p place, me string, was *coach.Deal) string {
	c := res.Event.Deal
	name := b.coach.NamesFor(res.Book).SubjectName(coach.On("deal", c.ID))
	s := "Recorded: "
	switch {
	case c.Created != nil:
		s = "Recorded a new deal: "
		name = cmp.Or(p.fresh, name)
	case was != nil && !news(c, was):
		s = "Nothing new, that is how it stands: "
	case was != nil && was.Outcome.V.Closed() && c.Outcome != nil && *c.Outcome == was.Outcome.V:
		s = "Added to the deal that you closed today: "
	}
	s += name + dealDetails(c) + "."
	if p.owner != me {
		s += " It is in " + b.coach.People().RepName(p.owner) + "'s book."
	}
	return s + b.strangeStage(res.Book, c, was)
}

// news says whether a change has anything that a deal does not say already.
func news(c *coach.DealChange, d *coach.Deal) bool {
	return differs(c.Name, d.Name.V) || differs(c.Product, d.Product.V) || differs(c.Stage, d.Stage.V()) || differs(c.Amount, d.Amount.V) ||
		differs(c.Kind, d.Kind.V) || differs(c.Source, d.Source.V) || differs(c.Close, d.Close.V()) || differs(c.Outcome, d.Outcome.V) ||
		differs(c.Closed, d.Closed.V) || differs(c.Until, d.Until.V) || differs(c.Reason, d.Reason.V) || differs(c.Refer, d.Refer.V)
}

func differs[T comparable](now *T, was T) bool { return now != nil && *now != was }

// strangeStage says of a stage that is not in the playbook's list, the first time
// that it comes up in a book, which ones are.
func (b *Bot) strangeStage(book *coach.Book, c *coach.DealChange, was *coach.Deal) string {
	stages := b.coach.Playbook.Stages
	if c.Stage == nil || len(stages) == 0 || b.coach.Playbook.StageIndex(*c.Stage) >= 0 || stageSeen(book, c, was) {
		return ""
	}
	s := fmt.Sprintf(" “%s” is none of your stages (%s), so what depends on a stage leaves this deal alone.", *c.Stage, strings.Join(stages, ", "))
	if near := parse.Nearest(*c.Stage, stages); near != "" {
		s += fmt.Sprintf(" Did you mean %s? Then: /deal %s stage=%s", near, quoted(b.coach.NamesFor(book).SubjectName(coach.On("deal", c.ID))), quoted(near))
	}
	return s
}

// stageSeen says whether the deal as it was, or another one, has had the stage of a
// change.
func stageSeen(book *coach.Book, c *coach.DealChange, was *coach.Deal) bool {
	had := func(d *coach.Deal) bool {
		return d != nil && slices.ContainsFunc(d.Stage, func(f coach.Field[string]) bool { return parse.SameName(f.V, *c.Stage) })
	}
	for id, d := range book.Deals {
		if id != c.ID && had(d) {
			return true
		}
	}
	return had(was)
}

// bareDeal answers a line that names a deal and says nothing of it: how the open
// one stands, or for an account without one, the form of a new deal.
func (b *Bot) bareDeal(ctx context.Context, a *act, line parse.Deal) (result, error) {
	if first, _, _ := strings.Cut(line.Subject, " "); !line.Known && strings.EqualFold(first, "help") {
		return result{answer: answer{text: usage(a.command)}}, nil
	}
	p, err := b.find(ctx, a, line.Subject)
	if err == nil {
		p, err = b.whoseDeal(ctx, a, p, line)
	}
	if err != nil {
		return result{}, err
	}
	book, err := b.coach.Book(ctx, p.owner)
	if err != nil {
		return result{}, err
	}
	deals := b.candidates(book, p.account, nil)
	if d := book.Deals[p.deal]; d != nil {
		deals = []*coach.Deal{d}
	}
	if len(deals) == 0 || p.own {
		return result{}, b.openDealForm(ctx, a, p)
	}
	return result{answer: answer{text: b.dealsStand(book, deals)}}, nil
}

// openDealForm opens the form with the account in it.
func (b *Bot) openDealForm(ctx context.Context, a *act, p place) error {
	about := option{b.label(p), "account/" + p.account}
	given := entries{}
	if p.fresh != "" {
		about.label, about.pick = "new: "+p.fresh, freshPick+p.fresh
	}
	if p.own {
		given[ownKey] = []option{{"A new deal, beside any that is open there", "own"}}
	}
	about.pick = pickKey(about.pick)
	given[subjectField.key] = []option{about}
	if err := b.openLine(ctx, a, given); err != nil {
		return tell("%s", usage(a.command))
	}
	return nil
}

// dealsStand says how deals stand, and that nothing was changed.
func (b *Bot) dealsStand(book *coach.Book, deals []*coach.Deal) string {
	names := b.coach.NamesFor(book)
	s := "Nothing was changed. It stands like this:"
	for _, d := range deals {
		s += "\n• " + names.SubjectName(coach.On("deal", d.ID)) + dealDetails(asChange(d))
	}
	who := quoted(names.SubjectName(coach.On("deal", deals[0].ID)))
	return s + fmt.Sprintf("\nTo change it, say what is new. For example: /deal %s stage=proposal amount=50k close=31 Mar", who)
}

// asChange is a deal as if all that is known of it had just been said.
func asChange(d *coach.Deal) *coach.DealChange {
	c := &coach.DealChange{ID: d.ID}
	set := func(to **string, v string) {
		if v != "" {
			*to = &v
		}
	}
	stage := d.Stage.V()
	set(&c.Stage, stage)
	set(&c.Product, d.Product.V)
	set(&c.Source, d.Source.V)
	set(&c.Reason, d.Reason.V)
	set(&c.Refer, d.Refer.V)
	if d.Outcome.V != coach.Open {
		c.Outcome, c.Closed, c.Until = &d.Outcome.V, &d.Closed.V, &d.Until.V
	}
	if d.Amount.V.Known() {
		c.Amount = &d.Amount.V
	}
	if day := d.Close.V(); !day.IsZero() && !d.Outcome.V.Closed() {
		c.Close = &day
	}
	return c
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
