package prompts

import (
	"slices"
	"strings"
	"unicode"
)

// names refuses a name that is not among the facts: a word in capitals within a
// sentence, or one at its beginning that does what only somebody does.
func (k *checked) names() string {
	quoted := false
	for i, w := range k.words {
		if w.text == `"` {
			quoted = !quoted
		}
		if !quoted && shouts(w.text) && !isCurrency[w.text] && !capitals[w.text] {
			return "name: " + w.text
		}
		if quoted || w.kind != wordToken || !unicode.IsUpper([]rune(w.text)[0]) || k.isQuantity(i) || k.expected(w) {
			continue
		}
		if k.lang == languages["de"] {
			if k.germanName(i) {
				return "name: " + w.text
			}
			continue
		}
		if !w.begins && !k.inTitle(i) || w.begins && k.actsAsName(i) {
			return "name: " + w.text
		}
	}
	return ""
}

func (k *checked) isQuantity(i int) bool {
	return slices.ContainsFunc(k.figures, func(q quantity) bool { return i >= q.first && i <= q.last })
}

// capitals are words that are written so wherever they stand.
var object = wordSet("the a an it this that these those them him her your their its our every each some any all one two three up down in out off on over back with what which who whom whether how why when where")

var capitals = wordSet("I I'm I'd I'll I've HHI CRM OK Slack Home Even Keel English German AM PM")

// expected says whether a word may stand in capitals.
func (k *checked) expected(w token) bool {
	base := strings.TrimSuffix(strings.TrimSuffix(w.low, "'s"), "'")
	if capitals[w.text] || k.lang.months[base] > 0 || isCurrency[w.text] {
		return true
	}
	if _, ok := k.lang.weekdays[base]; ok && len(base) > 2 {
		return true
	}
	return k.facts.words[base] && (w.begins || !k.facts.parts[base])
}

// inTitle says whether a word stands in a line that is written in capitals
// throughout, as titles are, and is a word that we use.
func (k *checked) inTitle(i int) bool {
	upper, all := 0, 0
	for j := i; j >= 0 && (j == i || !ends(k.words[j])); j-- {
		upper, all = countUpper(k.words[j], upper, all)
		if k.words[j].begins && j != i {
			break
		}
	}
	for j := i + 1; j < len(k.words) && !ends(k.words[j]); j++ {
		upper, all = countUpper(k.words[j], upper, all)
	}
	return all > 2 && upper*3 >= all*2 && (k.known.lexicon[stem(k.words[i].low)] || commonWords[k.words[i].low])
}

func countUpper(t token, upper, all int) (int, int) {
	if t.kind != wordToken || len(t.low) < 4 {
		return upper, all
	}
	if unicode.IsUpper([]rune(t.text)[0]) {
		upper++
	}
	return upper, all + 1
}

// actsAsName says whether a word that begins a sentence is a name: it owns something,
// or nobody uses it otherwise.
func (k *checked) actsAsName(i int) bool {
	w := k.words[i]
	if base, ok := strings.CutSuffix(w.low, "'s"); ok {
		return !k.ours(base)
	}
	if k.ours(w.low) || lands[w.low] != "" {
		return false
	}
	if mixedCase(w.text) {
		return true
	}
	if i+1 < len(k.words) && object[k.words[i+1].low] {
		return false // a verb, as in "carry it upward"
	}
	return !strings.HasSuffix(w.low, "ly") && !strings.HasSuffix(w.low, "ed")
}

// ours says whether a word is one that the wordings use, or that everybody does.
func (k *checked) ours(low string) bool {
	if word, _, contracted := strings.Cut(low, "'"); contracted && commonWords[word] {
		return true
	}
	return commonWords[low] || k.known.lexicon[stem(low)] || strings.HasSuffix(low, "ing") || k.lang.commands.known[low]
}

// shouts says whether a word is written in capitals throughout.
func shouts(s string) bool {
	return len(s) > 3 && s == strings.ToUpper(s) && s != strings.ToLower(s) && !strings.ContainsFunc(s, unicode.IsDigit)
}

func mixedCase(s string) bool {
	for i, r := range s {
		if i > 0 && unicode.IsUpper(r) {
			return true
		}
	}
	return false
}

