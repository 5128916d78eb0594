package coach_test

import (
	"fmt"
	"strings"
	"testing"

	"evenkeel/coach"
)

// TestWhatWasSaidIsNotSaidAgainWhenItsFactsComeBack: reviews are fed again after
// half a year, and the rhythm that was asked for then is still not agreed.
func TestWhatWasSaidIsNotSaidAgainWhenItsFactsComeBack(t *testing.T) {
	o := newOffice(t, november(16, 10, 0), nil)
	o.member("ann", nil)
	o.reviews("first")
	o.act("ann", "win", coach.Event{Source: coach.App, Deal: &coach.DealChange{ID: "W", Account: ptr("acme"), Outcome: ptr(coach.Won), Created: day("2026-01-05"), Closed: day("2026-01-05")}})
	o.runs("acme", "till", "2026-01-05") // and so is a customer as long as it does
	o.until(november(17, 12, 0))
	if got := o.told("review-due"); got != 1 {
		t.Fatalf("told %d times: %q", got, o.says())
	}
	o.until(november(17, 12, 0).AddDate(0, 8, 0))
	if n := o.left("ann", "review-due"); n == nil || n.Open() {
		t.Fatalf("nothing is known of reviews any more: %+v", n)
	}
	o.reviews("second")
	o.until(o.clock().AddDate(0, 0, 7))
	if n := o.left("ann", "review-due"); n == nil || !n.Open() {
		t.Fatal("not found again")
	}
	if got := o.told("review-due"); got != 1 {
		t.Errorf("told %d times: %q", got, o.says())
	}
}

// TestWhatWasSaidOfADealThatIsDecidedIsForgotten four months later.
func TestWhatWasSaidOfADealThatIsDecidedIsForgotten(t *testing.T) {
	o := anOffice(t)
	today := day("2026-11-17")
	o.act("ann", "deal", coach.Event{Source: coach.App, Deal: &coach.DealChange{ID: "D", Account: ptr("acme")}})
	o.act("ann", "promise", coach.Event{Source: coach.App, Commitment: &coach.CommitmentChange{ID: "C", Deal: "D", Made: today, Due: today, Status: ptr(coach.Pending)}})
	o.until(november(18, 12, 0))
	if o.told("commitment-overdue") != 1 {
		t.Fatalf("says %q", o.says())
	}
	o.act("ann", "lost", coach.Event{Source: coach.App, Deal: &coach.DealChange{ID: "D", Outcome: ptr(coach.Lost), Closed: day("2026-11-18")}})
	o.until(november(18, 12, 0).AddDate(0, 3, 0))
	if o.left("ann", "commitment-overdue") == nil {
		t.Error("it is gone, and Ann may ask why she got it")
	}
	o.until(november(18, 12, 0).AddDate(0, 5, 0))
	if n := o.left("ann", "commitment-overdue"); n != nil {
		t.Errorf("%s is kept", n.Key)
	}
}

// reviews says that a file of reviews was there, without news.
func (o *office) reviews(id string) {
	o.act("ann", id, coach.Event{Source: coach.Import, Imported: &coach.Imported{Kinds: []coach.FactKind{coach.Reviews}}})
}

// runs is a product that an account has.
func (o *office) runs(account, product, since string) {
	o.t.Helper()
	err := o.HandleAccount(o.t.Context(), coach.Event{ID: product, At: o.clock(), Source: coach.App, Account: account, Product: &coach.ProductChange{Product: product, Since: day(since)}})
	if err != nil {
		o.t.Fatal(err)
	}
}

// left is a rule's nudge that stands in a rep's book, if there is one, after news of
// another account.
func (o *office) left(rep, rule string) *coach.Nudge {
	o.t.Helper()
	o.acts++
	o.act(rep, fmt.Sprint("touch/", o.acts), coach.Event{Source: coach.App, Touch: &coach.Touch{ID: fmt.Sprint(o.acts), Account: "beta", Day: coach.DateIn(o.clock(), berlin), Kind: coach.Care}})
	b, err := o.Held(o.t.Context(), rep)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, n := range b.Nudges {
		if n.Rule == rule {
			return n
		}
	}
	return nil
}

// told is how often a rule's nudges stand in messages.
func (o *office) told(rule string) (times int) {
	for _, id := range o.order {
		for _, n := range o.shown[id].Nudges {
			if strings.HasPrefix(n.Key, rule+"/") {
				times++
			}
		}
	}
	return times
}
