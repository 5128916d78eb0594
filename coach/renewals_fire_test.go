package coach_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
	"evenkeel/store/storetest"
)

// reminded is a team on several replicas that has been reminded of two contracts of
// Bob's; it is Tuesday, after the message hour.
func reminded(t *testing.T, server storetest.Server, workspace string) (*replicas, *channel) {
	t.Helper()
	r, to := newReplicas(t, server, workspace), new(channel)
	for i := range r.coaches {
		r.coaches[i] = r.speaking(r.stores[i], to)
	}
	r.people()
	for _, id := range []string{"ann", "bob"} {
		if _, err := r.coaches[0].People().UpdateRep(context.Background(), id, func(x *coach.Rep) bool { x.Team = "east"; return true }); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []string{"K", "L"} {
		e := coach.Event{ID: id, At: began, Source: coach.App, Account: "acme", Contract: &coach.ContractChange{ID: id, Owner: ptr("bob"),
			Start: day("2026-02-17"), End: day("2027-02-16"), Yearly: money("12000")}}
		r.again(id, func() error { return r.coaches[0].HandleAccount(context.Background(), e) })
	}
	r.rest([]string{"bob"}, []string{"acme"})
	r.ticks.Add((24 * time.Hour).Milliseconds())
	r.all(func(c *coach.Coach, _ int) error { return c.DoDue(context.Background()) })
	return r, to
}

// speaking is a replica that also posts, to a channel that loses nothing.
func (r *replicas) speaking(s coach.Store, to *channel) *coach.Coach {
	return coach.New(coach.Config{Store: s, Playbook: playbook.Builtin(coach.Rules()), Now: r.now, Owner: fmt.Sprint(r.ticks.Add(1)), Lease: time.Second,
		Words: plain{}, Slack: to})
}

// channel counts what is posted anew.
type channel struct{ posts atomic.Int64 }

func (c *channel) Post(_ context.Context, o coach.Outgoing) (string, string, error) {
	if o.Message.TS == "" {
		c.posts.Add(1)
	}
	return "C1", "1", nil
}

func (c *channel) Find(context.Context, coach.Outgoing) (string, string, error) { return "C1", "", nil }

// all has every replica do something at once.
func (r *replicas) all(do func(c *coach.Coach, i int) error) {
	r.Helper()
	var group sync.WaitGroup
	for i, c := range r.coaches {
		group.Go(func() { r.again(fmt.Sprint("replica ", i), func() error { return do(c, i) }) })
	}
	group.Wait()
}

func (r *replicas) team() *coach.Book {
	r.Helper()
	b, err := r.coaches[0].Team(context.Background(), "east")
	if err != nil {
		r.Fatal(err)
	}
	return b
}

// renewal is how the team stands with a contract.
func (r *replicas) renewal(contract string) *coach.Nudge {
	r.Helper()
	for _, n := range r.team().Nudges {
		if n.Subject == coach.On("contract", contract) && n.Renewal.Later.IsZero() {
			return n
		}
	}
	r.Fatalf("the team was not reminded of %s", contract)
	return nil
}

// testRenewalClaims: of many who press at once on all replicas, each told twice, one
// is on it, and everybody hears of the same one.
func testRenewalClaims(t *testing.T, server storetest.Server) {
	r, to := reminded(t, server, "")
	if n := to.posts.Load(); n != 1 {
		t.Errorf("three replicas posted %d messages", n)
	}
	if ms := r.team().Messages; len(ms) != 1 || ms["renewals/2026-11-17"] == nil || len(ms["renewals/2026-11-17"].Nudges) != 2 {
		t.Fatalf("three replicas decided %+v", ms)
	}
	key := r.renewal("K").Key
	var group sync.WaitGroup
	var mu sync.Mutex
	heard := map[string]int{}
	for i := range 8 {
		for again := range 2 {
			group.Go(func() {
				who := fmt.Sprint("rep", i)
				r.again(who, func() error {
					n, err := r.coaches[(i+again)%3].AnswerRenewal(context.Background(), "east", "press/"+who, who, coach.RenewalReply{Nudge: key, Kind: coach.TakeOn})
					if err == nil {
						mu.Lock()
						heard[n.Renewal.Taken]++
						mu.Unlock()
					}
					return err
				})
			})
		}
	}
	group.Wait()
	if who := r.renewal("K").Renewal.Taken; who == "" || len(heard) != 1 || heard[who] != 16 {
		t.Errorf("%q is on it, and of 16 presses heard %v", who, heard)
	}
	r.all(func(c *coach.Coach, i int) error {
		_, err := c.AnswerRenewal(context.Background(), "east", fmt.Sprint("decided/", i), fmt.Sprint("rep", i),
			coach.RenewalReply{Nudge: key, Kind: []coach.ReplyKind{coach.SaysRenewed, coach.SaysLost}[i%2], Reason: fmt.Sprint(i)})
		if err == nil {
			err = c.FollowTeam(context.Background(), "east")
		}
		return err
	})
	said, k := r.renewal("K"), r.account("acme").Contracts["K"]
	if said.Renewal.Outcome == "" || k.Outcome.V != said.Renewal.Outcome || "rep"+k.Reason.V != said.Renewal.SaidBy {
		t.Errorf("the contract is %q because of %q, the team shows %q by %q", k.Outcome.V, k.Reason.V, said.Renewal.Outcome, said.Renewal.SaidBy)
	}
}

// testRenewalThatDies has the process that takes the press of "renewed" die at each
// write in turn. Others do what is due, and Slack sends the press again.
func testRenewalThatDies(t *testing.T, server storetest.Server) {
	for writes, ended := 1, false; !ended; writes++ {
		for _, done := range []bool{false, true} {
			r, to := reminded(t, server, fmt.Sprint(writes, done))
			key := r.renewal("K").Key
			press := func(c *coach.Coach) error {
				_, err := c.AnswerRenewal(context.Background(), "east", "press", "ann", coach.RenewalReply{Nudge: key, Kind: coach.SaysRenewed})
				if err == nil {
					err = c.FollowTeam(context.Background(), "east")
				}
				return err
			}
			ended = press(r.speaking(&mortal{Store: r.stores[2], left: writes, done: done}, to)) == nil
			r.again("the press again", func() error { return press(r.coaches[1]) })
			r.rest([]string{"bob"}, []string{"acme"})
			if k := r.account("acme").Contracts["K"]; k.Outcome.V != coach.Renewed {
				t.Errorf("died at write %d (done: %t): the contract is %q", writes, done, k.Outcome.V)
			}
			n := r.renewal("K")
			if n.Renewal.Outcome != coach.Renewed || n.Renewal.SaidBy != "ann" || n.Cleared.IsZero() || len(r.team().Owed) > 0 {
				t.Errorf("died at write %d (done: %t): the team shows %+v, %+v", writes, done, n, n.Renewal)
			}
			for _, x := range r.book("bob").Nudges {
				if x.Subject == "contract/K" && x.Cleared.IsZero() {
					t.Errorf("died at write %d (done: %t): Bob is still asked %s", writes, done, x.Key)
				}
			}
		}
	}
}
