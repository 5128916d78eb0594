package coach_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
	"evenkeel/store"
	"evenkeel/store/storetest"
)

// fireTests are what replicas have to get right together, on every kind of store.
var fireTests = map[string]func(*testing.T, storetest.Server){
	"64 writers on one rep leave what one would, each told twice": testManyWriters,
	"two reps and their issues on one account are all right":      testSharedAccount,
	"what is owed first is handed on first":                       testOldestFirst,
	"a deal that changes hands under load is one and complete":    testMovesUnderLoad,
	"several may move a deal at once":                             testMovesAtOnce,
	"a move that dies at any write is finished by another":        testMoveThatDies,
	"a contract given to another account stands there only":       testContractMoves,
	"a contract may go back to where it was":                      testContractReturns,
	"accounts that are one have everything once":                  testAccountsMerge,
	"of many who take on a renewal one is on it":                  testRenewalClaims,
	"a renewal whose press dies at any write is said once":        testRenewalThatDies,
	"a read of the directory that arrives late undoes nothing":    testReadMeanwhile,
	"a read of the directory beside an erasure ends":              testErasedMeanwhile,
	"several may write and read the directory at once":            testManyOwners,
}

func TestReplicasTogether(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, server storetest.Server) {
		for name, test := range fireTests {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, server)
			})
		}
	})
}

// patience bounds what a busy machine may take.
const patience = 30 * time.Second

// replicas are several processes' coaches on one store, who only record.
type replicas struct {
	*testing.T
	coaches []*coach.Coach
	stores  []*store.Redis
	ticks   *atomic.Int64
}

var began = time.Date(2026, 11, 16, 10, 0, 0, 0, time.UTC) // a Monday

func newReplicas(t *testing.T, server storetest.Server, workspace string) *replicas {
	t.Helper()
	r := &replicas{T: t, ticks: new(atomic.Int64)}
	for i := range 3 {
		client, err := store.Open(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = client.Close() })
		r.stores = append(r.stores, store.New(client, t.Name()+workspace))
		r.coaches = append(r.coaches, r.coach(r.stores[i]))
	}
	return r
}

func (r *replicas) coach(s coach.Store) *coach.Coach {
	return coach.New(coach.Config{Store: s, Playbook: playbook.Builtin(coach.Rules()), Now: r.now, Owner: fmt.Sprint(len(r.coaches)), Lease: time.Second})
}

// now never stands still, so that no two acts are at the same instant.
func (r *replicas) now() time.Time {
	return began.Add(time.Duration(r.ticks.Add(1)) * time.Millisecond)
}

// told has the i-th replica take an event and follow it up; the event's At
// stands if it has one.
func (r *replicas) told(i int, rep string, e coach.Event) {
	r.Helper()
	c, ctx := r.coaches[i%len(r.coaches)], context.Background()
	r.again(e.ID, func() error {
		res, err := c.Handle(ctx, rep, func(v coach.View) (coach.Event, error) {
			e := e
			e.Rep, e.Source = rep, coach.App
			if e.At.IsZero() {
				e.At = v.Now
			}
			return e, nil
		})
		if err != nil || res.Seen {
			return err
		}
		return c.Follow(ctx, rep)
	})
}

// again repeats what is not known to be done, as Slack does: a busy machine may
// time out.
func (r *replicas) again(what string, f func() error) {
	r.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		err := f()
		if err == nil {
			return
		}
		if time.Now().After(end) {
			r.Errorf("%s: %v", what, err)
			return
		}
	}
}

// rest does what is due until nobody owes anybody anything.
func (r *replicas) rest(reps, accounts []string) {
	r.Helper()
	for end := time.Now().Add(patience); r.owed(reps, accounts) > 0; {
		if time.Now().After(end) {
			r.Fatal("something stays owed")
		}
		r.again("what is due", func() error { return r.coaches[0].DoDue(context.Background()) })
	}
}

