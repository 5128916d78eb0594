package coach_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
)

// TestPlaybookSetsTheScorecardsNumbers changes one number of the playbook a case,
// and shows what that does to one measure of ann's.
func TestPlaybookSetsTheScorecardsNumbers(t *testing.T) {
	open := func(id, created string) coach.Row {
		return coach.Row{Deal: id, Account: "acme", Amount: usd(10), Created: on(created)}
	}
	touch := func(id, d string) coach.TouchRow {
		return coach.TouchRow{ID: id, Account: "acme", Day: on(d), Kind: coach.Sales}
	}
	lapsed := coach.ContractRow{ID: "K", Start: on("2025-01-01"), End: on("2026-06-30"), Yearly: usd(10), Outcome: coach.Lapsed}
	for name, c := range map[string]struct {
		world
		key, usual, changed string
		tune                func(*coach.Playbook)
	}{
		"SharedMinimum": {world{books: ann(coach.BookRows{Deals: []coach.Row{open("A", "2026-12-01")}})}, "new_share_pipeline", "too early", "1.000000",
			func(p *coach.Playbook) { p.Minimums.Shared = 1 }},
		"ContractsMinimum": {world{profiles: anns("acme"), accounts: at("acme", coach.AccountRows{Contracts: []coach.ContractRow{lapsed}})}, "renewal_rate", "too early", "0.000000",
			func(p *coach.Playbook) { p.Minimums.Contracts = 0 }},
		// 13 of 66 working days: a fifth less a little.
		"QuarterMinimum": {world{query: coach.Query{AsOf: on("2026-10-19")}, books: ann(coach.BookRows{Quotas: []coach.QuotaRow{{Period: "2026-Q4", Amount: usd(9)}}})},
			"pace", "too early", "0.000000", func(p *coach.Playbook) { p.Minimums.Quarter = 0.19 }},
		// 31 December is a day of 30, the 1st the first of 31.
		"RecentDays": {world{query: free, books: ann(coach.BookRows{Touches: []coach.TouchRow{touch("1", "2026-12-01"), touch("2", "2026-12-02")}})},
			"more.counts.new_share_effort", "2", "1", func(p *coach.Playbook) { p.Scorecard.RecentDays = 30 }},
		"KeptDays": {world{query: free, books: ann(coach.BookRows{Deals: []coach.Row{open("A", "2026-12-01")},
			Commitments: []coach.CommitmentRow{{ID: "1", Deal: "A", Status: coach.Kept, Settled: on("2026-12-20")}}})},
			"commitment_cover", "1.000000", "0.000000", func(p *coach.Playbook) { p.Scorecard.KeptDays = 10 }},
		"StaleDays": {world{profiles: anns("acme"), accounts: at("acme", coach.AccountRows{Products: []coach.ProductRow{{Product: "Till"}},
			Metrics: []coach.MetricRow{{Metric: "Uptime", Measured: on("2026-09-01"), Target: "1", Actual: "1"}}})},
			"metrics_met", "0.000000", "1.000000", func(p *coach.Playbook) { p.Scorecard.StaleDays = 121 }},
		"NewQuarters": {world{reps: []coach.Rep{{ID: "ann", Started: on("2026-05-01")}}}, "more.new", "false", "true",
			func(p *coach.Playbook) { p.Scorecard.NewQuarters = 3 }},
		"StalledDays": {world{books: ann(coach.BookRows{Deals: []coach.Row{open("A", "2026-12-01")}})}, "stalled_deals", "0", "1",
			func(p *coach.Playbook) { p.Scorecard.Stalled.Days = 29 }},
		// Fifty wins that took 1 to 50 days: the 45th is the line, or the 25th.
		"StalledPercentile": {world{books: ann(coach.BookRows{Deals: append(cycles(50), open("A", "2026-12-05"))})}, "stalled_deals", "0", "1",
			func(p *coach.Playbook) { p.Scorecard.Stalled.Percentile = 50 }},
		"StalledWins": {world{books: ann(coach.BookRows{Deals: append(cycles(9), open("A", "2026-12-05"))})}, "stalled_deals", "0", "1",
			func(p *coach.Playbook) { p.Scorecard.Stalled.Wins = 9 }},
		"StalledWithoutAnyWin": {world{books: ann(coach.BookRows{Deals: []coach.Row{open("A", "2026-09-30")}})}, "stalled_deals", "1", "1",
			func(p *coach.Playbook) { p.Scorecard.Stalled.Wins = 0 }},
		// The wins were half a year ago, in June.
		"StalledMonths": {world{books: ann(coach.BookRows{Deals: append(cycles(50), open("A", "2026-11-15"))})}, "stalled_deals", "1", "0",
			func(p *coach.Playbook) { p.Scorecard.Stalled.Months = 6 }},
	} {
		t.Run(name, func(t *testing.T) {
			if c.reps == nil {
				c.reps = justAnn
			}
			if got := c.scores(t)["ann"][c.key]; got != c.usual {
				t.Errorf("by default %s is %q, want %q", c.key, got, c.usual)
			}
			c.world.tune = c.tune
			if got := c.scores(t)["ann"][c.key]; got != c.changed {
				t.Errorf("with the setting %s is %q, want %q", c.key, got, c.changed)
			}
		})
	}
}

