package coach_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"evenkeel/coach"
)

var zones = []string{"UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Beirut", "Pacific/Auckland",
	"Pacific/Apia", "Pacific/Honolulu", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo", "America/Havana"}

func drawZone(t *rapid.T) *time.Location {
	loc, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func drawDate(t *rapid.T, label string) coach.Date {
	return coach.Date(rapid.Int32Range(int32(coach.FirstDate), int32(coach.LastDate)).Draw(t, label))
}

func TestADayBeginsAtItsFirstInstant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loc, d := drawZone(t), drawDate(t, "day")
		start := d.In(loc)
		// Samoa had no 30 December 2011: such a day begins with the next.
		if got := coach.DateIn(start, loc); got < d || coach.DateIn(start.Add(-time.Nanosecond), loc) >= d {
			t.Fatalf("%s in %s begins at %s", d, loc, start)
		}
	})
}

func TestAClockTimeIsTheFirstInstantThatShowsItOrComesAfterTheGap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loc, d := drawZone(t), drawDate(t, "day")
		c := coach.ClockTime(rapid.IntRange(0, 1439).Draw(t, "clock"))
		checkAt(t, d, c, loc)
	})
}

func TestBothDaylightSavingNights(t *testing.T) {
	for _, tc := range []struct{ zone, day, clock, want string }{
		{"Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T03:00:00+02:00"},
		{"Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T02:30:00+02:00"},
		{"America/New_York", "2026-03-08", "02:30", "2026-03-08T03:00:00-04:00"},
		{"America/New_York", "2026-11-01", "01:30", "2026-11-01T01:30:00-04:00"},
		{"Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-04T02:30:00+11:00"},
		{"America/Havana", "2026-03-08", "00:30", "2026-03-08T01:00:00-04:00"},
	} {
		loc, err := time.LoadLocation(tc.zone)
		if err != nil {
			t.Fatal(err)
		}
		c, err := coach.ParseClockTime(tc.clock)
		if err != nil {
			t.Fatal(err)
		}
		if got := day(tc.day).At(c, loc).Format(time.RFC3339); got != tc.want {
			t.Errorf("%s %s in %s is %s, want %s", tc.day, tc.clock, tc.zone, got, tc.want)
		}
	}
}

func checkAt(t *rapid.T, d coach.Date, c coach.ClockTime, loc *time.Location) {
	at := d.At(c, loc)
	// Walk the day minute by minute from its start: the first instant whose
	// clock shows c or more is the one.
	for i, s := 0, d.In(loc); i < 27*60; i, s = i+1, s.Add(time.Minute) {
		h, m, _ := s.Clock()
		if coach.DateIn(s, loc) != d || coach.ClockTime(h*60+m) >= c {
			if diff := at.Sub(s); diff > 0 || diff <= -time.Minute {
				t.Fatalf("%s %s in %s is %s, want %s", d, c, loc, at, s)
			}
			return
		}
	}
}

func TestMonthsEndOnTheirLastDay(t *testing.T) {
	for _, tc := range []struct {
		day  string
		n    int
		want string
	}{
		{"2028-02-29", 12, "2029-02-28"}, {"2027-02-28", 12, "2028-02-28"}, {"2026-01-31", 1, "2026-02-28"},
		{"2028-01-31", 1, "2028-02-29"}, {"2026-03-31", -1, "2026-02-28"}, {"2026-12-31", 2, "2027-02-28"},
	} {
		if got := day(tc.day).AddMonths(tc.n).String(); got != tc.want {
			t.Errorf("%s and %d months is %s, want %s", tc.day, tc.n, got, tc.want)
		}
	}
}

func TestTwelveMonthsAreTheDayAfterTheSameDayLastYearUpToToday(t *testing.T) {
	for day0, from := range map[string]string{
		"2017-12-31": "2017-01-01", "2028-02-29": "2027-03-01", "2029-02-28": "2028-02-29", "2026-11-21": "2025-11-22",
	} {
		if w := coach.LastMonths(*day(day0), 12); w.From.String() != from || w.To.String() != day0 {
			t.Errorf("12 months to %s are %s to %s, want from %s", day0, w.From, w.To, from)
		}
	}
}

func TestQuartersFollowTheFiscalYear(t *testing.T) {
	for _, tc := range []struct {
		day      string
		start    time.Month
		name     string
		from, to string
	}{
		{"2017-12-31", time.January, "2017-Q4", "2017-10-01", "2017-12-31"},
		{"2017-01-01", time.January, "2017-Q1", "2017-01-01", "2017-03-31"},
		{"2017-03-31", time.April, "2017-Q4", "2017-01-01", "2017-03-31"},
		{"2017-04-01", time.April, "2018-Q1", "2017-04-01", "2017-06-30"},
		{"2018-01-15", time.February, "2018-Q4", "2017-11-01", "2018-01-31"},
	} {
		w, name := coach.Quarter(*day(tc.day), tc.start)
		if name != tc.name || w.From.String() != tc.from || w.To.String() != tc.to {
			t.Errorf("%s is in %s, %s to %s; want %s, %s to %s", tc.day, name, w.From, w.To, tc.name, tc.from, tc.to)
		}
	}
}
