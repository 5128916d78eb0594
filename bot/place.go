package bot

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// place is what a line is about, once the words are resolved. A choice that a
// person made when asked back is kept as a pick:
//
//	account/ID   that account; its deals are looked at as usual
//	whole/ID     that account, and none of its deals
//	own/ID       that account, and a new deal of the person's own there
//	deal/ID      that deal
//	new/         a prospect that nobody knew, by the name that was typed
type place struct {
	account string // id; may be empty with a deal
	deal    string // id, where a deal itself was meant
	owner   string // the rep whose book that deal is in
	fresh   string // the name of a prospect not known yet; account is the id it will have
	whole   bool
	own     bool
}

// label is how the person calls it.
func (b *Bot) label(p place) string {
	switch {
	case p.fresh != "":
		return p.fresh
	case p.account == "":
		return p.deal
	}
	return b.coach.People().AccountName(p.account)
}

// find resolves what was typed: an account by id or name, a deal of the
// person's own by id or name, any deal by id; else it asks about names near to
// it; else it is a prospect that is new.
func (b *Bot) find(ctx context.Context, a *act, subject string) (place, error) {
	if a.pick != "" {
		return b.picked(ctx, a, subject)
	}
	if name, ok := cutNew(subject); ok {
		subject = name
	} else if p, ok, err := b.known(ctx, a, subject); ok || err != nil {
		return p, err
	} else if near, err := b.near(ctx, a, subject); len(near) > 0 || err != nil {
		return place{}, cmp.Or(err, a.ask(fmt.Sprintf("I do not know “%s”. Which one do you mean?", subject), append(near, option{"new: " + subject, "new/"})...))
	}
	return b.newPlace(subject)
}

// cutNew takes "new:" off a name.
func cutNew(s string) (string, bool) {
	if len(s) > 4 && strings.EqualFold(s[:4], "new:") {
		return strings.TrimSpace(s[4:]), strings.TrimSpace(s[4:]) != ""
	}
	return s, false
}

func (b *Bot) picked(ctx context.Context, a *act, subject string) (place, error) {
	kind, id, _ := strings.Cut(a.pick, "/")
	if kind == "new" {
		name, _ := cutNew(subject)
		return b.newPlace(name)
	}
	if kind == "deal" {
		p, ok, err := b.anyDeal(ctx, a, id)
		if err == nil && !ok {
			err = tell("That deal is gone. Please say it again.")
		}
		return p, err
	}
	if b.coach.People().AccountProfile(id) == nil {
		return place{}, tell("That account is gone. Please say it again.")
	}
	return place{account: id, whole: kind == "whole", own: kind == "own"}, nil
}

// known finds what bears this id or name.
func (b *Bot) known(ctx context.Context, a *act, subject string) (place, bool, error) {
	switch ids := b.accounts(subject); {
	case len(ids) == 1:
		return place{account: ids[0]}, true, nil
	case len(ids) > 1:
		var options []option
		for _, id := range ids {
			options = append(options, option{fmt.Sprintf("%s (%s)", b.coach.People().AccountName(id), id), "account/" + id})
		}
		return place{}, true, a.ask(fmt.Sprintf("There are several accounts called “%s”. Which one?", subject), options...)
	}
	book, err := b.coach.Book(ctx, a.rep.ID)
	if err != nil {
		return place{}, false, err
	}
	switch deals := b.dealsCalled(book, subject); {
	case len(deals) == 1:
		return b.ownDeal(a, deals[0]), true, nil
	case len(deals) > 1:
		return place{}, true, a.ask(fmt.Sprintf("You have several deals called “%s”. Which one?", subject), b.dealOptions(book, deals)...)
	}
	if id := goneCalled(book, subject); id != "" {
		return b.anyDeal(ctx, a, id)
	}
	if p, ok, err := b.anyDeal(ctx, a, subject); ok || err != nil {
		return p, ok, err
	}
	if p, ok, err := b.labelled(ctx, a, subject); ok || err != nil {
		return p, ok, err
	}
	return b.teamsDeal(ctx, a, subject)
}

// goneCalled is the id of a deal of this id or name that went to another book.
func goneCalled(book *coach.Book, name string) string {
	for _, id := range slices.Sorted(maps.Keys(book.Deals)) {
		d := book.Deals[id]
		if d.To != "" && (id == strings.TrimSpace(name) || d.Name.V != "" && parse.SameName(d.Name.V, name)) {
			return id
		}
	}
	return ""
}

