package coach_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
)

// TestNextIsTheEarliestInstantAtWhichTheAnswerMayChange draws books, looks at
// every subject with every rule, and asks again at instants before the one that
// the rule named: nothing may have changed.
func TestNextIsTheEarliestInstantAtWhichTheAnswerMayChange(t *testing.T) {
	rules := coach.Rules()
	p := playbook.Builtin(rules)
	p.SweetSpot.Written = true
	p.Rules["relaxed-criteria"] = coach.RuleSettings{Set: map[string]float64{"deals": 1, "quarter": 0.2}} // so that a few deals are enough
	p.Rules["diminishing-returns"] = coach.RuleSettings{Set: map[string]float64{"expansions": 1, "touches": 1, "expansion_part": 2, "touch_part": 2}}
	p.Rules["customer-mix"] = coach.RuleSettings{Set: map[string]float64{"signs": 1}}
	zones := []string{"Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata", "UTC"}
	rapid.Check(t, func(rt *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(rt, "zone"))
		if err != nil {
			rt.Fatal(err)
		}
		b, accounts := drawBook(rt)
		people := new(coach.People)
		now := epoch.Add(time.Duration(rapid.Int64Range(0, 90*24*3600).Draw(rt, "now")) * time.Second)
		for _, s := range subjects(b) {
			for i := range rules {
				r := &rules[i]
				if r.On != s.Kind() && r.Also != s.Kind() {
					continue
				}
				c := coach.Case{Subject: s, Book: b, Accounts: accounts, Now: now, Zone: zone}
				switch s.Kind() {
				case "deal":
					c.Deal = b.Deals[s.ID()]
					c.Account = accounts[c.Deal.Account.V]
				case "account":
					c.Account = accounts[s.ID()]
				case "contract":
					c.Account = accounts["acme"]
					c.Contract = c.Account.Contracts[s.ID()]
				}
				found, next := r.Look(c, p, &coach.Rep{ID: "ann"}, people)
				if !next.IsZero() && !next.After(now) {
					rt.Fatalf("%s on %s at %s: next is %s", r.ID, s, now, next)
				}
				for _, at := range between(rt, now, next) {
					c.Now = at
					again, _ := r.Look(c, p, &coach.Rep{ID: "ann"}, people)
					if d := cmp.Diff(found, again); d != "" {
						rt.Fatalf("%s on %s: looked at %s, next %s, but at %s:\n%s", r.ID, s, now, next, at, d)
					}
				}
			}
		}
	})
}

// epoch begins shortly before a leap day and a night on which clocks change.
var epoch = time.Date(2028, 1, 20, 5, 0, 0, 0, time.UTC)

func between(rt *rapid.T, now, next time.Time) []time.Time {
	span := 500 * 24 * time.Hour // zero is never
	if !next.IsZero() {
		span = next.Sub(now) - 1
	}
	out := []time.Time{now.Add(span)}
	for range 3 {
		out = append(out, now.Add(time.Duration(rapid.Int64Range(0, int64(span)).Draw(rt, "between"))))
	}
	return out
}

func subjects(b *coach.Book) []coach.Subject {
	out := []coach.Subject{coach.On("book", "ann"), coach.On("account", "acme"), coach.On("team", "north")}
	for id := range b.Deals {
		out = append(out, coach.On("deal", id))
	}
	for i := range 4 {
		out = append(out, coach.On("contract", fmt.Sprint("K", i)))
	}
	return out
}

