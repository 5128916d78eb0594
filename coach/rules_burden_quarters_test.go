package coach_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
)

// percent is a share as it was prepared; none for a negative one.
func percent(n int64) coach.Ratio {
	if n < 0 {
		return coach.Ratio{}
	}
	return coach.NewRatio(n, 100)
}

// quarter is one of a rep's past quarters: shares of new business in what was won,
// in the pipeline and in touches, in per cent, and the new business open at its end.
func quarter(name, last string, won, pipeline, effort int64, open string) coach.QuarterBase {
	q := coach.QuarterBase{Name: name, Last: *day(last), Judged: true,
		NewShare: percent(won), NewSharePipeline: percent(pipeline), NewShareEffort: percent(effort)}
	if open != "" {
		q.NewValue = *money(open)
	}
	return q
}

// prepared is a book with its last two full quarters.
func prepared(last, before coach.QuarterBase) *scene {
	s := newScene()
	s.rep.Role = coach.Hybrid // 30 to 70 %
	s.book.Baseline = &coach.Baseline{Quarters: []coach.QuarterBase{last, before}}
	return s
}

func q4(won, pipeline, effort int64, open string) coach.QuarterBase {
	return quarter("2025-Q4", "2025-12-31", won, pipeline, effort, open)
}

func q3(won, pipeline, effort int64, open string) coach.QuarterBase {
	return quarter("2025-Q3", "2025-09-30", won, pipeline, effort, open)
}

func TestBurdenShift(t *testing.T) {
	const says = "warn 2026-Q1@2026-01-01;"
	for name, tc := range map[string]struct {
		last, before coach.QuarterBase
		change       func(*scene)
		want         string
	}{
		"FiresAtBothLines":                 {q4(40, -1, -1, "80000"), q3(55, -1, -1, "100000"), nil, says},
		"SilentWhenTheShareRoseALittle":    {q4(41, -1, -1, "80000"), q3(55, -1, -1, "100000"), nil, ""},
		"SilentWhenLittleLessIsOpen":       {q4(40, -1, -1, "80000.01"), q3(55, -1, -1, "100000"), nil, ""},
		"FiresWhenNothingNewIsLeftOpen":    {q4(40, -1, -1, "0"), q3(55, -1, -1, "100000"), nil, says},
		"SilentWhenNothingWasOpenBefore":   {q4(40, -1, -1, "0"), q3(55, -1, -1, "0"), nil, ""},
		"SilentWhereAShareIsUnknown":       {q4(40, -1, -1, "80000"), q3(-1, -1, -1, "100000"), nil, ""},
		"SilentWhereAValueIsUnknown":       {q4(40, -1, -1, ""), q3(55, -1, -1, "100000"), nil, ""},
		"NeedsNoRole":                      {q4(40, -1, -1, "80000"), q3(55, -1, -1, "100000"), func(s *scene) { s.rep.Role = "" }, says},
		"FiresBelowTheBandOnTwoLenses":     {q4(29, 29, 50, ""), q3(50, 10, 20, ""), nil, says},
		"SilentAtTheBand":                  {q4(30, 29, 50, ""), q3(50, 10, 20, ""), nil, ""},
		"SilentBelowItInOneQuarterOnly":    {q4(29, 29, 50, ""), q3(50, 30, 20, ""), nil, ""},
		"AnUnknownLensIsNotBelow":          {q4(29, -1, 50, ""), q3(50, 10, 20, ""), nil, ""},
		"SilentOnTheBandWithoutARole":      {q4(10, 10, 10, ""), q3(10, 10, 10, ""), func(s *scene) { s.rep.Role = "" }, ""},
		"AFarmersBandBeginsLower":          {q4(10, 10, 10, ""), q3(10, 10, 10, ""), func(s *scene) { s.rep.Role = coach.Farmer }, ""},
		"SilentInARepsFirstQuarters":       {q4(40, -1, -1, "80000"), q3(55, -1, -1, "100000"), func(s *scene) { s.book.Baseline.Quarters[1].Judged = false }, ""},
		"SilentOnASingleQuarter":           {q4(40, -1, -1, "80000"), q3(55, -1, -1, "100000"), func(s *scene) { s.book.Baseline.Quarters = s.book.Baseline.Quarters[:1] }, ""},
		"SilentBeforeAnythingWasPrepared":  {q4(40, -1, -1, "80000"), q3(55, -1, -1, "100000"), func(s *scene) { s.book.Baseline = nil }, ""},
		"ClearsWithTheNextQuarterPrepared": {quarter("2026-Q1", "2026-03-31", 45, -1, -1, "90000"), q4(40, -1, -1, "80000"), nil, ""},
		"OccursAgainInTheNextQuarter":      {quarter("2026-Q1", "2026-03-31", 20, -1, -1, "50000"), q4(40, -1, -1, "80000"), nil, "warn 2026-Q2@2026-04-01;"},
	} {
		t.Run(name, func(t *testing.T) {
			s := prepared(tc.last, tc.before)
			if tc.change != nil {
				tc.change(s)
			}
			if got := s.says("burden-shift", "book/ann", "2026-02-10"); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
			if got := s.nextOn("burden-shift", "book/ann", "2026-02-10"); got != "" {
				t.Errorf("looks again on %s, but only what is prepared changes it", got)
			}
		})
	}
}

