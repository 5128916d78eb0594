package coach_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"evenkeel/coach"
)

// closes tells the deal's close dates one after another, a day apart from a day on.
func closes(x *coach.Deal, from string, days ...string) {
	for i, d := range days {
		f := coach.Field[coach.Date]{At: noon(day(from).AddDays(i).String())}
		if d != "" {
			f.V = *day(d)
		}
		x.Close = append(x.Close, f)
	}
}

func TestCloseDatePassed(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*coach.Deal)
		on     string
		want   string
	}{
		"SilentOnItsDay":        {nil, "2026-03-10", ""},
		"FiresTheDayAfter":      {nil, "2026-03-11", "note @2026-03-11;"},
		"KeepsItsStart":         {nil, "2026-05-11", "note @2026-03-11;"},
		"ClearsWithANewDate":    {func(x *coach.Deal) { closes(x, "2026-03-12", "2026-04-30") }, "2026-03-12", ""},
		"OccursAgainAfterIt":    {func(x *coach.Deal) { closes(x, "2026-03-12", "2026-04-30") }, "2026-05-01", "note @2026-05-01;"},
		"SilentWithoutADate":    {func(x *coach.Deal) { closes(x, "2026-03-12", "") }, "2026-03-12", ""},
		"SilentOnceWon":         {func(x *coach.Deal) { x.Outcome.V = coach.Won }, "2026-03-12", ""},
		"SilentWhileParked":     {func(x *coach.Deal) { x.Outcome.V = coach.Later }, "2026-03-12", ""},
		"SilentOnceItMovedAway": {func(x *coach.Deal) { x.To = "bob" }, "2026-03-12", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene()
			x := s.deal("D", "qualifying", "2026-02-02")
			closes(x, "2026-02-02", "2026-03-10")
			if tc.change != nil {
				tc.change(x)
			}
			if got := s.says("close-date-passed", "deal/D", tc.on); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
}

func TestCloseDatePushed(t *testing.T) {
	for name, tc := range map[string]struct {
		days []string
		want string
	}{
		"SilentAfterTwo":                  {[]string{"2026-03-10", "2026-04-10", "2026-05-10"}, ""},
		"FiresAtTheThird":                 {[]string{"2026-03-10", "2026-04-10", "2026-05-10", "2026-06-10"}, "note @2026-02-05;"},
		"AFourthIsNoOtherOccurrence":      {[]string{"2026-03-10", "2026-04-10", "2026-05-10", "2026-06-10", "2026-07-10"}, "note @2026-02-05;"},
		"TheSameAgainIsNone":              {[]string{"2026-03-10", "2026-03-10", "2026-04-10", "2026-04-10", "2026-05-10", "2026-05-10"}, ""},
		"AnEarlierOneIsNone":              {[]string{"2026-06-10", "2026-05-10", "2026-04-10", "2026-03-10"}, ""},
		"OneThatWasTakenBackIsNone":       {[]string{"2026-03-10", "", "2026-03-10", "2026-04-10", "2026-05-10"}, ""},
		"LaterThanBeforeItWasTakenBackIs": {[]string{"2026-03-10", "", "2026-04-10", "2026-05-10", "2026-06-10"}, "note @2026-02-06;"},
		"SilentWithoutAny":                {nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene()
			x := s.deal("D", "qualifying", "2026-02-02")
			closes(x, "2026-02-02", tc.days...)
			if got := s.says("close-date-pushed", "deal/D", "2026-02-20"); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
			x.Outcome.V = coach.Later
			if got := s.says("close-date-pushed", "deal/D", "2026-02-20"); got != "" {
				t.Errorf("parked, but says %q", got)
			}
		})
	}
}

