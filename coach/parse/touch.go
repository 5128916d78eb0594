package parse

import (
	"math/big"
	"regexp"
	"slices"
	"strings"

	"evenkeel/coach"
)

const touchExample = "/touch Acme care called about their training"

var (
	touchKinds = set("care sales future review waiting issue fixed metric hours")
	talks      = set("diagnosis prescription prognosis")
	severities = set("low medium high")
)

// Touch reads the text of /touch: ACCOUNT care|sales|future|review|waiting
// [in] [NOTE], ACCOUNT issue low|medium|high WHAT [promised DATE], ACCOUNT fixed
// WHAT, ACCOUNT metric NAME ACTUAL of [at most] TARGET, ACCOUNT hours N [NOTE].
// Before the note of a review its rhythm and the next one may be said: every 30
// days, next 12 May.
//
// A day that is not in the future may stand before the note, or before what an
// issue is: care yesterday showed them the new report. What is fixed may have it
// at its end too.
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
		return e.issue(t, line, ws)
	case "fixed":
		return e.fixed(t, line, ws)
	case "metric":
		return t.metric(unquoteAll(ws))
	case "hours":
		return t.hours(line, ws)
	}
	if len(ws) > 0 && ws[0].plain() && (ws[0].lower() == "in" || ws[0].lower() == "out") {
		t.In = ws[0].lower() == "in"
		ws = ws[1:]
	}
	rest := e.since(&t, raw(line, ws))
	if d, after, ok := DateAtStart(rest, e.when(Last)); ok && after == "" && d > e.Today {
		return Touch{}, wrong(touchExample, "%s is still to come. Tell me of it when it has happened.", Say(d))
	}
	return e.noted(t, rest)
}

// since takes a day that has come off the front of a text.
func (e Env) since(t *Touch, text string) string {
	d, after, ok := DateAtStart(text, e.when(Last))
	if !ok || d > e.Today {
		return text
	}
	t.At = d
	return strings.TrimLeft(after, ",;:-– ")
}

// noted reads what a kind of contact has before its note, and the note.
func (e Env) noted(t Touch, rest string) (_ Touch, err error) {
	switch t.Kind {
	case "future":
		t.Future, rest = futureTalk(rest)
	case "review":
		if t, rest, err = e.rhythm(t, rest); err != nil {
			return Touch{}, err
		}
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

const issueExample = "/touch Acme issue high invoices are late promised friday"

// issue reads high invoices are late promised friday.
func (e Env) issue(t Touch, line string, ws []word) (Touch, error) {
	if len(ws) == 0 || !severities[ws[0].lower()] {
		return Touch{}, wrong(issueExample, "How bad is it? Say low, medium or high after issue.")
	}
	t.Severity = ws[0].lower()
	what, err := e.promised(&t, e.since(&t, raw(line, ws[1:])))
	if err != nil {
		return Touch{}, err
	}
	t.What = unquote(what)
	return t.whole(t.What, "What is the issue?", issueExample)
}

// promised takes the day that they were promised off the end of an issue. Words
// after promised that are like no date belong to the issue.
func (e Env) promised(t *Touch, what string) (string, error) {
	ws, err := split(what)
	if err != nil {
		return "", err
	}
	i := lastWord(ws, "promised")
	if i < 0 {
		return what, nil
	}
	at := i + 1
	if at+1 < len(ws) && promiseJoints[ws[at].lower()] {
		at++
	}
	d, err := e.promiseDay(raw(what, ws[at:]))
	switch {
	case err == nil:
		t.Promised = d
		return strings.TrimRight(what[:ws[i].start], " ,;:-–"), nil
	case looksLikeDate(unquoteAll(ws[at:])):
		return "", err
	}
	return what, nil
}

// promiseDay reads the day of a promise. One without a year that has just gone by
// is meant as that, and not as the one in a year.
func (e Env) promiseDay(text string) (coach.Date, error) {
	next, err := e.Date(text, Next)
	if err != nil {
		return 0, err
	}
	if last, err := e.Date(text, Last); err == nil && e.Today-last < next-e.Today && next-e.Today > 180 {
		return last, nil
	}
	return next, nil
}

var promiseJoints = set("by for on")

// lastWord is where a plain word stands last; -1 for nowhere.
func lastWord(ws []word, want string) int {
	for i := len(ws) - 1; i >= 0; i-- {
		if ws[i].plain() && ws[i].lower() == want {
			return i
		}
	}
	return -1
}

// fixed reads late invoices, with the day before it or after it.
func (e Env) fixed(t Touch, line string, ws []word) (Touch, error) {
	what := e.since(&t, raw(line, ws))
	if d, rest, ok := DateAtEnd(what, e.when(Last)); ok && t.At.IsZero() && d <= e.Today {
		t.At, what = d, strings.TrimRight(rest, " ,;:-–")
	}
	t.What = unquote(what)
	return t.whole(t.What, "What was fixed?", "/touch Acme fixed late invoices")
}

// futureTalk takes diagnosis, prescription and prognosis off the front of a note.
// Where it does not begin with them, those that it speaks of count.
func futureTalk(note string) (held []string, rest string) {
	if held, rest = leadingTalks(note); len(held) > 0 {
		return held, rest
	}
	for _, w := range strings.Fields(Fold(note)) {
		if talks[w] && !slices.Contains(held, w) {
			held = append(held, w)
		}
	}
	return held, note
}

func leadingTalks(note string) (held []string, rest string) {
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

var hoursNumber = regexp.MustCompile(`^([0-9]{1,4}(?:[.,][0-9]{1,4})?)(h|hrs?|hours?|min|mins|minutes?)?$`)

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
