package parse

import (
	"math/big"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

const touchExample = "/touch Acme care called about their training"

var (
	touchKinds = set("care sales future review waiting issue fixed metric hours")
	talks      = set("diagnosis prescription prognosis")
	severities = set("low medium high")
)

// Touch reads the text of /touch: ACCOUNT care|sales|future|review|waiting
// [in] [NOTE], ACCOUNT issue low|medium|high WHAT, ACCOUNT fixed WHAT, ACCOUNT
// metric NAME ACTUAL of TARGET, ACCOUNT hours N [NOTE]. Before the note of a
// review its rhythm and the next one may be said: every 30 days, next 12 May.
//
// A day that is not in the future may stand before the note: care yesterday
// showed them the new report.
func (e Env) Touch(text string) (Touch, error) {
	line, ws, err := commandWords(text)
	if err != nil {
		return Touch{}, err
	}
	s, kind, ok := before(e.subjects(line, ws), touchKinds)
	if !ok {
		return Touch{}, wrong(touchExample, "I need the account, then what it was: care, sales, future, review, waiting, issue, fixed, metric or hours.")
	}
	t := Touch{Subject: s.name, Known: s.known, Kind: kind}
	if err := fits("name", t.Subject); err != nil {
		return Touch{}, err
	}
	return e.touched(t, line, s.rest[1:])
}

// touched reads what follows the kind.
func (e Env) touched(t Touch, line string, ws []word) (Touch, error) {
	switch t.Kind {
	case "issue":
		return t.issue(line, ws)
	case "fixed":
		t.What = unquote(raw(line, ws))
		return t.whole(t.What, "What was fixed?", "/touch Acme fixed late invoices")
	case "metric":
		return t.metric(unquoteAll(ws))
	case "hours":
		return t.hours(line, ws)
	}
	if len(ws) > 0 && ws[0].plain() && (ws[0].lower() == "in" || ws[0].lower() == "out") {
		t.In = ws[0].lower() == "in"
		ws = ws[1:]
	}
	rest := raw(line, ws)
	if d, after, ok := DateAtStart(rest, e.when(Last)); ok && d <= e.Today {
		t.At, rest = d, strings.TrimLeft(after, ",;:-– ")
	}
	switch t.Kind {
	case "future":
		t.Future, rest = futureTalk(rest)
	case "review":
		t, rest = e.rhythm(t, rest)
	}
	t.Note = unquote(rest)
	return t, fits("note", t.Note)
}

// whole refuses a touch without the text that it needs.
func (t Touch) whole(text, ask, example string) (Touch, error) {
	if text == "" {
		return Touch{}, wrong(example, "%s", ask)
	}
	return t, fits("text", text)
}

func (t Touch) issue(line string, ws []word) (Touch, error) {
	const example = "/touch Acme issue high invoices are late"
	if len(ws) == 0 || !severities[ws[0].lower()] {
		return Touch{}, wrong(example, "How bad is it? Say low, medium or high after issue.")
	}
	t.Severity = ws[0].lower()
	t.What = unquote(raw(line, ws[1:]))
	return t.whole(t.What, "What is the issue?", example)
}

// futureTalk takes diagnosis, prescription and prognosis off the front of a
// note.
func futureTalk(note string) (held []string, rest string) {
	rest = note
	for {
		first, after, _ := strings.Cut(rest, " ")
		pieces := strings.FieldsFunc(strings.ToLower(first), func(r rune) bool { return strings.ContainsRune(",;:+&/", r) })
		for _, p := range pieces {
			if !talks[p] && (p != "and" || len(held) == 0) {
				return held, rest
			}
		}
		if len(pieces) == 0 && (first == "" || len(held) == 0) {
			return held, rest
		}
		held, rest = append(held, without(pieces, "and")...), strings.TrimSpace(after)
	}
}

var (
	metricNumber = regexp.MustCompile(`^([-−]?[0-9]{1,12}(?:[.,][0-9]{1,6})?)(.*)$`)
	hoursNumber  = regexp.MustCompile(`^([0-9]{1,4}(?:[.,][0-9]{1,4})?)(h|hrs?|hours?|min|mins|minutes?)?$`)
)

// metric reads NAME ACTUAL of TARGET [at least|at most].
func (t Touch) metric(ws []string) (Touch, error) {
	bad := wrong("/touch Acme metric uptime 99.2 of 99.9", "I need the metric's name, the figure now, of, and the figure agreed.")
	ws, t.Direction = direction(ws)
	of := len(ws) - 1
	for of >= 0 && strings.ToLower(ws[of]) != "of" {
		of--
	}
	if of < 2 {
		return Touch{}, bad
	}
	target, targetUnit, ok := figure(ws[of+1:])
	actual, unit, n := lastFigure(ws[:of])
	if !ok || n == 0 || of == n || (unit != "" && targetUnit != "" && unit != targetUnit) {
		return Touch{}, bad
	}
	t.Metric, t.Actual, t.Target, t.Unit = strings.Join(ws[:of-n], " "), actual, target, targetUnit
	if t.Unit == "" {
		t.Unit = unit
	}
	return t.whole(t.Metric, bad.Text, bad.Example)
}

// direction takes at least or at most off the end.
func direction(ws []string) ([]string, string) {
	n := len(ws)
	if n < 2 || strings.ToLower(ws[n-2]) != "at" {
		return ws, ""
	}
	switch strings.ToLower(ws[n-1]) {
	case "least":
		return ws[:n-2], "at_least"
	case "most":
		return ws[:n-2], "at_most"
	}
	return ws, ""
}

// lastFigure reads the figure at the end of words and says how many words it
// takes, unit included.
func lastFigure(ws []string) (value, unit string, n int) {
	for n := 1; n <= 2 && n < len(ws); n++ {
		if v, u, ok := figure(ws[len(ws)-n:]); ok {
			return v, u, n
		}
	}
	return "", "", 0
}

// figure reads 99.2, 99,2, 99%, 12 days. It gives a plain decimal.
func figure(ws []string) (value, unit string, ok bool) {
	if len(ws) == 0 || len(ws) > 2 {
		return "", "", false
	}
	m := metricNumber.FindStringSubmatch(ws[0])
	if m == nil || !isUnit(m[2]) || (len(ws) == 2 && (m[2] != "" || strings.ContainsAny(ws[1], "0123456789"))) {
		return "", "", false
	}
	unit = m[2]
	if len(ws) == 2 {
		unit = ws[1]
	}
	return strings.NewReplacer("−", "-", ",", ".").Replace(m[1]), unit, true
}

// isUnit says whether s may stand right behind a number: nothing, %, or up to 12
// letters and signs of money. As an expression it would take 2 MB at the start.
func isUnit(s string) bool {
	if s == "" || s == "%" {
		return true
	}
	other := func(r rune) bool { return !unicode.IsLetter(r) && !strings.ContainsRune("€$£", r) }
	return utf8.RuneCountInString(s) <= 12 && !strings.ContainsFunc(s, other)
}

// hours reads N, 2h, 1.5 or 90 min, and a note.
func (t Touch) hours(line string, ws []word) (Touch, error) {
	bad := wrong("/touch Acme hours 1.5 set up their report", "How many hours? I take up to 1000, to the minute.")
	if len(ws) == 0 {
		return Touch{}, bad
	}
	m := hoursNumber.FindStringSubmatch(ws[0].lower())
	if m == nil {
		return Touch{}, bad
	}
	unit, ws := m[2], ws[1:]
	if len(ws) > 0 && unit == "" && hourWords[ws[0].lower()] {
		unit, ws = ws[0].lower(), ws[1:]
	}
	minutes, ok := wholeMinutes(m[1], strings.HasPrefix(unit, "m"))
	if !ok {
		return Touch{}, bad
	}
	t.Minutes, t.Note = minutes, unquote(raw(line, ws))
	return t, fits("note", t.Note)
}

var hourWords = set("h hr hrs hour hours min mins minute minutes")

// wholeMinutes turns a number of hours, or of minutes, into minutes, rounded
// to the nearest; more than none and at most 1000 hours.
func wholeMinutes(s string, isMinutes bool) (int, bool) {
	r, ok := new(big.Rat).SetString(strings.Replace(s, ",", ".", 1))
	if !ok {
		return 0, false
	}
	if !isMinutes {
		r.Mul(r, big.NewRat(60, 1))
	}
	r.Add(r, big.NewRat(1, 2))
	n := new(big.Int).Quo(r.Num(), r.Denom()).Int64()
	return int(n), n > 0 && n <= 60_000
}

// unquoteAll are the texts of words.
func unquoteAll(ws []word) []string {
	out := make([]string, len(ws))
	for i, w := range ws {
		out[i] = w.text
	}
	return out
}
