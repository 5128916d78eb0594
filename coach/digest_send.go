package coach

import (
	"context"
	"time"
)

// digestTime bounds the work on a book that is due: a director's digest takes in
// the summaries of thousands. Another process that finds the book due meanwhile
// puts together the same, and only one of them gets the lease to send it.
const digestTime = time.Minute

// postDigest puts a manager's digest together and posts it. That is done before
// the lease is taken, which is for the time of a post only, and by one goroutine
// of this process at a time.
func (c *Coach) postDigest(ctx context.Context, key, message string) error {
	defer c.books.lock("digest of " + key)()
	b, err := c.loadKey(ctx, key, true)
	if err != nil {
		return err
	}
	m := b.Messages[message]
	if m == nil || !m.Owed() {
		return nil
	}
	if len(c.people.Reports(b.Rep)) == 0 { // nobody has reported to them since it was decided
		return c.settle(ctx, b, Posted{Message: m.Key, Version: m.Wanted, Gone: true})
	}
	d, err := c.digest(ctx, b, m.Key, c.Now())
	if err != nil {
		return err
	}
	return c.postWith(ctx, key, message, d)
}
