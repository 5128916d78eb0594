package coach_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"evenkeel/coach"
	"evenkeel/store/storetest"
)

var errMoved = errors.New("it has just gone to someone else")

// update says one thing of a deal to whoever has it, as the bot does.
func (r *replicas) update(i int, deal string) {
	r.Helper()
	c, ctx := r.coaches[i%len(r.coaches)], context.Background()
	r.again(fmt.Sprintf("update %d of %s", i, deal), func() error {
		owner, err := c.DealOwner(ctx, deal)
		if err != nil {
			return err
		}
		if _, err = c.Book(ctx, owner); err != nil { // an intent that refuses shall have seen the latest
			return err
		}
		_, err = c.Handle(ctx, owner, func(v coach.View) (coach.Event, error) {
			if x := v.Book.Deals[deal]; x == nil || x.To != "" {
				return coach.Event{}, errMoved
			}
			return said(i, deal, v), nil
		})
		return err
	})
}

func said(i int, deal string, v coach.View) coach.Event {
	stage := []string{"prospecting", "qualifying", "proposal"}[i%3]
	return coach.Event{ID: fmt.Sprintf("%s/%d", deal, i), At: v.Now, Source: coach.App, Rep: v.Book.Rep,
		Deal: &coach.DealChange{ID: deal, Stage: &stage, Extra: map[string]string{fmt.Sprint("u", i): "said"}}}
}

// opens gives Ann a deal with what hangs on it.
func (r *replicas) opens(deal string) {
	r.Helper()
	r.told(0, "ann", coach.Event{ID: "open/" + deal, Deal: &coach.DealChange{ID: deal, Account: ptr("acme"), Stage: ptr("prospecting"), Amount: money("500"), Created: day("2026-11-01")}})
	r.told(1, "ann", coach.Event{ID: "promise/" + deal, Commitment: &coach.CommitmentChange{ID: "C/" + deal, Deal: deal, Kind: ptr(coach.Data), Due: day("2026-12-01"), Status: ptr(coach.Pending)}})
	r.told(2, "ann", coach.Event{ID: "answers/" + deal, Answers: &coach.AnswersGiven{Subject: coach.On("deal", deal), Answers: map[string]string{"problem": "stock-outs"}}})
}

// whole wants a deal to be in one book only, with everything that was said of it
// by so many updates.
func (r *replicas) whole(deal, owner, other string, updates int) {
	r.Helper()
	r.rest([]string{"ann", "bob"}, []string{"acme"})
	x, y := r.book(owner).Deals[deal], r.book(other).Deals[deal]
	if x == nil || !x.Open() || y != nil && y.To != owner {
		r.Fatalf("%s has %+v, %s has %+v", owner, x, other, y)
	}
	tellings := map[string]bool{}
	for _, f := range x.Stage {
		tellings[f.By] = true
	}
	if len(x.Extra) != updates || len(x.Stage) != updates+1 || len(tellings) != updates+1 {
		r.Errorf("of %d updates it has %d fields and %d stages by %d events", updates, len(x.Extra), len(x.Stage), len(tellings))
	}
	if b := r.book(owner); b.Commitments["C/"+deal] == nil || b.Qualifications[coach.On("deal", deal)] == nil || x.Amount.V != *money("500") {
		r.Error("not all that hangs on it came along")
	}
	if who, err := r.coaches[0].DealOwner(context.Background(), deal); who != owner || err != nil {
		r.Errorf("it is found with %q: %v", who, err)
	}
	for _, rep := range []string{"ann", "bob"} {
		if d := cmp.Diff(len(r.book(rep).Rows(time.UTC).Deals), r.openDeals(rep)); d != "" {
			r.Errorf("open deals of %s (-book +summary): %s", rep, d)
		}
	}
	if n := r.openDeals(owner); n != 1 {
		r.Errorf("%d open deals of %s", n, owner)
	}
}

