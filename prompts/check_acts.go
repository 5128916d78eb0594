package prompts

import (
	"regexp"
	"slices"
	"strings"
)

// commandWords are how a language tells somebody to do something.
type commandWords struct {
	known map[string]bool // verbs with which a sentence may begin to ask for something
	risky *regexp.Regexp  // acts that only a rule may ask for
	more  *regexp.Regexp  // what begins one more request
	dont  *regexp.Regexp
	sells *regexp.Regexp // asks for selling
	waits *regexp.Regexp // … and what may stand before it where selling has to wait
}

var englishCommands = commandWords{
	known: wordSet(`accept add address agree aim align allow answer apologise apologize approach arrange ask assess assign attach avoid begin block book bring build buy call cancel carve catch chase check choose circle clarify clear click close collect come commit compare confirm connect consider contact convince copy cut deal decide defend define delay delegate delete deliver demand demo discuss ditch do download draft drop email encourage end ensure escalate establish explain explore fetch figure file fill find finish fix float focus follow forget forward gather get give go grab grow guarantee hand have hear help hint hold identify ignore include increase inform insist install intro introduce invite involve join jot keep leave let line list listen lock log look lower lure make mark measure meet mend mention message move name negotiate nominate note notify nudge offer open order organise organize park pass pause pay pencil phone pick ping pitch plan play point post praise prepare present press promise propose protect prove push put qualify quote raise reach rebook reconnect record recover redirect reduce refer reflect refuse register release relax remember remind remove renew reopen repeat replace reply report request reschedule reserve reset resolve restart return revisit review ring root run save say schedule scope secure see seek sell send set settle shake share shift show sign sit skip slow sort speak spend spot start state stay steer stop strike submit suggest surface swap switch tag take talk tell test think touch trade transfer treat trim try turn unblock update upgrade upsell use verify visit wait walk warn weigh widen win wire withdraw work write`),
	risky: regexp.MustCompile(`\b(?:cc\b|bcc|forward|wire|transfer|click|log ?in|sign in|download|install|install\w*|upload|visit|delete|erase|approve|refund|pay|invoice|bill|copy (?:in|your)|tag|@|broadcast|announce|post (?:it|this|about)|publish|tweet|linkedin|facebook|whatsapp|text message|sms|crm admin|escalate|your (?:boss|manager|director|vp|ceo|lawyer)|my (?:boss|manager)|the (?:boss|ceo|board|press|police|lawyer\w*|legal)|human resources|hr\b|lie|pretend|hide|conceal|keep (?:it |this )?(?:secret|quiet|from)|threaten|bribe|gift|bluff|fake|invent|backdate|falsif\w*|change the (?:date|amount|number)|mark (?:it|this|the deal|them) (?:as )?(?:won|closed|renewed|done|kept|lost|in)|raise (?:the|your|their) price|increase (?:the|your|their) price|double the|cancel|terminate|sue|legal action|poach|reply with|respond with|respond in|repeat after|translate|write a poem|(?:give|offer|grant) (?:them |him |her )?(?:a |another )?\d+ ?(?:%|percent|per cent)|tell (?:everyone|everybody|the team|the channel)|share (?:this|it) (?:on|publicly|with (?:everyone|everybody|the channel|the team|all|your))|sign (?:up|here|the|off|it)|buy (?:them|him|her|a)|take them (?:to|out)|(?:for|get|want|need) \w+ (?:\w+ )?referrals?|(?:bigger|larger) (?:order|deal|contract|package)|reference|testimonial|wait until|wait for|sit tight|do nothing|nothing (?:needs?|is needed|has to)|nothing to (?:do|change|worry)|no action|no need to (?:do|act|change|worry)|leave (?:it|things|them) (?:open|as|be|alone)|(?:just|simply) leave|keep (?:\S+ ){1,3}(?:out of|in the dark)|without telling|do not tell|not to tell|tell (?:nobody|no one)|(?:to|and) sign\b|signed (?:today|now|this)|speed (?:it|things) up|hurry|(?:build|promise|offer) (?:them )?(?:a |an )?(?:better|bigger|larger)|lunch|dinner|drinks|golf|tickets?)\b`),
	more:  regexp.MustCompile(`(?:^|[.;!?] |- )(?:also|and also|additionally|in addition|besides|furthermore|moreover|plus|and then|then|afterwards|after that|while you're at it|while you are at it|oh, and|p\.?s\.?|next,|finally|on top of that|by the way|btw|one more thing|don't forget to|remember to|make sure (?:to|you))[ ,:]`),
	dont:  regexp.MustCompile(`(?:^|[.;:!?] |- |, |, so |, and |\band )(?:please )?(?:do not|never|no need to|there is no need to|you need not|stop|skip|avoid|ignore|forget|refrain from|hold off|drop|leave)(?: |$)`),
	sells: regexp.MustCompile(`\b(?:pitch|pitching|upsell\w*|cross-sell\w*|sell (?:them|more|something|it|him|her|an?|the)|offer (?:them )?(?:an? |the |our |more |additional )?(?:upgrade|add-on|module|expansion|premium|licen[cs]es?|seats|package|bundle|deal|product)|close the (?:sale|deal|expansion)|push the (?:sale|deal|expansion|proposal)|send (?:them |over )?(?:a |the |our |another |new )?(?:quote|quotation|proposal|price list|offer)|quote|demo (?:the|our|a)|propose (?:an? |the )?(?:upgrade|expansion|bigger)|move (?:it|the deal|the expansion) forward|go ahead|carry on with|press ahead|expand the account)\b`),
	waits: regexp.MustCompile(`\b(?:heard|had|got|came|before|until|till|instead of|rather than|without|not|no|nothing|never|stop|hold|pause|wait|first|ahead of|than|less|only|only for|all|every|were|was|been|have been|about|after|later|once|when|park)\b`),
}

