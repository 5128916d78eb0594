package bot_test

import (
	"context"
	"fmt"
	"net"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"

	"evenkeel/coach"
	"evenkeel/store/storetest"
)

// trips notes every round trip to Redis: a command, or a pipeline of several.
// On a cluster what goes to several nodes at the same time counts once.
type trips struct {
	mu   sync.Mutex
	sent []string
}

// refresh is a look for what is new in the directory.
var refresh = regexp.MustCompile(`dir}:v \d+ 1000`)

func (h *trips) note(cmds ...redis.Cmder) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if trip := fmt.Sprint(cmds); !refresh.MatchString(trip) {
		h.sent = append(h.sent, trip)
	}
}

func (h *trips) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sent = nil
}

func (h *trips) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

func (h *trips) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		h.note(cmd)
		return next(ctx, cmd)
	}
}

func (h *trips) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		h.note(cmds...)
		return next(ctx, cmds)
	}
}

func (h *trips) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.sent)
}

// until are the trips so far up to the one in which all of these stand, which is
// nil while there is none.
func (h *trips) until(parts ...string) []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, trip := range h.sent {
		if !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(trip, p) }) {
			return h.sent[:i+1]
		}
	}
	return nil
}

// An act is acknowledged as soon as its book is written; the directory's own
// refresh, once a second, is not counted.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	acts := []struct {
		name, line            string
		server, cluster       int // round trips until it is recorded
		message, messageThere int // … and then for its message
	}{
		{"AnUpdateOfADealOfTheirOwn", "Acme GmbH: 7k", 3, 4, 0, 0},
		{"AnUpdateThatIsAnsweredByAMessage", "Globex: proposal", 3, 4, 2, 2},
		{"AFirstDealAtAKnownAccount", "Initech: proposal, 5k", 4, 5, 0, 0},
		{"AProspectThatIsNew", "/deal new:Hooli amount=5k", 4, 5, 0, 0},
		{"AVerdict", "/qualify Acme problem=stock-outs", 2, 3, 0, 0},
		{"APromise", "/commit Acme time demo by 2027-03-31", 3, 4, 0, 0},
		{"ATouch", "/touch Acme care walked through the report", 3, 4, 0, 0},
	}
	storetest.Each(t, func(t *testing.T, server storetest.Server) {
		h := new(trips)
		s := open(t, func(set *setup) { set.written, set.server, set.hook = true, server.URL, h })
		for _, line := range []string{"/deal Acme amount=1k", "/deal Globex won 9k close=2026-10-05", "/deal Globex stage=contacted", "/touch Globex issue high scanner"} {
			s.expect("UANN", line, "Recorded")
		}
		as, err := s.store.Read(t.Context(), coach.Want{Key: "book/r1"})
		if err != nil {
			t.Fatal(err)
		}
		seen := coach.Want{Key: "book/r1", Have: as[0].Version}
		if _, err := s.store.Lease(t.Context(), seen, "none", "test", 1); err != nil { // so that the server knows the script
			t.Fatal(err)
		}
		for _, act := range acts {
			before, message := act.server, act.message
			if server.Name == "cluster" {
				before, message = act.cluster, act.messageThere
			}
			s.settled("r1")
			version := s.book("r1").Version
			h.forget()
			if strings.HasPrefix(act.line, "/") {
				s.run("UANN", act.line)
			} else {
				s.say("UANN", act.line)
			}
			s.wait(act.name, func() bool { return h.until("/book/r1", ":seen") != nil })
			got := h.until("/book/r1", ":seen")
			if len(got) != before {
				t.Errorf("%s: %d round trips, want %d:\n%s", act.name, len(got), before, strings.Join(got, "\n"))
			}
			if message > 0 {
				s.wait("its message", func() bool { return h.until("/book/r1", ":seen", " posted/") != nil })
				if after := h.until("/book/r1", ":seen", " posted/")[len(got):]; len(after) != message {
					t.Errorf("%s: %d round trips for the message, want %d:\n%s", act.name, len(after), message, strings.Join(after, "\n"))
				}
			}
			// What was sent may not have arrived yet, and then nothing is owed for it.
			s.wait("what was recorded", func() bool { return s.book("r1").Version > version })
		}
	})
}

// settled waits until a book owes nothing to anybody.
func (s *stage) settled(rep string) {
	s.Helper()
	s.wait("nothing is owed", func() bool {
		b := s.book(rep)
		for _, m := range b.Messages {
			if m.Owed() {
				return false
			}
		}
		return len(b.Owed) == 0
	})
}
