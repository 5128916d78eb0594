package replay

import (
	"fmt"
	"time"

	"evenkeel/coach"
)

// bookRows are a book's records as rows.
func bookRows(b *coach.Book, zone *time.Location) []coach.Event {
	var out []coach.Event
	for _, x := range sorted(b.Deals) {
		if x.To == "" { // what went to another rep stands there
			out = append(out, coach.Event{ID: "stored/deal/" + x.ID, Rep: b.Rep, Deal: dealRow(x, zone)})
			out = append(out, changes(b.Rep, x, zone)...)
		}
	}
	for _, q := range sorted(b.Qualifications) {
		answers := map[string]string{}
		for key, f := range q.Answers {
			answers[key] = f.V
		}
		out = append(out, coach.Event{ID: "stored/answers/" + string(q.Subject), Rep: b.Rep, Answers: &coach.AnswersGiven{Subject: q.Subject, Answers: answers}})
	}
	for _, k := range sorted(b.Commitments) {
		out = append(out, coach.Event{ID: "stored/commitment/" + k.ID, Rep: b.Rep, Commitment: &coach.CommitmentChange{
			ID: k.ID, Deal: k.Deal, Account: k.Account, Kind: told(k.Kind), What: told(k.What), Made: told(k.Made), Due: told(k.Due), Status: told(k.Status),
		}})
	}
	for _, t := range sorted(b.Touches) {
		out = append(out, coach.Event{ID: "stored/touch/" + t.ID, Rep: b.Rep, Touch: t})
	}
	for _, q := range sorted(b.Quotas) {
		out = append(out, coach.Event{ID: "stored/quota/" + q.Period, Rep: b.Rep, Quota: &coach.QuotaGiven{Period: q.Period, Amount: q.Amount.V}})
	}
	return out
}

func dealRow(x *coach.Deal, zone *time.Location) *coach.DealChange {
	c := &coach.DealChange{
		ID: x.ID, Account: told(x.Account), Name: told(x.Name), Product: told(x.Product), Amount: told(x.Amount), Kind: told(x.Kind),
		Source: told(x.Source), Created: told(x.Created), Close: told(x.Close.Last()), Outcome: told(x.Outcome), Closed: told(x.Closed),
		Until: told(x.Until), Reason: told(x.Reason), Refer: told(x.Refer), Stage: told(x.Stage.Last()), StageSince: told(x.StageSince),
	}
	if last := x.Stage.Last(); last.Set() && last.Src != coach.Import { // said on the day
		since := coach.DateIn(last.At, zone)
		c.StageSince = &since
	}
	if len(x.Stage) > 1 {
		c.Stage, c.StageSince = nil, nil
	}
	if len(x.Close) > 1 {
		c.Close = nil
	}
	if x.Outcome.V.Closed() {
		c.Closed = &x.Closed.V
	}
	for key, f := range x.Extra {
		if c.Extra == nil {
			c.Extra = map[string]string{}
		}
		c.Extra[key] = f.V
	}
	return c
}

// changes are the stages and close dates of a deal that had several, each from when
// it was told; the first from when the deal began.
func changes(rep string, x *coach.Deal, zone *time.Location) []coach.Event {
	var out []coach.Event
	add := func(what string, i int, at time.Time, c coach.DealChange) {
		c.ID = x.ID
		e := coach.Event{ID: fmt.Sprintf("stored/%s/%s/%d", what, x.ID, i), Rep: rep, Source: coach.Self, Deal: &c}
		if i > 0 {
			e.At = at
		}
		out = append(out, e)
	}
	for i, f := range x.Stage[:several(len(x.Stage))] {
		c := coach.DealChange{Stage: &f.V}
		if f.Src != coach.Import {
			since := coach.DateIn(f.At, zone)
			c.StageSince = &since
		} else if i == len(x.Stage)-1 {
			c.StageSince = told(x.StageSince)
		}
		add("stage", i, f.At, c)
	}
	for i, f := range x.Close[:several(len(x.Close))] {
		add("close", i, f.At, coach.DealChange{Close: &f.V})
	}
	return out
}

// several is n, or 0 for one alone.
func several(n int) int {
	if n == 1 {
		return 0
	}
	return n
}

// accountRows are an account's records as rows.
func accountRows(a *coach.Account) []coach.Event {
	var out []coach.Event
	add := func(id string, e coach.Event) {
		e.ID, e.Account = "stored/"+id, a.ID
		out = append(out, e)
	}
	for _, k := range sorted(a.Contracts) {
		if k.To == "" { // … to another account
			add("contract/"+k.ID, coach.Event{Contract: &coach.ContractChange{
				ID: k.ID, Owner: told(k.Owner), Product: told(k.Product), Start: told(k.Start), End: told(k.End), Yearly: told(k.Yearly), Auto: told(k.Auto),
				Notice: told(k.Notice), Renews: told(k.Renews), Discount: told(k.Discount), Outcome: told(k.Outcome), Ended: told(k.Ended), Reason: told(k.Reason),
			}})
		}
	}
	for _, i := range sorted(a.Issues) {
		add("issue/"+i.ID, coach.Event{Issue: &coach.IssueChange{
			ID: i.ID, Severity: told(i.Severity), Opened: told(i.Opened), Promised: told(i.Promised), Closed: told(i.Closed),
		}})
	}
	for _, m := range sorted(a.Metrics) {
		add("metric/"+m.Metric+"@"+m.Measured.String(), coach.Event{Metric: &coach.MetricChange{
			Metric: m.Metric, Measured: m.Measured, Target: told(m.Target), Actual: told(m.Actual), Direction: told(m.Direction), Unit: told(m.Unit),
		}})
	}
	for _, p := range sorted(a.Products) {
		add("product/"+p.Product, coach.Event{Product: &coach.ProductChange{Product: p.Product, Since: told(p.Since)}})
	}
	if v := a.Review; v != nil {
		add("review", coach.Event{Review: &coach.ReviewChange{Cadence: told(v.Cadence), Agreed: told(v.Agreed), Last: told(v.Held.Last()), Next: told(v.Next)}})
	}
	return out
}
