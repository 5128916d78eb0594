package parse

import (
	"regexp"
	"strings"
)

var (
	everyShape = regexp.MustCompile(`^(?i:every)\s+(?:([0-9]{1,5})\s+)?(?i:(day|week|fortnight|month|quarter|year)s?)\b[\s,;:.–-]*`)
	everyCount = regexp.MustCompile(`^(?i:every)\s+[0-9]`)
	nextShape  = regexp.MustCompile(`^(?i:next)\s+(?:(?i:on|review)\s+)?`)
	inDays     = map[string]int{"day": 1, "week": 7, "fortnight": 14, "month": 30, "quarter": 90, "year": 365}
)

const rhythmExample = "/touch Acme review every 30 days next 12 May they like it"

// rhythm takes "every 30 days" and "next 12 May" off the front of a review's
// note, in either order. What is neither belongs to the note; a rhythm of no
// days, of years, or a next one that is over is an error.
func (e Env) rhythm(t Touch, note string) (Touch, string, error) {
	for {
		rest, err := every(&t, note)
		if err == nil {
			rest, err = e.next(&t, rest)
		}
		if err != nil || rest == note {
			return t, note, err
		}
		note = rest
	}
}

// every reads a rhythm, of up to two years.
func every(t *Touch, note string) (string, error) {
	m := everyShape.FindStringSubmatch(note)
	if t.Every > 0 || m == nil && !everyCount.MatchString(note) {
		return note, nil
	}
	if m == nil {
		return "", noRhythm()
	}
	n := 1
	if m[1] != "" {
		n = number(m[1])
	}
	days := n * inDays[strings.ToLower(m[2])]
	if days < 1 || days > 730 {
		return "", noRhythm()
	}
	t.Every = days
	return note[len(m[0]):], nil
}

func noRhythm() error {
	return wrong(rhythmExample, "How often is the review? I take a number of days, weeks, months, quarters or years, up to two years.")
}

// next reads the day of the next review.
func (e Env) next(t *Touch, note string) (string, error) {
	word := nextShape.FindString(note)
	if word == "" || !t.Next.IsZero() {
		return note, nil
	}
	d, rest, ok := DateAtStart(note[len(word):], e.when(Next))
	switch {
	case !ok:
		return note, nil
	case d <= e.Today:
		return "", wrong(rhythmExample, "The next review is on a day after today, and %s is not.", Say(d))
	}
	t.Next = d
	return strings.TrimLeft(rest, ",;:.-– "), nil
}
