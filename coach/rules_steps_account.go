package coach

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

func goodStart(c Case, r Ref) ([]Finding, time.Time) {
	first := c.Account.FirstWin("")
	if first.IsZero() {
		return nil, time.Time{}
	}
	start, over := first.AddDays(int(r.Set("days"))), first.AddDays(int(r.Set("start_days")))
	next := c.upcoming(start, over)
	if c.Today() < start || c.Today() >= over {
		return nil, next
	}
	missing, changes := c.notAgreed(first, r)
	next = earlier(next, changes)
	if missing == "" {
		return nil, next
	}
	won, ages := c.wonLately(r)
	return []Finding{{Severity: Hint, Start: start, Account: c.Account.ID, Money: won,
		Facts: []Fact{{"first_win", first.String()}, {"missing", missing}}}}, earlier(next, ages)
}

// notAgreed is what a good start lacks: "metric", "review", "both" or nothing. A
// review is planned where a day or a rhythm is agreed, or one was held already.
func (c Case) notAgreed(first Date, r Ref) (missing string, next time.Time) {
	ms, next := c.measures(r)
	held, ahead := c.reviews()
	next = earlier(next, ahead)
	reviewed := len(held) > 0 && held[len(held)-1] >= first
	if v := c.Account.Review; v != nil {
		reviewed = reviewed || v.Cadence.V > 0 || v.Next.V >= c.Today()
		next = earlier(next, c.upcoming(v.Next.V.AddDays(1)))
	}
	metrics, until := c.fed(Metrics, r)
	if metrics {
		next = earlier(next, until)
	}
	reviews, until := c.fed(Reviews, r)
	if reviews {
		next = earlier(next, until)
	}
	switch noMetric, noReview := metrics && len(ms) == 0, reviews && !reviewed; {
	case noMetric && noReview:
		missing = "both"
	case noMetric:
		missing = "metric"
	case noReview:
		missing = "review"
	}
	return missing, next
}

// reviews are the days, up to today, on which a review was held, the earliest
// first: those of the account's record and those that anybody logged as a
// contact. The instant is when the next one that is dated ahead counts.
func (c Case) reviews() (held []Date, next time.Time) {
	note := func(d Date) {
		if d > c.Today() {
			next = earlier(next, c.at(d))
		} else if !d.IsZero() {
			held = append(held, d)
		}
	}
	if c.Account.Review != nil {
		for _, h := range c.Account.Review.Held {
			note(h.V)
		}
	}
	for _, t := range c.touches(c.Account.ID) {
		if t.Review {
			note(t.Day)
		}
	}
	slices.Sort(held)
	return held, next
}

func futureTalkDue(c Case, r Ref) ([]Finding, time.Time) {
	touches, untilTouches := c.fed(Touches, r)
	issues, untilIssues := c.fed(Issues, r)
	if !touches || !issues {
		return nil, time.Time{}
	}
	well, next := c.wellServed(r)
	next = earlier(next, earlier(untilTouches, untilIssues))
	last, ahead := c.lastFutureTalk()
	next = earlier(next, ahead)
	since := cmp.Or(last, c.customerSince())
	if !well || since.IsZero() {
		return nil, next
	}
	start := since.AddDays(int(r.Set("days")))
	if start > c.Today() {
		return nil, earlier(next, c.upcoming(start))
	}
	won, ages := c.wonLately(r)
	f := Finding{Severity: Hint, Start: start, Account: c.Account.ID, Money: won}
	if last.IsZero() {
		f.Facts = append(f.Facts, Fact{"customer_since", since.String()})
	} else {
		f.Facts = append(f.Facts, Fact{"last_future_talk", last.String()})
	}
	ms, _ := c.measures(r)
	f.Facts = append(f.Facts, Fact{"metrics", readings(ms)})
	if b := c.extension(int(r.Set("beside")), r.Set("beside_share")); b != nil {
		f.Facts = append(f.Facts, Fact{"extension", b.Product}, Fact{"extension_with", b.With}, Fact{"extension_both", b.Both}, Fact{"extension_of", b.Of})
	}
	return []Finding{f}, earlier(next, earlier(ages, c.productChanges()))
}

// wellServed says whether the account is a customer whose agreed metrics are all
// met and none stale, without an issue past its limit.
func (c Case) wellServed(r Ref) (bool, time.Time) {
	well, next := c.customer()
	ms, changes := c.measures(r)
	next = earlier(next, changes)
	well = well && len(ms) > 0 && !slices.ContainsFunc(ms, func(m measure) bool { return m.state != metricMet })
	for _, i := range c.Account.Issues {
		late := r.issueLine(i, r.homeCountry(c.Account))
		next = earlier(next, c.upcoming(i.Opened.V, i.Closed.V, late))
		well = well && !(i.OpenOn(c.Today()) && !late.IsZero() && late <= c.Today())
	}
	return well, next
}

// lastFutureTalk is the day of the last talk about their future that anybody had;
// zero without one.
func (c Case) lastFutureTalk() (last Date, next time.Time) {
	for _, t := range c.touches(c.Account.ID) {
		switch {
		case t.Future == "":
		case t.Day > c.Today():
			next = earlier(next, c.at(t.Day))
		default:
			last = max(last, t.Day)
		}
	}
	return last, next
}

// customerSince is the first day known on which something made the account a
// customer; zero if none is known.
func (c Case) customerSince() Date {
	var since Date
	for _, w := range c.Account.spans(c.Today()) {
		if !w.From.IsZero() && (since.IsZero() || w.From < since) {
			since = w.From
		}
	}
	return since
}

// readings lists where the metrics stand: "returns 2.1 %;uptime 99.6 %".
func readings(ms []measure) string {
	out := make([]string, len(ms))
	for i, m := range ms {
		out[i] = m.Metric + " " + m.figure(m.Actual)
	}
	return strings.Join(out, ";")
}
