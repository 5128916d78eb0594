package crm

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"evenkeel/coach"
)

// flag returns a cell that says yes or no; empty is no.
func (r *row) flag(col string) bool {
	switch r.word(col, "true", "false", "yes", "no", "1", "0") {
	case "true", "yes", "1":
		return true
	}
	return false
}

// maxDays bounds spans of days: a hundred years are more than anybody means.
const maxDays = 36500

// days returns a cell that holds a whole number of days; 0 for an empty cell.
func (r *row) days(col string) int {
	n := r.whole(col)
	if n > maxDays {
		r.fail(col, "%d is more than %d days", n, maxDays)
		return 0
	}
	return n
}

var decimals = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

// decimal returns a cell that holds a number, as it is written, or nothing.
func (r *row) decimal(col string) string {
	s := r.text(col)
	if s != "" && !decimals.MatchString(s) {
		r.fail(col, "%s is no number like 99.5", short(s))
		return ""
	}
	return s
}

// several returns a cell that holds some of a few words with semicolons between
// them: each once, in the order in which the words are listed.
func (r *row) several(col string, words ...string) string {
	has := map[string]bool{}
	for s := range strings.SplitSeq(strings.ToLower(r.text(col)), ";") {
		s = strings.TrimSpace(s)
		if s != "" && !slices.Contains(words, s) {
			r.fail(col, "%s is none of %s", short(s), strings.Join(words, ", "))
			return ""
		}
		has[s] = true
	}
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return !has[w] }), ";")
}

// instant is what a cell says of a point in time.
type instant struct {
	day  coach.Date // in the zone of whose cell it is
	at   time.Time  // in UTC; zero where only the day is known
	text string     // the same for every way of writing it
}

// instant returns a cell that must hold a date or a time stamp; one that names
// no zone is local.
func (r *row) instant(col string, local *time.Location) instant {
	s := r.need(col)
	if len(s) <= len(time.DateOnly) {
		if s == "" {
			return instant{}
		}
		d := r.date(col)
		return instant{day: d, text: d.String()}
	}
	for _, layout := range stamps {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		x := stamped(t, strings.Contains(layout, "Z07"), local)
		if x.day < coach.FirstDate || x.day > coach.LastDate {
			r.fail(col, "%s is outside 1970 to 2199", clip(s))
		}
		return x
	}
	r.fail(col, "%s is no date or time like 2026-03-31 or 2026-03-31T14:30", short(s))
	return instant{}
}

func stamped(t time.Time, zoned bool, local *time.Location) instant {
	if zoned {
		t = t.UTC()
		return instant{coach.DateIn(t, local), t, t.Format(time.RFC3339Nano)}
	}
	day, minute := coach.NewDate(t.Date()), t.Truncate(time.Minute)
	at := day.At(coach.ClockTime(t.Hour()*60+t.Minute()), local).Add(t.Sub(minute))
	return instant{day, at.UTC(), t.Format("2006-01-02T15:04:05.999999999")}
}
