package prompts

import (
	"regexp"
	"slices"
	"strings"

	"evenkeel/coach"
)

var fillers = stemSet(`a an the and or but of to in on at by for with from as is are was were be been it its this that these those they them their you your we us our i me my he she so if then than not no nor do does did has have had will would can could may might should must one more most all any each every some who whom which what when where how why there here now just only also very out up down off over about into`)

var (
	afterNo  = wordSet("in frees is to costs would as early now from")
	beforeNo = wordSet("a an kind clear friendly polite honest or early plain firm that the as with yes simple gentle quick")
	alwaysNo = stemSet("only quite need question wonder matter just necessarily one longer")
)

func stemSet(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(s) {
		out[stem(w)] = true
	}
	return out
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
		for _, w := range s {
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

func (k *checked) hasFact(name string) bool {
	return slices.ContainsFunc(k.Facts, func(f coach.Fact) bool { return f.Name == name })
}
