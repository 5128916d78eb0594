package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"evenkeel/coach"
)

var _ coach.Store = (*Redis)(nil)

// Redis is coach.Store on Redis: one server, Sentinel or a cluster. It is safe
// for many goroutines; any number of processes may work on one workspace.
type Redis struct {
	client redis.UniversalClient
	keys   keys
	turn   atomic.Uint32 // which shard Claim begins with

	// Grace is how long after its wake-up a commit may land without the wake-up
	// having to be repeated: default 1.5 s, less than the 2 s within which what
	// is due is begun. A rehearsal that steps the clock by itself sets it to 0.
	Grace time.Duration
}

// New returns the store of one workspace. The client stays the caller's to close.
func New(client redis.UniversalClient, workspace string) *Redis {
	return &Redis{client: client, keys: keys{workspace}, Grace: grace}
}

// call is one run of a script.
type call struct {
	script *redis.Script
	keys   []string
	args   []any
}

// one runs a script: one round trip, two where the server has not met it yet.
func (r *Redis) one(ctx context.Context, c call) *redis.Cmd {
	return c.script.Run(ctx, r.client, c.keys, c.args...)
}

// all runs scripts side by side in one round trip; on a cluster it is one to
// each node, at the same time. Those that a server has not met yet follow in a
// second one. The error is the first of any; the others may have run.
func (r *Redis) all(ctx context.Context, calls []call) ([]*redis.Cmd, error) {
	cmds := r.pipeline(ctx, calls, func(p redis.Pipeliner, c call) *redis.Cmd {
		return c.script.EvalSha(ctx, p, c.keys, c.args...)
	})
	var unknown []call
	var at []int
	for i, cmd := range cmds {
		if redis.HasErrorPrefix(cmd.Err(), "NOSCRIPT") {
			unknown, at = append(unknown, calls[i]), append(at, i)
		}
	}
	again := r.pipeline(ctx, unknown, func(p redis.Pipeliner, c call) *redis.Cmd {
		return c.script.Eval(ctx, p, c.keys, c.args...)
	})
	for i, cmd := range again {
		cmds[at[i]] = cmd
	}
	for _, cmd := range cmds {
		if cmd.Err() != nil {
			return cmds, cmd.Err()
		}
	}
	return cmds, nil
}

func (r *Redis) pipeline(ctx context.Context, calls []call, add func(redis.Pipeliner, call) *redis.Cmd) []*redis.Cmd {
	if len(calls) == 0 {
		return nil
	}
	p := r.client.Pipeline()
	cmds := make([]*redis.Cmd, len(calls))
	for i, c := range calls {
		cmds[i] = add(p, c)
	}
	_, _ = p.Exec(ctx) // each command has its own error
	return cmds
}

// token names one call, so that a script knows it again.
func token() string { return fmt.Sprintf("%016x", rand.Uint64()) }
