package coach

import (
	"context"
	"time"
)

// Archive is what export and erase need of a store: what stands beside the
// records, and taking things out without leaving their names behind.
type Archive interface {
	// Aggregates names every aggregate of which anything is left: records, seen
	// events, a summary or a time at which it is due.
	Aggregates(ctx context.Context) ([]string, error)

	// Beside returns what stands beside the records of aggregates, in the order
	// wanted.
	Beside(ctx context.Context, keys ...string) ([]Beside, error)

	// Remove takes an aggregate out of the store, with all that stands beside
	// it, if it still is at this version (0: it has no records). ErrConflict.
	Remove(ctx context.Context, key string, version int64) error

	// Unsee forgets that events were applied to an aggregate.
	Unsee(ctx context.Context, key string, events ...string) error

	// Pointers returns where every deal and every contract stands; see Store.Homes.
	Pointers(ctx context.Context) (map[Subject]string, error)
}

// Beside is what a store holds of an aggregate besides its records.
type Beside struct {
	Seen    map[string]time.Time // event → when it was applied, real time
	Leases  map[string]string    // message → who may send it until when, as stored
	Summary map[string]string
	Due     time.Time // business time; zero: not due
}

// Gone is the key under which Entries tells that entries were removed since,
// not which: a name that was to be forgotten stands in no log. Who meets it
// reads all entries and drops those that are no more.
const Gone = "gone"
