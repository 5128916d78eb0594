package parse_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

func TestDate(t *testing.T) {
	for _, c := range []struct{ text, next, last string }{ // on Wednesday 2017-10-04
		{"2026-03-31", "2026-03-31", "2026-03-31"},
		{"2026/03/31", "2026-03-31", "2026-03-31"},
		{"2026.3.31", "2026-03-31", "2026-03-31"},
		{"31 Mar", "2018-03-31", "2017-03-31"},
		{"31 March", "2018-03-31", "2017-03-31"},
		{"31 March 2026", "2026-03-31", "2026-03-31"},
		{"31 Mar 26", "2026-03-31", "2026-03-31"},
		{"31 Mar '26", "2026-03-31", "2026-03-31"},
		{"Mar 31", "2018-03-31", "2017-03-31"},
		{"March 31st, 2026", "2026-03-31", "2026-03-31"},
		{"the 31st of March", "2018-03-31", "2017-03-31"},
		{"on 31 Mar.", "2018-03-31", "2017-03-31"},
		{"1 May", "2018-05-01", "2017-05-01"},
		{"4 Oct", "2017-10-04", "2017-10-04"},
		{"3 Oct", "2018-10-03", "2017-10-03"},
		{"31.3.", "2018-03-31", "2017-03-31"},
		{"3.4.", "2018-04-03", "2017-04-03"},
		{"31.03.2026", "2026-03-31", "2026-03-31"},
		{"31.03.26", "2026-03-31", "2026-03-31"},
		{"31.03.99", "1999-03-31", "1999-03-31"},
		{"31/3/2026", "2026-03-31", "2026-03-31"},
		{"3/31/2026", "2026-03-31", "2026-03-31"},
		{"31/3", "2018-03-31", "2017-03-31"},
		{"4/4/2026", "2026-04-04", "2026-04-04"},
		{"today", "2017-10-04", "2017-10-04"},
		{"TOMORROW", "2017-10-05", "2017-10-05"},
		{"yesterday", "2017-10-03", "2017-10-03"},
		{"the day after tomorrow", "2017-10-06", "2017-10-06"},
		{"friday", "2017-10-06", "2017-09-29"},
		{"fri", "2017-10-06", "2017-09-29"},
		{"wednesday", "2017-10-04", "2017-10-04"},
		{"this friday", "2017-10-06", "2017-09-29"},
		{"next friday", "2017-10-13", "2017-10-13"},
		{"next monday", "2017-10-09", "2017-10-09"},
		{"next sunday", "2017-10-15", "2017-10-15"},
		{"next wednesday", "2017-10-11", "2017-10-11"},
		{"last friday", "2017-09-29", "2017-09-29"},
		{"last wednesday", "2017-09-27", "2017-09-27"},
		{"last tuesday", "2017-10-03", "2017-10-03"},
		{"friday 6 october", "2017-10-06", ""},
		{"Sat, 31 Mar 2018", "2018-03-31", "2018-03-31"},
		{"in 2 weeks", "2017-10-18", "2017-10-18"},
		{"in two weeks", "2017-10-18", "2017-10-18"},
		{"in 3 days", "2017-10-07", "2017-10-07"},
		{"in a month", "2017-11-04", "2017-11-04"},
		{"in 1 year", "2018-10-04", "2018-10-04"},
		{"2 weeks from now", "2017-10-18", "2017-10-18"},
		{"2 weeks ago", "2017-09-20", "2017-09-20"},
		{"a week ago", "2017-09-27", "2017-09-27"},
		{"next week", "2017-10-11", "2017-10-11"},
		{"next month", "2017-11-04", "2017-11-04"},
		{"last week", "2017-09-27", "2017-09-27"},
		{"end of week", "2017-10-06", "2017-09-29"},
		{"end of next week", "2017-10-13", "2017-10-13"},
		{"end of month", "2017-10-31", "2017-09-30"},
		{"end of the month", "2017-10-31", "2017-09-30"},
		{"end of this month", "2017-10-31", "2017-10-31"},
		{"end of next month", "2017-11-30", "2017-11-30"},
		{"end of last month", "2017-09-30", "2017-09-30"},
		{"eom", "2017-10-31", "2017-09-30"},
		{"end of quarter", "2017-12-31", "2017-09-30"},
		{"eoq", "2017-12-31", "2017-09-30"},
		{"end of next quarter", "2018-03-31", "2018-03-31"},
		{"end of year", "2017-12-31", "2016-12-31"},
		{"end of march", "2018-03-31", "2017-03-31"},
		{"end of march 2020", "2020-03-31", "2020-03-31"},
		{"end of feb", "2018-02-28", "2017-02-28"},
		{"end of q1", "2018-03-31", "2017-03-31"},
		{"end of Q4 2019", "2019-12-31", "2019-12-31"},
		{"end of 2019", "2019-12-31", "2019-12-31"},
		{"29 Feb", "2020-02-29", "2016-02-29"},
		{"29.2.", "2020-02-29", "2016-02-29"},
		{"the 15th", "2017-10-15", "2017-09-15"},
		{"31st", "2017-10-31", "2017-08-31"},
	} {
		for prefer, want := range []string{c.next, c.last} {
			got, err := parse.Date(c.text, parse.When{Today: wednesday, Prefer: parse.Prefer(prefer)})
			if got.String() != want || (err == nil) != (want != "") {
				t.Errorf("Date(%q, prefer %d) = %s, %v; want %s", c.text, prefer, got, err, want)
			}
		}
	}
}

