package prompts

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"unicode"
	"unicode/utf8"

	"evenkeel/coach"
)

// funcs are what templates may call. Facts come in words already: a function is
// only for what a sentence decides.
var funcs = template.FuncMap{
	"cap":      capital,
	"days":     func(n any) string { return plural(n, "day") },
	"ago":      ago,
	"plural":   plural,
	"sentence": coach.Sentence,
	"times":    times,
}

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

// list is "A", "A and B", "A, B and C".
func list(items []string) string {
	n := len(items)
	if n < 2 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:n-1], ", ") + " and " + items[n-1]
}

// listNames is list for names. Where one of several holds a comma itself, all of them stand
// in quotes, so that nobody counts more of them than there are.
func listNames(items []string) string {
	holds := func(s string) bool { return strings.Contains(s, ",") }
	if len(items) < 2 || !slices.ContainsFunc(items, holds) {
		return list(items)
	}
	quoted := make([]string, len(items))
	for i, s := range items {
		quoted[i] = "“" + s + "”"
	}
	return list(quoted)
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

// percent tells a share of 0 to 1: "43%". What is not quite all or nothing does
// not read as if it were.
func percent(v any) string {
	f, ok := number(v)
	switch p := math.Round(f * 100); {
	case !ok:
		return ""
	case p == 0 && f > 0:
		return "under 1%"
	case p == 100 && f < 1:
		return "over 99%"
	default:
		return strconv.FormatFloat(p, 'f', 0, 64) + "%"
	}
}

// exactly is percent with one decimal, for "why this?".
func exactly(v any) string {
	f, ok := number(v)
	if !ok {
		return ""
	}
	return strconv.FormatFloat(math.Round(f*1000)/10, 'f', -1, 64) + "%"
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

// amount tells "50000.00 USD" as $50,000.
func amount(s string) string {
	digits, currency, _ := strings.Cut(s, " ")
	m, err := coach.ParseMoney(digits, currency)
	if err != nil {
		return clip(s, nameLength)
	}
	return m.Words()
}

// date tells 2026-03-31 as Tue 31 Mar, with the year when it is not today's.
func (t teller) date(s string) string {
	d, err := coach.ParseDate(s)
	if err != nil {
		return ""
	}
	y, m, n := d.Civil()
	out := fmt.Sprintf("%s %d %s", d.Weekday().String()[:3], n, m.String()[:3])
	if this, _, _ := t.today.Civil(); t.today.IsZero() || this != y {
		out += fmt.Sprintf(" %d", y)
	}
	return out
}

// firstQuoted is the first question, and no more: one is enough to remember by.
func firstQuoted(questions []string) string {
	if len(questions) == 0 {
		return ""
	}
	return "“" + clip(questions[0], textLength) + "”"
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
