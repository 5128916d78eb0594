package parse

import (
	"strings"
	"time"
	"unicode/utf8"

	"evenkeel/coach"
)

// Prefer says which day is meant where the year, or the week of a weekday, is
// left out.
type Prefer int

const (
	// Next is today or the first such day after it: for close, by and until.
	Next Prefer = iota
	// Last is today or the last such day before it: for won and touches.
	Last
)

// When is what the reading of a date depends on.
type When struct {
	// Today is the civil day it is for the person who typed.
	Today coach.Date
	// Prefer decides about days without a year and bare weekdays.
	Prefer Prefer
	// FiscalStart is the month in which the fiscal year starts; it moves the
	// quarters. Zero means January.
	FiscalStart time.Month
}

const dateExample = "2026-03-31, 31 Mar, friday, in 2 weeks or end of month"

// Date reads one date and nothing else. These are its rules where people
// differ; the callers echo the date that was understood.
//
//   - friday is the nearest one, today included: ahead or behind by Prefer.
//   - next friday is the one in the next week, and weeks begin on Monday;
//     last friday is the nearest one before today.
//   - next week and next month are a week and a month from today.
//   - end of week is a Friday; end of year is 31 December, end of quarter
//     follows the fiscal year.
//   - 31.3. is day first. 31/3/2026 is read only if one order is possible.
//   - A year of two digits is the nearest such year.
//   - 29 February without a year is the next, or the last, that exists.
func Date(text string, o When) (coach.Date, error) {
	w := dateWords(text)
	if len(w) == 0 {
		return 0, wrong(dateExample, "There is no date.")
	}
	if len(w) > maxDateWords || utf8.RuneCountInString(text) > maxDateRunes {
		return 0, noDate(text)
	}
	for _, form := range dateForms {
		d, ok, err := form(w, o)
		if err != nil {
			return 0, err
		}
		if ok {
			return inRange(text, d)
		}
	}
	return 0, noDate(text)
}

// DateAtEnd finds the longest date that ends the text and returns what stands
// before it. Without one it says false and returns the text.
func DateAtEnd(text string, o When) (coach.Date, string, bool) {
	at := fieldStarts(text)
	for _, i := range at[max(0, len(at)-maxDateWords):] {
		if d, err := Date(text[i:], o); err == nil {
			return d, strings.TrimSpace(text[:i]), true
		}
	}
	return 0, text, false
}

// DateAtStart finds the longest date that begins the text and returns what
// stands after it. Without one it says false and returns the text.
func DateAtStart(text string, o When) (coach.Date, string, bool) {
	at := append(fieldStarts(text), len(text))
	for n := min(maxDateWords, len(at)-1); n > 0; n-- {
		if d, err := Date(text[:at[n]], o); err == nil {
			return d, strings.TrimSpace(text[at[n]:]), true
		}
	}
	return 0, text, false
}

const (
	maxDateWords = 7 // "on friday the 31st of march 2026"
	maxDateRunes = 80
)

func noDate(text string) error {
	return wrong(dateExample, "I cannot read %s as a date.", quote(text))
}

func inRange(text string, d coach.Date) (coach.Date, error) {
	if d < coach.FirstDate || d > coach.LastDate {
		err := wrong("2026-03-31", "%s is outside the years 1970 to 2199.", quote(text))
		err.isDate = true
		return 0, err
	}
	return d, nil
}

// dateWords are the words of a date in lower case, without the points and
// commas around them and without "on" and "the".
func dateWords(text string) []string {
	var out []string
	for _, w := range strings.Fields(strings.ReplaceAll(strings.ToLower(text), ",", " ")) {
		w = strings.Trim(w, ".;:!()")
		if w != "" && w != "on" && w != "the" {
			out = append(out, w)
		}
	}
	return out
}

// fieldStarts are the offsets at which the words of text begin.
func fieldStarts(text string) []int {
	var at []int
	inWord := false
	for i, r := range text {
		space := strings.ContainsRune(" \t\n\r\v\f\u0085\u00a0", r)
		if !space && !inWord {
			at = append(at, i)
		}
		inWord = !space
	}
	return at
}
