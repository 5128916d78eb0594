package bot

import (
	"context"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"evenkeel/coach"
)

// shelf is a store in memory for one process: as much of a coach.Store as it
// takes to fuzz the bot some thousand times a second.
type shelf struct {
	coach.Archive // nobody asks it

	mu      sync.Mutex
	held    map[string]coach.Aggregate
	seen    map[string]bool
	entries map[string]string
	version int64
	homes   map[coach.Subject]string
	rows    map[string]map[string]string
}

var _ coach.Store = (*shelf)(nil)

func newShelf() *shelf {
	return &shelf{held: map[string]coach.Aggregate{}, seen: map[string]bool{}, entries: map[string]string{}, homes: map[coach.Subject]string{},
		rows: map[string]map[string]string{}}
}

// fill puts Ann, Bob, two accounts and Bob's secret deal on the shelf.
func (s *shelf) fill(t *testing.T, c *coach.Coach) {
	t.Helper()
	ctx := t.Context()
	for id, user := range map[string]string{"r1": "UANN", "r2": "UBOB"} {
		if _, err := c.People().UpdateRep(ctx, id, func(r *coach.Rep) bool {
			r.Name, r.SlackUser, r.SlackZone, r.Team = id, user, "UTC", "east"
			return true
		}); err != nil {
			t.Fatal(err)
		}
	}
	for id, name := range map[string]string{"A1": "Acme GmbH", "A2": "Globex"} {
		if _, err := c.People().UpdateAccount(ctx, id, func(a *coach.AccountProfile) bool { a.Name = name; return true }); err != nil {
			t.Fatal(err)
		}
	}
	s.sell(t, c, "r1", &coach.DealChange{ID: "D-ann", Account: new("A1"), Stage: new("proposal")})
	s.sell(t, c, "r2", &coach.DealChange{ID: "D-bob", Account: new("A2"), Name: new(secretWord), Stage: new("proposal"), Reason: new(secretWord)})
}

func (s *shelf) sell(t *testing.T, c *coach.Coach, rep string, d *coach.DealChange) {
	t.Helper()
	if _, err := c.Handle(t.Context(), rep, func(v coach.View) (coach.Event, error) {
		return coach.Event{ID: "seed/" + rep, At: v.Now, Source: coach.App, Rep: rep, Deal: d}, nil
	}); err != nil {
		t.Fatal(err)
	}
}

// opens fails if a book or an account cannot be read.
func (s *shelf) opens(t *testing.T) {
	t.Helper()
	for key, a := range s.held {
		subject := coach.Subject(key)
		var err error
		if subject.Kind() == "account" {
			_, err = coach.DecodeAccount(subject.ID(), a)
		} else {
			_, err = coach.DecodeBook(subject.ID(), a)
		}
		if err != nil {
			t.Error(err)
		}
	}
}

func (s *shelf) Read(_ context.Context, want ...coach.Want) ([]coach.Aggregate, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []coach.Aggregate
	for _, w := range want {
		a := s.held[w.Key]
		a.Key, a.Fields, a.Owed = w.Key, maps.Clone(a.Fields), slices.Clone(a.Owed)
		if w.Have > 0 && w.Have == a.Version {
			a.Fields = nil
		}
		out = append(out, a)
	}
	return out, nil
}

func (s *shelf) Commit(_ context.Context, c coach.Change) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.held[c.Key]
	switch {
	case c.Event != "" && s.seen[c.Key+" "+c.Event]:
		return coach.ErrSeen
	case a.Version != c.Version:
		return coach.ErrConflict
	}
	s.seen[c.Key+" "+c.Event] = true
	a.Version++
	a.Fields = maps.Clone(a.Fields)
	if a.Fields == nil {
		a.Fields = map[string]string{}
	}
	maps.Copy(a.Fields, c.Put)
	for _, f := range c.Drop {
		delete(a.Fields, f)
	}
	a.Owed = slices.DeleteFunc(slices.Clone(a.Owed), func(o coach.Owed) bool { return slices.Contains(c.Strike, o.ID) })
	a.Owed = append(a.Owed, c.Owe...)
	s.held[c.Key] = a
	for f, row := range c.Summary {
		if s.rows[c.Key] == nil {
			s.rows[c.Key] = map[string]string{}
		}
		if s.rows[c.Key][f] = row; row == "" {
			delete(s.rows[c.Key], f)
		}
	}
	return nil
}

func (s *shelf) Entries(_ context.Context, since int64) (map[string]string, int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if since == s.version {
		return nil, since, nil
	}
	return maps.Clone(s.entries), s.version, nil
}

func (s *shelf) PutEntries(_ context.Context, es ...coach.Entry) (lost []string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range es {
		if s.entries[e.Key] != e.Old {
			lost = append(lost, e.Key)
			continue
		}
		s.entries[e.Key] = e.New
		s.version++
	}
	return lost, nil
}

func (s *shelf) Homes(_ context.Context, of ...coach.Subject) (out []string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range of {
		out = append(out, s.homes[d])
	}
	return out, nil
}

func (s *shelf) Point(_ context.Context, homes map[coach.Subject]string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.Copy(s.homes, homes)
	return nil
}

func (s *shelf) Summaries(_ context.Context, reps ...string) (map[string]map[string]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]map[string]string{}
	for _, r := range reps {
		out[r] = maps.Clone(s.rows[r])
	}
	return out, nil
}

// Nobody waits for anything here.

func (s *shelf) Claim(context.Context, time.Time, int, time.Duration) ([]coach.Claim, error) {
	return nil, nil
}
func (s *shelf) Settle(context.Context, coach.Claim, time.Time) error { return nil }
func (s *shelf) Queue(context.Context, string, time.Time) error       { return nil }
func (s *shelf) Lease(context.Context, coach.Want, string, string, time.Duration) (bool, error) {
	return false, nil
}