// accounts are those that bear an id or name, merged ones once.
func (b *Bot) accounts(name string) []string {
	var ids []string
	for _, id := range b.names.Find(name).Exact {
		if p := b.coach.People().AccountProfile(id); p != nil && !slices.Contains(ids, p.ID) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// near are the accounts that may have been meant, and deals of one's own whose
// label is nearer still.
func (b *Bot) near(ctx context.Context, a *act, name string) ([]option, error) {
	var out []option
	best := 0.0
	seen := map[string]bool{}
	for _, c := range b.names.Find(name).Near {
		p := b.coach.People().AccountProfile(c.ID)
		if p == nil || seen[p.ID] {
			continue
		}
		seen[p.ID], best = true, max(best, c.Score)
		out = append(out, option{p.Label(), "account/" + p.ID})
	}
	deals, err := b.nearDeals(ctx, a.rep, name, best)
	return append(deals, out...), err
}

// dealsCalled are the deals of a book with this id, else its open ones of this
// name or label, else any of them.
func (b *Bot) dealsCalled(book *coach.Book, name string) []*coach.Deal {
	if d := book.Deals[strings.TrimSpace(name)]; d != nil && d.To == "" {
		return []*coach.Deal{d}
	}
	names := b.coach.NamesFor(book)
	var open, all []*coach.Deal
	for _, id := range slices.Sorted(maps.Keys(book.Deals)) {
		d := book.Deals[id]
		if d.To != "" || d.Name.V == "" || !parse.SameName(d.Name.V, name) && !parse.SameName(names.SubjectName(coach.On("deal", id)), name) {
			continue
		}
		all = append(all, d)
		if d.Open() {
			open = append(open, d)
		}
	}
	if len(open) > 0 {
		return open
	}
	return all
}

func (b *Bot) ownDeal(a *act, d *coach.Deal) place {
	return place{account: d.Account.V, deal: d.ID, owner: a.rep.ID}
}

// anyDeal finds a deal by id in whosever book it is. Only its owner or their
// manager goes on from here; anyone else is told whose it is.
func (b *Bot) anyDeal(ctx context.Context, a *act, id string) (place, bool, error) {
	owner, err := b.coach.DealOwner(ctx, id)
	if err != nil || owner == "" {
		return place{}, false, err
	}
	d, owner, err := b.heldBy(ctx, owner, id)
	if err != nil || d == nil {
		return place{}, false, err
	}
	if !b.mayChange(a.rep, owner) {
		return place{}, true, b.notYours("Deal "+d.ID, owner)
	}
	return place{account: d.Account.V, deal: d.ID, owner: owner}, true, nil
}

// heldBy finds a deal and whose it is, from the book that it is pointed to on to
// the one that it is just going to.
func (b *Bot) heldBy(ctx context.Context, owner, id string) (*coach.Deal, string, error) {
	for hop := range 4 {
		book, err := b.coach.Book(ctx, owner)
		if err != nil {
			return nil, owner, err
		}
		switch d := book.Deals[id]; {
		case d == nil && hop == 0:
			return nil, owner, nil
		case d == nil: // gone from one book and not yet in the other
			return nil, owner, changingHands(id)
		case d.To == "":
			return d, owner, nil
		default:
			owner = d.To
		}
	}
	return nil, owner, changingHands(id)
}

func changingHands(id string) error {
	return tell("Deal %s is changing hands right now. Please say that again in a moment; nothing was recorded.", id)
}

// newPlace is a prospect that nobody knew. Its id is its name; an import that
// gives the name an id later makes this one its alias.
func (b *Bot) newPlace(name string) (place, error) {
	name = strings.Join(strings.Fields(name), " ")
	if !strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
		return place{}, tell("I need the name of an account, with at least a letter or a digit in it. Nothing was recorded.")
	}
	return place{account: name, fresh: name}, nil
}

// settle makes a new prospect known, so that what is recorded next can name it.
func (b *Bot) settle(ctx context.Context, p place) error {
	if p.fresh == "" {
		return nil
	}
	_, err := b.coach.People().NewAccount(ctx, p.account, p.fresh)
	return err
}

// dealOptions offers deals to choose from.
func (b *Bot) dealOptions(book *coach.Book, deals []*coach.Deal) []option {
	var out []option
	names := b.coach.NamesFor(book)
	for _, d := range deals {
		label := names.SubjectName(coach.On("deal", d.ID))
		if d.Stage.V() != "" {
			label += " · " + d.Stage.V()
		}
		if d.Amount.V.Known() {
			label += " · " + amount(d.Amount.V)
		}
		if d.Name.V == "" {
			label += " · " + d.ID
		}
		out = append(out, option{label, "deal/" + d.ID})
	}
	return out
}

// dollars are the currencies in which a bare $ may be meant.
const dollars = "USD AUD CAD NZD SGD HKD TWD BMD BBD BSD BZD FJD JMD NAD TTD"

// env is what reading this person's line depends on.
func (b *Bot) env(r *coach.Rep) parse.Env {
	pb := b.coach.Playbook
	zone, _ := pb.Zone(r)
	e := parse.Env{Today: coach.DateIn(b.coach.Clock(), zone), FiscalStart: pb.Fiscal, Default: b.currency(r),
		Dollar: "USD", Stages: pb.Stages, Index: b.names}
	if slices.Contains(strings.Fields(dollars), r.Currency) {
		e.Dollar = r.Currency
	}
	return e
}

// currency of an amount that says none.
func (b *Bot) currency(r *coach.Rep) string {
	if r.Currency != "" {
		return r.Currency
	}
	if b.coach.Playbook.Currency != "" {
		return b.coach.Playbook.Currency
	}
	return "USD"
}