// germanName: nouns are written in capitals there, so a name shows only by a preposition
// without an article before it, or a form that no noun has.
func (k *checked) germanName(i int) bool {
	w := k.words[i]
	if k.known.lexicon[stem(w.low)] || commonWords[w.low] || germanNouns[w.low] || germanNouns[stem(w.low)] {
		return false
	}
	if mixedCase(w.text) || legal[w.low] {
		return true
	}
	if i+1 < len(k.words) && (legal[k.words[i+1].low] || w.begins && (germanDoing[k.words[i+1].low] || k.words[i+1].text == ",")) {
		return true
	}
	if i > 0 && germanDoing[k.words[i-1].low] && i+1 < len(k.words) && germanArticles[k.words[i+1].low] {
		return true
	}
	if k.facts.parts[w.low] && !w.begins {
		return true // "Stock Pro" where the facts have Till Pro
	}
	return i > 0 && germanBefore[k.words[i-1].low]
}

var (
	germanBefore   = wordSet("bei wie von mit für gegen an als und oder ohne statt auch")
	germanArticles = wordSet("der die das den dem des ein eine einen einem einer seine seinen ihre ihren")
	germanDoing    = wordSet("ist hat war hatte wird will kann sind haben waren sagt macht braucht bekommt zahlt steht liegt trägt kommt macht entscheidet wartet verlängert hält bleibt läuft klärt nutzt kauft will möchte")
	germanNouns    = wordSet("datum schweigen nein ja name namen frage fragen anruf anrufe nachricht nachrichten mail brief notiz notizen verlauf phase liste plan pläne ziele zielen nutzen rechnung bestellung unterschrift papier hand hände blick kopf seite seiten rest hälfte drittel viertel auftrag aufträge auftrags arbeit treffen gespräche verkauf verkaufs verkaufsgespräch einkauf chef ansprechpartner kontakt kontakte daten kosten preis preise punkt punkte grund gründe idee ideen ruhe hilfe vertrauen beziehung runde besuch moment augenblick mittag morgen abend vormittag nachmittag frühjahr sommer herbst winter januar februar märz april mai juni juli august september oktober november dezember dienstag mittwoch donnerstag freitag samstag sonntag laufzeit laufzeiten vertragsende vorgehen ergebnis ergebnisse messung wert werte kennzahl kennzahlen schulter schultern gewicht größe produkt produkte lieferung lieferungen fehler störung klärung freigabe budget workshop pilotprojekt test projekt projekte ihnen ihre ihr ihren sie montag kunden kunde umsatz umsatzes anteil vertrag vertrags termin termine schritt schritte zusage zusagen woche wochen tag tage tagen monat monate monaten quartal ende anfang mitte abschluss basis breite beispiel zahlen zugang geld zeit kalender angebot angebote gespräch rückmeldung antwort problem probleme stand problem verlängerung entscheidung kündigung frist interessenten unternehmen firma firmen geschäft deal deals pilot vorgang anliegen lösung lösungen verantwortlichen team euch jahr jahre jahres prozent euro dollar")
)

// misspelt refuses a word in capitals that is nearly one of a name's, and not it.
func (k *checked) misspelt() string {
	for _, w := range k.words {
		if w.kind != wordToken || len(w.low) < 5 || !unicode.IsUpper([]rune(w.text)[0]) || k.facts.words[w.low] || k.facts.words[stem(w.low)] || k.known.exact[w.low] {
			continue
		}
		for part := range k.facts.parts {
			if len(part) > 4 && slip([]rune(part), []rune(w.low)) {
				return "name: " + w.text
			}
		}
	}
	return ""
}

// slip says whether one word is another but for two letters that changed places, or for
// one letter.
func slip(x, y []rune) bool {
	if len(x) > len(y) {
		x, y = y, x
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	switch {
	case len(y)-len(x) > 1 || i == len(y):
		return false
	case len(y) > len(x):
		return slices.Equal(x[i:], y[i+1:])
	case slices.Equal(x[i+1:], y[i+1:]):
		return true
	}
	return i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && slices.Equal(x[i+2:], y[i+2:])
}
