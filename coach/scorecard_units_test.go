package coach_test

import (
	"testing"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
)

// TestUnits holds what a team and the workspace are made of: whose account is
// whose, what two colleagues do on one day, what became one later.
func TestUnits(t *testing.T) {
	call := func(id string) coach.TouchRow {
		return coach.TouchRow{ID: id, Account: "acme", Day: on("2026-12-01"), Kind: coach.Sales}
	}
	won := func(id, account, closed string) coach.Row {
		return coach.Row{Deal: id, Account: account, Amount: usd(100), Outcome: coach.Won, Closed: on(closed)}
	}
	issue := coach.AccountRows{Issues: []coach.IssueRow{{Issue: "I", Opened: on("2026-01-01")}}}
	north := []coach.Rep{{ID: "ann", Team: "North"}, {ID: "bob", Team: "North"}}
	type want map[string]map[string]string // by unit
	for name, c := range map[string]struct {
		world
		want
	}{
		// Ann and Bob call acme on one day: one touch of North, one of each.
		"OneTouchADayOverTheTeam": {world{reps: north, query: coach.Query{By: "team"}, books: map[string]coach.BookRows{
			"ann": {Touches: []coach.TouchRow{call("1")}}, "bob": {Touches: []coach.TouchRow{call("2")}}}},
			want{"North": {"more.counts.new_share_effort": "1"}}},
		"OneTouchADayForEach": {world{reps: north, books: map[string]coach.BookRows{
			"ann": {Touches: []coach.TouchRow{call("1"), call("3")}}, "bob": {Touches: []coach.TouchRow{call("2")}}}},
			want{"ann": {"more.counts.new_share_effort": "1"}, "bob": {"more.counts.new_share_effort": "1"}}},
		"AtHomeWithTheOwner": {world{reps: north, profiles: []coach.AccountProfile{{ID: "acme", Owner: "ann"}}, accounts: at("acme", issue),
			books: map[string]coach.BookRows{"bob": {Deals: []coach.Row{won("D", "acme", "2026-01-01")}}}},
			want{"ann": {"issues_in_time": "0.000000"}, "bob": {"issues_in_time": "no data"}}},
		"AtHomeWithWhoWonLast": {world{reps: north, accounts: at("acme", issue), books: map[string]coach.BookRows{
			"ann": {Deals: []coach.Row{won("A", "acme", "2026-01-01"), won("C", "acme", "2027-01-01")}}, "bob": {Deals: []coach.Row{won("B", "acme", "2026-02-01")}}}},
			want{"ann": {"issues_in_time": "no data"}, "bob": {"issues_in_time": "0.000000"}}},
		"AtHomeWithNobodyIsTheWorkspaces": {world{reps: north, accounts: at("acme", issue), query: coach.Query{By: "workspace"}},
			want{"workspace": {"issues_in_time": "0.000000"}}},
		"ContractsFollowTheirOwnOwner": {world{reps: north, profiles: []coach.AccountProfile{{ID: "acme", Owner: "ann"}}, accounts: at("acme", coach.AccountRows{
			Contracts: []coach.ContractRow{{ID: "K", Owner: "bob", Start: on("2026-02-01"), End: on("2027-01-31"), Yearly: usd(9)}, {ID: "L", Start: on("2026-02-01"), End: on("2027-01-31"), Yearly: usd(5)}}})},
			want{"ann": {"recurring": "5.00"}, "bob": {"recurring": "9.00"}}},
		// acme-old was merged into acme, and anna into ann: one account, one book.
		"MergedIsOne": {world{query: free, reps: []coach.Rep{{ID: "ann"}, {ID: "anna", AliasOf: "ann"}}, profiles: []coach.AccountProfile{{ID: "acme", Owner: "anna"}, {ID: "acme-old", AliasOf: "acme"}},
			books: map[string]coach.BookRows{"ann": {Deals: []coach.Row{won("A", "acme", "2026-01-01")}}, "anna": {Deals: []coach.Row{won("B", "acme-old", "2026-02-01")},
				Touches: []coach.TouchRow{{ID: "T", Account: "acme-old", Day: on("2026-12-01"), Kind: coach.Care, Noted: true}}}},
			accounts: at("acme-old", issue)},
			want{"ann": {"won_deals": "2", "customers": "1", "gained": "1", "issues_in_time": "0.000000", "care_ratio": "1.000000"}}},
		"PaceOfThoseWithAQuota": {world{reps: north, query: coach.Query{By: "team"}, books: map[string]coach.BookRows{
			"ann": {Deals: []coach.Row{won("A", "acme", "2026-10-01")}, Quotas: []coach.QuotaRow{{Period: "2026-Q4", Amount: usd(200)}}},
			"bob": {Deals: []coach.Row{won("B", "beta", "2026-10-01")}}}}, want{"North": {"pace": "0.500000"}}},
		"BandOfTheRole":     {world{reps: []coach.Rep{{ID: "ann", Role: coach.Farmer}}}, want{"ann": {"more.band.from": "0.05", "more.band.to": "0.4", "more.new": "false"}}},
		"NewForTwoQuarters": {world{reps: []coach.Rep{{ID: "ann", Started: on("2026-08-15")}}}, want{"ann": {"more.new": "true"}}},
		"NotNewInTheThird":  {world{reps: []coach.Rep{{ID: "ann", Started: on("2026-06-30")}}}, want{"ann": {"more.new": "false"}}},
	} {
		t.Run(name, func(t *testing.T) {
			scores := c.scores(t)
			for unit, fields := range c.want {
				for key, v := range fields {
					if got := scores[unit][key]; got != v {
						t.Errorf("%s of %s is %q, want %q", key, unit, got, v)
					}
				}
			}
		})
	}
}

