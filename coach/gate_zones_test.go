package coach_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"evenkeel/coach"
)

// nights are the days around which clocks and calendars do odd things: both
// daylight-saving nights of the north and of the south, and 29 February.
var nights = []string{"2026-10-25", "2027-03-28", "2026-11-01", "2027-03-14", "2026-09-27", "2027-04-04", "2028-02-29", "2027-01-01"}

// TestOneMessageADayWithinHoursWhateverTheClockDoes lets promises fall due around
// such a night, for a rep with any hours (also such as a clock skips, or has
// twice), who flies over the date line, and whose clock may be set back. The
// oracle reads the clock on the wall.
func TestOneMessageADayWithinHoursWhateverTheClockDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &wall{perDay: map[string]int{}}
		night := *day(rapid.SampledFrom(nights).Draw(t, "night"))
		r := rehearse(t, drawZone(t), night.AddDays(-5).In(time.UTC))
		r.m.Playbook.Holidays["DE"] = append(r.m.Playbook.Holidays["DE"], night.AddDays(rapid.IntRange(-4, 4).Draw(t, "holiday")))
		r.m.Playbook.Hours.Spread = rapid.SampledFrom([]time.Duration{0, 15 * time.Minute, 2 * time.Hour}).Draw(t, "spread")
		if rapid.Bool().Draw(t, "own hours") {
			from := rapid.IntRange(0, 23*60).Draw(t, "from")
			w.hours = coach.Span{From: coach.ClockTime(from), To: coach.ClockTime(rapid.IntRange(from+1, 24*60-1).Draw(t, "to"))}
			r.set(coach.PrefsChange{Hours: &w.hours})
		} else {
			w.hours = coach.Span{From: r.m.Playbook.Hours.From, To: r.m.Playbook.Hours.To}
		}
		for i := range rapid.IntRange(4, 12).Draw(t, "steps") {
			switch rapid.IntRange(0, 9).Draw(t, "what") {
			case 0:
				r.flies(t, rapid.SampledFrom([]string{"Pacific/Auckland", "Pacific/Honolulu", "Pacific/Kiritimati", "Australia/Lord_Howe", "Europe/Berlin"}).Draw(t, "to zone"))
				w.flew = true
			case 1:
				r.m.Now = r.m.Now.Add(-time.Duration(rapid.IntRange(1, 30).Draw(t, "back")) * time.Hour)
				w.back++
				r.event(coach.Event{Source: coach.Clock, Wake: &coach.Wake{}})
			case 2:
				w.paused = coach.DateIn(r.m.Now, r.m.Zone).AddDays(rapid.IntRange(-1, 4).Draw(t, "pause"))
				r.set(coach.PrefsChange{Paused: &w.paused})
			default:
				r.late(fmt.Sprint("a", i))
			}
			w.see(r)
			r.steps(r.m.Now.Add(time.Duration(rapid.IntRange(1, 40*60).Draw(t, "minutes"))*time.Minute), w)
		}
		r.steps(r.m.Now.AddDate(0, 0, 21), w)
		w.nothingLost(r)
	})
}

func (r *rehearsal) flies(t *rapid.T, to string) {
	loc, err := time.LoadLocation(to)
	if err != nil {
		t.Fatal(err)
	}
	r.m.Zone = loc
	r.event(coach.Event{Source: coach.Clock, Wake: &coach.Wake{}})
}

// steps goes on from wake-up to wake-up and has the wall look at each.
func (r *rehearsal) steps(until time.Time, w *wall) {
	for !r.wake.IsZero() && !r.wake.After(until) {
		r.until(r.wake)
		w.see(r)
	}
	r.until(until)
	w.see(r)
}

// wall is what somebody sees who stands beside the rep and looks at the clock.
type wall struct {
	hours  coach.Span
	paused coach.Date
	perDay map[string]int
	seen   int
	flew   bool
	back   int // how often the clock was set back
}

func (w *wall) see(r *rehearsal) {
	for _, m := range r.said[w.seen:] {
		w.seen++
		local := m.At.In(r.m.Zone)
		on, at := coach.DateIn(local, r.m.Zone), coach.ClockTime(local.Hour()*60+local.Minute())
		off := local.Weekday() == time.Saturday || local.Weekday() == time.Sunday || slices.Contains(r.m.Playbook.Holidays["DE"], on)
		if m.Kind != coach.Daily {
			r.t.Fatalf("a message of kind %s: %v", m.Kind, m.Nudges)
		}
		if off || on < w.paused || at < w.hours.From || at >= w.hours.To {
			r.t.Fatalf("said at %s, with hours from %s to %s and a pause until %q", local, w.hours.From, w.hours.To, w.paused)
		}
		if w.perDay[on.String()]++; w.perDay[on.String()] > 1 {
			r.t.Fatalf("%d messages on %s", w.perDay[on.String()], on)
		}
	}
}

// nothingLost: three weeks later all that can be said has been, once.
func (w *wall) nothingLost(r *rehearsal) {
	times := map[string]int{}
	for _, m := range r.said {
		for _, key := range m.Nudges {
			times[key]++
		}
	}
	for key, n := range r.book.Nudges {
		if n.Open() && n.Severity >= coach.Hint && !n.Quiet && times[key] == 0 && n.Held != coach.HeldEpisode && n.Held != coach.HeldCooldown {
			r.t.Fatalf("%s was never said: %s", key, n.Held)
		}
		if times[key] > 1 {
			r.t.Fatalf("%s was said %d times", key, times[key])
		}
	}
}

// TestTheRepWhoFliesOverTheDateLineHasOneMessageALocalDay: Wednesday's in Auckland
// was the last; it is Tuesday in Honolulu, and Wednesday there has had its own.
func TestTheRepWhoFliesOverTheDateLineHasOneMessageALocalDay(t *testing.T) {
	auckland, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	honolulu, err := time.LoadLocation("Pacific/Honolulu")
	if err != nil {
		t.Fatal(err)
	}
	r := rehearse(t, auckland, time.Date(2026, 11, 17, 10, 0, 0, 0, auckland))
	r.m.Playbook.Hours.Spread = 0
	r.late("acme")
	r.until(time.Date(2026, 11, 18, 10, 0, 0, 0, auckland))
	r.late("beta")
	r.m.Zone = honolulu
	r.event(coach.Event{Source: coach.Clock, Wake: &coach.Wake{}})
	r.until(time.Date(2026, 11, 20, 20, 0, 0, 0, honolulu))
	expect(t, r.times(), "daily Tue 17 Nov 10:00", "daily Thu 19 Nov 09:00") // the first as it is called in Honolulu
}
