package replay

import (
	"cmp"
	"maps"
	"slices"

	"evenkeel/coach"
)

// cut is what could be known of a row at the end of a day; ok is false where that
// was nothing. It changes only on the row's turns.
//
//   - A deal is open from its creation to its closing day. What comes with the
//     closing (reason, referral, margin, contract; the day itself where it stands as
//     the expected one too) is not known before. Its stage counts from
//     stage_since; where that is not given, an open deal has the stage that
//     it has, and a closed one had none that is known.
//   - A promise was open from its making to its settling: the day it was due,
//     else that of its making, as an import takes it.
//   - A contract runs from its start; its outcome is known when it ended.
//   - An issue is open from its opening to its closing. A metric is known from
//     its measuring, a touch from its day, a product from its start.
//   - Of reviews only the last is known. Before it there was the rhythm, from
//     when it was agreed, and nobody can say what was overdue.
//   - Quotas and answers are known from the beginning, answers with their deal.
//   - A day that is not given is the beginning of time.
func cut(e coach.Event, asOf coach.Date) (known coach.Event, ok bool) {
	if from := begins(e); from > asOf {
		return e, false
	}
	switch {
	case e.Deal != nil:
		e.Deal = cutDeal(*e.Deal, asOf)
	case e.Commitment != nil:
		e.Commitment = cutCommitment(*e.Commitment, asOf)
	case e.Contract != nil:
		e.Contract = cutContract(*e.Contract, asOf)
	case e.Issue != nil && day(e.Issue.Closed) > asOf:
		issue := *e.Issue
		issue.Closed = new(coach.Date)
		e.Issue = &issue
	case e.Review != nil && day(e.Review.Last) > asOf:
		e.Review = &coach.ReviewChange{Cadence: e.Review.Cadence}
	}
	return e, true
}

// begins is the day from which anything is known of a row; zero is always.
func begins(e coach.Event) coach.Date {
	switch {
	case e.Deal != nil:
		return day(e.Deal.Created)
	case e.Commitment != nil:
		return day(e.Commitment.Made)
	case e.Touch != nil:
		return e.Touch.Day
	case e.Contract != nil:
		return day(e.Contract.Start)
	case e.Issue != nil:
		return day(e.Issue.Opened)
	case e.Metric != nil:
		return e.Metric.Measured
	case e.Product != nil:
		return day(e.Product.Since)
	case e.Review != nil && day(e.Review.Agreed).IsZero() && e.Review.Cadence == nil:
		return day(e.Review.Last)
	case e.Review != nil:
		return day(e.Review.Agreed)
	}
	return 0
}

// turns are the days on which more becomes known of a row, the first of which is
// that on which it begins.
func turns(e coach.Event) []coach.Date {
	days := []coach.Date{begins(e)}
	switch {
	case e.Deal != nil:
		days = append(days, day(e.Deal.StageSince), closing(*e.Deal))
	case e.Commitment != nil:
		days = append(days, settled(*e.Commitment))
	case e.Contract != nil:
		days = append(days, ending(*e.Contract))
	case e.Issue != nil:
		days = append(days, day(e.Issue.Closed))
	case e.Review != nil:
		days = append(days, day(e.Review.Last))
	}
	days = slices.DeleteFunc(days, func(d coach.Date) bool { return d < days[0] })
	slices.Sort(days)
	return slices.Compact(days)
}

func cutDeal(c coach.DealChange, asOf coach.Date) *coach.DealChange {
	closed := closing(c)
	if day(c.StageSince) > asOf || day(c.StageSince).IsZero() && closed > asOf {
		c.Stage, c.StageSince = nil, nil
	}
	if closed <= asOf {
		return &c
	}
	if day(c.Close) == closed {
		c.Close = nil
	}
	c.Outcome, c.Closed = blank(c.Outcome), blank(c.Closed)
	c.Reason, c.Refer = blank(c.Reason), blank(c.Refer)
	c.Extra = maps.Clone(c.Extra)
	delete(c.Extra, "margin")
	delete(c.Extra, "contract")
	return &c
}

// closing is the day on which a deal was closed; zero for one that is not.
func closing(c coach.DealChange) coach.Date {
	if c.Outcome == nil || !c.Outcome.Closed() {
		return 0
	}
	return day(c.Closed)
}

func cutCommitment(c coach.CommitmentChange, asOf coach.Date) *coach.CommitmentChange {
	if settled(c) > asOf {
		open := coach.Pending
		c.Status = &open
	}
	return &c
}

// settled is the day on which a promise was kept, broken or withdrawn; zero for
// one that is open.
func settled(c coach.CommitmentChange) coach.Date {
	if c.Status == nil || *c.Status == coach.Pending {
		return 0
	}
	return cmp.Or(day(c.Due), day(c.Made))
}

func cutContract(c coach.ContractChange, asOf coach.Date) *coach.ContractChange {
	if ending(c) > asOf {
		c.Outcome, c.Ended, c.Reason = blank(c.Outcome), blank(c.Ended), blank(c.Reason)
	}
	return &c
}

// ending is the day on which it was settled what became of a contract; zero where
// it is not.
func ending(c coach.ContractChange) coach.Date {
	if c.Outcome == nil || *c.Outcome == "" {
		return 0
	}
	return cmp.Or(day(c.Ended), day(c.End))
}

// day is the day that a row gives, zero for none.
func day(d *coach.Date) coach.Date {
	if d == nil {
		return 0
	}
	return *d
}

// blank says that there is nothing, where the row says anything.
func blank[T any](v *T) *T {
	if v == nil {
		return nil
	}
	return new(T)
}
