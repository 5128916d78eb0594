package bot_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"evenkeel/store/crm"
)

// imports has a file say something, as the command does.
func (s *stage) imports(name, text string) {
	s.Helper()
	dir := s.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		s.Fatal(err)
	}
	s.now.Add(int64(time.Minute))
	got, err := crm.Read(s.Context(), []string{dir}, crm.Options{Playbook: s.coach.Playbook, Known: stored{s.coach.People(), s.coach.Store}, Now: s.clock(false)})
	if err != nil || len(got.Errors) > 0 {
		s.Fatal(err, got.Errors)
	}
	if err := s.coach.Import(s.Context(), got.ForCoach()); err != nil {
		s.Fatal(err)
	}
}

// TestARenamedAccountIsCalledByItsNewName: on Home, in what was said before, in lists
// and where somebody types.
func TestARenamedAccountIsCalledByItsNewName(t *testing.T) {
	s := open(t, nil)
	s.feedOverdue() // at Globex
	s.daysGo(1)
	s.wait("the message", func() bool { return len(s.ws.DM("UANN")) > 0 })
	s.imports("accounts.csv", "account,name\nA2,Umbrella\n")
	if home := s.homeSays("UANN", "Umbrella, Pilot"); strings.Contains(home, "Globex") {
		t.Errorf("Home still says Globex:\n%s", home)
	}
	if got := s.expect("UANN", "/coach deals", "Umbrella"); strings.Contains(got, "Globex") {
		t.Errorf("the list still says Globex: %s", got)
	}
	s.expect("UANN", "/deal Umbrella amount=6k", "Recorded")
	if d := s.only("r1"); d.Amount.V.Minor != 600_000 || d.Account.V != "A2" {
		t.Errorf("the deal is %+v", d)
	}
}

// TestANameThatGetsAnIDIsOneAccountForEverybody: what people typed and what a file
// names is one afterwards, with a deal, a contact, an issue and the other name.
func TestANameThatGetsAnIDIsOneAccountForEverybody(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal new:Hooli name=North stage=proposal amount=5k", "Recorded")
	s.expect("UBOB", "/touch Hooli care called them", "Recorded")
	s.expect("UANN", "/touch Hooli issue high leak", "Recorded")
	s.wait("both books", func() bool { return len(s.book("r1").Deals) == 1 && len(s.book("r2").Touches) == 1 })
	s.imports("accounts.csv", "account,name,owner\nA77,Hooli Inc.,r1\n")
	if d := s.only("r1"); d.Account.V != "A77" {
		t.Errorf("Ann's deal is at %q", d.Account.V)
	}
	for _, x := range s.book("r2").Touches {
		if x.Account != "A77" {
			t.Errorf("Bob's contact is at %q", x.Account)
		}
	}
	s.homeSays("UANN", "Hooli Inc., North")
	s.expect("UANN", "/deal Hooli close=2027-01-31", "Recorded", "Hooli Inc.")
	accounts, err := s.coach.Accounts(t.Context(), "A77")
	if err != nil || accounts["A77"].Issues["leak"] == nil {
		t.Errorf("the issue is not there: %+v, %v", accounts["A77"].Issues, err)
	}
	if got := accounts["A77"].Heard["r2"]; len(got) != 1 {
		t.Errorf("the account does not know of Bob's contact: %+v", got)
	}
	if got := texts(s.offered("UANN", "hooli")); strings.Count(got, "| Hooli") != 1 {
		t.Errorf("offered: %s", got)
	}
}

// TestALineThatIsEditedTakesBackWhatItSaid: the words that stand there in the end
// count, also where they say that a deal was not won.
func TestALineThatIsEditedTakesBackWhatItSaid(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal Globex name=Pilot stage=proposal amount=5k", "Recorded")
	ts := s.say("UANN", "won Globex 50k")
	s.wait("the win", func() bool { return s.only("r1").Outcome.V.Closed() })
	s.now.Add(int64(time.Minute))
	if err := s.ws.Edit(t.Context(), "UANN", "#deals", ts, "lost Globex: price"); err != nil {
		t.Fatal(err)
	}
	s.wait("the loss", func() bool { return s.only("r1").Outcome.V == "lost" })
	accounts, err := s.coach.Accounts(t.Context(), "A2")
	if err != nil {
		t.Fatal(err)
	}
	if first := accounts["A2"].FirstWin(""); !first.IsZero() {
		s.wait("the account to forget the win", func() bool {
			accounts, err := s.coach.Accounts(t.Context(), "A2")
			return err == nil && accounts["A2"].FirstWin("").IsZero()
		})
	}
}
