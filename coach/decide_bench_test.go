package coach_test

import (
	"fmt"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
)

// BenchmarkDecide decides on a deal update in a decoded book of 200 accounts,
// 500 deals and 1,000 touches; at a prospect, and at a customer of whom most
// rules have something to look at.
func BenchmarkDecide(b *testing.B) {
	book, m := fullBook(b)
	b.Run("customer", func(b *testing.B) { decideUpdate(b, book, m) })
	m.Accounts = map[string]*coach.Account{"A1": {ID: "A1"}}
	b.Run("prospect", func(b *testing.B) { decideUpdate(b, book, m) })
}

func decideUpdate(b *testing.B, book *coach.Book, m coach.Moment) {
	e := coach.Event{ID: "e", At: m.Now, Source: coach.Slack, By: "ann", Rep: "ann", Deal: &coach.DealChange{ID: "D1", Stage: ptr("proposal"), Amount: money("2000")}}
	b.ReportAllocs()
	for b.Loop() {
		coach.Decide(book, e, m)
	}
}

// BenchmarkDecideAll looks at all of that book again, as once a day.
func BenchmarkDecideAll(b *testing.B) {
	book, m := fullBook(b)
	e := coach.Event{ID: "e", At: m.Now, Source: coach.Self, Rep: "ann", Baseline: &coach.Baseline{Day: coach.DateIn(m.Now, m.Zone)}}
	b.ReportAllocs()
	for b.Loop() {
		coach.Decide(book, e, m)
	}
}

// fullBook is the decoded book, and what is known of its accounts: a win, a
// contract, an issue and a metric each.
func fullBook(b *testing.B) (*coach.Book, coach.Moment) {
	b.Helper()
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
	m.Accounts = map[string]*coach.Account{}
	for i := range 200 {
		id := fmt.Sprint("A", i)
		k, issue := &coach.Contract{ID: "K"}, &coach.Issue{ID: "I"}
		k.Start.V, k.End.V, k.Yearly.V = coach.NewDate(2026, 1, 1), coach.NewDate(2026, 12, 31), *money("1000")
		issue.Opened.V, issue.Severity.V = coach.NewDate(2026, 11, 13), coach.Low
		x := &coach.Metric{Metric: "uptime", Measured: coach.NewDate(2026, 10, 1)}
		x.Target.V, x.Actual.V = "99", "98"
		m.Accounts[id] = &coach.Account{ID: id, Contracts: map[string]*coach.Contract{"K": k}, Issues: map[string]*coach.Issue{"I": issue},
			Metrics: map[string]*coach.Metric{"uptime@2026-10-01": x},
			Wins:    map[string]*coach.Win{"D0": {Deal: "D0", Rep: "ann", Day: coach.NewDate(2026, 3, 1), Amount: *money("1000")}}}
	}
	return book, m
}
