package replay

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"evenkeel/coach"
)

// Memory is a coach.Store for one process that keeps nothing. Everything that it
// does is one transaction.
type Memory struct {
	noArchive

	Clock func() time.Time // on which leases run; default time.Now

	mu         sync.Mutex
	aggregates map[string]*aggregate
	entries    map[string]entry
	version    int64 // of the directory
	removed    int64 // … at which an entry was removed last
	homes      map[coach.Subject]string
	due        map[string]time.Time // business time
	claims     map[string]claim
	tokens     int64
}

var _ coach.Store = (*Memory)(nil)

// aggregate is a book, an account or a team. Its fields are never changed in
// place, so that whoever has read them may keep them.
type aggregate struct {
	coach.Aggregate
	seen    map[string]bool
	summary map[string]string
	leases  map[string]time.Time // field → when it ends, real time
}

type entry struct {
	value   string
	version int64
}

// claim is somebody's until it ends, by real time. Woken is the earliest instant
// for which another look was asked meanwhile: the claimer may not see what for.
type claim struct {
	token string
	ends  time.Time
	woken time.Time
}

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{
		Clock:      time.Now,
		aggregates: map[string]*aggregate{}, entries: map[string]entry{}, homes: map[coach.Subject]string{},
		due: map[string]time.Time{}, claims: map[string]claim{},
	}
}

// Next is the instant at which something is due next, and what; zero for nothing.
func (m *Memory) Next() (at time.Time, key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for k, t := range m.due {
		if at.IsZero() || t.Before(at) || t.Equal(at) && k < key {
			at, key = t, k
		}
	}
	return at, key
}

// Keys names every aggregate that was ever written, in order.
func (m *Memory) Keys() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Sorted(maps.Keys(m.aggregates))
}

func (m *Memory) Read(_ context.Context, want ...coach.Want) ([]coach.Aggregate, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]coach.Aggregate, len(want))
	for i, w := range want {
		out[i] = coach.Aggregate{Key: w.Key}
		a := m.aggregates[w.Key]
		if a == nil {
			continue
		}
		out[i].Version, out[i].Owed = a.Version, slices.Clone(a.Owed)
		if w.Have == 0 || w.Have != a.Version {
			out[i].Fields = a.Fields
		}
	}
	return out, nil
}

func (m *Memory) Commit(_ context.Context, c coach.Change) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	a := m.aggregates[c.Key]
	if a == nil {
		a = &aggregate{Aggregate: coach.Aggregate{Key: c.Key}, seen: map[string]bool{}, summary: map[string]string{}, leases: map[string]time.Time{}}
	}
	switch {
	case c.Event != "" && a.seen[c.Event]:
		return fmt.Errorf("replay: commit %s: %w", c.Key, coach.ErrSeen)
	case a.Version != c.Version:
		return fmt.Errorf("replay: commit %s: %w", c.Key, coach.ErrConflict)
	}
	m.aggregates[c.Key] = a
	m.point(c.Point)
	m.wake(c.Key, c.Wake)
	a.apply(c)
	return nil
}

func (a *aggregate) apply(c coach.Change) {
	a.Version++
	if c.Event != "" {
		a.seen[c.Event] = true
	}
	fields := maps.Clone(a.Fields)
	if fields == nil {
		fields = map[string]string{}
	}
	maps.Copy(fields, c.Put)
	for _, f := range c.Drop {
		delete(fields, f)
		delete(a.leases, f)
	}
	a.Fields = fields
	for f, row := range c.Summary {
		if a.summary[f] = row; row == "" {
			delete(a.summary, f)
		}
	}
	a.Owed = slices.DeleteFunc(slices.Clone(a.Owed), func(o coach.Owed) bool { return slices.Contains(c.Strike, o.ID) })
	for _, o := range c.Owe {
		a.Owed = slices.DeleteFunc(a.Owed, func(old coach.Owed) bool { return old.ID == o.ID })
		a.Owed = append(a.Owed, o)
	}
}

// wake makes an aggregate due at an instant, unless it is due earlier.
func (m *Memory) wake(key string, at time.Time) {
	if at.IsZero() {
		return
	}
	if due, ok := m.due[key]; !ok || at.Before(due) {
		m.due[key] = at
	}
	if c, ok := m.claims[key]; ok && (c.woken.IsZero() || at.Before(c.woken)) {
		c.woken = at
		m.claims[key] = c
	}
}

