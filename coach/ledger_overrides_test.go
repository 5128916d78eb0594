package coach_test

import (
	"testing"
	"time"

	"evenkeel/coach"
)

type noNames struct{}

func (noNames) SubjectName(s coach.Subject) string { return string(s) }
func (noNames) AccountName(id string) string       { return id }
func (noNames) RepName(id string) string           { return id }

func TestAVerdictRelaxedByAChangedAnswerStandsOnTheLedger(t *testing.T) {
	b := newBench(t, nil)
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "D", Account: ptr("acme"), Stage: ptr("qualifying")}})
	answer := func(problem string) coach.Result {
		return b.act("ann", coach.Event{Answers: &coach.AnswersGiven{Subject: "deal/D",
			Answers: map[string]string{"problem": problem, "segment": "retail", "employees": "50", "budget": "yes", "timing": "now"}}})
	}
	answer("nothing")
	if got := b.ledger("ann"); len(got) != 0 {
		t.Errorf("a first answer stands on the ledger: %+v", got)
	}
	answer("stock-outs")
	got := b.ledger("ann")
	if len(got) != 1 || got[0].Rule != "" || got[0].What != "problem" || got[0].Verdict != coach.In || got[0].Outcome != coach.Open {
		t.Fatalf("ledger %+v", got)
	}
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "D", Outcome: ptr(coach.Won), Closed: day("2026-11-16")}})
	if got := b.ledger("ann"); got[0].Outcome != coach.Won || got[0].Closed != *day("2026-11-16") {
		t.Errorf("how it ended is not on the ledger: %+v", got)
	}
}

func TestAnAnswerThatIsFilledInIsNoChange(t *testing.T) {
	for _, first := range []string{"unknown", "", "?"} {
		b := newBench(t, nil)
		b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "D", Account: ptr("acme"), Stage: ptr("qualifying")}})
		for _, problem := range []string{first, "stock-outs"} {
			b.act("ann", coach.Event{Answers: &coach.AnswersGiven{Subject: "deal/D", Answers: map[string]string{"problem": problem, "segment": "retail", "employees": "50", "budget": "yes"}}})
		}
		if got := b.ledger("ann"); len(got) != 0 {
			t.Errorf("after %q: %+v", first, got)
		}
	}
}

func (b *bench) ledger(rep string) []coach.Overruled {
	b.t.Helper()
	got, err := b.Overruled(b.t.Context(), rep)
	if err != nil {
		b.t.Fatal(err)
	}
	return got
}

// TestAnOverrideIsRememberedUntilItsDealIsDecided: half a year later the issue is
// long forgotten, and the line still stands.
func TestAnOverrideIsRememberedUntilItsDealIsDecided(t *testing.T) {
	r := rehearse(t, time.UTC, time.Date(2026, 11, 16, 10, 0, 0, 0, time.UTC))
	out := coach.Event{Answers: &coach.AnswersGiven{Subject: "deal/D", Answers: map[string]string{"problem": "other"}}}
	r.m.Playbook.SweetSpot.Problems = []string{"stock-outs"}
	r.event(coach.Event{Deal: &coach.DealChange{ID: "D", Account: ptr("acme"), Stage: ptr("qualifying")}})
	r.event(out)
	var key string
	for k, n := range r.book.Nudges {
		if n.Rule == "outside-sweet-spot" {
			key = k
		}
	}
	r.event(coach.Event{Reply: &coach.Reply{Nudge: key, Kind: coach.Override, Reason: "a friend of the house"}})
	r.event(coach.Event{Deal: &coach.DealChange{ID: "D", Outcome: ptr(coach.Lost), Closed: day("2026-11-20")}})
	r.m.Now = r.m.Now.AddDate(0, 6, 0)
	r.event(coach.Event{Wake: &coach.Wake{}})
	got := r.book.Overruled(noNames{})
	if len(got) != 1 || got[0].Rule != "outside-sweet-spot" || got[0].What != "problem" || got[0].Reason != "a friend of the house" ||
		got[0].Outcome != coach.Lost || got[0].Verdict != coach.Outside {
		t.Errorf("after half a year the ledger is %+v", got)
	}
	r.m.Now = r.m.Now.AddDate(2, 0, 0)
	r.event(coach.Event{Wake: &coach.Wake{}})
	if got := r.book.Overruled(noNames{}); len(got) != 0 {
		t.Errorf("two years on it is still there: %+v", got)
	}
}
