package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"evenkeel/bot"
	"evenkeel/coach"
	"evenkeel/prompts"
)

// homeSays opens a person's Home tab, waits until it says this, and returns all
// that it says.
func (s *stage) homeSays(user, want string) string {
	s.Helper()
	if err := s.ws.OpenHome(s.Context(), user); err != nil {
		s.Fatal(err)
	}
	said := ""
	s.wait("a Home tab with "+want, func() bool {
		v, ok := s.ws.Home(user)
		said = strings.Join(v.Shown(), "\n")
		return ok && strings.Contains(said, want)
	})
	return said
}

// inOrder says whether texts stand in this order.
func inOrder(all string, texts ...string) error {
	for _, w := range texts {
		_, rest, ok := strings.Cut(all, w)
		if !ok {
			return fmt.Errorf("%q is not there, or not in its place", w)
		}
		all = rest
	}
	return nil
}

// daysGo lets so many days go by, hour by hour of work.
func (s *stage) daysGo(days int) {
	s.Helper()
	for range days {
		for _, hour := range []int{10, 14} {
			now := s.clock(false)
			next := time.Date(now.Year(), now.Month(), now.Day(), hour, 0, 0, 0, time.UTC)
			if !next.After(now) {
				next = next.AddDate(0, 0, 1)
			}
			s.now.Store(next.UnixNano())
			if err := s.coach.DoDue(s.Context()); err != nil {
				s.Fatal(err)
			}
		}
	}
}

func TestHomeShowsWhatMattersFirst(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal Globex name=Pilot stage=proposal amount=5k close=4 Dec", "Recorded")
	s.expect("UANN", "/commit Globex time a walk through the warehouse by 25 Nov", "warehouse")
	s.expect("UANN", "/commit Globex data last year's figures by 15 Jan", "figures")
	home := s.homeSays("UANN", "Your balance")
	if err := inOrder(home, "Mon 23 Nov 2026. I speak from 09:00 to 17:00", "Promises that fall due", "warehouse", "Your balance", "Open nudges", "Open deals", "Pilot",
		"What your customers promised", "figures", "What I cannot see"); err != nil {
		t.Errorf("%v:\n%s", err, home)
	}
	if strings.Contains(home, "Your team") || strings.Contains(home, "For the admin") {
		t.Errorf("a rep's Home has a manager's parts:\n%s", home)
	}
}

func TestHomeSaysWhatWouldComeAndThenWhatWasSaid(t *testing.T) {
	s := open(t, nil)
	s.feedOverdue()
	home := s.homeSays("UANN", "what I would say on Tue 24 Nov 2026 at 09:")
	if err := inOrder(home, "Next", "a promise that has waited long", "a call with the warehouse manager", "Promises that fall due", "Your balance"); err != nil {
		t.Errorf("%v:\n%s", err, home)
	}
	if m := s.book("r1").Daily(coach.DateIn(monday, time.UTC).AddDays(1)); m != nil {
		t.Errorf("looking ahead wrote the message: %+v", m)
	}
	s.daysGo(1)
	s.wait("the message", func() bool { return len(s.ws.DM("UANN")) > 0 })
	home = s.homeSays("UANN", "I said this at")
	if err := inOrder(home, "Today", "I said this at", "a promise that has waited long", "Done", "Promises that fall due", "Your balance"); err != nil {
		t.Errorf("%v:\n%s", err, home)
	}
	if strings.Count(home, "a promise that has waited long") > 1 {
		t.Errorf("said again further down:\n%s", home)
	}
}

func TestAManagersHomeHasTheTeamInTheOrderOfNames(t *testing.T) {
	s := open(t, nil)
	s.overruled()
	s.expect("UBOB", "/deal Initech name=Secret won 20k close=2026-11-03", "won")
	s.wait("Bob's win", func() bool { return len(s.book("r2").Deals) == 1 })
	home := s.homeSays("UMIA", "Exceptions")
	if err := inOrder(home, "Your team", "• ann: won $10,000", "• bob: won $20,000", "Exceptions", "went on with a reason once", "They asked for it", "Open nudges"); err != nil {
		t.Errorf("%v:\n%s", err, home)
	}
	if strings.Contains(home, "Your balance") {
		t.Errorf("she sells nothing, and has a balance:\n%s", home)
	}
	if strings.Contains(home, "Secret") {
		t.Errorf("a report's deal stands on it:\n%s", home)
	}
}

