package coach_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
)

// newAccount is one of which nothing is known.
func newAccount(id string) *coach.Account {
	a, err := coach.DecodeAccount(id, coach.Aggregate{})
	if err != nil {
		panic(err)
	}
	return a
}

// scene is a book on a day, put together step by step, and what one rule says
// of it.
type scene struct {
	book     *coach.Book
	accounts map[string]*coach.Account
	rep      *coach.Rep
	act      *coach.Act
	rows     map[string][]coach.Row
	tune     func(*coach.Playbook)
}

func newScene() *scene {
	b, err := coach.DecodeBook("ann", coach.Aggregate{})
	if err != nil {
		panic(err)
	}
	b.State.Fed = map[coach.FactKind]coach.Feed{}
	return &scene{book: b, rep: &coach.Rep{ID: "ann"}, accounts: map[string]*coach.Account{"acme": newAccount("acme")}}
}

var berlin = func() *time.Location {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return loc
}()

func noon(d string) time.Time { return day(d).At(12*60, berlin) }

func (s *scene) deal(id, stage, since string) *coach.Deal {
	x := &coach.Deal{ID: id, Opened: noon(since)}
	x.Account.V = "acme"
	x.Created.V = *day(since)
	x.Stage = coach.History[string]{{V: stage, At: noon(since)}}
	x.Amount.V = *money("50000")
	s.book.Deals[id] = x
	return x
}

func (s *scene) won(id, account, on, amount string) {
	x := s.deal(id, "negotiation", on)
	x.Account.V, x.Outcome.V, x.Closed.V, x.Amount.V = account, coach.Won, *day(on), *money(amount)
	if account == "acme" {
		s.accounts["acme"].Wins[id] = &coach.Win{Deal: id, Rep: "ann", Day: *day(on)}
	}
}

func (s *scene) feed(kind coach.FactKind, on string) {
	s.book.State.Fed[kind] = coach.Feed{First: noon(on), Last: noon(on)}
}

func (s *scene) commitment(id, deal, made, due string) *coach.Commitment {
	k := &coach.Commitment{ID: id, Deal: deal}
	k.Status.V = coach.Pending
	if made != "" {
		k.Made.V = *day(made)
	}
	if due != "" {
		k.Due.V = *day(due)
	}
	s.book.Commitments[id] = k
	return k
}

func (s *scene) issue(severity coach.IssueSeverity, opened, closed string) {
	i := &coach.Issue{ID: "slow"}
	i.Severity.V, i.Opened.V = severity, *day(opened)
	if closed != "" {
		i.Closed.V = *day(closed)
	}
	s.accounts["acme"].Issues["slow"] = i
}

// says is what a rule says of a subject at noon of a day: "warn step@start".
func (s *scene) says(rule string, subject coach.Subject, on string) string {
	rules := coach.Rules()
	p := playbook.Builtin(rules)
	if s.tune != nil {
		s.tune(p)
	}
	r := &rules[slices.IndexFunc(rules, func(r coach.Rule) bool { return r.ID == rule })]
	c := coach.Case{Subject: subject, Book: s.book, Accounts: s.accounts, Rows: s.rows, Act: s.act, Now: noon(on), Zone: berlin}
	switch subject.Kind() {
	case "deal":
		c.Deal = s.book.Deals[subject.ID()]
		c.Account = s.accounts[c.Deal.Account.V]
	case "account":
		c.Account = s.accounts[subject.ID()]
	case "contract":
		c.Account = s.accounts["acme"]
		c.Contract = c.Account.Contracts[subject.ID()]
	}
	found, _ := r.Look(c, p, s.rep, new(coach.People))
	out := ""
	for _, f := range found {
		out += fmt.Sprintf("%s %s@%s%s;", f.Severity, f.Step, f.Start, f.For)
	}
	return out
}