var germanCommands = commandWords{
	known: wordSet(`ruf rufe frag frage nenn nenne such suche vereinbare kläre klär bitte bitten schreib schreibe schick schicke sprich halte halt mach mache lass lege leg setz setze plane plan prüf prüfe bring bringe zeig zeige sag sage geh gehe gib nimm hol hole denk überleg überlege schlag schlage verabrede sammle finde find melde wähl wähle notier notiere hör höre besorg besorge stell stelle schau schaue liste ergänze richte bereite bereit kläre meld lad informier informiere verkauf verkaufe plane teil teile behalte entscheide biete erinnere hake trag trage leite sende schließ schließe verschiebe verschieb`),
	risky: regexp.MustCompile(`(?:^|[^\p{L}])(?:weiterleit\p{L}*|leite \p{L}+ weiter|überweis\p{L}*|klick\p{L}*|herunterlad\p{L}*|installier\p{L}*|lösch\p{L}*|genehmig\p{L}*|dein\p{L}* chef\p{L}*|geschäftsführ\p{L}*|rechtsabteilung|anwalt|lüg\p{L}*|verschweig\p{L}*|drohe?|unterschreibe?|unterzeichne?|(?:schreib|ruf|schick|frag|sag|bitte?|informier|lad|gib|stell|nenn|kauf|buch)\p{L}* (?:ihnen |ihm |ihr |sie |ihn )?(?:auch|zudem|zusätzlich|außerdem|noch dazu)|\p{L}*kanal|\p{L}*channel|poste?|veröffentlich\p{L}*|finanzchef\p{L}*|vorstand\p{L}*|(?:es ist |es gibt |hier ist )?zu tun ist nichts|wie es ist|verkauf\p{L}* (?:stattdessen|lieber|jetzt|gleich)|größere\p{L}* paket|informier\p{L}* \p{L}+ \p{L}+ nicht|abendessen|mittagessen|lade \p{L}+ ein|kündige|storniere|markier\p{L}*|eskalier\p{L}*)(?:$|[^\p{L}])`),
	more:  regexp.MustCompile(`(?:^|[.;!?] |, )(?:außerdem|zusätzlich|übrigens|danach|anschließend|und dann|vergiss nicht|denk (?:auch )?daran|ps)[ ,:]`),
	dont:  regexp.MustCompile(`(?:^|[.;:!?] |, |und )(?:ignoriere?|vergiss|lass (?:es|das)(?: (?:sein|gut|bleiben|liegen|so))|lass es, wie|frag\p{L}* nicht|ruf\p{L}* nicht|nenne? (?:keine|nicht)|vereinbare? (?:keine|nicht)|kläre? (?:keine|nicht)|bitte nicht|warte|verzichte)(?: |$)`),
	sells: regexp.MustCompile(`(?:^|[^\p{L}])(?:verkauf\p{L}* (?:ihnen|mehr|ihm|ihr)|biete? (?:ihnen )?(?:ein|mehr|das|die|den)|upsell\p{L}*|angebot schicken|mach\p{L}* (?:ihnen |ihm |ihr )?ein (?:\p{L}+ )?angebot|schick\p{L}* (?:ihnen )?(?:ein|das) (?:neues )?angebot|upgrade)(?:$|[^\p{L}])`),
	waits: regexp.MustCompile(`(?:^|[^\p{L}])(?:bevor|vor|bis|statt|ohne|nicht|kein\p{L}*|erst|ehe|anstatt|nach|nur)(?:$|[^\p{L}])`),
}

