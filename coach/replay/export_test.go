package replay

import (
	"context"
	"time"

	"evenkeel/coach"
)

// Cut and Turns are cut and turns.
var (
	Cut   = cut
	Turns = turns
)

// Posted is a message as it was shown.
type Posted struct {
	Rep    string
	At     time.Time
	Kind   coach.MessageKind
	Nudges []string // keys with severities
	Edit   bool
}

// Watched is Run, and all that was posted.
func Watched(ctx context.Context, o Options) (*Result, []Posted, error) {
	if o.Rules == nil {
		o.Rules = coach.Rules()
	}
	s := newStage(o)
	var all []Posted
	s.desk.watch = func(out coach.Outgoing) {
		p := Posted{Rep: out.Rep.ID, At: s.clock(), Kind: out.Message.Kind, Edit: out.Message.TS != ""}
		for _, n := range out.Nudges {
			p.Nudges = append(p.Nudges, n.Key+" "+n.Severity.String())
		}
		all = append(all, p)
	}
	if err := s.play(ctx, s.end()); err != nil {
		return nil, nil, err
	}
	r, err := s.result(ctx)
	return r, all, err
}

// Fate is what a nudge came to that was written down like this, one after the other.
func Fate(writes ...coach.Nudge) (Status, coach.Reason) {
	t := newTape()
	for _, n := range writes {
		t.note("book/ann", n)
	}
	return t.occurrences()[0].fate()
}
