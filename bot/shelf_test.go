package bot

import (
	"testing"

	"evenkeel/coach"
	"evenkeel/coach/replay"
)

// shelf is a store in memory, to fuzz the bot some thousand times a second.
type shelf struct{ *replay.Memory }

func newShelf() *shelf { return &shelf{replay.NewMemory()} }

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
	for _, key := range s.Keys() {
		as, err := s.Read(t.Context(), coach.Want{Key: key})
		subject := coach.Subject(key)
		switch {
		case err != nil:
		case subject.Kind() == "account":
			_, err = coach.DecodeAccount(subject.ID(), as[0])
		default:
			_, err = coach.DecodeBook(subject.ID(), as[0])
		}
		if err != nil {
			t.Error(err)
		}
	}
}
