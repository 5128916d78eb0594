package parse

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"evenkeel/coach"
)

// dateForm reads all of the words, or says false. An error means that the
// words are of this form and still no date.
type dateForm func(w []string, o When) (coach.Date, bool, error)

// dateForms are tried in order.
var dateForms = []dateForm{isoForm, dottedForm, slashedForm, plainForm, weekdayForm, agoForm, stepForm, endForm, monthForm, ordinalForm, weekdayAndDate}

var (
	isoShape    = regexp.MustCompile(`^([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})$`)
	dottedShape = regexp.MustCompile(`^([0-9]{1,2})\.([0-9]{1,2})(?:\.([0-9]{4}|[0-9]{2}))?$`)
	slashShape  = regexp.MustCompile(`^([0-9]{1,2})[/-]([0-9]{1,2})(?:[/-]([0-9]{2,4}))?$`)
	dayShape    = regexp.MustCompile(`^([0-9]{1,2})(?:st|nd|rd|th)?$`)
	ordinal     = regexp.MustCompile(`^([0-9]{1,2})(?:st|nd|rd|th)$`)
	yearShape   = regexp.MustCompile(`^(?:[0-9]{4}|['’]?[0-9]{2})$`)
	quarterName = regexp.MustCompile(`^q([1-4])$`)
)

// isoForm reads 2026-03-31, and the same with points or slashes.
func isoForm(w []string, _ When) (coach.Date, bool, error) {
	m := isoShape.FindStringSubmatch(w[0])
	if len(w) != 1 || m == nil {
		return 0, false, nil
	}
	return civil(number(m[1]), number(m[2]), number(m[3]))
}

// dottedForm reads 31.3., 31.03.2026 and 31.03.26: points mean day first.
func dottedForm(w []string, o When) (coach.Date, bool, error) {
	m := dottedShape.FindStringSubmatch(w[0])
	if len(w) != 1 || m == nil {
		return 0, false, nil
	}
	return o.dayOf(number(m[1]), number(m[2]), m[3])
}

// slashedForm reads 31/3/2026 and 3/31/2026, and refuses 3/4/2026.
func slashedForm(w []string, o When) (coach.Date, bool, error) {
	m := slashShape.FindStringSubmatch(w[0])
	if len(w) != 1 || m == nil {
		return 0, false, nil
	}
	a, b := number(m[1]), number(m[2])
	switch {
	case len(m[3]) == 2 || len(m[3]) == 3 || (a <= 12 && b <= 12 && a != b):
		return 0, false, wrong("2026-03-31", "%s could be two different days. Please write the year first.", quote(w[0]))
	case b > 12:
		a, b = b, a
	}
	return o.dayOf(a, b, m[3])
}

// plainForm reads the words that are a day by themselves.
func plainForm(w []string, o When) (coach.Date, bool, error) {
	days := map[string]int{"today": 0, "eod": 0, "end of day": 0, "tomorrow": 1, "yesterday": -1,
		"day after tomorrow": 2, "day before yesterday": -2}
	n, ok := days[strings.Join(w, " ")]
	return o.Today.AddDays(n), ok, nil
}

// weekdayForm reads friday, this friday, next friday and last friday.
func weekdayForm(w []string, o When) (coach.Date, bool, error) {
	day, ok := weekdays[w[len(w)-1]]
	if !ok || len(w) > 2 {
		return 0, false, nil
	}
	ahead := (int(day) - int(o.Today.Weekday()) + 7) % 7
	behind := (7 - ahead) % 7
	how := "this"
	if len(w) == 2 {
		how = w[0]
	}
	switch {
	case how == "next":
		return weekOf(o.Today).From.AddDays(7 + (int(day)+6)%7), true, nil
	case how == "last":
		return o.Today.AddDays(-1 - (behind+6)%7), true, nil
	case how != "this" && how != "coming":
		return 0, false, nil
	case o.Prefer == Last && how != "coming":
		return o.Today.AddDays(-behind), true, nil
	}
	return o.Today.AddDays(ahead), true, nil
}