func drawBook(rt *rapid.T) (*coach.Book, map[string]*coach.Account) {
	draw := func(n int, what string) int { return rapid.IntRange(0, n-1).Draw(rt, what) }
	date := func(what string) coach.Date {
		return coach.DateIn(epoch, time.UTC).AddDays(rapid.IntRange(-800, 120).Draw(rt, what))
	}
	at := func(what string) time.Time {
		return epoch.Add(time.Duration(rapid.IntRange(-90*24, 0).Draw(rt, what)) * time.Hour)
	}
	b, err := coach.DecodeBook("ann", coach.Aggregate{})
	if err != nil {
		rt.Fatal(err)
	}
	stages := []string{"prospecting", "qualifying", "proposal", "negotiation", "their own"}
	accounts := map[string]*coach.Account{"acme": newAccount("acme")}
	for i := range 3 + draw(12, "deals") {
		x := &coach.Deal{ID: fmt.Sprint("D", i), Opened: at("opened")}
		x.Account.V = rapid.SampledFrom([]string{"acme", "beta", "gamma", ""}).Draw(rt, "account")
		x.Amount.V = coach.Money{Minor: int64(draw(5000, "amount")), Currency: "USD"}
		if draw(4, "created") > 0 {
			x.Created.V = date("created day")
		}
		for range draw(3, "stages") {
			x.Stage = append(x.Stage, coach.Field[string]{V: rapid.SampledFrom(stages).Draw(rt, "stage"), At: at("stage at")})
		}
		x.Outcome.V = rapid.SampledFrom([]coach.Outcome{coach.Open, coach.Open, coach.Won, coach.Won, coach.Lost, coach.Later, coach.Disqualified}).Draw(rt, "outcome")
		if draw(2, "until") == 0 {
			x.Until.V = date("until day")
		}
		if x.Outcome.V.Closed() {
			x.Closed.V = date("closed")
			if x.Outcome.V == coach.Won && x.Account.V == "acme" {
				accounts["acme"].Wins[x.ID] = &coach.Win{Deal: x.ID, Rep: "ann", Day: x.Closed.V, Amount: x.Amount.V}
			}
		}
		b.Deals[x.ID] = x
	}
	for i := range draw(6, "commitments") {
		k := &coach.Commitment{ID: fmt.Sprint("C", i), Deal: "D0"}
		if draw(4, "at account") == 0 {
			k.Deal, k.Account = "", "acme"
		}
		k.Status.V = rapid.SampledFrom([]coach.CommitmentStatus{coach.Pending, coach.Kept}).Draw(rt, "status")
		if draw(3, "has due") > 0 {
			k.Due.V = date("due")
		}
		if draw(3, "has made") > 0 {
			k.Made.V = date("made")
		}
		b.Commitments[k.ID] = k
	}
	b.State.Fed = map[coach.FactKind]coach.Feed{}
	for _, kind := range []coach.FactKind{coach.Deals, coach.Commitments, coach.Qualifications, coach.Touches, coach.Issues, coach.Metrics, coach.Reviews, coach.Contracts, coach.Products} {
		if draw(3, "fed") > 0 {
			b.State.Fed[kind] = coach.Feed{First: epoch.AddDate(-1, 0, 0), Last: at("fed at")}
		}
	}
	for i := range draw(4, "issues") {
		is := &coach.Issue{ID: fmt.Sprint("I", i)}
		is.Severity.V = rapid.SampledFrom([]coach.IssueSeverity{coach.High, coach.Medium, coach.Low}).Draw(rt, "severity")
		if draw(4, "opened") > 0 {
			is.Opened.V = date("issue opened")
		}
		if draw(3, "promised") == 0 {
			is.Promised.V = date("issue promised")
		}
		if draw(2, "closed") > 0 {
			is.Closed.V = date("issue closed")
		}
		accounts["acme"].Issues[is.ID] = is
	}
	kinds := []coach.TouchKind{coach.Care, coach.Sales}
	for i := range draw(12, "touches") {
		t := &coach.Touch{ID: fmt.Sprint("T", i), Account: "acme", Day: date("touch"), Kind: rapid.SampledFrom(kinds).Draw(rt, "touch kind"),
			In: draw(3, "in") == 0, Waiting: draw(4, "waiting") == 0, Feed: draw(2, "feed") == 0, Review: draw(5, "review") == 0}
		if draw(3, "on a deal") == 0 {
			t.Deal = "D0"
		}
		if draw(3, "with a time") > 0 {
			t.At = at("touch at")
			t.Day = coach.DateIn(t.At, time.UTC)
		}
		if draw(4, "future") == 0 {
			t.Future = "diagnosis;prognosis"
		}
		b.Touches[t.ID] = t
	}
	drawAccount(rt, accounts["acme"], draw, date)
	drawJudged(rt, b, draw, at)
	drawTidy(b, draw, date, at)
	return b, accounts
}

// drawJudged fills in verdicts and quotas, and what was prepared of others.
func drawJudged(rt *rapid.T, b *coach.Book, draw func(int, string) int, at func(string) time.Time) {
	for _, id := range slices.Sorted(maps.Keys(b.Deals)) {
		if draw(2, "judged") == 0 {
			v := coach.Verdict{Judgement: rapid.SampledFrom([]coach.Judgement{coach.In, coach.Outside, coach.Edge}).Draw(rt, "verdict"), At: at("judged at"), Failed: []string{"budget"}}
			b.Qualifications[coach.On("deal", id)] = &coach.Qualification{Subject: coach.On("deal", id), Verdicts: []coach.Verdict{v}}
		}
	}
	for _, period := range []string{"2027", "2028-Q1", "2028-Q2"} {
		q := &coach.Quota{Period: period}
		q.Amount.V = coach.Money{Minor: int64(1 + draw(30000, "quota")), Currency: "USD"}
		b.Quotas[period] = q
	}
	usd := coach.Money{Minor: 100000, Currency: "USD"}
	b.Baseline = &coach.Baseline{
		Mix: &coach.MixBase{Signs: []coach.Sign{{Name: "hours", N: 5, Of: 10}}, Renewals: coach.RenewalBase{Contracts: 5, Due: 1000, Kept: int64(draw(1000, "kept")), Currency: "USD", Quota: usd}},
		Supply: &coach.SupplyBase{Judged: true, In: 3, AllWon: 10, All: 20, Median: usd, Quota: usd,
			Won: 8, Decided: 10, Market: 10, Customers: 9, Quarter: "2027-Q4", Target: usd},
	}
}

