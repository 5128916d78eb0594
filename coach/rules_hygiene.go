package coach

import "time"

// hygieneRules keep the book true: dates and stages help only while they are.
// They are notes: Home has them, and one list in the week's first message.
var hygieneRules = []Rule{{
	ID: "close-date-passed", Idea: Hygiene, On: "deal", Severity: Note, Quiet: 7, Rank: 60,
	Doc:   "An open deal's close date has passed.",
	Reads: []FactKind{Deals},
	Check: closeDatePassed,
}, {
	ID: "close-date-pushed", Idea: Hygiene, On: "deal", Severity: Note, Quiet: 7, Rank: 70,
	Doc:   "An open deal's close date has been moved to a later day again and again.",
	Reads: []FactKind{Deals},
	Settings: []Setting{
		{"pushes", 3, "times that a close date may be moved later before it is spoken of, that one included", someOf},
	},
	Check: closeDatePushed,
}, {
	ID: "stalled", Idea: Hygiene, On: "deal", Severity: Note, Quiet: 7, Rank: 80,
	Doc:   "A deal has been open longer than nearly all of the team's won deals were, and no step of the client's is booked.",
	Reads: []FactKind{Deals},
	Check: stalled,
}, {
	ID: "no-open-deal", Idea: Hygiene, On: "book", Severity: Note, Quiet: 7,
	Doc:   "A book in which deals are kept has no open one.",
	Reads: []FactKind{Deals}, Needs: []FactKind{Deals},
	Check: noOpenDeal,
}}

func closeDatePassed(c Case, _ Ref) ([]Finding, time.Time) {
	x := c.Deal
	day := x.Close.V()
	if !x.Open() || day.IsZero() {
		return nil, time.Time{}
	}
	if day >= c.Today() {
		return nil, c.upcoming(day.AddDays(1))
	}
	return []Finding{c.tidy(day.AddDays(1), Fact{"close_date", day.String()})}, time.Time{}
}

// tidy is a note on the deal.
func (c Case) tidy(start Date, facts ...Fact) Finding {
	x := c.Deal
	if s := x.Stage.V(); s != "" {
		facts = append(facts, Fact{"stage", s})
	}
	return Finding{Severity: Note, Start: start, Account: x.Account.V, Money: x.Amount.V,
		Facts: append(facts, moneyFact("amount", x.Amount.V)...)}
}

func closeDatePushed(c Case, r Ref) ([]Finding, time.Time) {
	x := c.Deal
	n := int(r.Set("pushes"))
	pushes := pushed(x.Close)
	if !x.Open() || n < 1 || len(pushes) < n {
		return nil, time.Time{}
	}
	return []Finding{c.tidy(c.day(pushes[n-1].At), Fact{"pushes", len(pushes)},
		Fact{"first_close_date", firstSet(x.Close).String()}, Fact{"close_date", x.Close.V().String()})}, time.Time{}
}

// pushed are the tellings that moved a date later than it was said last, in
// whatever way they came.
func pushed(h History[Date]) []Field[Date] {
	var out []Field[Date]
	var last Date
	for _, f := range h {
		if !last.IsZero() && f.V > last {
			out = append(out, f)
		}
		if !f.V.IsZero() {
			last = f.V
		}
	}
	return out
}

func firstSet(h History[Date]) Date {
	for _, f := range h {
		if !f.V.IsZero() {
			return f.V
		}
	}
	return 0
}

func stalled(c Case, _ Ref) ([]Finding, time.Time) {
	x := c.Deal
	if !x.Open() || x.Created.V.IsZero() || c.Book.Baseline == nil || c.Book.Baseline.Cycle == nil {
		return nil, time.Time{}
	}
	if booked := c.bookedUntil(c.promises()); !booked.IsZero() {
		return nil, c.upcoming(booked.AddDays(1))
	}
	cycle := c.Book.Baseline.Cycle
	from, dead := x.Created.V.AddDays(cycle.Stalled+1), Date(0)
	if cycle.Longest > 0 {
		dead = x.Created.V.AddDays(cycle.Longest + 1)
	}
	next := c.upcoming(from, dead)
	if c.Today() < from {
		return nil, next
	}
	line := Fact{"line_days", cycle.Stalled} // a number of the playbook's, where too few wins say what is usual
	if cycle.Longest > 0 {
		line.Name = "usual_days"
	}
	f := c.tidy(from, Fact{"created", x.Created.V.String()}, line)
	if !dead.IsZero() && dead <= c.Today() {
		f.Step = "dead"
		f.Facts = append(f.Facts, Fact{"dead", "yes"}, Fact{"longest_days", cycle.Longest})
	}
	return []Finding{f}, next
}

// noOpenDeal speaks only of a book that has held a deal: managers and those who
// look after customers may have none, and be at ease.
func noOpenDeal(c Case, r Ref) ([]Finding, time.Time) {
	fed, until := c.fed(Deals, r)
	if !fed {
		return nil, time.Time{}
	}
	var last Date
	for _, x := range c.Book.Deals {
		if x.To != "" {
			continue
		}
		if x.Open() {
			return nil, time.Time{}
		}
		last = max(last, c.left(x))
	}
	switch {
	case last.IsZero():
		return nil, time.Time{}
	case last > c.Today(): // closed on a day ahead: open until then
		return nil, earlier(c.upcoming(last), until)
	}
	return []Finding{{Severity: Note, Start: last, Facts: []Fact{{"open_deals", 0}, {"last_open", last.String()}}}}, until
}

// left is the day on which a deal that is not open left the pipeline.
func (c Case) left(x *Deal) Date {
	if x.Outcome.V.Closed() && !x.Closed.V.IsZero() {
		return x.Closed.V
	}
	return c.day(x.Outcome.At)
}