func (m *Memory) Queue(_ context.Context, key string, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.wake(key, at)
	return nil
}

// Claim takes the oldest first.
func (m *Memory) Claim(_ context.Context, now time.Time, n int, lease time.Duration) ([]coach.Claim, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	clock := m.Clock()
	var out []coach.Claim
	for key, due := range m.due {
		if c, held := m.claims[key]; !due.After(now) && (!held || clock.After(c.ends)) {
			out = append(out, coach.Claim{Key: key, Due: due})
		}
	}
	slices.SortFunc(out, func(a, b coach.Claim) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Key, b.Key)) })
	out = out[:min(n, len(out))]
	for i := range out {
		m.tokens++
		out[i].Token = fmt.Sprint(m.tokens)
		m.claims[out[i].Key] = claim{token: out[i].Token, ends: clock.Add(lease)}
	}
	return out, nil
}

// Settle needs not look at what was asked shortly before the claim: here that
// comes together with what it was asked for.
func (m *Memory) Settle(_ context.Context, c coach.Claim, next time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	held, ok := m.claims[c.Key]
	if !ok || held.token != c.Token {
		return nil // its lease ran out, and another has it now
	}
	delete(m.claims, c.Key)
	if !held.woken.IsZero() && (next.IsZero() || held.woken.Before(next)) {
		next = held.woken
	}
	if m.due[c.Key] = next; next.IsZero() {
		delete(m.due, c.Key)
	}
	return nil
}

func (m *Memory) Lease(_ context.Context, book coach.Want, message, _ string, lease time.Duration) (inDoubt bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a := m.aggregates[book.Key]
	if a == nil {
		return false, fmt.Errorf("replay: lease %s: there is no %s", message, book.Key)
	}
	field, now := coach.LeaseField(message), m.Clock()
	ends, held := a.leases[field]
	if held && ends.After(now) {
		return false, fmt.Errorf("replay: lease %s of %s: %w", message, book.Key, coach.ErrBusy)
	}
	if a.Version != book.Have {
		return false, fmt.Errorf("replay: lease %s of %s: %w", message, book.Key, coach.ErrConflict)
	}
	a.leases[field] = now.Add(lease)
	return held, nil
}

func (m *Memory) Entries(_ context.Context, since int64) (map[string]string, int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[string]string{}
	if since == m.version {
		return out, since, nil
	}
	for key, e := range m.entries {
		if e.version > since {
			out[key] = e.value
		}
	}
	if m.removed > since {
		out[coach.Gone] = ""
	}
	return out, m.version, nil
}

func (m *Memory) PutEntries(_ context.Context, es ...coach.Entry) (conflicts []string, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range es {
		switch is := m.entries[e.Key].value; {
		case is == e.New:
		case is != e.Old:
			conflicts = append(conflicts, e.Key)
		default:
			m.version++
			if m.entries[e.Key] = (entry{e.New, m.version}); e.New == "" {
				delete(m.entries, e.Key)
				m.removed = m.version
			}
		}
	}
	return conflicts, nil
}

func (m *Memory) Homes(_ context.Context, of ...coach.Subject) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]string, len(of))
	for i, s := range of {
		out[i] = m.homes[s]
	}
	return out, nil
}

func (m *Memory) Point(_ context.Context, homes map[coach.Subject]string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.point(homes)
	return nil
}

func (m *Memory) point(homes map[coach.Subject]string) {
	for s, home := range homes {
		if m.homes[s] = home; home == "" {
			delete(m.homes, s)
		}
	}
}

func (m *Memory) Summaries(_ context.Context, keys ...string) (map[string]map[string]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make(map[string]map[string]string, len(keys))
	for _, key := range keys {
		out[key] = map[string]string{}
		if a := m.aggregates[key]; a != nil {
			out[key] = maps.Clone(a.summary)
		}
	}
	return out, nil
}

// errNoArchive: nothing is exported or erased here.
var errNoArchive = errors.New("replay: records in memory have no archive")

type noArchive struct{}

func (noArchive) Aggregates(context.Context) ([]string, error)              { return nil, errNoArchive }
func (noArchive) Beside(context.Context, ...string) ([]coach.Beside, error) { return nil, errNoArchive }
func (noArchive) Remove(context.Context, string, int64) error               { return errNoArchive }
func (noArchive) Unsee(context.Context, string, ...string) error            { return errNoArchive }
func (noArchive) Pointers(context.Context) (map[coach.Subject]string, error) {
	return nil, errNoArchive
}
