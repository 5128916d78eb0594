package coach_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
)

// wide lets a day's message hold all that is found, so that one rule's test does
// not depend on the others.
func wide(p *coach.Playbook) { p.Gate.Daily = 50 }

// told is news that reaches an account, or Ann's book, from another program.
func (b *bench) told(e coach.Event) {
	b.t.Helper()
	b.n++
	e.ID, e.At, e.Source = fmt.Sprint("told/", b.n), b.clock(), coach.App
	if e.Account == "" {
		b.event("ann", e.ID, e)
		return
	}
	if err := b.HandleAccount(context.Background(), e); err != nil {
		b.t.Fatal(err)
	}
	if err := b.DoDue(context.Background()); err != nil {
		b.t.Fatal(err)
	}
}

// morning goes on to half an hour after the day's message, and returns what went out.
func (b *bench) morning(date string) string {
	b.t.Helper()
	b.until(day(date).At(9*60+30, berlin))
	return strings.Join(b.took(), "\n")
}

// saidIn fails unless what went out says it.
func saidIn(t *testing.T, out, want string) {
	t.Helper()
	if !strings.Contains(out, want) {
		t.Errorf("%q was not said:\n%s", want, out)
	}
}

func unsaidIn(t *testing.T, out string, rules ...string) {
	t.Helper()
	for _, r := range rules {
		if strings.Contains(out, " "+r+"(") {
			t.Errorf("%s was said:\n%s", r, out)
		}
	}
}

func TestARenewalInDoubtReachesItsOwnerAndClears(t *testing.T) {
	b := newBench(t, wide)
	b.told(coach.Event{Account: "acme", Contract: &coach.ContractChange{ID: "K1", Owner: ptr("ann"), Start: day("2026-02-01"), End: day("2027-01-31"), Yearly: money("24000")}})
	unsaidIn(t, b.morning("2026-11-17"), "renewal-in-doubt")
	b.told(coach.Event{Account: "acme", Issue: &coach.IssueChange{ID: "slow", Severity: ptr(coach.High), Opened: day("2026-11-17")}})
	saidIn(t, b.morning("2026-11-18"), "renewal-in-doubt(warn contract/K1)")
	b.told(coach.Event{Account: "acme", Issue: &coach.IssueChange{ID: "slow", Closed: day("2026-11-18")}})
	saidIn(t, b.morning("2026-11-19"), "renewal-in-doubt(warn contract/K1)cleared")
}

func TestAParkedDealIsCalledToMindOnItsDay(t *testing.T) {
	b := newBench(t, wide)
	b.told(coach.Event{Deal: &coach.DealChange{ID: "D1", Account: ptr("acme"), Outcome: ptr(coach.Later), Until: day("2026-11-18")}})
	b.told(coach.Event{Deal: &coach.DealChange{ID: "D2", Account: ptr("beta"), Outcome: ptr(coach.Disqualified), Closed: day("2026-05-22")}})
	unsaidIn(t, b.morning("2026-11-17"), "right-later")
	out := b.morning("2026-11-18")
	saidIn(t, out, "right-later(nudge deal/D1)")
	saidIn(t, out, "right-later(nudge deal/D2)")
	b.told(coach.Event{Deal: &coach.DealChange{ID: "D1", Until: day("2027-02-01")}})
	b.told(coach.Event{Touch: &coach.Touch{ID: "T1", Account: "beta", Day: *day("2026-11-18"), Kind: coach.Care, Note: "a chat"}})
	out = b.morning("2026-11-19")
	saidIn(t, out, "right-later(nudge deal/D1)cleared")
	saidIn(t, out, "right-later(nudge deal/D2)cleared")
}

func TestLostContractsWeighOnTheBookTheyWereIn(t *testing.T) {
	b := newBench(t, wide)
	b.told(coach.Event{Quota: &coach.QuotaGiven{Period: "2026-Q4", Amount: *money("10000")}})
	rows, names := map[string][]coach.Event{}, map[string]func(*coach.AccountProfile) bool{}
	for i := range 6 {
		account := fmt.Sprint("a", i)
		k := coach.ContractChange{ID: "K" + account, Owner: ptr("ann"), Start: day("2025-10-01"), End: day("2026-09-30"), Yearly: money("4000")}
		if i > 0 {
			k.Outcome = ptr(coach.Renewed)
		} else {
			k.Yearly = money("11000")
		}
		names[account] = func(a *coach.AccountProfile) bool { a.Name = account; return true }
		rows[account] = []coach.Event{{Source: coach.Import, Account: account, Contract: &k}}
	}
	if err := b.Import(context.Background(), coach.Records{Run: "1", Accounts: names, AtAccounts: rows, Kinds: []coach.FactKind{coach.Contracts}}); err != nil {
		t.Fatal(err)
	}
	unsaidIn(t, b.morning("2026-11-18"), "replacement-burden")
	b.told(coach.Event{Account: "a0", Contract: &coach.ContractChange{ID: "Ka0", Outcome: ptr(coach.Lapsed)}})
	saidIn(t, b.morning("2026-11-19"), "replacement-burden(warn book/ann)")
	b.told(coach.Event{Quota: &coach.QuotaGiven{Period: "2026-Q4"}}) // taken back: what is less of a worry is no news
	unsaidIn(t, b.morning("2026-11-23"), "replacement-burden")
	b.told(coach.Event{Account: "a0", Contract: &coach.ContractChange{ID: "Ka0", Outcome: ptr(coach.Renewed)}})
	saidIn(t, b.morning("2026-11-24"), "replacement-burden(warn book/ann)cleared")
}

