package parse

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

const updateExample = "Acme: proposal, 50k, close 31 Mar"

// Updates reads a message in a deals channel line by line and returns what is
// more than talk, in order. A message that is too long is talk.
func (e Env) Updates(text string) []Update {
	if utf8.RuneCountInString(text) > MaxLine {
		return nil
	}
	var out []Update
	for line := range strings.SplitSeq(Clean(text), "\n") {
		if u := e.Update(line); u.Verdict != Talk {
			out = append(out, u)
		}
	}
	return out
}

// Update reads one line in a deals channel:
//
//	Acme: proposal, 50k, close 31 Mar
//	won Acme 50k
//	lost Acme: price
//	Acme close 30 Apr
//
// An update names a known account or deal, or has a name before a colon, and
// at least one field. Without a colon every word must be part of it; after a
// comma other words may follow an outcome or two fields, and become the note.
// won with an unknown name needs capitals and an amount. A question is talk.
func (e Env) Update(line string) Update {
	line = strings.TrimSpace(strings.ReplaceAll(Clean(line), "\n", " "))
	talk := Update{Line: line}
	if line == "" || utf8.RuneCountInString(line) > MaxLine || strings.ContainsAny(line, "?？") || strings.HasPrefix(line, "/") {
		return talk
	}
	line = styleEnd.ReplaceAllString(styleStart.ReplaceAllString(line, "$1$2"), "$1$2")
	line = tightColon.ReplaceAllString(line, "$1: $2")
	ws, err := split(line)
	if err != nil {
		return talk
	}
	ws = dropLead(dropDecoration(ws))
	if len(ws) == 0 {
		return talk
	}
	u := e.judge(line, ws)
	u.Line = line
	if u.Verdict == Clear {
		if err := u.Deal.check(); err != nil {
			return Update{Verdict: Nearly, Line: line, Deal: u.Deal, Hint: asError(err)}
		}
	}
	return u
}

var (
	// styleStart and styleEnd are *bold* and _italic_ around words, tightColon
	// is a colon without the blank after it.
	styleStart = regexp.MustCompile("(^|[ \"(])[*_`]+([^ *_`])")
	styleEnd   = regexp.MustCompile("([^ *_`])[*_`]+([ :,;.!)\"]|$)")
	tightColon = regexp.MustCompile(`^([^:]*[\pL"”]):([^\s:/])`)
)

// judge weighs the readings of a line: the first clear one, else the first
// that is nearly one.
func (e Env) judge(line string, ws []word) Update {
	best := Update{}
	for _, c := range e.claims(line, ws) {
		switch u := c.verdict(); {
		case u.Verdict == Clear:
			return u
		case u.Verdict > best.Verdict:
			best = u
		}
	}
	return best
}

// claim is one reading of a line as an update.
type claim struct {
	draft
	rest  []word
	colon bool // the name stood before a colon
}

// claims are the readings of a line, the most trustworthy first.
func (e Env) claims(line string, ws []word) []claim {
	start := draft{env: e, line: line}
	out := start.named(ws)
	if d, rest, ok := start.outcomeFirst(ws); ok {
		out = append(out, d.named(rest)...)
		if c, ok := d.wonUnknown(rest); ok {
			out = append(out, c)
		}
	}
	if d, rest, ok := start.outcomeFirst(ws[colonAfter(ws):]); ok && len(rest) < len(ws)-1 {
		out = append(out, d.named(rest)...) // Great news: won Acme 50k
	}
	return out
}

// named are the claims about a quoted, a known, or a name before a colon.
func (d draft) named(ws []word) []claim {
	if len(ws) == 0 {
		return nil
	}
	var out []claim
	for _, s := range knownFirst(d.env.subjects(d.line, ws)) {
		if len(s.rest) < len(ws) {
			before := ws[len(ws)-len(s.rest)-1]
			out = append(out, claim{d.about(s), s.rest, before.colon})
		}
	}
	if n := colonAfter(ws); n > 0 {
		name := trimMarks(raw(d.line, ws[:n]))
		if ws[0].quoted && n == 1 {
			name = ws[0].text
		}
		if likelyName(name) && !d.env.knows(name) && (!d.leading || startsUpper(name)) {
			out = append(out, claim{d.about(subject{name: name}), ws[n:], true})
		}
	}
	return out
}

