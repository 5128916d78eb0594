package coach

import (
	"context"
	"maps"
	"slices"
	"time"
)

// factsOfMost is for how many reps a part of the workspace is read. For more it
// takes about as long to read all of it.
const factsOfMost = 200

// FactsOf reads what the scorecards of some reps rest on: their books' summaries,
// those of their team mates and of everybody who ever worked at an account that
// they touch, and those accounts. What stands beyond is as it was last prepared.
// The reps' own scores are those that Facts leads to, as long as a contract is
// renewed at its own account; other reps' are not to be had from it.
func (c *Coach) FactsOf(ctx context.Context, reps []string) (Facts, error) {
	if err := c.people.Refresh(ctx, time.Second); err != nil {
		return Facts{}, err
	}
	own := c.people.everyRep(setOf(reps))
	beyond, err := c.beyond(ctx)
	if err != nil {
		return Facts{}, err
	}
	if all := len(c.people.allReps()); beyond == nil || len(own) > factsOfMost || 2*len(own) > all {
		return c.Facts(ctx)
	}
	f := Facts{Beyond: beyond, Accounts: map[string]AccountRows{}}
	if f.Books, err = c.bookRows(ctx, own); err != nil {
		return f, err
	}
	accounts, err := c.touchedBy(ctx, own, f.Books)
	if err != nil {
		return f, err
	}
	for id, a := range accounts {
		f.Accounts[id] = a.Rows()
	}
	others := slices.DeleteFunc(c.people.everyRep(c.people.beside(own, accounts)), func(id string) bool { return slices.Contains(own, id) })
	rows, err := c.bookRows(ctx, others)
	maps.Copy(f.Books, rows)
	return f, err
}

func setOf(ids []string) map[string]bool {
	out := make(map[string]bool, len(ids))
	for _, id := range ids {
		out[id] = true
	}
	return out
}

// touchedBy are the accounts that count in the scores of some books: where they
// have a deal, a promise, a contact, a verdict or a contract, those that they own,
// and where the contracts stand that their deals led to.
func (c *Coach) touchedBy(ctx context.Context, reps []string, rows map[string]BookRows) (map[string]*Account, error) {
	ids := map[string]bool{}
	var led []Subject
	for _, b := range rows {
		led = append(led, b.touches(ids)...)
	}
	books, err := c.loadBooks(ctx, reps)
	if err != nil {
		return nil, err
	}
	for _, b := range books {
		maps.Copy(ids, b.Works)
		for _, id := range c.people.Owned(b.Rep) {
			ids[id] = true
		}
	}
	homes, err := c.homesOf(ctx, led)
	if err != nil {
		return nil, err
	}
	for _, id := range homes {
		ids[id] = true
	}
	delete(ids, "")
	return c.loadAccounts(ctx, c.people.everyAccount(ids))
}

// homesOf are where contracts stand; without any, nobody is asked.
func (c *Coach) homesOf(ctx context.Context, of []Subject) ([]string, error) {
	if len(of) == 0 {
		return nil, nil
	}
	return c.Store.Homes(ctx, of...)
}

// touches adds the accounts that a book's rows name, and returns the contracts.
func (r BookRows) touches(ids map[string]bool) (contracts []Subject) {
	for _, x := range r.Deals {
		if ids[x.Account] = true; x.Contract != "" {
			contracts = append(contracts, On("contract", x.Contract))
		}
	}
	for _, k := range r.Commitments {
		ids[k.Account] = true
	}
	for _, t := range r.Touches {
		ids[t.Account] = true
	}
	for _, v := range r.Verdicts {
		if v.Subject.Kind() == "account" {
			ids[v.Subject.ID()] = true
		}
	}
	return contracts
}

// loadBooks returns reps' books as they stand in the store, in one round trip.
func (c *Coach) loadBooks(ctx context.Context, reps []string) ([]*Book, error) {
	wants, held := make([]Want, len(reps)), make([]*Book, len(reps))
	for i, rep := range reps {
		wants[i] = Want{Key: BookKey(rep)}
		if held[i] = c.books.get(BookKey(rep)); held[i] != nil {
			wants[i].Have = held[i].Version
		}
	}
	as, err := c.Store.Read(ctx, wants...)
	if err != nil {
		return nil, err
	}
	for i, a := range as {
		if b := held[i]; b != nil && b.Version == a.Version && a.Fields == nil {
			continue
		}
		if held[i], err = DecodeBook(reps[i], a); err != nil {
			return nil, err
		}
		c.books.put(a.Key, held[i])
	}
	return held, nil
}

// everyRep are these reps with whoever was merged into them, in order: their
// books may still hold what was not moved yet.
func (p *People) everyRep(ids map[string]bool) []string {
	p.mu.RLock()
	defer p.mu.RUnlock()
	mine := map[string]bool{}
	for id := range ids {
		mine[p.canonical(id)] = true
	}
	for id, r := range p.reps {
		if r.AliasOf != "" && mine[p.canonical(id)] {
			mine[id] = true
		}
	}
	return slices.Sorted(maps.Keys(mine))
}

// everyAccount does the same for accounts.
func (p *People) everyAccount(ids map[string]bool) []string {
	p.mu.RLock()
	defer p.mu.RUnlock()
	mine := maps.Clone(ids)
	for id := range ids {
		if a := p.account(id); a != nil {
			mine[a.ID] = true
		}
	}
	for id, a := range p.accounts {
		if to := p.account(id); a.AliasOf != "" && to != nil && mine[to.ID] {
			mine[id] = true
		}
	}
	return slices.Sorted(maps.Keys(mine))
}

// beside are the reps on whose books those of others rest: the mates in their
// teams, and whoever has or had a stake in, or a win at, one of the accounts.
func (p *People) beside(reps []string, accounts map[string]*Account) map[string]bool {
	teams, out := map[string]bool{}, map[string]bool{}
	for _, id := range reps {
		if r := p.Rep(id); r != nil && r.Team != "" {
			teams[r.Team] = true
		}
	}
	for _, r := range p.Reps() {
		if teams[r.Team] {
			out[r.ID] = true
		}
	}
	for _, a := range accounts {
		for rep := range a.Stakes {
			out[rep] = true
		}
		for _, w := range a.Wins {
			out[w.Rep] = true
		}
	}
	return out
}
