package coach

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// MoveDeal gives a deal to another rep. In one step the old book keeps no more
// than a tombstone and owes the new one the deal with its history, whatever was
// said of it until then; so nothing said meanwhile is lost, and a crash delays
// the deal and loses nothing. Each step may be repeated. A closed deal stays
// where it is, since revenue belongs to the owner on the day of closing.
func (c *Coach) MoveDeal(ctx context.Context, event, deal, from, to string) error {
	err := c.move(ctx, event, from, to, func(b *Book) Release {
		if x := b.Deals[deal]; x == nil || x.Outcome.V.Closed() {
			return Release{To: to}
		}
		return Release{To: to, Deals: []string{deal}}
	})
	if err != nil {
		return fmt.Errorf("coach: move deal %s to %s: %w", deal, to, err)
	}
	return nil
}

// MergeRep moves a whole book, closed deals too: both are one person.
func (c *Coach) MergeRep(ctx context.Context, from, to string) error {
	old, err := c.Book(ctx, from)
	if err != nil {
		return err
	}
	if old.Version > 0 {
		err := c.move(ctx, "merge/"+from+"/"+to, from, to, func(b *Book) Release {
			return Release{To: to, Deals: slices.Sorted(maps.Keys(b.Deals)), Whole: true}
		})
		if err != nil {
			return fmt.Errorf("coach: merge %s into %s: %w", from, to, err)
		}
	}
	_, err = c.people.UpdateRep(ctx, from, func(r *Rep) bool {
		again := r.AliasOf == to
		r.AliasOf = to
		return !again
	})
	return err
}

func (c *Coach) move(ctx context.Context, event, from, to string, what func(*Book) Release) error {
	_, err := c.Handle(ctx, from, func(v View) (Event, error) {
		r := what(v.Book)
		return Event{ID: event + "/release", At: v.Now, Source: Self, Rep: from, Release: &r}, nil
	})
	if err != nil {
		return err
	}
	if err := c.payBook(ctx, from); err != nil {
		return err
	}
	if err := c.pointMoved(ctx, from, to, what); err != nil {
		return err
	}
	return c.payBook(ctx, to)
}

// pointMoved points the deals that went to their new book, also those that had
// been there before.
func (c *Coach) pointMoved(ctx context.Context, from, to string, what func(*Book) Release) error {
	b, err := c.Book(ctx, from)
	if err != nil {
		return err
	}
	homes := map[Subject]string{}
	for _, id := range what(b).Deals {
		if x := b.Deals[id]; x != nil && x.To == to {
			homes[On("deal", id)] = to
		}
	}
	return c.Store.Point(ctx, homes)
}

// MergeAccount gives everything that is known of an account under one id to
// another: what stands there, and what stands of it in every book that has a stake in
// it or was in contact.
func (c *Coach) MergeAccount(ctx context.Context, from, to string) error {
	event := "merge/" + from + "/" + to
	if err := c.depart(ctx, event, from, Leave{To: to, All: true}); err != nil {
		return err
	}
	as, err := c.Accounts(ctx, from)
	if err != nil {
		return err
	}
	for _, rep := range as[from].known() {
		_, err := c.Handle(ctx, rep, func(v View) (Event, error) {
			return Event{ID: event + "/" + rep, At: v.Now, Source: Self, Rep: rep, Rename: &Rename{From: from, To: to}}, nil
		})
		if err != nil {
			return err
		}
		if err := c.payBook(ctx, rep); err != nil {
			return err
		}
	}
	return nil
}

// known are the reps in whose books something stands of an account: who has a stake
// in it, and who was in contact.
func (a *Account) known() []string {
	reps := maps.Clone(a.Stakes)
	for rep := range a.Heard {
		reps[rep] = nil
	}
	return slices.Sorted(maps.Keys(reps))
}

func (d *draft) applyRename(e Event) {
	from, to := e.Rename.From, e.Rename.To
	for _, x := range d.b.Deals {
		if x.Account.V == from {
			next := *x
			next.Account.V = to // another name for what was said, and nothing newer
			d.putDeal(&next)
		}
	}
	for _, k := range d.b.Commitments {
		if k.Account == from {
			next := *k
			next.Account = to
			set(&d.change, &d.b.Commitments, commitmentField, k.ID, &next)
		}
	}
	for _, t := range d.b.Touches {
		if t.Account == from {
			next := *t
			next.Account = to
			set(&d.change, &d.b.Touches, touchField, t.ID, &next)
			d.oweAccount(to, Event{Heard: &Heard{Rep: d.b.Rep, Touch: touchRow(&next)[0]}})
		}
	}
	if q := d.b.Qualifications[On("account", from)]; q != nil {
		next := *q
		next.Subject = On("account", to)
		set(&d.change, &d.b.Qualifications, qualificationField, next.Subject, &next)
		drop(&d.change, &d.b.Qualifications, qualificationField, q.Subject)
	}
}