// agoForm reads in 2 weeks, 2 weeks from now and 2 weeks ago.
func agoForm(w []string, o When) (coach.Date, bool, error) {
	n, sign := len(w), 1
	switch {
	case n == 3 && w[0] == "in":
		w = w[1:]
	case n == 4 && w[2] == "from" && (w[3] == "now" || w[3] == "today"):
		w = w[:2]
	case n == 3 && w[2] == "ago":
		w, sign = w[:2], -1
	default:
		return 0, false, nil
	}
	count, ok := smallNumber(w[0])
	if !ok {
		return 0, false, nil
	}
	d, ok := step(o.Today, sign*count, w[1])
	return d, ok, nil
}

// stepForm reads next week, last month and their like.
func stepForm(w []string, o When) (coach.Date, bool, error) {
	sign := map[string]int{"next": 1, "last": -1}[w[0]]
	if len(w) != 2 || sign == 0 || strings.HasPrefix(w[1], "day") {
		return 0, false, nil
	}
	d, ok := step(o.Today, sign, w[1])
	return d, ok, nil
}

// step goes n units from d.
func step(d coach.Date, n int, unit string) (coach.Date, bool) {
	switch strings.TrimSuffix(unit, "s") {
	case "day":
		return d.AddDays(n), true
	case "week":
		return d.AddDays(7 * n), true
	case "fortnight":
		return d.AddDays(14 * n), true
	case "month":
		return d.AddMonths(n), true
	case "year":
		return d.AddMonths(12 * n), true
	}
	return 0, false
}

// monthForm reads 31 March, March 31, 31st of March 2026, Mar 31 2026.
func monthForm(w []string, o When) (coach.Date, bool, error) {
	w = without(w, "of")
	if len(w) == 0 || len(w) > 3 {
		return 0, false, nil
	}
	if m, ok := months[w[0]]; ok {
		return o.monthFirst(m, w)
	}
	day := dayShape.FindStringSubmatch(w[0])
	if len(w) < 2 || day == nil {
		return 0, false, nil
	}
	m, ok := months[w[1]]
	if !ok || (len(w) == 3 && !yearShape.MatchString(w[2])) {
		return 0, false, nil
	}
	return named(o.dayOf(number(day[1]), int(m), strings.Join(w[2:], "")))
}

func (o When) monthFirst(m time.Month, w []string) (coach.Date, bool, error) {
	if len(w) == 1 || (len(w) == 2 && len(w[1]) == 4 && yearShape.MatchString(w[1])) {
		return 0, false, wrong("31 "+m.String()+", or end of "+m.String(), "Which day of %s?", strings.Join(append([]string{m.String()}, w[1:]...), " "))
	}
	day := dayShape.FindStringSubmatch(w[1])
	if day == nil || (len(w) == 3 && !yearShape.MatchString(w[2])) {
		return 0, false, nil
	}
	return named(o.dayOf(number(day[1]), int(m), strings.Join(w[2:], "")))
}

// named marks what is wrong with a day of a month by name: it is a date for sure.
func named(d coach.Date, ok bool, err error) (coach.Date, bool, error) {
	if bad, is := errors.AsType[*Error](err); is {
		bad.isDate = true
	}
	return d, ok, err
}

// ordinalForm reads the 15th: of this month or one close to it.
func ordinalForm(w []string, o When) (coach.Date, bool, error) {
	m := ordinal.FindStringSubmatch(w[0])
	if len(w) != 1 || m == nil {
		return 0, false, nil
	}
	y, month, _ := o.Today.Civil()
	for i := range 3 {
		first := coach.NewDate(y, month, 1).AddMonths(o.sign() * i)
		fy, fm, _ := first.Civil()
		if d, ok, _ := civil(fy, int(fm), number(m[1])); ok && o.onSide(d) {
			return d, true, nil
		}
	}
	return 0, false, nil
}

// weekdayAndDate reads friday 31 March, and refuses it on a Tuesday.
func weekdayAndDate(w []string, o When) (coach.Date, bool, error) {
	day, ok := weekdays[w[0]]
	if !ok || len(w) < 2 {
		return 0, false, nil
	}
	for _, form := range []dateForm{isoForm, dottedForm, slashedForm, monthForm, ordinalForm} {
		d, ok, err := form(w[1:], o)
		if err != nil || !ok {
			continue
		}
		if d.Weekday() != day {
			return 0, false, wrong("2026-03-31", "%s is a %s, not a %s.", d, d.Weekday(), day)
		}
		return d, true, nil
	}
	return 0, false, nil
}

