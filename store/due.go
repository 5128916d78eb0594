package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"evenkeel/coach"
)

// Queue makes an aggregate due at an instant, unless it is due earlier.
func (r *Redis) Queue(ctx context.Context, key string, at time.Time) error {
	err := checkKey(key)
	if err == nil {
		err = r.wake(ctx, key, at)
	}
	if err != nil {
		return fmt.Errorf("store: queue %s: %w", key, err)
	}
	return nil
}

// wake queues a look at an aggregate; zero is none. It only ever moves the look
// forward in time.
func (r *Redis) wake(ctx context.Context, key string, at time.Time) error {
	if at.IsZero() {
		return nil
	}
	if err := r.one(ctx, r.wakeCall(key, at)).Err(); err != nil {
		return fmt.Errorf("wake: %w", err)
	}
	return nil
}

func (r *Redis) wakeCall(key string, at time.Time) call {
	return call{wakeScript, r.keys.dueKeys(shardOf(key)), []any{key, score(at), r.Grace.Milliseconds()}}
}

// score is a business instant in milliseconds, rounded up: what is claimed is
// really due.
func score(at time.Time) int64 {
	ms := at.UnixMilli()
	if at.Sub(time.UnixMilli(ms)) > 0 {
		ms++
	}
	return ms
}

// Claim takes up to n of what is due, a fair part from each shard, and what one
// shard has not from the others. When little is due it is one round trip. A
// shard that does not answer leaves the others' claims to be worked on; an error
// comes alone.
func (r *Redis) Claim(ctx context.Context, now time.Time, n int, lease time.Duration) ([]coach.Claim, error) {
	var claims []coach.Claim
	open := make([]int, shards) // shards that may have more, in turn
	first := int(r.turn.Add(1) % shards)
	for i := range open {
		open[i] = (first + i) % shards
	}
	for len(claims) < n && len(open) > 0 {
		got, more, err := r.claim(ctx, now, n-len(claims), lease, open)
		claims, open = append(claims, got...), more
		if err != nil && len(claims) == 0 {
			return nil, fmt.Errorf("store: claim: %w", err)
		}
	}
	return claims, nil
}

// claim takes up to n from these shards in one round trip and says which of
// them have more.
func (r *Redis) claim(ctx context.Context, now time.Time, n int, lease time.Duration, from []int) (claims []coach.Claim, more []int, err error) {
	calls := make([]call, len(from))
	for i, shard := range from {
		part := (n + len(from) - 1 - i) / len(from) // n in fair parts; the first get the rest
		calls[i] = call{claimScript, r.keys.dueKeys(shard), []any{now.UnixMilli(), part, lease.Milliseconds(), r.Grace.Milliseconds()}}
	}
	cmds, err := r.all(ctx, calls)
	for i, cmd := range cmds {
		reply, _ := cmd.Val().([]any)
		if len(reply) < 2 {
			continue
		}
		if reply[1].(int64) == 1 {
			more = append(more, from[i])
		}
		claims = append(claims, claimed(reply[0].(string), reply[2:])...)
	}
	return claims, more, err
}

// claimed makes claims of a script's flat list of keys and instants.
func claimed(token string, members []any) []coach.Claim {
	var claims []coach.Claim
	for i := 0; i+1 < len(members); i += 2 {
		ms, _ := strconv.ParseInt(members[i+1].(string), 10, 64) // the script wrote it as %.0f
		claims = append(claims, coach.Claim{Key: members[i].(string), Due: time.UnixMilli(ms).UTC(), Token: token})
	}
	return claims
}

// Settle ends a claim. One whose lease ran out and that another took over is
// left to the other.
func (r *Redis) Settle(ctx context.Context, c coach.Claim, next time.Time) error {
	due := ""
	if !next.IsZero() {
		due = strconv.FormatInt(score(next), 10)
	}
	args := []any{c.Key, c.Due.UnixMilli(), c.Token, due, r.Grace.Milliseconds()}
	if err := r.one(ctx, call{settleScript, r.keys.dueKeys(shardOf(c.Key)), args}).Err(); err != nil {
		return fmt.Errorf("store: settle %s: %w", c.Key, err)
	}
	return nil
}