// openDeals counts those of a rep's scorecard, which reads summaries.
func (r *replicas) openDeals(rep string) int {
	r.Helper()
	scores, err := r.coaches[0].Scorecard(context.Background(), coach.Query{By: "rep", AsOf: *day("2026-11-16"), NoMin: true})
	if err != nil {
		r.Fatal(err)
	}
	for _, s := range scores {
		if s.Unit == rep {
			return s.OpenDeals
		}
	}
	return 0
}

func (r *replicas) people() {
	r.Helper()
	for _, id := range []string{"ann", "bob"} {
		if _, err := r.coaches[0].People().UpdateRep(context.Background(), id, func(x *coach.Rep) bool { x.Name = id; return true }); err != nil {
			r.Fatal(err)
		}
	}
}

func testMovesUnderLoad(t *testing.T, server storetest.Server) {
	r := newReplicas(t, server, "")
	r.people()
	r.opens("D1")
	const updates = 60
	var group sync.WaitGroup
	for w := range 6 {
		group.Go(func() {
			for i := w; i < updates; i += 6 {
				r.update(i, "D1")
			}
		})
	}
	for n, to := range []string{"bob", "ann", "bob", "ann", "bob"} {
		from := map[string]string{"bob": "ann", "ann": "bob"}[to]
		r.again("move", func() error { return r.coaches[n%3].MoveDeal(t.Context(), fmt.Sprint("move/", n), "D1", from, to) })
	}
	group.Wait()
	r.whole("D1", "bob", "ann", updates)
}

// testMovesAtOnce: reports that name the new owner reach every replica together,
// and each moves the deal first.
func testMovesAtOnce(t *testing.T, server storetest.Server) {
	r := newReplicas(t, server, "")
	r.people()
	r.opens("D1")
	const updates = 24
	var group sync.WaitGroup
	for i := range updates {
		group.Go(func() {
			if i%2 == 0 {
				r.update(i, "D1")
			} else {
				r.report(r.coaches[i%3], i)
			}
		})
	}
	group.Wait()
	r.whole("D1", "bob", "ann", updates)
}

// report is an app's report that the deal is Bob's, as the bot takes it.
func (r *replicas) report(c *coach.Coach, i int) {
	r.Helper()
	r.again(fmt.Sprint("report ", i), func() error { return reported(c, i) })
}

func reported(c *coach.Coach, i int) error {
	ctx := context.Background()
	now, err := c.DealOwner(ctx, "D1")
	if err == nil && now != "bob" {
		err = c.MoveDeal(ctx, fmt.Sprint("D1/", i), "D1", now, "bob")
	}
	if err != nil {
		return err
	}
	_, err = c.Handle(ctx, "bob", func(v coach.View) (coach.Event, error) { return said(i, "D1", v), nil })
	return err
}

// mortal is the store of a process that dies after so many writes: with its
// last one done, or not.
type mortal struct {
	coach.Store
	left int
	done bool
}

var errDead = errors.New("the process is dead")

func (m *mortal) write(f func() error) error {
	m.left--
	if m.left < 0 || m.left == 0 && !m.done {
		return errDead
	}
	if err := f(); err != nil || m.left > 0 {
		return err
	}
	return errDead
}

func (m *mortal) Commit(ctx context.Context, c coach.Change) error {
	return m.write(func() error { return m.Store.Commit(ctx, c) })
}

func (m *mortal) Point(ctx context.Context, homes map[coach.Subject]string) error {
	return m.write(func() error { return m.Store.Point(ctx, homes) })
}

// testMoveThatDies has the first process die at each write in turn. Others do
// what is due, and Slack sends the report again.
func testMoveThatDies(t *testing.T, server storetest.Server) {
	for writes, ended := 1, false; !ended; writes++ {
		for _, done := range []bool{false, true} {
			r := newReplicas(t, server, fmt.Sprint(writes, done))
			r.people()
			r.opens("D1")
			r.update(0, "D1")
			err := reported(r.coach(&mortal{Store: r.stores[2], left: writes, done: done}), 1)
			ended = err == nil
			if writes%2 == 0 { // the retry may come before what is due, or after
				r.rest([]string{"ann", "bob"}, []string{"acme"})
			}
			r.report(r.coaches[1], 1)
			r.whole("D1", "bob", "ann", 2)
		}
	}
}
