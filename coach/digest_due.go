package coach

import (
	"fmt"
	"slices"
	"time"
)

// digestTurn is a week's digest: what makes it happen once, and when.
type digestTurn struct {
	key string // digest/2026-W48; "" for none
	at  time.Time
}

// digestDue is the manager's next digest that is not decided yet. One whose hour has
// passed, as the coach was not running or Slack took nothing, is due at the next
// instant at which it may still be sent, until that of the week after is. There is
// none for whom nobody reports to, or who cannot be reached. It is the team's, so
// nothing that the manager sets for themselves moves it.
func (b *Book) digestDue(m Moment) digestTurn {
	if !m.Manages || !m.Rep.Reachable() {
		return digestTurn{}
	}
	monday, last := mondayOf(DateIn(m.Now, m.Zone)), ""
	if sent := b.digestBefore(""); sent != nil {
		last = sent.Key // no week's after a later one's, wherever the manager flies
	}
	for week := -1; week < 53; week++ {
		t := m.digestOf(monday.AddDays(7 * week))
		if t.key <= last || !t.at.After(b.State.Since) {
			continue
		}
		if t = m.late(t, m.digestOf(monday.AddDays(7*week+7))); t.key != "" {
			return t
		}
	}
	return digestTurn{}
}

// late is a digest at the instant at which it may be sent now that its own may have
// passed; none where the next one is due by then.
func (m Moment) late(t, next digestTurn) digestTurn {
	if t.at.After(m.Now) {
		return t
	}
	at := m.withinDigestHours(m.Now)
	if at.IsZero() || next.key != "" && !at.Before(next.at) {
		return digestTurn{}
	}
	return digestTurn{t.key, at}
}

// withinDigestHours is the first instant from one on at which a digest may be sent
// that could not be sent at its own: on the days of digests, in the playbook's
// hours where the manager is, and for an hour at least from the digest's own. Zero
// where there is none for a year.
func (m Moment) withinDigestHours(from time.Time) time.Time {
	p := m.Playbook
	begins, ends := min(p.Digest.At, p.Hours.From), max(p.Hours.To, p.Digest.At+60)
	day := DateIn(from, m.Zone)
	for range 400 {
		if m.digestDay(day) && from.Before(day.At(ends, m.Zone)) {
			if opens := day.At(begins, m.Zone); from.Before(opens) {
				return opens
			}
			return from
		}
		day = day.AddDays(1)
	}
	return time.Time{}
}

// digestDay says whether a digest may be sent on a day: the one that the playbook
// names for it is no day off, whatever the week's days are.
func (m Moment) digestDay(day Date) bool {
	p := m.Playbook
	named := day.Weekday() == p.Digest.Day && !slices.Contains(p.Holidays[m.Rep.Country], day)
	return named || p.WorkingDay(day, m.Rep.Country)
}

// digestOf is the digest of the week that begins on a Monday: on the playbook's
// day, or, where that is a day off, on the next working day of that week. A week
// that has none has no digest.
func (m Moment) digestOf(monday Date) digestTurn {
	p := m.Playbook
	day := monday.AddDays((int(p.Digest.Day) + 6) % 7)
	key := digestKey(day)
	for sunday := monday.AddDays(6); day <= sunday; day = day.AddDays(1) {
		if m.digestDay(day) {
			return digestTurn{key, day.At(p.Digest.At, m.Zone)}
		}
	}
	return digestTurn{}
}

// digestKey names the digest of the ISO week that holds a day: digest/2026-W48.
func digestKey(d Date) string {
	y, w := d.In(time.UTC).ISOWeek()
	return fmt.Sprintf("digest/%04d-W%02d", y, w)
}

// mondayOf is the first day of a day's week.
func mondayOf(d Date) Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

// weekly decides the week's digest when it is due, late rather than never. What it
// says is put together when it is sent.
func (d *draft) weekly() {
	if t := d.b.digestDue(d.m); t.key != "" && !t.at.After(d.m.Now) {
		d.putMessage(&Message{Key: t.key, Kind: Weekly, At: d.m.Now, Wanted: 1})
	}
}

// digestBefore is the last digest of a book, or the last before that of a key; nil
// without one.
func (b *Book) digestBefore(key string) *Message {
	var last *Message
	for _, m := range b.Messages {
		if m.Kind == Weekly && (key == "" || m.Key < key) && (last == nil || m.Key > last.Key) {
			last = m
		}
	}
	return last
}

// DigestOf is when the digest of a day's week is due for a manager; ok is false in
// a week without a working day.
func (p *Playbook) DigestOf(manager *Rep, day Date) (at time.Time, ok bool) {
	m := Moment{Playbook: p, Rep: manager}
	m.Zone, _ = p.Zone(manager)
	t := m.digestOf(mondayOf(day))
	return t.at, t.key != ""
}
