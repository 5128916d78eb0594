package replay

import (
	"maps"
	"slices"
	"time"

	"evenkeel/coach"
)

// diary is what becomes known when: at the start of each day of the stretch,
// what could be known of the records at the end of the day before. Days are
// those of the rep whose rows they are: elsewhere a day that is already over
// would bring news of one that is not.
type diary struct {
	rows  map[morning][]row
	zones []*time.Location
	first []row // known when the stretch begins
}

// morning is the start of a day in a zone.
type morning struct {
	day  coach.Date
	zone *time.Location
}

// row is one row of the records, and whose it is.
type row struct {
	rep, account string // one of both
	event        coach.Event
	from         coach.Date // nothing is known of it before, whatever it says itself
	late         bool       // what it is worth is known when it closes
}

// known is what could be known of the row at the end of a day.
func (r row) known(asOf coach.Date) (coach.Event, bool) {
	e, ok := cut(r.event, asOf)
	if !ok || r.from > asOf {
		return e, false
	}
	if r.late && closing(*r.event.Deal) > asOf {
		e.Deal.Amount = blank(e.Deal.Amount)
	}
	return e, true
}

// turns are the days on which more becomes known of the row.
func (r row) turns() []coach.Date {
	days := turns(r.event)
	for i := range days {
		days[i] = max(days[i], r.from)
	}
	return slices.Compact(days)
}

func newDiary(rs coach.Records, p *coach.Playbook, since, until coach.Date) *diary {
	d := &diary{rows: map[morning][]row{}}
	z, created, late := newZones(rs, p), creations(rs), pricedWhenWon(rs)
	for _, rep := range slices.Sorted(maps.Keys(rs.Books)) {
		for _, e := range rs.Books[rep] {
			from := created[dealOf(e)]
			if e.Source == coach.Self && !e.At.IsZero() { // a change that the store remembers
				from = max(from, coach.DateIn(e.At, z.rep(rep)))
			}
			d.add(row{rep: rep, event: e, from: from, late: late && e.Deal != nil}, z.rep(rep), since, until)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(rs.AtAccounts)) {
		for _, e := range rs.AtAccounts[id] {
			d.add(row{account: id, event: e}, z.account(id), since, until)
		}
	}
	d.zones = z.all()
	return d
}

// add enters a row on every morning on which more is known of it.
func (d *diary) add(r row, zone *time.Location, since, until coach.Date) {
	if _, ok := r.known(since.AddDays(-1)); ok {
		d.first = append(d.first, r)
	}
	for _, t := range r.turns() {
		if m := (morning{t.AddDays(1), zone}); m.day > since && m.day <= until {
			d.rows[m] = append(d.rows[m], r)
		}
	}
}

// mornings are the starts of all days of the stretch for whoever they begin, in
// order of time. The first day has only one: all that is known then comes at
// once, or the rest would be news.
func (d *diary) mornings(since, until coach.Date) []morning {
	var out []morning
	for day := since; day <= until; day++ {
		for _, z := range d.zones {
			out = append(out, morning{day, z})
		}
	}
	slices.SortStableFunc(out, func(a, b morning) int { return a.at().Compare(b.at()) })
	first := out[0]
	out = slices.DeleteFunc(out, func(m morning) bool { return m.day == since })
	return slices.Insert(out, 0, first)
}

func (m morning) at() time.Time { return m.day.In(m.zone) }

// records are rows as they could be known when a day begins, as an import takes
// them: they count as told at the end of the day before.
func records(rows []row, m morning) (books, accounts map[string][]coach.Event) {
	books, accounts = map[string][]coach.Event{}, map[string][]coach.Event{}
	for _, r := range rows {
		e, _ := r.known(m.day.AddDays(-1))
		e.Source, e.At = coach.Import, m.at().Add(-time.Second)
		if r.rep != "" {
			books[r.rep] = append(books[r.rep], e)
		} else {
			accounts[r.account] = append(accounts[r.account], e)
		}
	}
	return books, accounts
}

// creations are the days on which deals were created, for what hangs on them.
func creations(rs coach.Records) map[string]coach.Date {
	out := map[string]coach.Date{}
	for _, events := range rs.Books {
		for _, e := range events {
			if e.Deal != nil && e.Deal.Created != nil {
				out[e.Deal.ID] = *e.Deal.Created
			}
		}
	}
	return out
}

// firstDay is the first day from which anything is known of any row, of those up
// to a day; that day where no row has one.
func firstDay(rs coach.Records, last coach.Date) coach.Date {
	first := last
	for _, told := range []map[string][]coach.Event{rs.Books, rs.AtAccounts} {
		for _, events := range told {
			for _, e := range events {
				if d := begins(e); !d.IsZero() && d < first {
					first = d
				}
			}
		}
	}
	return first
}

func dealOf(e coach.Event) string {
	switch {
	case e.Deal != nil:
		return e.Deal.ID
	case e.Commitment != nil:
		return e.Commitment.Deal
	case e.Answers != nil && e.Answers.Subject.Kind() == "deal":
		return e.Answers.Subject.ID()
	}
	return ""
}

// pricedWhenWon says whether deals get their amounts when they are won: some were
// lost, and none of those has any. To know them before would be to know who wins.
func pricedWhenWon(rs coach.Records) bool {
	lost := false
	for _, events := range rs.Books {
		for _, e := range events {
			if e.Deal == nil || e.Deal.Outcome == nil || *e.Deal.Outcome != coach.Lost {
				continue
			}
			lost = true
			if a := e.Deal.Amount; a != nil && a.Known() && a.Minor != 0 {
				return false
			}
		}
	}
	return lost
}
