package coach

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"
)

// RenewalsDigest is a team's message on renewals of the day that an instant lies in:
// as it was posted and stands now, else as it would be posted at the day's hour. Of
// a day without one it has no items. Nothing is recorded.
func (c *Coach) RenewalsDigest(ctx context.Context, team string, at time.Time) (Outgoing, error) {
	if err := c.people.Refresh(ctx, time.Second); err != nil {
		return Outgoing{}, err
	}
	b, err := c.Team(ctx, team)
	if err != nil {
		return Outgoing{}, err
	}
	m := c.teamMoment(team)
	m.Now = at
	day := DateIn(at, m.Zone)
	key := renewalsKey(day)
	if b.Messages[key] == nil {
		if b, err = c.foreseeRenewals(ctx, b, m, day); err != nil {
			return Outgoing{}, err
		}
	}
	out := c.outgoing(b, cmp.Or(b.Messages[key], &Message{Key: key, Kind: Dues, At: at}))
	c.word(ctx, &out, time.Time{})
	out.Today = day
	out.Digest = renewalsDigest(out, at)
	return out, nil
}

// foreseeRenewals is the team as it will be once a day's message is decided, or as
// it is if none is to come.
func (c *Coach) foreseeRenewals(ctx context.Context, b *Book, m Moment, day Date) (*Book, error) {
	m.Now = DateIn(m.Now, m.Zone).In(m.Zone) // its hour may be over, and nobody was there
	of, due := b.renewalsDay(m)
	if of != day || b.Version == 0 {
		return b, nil
	}
	m.Now, m.Renewals = due, map[string][]*Nudge{}
	for _, r := range m.Members {
		book, err := c.load(ctx, r.ID, true)
		if err != nil {
			return nil, err
		}
		of, err := c.moment(r.ID)
		if err != nil {
			return nil, err
		}
		m.Renewals[r.ID] = book.renewalsFound(of)
	}
	return DecideTeam(b, Event{ID: "foreseen", At: due, Source: Clock, Team: b.Team}, m).Book, nil
}

// renewalsDigest lists what a team's message says.
func renewalsDigest(o Outgoing, at time.Time) *Digest {
	items := []Item{}
	for i, n := range o.Nudges {
		items = append(items, Item{At: n.Said.UTC(), Rep: n.Renewal.Rep, Rule: n.Rule, Subject: n.Subject, Severity: n.Severity.String(),
			Facts: append(slices.Concat([]Fact{}, n.Facts), n.standing()...), Status: "sent",
			Title: o.Wordings[i].Title, Say: o.Wordings[i].Say, Ask: o.Wordings[i].Ask})
	}
	for _, rule := range slices.Sorted(maps.Keys(o.Message.QuietBy)) {
		items = append(items, Item{At: o.Message.At.UTC(), Rule: rule, Facts: []Fact{{"already_true", o.Message.QuietBy[rule]}},
			Status: "held", Reason: string(HeldFirstImport)})
	}
	return &Digest{Kind: "team", For: o.Rep.Team, At: at.UTC(), Occurrence: o.Message.Key, Sections: []Section{{ID: SectionRenewals, Items: items}}}
}

// standing is what a team made of a renewal, as facts.
func (n *Nudge) standing() []Fact {
	var out []Fact
	for _, f := range []struct{ name, value string }{
		{"on_it", n.Renewal.Taken}, {"outcome", string(n.Renewal.Outcome)}, {"said_by", n.Renewal.SaidBy},
	} {
		if f.value != "" {
			out = append(out, Fact{f.name, f.value})
		}
	}
	return out
}

func renewalsKey(day Date) string { return "renewals/" + day.String() }
