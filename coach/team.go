package coach

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// TeamKey names a team's aggregate in a Store. It has the shape of a book
// without deals: what rules found of the team, which waits for the manager's
// digest, and the messages to its channel.
func TeamKey(name string) string { return "team/" + name }

// tellTeam has a team's rules look after an event.
func (c *Coach) tellTeam(ctx context.Context, e Event) error {
	b, err := c.handleTeam(ctx, e)
	if err != nil {
		return err
	}
	next := b.teamWake(c.teamMoment(e.Team))
	if next.IsZero() {
		return nil
	}
	return c.Store.Queue(ctx, TeamKey(e.Team), next)
}

// wakeTeam looks at a team that is due, follows up, and says when it is due next.
func (c *Coach) wakeTeam(ctx context.Context, name string) (time.Time, error) {
	if _, err := c.handleTeam(ctx, Event{Source: Clock, Team: name}); err != nil {
		return time.Time{}, err
	}
	err := c.FollowTeam(ctx, name)
	if later, ok := errors.AsType[ErrLater](err); ok { // its channel is not there, or Slack asked to wait: no need to hurry
		return c.Now().Add(later.After), nil
	}
	if err != nil {
		return time.Time{}, err
	}
	b, err := c.loadKey(ctx, TeamKey(name), false)
	if err != nil {
		return time.Time{}, err
	}
	return b.teamWake(c.teamMoment(name)), nil
}

// FollowTeam applies what a team owes to others and delivers its messages, as
// Follow does for a book.
func (c *Coach) FollowTeam(ctx context.Context, name string) error {
	if err := c.payOwed(ctx, TeamKey(name)); err != nil {
		return err
	}
	return c.deliver(ctx, TeamKey(name))
}

// Team returns a team's aggregate as it stands in the store.
func (c *Coach) Team(ctx context.Context, name string) (*Book, error) {
	return c.loadKey(ctx, TeamKey(name), true)
}

// teamMoment is what a decision on a team may depend on whatever it is about.
func (c *Coach) teamMoment(team string) Moment {
	m := Moment{Now: c.Now(), Playbook: c.Playbook, Rules: c.Rules, RulesKey: c.RulesKey, Rep: &Rep{Team: team}, People: c.people}
	m.Zone, _ = c.Playbook.Zone(m.Rep)
	for _, r := range c.people.Reps() {
		if r.Team == team {
			m.Members = append(m.Members, r)
		}
	}
	return m
}

// teamLook is such a moment with all that is to be looked at after an event. What
// was pressed or posted changes nothing that a rule looks at.
func (c *Coach) teamLook(ctx context.Context, b *Book, e Event) (m Moment, err error) {
	m = c.teamMoment(e.Team)
	if e.Posted != nil || e.Renewal != nil {
		return m, nil
	}
	if err := c.readRenewals(ctx, b, e, &m); err != nil || e.Rep != "" {
		return m, err
	}
	m.Rows, err = c.memberRows(ctx, m.Members)
	return m, err
}

// handleTeam records what an event, or the time, means for a team, and returns it
// as it stands then: the rules that look at teams run over the summaries of today's
// members, and its renewals are brought in step with their books.
func (c *Coach) handleTeam(ctx context.Context, e Event) (*Book, error) {
	key := TeamKey(e.Team)
	defer c.books.lock(key)()
	for range tries {
		b, err := c.loadKey(ctx, key, true)
		if err != nil {
			return nil, err
		}
		m, err := c.teamLook(ctx, b, e)
		if err != nil {
			return nil, err
		}
		e.At = m.Now
		d := DecideTeam(b, e, m)
		if d.Empty {
			return b, nil
		}
		err = c.record(ctx, key, b.Version, e, d)
		if err == nil {
			d.Book.Version = b.Version + 1
			c.books.put(key, d.Book)
			return d.Book, nil
		}
		c.books.put(key, nil)
		if errors.Is(err, ErrSeen) {
			return c.loadKey(ctx, key, true)
		}
		if !errors.Is(err, ErrConflict) {
			return nil, err
		}
	}
	return nil, fmt.Errorf("coach: team %s is written by others all the time", e.Team)
}

// memberRows are the summary rows of a team's members, by rep.
func (c *Coach) memberRows(ctx context.Context, members []*Rep) (map[string][]Row, error) {
	var reps []string
	for _, r := range members {
		reps = append(reps, r.ID)
	}
	books, err := c.bookRows(ctx, reps)
	if err != nil {
		return nil, err
	}
	rows := make(map[string][]Row, len(books))
	for rep, b := range books {
		rows[rep] = b.Deals
	}
	return rows, nil
}

// DecideTeam applies an event to a team's aggregate and looks at the team with
// every rule that does, and at its renewals.
func DecideTeam(b *Book, e Event, m Moment) Decision {
	d := newDraft(b, e, m)
	if b.State.Since.IsZero() {
		d.b.State.Since = m.Now
	}
	switch {
	case e.Baseline != nil:
		d.applyBaseline(e.Baseline)
	case e.Posted != nil:
		d.applyPosted(*e.Posted)
	case e.Renewal != nil:
		d.applyRenewal(e)
	}
	d.b.State.Schema = Schema
	if m.Rows != nil {
		d.check(On("team", e.Team), d.firstOfTeam(), d.openNudges())
	}
	d.renewals()
	d.forget()
	out := d.decision()
	out.Wake = d.b.teamWake(m)
	return out
}

// firstOfTeam are the rules whose findings are counted and not told, all of them
// until a team's first baseline has been looked at: what they see was true before.
func (d *draft) firstOfTeam() map[string]bool {
	quiet := map[string]bool{}
	for i := range d.m.Rules {
		quiet[d.m.Rules[i].ID] = d.old.Baseline == nil
	}
	return quiet
}

// teamWake is when to look at a team again: something is owed, a rule's answer may
// change, or the day's message on renewals is due. Zero means never.
func (b *Book) teamWake(m Moment) time.Time {
	if b.owes() {
		return m.Now
	}
	_, at := b.renewalsDay(m)
	return earlier(at, b.Next[On("team", b.Team)])
}

// oweTeam wakes the rep's team when what its rules count has changed.
func (d *draft) oweTeam() {
	team := d.m.Rep.Team
	if team == "" || d.e.Source == Import {
		return // once all of an import is in, every team is looked at: see prepare
	}
	if !slices.ContainsFunc(keys(d.deals), func(id string) bool {
		return wonRow(d.old.Deals[id]) != wonRow(d.b.Deals[id])
	}) {
		return
	}
	id := d.e.ID + "/team/" + team
	d.owe = append(d.owe, Owed{ID: id, Event: Event{ID: id, At: d.e.At, Source: Self, Team: team, Wake: &Wake{}}})
}

// wonRow is a deal's row if it is won, else the empty one.
func wonRow(x *Deal) Row {
	if x == nil || x.Outcome.V != Won || x.To != "" {
		return Row{}
	}
	return rowOf(x)
}

func keys[K comparable, V any](m map[K]V) []K {
	out := make([]K, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	return out
}
