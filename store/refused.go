package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

// Refused says what the workspace in Slack refuses, by kind of block, and for how
// much longer that is to be believed.
func (r *Redis) Refused(ctx context.Context) (map[string]time.Duration, error) {
	flat, err := r.one(ctx, call{refusedScript, []string{r.keys.refused()}, nil}).StringSlice()
	if err != nil {
		return nil, fmt.Errorf("store: what is refused: %w", err)
	}
	out := map[string]time.Duration{}
	for i := 0; i+1 < len(flat); i += 2 {
		ms, err := strconv.ParseInt(flat[i+1], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("store: what is refused: %s: %w", flat[i], err)
		}
		out[flat[i]] = time.Duration(ms) * time.Millisecond
	}
	return out, nil
}

// Refuse remembers that kinds of block are refused, for so long from now by
// Redis's clock. What is remembered for longer stays.
func (r *Redis) Refuse(ctx context.Context, d time.Duration, kinds ...string) error {
	args := []any{d.Milliseconds()}
	for _, kind := range kinds {
		args = append(args, kind)
	}
	if err := r.one(ctx, call{refuseScript, []string{r.keys.refused()}, args}).Err(); err != nil {
		return fmt.Errorf("store: refuse: %w", err)
	}
	return nil
}

// refuseScript remembers until when kinds are refused.
//
//	KEYS[1] -> the hash
//	ARGV[1] -> for how many ms
//	ARGV[2…] -> kinds
//
// Sent twice: the later instant stays, and it is later by what the answer took.
var refuseScript = redis.NewScript(luaNow + `
local at = now()
local stop = at + tonumber(ARGV[1])
for i = 2, #ARGV do
  local was = tonumber(redis.call('HGET', KEYS[1], ARGV[i]) or '0')
  if was < stop then redis.call('HSET', KEYS[1], ARGV[i], string.format('%.0f', stop)) end
end
if redis.call('PTTL', KEYS[1]) < stop - at then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return 1
`)

// refusedScript returns what is refused still.
//
//	KEYS[1] -> the hash
//	Returns {kind, ms left, kind, ms left …}.
//
// Sent twice: it only reads.
var refusedScript = redis.NewScript(luaNow + `
local at, all, out = now(), redis.call('HGETALL', KEYS[1]), {}
for i = 1, #all, 2 do
  local left = tonumber(all[i + 1]) - at
  if left > 0 then
    out[#out + 1] = all[i]
    out[#out + 1] = string.format('%.0f', left)
  end
end
return out
`)