func TestStalled(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*scene)
		on     string // opened on 1 January
		want   string
	}{
		"SilentAtTheLine":           {nil, "2026-04-01", ""},
		"FiresBeyondIt":             {nil, "2026-04-02", "note @2026-04-02;"},
		"StillStalledAtTheLongest":  {nil, "2026-07-20", "note @2026-04-02;"},
		"DeadBeyondTheLongest":      {nil, "2026-07-21", "note dead@2026-04-02;"},
		"NeverDeadWhereNoneIsKnown": {func(s *scene) { s.book.Baseline.Cycle.Longest = 0 }, "2027-07-20", "note @2026-04-02;"},
		"SilentWithoutACreatedDay":  {func(s *scene) { s.book.Deals["D"].Created.V = 0 }, "2026-06-01", ""},
		"SilentWithoutABaseline":    {func(s *scene) { s.book.Baseline = nil }, "2026-06-01", ""},
		"SilentUntilABookedStep": {func(s *scene) {
			s.commitment("C", "D", "2026-03-20", "2026-04-20").Kind.V = coach.Time
		}, "2026-04-20", ""},
		"FiresOnceThatIsOver": {func(s *scene) {
			s.commitment("C", "D", "2026-03-20", "2026-04-20").Kind.V = coach.Time
		}, "2026-04-21", "note @2026-04-02;"},
		"APromiseOfDataIsNoBookedStep": {func(s *scene) {
			s.commitment("C", "D", "2026-03-20", "2026-04-20").Kind.V = coach.Data
		}, "2026-04-10", "note @2026-04-02;"},
		"AStepAtTheAccountOfTheOnlyDealIsBooked": {func(s *scene) {
			k := s.commitment("C", "", "2026-03-20", "2026-04-20")
			k.Account, k.Kind.V = "acme", coach.Time
		}, "2026-04-10", ""},
		"SilentWhileParked": {func(s *scene) { s.book.Deals["D"].Outcome.V = coach.Later }, "2026-06-01", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene()
			s.deal("D", "qualifying", "2026-01-01")
			s.book.Baseline = &coach.Baseline{Cycle: &coach.Cycle{Stalled: 90, Longest: 200}}
			if tc.change != nil {
				tc.change(s)
			}
			if got := s.says("stalled", "deal/D", tc.on); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
}

func TestNoOpenDeal(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*scene)
		on     string
		want   string
	}{
		"FiresOnTheDayTheLastOneCloses": {nil, "2026-03-10", "note @2026-03-10;"},
		"SilentBeforeADayAhead":         {nil, "2026-03-09", ""},
		"SilentWhereDealsAreNotFed":     {nil, "2026-04-01", ""},
		"SilentWhereNoneEverWas":        {func(s *scene) { clear(s.book.Deals) }, "2026-03-20", ""},
		"ClearsWithAnOpenOne":           {func(s *scene) { s.deal("E", "prospecting", "2026-03-11") }, "2026-03-20", ""},
		"AParkedOneIsNotOpen": {func(s *scene) {
			s.deal("E", "prospecting", "2026-03-11").Outcome = coach.Field[coach.Outcome]{V: coach.Later, At: noon("2026-03-12")}
		}, "2026-03-20", "note @2026-03-12;"},
		"WhatWentToAnotherBookSaysNothing": {func(s *scene) { s.book.Deals["D"].To = "bob" }, "2026-03-20", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene()
			s.won("D", "acme", "2026-03-10", "5000")
			s.feed(coach.Deals, "2026-03-01")
			if tc.change != nil {
				tc.change(s)
			}
			if got := s.says("no-open-deal", "book/ann", tc.on); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
}

// A company of wins that took 1 to 60 days each, and one of long ago that took 400.
func wins(n int, team string) (*coach.People, coach.Facts) {
	people, f := coach.InMemory(coach.Records{Reps: map[string]func(*coach.Rep) bool{
		"ann": func(r *coach.Rep) bool { r.Team = team; return true },
		"bob": func(r *coach.Rep) bool { r.Team = "south"; return true },
	}}, &coach.Playbook{TimeZone: "UTC"})
	rows := []coach.Row{{Deal: "old", Outcome: coach.Won, Created: *day("2020-01-01"), Closed: *day("2020-01-01") + 400}}
	for i := range n {
		rows = append(rows, coach.Row{Deal: fmt.Sprint("W", i), Outcome: coach.Won, Created: *day("2026-01-01"), Closed: day("2026-01-01").AddDays(i + 1)})
	}
	f.Books["ann"] = coach.BookRows{Deals: rows}
	return people, f
}

func TestCyclesAreTheTeamsOwnAndNeedFiftyWins(t *testing.T) {
	p := newBench(t, nil).Playbook
	for _, tc := range []struct {
		name, team string
		wins       int
		rep        string
		want       coach.Cycle
	}{
		{"NearestRankOfTheTeamsWins", "north", 60, "ann", coach.Cycle{Stalled: 54, Longest: 400}},
		{"TooFewWins", "north", 49, "ann", coach.Cycle{Stalled: 90}},
		{"AnotherTeamHasNone", "north", 60, "bob", coach.Cycle{Stalled: 90}},
		{"WhoIsInNoTeamHasTheWorkspaces", "", 50, "ann", coach.Cycle{Stalled: 45, Longest: 400}},
	} {
		people, f := wins(tc.wins, tc.team)
		reps, _ := coach.Baselines(f, people, p, *day("2026-06-30"))
		if got := reps[tc.rep].Cycle; got == nil || *got != tc.want {
			t.Errorf("%s: %+v, want %+v", tc.name, got, tc.want)
		}
	}
}

var monday = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC) // 09:00 in Berlin

