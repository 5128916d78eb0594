package coach_test

import (
	"context"
	"fmt"
	"testing"

	"evenkeel/coach"
	"evenkeel/store/storetest"
)

// contractIn is what a file says of a contract worth 100 a year.
func contractIn(id, product string) coach.Event {
	return coach.Event{Source: coach.Import, Contract: &coach.ContractChange{ID: id, Product: &product, Start: day("2026-01-01"), End: day("2027-06-30"), Yearly: money("100")}}
}

func files(run string, rows map[string][]coach.Event) coach.Records {
	r := coach.Records{Run: run, AtAccounts: rows, Kinds: []coach.FactKind{coach.Contracts}, Accounts: map[string]func(*coach.AccountProfile) bool{}}
	for _, id := range []string{"acme", "best"} {
		r.Accounts[id] = func(a *coach.AccountProfile) bool { again := a.Name == id; a.Name = id; return !again }
	}
	return r
}

// testContractMoves: what stood at another account is taken from there, with what
// Slack said of it; the sum over accounts has it once, whoever dies on the way.
func testContractMoves(t *testing.T, server storetest.Server) {
	for writes, ended := 1, false; !ended; writes++ {
		for _, done := range []bool{false, true} {
			r := newReplicas(t, server, fmt.Sprint(writes, done))
			ctx := context.Background()
			r.imports(r.coaches[0], files("1", map[string][]coach.Event{"acme": {contractIn("K1", "till"), contractIn("K2", "till")}}))
			r.again("renewed", func() error {
				return r.coaches[0].HandleAccount(ctx, coach.Event{ID: "click", At: r.now(), Source: coach.Slack, Account: "acme", Contract: &coach.ContractChange{ID: "K1", Outcome: ptr(coach.Renewed)}})
			})
			moved := files("2", map[string][]coach.Event{"best": {contractIn("K1", "scanner")}})
			dying := r.coach(&mortal{Store: r.stores[2], left: writes, done: done})
			ended = dying.Import(ctx, moved) == nil
			r.rest(nil, []string{"acme", "best"})
			r.imports(r.coaches[1], moved)
			r.again("late", func() error { // by somebody who has not heard
				return r.coaches[1].HandleAccount(ctx, coach.Event{ID: "late", At: r.now(), Source: coach.Slack, Account: "acme", Contract: &coach.ContractChange{ID: "K1", Reason: ptr("price")}})
			})
			r.rest(nil, []string{"acme", "best"})
			if got := r.recurring(); got != "200.00" {
				t.Errorf("died at %d: recurring %s", writes, got)
			}
			as, err := r.coaches[1].Accounts(ctx, "acme", "best")
			if err != nil {
				t.Fatal(err)
			}
			k := as["best"].Contracts["K1"]
			if k == nil || k.Outcome.V != coach.Renewed || k.Product.V != "scanner" || k.Reason.V != "price" || k.To != "" {
				t.Errorf("died at %d: K1 is %+v", writes, k)
			}
			if left := as["acme"].Contracts["K1"]; left.To != "best" || left.Product.Set() {
				t.Errorf("died at %d: acme keeps %+v", writes, left)
			}
			if k2 := as["acme"].Contracts["K2"]; k2 == nil || k2.To != "" {
				t.Errorf("died at %d: K2 is %+v", writes, k2)
			}
		}
	}
}

// testContractReturns: a contract may go back to where it was.
func testContractReturns(t *testing.T, server storetest.Server) {
	r := newReplicas(t, server, "")
	for i, at := range []string{"acme", "best", "acme", "acme"} {
		r.imports(r.coaches[i%3], files(fmt.Sprint(i), map[string][]coach.Event{at: {contractIn("K1", "till")}}))
		if got := r.recurring(); got != "100.00" {
			t.Errorf("at %s: recurring %s", at, got)
		}
	}
}

// testAccountsMerge: what two accounts had that are one stands there once.
func testAccountsMerge(t *testing.T, server storetest.Server) {
	r := newReplicas(t, server, "")
	ctx := context.Background()
	late := coach.Event{Source: coach.Import, Issue: &coach.IssueChange{ID: "late", Severity: ptr(coach.High), Opened: day("2026-11-16")}}
	held := coach.Event{Source: coach.Import, Review: &coach.ReviewChange{Last: day("2026-10-01")}}
	again := coach.Event{Source: coach.Import, Review: &coach.ReviewChange{Last: day("2026-11-01")}}
	r.imports(r.coaches[0], files("1", map[string][]coach.Event{"acme": {contractIn("K1", "till"), late, held}, "best": {contractIn("K2", "till"), again}}))
	for range 2 { // the second time there is nothing left to do
		r.again("merge", func() error { return r.coaches[1].MergeAccount(ctx, "acme", "best") })
	}
	if got := r.recurring(); got != "200.00" {
		t.Errorf("recurring %s", got)
	}
	as, err := r.coaches[2].Accounts(ctx, "acme", "best")
	if err != nil {
		t.Fatal(err)
	}
	if a := as["acme"]; len(a.Issues) > 0 || a.Review != nil || len(a.Said) > 0 {
		t.Errorf("acme keeps issues %v, review %v, %v", a.Issues, a.Review, a.Said)
	}
	if b := as["best"]; b.Issues["late"] == nil || len(b.Review.Held) != 2 || b.Said["issue/late"] == nil {
		t.Errorf("best has issues %v, review %+v, %v", b.Issues, b.Review, b.Said)
	}
	homes, err := r.stores[0].Homes(ctx, "contract/K1", "contract/K2")
	if err != nil || homes[0] != "best" || homes[1] != "best" {
		t.Errorf("the contracts are at %v, %v", homes, err)
	}
}

func (r *replicas) imports(c *coach.Coach, records coach.Records) {
	r.Helper()
	r.again("import "+records.Run, func() error { return c.Import(context.Background(), records) })
}

// recurring is the workspace's, from the summaries.
func (r *replicas) recurring() string {
	r.Helper()
	scores, err := r.coaches[0].Scorecard(context.Background(), coach.Query{By: "workspace", AsOf: *day("2026-11-16"), NoMin: true})
	if err != nil || len(scores) != 1 {
		r.Fatal(scores, err)
	}
	return *scores[0].Recurring
}
