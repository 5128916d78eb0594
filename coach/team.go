package coach

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// TeamKey names a team's aggregate in a Store. It has the shape of a book
// without deals: what rules found of the team, and when to look again. Nothing
// in it is sent to anybody; it waits for the manager's digest.
func TeamKey(name string) string { return "team/" + name }

// lookAtTeam runs the rules that look at teams over the summaries of today's
// members. A baseline that was just prepared replaces the team's.
func (c *Coach) lookAtTeam(ctx context.Context, name string, base *Baseline) (next time.Time, err error) {
	defer c.books.lock(TeamKey(name))()
	for range tries {
		as, err := c.Store.Read(ctx, Want{Key: TeamKey(name)})
		if err != nil {
			return time.Time{}, err
		}
		b, err := DecodeBook("", as[0])
		if err != nil {
			return time.Time{}, err
		}
		m := Moment{Now: c.Now(), Playbook: c.Playbook, Rules: c.Rules, RulesKey: c.RulesKey, Rep: &Rep{Team: name}, People: c.people}
		m.Zone, _ = c.Playbook.Zone(m.Rep)
		if m.Rows, err = c.memberRows(ctx, name); err != nil {
			return time.Time{}, err
		}
		d := DecideTeam(b, name, base, m)
		if d.Empty {
			return d.Wake, nil
		}
		err = c.record(ctx, TeamKey(name), b.Version, Event{Source: Clock}, d)
		if !errors.Is(err, ErrConflict) {
			return d.Wake, err
		}
	}
	return time.Time{}, fmt.Errorf("coach: team %s is written by others all the time", name)
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

// DecideTeam looks at a team with every rule that does; it says nothing.
func DecideTeam(b *Book, name string, base *Baseline, m Moment) Decision {
	d := newDraft(b, Event{Source: Clock}, m)
	if base != nil {
		d.applyBaseline(base)
	}
	d.b.State.Schema = Schema
	d.check(On("team", name), nil, d.openNudges())
	d.forget()
	out := d.decision()
	out.Wake = d.b.Next[On("team", name)]
	return out
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
