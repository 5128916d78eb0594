package coach_test

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
)

// someday is a day of 2023 to 2025, 29 February 2024 more often than others.
func someday(t *rapid.T, name string) coach.Date {
	if rapid.IntRange(0, 30).Draw(t, name+" leap") == 0 {
		return coach.NewDate(2024, 2, 29)
	}
	return coach.NewDate(2023, 1, 1+rapid.IntRange(0, 3*365).Draw(t, name))
}

// drawn is a random workspace: what happened in it, by book and account.
type drawn struct {
	coach.Records
	n int
}

func (d *drawn) event(e coach.Event) coach.Event {
	d.n++
	e.ID, e.At, e.Source = fmt.Sprint("e", d.n), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), coach.App
	return e
}

func oneOf[T any](t *rapid.T, name string, all ...T) T {
	return all[rapid.IntRange(0, len(all)-1).Draw(t, name)]
}

// drawWorkspace draws up to four reps in up to two teams, and four accounts with
// an owner each.
func drawWorkspace(t *rapid.T) *drawn {
	d := &drawn{Records: coach.Records{Reps: map[string]func(*coach.Rep) bool{}, Accounts: map[string]func(*coach.AccountProfile) bool{},
		Books: map[string][]coach.Event{}, AtAccounts: map[string][]coach.Event{}}}
	reps := []string{"ann", "bob", "cy", "di"}[:rapid.IntRange(1, 4).Draw(t, "reps")]
	for i, id := range reps {
		d.Reps[id] = func(r *coach.Rep) bool { r.ID, r.Team = id, []string{"North", "South"}[i%2]; return true }
	}
	for i := range 4 {
		id, owner := fmt.Sprint("a", i), oneOf(t, "owner", reps...)
		d.Accounts[id] = func(a *coach.AccountProfile) bool { a.ID, a.Owner = id, owner; return true }
		d.drawAccount(t, id, reps)
	}
	for _, rep := range reps {
		d.drawBook(t, rep)
	}
	return d
}

func drawMoney(t *rapid.T, name string) *coach.Money {
	m := coach.Money{Minor: int64(rapid.IntRange(0, 100000).Draw(t, name)), Currency: "USD"}
	if rapid.IntRange(0, 9).Draw(t, name+" unknown") == 0 {
		m = coach.Money{}
	}
	return &m
}

func (d *drawn) drawBook(t *rapid.T, rep string) {
	put := func(e coach.Event) { d.Books[rep] = append(d.Books[rep], d.event(e)) }
	for i := range rapid.IntRange(0, 12).Draw(t, "deals") {
		id := fmt.Sprintf("%s-%d", rep, i)
		c := coach.DealChange{ID: id, Account: ptr(oneOf(t, "account", "a0", "a1", "a2", "a3", "")), Amount: drawMoney(t, "amount"),
			Created: ptr(someday(t, "created")), Outcome: ptr(oneOf(t, "outcome", coach.Won, coach.Won, coach.Lost, coach.Disqualified, coach.Open, coach.Later)),
			Kind: ptr(oneOf(t, "kind", coach.Kind(""), coach.KindRenewal)), Stage: ptr("proposal")}
		c.Closed = ptr(c.Created.AddDays(rapid.IntRange(0, 200).Draw(t, "cycle")))
		put(coach.Event{Deal: &c})
		if rapid.Bool().Draw(t, "promise") {
			put(coach.Event{Commitment: &coach.CommitmentChange{ID: "C" + id, Deal: id, Kind: ptr(oneOf(t, "what", coach.Time, coach.Data)), Made: c.Created,
				Due: ptr(someday(t, "due")), Status: ptr(oneOf(t, "status", coach.Pending, coach.Kept, coach.Broken))}})
		}
	}
	for i := range rapid.IntRange(0, 8).Draw(t, "touches") {
		put(coach.Event{Touch: &coach.Touch{ID: fmt.Sprint("T", rep, i), Account: oneOf(t, "touched", "a0", "a1", "a2", "a3"), Day: someday(t, "day"),
			Kind: oneOf(t, "touch", coach.Care, coach.Sales), In: rapid.Bool().Draw(t, "in"), Note: oneOf(t, "note", "", "called")}})
	}
	if rapid.Bool().Draw(t, "quota") {
		put(coach.Event{Quota: &coach.QuotaGiven{Period: oneOf(t, "period", "2024", "2024-Q1", "2025"), Amount: usd(100)}})
	}
}

