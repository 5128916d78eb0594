package parse

import (
	"regexp"
	"strings"
)

var (
	everyShape = regexp.MustCompile(`^(?i:every)\s+(?:([0-9]{1,3})\s+)?(?i:(day|week|month|quarter|year)s?)\b[\s,;:.–-]*`)
	nextShape  = regexp.MustCompile(`^(?i:next)\s+(?:(?i:on|review)\s+)?`)
	inDays     = map[string]int{"day": 1, "week": 7, "month": 30, "quarter": 90, "year": 365}
)

// rhythm takes "every 30 days" and "next 12 May" off the front of a review's
// note, in either order. What reads otherwise belongs to the note.
func (e Env) rhythm(t Touch, note string) (Touch, string) {
	for {
		rest := e.next(&t, every(&t, note))
		if rest == note {
			return t, note
		}
		note = rest
	}
}

// every reads a rhythm, of up to two years.
func every(t *Touch, note string) string {
	m := everyShape.FindStringSubmatch(note)
	if m == nil || t.Every > 0 {
		return note
	}
	n := 1
	if m[1] != "" {
		n = number(m[1])
	}
	days := n * inDays[strings.ToLower(m[2])]
	if days < 1 || days > 730 {
		return note
	}
	t.Every = days
	return note[len(m[0]):]
}

// next reads the day of the next review.
func (e Env) next(t *Touch, note string) string {
	word := nextShape.FindString(note)
	if word == "" || !t.Next.IsZero() {
		return note
	}
	d, rest, ok := DateAtStart(note[len(word):], e.when(Next))
	if !ok || d <= e.Today {
		return note
	}
	t.Next = d
	return strings.TrimLeft(rest, ",;:.-– ")
}
