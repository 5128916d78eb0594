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
	next, err := c.handleTeam(ctx, e)
	if err != nil || next.IsZero() {
		return err
	}
	return c.Store.Queue(ctx, TeamKey(e.Team), next)
}

// wakeTeam looks at a team that is due, sends what it owes, and says when it is
// due next.
func (c *Coach) wakeTeam(ctx context.Context, name string) (time.Time, error) {
	next, err := c.handleTeam(ctx, Event{Source: Clock, Team: name})
	if err != nil {
		return time.Time{}, err
	}
	return next, c.deliver(ctx, TeamKey(name))
}

// handleTeam records what an event, or the time, means for a team: the rules that
// look at teams run over the summaries of today's members. next is when to look
// again.
func (c *Coach) handleTeam(ctx context.Context, e Event) (next time.Time, err error) {
	key := TeamKey(e.Team)
	defer c.books.lock(key)()
	for range tries {
		b, err := c.loadKey(ctx, key, true)
		if err != nil {
			return time.Time{}, err
		}
		m := Moment{Now: c.Now(), Playbook: c.Playbook, Rules: c.Rules, RulesKey: c.RulesKey, Rep: &Rep{Team: e.Team}, People: c.people}
		m.Zone, _ = c.Playbook.Zone(m.Rep)
		if m.Rows, err = c.memberRows(ctx, e.Team); err != nil {
			return time.Time{}, err
		}
		e.At = m.Now
		d := DecideTeam(b, e, m)
		if d.Empty {
			return d.Wake, nil
		}
		err = c.record(ctx, key, b.Version, e, d)
		if err == nil {
			d.Book.Version = b.Version + 1
			c.books.put(key, d.Book)
			return d.Wake, nil
		}
		c.books.put(key, nil)
		if errors.Is(err, ErrSeen) {
			return d.Wake, nil
		}
		if !errors.Is(err, ErrConflict) {
			return time.Time{}, err
		}
	}
	return time.Time{}, fmt.Errorf("coach: team %s is written by others all the time", e.Team)
}

// memberRows are the summary rows of a team's members of today, by rep.
func (c *Coach) memberRows(ctx context.Context, team string) (map[string][]Row, error) {
	var reps []string
	for _, r := range c.people.Reps() {
		if r.Team == team {
			reps = append(reps, r.ID)
		}
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
// every rule that does.
func DecideTeam(b *Book, e Event, m Moment) Decision {
	d := newDraft(b, e, m)
	switch {
	case e.Baseline != nil:
		d.applyBaseline(e.Baseline)
	case e.Posted != nil:
		d.applyPosted(*e.Posted)
	}
	d.b.State.Schema = Schema
	team := On("team", e.Team)
	d.check(team, d.firstOfTeam(), d.openNudges())
	d.forget()
	out := d.decision()
	out.Wake = d.b.Next[team]
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
