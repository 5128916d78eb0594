package store

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"

	"github.com/redis/go-redis/v9"

	"evenkeel/coach"
)

const (
	putAtOnce      = 200  // directory entries in one script
	entriesAtOnce  = 1000 // … and in one page; more than putAtOnce, see entriesScript
	pointersAtOnce = 1000 // pointers of deals or contracts in one command
	booksAtOnce    = 200  // summaries in one round trip
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

// Homes returns where deals and contracts stand; "" for unknown.
func (r *Redis) Homes(ctx context.Context, of ...coach.Subject) ([]string, error) {
	homes := make([]string, len(of))
	for kind, at := range byKind(slices.All(of)) {
		for chunk := range slices.Chunk(at, pointersAtOnce) {
			ids := make([]string, len(chunk))
			for i, n := range chunk {
				ids[i] = of[n].ID()
			}
			found, err := r.client.HMGet(ctx, r.keys.pointers(kind), ids...).Result()
			if err != nil {
				return nil, fmt.Errorf("store: homes of %d %ss: %w", len(of), kind, err)
			}
			for i, n := range chunk {
				homes[n], _ = found[i].(string)
			}
		}
	}
	return homes, nil
}

// byKind groups the keys of subjects by the kind of subject.
func byKind[K any](of iter.Seq2[K, coach.Subject]) map[string][]K {
	kinds := map[string][]K{}
	for k, s := range of {
		kinds[s.Kind()] = append(kinds[s.Kind()], k)
	}
	return kinds
}

// Point moves pointers of deals and contracts; an empty home removes one.
func (r *Redis) Point(ctx context.Context, homes map[coach.Subject]string) error {
	p := r.client.Pipeline()
	r.point(ctx, p, homes)
	if p.Len() == 0 {
		return nil
	}
	if _, err := p.Exec(ctx); err != nil {
		return fmt.Errorf("store: move %d pointers: %w", len(homes), err)
	}
	return nil
}

func (r *Redis) point(ctx context.Context, p redis.Pipeliner, homes map[coach.Subject]string) {
	put, drop := map[string][]any{}, map[string][]string{}
	for s, home := range homes {
		if home == "" {
			drop[s.Kind()] = append(drop[s.Kind()], s.ID())
		} else {
			put[s.Kind()] = append(put[s.Kind()], s.ID(), home)
		}
	}
	for kind, pairs := range put {
		for chunk := range slices.Chunk(pairs, 2*pointersAtOnce) {
			p.HSet(ctx, r.keys.pointers(kind), chunk...)
		}
	}
	for kind, ids := range drop {
		for chunk := range slices.Chunk(ids, pointersAtOnce) {
			p.HDel(ctx, r.keys.pointers(kind), chunk...)
		}
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
