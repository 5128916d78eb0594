// Package store keeps books, accounts and teams in Redis: it is coach.Store.
//
// One aggregate is one Redis slot, so that one script is one transaction, on a
// single server as on a cluster. In workspace W (ids are escaped, see keys.go):
//
//	ek:{W/book/r1}        hash   a field per record, and the store's own:
//	                             v (version), tok (the latest writes' tokens),
//	                             owes (how many to-dos), owe:ID, lease:MESSAGE
//	ek:{W/book/r1}:seen   zset   event id → Redis ms at which it was applied
//	ek:{W/book/r1}:sum    hash   rows of the book's summary
//	ek:{W/due/3}          zset   aggregate → business ms at which to look; 8 shards
//	ek:{W/due/3}:claims   zset   aggregate → Redis ms at which its lease ends
//	ek:{W/due/3}:woken    hash   aggregate → "business-ms redis-ms", its latest wake-up
//	ek:{W/dir}            hash   directory: rep/ID, account/ID → JSON
//	ek:{W/dir}:log        zset   directory entry → the version that wrote it;
//	                             "gone" → the version that last removed some
//	ek:{W/dir}:v          string the directory's version
//	ek:{W/deals}          hash   deal → rep whose book holds it
//	ek:{W/clock}          hash   anchor of the business clock, if it is moved
//	ek:{W/refused}        hash   kind of block that Slack refuses → Redis ms until
//	                             which that is believed; expires
//	ek:{W/model/2026-11-23} hash tokens, micros: what a language model used that
//	                             day (UTC); tok (the latest writes' tokens)
//	ek:workspaces         hash   workspace → JSON {team, made}
//	ek:schema             string version of this layout
//
// # What is promised when things fail
//
// The client sends a command again when its answer is lost, and then nobody
// knows whether it ran. So every script may run twice: each one recognises its
// own first run (by a token, by the event id, or because what it would write is
// there already) and gives the same answer; only a claim whose answer is lost
// comes back late, by a lease. After the last attempt an error that is no
// sentinel of package coach means "not known": read again.
//
// A wake-up stands before what it is for is written, and it is not used up by a
// look that came too early to see that: see scripts.go at wake, claim, settle.
// A process that dies leaves leases, which run out by Redis time; whoever comes
// next claims what it held, and is told that a message may have been posted.
//
// Three kinds of time never mix: scores of due are business time, leases and
// seen are Redis TIME, and TTLs only tidy up.
package store