func (r *replicas) owed(reps, accounts []string) int {
	r.Helper()
	n := 0
	for _, rep := range reps {
		n += len(r.book(rep).Owed)
	}
	for _, a := range accounts {
		n += len(r.account(a).Owed)
	}
	return n
}

func (r *replicas) book(rep string) *coach.Book {
	r.Helper()
	b, err := r.coaches[0].Book(context.Background(), rep)
	if err != nil {
		r.Fatal(err)
	}
	return b
}

func (r *replicas) account(id string) *coach.Account {
	r.Helper()
	as, err := r.coaches[0].Accounts(context.Background(), id)
	if err != nil {
		r.Fatal(err)
	}
	return as[id]
}

func (r *replicas) summaries(reps ...string) map[string]map[string]string {
	r.Helper()
	s, err := r.stores[0].Summaries(context.Background(), reps...)
	if err != nil {
		r.Fatal(err)
	}
	return s
}

// writers are 64 updates of eight deals at four accounts; the last of each deal
// settles it.
func writers() []coach.Event {
	var es []coach.Event
	for i := range 64 {
		c := &coach.DealChange{ID: fmt.Sprint("D", i%8), Account: ptr(fmt.Sprint("a", i%4)), Amount: money(fmt.Sprint(1000 + i)), Created: day("2026-11-01"),
			Stage: ptr([]string{"prospecting", "qualifying", "proposal", "negotiation"}[i/8%4]), Extra: map[string]string{fmt.Sprint("w", i): "said"}}
		switch {
		case i >= 60:
			c.Outcome, c.Closed = ptr(coach.Lost), day("2026-11-12")
		case i >= 56:
			c.Outcome, c.Closed = ptr(coach.Won), day("2026-11-12")
		}
		es = append(es, coach.Event{ID: fmt.Sprint("w/", i), At: began.Add(time.Duration(i-100) * time.Minute), Deal: c})
	}
	return es
}

func testManyWriters(t *testing.T, server storetest.Server) {
	accounts := []string{"a0", "a1", "a2", "a3"}
	alone, together := newReplicas(t, server, " alone"), newReplicas(t, server, " together")
	for _, e := range writers() {
		alone.told(0, "ann", e)
	}
	var group sync.WaitGroup
	for i, e := range writers() {
		for again := range 2 {
			group.Go(func() { together.told(i+again, "ann", e) })
		}
	}
	group.Wait()
	for _, r := range []*replicas{alone, together} {
		r.rest([]string{"ann"}, accounts)
	}
	if d := cmp.Diff(alone.book("ann").Deals, together.book("ann").Deals, cmpopts.IgnoreFields(coach.Deal{}, "Opened")); d != "" {
		t.Errorf("deals (-alone +together):\n%s", d)
	}
	if d := cmp.Diff(alone.summaries("ann"), together.summaries("ann")); d != "" {
		t.Errorf("summaries (-alone +together):\n%s", d)
	}
	for _, a := range accounts {
		if d := cmp.Diff(alone.account(a), together.account(a), cmpopts.IgnoreFields(coach.Account{}, "Version")); d != "" {
			t.Errorf("accounts (-alone +together):\n%s", d)
		}
	}
}