func TestACustomerMixIsTheRepsOwnFirst(t *testing.T) {
	b := newBench(t, func(p *coach.Playbook) {
		wide(p)
		p.Rules["customer-mix"] = coach.RuleSettings{Set: map[string]float64{"signs": 1, "customers": 1}}
	})
	won := func(id string) {
		b.told(coach.Event{Deal: &coach.DealChange{ID: "W" + id, Account: ptr(id), Outcome: ptr(coach.Won), Closed: day("2026-11-02"), Amount: money("1000")}})
	}
	won("acme")
	b.companyDay()
	unsaidIn(t, b.morning("2026-11-17"), "customer-mix")
	b.told(coach.Event{Touch: &coach.Touch{ID: "T1", Account: "acme", Day: *day("2026-11-17"), Kind: coach.Care, Hours: "3"}})
	saidIn(t, b.morning("2026-11-18"), "ann daily customer-mix(nudge book/ann)")
	for _, id := range []string{"beta", "gamma", "delta"} {
		won(id)
	}
	saidIn(t, b.morning("2026-11-19"), "customer-mix(nudge book/ann)cleared")
}

// companyDay makes the company's daily work due, as the sweep does at start.
func (b *bench) companyDay() {
	b.t.Helper()
	if err := b.Store.Queue(context.Background(), "company/day", b.clock()); err != nil {
		b.t.Fatal(err)
	}
}

// judge answers for a deal of Ann's.
func (b *bench) judge(deal, problem string) {
	b.told(coach.Event{Answers: &coach.AnswersGiven{Subject: coach.On("deal", deal), Answers: map[string]string{
		"problem": problem, "segment": "retail", "employees": "300", "budget": "yes", "timing": "now"}}})
}

func TestRelaxedCriteriaAreSaidAndClearWithAWin(t *testing.T) {
	b := newBench(t, func(p *coach.Playbook) {
		wide(p)
		p.Rules["relaxed-criteria"] = coach.RuleSettings{Set: map[string]float64{"deals": 2}}
	})
	b.told(coach.Event{Quota: &coach.QuotaGiven{Period: "2026-Q4", Amount: *money("100000")}})
	for i, created := range []string{"2026-05-04", "2026-05-05", "2026-08-04", "2026-08-05", "2026-11-02", "2026-11-03"} {
		id := fmt.Sprint("D", i)
		b.told(coach.Event{Deal: &coach.DealChange{ID: id, Account: ptr(id), Created: day(created)}})
		b.judge(id, []string{"stock-outs", "price"}[i/4])
	}
	saidIn(t, b.morning("2026-11-17"), "relaxed-criteria(warn book/ann)")
	b.told(coach.Event{Deal: &coach.DealChange{ID: "W", Account: ptr("beta"), Outcome: ptr(coach.Won), Closed: day("2026-11-17"), Amount: money("90000")}})
	saidIn(t, b.morning("2026-11-18"), "relaxed-criteria(warn book/ann)cleared")
}

// What is found of a team waits with it: nothing is sent to its members.
func TestWhatIsFoundOfATeamWaitsForItsManager(t *testing.T) {
	b := newBench(t, func(p *coach.Playbook) {
		wide(p)
		p.Minimums, p.Market = coach.Minimums{Wins: 1, Decided: 1}, []string{"acme"}
	})
	if _, err := b.People().UpdateRep(context.Background(), "ann", func(r *coach.Rep) bool { r.Team = "North"; return true }); err != nil {
		t.Fatal(err)
	}
	b.told(coach.Event{Quota: &coach.QuotaGiven{Period: "2026", Amount: *money("40000")}})
	b.told(coach.Event{Deal: &coach.DealChange{ID: "W", Account: ptr("acme"), Created: day("2026-11-02"), Outcome: ptr(coach.Won), Closed: day("2026-11-02"), Amount: money("1000")}})
	b.judge("W", "stock-outs")
	b.companyDay()
	out := b.morning("2026-11-18")
	unsaidIn(t, out, "lead-supply", "sweet-spot-worked-out")
	b.teamHas(map[string]bool{"lead-supply": true, "sweet-spot-worked-out": true})
	b.told(coach.Event{Quota: &coach.QuotaGiven{Period: "2026", Amount: *money("4000")}})
	b.until(b.clock().Add(24 * time.Hour))
	b.teamHas(map[string]bool{"lead-supply": false, "sweet-spot-worked-out": true}) // one such deal a quarter is enough; nothing was won in the last one
}

// teamHas compares what stands with team North, and holds, by rule.
func (b *bench) teamHas(want map[string]bool) {
	b.t.Helper()
	as, err := b.Store.Read(context.Background(), coach.Want{Key: coach.TeamKey("North")})
	if err != nil {
		b.t.Fatal(err)
	}
	team, err := coach.DecodeBook("", as[0])
	if err != nil {
		b.t.Fatal(err)
	}
	got := map[string]bool{}
	for _, n := range team.Nudges {
		got[n.Rule] = got[n.Rule] || n.Cleared.IsZero()
	}
	for rule, holds := range want {
		if got[rule] != holds {
			b.t.Errorf("%s of the team: %v, want %v", rule, got[rule], holds)
		}
	}
}
