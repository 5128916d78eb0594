package store

import "github.com/redis/go-redis/v9"

// Every script may be sent twice: the client repeats what got no answer. Each
// comment says why that is safe. Numbers of milliseconds have 13 digits and are
// exact in Lua's doubles. Lua's stack is small, so unpack goes in pieces.

// luaNow is Redis's own time in milliseconds: now().
const luaNow = `
local function now()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end
`

// readScript returns an aggregate unless the caller has it already. To-dos are
// always handed out: whoever reads next is to finish them.
//
//	KEYS[1] -> the aggregate's hash
//	ARGV[1] -> the version that the caller holds
//	Returns the version (a string) if it still holds and nothing is owed,
//	else all fields.
//
// Sent twice: it only reads.
var readScript = redis.NewScript(`
local m = redis.call('HMGET', KEYS[1], 'v', 'owes')
if (m[1] or '0') == ARGV[1] and (m[2] or '0') == '0' then return ARGV[1] end
return redis.call('HGETALL', KEYS[1])
`)

// commitScript applies a change: all of it, or nothing.
//
//	KEYS[1] -> the aggregate's hash
//	KEYS[2] -> its seen events
//	KEYS[3] -> its summary
//	ARGV[1] -> the version that the change was decided on
//	ARGV[2] -> token of this call
//	ARGV[3] -> event id, or ""
//	ARGV[4] -> ms for which events are remembered
//	ARGV[5..10] -> how many arguments follow for each of: fields and values to
//	   write, fields to drop, summary rows and values to write, rows to drop,
//	   to-dos (field and value), to-dos to strike
//	Returns {1, version} written, {0, version} conflict, {2, version} seen.
//
// Sent twice: the second run finds its token among those of the latest twelve
// writes and answers as the first did. Were there more than twelve in between,
// an event is "seen", and a change without one a conflict, decided afresh.
var commitScript = redis.NewScript(luaNow + `
local m = redis.call('HMGET', KEYS[1], 'v', 'tok')
local v, tok = tonumber(m[1] or '0'), m[2] or ''
if string.find(tok, ARGV[2], 1, true) then return {1, v} end
if ARGV[3] ~= '' and redis.call('ZSCORE', KEYS[2], ARGV[3]) then return {2, v} end
if v ~= tonumber(ARGV[1]) then return {0, v} end

local pos = 10
local function each(count, cmd, key)
  local stop, changed = pos + tonumber(count), 0
  while pos < stop do
    local upto = math.min(pos + 200, stop)
    changed = changed + redis.call(cmd, key, unpack(ARGV, pos + 1, upto))
    pos = upto
  end
  return changed
end
each(ARGV[5], 'HSET', KEYS[1])
each(ARGV[6], 'HDEL', KEYS[1])
each(ARGV[7], 'HSET', KEYS[3])
each(ARGV[8], 'HDEL', KEYS[3])
local owes = each(ARGV[9], 'HSET', KEYS[1]) - each(ARGV[10], 'HDEL', KEYS[1])
if owes ~= 0 then redis.call('HINCRBY', KEYS[1], 'owes', owes) end

v = v + 1
redis.call('HSET', KEYS[1], 'v', v, 'tok', string.sub(ARGV[2] .. ' ' .. tok, 1, 203))
if ARGV[3] == '' then return {1, v} end
local at, keep = now(), tonumber(ARGV[4])
redis.call('ZADD', KEYS[2], at, ARGV[3])
redis.call('PEXPIRE', KEYS[2], keep)
if v % 16 == 0 then -- each write adds one: 64 in 16 is enough, and bounded
  local old = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', at - keep, 'LIMIT', 0, 64)
  if #old > 0 then redis.call('ZREM', KEYS[2], unpack(old)) end
end
return {1, v}
`)

// leaseScript takes the right to send a message.
//
//	KEYS[1] -> the book's hash
//	ARGV[1] -> the lease's field
//	ARGV[2] -> token of this call
//	ARGV[3] -> owner, for people to read
//	ARGV[4] -> the lease in ms
//	ARGV[5] -> the version at which the caller saw the message owed
//	Returns 0 taken, 1 taken and in doubt (an earlier holder's lease ran out),
//	2 busy, 3 at another version: somebody may have sent it meanwhile and let go
//	of the lease. The version stays: a lease is no change to the book.
//
// Sent twice: the second run finds its token and repeats the first's answer.
var leaseScript = redis.NewScript(luaNow + `
local at, doubt = now(), 0
local held = redis.call('HGET', KEYS[1], ARGV[1])
if held then
  local ends, token, before = string.match(held, '^(%d+) (%x+) (%d)')
  if token == ARGV[2] then return tonumber(before) end
  if tonumber(ends) > at then return 2 end
  doubt = 1
end
if (redis.call('HGET', KEYS[1], 'v') or '0') ~= ARGV[5] then return 3 end
redis.call('HSET', KEYS[1], ARGV[1], (at + ARGV[4]) .. ' ' .. ARGV[2] .. ' ' .. doubt .. ' ' .. ARGV[3])
return doubt
`)