// noted has Ann tell of a deal whose close date passes on Friday, or of one that
// is long open.
func (b *bench) noted(id string, amount int, created, closes *coach.Date) {
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: id, Account: ptr("acme"), Name: &id, Created: created, Close: closes, Amount: money(fmt.Sprint(amount))}})
	b.act("ann", coach.Event{Answers: &coach.AnswersGiven{Subject: coach.On("deal", id), Answers: map[string]string{"problem": "stock-outs"}}})
}

// says compares what was said since with what is wanted.
func (b *bench) says(when string, want ...string) {
	b.t.Helper()
	if diff := cmp.Diff(want, b.took(), cmpopts.EquateEmpty()); diff != "" {
		b.t.Errorf("%s (-want +got):\n%s", when, diff)
	}
}

func TestNotesComeAsOneListOnMonday(t *testing.T) {
	b := newBench(t, nil)
	for i := range 3 {
		b.noted(fmt.Sprint("D", i), 1000*(i+1), day("2026-11-10"), day("2026-11-20"))
		b.noted(fmt.Sprint("L", i), 100*(i+1), day("2026-08-20"), nil)
	}
	b.companyDay()
	b.took()
	b.until(monday.Add(-30 * time.Minute))
	b.says("the close dates passed on Friday, and before Monday's hour")
	b.until(monday)
	b.says("on Monday", "ann daily close-date-passed(note deal/D2) close-date-passed(note deal/D1) close-date-passed(note deal/D0) stalled(note deal/L2) stalled(note deal/L1)")
	b.until(monday.AddDate(0, 0, 6))
	b.says("in the week after")
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "D2", Close: day("2027-01-31")}})
	b.says("once mended", "ann daily close-date-passed(note deal/D2)cleared close-date-passed(note deal/D1) close-date-passed(note deal/D0) stalled(note deal/L2) stalled(note deal/L1)")
	b.until(monday.AddDate(0, 0, 7))
	b.says("the rest a week later", "ann daily stalled(note deal/L0)")
}

func TestNotesOfOneRuleOnManySubjectsTakeOnePlaceInTheList(t *testing.T) {
	b := newBench(t, nil)
	for i := range 5 {
		b.noted(fmt.Sprint("D", i), 1000*(i+1), day("2026-11-10"), day("2026-11-20"))
	}
	b.noted("L0", 100, day("2026-08-20"), nil)
	b.companyDay()
	b.took()
	b.until(monday)
	b.says("on Monday", "ann daily close-date-passed(note deal/D4) close-date-passed(note deal/D3) close-date-passed(note deal/D2) close-date-passed(note deal/D1) close-date-passed(note deal/D0) stalled(note deal/L0)")
	book, err := b.Book(context.Background(), "ann")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range book.Messages {
		if m.Kind == coach.Daily && !slices.Equal(m.Lists, []string{"close-date-passed"}) {
			t.Errorf("lists %q", m.Lists)
		}
	}
	b.until(monday.AddDate(0, 0, 7))
	b.says("a week later")
}