func TestUnqualified(t *testing.T) {
	fresh := func() *scene {
		s := newScene()
		s.deal("D", "qualifying", "2026-03-02")
		s.feed(coach.Qualifications, "2026-03-01")
		return s
	}
	for name, tc := range map[string]struct {
		change func(*scene)
		on     string
		want   string
	}{
		"SilentOnTheSixthDay":      {nil, "2026-03-08", ""},
		"FiresOnTheSeventhDay":     {nil, "2026-03-09", "nudge @2026-03-09;"},
		"FiresAtProposalAtOnce":    {func(s *scene) { s.deal("D", "Proposal", "2026-03-02") }, "2026-03-02", "nudge @2026-03-02;"},
		"SilentWhereNotFed":        {func(s *scene) { delete(s.book.State.Fed, coach.Qualifications) }, "2026-03-20", ""},
		"SilentWhenFedNoMore":      {nil, "2026-04-02", ""},
		"SilentWithoutACreatedDay": {func(s *scene) { s.book.Deals["D"].Created.V = 0 }, "2026-03-20", ""},
		"SilentOnceClosed":         {func(s *scene) { s.book.Deals["D"].Outcome.V = coach.Lost }, "2026-03-20", ""},
		"ClearsWithAVerdict": {func(s *scene) {
			s.book.Qualifications["deal/D"] = &coach.Qualification{Verdicts: []coach.Verdict{{Judgement: coach.Edge}}}
		}, "2026-03-20", ""},
		"TheAccountsVerdictCounts": {func(s *scene) {
			s.book.Qualifications["account/acme"] = &coach.Qualification{Verdicts: []coach.Verdict{{Judgement: coach.In}}}
		}, "2026-03-20", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := fresh()
			if tc.change != nil {
				tc.change(s)
			}
			if got := s.says("unqualified", "deal/D", tc.on); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
}

func TestOutsideSweetSpot(t *testing.T) {
	s := newScene()
	s.deal("D", "prospecting", "2026-03-02")
	verdict := func(j coach.Judgement) {
		s.book.Qualifications["deal/D"] = &coach.Qualification{Verdicts: []coach.Verdict{{Judgement: j, At: noon("2026-03-03"), Failed: []string{"problem"}}}}
	}
	verdict(coach.Outside)
	if got := s.says("outside-sweet-spot", "deal/D", "2026-03-04"); got != "warn @2026-03-03;" {
		t.Errorf("out and open: says %q", got)
	}
	for _, j := range []coach.Judgement{coach.In, coach.Edge, coach.NotNow, coach.Unjudged} {
		verdict(j)
		if got := s.says("outside-sweet-spot", "deal/D", "2026-03-04"); got != "" {
			t.Errorf("judged %q: says %q", j, got)
		}
	}
	verdict(coach.Outside)
	s.book.Deals["D"].Outcome.V = coach.Disqualified
	if got := s.says("outside-sweet-spot", "deal/D", "2026-03-04"); got != "" {
		t.Errorf("closed kindly: says %q", got)
	}
}

func TestNextCommitment(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*scene)
		want   string
	}{
		"FiresPastTheFirstStage":   {func(*scene) {}, "nudge @2026-03-02;"},
		"SilentAtTheFirstStage":    {func(s *scene) { s.deal("D", "prospecting", "2026-03-02") }, ""},
		"SilentAtAnUnlistedStage":  {func(s *scene) { s.deal("D", "dancing", "2026-03-02") }, ""},
		"SilentWhereNotFed":        {func(s *scene) { s.feed(coach.Commitments, "2026-01-02") }, ""},
		"SilentWithAnOpenOne":      {func(s *scene) { s.commitment("C", "D", "2026-03-02", "2026-03-20") }, ""},
		"AnotherDealsDoesNotCount": {func(s *scene) { s.commitment("C", "E", "2026-03-02", "2026-03-20") }, "nudge @2026-03-02;"},
		"OccursAgainOnceKept": {func(s *scene) {
			k := s.commitment("C", "D", "2026-03-02", "2026-03-20")
			k.Status.V, k.Settled.V = coach.Kept, *day("2026-03-05")
		}, "nudge @2026-03-05;"},
		"SilentWhenParked": {func(s *scene) { s.book.Deals["D"].Outcome.V = coach.Later }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene()
			s.deal("D", "qualifying", "2026-03-02")
			s.feed(coach.Commitments, "2026-03-01")
			tc.change(s)
			if got := s.says("next-commitment", "deal/D", "2026-03-09"); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
}

func TestCommitmentOverdue(t *testing.T) {
	for name, tc := range map[string]struct {
		made, due, on, want string
	}{
		"SilentOnItsDay":                  {"2026-03-02", "2026-03-10", "2026-03-10", ""},
		"FiresTheDayAfter":                {"2026-03-02", "2026-03-10", "2026-03-11", "nudge @2026-03-11;"},
		"StillANudgeADayBeforeAsLong":     {"2026-03-02", "2026-03-10", "2026-03-17", "nudge @2026-03-11;"},
		"WarnsWhenOverdueAsLongAsGiven":   {"2026-03-02", "2026-03-10", "2026-03-18", "warn warn@2026-03-11;"},
		"WarnsNoSoonerThanAfterAWeek":     {"2026-03-09", "2026-03-10", "2026-03-16", "nudge @2026-03-11;"},
		"WarnsAfterAWeek":                 {"2026-03-09", "2026-03-10", "2026-03-17", "warn warn@2026-03-11;"},
		"WithoutADayOpenForThirteenDays":  {"2026-03-02", "", "2026-03-15", ""},
		"WithoutADayOpenForFourteenDays":  {"2026-03-02", "", "2026-03-16", "nudge @2026-03-16;"},
		"WithoutAnyDayNothingIsKnown":     {"", "", "2026-06-16", ""},
		"GivenUnknownWarnsAfterAWeekOnly": {"", "2026-03-10", "2026-03-17", "warn warn@2026-03-11;"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene()
			s.deal("D", "qualifying", "2026-03-02")
			k := s.commitment("C", "D", tc.made, tc.due)
			if got := s.says("commitment-overdue", "deal/D", tc.on); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
			k.Status.V = coach.Kept
			if got := s.says("commitment-overdue", "deal/D", tc.on); got != "" {
				t.Errorf("kept, but says %q", got)
			}
		})
	}
}

func TestSellOnIssue(t *testing.T) {
	act := func(s *scene) { s.act = &coach.Act{Deal: "D", Account: "acme", Step: true} }
	for name, tc := range map[string]struct {
		change func(*scene)
		on     string
		want   string
	}{
		"StopsTheRepsOwnStep":      {act, "2026-03-10", "stop @2026-03-09;"},
		"WarnsOfWhatAFeedDid":      {func(*scene) {}, "2026-03-10", "warn @2026-03-09;"},
		"SilentOnALowIssue":        {func(s *scene) { s.issue(coach.Low, "2026-03-05", "") }, "2026-03-10", ""},
		"SilentOnAStepBeforeIt":    {func(s *scene) { s.issue(coach.High, "2026-03-10", "") }, "2026-03-12", ""},
		"SilentOnANewCustomer":     {func(s *scene) { delete(s.accounts["acme"].Wins, "W") }, "2026-03-10", ""},
		"AKindGivenAsNewIsNoMore":  {func(s *scene) { s.book.Deals["D"].Kind.V = coach.KindNew }, "2026-03-10", ""},
		"WinningIsNeverStopped":    {func(s *scene) { s.book.Deals["D"].Outcome.V = coach.Won }, "2026-03-10", ""},
		"ClearsWhenFixed":          {func(s *scene) { s.issue(coach.High, "2026-03-05", "2026-03-10") }, "2026-03-10", ""},
		"AsksOnceFixedBeforeAStep": {func(s *scene) { s.issue(coach.High, "2026-03-05", "2026-03-08") }, "2026-03-10", "nudge @2026-03-09;"},
		"ConfirmedByAContact": {func(s *scene) {
			s.issue(coach.High, "2026-03-05", "2026-03-08")
			s.book.Touches["T"] = &coach.Touch{Account: "acme", Day: *day("2026-03-09")}
		}, "2026-03-10", ""},
		"ConfirmedByFiveWorkingDays": {func(s *scene) { s.issue(coach.High, "2026-03-05", "2026-03-08") }, "2026-03-14", ""},
		"EachForwardStepIsAnother": {func(s *scene) {
			x := s.book.Deals["D"]
			x.Stage = append(x.Stage, coach.Field[string]{V: "proposal", At: noon("2026-03-11")})
		}, "2026-03-12", "warn proposal@2026-03-11;"},
		"AStepBackIsNone": {func(s *scene) {
			x := s.book.Deals["D"]
			x.Stage = append(x.Stage, coach.Field[string]{V: "prospecting", At: noon("2026-03-11")})
		}, "2026-03-12", "warn @2026-03-09;"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene()
			s.won("W", "acme", "2025-06-01", "10000")
			s.deal("D", "qualifying", "2026-03-09")
			s.issue(coach.High, "2026-03-05", "")
			tc.change(s)
			if got := s.says("sell-on-issue", "deal/D", tc.on); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
}

func TestNarrowBase(t *testing.T) {
	// spread wins ten deals of 10,000 at as many accounts.
	spread := func(s *scene, n int) {
		for i := range n {
			s.won(fmt.Sprint("W", i), fmt.Sprint("a", i), "2026-01-15", "10000")
		}
	}
	for name, tc := range map[string]struct {
		build func(*scene)
		on    string
		want  string
	}{
		"SilentWhenBroad": {func(s *scene) { spread(s, 10) }, "2026-03-10", ""},
		"SilentJustAtTheLine": {func(s *scene) {
			spread(s, 7)
			s.won("X", "big", "2026-02-01", "10000")
			s.won("Y", "big", "2026-02-01", "10000")
			s.won("Z", "big", "2026-02-01", "10000")
		}, "2026-03-10", ""},
		"FiresAboveTheLine": {func(s *scene) {
			spread(s, 7)
			for i := range 5 {
				s.won(fmt.Sprint("X", i), "big", "2026-02-01", "8000")
			}
			s.won("V", "other", "2026-02-02", "15000")
		}, "2026-03-10", "warn 2026-Q1@2026-02-02;"},
		"OneBigDealIsOnlyANote":  {func(s *scene) { spread(s, 10); s.won("X", "big", "2026-02-01", "70000") }, "2026-03-10", "note 2026-Q1@2026-02-01;"},
		"ANewQuarterOccursAgain": {func(s *scene) { spread(s, 10); s.won("X", "big", "2026-02-01", "70000") }, "2026-04-10", "note 2026-Q2@2026-02-01;"},
		"ClearsAsItAgesOut":      {func(s *scene) { spread(s, 10); s.won("X", "big", "2026-01-10", "70000") }, "2027-01-12", ""},
		"TooFewLooksAt24Months": {func(s *scene) {
			s.won("V", "big", "2025-02-01", "40000")
			s.won("X", "big", "2025-02-01", "40000")
			spread(s, 8)
		}, "2026-03-10", "warn 2026-Q1@2026-01-15;"},
		"StillTooFewSaysNothing": {func(s *scene) { s.won("X", "big", "2026-02-01", "70000") }, "2026-03-10", ""},
		"OtherCurrenciesDoNotMix": {func(s *scene) {
			spread(s, 10)
			s.won("X", "big", "2026-02-01", "70000")
			s.book.Deals["X"].Amount.V.Currency = "JPY"
		}, "2026-03-10", ""},
		"AFarmersGoesToTheManager": {func(s *scene) {
			spread(s, 10)
			for i := range 3 {
				s.won(fmt.Sprint("X", i), "big", "2026-02-01", "30000")
			}
			s.rep.Role = coach.Farmer
		}, "2026-03-10", "warn 2026-Q1@2026-02-01manager;"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene()
			tc.build(s)
			if got := s.says("narrow-base", "book/ann", tc.on); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
}

// A rep's first two quarters are shown, not judged.
func TestNarrowBaseLeavesANewRepAlone(t *testing.T) {
	s := newScene()
	for i := range 12 {
		s.won(fmt.Sprint("W", i), "acme", "2026-02-02", "1000")
	}
	for started, want := range map[string]string{"2025-08-20": "warn 2026-Q1@2026-02-02;", "2025-10-05": "", "2026-01-01": ""} {
		s.rep.Started = *day(started)
		if got := s.says("narrow-base", "book/ann", "2026-03-12"); got != want {
			t.Errorf("started %s: says %q, want %q", started, got, want)
		}
	}
}

// An expansion was opened at a stage that is told later, and moved forward before
// an issue was fixed the same day: neither is a step of its own.
func TestSellOnIssueKnowsAStepFromATelling(t *testing.T) {
	s := newScene()
	s.won("W", "acme", "2025-10-01", "1000")
	s.issue(coach.High, "2026-03-05", "")
	x := s.deal("D", "prospecting", "2026-03-09")
	x.Stage = nil
	before := s.says("sell-on-issue", "deal/D", "2026-03-10")
	x.Stage = coach.History[string]{{V: "prospecting", At: noon("2026-03-12")}}
	if got := s.says("sell-on-issue", "deal/D", "2026-03-12"); got != before || got == "" {
		t.Errorf("with its stage told: says %q, before %q", got, before)
	}
	x.Opened = noon("2026-03-09")
	x.Stage[0].V = "qualifying" // which is beyond the first
	if got := s.says("sell-on-issue", "deal/D", "2026-03-12"); got != "warn qualifying@2026-03-12;" {
		t.Errorf("taken on from no stage: says %q", got)
	}
	x.Stage = append(coach.History[string]{{V: "prospecting", At: noon("2026-03-12")}}, coach.Field[string]{V: "qualifying", At: noon("2026-03-13")})
	s.issue(coach.High, "2026-03-05", "2026-03-13")
	fixed := &s.accounts["acme"].Issues["slow"].Closed
	for after, want := range map[time.Duration]string{time.Hour: "", -time.Hour: "nudge qualifying@2026-03-13;"} {
		fixed.At = noon("2026-03-13").Add(after)
		if got := s.says("sell-on-issue", "deal/D", "2026-03-13"); got != want {
			t.Errorf("fixed %s after the step: says %q, want %q", after, got, want)
		}
	}
}

func TestNarrowBaseRunsOnTheTeamOfARepWithTooFewWins(t *testing.T) {
	s := newScene()
	win := func(id, account, amount string) coach.Row {
		return coach.Row{Deal: id, Account: account, Amount: *money(amount), Outcome: coach.Won, Closed: *day("2026-01-15")}
	}
	s.rows = map[string][]coach.Row{}
	for i := range 6 {
		s.rows["ann"] = append(s.rows["ann"], win(fmt.Sprint("A", i), "big", "10000"))
		s.rows["bob"] = append(s.rows["bob"], win(fmt.Sprint("B", i), fmt.Sprint("b", i), "10000"))
	}
	if got := s.says("narrow-base", "team/north", "2026-03-10"); got != "warn 2026-Q1@2026-01-15team;" {
		t.Errorf("says %q", got)
	}
}