// TestHealthByThePlaybooksLines judges on the line, beside it, without one, and
// what is not to be judged.
func TestHealthByThePlaybooksLines(t *testing.T) {
	half, known := coach.NewRatio(1, 2), coach.Score{TopShare: coach.NewRatio(3, 10), CareRatio: coach.NewRatio(1, 2), HHI: coach.NewRatio(18001, 10), WonDeals: 1}
	for name, c := range map[string]struct {
		score   coach.Score
		measure string
		tune    func(*coach.Playbook)
		want    string
	}{
		"OnTheLineFromAbove": {known, "top_share", nil, "healthy"},
		"OnTheLineFromBelow": {known, "care_ratio", nil, "healthy"},
		"JustBeyond":         {known, "hhi", nil, "not"},
		"ByTheTeamsOwnLine":  {known, "top_share", func(p *coach.Playbook) { p.Scorecard.Healthy["top_share"] = 0.29 }, "not"},
		"WithoutALine":       {known, "hhi", func(p *coach.Playbook) { p.Scorecard.Healthy["hhi"] = 0 }, "shown"},
		"Unknown":            {known, "grr", nil, "shown"},
		"NoLineAtAll":        {known, "won_deals", nil, "shown"},
		"NoCustomersWon":     {coach.Score{}, "customers", nil, "shown"},
		"TooFewCustomersWon": {known, "customers", nil, "not"},
		"InTheBand":          {coach.Score{NewShare: half, More: coach.More{Band: &coach.Band{From: 0.5, To: 0.6}}}, "new_share", nil, "healthy"},
		"AboveTheBand":       {coach.Score{NewShare: half, More: coach.More{Band: &coach.Band{From: 0, To: 0.4}}}, "new_share", nil, "not"},
		"NoRoleNoBand":       {coach.Score{NewShare: half}, "new_share", nil, "shown"},
		"NewRep":             {coach.Score{TopShare: half, More: coach.More{New: true}}, "top_share", nil, "shown"},
		"InheritedBook":      {coach.Score{TopShare: half, More: coach.More{Inherited: true}}, "top_share", nil, "shown"},
	} {
		t.Run(name, func(t *testing.T) {
			p := playbook.Builtin(coach.Rules())
			if c.tune != nil {
				c.tune(p)
			}
			got := "shown"
			if healthy, judged := c.score.Health(coach.MeasureOf(c.measure), p); judged {
				got = map[bool]string{true: "healthy", false: "not"}[healthy]
			}
			if got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestHealthyLinesAreSaidAsTheyAreSet(t *testing.T) {
	p := playbook.Builtin(coach.Rules())
	p.Scorecard.Healthy["grr"], p.Scorecard.Healthy["nrr"] = 0.925, 0
	for key, want := range map[string]string{"customers": "at least 8", "top_share": "at most 30 %", "hhi": "at most 1,800", "grr": "at least 92.5 %", "nrr": "", "won": ""} {
		if got := coach.MeasureOf(key).Healthy(p); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	p.Scorecard.RecentDays = 1
	if got := coach.MeasureOf("care_ratio").Span(p); got != "1 day" {
		t.Errorf("looks at %q", got)
	}
}

func TestThousandsAreSetApart(t *testing.T) {
	for in, want := range map[string]string{"0": "0", "999": "999", "1000": "1,000", "-1000": "-1,000", "-100": "-100", "1234567.89": "1,234,567.89", "100000": "100,000", "0.125": "0.125"} {
		if got := coach.Grouped(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

// TestNoMinimumsInThePlaybookAreNoMinimums: 0 for each says what --min 0 says.
func TestNoMinimumsInThePlaybookAreNoMinimums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, q, p, lifted := drawWorkspace(t), drawQuery(t), playbook.Builtin(coach.Rules()), playbook.Builtin(coach.Rules())
		lifted.Minimums = coach.Minimums{}
		q.NoMin = true
		want := d.scores(p, q)
		q.NoMin = false
		for i, s := range d.scores(lifted, q) {
			if diff := cmp.Diff(measures(t, want[i]), measures(t, s)); diff != "" {
				t.Fatalf("%s:\n%s", s.Unit, diff)
			}
		}
	})
}

// TestAMinimumHidesAMeasureOrLeavesItAsItIs: whatever the minimums, a number is
// the one without them, or too early.
func TestAMinimumHidesAMeasureOrLeavesItAsItIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, q, p := drawWorkspace(t), drawQuery(t), playbook.Builtin(coach.Rules())
		n := func(name string) int { return rapid.IntRange(0, 12).Draw(t, name) }
		p.Minimums = coach.Minimums{Wins: n("wins"), Decided: n("decided"), HistoryMonths: n("months"), Shared: n("shared"), Contracts: n("contracts"), Quarter: float64(n("quarter")) / 12}
		q.NoMin = true
		free := d.scores(p, q)
		q.NoMin = false
		for i, s := range d.scores(p, q) {
			all := measures(t, free[i])
			for key, v := range measures(t, s) {
				if v != all[key] && v != "too early" {
					t.Errorf("%s of %s is %s, without minimums %s", key, s.Unit, v, all[key])
				}
			}
		}
	})
}

// measures are a score's as a reader sees them.
func measures(t *rapid.T, s coach.Score) map[string]string {
	out := map[string]string{}
	for i := range coach.Measures {
		m := &coach.Measures[i]
		out[m.Key] = s.Text(m)
	}
	return out
}

// TestABookInheritedThisQuarterIsShownNotJudged hands most of bob's open deals to
// ann, as a leaver's are.
func TestABookInheritedThisQuarterIsShownNotJudged(t *testing.T) {
	b := newBench(t, nil)
	ctx := context.Background()
	inherited := func(rep, asOf string) bool {
		t.Helper()
		scores, err := b.Scorecard(ctx, coach.Query{By: "rep", Only: []string{rep}, AsOf: on(asOf)})
		if err != nil || len(scores) != 1 {
			t.Fatal(err, scores)
		}
		return scores[0].NotJudged()
	}
	move := func(deal, from, to string) {
		t.Helper()
		if err := b.MoveDeal(ctx, fmt.Sprint("move/", deal, to), deal, from, to); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []string{"A1", "A2"} {
		b.act("ann", deal(id, "acme", "proposal"))
	}
	for _, id := range []string{"B1", "B2", "B3"} {
		b.act("bob", deal(id, "beta", "proposal"))
	}
	if inherited("ann", "2026-11-16") {
		t.Error("ann's own book is inherited")
	}
	move("B1", "bob", "ann")
	move("B2", "bob", "ann")
	if inherited("ann", "2026-11-16") {
		t.Error("two of four deals are most of them")
	}
	move("B3", "bob", "ann")
	if !inherited("ann", "2026-11-16") || inherited("bob", "2026-11-16") {
		t.Error("three of five deals came this quarter, and ann is judged by them; or bob, who has none, is not")
	}
	won := deal("B3", "beta", "negotiation")
	won.Deal.Outcome, won.Deal.Closed = ptr(coach.Won), day("2026-11-16")
	b.act("ann", won)
	if !inherited("ann", "2026-11-16") {
		t.Error("a deal that came and was won this quarter is hers from the first")
	}
	if inherited("ann", "2027-01-01") {
		t.Error("inherited last quarter, and not judged in this one")
	}
	for _, id := range []string{"A1", "A2"} {
		move(id, "ann", "bob")
		move(id, "bob", "ann")
	}
	b.until(time.Date(2026, 11, 16, 12, 0, 0, 0, time.UTC))
	book, err := b.Book(ctx, "ann")
	if err != nil {
		t.Fatal(err)
	}
	if a, c := book.Deals["A1"].Came, book.Deals["B1"].Came; !a.IsZero() || c != on("2026-11-16") {
		t.Errorf("A1, which came home, came on %v; B1 on %v", a, c)
	}
}

func TestABookThatIsMergedIsNotInherited(t *testing.T) {
	b := newBench(t, nil)
	for _, id := range []string{"A1", "A2"} {
		b.act("bob", deal(id, "acme", "proposal"))
	}
	if err := b.MergeRep(context.Background(), "bob", "ann"); err != nil {
		t.Fatal(err)
	}
	scores, err := b.Scorecard(context.Background(), coach.Query{By: "rep", Only: []string{"ann"}, AsOf: on("2026-11-16")})
	if err != nil || scores[0].OpenDeals != 2 || scores[0].NotJudged() {
		t.Errorf("%v, %+v", err, scores)
	}
}
