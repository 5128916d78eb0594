package coach_test

import (
	"fmt"
	"testing"

	"evenkeel/coach"
)

// orders puts wins of an amount at acme, by their days.
func (s *scene) orders(kind coach.Kind, amount string, days ...string) {
	for _, d := range days {
		id := fmt.Sprint("O", len(s.accounts["acme"].Wins))
		s.accounts["acme"].Wins[id] = &coach.Win{Deal: id, Rep: "ann", Day: *day(d), Amount: *money(amount), Kind: kind}
	}
}

func (s *scene) heardFrom(on string) {
	s.book.Touches["in"+on] = &coach.Touch{ID: "in" + on, Account: "acme", Day: *day(on), Kind: coach.Care, In: true}
}

func TestCareDue(t *testing.T) {
	// Acme ordered on 10 January, and touches are fed.
	for name, tc := range map[string]struct {
		change func(*scene)
		on     string
		want   string
	}{
		"SilentOnThe59thDay":        {nil, "2026-03-10", ""},
		"FiresOnThe60thDay":         {nil, "2026-03-11", "nudge @2026-03-11;"},
		"AWordOfTheirsBreaksIt":     {func(s *scene) { s.heardFrom("2026-03-05") }, "2026-03-11", ""},
		"AColleaguesTouchBreaksIt":  {func(s *scene) { s.caredBy("bob", "2026-03-05") }, "2026-03-11", ""},
		"AnOrderBreaksIt":           {func(s *scene) { s.orders("", "100", "2026-03-05") }, "2026-03-11", ""},
		"AnOrderTakenBackDoesNot":   {func(s *scene) { s.orders("", "100", "2026-03-05"); s.accounts["acme"].Wins["O1"].Gone = true }, "2026-03-11", "nudge @2026-03-11;"},
		"AReviewHeldBreaksIt":       {func(s *scene) { s.meetsEvery(90, "2026-03-05") }, "2026-03-11", ""},
		"AnIssueMendedBreaksIt":     {func(s *scene) { s.issue(coach.Low, "2026-03-01", "2026-03-05") }, "2026-03-11", ""},
		"AMeetingTheyKeptBreaksIt":  {func(s *scene) { s.keptMeeting("2026-03-05") }, "2026-03-11", ""},
		"WhatIsAheadDoesNotBreakIt": {func(s *scene) { s.heardFrom("2026-03-12") }, "2026-03-11", "nudge @2026-03-11;"},

		"KnowsTheRhythmFromThreeGaps": {func(s *scene) { s.heardOn(coach.Care, "2026-01-30", "2026-02-19", "2026-03-11") }, "2026-04-20", "nudge @2026-04-20;"},
		"SilentADayLessThanTwice":     {func(s *scene) { s.heardOn(coach.Care, "2026-01-30", "2026-02-19", "2026-03-11") }, "2026-04-19", ""},
		"TwoGapsAreNoRhythm":          {func(s *scene) { s.heardOn(coach.Care, "2026-01-30", "2026-02-19") }, "2026-04-19", ""},
		"NeverBefore30Days":           {func(s *scene) { s.heardOn(coach.Care, "2026-01-15", "2026-01-20", "2026-01-25") }, "2026-02-23", ""},
		"At30DaysHoweverClose":        {func(s *scene) { s.heardOn(coach.Care, "2026-01-15", "2026-01-20", "2026-01-25") }, "2026-02-24", "nudge @2026-02-24;"},

		"FiresOnFiveSalesTouches": {func(s *scene) { s.heardOn(coach.Sales, fiveDays...) }, "2026-02-06", "nudge @2026-02-05;"},
		"SilentOnFour":            {func(s *scene) { s.heardOn(coach.Sales, fiveDays[:4]...) }, "2026-02-06", ""},
		"OneOfThemWasCare":        {func(s *scene) { s.heardOn(coach.Sales, fiveDays...); s.heardOn(coach.Care, "2026-02-03") }, "2026-02-06", ""},
		"CareOfTheSameDayCounts":  {func(s *scene) { s.heardOn(coach.Sales, fiveDays...); s.heardOn(coach.Care, "2026-02-05") }, "2026-02-06", ""},
		"CareBeforeThemDoesNot":   {func(s *scene) { s.heardOn(coach.Care, "2026-01-20"); s.heardOn(coach.Sales, fiveDays...) }, "2026-02-06", "nudge @2026-02-05;"},
		"TheirCallsAreNoTouchOut": {func(s *scene) { s.heardOn(coach.Sales, fiveDays...); s.heardFrom("2026-02-06") }, "2026-02-06", "nudge @2026-02-05;"},
		"FiveOnOneDayAreOne": {func(s *scene) {
			s.heardOn(coach.Sales, "2026-02-05", "2026-02-05", "2026-02-05", "2026-02-05", "2026-02-05")
		}, "2026-02-06", ""},
		"SellingThenSilenceIsOne":  {func(s *scene) { s.heardOn(coach.Sales, fiveDays...) }, "2026-04-08", "nudge @2026-02-05;"},
		"ClearsWithACaringTouch":   {func(s *scene) { s.heardOn(coach.Sales, fiveDays...); s.heardOn(coach.Care, "2026-02-06") }, "2026-02-06", ""},
		"SilentWhereNotFed":        {func(s *scene) { delete(s.book.State.Fed, coach.Touches) }, "2026-03-11", ""},
		"SilentAtAFormerCustomer":  {func(s *scene) { s.accounts["acme"].Wins["O0"].Day = *day("2025-03-10") }, "2026-03-11", ""},
		"SilentAtAProspect":        {func(s *scene) { delete(s.accounts["acme"].Wins, "O0") }, "2026-03-11", ""},
		"AContractMakesACustomer":  {func(s *scene) { delete(s.accounts["acme"].Wins, "O0"); s.underContract("2025-07-01", "2026-06-30") }, "2026-03-11", "nudge @2025-08-30;"},
		"SoDoesAProductFromItsDay": {func(s *scene) { delete(s.accounts["acme"].Wins, "O0"); s.runs("till", "2026-01-10") }, "2026-03-11", "nudge @2026-03-11;"},
		"ButNotOneWithoutADay":     {func(s *scene) { delete(s.accounts["acme"].Wins, "O0"); s.runs("till", "") }, "2026-03-11", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene()
			s.orders("", "10000", "2026-01-10")
			s.feed(coach.Touches, tc.on)
			if tc.change != nil {
				tc.change(s)
			}
			if got := s.says("care-due", "account/acme", tc.on); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
}

var fiveDays = []string{"2026-02-01", "2026-02-02", "2026-02-03", "2026-02-04", "2026-02-05"}

func (s *scene) caredBy(rep, on string) {
	s.accounts["acme"].Heard[rep] = coach.Contacts{{ID: "H", Account: "acme", Day: *day(on), Kind: coach.Care}}
}

func (s *scene) keptMeeting(on string) {
	k := s.commitment("C", "", "2026-02-20", on)
	k.Account, k.Kind.V, k.Status.V, k.Settled.V = "acme", coach.Time, coach.Kept, *day(on)
}

func (s *scene) underContract(start, end string) {
	k := &coach.Contract{ID: "K"}
	k.Start.V, k.End.V = *day(start), *day(end)
	s.accounts["acme"].Contracts["K"] = k
}

func (s *scene) runs(product, since string) {
	p := &coach.Product{Product: product}
	if since != "" {
		p.Since.V = *day(since)
	}
	s.accounts["acme"].Products[product] = p
}

func TestCareDueLooksAgainWhenTimeAloneChangesIt(t *testing.T) {
	for name, tc := range map[string]struct {
		change  func(*scene)
		on, fed string
		want    string
	}{
		"TheDayOfSilence":             {nil, "2026-03-01", "2026-03-01", "2026-03-11"},
		"TheDayTouchesStopBeingFed":   {nil, "2026-03-01", "2026-02-05", "2026-03-08"},
		"NeverWhereNotFed":            {nil, "2026-03-20", "2026-02-05", ""},
		"TheDayItIsACustomerNoLonger": {func(s *scene) { s.accounts["acme"].Wins["O0"].Day = *day("2025-03-10") }, "2026-03-05", "2026-03-01", "2026-03-10"},
		"TheDayOfAContactAhead":       {func(s *scene) { s.heardFrom("2026-03-05") }, "2026-03-01", "2026-03-01", "2026-03-05"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene()
			s.orders("", "10000", "2026-01-10")
			s.feed(coach.Touches, tc.fed)
			if tc.change != nil {
				tc.change(s)
			}
			if got := s.nextOn("care-due", "account/acme", tc.on); got != tc.want {
				t.Errorf("looks again on %q, want %q", got, tc.want)
			}
		})
	}
}

func TestCareDueSaysWhatIsKnown(t *testing.T) {
	s := newScene()
	s.orders("", "10000", "2025-04-01", "2026-01-10")
	s.feed(coach.Touches, "2026-04-20")
	s.heardOn(coach.Care, "2026-01-30", "2026-02-19", "2026-03-11")
	says := func(want ...string) {
		t.Helper()
		for i := 0; i < len(want); i += 2 {
			if got := s.factOf("care-due", "account/acme", "2026-06-10", want[i]); got != want[i+1] {
				t.Errorf("%s is %q, want %q", want[i], got, want[i+1])
			}
		}
	}
	s.feed(coach.Touches, "2026-06-10")
	says("why", "silent", "last_contact", "2026-03-11", "last_order", "2026-01-10", "usual_gap", "20", "care", "talk")
	s.runs("till", "2026-01-10")
	says("care", "product", "product", "till")
	s.uptime("2026-02-01", "99")
	says("care", "metric", "metric", "uptime")
	s.issue(coach.Low, "2026-03-01", "")
	says("care", "issue", "issue", "slow", "opened", "2026-03-01")
	found, _ := s.finds("care-due", "account/acme", "2026-06-10")
	if f := found[0]; f.Account != "acme" || f.Money != *money("10000") {
		t.Errorf("at %q stands %v, want what was won in 12 months", f.Account, f.Money)
	}
}

// Of two years of orders, five a year at 10,000 and then at 6,000; and the quarter
// that goes on.
func (s *scene) twoYears(amount string) {
	s.orders("", "50000", "2023-06-01")
	s.orders("", "10000", "2024-01-10", "2024-04-10", "2024-07-10", "2024-10-10", "2024-12-31")
	s.orders("", amount, "2025-01-01", "2025-04-10", "2025-07-10", "2025-10-10", "2025-12-31")
}

func TestDiminishingReturnsOfExpansions(t *testing.T) {
	for name, tc := range map[string]struct {
		build func(*scene)
		on    string
		want  string
	}{
		"FiresAtTheLine":            {func(s *scene) { s.twoYears("6000") }, "2026-02-10", "nudge 2026-Q1@2026-01-01;"},
		"SilentJustAbove":           {func(s *scene) { s.twoYears("6000.01") }, "2026-02-10", ""},
		"SilentInTheLastQuarter":    {func(s *scene) { s.twoYears("6000") }, "2025-12-31", ""},
		"SilentWithFourInAYear":     {func(s *scene) { s.twoYears("6000"); s.drop("2025-07-10") }, "2026-02-10", ""},
		"RenewalsAreNoExpansions":   {func(s *scene) { s.twoYears("6000"); s.orders(coach.KindRenewal, "90000", "2025-08-01") }, "2026-02-10", "nudge 2026-Q1@2026-01-01;"},
		"NeitherIsWhatIsGivenAsNew": {func(s *scene) { s.twoYears("6000"); s.orders(coach.KindNew, "90000", "2025-08-01") }, "2026-02-10", "nudge 2026-Q1@2026-01-01;"},
		"ALateOneClearsIt":          {func(s *scene) { s.twoYears("6000"); s.orders("", "1", "2025-08-01") }, "2026-02-10", ""},
		"AnUnknownAmountSaysNothing": {func(s *scene) {
			s.twoYears("6000")
			s.orders("", "1", "2025-08-01")
			s.accounts["acme"].Wins["O11"].Amount = coach.Money{}
		}, "2026-02-10", ""},
		"AnotherCurrencySaysNothing": {func(s *scene) {
			s.twoYears("6000")
			s.accounts["acme"].Wins["O11"] = &coach.Win{Deal: "O11", Day: *day("2025-08-01"), Amount: coach.Money{Minor: 1, Currency: "JPY"}}
		}, "2026-02-10", ""},
		"TheFirstWinIsNoExpansion": {func(s *scene) { s.twoYears("6000"); s.drop("2023-06-01") }, "2026-02-10", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene()
			tc.build(s)
			if got := s.says("diminishing-returns", "account/acme", tc.on); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
}

// drop takes back what was won on a day.
func (s *scene) drop(on string) {
	for _, w := range s.accounts["acme"].Wins {
		w.Gone = w.Gone || w.Day == *day(on)
	}
}

func TestDiminishingReturnsOccursAgainEachQuarter(t *testing.T) {
	s := newScene()
	s.twoYears("3000")
	s.orders("", "3000", "2026-02-10")
	s.orders("", "10000", "2025-02-10")
	for on, want := range map[string]string{"2026-03-31": "nudge 2026-Q1@2026-01-01;", "2026-04-01": "nudge 2026-Q2@2026-04-01;", "2026-07-01": ""} {
		if got := s.says("diminishing-returns", "account/acme", on); got != want {
			t.Errorf("on %s says %q, want %q", on, got, want)
		}
	}
	if got := s.nextOn("diminishing-returns", "account/acme", "2026-05-10"); got != "2026-07-01" {
		t.Errorf("looks again on %s, want the next quarter", got)
	}
	if got := s.nextOn("diminishing-returns", "account/acme", "2029-05-10"); got != "" {
		t.Errorf("looks again on %s at a customer of long ago", got)
	}
}

func TestDiminishingReturnsPerSalesTouch(t *testing.T) {
	// Acme bought for 20,000 in 2024, with ten sales touches, and in 2025 for as
	// much as each case says.
	days := func(year string, n int) (out []string) {
		for i := range n {
			out = append(out, fmt.Sprintf("%s-%02d-15", year, 1+i%12))
		}
		return out
	}
	for name, tc := range map[string]struct {
		change func(*scene)
		amount string
		touch  int
		want   string
	}{
		"FiresAtTheLine":       {nil, "14000", 10, "nudge 2026-Q1@2026-01-01;"},
		"SilentJustAbove":      {nil, "14000.01", 10, ""},
		"MoreEffortForAsMuch":  {nil, "16000", 12, "nudge 2026-Q1@2026-01-01;"},
		"SilentOnNineTouches":  {nil, "1000", 9, ""},
		"CareIsNoSalesTouch":   {func(s *scene) { s.heardOn(coach.Care, days("2025", 12)...) }, "1000", 9, ""},
		"TwoOnOneDayAreOne":    {func(s *scene) { s.heardOn(coach.Sales, "2025-01-15") }, "1000", 9, ""},
		"ColleaguesTouchesToo": {func(s *scene) { s.soldBy("bob", "2025-11-20") }, "1000", 9, "nudge 2026-Q1@2026-01-01;"},
		"SilentWhereTouchesBeganLater": {func(s *scene) {
			for _, t := range s.book.Touches {
				if t.Day < *day("2024-04-01") {
					t.Day = on("2024-09-01").AddDays(int(t.Day - on("2024-01-01")))
				}
			}
		}, "1000", 10, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene()
			s.orders("", "20000", "2024-03-01")
			s.orders("", tc.amount, "2025-03-01")
			s.heardOn(coach.Sales, days("2024", 10)...)
			s.heardOn(coach.Sales, days("2025", tc.touch)...)
			if tc.change != nil {
				tc.change(s)
			}
			if got := s.says("diminishing-returns", "account/acme", "2026-02-10"); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
}

func (s *scene) soldBy(rep, on string) {
	s.accounts["acme"].Heard[rep] = coach.Contacts{{ID: "S", Account: "acme", Day: *day(on), Kind: coach.Sales}}
}

// Five of equal size make a base narrow that rests on no single one.
func TestNarrowBaseSaysThatFewCustomersCarryIt(t *testing.T) {
	for customers, want := range map[int]string{5: "yes", 3: ""} {
		s := newScene()
		for i := range 15 {
			s.won(fmt.Sprint("W", i), fmt.Sprint("a", i%customers), "2026-01-15", "1000")
		}
		if got := s.factOf("narrow-base", "book/ann", "2026-03-10", "by_hhi"); got != want {
			t.Errorf("of %d customers: by_hhi is %q, want %q", customers, got, want)
		}
	}
}