func (d *drawn) drawAccount(t *rapid.T, id string, reps []string) {
	put := func(e coach.Event) { d.AtAccounts[id] = append(d.AtAccounts[id], d.event(e)) }
	for i := range rapid.IntRange(0, 4).Draw(t, "contracts") {
		start := someday(t, "start")
		c := coach.ContractChange{ID: fmt.Sprint("K", id, i), Start: &start, End: ptr(start.AddDays(rapid.IntRange(0, 500).Draw(t, "term"))),
			Owner: ptr(oneOf(t, "contract owner", append(reps, "")...)), Yearly: drawMoney(t, "yearly"), Auto: ptr(rapid.Bool().Draw(t, "auto")),
			Outcome: ptr(oneOf(t, "contract outcome", coach.ContractOutcome(""), coach.Renewed, coach.Lapsed))}
		if i > 0 && rapid.Bool().Draw(t, "renews") {
			c.Renews = ptr(fmt.Sprint("K", id, i-1))
		}
		if rapid.IntRange(0, 3).Draw(t, "ended") == 0 {
			c.Ended = ptr(start.AddDays(rapid.IntRange(0, 600).Draw(t, "ended after")))
		}
		put(coach.Event{Contract: &c})
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "issues") {
		c := coach.IssueChange{ID: fmt.Sprint("I", i), Opened: ptr(someday(t, "opened"))}
		if rapid.Bool().Draw(t, "mended") {
			c.Closed = ptr(c.Opened.AddDays(rapid.IntRange(0, 40).Draw(t, "took")))
		}
		put(coach.Event{Issue: &c})
	}
	if rapid.Bool().Draw(t, "product") {
		put(coach.Event{Product: &coach.ProductChange{Product: "Till", Since: ptr(someday(t, "since"))}})
	}
	if rapid.Bool().Draw(t, "metric") {
		put(coach.Event{Metric: &coach.MetricChange{Metric: "Uptime", Measured: someday(t, "measured"), Target: ptr("99"), Actual: ptr(oneOf(t, "actual", "98", "99"))}})
	}
}

func (d *drawn) scores(p *coach.Playbook, q coach.Query) []coach.Score {
	people, f := coach.InMemory(d.Records, p)
	return coach.Scores(q, p, people, f)
}

func drawQuery(t *rapid.T) coach.Query {
	return coach.Query{By: oneOf(t, "by", "rep", "team", "workspace"), AsOf: someday(t, "as of"), NoMin: rapid.Bool().Draw(t, "no minimums")}
}

func drawPlaybook(t *rapid.T) *coach.Playbook {
	p := playbook.Builtin(coach.Rules())
	p.Fiscal = time.Month(rapid.IntRange(1, 12).Draw(t, "fiscal"))
	p.New = oneOf(t, "new", "workspace", "rep")
	return p
}

func rat(r coach.Ratio) *big.Rat {
	if !r.Known() {
		return new(big.Rat)
	}
	return r.Rat
}

