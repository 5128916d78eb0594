package replay_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
	"evenkeel/coach/replay"
)

// TestWhateverTheCompanyTheGateHolds draws companies and stretches from a week to
// a quarter, and replays them with every rule: nobody hears from the coach
// outside their hours, nobody hears more than the caps allow, nothing is said
// twice, everything found is accounted for, and the same again is the same.
func TestWhateverTheCompanyTheGateHolds(t *testing.T) {
	said := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		o := drawCompany(rt)
		r, posted, err := replay.Watched(t.Context(), o)
		must(rt, err)
		atMost(rt, o, posted)
		for _, c := range r.Rules {
			held := 0
			for _, n := range c.Held {
				held += n
			}
			if c.Found != c.Sent+held+c.Shadow+c.Cleared {
				rt.Fatalf("not all accounted for: %+v", c)
			}
			said[c.Rule] += c.Sent
		}
		if rapid.IntRange(0, 3).Draw(rt, "again") > 0 {
			return
		}
		again, _, err := replay.Watched(t.Context(), o)
		must(rt, err)
		if a, b := marshal(rt, r), marshal(rt, again); a != b {
			rt.Fatalf("the same again is another:\n%s\n%s", a, b)
		}
	})
	if len(said) > 0 {
		text, _ := json.Marshal(said)
		t.Logf("sent: %s", text)
	}
}

// atMost checks every message against hours and caps, and that no occurrence is
// said twice.
func atMost(rt *rapid.T, o replay.Options, posted []replay.Posted) {
	once, perDay := map[string]bool{}, map[string]int{}
	for _, p := range posted {
		if p.Edit {
			continue
		}
		r := &coach.Rep{}
		o.Records.Reps[p.Rep](r)
		zone, _ := o.Playbook.Zone(r)
		day, h := coach.DateIn(p.At, zone), o.Playbook.Hours
		if !o.Playbook.WorkingDay(day, r.Country) || p.At.Before(day.At(h.From, zone)) || !p.At.Before(day.At(h.To, zone)) {
			rt.Fatalf("outside hours, to %s at %s: %v", p.Rep, p.At.In(zone), p.Nudges)
		}
		perDay[fmt.Sprint(p.Kind, p.Rep, day)]++
		if n := perDay[fmt.Sprint(p.Kind, p.Rep, day)]; n > 1 {
			rt.Fatalf("%d %s messages to %s on %s", n, p.Kind, p.Rep, day)
		}
		notes, of := 0, map[string]int{}
		for _, key := range p.Nudges {
			if once[p.Rep+key] {
				rt.Fatalf("said twice to %s: %s", p.Rep, key)
			}
			once[p.Rep+key] = true
			of[key[:strings.Index(key, "/")]]++
			if key[len(key)-4:] == "note" {
				notes++
			}
		}
		items := len(p.Nudges) - notes
		for _, n := range of {
			if n > 3 && items > n-1 { // one list
				items -= n - 1
			}
		}
		if items > o.Playbook.Gate.Daily || notes > 5 {
			rt.Fatalf("%d nudges, %d of them notes, in one message: %v", len(p.Nudges), notes, p.Nudges)
		}
	}
}

