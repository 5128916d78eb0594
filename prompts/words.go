package prompts

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"evenkeel/coach"
)

// What templates may call in English: facts come in words already, and a function is
// only for what a sentence decides.

// plural counts things: "1 deal", "2 deals".
func plural(n any, noun string) string {
	s := fmt.Sprint(n)
	if s != "1" {
		noun += "s"
	}
	return s + " " + noun
}

// times counts how often something happened: "once", "twice", "3 times".
func times(n any) string {
	switch s := fmt.Sprint(n); s {
	case "1":
		return "once"
	case "2":
		return "twice"
	default:
		return s + " times"
	}
}

// ago is a number of days back from today.
func ago(n any) string {
	switch s := fmt.Sprint(n); s {
	case "0":
		return "today"
	case "1":
		return "yesterday"
	default:
		return s + " days ago"
	}
}

// capital begins a sentence. What is quoted stays as it was written.
func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

// number reads what a fact holds, fresh from a rule or back from the store.
func number(v any) (float64, bool) {
	switch v := v.(type) {
	case int:
		return float64(v), true
	case int64:
		return float64(v), true
	case float64:
		return v, !math.IsNaN(v) && !math.IsInf(v, 0)
	case coach.Ratio:
		return v.Float(), v.Known()
	case json.Number:
		return number(string(v))
	case string:
		f, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
		return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
	}
	return 0, false
}

// whole is a count; "" if it is none, or too large to be one.
func whole(v any) any {
	f, ok := number(v)
	if !ok || math.Abs(f) > 1e9 {
		return ""
	}
	return int(math.Round(f))
}

func rounded(v any) string {
	f, ok := number(v)
	if !ok {
		return ""
	}
	return strconv.FormatFloat(math.Round(f), 'f', 0, 64)
}

// clip makes one line of a text and cuts it, between words if it can.
func clip(s string, most int) string {
	s = tidy(strings.Map(harmless, s))
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	cut := most - 1
	for i := cut; i > most*2/3; i-- {
		if r[i] == ' ' {
			cut = i
			break
		}
	}
	return strings.TrimRight(string(r[:cut]), " ,;:") + "…"
}

// harmless drops what could make a line look other than it reads: control
// characters, and marks that turn the direction of writing.
func harmless(r rune) rune {
	switch {
	case r == '\n' || r == '\t' || r == '\r' || r == 0x2028 || r == 0x2029:
		return ' '
	case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == utf8.RuneError:
		return -1
	}
	return r
}

// tidy makes single blanks of the blanks that wrapped lines leave.
func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }
