package replay

import (
	"context"
	"maps"
	"slices"

	"evenkeel/coach"
)

// Stored makes records of what stands in a store, as files would tell them. Of the
// histories of fields those of deals' stages and close dates are kept, from when
// each was told. A kind counts as there if it ever reached anybody.
func Stored(ctx context.Context, c *coach.Coach) (coach.Records, error) {
	out := coach.Records{
		Reps: map[string]func(*coach.Rep) bool{}, Accounts: map[string]func(*coach.AccountProfile) bool{},
		Books: map[string][]coach.Event{}, AtAccounts: map[string][]coach.Event{},
	}
	if err := c.People().Refresh(ctx, 0); err != nil {
		return out, err
	}
	kinds := map[coach.FactKind]bool{}
	for _, r := range c.People().Reps() {
		out.Reps[r.ID] = func(to *coach.Rep) bool { *to = *r; return true }
		b, err := c.Book(ctx, r.ID)
		if err != nil {
			return out, err
		}
		zone, _ := c.Playbook.Zone(r)
		out.Books[r.ID] = bookRows(b, zone)
		for k := range b.State.Fed {
			kinds[k] = true
		}
	}
	for _, p := range c.People().Accounts() {
		out.Accounts[p.ID] = func(to *coach.AccountProfile) bool { *to = *p; return true }
		as, err := c.Accounts(ctx, p.ID)
		if err != nil {
			return out, err
		}
		out.AtAccounts[p.ID] = accountRows(as[p.ID])
	}
	out.Kinds = slices.Sorted(maps.Keys(kinds))
	return out, nil
}

// sorted are the values of a map, by key.
func sorted[K ~string, V any](m map[K]V) []V {
	out := make([]V, 0, len(m))
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, m[k])
	}
	return out
}

// told is what a field says, nil where nobody ever said anything.
func told[T any](f coach.Field[T]) *T {
	if !f.Set() {
		return nil
	}
	return &f.V
}
