package bot

import (
	"context"
	"fmt"
	"strings"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// A deal is called by its id, by its name, or by its label: the account, a comma,
// and the name, which is how this bot itself calls it. A person's own deals may be
// named in all three ways; those of who reports to them by id and by label.

// labelled finds a deal by its label at an account that is known. Where the
// account has no deal of that name, it asks which of its deals is meant.
func (b *Bot) labelled(ctx context.Context, a *act, subject string) (place, bool, error) {
	for i := strings.LastIndexByte(subject, ','); i > 0; i = strings.LastIndexByte(subject[:i], ',') {
		name := strings.TrimSpace(subject[i+1:])
		for _, account := range b.accounts(subject[:i]) {
			held, err := b.dealsAt(ctx, a.rep, account)
			if err != nil {
				return place{}, false, err
			}
			if p, ok, err := b.named(a, held, name); ok || err != nil {
				return p, ok, err
			}
			if options := b.heldOptions(a.rep, held); len(options) > 0 {
				options = append(options, option{b.coach.People().AccountName(account), "account/" + account}, option{"new: " + subject, "new/"})
				return place{}, true, a.ask(fmt.Sprintf("I know of no deal “%s” at %s. Which one do you mean?", name, b.coach.People().AccountName(account)), options...)
			}
		}
	}
	return place{}, false, nil
}

// held is what one rep has at an account.
type held struct {
	book  *coach.Book
	deals []*coach.Deal // the open ones, else those parked
}

// dealsAt are the deals at an account: the person's own, then other people's.
func (b *Bot) dealsAt(ctx context.Context, rep *coach.Rep, account string) ([]held, error) {
	own, err := b.coach.Held(ctx, rep.ID) // whoever asks has just read it
	if err != nil {
		return nil, err
	}
	others, err := b.othersAt(ctx, rep, account)
	return append([]held{{own, b.candidates(own, account, nil)}}, others...), err
}

// othersAt are the deals that other people have at an account.
func (b *Bot) othersAt(ctx context.Context, rep *coach.Rep, account string) ([]held, error) {
	accounts, err := b.coach.Accounts(ctx, account)
	if err != nil {
		return nil, err
	}
	var out []held
	for _, who := range stakes(accounts[account], rep.ID) {
		book, err := b.coach.Book(ctx, who)
		if err != nil {
			return nil, err
		}
		out = append(out, held{book, b.candidates(book, account, nil)})
	}
	return out, nil
}

// named is the one deal of a name: the person's own, else one of their people's;
// for anybody else's they are told whose it is.
func (b *Bot) named(a *act, all []held, name string) (place, bool, error) {
	var mine []option
	var found place
	var others error
	for _, h := range all {
		for _, d := range h.deals {
			switch {
			case d.Name.V == "" || !parse.SameName(d.Name.V, name):
			case b.mayChange(a.rep, h.book.Rep):
				found = place{account: d.Account.V, deal: d.ID, owner: h.book.Rep}
				mine = append(mine, b.heldOptions(a.rep, []held{{h.book, []*coach.Deal{d}}})...)
			case others == nil:
				others = b.notYours("That deal", h.book.Rep)
			}
		}
	}
	switch {
	case len(mine) > 1:
		return place{}, true, a.ask(fmt.Sprintf("There are several deals called “%s”. Which one?", name), mine...)
	case len(mine) == 1:
		return found, true, nil
	}
	return place{}, others != nil, others
}

// heldOptions offers the deals that a person may change, with whose they are.
func (b *Bot) heldOptions(rep *coach.Rep, all []held) []option {
	var out []option
	for _, h := range all {
		if !b.mayChange(rep, h.book.Rep) {
			continue
		}
		for _, o := range b.dealOptions(h.book, h.deals) {
			if h.book.Rep != rep.ID {
				o.label += " (" + b.coach.People().RepName(h.book.Rep) + ")"
			}
			out = append(out, o)
		}
	}
	return out
}

// nearDeals are a person's own open deals of which the label is nearer to a name
// than so much.
func (b *Bot) nearDeals(ctx context.Context, rep *coach.Rep, name string, than float64) ([]option, error) {
	names, err := b.dealNames(ctx, rep)
	if err != nil {
		return nil, err
	}
	book, err := b.coach.Held(ctx, rep.ID)
	if err != nil {
		return nil, err
	}
	var deals []*coach.Deal
	for _, c := range names.Find(name).Near {
		if d := book.Deals[c.ID]; d != nil && d.Open() && c.Score > than && len(deals) < maxNearDeals {
			deals = append(deals, d)
		}
	}
	return b.dealOptions(book, deals), nil
}

const maxNearDeals = 2

// dealIndex is the names of one version of a book.
type dealIndex struct {
	version int64
	names   *parse.Index
}

// dealNames indexes the person's own deals by id, name and label, so that a line
// may begin with one of them unquoted. It is kept while the book stays as it is.
func (b *Bot) dealNames(ctx context.Context, r *coach.Rep) (*parse.Index, error) {
	book, err := b.coach.Book(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if held, ok := b.deals.Load(r.ID); ok && held.(dealIndex).version == book.Version {
		return held.(dealIndex).names, nil
	}
	x := parse.NewIndex()
	for _, d := range book.Deals {
		if d.To == "" {
			x.Put(d.ID, d.Label(), b.labels(book, d)...)
		}
	}
	b.deals.Store(r.ID, dealIndex{book.Version, x})
	return x, nil
}

// labels are what a deal with a name is called beside that: its label, and that
// with what people call the account, without its legal form.
func (b *Bot) labels(book *coach.Book, d *coach.Deal) []string {
	label := b.coach.NamesFor(book).SubjectName(coach.On("deal", d.ID))
	if d.Name.V == "" || label == d.Name.V || d.Account.V == "" {
		return nil
	}
	return []string{label, parse.Fold(b.coach.People().AccountName(d.Account.V)) + ", " + d.Name.V}
}

// namedDeals indexes by label the deals at the accounts that a line names before a
// comma, of the people who report to whoever wrote it; nil where there are none.
func (b *Bot) namedDeals(ctx context.Context, r *coach.Rep, line string) (*parse.Index, error) {
	var x *parse.Index
	for _, account := range b.beforeCommas(line) {
		others, err := b.othersAt(ctx, r, account)
		if err != nil {
			return nil, err
		}
		for _, h := range others {
			for _, d := range h.deals {
				if labels := b.labels(h.book, d); len(labels) > 0 && b.mayChange(r, h.book.Rep) {
					if x == nil {
						x = parse.NewIndex()
					}
					x.Put(d.ID, labels[0], labels[1:]...)
				}
			}
		}
	}
	return x, nil
}

const (
	maxCommas    = 3
	maxNameWords = 6
)

// beforeCommas are the accounts that stand before the first commas of a line, by
// the longest name that fits.
func (b *Bot) beforeCommas(line string) []string {
	var out []string
	for i, left := 0, ""; i < maxCommas; i++ {
		head, rest, ok := strings.Cut(line, ",")
		if !ok {
			break
		}
		left, line = left+head, rest
		words := strings.Fields(left)
		for n := min(maxNameWords, len(words)); n > 0; n-- {
			if ids := b.accounts(strings.Join(words[len(words)-n:], " ")); len(ids) > 0 {
				out = append(out, ids...)
				break
			}
		}
		left += ","
	}
	return out
}

// indexes are what a line may name: accounts, the person's own deals, and those of
// who reports to them.
func (b *Bot) indexes(ctx context.Context, r *coach.Rep, line string) ([]*parse.Index, error) {
	own, err := b.dealNames(ctx, r)
	if err != nil {
		return nil, err
	}
	theirs, err := b.namedDeals(ctx, r, line)
	if err != nil || theirs == nil {
		return []*parse.Index{b.names, own}, err
	}
	return []*parse.Index{b.names, own, theirs}, nil
}

// reading is one way to read a line.
type reading[T any] struct {
	line  T
	name  string // whom it is about
	known bool
	err   error
}

// read reads a line once for each index, and takes the reading that knows the
// longest name; among equals the first, by accounts.
func read[T any](ctx context.Context, b *Bot, a *act, f func(parse.Env) reading[T]) (reading[T], error) {
	env := b.env(a.rep)
	all, err := b.indexes(ctx, a.rep, a.text)
	if err != nil {
		return reading[T]{}, err
	}
	best := f(env)
	for _, env.Index = range all[1:] {
		if r := f(env); r.err == nil && r.known && (best.err != nil || !best.known || len(r.name) > len(best.name)) {
			best = r
		}
	}
	return best, best.err
}