// colonAfter is the number of words up to the first colon, six at most.
func colonAfter(ws []word) int {
	for i, w := range ws[:min(6, len(ws))] {
		switch {
		case w.colon:
			return i + 1
		case w.key != "":
			return 0
		}
	}
	return 0
}

// likelyName says that what stands before a colon may be an account.
func likelyName(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	if !unicode.IsLetter(r) && !unicode.IsDigit(r) || strings.Contains(s, "://") || strings.ContainsAny(s, ".!,;") && strings.Contains(s, ". ") {
		return false
	}
	words := strings.Fields(s)
	if len(words) > 1 && startsNames[words[0]] {
		words = words[1:]
	}
	for _, w := range words {
		if noNames[Fold(w)] {
			return false
		}
	}
	return strings.ContainsFunc(s, unicode.IsLetter)
}

func startsUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return !unicode.IsLower(r)
}

// startsNames are noNames with which a name may begin.
var startsNames = set("New Next Last First")

// noNames are words that stand before a colon in talk.
var noNames = set(`lunch dinner breakfast coffee drinks note notes fyi reminder update updates question questions meeting
	meetings todo ps re fwd http https standup agenda btw heads time date today tomorrow yesterday monday tuesday wednesday
	thursday friday saturday sunday budget amount total price target quota goal pipeline revenue forecast deal deals stage
	stages example tip warning idea ideas news question answer team everyone all hi hello hey thanks thank please sorry ok yes
	no we i you they he she it me us our my your this that these those here there what who when where why how if so but and or
	because next last first new up step steps won lost close room call link agreed summary result results plan plans done won action actions item items
	q1 q2 q3 q4 h1 h2 fy ytd mtd qtd deadline deadlines cost costs spend arr mrr acv tcv kpi kpis eod eow eom eoq eoy`)

// wonUnknown reads won Newco 50k, where nobody knows Newco: capitals and an
// amount with a sign or a multiplier make it clear.
func (d draft) wonUnknown(ws []word) (claim, bool) {
	n := 0
	for n < len(ws) && n < 5 && ws[n].plain() && !amountStart(ws[n].text) {
		r, _ := utf8.DecodeRuneInString(ws[n].text)
		if !unicode.IsUpper(r) {
			return claim{}, false
		}
		n++
	}
	if d.Outcome != "won" || n == 0 || n == len(ws) || !likelyName(raw(d.line, ws[:n])) {
		return claim{}, false
	}
	probe := d
	if m, err := probe.takeAmount(ws[n:]); err != nil || m == 0 || weakAmount(probe.amount) {
		return claim{}, false
	}
	name := trimMarks(raw(d.line, ws[:n]))
	return claim{d.about(subject{name: name, known: d.env.knows(name)}), ws[n:], false}, true
}

// dropDecoration takes away emoji, :emoji_names: and marks by themselves.
func dropDecoration(ws []word) []word {
	var out []word
	for _, w := range ws {
		if !w.plain() || !decoration(w) {
			out = append(out, w)
		} else if n := len(out); n > 0 && w.text == "" {
			out[n-1].stop = true
			out[n-1].colon = out[n-1].colon || w.colon
		} else if n > 0 && dashes[w.text] {
			out[n-1].stop = true
		}
	}
	return out
}

var dashes = set("- – — | · • / -- *")

func decoration(w word) bool {
	if strings.HasPrefix(w.text, ":") && w.colon && len(w.text) > 1 {
		return true // :tada:
	}
	return !strings.ContainsFunc(w.text, func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Sc, r)
	})
}

// dropLead takes we, just and the like off the front of we won Acme.
func dropLead(ws []word) []word {
	i := 0
	for i < len(ws) && i < 4 && ws[i].plain() && leads[ws[i].lower()] {
		i++
	}
	if n, _ := outcomeAt(ws[i:]); n > 0 {
		return ws[i:]
	}
	return ws
}

var leads = set("we i we've i've we’ve i’ve have just finally yay and also today officially")

func asError(err error) *Error {
	if e, ok := err.(*Error); ok {
		return e
	}
	return &Error{Text: err.Error(), Example: updateExample}
}
