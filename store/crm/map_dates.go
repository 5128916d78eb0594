package crm

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"evenkeel/coach"
)

// dateColumns are our columns that hold days or instants, whatever the file.
var dateColumns = []string{
	"started", "since", "created", "stage_since", "close_date", "closed", "until", "start", "end", "ended", "at", "made", "due",
	"measured", "opened", "promised", "agreed", "last", "next",
}

// datePattern is one way of writing dates, like DD.MM.YYYY hh:mm.
type datePattern struct {
	text   string
	layout string // of package time
	clock  bool   // it has a time of day
	zone   bool
}

var dateTokens = regexp.MustCompile(`YYYY|YY|MMMM|MMM|MM|M|DD|D|hh|h|mm|ss|am|Z|T|[-/., :]|.`)

// parseDatePattern reads a pattern. M and MM, D and DD are the same wherever
// something stands between the parts: people write 3/4 and 03/04 side by side.
func parseDatePattern(text string) (datePattern, error) {
	p := datePattern{text: text}
	tokens := dateTokens.FindAllString(text, -1)
	twelve, seen := slices.Contains(tokens, "am"), map[byte]bool{}
	for i, t := range tokens {
		tight := i > 0 && digits(tokens[i-1]) || i+1 < len(tokens) && digits(tokens[i+1])
		part, ok := dateLayout(t, tight, twelve)
		if !ok {
			return p, fmt.Errorf("%s: %s is not understood; write it like YYYY-MM-DD, DD.MM.YYYY, MM/DD/YYYY, D MMM YYYY or YYYY-MM-DD hh:mm", short(text), short(t))
		}
		if kind := t[0]; digits(t) || t == "am" {
			if seen[kind] {
				return p, fmt.Errorf("%s: %s comes twice", short(text), t)
			}
			seen[kind] = true
		}
		p.layout += part
	}
	p.clock, p.zone = seen['h'], slices.Contains(tokens, "Z")
	if !seen['Y'] || !seen['M'] || !seen['D'] {
		return p, fmt.Errorf("%s: a date needs YYYY, MM and DD", short(text))
	}
	if p.clock != seen['m'] || seen['s'] && !seen['m'] {
		return p, fmt.Errorf("%s: a time of day needs hh and mm", short(text))
	}
	return p, nil
}

// digits says whether a token stands for a part of a date.
func digits(t string) bool { return strings.Contains("YYYY MMMM DD hh mm ss", t) && t != " " }

func dateLayout(t string, tight, twelve bool) (string, bool) {
	switch t {
	case "YYYY":
		return "2006", true
	case "YY":
		return "06", true
	case "MMMM":
		return "January", true
	case "MMM":
		return "Jan", true
	case "MM", "M":
		return pick(tight, "01", "1"), true
	case "DD", "D":
		return pick(tight, "02", "2"), true
	case "hh", "h":
		return pick(twelve, pick(tight, "03", "3"), "15"), true
	case "mm":
		return "04", true
	case "ss":
		return "05", true
	case "am":
		return "PM", true
	case "Z":
		return "Z07:00", true
	case "T", "-", "/", ".", ",", " ", ":":
		return t, true
	}
	return "", false
}

func pick(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

// same says whether two patterns never read one text as different days.
func (p datePattern) same(o datePattern) bool {
	t := time.Date(2012, 11, 10, 9, 8, 7, 0, time.UTC)
	again, err := time.Parse(o.layout, t.Format(p.layout))
	return err != nil || again.YearDay() == t.YearDay() && again.Year() == t.Year()
}

// maxDatePatterns is more than any program has; each is held against all others.
const maxDatePatterns = 20

// parseDates reads all patterns of a mapping.
func parseDates(texts []string) ([]datePattern, error) {
	var out []datePattern
	if len(texts) > maxDatePatterns {
		return nil, fmt.Errorf("there are %d patterns, and at most %d are read", len(texts), maxDatePatterns)
	}
	for _, text := range texts {
		p, err := parseDatePattern(text)
		if err != nil {
			return nil, err
		}
		for _, o := range out {
			if !p.same(o) || !o.same(p) {
				return nil, fmt.Errorf("%s and %s read the same text as different days; keep the one that holds", short(o.text), short(text))
			}
		}
		out = append(out, p)
	}
	return out, nil
}

// day turns a date as it is written into ours. Without patterns, and where it is
// in ours already, it stays as it is.
func (m *Mapping) day(s string) (string, error) {
	for _, p := range m.dates {
		t, err := time.Parse(p.layout, p.upper(s))
		switch {
		case err != nil:
			continue
		case p.zone:
			return t.Format(time.RFC3339), nil
		case p.clock:
			return t.Format("2006-01-02T15:04:05"), nil
		}
		return t.Format(time.DateOnly), nil
	}
	if len(m.dates) == 0 || len(s) >= len(time.DateOnly) && isoDay.MatchString(s[:len(time.DateOnly)]) {
		return s, nil
	}
	var like []string
	for _, p := range m.dates {
		like = append(like, p.text)
	}
	return "", fmt.Errorf("%s is no date like %s", short(s), strings.Join(like, " or "))
}

var isoDay = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)

// upper is the text with its am and pm as package time wants them.
func (p datePattern) upper(s string) string {
	if strings.HasSuffix(p.layout, "PM") {
		return strings.ToUpper(s)
	}
	return s
}

// step moves a day.
type step struct{ months, days int }

var steps = regexp.MustCompile(`^([+-]?) ?([0-9]{1,4}) (day|week|month|year)s?$`)

func parseStep(text string) (step, error) {
	m := steps.FindStringSubmatch(strings.ToLower(strings.Join(strings.Fields(text), " ")))
	if m == nil {
		return step{}, errors.New(short(text) + " is not understood; write 12 months or -1 day")
	}
	n, _ := strconv.Atoi(m[1] + m[2])
	switch m[3] {
	case "day":
		return step{days: n}, nil
	case "week":
		return step{days: 7 * n}, nil
	case "month":
		return step{months: n}, nil
	}
	return step{months: 12 * n}, nil
}

// moved is a day of ours after all steps, one after the other; without steps any
// text stays. What is no day is left for the table to report.
func moved(s string, by []step) string {
	if len(by) == 0 || len(s) < len(time.DateOnly) {
		return s
	}
	d, err := coach.ParseDate(s[:len(time.DateOnly)])
	if err != nil {
		return s
	}
	for _, x := range by {
		d = d.AddMonths(x.months).AddDays(x.days)
	}
	return d.String()
}
