package coach_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
)

// soldYear is what files say of Ann of team North, and of what she sells.
type soldYear struct {
	coach.Records
	p *coach.Playbook
}

func newYear() *soldYear {
	c := &soldYear{p: playbook.Builtin(coach.Rules()), Records: coach.Records{
		Reps:     map[string]func(*coach.Rep) bool{"ann": func(r *coach.Rep) bool { r.Team = "North"; return true }},
		Accounts: map[string]func(*coach.AccountProfile) bool{}, Books: map[string][]coach.Event{}, AtAccounts: map[string][]coach.Event{},
	}}
	c.p.SweetSpot.Written = true
	c.p.SweetSpot.Criterion("segment").Fits = &coach.Fits{Values: []string{"Retail"}}
	return c
}

func (c *soldYear) account(id, segment string) {
	c.Accounts[id] = func(a *coach.AccountProfile) bool {
		a.Name, a.Segment, a.Owner = "The "+id, segment, "ann"
		return true
	}
}

func (c *soldYear) says(e coach.Event) {
	e.Source, e.ID = coach.Import, "import/1"
	if e.Account != "" {
		c.AtAccounts[e.Account] = append(c.AtAccounts[e.Account], e)
		return
	}
	c.Books["ann"] = append(c.Books["ann"], e)
}

// won is a deal won for 1000 unless change says otherwise.
func (c *soldYear) won(id, account, on string, change func(*coach.DealChange)) {
	d := &coach.DealChange{ID: id, Account: &account, Amount: money("1000"), Created: day(on), Closed: day(on), Outcome: ptr(coach.Won)}
	if change != nil {
		change(d)
	}
	c.says(coach.Event{Deal: d})
}

func (c *soldYear) touched(account, on, hours string) {
	c.says(coach.Event{Touch: &coach.Touch{ID: account + on, Account: account, Day: *day(on), Kind: coach.Care, Hours: hours}})
}

// base is what Ann and her team are told as of the end of 2026.
func (c *soldYear) base(t *testing.T) (*coach.MixBase, *coach.SupplyBase) {
	t.Helper()
	people, f := coach.InMemory(c.Records, c.p)
	reps, teams := coach.Baselines(f, people, c.p, *day("2026-12-31"))
	return reps["ann"].Mix, teams["North"].Supply
}

// tenCustomers won in the year, for 1000 each.
func tenCustomers() *soldYear {
	c := newYear()
	for i := range 10 {
		id := fmt.Sprint("a", i)
		c.account(id, "Hospitality")
		c.won("W"+id, id, "2026-03-10", nil)
	}
	return c
}

