package coach_test

import (
	"testing"
	"time"

	"evenkeel/coach"
)

// waits lets a colleague note that one of ann's customers waits.
func (b *bench) waits(account string, at time.Time) {
	b.t.Helper()
	b.mu.Lock()
	b.now = at
	b.mu.Unlock()
	b.act("bob", coach.Event{Touch: &coach.Touch{ID: "wait/" + account, Account: account, Day: coach.DateIn(at, berlin), At: at, Kind: coach.Care, In: true, Waiting: true}})
}

func november(d, hour, minute int) time.Time {
	return time.Date(2026, 11, d, hour, minute, 0, 0, berlin)
}

// customersOf is a bench on a Monday afternoon, with customers of ann's of whom
// nobody waits.
func customersOf(t *testing.T, tune func(*coach.Playbook), ids ...string) *bench {
	b := newBench(t, tune)
	for _, id := range ids {
		b.customer(id)
	}
	b.until(november(16, 18, 0))
	b.took()
	return b
}

func TestAWaitingCustomerIsToldWithinTheHourAndClearsWithTheCall(t *testing.T) {
	b := customersOf(t, nil, "acme")
	b.waits("acme", november(17, 9, 30))
	b.until(november(17, 13, 0))
	expect(t, b.took())
	b.until(november(17, 13, 30))
	expect(t, b.took(), "ann daily customer-waiting(warn account/acme)")
	b.act("ann", coach.Event{Touch: &coach.Touch{ID: "call", Account: "acme", Day: *day("2026-11-17"), At: b.clock(), Kind: coach.Care, Note: "called back"}})
	expect(t, b.took(), "ann daily customer-waiting(warn account/acme)cleared")
}

func TestASecondWaitingCustomerIsTheOneMoreAndAThirdIsTomorrows(t *testing.T) {
	b := customersOf(t, nil, "acme", "beta", "gamma")
	b.waits("acme", november(17, 9, 0))
	b.until(november(17, 9, 30))
	b.waits("beta", november(17, 9, 45))
	b.until(november(17, 10, 30))
	b.waits("gamma", november(17, 10, 45))
	b.until(november(17, 20, 0))
	expect(t, b.took(), "ann daily customer-waiting(warn account/acme)", "ann now customer-waiting(warn account/beta)")
	b.until(november(18, 9, 0))
	expect(t, b.took(), "ann daily customer-waiting(warn account/gamma)")
}

func TestNobodyIsToldOfAWaitingCustomerAfterHours(t *testing.T) {
	b := customersOf(t, nil, "acme")
	b.waits("acme", november(18, 13, 0)) // four hours end with the day
	b.until(november(19, 8, 30))
	expect(t, b.took())
	b.until(november(19, 9, 0))
	expect(t, b.took(), "ann daily customer-waiting(warn account/acme)")
}

// TestTheDaysMessageComesEarlyForAWaitingCustomer: what else there is to say that
// day comes with it, and nothing at the hour itself.
func TestTheDaysMessageComesEarlyForAWaitingCustomer(t *testing.T) {
	late := func(p *coach.Playbook) { p.Hours.Message = 15 * 60 }
	b := customersOf(t, late, "acme")
	promise := coach.CommitmentChange{ID: "C", Account: "beta", Made: day("2026-11-15"), Due: day("2026-11-16"), Status: ptr(coach.Pending)}
	b.event("ann", "app", coach.Event{Source: coach.App, Commitment: &promise})
	b.waits("acme", november(17, 9, 0))
	b.until(november(17, 20, 0))
	expect(t, b.took(), "ann daily customer-waiting(warn account/acme) commitment-overdue(nudge account/beta)")
}

func TestAPausedRepIsNotToldOfAWaitingCustomer(t *testing.T) {
	r := rehearse(t, berlin, november(16, 10, 0))
	r.m.Playbook.Hours.Spread = 0
	r.book.State.Prefs.Paused = *day("2026-11-19")
	account := newAccount("acme")
	account.Wins["W"] = &coach.Win{Deal: "W", Rep: "ann", Day: *day("2026-03-01")}
	r.m.Accounts = map[string]*coach.Account{"acme": account}
	r.event(coach.Event{Touch: &coach.Touch{ID: "T", Account: "acme", Day: *day("2026-11-16"), At: r.m.Now, Kind: coach.Care, In: true, Waiting: true}})
	r.until(november(18, 23, 0))
	if len(r.said) != 0 {
		t.Fatalf("said %q while paused", kinds(r.said))
	}
	r.until(november(19, 12, 0))
	if len(r.said) != 1 || !r.said[0].At.Equal(november(19, 9, 0)) {
		t.Errorf("said %q, want it as the pause ends", kinds(r.said))
	}
}
