package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"evenkeel/coach"
)

// Meter counts what a workspace uses of a language model: one hash for each day of
// UTC, real time, in which all processes add up. A day's sum is kept for three.
type Meter struct{ *Redis }

// meterFor is how long a day's sum is kept: nobody needs yesterday's.
const meterFor = 72 * time.Hour

// meterScript adds to a day's sum.
//
//	KEYS[1] -> the day's hash
//	ARGV[1] -> token of this call
//	ARGV[2], ARGV[3] -> tokens and millionths to add, perhaps less than nothing
//	ARGV[4], ARGV[5] -> the limits; "" for none
//	ARGV[6] -> ms for which the day is kept
//	Returns 1 added, 0 not: it would go beyond a limit.
//
// Sent twice: the second run finds its token among those of the latest 32 that were
// added. Were there more in between, it counts twice, at most one call too much.
var meterScript = redis.NewScript(`
local m = redis.call('HMGET', KEYS[1], 'tokens', 'micros', 'tok')
local tokens, micros, tok = tonumber(m[1] or '0') + ARGV[2], tonumber(m[2] or '0') + ARGV[3], m[3] or ''
if string.find(tok, ARGV[1], 1, true) then return 1 end
if ARGV[4] ~= '' and (tokens > tonumber(ARGV[4]) or micros > tonumber(ARGV[5])) then return 0 end
redis.call('HSET', KEYS[1], 'tokens', string.format('%d', math.max(0, tokens)), 'micros', string.format('%d', math.max(0, micros)),
  'tok', string.sub(ARGV[1] .. ' ' .. tok, 1, 543))
redis.call('PEXPIRE', KEYS[1], ARGV[6])
return 1
`)

// Reserve adds want to the day's sum unless that would go beyond the limit.
func (m Meter) Reserve(ctx context.Context, day time.Time, want, limit coach.Usage) (ok bool, err error) {
	return m.add(ctx, day, want, limit.Tokens, limit.Micros)
}

// Spend adds to the day's sum, also less than nothing.
func (m Meter) Spend(ctx context.Context, day time.Time, more coach.Usage) error {
	_, err := m.add(ctx, day, more, "", "")
	return err
}

func (m Meter) add(ctx context.Context, day time.Time, more coach.Usage, tokens, micros any) (bool, error) {
	args := []any{token(), more.Tokens, more.Micros, tokens, micros, meterFor.Milliseconds()}
	n, err := m.one(ctx, call{meterScript, []string{m.keys.meter(day)}, args}).Int()
	if err != nil {
		return false, fmt.Errorf("store: count what a model uses: %w", err)
	}
	return n == 1, nil
}

// Read returns the day's sum.
func (m Meter) Read(ctx context.Context, day time.Time) (used coach.Usage, err error) {
	got, err := m.client.HMGet(ctx, m.keys.meter(day), "tokens", "micros").Result()
	if err != nil {
		return used, fmt.Errorf("store: read what a model used: %w", err)
	}
	for i, to := range []*int64{&used.Tokens, &used.Micros} {
		if s, ok := got[i].(string); ok {
			if *to, err = strconv.ParseInt(s, 10, 64); err != nil {
				return used, fmt.Errorf("store: read what a model used: %w", err)
			}
		}
	}
	return used, nil
}