// acts refuses a request that the rule does not make: a risky one, one more, its
// contrary, or one to sell where the rule asks for something else.
func (k *checked) acts() string {
	c, text := k.lang.commands, plainly(k.masked)
	for _, found := range c.risky.FindAllString(text, -1) {
		if !k.said(found) {
			return "instruction: " + found
		}
	}
	for _, found := range c.more.FindAllString(text, -1) {
		if !k.said(strings.Trim(found, ".,;!? -")) {
			return "instruction: " + found
		}
	}
	for _, found := range c.sells.FindAllStringIndex(text, -1) {
		words := text[found[0]:found[1]]
		if !(strings.Contains(words, " ") && k.said(words)) && !k.known.asks[stem(words)] && !c.waits.MatchString(clauseBefore(text, found[0])) {
			return "instruction: " + text[found[0]:found[1]]
		}
	}
	if at := c.dont.FindStringIndex(text); at != nil && !strings.Contains(text[at[0]:at[1]], "and never") && !k.waitsFor(text[at[0]:]) {
		return "instruction: " + text[at[0]:at[1]]
	}
	if !k.asksAlike() {
		return "instruction: unlike"
	}
	return ""
}

// clauseBefore is the part of a sentence before a place in it.
func clauseBefore(text string, at int) string {
	from := strings.LastIndexAny(text[:at], ".!?;:") + 1
	return text[from:at]
}

// waitsFor says whether what not to do is selling, or is what the rule's own wordings
// say.
func (k *checked) waitsFor(rest string) bool {
	if cut := strings.IndexAny(rest[2:], ".!?;:"); cut >= 0 {
		rest = rest[:cut+2]
	}
	if k.lang.commands.sells.MatchString(rest) {
		return true
	}
	first := ""
	for _, w := range wordsOf(rest) {
		if !slices.Contains([]string{"do", "not", "please", "and", "so", "no", "need", "to", "there", "is", "you", "off", "from", "it", "never"}, w) {
			first = w
			break
		}
	}
	return k.known.asks[stem(first)] && (strings.Contains(rest, "drop") || strings.Contains(rest, "stop") || strings.Contains(rest, "leave")) || slices.Contains([]string{"let", "leave", "wait", "lose", "chase", "sell", "selling", "assume", "guess"}, first)
}

// asksAlike says whether every sentence that tells somebody to do something has a
// word in common with what the rule asks for.
func (k *checked) asksAlike() bool {
	if len(k.known.asks) == 0 || k.lang != languages["en"] {
		return true
	}
	for _, s := range sentences(k.words) {
		if len(s) > 1 && k.obeys(s[0]) {
			return false
		}
		if len(s) < 2 || !k.lang.commands.known[s[0].low] {
			continue
		}
		alike := false
		for _, w := range s {
			st := stem(w.low)
			alike = alike || w.kind == nameToken || w.kind == wordToken && k.known.lexicon[st] && !fillers[st]
		}
		if !alike {
			return false
		}
	}
	return true
}

// obeys says whether a sentence begins with a word that only what somebody wrote has.
func (k *checked) obeys(first token) bool {
	return first.kind == wordToken && !k.ours(first.low) && slices.ContainsFunc(k.facts.quoted, func(s string) bool {
		return slices.Contains(wordsOf(foldText(s)), first.low)
	})
}

// sentences splits words at full stops, question marks, colons and semicolons.
func sentences(words []token) [][]token {
	var out [][]token
	from := 0
	for i, w := range words {
		if ends(w) || i+1 < len(words) && words[i+1].begins && words[i+1].kind == wordToken {
			out = append(out, words[from:i+1])
			from = i + 1
		}
	}
	if from < len(words) {
		out = append(out, words[from:])
	}
	return out
}
