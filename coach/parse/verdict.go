package parse

import (
	"regexp"
	"strings"
)

// piece is what stands between two commas of an update.
type piece struct {
	words  []word
	fields int   // how many of its words were fields
	rest   int   // how many words are left over
	err    error // why a field in it cannot be read
}

func (p piece) full() bool { return p.err == nil && p.rest == 0 && p.fields > 0 }

// left are the words that are no field.
func (p piece) left() []word { return p.words[len(p.words)-p.rest:] }

// verdict reads the pieces of a claim.
func (c claim) verdict() Update {
	if len(c.rest) == 0 && c.Outcome == "" {
		return Update{}
	}
	pieces := c.pieces()
	full := 0
	for full < len(pieces) && pieces[full].full() {
		full++
	}
	rest := pieces[full:]
	switch {
	case len(rest) > 0 && c.reasonFrom(rest[0]):
		c.Reason = reasonText(raw(c.line, rest[0].left()) + c.after(rest))
		return c.clear()
	case len(rest) == 0:
		return c.clear()
	}
	if hint := c.hint(rest); hint != nil && c.meant(pieces) {
		return Update{Verdict: Nearly, Deal: c.Deal, Hint: hint}
	}
	if c.sure() && rest[0].fields == 0 && rest[0].err == nil && full > 0 || c.outcomeThenTalk(rest) {
		c.Note = trimMarks(raw(c.line, rest[0].words) + c.after(rest))
		return c.clear()
	}
	if c.Known && full > 0 && c.fields > 0 {
		return Update{Verdict: Nearly, Deal: c.Deal, Hint: c.form("I understood only part of it.")}
	}
	return Update{}
}

// pieces cuts the rest at commas and reads each piece into the draft.
func (c *claim) pieces() []piece {
	var out []piece
	from := 0
	for i, w := range c.rest {
		if i+1 < len(c.rest) && (!w.stop || w.colon || c.yearFollows(i)) {
			continue
		}
		p := piece{words: c.rest[from : i+1]}
		had := c.draft
		n, err := c.read(p.words)
		p.fields, p.rest, p.err = c.fields-had.fields, len(p.words)-n, err
		if p.rest > 0 && c.Outcome == had.Outcome {
			c.draft = had // 3 people: the 3 was no amount
		}
		if p.fields == 0 && p.rest == 0 && err == nil && len(p.words) > 0 {
			p.fields = p.plainWords() // until DATE counts for its outcome
		}
		out = append(out, p)
		from = i + 1
	}
	return out
}

// yearFollows says that the comma after word i stands inside a date: 31 Mar,
// 2026.
func (c *claim) yearFollows(i int) bool {
	if i == 0 || len(c.rest[i+1].text) != 4 || !onlyDigits.MatchString(c.rest[i+1].text) {
		return false
	}
	_, err := c.env.Date(joined(c.rest[i-1:i+2]), Next)
	return err == nil
}

func (p piece) plainWords() int {
	if len(p.words) == 1 && p.words[0].text == "" {
		return 0
	}
	return len(p.words)
}

// after is what follows the first of the pieces, as typed.
func (c claim) after(rest []piece) string {
	if len(rest) < 2 {
		return ""
	}
	last := rest[0].words[len(rest[0].words)-1]
	return c.line[last.end:]
}

// reasonFrom says that what cannot be read is the reason of a loss: after a
// colon or comma, or after because and the like.
func (c claim) reasonFrom(p piece) bool {
	if !c.takesReason() || p.err != nil && p.fields > 0 {
		return false
	}
	left := p.left()
	first := left[0].start
	before := strings.TrimRight(c.line[:first], " ")
	parted := strings.HasSuffix(before, ":") || strings.HasSuffix(before, ",") || strings.HasSuffix(before, ";") || strings.HasSuffix(before, "-") ||
		strings.HasSuffix(before, "–") || strings.HasSuffix(before, "—")
	return parted || reasonWords[left[0].lower()] && len(left) > 1
}

// sure says that what was read is an update whatever follows it.
func (c claim) sure() bool { return c.Outcome != "" || c.fields >= 2 }

// outcomeThenTalk is won Acme, what a team: an outcome, a comma, talk.
func (c claim) outcomeThenTalk(rest []piece) bool {
	if c.Outcome == "" || len(rest) == 0 || rest[0].fields > 0 || rest[0].err != nil {
		return false
	}
	before := strings.TrimRight(c.line[:rest[0].words[0].start], " ")
	return strings.HasSuffix(before, ",") || strings.HasSuffix(before, "!") || strings.HasSuffix(before, ".")
}

