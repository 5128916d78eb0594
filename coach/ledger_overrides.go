package coach

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"
)

// Overruled is one line of the manager's ledger: a rep went on, with a reason,
// where a rule advised against it; or a verdict improved because an answer was
// changed. Beside it stands what became of the deal.
type Overruled struct {
	At      time.Time
	Rep     string
	Rule    string    // whose advice it was; "" where an answer was changed
	Subject Subject   // the deal, or the account whose answers were changed
	Name    string    // what the subject is called
	What    string    // the criteria, the issue or the metric that spoke against it
	Reason  string    // in the rep's words; none for a changed answer
	Verdict Judgement // on the subject by now
	Outcome Outcome   // of the deal by now; open for an account
	Closed  Date
	moved   bool // the deal is in another book by now
}

// keepLedger is how long an override stays in a book once its condition is over:
// longer than deals take to be decided.
const keepLedger = 2 * 365 * 24 * time.Hour

// kept is how long a nudge that cleared is kept; recurs says that it was said, and
// may be found again.
func (n *Nudge) kept(recurs bool) time.Duration {
	switch {
	case n.Reply == Override:
		return keepLedger
	case recurs:
		return keepSaid
	}
	return keepFor
}

// Overruled are the book's lines of the ledger, the newest first.
func (b *Book) Overruled(names Names) []Overruled {
	var out []Overruled
	for _, key := range slices.Sorted(maps.Keys(b.Nudges)) {
		if n := b.Nudges[key]; n.Reply == Override {
			out = append(out, Overruled{At: n.RepliedAt, Rule: n.Rule, Subject: n.Subject, What: n.against(), Reason: n.Reason})
		}
	}
	for _, s := range slices.Sorted(maps.Keys(b.Qualifications)) {
		out = append(out, b.Qualifications[s].relaxed()...)
	}
	for i := range out {
		out[i].Rep, out[i].Name = b.Rep, names.SubjectName(out[i].Subject)
		b.became(&out[i])
	}
	slices.SortStableFunc(out, func(x, y Overruled) int { return y.At.Compare(x.At) })
	return out
}

// against is what a nudge held against going on.
func (n *Nudge) against() string {
	for _, name := range []string{"failed", "issue", "metric", "metric_state"} {
		if s, ok := n.Fact(name).(string); ok && s != "" {
			return strings.ReplaceAll(s, ";", ", ")
		}
	}
	return ""
}

// relaxed are the verdicts that improved because an answer was changed, with the
// criteria that fit since then.
func (q *Qualification) relaxed() []Overruled {
	var out []Overruled
	for i, v := range q.Verdicts {
		if !v.Changed || i == 0 {
			continue
		}
		was := q.Verdicts[i-1].Failed
		fit := slices.DeleteFunc(slices.Clone(was), func(key string) bool { return slices.Contains(v.Failed, key) })
		out = append(out, Overruled{At: v.At, Subject: q.Subject, What: strings.Join(fit, ", ")})
	}
	return out
}

// became fills in how the deal and the verdict stand by now.
func (b *Book) became(o *Overruled) {
	if o.Subject.Kind() != "deal" {
		if v := b.Qualifications[o.Subject].Latest(); v != nil {
			o.Verdict = v.Judgement
		}
		return
	}
	x := b.Deals[o.Subject.ID()]
	if x == nil || x.To != "" {
		o.moved = true
		return
	}
	o.moved, o.Outcome, o.Name = false, x.Outcome.V, cmp.Or(o.Name, x.Label())
	if x.Outcome.V.Closed() {
		o.Closed = x.Closed.V
	}
	if v := b.Verdict(x); v != nil {
		o.Verdict = v.Judgement
	}
}

// Moved says that the deal went to a book that is not among those looked at.
func (o *Overruled) Moved() bool { return o.moved }

// Overruled is the ledger of some reps, the newest line first. A deal that went
// from one of them to another is told as it stands there.
func (c *Coach) Overruled(ctx context.Context, reps ...string) ([]Overruled, error) {
	books, err := c.loadBooks(ctx, reps)
	if err != nil {
		return nil, err
	}
	var out []Overruled
	for _, b := range books {
		out = append(out, b.Overruled(c.NamesFor(b))...)
	}
	for i := range out {
		for _, b := range books {
			if x := b.Deals[out[i].Subject.ID()]; out[i].moved && x != nil && x.To == "" {
				b.became(&out[i])
				out[i].Name = c.NamesFor(b).SubjectName(out[i].Subject)
			}
		}
	}
	slices.SortStableFunc(out, func(x, y Overruled) int { return y.At.Compare(x.At) })
	return out, nil
}

// Won is how many of them were won.
func (j Judged) Won() int { return j.won }
