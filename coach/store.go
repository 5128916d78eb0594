package coach

import (
	"context"
	"errors"
	"time"
)

// The errors of a Store that callers branch on. Any other error means that it
// is not known whether the write happened: read again, never say "not saved".
var (
	// ErrConflict: somebody else wrote first. Load again and decide again.
	ErrConflict = errors.New("written by another first")
	// ErrSeen: the event has been applied already.
	ErrSeen = errors.New("event already applied")
	// ErrBusy: another process holds the lease.
	ErrBusy = errors.New("in another's hands")
)

// Aggregate is one book, account or team as it is stored: a field per record.
// Keys are "book/REP", "account/ID", "team/NAME".
type Aggregate struct {
	Key     string
	Version int64             // 0: never written
	Fields  map[string]string // JSON records by field; nil where the caller's version still holds
	Owed    []Owed            // to-dos for other aggregates that are not struck out yet
}

// Owed is an event that one aggregate's change means for another. It stands in
// the same transaction and is struck out once applied there.
type Owed struct {
	ID    string `json:"id"` // unique within the aggregate that owes
	Event Event  `json:"event"`
}

// Want names an aggregate and the version that the caller holds decoded.
type Want struct {
	Key  string
	Have int64
}

// Change is everything one decision writes to one aggregate.
type Change struct {
	Key     string
	Event   string            // id; empty: not remembered as seen (the clock's)
	Version int64             // the version decided on
	Put     map[string]string // fields to write
	Drop    []string          // fields to remove
	Summary map[string]string // rows of the book's summary; an empty value removes
	Owe     []Owed
	Strike  []string           // ids of to-dos that are done
	Point   map[Subject]string // what is new there, and whose; see Store.Point
	Wake    time.Time          // business time at which to look again; zero: never
}

// Claim is an aggregate that is due, held under a lease.
type Claim struct {
	Key   string
	Due   time.Time // the instant for which it was claimed
	Token string    // tells this claim from a later one of the same aggregate
}

// Store keeps aggregates, each in one Redis slot, and what is due. All methods
// are safe for many goroutines and many processes.
type Store interface {
	// Read returns aggregates in the order wanted, in one round trip (on a
	// cluster: one a slot, side by side). One that is still at the version the
	// caller has comes without fields; Owed is complete either way.
	Read(ctx context.Context, want ...Want) ([]Aggregate, error)

	// Commit writes a change in one transaction if the version still holds and
	// the event is unseen; the version rises by one. Before, what is new is pointed
	// to its home, so that whoever hears of them next finds them, and the
	// wake-up is queued, only ever to an earlier instant, so that none is lost
	// in a crash. ErrConflict, ErrSeen.
	Commit(ctx context.Context, c Change) error

	// Claim takes up to n aggregates due at now (business time) under a lease by
	// Redis time; others cannot claim them until it ends. Spurious claims are
	// harmless, missing ones are not.
	Claim(ctx context.Context, now time.Time, n int, lease time.Duration) ([]Claim, error)

	// Settle ends a claim: the aggregate is due next at the given instant (zero:
	// not at all), unless it was woken during the claim or shortly before it.
	Settle(ctx context.Context, c Claim, next time.Time) error

	// Queue makes an aggregate due at the given instant, if it is not due earlier.
	Queue(ctx context.Context, key string, at time.Time) error

	// Lease takes the right to send one version of a message of a book, by
	// Redis time; it ends when the message is settled (a Commit that drops the
	// field LeaseField(message)). ErrBusy while another holds it; ErrConflict if the
	// book is not at the version (book.Have) at which the caller saw the message
	// owed: another may have sent it since. inDoubt says that an earlier holder's
	// lease ran out: it may have posted.
	Lease(ctx context.Context, book Want, message, owner string, lease time.Duration) (inDoubt bool, err error)

	// Entries returns the directory's entries that changed after version since,
	// and the version they bring one to. Keys are "rep/ID", "account/ID", and Gone
	// if any was removed.
	Entries(ctx context.Context, since int64) (map[string]string, int64, error)

	// PutEntries writes directory entries, each only if it still is what the
	// caller saw (Old; empty for a new one); an empty New removes. It returns the
	// keys that were something else.
	PutEntries(ctx context.Context, es ...Entry) (conflicts []string, err error)

	// Homes returns where deals and contracts ("deal/ID", "contract/ID") stand: the
	// rep whose book holds the deal, the account that holds the contract; "" for
	// unknown.
	Homes(ctx context.Context, of ...Subject) ([]string, error)

	// Point moves pointers of deals and contracts to their new homes; an empty one
	// removes.
	Point(ctx context.Context, homes map[Subject]string) error

	// Summaries returns the summaries of aggregates, by key and field.
	Summaries(ctx context.Context, keys ...string) (map[string]map[string]string, error)

	Archive
}

// Entry is a directory entry to write.
type Entry struct{ Key, Old, New string }

// LeaseField is the field of a book that holds a message's lease.
func LeaseField(message string) string { return "lease:" + message }

// ErrUndeliverable: the person cannot be reached in Slack, now or later.
var ErrUndeliverable = errors.New("undeliverable")

// ErrLater: Slack asked to wait; nothing was shown.
type ErrLater struct{ After time.Duration }

func (e ErrLater) Error() string { return "asked to come back in " + e.After.String() }
