package parse

import (
	"regexp"
	"strings"

	"evenkeel/coach"
)

// Coach reads the text of /coach: its first word in lower case, and the rest
// as typed. Both are empty for a blank text.
func Coach(text string) (word, rest string, err error) {
	line, err := oneLine(text)
	if err != nil {
		return "", "", err
	}
	word, rest, _ = strings.Cut(line, " ")
	return strings.ToLower(word), strings.TrimSpace(rest), nil
}

var hoursShape = regexp.MustCompile(`^([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*(am|pm)?\s*(?:-|–|—|to|until)\s*([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*(am|pm)?$`)

// Hours reads working hours such as 9-17, 8:30 to 17:00 or 9am-5pm. The end
// comes after the start.
func Hours(text string) (from, to coach.ClockTime, err error) {
	m := hoursShape.FindStringSubmatch(strings.ToLower(strings.TrimSpace(Clean(text))))
	bad := wrong("9-17 or 8:30-17:00", "I cannot read %s as working hours.", quote(text))
	if m == nil {
		return 0, 0, bad
	}
	from, fromOK := clock(m[1], m[2], m[3])
	to, toOK := clock(m[4], m[5], m[6])
	if !fromOK || !toOK || to <= from {
		return 0, 0, bad
	}
	return from, to, nil
}

func clock(hour, minute, half string) (coach.ClockTime, bool) {
	h, m := number(hour), number(minute)
	switch {
	case half != "" && (h < 1 || h > 12):
		return 0, false
	case half == "pm" && h < 12:
		h += 12
	case half == "am" && h == 12:
		h = 0
	}
	return coach.ClockTime(60*h + m), h < 24 && m < 60
}
