package prompts

import (
	"regexp"
	"slices"
	"strings"

	"evenkeel/coach"
)

var fillers = stemSet(`a an the and or but of to in on at by for with from as is are was were be been it its this that these those they them their you your we us our i me my he she so if then than not no nor do does did has have had will would can could may might should must one more most all any each every some who whom which what when where how why there here now just only also very out up down off over about into`)

// denials refuses a denial of what the rule's wordings do not deny.
func (k *checked) denials() string {
	if k.lang != languages["en"] || len(k.known.nots) == 0 {
		return ""
	}
	for i, w := range k.words {
		if !negates(w.low, k.lang) || k.isNoun(i) {
			continue
		}
		if !k.mayDeny(i) {
			return "negation: " + w.low + " " + k.after(i)
		}
	}
	return ""
}

// isNoun says whether a "no" is the answer of that name, or ends its sentence.
func (k *checked) isNoun(i int) bool {
	if i+1 >= len(k.words) || k.words[i+1].kind == markToken && k.words[i+1].text != "-" {
		return true
	}
	next := k.words[i+1]
	if k.words[i].low == "no" && (i > 0 && beforeNo[k.words[i-1].low] || afterNo[next.low]) {
		return true
	}
	return k.words[i].low == "not" && next.low == "and" || next.text == "-"
}

var (
	afterNo  = wordSet("in frees is to costs would as early now from")
	beforeNo = wordSet("a an kind clear friendly polite honest or early plain firm that the as with yes simple gentle quick")
	alwaysNo = stemSet("only quite need question wonder matter just necessarily one longer")
)

// mayDeny says whether one of the next words, or of those shortly before, is
// one that may be denied.
func (k *checked) mayDeny(i int) bool {
	if i+1 < len(k.words) && k.words[i+1].low != "one" && (k.words[i].low == "without" || k.words[i].low == "no") && k.isQuantity(i+1) {
		return false
	}
	seen := 0
	for j := i + 1; j < len(k.words) && seen < 4 && !ends(k.words[j]) && k.words[j].text != ","; j++ {
		if k.words[j].kind != wordToken {
			continue
		}
		st := stem(k.words[j].low)
		if k.known.nots[st] || slices.ContainsFunc(strings.Split(k.words[j].low, "-"), func(part string) bool { return k.known.nots[stem(part)] }) || alwaysNo[st] || k.countsNone(st) || k.facts.words[st] && !fillers[st] {
			return true
		}
		if k.isQuantity(j) && k.words[j].low != "one" {
			return false
		}
		if !fillers[st] {
			seen++
		}
	}
	return false
}

// countsNone says whether a word is in the name of a fact that says there is none.
func (k *checked) countsNone(st string) bool {
	return slices.ContainsFunc(k.Facts, func(f coach.Fact) bool {
		v, counted := number(f.Value)
		s, _ := f.Value.(string)
		none := counted && v == 0 || f.Value == false || f.Value == nil || s == "no" || s == "none" || s == "false" || s == "never" || s == "unknown"
		return none && slices.ContainsFunc(strings.Split(f.Name, "_"), func(part string) bool { return stem(part) == st })
	})
}

func (k *checked) after(i int) string {
	var out []string
	for j := i + 1; j < len(k.words) && j < i+4; j++ {
		out = append(out, k.words[j].low)
	}
	return strings.Join(out, " ")
}

func stemSet(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(s) {
		out[stem(w)] = true
	}
	return out
}

// opposites are words that turn a sentence round. One side may be said where the
// rule's wordings say it too, or say neither and it moves nothing.
var opposites = [][2][]string{
	{{"rise", "rose", "rising", "grow", "climb", "increas", "jump", "soar", "doubl", "tripl"}, {"fall", "fell", "declin", "decreas", "shrink", "shrank", "shrunk", "slip", "dwindl", "sink", "sank"}},
	{{"above", "exceed"}, {"below", "beneath"}},
	{{"miss"}, {"meet", "hit"}},
	{{"break", "broken", "broke"}, {"keep", "honour", "honor"}},
	{{"wide", "broad"}, {"narrow"}},
	{{"outbound"}, {"inbound"}},
	{{"unhappy", "unsatisfied"}, {"happy", "satisfied", "delighted"}},
}