func TestSignsOfACustomerMix(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*soldYear)
		sign   coach.Sign // of this name; N 0 and Of 0: not counted
	}{
		"DealsFromTerritoryAndLists": {func(c *soldYear) {
			for i := range 12 {
				id := fmt.Sprint("n", i)
				c.account(id, "")
				source := []string{"Territory", "list ", "web", ""}[i%4]
				c.won("N"+id, id, "2026-05-10", func(d *coach.DealChange) { d.Source = &source })
			}
			c.won("X", "n3", "2026-06-10", func(d *coach.DealChange) { d.Source = ptr("list") }) // an expansion
			c.won("Y", "n7", "2025-12-31", func(d *coach.DealChange) { d.Source = ptr("list") }) // another year's
			for i := range 2 {
				id := fmt.Sprint("m", i)
				c.account(id, "")
				c.won("N"+id, id, "2026-05-10", func(d *coach.DealChange) { d.Source = ptr("fair") })
			}
		}, coach.Sign{Name: "sources", N: 6, Of: 11}},
		"FewerThanTenWithASource": {func(*soldYear) {}, coach.Sign{Name: "sources"}},
		"OneSegment":              {func(c *soldYear) { c.account("a1", "retail"); c.account("a2", "") }, coach.Sign{Name: "segment", N: 8, Of: 9}},
		"OneInTheSweetSpot":       {func(c *soldYear) { c.p.SweetSpot.Criterion("segment").Fits.Values = []string{"hospitality"} }, coach.Sign{Name: "segment"}},
		"NoSweetSpotWritten":      {func(c *soldYear) { c.p.SweetSpot.Written = false }, coach.Sign{Name: "segment"}},
		"SmallStartsThatStayed": {func(c *soldYear) {
			for i := range 8 {
				id := fmt.Sprint("a", i)
				first := []string{"499.99", "500", "499.99", "499.99"}[i%4]
				c.won("F"+id, id, "2025-02-10", func(d *coach.DealChange) { d.Amount = money(first) })
			}
			c.won("G", "a2", "2025-08-10", nil)                                                                       // grew
			c.won("H", "a3", "2025-08-10", func(d *coach.DealChange) { d.Kind = ptr(coach.KindRenewal) })             // only renewed
			c.won("I", "a4", "2026-02-11", func(d *coach.DealChange) { d.Amount = money("9000") })                    // too late
			c.won("J", "a9", "2026-01-01", func(d *coach.DealChange) { d.Amount = money("10") })                      // not a year ago yet
			c.won("K", "a8", "2024-12-01", func(d *coach.DealChange) { d.Amount = nil; d.Kind = ptr(coach.KindNew) }) // nobody knows for how much
		}, coach.Sign{Name: "small", N: 5, Of: 8}},
		"UnpaidHours": {func(c *soldYear) {
			c.touched("a1", "2026-06-01", "2.5")
			c.touched("a2", "2026-06-01", "0")
			c.touched("a3", "2025-12-31", "3")
		}, coach.Sign{Name: "hours", N: 1, Of: 10}},
		"HighDiscountsAndIssues": {func(c *soldYear) {
			for i := range 10 {
				id := fmt.Sprint("a", i)
				off := []string{"10 %", "0.2"}[i%2]
				c.won("D"+id, id, "2026-04-10", func(d *coach.DealChange) { d.Extra = map[string]string{"discount": off} })
				for k := range i % 4 {
					c.says(coach.Event{Account: id, Issue: &coach.IssueChange{ID: fmt.Sprint("I", k), Opened: day("2026-05-01")}})
				}
			}
		}, coach.Sign{Name: "discounts", N: 2, Of: 10}}, // 20 % and three issues: a3, a7
		"ContactAroundRenewalsOnly": {func(c *soldYear) {
			for i := range 10 {
				id := fmt.Sprint("a", i)
				c.says(coach.Event{Account: id, Contract: &coach.ContractChange{ID: "K" + id, Start: day("2025-07-01"), End: day("2026-06-30")}})
				for _, on := range []string{"2026-05-01", "2026-06-20", []string{"2026-08-29", "2026-08-30"}[i%2]}[:3-i/9] {
					c.touched(id, on, "")
				}
			}
		}, coach.Sign{Name: "renewals", N: 5, Of: 9}},
		"NoneUnderContract": {func(c *soldYear) { c.touched("a1", "2026-05-01", "") }, coach.Sign{Name: "renewals"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := tenCustomers()
			tc.change(c)
			mix, _ := c.base(t)
			got := coach.Sign{Name: tc.sign.Name}
			for _, s := range mix.Signs {
				if s.Name == got.Name {
					got = s
				}
			}
			if got != tc.sign {
				t.Errorf("%+v, want %+v", got, tc.sign)
			}
		})
	}
	c := newYear()
	for i := range 7 {
		id := fmt.Sprint("a", i)
		c.account(id, "Hospitality")
		c.won("W"+id, id, "2026-03-10", nil)
	}
	if mix, _ := c.base(t); len(mix.Signs) > 0 {
		t.Errorf("of seven customers no share is taken: %+v", mix.Signs)
	}
}

