package coach_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"evenkeel/coach"
)

// justRules lets no rule speak but those named.
func justRules(ids ...string) func(*coach.Playbook) {
	return func(p *coach.Playbook) {
		for _, r := range coach.Rules() {
			if !slices.Contains(ids, r.ID) {
				p.Rules[r.ID] = coach.RuleSettings{Off: true}
			}
		}
	}
}

// leap moves the clock without doing what is due on the way; the hours before are
// stepped through, and what is prepared once a day is, from now on.
func (b *bench) leap(day string) {
	b.t.Helper()
	b.now = on(day).In(time.UTC).Add(-8 * time.Hour)
	if err := b.Store.Queue(context.Background(), "company/day", b.now); err != nil {
		b.t.Fatal(err)
	}
	b.until(on(day).In(time.UTC).Add(-time.Hour))
}

func (b *bench) winAt(account, closed, amount string, source coach.Source) {
	b.n++
	e := deal(fmt.Sprint("W", b.n), account, "negotiation")
	e.Source = source
	e.Deal.Outcome, e.Deal.Closed, e.Deal.Amount, e.Deal.Created = ptr(coach.Won), day(closed), money(amount), day(closed)
	b.act("ann", e)
}

// TestNoMoreThanFiveCustomersToCareForAWeek: seven customers ordered on the same
// day, and 60 days later, a Monday, all of them are silent.
func TestNoMoreThanFiveCustomersToCareForAWeek(t *testing.T) {
	b := newBench(t, justRules("care-due"))
	for i := range 7 {
		b.winAt(fmt.Sprint("a", i), "2026-10-01", fmt.Sprint(1000+i), coach.App)
	}
	b.act("ann", coach.Event{Touch: &coach.Touch{ID: "T0", Account: "prospect", Day: *day("2026-11-16"), Kind: coach.Sales}})
	b.leap("2026-11-30")
	expect(t, b.took())
	b.until(time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC))
	expect(t, b.took(), "ann daily care-due(nudge account/a6) care-due(nudge account/a5) care-due(nudge account/a4) care-due(nudge account/a3) care-due(nudge account/a2)")
	b.until(time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC))
	expect(t, b.took())
	b.until(time.Date(2026, 12, 6, 12, 0, 0, 0, time.UTC))
	expect(t, b.took())
	book, err := b.Book(context.Background(), "ann")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range book.Nudges {
		if n.Said.IsZero() && n.Held != coach.HeldCap {
			t.Errorf("%s is held back as %q", n.Key, n.Held)
		}
	}
	b.until(time.Date(2026, 12, 7, 12, 0, 0, 0, time.UTC))
	expect(t, b.took(), "ann daily care-due(nudge account/a1) care-due(nudge account/a0)")
}

// TestACareThatIsDueClearsWhenAColleagueCalls: bob's call is a contact with ann's
// customer, and her message is edited. Bob, who only works there, is told nothing.
func TestACareThatIsDueClearsWhenAColleagueCalls(t *testing.T) {
	b := newBench(t, justRules("care-due"))
	b.winAt("acme", "2026-10-01", "1000", coach.App)
	b.act("bob", deal("D1", "acme", "proposal"))
	b.act("ann", coach.Event{Touch: &coach.Touch{ID: "T0", Account: "prospect", Day: *day("2026-11-16"), Kind: coach.Sales}})
	b.leap("2026-11-30")
	b.until(time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC))
	expect(t, b.took(), "ann daily care-due(nudge account/acme)")
	b.act("bob", coach.Event{Touch: &coach.Touch{ID: "T1", Account: "acme", Day: *day("2026-11-30"), Kind: coach.Care, Note: "how are you?"}})
	b.until(time.Date(2026, 12, 2, 12, 0, 0, 0, time.UTC))
	expect(t, b.took(), "ann daily care-due(nudge account/acme)cleared")
}

// TestTheFifthSalesTouchIsAnsweredAtOnce: it is the rep's own act.
func TestTheFifthSalesTouchIsAnsweredAtOnce(t *testing.T) {
	b := newBench(t, justRules("care-due"))
	b.winAt("acme", "2026-10-01", "1000", coach.App)
	for i, d := range []string{"2026-11-10", "2026-11-11", "2026-11-12", "2026-11-13", "2026-11-16"} {
		expect(t, b.took())
		b.act("ann", coach.Event{Touch: &coach.Touch{ID: fmt.Sprint("T", i), Account: "acme", Day: *day(d), Kind: coach.Sales}})
	}
	expect(t, b.took(), "ann answer care-due(nudge account/acme)")
	b.act("ann", coach.Event{Touch: &coach.Touch{ID: "T9", Account: "acme", Day: *day("2026-11-16"), Kind: coach.Care, Note: "how do you get on?"}})
	expect(t, b.took(), "ann answer care-due(nudge account/acme)cleared")
}

