package prompts

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// How near a number or a day that is told has to come to a fact.

// days are how many days a unit of time has, about.
var unitDays = map[string]float64{"day": 1, "week": 7, "fortnight": 14, "month": 30.44, "quarter": 91.3, "year": 365.25}

// tells says whether a quantity is a fact's number, in the precision in which it is
// written.
func (q *quantity) tells(f figured) bool {
	switch q.kind {
	case fractionFigure:
		return f.kind == shareFigure && q.isPart(f.value) || (f.kind == anyFigure || f.kind == plainFigure && f.value < 1) && (q.isPart(f.value) || f.kind == anyFigure && q.isPart(f.value/100))
	case shareFigure:
		return (f.kind == shareFigure || f.kind == anyFigure || f.kind == plainFigure && f.unit == "" && f.value > 0 && f.value <= 1.5) && q.is(f.value*100, 5, 2.5) || (f.kind == anyFigure || f.kind == plainFigure && f.unit == "") && q.is(f.value, 5, 2.5)
	case moneyFigure:
		return f.kind == moneyFigure && strings.Contains(q.currency, f.currency) && q.is(f.value, 0, 0) || (f.kind == anyFigure || f.kind == plainFigure && f.unit == "") && q.is(f.value, 0, 0)
	}
	if q.unit == "" {
		if f.kind == shareFigure {
			return q.is(f.value, 0.05, 0.025) && q.readings[0].within < 0.1 || q.percentage && q.is(f.value*100, 5, 2.5)
		}
		return q.is(f.value, 0, 0) || q.percentage && f.kind == plainFigure && f.value > 0 && f.value <= 1.5 && q.is(f.value*100, 5, 2.5)
	}
	if f.kind == anyFigure || f.kind == plainFigure && (f.unit == "" || f.unit == q.unit) {
		if q.is(f.value, 0, 0) {
			return true
		}
	}
	return q.spans(f)
}

// spans says whether a time in one unit is a fact's in another: three weeks are 21
// days, and twelve months a year.
func (q *quantity) spans(f figured) bool {
	if f.kind != plainFigure || f.unit == "" || f.unit == q.unit || unitDays[f.unit] == 0 || unitDays[q.unit] == 0 {
		return false
	}
	days := f.value * unitDays[f.unit]
	for _, r := range q.readings {
		told := r.value * unitDays[q.unit]
		slack := 0.01*told + 0.5
		if q.unit != "day" && q.unit != "week" && q.unit != "fortnight" {
			slack = 0.035*told + 0.5
		}
		if q.near != exact {
			slack += 0.12 * told
		}
		if math.Abs(told-days) <= slack {
			return true
		}
	}
	return false
}

// is compares a number, with what "about", "nearly" and "over" allow: a tenth, or so
// many points.
func (q *quantity) is(v, points, aboutPoints float64) bool {
	for _, r := range q.readings {
		width, round := points, aboutPoints
		if points == 0 {
			width, round = 0.1*math.Abs(r.value), 0.05*math.Abs(r.value)
		}
		from, to := r.value-r.within-1e-9, r.value+r.within+1e-9
		if r.value == math.Trunc(r.value) && r.within == 0.5 && v == math.Trunc(v) {
			from, to = r.value, r.value // counts are what they are
		}
		switch q.near {
		case under:
			from = min(from, r.value-width)
		case over:
			to = max(to, r.value+width)
		case about:
			from, to = min(from, r.value-round), max(to, r.value+round)
		}
		if v >= from && v <= to {
			return true
		}
	}
	return false
}

func (q *quantity) isPart(v float64) bool {
	from, to, slack := q.from, q.to, max(0.05, 0.17*q.value)
	if slack > 0.05 && q.value != 0.5 {
		slack = 0.06
	}
	switch q.near {
	case under:
		from = q.value - slack
	case over:
		to = q.value + slack
	case about:
		from, to = q.from-slack/3, q.to+slack/3
	}
	return v >= from-1e-9 && v <= to+1e-9
}

func (q *quantity) isWeekday(d time.Weekday) bool {
	return q.kind != dayFigure && q.kind != weekdayFigure || q.weekday < 0 || int(d) == q.weekday
}

// isDay says whether a day is the one that is told, as far as it is told.
func (q *quantity) isDay(y int, m time.Month, d int) bool {
	if q.year != 0 && q.year != y {
		return false
	}
	switch q.kind {
	case dayFigure:
		if q.said == "either" && q.day == int(m) && q.month == d {
			return true
		}
		return q.month == int(m) && q.day == d
	case monthFigure:
		return q.month == int(m) && inPart(q.part, d)
	case quarterFigure:
		return int(q.value) == (int(m)+2)/3
	case clockFigure:
		return false
	}
	return true
}

func inPart(part string, d int) bool {
	switch part {
	case "begin":
		return d <= 12
	case "middle":
		return d >= 9 && d <= 21
	case "end":
		return d >= 19
	case "last":
		return d >= 28
	case "first":
		return d == 1
	}
	return true
}

// relativeTo says whether a day so many days from today is called so. Where today
// is not known nothing is.
func (k *checked) relativeTo(said string, days int) bool {
	if k.facts.today.IsZero() {
		return false
	}
	switch said {
	case "today", "tonight", "heute":
		return days == 0
	case "tomorrow", "morgen":
		return days == 1
	case "yesterday", "gestern":
		return days == -1
	}
	return false
}

// inText finds a quarter, a year or an hour as it stands in a fact's text.
func (q *quantity) inText(whole string) bool {
	switch q.kind {
	case quarterFigure:
		n := strconv.Itoa(int(q.value))
		if q.year != 0 {
			return strings.Contains(whole, strconv.Itoa(q.year)+"-q"+n) || strings.Contains(whole, "q"+n+" "+strconv.Itoa(q.year))
		}
		return strings.Contains(whole, "q"+n)
	case clockFigure:
		return regexp.MustCompile(`(?:^|\D)0?` + regexp.QuoteMeta(q.said) + `(?:\D|$)`).MatchString(whole)
	}
	return false
}
