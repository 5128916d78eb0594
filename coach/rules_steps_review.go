package coach

import (
	"cmp"
	"slices"
	"time"
)

func reviewDue(c Case, r Ref) ([]Finding, time.Time) {
	fed, until := c.fed(Reviews, r)
	if !fed {
		return nil, time.Time{}
	}
	held, next := c.reviewHeld(r)
	next = earlier(next, until)
	due, at := c.reviewMissing(r)
	next = earlier(next, at)
	found := slices.Concat(held, due)
	if len(found) == 0 {
		return nil, next
	}
	won, ages := c.wonLately(r)
	for i := range found {
		found[i].Severity, found[i].Account, found[i].Money = Hint, c.Account.ID, won
	}
	return found, earlier(next, ages)
}

// reviewHeld asks how the rep's own last review went, for some days after it.
func (c Case) reviewHeld(r Ref) (found []Finding, next time.Time) {
	var last Date
	days := int(r.Set("held_days"))
	for _, t := range c.Book.touchesAt(c.Account.ID) {
		if !t.Review {
			continue
		}
		next = earlier(next, c.upcoming(t.Day, t.Day.AddDays(days)))
		if t.Day <= c.Today() && c.Today() < t.Day.AddDays(days) {
			last = max(last, t.Day)
		}
	}
	if last.IsZero() {
		return nil, next
	}
	f := Finding{Item: "held", Step: last.String(), Start: last, Facts: []Fact{{"review_held", last.String()}}}
	if !c.askedRhythm(last, r) {
		f.Facts = append(f.Facts, Fact{"ask_rhythm", "yes"})
	}
	return []Finding{f}, next
}

// askedRhythm says whether it was asked lately, before a review, whether the
// rhythm suits.
func (c Case) askedRhythm(review Date, r Ref) bool {
	from := review.AddDays(1 - int(r.Set("rhythm_days")))
	for _, n := range c.Book.Nudges {
		asked := n.Rule == r.rule.ID && n.Subject == c.Subject && n.Step != review.String() && n.Fact("ask_rhythm") != nil
		if asked && !n.Said.IsZero() && c.day(n.Said) >= from {
			return true
		}
	}
	return false
}

// reviewMissing is a review that is overdue by the rhythm agreed, or a customer
// with whom none is agreed. One that is planned for a day is awaited.
func (c Case) reviewMissing(r Ref) (found []Finding, next time.Time) {
	v := cmp.Or(c.Account.Review, new(Review))
	held, next := c.reviews()
	var last Date
	if len(held) > 0 {
		last = held[len(held)-1]
	}
	f, start := Finding{}, Date(0)
	if v.Cadence.V > 0 {
		f, start = v.overdue(last)
	} else {
		yes, at := c.customer()
		next = earlier(next, at)
		if !yes {
			return nil, next
		}
		f, start = c.noRhythm(last, r)
	}
	if start.IsZero() {
		return nil, next
	}
	f.Start = max(start, v.Next.V.AddDays(1))
	if !last.IsZero() {
		f.Facts = append(f.Facts, Fact{"last_review", last.String()})
	}
	if f.Start > c.Today() {
		return nil, earlier(next, c.upcoming(f.Start))
	}
	return []Finding{f}, next
}

// overdue is the day from which a review is overdue by the rhythm, given the last
// one held, or has not been held on the day planned; zero where nothing says when
// the rhythm began.
func (v *Review) overdue(last Date) (Finding, Date) {
	due := v.Next.V
	if from := max(last, v.Agreed.V); !from.IsZero() {
		due = max(due, from.AddDays(v.Cadence.V))
	}
	if due.IsZero() {
		return Finding{}, 0
	}
	return Finding{Facts: []Fact{{"cadence_days", v.Cadence.V}, {"review_due", due.String()}}}, due.AddDays(1)
}

// noRhythm is the day from which a rhythm is asked for: not in a customer's first
// month, nor so soon after a review, which asked for it.
func (c Case) noRhythm(last Date, r Ref) (Finding, Date) {
	f := Finding{Facts: []Fact{{"rhythm", "none"}}}
	since := c.customerSince()
	if since.IsZero() { // then it is known for as long as reviews are
		return f, c.day(c.Book.State.Fed[Reviews].First)
	}
	f.Facts = append(f.Facts, Fact{"customer_since", since.String()})
	start := since.AddDays(int(r.Set("new_days")))
	if !last.IsZero() {
		start = max(start, last.AddDays(int(r.Set("rhythm_days"))))
	}
	return f, start
}
