package store

// What the tests look at from inside.
var (
	Escape  = escape
	ShardOf = shardOf
)

// Grace is how long a commit may lag behind its wake-up.
const Grace = grace

// KeysOf are all keys that one aggregate may have.
func KeysOf(workspace, key string) []string {
	k := keys{workspace}
	return []string{k.aggregate(key), k.seen(key), k.summary(key)}
}

// OtherKeys are the keys of a workspace that belong to no aggregate.
func OtherKeys(workspace string) []string {
	k := keys{workspace}
	all := []string{k.directory(), k.directoryLog(), k.directoryVersion(), k.pointers("deal"), k.pointers("contract"), k.clock(), k.refused(), workspacesKey, schemaKey}
	for shard := range shards {
		all = append(all, k.dueKeys(shard)...)
	}
	return all
}

// Hashes of the scripts, as they go over the wire.
var (
	CommitHash  = commitScript.Hash()
	WakeHash    = wakeScript.Hash()
	ClaimHash   = claimScript.Hash()
	MeterHash   = meterScript.Hash()
	SettleHash  = settleScript.Hash()
	LeaseHash   = leaseScript.Hash()
	PutHash     = putScript.Hash()
	EntriesHash = entriesScript.Hash()
)
