package parse

import (
	"strings"

	"evenkeel/coach"
)

const commitExample = "/commit Acme time meeting with the CFO by 31 Mar, or: /commit Acme kept meeting with the CFO"

var (
	commitKinds    = set("time data money")
	commitStatuses = set("kept broken withdrawn")
	commitWords    = set("time data money kept broken withdrawn")
	dueWords       = set("by until till before on due")
	bareDue        = set("in next today tomorrow")
)

// Commit reads the text of /commit: ACCOUNT-OR-DEAL time|data|money WHAT by
// DATE, or ACCOUNT-OR-DEAL kept|broken|withdrawn [WHAT]. The date is the last
// thing on the line, after by (until, before, on); in 2 weeks, tomorrow and
// next friday need no by. A line without a date is a commitment without one.
func (e Env) Commit(text string) (Commit, error) {
	line, ws, err := commandWords(text)
	if err != nil {
		return Commit{}, err
	}
	s, keyword, ok := before(e.subjects(line, ws), commitWords)
	if !ok {
		return Commit{}, wrong(commitExample, "I need the account or deal, then time, data or money, or what became of it: kept, broken or withdrawn.")
	}
	c := Commit{Subject: s.name, Known: s.known, Kind: keyword}
	what := raw(line, s.rest[1:])
	if commitStatuses[keyword] {
		c.Status, c.Kind = keyword, ""
		c.Kind, what = leadingKind(s.rest[1:], line)
	} else if c.Due, what, err = e.due(what); err != nil {
		return Commit{}, err
	}
	c.What = unquote(what)
	return c, c.check()
}

func (c Commit) check() error {
	if c.What == "" && c.Status == "" {
		return wrong(commitExample, "What did they promise? Say it in a few words after %s.", c.Kind)
	}
	if err := fits("name", c.Subject); err != nil {
		return err
	}
	return fits("promise", c.What)
}

// leadingKind takes time, data or money off what was kept, where it is given.
func leadingKind(ws []word, line string) (kind, what string) {
	if len(ws) > 0 && ws[0].plain() && commitKinds[ws[0].lower()] {
		return ws[0].lower(), raw(line, ws[1:])
	}
	return "", raw(line, ws)
}

// due takes the date off the end of a promise.
func (e Env) due(what string) (coach.Date, string, error) {
	if d, rest, ok := DateAtEnd(what, e.when(Next)); ok {
		words := strings.Fields(rest)
		if n := len(words); n > 0 && dueWords[strings.ToLower(words[n-1])] {
			return d, strings.TrimRight(strings.TrimSuffix(rest, words[n-1]), " ,;-–"), nil
		}
		first := strings.ToLower(strings.Fields(what[len(rest):])[0])
		if bareDue[first] || first == "on" {
			return d, strings.TrimRight(rest, " ,;-–"), nil
		}
		return 0, what, nil
	}
	return 0, what, e.badDue(what)
}

// badDue is the error for a date at the end that cannot be read, and for by with
// something else behind it. What stands in quotes is no date: "a report by Jane".
func (e Env) badDue(what string) error {
	ws, err := split(what)
	if err != nil {
		return err
	}
	for i := len(ws) - 1; i >= 0; i-- {
		by, after := ws[i].lower(), unquoteAll(ws[i+1:])
		switch {
		case !ws[i].plain() || !dueWords[by]:
		case looksLikeDate(after):
			_, err := e.Date(strings.Join(after, " "), Next)
			return err
		case len(after) == 0 && by != "on":
			return wrong(dueExample, "By when? There is no date after %s.", by)
		case by == "by":
			return wrong(dueExample, "I cannot read %s as the date by which they keep it.", quote(raw(what, ws[i+1:])))
		}
	}
	return nil
}

const dueExample = "/commit Acme time meeting with the CFO by 31 Mar, or in quotes what is no date: /commit Acme data \"a report by Jane\""

// looksLikeDate says that up to four words have a number, or a word of dates
// or one near to it.
func looksLikeDate(words []string) bool {
	if len(words) == 0 || len(words) > 4 {
		return false
	}
	for _, w := range dateWords(strings.Join(words, " ")) {
		if strings.ContainsAny(w, "0123456789") || nearDateWord(w) {
			return true
		}
	}
	return false
}

func nearDateWord(w string) bool {
	return len(w) > 4 && Nearest(w, dateVocabulary) != "" // Jane is no June
}

var dateVocabulary = strings.Fields(`monday tuesday wednesday thursday friday saturday sunday january february march april
may june july august september october november december today tomorrow yesterday week month quarter year`)

// unquote drops quotes around a whole text.
func unquote(s string) string {
	s = strings.TrimSpace(s)
	if ws, err := split(s); err == nil && len(ws) == 1 && ws[0].quoted && ws[0].key == "" {
		return ws[0].text
	}
	return s
}
