package coach_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
)

// atAcme is a scene at a customer of ann's.
func atAcme() *scene {
	s := newScene()
	s.won("W", "acme", "2024-06-01", "10000")
	return s
}

// touchAt notes a contact with acme at a time of day, or on a day.
func (s *scene) touchAt(id, day, clock string, change func(*coach.Touch)) {
	t := &coach.Touch{ID: id, Account: "acme", Kind: coach.Care}
	if clock != "" {
		at, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, berlin)
		if err != nil {
			panic(err)
		}
		t.At = at
	}
	d, err := coach.ParseDate(day)
	if err != nil {
		panic(err)
	}
	t.Day = d
	if change != nil {
		change(t)
	}
	s.book.Touches[id] = t
}

func waiting(t *coach.Touch) { t.Waiting, t.In = true, true }
func inbound(t *coach.Touch) { t.Feed, t.In = true, true }

func TestIssueOpen(t *testing.T) {
	// Opened on a Thursday.
	open := func(severity coach.IssueSeverity) func(*scene) {
		return func(s *scene) { s.issue(severity, "2026-03-05", "") }
	}
	promised := func(on string) func(*scene) {
		return func(s *scene) { s.accounts["acme"].Issues["slow"].Promised.V = *day(on) }
	}
	for name, tc := range map[string]struct {
		change func(*scene)
		on     string
		want   string
	}{
		"SilentOnAHighOnesLastDay":   {open(coach.High), "2026-03-09", ""},
		"FiresTheDayAfterIt":         {open(coach.High), "2026-03-10", "warn @2026-03-10;"},
		"SilentOnAMediumOnesLastDay": {open(coach.Medium), "2026-03-12", ""},
		"AMediumOneHasFive":          {open(coach.Medium), "2026-03-13", "warn @2026-03-13;"},
		"SilentOnALowOnesLastDay":    {open(coach.Low), "2026-03-19", ""},
		"ALowOneIsOnlyANote":         {open(coach.Low), "2026-03-20", "note @2026-03-20;"},
		"AHolidayIsNoWorkingDay": {func(s *scene) {
			open(coach.High)(s)
			s.rep.Country = "DE"
			s.tune = func(p *coach.Playbook) { p.Holidays = map[string][]coach.Date{"DE": {*day("2026-03-06")}} }
		}, "2026-03-10", ""},
		"FiresTheDayAfterThePromise":    {promised("2026-03-06"), "2026-03-07", "warn @2026-03-07;"},
		"SilentOnTheDayOfThePromise":    {promised("2026-03-06"), "2026-03-06", ""},
		"ALatePromiseIsPastTheLimitToo": {promised("2026-03-20"), "2026-03-10", "warn @2026-03-10;"},
		"OpenedOnAnUnknownDayIsSilent": {func(s *scene) {
			s.accounts["acme"].Issues["slow"].Opened.V = 0
		}, "2026-06-01", ""},
		"OpenedOnAnUnknownDayHasItsPromise": {func(s *scene) {
			s.accounts["acme"].Issues["slow"].Opened.V = 0
			promised("2026-03-20")(s)
		}, "2026-06-01", "warn @2026-03-21;"},
		"ClearsWhenClosed":       {func(s *scene) { s.issue(coach.High, "2026-03-05", "2026-03-11") }, "2026-03-11", ""},
		"ReopenedItOccursAgain":  {func(s *scene) { s.issue(coach.High, "2026-03-12", "") }, "2026-03-17", "warn @2026-03-17;"},
		"ThePlaybookSetsTheTime": {func(s *scene) { s.tune = func(p *coach.Playbook) { p.Issues.High = 3 } }, "2026-03-10", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := atAcme()
			s.issue(coach.High, "2026-03-05", "")
			tc.change(s)
			if got := s.says("issue-open", "account/acme", tc.on); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
}

func TestCustomerWaiting(t *testing.T) {
	at := func(id, day, clock string, change func(*coach.Touch)) func(*scene) {
		return func(s *scene) { s.touchAt(id, day, clock, change) }
	}
	ask := at("T", "2026-03-10", "08:59", waiting) // a Tuesday; at noon three working hours have passed
	for name, tc := range map[string]struct {
		build []func(*scene)
		on    string // at noon
		want  string
	}{
		"SilentJustUnderFourWorkingHours": {[]func(*scene){at("T", "2026-03-09", "16:01", waiting)}, "2026-03-10", ""},
		"FiresAfterFourWorkingHours":      {[]func(*scene){at("T", "2026-03-09", "16:00", waiting)}, "2026-03-10", "warn @2026-03-10;"},
		"TheNightIsNoWorkingTime":         {[]func(*scene){at("T", "2026-03-09", "20:00", waiting)}, "2026-03-10", ""},
		"NeitherIsTheWeekend":             {[]func(*scene){at("T", "2026-03-06", "16:30", waiting)}, "2026-03-09", ""},
		"StillThreeHours":                 {[]func(*scene){ask}, "2026-03-10", ""},
		"TheNextDayItWaits":               {[]func(*scene){ask}, "2026-03-11", "warn @2026-03-10;"},
		"AFeedsInboundWaits":              {[]func(*scene){at("T", "2026-03-10", "08:59", inbound)}, "2026-03-11", "warn @2026-03-10;"},
		"WhatARepNotedWasAnswered":        {[]func(*scene){at("T", "2026-03-10", "08:59", func(t *coach.Touch) { t.In = true })}, "2026-03-11", ""},
		"SoWasAFeedsMeeting":              {[]func(*scene){at("T", "2026-03-10", "08:59", func(t *coach.Touch) { inbound(t); t.Hours = "1" })}, "2026-03-11", ""},
		"SilentWithoutATime":              {[]func(*scene){at("T", "2026-03-10", "", waiting)}, "2026-03-20", ""},
		"ClearsWithAnAnswer":              {[]func(*scene){ask, at("U", "2026-03-11", "11:00", nil)}, "2026-03-11", ""},
		"AnAnswerBeforeItIsNone":          {[]func(*scene){at("U", "2026-03-10", "08:00", nil), ask}, "2026-03-11", "warn @2026-03-10;"},
		"OneOfThatDayMayBeTheAnswer":      {[]func(*scene){ask, at("U", "2026-03-10", "", nil)}, "2026-03-11", ""},
		"OneOfTheDayBeforeIsNot":          {[]func(*scene){ask, at("U", "2026-03-09", "", nil)}, "2026-03-11", "warn @2026-03-10;"},
		"APlannedAnswerIsNoneYet":         {[]func(*scene){ask, at("U", "2026-03-12", "", nil)}, "2026-03-11", "warn @2026-03-10;"},
		"AColleaguesAnswerCounts": {[]func(*scene){ask, func(s *scene) {
			s.accounts["acme"].Heard["bob"] = coach.Contacts{{ID: "U", Account: "acme", Day: *day("2026-03-11")}}
		}}, "2026-03-11", ""},
		"WhatAColleagueHeardCounts": {[]func(*scene){func(s *scene) {
			s.accounts["acme"].Heard["bob"] = coach.Contacts{{ID: "T", Account: "acme", Day: *day("2026-03-10"), At: day("2026-03-10").At(9*60, berlin), Waiting: true, In: true}}
		}}, "2026-03-11", "warn @2026-03-10;"},
		"AskingAgainOccursAgain":           {[]func(*scene){ask, at("U", "2026-03-11", "09:00", nil), at("V", "2026-03-11", "15:00", waiting)}, "2026-03-12", "warn @2026-03-12;"},
		"UnknownOnceTouchesAreNoLongerFed": {[]func(*scene){ask}, "2026-04-10", ""},
		"KnownWhileTheyAre":                {[]func(*scene){ask, func(s *scene) { s.feed(coach.Touches, "2026-04-09") }}, "2026-04-10", "warn @2026-03-10;"},
	} {
		t.Run(name, func(t *testing.T) {
			s := atAcme()
			for _, f := range tc.build {
				f(s)
			}
			if got := s.says("customer-waiting", "account/acme", tc.on); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
}

func TestCoverageGap(t *testing.T) {
	contract := func(product, start, end string, auto bool) func(*scene) {
		return func(s *scene) { s.under("K", product, start, end).Auto.V = auto }
	}
	for name, tc := range map[string]struct {
		change func(*scene)
		on     string
		want   string
	}{
		"FiresWithoutAnyContract":     {func(*scene) {}, "2026-03-10", "nudge @2025-05-01;"},
		"SilentWhereNotFed":           {func(s *scene) { delete(s.book.State.Fed, coach.Contracts) }, "2026-03-10", ""},
		"SilentWhenFedNoMore":         {func(*scene) {}, "2026-04-02", ""},
		"SilentUnderAContract":        {contract("Till", "2026-01-01", "2026-03-10", false), "2026-03-10", ""},
		"FiresTheDayAfterItsLast":     {contract("till", "2026-01-01", "2026-03-10", false), "2026-03-11", "nudge @2026-03-11;"},
		"OneWithoutAProductCoversAll": {contract("", "2026-01-01", "2026-12-31", false), "2026-03-10", ""},
		"AnotherProductsDoesNot":      {contract("scanner", "2026-01-01", "2026-12-31", false), "2026-03-10", "nudge @2025-05-01;"},
		"OneThatRenewsByItselfGoesOn": {contract("till", "2025-01-01", "2025-12-31", true), "2026-03-10", ""},
		"SilentBeforeTheContractEnds": {contract("till", "2026-04-01", "2026-12-31", false), "2026-03-10", "nudge @2025-05-01;"},
		"AnUnknownEndMayBeLive":       {func(s *scene) { s.under("K", "till", "2026-01-01", "").End.V = 0 }, "2026-03-10", ""},
		"ATombstoneCoversNothing": {func(s *scene) {
			s.under("K", "till", "2026-01-01", "2026-12-31").To = "other"
		}, "2026-03-10", "nudge @2025-05-01;"},
		"NotYetInUse":          {func(s *scene) { s.accounts["acme"].Products["till"].Since.V = *day("2026-03-11") }, "2026-03-10", ""},
		"SinceNobodyKnowsWhen": {func(s *scene) { s.accounts["acme"].Products["till"].Since.V = 0 }, "2026-03-10", "nudge @2026-03-01;"},
		"EachProductIsItsOwn": {func(s *scene) {
			p := &coach.Product{Product: "printer"}
			p.Since.V = *day("2026-02-01")
			s.accounts["acme"].Products["printer"] = p
		}, "2026-03-10", "nudge @2026-02-01;nudge @2025-05-01;"},
	} {
		t.Run(name, func(t *testing.T) {
			s := atAcme()
			p := &coach.Product{Product: "till"}
			p.Since.V = *day("2025-05-01")
			s.accounts["acme"].Products["till"] = p
			s.feed(coach.Contracts, "2026-03-01")
			tc.change(s)
			if got := s.says("coverage-gap", "account/acme", tc.on); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
}

func TestAContactOnTheDayOfClosingConfirmsIfItCameAfterTheNews(t *testing.T) {
	s := atAcme()
	s.deal("D", "qualifying", "2026-03-09")
	s.issue(coach.High, "2026-03-05", "2026-03-09")
	s.accounts["acme"].Issues["slow"].Closed.At = day("2026-03-09").At(11*60, berlin)
	s.touchAt("T", "2026-03-09", "10:00", nil)
	if got := s.says("sell-on-issue", "deal/D", "2026-03-09"); got != "nudge @2026-03-09;" {
		t.Errorf("a contact before: says %q", got)
	}
	s.touchAt("U", "2026-03-09", "11:30", nil)
	if got := s.says("sell-on-issue", "deal/D", "2026-03-09"); got != "" {
		t.Errorf("a contact after: says %q", got)
	}
	delete(s.book.Touches, "U")
	s.accounts["acme"].Heard["bob"] = coach.Contacts{{ID: "U", Account: "acme", Day: *day("2026-03-10")}}
	if got := s.says("sell-on-issue", "deal/D", "2026-03-10"); got != "" {
		t.Errorf("a colleague's contact: says %q", got)
	}
}

// TestAnOverrideOutlastsTheIssueItWasGivenFor: what was open beside it is no news.
func TestAnOverrideOutlastsTheIssueItWasGivenFor(t *testing.T) {
	s := atAcme()
	s.deal("D", "qualifying", "2026-03-09")
	s.issue(coach.High, "2026-03-05", "")
	other := &coach.Issue{ID: "older"}
	other.Severity.V, other.Opened.V, other.Opened.At = coach.Medium, *day("2026-03-02"), noon("2026-03-02")
	s.accounts["acme"].Issues["older"] = other
	s.book.Nudges["n"] = &coach.Nudge{Rule: "sell-on-issue", Subject: "deal/D", Episode: "sell-on-issue/deal/D/acme/slow/2026-03-05",
		Reply: coach.Override, RepliedAt: noon("2026-03-10")}
	s.issue(coach.High, "2026-03-05", "2026-03-12")
	if got := s.says("sell-on-issue", "deal/D", "2026-03-12"); got != "" {
		t.Errorf("the older one: says %q", got)
	}
	other.Opened.At = noon("2026-03-11") // heard of only after the rep had decided
	if got := s.says("sell-on-issue", "deal/D", "2026-03-12"); got != "warn @2026-03-09;" {
		t.Errorf("one heard of since: says %q", got)
	}
}

// customer makes an account one of ann's.
func (b *bench) customer(id string) {
	b.t.Helper()
	won := deal("W-"+id, id, "negotiation")
	won.Deal.Outcome, won.Deal.Closed = ptr(coach.Won), day("2026-03-01")
	b.act("ann", won)
	b.took()
}

// at records what happened at an account, as an app tells it, and does what is
// due then.
func (b *bench) at(id, account string, e coach.Event) {
	b.t.Helper()
	e.ID, e.At, e.Source, e.Account = id, b.clock(), coach.App, account
	if err := b.HandleAccount(context.Background(), e); err != nil {
		b.t.Fatal(err)
	}
	if err := b.DoDue(context.Background()); err != nil {
		b.t.Fatal(err)
	}
}

// only keeps the lines about a rule.
func only(lines []string, rule string) []string {
	var out []string
	for _, l := range lines {
		if strings.Contains(l, rule+"(") {
			out = append(out, l)
		}
	}
	return out
}

func TestAnIssuePastItsLimitReachesTheRepAtHomeAndClears(t *testing.T) {
	b := newBench(t, nil)
	b.customer("acme")
	b.act("bob", deal("D2", "acme", "prospecting"))
	b.at("i1", "acme", coach.Event{Issue: &coach.IssueChange{ID: "I1", Severity: ptr(coach.High), Opened: day("2026-11-16")}})
	b.until(time.Date(2026, 11, 18, 18, 0, 0, 0, time.UTC))
	expect(t, only(b.took(), "issue-open"))
	b.until(time.Date(2026, 11, 19, 18, 0, 0, 0, time.UTC))
	expect(t, only(b.took(), "issue-open"), "ann daily issue-open(warn account/acme)")
	b.at("i1closed", "acme", coach.Event{Issue: &coach.IssueChange{ID: "I1", Closed: day("2026-11-19")}})
	expect(t, only(b.took(), "issue-open"), "ann daily issue-open(warn account/acme)cleared")
}

func TestAnIssueAtWhoReferredThemIsHeardOfAndTheDealIsOnHoldUntilItIsMended(t *testing.T) {
	b := newBench(t, nil)
	ctx := context.Background()
	if _, err := b.People().UpdateAccount(ctx, "acme", func(a *coach.AccountProfile) bool { a.ReferredBy = "globex"; return true }); err != nil {
		t.Fatal(err)
	}
	onHold := func() bool {
		t.Helper()
		book, err := b.Book(ctx, "ann")
		if err != nil {
			t.Fatal(err)
		}
		return book.OnHold("D1")
	}
	b.customer("acme")
	b.at("i1", "globex", coach.Event{Issue: &coach.IssueChange{ID: "I1", Severity: ptr(coach.Medium), Opened: day("2026-11-13")}})
	b.act("ann", deal("D1", "acme", "prospecting"))
	expect(t, b.took(), "ann stop sell-on-issue(stop deal/D1)")
	if !onHold() {
		t.Error("the deal is not on hold")
	}
	b.at("i1closed", "globex", coach.Event{Issue: &coach.IssueChange{ID: "I1", Closed: day("2026-11-16")}})
	expect(t, b.took(), "ann stop sell-on-issue(stop deal/D1)cleared")
	if onHold() {
		t.Error("the issue is mended, and the deal still on hold")
	}
}

func TestAProductThatLosesItsContractIsToldAndClearsWithTheNext(t *testing.T) {
	b := newBench(t, nil)
	b.customer("acme")
	b.at("p", "acme", coach.Event{Product: &coach.ProductChange{Product: "till", Since: day("2025-12-01")}})
	b.at("k1", "acme", coach.Event{Contract: &coach.ContractChange{ID: "K1", Product: ptr("till"), Start: day("2025-12-01"), End: day("2026-11-18"), Outcome: ptr(coach.Lapsed)}})
	b.event("ann", "in", coach.Event{Source: coach.Import, Imported: &coach.Imported{Kinds: []coach.FactKind{coach.Contracts, coach.Products}}})
	b.until(time.Date(2026, 11, 18, 18, 0, 0, 0, time.UTC))
	expect(t, only(b.took(), "coverage-gap"))
	b.until(time.Date(2026, 11, 19, 18, 0, 0, 0, time.UTC))
	expect(t, only(b.took(), "coverage-gap"), "ann daily coverage-gap(nudge account/acme)")
	b.at("k2", "acme", coach.Event{Contract: &coach.ContractChange{ID: "K2", Product: ptr("till"), Start: day("2026-11-19"), End: day("2027-11-18")}})
	expect(t, only(b.took(), "coverage-gap"), "ann daily coverage-gap(nudge account/acme)cleared")
}
