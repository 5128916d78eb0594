package coach

import (
	"fmt"
	"time"
)

// Date is a civil day without a zone, counted from 1970-01-01 = 1 so that the
// zero value means "no date". It reads and prints as 2026-03-31.
type Date int32

// FirstDate and LastDate bound what is accepted as a date anywhere.
var (
	FirstDate = NewDate(1970, time.January, 1)
	LastDate  = NewDate(2199, time.December, 31)
)

// NewDate returns the day y-m-d; a day that the month lacks rolls over as in
// time.Date.
func NewDate(y int, m time.Month, d int) Date {
	return Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()/86400) + 1
}

// DateIn returns the civil day at t in loc.
func DateIn(t time.Time, loc *time.Location) Date {
	y, m, d := t.In(loc).Date()
	return NewDate(y, m, d)
}

// ParseDate reads 2026-03-31 and nothing else.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("%q is no date like 2026-03-31", s)
	}
	d := NewDate(t.Date())
	if d < FirstDate || d > LastDate {
		return 0, fmt.Errorf("%s is outside 1970 to 2199", s)
	}
	return d, nil
}

func (d Date) utc() time.Time { return time.Unix(int64(d-1)*86400, 0).UTC() }

// IsZero says that there is no date.
func (d Date) IsZero() bool { return d == 0 }

// Civil returns year, month and day.
func (d Date) Civil() (int, time.Month, int) { return d.utc().Date() }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// In returns the first instant of the day in loc. Where clocks skip midnight
// that is the first instant that exists.
func (d Date) In(loc *time.Location) time.Time {
	y, m, day := d.Civil()
	t := time.Date(y, m, day, 0, 0, 0, 0, loc)
	// In a gap time.Date may answer an instant of the day before.
	for DateIn(t, loc) < d {
		t = t.Add(time.Hour)
	}
	return t
}

// At returns the instant of the day at which a clock in loc shows c. A time
// that the day skips is the first instant after the gap; one that comes twice
// is the first.
func (d Date) At(c ClockTime, loc *time.Location) time.Time {
	y, m, day := d.Civil()
	t := time.Date(y, m, day, int(c)/60, int(c)%60, 0, 0, loc)
	if h, min, _ := t.Clock(); ClockTime(h*60+min) == c {
		if before := t.Add(-time.Hour); sameClock(before, t) {
			return before
		}
		return t
	}
	// In a gap time.Date keeps the offset from either side of it. Both guesses
	// lie within a gap's width of the transition, which is what we want.
	_, end := t.ZoneBounds()
	if start, _ := t.ZoneBounds(); DateIn(start, loc) == d && !start.After(t) {
		return start
	}
	return end
}

func sameClock(a, b time.Time) bool {
	ah, am, as := a.Clock()
	bh, bm, bs := b.Clock()
	return ah == bh && am == bm && as == bs
}

// AddDays returns the day n days later.
func (d Date) AddDays(n int) Date { return d + Date(n) }

// AddMonths returns the same day n months later; a day that the month lacks is
// its last.
func (d Date) AddMonths(n int) Date {
	y, m, day := d.Civil()
	first := time.Date(y, m+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return NewDate(first.Year(), first.Month(), min(day, last))
}

// String prints 2026-03-31, or nothing for no date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.utc().Format(time.DateOnly)
}

// MarshalText and UnmarshalText keep dates readable in JSON.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote; empty is no date.
func (d *Date) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	*d, err = ParseDate(string(b))
	return err
}

// ClockTime is a time of day in minutes after midnight, 0 to 1439.
type ClockTime int

// ParseClockTime reads 09:00.
func ParseClockTime(s string) (ClockTime, error) {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, fmt.Errorf("%q is no time of day like 09:00", s)
	}
	return ClockTime(t.Hour()*60 + t.Minute()), nil
}

func (c ClockTime) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// MarshalText prints 09:00.
func (c ClockTime) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads 09:00.
func (c *ClockTime) UnmarshalText(b []byte) (err error) {
	*c, err = ParseClockTime(string(b))
	return err
}

// Window is a span of civil days, both ends included.
type Window struct {
	From Date `json:"from"`
	To   Date `json:"to"`
}

// Has says whether d lies in the window.
func (w Window) Has(d Date) bool { return !d.IsZero() && w.From <= d && d <= w.To }

// LastMonths is the window of n months that ends on d: from the day after the
// same day n months ago.
func LastMonths(d Date, n int) Window { return Window{d.AddMonths(-n).AddDays(1), d} }

// Quarter returns the window and the name ("2017-Q4") of the quarter that holds
// d in a fiscal year that starts in month start (January: the calendar's). The
// fiscal year bears the number of the calendar year in which it ends.
func Quarter(d Date, start time.Month) (Window, string) {
	if start == 0 {
		start = time.January
	}
	y, m, _ := d.Civil()
	since := (int(m) - int(start) + 12) % 12
	first := NewDate(y, m-time.Month(since%3), 1)
	year, month, _ := first.AddMonths(-(since / 3) * 3).Civil()
	if month != time.January {
		year++
	}
	w := Window{first, first.AddMonths(3).AddDays(-1)}
	return w, fmt.Sprintf("%04d-Q%d", year, since/3+1)
}

// isQuarter says whether a text is a quarter's name, as Quarter gives it.
func isQuarter(name string) bool {
	var year, n int
	read, err := fmt.Sscanf(name, "%4d-Q%1d", &year, &n)
	return err == nil && read == 2 && name == fmt.Sprintf("%04d-Q%d", year, n)
}
