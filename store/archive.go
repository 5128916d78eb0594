package store

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"evenkeel/coach"
)

// scanAtOnce is how many keys or fields one step of a scan looks at.
const scanAtOnce = 1000

// Aggregates names every aggregate of which anything is left. It walks the
// whole keyspace of every master, so it is for export and erase, not for events.
func (r *Redis) Aggregates(ctx context.Context) ([]string, error) {
	found := map[string]bool{}
	var mu sync.Mutex
	scan := func(ctx context.Context, node redis.Cmdable) error {
		keys := node.Scan(ctx, 0, r.keys.tag("*")+"*", scanAtOnce).Iterator()
		for keys.Next(ctx) {
			if key, ok := r.keys.aggregateOf(keys.Val()); ok {
				mu.Lock()
				found[key] = true
				mu.Unlock()
			}
		}
		return keys.Err()
	}
	var err error
	if cluster, ok := r.client.(*redis.ClusterClient); ok {
		err = cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error { return scan(ctx, node) })
	} else {
		err = scan(ctx, r.client)
	}
	if err == nil {
		err = r.queued(ctx, found)
	}
	if err != nil {
		return nil, fmt.Errorf("store: walk the keys: %w", err)
	}
	return slices.Sorted(maps.Keys(found)), nil
}

// queued adds the aggregates that are due or were woken.
func (r *Redis) queued(ctx context.Context, found map[string]bool) error {
	p := r.client.Pipeline()
	var lists []*redis.StringSliceCmd
	for shard := range shards {
		lists = append(lists, p.ZRange(ctx, r.keys.due(shard), 0, -1), p.ZRange(ctx, r.keys.claims(shard), 0, -1), p.HKeys(ctx, r.keys.woken(shard)))
	}
	if _, err := p.Exec(ctx); err != nil {
		return err
	}
	for _, list := range lists {
		for _, key := range list.Val() {
			found[key] = true
		}
	}
	return nil
}

// aggregateOf is the aggregate whose key in Redis this is.
func (k keys) aggregateOf(key string) (string, bool) {
	name, ok := strings.CutPrefix(key, strings.TrimSuffix(k.tag(""), "}"))
	if !ok {
		return "", false
	}
	name, _, _ = strings.Cut(name, "}")
	kind, id, _ := strings.Cut(name, "/")
	id, err := url.PathUnescape(id) // escape writes what this reads
	aggregate := kind + "/" + id
	return aggregate, err == nil && id != "" && checkKey(aggregate) == nil
}

// Beside returns what stands beside the records of aggregates, in one round
// trip (on a cluster: one a node).
func (r *Redis) Beside(ctx context.Context, keys ...string) ([]coach.Beside, error) {
	out := make([]coach.Beside, len(keys))
	if len(keys) == 0 {
		return out, nil
	}
	p := r.client.Pipeline()
	type parts struct {
		seen   *redis.ZSliceCmd
		fields *redis.MapStringStringCmd
		rows   *redis.MapStringStringCmd
		due    *redis.FloatCmd
	}
	all := make([]parts, len(keys))
	for i, key := range keys {
		all[i] = parts{
			p.ZRangeWithScores(ctx, r.keys.seen(key), 0, -1), p.HGetAll(ctx, r.keys.aggregate(key)),
			p.HGetAll(ctx, r.keys.summary(key)), p.ZScore(ctx, r.keys.due(shardOf(key)), key),
		}
	}
	_, _ = p.Exec(ctx) // each command has its own error; "not due" is one too
	for i, a := range all {
		for _, err := range []error{a.seen.Err(), a.fields.Err(), a.rows.Err()} {
			if err != nil {
				return nil, fmt.Errorf("store: what stands beside %s: %w", keys[i], err)
			}
		}
		out[i] = coach.Beside{Seen: map[string]time.Time{}, Leases: map[string]string{}, Summary: a.rows.Val()}
		for _, z := range a.seen.Val() {
			out[i].Seen[z.Member.(string)] = time.UnixMilli(int64(z.Score)).UTC()
		}
		for field, value := range a.fields.Val() {
			if message, is := strings.CutPrefix(field, leasePrefix); is {
				out[i].Leases[message] = value
			}
		}
		switch err := a.due.Err(); err {
		case nil:
			out[i].Due = time.UnixMilli(int64(a.due.Val())).UTC()
		case redis.Nil:
		default:
			return nil, fmt.Errorf("store: when %s is due: %w", keys[i], err)
		}
	}
	return out, nil
}

// Remove takes an aggregate out, then what is due of it. Done twice, as after a
// lost answer, the second time is a conflict: there is no such version any more.
func (r *Redis) Remove(ctx context.Context, key string, version int64) error {
	err := checkKey(key)
	if err == nil {
		err = r.remove(ctx, key, version)
	}
	if err != nil {
		return fmt.Errorf("store: remove %s: %w", key, err)
	}
	return nil
}

func (r *Redis) remove(ctx context.Context, key string, version int64) error {
	done, err := r.one(ctx, call{removeScript, []string{r.keys.aggregate(key), r.keys.seen(key), r.keys.summary(key)},
		[]any{strconv.FormatInt(version, 10)}}).Int()
	if err != nil {
		return err
	}
	if done == 0 {
		return coach.ErrConflict
	}
	shard := shardOf(key)
	p := r.client.Pipeline()
	p.ZRem(ctx, r.keys.due(shard), key)
	p.ZRem(ctx, r.keys.claims(shard), key)
	p.HDel(ctx, r.keys.woken(shard), key)
	_, err = p.Exec(ctx)
	return err
}

// Unsee forgets that events were applied.
func (r *Redis) Unsee(ctx context.Context, key string, events ...string) error {
	for chunk := range slices.Chunk(events, scanAtOnce) {
		members := make([]any, len(chunk))
		for i, e := range chunk {
			members[i] = e
		}
		if err := r.client.ZRem(ctx, r.keys.seen(key), members...).Err(); err != nil {
			return fmt.Errorf("store: forget %d events of %s: %w", len(events), key, err)
		}
	}
	return nil
}

// Pointers returns where every deal and every contract stands.
func (r *Redis) Pointers(ctx context.Context) (map[coach.Subject]string, error) {
	out := map[coach.Subject]string{}
	for _, kind := range []string{"deal", "contract"} {
		fields := r.client.HScan(ctx, r.keys.pointers(kind), 0, "", scanAtOnce).Iterator()
		for fields.Next(ctx) {
			id := fields.Val()
			if !fields.Next(ctx) {
				break
			}
			out[coach.On(kind, id)] = fields.Val()
		}
		if err := fields.Err(); err != nil {
			return nil, fmt.Errorf("store: where every %s stands: %w", kind, err)
		}
	}
	return out, nil
}
