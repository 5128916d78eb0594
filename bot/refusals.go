package bot

import (
	"context"
	"time"

	"github.com/slack-go/slack"
)

// Refusals is where the processes of one workspace remember together which kinds of
// block Slack refuses there, so that not each of them has to find out again.
type Refusals interface {
	// Refused says which kinds are refused, and for how much longer that is believed.
	Refused(ctx context.Context) (map[string]time.Duration, error)
	// Refuse remembers that kinds are refused, for so long; what is believed for
	// longer stays. It may repeat.
	Refuse(ctx context.Context, d time.Duration, kinds ...string) error
}

const (
	recallEvery = time.Minute            // between two looks at what others found out
	recallFor   = 300 * time.Millisecond // a digest waits no longer for it, at most once in that time
)

// Share lets the client know what others found out, and them what it does. Without
// it, or while it fails, each process finds out for itself. To be called before the
// first message.
func (c *Client) Share(r Refusals) { c.refused.shared = r }

// recall takes in what others found out, unless it did so just now.
func (c *Client) recall(ctx context.Context) {
	if !c.refused.stale() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, recallFor)
	defer cancel()
	kinds, err := c.refused.shared.Refused(ctx)
	if err != nil {
		c.log.Warn("what Slack refuses here could not be read; finding out anew", "error", err)
		return
	}
	for kind, left := range kinds {
		c.refused.extend(slack.MessageBlockType(kind), left)
	}
}

// refuses believes for a while that kinds are refused, and tells the others of what
// is sure.
func (c *Client) refuses(ctx context.Context, d time.Duration, kinds ...slack.MessageBlockType) {
	c.refused.note(d, kinds...)
	if c.refused.shared == nil || d < believed || len(kinds) == 0 {
		return
	}
	names := make([]string, len(kinds))
	for i, kind := range kinds {
		names[i] = string(kind)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recallFor) // also where an upload took all the time
	defer cancel()
	if err := c.refused.shared.Refuse(ctx, d, names...); err != nil {
		c.log.Warn("what Slack refuses here could not be kept", "error", err)
	}
}

// stale says whether it is time to look what others found out; who asks does so.
func (r *refused) stale() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.shared == nil || time.Since(r.recalled) < recallEvery {
		return false
	}
	r.recalled = time.Now()
	return true
}

// extend believes in a refusal for so much longer at least.
func (r *refused) extend(kind slack.MessageBlockType, left time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if until := time.Now().Add(left); until.After(r.until[kind]) {
		r.until[kind] = until
	}
}
