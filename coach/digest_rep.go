package coach

import (
	"context"
	"maps"
	"slices"
	"time"
)

// RepDigest is a rep's coaching message of the day of an instant as it is posted,
// and what it says as a digest. If its hour is still to come it is the one that
// would be decided then, by what stands in the store now. A day that has nothing
// to say has neither nudges nor notes.
func (c *Coach) RepDigest(ctx context.Context, rep string, at time.Time) (Outgoing, error) {
	if err := c.people.Refresh(ctx, time.Second); err != nil {
		return Outgoing{}, err
	}
	b, err := c.load(ctx, rep, true)
	if err != nil {
		return Outgoing{}, err
	}
	m, err := c.moment(rep)
	if err != nil {
		return Outgoing{}, err
	}
	m.Now = at
	day := DateIn(at, m.Zone)
	key := "daily/" + day.String()
	if b.Messages[key] == nil {
		if b, err = c.foresee(ctx, b, m, day); err != nil {
			return Outgoing{}, err
		}
	}
	message := b.Messages[key]
	if message == nil {
		message = &Message{Key: key, Kind: Daily, At: at}
	}
	out := c.outgoing(b, message)
	c.word(ctx, &out, time.Time{})
	out.Today = day
	out.Digest = repDigest(out, at)
	return out, nil
}

// foresee is the book as it will be once a day's message is decided, or as it is
// if none is to come.
func (c *Coach) foresee(ctx context.Context, b *Book, m Moment, day Date) (*Book, error) {
	of, due := b.daily(m)
	if of != day || due.Before(m.Now) || b.Version == 0 {
		return b, nil
	}
	m.Now = due
	e := Event{ID: "foreseen", At: due, Source: Clock, Rep: b.Rep, Wake: &Wake{}}
	var err error
	if m.Accounts, err = c.loadAccounts(ctx, b.Needs(e, m)); err != nil {
		return nil, err
	}
	return Decide(b, e, m).Book, nil
}

// repDigest lists what a rep's message says.
func repDigest(o Outgoing, at time.Time) *Digest {
	nudges, notes := []Item{}, []Item{}
	for i, n := range o.Nudges {
		x := Item{At: n.Said.UTC(), Rep: o.Rep.ID, Rule: n.Rule, Subject: n.Subject, Severity: n.Severity.String(), Facts: listed(n.Facts), Status: "sent",
			Title: o.Wordings[i].Title, Say: o.Wordings[i].Say, Ask: o.Wordings[i].Ask}
		if n.Severity == Note {
			notes = append(notes, x)
		} else {
			nudges = append(nudges, x)
		}
	}
	for _, rule := range slices.Sorted(maps.Keys(o.Message.QuietBy)) {
		notes = append(notes, Item{At: o.Message.At.UTC(), Rep: o.Rep.ID, Rule: rule, Facts: []Fact{{"already_true", o.Message.QuietBy[rule]}}, Status: "held", Reason: string(HeldFirstImport)})
	}
	return &Digest{Kind: "rep", For: o.Rep.ID, At: at.UTC(), Occurrence: o.Message.Key, Sections: []Section{{SectionNudges, nudges}, {SectionNotes, notes}}}
}
