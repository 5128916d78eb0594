package coach

import (
	"cmp"
	"context"
	"maps"
	"slices"
)

// ComingRenewal is a contract that is to be decided on soon.
type ComingRenewal struct {
	Contract string
	Account  string // id
	Rep      string // whose it is: its owner's, else of who is at home at the account
	Product  string
	Yearly   Money
	Decision Date // the day for notice, else its last
	Ends     Date
	Auto     bool
	Taken    string // the rep of the team who is on it; empty: nobody
}

// ComingRenewals are the contracts of these reps that are to be decided within so
// many days from a day, the next one first. One that does not renew by itself stays
// until its end.
func (c *Coach) ComingRenewals(ctx context.Context, reps []string, today Date, days int) ([]ComingRenewal, error) {
	accounts, err := c.accountsOf(ctx, reps)
	if err != nil {
		return nil, err
	}
	taken, err := c.takenBy(ctx, reps)
	if err != nil {
		return nil, err
	}
	var out []ComingRenewal
	for _, id := range slices.Sorted(maps.Keys(accounts)) {
		for _, r := range accounts[id].coming(c.people, today, today.AddDays(days)) {
			if slices.Contains(reps, r.Rep) {
				r.Taken = taken[On("contract", r.Contract)]
				out = append(out, r)
			}
		}
	}
	slices.SortStableFunc(out, func(x, y ComingRenewal) int {
		return cmp.Or(cmp.Compare(x.Decision, y.Decision), cmp.Compare(x.Contract, y.Contract))
	})
	return out, nil
}

// accountsOf are the accounts that reps work with.
func (c *Coach) accountsOf(ctx context.Context, reps []string) (map[string]*Account, error) {
	all := map[string]bool{}
	for _, rep := range reps {
		b, err := c.load(ctx, rep, true)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, b.accounts(c.people))
	}
	return c.loadAccounts(ctx, slices.Sorted(maps.Keys(all)))
}

// coming are the account's contracts that are not decided and are to be by a day.
func (a *Account) coming(people Directory, today, by Date) []ComingRenewal {
	var out []ComingRenewal
	for _, k := range a.terms(today) {
		over := k.term < today || k.Auto && k.decision() < today
		if k.End.IsZero() || over || k.decision() > by || (Case{Account: a, Contract: a.Contracts[k.ID]}).decided() {
			continue
		}
		out = append(out, ComingRenewal{Contract: k.ID, Account: a.ID, Rep: cmp.Or(k.Owner, a.home(people)), Product: k.Product,
			Yearly: k.Yearly, Decision: k.decision(), Ends: k.term, Auto: k.Auto})
	}
	return out
}

// takenBy says who of the reps' teams is on which contract.
func (c *Coach) takenBy(ctx context.Context, reps []string) (map[Subject]string, error) {
	teams := map[string]bool{}
	for _, rep := range reps {
		if r := c.people.Rep(rep); r != nil && r.Team != "" {
			teams[r.Team] = true
		}
	}
	out := map[Subject]string{}
	for _, team := range slices.Sorted(maps.Keys(teams)) {
		b, err := c.Team(ctx, team)
		if err != nil {
			return nil, err
		}
		for _, n := range b.Nudges {
			if n.For == ForChannel && n.Open() {
				out[n.Subject] = n.Renewal.Taken
			}
		}
	}
	return out, nil
}
