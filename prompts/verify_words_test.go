package prompts_test

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// The makers that work with words: another name, the contrary, or a phrase beside
// what was said.

// strangers are customers that no facts name.
var strangers = []string{"Hartwell", "Corvane", "Lindqvist & Co", "Ostermann", "Pellworth"}

// standIns are other values of what is called by a name.
var standIns = map[string]string{"product": "Stock Pro", "metric": "reply time", "issue": "broken screens", "what": "the signed order",
	"extension": "Route archive", "segment": "Healthcare", "contract_owner": "Jo Brandt", "rep": "Kim Osei", "note": "the gate is locked",
	"stage": "Discovery", "reason": "the board said no"}

// otherNames names somebody else, misspells who it is, or names another thing.
func otherNames(s specimen, turn int) []string {
	var out []string
	stranger := strangers[turn%len(strangers)]
	for _, name := range s.names() {
		if !strings.Contains(s.Text, name) || strings.Contains(name, ", ") {
			continue
		}
		out = append(out, strings.ReplaceAll(s.Text, name, stranger), strings.Replace(s.Text, name, misspelt(name), 1))
	}
	for _, f := range s.Facts {
		found := regexp.MustCompile(`(?i)` + regexp.QuoteMeta(s.fact(f.Name)))
		if by := standIns[f.Name]; by != "" && found.MatchString(s.Text) {
			out = append(out, found.ReplaceAllLiteralString(s.Text, by))
		}
	}
	if len(out) == 0 {
		out = append(out, along(s.Text, inLanguage(s, stranger+" is waiting for the same.", stranger+" wartet auf dasselbe."), 1))
	}
	return out
}

// misspelt swaps the second and the third letter.
func misspelt(name string) string {
	r := []rune(name)
	r[1], r[2] = r[2], r[1]
	return string(r)
}

func inLanguage(s specimen, en, de string) string {
	if s.Language == "de" {
		return de
	}
	return en
}

var sentenceEnd = regexp.MustCompile(`[.?]["“”]? `)

// ends are where sentences end and others begin; not after the point of "31. März".
func ends(text string) [][]int {
	within := slices.Concat(wholeDate.FindAllStringIndex(text, -1), anyMoney.FindAllStringIndex(text, -1))
	return slices.DeleteFunc(sentenceEnd.FindAllStringIndex(text, -1), func(at []int) bool {
		return slices.ContainsFunc(within, func(w []int) bool { return w[0] < at[0] && at[1] < w[1] })
	})
}

// along puts a sentence in front (0), after the first one (1), or at the end (2).
func along(text, sentence string, where int) string {
	all := ends(text)
	switch {
	case where == 0:
		return sentence + " " + text
	case where == 1 && len(all) > 0:
		return text[:all[0][1]] + sentence + " " + text[all[0][1]:]
	}
	return text + " " + sentence
}

// beside makes what is forbidden to say from the phrases of a kind.
func beside(kind string) func(specimen, int) []string {
	return func(s specimen, turn int) []string {
		said := phrases[s.Language][kind]
		phrase := said[turn%len(said)]
		if slices.ContainsFunc(digits.FindAllString(phrase, -1), func(d string) bool { return strings.Contains(s.values(), d) }) {
			return nil // by chance the facts hold that figure
		}
		return []string{along(s.Text, phrase, turn%3)}
	}
}

// otherAsk ends on the contrary of the ask, or on selling.
func otherAsk(s specimen, turn int) []string {
	if s.fact("one_big_deal") != "" {
		return nil // it asks nothing
	}
	all := ends(s.Text)
	said := phrases[s.Language]["other-ask"]
	if len(all) == 0 {
		return nil
	}
	return []string{s.Text[:all[len(all)-1][1]] + said[turn%len(said)]}
}

// tooLong goes on and on, and says nothing that is wrong.
func tooLong(s specimen, turn int) []string {
	said := phrases[s.Language]["length"]
	text := s.Text
	for i := turn; utf8.RuneCountInString(text) <= mostLetters; i++ {
		text += " " + said[i%len(said)]
	}
	return []string{text}
}