// TestScorecardsAreSound holds what is true of every scorecard, whatever the
// workspace, the day, the fiscal year: shares lie between 0 and 1 and add up to
// it, HHI lies between 10000/n and 10000, a null has a reason and only a null.
func TestScorecardsAreSound(t *testing.T) {
	one := big.NewRat(1, 1)
	rapid.Check(t, func(t *rapid.T) {
		for _, s := range drawWorkspace(t).scores(drawPlaybook(t), drawQuery(t)) {
			existing := s.ExistingWorkspace
			if s.NewShare.Known() {
				ws, own := new(big.Rat).Add(s.NewShare.Rat, existing.Rat), new(big.Rat).Add(s.NewShare.Rat, s.ExistingRep.Rat)
				if ws.Cmp(one) != 0 && own.Cmp(one) != 0 {
					t.Errorf("new %v and existing %v or %v do not add up to 1", s.NewShare, existing, s.ExistingRep)
				}
			}
			if s.HHI.Known() {
				if s.HHI.Cmp(big.NewRat(10000, int64(s.Customers))) < 0 || s.HHI.Cmp(big.NewRat(10000, 1)) > 0 {
					t.Errorf("HHI of %d customers is %v", s.Customers, s.HHI)
				}
				if product := new(big.Rat).Mul(s.HHI.Rat, s.EffectiveCustomers.Rat); product.Cmp(big.NewRat(10000, 1)) != 0 {
					t.Errorf("HHI × effective customers is %v", product)
				}
			}
			for name, r := range map[string]coach.Ratio{"win_rate": s.WinRate, "top": s.TopShare, "top3": s.Top3Share, "new": s.NewShare, "pipeline": s.NewSharePipeline,
				"effort": s.NewShareEffort, "sweet": s.SweetSpotShare, "cover": s.CommitmentCover, "care": s.CareRatio, "issues": s.IssuesInTime,
				"renewal": s.RenewalRate, "grr": s.GRR, "coverage": s.Coverage, "metrics": s.MetricsMet, "after first": s.More.AfterFirst, "loyalty": s.More.Loyalty} {
				if r.Known() && (r.Sign() < 0 || r.Cmp(one) > 0) {
					t.Errorf("%s is %v", name, r)
				}
			}
			if rat(s.GRR).Cmp(rat(s.NRR)) > 0 || rat(s.TopShare).Cmp(rat(s.Top3Share)) > 0 {
				t.Errorf("GRR %v above NRR %v, or top share %v above the top three's %v", s.GRR, s.NRR, s.TopShare, s.Top3Share)
			}
			checkReasons(t, printed(t, s), s.Why)
		}
	})
}

func checkReasons(t *rapid.T, fields, why map[string]string) {
	for key, v := range fields {
		if key != "team" && (v == "null") != (why[key] != "") {
			t.Errorf("%s is %s, and its reason %q", key, v, why[key])
		}
	}
}

// TestTeamsAndTheWorkspaceAreTheSumOfTheirBooks holds for every measure that
// counts or adds up.
func TestTeamsAndTheWorkspaceAreTheSumOfTheirBooks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, p, q := drawWorkspace(t), drawPlaybook(t), drawQuery(t)
		byTeam, all := map[string]map[string]*big.Rat{}, map[string]*big.Rat{}
		q.By = "rep"
		for _, s := range d.scores(p, q) {
			if byTeam[*s.Team] == nil {
				byTeam[*s.Team] = map[string]*big.Rat{}
			}
			addTo(byTeam[*s.Team], sums(t, s))
			addTo(all, sums(t, s))
		}
		q.By = "team"
		for _, s := range d.scores(p, q) {
			compareSums(t, s.Unit, byTeam[s.Unit], sums(t, s))
		}
		q.By = "workspace"
		compareSums(t, "workspace", all, sums(t, d.scores(p, q)[0]))
	})
}

var summed = []string{"won", "won_deals", "lost_deals", "disqualified_deals", "open_deals", "open_value", "stalled_deals", "replacement_burden", "recurring",
	"due_30", "due_60", "due_90", "due_self_renewing", "more.renewals_won", "more.unqualified_open_value", "more.unknown_contracts", "more.touches_without_note",
	"more.later.deals", "more.counts.metrics_met", "more.counts.issues_in_time", "more.counts.contract_coverage", "more.counts.grr", "more.counts.renewal_rate"}

// sums are the measures that add up; a null is left out.
func sums(t *rapid.T, s coach.Score) map[string]*big.Rat {
	fields, out := printed(t, s), map[string]*big.Rat{}
	for _, key := range summed {
		if n, ok := new(big.Rat).SetString(fields[key]); ok {
			out[key] = n
		} else if fields[key] != "null" {
			t.Fatalf("%s is %q", key, fields[key])
		}
	}
	return out
}

func addTo(all, more map[string]*big.Rat) {
	for key, n := range more {
		if all[key] == nil {
			all[key] = new(big.Rat)
		}
		all[key].Add(all[key], n)
	}
}

func compareSums(t *rapid.T, unit string, want, got map[string]*big.Rat) {
	for _, key := range summed {
		switch a, b := want[key], got[key]; {
		case a == nil && b == nil || a != nil && b != nil && a.Cmp(b) == 0:
		case b == nil && a.Sign() == 0: // nothing was there but what has no amount, beside books where nothing was
		default:
			t.Errorf("%s of %s is %v, its books' add up to %v", key, unit, b, a)
		}
	}
}

