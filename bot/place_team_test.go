package bot_test

import "testing"

// TestAColleaguesDealIsNotMadeAnAccount: the name of a deal of the team's is told
// as such, and an account of that name is made only where it is meant.
func TestAColleaguesDealIsNotMadeAnAccount(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", `/deal Globex name="Freezer module" stage=qualifying amount=5k close=24 Jan`, "Freezer module")
	accounts := len(s.coach.People().Accounts())

	s.expect("UBOB", "/deal Freezer module stage=proposal", "The deal “Freezer module” is ann's", "Nothing was recorded", "• new: Freezer module")
	if n := len(s.coach.People().Accounts()); n != accounts {
		t.Errorf("%d accounts, there were %d", n, accounts)
	}
	e := s.lastEphemeral("UBOB")
	if err := s.ws.Click(t.Context(), "UBOB", e.Channel, e.TS, "choose0"); err != nil {
		t.Fatal(err)
	}
	s.wait("Bob's own deal", func() bool { return len(s.book("r2").Deals) == 1 })

	if stage := s.only("r1").Stage.V(); stage != "qualifying" {
		t.Errorf("Ann's deal went to %s", stage)
	}
}

// TestAManagerIsAskedAboutADealOfTheirPeople and may mean it.
func TestAManagerIsAskedAboutADealOfTheirPeople(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", `/deal Globex name="Freezer module" stage=qualifying amount=5k close=24 Jan`, "Freezer module")
	s.expect("UMIA", "/deal Freezer module stage=proposal", "There is a deal called “Freezer module”", "• Globex, Freezer module", "(ann)", "• new: Freezer module")
	e := s.lastEphemeral("UMIA")
	if err := s.ws.Click(t.Context(), "UMIA", e.Channel, e.TS, "choose0"); err != nil {
		t.Fatal(err)
	}
	s.wait("Ann's deal", func() bool { return s.only("r1").Stage.V() == "proposal" })
}