// turned are words that no text may say unless a wording of the rule does, or a fact
// is called so: each says the contrary of what such a finding may say.
var turned = wordSet("began begun opposite smallest shortest cheapest wrongly loss losses cancelled canceled terminated abandoned rejected refused refunded tripled doubled quadrupled surplus plenty ample talkative chatty vocal eager keen thrilled delighted enthusiastic unhappy soonest youngest younger newest cheaper balanced secure flawless improved recovered vanished withdrawn postponed expired unlimited guaranteed surpassed exceeded beaten outgrown")

var moving = 1 // the first of opposites moves figures: it needs to be known

// ways refuses a word whose opposite the rule's wordings say.
func (k *checked) ways() string {
	text := map[string]bool{}
	for _, w := range k.words {
		if w.kind == wordToken {
			text[stem(w.low)] = true
			text[w.low] = true
		}
	}
	for _, w := range k.words {
		if turned[w.low] && !k.known.exact[w.low] && !k.facts.words[w.low] && !k.hasFactLike(w.low) && !k.hasFactLike(stem(w.low)) {
			return "direction: " + w.low
		}
	}
	for i, pair := range opposites {
		for side, words := range pair {
			if !saysAny(text, words) || k.saysOne(words) || i < moving && k.moved(side == 0) {
				continue
			}
			if i < moving || k.saysOne(pair[1-side]) {
				return "direction: " + words[0]
			}
		}
	}
	return ""
}

// moved says whether some figure went up, or down, by the facts.
func (k *checked) moved(up bool) bool {
	return slices.ContainsFunc(k.facts.numbers, func(f figured) bool {
		now, then, ok := k.facts.before(f.fact)
		return ok && (now > then) == up && now != then
	}) || slices.ContainsFunc(k.words, func(t token) bool { return t.low == "falls" || t.low == "fall" })
}

func saysAny(text map[string]bool, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return text[w] || text[stem(w)] })
}

func (k *checked) saysOne(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return k.known.lexicon[w] || k.known.lexicon[stem(w)] })
}

// claims holds a text against what the rule's file says that a wording must and must
// never say.
func (k *checked) claims() string {
	text := plainly(k.masked)
	for _, never := range k.known.never {
		for _, at := range never.says.FindAllStringIndex(text, -1) {
			if said := text[at[0]:at[1]]; !supposed(text, at[0], said) && !k.exempt(never, strings.Trim(said, ".,; ")) {
				return "meaning: " + said
			}
		}
	}
	if why := k.otherKey(text); why != "" {
		return why
	}
	if at := strings.Index(text, "because"); at >= 0 && !k.hasReason() && !k.explains(text[at:]) {
		return "added: because"
	}
	if m := closing.FindString(text); m != "" && !k.hasFact("closed") && !k.known.exact["closed"] {
		return "direction: " + m
	}
	if vague.MatchString(text) && !k.said(vague.FindString(text)) {
		return "dropped: " + vague.FindString(text)
	}
	if len(k.known.must) > 0 && !slices.ContainsFunc(k.known.must, func(h held) bool { return h.says.MatchString(text) }) {
		return "meaning"
	}
	return ""
}

// exempt says whether our own wordings say what another's must not: for any facts, or,
// where that depends on the facts, for these.
func (k *checked) exempt(never held, said string) bool {
	if len(never.when) > 0 {
		return saysWords(k.known.here, said)
	}
	return k.known.says(said)
}

var (
	severities = regexp.MustCompile(`\b(low|medium|high)[- ](?:severity|priority|issue)|\bseverity(?: is|:|,)? (low|medium|high)\b`)
	vague      = regexp.MustCompile(`\b(?:some ?day|an amount|some amount|a certain (?:amount|day|number|share)|some time ago|a while ago|at some point|(?:a|one) customer (?:has|is|was|had)\b|somewhere around|a number of (?:days|deals|customers)|quite some)\b`)
)

