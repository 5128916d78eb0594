package coach_test

import (
	"slices"
	"testing"

	"evenkeel/coach"
)

// What a colleague does at an account that two reps work with may change what a
// rule says of the other's deal there.

func TestAColleaguesCallClearsTheReminderOfADealWeSaidNoTo(t *testing.T) {
	b := newBench(t, wide)
	b.told(coach.Event{Deal: &coach.DealChange{ID: "D", Account: ptr("acme"), Outcome: ptr(coach.Disqualified), Closed: day("2026-05-21")}})
	saidIn(t, b.morning("2026-11-17"), "right-later(nudge deal/D)")
	b.calls("acme", "T")
	saidIn(t, b.morning("2026-11-18"), "right-later(nudge deal/D)cleared")
}

func TestAColleaguesCallBeforeTheDaysMessageLeavesNothingToRemindOf(t *testing.T) {
	b := newBench(t, wide)
	b.told(coach.Event{Deal: &coach.DealChange{ID: "D", Account: ptr("acme"), Outcome: ptr(coach.Disqualified), Closed: day("2026-05-21")}})
	b.until(november(17, 8, 30))
	b.calls("acme", "T")
	unsaidIn(t, b.morning("2026-11-17"), "right-later")
}

// TestAColleaguesFurtherCallsOfADayCostNobodyALook: the first of a day has changed
// all that a call can change for somebody else's deals.
func TestAColleaguesFurtherCallsOfADayCostNobodyALook(t *testing.T) {
	a := newAccount("acme")
	a.Stakes["ann"], a.Stakes["bob"] = &coach.Stake{Rep: "ann"}, &coach.Stake{Rep: "bob"}
	heard := func(id, on string) []string {
		e := coach.Event{ID: id, At: november(17, 10, 0), Source: coach.Self, Account: "acme", Heard: &coach.Heard{Rep: "bob", Touch: coach.TouchRow{ID: id, Account: "acme", Day: *day(on), Kind: coach.Care}}}
		d := coach.DecideAccount(a, e, new(coach.People), november(17, 10, 0))
		var out []string
		for _, o := range d.Owe {
			out = append(out, o.Event.Rep)
		}
		a.Heard["bob"] = append(a.Heard["bob"], e.Heard.Touch)
		return out
	}
	for _, x := range []struct {
		id, on string
		want   []string
	}{{"T1", "2026-11-16", []string{"ann"}}, {"T2", "2026-11-16", nil}, {"T3", "2026-11-12", nil}, {"T4", "2026-11-17", []string{"ann"}}} {
		if got := heard(x.id, x.on); !slices.Equal(got, x.want) {
			t.Errorf("%s of %s: %q look again, want %q", x.id, x.on, got, x.want)
		}
	}
}

// TestAColleaguesWinMakesAFormerCustomerOneAgain: it is not the first win there, and
// the other's step with them is an expansion at a customer from that moment on.
func TestAColleaguesWinMakesAFormerCustomerOneAgain(t *testing.T) {
	b := newBench(t, wide)
	b.fed(coach.Metrics)
	b.sold("W0", "acme", "2025-06-02")
	b.told(coach.Event{Deal: &coach.DealChange{ID: "D", Account: ptr("acme"), Stage: ptr("qualifying"), Created: day("2026-11-10")}})
	unsaidIn(t, b.morning("2026-11-17"), "metrics-first")
	b.sold("W1", "acme", "2026-11-17")
	b.until(november(17, 12, 0))
	if key := b.nudgeOn("ann", "metrics-first", "deal/D"); key != "metrics-first/deal/D/none@2026-11-10" {
		t.Errorf("found %q", key)
	}
}

// calls is a contact that bob has with an account of ann's.
func (b *bench) calls(account, id string) {
	b.t.Helper()
	b.event("bob", id, coach.Event{Source: coach.App, Touch: &coach.Touch{ID: id, Account: account, Day: coach.DateIn(b.clock(), berlin), At: b.clock(), Kind: coach.Care}})
}

// sold is a win of bob's.
func (b *bench) sold(id, account, on string) {
	b.t.Helper()
	b.event("bob", id, coach.Event{Source: coach.App, Deal: &coach.DealChange{ID: id, Account: &account, Amount: money("10000"), Outcome: ptr(coach.Won), Created: day(on), Closed: day(on)}})
}
