package replay_test

import (
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"evenkeel/coach"
	"evenkeel/coach/replay"
)

// on is a day of November 2026.
func on(day int) *coach.Date { return new(coach.NewDate(2026, 11, day)) }

func TestCutKnowsOnlyWhatWasKnownThen(t *testing.T) {
	t.Parallel()
	won := coach.Event{Deal: &coach.DealChange{ID: "D1", Created: on(3), Stage: new("negotiation"), StageSince: on(9), Close: on(30),
		Outcome: new(coach.Won), Closed: on(20), Reason: new("price"), Extra: map[string]string{"margin": "0.3", "discount": "5"}}}
	undated := coach.Event{Deal: &coach.DealChange{ID: "D2", Stage: new("proposal"), Close: on(20), Outcome: new(coach.Lost), Closed: on(20)}}
	open := coach.Event{Deal: &coach.DealChange{ID: "D3", Stage: new("proposal"), Outcome: new(coach.Open)}}
	kept := coach.Event{Commitment: &coach.CommitmentChange{ID: "C1", Made: on(3), Due: on(10), Status: new(coach.Kept)}}
	keptNoDue := coach.Event{Commitment: &coach.CommitmentChange{ID: "C2", Made: on(3), Status: new(coach.Kept)}}
	lapsed := coach.Event{Contract: &coach.ContractChange{ID: "K1", Start: on(3), End: on(20), Outcome: new(coach.Lapsed), Reason: new("cost")}}
	early := coach.Event{Contract: &coach.ContractChange{ID: "K2", Start: on(3), End: on(20), Outcome: new(coach.Cancelled), Ended: on(9)}}
	issue := coach.Event{Issue: &coach.IssueChange{ID: "I1", Opened: on(3), Closed: on(9)}}
	review := coach.Event{Review: &coach.ReviewChange{Cadence: new(30), Agreed: on(3), Last: on(9), Next: on(30)}}
	for _, c := range []struct {
		name string
		row  coach.Event
		on   int
		want string
	}{
		{"a deal is not there before it is created", won, 2, "nothing"},
		{"a deal without a known stage yet is open", won, 3, `{"id":"D1","created":"2026-11-03","close":"2026-11-30","outcome":"","closed":"","reason":"","extra":{"discount":"5"}}`},
		{"its stage counts from its day", won, 9, `{"id":"D1","stage":"negotiation","stage_since":"2026-11-09","created":"2026-11-03","close":"2026-11-30","outcome":"","closed":"","reason":"","extra":{"discount":"5"}}`},
		{"it is open the day before it closes", won, 19, `{"id":"D1","stage":"negotiation","stage_since":"2026-11-09","created":"2026-11-03","close":"2026-11-30","outcome":"","closed":"","reason":"","extra":{"discount":"5"}}`},
		{"all is known when it closes", won, 20, `{"id":"D1","stage":"negotiation","stage_since":"2026-11-09","created":"2026-11-03","close":"2026-11-30","outcome":"won","closed":"2026-11-20","reason":"price","extra":{"discount":"5","margin":"0.3"}}`},
		{"nobody knows at which stage a deal was that closed since, nor that it would close that day", undated, 1, `{"id":"D2","outcome":"","closed":""}`},
		{"a deal that is still open has the stage that it has", open, 1, `{"id":"D3","stage":"proposal","outcome":""}`},
		{"a promise is not there before it is made", kept, 2, "nothing"},
		{"a promise is open before it is due", kept, 9, `{"id":"C1","made":"2026-11-03","due":"2026-11-10","status":"open"}`},
		{"a promise was kept on the day it was due", kept, 10, `{"id":"C1","made":"2026-11-03","due":"2026-11-10","status":"kept"}`},
		{"a promise without a due day was kept when it was made", keptNoDue, 3, `{"id":"C2","made":"2026-11-03","status":"kept"}`},
		{"nobody knows how a contract will end", lapsed, 19, `{"id":"K1","start":"2026-11-03","end":"2026-11-20","outcome":"","reason":""}`},
		{"a contract lapses on its end", lapsed, 20, `{"id":"K1","start":"2026-11-03","end":"2026-11-20","outcome":"lapsed","reason":"cost"}`},
		{"a contract that ends early lives until then", early, 8, `{"id":"K2","start":"2026-11-03","end":"2026-11-20","outcome":"","ended":""}`},
		{"a contract ends early", early, 9, `{"id":"K2","start":"2026-11-03","end":"2026-11-20","outcome":"cancelled","ended":"2026-11-09"}`},
		{"an issue is open before it is closed", issue, 8, `{"id":"I1","opened":"2026-11-03","closed":""}`},
		{"an issue is closed on its day", issue, 9, `{"id":"I1","opened":"2026-11-03","closed":"2026-11-09"}`},
		{"a rhythm is not there before it is agreed", review, 2, "nothing"},
		{"nobody knows which reviews were held before the last", review, 8, `{"cadence":30}`},
		{"the last review is known", review, 9, `{"cadence":30,"agreed":"2026-11-03","last":"2026-11-09","next":"2026-11-30"}`},
		{"a metric is known once it is measured", coach.Event{Metric: &coach.MetricChange{Metric: "uptime", Measured: *on(9)}}, 8, "nothing"},
		{"a touch is known on its day", coach.Event{Touch: &coach.Touch{ID: "T1", Day: *on(9)}}, 8, "nothing"},
		{"a product is known from its start", coach.Event{Product: &coach.ProductChange{Product: "till", Since: on(9)}}, 8, "nothing"},
		{"a quota is known from the beginning", coach.Event{Quota: &coach.QuotaGiven{Period: "2026-Q4"}}, 1, `{"period":"2026-Q4","amount":{"minor":0,"currency":""}}`},
	} {
		if got := known(t, c.row, *on(c.on)); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

// known is what is known of a row, as JSON of what it says; "nothing" if it is
// not there.
func known(t interface{ Fatal(...any) }, row coach.Event, asOf coach.Date) string {
	before := marshal(t, row)
	e, ok := replay.Cut(row, asOf)
	if marshal(t, row) != before {
		t.Fatal("the row itself was changed: " + before)
	}
	if !ok {
		return "nothing"
	}
	for _, v := range []any{e.Deal, e.Commitment, e.Contract, e.Issue, e.Review, e.Metric, e.Touch, e.Product, e.Quota} {
		if text := marshal(t, v); text != "null" {
			return text
		}
	}
	return ""
}

func marshal(t interface{ Fatal(...any) }, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestMoreIsKnownOfARowOnItsTurnsOnly draws rows, and looks at every day.
func TestMoreIsKnownOfARowOnItsTurnsOnly(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		for _, row := range drawRows(rt, on) {
			turns, last := replay.Turns(row), known(rt, row, *on(0))
			for day := 1; day <= 30; day++ {
				now := known(rt, row, *on(day))
				if now != last && !slices.Contains(turns, *on(day)) {
					rt.Fatalf("on %s, which is none of %v: %s, before %s", on(day), turns, now, last)
				}
				last = now
			}
			if whole := known(rt, row, *on(31)); whole != last {
				rt.Fatalf("at the end: %s, not %s", last, whole)
			}
		}
	})
}

// drawRows draws a row of each kind. Their days, if they have any, are among the
// first 30 of what day counts from.
func drawRows(rt *rapid.T, day func(int) *coach.Date) []coach.Event {
	date := func(what string) *coach.Date {
		if n := rapid.IntRange(-6, 30).Draw(rt, what); n > 0 {
			return day(n)
		}
		return new(coach.Date)
	}
	one := func(what string, of ...string) string { return rapid.SampledFrom(of).Draw(rt, what) }
	deal := &coach.DealChange{ID: "D1", Created: date("created"), StageSince: date("since"), Stage: new("proposal"), Close: date("close"),
		Outcome: new(coach.Outcome(one("outcome", "", "won", "lost", "later"))), Closed: date("closed"), Reason: new("why")}
	contract := &coach.ContractChange{ID: "K1", Start: date("start"), End: date("end"),
		Outcome: new(coach.ContractOutcome(one("ending", "", "renewed", "lapsed", "cancelled"))), Ended: date("ended")}
	commitment := &coach.CommitmentChange{ID: "C1", Made: date("made"), Due: date("due"),
		Status: new(coach.CommitmentStatus(one("status", "open", "kept", "broken")))}
	return []coach.Event{
		{Deal: deal}, {Contract: contract}, {Commitment: commitment},
		{Issue: &coach.IssueChange{ID: "I1", Opened: date("opened"), Closed: date("mended")}},
		{Review: &coach.ReviewChange{Cadence: new(30), Agreed: date("agreed"), Last: date("held"), Next: date("next")}},
		{Metric: &coach.MetricChange{Metric: "uptime", Measured: *date("measured")}},
		{Touch: &coach.Touch{ID: "T1", Day: *date("day")}},
		{Product: &coach.ProductChange{Product: "till", Since: date("runs")}},
	}
}
