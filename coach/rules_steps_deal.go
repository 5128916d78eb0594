package coach

import "time"

// promises are what the client committed on the deal: for the deal itself, or at
// its account, where it is the rep's one open deal there.
func (c Case) promises() []*Commitment {
	out, account := c.Book.promisesOn(c.Subject), c.Deal.Account.V
	if account != "" && len(c.Book.OpenDealsAt(account)) == 1 {
		out = append(out, c.Book.promisesOn(On("account", account))...)
	}
	return out
}

// bookedUntil is the last day, today or ahead, on which a step of the client's
// is booked: for when an open promise of time is dated. Zero: none is.
func (c Case) bookedUntil(ks []*Commitment) Date {
	var last Date
	for _, k := range ks {
		if k.Kind.V == Time && k.Status.V == Pending && k.Due.V >= c.Today() {
			last = max(last, k.Due.V)
		}
	}
	return last
}

func passiveProspect(c Case, r Ref) ([]Finding, time.Time) {
	x := c.Deal
	fed, until := c.fed(Commitments, r)
	if !x.Open() || !fed {
		return nil, time.Time{}
	}
	ks := c.promises()
	if booked := c.bookedUntil(ks); !booked.IsZero() {
		return nil, earlier(c.upcoming(booked.AddDays(1)), until)
	}
	since, promised := c.lastGiven(ks)
	ours, ahead := c.reachedOut(since, promised)
	next := earlier(c.upcoming(ahead...), until)
	start := r.passiveFrom(since, ours)
	if start.IsZero() || start > c.Today() {
		return nil, earlier(next, c.upcoming(start))
	}
	f := Finding{Severity: Warn, Start: start, Account: x.Account.V, Money: x.Amount.V,
		Facts: []Fact{{"touches", len(ours)}, {"last_touch", ours[len(ours)-1].String()}}}
	switch {
	case promised:
		f.Facts = append(f.Facts, Fact{"last_promise", since.String()})
	case !since.IsZero():
		f.Facts = append(f.Facts, Fact{"created", since.String()})
	}
	if s := x.Stage.V(); s != "" {
		f.Facts = append(f.Facts, Fact{"stage", s})
	}
	f.Facts = append(f.Facts, moneyFact("amount", x.Amount.V)...)
	return []Finding{f}, next
}

// lastGiven is the day on which the client last made or kept a commitment, else
// the day the deal was opened; zero where that is not known.
func (c Case) lastGiven(ks []*Commitment) (day Date, promised bool) {
	for _, k := range ks {
		day = max(day, k.Made.V)
		if k.Status.V == Kept {
			day = max(day, k.Settled.V)
		}
	}
	if !day.IsZero() {
		return day, true
	}
	return c.Deal.Created.V, false
}

// reachedOut are the days, up to today, of the outbound touches on the deal since
// a day, and those ahead. A touch on the day of a promise is the one that
// brought it.
func (c Case) reachedOut(since Date, promised bool) (days, ahead []Date) {
	for _, t := range c.touches(c.Deal.Account.V) {
		switch {
		case t.Deal != c.Deal.ID || t.In || t.Day < since || promised && t.Day == since:
		case t.Day > c.Today():
			ahead = append(ahead, t.Day)
		default:
			days = append(days, t.Day)
		}
	}
	return days, ahead
}

// passiveFrom is the day from which a prospect counts as passive: that of the
// third touch, or three weeks on with one at least. A deal of which nobody knows
// when it was opened was open at the first touch.
func (r Ref) passiveFrom(since Date, ours []Date) Date {
	if len(ours) == 0 {
		return 0
	}
	if since.IsZero() {
		since = ours[0]
	}
	start := max(since.AddDays(int(r.Set("days"))), ours[0])
	if n := int(r.Set("touches")); n > 0 && len(ours) >= n {
		start = min(start, ours[n-1])
	}
	return start
}
