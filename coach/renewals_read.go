package coach

import (
	"context"
	"slices"
	"sync"
	"time"
)

// readRenewals gives a moment of a team what a look at its renewals needs: what the
// members' books say, of all of them when the day's message is due, else of the one
// whose have changed; and the accounts of contracts of which nothing is found any
// more.
func (c *Coach) readRenewals(ctx context.Context, b *Book, e Event, m *Moment) error {
	if m.Playbook.RenewalsChannel(b.Team) == "" {
		return nil
	}
	reps := []string{e.Rep}
	if _, due := b.renewalsDue(e, *m); due {
		reps = nil
		for _, r := range m.Members {
			reps = append(reps, r.ID)
		}
	} else if e.Rep == "" {
		return nil
	}
	var err error
	if m.Renewals, err = c.memberRenewals(ctx, reps, *m); err != nil {
		return err
	}
	var accounts []string
	for _, n := range b.goneRenewals(*m) {
		accounts = append(accounts, n.Account)
	}
	slices.Sort(accounts)
	m.Accounts, err = c.loadAccounts(ctx, slices.Compact(accounts))
	return err
}

// memberRenewals are what members are reminded of, by rep. A book that is due to be
// looked at is looked at first: its hour may have come with the team's.
func (c *Coach) memberRenewals(ctx context.Context, reps []string, team Moment) (map[string][]*Nudge, error) {
	out := make(map[string][]*Nudge, len(reps))
	var mu sync.Mutex
	err := eachOf(ctx, reps, func(rep string) error {
		m, err := c.moment(rep)
		if err != nil {
			return err
		}
		var ns []*Nudge
		if slices.ContainsFunc(team.Members, func(r *Rep) bool { return r.ID == rep }) {
			b, err := c.lookedAt(ctx, rep, m)
			if err != nil {
				return err
			}
			ns = b.renewalsFound(m)
		}
		mu.Lock()
		defer mu.Unlock()
		out[rep] = ns
		return nil
	})
	return out, err
}

// lookedAt is a rep's book once nothing in it is due any more.
func (c *Coach) lookedAt(ctx context.Context, rep string, m Moment) (*Book, error) {
	b, err := c.load(ctx, rep, true)
	if err != nil {
		return nil, err
	}
	if at := b.due(m); at.IsZero() || at.After(m.Now) {
		return b, nil
	}
	if err := c.lookAt(ctx, rep); err != nil {
		return nil, err
	}
	return c.load(ctx, rep, false)
}

// lookAt has a book looked at by the clock.
func (c *Coach) lookAt(ctx context.Context, rep string) error {
	_, err := c.handle(ctx, rep, func(v View) (Event, error) {
		return Event{ID: "clock/" + v.Now.Format(time.RFC3339Nano), At: v.Now, Source: Clock, Rep: rep, Wake: &Wake{}}, nil
	})
	return err
}

// renewalsFound are the renewals that a book's owner is to hear of, of each the
// newest step, with the signs of doubt where another rule has found some.
func (b *Book) renewalsFound(m Moment) []*Nudge {
	var out []*Nudge
	for _, n := range newDraft(b, Event{}, m).current() {
		if !n.isRenewal() {
			continue
		}
		if signs := b.doubtsOf(n.Subject); signs != nil {
			with := *n
			with.Facts = append(slices.Clone(n.Facts), Fact{"signs", signs})
			n = &with
		}
		out = append(out, n)
	}
	return out
}

// doubtsOf are the signs that a contract may not be renewed; nil where there are
// too few.
func (b *Book) doubtsOf(contract Subject) any {
	for _, n := range b.Nudges {
		if n.Rule == "renewal-in-doubt" && n.Subject == contract && n.Open() && n.For == ForRep {
			return n.Fact("signs")
		}
	}
	return nil
}
