package store

import (
	"fmt"
	"hash/fnv"
	"strings"
	"time"
)

// shards is how many sorted sets share what is due. Changing it would leave
// members behind in shards nobody looks into: it belongs to the schema.
const shards = 8

// Keys of the whole store, of all workspaces.
const (
	workspacesKey = "ek:workspaces" // hash: workspace id → JSON workspace
	schemaKey     = "ek:schema"     // string: version of the layout
	readyKey      = "ek:ready"      // string: what Ready writes; expires
)

// Fields of an aggregate's hash that are the store's own.
const (
	versionField = "v"      // rises with every commit
	tokensField  = "tok"    // tokens of the latest commits, the newest first
	owesField    = "owes"   // number of owe: fields
	owePrefix    = "owe:"   // a to-do, as the JSON of its event
	leasePrefix  = "lease:" // of a message, "until-ms token doubt owner"; see coach.LeaseField
)

// keys names the keys of one workspace. All keys of one aggregate, of one due
// shard and of the directory share a hash tag and so a slot.
type keys struct{ workspace string }

// tag is the part of a key that chooses its slot.
func (k keys) tag(name string) string {
	return "ek:{" + escape(k.workspace) + "/" + name + "}"
}

// aggregate: hash, a field per record.
func (k keys) aggregate(key string) string {
	kind, id, _ := strings.Cut(key, "/")
	return k.tag(kind + "/" + escape(id))
}

// seen: zset, event id → Redis ms.
func (k keys) seen(key string) string { return k.aggregate(key) + ":seen" }

// summary: hash, row → JSON.
func (k keys) summary(key string) string { return k.aggregate(key) + ":sum" }

// due: zset, aggregate key → business ms.
func (k keys) due(shard int) string { return k.tag(fmt.Sprintf("due/%d", shard)) }

// claims: zset, aggregate key → Redis ms at which the lease ends.
func (k keys) claims(shard int) string { return k.due(shard) + ":claims" }

// woken: hash, aggregate key → "business-ms redis-ms[ held]".
func (k keys) woken(shard int) string { return k.due(shard) + ":woken" }

// directory: hash, entry key → JSON.
func (k keys) directory() string { return k.tag("dir") }

// directoryLog: zset, entry key → version that wrote it.
func (k keys) directoryLog() string { return k.directory() + ":log" }

// directoryVersion: string, a counter.
func (k keys) directoryVersion() string { return k.directory() + ":v" }

// pointers: hash, deal id → rep id ("deals"), contract id → account id ("contracts").
func (k keys) pointers(kind string) string { return k.tag(kind + "s") }

// clock: hash, the anchor of the business clock.
func (k keys) clock() string { return k.tag("clock") }

// refused: hash, kind of block → Redis ms.
func (k keys) refused() string { return k.tag("refused") }

// meter: hash, what a model used on a day of UTC.
func (k keys) meter(day time.Time) string { return k.tag("model/" + day.UTC().Format(time.DateOnly)) }

// dueKeys are what the scripts on one shard of due work on.
func (k keys) dueKeys(shard int) []string {
	return []string{k.due(shard), k.claims(shard), k.woken(shard)}
}

// shardOf is the due shard of an aggregate, the same in every process for ever.
func shardOf(key string) int {
	h := fnv.New32a()
	h.Write([]byte(key))
	return int(h.Sum32() % shards)
}

// checkKey refuses what is no aggregate's key: "KIND/ID", with a kind in small
// letters that is not one of the store's own.
func checkKey(key string) error {
	kind, _, found := strings.Cut(key, "/")
	if !found || kind == "" || kind == "due" || strings.Trim(kind, "abcdefghijklmnopqrstuvwxyz") != "" {
		return fmt.Errorf("%q is no aggregate's key", key)
	}
	return nil
}

// escape makes an id fit for a key. Ids come from people and hold anything;
// letters, digits and "-._~@+" stay as they are, so that a key can be typed, and
// every other byte becomes %XX. No two ids become the same one, and none can end
// the hash tag early or pass for another part of the key.
func escape(id string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(id) {
		if c := id[i]; plain(c) {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}

func plain(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~@+", c) >= 0
}
