package coach_test

import (
	"context"
	"testing"

	"evenkeel/coach"
)

// TestARepKnownFromSlackKeepsTheirBookWhenAnImportNamesThem: won deals, open
// ones, commitments and the account's memory of the win all go along.
func TestARepKnownFromSlackKeepsTheirBookWhenAnImportNamesThem(t *testing.T) {
	b := newBench(t, nil)
	ctx := context.Background()
	won := deal("W1", "acme", "negotiation")
	won.Deal.Outcome, won.Deal.Closed = ptr(coach.Won), day("2026-03-01")
	b.act("ann", won)
	b.act("ann", deal("D1", "acme", "proposal"))
	b.act("ann", coach.Event{Commitment: &coach.CommitmentChange{ID: "C1", Deal: "D1", Due: day("2026-12-01"), Status: ptr(coach.Pending)}})
	named := func(r *coach.Rep) bool {
		r.Name, r.SlackUser, r.Team = "Ann Berger", "Uann", "north"
		return true
	}
	for range 2 { // the same import again changes nothing
		err := b.Import(ctx, coach.Records{Run: "1", Reps: map[string]func(*coach.Rep) bool{"r1": named}, WasRep: map[string]string{"ann": "r1"}})
		if err != nil {
			t.Fatal(err)
		}
	}
	book, err := b.Book(ctx, "r1")
	if err != nil {
		t.Fatal(err)
	}
	if len(book.Deals) != 2 || !book.Deals["D1"].Open() || book.Commitments["C1"] == nil {
		t.Errorf("r1 has deals %v, commitments %v", book.Deals, book.Commitments)
	}
	if who, _ := b.DealOwner(ctx, "D1"); who != "r1" {
		t.Errorf("D1 is %q's", who)
	}
	if r := b.People().RepBySlack("Uann"); r == nil || r.ID != "r1" {
		t.Errorf("in Slack they are %+v", r)
	}
	accounts, err := b.Accounts(ctx, "acme")
	if err != nil {
		t.Fatal(err)
	}
	if w := accounts["acme"].Wins["W1"]; w == nil || w.Gone || w.Rep != "r1" {
		t.Errorf("the account remembers %+v", w)
	}
	expectScore(t, b, "r1", 1, 1)
}

// TestAnAccountKnownByNameKeepsWhatItHasWhenAnImportGivesItAnID: the deals in
// every book, the wins and the issues are the new id's.
func TestAnAccountKnownByNameKeepsWhatItHasWhenAnImportGivesItAnID(t *testing.T) {
	b := newBench(t, nil)
	ctx := context.Background()
	if _, err := b.People().NewAccount(ctx, "Acme", "Acme"); err != nil {
		t.Fatal(err)
	}
	won := deal("W1", "Acme", "negotiation")
	won.Deal.Outcome, won.Deal.Closed = ptr(coach.Won), day("2026-03-01")
	b.act("ann", won)
	b.act("bob", deal("D2", "Acme", "qualifying"))
	issue := coach.Event{ID: "i", At: b.clock(), Source: coach.App, Account: "Acme", Issue: &coach.IssueChange{ID: "late", Severity: ptr(coach.High), Opened: day("2026-11-16")}}
	if err := b.HandleAccount(ctx, issue); err != nil {
		t.Fatal(err)
	}
	b.took()
	named := func(a *coach.AccountProfile) bool { a.Name = "Acme Corp"; return true }
	err := b.Import(ctx, coach.Records{Run: "1", Accounts: map[string]func(*coach.AccountProfile) bool{"A1": named}, Was: map[string]string{"Acme": "A1"}})
	if err != nil {
		t.Fatal(err)
	}
	for rep, id := range map[string]string{"ann": "W1", "bob": "D2"} {
		book, err := b.Book(ctx, rep)
		if err != nil {
			t.Fatal(err)
		}
		if got := book.Deals[id].Account.V; got != "A1" {
			t.Errorf("%s's %s is at %q", rep, id, got)
		}
	}
	accounts, err := b.Accounts(ctx, "A1")
	if err != nil {
		t.Fatal(err)
	}
	a := accounts["A1"]
	if a.FirstWin("") != *day("2026-03-01") || a.Issues["late"] == nil || a.Stakes["bob"] == nil {
		t.Errorf("A1 has wins %v, issues %v, stakes %v", a.Wins, a.Issues, a.Stakes)
	}
	if p := b.People().AccountProfile("Acme"); p == nil || p.ID != "A1" {
		t.Errorf("the name leads to %+v", p)
	}
	b.took()
	b.act("bob", deal("D2", "A1", "proposal"))
	expect(t, b.took(), "bob stop sell-on-issue(stop deal/D2)")
}

func expectScore(t *testing.T, b *bench, unit string, won, open int) {
	t.Helper()
	scores, err := b.Scorecard(context.Background(), coach.Query{By: "rep", AsOf: *day("2026-11-16"), NoMin: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range scores {
		switch {
		case s.Unit == unit && (s.WonDeals != won || s.OpenDeals != open):
			t.Errorf("%s: %d won, %d open", s.Unit, s.WonDeals, s.OpenDeals)
		case s.Unit != unit && s.WonDeals+s.OpenDeals > 0:
			t.Errorf("%s has %d won, %d open too", s.Unit, s.WonDeals, s.OpenDeals)
		}
	}
}