// TestADirectorsHomeHasTheTeamsOfWhoeverReports: what all beneath them come to, as in
// the roll-up, and a pace of nothing is said like any other.
func TestADirectorsHomeHasTheTeamsOfWhoeverReports(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal Initech won 20k close=2026-11-03", "won")
	quota := func(id string) []coach.Event {
		return []coach.Event{{ID: "q" + id, At: s.clock(false), Source: coach.Import, Rep: id, Quota: &coach.QuotaGiven{Period: "2026-Q4", Amount: coach.Money{Minor: 100_000_00, Currency: "USD"}}}}
	}
	if err := s.coach.Import(t.Context(), coach.Records{Run: "quotas", Books: map[string][]coach.Event{"r1": quota("r1"), "r2": quota("r2")}}); err != nil {
		t.Fatal(err)
	}
	if home := s.homeSays("UMIA", "• bob"); !strings.Contains(home, "• bob: pace 0 % – worth a look") {
		t.Errorf("the worst pace is not there:\n%s", home)
	}
	for id, manager := range map[string]string{"r9": "r2", "r2": ""} {
		if _, err := s.coach.People().UpdateRep(t.Context(), id, func(r *coach.Rep) bool { r.Manager = manager; return true }); err != nil {
			t.Fatal(err)
		}
	}
	home := s.homeSays("UBOB", "’s team: won $20,000")
	if strings.Contains(home, "no data yet") {
		t.Errorf("a team that sells has no data:\n%s", home)
	}
}

func TestRulesToTuneAreCountedOnlyInALargeTeam(t *testing.T) {
	s := open(t, nil)
	rule := s.quieted()
	s.expect("UANN", "/coach rules", rule+" (quiet until Mon 7 Dec 2026")
	if home := s.homeSays("UMIA", "Rules to tune"); !strings.Contains(home, rule+": found not useful several times in two weeks. ") {
		t.Errorf("of two reps:\n%s", home)
	}
	for i := range 3 {
		_, err := s.coach.People().UpdateRep(t.Context(), fmt.Sprintf("x%d", i), func(r *coach.Rep) bool { r.Name, r.Manager = "x", "r9"; return true })
		if err != nil {
			t.Fatal(err)
		}
	}
	s.homeSays("UMIA", "by 1 of 5")
}

// quieted lets Ann find a rule not useful three times.
func (s *stage) quieted() (rule string) {
	s.Helper()
	rule = "close-date-passed"
	for _, account := range []string{"Acme", "Globex", "Initech"} {
		s.expect("UANN", "/deal "+account+" amount=5k close=2026-11-02", "Recorded")
	}
	pressed := 0
	for key, n := range s.book("r1").Nudges {
		if n.Rule != rule {
			continue
		}
		pressed++
		_, err := s.coach.Handle(s.Context(), "r1", func(v coach.View) (coach.Event, error) {
			return coach.Event{ID: "no " + key, At: v.Now, Source: coach.Slack, By: "r1", Rep: "r1", Reply: &coach.Reply{Nudge: key, Kind: coach.NotUseful, Reason: "wrong_time"}}, nil
		})
		if err != nil {
			s.Fatal(err)
		}
	}
	if pressed != 3 {
		s.Fatalf("%d nudges of %s", pressed, rule)
	}
	return rule
}

func TestTheSettingsButtonOpensTheForm(t *testing.T) {
	s := open(t, nil)
	s.homeSays("UANN", "Your balance")
	if err := s.ws.ClickView(t.Context(), "UANN", "home", "home_settings"); err != nil {
		t.Fatal(err)
	}
	s.wait("the form", func() bool { vs := s.ws.Views("UANN"); return len(vs) == 1 && vs[0].CallbackID == "settings" })
	r, err := s.ws.Submit(t.Context(), "UANN", "top", map[string]string{"mute": "stalled"})
	if err != nil || !r.Closed {
		t.Fatalf("%+v, %v", r, err)
	}
	s.wait("Home says so", func() bool {
		v, _ := s.ws.Home("UANN")
		return strings.Contains(strings.Join(v.Shown(), "\n"), "Muted: 1 rule")
	})
}

func TestHomeIsPublishedAgainForWhoOpenedItAndOnceInAWhile(t *testing.T) {
	s := open(t, nil)
	s.stop()
	if err := <-s.ended; err != nil {
		t.Fatal(err)
	}
	s.start(bot.Config{Coach: s.coach, Client: s.client, Why: prompts.Why, Sockets: 1, Refresh: 800 * time.Millisecond})
	s.homeSays("UANN", "Your balance")
	before := len(s.ws.Calls("views.publish"))
	for i := range 20 {
		s.expect("UANN", fmt.Sprintf("/deal Globex amount=%dk", i+1), "Recorded")
		s.expect("UBOB", fmt.Sprintf("/deal Initech amount=%dk", i+1), "Recorded")
	}
	began := time.Now()
	s.wait("the last amount on Home", func() bool {
		v, _ := s.ws.Home("UANN")
		return strings.Contains(strings.Join(v.Shown(), "\n"), "Globex, $20,000")
	})
	if n := len(s.ws.Calls("views.publish")) - before; n > 2+int(time.Since(began)/(800*time.Millisecond)) {
		t.Errorf("published %d times in %s", n, time.Since(began))
	}
	if _, ok := s.ws.Home("UBOB"); ok {
		t.Error("Bob never opened his Home, and has one")
	}
}

