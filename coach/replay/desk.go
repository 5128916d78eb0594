package replay

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"evenkeel/coach"
)

// desk is a Slack in which everything is shown at once and nobody reads.
type desk struct {
	mu     sync.Mutex
	posted []post
	words  map[string]coach.Wording // by rep and nudge, as first shown
	watch  func(coach.Outgoing)     // may be nil
}

// post is one message to a rep.
type post struct {
	rep string
	at  time.Time
	key string
}

func newDesk() *desk { return &desk{words: map[string]coach.Wording{}} }

// Post keeps a message. A later version of one is an edit, of which nobody is
// told.
func (d *desk) Post(_ context.Context, o coach.Outgoing) (channel, ts string, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.watch != nil {
		d.watch(o)
	}
	if o.Message.TS != "" {
		return o.Message.Channel, o.Message.TS, nil
	}
	if o.Rep.ID == "" { // a team's: it counts for none of its reps
		return "C/" + o.Rep.Team, o.Message.Key, nil
	}
	if o.Message.Kind == coach.Weekly { // it is the team's, and no rule's
		return "D/" + o.Rep.ID, o.Message.Key, nil
	}
	d.posted = append(d.posted, post{o.Rep.ID, o.Message.At, o.Message.Key})
	for i, n := range o.Nudges {
		d.words[o.Rep.ID+" "+n.Key] = o.Wordings[i]
	}
	return "D/" + o.Rep.ID, o.Message.Key, nil
}

// Find is not asked: nothing gets lost on the way here.
func (d *desk) Find(context.Context, coach.Outgoing) (channel, ts string, err error) {
	return "", "", nil
}

// posts are the messages, by time, then rep and key.
func (d *desk) posts() []post {
	d.mu.Lock()
	defer d.mu.Unlock()
	slices.SortFunc(d.posted, func(a, b post) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.rep, b.rep), cmp.Compare(a.key, b.key))
	})
	return d.posted
}
