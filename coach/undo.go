package coach

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"time"
)

// Who deletes a line of theirs in a deals channel within a day of writing it takes
// back what it recorded. Fields know who said them last and not what was before,
// so what a line replaced is kept beside the deal for that day. What somebody else
// said meanwhile stands. That a line is gone is remembered for longer: Slack may
// bring the line, or an edit of it, after the news that it was deleted.

// Line is the post in a deals channel that an event comes from.
type Line struct {
	ID    string    `json:"id"`    // slack/CHANNEL/TS, also of its edits
	Wrote time.Time `json:"wrote"` // business time
}

const (
	undoFor    = 24 * time.Hour     // from the writing of a line; hours, as nobody counts days here
	goneKept   = 7 * 24 * time.Hour // Slack repeats itself for an hour, and a rehearsal's hours are short
	goneSuffix = "/deleted"
)

// Deletion is the id of the event that a line was deleted.
func (l Line) Deletion() string { return l.ID + goneSuffix }

// Taken is what a line's event replaced in a deal, or that the line is gone.
type Taken struct {
	Line Line      `json:"line"`
	At   time.Time `json:"at"`             // of the event
	By   string    `json:"by,omitempty"`   // its id; none: the line is gone
	Deal string    `json:"deal,omitempty"` // what it was about
	Was  *Deal     `json:"was,omitempty"`  // … as it stood before
	New  bool      `json:"new,omitempty"`  // … which was nowhere
}

// Deleted says whether the book knows that a line is gone.
func (b *Book) Deleted(line string) bool { return b.Lines[Line{ID: line}.Deletion()] != nil }

// Holds says whether anything in the book may be taken back with a line.
func (b *Book) Holds(line string) bool {
	for _, t := range b.Lines {
		if t.Line.ID == line && t.By != "" {
			return true
		}
	}
	return false
}

// take keeps what an event of a line is about to replace. News that is older than
// such an event belongs into what was before it.
func (d *draft) take(e Event, c DealChange, x *Deal) {
	if d.b.Lines[e.ID] != nil {
		return // told again
	}
	before := *x
	was := &before
	for _, key := range slices.Sorted(maps.Keys(d.b.Lines)) {
		t := d.b.Lines[key]
		if t.Deal == c.ID && t.By != e.ID && tell(e, 0).before(Field[int]{At: t.At, By: t.By}) {
			was = was.without(t.By, t.Was)
			next, then := *t, *t.Was
			d.mergeDeal(e, c, &then)
			next.Was = &then
			set(&d.change, &d.b.Lines, lineField, key, &next)
		}
	}
	if e.Line == nil || e.At.Sub(e.Line.Wrote) > undoFor {
		return
	}
	set(&d.change, &d.b.Lines, lineField, e.ID, &Taken{Line: *e.Line, At: e.At, By: e.ID, Deal: c.ID, Was: was, New: was.blank()})
}

// applyDeleted takes back what a line recorded, the latest first, if that was within
// a day, and whatever of it comes later.
func (d *draft) applyDeleted(e Event) {
	line := e.Deleted.ID
	var said []*Taken
	for _, t := range d.b.Lines {
		if t.Line.ID == line && t.By != "" && e.At.Sub(t.Line.Wrote) <= undoFor {
			said = append(said, t)
		}
	}
	slices.SortFunc(said, func(x, y *Taken) int { return cmp.Or(y.At.Compare(x.At), cmp.Compare(y.By, x.By)) })
	for _, t := range said {
		d.takeBack(t)
		drop(&d.change, &d.b.Lines, lineField, t.By)
	}
	set(&d.change, &d.b.Lines, lineField, e.Deleted.Deletion(), &Taken{Line: *e.Deleted, At: e.At})
}

// takeBack undoes one event of a line, in the deal and in what later lines replaced.
func (d *draft) takeBack(t *Taken) {
	for _, key := range slices.Sorted(maps.Keys(d.b.Lines)) {
		if o := d.b.Lines[key]; o.Deal == t.Deal && o.By != t.By && o.Was != nil {
			next := *o
			next.Was, next.New = o.Was.without(t.By, t.Was), o.New || t.New && o.Was.without(t.By, t.Was).blank()
			set(&d.change, &d.b.Lines, lineField, key, &next)
		}
	}
	x := d.b.Deals[t.Deal]
	if x == nil || x.To != "" {
		return // it is another rep's since
	}
	next := x.without(t.By, t.Was)
	switch {
	case t.New && next.blank() && !d.b.hangsOn(t.Deal):
		d.dropDeal(x)
		return
	case t.New && !next.Account.Set(): // others go on with it: it stays where it is
		next.Account, next.Name, next.Created = x.Account, x.Name, x.Created
	}
	if next.Outcome.V.Closed() && next.Closed.V.IsZero() {
		next.Closed = x.Closed // its day was the line's, that it is over somebody else's
	}
	d.putDeal(next)
}

// without is the deal with what one event said put back to what was before.
func (x *Deal) without(event string, was *Deal) *Deal {
	next := *x
	to, before := reflect.ValueOf(&next).Elem(), reflect.ValueOf(was).Elem()
	for i := range to.NumField() {
		if f, ok := to.Field(i).Addr().Interface().(interface{ takeBack(event string, was any) }); ok {
			f.takeBack(event, before.Field(i).Interface())
		}
	}
	return &next
}

func (f *Field[T]) takeBack(event string, was any) {
	if f.By == event {
		*f = was.(Field[T])
	}
}

func (h *History[T]) takeBack(event string, _ any) {
	*h = slices.DeleteFunc(slices.Clone(*h), func(f Field[T]) bool { return f.By == event })
}

// blank says whether nobody has said anything of a deal.
func (x *Deal) blank() bool {
	v := reflect.ValueOf(x).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i).Addr().Interface().(type) {
		case interface{ Set() bool }:
			if f.Set() {
				return false
			}
		case *History[string]:
			if len(*f) > 0 {
				return false
			}
		case *History[Date]:
			if len(*f) > 0 {
				return false
			}
		}
	}
	return len(x.Extra) == 0
}

// hangsOn says whether anybody has put anything under a deal.
func (b *Book) hangsOn(deal string) bool {
	for _, c := range b.Commitments {
		if c.Deal == deal {
			return true
		}
	}
	for _, t := range b.Touches {
		if t.Deal == deal {
			return true
		}
	}
	return b.Qualifications[On("deal", deal)] != nil
}

// dropDeal takes a deal out of the book, as if it had never been.
func (d *draft) dropDeal(x *Deal) {
	d.wins = d.wins || wonRow(x) != wonRow(nil)
	drop(&d.change, &d.b.Deals, dealField, x.ID)
	d.touched[On("deal", x.ID)] = true
	if x.Account.V != "" {
		d.touched[On("account", x.Account.V)] = true
	}
	d.oweWin(d.e, x, &Deal{ID: x.ID})
}

// gone ends what was found of a deal that is no longer there.
func (d *draft) gone(s Subject, open []*Nudge) {
	for _, n := range open {
		d.clear(n)
	}
	d.lookAgain(s, time.Time{})
}

// forgetLines drops what no line can take back any more.
func (d *draft) forgetLines() {
	for _, key := range slices.Sorted(maps.Keys(d.b.Lines)) {
		t := d.b.Lines[key]
		if t.By != "" && d.m.Now.Sub(t.Line.Wrote) > undoFor || d.m.Now.Sub(t.At) > goneKept {
			drop(&d.change, &d.b.Lines, lineField, key)
		}
	}
}
