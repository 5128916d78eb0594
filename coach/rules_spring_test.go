package coach_test

import (
	"fmt"
	"testing"

	"evenkeel/coach"
)

// yearlyTill is a yearly one of Acme's that ends with June 2026; it renews K0, so
// that it is no first term.
func (s *scene) yearlyTill() *coach.Contract {
	k := &coach.Contract{ID: "K1"}
	k.Product.V, k.Start.V, k.End.V, k.Renews.V, k.Yearly.V = "till", *day("2025-07-01"), *day("2026-06-30"), "K0", *money("24000")
	s.accounts["acme"].Contracts["K1"] = k
	return k
}

func (s *scene) heardOn(kind coach.TouchKind, days ...string) {
	for _, d := range days {
		id := fmt.Sprint("T", len(s.book.Touches))
		s.book.Touches[id] = &coach.Touch{ID: id, Account: "acme", Day: *day(d), Kind: kind, Note: "a word"}
	}
}

func (s *scene) uptime(on, actual string) {
	m := &coach.Metric{Metric: "uptime", Measured: *day(on)}
	m.Target.V, m.Actual.V, m.Direction.V = "99.5", actual, "at_least"
	s.accounts["acme"].Metrics["uptime@"+on] = m
}

func (s *scene) meetsEvery(cadence int, last string) {
	s.accounts["acme"].Review = &coach.Review{Held: coach.History[coach.Date]{{V: *day(last), At: noon(last)}}}
	s.accounts["acme"].Review.Cadence.V, s.accounts["acme"].Review.Agreed.V = cadence, *day("2025-01-10")
}

