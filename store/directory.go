package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/redis/go-redis/v9"

	"evenkeel/coach"
)

const (
	putAtOnce     = 200  // directory entries in one script
	entriesAtOnce = 1000 // … and in one page; more than putAtOnce, see entriesScript
	dealsAtOnce   = 1000 // deal pointers in one command
	booksAtOnce   = 200  // summaries in one round trip
)

// Entries returns what changed in the directory after version since; coach.Gone
// is among it if entries were removed. Only what changed is transferred, a
// thousand at a time.
func (r *Redis) Entries(ctx context.Context, since int64) (map[string]string, int64, error) {
	changed := map[string]string{}
	for {
		page, version, more, err := r.entries(ctx, since)
		if err != nil {
			return nil, 0, fmt.Errorf("store: directory since %d: %w", since, err)
		}
		maps.Copy(changed, page)
		switch {
		case !more && version < since: // not the store that the caller knows: all of it
			since = 0
		case !more:
			return changed, version, nil
		default:
			since = version
		}
	}
}

func (r *Redis) directoryKeys() []string {
	return []string{r.keys.directory(), r.keys.directoryLog(), r.keys.directoryVersion()}
}

func (r *Redis) entries(ctx context.Context, since int64) (page map[string]string, version int64, more bool, err error) {
	reply, err := r.one(ctx, call{entriesScript, r.directoryKeys(), []any{since, entriesAtOnce}}).Slice()
	if err != nil {
		return nil, 0, false, err
	}
	version, err = strconv.ParseInt(reply[0].(string), 10, 64)
	return pairs(reply[2:]), version, reply[1].(int64) == 1, err
}

// PutEntries writes directory entries, 200 in a transaction, each only if it
// still is what the caller saw or already what it shall become; an empty New
// removes. After an error, some may have been written.
func (r *Redis) PutEntries(ctx context.Context, es ...coach.Entry) (conflicts []string, err error) {
	for chunk := range slices.Chunk(es, putAtOnce) {
		args := make([]any, 0, 3*len(chunk))
		for _, e := range chunk {
			args = append(args, e.Key, e.Old, e.New)
		}
		not, err := r.one(ctx, call{putScript, r.directoryKeys(), args}).StringSlice()
		if err != nil {
			return nil, fmt.Errorf("store: write %d directory entries: %w", len(es), err)
		}
		conflicts = append(conflicts, not...)
	}
	return conflicts, nil
}

// DealOwners returns the reps whose books hold these deals; "" for unknown.
func (r *Redis) DealOwners(ctx context.Context, deals ...string) ([]string, error) {
	owners := make([]string, 0, len(deals))
	for chunk := range slices.Chunk(deals, dealsAtOnce) {
		found, err := r.client.HMGet(ctx, r.keys.deals(), chunk...).Result()
		if err != nil {
			return nil, fmt.Errorf("store: owners of %d deals: %w", len(deals), err)
		}
		for _, f := range found {
			owner, _ := f.(string)
			owners = append(owners, owner)
		}
	}
	return owners, nil
}

// PointDeals moves deals' pointers to reps' books; an empty rep removes one.
func (r *Redis) PointDeals(ctx context.Context, owners map[string]string) error {
	p := r.client.Pipeline()
	r.point(ctx, p, owners)
	if p.Len() == 0 {
		return nil
	}
	if _, err := p.Exec(ctx); err != nil {
		return fmt.Errorf("store: point %d deals: %w", len(owners), err)
	}
	return nil
}

func (r *Redis) point(ctx context.Context, p redis.Pipeliner, owners map[string]string) {
	var put []any
	var drop []string
	for deal, owner := range owners {
		if owner == "" {
			drop = append(drop, deal)
		} else {
			put = append(put, deal, owner)
		}
	}
	for chunk := range slices.Chunk(put, 2*dealsAtOnce) {
		p.HSet(ctx, r.keys.deals(), chunk...)
	}
	for chunk := range slices.Chunk(drop, dealsAtOnce) {
		p.HDel(ctx, r.keys.deals(), chunk...)
	}
}

// Summaries returns the summaries of aggregates, by key and field; an aggregate
// without one has an empty map.
func (r *Redis) Summaries(ctx context.Context, keys ...string) (map[string]map[string]string, error) {
	all := make(map[string]map[string]string, len(keys))
	for chunk := range slices.Chunk(keys, booksAtOnce) {
		p := r.client.Pipeline()
		rows := make([]*redis.MapStringStringCmd, len(chunk))
		for i, key := range chunk {
			rows[i] = p.HGetAll(ctx, r.keys.summary(key))
		}
		if _, err := p.Exec(ctx); err != nil {
			return nil, fmt.Errorf("store: summaries of %d aggregates: %w", len(keys), err)
		}
		for i, key := range chunk {
			all[key] = rows[i].Val()
		}
	}
	return all, nil
}
