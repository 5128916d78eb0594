package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"evenkeel/coach"
)

const (
	// remember is for how long an event id is known as seen: Slack repeats for
	// an hour, and a channel's backfill looks back a day.
	remember = 26 * time.Hour

	// grace is how long after its wake-up a commit may land without the wake-up
	// having to be repeated. What is due is begun within 2 s: it is less.
	grace = 1500 * time.Millisecond
)

// Read returns aggregates in the order wanted. Fields are nil where the
// version is the caller's; Owed is complete either way.
func (r *Redis) Read(ctx context.Context, want ...coach.Want) ([]coach.Aggregate, error) {
	p := r.client.Pipeline()
	fields := make([]func() (map[string]string, error), len(want))
	for i, w := range want {
		if err := checkKey(w.Key); err != nil {
			return nil, fmt.Errorf("store: read: %w", err)
		}
		fields[i] = r.read(ctx, p, w)
	}
	if _, err := p.Exec(ctx); err != nil {
		return nil, fmt.Errorf("store: read %s: %w", wanted(want), err)
	}
	got := make([]coach.Aggregate, len(want))
	for i, w := range want {
		all, err := fields[i]()
		if err == nil {
			got[i], err = aggregate(w, all)
		}
		if err != nil {
			return nil, fmt.Errorf("store: read %s: %w", w.Key, err)
		}
	}
	return got, nil
}

// read queues the reading of one aggregate and returns how to get its fields:
// nil if the caller has them. A whole book goes by the plain command, since Lua
// takes twice as long over it; the script is as short as its hash.
func (r *Redis) read(ctx context.Context, p redis.Pipeliner, want coach.Want) func() (map[string]string, error) {
	key := r.keys.aggregate(want.Key)
	if want.Have == 0 {
		return p.HGetAll(ctx, key).Result
	}
	cmd := readScript.Eval(ctx, p, []string{key}, want.Have)
	return func() (map[string]string, error) {
		all, changed := cmd.Val().([]any)
		if !changed {
			return nil, cmd.Err()
		}
		return pairs(all), nil
	}
}

func wanted(want []coach.Want) string {
	if len(want) == 1 {
		return want[0].Key
	}
	return fmt.Sprintf("%s and %d more", want[0].Key, len(want)-1)
}

// aggregate makes one of its fields; none are an unchanged one.
func aggregate(want coach.Want, fields map[string]string) (coach.Aggregate, error) {
	a := coach.Aggregate{Key: want.Key, Version: want.Have}
	if len(fields) == 0 && want.Have == 0 || fields == nil {
		return a, nil
	}
	var err error
	if a.Owed, err = owed(fields); err != nil {
		return a, err
	}
	if a.Version, err = strconv.ParseInt(cmp.Or(fields[versionField], "0"), 10, 64); err != nil {
		return a, fmt.Errorf("version: %w", err)
	}
	if a.Version != want.Have {
		maps.DeleteFunc(fields, func(field, _ string) bool { return own(field) })
		a.Fields = fields
	}
	return a, nil
}

// owed are the to-dos among an aggregate's fields, the oldest first: a later one
// may take back what an earlier one said.
func owed(fields map[string]string) ([]coach.Owed, error) {
	var all []coach.Owed
	for field, value := range fields {
		id, is := strings.CutPrefix(field, owePrefix)
		if !is {
			continue
		}
		o := coach.Owed{ID: id}
		if err := json.Unmarshal([]byte(value), &o.Event); err != nil {
			return nil, fmt.Errorf("to-do %s: %w", id, err)
		}
		all = append(all, o)
	}
	slices.SortFunc(all, func(a, b coach.Owed) int {
		return cmp.Or(a.Event.At.Compare(b.Event.At), cmp.Compare(a.ID, b.ID))
	})
	return all, nil
}

// own says whether a field of an aggregate's hash is the store's and no record.
func own(field string) bool {
	return field == versionField || field == tokensField || field == owesField ||
		strings.HasPrefix(field, owePrefix) || strings.HasPrefix(field, leasePrefix)
}

// pairs makes a map of a flat reply.
func pairs(flat []any) map[string]string {
	m := make(map[string]string, len(flat)/2)
	for i := 0; i+1 < len(flat); i += 2 {
		m[flat[i].(string)] = flat[i+1].(string)
	}
	return m
}

// Commit writes a change: the wake-up first, then everything else in one
// script. A commit whose answer got lost is sent again and still succeeds once.
func (r *Redis) Commit(ctx context.Context, c coach.Change) error {
	if err := r.commit(ctx, c); err != nil {
		return fmt.Errorf("store: commit %s: %w", c.Key, err)
	}
	return nil
}

