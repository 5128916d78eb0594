package prompts

import (
	"strings"

	"evenkeel/coach"
)

// What a language model wrote is held against what the rule decided, before anybody
// sees it. A text may go out only if everything in it can be found again: numbers,
// dates, amounts and names among the facts or in the rule's own wordings; what is
// denied and which way things move where the rule's wordings do so too. What cannot
// be found again is refused, whatever it may have meant: a template says it instead,
// and nothing is lost.
//
// The check reads forms, not meanings. It knows English and German.

// Claim is a text that is to be held against what a rule decided.
type Claim struct {
	Rule      string
	Language  string       // "en", "de"; "" is English
	Facts     []coach.Fact // with names in place of ids
	Text      string
	Reference string     // what the template says of it; "" where that is not known
	Today     coach.Date // zero where it is not known: then no day is relative to it
}

// Check says why a text may not be posted: a word like "number", "date" or "name";
// "" if it may. It never fails, and is safe for concurrent use.
func (t *Template) Check(c Claim) (reason string) {
	defer func() {
		if recover() != nil { // a text that is too strange to be looked at is not posted
			reason = "unreadable"
		}
	}()
	lang := languages[language(c.Language)]
	if lang == nil {
		return "language"
	}
	text := straight(c.Text)
	if why := badCharacters(text, c.Facts); why != "" {
		return why
	}
	facts := evidenceOf(c)
	k := &checked{Claim: c, lang: lang, known: t.knownOf(c, facts, lang), facts: facts}
	k.masked, k.named = k.facts.mask(text)
	k.words = scan(k.masked)
	k.figures = figuresOf(k.words, lang)
	for _, look := range []func(*checked) string{
		(*checked).form, (*checked).manner, (*checked).quantities, (*checked).misplaced, (*checked).mislabelled, (*checked).wrongGroup, (*checked).wrongRank, (*checked).wrongDoer, (*checked).misspelt, (*checked).wrongWay, (*checked).insteadOf, (*checked).notThatDay, (*checked).otherUnit, (*checked).names, (*checked).quotes,
		(*checked).denials, (*checked).ways, (*checked).claims, (*checked).acts, (*checked).zeros, (*checked).anchored, (*checked).paraphrased, (*checked).dropped,
	} {
		if why := look(k); why != "" {
			return why
		}
	}
	return ""
}

// language is the first part of a locale: "de" of "de-AT".
func language(s string) string {
	s, _, _ = strings.Cut(strings.ToLower(strings.ReplaceAll(s, "_", "-")), "-")
	if s == "" {
		return "en"
	}
	return s
}

// checked is a text while it is looked at.
type checked struct {
	Claim
	lang    *tongue
	known   *ruleWords
	facts   *evidence
	masked  string   // the text, with the names of the facts and what it quotes of them masked
	named   []string // what was masked, by its number
	words   []token
	figures []quantity
}