func TestWhatHasToBeSoldAgain(t *testing.T) {
	c := newYear()
	c.says(coach.Event{Quota: &coach.QuotaGiven{Period: "2026", Amount: *money("10000")}})
	for i, k := range []struct {
		end, yearly string
		outcome     coach.ContractOutcome
	}{
		{"2026-02-28", "100", coach.Renewed}, {"2026-04-30", "200", coach.Lapsed}, {"2026-03-31", "400", coach.Cancelled}, {"2026-05-31", "50", coach.Lapsed},
		{"2026-06-30", "800", ""},            // nobody knows
		{"2025-12-31", "1600", coach.Lapsed}, // before
	} {
		id := fmt.Sprint("a", i)
		c.account(id, "")
		c.says(coach.Event{Account: id, Contract: &coach.ContractChange{ID: "K" + id, Start: day("2025-01-01"), End: day(k.end), Yearly: money(k.yearly), Outcome: &k.outcome}})
	}
	mix, _ := c.base(t)
	want := coach.RenewalBase{Contracts: 4, Due: 75000, Kept: 10000, Currency: "USD", Last: *day("2026-05-31"), Losses: 3, Lost: []string{"a2", "a1"}, Quota: *money("2500")}
	if d := cmp.Diff(want, mix.Renewals); d != "" {
		t.Error(d)
	}
}

func TestWhatATeamsSweetSpotBrings(t *testing.T) {
	c := newYear()
	c.p.Market = []string{"a1", "the A2", "a3", "A Prospect", "a2"}
	c.says(coach.Event{Quota: &coach.QuotaGiven{Period: "2026-Q3", Amount: *money("20000")}})
	c.says(coach.Event{Quota: &coach.QuotaGiven{Period: "2026-Q4", Amount: *money("30000")}})
	judged := func(deal string) {
		c.says(coach.Event{Answers: &coach.AnswersGiven{Subject: coach.On("deal", deal), Answers: map[string]string{
			"problem": "stock-outs", "segment": "retail", "employees": "300", "budget": "yes", "timing": "now"}}})
	}
	for i := range 12 {
		id := fmt.Sprint("a", i)
		c.account(id, "")
		on := []string{"2026-08-10", "2026-12-10"}[i%2]
		c.won("D"+id, id, on, func(d *coach.DealChange) {
			d.Source = ptr([]string{"web", "Fair"}[i/11])
			if i == 3 {
				d.Outcome = ptr(coach.Lost)
			}
		})
		if i != 5 {
			judged("D" + id)
		}
	}
	_, got := c.base(t)
	want := &coach.SupplyBase{
		Won: 10, Decided: 11, // all but a5, which nobody judged; a3 was lost
		Market: 4, Customers: 2, // a2 is named twice; a3 was lost, of the prospect nothing is known
		Quarter: "2026-Q3", Ended: *day("2026-09-30"), Got: *money("6000"), Target: *money("20000"),
		Judged: true, In: 5, Sources: []coach.SourceSize{{Source: "web", Deals: 4}, {Source: "fair", Deals: 1}},
		AllWon: 11, All: 12, Median: *money("1000"), Quota: *money("30000"),
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestExtensionsAreWhatCustomersOfAProductRunBesideIt(t *testing.T) {
	c := tenCustomers()
	run := func(account string, products ...string) {
		for _, p := range products {
			c.says(coach.Event{Account: account, Product: &coach.ProductChange{Product: p, Since: day("2026-01-01")}})
		}
	}
	run("a1", "Tills", "Rota")
	run("a2", "tills", "Rota", "Scales")
	run("a3", "Tills")
	c.says(coach.Event{Account: "a3", Product: &coach.ProductChange{Product: "Scales", Since: day("2027-01-01")}})
	people, f := coach.InMemory(c.Records, c.p)
	reps, _ := coach.Baselines(f, people, c.p, *day("2026-12-31"))
	want := []coach.Extension{
		{Product: "Tills", With: "Rota", Both: 2, Of: 2}, {Product: "Scales", With: "Rota", Both: 1, Of: 2},
		{Product: "Rota", With: "Scales", Both: 1, Of: 1}, {Product: "Tills", With: "Scales", Both: 1, Of: 1},
		{Product: "Rota", With: "Tills", Both: 2, Of: 3}, {Product: "Scales", With: "Tills", Both: 1, Of: 3},
	}
	if diff := cmp.Diff(want, reps["ann"].Extensions); diff != "" {
		t.Error(diff)
	}
}