func TestHomeKeepsToSlacksLimitsWhateverIsInTheBook(t *testing.T) {
	s := open(t, nil)
	_, err := s.coach.Handle(t.Context(), "r1", func(v coach.View) (coach.Event, error) {
		e := coach.Event{ID: "many", At: v.Now, Source: coach.Import, Rep: "r1"}
		for i := range 300 {
			id := fmt.Sprintf("D%d", i)
			name := strings.Repeat("<!channel>*_~`&", 20) + id
			e.Rows = append(e.Rows, coach.Event{ID: id, At: v.Now, Source: coach.Import, Rep: "r1", Deal: &coach.DealChange{ID: id, Account: new("A1"),
				Name: &name, Stage: new("proposal"), Outcome: new(coach.Open), Close: new(v.Today().AddDays(-i)), Created: new(v.Today().AddDays(-400))}},
				coach.Event{ID: "c" + id, At: v.Now, Source: coach.Import, Rep: "r1", Commitment: &coach.CommitmentChange{ID: "c" + id, Deal: id,
					What: &name, Kind: new(coach.Time), Due: new(v.Today().AddDays(-i)), Status: new(coach.Pending)}})
		}
		return e, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.daysGo(2)
	home := s.homeSays("UANN", "Open deals")
	if !strings.Contains(home, "… and 2") { // 275 deals beside those that are listed
		t.Errorf("nothing is cut:\n%.2000s", home)
	}
}

// TestWhatWaitsForSomethingElseIsNotOnHomeButAnswered: a deal without the client's
// next commitment is past its close date; the first of the two speaks.
func TestWhatWaitsForSomethingElseIsNotOnHomeButAnswered(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/commit Initech time a call by 15 Jan", "a call")
	s.expect("UANN", "/deal Globex name=Pilot stage=proposal amount=5k close=24 Nov", "Recorded")
	s.daysGo(3)
	var held *coach.Nudge
	for _, n := range s.book("r1").Nudges {
		if n.Rule == "close-date-passed" && n.Held == coach.HeldPrecedence {
			held = n
		}
	}
	if held == nil {
		t.Fatalf("nothing waits: %+v", s.book("r1").Nudges)
	}
	if home := s.homeSays("UANN", "Open nudges"); strings.Contains(home, "close-date-passed") || strings.Contains(home, "close date") {
		t.Errorf("Home says both:\n%s", home)
	}
	s.expect("UANN", "/coach why", "close-date-passed", "something else about it comes first")
}

// TestHomeIsShownBeforeAllIsAddedUp: in a company where that takes long, the rest of
// the tab does not wait for it, and what stood there is not taken away again.
func TestHomeIsShownBeforeAllIsAddedUp(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal Globex name=Pilot stage=proposal amount=5k", "Recorded")
	s.store.slow.Store(int64(300 * time.Millisecond))
	for _, user := range []string{"UANN", "UMIA"} {
		s.homeSays(user, map[string]string{"UANN": "Won: ", "UMIA": "• ann: "}[user])
		got := s.tabs(user)
		if len(got) != 2 || !strings.Contains(got[0], "in a moment") || !strings.Contains(got[0], "Next") && !strings.Contains(got[0], "Today") || strings.Contains(got[1], "in a moment") {
			t.Errorf("%s was shown %d tabs: %.2000s", user, len(got), got)
		}
		if err := s.ws.OpenHome(t.Context(), user); err != nil {
			t.Fatal(err)
		}
		s.wait("it to be shown again", func() bool { return len(s.tabs(user)) > 2 })
		if got := s.tabs(user)[2]; strings.Contains(got, "in a moment") {
			t.Errorf("%s opened it again, and was shown less than before: %.2000s", user, got)
		}
	}
}

// tabs are what was published on somebody's Home tab, in order.
func (s *stage) tabs(user string) (out []string) {
	for _, call := range s.ws.Calls("views.publish") {
		if call.Args["user_id"] == user {
			out = append(out, fmt.Sprint(call.Args["view"]))
		}
	}
	return out
}

func TestPromisesOfADealThatIsOverAreNotDue(t *testing.T) {
	s := open(t, nil)
	for _, name := range []string{"Acorn", "Birch", "Cedar", "Doum"} {
		s.expect("UANN", "/deal new:"+name+" stage=proposal amount=5k close=30 Nov", "Recorded")
		s.expect("UANN", "/commit "+name+" time a visit to "+name+" by 24 Nov", name)
	}
	s.expect("UANN", "/deal Acorn lost", "lost")
	s.expect("UANN", "/deal Birch later until 1 Mar", "parked")
	s.expect("UANN", "/deal Cedar disqualified", "disqualified")
	home := s.homeSays("UANN", "Promises that fall due")
	said := home + s.expect("UANN", "/coach commitments", "a visit to Doum")
	if !strings.Contains(home, "a visit to Doum") {
		t.Errorf("what is due is gone: %s", home)
	}
	for _, over := range []string{"Acorn", "Birch", "Cedar"} {
		if strings.Contains(said, "a visit to "+over) {
			t.Errorf("the promise of %s is due: %s", over, said)
		}
	}
	if n := len(s.book("r1").Commitments); n != 4 {
		t.Errorf("%d promises on record, want all 4", n)
	}
}
