package coach_test

import (
	"fmt"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
)

// world is a small workspace put together by hand: who there is, and what the
// summaries of books and accounts hold. Its as-of is Thursday 31 December 2026
// unless a test says otherwise.
type world struct {
	reps     []coach.Rep
	profiles []coach.AccountProfile
	books    map[string]coach.BookRows
	accounts map[string]coach.AccountRows
	tune     func(*coach.Playbook)
	query    coach.Query
}

func (w world) scores(t *testing.T) map[string]map[string]string {
	t.Helper()
	p := playbook.Builtin(coach.Rules())
	if w.tune != nil {
		w.tune(p)
	}
	r := coach.Records{Reps: map[string]func(*coach.Rep) bool{}, Accounts: map[string]func(*coach.AccountProfile) bool{}}
	for _, x := range w.reps {
		r.Reps[x.ID] = func(to *coach.Rep) bool { *to = x; return true }
	}
	for _, x := range w.profiles {
		r.Accounts[x.ID] = func(to *coach.AccountProfile) bool { *to = x; return true }
	}
	people, _ := coach.InMemory(r, p)
	q := w.query
	if q.AsOf.IsZero() {
		q.AsOf = on("2026-12-31")
	}
	if q.By == "" {
		q.By = "rep"
	}
	out := map[string]map[string]string{}
	for _, s := range coach.Scores(q, p, people, coach.Facts{Books: w.books, Accounts: w.accounts}) {
		fields := printed(t, s)
		for key, why := range s.Why {
			if fields[key] == "null" {
				fields[key] = why
			}
		}
		out[s.Unit] = fields
	}
	return out
}

func on(s string) coach.Date { return *day(s) }

func usd(n int64) coach.Money { return coach.Money{Minor: 100 * n, Currency: "USD"} }

func ann(rows coach.BookRows) map[string]coach.BookRows {
	return map[string]coach.BookRows{"ann": rows}
}

func anns(account string) []coach.AccountProfile {
	return []coach.AccountProfile{{ID: account, Owner: "ann"}}
}

func at(account string, rows coach.AccountRows) map[string]coach.AccountRows {
	return map[string]coach.AccountRows{account: rows}
}

var justAnn = []coach.Rep{{ID: "ann"}}

// free lifts the minimums: what a share of few things would be.
var free = coach.Query{NoMin: true}