func TestBurdenShiftTellsTheSeriesAndWhatANewCustomerCosts(t *testing.T) {
	last := q4(28, 20, 12, "80000")
	last.New = coach.Track{WinRate: percent(22), Cycle: coach.NewRatio(193, 2)}
	last.Existing = coach.Track{WinRate: percent(61), Cycle: coach.NewRatio(41, 1)}
	s := prepared(last, q3(55, 25, 12, "120000"))
	s.book.Baseline.Quarters = append(s.book.Baseline.Quarters, quarter("2025-Q2", "2025-06-30", -1, -1, -1, "130000"))
	found, _ := s.finds("burden-shift", "book/ann", "2026-02-10")
	want := []coach.Fact{
		{Name: "quarter", Value: "2025-Q4"}, {Name: "why", Value: "shift"}, {Name: "touch_share", Value: 0.2},
		{Name: "new_share", Value: 0.28}, {Name: "new_share_pipeline", Value: 0.2}, {Name: "new_share_effort", Value: 0.12},
		{Name: "new_share_before", Value: 0.55}, {Name: "new_value", Value: "80000.00 USD"}, {Name: "new_value_before", Value: "120000.00 USD"},
		{Name: "lenses", Value: "won:0.280000;pipeline:0.200000;effort:0.120000"}, {Name: "band_from", Value: 0.3},
		{Name: "new_share_series", Value: "2025-Q3:0.550000;2025-Q4:0.280000"},
		{Name: "new_value_series", Value: "2025-Q2:130000.00 USD;2025-Q3:120000.00 USD;2025-Q4:80000.00 USD"},
		{Name: "win_rate_new", Value: 0.22}, {Name: "win_rate_existing", Value: 0.61}, {Name: "cycle_new", Value: 96.5}, {Name: "cycle_existing", Value: 41.0},
	}
	if d := cmp.Diff(want, found[0].Facts); d != "" {
		t.Errorf("facts (-want +got):\n%s", d)
	}
}