// TestDiminishingReturnsAreSaidAsTheQuarterTurns: only from January on do four
// full quarters with five expansions each lie behind.
func TestDiminishingReturnsAreSaidAsTheQuarterTurns(t *testing.T) {
	b := newBench(t, justRules("diminishing-returns"))
	b.winAt("acme", "2024-06-01", "50000", coach.Import)
	for _, d := range []string{"2025-02-01", "2025-03-01", "2025-04-01", "2025-05-01", "2025-06-01"} {
		b.winAt("acme", d, "10000", coach.Import)
	}
	for _, d := range []string{"2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01", "2026-10-05"} {
		b.winAt("acme", d, "5000", coach.Import)
	}
	b.act("ann", coach.Event{Source: coach.Import, Imported: &coach.Imported{Kinds: []coach.FactKind{coach.Deals}}})
	b.leap("2027-01-01")
	expect(t, b.took())
	b.until(time.Date(2027, 1, 1, 12, 0, 0, 0, time.UTC))
	expect(t, b.took(), "ann daily diminishing-returns(nudge account/acme)")
	b.winAt("acme", "2026-12-20", "30000", coach.App) // heard of late
	b.until(time.Date(2027, 1, 4, 12, 0, 0, 0, time.UTC))
	expect(t, b.took(), "ann daily diminishing-returns(nudge account/acme)cleared")
}

// shifting imports ann's last two quarters of 2026 as twoQuarters tells them.
func (b *bench) shifting() {
	for _, x := range twoQuarters().Deals {
		c := coach.DealChange{ID: x.Deal, Account: ptr(x.Account), Amount: ptr(x.Amount), Stage: ptr("proposal"), Created: ptr(x.Created), Outcome: ptr(x.Outcome)}
		if !x.Closed.IsZero() {
			c.Closed = ptr(x.Closed)
		}
		b.act("ann", coach.Event{Source: coach.Import, Deal: &c})
	}
	b.act("ann", coach.Event{Source: coach.Import, Imported: &coach.Imported{Kinds: []coach.FactKind{coach.Deals}}})
}

// TestAShiftIsSaidOnceTheQuarterIsOver: in November nothing can be said of the
// fourth quarter yet. In January its share of new business is prepared.
func TestAShiftIsSaidOnceTheQuarterIsOver(t *testing.T) {
	b := newBench(t, justRules("burden-shift"))
	b.shifting()
	b.leap("2027-01-01")
	expect(t, b.took())
	b.until(time.Date(2027, 1, 1, 12, 0, 0, 0, time.UTC))
	expect(t, b.took(), "ann daily burden-shift(warn book/ann)")
	for i := range 10 {
		b.winAt(fmt.Sprint("late", i), "2026-12-20", "1000", coach.App) // heard of late: new customers after all
	}
	b.until(time.Date(2027, 1, 4, 12, 0, 0, 0, time.UTC))
	expect(t, b.took(), "ann daily burden-shift(warn book/ann)cleared")
}

// TestWhatTheFirstPreparationShowsIsCountedNotSaid: the same import in January. It
// was all true before the coach arrived.
func TestWhatTheFirstPreparationShowsIsCountedNotSaid(t *testing.T) {
	for name, knownBefore := range map[string]bool{"ToANewBook": false, "ToABookThatWasPreparedEmpty": true} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, justRules("burden-shift"))
			b.leap("2027-01-10")
			if knownBefore {
				b.act("ann", coach.Event{Touch: &coach.Touch{ID: "T0", Account: "prospect", Day: *day("2027-01-10"), Kind: coach.Sales}})
				b.until(time.Date(2027, 1, 12, 12, 0, 0, 0, time.UTC))
			}
			b.shifting()
			b.until(time.Date(2027, 1, 14, 12, 0, 0, 0, time.UTC))
			expect(t, b.took(), "ann daily quiet:burden-shift=1")
		})
	}
}

// TestAllIcingIsSaidToTheRepWhoseRoleItConcerns: ann and bob did the same, and
// only bob has a role that asks for both.
func TestAllIcingIsSaidToTheRepWhoseRoleItConcerns(t *testing.T) {
	b := newBench(t, justRules("all-icing"))
	if _, err := b.People().UpdateRep(context.Background(), "bob", func(r *coach.Rep) bool { r.Role = coach.Hybrid; return true }); err != nil {
		t.Fatal(err)
	}
	for _, rep := range []string{"ann", "bob"} {
		b.allNew(rep)
	}
	b.leap("2027-01-01")
	expect(t, b.took())
	b.until(time.Date(2027, 1, 1, 12, 0, 0, 0, time.UTC))
	expect(t, b.took(), "bob daily all-icing(nudge book/bob)")
}

// allNew imports a rep's year: in each of the last two quarters ten new customers
// won and ten prospects in the pipeline, and sales touches only at the customers.
func (b *bench) allNew(rep string) {
	put := func(i int, account, created, closed string) {
		c := coach.DealChange{ID: fmt.Sprintf("%s-%s-%d", rep, account, i), Account: ptr(fmt.Sprint(rep, account, i)), Amount: money("1000"), Stage: ptr("proposal"), Created: day(created)}
		if closed != "" {
			c.Outcome, c.Closed = ptr(coach.Won), day(closed)
		}
		b.act(rep, coach.Event{Source: coach.Import, Deal: &c})
	}
	for i := range 10 {
		put(i, "old", "2025-01-01", "2025-02-01")
		put(i, "third", "2026-06-01", "2026-08-10")
		put(i, "fourth", "2026-10-05", "2026-11-10")
		put(i, "open", "2026-07-01", "")
		b.act(rep, coach.Event{Source: coach.Import, Touch: &coach.Touch{ID: fmt.Sprint(rep, i), Account: rep + "third1", Day: day("2026-10-20").AddDays(i), Kind: coach.Sales}})
	}
	b.act(rep, coach.Event{Source: coach.Import, Imported: &coach.Imported{Kinds: []coach.FactKind{coach.Deals, coach.Touches}}})
}
