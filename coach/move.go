package coach

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// MoveDeal gives a deal to another rep: copy with history, move the directory's
// pointer, leave a tombstone. Each step may be repeated; the event's id makes
// each apply once. A closed deal stays where it is, since revenue belongs to
// the owner on the day of closing.
func (c *Coach) MoveDeal(ctx context.Context, event, deal, from, to string) error {
	old, err := c.Book(ctx, from)
	if err != nil {
		return err
	}
	if x := old.Deals[deal]; x != nil && x.Outcome.V.Closed() {
		return nil
	}
	if err := c.move(ctx, event, old, []string{deal}, old.adoption(deal), to); err != nil {
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
	var deals []string
	for _, id := range slices.Sorted(maps.Keys(old.Deals)) {
		if old.Deals[id].To == "" {
			deals = append(deals, id)
		}
	}
	a := old.adoption(deals...)
	for _, id := range slices.Sorted(maps.Keys(old.Commitments)) {
		if k := old.Commitments[id]; k.Deal == "" {
			a.Commitments = append(a.Commitments, k)
		}
	}
	for _, s := range slices.Sorted(maps.Keys(old.Qualifications)) {
		if s.Kind() == "account" {
			a.Qualifications = append(a.Qualifications, old.Qualifications[s])
		}
	}
	for _, id := range slices.Sorted(maps.Keys(old.Touches)) {
		a.Touches = append(a.Touches, old.Touches[id])
	}
	if old.Version > 0 {
		if err := c.move(ctx, "merge/"+from+"/"+to, old, deals, a, to); err != nil {
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

func (c *Coach) move(ctx context.Context, event string, old *Book, deals []string, a *Adopt, to string) error {
	_, err := c.Handle(ctx, to, func(v View) (Event, error) {
		return Event{ID: event + "/adopt", At: v.Now, Source: Self, Rep: to, Adopt: a}, nil
	})
	if err != nil {
		return err
	}
	owners := map[string]string{}
	for _, id := range deals {
		owners[id] = to
	}
	if err := c.Store.PointDeals(ctx, owners); err != nil {
		return err
	}
	_, err = c.Handle(ctx, old.Rep, func(v View) (Event, error) {
		return Event{ID: event + "/release", At: v.Now, Source: Self, Rep: old.Rep, Release: &Release{Deals: deals, To: to}}, nil
	})
	if err != nil {
		return err
	}
	if err := c.payBook(ctx, to); err != nil {
		return err
	}
	return c.payBook(ctx, old.Rep)
}

// MergeAccount gives everything that is known of an account under one id to
// another: its issues, and the deals in every book that has a stake in it.
func (c *Coach) MergeAccount(ctx context.Context, from, to string) error {
	as, err := c.Accounts(ctx, from)
	if err != nil {
		return err
	}
	old, event := as[from], "merge/"+from+"/"+to
	var issues []Event
	for _, id := range slices.Sorted(maps.Keys(old.Issues)) {
		i := old.Issues[id]
		issues = append(issues, Event{Issue: &IssueChange{ID: id, Severity: &i.Severity.V, Opened: &i.Opened.V, Promised: &i.Promised.V, Closed: &i.Closed.V}})
	}
	if len(issues) > 0 {
		if err := c.HandleAccount(ctx, Event{ID: event, At: c.Now(), Source: Self, Account: to, Rows: issues}); err != nil {
			return err
		}
		if err := c.payAccount(ctx, to); err != nil {
			return err
		}
	}
	for _, rep := range slices.Sorted(maps.Keys(old.Stakes)) {
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

// adoption is what goes to another book with deals that are here.
func (b *Book) adoption(deals ...string) *Adopt {
	a := &Adopt{Said: map[string]*Event{}}
	for _, id := range deals {
		x := b.Deals[id]
		if x == nil || x.To != "" {
			continue
		}
		a.Deals = append(a.Deals, x)
		if q := b.Qualifications[On("deal", id)]; q != nil {
			a.Qualifications = append(a.Qualifications, q)
		}
		if said := b.Said["deal/"+id]; said != nil {
			a.Said["deal/"+id] = said
		}
	}
	for _, id := range slices.Sorted(maps.Keys(b.Commitments)) {
		if k := b.Commitments[id]; k.Deal != "" && slices.Contains(deals, k.Deal) {
			a.Commitments = append(a.Commitments, k)
		}
	}
	return a
}

func (d *draft) applyAdopt(e Event) {
	a := e.Adopt
	for _, k := range a.Commitments {
		set(&d.change, &d.b.Commitments, commitmentField, k.ID, k)
	}
	for _, q := range a.Qualifications {
		set(&d.change, &d.b.Qualifications, qualificationField, q.Subject, q)
	}
	for _, t := range a.Touches {
		set(&d.change, &d.b.Touches, touchField, t.ID, t)
	}
	for key, said := range a.Said {
		set(&d.change, &d.b.Said, saidField, key, said)
	}
	for _, x := range a.Deals {
		next := *x
		next.To = ""
		d.putDeal(&next)
	}
}

func (d *draft) applyRelease(r Release) {
	for _, id := range r.Deals {
		x, ok := d.b.Deals[id]
		if !ok || x.To != "" {
			continue
		}
		gone := *x
		gone.To = r.To
		d.putDeal(&gone)
		for _, k := range d.b.Commitments {
			if k.Deal == id {
				drop(&d.change, &d.b.Commitments, commitmentField, k.ID)
			}
		}
		if _, ok := d.b.Qualifications[On("deal", id)]; ok {
			drop(&d.change, &d.b.Qualifications, qualificationField, On("deal", id))
		}
	}
}

func (d *draft) applyRename(e Event) {
	from, to := e.Rename.From, e.Rename.To
	for _, x := range d.b.Deals {
		if x.Account.V == from {
			next := *x
			next.Account.merge(tell(e, to))
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
		}
	}
	if q := d.b.Qualifications[On("account", from)]; q != nil {
		next := *q
		next.Subject = On("account", to)
		set(&d.change, &d.b.Qualifications, qualificationField, next.Subject, &next)
		drop(&d.change, &d.b.Qualifications, qualificationField, q.Subject)
	}
}