func TestRenewalInDoubt(t *testing.T) {
	const decided = "2026-05-10" // what most cases look at
	for name, tc := range map[string]struct {
		change func(*scene)
		on     string
		want   string
	}{
		"FiresOnTwoSigns":                 {nil, decided, "warn @2026-05-08;"},
		"SilentOnOne":                     {func(s *scene) { s.uptime("2026-05-09", "99.9") }, decided, ""},
		"SilentADayBeforeTheSecond":       {nil, "2026-05-07", ""},
		"SilentLongBeforeTheDecision":     {func(s *scene) { s.yearlyTill().End.V = *day("2026-09-08") }, decided, ""},
		"FiresAHundredAndTwentyDaysAhead": {func(s *scene) { s.yearlyTill().End.V = *day("2026-09-07") }, decided, "warn @2026-05-10;"},
		"TheNoticeDeadlineDecides": {func(s *scene) {
			k := s.yearlyTill()
			k.End.V, k.Notice.V = *day("2026-12-06"), 90
		}, decided, "warn @2026-05-10;"},
		"SilentOnceItsEndHasPassed": {nil, "2026-07-01", ""},
		"ClearsWithAnOutcome":       {func(s *scene) { s.yearlyTill().Outcome.V = coach.Cancelled }, decided, ""},
		"ClearsWithASuccessor":      {func(s *scene) { s.accounts["acme"].Contracts["K2"] = renewing("K2", "K1") }, decided, ""},
		"ClearsWhenMended":          {func(s *scene) { s.issue(coach.Medium, "2026-05-02", "2026-05-09") }, decided, ""},
		"AStaleMeasurementSaysNothing": {func(s *scene) {
			s.accounts["acme"].Metrics = map[string]*coach.Metric{}
			s.uptime("2026-02-08", "98.0")
		}, decided, ""},
		"FiresOnTheLastDayItSaysSomething": {func(s *scene) {
			s.accounts["acme"].Metrics = map[string]*coach.Metric{}
			s.uptime("2026-02-09", "98.0")
		}, decided, "warn @2026-05-02;"},
		"MonthlyTermsAreLeftAlone": {func(s *scene) { s.yearlyTill().Start.V = *day("2026-05-31") }, "2026-06-10", ""},
		"OneThatRenewsItselfIsDecidedAtItsNotice": {func(s *scene) {
			k := s.yearlyTill()
			k.Auto.V, k.Notice.V = true, 60
		}, "2026-05-01", ""},
		"AndIsLookedAtAgainInItsNextTerm": {func(s *scene) {
			k := s.yearlyTill()
			k.Auto.V, k.Notice.V = true, 60
			s.uptime("2026-12-30", "98.0")
		}, "2027-01-05", "warn @2027-01-01;"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene()
			s.yearlyTill()
			s.issue(coach.Medium, "2026-05-02", "")
			s.uptime("2026-05-08", "98.0")
			if tc.change != nil {
				tc.change(s)
			}
			if got := s.says("renewal-in-doubt", "contract/K1", tc.on); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
}

func renewing(id, was string) *coach.Contract {
	k := &coach.Contract{ID: id}
	k.Start.V, k.End.V, k.Renews.V = *day("2026-07-01"), *day("2027-06-30"), was
	return k
}

// Beside an issue, one more sign is enough; without an event none are.
func TestSignsOfDoubt(t *testing.T) {
	const on = "2026-05-10"
	quarterly := []string{"2025-05-05", "2025-08-10", "2025-11-10", "2026-02-10"}
	for name, tc := range map[string]struct {
		change func(*scene)
		signs  string
	}{
		"TheIssueAlone":           {func(*scene) {}, ""},
		"DiscountOnTheRenewal":    {func(s *scene) { s.yearlyTill().Discount.V = "10 %" }, "issue;discount"},
		"NoDiscount":              {func(s *scene) { s.yearlyTill().Discount.V = "0" }, ""},
		"DiscountOnAFirstTerm":    {func(s *scene) { k := s.yearlyTill(); k.Discount.V, k.Renews.V = "10 %", "" }, "issue;first_term"},
		"AFirstTermOfTwoYears":    {func(s *scene) { k := s.yearlyTill(); k.Start.V, k.Renews.V = *day("2024-07-01"), "" }, ""},
		"SilentBeyondTheirRhythm": {func(s *scene) { s.heardOn(coach.Care, "2026-01-10", "2026-01-25", "2026-02-09", "2026-02-24") }, "issue;silent"},
		"SilentForLessThan30Days": {func(s *scene) { s.heardOn(coach.Care, "2026-04-02", "2026-04-05", "2026-04-08", "2026-04-11") }, ""},
		"QuietAsEver":             {func(s *scene) { s.heardOn(coach.Care, quarterly...) }, ""},
		"SilenceIsUnknownNotFed":  {func(s *scene) { s.heardOn(coach.Care, "2026-01-10"); s.feed(coach.Touches, "2026-03-01") }, ""},
		"SilentWithoutARhythm":    {func(s *scene) { s.heardOn(coach.Care, "2026-03-11") }, "issue;silent"},
		"59DaysWithoutARhythm":    {func(s *scene) { s.heardOn(coach.Care, "2026-03-12") }, ""},
		"AReviewOverdue":          {func(s *scene) { s.meetsEvery(90, "2026-02-08"); s.heardOn(coach.Care, "2026-05-01") }, "issue;review"},
		"AReviewDueToday":         {func(s *scene) { s.meetsEvery(90, "2026-02-09"); s.heardOn(coach.Care, "2026-05-01") }, ""},
		"ReviewsAreUnknownNotFed": {func(s *scene) {
			s.meetsEvery(90, "2026-02-08")
			s.heardOn(coach.Care, "2026-05-01")
			delete(s.book.State.Fed, coach.Reviews)
		}, ""},
		"HeardFromTooSeldomToSay": {func(s *scene) { s.heardOn(coach.Sales, "2024-06-20", "2025-07-20", "2026-05-07") }, ""},
		"HeardFromAtRenewalsOnly": {func(s *scene) { s.heardOn(coach.Sales, "2024-06-20", "2025-07-20", "2025-08-10", "2026-05-07") }, "issue;renewals"},
		"HeardFromBetweenThemToo": {func(s *scene) { s.heardOn(coach.Sales, "2024-06-20", "2025-07-20", "2025-12-10", "2026-05-07") }, ""},
		"NothingKnownFromBefore":  {func(s *scene) { s.heardOn(coach.Sales, "2025-07-20", "2025-08-10", "2026-05-07") }, ""},
		"NoEventAmongThem": {func(s *scene) {
			s.issue(coach.High, "2026-05-02", "2026-05-03")
			s.meetsEvery(90, "2026-02-08")
			s.yearlyTill().Renews.V = ""
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene()
			s.yearlyTill()
			s.issue(coach.High, "2026-05-02", "")
			s.feed(coach.Touches, "2026-05-01")
			s.feed(coach.Reviews, "2026-05-01")
			tc.change(s)
			got := ""
			if s.says("renewal-in-doubt", "contract/K1", on) != "" {
				got = s.factOf("renewal-in-doubt", "contract/K1", on, "signs")
			}
			if got != tc.signs {
				t.Errorf("signs %q, want %q", got, tc.signs)
			}
		})
	}
}

// withMix is a book of which this was prepared.
func withMix(m coach.MixBase) *scene {
	s := newScene()
	s.book.Baseline = &coach.Baseline{Mix: &m}
	return s
}

func TestReplacementBurden(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*scene, *coach.RenewalBase)
		want   string
	}{
		"SilentAtTheLine":             {func(*scene, *coach.RenewalBase) {}, ""},
		"ANoteAboveIt":                {func(_ *scene, b *coach.RenewalBase) { b.Kept-- }, "note @2026-02-01;"},
		"AWarningAboveAQuota":         {func(_ *scene, b *coach.RenewalBase) { b.Kept, b.Quota = 500, *money("4.99") }, "warn warn@2026-02-01;"},
		"ANoteAtAQuota":               {func(_ *scene, b *coach.RenewalBase) { b.Kept, b.Quota = 500, *money("5.00") }, "note @2026-02-01;"},
		"TooFewCameDue":               {func(_ *scene, b *coach.RenewalBase) { b.Kept, b.Contracts = 0, 4 }, ""},
		"NothingOfKnownValueCameDue":  {func(_ *scene, b *coach.RenewalBase) { b.Kept, b.Due = 0, 0 }, ""},
		"NothingWasPrepared":          {func(s *scene, _ *coach.RenewalBase) { s.book.Baseline = nil }, ""},
		"ShownOnlyInTheFirstQuarters": {func(s *scene, b *coach.RenewalBase) { b.Kept = 0; s.rep.Started = *day("2025-10-01") }, ""},
		"JudgedFromTheThirdQuarterOn": {func(s *scene, b *coach.RenewalBase) { b.Kept = 0; s.rep.Started = *day("2025-09-30") }, "note @2026-02-01;"},
		"ShownOnlyInAnInheritedBook": {func(s *scene, b *coach.RenewalBase) {
			b.Kept = 0
			s.deal("D", "proposal", "2026-01-02").Came = *day("2026-01-10")
		}, ""},
		"JudgedAgainTheQuarterAfter": {func(s *scene, b *coach.RenewalBase) {
			b.Kept = 0
			s.deal("D", "proposal", "2025-12-02").Came = *day("2025-12-10")
		}, "note @2026-02-01;"},
	} {
		t.Run(name, func(t *testing.T) {
			base := coach.RenewalBase{Contracts: 5, Due: 1000, Kept: 800, Currency: "USD", Last: *day("2026-02-01"), Lost: []string{"acme"}}
			s := withMix(coach.MixBase{})
			tc.change(s, &base)
			if s.book.Baseline != nil {
				s.book.Baseline.Mix.Renewals = base
			}
			if got := s.says("replacement-burden", "book/ann", "2026-03-10"); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
}

func TestCustomerMix(t *testing.T) {
	over := []coach.Sign{{Name: "sources", N: 6, Of: 11}, {Name: "hours", N: 3, Of: 11}, {Name: "small", N: 4, Of: 11}}
	at := []coach.Sign{{Name: "sources", N: 5, Of: 10}, {Name: "segment", N: 6, Of: 10}, {Name: "small", N: 4, Of: 12},
		{Name: "hours", N: 3, Of: 12}, {Name: "discounts", N: 4, Of: 12}, {Name: "renewals", N: 4, Of: 8}}
	for name, tc := range map[string]struct {
		signs []coach.Sign
		on    string
		want  string
	}{
		"FiresOnThreeSigns":     {over, "2026-03-10", "nudge 2026-Q1@2026-01-01;"},
		"AgainInTheNextQuarter": {over, "2026-04-01", "nudge 2026-Q2@2026-04-01;"},
		"SilentOnTwo":           {over[:2], "2026-03-10", ""},
		"SilentAtEveryLine":     {at, "2026-03-10", ""},
		"SilentWhereTooFew":     {nil, "2026-03-10", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := withMix(coach.MixBase{Signs: tc.signs}).says("customer-mix", "book/ann", tc.on); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
	if got := newScene().says("customer-mix", "book/ann", "2026-03-10"); got != "" {
		t.Errorf("nothing was prepared: says %q", got)
	}
}

// The coach looks again on the day on which a sign can come up or go by time alone.
func TestWhenToLookAtARenewalAgain(t *testing.T) {
	s := newScene()
	s.yearlyTill()
	for _, tc := range []struct{ on, next string }{
		{"2026-01-10", "2026-03-02"}, // 120 days ahead of the end
		{"2026-04-10", "2026-07-01"}, // it is over
		{"2026-07-10", ""},
	} {
		if got := s.nextOn("renewal-in-doubt", "contract/K1", tc.on); got != tc.next {
			t.Errorf("on %s next is %q, want %q", tc.on, got, tc.next)
		}
	}
	s.heardOn(coach.Care, "2026-03-11")
	s.feed(coach.Touches, "2026-04-20")
	if got := s.nextOn("renewal-in-doubt", "contract/K1", "2026-05-01"); got != "2026-05-10" {
		t.Errorf("silence begins on %s", got)
	}
	if got := s.nextOn("renewal-in-doubt", "contract/K1", "2026-05-12"); got != "2026-05-21" {
		t.Errorf("touches are fed until %s", got)
	}
}

// How many were lost is told beside the largest; a baseline that did not count
// them knows those two.
func TestReplacementBurdenCountsTheLostContracts(t *testing.T) {
	for _, tc := range []struct {
		losses int
		lost   []string
		want   string
	}{{1, []string{"acme"}, "1"}, {4, []string{"acme", "beta"}, "4"}, {0, []string{"acme", "beta"}, "2"}} {
		s := withMix(coach.MixBase{Renewals: coach.RenewalBase{Contracts: 5, Due: 1000, Kept: 100, Currency: "USD", Last: *day("2026-02-01"), Losses: tc.losses, Lost: tc.lost}})
		if got := s.factOf("replacement-burden", "book/ann", "2026-03-10", "lost_contracts"); got != tc.want {
			t.Errorf("%d losses, %v: lost_contracts is %s, want %s", tc.losses, tc.lost, got, tc.want)
		}
	}
}
