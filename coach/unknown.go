package coach

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Absence means something only where a kind of fact is fed. What was found of an
// absence is neither true nor mended once that kind stops coming: it is unknown.
// Such a nudge rests. It keeps its key and its start, so that it opens again where
// it was when the facts come back and it still holds, and is cleared when they say
// that it does not.

// Unknown is why a nudge rests: nobody can tell any more whether it holds.
type Unknown struct {
	Kind  FactKind `json:"kind"`  // what no longer reaches the book
	Since Date     `json:"since"` // the last day on which it did
}

// Rests says whether it cannot be told any more that the condition holds, nor that
// it is over.
func (n *Nudge) Rests() bool { return n.Unknown != nil }

// settle ends a nudge that is no longer found. It is mended, unless it would be
// found if the facts that have stopped had come and said nothing new.
func (d *draft) settle(n *Nudge, c Case, away bool) {
	switch why := d.lost(n, c, away); {
	case why == nil:
		d.clear(n)
	case n.Unknown == nil || *n.Unknown != *why:
		d.rest(n, why)
	}
}

// lost is the kind of fact whose stopping took a nudge away; nil if it is gone for
// another reason.
func (d *draft) lost(n *Nudge, c Case, away bool) *Unknown {
	r := d.m.rule(n.Rule)
	if !d.looksAt(r, c, away) {
		return nil
	}
	for _, kind := range r.Needs {
		last := d.b.State.Fed[kind].Last
		if last.IsZero() || d.b.fed(kind, d.m.Now, d.m) {
			continue
		}
		if c.Book = c.Book.asIfFed(kind, d); d.finds(r, c, n.Episode) {
			return &Unknown{Kind: kind, Since: DateIn(last, d.m.Zone)}
		}
	}
	return nil
}

// asIfFed is the book as it would be, had an empty file of a kind just been there.
func (b *Book) asIfFed(kind FactKind, d *draft) *Book {
	next := *b
	next.State.Fed = maps.Clone(b.State.Fed)
	f := next.State.Fed[kind]
	f.Last = d.m.Now
	next.State.Fed[kind] = f
	return &next
}

// finds says whether a rule finds an episode in a case.
func (d *draft) finds(r *Rule, c Case, episode string) bool {
	found, _ := r.Look(c, d.m.Playbook, d.m.Rep, d.m.People)
	for _, f := range found {
		if f.Rule, f.Subject = r.ID, c.Subject; f.Episode() == episode {
			return true
		}
	}
	return false
}

// rest ends a nudge for as long as nobody can tell, and edits its message.
func (d *draft) rest(n *Nudge, why *Unknown) {
	next := *n
	next.Cleared, next.Held, next.HeldUntil, next.Unknown = d.m.Now, HeldUnknown, 0, why
	d.putNudge(&next)
	d.raise(n.Key)
}

// resume opens what rested, as it was: said already, or still to be said.
func (d *draft) resume(key string) {
	n := d.b.Nudges[key]
	if n == nil || !n.Rests() {
		return
	}
	next := *n
	next.Cleared, next.Held, next.Unknown = time.Time{}, "", nil
	if next.Message == "" {
		next.Found = d.m.Now // it is due from now on only
	}
	d.putNudge(&next)
	d.raise(key)
}

// Resting are the nudges for the rep that nobody can tell of any more, of each
// episode the newest step, what rests since shortest first.
func (b *Book) Resting() []*Nudge {
	newest := map[string]*Nudge{}
	for _, n := range b.Nudges {
		if !n.Rests() || n.For != ForRep || n.Quiet || n.Reply == Override {
			continue
		}
		if o := newest[n.Episode]; o == nil || cmp.Or(o.Found.Compare(n.Found), cmp.Compare(o.Key, n.Key)) < 0 {
			newest[n.Episode] = n
		}
	}
	return slices.SortedFunc(maps.Values(newest), func(x, y *Nudge) int {
		return cmp.Or(y.Cleared.Compare(x.Cleared), cmp.Compare(x.Key, y.Key))
	})
}
