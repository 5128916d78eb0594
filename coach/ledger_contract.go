package coach

import "slices"

// ledgerContract is a contract as it was known to stand at as-of.
type ledgerContract struct {
	ContractRow
	account *ledgerAccount
	term    Date  // the end of the term that as-of lies in, or of the last one
	last    Date  // its last day; ever while it renews by itself
	dues    []due // when it came due in the 12 months through as-of
	unknown bool  // past its end, and nobody said what became of it
}

// due is one coming due of a contract: on its end, or on the day on which it
// ended early.
type due struct {
	day     Date
	renewed bool
	by      []*ledgerContract // its successors; none: renewed as it was
}

// live says whether the contract ran on a day, its first and last day included.
func (k *ledgerContract) live(d Date) bool { return k.Start <= d && d <= k.last }

// settle works out the contract's life as it was known at as-of. What ended it
// later is not known yet, and neither is a successor that begins later.
func (k *ledgerContract) settle(l *ledger) {
	asOf, next := l.q.AsOf, l.successors(k)
	ended, outcome := k.Ended, k.Outcome
	k.term = k.End
	if k.End.IsZero() {
		return
	}
	gone := ended
	if gone.IsZero() {
		gone = k.End
	}
	if (outcome == Lapsed || outcome == Cancelled) && gone > asOf {
		outcome = ""
	}
	later := ended > asOf
	if later {
		ended = 0
	}
	lost := outcome == Lapsed || outcome == Cancelled
	rolls := k.Auto && (outcome == "" || lost && ended > k.End) // it had renewed itself before it was lost
	if rolls {
		k.roll(l, ended, next)
	}
	replaced := rolls && k.last == k.term
	switch {
	case lost && !replaced:
		k.last = gone
		k.cameDue(l, due{day: gone})
	case replaced: // the last due of its rolling is noted there
	case !ended.IsZero() && (ended < k.term || rolls && ended == k.term):
		k.last = ended
		k.cameDue(l, due{day: ended, renewed: len(next) > 0, by: next}) // early and followed by nothing is lost, whatever it is called
	case rolls:
		k.last = ever
	default:
		k.last = max(k.End, k.Ended)
		k.pastEnd(l, outcome, next)
	}
	if later && k.last != ever {
		k.last = k.Ended
	}
}

// successors are the contracts that took this one's place: none that began before
// it, however the files name them.
func (l *ledger) successors(k *ledgerContract) []*ledgerContract {
	return slices.DeleteFunc(slices.Clone(l.follow[k.ID]), func(s *ledgerContract) bool { return s.Start < k.Start })
}

// pastEnd is what became of a contract that does not renew by itself when its
// end came.
func (k *ledgerContract) pastEnd(l *ledger, outcome ContractOutcome, next []*ledgerContract) {
	asOf := l.q.AsOf
	switch {
	case k.End > asOf:
	case outcome == Renewed || len(next) > 0:
		k.cameDue(l, due{day: k.End, renewed: true, by: next})
	default:
		k.unknown = k.End < asOf // on its last day it may still be decided
	}
}

func (k *ledgerContract) cameDue(l *ledger, d due) {
	if l.year.Has(d.day) {
		k.dues = append(k.dues, d)
	}
}

// roll moves a contract that renews by itself from term to term, until as-of, its
// ending, or the successor that took its place.
func (k *ledgerContract) roll(l *ledger, ended Date, next []*ledgerContract) {
	for n := 1; k.term <= l.q.AsOf && (ended.IsZero() || k.term < ended); n++ {
		if slices.ContainsFunc(next, func(s *ledgerContract) bool { return s.Start <= k.term.AddDays(1) }) {
			k.last = k.term
			k.cameDue(l, due{day: k.term, renewed: true, by: next})
			return
		}
		k.cameDue(l, due{day: k.term, renewed: true})
		k.term = k.endOfTerm(n)
	}
}

// endOfTerm is the end of the nth term after the first. A term is whole months
// where its start and end say so, else days; 12 months where no start is known.
func (k *ledgerContract) endOfTerm(n int) Date {
	if k.Start.IsZero() || k.End < k.Start {
		return k.End.AddMonths(12 * n)
	}
	if m := wholeMonths(k.Start, k.End); m > 0 {
		return k.Start.AddMonths(m * (n + 1)).AddDays(-1)
	}
	return k.End.AddDays(n * int(k.End-k.Start+1))
}

// wholeMonths is how many months a span of days has that begins on one day and
// ends on the day before the same day of a later month; 0 if it is none.
func wholeMonths(from, to Date) int {
	y1, m1, _ := from.Civil()
	y2, m2, _ := to.AddDays(1).Civil()
	n := (y2-y1)*12 + int(m2-m1)
	if n > 0 && from.AddMonths(n).AddDays(-1) == to {
		return n
	}
	return 0
}

// decision is the day by which it is decided whether the current term is
// followed by another: the notice deadline where there is one, else its end.
func (k *ledgerContract) decision() Date { return k.term.AddDays(-k.Notice) }