// The scripts on a shard of due guard against two ways to lose a wake-up, both
// of them tested. The wake-up comes before the commit, so a claimer may
// take it, look, see nothing yet, and settle. And a wake-up that is later than
// the instant just being worked on changes nothing in due (LT), so the settle
// would put it off. Therefore every wake-up is also kept in woken, and a settle
// goes no further than one that came during its claim or shortly before it: the
// claimer may not have seen what that was for. An aggregate that has been looked
// at for such a wake-up is held back until the commit must have landed, or it is
// due by itself, and then looked at once more.

// wakeScript asks for a look at an instant.
//
//	KEYS[1], [2], [3] -> due, claims, woken of the shard
//	ARGV[1] -> aggregate key
//	ARGV[2] -> business ms
//	ARGV[3] -> ms within which a commit follows its wake-up
//
// Sent twice: the earlier instant stays, and the later one of two equal times.
var wakeScript = redis.NewScript(luaNow + `
redis.call('ZADD', KEYS[1], 'LT', ARGV[2], ARGV[1])
local at, instant = now(), ARGV[2]
local w = redis.call('HGET', KEYS[3], ARGV[1])
if w then
  local first, since = string.match(w, '^(-?%d+) (%d+)')
  local counts = at - since < tonumber(ARGV[3]) or redis.call('ZSCORE', KEYS[2], ARGV[1])
  if counts and tonumber(first) < tonumber(instant) then instant = first end
end
redis.call('HSET', KEYS[3], ARGV[1], instant .. ' ' .. string.format('%.0f', at))
return 1
`)

// claimScript takes what is due, the oldest first.
//
//	KEYS[1], [2], [3] -> due, claims, woken of the shard
//	ARGV[1] -> business now, ms
//	ARGV[2] -> how many at most
//	ARGV[3] -> the lease in ms
//	ARGV[4] -> ms within which a commit follows its wake-up
//	Returns {token, more, key, instant, key, instant …}: the token is the Redis
//	ms at which the leases end, which no later claim of the same aggregate can
//	share; more is 1 if there was more to claim.
//
// Sent twice: the second run takes others, and the first's come back when their
// lease ends: late by a lease, but not lost.
var claimScript = redis.NewScript(luaNow + `
local at, most = now(), tonumber(ARGV[2])
local ends = at + ARGV[3]
local out = {string.format('%.0f', ends), 0}
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', at)

local function free(key)
  if redis.call('ZSCORE', KEYS[2], key) then return false end
  local w = redis.call('HGET', KEYS[3], key)
  if not w then return true end
  local since, held = string.match(w, '^-?%d+ (%d+)(.*)')
  if at - since < tonumber(ARGV[4]) then
    if held == '' then return true end
    local due = tonumber(string.match(held, '^ held (-?%d+)$') or '') -- by itself, whatever that was for
    return due and due <= tonumber(ARGV[1])
  end
  redis.call('HDEL', KEYS[3], key) -- this look sees what it was for
  return true
end

local from = 0
while true do
  local page = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'WITHSCORES', 'LIMIT', from, 64)
  if #page == 0 then return out end
  for i = 1, #page, 2 do
    if free(page[i]) then
      if #out >= 2 + 2 * most then out[2] = 1; return out end
      redis.call('ZADD', KEYS[2], ends, page[i])
      out[#out + 1] = page[i]
      out[#out + 1] = string.format('%.0f', tonumber(page[i + 1]))
    end
  end
  from = from + #page / 2
end
`)

// settleScript ends a claim.
//
//	KEYS[1], [2], [3] -> due, claims, woken of the shard
//	ARGV[1] -> aggregate key
//	ARGV[2] -> the instant for which it was claimed, ms
//	ARGV[3] -> the claim's token
//	ARGV[4] -> business ms at which it is due next, or ""
//	ARGV[5] -> ms within which a commit follows its wake-up
//	Returns 1, or 0 if the claim was no longer this one: its lease ran out.
//
// Sent twice: the second run finds no claim and changes nothing.
var settleScript = redis.NewScript(luaNow + `
local claim = redis.call('ZSCORE', KEYS[2], ARGV[1])
if not claim or tonumber(claim) ~= tonumber(ARGV[3]) then return 0 end
redis.call('ZREM', KEYS[2], ARGV[1])

local claimed, due = tonumber(ARGV[2]), tonumber(ARGV[4])
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
local moved = score and tonumber(score) ~= claimed -- to an earlier instant: it stays
local w = redis.call('HGET', KEYS[3], ARGV[1])
if w then
  local first, since = string.match(w, '^(-?%d+) (%d+)')
  if not due or tonumber(first) < due then due = tonumber(first) end
  if now() - since >= tonumber(ARGV[5]) then
    redis.call('HDEL', KEYS[3], ARGV[1])
  elseif due <= claimed and not moved then
    redis.call('HSET', KEYS[3], ARGV[1], first .. ' ' .. since .. ' held ' .. ARGV[4])
  end
end
if moved then return 1 end
if due then
  redis.call('ZADD', KEYS[1], string.format('%.0f', due), ARGV[1])
else
  redis.call('ZREM', KEYS[1], ARGV[1])
end
return 1
`)

