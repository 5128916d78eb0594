package coach

import (
	"context"
	"time"
)

// TeamDigest is a team's message on renewals of the day of an instant as it is
// posted to its channel, and what it says as a digest: that of the day's hour, if
// it is still to come, by what stands in the store now. A day without any has no
// renewals in it.
func (c *Coach) TeamDigest(ctx context.Context, team string, at time.Time) (Outgoing, error) {
	if err := c.people.Refresh(ctx, time.Second); err != nil {
		return Outgoing{}, err
	}
	b, err := c.Team(ctx, team)
	if err != nil {
		return Outgoing{}, err
	}
	m := c.teamMoment(team)
	day := DateIn(at, m.Zone)
	key := "renewals/" + day.String()
	if b.Messages[key] == nil {
		if b, err = c.foreseeTeam(ctx, b, at, day); err != nil {
			return Outgoing{}, err
		}
	}
	message := b.Messages[key]
	if message == nil {
		message = &Message{Key: key, Kind: Dues, At: at}
	}
	out := c.outgoing(ctx, b, message)
	out.Today = day
	out.Digest = teamDigest(out, team, at)
	return out, nil
}

// foreseeTeam is a team as it will be once a day's message is decided, or as it is
// if none is to come.
func (c *Coach) foreseeTeam(ctx context.Context, b *Book, at time.Time, day Date) (*Book, error) {
	e := Event{Source: Clock, Team: b.Team}
	m, err := c.teamLook(ctx, b, e)
	if err != nil {
		return nil, err
	}
	m.Now = at
	of, due := b.renewalsDay(m)
	if of != day || due.Before(at) {
		return b, nil
	}
	m.Now, e.At = due, due
	return DecideTeam(b, e, m).Book, nil
}

// teamDigest lists what a team's message says.
func teamDigest(o Outgoing, team string, at time.Time) *Digest {
	items := []Item{}
	for i, n := range o.Nudges {
		items = append(items, Item{At: n.Said.UTC(), Rule: n.Rule, Subject: n.Subject, Severity: n.Severity.String(), Facts: listed(n.Facts), Status: "sent",
			Title: o.Wordings[i].Title, Say: o.Wordings[i].Say, Ask: o.Wordings[i].Ask})
	}
	return &Digest{Kind: "team", For: team, At: at.UTC(), Occurrence: o.Message.Key, Sections: []Section{{SectionRenewals, items}}}
}
