package parse

import (
	"fmt"
	"strings"
)

// Error says what could not be read, in words for the person who typed it.
// It quotes what they typed: escape it before it goes into mrkdwn.
type Error struct {
	// Text is a full sentence: what is wrong, and often what to write.
	Text string
	// Example is a line or a value in the right form. Empty: none is needed.
	Example string

	// mayBeName says that the words may belong to a longer, new name.
	mayBeName bool
	// isDate says that the words are a date's, of a day or year that there is
	// not: no part of them means anything else.
	isDate bool
}

func (e *Error) Error() string {
	if e.Example == "" {
		return e.Text
	}
	return e.Text + " For example: " + e.Example
}

// wrong makes an Error with an example of the right form.
func wrong(example, format string, args ...any) *Error {
	return &Error{Text: fmt.Sprintf(format, args...), Example: example}
}

// quote shows a piece of what was typed, shortened.
func quote(s string) string {
	const most = 60
	s = strings.TrimSpace(s)
	if r := []rune(s); len(r) > most {
		s = string(r[:most-1]) + "…"
	}
	return "“" + s + "”"
}

// list names things in a row: a, b or c.
func list(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + " or " + items[last]
}