// otherKey refuses another severity, stage or criterion than the facts hold.
func (k *checked) otherKey(text string) string {
	for _, name := range []string{"issue_severity", "severity"} {
		sev, ok := k.fact(name).(string)
		for _, m := range severities.FindAllStringSubmatch(text, -1) {
			if ok && !strings.EqualFold(m[1]+m[2], sev) {
				return "meaning: " + m[0]
			}
		}
	}
	for fact, of := range levels {
		if own, ok := k.fact(fact).(string); ok && fact != "stage" && fact != "unit" && !k.saysLevel(wordSet(strings.ToLower(own))) && k.saysLevel(of) {
			return "meaning: another " + fact
		}
	}
	if stage, ok := k.fact("stage").(string); ok {
		for _, m := range stages.FindAllStringSubmatch(text, -1) {
			if !strings.EqualFold(m[1], stage) && !k.known.exact[m[1]] {
				return "name: " + m[1]
			}
		}
	}
	if k.Rule == "outside-sweet-spot" || k.Rule == "right-later" {
		for _, m := range criteria.FindAllString(text, -1) {
			if !k.facts.words[m] && !strings.Contains(k.facts.whole, m) {
				return "name: " + m
			}
		}
	}
	return ""
}

// saysLevel says whether one of such words stands where a level is told, not as "a high
// share" does.
func (k *checked) saysLevel(of map[string]bool) bool {
	return slices.ContainsFunc(k.words, func(t token) bool { return t.kind == wordToken && of[t.low] })
}

var (
	stages   = regexp.MustCompile(`\b(?:at|in|stage|reached|stands in|is in|,) ?(prospecting|qualifying|proposal|negotiation)\b`)
	criteria = regexp.MustCompile(`\b(?:segment|employees|budget|timing|sponsor)\b`)
)

// hasReason says whether the facts hold what somebody gave as a reason, or explain
// themselves.
func (k *checked) hasReason() bool {
	return slices.ContainsFunc(k.Facts, func(f coach.Fact) bool {
		return f.Name == "reason" || f.Name == "why" || f.Name == "one_big_deal" || f.Name == "failed" || f.Name == "note"
	})
}

var closing = regexp.MustCompile(`\b(?:is|are|was|were|been|already|now) closed\b`)

// explains says whether a reason takes up what a fact says, other than a name.
func (k *checked) explains(because string) bool {
	if cut := strings.IndexAny(because, ".;:!?"); cut >= 0 {
		because = because[:cut]
	}
	for _, f := range k.Facts {
		s, ok := f.Value.(string)
		if !ok || isAbout(f.Name) || f.Name == "stage" || isoDay.MatchString(s) || isMoney.MatchString(s) {
			continue
		}
		for _, w := range stems(s) {
			if !fillers[w] && slices.Contains(stems(because), w) {
				return true
			}
		}
	}
	if strings.Contains(because, "§") {
		return true
	}
	for _, w := range stems(because) {
		if !fillers[w] && w != "becaus" && w != stem("because") && !k.known.lexicon[w] && !softWords[w] {
			return false
		}
	}
	return true
}

func (k *checked) fact(name string) any {
	for _, f := range k.Facts {
		if f.Name == name {
			return f.Value
		}
	}
	return nil
}

// supposed says whether something is said to be so: not where it is denied, asked, or
// waited for.
func supposed(text string, at int, said string) bool {
	if denying.MatchString(said) {
		return false
	}
	before := strings.TrimRight(clauseBefore(text, at), " ")
	if i := strings.LastIndexAny(before, ","); i >= 0 {
		before = before[i+1:]
	}
	for _, word := range []string{" because ", " but ", " while ", " weil "} {
		if i := strings.LastIndex(before, word); i >= 0 {
			before = before[i+len(word):]
		}
	}
	if !assertion.MatchString(said) {
		return false
	}
	if after := strings.Fields(text[at+len(said):]); len(after) > 0 && nothing[strings.Trim(after[0], ".,;:")] {
		return true
	}
	words := strings.Fields(before)
	return supposing.MatchString(before) || denying.MatchString(strings.Join(words[max(0, len(words)-5):], " "))
}

