package coach_test

import (
	"testing"
	"time"

	"evenkeel/coach"
)

// dealWithoutAPromise is a deal of ann's that is asked about in a message; promises
// reached her book on 16 November for the last time.
func dealWithoutAPromise(t *testing.T) (b *bench, key string) {
	b = newBench(t, func(p *coach.Playbook) { p.Fed = 3 })
	b.fed(coach.Commitments)
	b.act("ann", coach.Event{Source: coach.App, Deal: &coach.DealChange{ID: "D", Account: ptr("acme"), Stage: ptr("qualifying"), Amount: money("5000")}})
	b.until(november(17, 9, 0))
	b.has("ann daily", "next-commitment(nudge deal/D)")
	return b, b.nudgeOn("ann", "next-commitment", "deal/D")
}

// fedAgain is a later run of the import, whose files are empty as well.
func (b *bench) fedAgain(kinds ...coach.FactKind) {
	b.t.Helper()
	b.imports("fed again", nil, nil, kinds...)
	b.until(b.clock().Add(time.Hour))
}

// asked is ann's nudge of a key.
func (b *bench) asked(key string) *coach.Nudge {
	b.t.Helper()
	book, err := b.Book(b.t.Context(), "ann")
	if err != nil {
		b.t.Fatal(err)
	}
	if book.Nudges[key] == nil {
		b.t.Fatalf("no nudge %s", key)
	}
	return book.Nudges[key]
}

func TestWhatNobodyCanTellAnyMoreRests(t *testing.T) {
	b, key := dealWithoutAPromise(t)
	b.until(november(19, 22, 0))
	if n := b.asked(key); n.Rests() || !n.Open() {
		t.Fatalf("while promises are fed: %+v", n)
	}
	b.until(november(20, 8, 0))
	n := b.asked(key)
	if n.Open() || n.Held != coach.HeldUnknown || n.Unknown == nil || *n.Unknown != (coach.Unknown{Kind: coach.Commitments, Since: *day("2026-11-16")}) {
		t.Errorf("three days after the last: held %q, unknown %+v", n.Held, n.Unknown)
	}
	expect(t, b.took(), "ann daily next-commitment(nudge deal/D)cleared")
}

func TestWhatRestedOpensAgainWithoutBeingSaidTwice(t *testing.T) {
	b, key := dealWithoutAPromise(t)
	b.until(november(20, 8, 0))
	b.took()
	b.fedAgain(coach.Commitments)
	if n := b.asked(key); n.Rests() || !n.Open() {
		t.Errorf("promises are fed again: %+v", n)
	}
	expect(t, b.took(), "ann daily next-commitment(nudge deal/D)")
	b.until(november(23, 12, 0))
	expect(t, only(b.took(), "next-commitment"))
}

func TestWhatRestedIsClearedOnceItIsKnownToBeOver(t *testing.T) {
	for name, over := range map[string]coach.Event{
		"the client promised":   {Commitment: &coach.CommitmentChange{ID: "C", Deal: "D", Kind: ptr(coach.Time), What: ptr("a visit"), Made: day("2026-11-20"), Due: day("2026-12-18"), Status: ptr(coach.Pending)}},
		"the deal is won":       {Deal: &coach.DealChange{ID: "D", Outcome: ptr(coach.Won), Closed: day("2026-11-20")}},
		"back to the first one": {Deal: &coach.DealChange{ID: "D", Stage: ptr("prospecting")}},
	} {
		t.Run(name, func(t *testing.T) {
			b, key := dealWithoutAPromise(t)
			b.until(november(20, 8, 0))
			b.took()
			b.act("ann", over)
			if n := b.asked(key); n.Rests() || n.Open() || n.Held != "" {
				t.Errorf("held %q, unknown %+v, cleared %s", n.Held, n.Unknown, n.Cleared)
			}
			b.has("ann daily next-commitment(nudge deal/D)cleared")
		})
	}
}

func TestWhatIsMendedWhileNothingComesIsNotCalledUnknown(t *testing.T) {
	b, key := dealWithoutAPromise(t)
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "D", Outcome: ptr(coach.Lost), Closed: day("2026-11-17")}})
	b.until(november(20, 8, 0))
	if n := b.asked(key); n.Rests() || n.Cleared.IsZero() {
		t.Errorf("cleared %s, unknown %+v", n.Cleared, n.Unknown)
	}
}

func TestWhatWasNotSaidYetIsSaidWhenTheFactsAreBack(t *testing.T) {
	b := newBench(t, func(p *coach.Playbook) { p.Fed = 3 })
	b.fed(coach.Commitments)
	b.act("ann", coach.Event{Prefs: &coach.PrefsChange{Paused: day("2026-11-24")}})
	b.act("ann", coach.Event{Source: coach.App, Deal: &coach.DealChange{ID: "D", Account: ptr("acme"), Stage: ptr("qualifying"), Amount: money("5000")}})
	b.until(november(20, 12, 0))
	if n := b.asked(b.nudgeOn("ann", "next-commitment", "deal/D")); !n.Rests() || !n.Said.IsZero() {
		t.Fatalf("said %s, unknown %+v", n.Said, n.Unknown)
	}
	b.until(november(23, 12, 0))
	b.fedAgain(coach.Commitments)
	b.until(november(24, 12, 0))
	expect(t, only(b.took(), "next-commitment"), "ann daily next-commitment(nudge deal/D)")
}

func TestAnOverrideOutlastsTheSilence(t *testing.T) {
	b := newBench(t, func(p *coach.Playbook) { p.Fed = 3 })
	b.fed(coach.Metrics)
	b.wins("W", "acme", "2026-10-01")
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "D", Account: ptr("acme"), Stage: ptr("qualifying"), Amount: money("5000")}})
	b.until(b.clock().Add(time.Hour))
	key := b.nudgeOn("ann", "metrics-first", "deal/D")
	b.act("ann", coach.Event{Reply: &coach.Reply{Nudge: key, Kind: coach.Override, Reason: "they asked for it"}})
	b.until(november(20, 8, 0))
	if n := b.asked(key); !n.Rests() {
		t.Fatalf("metrics are not fed: %+v", n)
	}
	b.took()
	b.fedAgain(coach.Metrics)
	b.until(november(21, 8, 0))
	if n := b.asked(key); n.Rests() || n.Open() || n.Reply != coach.Override || !n.Cleared.IsZero() {
		t.Errorf("it is gone on with: %+v", n)
	}
	b.lacks("stop metrics-first")
}
