package coach

import (
	"hash/fnv"
	"time"
)

// The coach speaks in the rep's own hours, in the zone where the rep is now: the
// playbook's, or those that the rep has set. A day has none on days off, while the
// rep has paused the coach, and where the night on which clocks go forward leaves
// nothing of them.

// hours are when the coach may speak to a rep on one day: from the first instant
// on, before the last one. The day's message is due in between.
type hours struct{ from, message, to time.Time }

// hours are the rep's on a day; ok says whether there are any.
func (b *Book) hours(day Date, m Moment) (h hours, ok bool) {
	p := m.Playbook.Hours
	from, to, message := p.From, p.To, p.Message
	if own := b.State.Prefs; own.From != nil && own.To != nil {
		from, to = *own.From, *own.To
	}
	if message < from || message >= to {
		message = from
	}
	if day < b.State.Prefs.Paused || !m.Playbook.WorkingDay(day, m.Rep.Country) {
		return hours{}, false
	}
	h = hours{from: day.At(from, m.Zone), message: day.At(message, m.Zone), to: day.At(to, m.Zone)}
	h.message = h.message.Add(spread(b.Rep, min(p.Spread, h.to.Sub(h.message))))
	return h, h.message.Before(h.to)
}

// spread is the rep's own offset within the time over which messages leave, so
// that a company's do not leave together.
func spread(rep string, over time.Duration) time.Duration {
	if over <= 0 {
		return 0
	}
	h := fnv.New64a()
	h.Write([]byte(rep))
	return time.Duration(h.Sum64() % uint64(over)).Truncate(time.Second)
}

// speaks says whether the coach may speak to the rep now.
func (b *Book) speaks(today Date, m Moment) bool {
	h, ok := b.hours(today, m)
	return ok && !m.Now.Before(h.from) && m.Now.Before(h.to)
}

// daily is the next day for which the coaching message is still to be decided,
// and the instant at which that is due; zero if nothing waits for one.
func (b *Book) daily(m Moment) (Date, time.Time) {
	if !m.Rep.Reachable() {
		return 0, time.Time{}
	}
	waits, lists := b.waiting(m), b.hasNotes(DateIn(m.Now, m.Zone))
	if !waits && !lists {
		return 0, time.Time{}
	}
	return b.nextDay(m, func(day Date, h hours) (time.Time, bool) {
		open := m.Now.Before(h.to) && b.known(h.message, m) && day > m.past(b.State.DailyRun)
		return h.message, open && b.Messages[dailyKey(day)] == nil && (waits || b.lists(day, m))
	})
}

func dailyKey(day Date) string { return "daily/" + day.String() }

// nextDay is the first day from today on with hours that suit, and the instant
// that matters then.
func (b *Book) nextDay(m Moment, suits func(Date, hours) (time.Time, bool)) (Date, time.Time) {
	day := max(DateIn(m.Now, m.Zone), b.State.Prefs.Paused)
	for range 400 { // a year of holidays ends the search
		if h, ok := b.hours(day, m); ok {
			if at, ok := suits(day, h); ok {
				return day, at
			}
		}
		day = day.AddDays(1)
	}
	return 0, time.Time{}
}

// zonesApart is by how many days a day can be ahead of another zone's. One that is
// further ahead was written down before the clock was set back.
const zonesApart = 2

// past is a day on which something was done, none if that has yet to come.
func (m Moment) past(day Date) Date {
	if day > DateIn(m.Now, m.Zone).AddDays(zonesApart) {
		return 0
	}
	return day
}

// known says whether the rep was known by an instant.
func (b *Book) known(at time.Time, m Moment) bool {
	return at.After(b.State.Since) || m.past(DateIn(b.State.Since, m.Zone)) == 0
}

// waiting says whether anything open may yet have to be said.
func (b *Book) waiting(m Moment) bool {
	for _, n := range b.Nudges {
		if n.Open() && n.For == ForRep && n.Severity >= Hint && (n.Said.IsZero() || !n.Until.IsZero()) {
			return true
		}
	}
	return false
}

// Wake is when to look at the book again: something is owed, a rule's answer
// may change by time alone, or the day's message is due. Zero means never.
func (b *Book) Wake(m Moment) time.Time {
	if b.owes() {
		return m.Now
	}
	return b.due(m)
}

// owes says whether something is to be done for a book at once.
func (b *Book) owes() bool {
	if len(b.Owed) > 0 || b.State.Pending {
		return true
	}
	for _, m := range b.Messages {
		if m.Owed() {
			return true
		}
	}
	return false
}

// due is when time alone makes the book worth a look.
func (b *Book) due(m Moment) time.Time {
	return earlier(b.coaching(m), b.digestDue(m).at)
}

// coaching is when a rule's answer may change by time alone, or the rep may have
// to be told of one.
func (b *Book) coaching(m Moment) time.Time {
	_, at := b.daily(m)
	at = earlier(at, b.opening(m))
	for _, next := range b.Next {
		at = earlier(at, next)
	}
	return at
}
