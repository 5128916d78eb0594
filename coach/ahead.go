package coach

import (
	"context"
	"time"
)

// Ahead is a rep's next coaching message as it would be if nothing happened until
// then, and the book as it would stand; the message is nil where none is to come.
// Nothing is written.
func (c *Coach) Ahead(ctx context.Context, b *Book) (*Book, *Message, error) {
	m, err := c.moment(b.Rep)
	if err != nil {
		return nil, nil, err
	}
	day, at := b.daily(m)
	if at.IsZero() {
		return b, nil, nil
	}
	if at.After(m.Now) {
		m.Now = at
	}
	e := Event{Source: Clock, At: m.Now, Rep: b.Rep, Wake: &Wake{}}
	if m.Accounts, err = c.loadAccounts(ctx, b.Needs(e, m)); err != nil {
		return nil, nil, err
	}
	next := Decide(b, e, m).Book
	return next, next.Messages[dailyKey(day)], nil
}

// NextDaily is when a rep's next coaching message is due, in the rep's zone; zero
// where nothing waits for one.
func (c *Coach) NextDaily(b *Book) (time.Time, error) {
	m, err := c.moment(b.Rep)
	if err != nil {
		return time.Time{}, err
	}
	if _, at := b.daily(m); !at.IsZero() {
		return at.In(m.Zone), nil
	}
	return time.Time{}, nil
}

// Daily is the rep's coaching message of a day; nil without one.
func (b *Book) Daily(day Date) *Message { return b.Messages[dailyKey(day)] }