// drawCompany draws reps in several zones with all that files may say of them,
// dated around a night on which clocks change.
func drawCompany(rt *rapid.T) replay.Options {
	n := func(most int, what string) int { return rapid.IntRange(0, most).Draw(rt, what) }
	start := coach.NewDate(2026, time.September, 20)
	c := newCompany()
	c.Kinds = slices.DeleteFunc([]coach.FactKind{coach.Deals, coach.Commitments, coach.Touches, coach.Issues, coach.Metrics, coach.Reviews, coach.Contracts, coach.Products, coach.Qualifications},
		func(coach.FactKind) bool { return n(4, "not there") == 0 })
	for i := range 1 + n(2, "reps") {
		rep := fmt.Sprint("r", i)
		c.rep(rep, rapid.SampledFrom([]string{"Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"}).Draw(rt, "zone"))
		c.drawBook(rt, rep, func() *coach.Date { return new(start.AddDays(n(150, "day"))) })
	}
	for _, account := range []string{"acme", "beta"} {
		day := func(i int) *coach.Date { return new(start.AddDays(5 * i)) }
		for j := range n(2, "rows") {
			for _, e := range drawRows(rt, day) {
				if e.Deal == nil && e.Commitment == nil && e.Touch == nil && (e.Review == nil || j == 0) {
					c.AtAccounts[account] = append(c.AtAccounts[account], numbered(e, account, j))
				}
			}
		}
	}
	p := playbook.Builtin(coach.Rules())
	p.TimeZone, p.SweetSpot.Written = "Europe/Berlin", true
	since := start.AddDays(n(60, "since"))
	return replay.Options{Records: c.Records, Playbook: p, Words: plain{}, Since: since, Until: since.AddDays(7 + n(84, "days"))}
}

// numbered gives an account's row an identity of its own.
func numbered(e coach.Event, account string, n int) coach.Event {
	e.ID, e.Account = fmt.Sprint("import/", account, n), account
	switch {
	case e.Contract != nil:
		e.Contract.ID, e.Contract.Owner = fmt.Sprint(account, n), new("r0")
	case e.Issue != nil:
		e.Issue.ID = fmt.Sprint("I", n)
	case e.Metric != nil:
		e.Metric.Metric = fmt.Sprint("uptime", n)
	case e.Product != nil:
		e.Product.Product = fmt.Sprint("till", n)
	}
	return e
}

func (c *company) drawBook(rt *rapid.T, rep string, day func() *coach.Date) {
	n := func(most int, what string) int { return rapid.IntRange(0, most).Draw(rt, what) }
	put := func(e coach.Event) {
		e.ID, e.Rep = fmt.Sprint("import/", rep, len(c.Books[rep])), rep
		c.Books[rep] = append(c.Books[rep], e)
	}
	for i := range n(8, "deals") {
		id := fmt.Sprint(rep, "-D", i)
		d := &coach.DealChange{ID: id, Account: new(rapid.SampledFrom([]string{"acme", "beta", ""}).Draw(rt, "account")), Created: day(),
			Stage: new(rapid.SampledFrom([]string{"prospecting", "qualifying", "proposal", "negotiation"}).Draw(rt, "stage")), Close: day(),
			Outcome: new(rapid.SampledFrom([]coach.Outcome{coach.Open, coach.Open, coach.Won, coach.Lost}).Draw(rt, "outcome")), Closed: new(coach.Date)}
		d.Amount = &coach.Money{Minor: int64(n(9, "amount")) * 1000, Currency: "USD"}
		if d.Outcome.Closed() {
			d.Closed = day()
		}
		put(coach.Event{Deal: d})
		if n(2, "promise") > 0 {
			put(coach.Event{Commitment: &coach.CommitmentChange{ID: id + "/c", Deal: id, Kind: new(coach.Time), What: new("a call"), Made: day(), Due: day(),
				Status: new(rapid.SampledFrom([]coach.CommitmentStatus{coach.Pending, coach.Kept, coach.Broken}).Draw(rt, "status"))}})
		}
		if n(1, "answers") > 0 {
			put(coach.Event{Answers: &coach.AnswersGiven{Subject: coach.On("deal", id), Answers: map[string]string{"problem": rapid.SampledFrom([]string{"", "shrinkage"}).Draw(rt, "problem")}}})
		}
	}
	for i := range n(12, "touches") {
		d := day()
		put(coach.Event{Touch: &coach.Touch{ID: fmt.Sprint(rep, "T", i), Account: rapid.SampledFrom([]string{"acme", "beta"}).Draw(rt, "at"), Day: *d,
			Kind: rapid.SampledFrom([]coach.TouchKind{coach.Care, coach.Sales}).Draw(rt, "kind"), In: n(2, "in") == 0, Waiting: n(5, "waiting") == 0}})
	}
}