// TestTheWindowBeforeHasTheSameLength, also where months differ.
func TestTheWindowBeforeHasTheSameLength(t *testing.T) {
	span := func(from, to string) coach.Window { return coach.Window{From: on(from), To: on(to)} }
	for name, c := range map[string]struct {
		asOf         string
		window, want coach.Window
	}{
		"TwelveMonthsByDefault": {"2026-09-30", coach.Window{}, span("2024-10-01", "2025-09-30")},
		"OverALeapDay":          {"2024-12-31", coach.Window{}, span("2023-01-01", "2023-12-31")},
		"AQuarter":              {"2026-12-31", span("2026-10-01", "2026-12-31"), span("2026-07-01", "2026-09-30")},
		"OneMonth":              {"2026-03-31", span("2026-03-01", "2026-03-31"), span("2026-02-01", "2026-02-28")},
		"AYearFromALeapDay":     {"2025-02-28", coach.Window{}, span("2023-03-01", "2024-02-28")},
		"TenDays":               {"2026-12-31", span("2026-12-10", "2026-12-19"), span("2026-11-30", "2026-12-09")},
		"CutAtAsOf":             {"2026-10-10", span("2026-10-01", "2026-12-31"), span("2026-09-21", "2026-09-30")},
	} {
		t.Run(name, func(t *testing.T) {
			q := coach.Query{AsOf: on(c.asOf), Window: c.window}.Before()
			if q.Window != c.want || q.AsOf != c.want.To {
				t.Errorf("%v as of %v, want %v", q.Window, q.AsOf, c.want)
			}
		})
	}
}

// TestCustomersAreCountedInAnyCurrency: no rate is needed to see that somebody paid,
// and a number that may be larger is called neither healthy nor unhealthy.
func TestCustomersAreCountedInAnyCurrency(t *testing.T) {
	won := func(id string, m coach.Money) coach.Row {
		return coach.Row{Deal: id, Account: "at-" + id, Amount: m, Outcome: coach.Won, Closed: on("2026-10-01")}
	}
	for name, c := range map[string]struct {
		rows            []coach.Row
		customers       int
		healthy, judged bool
	}{
		"NoRate":           {[]coach.Row{won("A", coach.Money{Minor: 100, Currency: "EUR"}), won("B", usd(1)), won("C", usd(0))}, 2, false, true},
		"EnoughWithNoRate": {[]coach.Row{won("A", coach.Money{Minor: 100, Currency: "EUR"}), won("B", usd(1)), won("C", usd(1))}, 3, true, true},
		"PerhapsEnough":    {[]coach.Row{won("A", usd(1)), won("B", coach.Money{}), won("C", coach.Money{})}, 1, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			p := playbook.Builtin(coach.Rules())
			p.Scorecard.Healthy["customers"] = 3
			people, _ := coach.InMemory(coach.Records{Reps: map[string]func(*coach.Rep) bool{"ann": func(r *coach.Rep) bool { r.ID = "ann"; return true }}}, p)
			s := coach.Scores(coach.Query{By: "rep", AsOf: on("2026-12-31")}, p, people, coach.Facts{Books: ann(coach.BookRows{Deals: c.rows})})[0]
			if healthy, judged := s.Health(coach.MeasureOf("customers"), p); s.Customers != c.customers || healthy != c.healthy || judged != c.judged {
				t.Errorf("%d customers, healthy %v, judged %v", s.Customers, healthy, judged)
			}
		})
	}
}
