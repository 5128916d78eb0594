package coach

import (
	"maps"
	"slices"
)

// applyRelease leaves tombstones of deals, and owes the book that they go to
// everything that hangs on them, as it stands in this very decision.
func (d *draft) applyRelease(r Release) {
	if a := d.b.adoption(r); !a.isEmpty() {
		if !r.Whole {
			a.Came = DateIn(d.e.At, d.m.Zone)
		}
		id := d.e.ID + "/adopt"
		d.owe = append(d.owe, Owed{ID: id, Event: Event{ID: id, At: d.e.At, Source: Self, Rep: r.To, Adopt: a}})
	}
	for _, id := range r.Deals {
		x, ok := d.b.Deals[id]
		if !ok || x.To != "" {
			continue
		}
		gone := *x
		gone.To = r.To
		d.putDeal(&gone)
		d.unsay("deal/" + id)
		for _, k := range d.b.Commitments {
			if k.Deal == id {
				drop(&d.change, &d.b.Commitments, commitmentField, k.ID)
				d.unsay("commitment/" + k.ID)
			}
		}
		if _, ok := d.b.Qualifications[On("deal", id)]; ok {
			drop(&d.change, &d.b.Qualifications, qualificationField, On("deal", id))
			d.unsay("answers/deal/" + id)
		}
	}
	if r.Whole {
		d.releaseRest()
	}
}

// releaseRest drops what goes with a whole book and hangs on no deal: it would
// count twice, here and in the book that it went to.
func (d *draft) releaseRest() {
	for id := range d.b.Touches {
		drop(&d.change, &d.b.Touches, touchField, id)
	}
	for period := range d.b.Quotas {
		drop(&d.change, &d.b.Quotas, quotaField, period)
	}
	for id := range d.b.Commitments {
		drop(&d.change, &d.b.Commitments, commitmentField, id)
	}
	for s := range d.b.Qualifications {
		drop(&d.change, &d.b.Qualifications, qualificationField, s)
	}
	for key := range d.b.Said {
		drop(&d.change, &d.b.Said, saidField, key)
	}
}

// unsay drops what an import said last of a record that has gone to another
// book, where it is remembered now.
func (d *draft) unsay(key string) {
	if d.b.Said[key] != nil {
		drop(&d.change, &d.b.Said, saidField, key)
	}
}

// adoption is what goes to another book: deals that are here and what hangs on
// them; with a whole book, all that hangs on its accounts too.
func (b *Book) adoption(r Release) *Adopt {
	a := &Adopt{Said: map[string]*Event{}}
	gone := map[string]bool{}
	for _, id := range r.Deals {
		x := b.Deals[id]
		if x == nil || x.To != "" {
			continue
		}
		gone[id] = true
		a.Deals = append(a.Deals, x)
		a.remember(b, "deal/"+id)
	}
	for _, id := range slices.Sorted(maps.Keys(b.Commitments)) {
		if k := b.Commitments[id]; gone[k.Deal] || r.Whole && k.Deal == "" {
			a.Commitments = append(a.Commitments, k)
			a.remember(b, "commitment/"+id)
		}
	}
	for _, s := range slices.Sorted(maps.Keys(b.Qualifications)) {
		if s.Kind() == "deal" && gone[s.ID()] || r.Whole && s.Kind() == "account" {
			a.Qualifications = append(a.Qualifications, b.Qualifications[s])
			a.remember(b, "answers/"+string(s))
		}
	}
	if r.Whole {
		for _, id := range slices.Sorted(maps.Keys(b.Touches)) {
			a.Touches = append(a.Touches, b.Touches[id])
		}
		for _, period := range slices.Sorted(maps.Keys(b.Quotas)) {
			a.Quotas = append(a.Quotas, b.Quotas[period])
		}
		a.Said = maps.Clone(b.Said)
	}
	return a
}

// remember takes along what an import said last of a record, so that the same
// file again undoes nothing in the new book either.
func (a *Adopt) remember(b *Book, key string) {
	if said := b.Said[key]; said != nil {
		a.Said[key] = said
	}
}

func (a *Adopt) isEmpty() bool {
	return len(a.Deals)+len(a.Commitments)+len(a.Qualifications)+len(a.Touches)+len(a.Quotas) == 0
}

// applyAdopt takes in what comes from another book. News may have come here
// before it, so records merge as their fields do: the later telling wins.
func (d *draft) applyAdopt(e Event) {
	a := e.Adopt
	for _, k := range a.Commitments {
		set(&d.change, &d.b.Commitments, commitmentField, k.ID, k.merged(d.b.Commitments[k.ID]))
	}
	for _, q := range a.Qualifications {
		set(&d.change, &d.b.Qualifications, qualificationField, q.Subject, q.merged(d.b.Qualifications[q.Subject]))
	}
	for _, t := range a.Touches {
		set(&d.change, &d.b.Touches, touchField, t.ID, t)
	}
	for _, q := range a.Quotas {
		next := *q
		if here := d.b.Quotas[q.Period]; here != nil {
			next.Amount.merge(here.Amount)
		}
		set(&d.change, &d.b.Quotas, quotaField, q.Period, &next)
	}
	for key, said := range a.Said {
		if d.b.Said[key] == nil {
			set(&d.change, &d.b.Said, saidField, key, said)
		}
	}
	for _, x := range a.Deals {
		d.putDeal(a.arrived(x, d.b.Deals[x.ID]))
	}
}

// arrived is a deal as it stands in its new book, with the day on which it came
// there. One that comes home has been there since it was first.
func (a *Adopt) arrived(x, here *Deal) *Deal {
	next := x.merged(here)
	switch {
	case a.Came.IsZero():
	case here != nil && here.To != "":
		next.Came = here.Came
	default:
		next.Came = a.Came
	}
	return next
}

// merged is the deal with what another record of it says; it is nobody's
// tombstone.
func (x *Deal) merged(y *Deal) *Deal {
	next := *x
	next.To = ""
	if y == nil {
		return &next
	}
	mergeFields(&next, y)
	next.Extra = mergedFields(next.Extra, y.Extra)
	if !y.Opened.IsZero() && y.Opened.Before(next.Opened) {
		next.Opened = y.Opened
	}
	return &next
}

func mergedFields(x, y map[string]Field[string]) map[string]Field[string] {
	if len(y) == 0 {
		return x
	}
	next := maps.Clone(y)
	for k, f := range x {
		g := next[k]
		g.merge(f)
		next[k] = g
	}
	return next
}

func (k *Commitment) merged(l *Commitment) *Commitment {
	next := *k
	if l != nil {
		mergeFields(&next, l)
	}
	return &next
}

func (q *Qualification) merged(r *Qualification) *Qualification {
	next := *q
	if r == nil {
		return &next
	}
	next.Answers = mergedFields(q.Answers, r.Answers)
	next.Verdicts = slices.Clone(q.Verdicts)
	for _, v := range r.Verdicts {
		if !slices.ContainsFunc(next.Verdicts, func(w Verdict) bool { return w.Event == v.Event }) {
			next.Verdicts = append(next.Verdicts, v)
		}
	}
	slices.SortStableFunc(next.Verdicts, func(v, w Verdict) int { return v.At.Compare(w.At) })
	return &next
}
