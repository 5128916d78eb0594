package coach_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"evenkeel/coach"
)

var update = flag.Bool("update", false, "write golden files anew")

// TestEventsLeadToTheSameBookInAnyOrderAndHoweverOften shuffles events, some of
// them told twice, and compares the facts that the book ends up with.
func TestEventsLeadToTheSameBookInAnyOrderAndHoweverOften(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var events []coach.Event
		for i := range rapid.IntRange(1, 12).Draw(t, "events") {
			events = append(events, drawFact(t, i))
		}
		order := rapid.Permutation(events).Draw(t, "order")
		order = append(order, order[rapid.IntRange(0, len(order)-1).Draw(t, "again")])
		want, got := facts(t, events), facts(t, order)
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("another order, another book:\n%s", d)
		}
	})
}

func drawFact(t *rapid.T, i int) coach.Event {
	at := time.Date(2026, 3, 1, 9, rapid.IntRange(0, 5).Draw(t, "minute"), 0, 0, time.UTC)
	e := coach.Event{ID: fmt.Sprint("e", i), At: at, Source: coach.App, Rep: "ann"}
	if rapid.Bool().Draw(t, "commitment") {
		e.Commitment = &coach.CommitmentChange{ID: "C", Deal: "D", Status: ptr(rapid.SampledFrom([]coach.CommitmentStatus{coach.Pending, coach.Kept, coach.Broken}).Draw(t, "status"))}
		return e
	}
	e.Deal = &coach.DealChange{ID: "D"}
	if rapid.Bool().Draw(t, "stage") {
		e.Deal.Stage = ptr(rapid.SampledFrom([]string{"qualifying", "proposal"}).Draw(t, "which"))
	}
	if rapid.Bool().Draw(t, "close") {
		e.Deal.Close = ptr(coach.NewDate(2026, 4, rapid.IntRange(1, 3).Draw(t, "day")))
	}
	if rapid.Bool().Draw(t, "amount") {
		e.Deal.Amount = money(fmt.Sprint(rapid.IntRange(0, 3).Draw(t, "n")))
	}
	if rapid.Bool().Draw(t, "outcome") {
		e.Deal.Outcome = ptr(rapid.SampledFrom([]coach.Outcome{coach.Won, coach.Lost, coach.Open}).Draw(t, "o"))
		e.Deal.Closed = day("2026-03-01")
	}
	return e
}

// facts are what a book knows after these events: the values that hold, and the
// summary that follows from them.
func facts(t *rapid.T, events []coach.Event) map[string]string {
	r := rehearse(t, time.UTC, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	for _, e := range events {
		d := coach.Decide(r.book, e, r.m)
		r.book = d.Book
	}
	out := map[string]string{}
	for id, x := range r.book.Deals {
		out[id] = fmt.Sprint(x.Stage.V(), x.Close.V(), x.Amount.V, x.Outcome.V, x.Closed.V)
	}
	for id, k := range r.book.Commitments {
		out[id] = fmt.Sprint(k.Status.V)
	}
	return out
}

// TestStoredRecordsOfEveryVersionStillLoad holds records as they were stored
// before against the program of today. Add files; never remove or edit one.
func TestStoredRecordsOfEveryVersionStillLoad(t *testing.T) {
	const golden = "testdata/book-v1.json"
	if *update {
		writeGolden(t, golden)
	}
	raw, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]string
	if err := json.Unmarshal(raw, &fields); err != nil {
		t.Fatal(err)
	}
	b, err := coach.DecodeBook("ann", coach.Aggregate{Version: 7, Fields: fields})
	if err != nil {
		t.Fatal(err)
	}
	x := b.Deals["D1"]
	if x == nil || x.Stage.V() != "proposal" || x.Amount.V.String() != "50000.00 USD" || !x.Open() {
		t.Errorf("deal: %+v", x)
	}
	if k := b.Commitments["C1"]; k == nil || k.Due.V.String() != "2026-03-20" {
		t.Errorf("commitment: %+v", k)
	}
	if q := b.Qualifications["deal/D1"]; q.Latest() == nil || q.Latest().Judgement != coach.Edge {
		t.Errorf("qualification: %+v", q)
	}
	if len(b.Nudges) == 0 || len(b.Messages) == 0 || b.State.Schema != 1 || len(b.Said) == 0 || len(b.Next) == 0 {
		t.Errorf("nudges %v, messages %v, state %+v", b.Nudges, b.Messages, b.State)
	}
}

func writeGolden(t *testing.T, path string) {
	r := rehearse(t, time.UTC, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	fields := map[string]any{}
	for i, e := range []coach.Event{
		{Source: coach.Slack, By: "ann", Commitment: &coach.CommitmentChange{ID: "C0", Deal: "D9", Status: ptr(coach.Kept)}},
		{Source: coach.Import, Rows: []coach.Event{{Deal: &coach.DealChange{ID: "D1", Account: ptr("acme"), Stage: ptr("qualifying"), Created: day("2026-02-01")}}}},
		{Source: coach.Slack, By: "ann", Deal: &coach.DealChange{ID: "D1", Stage: ptr("proposal"), Amount: money("50000"), Close: day("2026-04-01")}},
		{Source: coach.Slack, By: "ann", Commitment: &coach.CommitmentChange{ID: "C1", Deal: "D1", Made: day("2026-03-02"), Due: day("2026-03-20"), Status: ptr(coach.Pending)}},
		{Source: coach.Slack, By: "ann", Touch: &coach.Touch{ID: "T1", Account: "acme", Deal: "D1", Day: *day("2026-03-02"), Kind: coach.Care, Note: "training"}},
		{Source: coach.Slack, By: "ann", Answers: &coach.AnswersGiven{Subject: "deal/D1", Answers: map[string]string{"problem": "unknown"}}},
	} {
		e.ID, e.At, e.Rep = fmt.Sprint("g", i), r.m.Now, "ann"
		d := coach.Decide(r.book, e, r.m)
		maps.Copy(fields, d.Put)
		r.book = d.Book
	}
	text := map[string]string{}
	for _, f := range slices.Sorted(maps.Keys(fields)) {
		b, err := json.Marshal(fields[f])
		if err != nil {
			t.Fatal(err)
		}
		text[f] = string(b)
	}
	b, err := json.MarshalIndent(text, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(b, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}
