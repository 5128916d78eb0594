package parse

import (
	"fmt"
	"strings"
	"time"

	"evenkeel/coach"
)

// endForm reads end of month, end of next quarter, end of March, end of Q2
// 2026, eom and their like.
func endForm(w []string, o When) (coach.Date, bool, error) {
	short := map[string]string{"eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year", "eofy": "fiscal year"}
	if unit, ok := short[w[0]]; ok && len(w) == 1 {
		return o.endOfUnit("", unit)
	}
	if w[0] != "end" || len(w) < 2 {
		return 0, false, nil
	}
	w = without(w[1:], "of")
	if len(w) == 0 {
		return 0, false, nil
	}
	if how := w[0]; len(w) > 1 && (how == "this" || how == "next" || how == "last") {
		return o.endOfUnit(how, strings.Join(w[1:], " "))
	}
	if d, ok, err := o.endOfNamed(w); ok || err != nil {
		return d, ok, err
	}
	return o.endOfUnit("", strings.Join(w, " "))
}

// endOfUnit is the end of this, the next or the last week, month, quarter or
// year; with no word, of the one whose end is nearest on the preferred side.
func (o When) endOfUnit(how, unit string) (coach.Date, bool, error) {
	span, ok := o.span(unit, o.Today)
	if !ok {
		return 0, false, nil
	}
	following, _ := o.span(unit, span.To.AddDays(1))
	before, _ := o.span(unit, span.From.AddDays(-1))
	end := endDay(unit, span)
	switch {
	case how == "next", how == "" && o.Prefer == Next && end < o.Today:
		end = endDay(unit, following)
	case how == "last", how == "" && o.Prefer == Last && end > o.Today:
		end = endDay(unit, before)
	}
	return end, true, nil
}

// endDay is the last day of a span; of a week it is the Friday.
func endDay(unit string, span coach.Window) coach.Date {
	if unit == "week" {
		return span.From.AddDays(4)
	}
	return span.To
}

// span is the week, month, quarter or year that holds d.
func (o When) span(unit string, d coach.Date) (coach.Window, bool) {
	y, m, _ := d.Civil()
	switch unit {
	case "week":
		return weekOf(d), true
	case "month":
		return monthOf(y, m), true
	case "quarter":
		w, _ := coach.Quarter(d, o.fiscal())
		return w, true
	case "year":
		return coach.Window{From: coach.NewDate(y, time.January, 1), To: coach.NewDate(y, time.December, 31)}, true
	case "fiscal year":
		if m < o.fiscal() {
			y--
		}
		from := coach.NewDate(y, o.fiscal(), 1)
		return coach.Window{From: from, To: from.AddMonths(12).AddDays(-1)}, true
	}
	return coach.Window{}, false
}

// endOfNamed is the end of March, of March 2026, of Q2, or of 2026.
func (o When) endOfNamed(w []string) (coach.Date, bool, error) {
	year := ""
	if last := w[len(w)-1]; len(last) == 4 && yearShape.MatchString(last) {
		year, w = last, w[:len(w)-1]
	}
	switch {
	case len(w) == 0:
		return coach.NewDate(number(year), time.December, 31), true, nil
	case len(w) > 1:
		return 0, false, nil
	}
	in := o.namedEnd(w[0])
	if in == nil {
		return 0, false, nil
	}
	if year != "" {
		d, ok := in(number(year))
		return d, ok, nil
	}
	d, ok := o.nearest(in)
	return d, ok, nil
}

// namedEnd gives the end of a named month or fiscal quarter in a year, or nil.
func (o When) namedEnd(name string) func(int) (coach.Date, bool) {
	if m, ok := months[name]; ok {
		return func(y int) (coach.Date, bool) { return monthOf(y, m).To, true }
	}
	if q := quarterName.FindStringSubmatch(name); q != nil {
		return func(y int) (coach.Date, bool) { return o.quarterEnd(y, number(q[1])), true }
	}
	return nil
}

// quarterEnd is the last day of quarter q of the fiscal year y, which bears
// the number of the calendar year in which it ends.
func (o When) quarterEnd(y, q int) coach.Date {
	if o.fiscal() != time.January {
		y--
	}
	return coach.NewDate(y, o.fiscal(), 1).AddMonths(3 * q).AddDays(-1)
}

func (o When) fiscal() time.Month {
	if o.FiscalStart < time.January || o.FiscalStart > time.December {
		return time.January
	}
	return o.FiscalStart
}

// weekOf is the week of d, Monday to Sunday.
func weekOf(d coach.Date) coach.Window {
	monday := d.AddDays(-(int(d.Weekday()) + 6) % 7)
	return coach.Window{From: monday, To: monday.AddDays(6)}
}

func monthOf(y int, m time.Month) coach.Window {
	first := coach.NewDate(y, m, 1)
	return coach.Window{From: first, To: first.AddMonths(1).AddDays(-1)}
}

// Say prints a date for an echo: Tue 31 Mar 2026. No date prints as nothing.
func Say(d coach.Date) string {
	if d.IsZero() {
		return ""
	}
	y, m, day := d.Civil()
	return fmt.Sprintf("%s %d %s %d", d.Weekday().String()[:3], day, m.String()[:3], y)
}