// markedUp marks a word, or all of it, as something that is no plain text.
func markedUp(s specimen, turn int) []string {
	marks := [][2]string{{"*", "*"}, {"_", "_"}, {"`", "`"}, {"~", "~"}, {"**", "**"}, {"<b>", "</b>"}, {"[", "](#more)"}, {"<em>", "</em>"}}
	word := regexp.MustCompile(`\d[\d.,]*\d|\p{Lu}[\p{L}]+`).FindAllStringIndex(s.Text, -1)
	at := word[turn%len(word)]
	mark := marks[turn%len(marks)]
	whole := []string{"# " + s.Text, "> " + s.Text, "```" + s.Text + "```", "• " + s.Text, sentenceEnd.ReplaceAllString(s.Text, "$0\n- ")}
	return []string{replaced(s.Text, at[0], at[1], mark[0]+s.Text[at[0]:at[1]]+mark[1]), whole[turn%len(whole)]}
}

// datesAside are rules whose dates and amounts may be left out.
var datesAside = []string{"next-commitment", "review-due", "sell-on-issue"}

// vague leaves out whom it is about, or every figure and date.
func vague(s specimen, _ int) []string {
	var out []string
	text := s.Text
	for _, name := range s.names() {
		text = strings.ReplaceAll(text, name, inLanguage(s, "a customer", "ein Kunde"))
	}
	if text != s.Text && !slices.Contains([]string{"narrow-base", "lead-supply", "sweet-spot-worked-out"}, s.Rule) {
		out = append(out, text)
	}
	if text := s.withoutFigures(); text != s.Text && !told.MatchString(text) && !slices.Contains(datesAside, s.Rule) {
		out = append(out, text)
	}
	return out
}

// told is a figure or a date that is still there, in digits or in words.
var told = regexp.MustCompile(`(?i)\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|\w+teen|twenty|thirty|hundred|thousand|twice|thrice|half|third|fifth|quarter|last day|zwei|drei|zehn|letzten Tag|Märztag|Hälfte)\b`)

func (s specimen) withoutFigures() string {
	text := anyMoney.ReplaceAllString(s.Text, inLanguage(s, "an amount", "ein Betrag"))
	text = anyShare.ReplaceAllString(text, inLanguage(s, "a part", "ein Teil"))
	return wholeDate.ReplaceAllString(text, inLanguage(s, "some day", "irgendwann"))
}

// turned is a phrase and its contrary.
type turned struct {
	find *regexp.Regexp
	by   string
}

func turns(pairs ...string) []turned {
	var out []turned
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, turned{regexp.MustCompile(`\b` + pairs[i] + `\b`), pairs[i+1]})
	}
	return out
}

// turnedRound says the opposite of a direction or an order in time.
func turnedRound(s specimen, _ int) []string {
	return contraries(s.Text, "", directions[s.Language], denying)
}

// negated takes a negation away from what was found, or adds one: not to the ask,
// nor to a question within.
func negated(s specimen, _ int) []string {
	all := ends(s.Text)
	if len(all) == 0 {
		return nil
	}
	ask := all[len(all)-1][1]
	found := contraries(s.Text[:ask], s.Text[ask:], negations[s.Language], asking)
	found = slices.DeleteFunc(found, func(text string) bool { return twice.MatchString(text[:ask]) })
	return found[:min(1, len(found))] // the first pairs are the surest
}

// After these words a contrary need not be false.
var (
	asking  = regexp.MustCompile(`(?i)\b(?:which|what|who|if|whether|how|where|when|could|would|ask|ob|wer|was|welche\w*|frag)\b[^.;:]*$`)
	denying = regexp.MustCompile(`(?i)\b(?:nothing|nobody|no|nichts|niemand|keine?)\b[^.;:]*$`)
)

// twice is a negation that takes another back, or stands where none can.
var twice = regexp.MustCompile(`(?i)\b(?:no|nor|nothing|nobody)\b[^.;:]* not\b|\bnot (?:no|nothing|nobody|still)\b|\bnichts?\b[^.;:]*\b(?:nichts|kein)|\bist nicht[;,.]`)

// contraries turns the first place of each pair round, and leaves the rest.
func contraries(text, rest string, pairs []turned, but *regexp.Regexp) []string {
	var out []string
	for _, p := range pairs {
		at := p.find.FindStringSubmatchIndex(text)
		if at == nil || but.MatchString(text[:at[0]]) {
			continue
		}
		by := p.find.ExpandString(nil, p.by, text, at)
		out = append(out, replaced(text, at[0], at[1], string(by))+rest)
	}
	return out
}
