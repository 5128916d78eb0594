package coach

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"time"
)

// Schema is the version of the stored records. It rises only when an older
// program must not write them any more; fields are added, never renamed.
const Schema = 1

// A book's records stand in its hash under these prefixes, each followed by the
// record's own key; the state stands under "state". An account's likewise.
const (
	dealField          = "d:"
	commitmentField    = "c:"
	touchField         = "t:"
	qualificationField = "q:"
	quotaField         = "quota:"
	nudgeField         = "n:"
	messageField       = "m:"
	nextField          = "x:"
	saidField          = "said:"
	stateField         = "state"
	issueField         = "i:"
	contractField      = "k:"
	productField       = "p:"
	metricField        = "g:"
	reviewField        = "r:review"
	winField           = "w:"
	stakeField         = "s:"
	heardField         = "h:"
	worksField         = "at:"
	baselineField      = "baseline"
	lineField          = "u:"
)

// BookKey and AccountKey name aggregates in a Store.
func BookKey(rep string) string   { return "book/" + rep }
func AccountKey(id string) string { return "account/" + id }

// DecodeBook reads a book as it is stored. Fields that it does not know it
// leaves alone: a newer program wrote them.
func DecodeBook(rep string, a Aggregate) (*Book, error) {
	b := newBook(rep)
	b.Version, b.Owed = a.Version, a.Owed
	for field, raw := range a.Fields {
		if err := b.decode(field, raw); err != nil {
			return nil, fmt.Errorf("coach: book %s, field %s: %w", rep, field, err)
		}
	}
	b.wins = b.wonRows()
	return b, nil
}

func newBook(rep string) *Book {
	return &Book{
		Rep: rep, Deals: map[string]*Deal{}, Commitments: map[string]*Commitment{}, Touches: map[string]*Touch{}, Quotas: map[string]*Quota{},
		Qualifications: map[Subject]*Qualification{}, Nudges: map[string]*Nudge{}, Messages: map[string]*Message{},
		Said: map[string]*Event{}, Next: map[Subject]time.Time{}, Works: map[string]bool{}, Lines: map[string]*Taken{},
	}
}

func (b *Book) decode(field, raw string) error {
	switch field {
	case stateField:
		return json.Unmarshal([]byte(raw), &b.State)
	case baselineField:
		return json.Unmarshal([]byte(raw), &b.Baseline)
	}
	prefix, key, _ := strings.Cut(field, ":")
	switch prefix + ":" {
	case dealField:
		return decodeInto(b.Deals, key, raw)
	case commitmentField:
		return decodeInto(b.Commitments, key, raw)
	case touchField:
		return decodeInto(b.Touches, key, raw)
	case qualificationField:
		return decodeInto(b.Qualifications, Subject(key), raw)
	case quotaField:
		return decodeInto(b.Quotas, key, raw)
	case nudgeField:
		return decodeInto(b.Nudges, key, raw)
	case messageField:
		return decodeInto(b.Messages, key, raw)
	case saidField:
		return decodeInto(b.Said, key, raw)
	case lineField:
		return decodeInto(b.Lines, key, raw)
	case worksField:
		b.Works[key] = true
	case nextField:
		var at time.Time
		err := json.Unmarshal([]byte(raw), &at)
		b.Next[Subject(key)] = at
		return err
	}
	return nil
}

func decodeInto[K comparable, V any](m map[K]*V, key K, raw string) error {
	v := new(V)
	if err := json.Unmarshal([]byte(raw), v); err != nil {
		return err
	}
	if s, ok := any(v).(interface{ sound() error }); ok {
		if err := s.sound(); err != nil {
			return err
		}
	}
	m[key] = v
	return nil
}

// sound refuses a deal that is over and has no day of closing: sums by month
// have no place for it, and to guess one would falsify them.
func (x *Deal) sound() error {
	if x.Outcome.V.Closed() && x.Closed.V.IsZero() {
		return fmt.Errorf("a deal that is %s has no day of closing", x.Outcome.V)
	}
	return nil
}

// sound makes room for answers where the record has none.
func (q *Qualification) sound() error {
	if q.Answers == nil {
		q.Answers = map[string]Field[string]{}
	}
	return nil
}

// DecodeAccount reads an account as it is stored.
func DecodeAccount(id string, a Aggregate) (*Account, error) {
	acc := newAccount(id)
	acc.Version, acc.Owed = a.Version, a.Owed
	for field, raw := range a.Fields {
		if err := acc.decode(field, raw); err != nil {
			return nil, fmt.Errorf("coach: account %s, field %s: %w", id, field, err)
		}
	}
	return acc, nil
}

func newAccount(id string) *Account {
	return &Account{
		ID: id, Issues: map[string]*Issue{}, Contracts: map[string]*Contract{}, Products: map[string]*Product{}, Metrics: map[string]*Metric{},
		Wins: map[string]*Win{}, Stakes: map[string]*Stake{}, Heard: map[string]Contacts{}, Said: map[string]*Event{},
	}
}

func (a *Account) decode(field, raw string) error {
	if field == reviewField {
		return json.Unmarshal([]byte(raw), &a.Review)
	}
	prefix, key, _ := strings.Cut(field, ":")
	switch prefix + ":" {
	case issueField:
		return decodeInto(a.Issues, key, raw)
	case contractField:
		return decodeInto(a.Contracts, key, raw)
	case productField:
		return decodeInto(a.Products, key, raw)
	case metricField:
		return decodeInto(a.Metrics, key, raw)
	case winField:
		return decodeInto(a.Wins, key, raw)
	case stakeField:
		return decodeInto(a.Stakes, key, raw)
	case heardField:
		var cs Contacts
		err := json.Unmarshal([]byte(raw), &cs)
		a.Heard[key] = cs
		return err
	case saidField:
		return decodeInto(a.Said, key, raw)
	}
	return nil
}

// change collects what a decision writes. It clones a map of the book once,
// when it first writes to it, so that the book decided on stays as it was.
type change struct {
	put    map[string]any
	cloned map[any]bool
}

func newChange() change { return change{put: map[string]any{}, cloned: map[any]bool{}} }

// set stores v under key in *m, cloning *m first if this change has not yet.
func set[K comparable, V any](c *change, m *map[K]V, prefix string, key K, v V) {
	own(c, m)
	(*m)[key] = v
	c.put[prefix+fmt.Sprint(key)] = v
}

// drop removes key from *m in the same way.
func drop[K comparable, V any](c *change, m *map[K]V, prefix string, key K) {
	own(c, m)
	delete(*m, key)
	c.put[prefix+fmt.Sprint(key)] = nil
}

func own[K comparable, V any](c *change, m *map[K]V) {
	if !c.cloned[m] {
		*m = maps.Clone(*m)
		c.cloned[m] = true
	}
}