var nothing = wordSet("nothing no zero none little 0 nichts")

var (
	denying   = regexp.MustCompile(`\b(?:not|no|nobody|nothing|none|never|neither|nor|without|kein\p{L}*|nicht|niemand)\b`)
	assertion = regexp.MustCompile(`\b(?:is|are|was|were|has|have|had|been|be|talked|confirmed|follows|told|said|left|promised|renewed|ist|wurde|hat)\b`)
	supposing = regexp.MustCompile(`\b(?:until|once|when|whether|if|till|unless|so that|see that|hear that|ob|bis|wenn|sobald)\b`)
)

// plainly writes contractions out, so that one form of each is enough.
func plainly(s string) string {
	s = strings.ToLower(strings.Map(func(r rune) rune {
		if isMask(string(r)) {
			return '§'
		}
		return r
	}, s))
	s = strings.NewReplacer("won't", "will not", "can't", "can not", "cannot", "can not", "n't", " not", "'re", " are", "'ve", " have", "'ll", " will", "'d", " would", "it's", "it is", "that's", "that is", "there's", "there is", "here's", "here is", "what's", "what is").Replace(s)
	return strings.Join(strings.Fields(s), " ")
}

// quotes refuses words between quotation marks that nobody has said: only what the
// facts hold, or the rule's own words, may be quoted.
func (k *checked) quotes() string {
	parts := strings.Split(k.masked, `"`)
	for i := 1; i < len(parts)-1; i += 2 {
		for _, w := range wordsOf(strings.ToLower(parts[i])) {
			if !k.facts.words[w] && !k.facts.words[stem(w)] {
				return "name: " + w
			}
		}
	}
	return ""
}

// zeros refuses a text that says there is something where a fact counts none.
func (k *checked) zeros() string {
	for _, f := range k.Facts {
		if !k.countsNothing(f) {
			continue
		}
		counted := strings.Split(f.Name, "_")
		counted = slices.DeleteFunc(counted, func(part string) bool { return len(stem(part)) < 4 || settledAs[part] })
		if _, written := f.Value.(string); written && len(counted) > 1 {
			if k.saysUndenied(counted) { // there is a renewal, but no renewal_deal
				return "negation: of " + f.Name
			}
			continue
		}
		for _, part := range counted {
			if said, denied := k.deniedOnce(stem(part)); said && !denied {
				return "negation: of " + part
			}
		}
	}
	return ""
}

// saysUndenied says whether a text has such words one after another, and no denial
// before or after them.
func (k *checked) saysUndenied(words []string) bool {
	for _, s := range k.spots(strings.Join(words, " ")) {
		near := slices.Concat(k.words[max(0, s.first-4):s.first], k.words[s.last+1:min(len(k.words), s.last+4)])
		if !slices.ContainsFunc(near, func(t token) bool { return negates(t.low, k.lang) || denyingWords[t.low] }) {
			return true
		}
	}
	return false
}

// settledAs are parts of a fact's name that say how things are, and not what they are.
var settledAs = wordSet("open held booked agreed planned past limit")

// deniedOnce says whether a noun is said in a statement, and whether it is denied
// there.
func (k *checked) deniedOnce(noun string) (said, denied bool) {
	for _, s := range sentences(k.words) {
		if s[len(s)-1].text == "?" || k.lang.commands.known[s[0].low] {
			continue
		}
		for i, w := range s {
			if w.kind != wordToken || stem(w.low) != noun {
				continue
			}
			said = true
			from, to := 0, len(s)
			if i > 0 && (articles[s[i-1].low] || i > 1 && articles[s[i-2].low]) {
				from, to = clauseStart(s, max(0, i-6), i), min(len(s), i+2)
			}
			for j := from; j < to; j++ {
				denied = denied || negates(s[j].low, k.lang) || denyingWords[s[j].low]
			}
		}
	}
	return said, denied
}

// clauseStart is the first place from which no mark and no "and" parts another.
func clauseStart(s []token, from, at int) int {
	for j := at - 1; j >= from; j-- {
		if s[j].text == "," || s[j].low == "and" || s[j].low == "but" {
			return j + 1
		}
	}
	return from
}

var (
	articles     = wordSet("a an one some two three several")
	denyingWords = wordSet("zero 0 yet lacks missing lacking nor")
)

// anchored refuses a sentence that has nothing to do with the rule: no figure, no name,
// and hardly a word of the rule's.
func (k *checked) anchored() string {
	if k.lang != languages["en"] {
		return ""
	}
	for _, s := range sentences(k.words) {
		known, all := 0, 0
		for i, w := range s {
			if w.kind == nameToken {
				known++
			}
			if w.kind != wordToken || len(w.low) < 3 || fillers[stem(w.low)] {
				continue
			}
			all++
			if k.known.lexicon[stem(w.low)] || k.facts.words[w.low] || k.facts.words[stem(w.low)] || softWords[w.low] {
				known++
			}
			_ = i
		}
		if all > 0 && known*2 < all && !k.hasFigure(s) && (all > 3 || s[len(s)-1].text != "?") {
			var b strings.Builder
			for _, w := range s {
				b.WriteString(w.low + " ")
			}
			return "added: " + tidy(b.String())
		}
	}
	return ""
}

func (k *checked) hasFigure(s []token) bool {
	return slices.ContainsFunc(k.figures, func(q quantity) bool {
		return len(s) > 0 && k.words[q.first].at >= s[0].at && k.words[q.first].at < s[len(s)-1].end && !k.harmless(&q)
	})
}

// softWords place a sentence in a talk, and add nothing to it.
var softWords = wordSet("sit down hours achieved rather choose choice concrete caring act step natural extension diagnose diagnosing diagnosis prescribe prescription prognosis go no-go let either agreed agree single criteria criterion source feed stop bring upward carry ask going done settle pick name close park refer kindly named answer tell say which whom what who while whether further week good know worth easy start quick small little look take think thing things first next week today simple help better best please thanks noting note easier time likely perhaps maybe usually often feels kind nice welcome moment two short talk useful honest early clear clearly plain sense makes fine right hold still both each well friendly calmly together much bit lot same way now here there yet also work question answer ideas idea soon")

// paraphrased holds a text that takes up what somebody wrote against it: what was
// denied there is denied here, and what was not is not.
func (k *checked) paraphrased() string {
	for _, f := range k.Facts {
		s, ok := f.Value.(string)
		kind := factWords[f.Name].kind
		if !ok || kind != text && kind != long || len(strings.Fields(s)) < 3 {
			continue
		}
		denies := slices.ContainsFunc(scan(straight(s)), func(t token) bool { return negates(t.low, k.lang) })
		own := map[string]bool{}
		for _, st := range stems(s) {
			own[st] = !fillers[st]
		}
		for _, sentence := range clauses(k.words) {
			shared, says := 0, false
			for _, w := range sentence {
				if w.kind == wordToken && own[stem(w.low)] {
					shared++
				}
				says = says || negates(w.low, k.lang)
			}
			if shared >= 2 && says != denies {
				return "negation: of what was said"
			}
		}
	}
	return ""
}

// clauses splits words at every mark, and before words that begin a clause.
func clauses(words []token) [][]token {
	var out [][]token
	from := 0
	for i, w := range words {
		if w.kind == markToken && strings.Contains(".!?;:,", w.text) || slices.Contains([]string{"because", "since", "while", "and", "but", "weil", "und", "aber"}, w.low) {
			out = append(out, words[from:i])
			from = i
		}
	}
	return append(out, words[from:])
}

func (k *checked) hasFact(name string) bool {
	return slices.ContainsFunc(k.Facts, func(f coach.Fact) bool { return f.Name == name })
}