// putScript writes directory entries that are still what the caller saw.
//
//	KEYS[1], [2], [3] -> directory, its log, its version
//	ARGV -> key, old, new of each; "" is an entry that is not there
//	Returns the keys that were something else.
//
// An entry that is removed leaves the log too: what stands there for all of
// them is "gone" (coach.Gone).
//
// Sent twice: an entry that is already what it shall become is no conflict.
var putScript = redis.NewScript(`
local keys = {}
for i = 1, #ARGV, 3 do keys[#keys + 1] = ARGV[i] end
local found, is = redis.call('HMGET', KEYS[1], unpack(keys)), {}
for i = 1, #keys do is[keys[i]] = found[i] or '' end

local put, drop, conflicts = {}, {}, {}
for i = 1, #ARGV, 3 do
  local key, old, new = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if is[key] == old and old ~= new then
    is[key] = new
    put[key] = new
  elseif is[key] ~= new then
    conflicts[#conflicts + 1] = key
  end
end
if not next(put) then return conflicts end

local version = redis.call('INCR', KEYS[3])
for key, value in pairs(put) do
  if value == '' then
    redis.call('HDEL', KEYS[1], key)
    redis.call('ZREM', KEYS[2], key)
    redis.call('ZADD', KEYS[2], version, 'gone')
  else
    redis.call('HSET', KEYS[1], key, value)
    redis.call('ZADD', KEYS[2], version, key)
  end
end
return conflicts
`)

// entriesScript returns a page of the directory's changes.
//
//	KEYS[1], [2], [3] -> directory, its log, its version
//	ARGV[1] -> the version that the caller has
//	ARGV[2] -> how many entries at most; more than one putScript writes
//	Returns {version, full, key, value …}: full is 1 if there is more to come,
//	and the version then the last one whose entries are all in this page.
//
// Sent twice: it only reads.
var entriesScript = redis.NewScript(`
local version = redis.call('GET', KEYS[3]) or '0'
if version == ARGV[1] then return {version, 0} end
local most = tonumber(ARGV[2])
local log = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. ARGV[1], '+inf', 'WITHSCORES', 'LIMIT', 0, most)
local full, stop = 0, #log
if #log == 2 * most then -- the last version may be cut in two: leave it for the next page
  full, version = 1, log[#log]
  while stop > 0 and log[stop] == version do stop = stop - 2 end
  version = log[stop]
end
local keys, out = {}, {version, full}
for i = 1, stop, 2 do keys[#keys + 1] = log[i] end
if #keys == 0 then return out end
local values = redis.call('HMGET', KEYS[1], unpack(keys))
for i = 1, #keys do
  out[#out + 1] = keys[i]
  out[#out + 1] = values[i] or ''
end
return out
`)

// removeScript takes an aggregate out.
//
//	KEYS[1] -> the aggregate's hash
//	KEYS[2] -> its seen events
//	KEYS[3] -> its summary
//	ARGV[1] -> the version that the caller saw
//	Returns 1, or 0 if it is at another.
//
// Sent twice: the second run finds no version and answers 0, as if somebody
// else had been first; the caller looks again.
var removeScript = redis.NewScript(`
if (redis.call('HGET', KEYS[1], 'v') or '0') ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
return 1
`)

// swapScript replaces a hash's field if it still is what the caller saw.
//
//	KEYS[1] -> hash
//	ARGV -> field, old, new
//	Returns what the field is now.
//
// Sent twice: the second run finds the new value and returns it.
var swapScript = redis.NewScript(`
local is = redis.call('HGET', KEYS[1], ARGV[1])
if is ~= ARGV[2] then return is end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return ARGV[3]
`)

// anchorScript sets the clock's anchor unless it stands for this specification.
//
//	KEYS[1] -> the clock's hash
//	ARGV -> spec, start, real, rate
//	Returns all fields of the anchor that now holds.
//
// Sent twice: the second run finds the specification and keeps the anchor.
var anchorScript = redis.NewScript(`
if redis.call('HGET', KEYS[1], 'spec') ~= ARGV[1] then
  redis.call('HSET', KEYS[1], 'spec', ARGV[1], 'start', ARGV[2], 'real', ARGV[3], 'rate', ARGV[4])
end
return redis.call('HGETALL', KEYS[1])
`)
