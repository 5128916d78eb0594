package coach_test

import (
	"fmt"
	"testing"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
)

// BenchmarkScorecard is the scorecards of all reps of a large company, from
// summaries in memory: 5,000 reps with 500 deals, 100 touches and 50 promises
// each, 50,000 accounts with a contract each.
func BenchmarkScorecard(b *testing.B) {
	p := playbook.Builtin(coach.Rules())
	people, f := largeCompany(p, 5000, 500)
	for _, by := range []string{"rep", "team", "workspace"} {
		b.Run(by, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				coach.Scores(coach.Query{By: by, AsOf: on("2026-12-31")}, p, people, f)
			}
		})
	}
}

func largeCompany(p *coach.Playbook, reps, deals int) (*coach.People, coach.Facts) {
	f := coach.Facts{Books: map[string]coach.BookRows{}, Accounts: map[string]coach.AccountRows{}}
	r := coach.Records{Reps: map[string]func(*coach.Rep) bool{}, Accounts: map[string]func(*coach.AccountProfile) bool{}}
	end := on("2026-12-31")
	outcomes := []coach.Outcome{coach.Won, coach.Lost, coach.Won, coach.Open, coach.Disqualified}
	for i := range reps {
		rep := fmt.Sprintf("rep%04d", i)
		r.Reps[rep] = func(x *coach.Rep) bool { x.ID, x.Team = rep, fmt.Sprintf("team%03d", i/10); return true }
		var rows coach.BookRows
		for j := range deals {
			created := end.AddDays(-(j * 37) % 1000)
			x := coach.Row{Deal: fmt.Sprintf("D%04d-%d", i, j), Account: fmt.Sprintf("a%d", (i*10+j%10)%(reps*10)), Amount: usd(int64(1000 + j)),
				Created: created, Outcome: outcomes[j%len(outcomes)], Stage: "proposal"}
			if x.Outcome.Closed() {
				x.Closed = created.AddDays(j % 90)
			}
			rows.Deals = append(rows.Deals, x)
			if j%10 == 3 {
				rows.Commitments = append(rows.Commitments, coach.CommitmentRow{ID: x.Deal, Deal: x.Deal, Kind: coach.Time, Status: coach.Pending, Made: created, Due: end.AddDays(5)})
			}
			if j%5 == 0 {
				rows.Touches = append(rows.Touches, coach.TouchRow{ID: x.Deal, Account: x.Account, Day: end.AddDays(-j % 90), Kind: coach.Sales})
			}
		}
		f.Books[rep] = rows
		for j := range 10 {
			account := fmt.Sprintf("a%d", i*10+j)
			r.Accounts[account] = func(a *coach.AccountProfile) bool { a.ID, a.Owner = account, rep; return true }
			start := end.AddDays(-500 + j*20)
			f.Accounts[account] = coach.AccountRows{Contracts: []coach.ContractRow{{ID: "K" + account, Start: start, End: start.AddMonths(12).AddDays(-1), Yearly: usd(100), Auto: j%2 == 0}}}
		}
	}
	people, _ := coach.InMemory(r, p)
	return people, f
}

// BenchmarkBaselines prepares what the rules of a large company may know of
// others, once a day: 5,000 reps with 200 deals, 40 touches and 20 promises each.
func BenchmarkBaselines(b *testing.B) {
	p := playbook.Builtin(coach.Rules())
	people, f := largeCompany(p, 5000, 200)
	b.ReportAllocs()
	for b.Loop() {
		coach.Baselines(f, people, p, on("2026-12-31"))
	}
}
