package replay

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"evenkeel/coach"
)

// result adds up what happened.
func (s *stage) result(ctx context.Context) (*Result, error) {
	r := &Result{From: s.Since, To: s.Until, Rules: []RuleCount{}, Reps: []RepCount{}, Nudges: []Nudge{}}
	for _, o := range s.store.occurrences() {
		n, err := s.nudge(ctx, o)
		if err != nil {
			return nil, err
		}
		r.Nudges = append(r.Nudges, n)
	}
	slices.SortStableFunc(r.Nudges, func(a, b Nudge) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Rep, b.Rep), cmp.Compare(a.Severity, b.Severity))
	})
	r.Rules = s.ruleCounts(r.Nudges)
	r.Reps = s.repCounts()
	return r, nil
}

// nudge is an occurrence with what became of it, in the words in which it was
// said or would have been.
func (s *stage) nudge(ctx context.Context, o *occurrence) (Nudge, error) {
	n := Nudge{At: o.Found.UTC(), Rule: o.Rule, Subject: o.Subject, Severity: o.Severity, Facts: o.Facts, Key: o.Key}
	if n.Facts == nil {
		n.Facts = []coach.Fact{}
	}
	n.Status, n.Reason = o.fate()
	names := coach.Names(s.coach.People())
	if o.book.Kind() == "book" {
		n.Rep = o.book.ID()
		b, err := s.coach.Held(ctx, n.Rep)
		if err != nil {
			return n, err
		}
		names = s.coach.NamesFor(b)
	}
	if n.Status == Sent {
		n.At, n.Words = o.Said.UTC(), s.desk.words[n.Rep+" "+n.Key]
	} else {
		today := coach.DateIn(n.At, s.zone(n.Rep))
		n.Words = s.Words.Phrase(ctx, coach.Phrasing{Nudges: coach.Timely([]coach.Nudge{o.Nudge}, today), Today: today, Names: names})[0]
	}
	n.Ask, n.week = n.Words.Ask, weekOf(coach.DateIn(n.At, s.zone(n.Rep)))
	return n, nil
}

func (s *stage) zone(rep string) *time.Location {
	r := s.coach.People().Rep(rep)
	if r == nil {
		r = &coach.Rep{}
	}
	zone, _ := s.Playbook.Zone(r)
	return zone
}

// ruleCounts counts by rule what became of the nudges.
func (s *stage) ruleCounts(nudges []Nudge) []RuleCount {
	out, at := []RuleCount{}, map[string]int{}
	for i := range s.Rules {
		if r := &s.Rules[i]; s.Playbook.On(r) {
			at[r.ID] = len(out)
			out = append(out, RuleCount{Rule: r.ID, Held: map[coach.Reason]int{}})
		}
	}
	for _, n := range nudges {
		c := &out[at[n.Rule]]
		c.Found++
		switch n.Status {
		case Sent:
			c.Sent++
		case Held:
			c.Held[n.Reason]++
		case Shadow:
			c.Shadow++
		case Cleared:
			c.Cleared++
		}
	}
	return out
}

// repCounts counts messages by rep and week.
func (s *stage) repCounts() []RepCount {
	out, at := []RepCount{}, map[string]int{}
	for _, r := range s.coach.People().Reps() {
		at[r.ID] = len(out)
		out = append(out, RepCount{Rep: r.ID, Weeks: s.weeks()})
	}
	for _, p := range s.desk.posts() {
		c := &out[at[p.rep]]
		c.Messages++
		week := weekOf(coach.DateIn(p.at, s.zone(p.rep)))
		if i := slices.IndexFunc(c.Weeks, func(w WeekCount) bool { return w.Week == week }); i >= 0 {
			c.Weeks[i].Messages++
		} else { // at the edge of the stretch, where the rep's day is another than the playbook's
			c.Weeks = append(c.Weeks, WeekCount{week, 1})
		}
	}
	return out
}

// weeks are the ISO weeks of the stretch, in order.
func (s *stage) weeks() []WeekCount {
	var out []WeekCount
	for d := s.Since; d <= s.Until; d++ {
		if w := weekOf(d); len(out) == 0 || out[len(out)-1].Week != w {
			out = append(out, WeekCount{Week: w})
		}
	}
	return out
}

// weekOf is a day's ISO week, like 2017-W41.
func weekOf(d coach.Date) string {
	y, w := d.In(time.UTC).ISOWeek()
	return fmt.Sprintf("%04d-W%02d", y, w)
}
