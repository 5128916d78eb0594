package coach_test

import (
	"fmt"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
)

// BenchmarkDecide decides on a deal update in a decoded book of 200 accounts,
// 500 deals and 1,000 touches.
func BenchmarkDecide(b *testing.B) {
	rules := coach.Rules()
	p := playbook.Builtin(rules)
	now := time.Date(2026, 11, 16, 10, 0, 0, 0, time.UTC)
	m := coach.Moment{Now: now, Zone: time.UTC, Playbook: p, Rules: rules, RulesKey: "k", Rep: &coach.Rep{ID: "ann", SlackUser: "U1"}, People: new(coach.People)}
	book, err := coach.DecodeBook("ann", coach.Aggregate{})
	if err != nil {
		b.Fatal(err)
	}
	book.State.Since = now.AddDate(-1, 0, 0)
	var rows []coach.Event
	for i := range 500 {
		x := &coach.DealChange{ID: fmt.Sprint("D", i), Account: ptr(fmt.Sprint("A", i%200)), Stage: ptr("qualifying"), Amount: money("1000"), Created: day("2026-09-01")}
		if i%2 == 0 {
			x.Outcome, x.Closed = ptr(coach.Won), ptr(coach.NewDate(2026, 1, 1).AddDays(i/2))
		}
		rows = append(rows, coach.Event{Deal: x})
	}
	for i := range 1000 {
		rows = append(rows, coach.Event{Touch: &coach.Touch{ID: fmt.Sprint("T", i), Account: fmt.Sprint("A", i%200), Day: coach.NewDate(2026, 10, 1), Kind: coach.Care}})
	}
	book = coach.Decide(book, coach.Event{ID: "i", At: now, Source: coach.Import, Rep: "ann", Rows: rows}, m).Book
	book = coach.Decide(book, coach.Event{ID: "done", At: now, Source: coach.Import, Rep: "ann", Imported: &coach.Imported{Kinds: []coach.FactKind{coach.Deals}}}, m).Book
	e := coach.Event{ID: "e", At: now, Source: coach.Slack, By: "ann", Rep: "ann", Deal: &coach.DealChange{ID: "D1", Stage: ptr("proposal"), Amount: money("2000")}}
	m.Accounts = map[string]*coach.Account{"A1": {ID: "A1"}}
	b.ReportAllocs()
	for b.Loop() {
		coach.Decide(book, e, m)
	}
}