func TestDateErrorsSayWhatToWrite(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "no date"}, {"31 Foo", "31 Foo"}, {"3/4/2026", "2026-03-31"}, {"3/4", "2026-03-31"}, {"31/3/26", "2026-03-31"},
		{"30 Feb", "There is no 30 "}, {"31.4.2026", "There is no 31 "}, {"29 Feb 2026", "There is no 29 "}, {"2026-13-01", "month 13"},
		{"2026-02-30", "There is no 30 "}, {"1969-12-31", "1970 to 2199"}, {"2200-01-01", "1970 to 2199"}, {"march", "Which day of March"},
		{"March 2026", "Which day of March"}, {"in 9999 years", "1970 to 2199"}, {"in 99999 days", "cannot read"},
		{"friday 5 october", "Thursday, not a Friday"}, {"0 Mar", "There is no 0 "}, {"soon", "soon"}, {"12", "12"},
		{"in -2 weeks", "cannot read"}, {strings.Repeat("x", 500), "…"}, {"next", "next"}, {"end of", "end of"},
	} {
		got, err := parse.Date(c.text, parse.When{Today: wednesday})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Date(%.30q) = %s, %v; want an error that says %q", c.text, got, err, c.want)
		}
	}
}

func TestFridaySaidOnAFridayIsToday(t *testing.T) {
	friday := coach.NewDate(2017, time.October, 6)
	for text, want := range map[string]string{"friday": "2017-10-06", "next friday": "2017-10-13", "last friday": "2017-09-29",
		"end of week": "2017-10-06", "eow": "2017-10-06"} {
		if got, _ := parse.Date(text, parse.When{Today: friday}); got.String() != want {
			t.Errorf("%s on a Friday is %s, want %s", text, got, want)
		}
	}
	saturday := friday.AddDays(1)
	for text, want := range map[string]string{"friday": "2017-10-13", "next friday": "2017-10-13", "end of week": "2017-10-13"} {
		if got, _ := parse.Date(text, parse.When{Today: saturday}); got.String() != want {
			t.Errorf("%s on a Saturday is %s, want %s", text, got, want)
		}
	}
}