// dayOf is a day and month of the given year, or of the nearest one that has
// it on the preferred side of today.
func (o When) dayOf(day, month int, year string) (coach.Date, bool, error) {
	if year = strings.TrimLeft(year, "'’"); year != "" {
		return civil(o.fullYear(year), month, day)
	}
	if _, ok, err := civil(2024, month, day); !ok {
		return 0, false, err
	}
	d, ok := o.nearest(func(y int) (coach.Date, bool) {
		d, ok, _ := civil(y, month, day)
		return d, ok
	})
	return d, ok, nil
}

// fullYear completes a year of two digits to the nearest such year.
func (o When) fullYear(s string) int {
	y := number(s)
	if len(s) > 2 {
		return y
	}
	now, _, _ := o.Today.Civil()
	y += now / 100 * 100
	switch {
	case y > now+50:
		y -= 100
	case y <= now-50:
		y += 100
	}
	return y
}

// nearest tries the years from this one on, or back, for the first that has
// the day on the preferred side. Nine years hold a 29 February.
func (o When) nearest(in func(year int) (coach.Date, bool)) (coach.Date, bool) {
	y, _, _ := o.Today.Civil()
	for i := range 10 {
		if d, ok := in(y + o.sign()*i); ok && o.onSide(d) {
			return d, true
		}
	}
	return 0, false
}

func (o When) sign() int {
	if o.Prefer == Last {
		return -1
	}
	return 1
}

// onSide says whether d lies on the preferred side of today, today included.
func (o When) onSide(d coach.Date) bool { return int(d-o.Today)*o.sign() >= 0 }

func noSuchDay(y, m, d int) string {
	switch {
	case m < 1 || m > 12:
		return fmt.Sprintf("There is no month %d.", m)
	case m == 2 && d == 29: // only its year is wrong
		return fmt.Sprintf("There is no 29 February %d.", y)
	}
	return fmt.Sprintf("There is no %d %s.", d, time.Month(m))
}

// civil is a day that exists.
func civil(y, m, d int) (coach.Date, bool, error) {
	date := coach.NewDate(y, time.Month(m), d)
	gy, gm, gd := date.Civil()
	if gy != y || int(gm) != m || gd != d {
		return 0, false, wrong("2026-03-31", "%s", noSuchDay(y, m, d))
	}
	return date, true, nil
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// smallNumber reads a count up to 9999, in digits or, up to twelve, in words.
func smallNumber(s string) (int, bool) {
	if n, ok := counts[s]; ok {
		return n, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0 && n <= 9999 && s[0] != '+'
}

func without(w []string, drop string) []string {
	out := make([]string, 0, len(w))
	for _, s := range w {
		if s != drop {
			out = append(out, s)
		}
	}
	return out
}

var counts = map[string]int{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
	"seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}

var weekdays = map[string]time.Weekday{
	"monday": time.Monday, "mon": time.Monday,
	"tuesday": time.Tuesday, "tue": time.Tuesday, "tues": time.Tuesday,
	"wednesday": time.Wednesday, "wed": time.Wednesday,
	"thursday": time.Thursday, "thu": time.Thursday, "thur": time.Thursday, "thurs": time.Thursday,
	"friday": time.Friday, "fri": time.Friday,
	"saturday": time.Saturday, "sat": time.Saturday,
	"sunday": time.Sunday, "sun": time.Sunday,
}

var months = map[string]time.Month{
	"january": time.January, "jan": time.January, "february": time.February, "feb": time.February,
	"march": time.March, "mar": time.March, "april": time.April, "apr": time.April, "may": time.May,
	"june": time.June, "jun": time.June, "july": time.July, "jul": time.July,
	"august": time.August, "aug": time.August, "september": time.September, "sep": time.September,
	"sept": time.September, "october": time.October, "oct": time.October,
	"november": time.November, "nov": time.November, "december": time.December, "dec": time.December,
}
