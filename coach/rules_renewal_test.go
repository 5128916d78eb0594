package coach_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
)

// under puts acme under a contract.
func (s *scene) under(id, product, start, end string) *coach.Contract {
	k := &coach.Contract{ID: id}
	k.Product.V, k.Yearly.V = product, *money("12000")
	if start != "" {
		k.Start.V = *day(start)
	}
	if end != "" {
		k.End.V = *day(end)
	}
	s.accounts["acme"].Contracts[id] = k
	return k
}

func TestRenewalDue(t *testing.T) {
	notice := func(n int) func(*scene) {
		return func(s *scene) { s.accounts["acme"].Contracts["K"].Notice.V = n }
	}
	with := func(f func(*scene, *coach.Contract)) func(*scene) {
		return func(s *scene) { f(s, s.accounts["acme"].Contracts["K"]) }
	}
	booked := func(deal, account, due string) func(*scene) {
		return func(s *scene) {
			k := s.commitment("C", deal, "2026-08-01", due)
			k.Kind.V, k.Account = coach.Time, account
		}
	}
	first := "@2026-09-02;" // 120 days before 2026-12-31
	for name, tc := range map[string]struct {
		change func(*scene)
		on     string
		want   string
	}{
		"SilentAt121Days":                 {nil, "2026-09-01", ""},
		"FiresAt120":                      {nil, "2026-09-02", "nudge 120" + first},
		"At91ItIsStillThatStep":           {nil, "2026-10-01", "nudge 120" + first},
		"At90AnotherOccurrence":           {nil, "2026-10-02", "nudge 90" + first},
		"At60AnotherOccurrence":           {nil, "2026-11-01", "nudge 60" + first},
		"At30AWarning":                    {nil, "2026-12-01", "warn 30" + first},
		"At14AWarning":                    {nil, "2026-12-17", "warn 14" + first},
		"OnItsLastDayStill":               {nil, "2026-12-31", "warn 14" + first},
		"PastItsEndAnotherRuleSpeaks":     {nil, "2027-01-01", ""},
		"CountsFromTheNoticeDeadline":     {notice(30), "2026-08-03", "nudge 120@2026-08-03;"},
		"TheDeadlineIsADayLate":           {notice(30), "2026-08-02", ""},
		"NoticePassedTheStepStands":       {notice(60), "2026-11-10", "warn 14@2026-07-04;"},
		"NoticePassed30BeforeTheEnd":      {notice(60), "2026-12-01", "warn end-30@2026-07-04;"},
		"OnTheDeadlineItIsNotPassed":      {notice(30), "2026-12-01", "warn 14@2026-08-03;"},
		"TheDayAfterItIs30BeforeTheEnd":   {notice(30), "2026-12-02", "warn end-30@2026-08-03;"},
		"NoticePassed14BeforeTheEnd":      {notice(60), "2026-12-17", "warn end-14@2026-07-04;"},
		"ShortNoticeSkipsThatOf30":        {notice(20), "2026-12-12", "warn 14@2026-08-13;"},
		"NoStepLongerThanHalfTheTerm":     {with(func(_ *scene, k *coach.Contract) { k.Start.V = *day("2026-09-01") }), "2026-10-31", ""},
		"ThenTheFirstThatIsNot":           {with(func(_ *scene, k *coach.Contract) { k.Start.V = *day("2026-09-01") }), "2026-11-01", "nudge 60@2026-11-01;"},
		"NoneForAMonth":                   {with(func(_ *scene, k *coach.Contract) { k.Start.V = *day("2026-12-01") }), "2026-12-20", ""},
		"SomeForFiveWeeks":                {with(func(_ *scene, k *coach.Contract) { k.Start.V = *day("2026-11-27") }), "2026-12-20", "warn 14@2026-12-17;"},
		"WithoutAStartATermIsAYear":       {with(func(_ *scene, k *coach.Contract) { k.Start.V = 0 }), "2026-09-02", "nudge 120" + first},
		"WithoutAnEndNothingIsKnown":      {with(func(_ *scene, k *coach.Contract) { k.End.V = 0 }), "2026-09-02", ""},
		"ClearsWithAnOutcome":             {with(func(_ *scene, k *coach.Contract) { k.Outcome.V = coach.Renewed }), "2026-12-01", ""},
		"ClearsWithASuccessor":            {with(func(s *scene, _ *coach.Contract) { s.under("L", "", "2027-01-01", "2027-12-31").Renews.V = "K" }), "2026-12-01", ""},
		"ByItselfItIsANote":               {with(func(_ *scene, k *coach.Contract) { k.Auto.V = true }), "2026-12-01", "note 30" + first},
		"ByItselfTheNextTermIsAnother":    {with(func(_ *scene, k *coach.Contract) { k.Auto.V = true }), "2027-12-01", "note 30@2027-09-02;"},
		"ABookedStepAtTheAccountSilences": {booked("", "acme", "2026-12-10"), "2026-12-10", ""},
		"UntilThen":                       {booked("", "acme", "2026-12-10"), "2026-12-11", "warn 30" + first},
		"ABookedStepAtADealThereSilences": {func(s *scene) { s.deal("D", "proposal", "2026-08-01"); booked("D", "", "2026-12-10")(s) }, "2026-12-01", ""},
		"ABookedStepElsewhereDoesNot":     {booked("", "beta", "2026-12-10"), "2026-12-01", "warn 30" + first},
		"APromiseOfDataIsNoBookedStep": {func(s *scene) {
			booked("", "acme", "2026-12-10")(s)
			s.book.Commitments["C"].Kind.V = coach.Data
		}, "2026-12-01", "warn 30" + first},
		"ThePlaybookSetsTheSteps": {func(s *scene) {
			s.tune = func(p *coach.Playbook) {
				p.Rules["renewal-due"] = coach.RuleSettings{Set: map[string]float64{"step_1": 150}}
			}
		}, "2026-08-03", "nudge 150@2026-08-03;"},
	} {
		t.Run(name, func(t *testing.T) {
			s := atAcme()
			s.under("K", "till", "2026-01-01", "2026-12-31")
			if tc.change != nil {
				tc.change(s)
			}
			if got := s.says("renewal-due", "contract/K", tc.on); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
}

// TestRenewalFactsAreUnknownWhereTheyAre: that nothing is there is a fact only
// where it would be known.
func TestRenewalFactsAreUnknownWhereTheyAre(t *testing.T) {
	facts := func(s *scene) string {
		rules := coach.Rules()
		r := &rules[slices.IndexFunc(rules, func(r coach.Rule) bool { return r.ID == "renewal-due" })]
		a := s.accounts["acme"]
		c := coach.Case{Subject: "contract/K", Book: s.book, Accounts: s.accounts, Account: a, Contract: a.Contracts["K"], Now: noon("2026-11-05"), Zone: berlin}
		found, _ := r.Look(c, playbook.Builtin(rules), s.rep, new(coach.People))
		var out []string
		for _, f := range found[0].Facts {
			out = append(out, fmt.Sprintf("%s=%v", f.Name, f.Value))
		}
		return strings.Join(out, " ")
	}
	s := atAcme()
	s.under("K", "", "2026-01-01", "2026-12-31").Yearly.V = coach.Money{}
	s.accounts["acme"].Stakes["bob"] = &coach.Stake{Rep: "bob"}
	const dates = "decision=2026-12-31 ends=2026-12-31 suggest=decision "
	want := dates + "yearly_value=unknown renewal_deal=unknown metric_state=unknown open_issues=unknown last_care=unknown last_review=unknown"
	if got := facts(s); got != want {
		t.Errorf("in the dark:\n got %s\nwant %s", got, want)
	}
	for _, kind := range []coach.FactKind{coach.Metrics, coach.Issues, coach.Touches, coach.Reviews} {
		s.feed(kind, "2026-11-01")
	}
	s.accounts["acme"].Stakes["bob"].Gone = true
	s.accounts["acme"].Contracts["K"].Yearly.V = *money("12000")
	const nothing = "yearly_value=12000.00 USD renewal_deal=%s metric_state=none open_issues=0 last_care=none last_review=none"
	want = dates + fmt.Sprintf(nothing, "unknown")
	if got := facts(s); got != want {
		t.Errorf("all but deals fed, and nothing there:\n got %s\nwant %s", got, want)
	}
	s.feed(coach.Deals, "2026-11-01")
	want = dates + fmt.Sprintf(nothing, "no")
	if got := facts(s); got != want {
		t.Errorf("fed, and nothing there:\n got %s\nwant %s", got, want)
	}
	if got := s.nextOn("renewal-due", "contract/K", "2026-11-05"); got != "2026-12-01" {
		t.Errorf("looks again on %s", got)
	}
	s.feed(coach.Deals, "2026-10-10")
	if got := s.nextOn("renewal-due", "contract/K", "2026-11-05"); got != "2026-11-10" {
		t.Errorf("once deals are fed no more, it is unknown again: looks again on %s", got)
	}
	s.deal("R", "proposal", "2026-10-01").Kind.V = coach.KindRenewal
	m := &coach.Metric{Metric: "uptime", Measured: *day("2026-10-01")}
	m.Target.V, m.Actual.V = "99", "97"
	s.accounts["acme"].Metrics["uptime@2026-10-01"] = m
	s.issue(coach.Low, "2026-10-20", "")
	s.touchAt("T", "2026-10-30", "", func(t *coach.Touch) { t.Note = "training" })
	s.touchAt("U", "2026-11-20", "", func(t *coach.Touch) { t.Note = "planned" })
	s.touchAt("V", "2026-10-10", "", func(t *coach.Touch) { t.Review = true })
	want = dates + "yearly_value=12000.00 USD renewal_deal=yes metric_state=missed open_issues=1 last_care=2026-10-30 last_review=2026-10-10"
	if got := facts(s); got != want {
		t.Errorf("known:\n got %s\nwant %s", got, want)
	}
}

func TestRenewalLapsed(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*scene, *coach.Contract)
		on     string
		want   string
	}{
		"SilentOnItsLastDay":         {nil, "2026-03-31", ""},
		"FiresTheDayAfter":           {nil, "2026-04-01", "warn @2026-04-01;"},
		"SilentIfItRenewsByItself":   {func(_ *scene, k *coach.Contract) { k.Auto.V = true }, "2026-04-01", ""},
		"SilentWithoutAnEnd":         {func(_ *scene, k *coach.Contract) { k.End.V = 0 }, "2026-04-01", ""},
		"EndedEarlyAndNobodySaysHow": {func(_ *scene, k *coach.Contract) { k.Ended.V = *day("2026-02-10") }, "2026-02-11", "warn @2026-02-11;"},
		"ClearsWithAnOutcome":        {func(_ *scene, k *coach.Contract) { k.Outcome.V = coach.Lapsed }, "2026-04-01", ""},
		"ClearsWithASuccessor":       {func(s *scene, _ *coach.Contract) { s.under("L", "", "2026-04-01", "2027-03-31").Renews.V = "K" }, "2026-04-01", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := atAcme()
			k := s.under("K", "till", "2025-04-01", "2026-03-31")
			if tc.change != nil {
				tc.change(s, k)
			}
			if got := s.says("renewal-lapsed", "contract/K", tc.on); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
}

func TestARenewalIsTheOwnersStepByStepUntilItIsDecided(t *testing.T) {
	b := newBench(t, nil)
	b.customer("acme")
	b.at("k", "acme", coach.Event{Contract: &coach.ContractChange{ID: "K", Owner: ptr("bob"), Start: day("2026-01-01"), End: day("2027-01-22"), Yearly: money("12000")}})
	b.until(time.Date(2026, 11, 18, 18, 0, 0, 0, time.UTC))
	expect(t, only(b.took(), "renewal-due"), "bob daily renewal-due(nudge contract/K)") // the step of 90 days
	b.until(time.Date(2026, 11, 25, 18, 0, 0, 0, time.UTC))
	expect(t, only(b.took(), "renewal-due"), "bob daily renewal-due(nudge contract/K)") // that of 60
	b.until(time.Date(2026, 12, 23, 18, 0, 0, 0, time.UTC))
	expect(t, only(b.took(), "renewal-due"), "bob daily renewal-due(warn contract/K)")
	b.at("done", "acme", coach.Event{Contract: &coach.ContractChange{ID: "K", Outcome: ptr(coach.Renewed)}})
	got := only(b.took(), "renewal-due")
	if len(got) != 3 || !strings.HasSuffix(got[2], "cleared") {
		t.Errorf("once decided: %q", got)
	}
}

func TestALapsedContractIsAskedAboutOnce(t *testing.T) {
	b := newBench(t, nil)
	b.customer("acme")
	b.at("k", "acme", coach.Event{Contract: &coach.ContractChange{ID: "K", Start: day("2026-11-01"), End: day("2026-11-18")}})
	b.until(time.Date(2026, 11, 18, 18, 0, 0, 0, time.UTC))
	expect(t, b.took())
	b.until(time.Date(2026, 11, 24, 18, 0, 0, 0, time.UTC))
	expect(t, only(b.took(), "renewal-lapsed"), "ann daily renewal-lapsed(warn contract/K)")
	b.at("done", "acme", coach.Event{Contract: &coach.ContractChange{ID: "K", Outcome: ptr(coach.Lapsed), Reason: ptr("moved away")}})
	expect(t, only(b.took(), "renewal-lapsed"), "ann daily renewal-lapsed(warn contract/K)cleared")
}