func TestQuartersFollowTheFiscalYear(t *testing.T) {
	for _, c := range []struct {
		text, want string
		start      time.Month
	}{
		{"end of quarter", "2017-10-31", time.February},
		{"end of next quarter", "2018-01-31", time.February},
		{"end of q1", "2018-04-30", time.February},
		{"end of q1 2018", "2017-04-30", time.February},
		{"end of fiscal year", "2018-01-31", time.February},
		{"eofy", "2018-06-30", time.July},
		{"end of year", "2017-12-31", time.July},
		{"end of quarter", "2017-12-31", 0},
		{"end of quarter", "2017-12-31", 99},
	} {
		got, err := parse.Date(c.text, parse.When{Today: wednesday, FiscalStart: c.start})
		if got.String() != c.want {
			t.Errorf("%s from %v = %s, %v; want %s", c.text, c.start, got, err, c.want)
		}
	}
}

func TestDateAtEnd(t *testing.T) {
	for _, c := range []struct{ text, date, rest string }{
		{"send the March pricing by tuesday", "2017-10-10", "send the March pricing by"},
		{"pilot in 2 weeks", "2017-10-18", "pilot"},
		{"pilot by the end of next month", "2017-11-30", "pilot by"},
		{"meeting on 31 March 2026", "2026-03-31", "meeting"},
		{"call them", "", "call them"},
		{"friday", "2017-10-06", ""},
	} {
		d, rest, ok := parse.DateAtEnd(c.text, parse.When{Today: wednesday})
		if d.String() != c.date || rest != c.rest || ok != (c.date != "") {
			t.Errorf("DateAtEnd(%q) = %s, %q, %v", c.text, d, rest, ok)
		}
	}
	d, rest, ok := parse.DateAtStart("28 Mar called about training", parse.When{Today: wednesday, Prefer: parse.Last})
	if d.String() != "2017-03-28" || rest != "called about training" || !ok {
		t.Errorf("DateAtStart = %s, %q, %v", d, rest, ok)
	}
}

// A printed date reads back, whatever the day it is.
func TestPrintedDatesReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := rapid.Int32Range(int32(coach.FirstDate), int32(coach.LastDate))
		d, today := coach.Date(day.Draw(t, "d")), coach.Date(day.Draw(t, "today"))
		y, m, dd := d.Civil()
		o := parse.When{Today: today, Prefer: parse.Prefer(rapid.IntRange(0, 1).Draw(t, "prefer"))}
		utc := time.Date(y, m, dd, 0, 0, 0, 0, time.UTC)
		for _, layout := range []string{time.DateOnly, "2 January 2006", "Jan 2, 2006", "02.01.2006", "Monday 2 Jan 2006", "2006/01/02"} {
			if got, err := parse.Date(utc.Format(layout), o); got != d {
				t.Fatalf("%s = %s, %v", utc.Format(layout), got, err)
			}
		}
		if got, err := parse.Date(parse.Say(d), o); got != d {
			t.Fatalf("%s = %s, %v", parse.Say(d), got, err)
		}
	})
}

// A day without a year lies on the preferred side of today, and within a year
// of it unless it is 29 February.
func TestYearlessDatesLieOnTheirSide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := rapid.Int32Range(int32(coach.FirstDate)+5000, int32(coach.LastDate)-5000)
		d, today := coach.Date(day.Draw(t, "d")), coach.Date(day.Draw(t, "today"))
		_, m, dd := d.Civil()
		text := time.Date(2024, m, dd, 0, 0, 0, 0, time.UTC).Format("2 Jan")
		next, err := parse.Date(text, parse.When{Today: today})
		last, err2 := parse.Date(text, parse.When{Today: today, Prefer: parse.Last})
		if err != nil || err2 != nil || next < today || last > today {
			t.Fatalf("%s on %s: %s %v, %s %v", text, today, next, err, last, err2)
		}
		if text != "29 Feb" && (next-today > 366 || today-last > 366) {
			t.Fatalf("%s on %s: %s, %s", text, today, next, last)
		}
	})
}
