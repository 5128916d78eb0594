package coach

import "context"

// Trend computes scorecards, and beside them those of the window before, from one
// reading of the store.
func (c *Coach) Trend(ctx context.Context, q Query) (now, before []Score, err error) {
	facts, err := c.factsFor(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	return Scores(q, c.Playbook, c.people, facts), Scores(q.Before(), c.Playbook, c.people, facts), nil
}
