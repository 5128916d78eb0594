package coach

import (
	"context"
	"time"
)

// Notice is something that a person has to know and that is no coaching: their
// Home shows it for a while.
type Notice struct {
	At   time.Time `json:"at"`
	Text string    `json:"text"` // full sentences that name nobody
}

const (
	keptNotices = 10
	noticeDays  = 30
)

// Notify leaves a notice for a rep. The same one twice is one.
func (c *Coach) Notify(ctx context.Context, rep string, n Notice) error {
	_, err := c.people.UpdateRep(ctx, rep, func(r *Rep) bool {
		for _, old := range r.Notices {
			if old.Text == n.Text {
				return false
			}
		}
		r.Notices = append(r.Notices, n)
		r.Notices = r.Notices[max(0, len(r.Notices)-keptNotices):]
		return !r.isEmpty()
	})
	return err
}

// Lately are the rep's notices of the last month, the newest first.
func (r *Rep) Lately(now time.Time) []Notice {
	var out []Notice
	for _, n := range r.Notices {
		if n.At.After(now.AddDate(0, 0, -noticeDays)) {
			out = append([]Notice{n}, out...)
		}
	}
	return out
}
