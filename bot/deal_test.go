package bot_test

import (
	"strings"
	"testing"

	"evenkeel/coach"
)

func TestAStageThatIsNotInTheListIsNotedOnce(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal Acme stage=propsal", "stage propsal", "none of your stages", "negotiation", "Did you mean proposal?", `/deal "Acme GmbH" stage=proposal`)
	s.expect("UANN", "/deal Globex stage=bogus", "none of your stages")
	for _, line := range []string{"/deal Initech stage=bogus", "/deal Globex stage=bogus", "/deal Globex stage=proposal"} {
		if got := s.run("UANN", line); strings.Contains(got, "none of your stages") {
			t.Errorf("%s: %s", line, got)
		}
	}
}

func TestADealNamedAloneIsShownOrItsFormOpened(t *testing.T) {
	s := open(t, nil)
	if got := s.run("UANN", "/deal Acme"); got != "" {
		t.Errorf("says %q beside the form", got)
	}
	r, err := s.ws.Submit(t.Context(), "UANN", "top", map[string]string{"stage": "proposal"})
	if err != nil || !r.Closed {
		t.Fatalf("the form: %+v, %v", r, err)
	}
	s.heard("Recorded a new deal: Acme GmbH", "stage proposal")
	s.expect("UANN", "/deal Acme", "Nothing was changed", "• Acme GmbH – stage proposal", "/deal \"Acme GmbH\" stage=")
	s.expect("UANN", "/deal Acme stage=proposal", "Nothing new", "stage proposal")
	s.expect("UANN", "/deal Acme later until 1 Mar", "parked")
	s.expect("UANN", "/deal Acme", "Nothing was changed", "parked until Mon 1 Mar 2027")
	if got := s.run("UANN", "/deal Newco"); got != "" {
		t.Errorf("says %q beside the form", got)
	}
	if r, err = s.ws.Submit(t.Context(), "UANN", "top", map[string]string{"amount": "5k"}); err != nil || !r.Closed {
		t.Fatalf("the form: %+v, %v", r, err)
	}
	s.heard("Recorded a new deal: Newco")
	if n := len(s.book("r1").Deals); n != 2 {
		t.Errorf("%d deals", n)
	}
}

func TestNonsenseIsNoDeal(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal help me", "Record a deal:", "/deal Acme won 50k")
	s.expect("UANN", "/deal =5", "Which deal?", "/deal Acme stage=proposal")
	if n := len(s.book("r1").Deals); n != 0 {
		t.Errorf("%d deals", n)
	}
}

func TestADealThatIsClosedTwiceInADayIsOne(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal Acme won 50k", "Recorded a new deal")
	s.expect("UANN", "/deal Acme won 50k", "Nothing new", "won on Mon 23 Nov 2026")
	s.expect("UANN", "/deal won Acme", "Nothing new")
	s.tick("UANN", "won Acme 50k")
	s.only("r1")
	s.expect("UANN", "/deal Acme won 70k", "Recorded a new deal")
	s.expect("UANN", "/deal Globex disqualified", "Recorded a new deal")
	s.expect("UANN", `/deal Globex disqualified reason="too small" refer=Hooli`, "Added to the deal that you closed today", "reason too small")
	if n := len(s.book("r1").Deals); n != 3 {
		t.Errorf("%d deals", n)
	}
}

func TestAnAmountWithTooManyDecimalsBlamesNoCurrencyOfOurOwn(t *testing.T) {
	s := open(t, nil)
	if _, err := s.coach.People().UpdateRep(t.Context(), "r1", func(r *coach.Rep) bool { r.Currency = "EUR"; return true }); err != nil {
		t.Fatal(err)
	}
	s.expect("UANN", "/deal Acme amount=$5k", "Recorded")
	if got := s.expect("UANN", "/deal Acme amount=1.2345", "more decimals"); strings.Contains(got, "EUR") {
		t.Errorf("says %s", got)
	}
	s.expect("UANN", "/deal Acme amount=1,234.50", "– $1,234.50.")
	s.expect("UANN", "/deal Globex amount=1.2m", "– €1.2m.")
	s.expect("UANN", "/deal Initech amount=12k currency=JPY", "– JPY 12,000.")
	s.expect("UANN", "/deal Acme amount=2000bn", "too large", "a million million")
	s.expect("UANN", "/deal Acme amount=€1.2345", "more decimals")
}

func TestAReferralWithAVerdictIsKept(t *testing.T) {
	s := open(t, func(set *setup) { set.written = true })
	s.expect("UANN", "/deal Acme stage=qualifying", "Recorded")
	s.expect("UANN", `/qualify Acme problem=teleport refer="Hooli Ltd"`, "Not your customer", "you point them to Hooli Ltd", "Thank you")
	if d := s.only("r1"); d.Refer.V != "Hooli Ltd" {
		t.Errorf("the deal has %+v", d.Refer)
	}
	s.expect("UANN", `/qualify Globex problem=teleport refer=Initrode`, "Not your customer", "Thank you")
	s.expect("UANN", `/qualify Globex budget=yes`, "Not your customer")
	if q := s.book("r1").Qualifications["account/A2"]; q == nil || q.Refer.V != "Initrode" {
		t.Errorf("kept %+v", q)
	}
}