func TestAllIcing(t *testing.T) {
	const says = "nudge 2026-Q1@2026-01-01;"
	high := func(care, renewals int64) coach.QuarterBase {
		q := q4(71, 71, 50, "")
		q.CareRatio, q.RenewalRate = percent(care), percent(renewals)
		return q
	}
	before := q3(90, 50, 90, "")
	for name, tc := range map[string]struct {
		last, before coach.QuarterBase
		role         coach.Role
		want         string
	}{
		"FiresOnLittleCare":            {high(49, 100), before, coach.Hybrid, says},
		"FiresOnLostRenewals":          {high(50, 89), before, coach.Hybrid, says},
		"SilentWhenBothAreHealthy":     {high(50, 90), before, coach.Hybrid, ""},
		"SilentWhenBothAreUnknown":     {high(-1, -1), before, coach.Hybrid, ""},
		"OneKnownIsEnough":             {high(-1, 89), before, coach.Hybrid, says},
		"SilentAtTheBand":              {high(49, 100), q3(90, 50, 70, ""), coach.Hybrid, ""},
		"AHuntersBandHasNoUpperSide":   {high(10, 10), before, coach.Hunter, ""},
		"SilentWithoutARole":           {high(10, 10), before, "", ""},
		"AnUnknownLensIsNotAbove":      {high(10, 10), q3(90, 50, -1, ""), coach.Hybrid, ""},
		"SilentInARepsFirstQuarters":   {coach.QuarterBase{Name: "2025-Q4", Last: *day("2025-12-31"), NewShare: percent(90), NewShareEffort: percent(90), CareRatio: percent(1)}, before, coach.Hybrid, ""},
		"ClearsWithTheNextOnePrepared": {quarter("2026-Q1", "2026-03-31", 70, 70, 70, ""), high(10, 10), coach.Hybrid, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := prepared(tc.last, tc.before)
			s.rep.Role = tc.role
			if got := s.says("all-icing", "book/ann", "2026-02-10"); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
	s := prepared(high(31, 78), before)
	for name, want := range map[string]string{"why": "care", "care_ratio": "0.31", "renewal_rate": "0.78", "lenses": "won:0.710000;pipeline:0.710000", "band_to": "0.7"} {
		if got := s.factOf("all-icing", "book/ann", "2026-02-10", name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

// twoQuarters are ann's summary rows, worked out by hand: before 2026 twelve
// accounts were won. In the third quarter of 2026 she won ten deals of 1,000, five
// of them new, in the fourth ten, two of them new. Two deals at prospects were
// open at the end of September, one of them was lost in October.
func twoQuarters() coach.BookRows {
	var rows coach.BookRows
	deal := func(account, created, closed string, amount int64, o coach.Outcome) {
		x := coach.Row{Deal: fmt.Sprint("D", len(rows.Deals)), Account: account, Amount: usd(amount), Outcome: o, Created: on(created)}
		if closed != "" {
			x.Closed = on(closed)
		}
		rows.Deals = append(rows.Deals, x)
	}
	for i := range 12 {
		deal(fmt.Sprint("old", i), "2025-01-01", "2025-02-01", 1000, coach.Won)
	}
	for i := range 10 {
		third, fourth := fmt.Sprint("old", i), fmt.Sprint("old", i)
		if i < 5 {
			third = fmt.Sprint("q3-", i)
		}
		if i < 2 {
			fourth = fmt.Sprint("q4-", i)
		}
		deal(third, "2026-06-01", "2026-08-10", 1000, coach.Won)
		deal(fourth, "2026-10-05", "2026-11-10", 1000, coach.Won)
	}
	deal("pros1", "2026-07-01", "2026-10-10", 60000, coach.Lost)
	deal("pros2", "2026-07-01", "", 40000, coach.Open)
	deal("old1", "2026-07-01", "", 99000, coach.Open) // at a customer: not new
	return rows
}

func TestQuartersArePreparedByHand(t *testing.T) {
	p := playbook.Builtin(coach.Rules())
	r := coach.Records{Reps: map[string]func(*coach.Rep) bool{"ann": func(x *coach.Rep) bool { x.ID = "ann"; return true }}}
	people, _ := coach.InMemory(r, p)
	reps, _ := coach.Baselines(coach.Facts{Books: ann(twoQuarters())}, people, p, on("2027-02-10"))
	q := reps["ann"].Quarters
	if len(q) != 4 || q[0].Name != "2026-Q4" || q[1].Name != "2026-Q3" || q[0].Last != on("2026-12-31") || !q[0].Judged {
		t.Fatalf("quarters %+v", q)
	}
	for i, want := range []struct{ share, value, pipeline string }{{"0.200000", "40000.00 USD", "null"}, {"0.500000", "100000.00 USD", "null"}} {
		if got := six(t, q[i].NewShare); got != want.share {
			t.Errorf("%s: new share %s, want %s", q[i].Name, got, want.share)
		}
		if got := q[i].NewValue.String(); got != want.value {
			t.Errorf("%s: new value %s, want %s", q[i].Name, got, want.value)
		}
		if got := six(t, q[i].NewSharePipeline); got != want.pipeline { // of three deals only
			t.Errorf("%s: pipeline %s, want %s", q[i].Name, got, want.pipeline)
		}
	}
	// 12 months: 7 new deals won and 1 lost are too few to say; 13 won at customers,
	// 5 of them in 70 days and 8 in 36.
	if q[0].New.WinRate.Known() || six(t, q[0].Existing.WinRate) != "1.000000" || six(t, q[0].Existing.Cycle) != "36.000000" {
		t.Errorf("tracks %+v %+v", q[0].New, q[0].Existing)
	}
}

func six(t *testing.T, r coach.Ratio) string {
	b, err := r.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestABookInheritedSinceIsNotJudged(t *testing.T) {
	p := playbook.Builtin(coach.Rules())
	r := coach.Records{Reps: map[string]func(*coach.Rep) bool{"ann": func(x *coach.Rep) bool { x.ID = "ann"; return true }}}
	people, _ := coach.InMemory(r, p)
	rows := twoQuarters()
	for i := range rows.Deals {
		if rows.Deals[i].Outcome == coach.Open {
			rows.Deals[i].Came = on("2027-01-20")
		}
	}
	for _, tc := range []struct {
		day    string
		judged bool
	}{{"2027-01-19", true}, {"2027-02-10", false}, {"2027-04-01", false}, {"2027-07-01", true}} {
		reps, _ := coach.Baselines(coach.Facts{Books: ann(rows)}, people, p, on(tc.day))
		if got := reps["ann"].Quarters[0].Judged; got != tc.judged {
			t.Errorf("on %s judged: %v", tc.day, got)
		}
	}
}

// TestQuartersAreTheScorecardsOfTheirLastDays compares what is prepared with the
// scorecards that a person would have asked for on those days.
func TestQuartersAreTheScorecardsOfTheirLastDays(t *testing.T) {
	p := playbook.Builtin(coach.Rules())
	p.Minimums = coach.Minimums{}
	p.Fiscal = 2
	rapid.Check(t, func(t *rapid.T) {
		people, f := coach.InMemory(drawWorkspace(t).Records, p)
		reps, _ := coach.Baselines(f, people, p, someday(t, "day"))
		for rep, base := range reps {
			for _, q := range base.Quarters {
				w, name := coach.Quarter(q.Last, p.Fiscal)
				s := coach.Scores(coach.Query{By: "rep", Only: []string{rep}, Window: w, AsOf: w.To}, p, people, f)[0]
				got := []any{q.Name, q.Last, q.NewShare, q.NewSharePipeline, q.NewShareEffort, q.CareRatio, q.RenewalRate}
				want := []any{name, w.To, s.NewShare, s.NewSharePipeline, s.NewShareEffort, s.CareRatio, s.RenewalRate}
				g, _ := json.Marshal(got)
				w2, _ := json.Marshal(want)
				if string(g) != string(w2) {
					t.Fatalf("%s: prepared %s, the scorecard says %s", rep, g, w2)
				}
			}
		}
	})
}