// testSharedAccount: each deal is opened, won, and every third reopened, in any
// order of arrival; issues come up and are closed between.
func testSharedAccount(t *testing.T, server storetest.Server) {
	r := newReplicas(t, server, "")
	reps := []string{"ann", "bob"}
	var acts []func(int)
	tell := func(rep, id string, minute int, c coach.DealChange) {
		c.Account, c.Created = ptr("acme"), day("2026-01-02")
		acts = append(acts, func(i int) {
			r.told(i, rep, coach.Event{ID: id, At: began.Add(time.Duration(minute-100) * time.Minute), Deal: &c})
		})
	}
	want := map[string]*coach.Win{}
	for n, rep := range reps {
		for i := range 8 {
			id := fmt.Sprint(rep, i)
			won := *day("2026-06-01") + coach.Date(2*i+n)
			tell(rep, id+"/opened", 0, coach.DealChange{ID: id, Stage: ptr("proposal")})
			tell(rep, id+"/won", 1, coach.DealChange{ID: id, Outcome: ptr(coach.Won), Closed: &won})
			if i%3 == 0 {
				tell(rep, id+"/reopened", 2, coach.DealChange{ID: id, Outcome: ptr(coach.Open)})
				continue
			}
			want[id] = &coach.Win{Deal: id, Rep: rep, Day: won}
		}
	}
	for i := range 8 {
		acts = append(acts, func(n int) { r.issue(n, i) })
	}
	var group sync.WaitGroup
	for i := range acts {
		group.Go(func() { acts[i*13%len(acts)](i) })
	}
	group.Wait()
	r.rest(reps, []string{"acme"})

	a := r.account("acme")
	wins := maps.Clone(a.Wins)
	maps.DeleteFunc(wins, func(_ string, w *coach.Win) bool { return w.Gone })
	if d := cmp.Diff(want, wins); d != "" {
		t.Errorf("wins (-want +got):\n%s", d)
	}
	if first := a.FirstWin(""); first != *day("2026-06-03") || a.FirstWin("bob") != *day("2026-06-04") {
		t.Errorf("a customer since %v, of Bob since %v", first, a.FirstWin("bob"))
	}
	if d := cmp.Diff(map[string]*coach.Stake{"ann": {Rep: "ann"}, "bob": {Rep: "bob"}}, a.Stakes); d != "" {
		t.Errorf("stakes (-want +got):\n%s", d)
	}
	for i := range 8 {
		if x := a.Issues[fmt.Sprint("issue", i)]; x == nil || x.Closed.V.IsZero() != (i%2 == 0) {
			t.Errorf("issue %d: %+v", i, x)
		}
	}
}

// issue comes up, and every other one is closed, perhaps before it came up.
func (r *replicas) issue(n, i int) {
	id := fmt.Sprint("issue", i)
	es := []coach.Event{{ID: id + "/up", At: began.Add(-2 * time.Hour), Issue: &coach.IssueChange{ID: id, Severity: ptr(coach.High), Opened: day("2026-11-10"), Closed: new(coach.Date)}}}
	if i%2 == 1 {
		es = append(es, coach.Event{ID: id + "/closed", At: began.Add(-time.Hour), Issue: &coach.IssueChange{ID: id, Closed: day("2026-11-11")}})
	}
	slices.Reverse(es)
	for k, e := range es {
		e.Account, e.Source = "acme", coach.App
		r.again(e.ID, func() error { return r.coaches[(n+k)%len(r.coaches)].HandleAccount(context.Background(), e) })
	}
}

// testOldestFirst: a deal is won, and then not, before anybody told the account;
// the events' ids sort the other way round.
func testOldestFirst(t *testing.T, server storetest.Server) {
	r := newReplicas(t, server, "")
	for _, e := range []coach.Event{
		{ID: "z", Deal: &coach.DealChange{ID: "D1", Account: ptr("acme"), Outcome: ptr(coach.Won), Closed: day("2026-11-02")}},
		{ID: "a", Deal: &coach.DealChange{ID: "D1", Outcome: ptr(coach.Open)}},
	} {
		if _, err := r.coaches[0].Handle(t.Context(), "ann", func(v coach.View) (coach.Event, error) {
			e.At, e.Source, e.Rep = v.Now, coach.App, "ann"
			return e, nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.coaches[1].Follow(t.Context(), "ann"); err != nil {
		t.Fatal(err)
	}
	if first := r.account("acme").FirstWin(""); !first.IsZero() {
		t.Errorf("a customer since %v, of a deal that is open", first)
	}
}