// TestScorecardsForgetInWhatOrderThingsWereTold shuffles what happened in every
// book and account, and tells some of it twice.
func TestScorecardsForgetInWhatOrderThingsWereTold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, p, q := drawWorkspace(t), drawPlaybook(t), drawQuery(t)
		want := d.scores(p, q)
		for _, told := range []map[string][]coach.Event{d.Books, d.AtAccounts} {
			for _, id := range slices.Sorted(maps.Keys(told)) {
				events := rapid.Permutation(told[id]).Draw(t, "order of "+id)
				if len(events) > 0 {
					events = append(events, events[rapid.IntRange(0, len(events)-1).Draw(t, "again")])
				}
				told[id] = events
			}
		}
		got := d.scores(p, q)
		for i := range want {
			if diff := cmp.Diff(printed(t, want[i]), printed(t, got[i])); diff != "" {
				t.Fatalf("%s by another order:\n%s", want[i].Unit, diff)
			}
		}
	})
}

// TestWhatNobodyToldIsNoZero takes one kind of fact out of a workspace: what is
// measured by it says so, and never 0.
func TestWhatNobodyToldIsNoZero(t *testing.T) {
	gone := map[string]func(coach.Event) bool{
		"new_share_effort care_ratio": func(e coach.Event) bool { return e.Touch != nil || e.Commitment != nil || e.Issue != nil },
		"commitment_cover":            func(e coach.Event) bool { return e.Commitment != nil },
		"issues_in_time":              func(e coach.Event) bool { return e.Issue != nil },
		"metrics_met":                 func(e coach.Event) bool { return e.Metric != nil },
		"contract_coverage":           func(e coach.Event) bool { return e.Product != nil },
		"renewal_rate replacement_burden grr nrr contract_coverage recurring due_30 due_60 due_90 due_self_renewing": func(e coach.Event) bool { return e.Contract != nil },
		"pace":             func(e coach.Event) bool { return e.Quota != nil },
		"sweet_spot_share": func(e coach.Event) bool { return e.Answers != nil },
		"win_rate hhi top_share new_share existing_share_rep new_share_pipeline": func(e coach.Event) bool { return e.Deal != nil },
	}
	rapid.Check(t, func(t *rapid.T) {
		d, p, q := drawWorkspace(t), drawPlaybook(t), drawQuery(t)
		what := oneOf(t, "gone", slices.Sorted(maps.Keys(gone))...)
		for _, told := range []map[string][]coach.Event{d.Books, d.AtAccounts} {
			for id := range told {
				told[id] = slices.DeleteFunc(told[id], gone[what])
			}
		}
		for _, s := range d.scores(p, q) {
			fields := printed(t, s)
			for _, key := range strings.Fields(what) {
				if fields[key] != "null" || s.Why[key] != "no data" {
					t.Errorf("%s of %s is %s (%s) without the facts", key, s.Unit, fields[key], s.Why[key])
				}
			}
		}
	})
}

// TestTwelveMonthsEndOnEveryDayAsTheCalendarHasIt compares the default window with
// a sum over days, for every day of three years.
func TestTwelveMonthsEndOnEveryDayAsTheCalendarHasIt(t *testing.T) {
	var rows []coach.Row
	for d := coach.NewDate(2022, 1, 1); d <= coach.NewDate(2025, 3, 31); d++ {
		rows = append(rows, coach.Row{Deal: d.String(), Account: "acme", Amount: usd(1), Outcome: coach.Won, Closed: d})
	}
	p := playbook.Builtin(coach.Rules())
	people, _ := coach.InMemory(coach.Records{}, p)
	f := coach.Facts{Books: map[string]coach.BookRows{"ann": {Deals: rows}}}
	for d := coach.NewDate(2023, 2, 1); d <= coach.NewDate(2025, 3, 31); d++ {
		y, _, _ := d.Civil()
		days := 365
		if leap := coach.NewDate(y, 2, 29); y == 2024 && d >= leap || y == 2025 && d <= coach.NewDate(2025, 2, 28) {
			days = 366 // 29 February 2024 lies in the window
		}
		if s := coach.Scores(coach.Query{By: "rep", AsOf: d}, p, people, f)[0]; s.WonDeals != days {
			t.Errorf("12 months through %s have %d days, want %d", d, s.WonDeals, days)
		}
	}
}
