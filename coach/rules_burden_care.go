package coach

import (
	"cmp"
	"math"
	"slices"
	"time"
)

func careDue(c Case, r Ref) ([]Finding, time.Time) {
	fed, until := c.fed(Touches, r)
	if !fed {
		return nil, time.Time{}
	}
	is, next := c.customer()
	if next = earlier(next, until); !is {
		return nil, next
	}
	days := c.contacts()
	for _, d := range days {
		next = earlier(next, c.upcoming(d.day))
	}
	days = slices.DeleteFunc(days, func(d contactDay) bool { return d.day > c.Today() })
	quiet := c.silence(days, r)
	next = earlier(next, c.upcoming(quiet.from))
	run, since := salesRun(days, int(r.Set("sales_run")))
	f := Finding{Severity: Hint, Account: c.Account.ID}
	switch silent := !quiet.from.IsZero() && quiet.from <= c.Today(); {
	case silent:
		f.Start, f.Facts = quiet.from, quiet.facts()
		if !since.IsZero() {
			f.Start = since // selling alone came first, and then not even that
		}
	case !since.IsZero():
		f.Start, f.Facts = since, []Fact{{"why", "all_sales"}, {"sales_run", run}, {"last_contact", quiet.last.String()}}
	default:
		return nil, next
	}
	act, at := c.caringAct()
	money, later := c.wonLately(r)
	f.Money, f.Facts = money, append(f.Facts, act...)
	return []Finding{f}, earlier(next, earlier(at, later))
}

// contactDay is one contact with a customer, or an order of theirs.
type contactDay struct {
	day   Date
	kind  TouchKind // "" is an order
	outed bool      // we went to them
}

// contacts are all contacts and orders that are known, by anybody, the earliest
// first, and of one day selling first: what was entered as a touch, and what is
// one by itself: a review held, an issue mended, a promise of time that was kept.
func (c Case) contacts() []contactDay {
	var out []contactDay
	for _, t := range c.touches(c.Account.ID) {
		out = append(out, contactDay{t.Day, t.Kind, !t.In})
	}
	if c.Account.Review != nil {
		for _, h := range c.Account.Review.Held {
			out = append(out, contactDay{h.V, Care, true})
		}
	}
	for _, i := range c.Account.Issues {
		out = append(out, contactDay{i.Closed.V, Care, true})
	}
	for _, k := range c.promisedHere() {
		if k.Kind.V != Time || k.Status.V != Kept {
			continue
		}
		kind := Sales
		if k.Deal == "" {
			kind = Care
		}
		out = append(out, contactDay{k.Settled.V, kind, true})
	}
	for _, w := range c.Account.Wins {
		if !w.Gone {
			out = append(out, contactDay{day: w.Day})
		}
	}
	out = slices.DeleteFunc(out, func(d contactDay) bool { return d.day.IsZero() })
	slices.SortFunc(out, func(a, b contactDay) int {
		return cmp.Or(cmp.Compare(a.day, b.day), -compare(a.kind, b.kind))
	})
	return out
}

// silence is since when nothing was heard of a customer, and from which day on
// that is longer than it should be.
type silence struct {
	last   Date  // contact or order; or, where there was none, when the contract or product began
	heard  bool  // there was one
	order  Date  // the last one
	rhythm Ratio // median gap in days; unknown for too few
	from   Date  // zero: nobody knows
}

// silence measures the contacts up to today.
func (c Case) silence(days []contactDay, r Ref) silence {
	s := silence{last: c.begun()}
	for _, d := range days {
		s.last, s.heard = d.day, true
		if d.kind == "" {
			s.order = d.day
		}
	}
	if s.last.IsZero() {
		return s
	}
	s.rhythm = rhythm(days, s.last.AddMonths(-int(r.Set("rhythm_months"))), int(r.Set("gaps")))
	line := r.Set("silent_days")
	if s.rhythm.Known() {
		line = max(r.Set("least_days"), r.Set("times")*s.rhythm.Float())
	}
	s.from = s.last.AddDays(int(math.Ceil(line)))
	return s
}

// begun is when the latest contract or product of a customer began; the customer
// may be known by nothing else.
func (c Case) begun() (last Date) {
	for _, k := range c.Account.terms(c.Today()) {
		last = max(last, k.Start)
	}
	for _, p := range c.Account.Products {
		if p.Since.V <= c.Today() {
			last = max(last, p.Since.V)
		}
	}
	return last
}

// rhythm is the median gap between the days of contact since a day, unknown for
// fewer gaps than a number.
func rhythm(days []contactDay, since Date, least int) Ratio {
	var gaps []int
	var last Date
	for _, d := range days {
		if d.day < since {
			continue
		}
		if !last.IsZero() && d.day > last {
			gaps = append(gaps, int(d.day-last))
		}
		last = d.day
	}
	if len(gaps) < least {
		return Ratio{}
	}
	return median(gaps)
}

// facts are what to say of a silence.
func (s silence) facts() []Fact {
	out := []Fact{{"why", "silent"}}
	if s.heard {
		out = append(out, Fact{"last_contact", s.last.String()})
	}
	if !s.order.IsZero() {
		out = append(out, Fact{"last_order", s.order.String()})
	}
	return append(out, shareFact("usual_gap", s.rhythm)...)
}

// salesRun is how many of the last outbound touches were sales without a break,
// one a day, and the day on which they became as many as asked for; zero while
// they are fewer.
func salesRun(days []contactDay, least int) (n int, since Date) {
	var run []Date
	for _, d := range days {
		switch {
		case !d.outed:
		case d.kind != Sales:
			run = nil
		case len(run) == 0 || run[len(run)-1] != d.day:
			run = append(run, d.day)
		}
	}
	if len(run) < max(1, least) {
		return len(run), 0
	}
	return len(run), run[max(1, least)-1]
}

// caringAct is what to care about, from what is known of the customer: an open
// issue, else a measure agreed, else what they run, else just how they are. The
// instant is when time alone changes that.
func (c Case) caringAct() (facts []Fact, next time.Time) {
	today := c.Today()
	var issue *Issue
	for _, i := range c.Account.Issues {
		next = earlier(next, c.upcoming(i.Opened.V, i.Closed.V))
		if i.OpenOn(today) && (issue == nil || cmp.Or(cmp.Compare(issue.Opened.V, i.Opened.V), compare(issue.ID, i.ID)) < 0) {
			issue = i
		}
	}
	var metric *Metric
	for _, m := range c.Account.Metrics {
		next = earlier(next, c.upcoming(m.Measured))
		if m.Measured <= today && (metric == nil || cmp.Or(cmp.Compare(metric.Measured, m.Measured), compare(metric.Metric, m.Metric)) < 0) {
			metric = m
		}
	}
	product := ""
	for _, p := range c.Account.Products {
		next = earlier(next, c.upcoming(p.Since.V))
		if p.Since.V <= today && (product == "" || p.Product < product) {
			product = p.Product
		}
	}
	switch {
	case issue != nil:
		return []Fact{{"care", "issue"}, {"issue", issue.ID}, {"opened", issue.Opened.V.String()}}, next
	case metric != nil:
		return []Fact{{"care", "metric"}, {"metric", metric.Metric}}, next
	case product != "":
		return []Fact{{"care", "product"}, {"product", product}}, next
	}
	return []Fact{{"care", "talk"}}, next
}
