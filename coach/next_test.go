package coach_test

import (
	"fmt"
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
				c := coach.Case{Subject: s, Book: b, Deal: b.Deals[s.ID()], Accounts: accounts, Now: now, Zone: zone}
				if s.Kind() != "deal" {
					c.Deal = nil
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
	out := []coach.Subject{coach.On("book", "ann"), coach.On("account", "acme")}
	for id := range b.Deals {
		out = append(out, coach.On("deal", id))
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
	accounts := map[string]*coach.Account{"acme": {ID: "acme", Issues: map[string]*coach.Issue{}, Wins: map[string]*coach.Win{}}}
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
		x.Outcome.V = rapid.SampledFrom([]coach.Outcome{coach.Open, coach.Open, coach.Won, coach.Won, coach.Lost}).Draw(rt, "outcome")
		if x.Outcome.V.Closed() {
			x.Closed.V = date("closed")
			if x.Outcome.V == coach.Won && x.Account.V == "acme" {
				accounts["acme"].Wins[x.ID] = &coach.Win{Deal: x.ID, Rep: "ann", Day: x.Closed.V}
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
	for _, kind := range []coach.FactKind{coach.Commitments, coach.Qualifications} {
		if draw(3, "fed") > 0 {
			b.State.Fed[kind] = coach.Feed{First: epoch.AddDate(-1, 0, 0), Last: at("fed at")}
		}
	}
	for i := range draw(4, "issues") {
		is := &coach.Issue{ID: fmt.Sprint("I", i)}
		is.Severity.V = rapid.SampledFrom([]coach.IssueSeverity{coach.High, coach.Medium, coach.Low}).Draw(rt, "severity")
		is.Opened.V = date("issue opened")
		if draw(2, "closed") > 0 {
			is.Closed.V = date("issue closed")
		}
		accounts["acme"].Issues[is.ID] = is
	}
	if draw(2, "touch") > 0 {
		b.Touches["T"] = &coach.Touch{ID: "T", Account: "acme", Day: date("touch")}
	}
	return b, accounts
}