func (r *Redis) commit(ctx context.Context, c coach.Change) error {
	args, err := commitArgs(c)
	if err != nil {
		return err
	}
	began := time.Now()
	keys := []string{r.keys.aggregate(c.Key), r.keys.seen(c.Key), r.keys.summary(c.Key)}
	reply, err := r.write(ctx, c, call{commitScript, keys, args})
	if err != nil {
		return err
	}
	switch reply[0] {
	case 0:
		return coach.ErrConflict
	case 2:
		return coach.ErrSeen
	}
	if r.Grace > 0 && time.Since(began) > r.Grace/2 { // a look may have come and gone in between
		return r.wake(ctx, c.Key, c.Wake)
	}
	return nil
}

// write runs the script of a change, and before it what has to stand first: in
// one round trip on one server, whose connection keeps the order, in two on a
// cluster, whose nodes know no order among them.
func (r *Redis) write(ctx context.Context, c coach.Change, script call) ([]int64, error) {
	p := r.client.Pipeline()
	r.point(ctx, p, c.Point)
	if !c.Wake.IsZero() {
		w := r.wakeCall(c.Key, c.Wake)
		w.script.Eval(ctx, p, w.keys, w.args...) // not by its hash: a server that has not met it would go on to the change
	}
	if _, cluster := r.client.(*redis.ClusterClient); cluster || p.Len() == 0 {
		if _, err := p.Exec(ctx); err != nil {
			return nil, fmt.Errorf("what goes before: %w", err)
		}
		return r.one(ctx, script).Int64Slice()
	}
	done := script.script.EvalSha(ctx, p, script.keys, script.args...)
	_, err := p.Exec(ctx)
	if redis.HasErrorPrefix(done.Err(), "NOSCRIPT") && errors.Is(err, done.Err()) {
		return r.one(ctx, script).Int64Slice()
	}
	if err != nil {
		return nil, err
	}
	return done.Int64Slice()
}

// commitArgs are what commitScript wants, in its order.
func commitArgs(c coach.Change) ([]any, error) {
	if err := checkKey(c.Key); err != nil {
		return nil, err
	}
	lists := make([][]any, 6)
	for field, value := range c.Put {
		if own(field) {
			return nil, fmt.Errorf("field %q is the store's own", field)
		}
		lists[0] = append(lists[0], field, value)
	}
	for _, field := range c.Drop {
		if own(field) && !strings.HasPrefix(field, leasePrefix) {
			return nil, fmt.Errorf("field %q is the store's own", field)
		}
		lists[1] = append(lists[1], field)
	}
	for row, value := range c.Summary {
		if value == "" {
			lists[3] = append(lists[3], row)
		} else {
			lists[2] = append(lists[2], row, value)
		}
	}
	for _, o := range c.Owe {
		event, err := json.Marshal(o.Event)
		if err != nil {
			return nil, fmt.Errorf("to-do %s: %w", o.ID, err)
		}
		lists[4] = append(lists[4], owePrefix+o.ID, event)
	}
	for _, id := range c.Strike {
		lists[5] = append(lists[5], owePrefix+id)
	}
	args := []any{c.Version, token(), c.Event, remember.Milliseconds()}
	for _, list := range lists {
		args = append(args, len(list))
	}
	return append(args, slices.Concat(lists...)...), nil
}

// Lease takes the right to send a message. Any other live lease on it is busy,
// the same owner's too: a second goroutine is another sender.
func (r *Redis) Lease(ctx context.Context, book coach.Want, message, owner string, lease time.Duration) (inDoubt bool, err error) {
	answer, err := r.lease(ctx, book, message, owner, lease)
	switch {
	case err != nil:
	case answer == 2:
		err = coach.ErrBusy
	case answer == 3:
		err = coach.ErrConflict
	}
	if err != nil {
		return false, fmt.Errorf("store: lease %s of %s: %w", message, book.Key, err)
	}
	return answer == 1, nil
}

func (r *Redis) lease(ctx context.Context, book coach.Want, message, owner string, lease time.Duration) (int, error) {
	if err := checkKey(book.Key); err != nil {
		return 0, err
	}
	args := []any{coach.LeaseField(message), token(), owner, lease.Milliseconds(), book.Have}
	return r.one(ctx, call{leaseScript, []string{r.keys.aggregate(book.Key)}, args}).Int()
}
