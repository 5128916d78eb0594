package coach_test

import (
	"fmt"
	"testing"

	"evenkeel/coach"
)

// parkedDeal is a deal that left the pipeline.
func (s *scene) parkedDeal(outcome coach.Outcome, closed, until string) *coach.Deal {
	x := s.deal("D", "qualifying", "2025-01-10")
	x.Outcome.V = outcome
	if closed != "" {
		x.Closed.V = *day(closed)
	}
	if until != "" {
		x.Until.V = *day(until)
	}
	return x
}

func TestRightLater(t *testing.T) {
	for name, tc := range map[string]struct {
		build func(*scene)
		on    string
		want  string
	}{
		"FiresOnTheDay":               {func(s *scene) { s.parkedDeal(coach.Later, "", "2026-03-10") }, "2026-03-10", "nudge @2026-03-10;"},
		"SilentADayBefore":            {func(s *scene) { s.parkedDeal(coach.Later, "", "2026-03-11") }, "2026-03-10", ""},
		"SilentWithoutADay":           {func(s *scene) { s.parkedDeal(coach.Later, "", "") }, "2026-03-10", ""},
		"ClearsWithANewDay":           {func(s *scene) { s.parkedDeal(coach.Later, "", "2026-06-10") }, "2026-03-10", ""},
		"SilentOnceOpenAgain":         {func(s *scene) { s.parkedDeal(coach.Open, "", "2026-03-01") }, "2026-03-10", ""},
		"SilentOnALostOne":            {func(s *scene) { s.parkedDeal(coach.Lost, "2025-03-01", "") }, "2026-03-10", ""},
		"ACallHalfAYearAfterANo":      {func(s *scene) { s.parkedDeal(coach.Disqualified, "2025-09-11", "") }, "2026-03-10", "nudge @2026-03-10;"},
		"NotADayEarlier":              {func(s *scene) { s.parkedDeal(coach.Disqualified, "2025-09-12", "") }, "2026-03-10", ""},
		"OrOnTheDayAgreed":            {func(s *scene) { s.parkedDeal(coach.Disqualified, "2026-02-01", "2026-03-01") }, "2026-03-10", "nudge @2026-03-01;"},
		"ADayFromBeforeTheNoIsNoMore": {func(s *scene) { s.parkedDeal(coach.Disqualified, "2026-02-01", "2026-01-01") }, "2026-03-10", ""},
		"ForgottenAfterAWhile":        {func(s *scene) { s.parkedDeal(coach.Disqualified, "2025-06-13", "") }, "2026-03-10", ""},
		"NotForgottenYet":             {func(s *scene) { s.parkedDeal(coach.Disqualified, "2025-06-14", "") }, "2026-03-10", "nudge @2025-12-11;"},
		"ClearsWithTheCall": {func(s *scene) {
			s.parkedDeal(coach.Disqualified, "2025-09-01", "")
			s.heardOn(coach.Care, "2026-03-05")
		}, "2026-03-10", ""},
		"ACallBeforeThatDayIsNone": {func(s *scene) {
			s.parkedDeal(coach.Disqualified, "2025-09-01", "")
			s.heardOn(coach.Care, "2026-02-05")
		}, "2026-03-10", "nudge @2026-02-28;"},
		"AnotherDealThereIsAnAnswer": {func(s *scene) {
			s.parkedDeal(coach.Disqualified, "2025-09-01", "")
			s.deal("E", "qualifying", "2025-12-01")
		}, "2026-03-10", ""},
		"ADealThatWentToSomeoneElseIsTheirs": {func(s *scene) { s.parkedDeal(coach.Later, "", "2026-03-01").To = "bob" }, "2026-03-10", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene()
			tc.build(s)
			if got := s.says("right-later", "deal/D", tc.on); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
	s := newScene()
	s.parkedDeal(coach.Disqualified, "2025-09-11", "")
	for on, want := range map[string]string{"2026-01-01": "2026-03-10", "2026-03-10": "2026-06-08", "2026-06-08": ""} {
		if got := s.nextOn("right-later", "deal/D", on); got != want {
			t.Errorf("on %s next is %q, want %q", on, got, want)
		}
	}
}

// judgedDeals opens n deals of a month, some of them judged outside and some left
// without a verdict; the rest are in.
func (s *scene) judgedDeals(month string, n, outside, unqualified int) {
	for i := range n {
		id := fmt.Sprintf("%s/%02d", month, i)
		s.deal(id, "qualifying", month+"-05")
		v := coach.Verdict{Judgement: coach.In, At: noon(month + "-06"), High: 90}
		if i < outside {
			v.Judgement, v.High = coach.Outside, 40-i
		}
		delete(s.book.Qualifications, coach.On("deal", id))
		if i < n-unqualified {
			s.book.Qualifications[coach.On("deal", id)] = &coach.Qualification{Verdicts: []coach.Verdict{v}}
		}
	}
}

func (s *scene) quotaOf(period, amount string) {
	q := &coach.Quota{Period: period}
	q.Amount.V = *money(amount)
	s.book.Quotas[period] = q
}

// The first quarter of 2026 has 64 working days; its half has gone on 13 February.
func TestRelaxedCriteria(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*scene)
		on     string
		want   string
	}{
		"FiresFromHalfTheQuarterOn":    {nil, "2026-02-13", "warn @2026-02-13;"},
		"SilentADayBeforeHalf":         {nil, "2026-02-12", ""},
		"SilentAtAHealthyPace":         {func(s *scene) { s.won("W", "beta", "2026-01-20", "40000") }, "2026-02-13", ""},
		"FiresWhenThePaceFalls":        {func(s *scene) { s.won("W", "beta", "2026-01-20", "40000") }, "2026-02-16", "warn @2026-02-16;"},
		"SilentAtFourteenPoints":       {func(s *scene) { s.judgedDeals("2025-08", 10, 2, 0); s.judgedDeals("2025-11", 10, 2, 0) }, "2026-02-20", ""},
		"FiresAtFifteenPoints":         {func(s *scene) { s.judgedDeals("2025-08", 10, 2, 0); s.judgedDeals("2025-11", 10, 1, 0) }, "2026-02-20", "warn @2026-02-13;"},
		"LeftUnqualifiedCounts":        {func(s *scene) { s.judgedDeals("2026-01", 10, 0, 3) }, "2026-02-20", "warn @2026-02-13;"},
		"NotYetQualifiedDoesNot":       {fiveFresh, "2026-02-13", ""},
		"AWeekOnItDoes":                {fiveFresh, "2026-02-16", "warn @2026-02-14;"},
		"SilentWithNineNewDeals":       {func(s *scene) { delete(s.book.Deals, "2026-01/09") }, "2026-02-20", ""},
		"SilentWithNineInAQuarter":     {func(s *scene) { delete(s.book.Deals, "2025-08/09") }, "2026-02-20", ""},
		"ClearsAsTheWeakestAreLetGo":   {func(s *scene) { s.letGo("2026-01/00", "2026-01/01") }, "2026-02-20", ""},
		"SilentWithoutAQuota":          {func(s *scene) { delete(s.book.Quotas, "2026-Q1") }, "2026-02-20", ""},
		"AYearsQuotaIsFourQuarters":    {func(s *scene) { delete(s.book.Quotas, "2026-Q1"); s.quotaOf("2026", "400000") }, "2026-02-20", "warn @2026-02-13;"},
		"SilentWhereNotFed":            {func(s *scene) { delete(s.book.State.Fed, coach.Qualifications) }, "2026-02-20", ""},
		"SilentWhenFedNoMore":          {func(s *scene) { s.feed(coach.Qualifications, "2026-01-10") }, "2026-02-20", ""},
		"SilentInTheFirstQuarters":     {func(s *scene) { s.rep.Started = *day("2025-10-01") }, "2026-02-20", ""},
		"SilentInTheNextQuartersStart": {func(s *scene) { s.feed(coach.Qualifications, "2026-04-01") }, "2026-04-02", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene()
			s.quotaOf("2026-Q1", "100000")
			s.feed(coach.Qualifications, "2026-02-10")
			s.judgedDeals("2025-08", 10, 1, 0)
			s.judgedDeals("2025-11", 10, 1, 0)
			s.judgedDeals("2026-01", 10, 3, 0)
			if tc.change != nil {
				tc.change(s)
			}
			if got := s.says("relaxed-criteria", "book/ann", tc.on); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
}

// fiveFresh are five deals of 7 February that nobody has judged, beside ten that fit.
func fiveFresh(s *scene) {
	s.judgedDeals("2026-01", 10, 0, 0)
	s.judgedDeals("2026-02", 5, 0, 5)
	for i := range 5 {
		s.book.Deals[fmt.Sprint("2026-02/0", i)].Created.V = *day("2026-02-07")
	}
}

// letGo parts with deals kindly.
func (s *scene) letGo(ids ...string) {
	for _, id := range ids {
		s.book.Deals[id].Outcome.V, s.book.Deals[id].Closed.V = coach.Disqualified, *day("2026-02-17")
	}
}

func TestRelaxedCriteriaNamesTheWeakest(t *testing.T) {
	s := newScene()
	s.quotaOf("2026-Q1", "100000")
	s.feed(coach.Qualifications, "2026-02-10")
	for month, outside := range map[string]int{"2025-08": 0, "2025-11": 0, "2026-01": 4} {
		s.judgedDeals(month, 10, outside, 0)
	}
	s.book.Deals["2026-01/03"].Outcome.V = coach.Later
	if got := s.factOf("relaxed-criteria", "book/ann", "2026-02-20", "weakest"); got != "2026-01/02;2026-01/01" {
		t.Errorf("the weakest are %s", got)
	}
	if got := s.nextOn("relaxed-criteria", "book/ann", "2026-02-01"); got != "2026-02-13" {
		t.Errorf("half of the quarter has gone on %s", got)
	}
	if got := s.nextOn("relaxed-criteria", "book/ann", "2026-02-20"); got != "2026-02-21" {
		t.Errorf("the pace falls on %s", got)
	}
	s.tune = func(p *coach.Playbook) {
		p.Rules["relaxed-criteria"] = coach.RuleSettings{Set: map[string]float64{"rise": 0.9}}
	}
	if got := s.nextOn("relaxed-criteria", "book/ann", "2026-02-20"); got != "2026-03-13" {
		t.Errorf("verdicts are fed until %s", got)
	}
}

// The pace is today's, by the working days of the rep's country, as on the
// scorecard.
func TestRelaxedCriteriaTellsThePace(t *testing.T) {
	s := newScene()
	s.quotaOf("2026-Q1", "100000")
	s.feed(coach.Qualifications, "2026-02-10")
	for month, outside := range map[string]int{"2025-08": 0, "2025-11": 0, "2026-01": 4} {
		s.judgedDeals(month, 10, outside, 0)
	}
	s.won("W", "beta", "2026-01-20", "30000")
	s.tune = func(p *coach.Playbook) { p.Holidays = map[string][]coach.Date{"DE": {*day("2026-01-01")}} }
	if got := s.factOf("relaxed-criteria", "book/ann", "2026-02-20", "pace"); got != "0.518919" {
		t.Errorf("37 of 64 working days have begun: the pace is %s", got)
	}
	s.rep.Country = "DE"
	if got := s.factOf("relaxed-criteria", "book/ann", "2026-02-20", "pace"); got != "0.525" {
		t.Errorf("36 of 63 working days have begun: the pace is %s", got)
	}
	if got := s.factOf("relaxed-criteria", "book/ann", "2026-02-23", "pace"); got != "0.510811" {
		t.Errorf("37 of 63 working days have begun: the pace is %s", got)
	}
}

func withSupply(change func(*coach.SupplyBase)) *scene {
	b := &coach.SupplyBase{
		Won: 5, Decided: 10, Market: 10, Customers: 8, Quarter: "2025-Q4", Ended: *day("2025-12-31"), Got: *money("999.99"), Target: *money("1000"),
		Judged: true, In: 7, AllWon: 5, All: 20, Median: *money("500"), Quota: *money("1000"), Sources: []coach.SourceSize{{Source: "web", Deals: 4}, {Deals: 3}},
	}
	if change != nil {
		change(b)
	}
	s := newScene()
	s.book.Baseline = &coach.Baseline{Supply: b}
	return s
}

func TestSweetSpotWorkedOut(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*coach.SupplyBase)
		want   string
	}{
		"FiresAtTheLine":               {nil, "note 2025-Q4@2026-01-01team;"},
		"AgainForTheNextQuarter":       {func(b *coach.SupplyBase) { b.Quarter, b.Ended = "2026-Q1", *day("2026-03-31") }, "note 2026-Q1@2026-04-01team;"},
		"SilentWhenTheTargetWasMet":    {func(b *coach.SupplyBase) { b.Got = *money("1000") }, ""},
		"SilentBelowHalfWon":           {func(b *coach.SupplyBase) { b.Won, b.Decided = 9, 19 }, ""},
		"SilentWithMarketLeft":         {func(b *coach.SupplyBase) { b.Customers = 7 }, ""},
		"NoMarketListIsNoData":         {func(b *coach.SupplyBase) { b.Market, b.Customers = 0, 0 }, ""},
		"TooEarlyBelowTenDecided":      {func(b *coach.SupplyBase) { b.Won, b.Decided = 9, 9 }, ""},
		"SilentWhereNobodyHasAQuota":   {func(b *coach.SupplyBase) { b.Target, b.Got = coach.Money{}, coach.Money{} }, ""},
		"WhatWasWonMayBeNothingAtAll":  {func(b *coach.SupplyBase) { b.Got = *money("0") }, "note 2025-Q4@2026-01-01team;"},
		"AllOfTheMarketAndAllWonIsToo": {func(b *coach.SupplyBase) { b.Customers, b.Won = 10, 10 }, "note 2025-Q4@2026-01-01team;"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := withSupply(tc.change).says("sweet-spot-worked-out", "team/north", "2026-04-10"); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
}

// A quota of 1000 at a quarter won and 500 a deal takes 8 deals.
func TestLeadSupply(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*coach.SupplyBase)
		want   string
	}{
		"FiresBelowWhatIsNeeded":      {nil, "note 2026-Q2@2026-04-01team;"},
		"SilentWithEnough":            {func(b *coach.SupplyBase) { b.In = 8 }, ""},
		"APartOfADealIsAWholeOne":     {func(b *coach.SupplyBase) { b.In, b.Median = 8, *money("499.99") }, "note 2026-Q2@2026-04-01team;"},
		"SilentWhereNobodyJudges":     {func(b *coach.SupplyBase) { b.Judged, b.In = false, 0 }, ""},
		"SilentWithoutAQuota":         {func(b *coach.SupplyBase) { b.Quota = coach.Money{} }, ""},
		"TooEarlyBelowTenDecided":     {func(b *coach.SupplyBase) { b.AllWon, b.All = 2, 9 }, ""},
		"SilentWhereNothingWasWon":    {func(b *coach.SupplyBase) { b.AllWon = 0 }, ""},
		"SilentWithTooFewWinsToWeigh": {func(b *coach.SupplyBase) { b.Median = coach.Money{} }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := withSupply(tc.change).says("lead-supply", "team/north", "2026-04-10"); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
	s := withSupply(nil)
	if got := s.factOf("lead-supply", "team/north", "2026-04-10", "sources"); got != "web:4;unknown:3" {
		t.Errorf("sources are %s", got)
	}
	if got := s.nextOn("lead-supply", "team/north", "2026-04-10"); got != "2026-07-01" {
		t.Errorf("next is %s", got)
	}
	s.book.Baseline = nil
	for _, rule := range []string{"lead-supply", "sweet-spot-worked-out"} {
		if got := s.says(rule, "team/north", "2026-04-10"); got != "" {
			t.Errorf("nothing was prepared: %s says %q", rule, got)
		}
	}
}

// Beside the verdict stands what became of deals like it, where that is known.
func TestADealOutsideComesWithTheRecordOfDealsLikeIt(t *testing.T) {
	s := newScene()
	s.judgedDeals("2026-01", 1, 1, 0)
	s.book.Deals["2026-01/00"].Source.V = "list"
	record := func() string { return s.factOf("outside-sweet-spot", "deal/2026-01/00", "2026-02-20", "record") }
	if got := record(); got != "" {
		t.Errorf("nothing was prepared: %s", got)
	}
	s.book.Baseline = &coach.Baseline{Evidence: &coach.EvidenceBase{Groups: []coach.EvidenceGroup{
		{Attributes: map[string]string{"source": "web"}, Won: 9, Closed: 20, RestWon: 1, RestClosed: 20, Verdict: coach.EvidenceIn},
		{Attributes: map[string]string{"source": "list"}, Won: 4, Closed: 21, RestWon: 63, RestClosed: 100, Verdict: coach.EvidenceOut},
	}}}
	if got := record(); got != "4:21:63:100" {
		t.Errorf("the record is %s", got)
	}
}
