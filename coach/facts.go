package coach

import (
	"context"
	"fmt"
)

// Facts are the summaries of a workspace: what scorecards, digests and baselines
// are computed from.
type Facts struct {
	Books    map[string]BookRows    // by rep
	Accounts map[string]AccountRows // by account id
}

// facts reads the summaries of every book and account.
func (c *Coach) facts(ctx context.Context) (Facts, error) {
	var f Facts
	var err error
	if f.Books, err = c.bookRows(ctx, c.people.allReps()); err != nil {
		return f, err
	}
	f.Accounts, err = c.accountRows(ctx, c.people.allAccounts())
	return f, err
}

func (c *Coach) bookRows(ctx context.Context, reps []string) (map[string]BookRows, error) {
	return summaries(ctx, c.Store, reps, BookKey, decodeBookRows)
}

func (c *Coach) accountRows(ctx context.Context, ids []string) (map[string]AccountRows, error) {
	return summaries(ctx, c.Store, ids, AccountKey, decodeAccountRows)
}

// summaries reads and decodes the summaries that are not empty, by id.
func summaries[R any](ctx context.Context, s Store, ids []string, key func(string) string, decode func(map[string]string) (R, error)) (map[string]R, error) {
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = key(id)
	}
	sums, err := s.Summaries(ctx, keys...)
	if err != nil {
		return nil, err
	}
	out := make(map[string]R, len(ids))
	for i, id := range ids {
		if len(sums[keys[i]]) == 0 {
			continue
		}
		if out[id], err = decode(sums[keys[i]]); err != nil {
			return nil, fmt.Errorf("coach: %s: %w", keys[i], err)
		}
	}
	return out, nil
}
