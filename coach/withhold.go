package coach

import (
	"slices"
	"time"
)

// What was decided may be stale by the time at which it can be sent: Slack could
// not be reached, or nobody ran. Then it is not sent as it was: what has mended
// itself meanwhile, or has become a colleague's to hear, is dropped, and what comes
// after the rep's hours waits for the next message, as if it had not been decided;
// so do a team's renewals, for the team's. A manager's digest is decided again, for
// the next hour at which it may be sent. Whatever Slack has shown already stays, and
// is edited.

// stale are the nudges of a message that nobody has seen that are not to be shown
// at this instant, and whether that is true of all that it says.
func (b *Book) stale(msg *Message, m Moment) (keys []string, all bool) {
	today := DateIn(m.Now, m.Zone)
	switch msg.Kind {
	case Daily, Now:
		if !b.speaks(today, m) || DateIn(msg.At, m.Zone) != today {
			return msg.Nudges, true
		}
	case Dues:
		if !m.teamHears(today) || DateIn(msg.At, m.Zone) != today {
			return msg.Nudges, true
		}
	case Weekly:
		return nil, !m.withinDigestHours(m.Now).Equal(m.Now) || b.digestBefore("").Key != msg.Key
	case Answer, Halt:
	default:
		return nil, false
	}
	for _, key := range msg.Nudges {
		if n := b.Nudges[key]; n == nil || !n.Open() || n.For == ForElsewhere {
			keys = append(keys, key)
		}
	}
	return keys, len(keys) == len(msg.Nudges) && len(msg.QuietBy) == 0
}

// unsent says whether a message that waits for hours has been decided and
// nobody has seen it. Until it is settled no other is decided: it may be stale, and
// what it was to say is to be said with the rest.
func (b *Book) unsent() bool {
	for _, m := range b.Messages {
		if (m.Kind == Daily || m.Kind == Now || m.Kind == Dues) && m.Owed() && m.Shown == 0 {
			return true
		}
	}
	return false
}

// withhold takes back that nudges were said in a message that went without them,
// or did not go at all.
func (d *draft) withhold(p Posted, m *Message) {
	for _, key := range p.Left {
		if n := d.b.Nudges[key]; n != nil && n.Message == m.Key {
			d.unsayNudge(n)
		}
	}
	m.Nudges = slices.DeleteFunc(slices.Clone(m.Nudges), func(key string) bool { return slices.Contains(p.Left, key) })
	if p.Version > 0 {
		return
	}
	for _, n := range d.b.Nudges {
		if len(m.QuietBy) > 0 && n.Quiet && n.Message == "" && n.Said.Equal(m.At) {
			d.unsayNudge(n)
		}
	}
	if d.b.State.Listed == DateIn(m.At, d.m.Zone) {
		d.b.State.Listed = 0
	}
	drop(&d.change, &d.b.Messages, messageField, m.Key)
}

func (d *draft) unsayNudge(n *Nudge) {
	next := *n
	next.Said, next.Message, next.Worded = time.Time{}, "", nil
	d.putNudge(&next)
}
