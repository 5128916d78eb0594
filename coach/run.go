package coach

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	pollEvery   = 500 * time.Millisecond // what is due is begun within 2 real seconds
	workers     = 8
	claimAtOnce = 32
	sweepEvery  = 10 * time.Minute
)

// run turns the due loop and the slow sweep that mends what is left.
func (c *Coach) run(ctx context.Context) error {
	var wg sync.WaitGroup
	wg.Go(func() { c.sweep(ctx) })
	c.dueLoop(ctx)
	wg.Wait()
	return nil
}

func (c *Coach) dueLoop(ctx context.Context) {
	jobs := make(chan Claim)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for job := range jobs {
				c.do(ctx, job)
			}
		})
	}
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		full := c.claim(ctx, jobs)
		_ = c.people.Refresh(ctx, pollEvery) // here, so that no trigger has to wait for it; if it fails, they ask themselves
		c.beat.Store(time.Now().UnixNano())
		if full {
			continue
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
	close(jobs)
	wg.Wait()
}

// claim hands what is due to the workers and says whether there may be more.
func (c *Coach) claim(ctx context.Context, jobs chan<- Claim) (full bool) {
	claims, err := c.Store.Claim(ctx, c.Now(), claimAtOnce, c.Lease)
	if err != nil {
		if ctx.Err() == nil {
			c.Log.Warn("could not ask what is due", "error", err)
		}
		return false
	}
	for _, cl := range claims {
		jobs <- cl
	}
	return len(claims) >= claimAtOnce
}

// DoDue claims what is due now and does it, once round: what Run does all the
// time. A rehearsal that moves the clock itself calls it at each step.
func (c *Coach) DoDue(ctx context.Context) error {
	for {
		claims, err := c.Store.Claim(ctx, c.Now(), claimAtOnce, c.Lease)
		if err != nil || len(claims) == 0 {
			return err
		}
		for _, cl := range claims {
			c.do(ctx, cl)
		}
	}
}

// Healthy says whether the due loop has turned within a minute.
func (c *Coach) Healthy() bool {
	last := c.beat.Load()
	return last == 0 || time.Since(time.Unix(0, last)) < time.Minute
}

// do works on one claim. On failure the claim's lease runs out, and this
// process or another tries again.
func (c *Coach) do(ctx context.Context, cl Claim) {
	// Work in hand is finished when the loop is told to stop.
	within := c.Lease
	switch kind, _, _ := cutKey(cl.Key); kind {
	case "company":
		within = companyTime
	case "book":
		within = max(within, digestTime)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), within)
	defer cancel()
	next, err := c.wake(ctx, cl)
	if errors.Is(err, ErrBusy) { // another is sending, and may die of it; what else falls due shall not wait
		next, err = c.Now().Add(pollEvery), nil
	}
	if err == nil {
		err = c.Store.Settle(ctx, cl, next)
	}
	if err != nil {
		c.Log.Warn("what is due could not be done; it will be tried again", "due", cl.Key, "error", err)
	}
}

// wake looks at one due aggregate again and says when it is due next.
func (c *Coach) wake(ctx context.Context, cl Claim) (time.Time, error) {
	kind, id, _ := cutKey(cl.Key)
	switch kind {
	case "account":
		return time.Time{}, c.payAccount(ctx, id)
	case "team":
		if err := c.people.Refresh(ctx, time.Second); err != nil {
			return time.Time{}, err
		}
		return c.wakeTeam(ctx, id)
	case "company":
		return c.nextDay(), c.prepare(ctx)
	}
	if kind != "book" {
		return time.Time{}, fmt.Errorf("coach: nobody knows what to do about %s", cl.Key)
	}
	if _, err := c.load(ctx, id, true); err != nil { // another replica may have written
		return time.Time{}, err
	}
	if err := c.lookAt(ctx, id); err != nil {
		return time.Time{}, err
	}
	if err := c.Follow(ctx, id); err != nil {
		return time.Time{}, err
	}
	b, err := c.load(ctx, id, false)
	if err != nil {
		return time.Time{}, err
	}
	m, err := c.moment(id)
	if err != nil {
		return time.Time{}, err
	}
	return b.Wake(m), nil
}

// companyTime bounds the company's daily work; the next process to find it due
// meanwhile does it too, which changes nothing.
const companyTime = 10 * time.Minute

// sweep looks at every book once at the start (the playbook may be another
// than last time) and then slowly, again and again: missing wake-ups are the
// one thing that nothing else would notice.
func (c *Coach) sweep(ctx context.Context) {
	for ctx.Err() == nil {
		if err := c.people.Refresh(ctx, 0); err != nil {
			c.pause(ctx, pollEvery)
			continue
		}
		if err := c.Store.Queue(ctx, companyKey, c.Now()); err != nil {
			c.pause(ctx, pollEvery)
			continue
		}
		for _, r := range c.people.Reps() {
			if err := c.mend(ctx, r.ID); err != nil && ctx.Err() == nil {
				c.Log.Warn("could not look at a book", "rep", r.ID, "error", err)
			}
			c.pause(ctx, 5*time.Millisecond)
		}
		c.pause(ctx, sweepEvery)
	}
}

// mend makes sure that a book is due when it should be.
func (c *Coach) mend(ctx context.Context, rep string) error {
	b, err := c.load(ctx, rep, true)
	if err != nil || b.Version == 0 {
		return err
	}
	m, err := c.moment(rep)
	if err != nil {
		return err
	}
	wake := b.Wake(m)
	if b.State.Rules != c.RulesKey || b.State.Rows != rowsVersion || b.State.Zone != m.Zone.String() {
		wake = m.Now
	}
	if wake.IsZero() {
		return nil
	}
	return c.Store.Queue(ctx, BookKey(rep), wake)
}

func (c *Coach) pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