// clear finishes a claim of which every word is understood.
func (c claim) clear() Update {
	if c.fields == 0 {
		return Update{}
	}
	if c.onlyWeak() {
		if !c.colon {
			return Update{}
		}
		return c.nearly(c.form("I am not sure what %s is.", quote(c.weak())))
	}
	d, err := c.finish()
	if err != nil {
		return Update{Verdict: Nearly, Deal: c.Deal, Hint: asError(err)}
	}
	return Update{Verdict: Clear, Deal: d}
}

// nearly is a hint for a known name; about an unknown one it is talk.
func (c claim) nearly(hint *Error) Update {
	if !c.Known {
		return Update{}
	}
	return Update{Verdict: Nearly, Deal: c.Deal, Hint: hint}
}

// onlyWeak says that all there is is a bare small number or a kind.
func (c claim) onlyWeak() bool {
	return c.fields == 1 && (c.amount != "" && c.isWeak() || c.Kind != "")
}

func (c claim) isWeak() bool {
	if weakAmount(c.amount) {
		return true
	}
	return !c.Known && onlyDigits.MatchString(c.amount)
}

func (c claim) weak() string {
	if c.amount != "" {
		return c.amount
	}
	return c.Kind
}

// weakAmount is a bare number that may as well be a count or a year.
func weakAmount(s string) bool {
	return onlyDigits.MatchString(s) && (len(s) < 4 || len(s) == 4 && s >= "1970" && s <= "2199")
}

// form is a hint that shows the right form for this name.
func (c claim) form(format string, args ...any) *Error {
	example := quoted(c.Subject) + strings.TrimPrefix(updateExample, "Acme")
	if c.Outcome == "won" {
		example = "won " + quoted(c.Subject) + " 50k"
	}
	if c.Outcome == "lost" {
		example = "lost " + quoted(c.Subject) + ": price"
	}
	return wrong(example, "If this is an update of %s, please write it in another way: "+format, append([]any{c.Subject}, args...)...)
}

// hint finds what in the pieces was clearly meant as a field.
func (c claim) hint(rest []piece) *Error {
	for _, p := range rest {
		if p.full() {
			continue
		}
		if p.err != nil {
			if h := c.errorHint(p); h != nil {
				return h
			}
			continue
		}
		if h := c.leftHint(p); h != nil {
			return h
		}
	}
	return nil
}

// errorHint passes on the error of a field, unless the words are talk: close
// the door, Friday at noon.
func (c claim) errorHint(p piece) *Error {
	left := p.left()
	switch {
	case len(left) > 5, p.fields == 0 && len(left) < len(p.words):
		return nil
	case c.fields == 0 && c.dateAt(left, Next) > 0:
		return nil // Acme Friday
	case closeWords[left[0].lower()] && !looksLikeDate(unquoteAll(left[1:])):
		return nil
	case amountStart(left[0].text) && !amountLike.MatchString(strings.ToLower(left[0].text)):
		return nil
	case p.fields == 0 && len(left) > 2 && !closeWords[left[0].lower()]:
		return nil
	}
	return asError(p.err)
}

var amountLike = regexp.MustCompile(`^[^\pL0-9:]?[0-9][0-9.,'’]*(k+|m+|bn|mio)?[^\pL0-9:%]?$`)

// leftHint looks at left-over words for a stage with a typing error or a
// number in words.
func (c claim) leftHint(p piece) *Error {
	left := p.left()
	text := joined(left)
	if h := c.stageHint(left, p.fields > 0 || c.fields > 0 || c.colon); h != nil {
		return h
	}
	if len(left) <= 2 && numberWords[left[0].lower()] && (c.Outcome != "" || c.colon) {
		return wrong(updateExample, "Please write the amount %s in digits.", quote(text))
	}
	if len(left) == 1 && c.Outcome == "lost" && c.Known && c.leading {
		return c.form("if %s is the reason, put a colon before it.", quote(text))
	}
	return nil
}

// stageHint finds a mistyped stage with nothing but fields after it. There must
// be some, unless more speaks for an update.
func (c claim) stageHint(left []word, more bool) *Error {
	for n := min(3, len(left)); n > 0; n-- {
		stage := Nearest(joined(left[:n]), c.env.Stages)
		if stage == "" || n == len(left) && !more {
			continue
		}
		probe := c.draft
		if m, err := probe.read(left[n:]); err == nil && m == len(left)-n {
			return wrong(quoted(c.Subject)+": "+stage, "I do not know the stage %s. Did you mean %s?", quote(joined(left[:n])), stage)
		}
	}
	return nil
}

// meant says that a hint is welcome: the account is known, or something else
// on the line was understood.
func (c claim) meant(pieces []piece) bool {
	if c.Known {
		return true
	}
	for _, p := range pieces {
		if p.full() && !c.onlyWeak() {
			return true
		}
	}
	return false
}

var numberWords = set(`ten twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million one two three four five six
	seven eight nine twelve fifteen`)