// drawTidy draws close dates, steps of the client's that are booked, how long
// deals take, and what was asked about reviews.
func drawTidy(b *coach.Book, draw func(int, string) int, date func(string) coach.Date, at func(string) time.Time) {
	for _, id := range slices.Sorted(maps.Keys(b.Deals)) {
		for range draw(5, "close dates") {
			x := b.Deals[id]
			x.Close = append(x.Close, coach.Field[coach.Date]{V: date("close date"), At: at("close date said")})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(b.Commitments)) {
		k := b.Commitments[id]
		k.Kind.V = []coach.CommitmentKind{coach.Time, coach.Data}[draw(2, "commitment kind")]
		if k.Status.V == coach.Kept {
			k.Settled.V = date("settled")
		}
	}
	if draw(3, "asked") == 0 {
		b.Nudges["asked"] = &coach.Nudge{Key: "asked", Rule: "review-due", Subject: "account/acme", Said: at("asked at"), Facts: []coach.Fact{{Name: "ask_rhythm", Value: "yes"}}}
	}
	if draw(3, "cycle known") > 0 {
		if b.Baseline == nil {
			b.Baseline = new(coach.Baseline)
		}
		b.Baseline.Cycle = &coach.Cycle{Stalled: 30 + draw(300, "stalled"), Longest: draw(600, "longest")}
	}
}

// drawAccount fills in contracts, products, metrics and reviews.
func drawAccount(rt *rapid.T, a *coach.Account, draw func(int, string) int, date func(string) coach.Date) {
	for i := range 4 {
		k := &coach.Contract{ID: fmt.Sprint("K", i)}
		k.Product.V, k.End.V = rapid.SampledFrom([]string{"till", "scanner"}).Draw(rt, "product"), date("end")
		k.Start.V = k.End.V.AddDays(-draw(800, "term"))
		k.Yearly.V = coach.Money{Minor: int64(draw(50000, "yearly")), Currency: "USD"}
		k.Auto.V, k.Notice.V = draw(3, "auto") == 0, draw(100, "notice")
		k.Outcome.V = rapid.SampledFrom([]coach.ContractOutcome{"", "", coach.Renewed, coach.Lapsed, coach.Cancelled}).Draw(rt, "outcome")
		if k.Outcome.V == coach.Cancelled {
			k.Ended.V = date("ended")
		}
		if draw(3, "renews") == 0 {
			k.Renews.V, k.Discount.V = rapid.SampledFrom([]string{"K0", "K9"}).Draw(rt, "predecessor"), "10%"
		}
		if draw(5, "ended early") == 0 {
			k.Ended.V = date("ended")
		}
		a.Contracts[k.ID] = k
	}
	for _, product := range []string{"till", "printer"}[:draw(3, "products")] {
		p := &coach.Product{Product: product}
		p.Since.V = date("since")
		a.Products[product] = p
	}
	for i := range draw(4, "metrics") {
		m := &coach.Metric{Metric: rapid.SampledFrom([]string{"uptime", "returns"}).Draw(rt, "metric"), Measured: date("measured")}
		m.Target.V, m.Actual.V, m.Direction.V = "10", fmt.Sprint(8+draw(5, "actual")), "at_least"
		a.Metrics[fmt.Sprint(m.Metric, "@", m.Measured, i)] = m
	}
	if draw(3, "reviews") > 0 {
		a.Review = &coach.Review{}
		if a.Review.Cadence.V = draw(4, "cadence") * 45; a.Review.Cadence.V > 0 {
			a.Review.Agreed.V = date("agreed")
		}
		for range draw(3, "held") {
			a.Review.Held = append(a.Review.Held, coach.Field[coach.Date]{V: date("held")})
		}
		if draw(2, "planned") > 0 {
			a.Review.Next.V = date("next")
		}
	}
	for rep := range draw(2, "others") {
		a.Heard[fmt.Sprint("bob", rep)] = coach.Contacts{{ID: "H", Account: a.ID, Day: date("heard"), Kind: coach.Care, Noted: true}}
	}
}