// TestMeasures works out one measure a case by hand. Each is ann's.
func TestMeasures(t *testing.T) {
	won := func(id, account, closed string, amount int64) coach.Row {
		return coach.Row{Deal: id, Account: account, Amount: usd(amount), Outcome: coach.Won, Closed: on(closed)}
	}
	open := func(id, account string, amount int64) coach.Row {
		return coach.Row{Deal: id, Account: account, Amount: usd(amount), Created: on("2026-12-01")}
	}
	care := func(id, account, d string) coach.TouchRow {
		return coach.TouchRow{ID: id, Account: account, Day: on(d), Kind: coach.Care, Noted: true}
	}
	sales := func(id, account, d string) coach.TouchRow {
		return coach.TouchRow{ID: id, Account: account, Day: on(d), Kind: coach.Sales}
	}
	contract := func(id, start, end string, yearly int64) coach.ContractRow {
		return coach.ContractRow{ID: id, Start: on(start), End: on(end), Yearly: usd(yearly)}
	}
	auto := func(k coach.ContractRow) coach.ContractRow { k.Auto = true; return k }
	contracts := func(ks ...coach.ContractRow) world {
		return world{query: free, profiles: anns("acme"), accounts: at("acme", coach.AccountRows{Contracts: ks})}
	}
	type want map[string]string
	for name, c := range map[string]struct {
		world
		want
	}{
		// 300 of 400 open at beta, who never bought; 50 of renewal are in neither.
		// The deal without an account is in the denominator only.
		"PipelineAtAccountsNeverWon": {world{query: free, books: ann(coach.BookRows{Deals: []coach.Row{
			won("W", "acme", "2019-05-05", 10), open("A", "acme", 60), open("B", "beta", 300), open("N", "", 40),
			{Deal: "R", Account: "beta", Amount: usd(50), Kind: coach.KindRenewal, Created: on("2026-12-01")},
		}})}, want{"new_share_pipeline": "0.750000", "open_value": "450.00", "open_deals": "4"}},
		"PipelineTooEarlyBelowTenDeals": {world{books: ann(coach.BookRows{Deals: []coach.Row{open("B", "beta", 300)}})},
			want{"new_share_pipeline": "too early", "sweet_spot_share": "no data", "commitment_cover": "no data"}},

		// Touches: two at the prospect beta (a care and a sales on one day), one at
		// the customer acme; the second call of a day, the inbound one, the care
		// without a note, the one at former customer olds and the one 90 days ago
		// count nowhere. 2 of 3, and no care of 1.
		"EffortByWhoWasWhat": {world{query: free, books: ann(coach.BookRows{
			Deals: []coach.Row{won("W", "acme", "2026-06-01", 10), won("O", "olds", "2019-06-01", 10)},
			Touches: []coach.TouchRow{
				care("1", "beta", "2026-12-01"), sales("2", "beta", "2026-12-01"), sales("3", "beta", "2026-12-01"),
				sales("4", "acme", "2026-12-02"), sales("5", "olds", "2026-12-02"), sales("6", "beta", "2026-10-02"),
				{ID: "7", Account: "acme", Day: on("2026-12-03"), Kind: coach.Sales, In: true},
				{ID: "8", Account: "acme", Day: on("2026-12-04"), Kind: coach.Care},
			}})}, want{"new_share_effort": "0.666667", "care_ratio": "0.000000"}},
		"EffortThatWonTheCustomerIsAtAProspect": {world{query: free, books: ann(coach.BookRows{
			Deals:   []coach.Row{won("W", "acme", "2026-12-10", 10)},
			Touches: []coach.TouchRow{sales("1", "acme", "2026-12-10"), sales("2", "acme", "2026-12-11")},
		})}, want{"new_share_effort": "0.500000"}},
		// Three by-products of other facts: a kept promise of time at the account
		// (care) and at a deal there (sales), a review held (care, on a day with a
		// care touch already), an issue mended (care). 3 care, 1 sales.
		"PromisesReviewsAndMendedIssuesAreTouches": {world{query: free, profiles: anns("acme"), books: ann(coach.BookRows{
			Deals: []coach.Row{won("W", "acme", "2026-06-01", 10), open("D", "acme", 5)},
			Commitments: []coach.CommitmentRow{
				{ID: "C1", Account: "acme", Kind: coach.Time, Status: coach.Kept, Settled: on("2026-11-02")},
				{ID: "C2", Deal: "D", Kind: coach.Time, Status: coach.Kept, Settled: on("2026-11-03")},
				{ID: "C3", Deal: "D", Kind: coach.Data, Status: coach.Kept, Settled: on("2026-11-04")},
			},
			Touches: []coach.TouchRow{care("1", "acme", "2026-11-05")},
		}), accounts: at("acme", coach.AccountRows{
			Review: coach.ReviewRow{Held: []coach.Date{on("2026-11-05")}},
			Issues: []coach.IssueRow{{Issue: "I", Opened: on("2026-11-05"), Closed: on("2026-11-06")}},
		})}, want{"care_ratio": "0.750000"}},

		// 90 days where there are fewer than 50 wins to learn from: A is 92 days
		// old, B 90, C is as old as A but the client's next step is booked.
		"StalledBeyondNinetyDays": {world{books: ann(coach.BookRows{
			Deals: []coach.Row{{Deal: "A", Created: on("2026-09-30")}, {Deal: "B", Created: on("2026-10-02")}, {Deal: "C", Created: on("2026-09-30")}, {Deal: "U"}},
			Commitments: []coach.CommitmentRow{
				{ID: "1", Deal: "C", Kind: coach.Time, Status: coach.Pending, Due: on("2027-01-04")},
				{ID: "2", Deal: "A", Kind: coach.Time, Status: coach.Pending, Due: on("2026-12-31")},
				{ID: "3", Deal: "A", Kind: coach.Data, Status: coach.Pending, Due: on("2027-01-04")},
			},
		})}, want{"stalled_deals": "1"}},
		// Fifty wins that took 1 to 50 days: the 45th is the line, 46 days are over it.
		"StalledBeyondTheTeamsOwnCycle": {world{books: ann(coach.BookRows{Deals: append(cycles(50),
			coach.Row{Deal: "A", Created: on("2026-11-15")}, coach.Row{Deal: "B", Created: on("2026-11-16")})})}, want{"stalled_deals": "1"}},

		// In 200, edge 100 (by its account's verdict), unqualified 500: 200 of 300.
		// The verdict of next year is not there yet, the older one of A is overtaken.
		"SweetSpotByTheLatestVerdict": {world{query: free, books: ann(coach.BookRows{
			Deals: []coach.Row{open("A", "acme", 200), open("B", "beta", 100), open("C", "corp", 500)},
			Verdicts: []coach.VerdictRow{
				{Subject: "deal/A", Day: on("2026-12-01"), Judgement: coach.Outside}, {Subject: "deal/A", Day: on("2026-12-20"), Judgement: coach.In},
				{Subject: "account/beta", Day: on("2026-12-01"), Judgement: coach.Edge}, {Subject: "deal/C", Day: on("2027-01-01"), Judgement: coach.In},
			}})}, want{"sweet_spot_share": "0.666667", "more.unqualified_open_value": "500.00"}},

		// Covered: A's promise is open, B's was kept 14 days ago, D's is broken only
		// next year. C's was kept 15 days ago. 3 of 4.
		"CoverByOpenAndFreshlyKeptPromises": {world{query: free, books: ann(coach.BookRows{
			Deals: []coach.Row{open("A", "", 10), open("B", "", 10), open("C", "", 10), open("D", "", 10)},
			Commitments: []coach.CommitmentRow{
				{ID: "1", Deal: "A", Status: coach.Pending}, {ID: "2", Deal: "B", Status: coach.Kept, Settled: on("2026-12-17")},
				{ID: "3", Deal: "C", Status: coach.Kept, Settled: on("2026-12-16")}, {ID: "4", Deal: "D", Status: coach.Broken, Settled: on("2027-01-01")},
			}})}, want{"commitment_cover": "0.750000"}},

		// Friday 4 December 2026 + 2 working days is Tuesday the 8th. Closed in time:
		// H1, P. Late: H2. Open past its limit: OLD. Not due yet: NEW. Closed before
		// the 90 days, whatever its limit: GONE. 2 of 4; 4, 5 and 10 days: 5.
		"IssuesWithinTheirLimit": {world{profiles: anns("acme"), accounts: at("acme", coach.AccountRows{Issues: []coach.IssueRow{
			{Issue: "H1", Severity: coach.High, Opened: on("2026-12-04"), Closed: on("2026-12-08")},
			{Issue: "H2", Severity: coach.High, Opened: on("2026-12-04"), Closed: on("2026-12-09")},
			{Issue: "P", Severity: coach.High, Opened: on("2026-12-04"), Promised: on("2026-12-20"), Closed: on("2026-12-14")},
			{Issue: "OLD", Opened: on("2026-01-01")},
			{Issue: "NEW", Opened: on("2026-12-24")},
			{Issue: "GONE", Opened: on("2026-01-01"), Closed: on("2026-10-02")},
		}})}, want{"issues_in_time": "0.500000", "more.median_days_to_close_issues": "5.000000"}},
		// Four working days from Thursday 24 December are the 25th, 28th, 29th and
		// 30th; with the 25th a holiday at home they end on the 31st.
		"IssueLimitsKnowHolidays": {world{reps: []coach.Rep{{ID: "ann", Country: "DE"}}, profiles: anns("acme"), tune: func(p *coach.Playbook) {
			p.Holidays = map[string][]coach.Date{"DE": {on("2026-12-25")}}
			p.Issues.Medium = 4
		}, accounts: at("acme", coach.AccountRows{Issues: []coach.IssueRow{
			{Issue: "I", Opened: on("2026-12-24"), Closed: on("2026-12-31")}}})}, want{"issues_in_time": "1.000000"}},

		// The 1000 of 2026 that ended without a word are left out; of 600 and 400
		// that ended, the first was renewed at 500, the second lapsed. 500 of 1000.
		"RenewedAtMostAtTheOldValue": {contracts(
			contract("U", "2025-06-01", "2026-05-31", 1000),
			contract("A", "2025-06-01", "2026-05-31", 600), renews(contract("A2", "2026-06-01", "2027-05-31", 500), "A"),
			outcome(contract("B", "2025-07-01", "2026-06-30", 400), coach.Lapsed),
		), want{"renewal_rate": "0.500000", "replacement_burden": "500.00", "recurring": "500.00", "more.unknown_contracts": "1"}},
		"RenewedAtMoreIsRenewedInFull": {contracts(
			contract("A", "2025-06-01", "2026-05-31", 600), renews(contract("A2", "2026-06-01", "2027-05-31", 900), "A"),
		), want{"renewal_rate": "1.000000", "replacement_burden": "0.00"}},
		"EndedEarlyIsLostOnThatDay": {contracts(
			ended(contract("A", "2026-03-01", "2027-02-28", 600), "2026-09-30"), ended(contract("B", "2025-03-01", "2026-02-28", 400), "2025-12-31"),
		), want{"renewal_rate": "0.000000", "replacement_burden": "600.00", "recurring": "0.00"}},
		// Rolled on 31 May 2024, 2025 and 2026; only the last came due in 12 months.
		// Its term now ends on 31 May 2027.
		"RenewsByItselfTermByTerm": {contracts(auto(contract("A", "2023-06-01", "2024-05-31", 600))),
			want{"renewal_rate": "1.000000", "recurring": "600.00", "grr": "1.000000", "nrr": "1.000000", "due_self_renewing": "0.00"}},
		// Monthly: 12 ends in the year, the one on as-of among them; the term that
		// began on 1 December ends on as-of, and the next on 31 January: 31 days off.
		"RenewsByItselfEveryMonth": {contracts(auto(contract("A", "2026-01-01", "2026-01-31", 1200))),
			want{"more.counts.renewal_rate": "1", "renewal_rate": "1.000000", "due_self_renewing": "1200.00", "due_60": "0.00"}},
		// From 29 February 2024 for a year, as the calendar has it: through 27
		// February 2025, then 27 February 2026, then 27 February 2027, 58 days off.
		"LeapYearTermsKeepTheirDay": {contracts(auto(contract("A", "2024-02-29", "2025-02-27", 600))),
			want{"due_self_renewing": "600.00", "renewal_rate": "1.000000"}},
		"StoppedWhileRenewingByItself": {contracts(ended(auto(contract("A", "2024-03-01", "2025-02-28", 600)), "2026-06-30")),
			want{"renewal_rate": "0.500000", "replacement_burden": "600.00", "recurring": "0.00", "grr": "0.000000"}}, // renewed in February, lost in June
		// Rolled on 31 May 2025; what begins on 1 June 2026 took its place: 500 of 600.
		"ReplacedWhileRenewingByItself": {contracts(auto(contract("A", "2024-06-01", "2025-05-31", 600)), renews(contract("A2", "2026-06-01", "2027-05-31", 500), "A")),
			want{"renewal_rate": "0.833333", "replacement_burden": "100.00", "recurring": "500.00", "nrr": "0.833333"}},
		"OnItsLastDayNothingIsUnknownYet": {contracts(contract("A", "2026-01-01", "2026-12-31", 600)),
			want{"more.unknown_contracts": "0", "recurring": "600.00", "renewal_rate": "no data"}},
		"EndedLaterIsLiveStill": {contracts(ended(contract("A", "2026-01-01", "2026-12-31", 600), "2027-01-05")),
			want{"recurring": "600.00", "renewal_rate": "no data", "due_30": "0.00"}},
		"CancelledLaterIsNotKnownYet": {contracts(ended(outcome(contract("A", "2026-02-01", "2027-01-31", 600), coach.Cancelled), "2027-01-15")),
			want{"recurring": "600.00", "due_60": "600.00", "replacement_burden": "0.00"}}, // by its end, 31 days off
		// Notice of 60 days before 31 March is 30 January, 30 days off; without
		// notice it is 90.
		"DueByTheNoticeDeadline": {contracts(notice(contract("A", "2026-04-01", "2027-03-31", 600), 60), contract("B", "2026-04-01", "2027-03-31", 70)),
			want{"due_30": "600.00", "due_60": "0.00", "due_90": "70.00", "due_self_renewing": "0.00"}},
		// A year ago acme paid 600 + 400 + 9000; now 1500: U is past its end, and
		// nobody said how. beta paid 500 and pays 200. corp is new. 1700 of 10500.
		"RetentionByAccount": {world{query: free, profiles: []coach.AccountProfile{{ID: "acme", Owner: "ann"}, {ID: "beta", Owner: "ann"}, {ID: "corp", Owner: "ann"}},
			accounts: map[string]coach.AccountRows{
				"acme": {Contracts: []coach.ContractRow{contract("A", "2025-01-01", "2026-06-30", 600), renews(contract("A2", "2026-07-01", "2027-06-30", 1500), "A"),
					outcome(contract("B", "2025-01-01", "2026-06-30", 400), coach.Lapsed), contract("U", "2025-01-01", "2026-06-30", 9000)}},
				"beta": {Contracts: []coach.ContractRow{contract("C", "2025-01-01", "2026-01-31", 500), renews(contract("C2", "2026-02-01", "2027-01-31", 200), "C")}},
				"corp": {Contracts: []coach.ContractRow{contract("D", "2026-02-01", "2027-01-31", 700)}},
			}}, want{"grr": "0.161905", "nrr": "0.161905"}},
		"ContractsTooEarlyBelowFive": {world{profiles: anns("acme"), accounts: at("acme", coach.AccountRows{Contracts: []coach.ContractRow{
			outcome(contract("B", "2025-07-01", "2026-06-30", 400), coach.Lapsed)}})},
			want{"renewal_rate": "too early", "grr": "too early", "nrr": "too early", "replacement_burden": "400.00"}},
		"NoContractOnRecord": {world{profiles: anns("acme"), accounts: at("acme", coach.AccountRows{Contracts: []coach.ContractRow{contract("A", "2027-01-01", "2027-12-31", 600)}})},
			want{"renewal_rate": "no data", "replacement_burden": "no data", "recurring": "no data", "due_30": "no data", "contract_coverage": "no data"}},
		// Till under a contract that names it in another spelling, scale under none
		// that runs; the scanner comes next year.
		"CoverageByProduct": {world{profiles: anns("acme"), accounts: at("acme", coach.AccountRows{
			Contracts: []coach.ContractRow{product(contract("A", "2026-02-01", "2027-01-31", 600), "TILL-one"), product(contract("B", "2025-02-01", "2026-01-31", 600), "Scale")},
			Products:  []coach.ProductRow{{Product: "Till One"}, {Product: "Scale", Since: on("2025-02-01")}, {Product: "Scanner", Since: on("2027-01-01")}},
		})}, want{"contract_coverage": "0.500000"}},

		// acme's uptime is met by its last measurement and its cost, at most, too:
		// met. beta's is stale: 91 days. corp has agreed on nothing. 1 of 3.
		"MetricsMetByCustomers": {world{profiles: []coach.AccountProfile{{ID: "acme", Owner: "ann"}, {ID: "beta", Owner: "ann"}, {ID: "corp", Owner: "ann"}},
			accounts: map[string]coach.AccountRows{
				"acme": {Products: []coach.ProductRow{{Product: "Till"}}, Metrics: []coach.MetricRow{
					{Metric: "Uptime", Measured: on("2026-11-01"), Target: "99.5", Actual: "98"}, {Metric: "uptime", Measured: on("2026-12-01"), Actual: "99.50"},
					{Metric: "Cost", Target: "10", Direction: "at_most"}, {Metric: "Cost", Measured: on("2026-12-01"), Actual: "9.9"},
				}},
				"beta": {Products: []coach.ProductRow{{Product: "Till"}}, Metrics: []coach.MetricRow{{Metric: "Uptime", Measured: on("2026-10-01"), Target: "1", Actual: "2"}}},
				"corp": {Products: []coach.ProductRow{{Product: "Till"}}},
			}}, want{"metrics_met": "0.333333"}},
		// Reviews every 61 days stretch 90 days to 91.5.
		"MetricsStaleByTheRhythmOfReviews": {world{profiles: anns("beta"), accounts: at("beta", coach.AccountRows{
			Products: []coach.ProductRow{{Product: "Till"}}, Review: coach.ReviewRow{Cadence: 61},
			Metrics: []coach.MetricRow{{Metric: "Uptime", Measured: on("2026-10-01"), Target: "1", Actual: "2"}}})}, want{"metrics_met": "1.000000"}},
		"MetricsAgreedLaterAreNotThere": {world{profiles: anns("beta"), accounts: at("beta", coach.AccountRows{
			Products: []coach.ProductRow{{Product: "Till"}},
			Metrics:  []coach.MetricRow{{Metric: "Uptime", Measured: on("2027-01-01"), Target: "1", Actual: "2"}}})}, want{"metrics_met": "no data"}},

		// Q4 2026 has 66 working days, 33 of them through Monday 16 November: 22 in
		// October, 11 in November. 300 of 900 × 33/66.
		"PaceByWorkingDays": {world{query: coach.Query{AsOf: on("2026-11-16")}, books: ann(coach.BookRows{
			Deals:  []coach.Row{won("A", "acme", "2026-10-01", 300), won("B", "acme", "2026-09-30", 999), won("C", "acme", "2026-11-17", 999)},
			Quotas: []coach.QuotaRow{{Period: "2026-Q4", Amount: usd(900)}, {Period: "2026", Amount: usd(1)}},
		})}, want{"pace": "0.666667"}},
		"PaceOfMonthsAdded": {world{books: ann(coach.BookRows{Deals: []coach.Row{won("A", "acme", "2026-10-01", 300)}, Quotas: []coach.QuotaRow{
			{Period: "2026-10", Amount: usd(100)}, {Period: "2026-11", Amount: usd(200)}, {Period: "2026-12", Amount: usd(300)}, {Period: "2026", Amount: usd(1)}}})},
			want{"pace": "0.500000"}},
		"PaceOfAQuarterOfTheYear": {world{books: ann(coach.BookRows{Deals: []coach.Row{won("A", "acme", "2026-10-01", 300)}, Quotas: []coach.QuotaRow{
			{Period: "2026-10", Amount: usd(100)}, {Period: "2026", Amount: usd(1000)}}})}, want{"pace": "1.200000"}}, // a month alone is not the quarter
		// The fiscal year from April: 31 December is in 2027-Q3, which ends there.
		"PaceOfAFiscalQuarter": {world{tune: func(p *coach.Playbook) { p.Fiscal = time.April }, books: ann(coach.BookRows{
			Deals: []coach.Row{won("A", "acme", "2026-10-01", 300)}, Quotas: []coach.QuotaRow{{Period: "2027-Q3", Amount: usd(600)}, {Period: "2026-Q4", Amount: usd(1)}}})},
			want{"pace": "0.500000"}},
		// 13 of 66 working days have begun on 19 October: less than a fifth. On the
		// 20th it is 14.
		"PaceTooEarly":       {world{query: coach.Query{AsOf: on("2026-10-19")}, books: ann(coach.BookRows{Quotas: []coach.QuotaRow{{Period: "2026-Q4", Amount: usd(900)}}})}, want{"pace": "too early"}},
		"PaceFromAFifthOn":   {world{query: coach.Query{AsOf: on("2026-10-20")}, books: ann(coach.BookRows{Quotas: []coach.QuotaRow{{Period: "2026-Q4", Amount: usd(900)}}})}, want{"pace": "0.000000"}},
		"PaceWithoutAQuota":  {world{books: ann(coach.BookRows{Deals: []coach.Row{won("A", "acme", "2026-10-01", 300)}})}, want{"pace": "no data"}},
		"PaceOfUnknownWorth": {world{books: ann(coach.BookRows{Deals: []coach.Row{{Deal: "A", Outcome: coach.Won, Closed: on("2026-10-01")}}, Quotas: []coach.QuotaRow{{Period: "2026", Amount: usd(900)}}})}, want{"pace": "no data"}},

		// EUR at 1.10 on its closing day, at 1.20 on as-of; GBP has no rate and is
		// left out of the sums, not of the customers: 100 + 110, and 12 open.
		"CurrenciesByTheirDay": {world{tune: rates, books: ann(coach.BookRows{Deals: []coach.Row{
			won("A", "acme", "2026-06-01", 100),
			{Deal: "E", Account: "beta", Amount: coach.Money{Minor: 10000, Currency: "EUR"}, Outcome: coach.Won, Closed: on("2026-06-30")},
			{Deal: "G", Account: "corp", Amount: coach.Money{Minor: 10000, Currency: "GBP"}, Outcome: coach.Won, Closed: on("2026-06-30")},
			{Deal: "O", Amount: coach.Money{Minor: 1000, Currency: "EUR"}},
		}})}, want{"won": "210.00", "won_deals": "3", "customers": "3", "open_value": "12.00"}},
		// In yen over dollars: 100 EUR are 120 USD, at 0.0075 USD a yen 16000.
		"CrossRates": {world{tune: rates, reps: []coach.Rep{{ID: "ann", Currency: "JPY"}}, books: ann(coach.BookRows{Deals: []coach.Row{
			{Deal: "O", Amount: coach.Money{Minor: 10000, Currency: "EUR"}}}})}, want{"open_value": "16000", "currency": "JPY"}},

		// A customer by contract is no former one, however long ago it bought.
		"UnderContractIsNotLost": {world{profiles: anns("acme"), books: ann(coach.BookRows{Deals: []coach.Row{won("A", "acme", "2025-03-01", 10), won("B", "beta", "2025-03-01", 10)}}),
			accounts: at("acme", coach.AccountRows{Contracts: []coach.ContractRow{contract("K", "2025-03-01", "2028-02-29", 10)}})}, want{"lost_customers": "1"}},
		"WonBackIsCountedApart": {world{books: ann(coach.BookRows{Deals: []coach.Row{won("A", "acme", "2024-03-01", 10), won("B", "acme", "2026-03-01", 10)}})},
			want{"gained": "0", "more.won_back": "1"}},
		// 60 of 100 at acme, most of it in one deal of 50: without it 10, 20 and 20 of
		// 50; without acme 20 and 20.
		"ConcentrationWithoutTheLargest": {world{query: free, books: ann(coach.BookRows{Deals: []coach.Row{
			won("A", "acme", "2026-03-01", 50), won("B", "acme", "2026-03-01", 10), won("C", "beta", "2026-03-01", 20), won("D", "corp", "2026-03-01", 20)}})},
			want{"top_share": "0.600000", "more.top_share_without_largest_deal": "0.400000", "more.hhi_without_largest_deal": "3600.000000",
				"more.top_share_without_largest_account": "0.500000", "more.hhi_without_largest_account": "5000.000000"}},
		// 700 of the quota of 900 is to be won yet, at a rate of 1 in 2.
		"CoverageNeeded": {world{query: free, books: ann(coach.BookRows{Deals: []coach.Row{won("A", "acme", "2026-10-01", 200),
			{Deal: "L", Outcome: coach.Lost, Closed: on("2026-10-01")}}, Quotas: []coach.QuotaRow{{Period: "2026-Q4", Amount: usd(900)}}}),
			tune: func(p *coach.Playbook) { p.Minimums.Decided = 2 }}, want{"more.coverage_needed": "1400.00", "more.coverage_win_rate_of": "own"}},
		// acme: 10, then 30 two years on; beta 20. (10 + 30 + 20) / 2, 30 of 60 after
		// the first. acme was bought from again in its second year, beta was not.
		"ValueOverTime": {world{books: ann(coach.BookRows{Deals: []coach.Row{won("A", "acme", "2023-01-01", 10), won("B", "acme", "2024-12-31", 30), won("C", "beta", "2023-01-01", 20)}})},
			want{"more.won_per_customer": "30.00", "more.won_after_first_deal": "0.500000", "more.loyalty": "0.500000", "more.days_since_first_time_customer": "1460"}},
		// Decided by their first verdict: inside won and lost, outside lost.
		"InsideAndOutside": {world{query: free, profiles: anns("acme"), books: ann(coach.BookRows{
			Deals: []coach.Row{{Deal: "A", Account: "acme", Outcome: coach.Won, Closed: on("2026-10-01"), Margin: "0.4", Contract: "K"}, {Deal: "B", Outcome: coach.Lost, Closed: on("2026-10-01")}, {Deal: "C", Outcome: coach.Lost, Closed: on("2026-10-01")}},
			Verdicts: []coach.VerdictRow{{Subject: "deal/A", Day: on("2026-09-01"), Judgement: coach.In}, {Subject: "deal/A", Day: on("2026-09-02"), Judgement: coach.Outside},
				{Subject: "deal/B", Day: on("2026-09-01"), Judgement: coach.In}, {Subject: "deal/C", Day: on("2026-09-01"), Judgement: coach.Outside}}}),
			accounts: at("acme", coach.AccountRows{Contracts: []coach.ContractRow{outcome(contract("K", "2025-01-01", "2026-05-31", 10), coach.Renewed)}})},
			want{"more.inside.win_rate": "0.500000", "more.inside.median_margin": "0.400000", "more.inside.renewal_rate": "1.000000", "more.outside.win_rate": "0.000000"}},
	} {
		t.Run(name, func(t *testing.T) {
			if c.reps == nil {
				c.reps = justAnn
			}
			got := c.scores(t)["ann"]
			for key, v := range c.want {
				if got[key] != v {
					t.Errorf("%s is %q, want %q", key, got[key], v)
				}
			}
		})
	}
}

// cycles are wins of the last two years that took 1, 2, … days.
func cycles(n int) []coach.Row {
	var out []coach.Row
	for i := range n {
		closed := on("2026-06-30")
		out = append(out, coach.Row{Deal: fmt.Sprint("W", i), Outcome: coach.Won, Closed: closed, Created: closed.AddDays(-i - 1)})
	}
	return out
}

func renews(k coach.ContractRow, id string) coach.ContractRow { k.Renews = id; return k }

func outcome(k coach.ContractRow, o coach.ContractOutcome) coach.ContractRow { k.Outcome = o; return k }

func ended(k coach.ContractRow, d string) coach.ContractRow { k.Ended = on(d); return k }

func notice(k coach.ContractRow, days int) coach.ContractRow { k.Notice = days; return k }

func product(k coach.ContractRow, name string) coach.ContractRow { k.Product = name; return k }

func rates(p *coach.Playbook) {
	p.Rates = []coach.Rates{
		{From: on("2026-01-01"), Worth: worth("EUR", "1.10", "JPY", "0.0075")},
		{From: on("2026-07-01"), Worth: worth("EUR", "1.20")},
	}
}
