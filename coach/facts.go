package coach

import (
	"context"
	"fmt"
	"slices"
	"sync"
)

// Facts are the summaries of a workspace: what scorecards, digests and baselines
// are computed from.
type Facts struct {
	Books    map[string]BookRows    // by rep
	Accounts map[string]AccountRows // by account id
	Beyond   *Beyond                // of everybody else; nil where these are all
}

// Facts reads the summaries of every book and account of the workspace.
func (c *Coach) Facts(ctx context.Context) (Facts, error) {
	var f Facts
	err := c.people.Refresh(ctx, 0)
	if err != nil {
		return f, err
	}
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

// summariesAtOnce is how many summaries are read and decoded together, so that a
// company's do not stand in memory twice.
const summariesAtOnce = 200

// summaries reads and decodes the summaries that are not empty, by id.
func summaries[R any](ctx context.Context, s Store, ids []string, key func(string) string, decode func(map[string]string) (R, error)) (map[string]R, error) {
	out := make(map[string]R, len(ids))
	var mu sync.Mutex
	err := eachOf(ctx, slices.Collect(slices.Chunk(ids, summariesAtOnce)), func(ids []string) error {
		keys := make([]string, len(ids))
		for i, id := range ids {
			keys[i] = key(id)
		}
		sums, err := s.Summaries(ctx, keys...)
		if err != nil {
			return err
		}
		for i, id := range ids {
			if len(sums[keys[i]]) == 0 {
				continue
			}
			rows, err := decode(sums[keys[i]])
			if err != nil {
				return fmt.Errorf("coach: %s: %w", keys[i], err)
			}
			delete(sums, keys[i])
			mu.Lock()
			out[id] = rows
			mu.Unlock()
		}
		return nil
	})
	return out, err
}
