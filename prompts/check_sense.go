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
	alwaysNo = stemSet("only quite need question wonder matter just necessarily")
)

// mayDeny says whether one of the next words, or of those shortly before, is
// one that may be denied.
func (k *checked) mayDeny(i int) bool {
	seen := 0
	for j := i + 1; j < len(k.words) && seen < 4 && !ends(k.words[j]) && k.words[j].text != ","; j++ {
		if k.words[j].kind != wordToken {
			continue
		}
		st := stem(k.words[j].low)
		if k.known.nots[st] || alwaysNo[st] || k.facts.words[st] && !fillers[st] {
			return true
		}
		if k.isQuantity(j) {
			return false
		}
		if !fillers[st] {
			seen++
		}
	}
	return false
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
	{{"rise", "rose", "rising", "grow", "climb", "increas", "jump", "soar"}, {"fall", "fell", "declin", "decreas", "shrink", "shrank", "shrunk", "slip", "dwindl", "sink", "sank"}},
	{{"above", "exceed"}, {"below", "beneath"}},
	{{"miss"}, {"meet", "hit"}},
	{{"break", "broken", "broke"}, {"keep", "honour", "honor"}},
	{{"wide", "broad"}, {"narrow"}},
	{{"unhappy", "unsatisfied"}, {"happy", "satisfied", "delighted"}},
}

// turned are words that no text may say unless a wording of the rule does, or a fact
// is called so: each says the contrary of what such a finding may say.
var turned = wordSet("closed began begun everybody everyone everything opposite smallest fewest shortest cheapest wrongly")

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
		if turned[w.low] && !k.known.exact[w.low] && !k.facts.words[w.low] && !k.hasFact(w.low) {
			return "direction: " + w.low
		}
	}
	for i, pair := range opposites {
		for side, words := range pair {
			if !saysAny(text, words) || k.saysOne(words) {
				continue
			}
			if i < moving || k.saysOne(pair[1-side]) {
				return "direction: " + words[0]
			}
		}
	}
	return ""
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
		for _, at := range never.FindAllStringIndex(text, -1) {
			if said := text[at[0]:at[1]]; !supposed(text, at[0], said) {
				return "meaning: " + said
			}
		}
	}
	if sev, ok := k.fact("issue_severity").(string); ok {
		for _, m := range severities.FindAllStringSubmatch(text, -1) {
			if !strings.EqualFold(m[1]+m[2], sev) {
				return "meaning: " + m[0]
			}
		}
	}
	if strings.Contains(text, "because") && !k.hasReason() {
		return "added: because"
	}
	if vague.MatchString(text) && !k.said(vague.FindString(text)) {
		return "dropped: " + vague.FindString(text)
	}
	if len(k.known.must) > 0 && !slices.ContainsFunc(k.known.must, func(re *regexp.Regexp) bool { return re.MatchString(text) }) {
		return "meaning"
	}
	return ""
}

var (
	severities = regexp.MustCompile(`\b(low|medium|high)[- ](?:severity|priority)|\bseverity(?: is|:|,)? (low|medium|high)\b`)
	vague      = regexp.MustCompile(`\b(?:some ?day|an amount|some amount|a certain (?:amount|day|number|share)|some time ago|a while ago|at some point|(?:a|one) customer\b|somewhere around|a number of (?:days|deals|customers)|quite some)\b`)
)

// hasReason says whether the facts hold what somebody gave as a reason, or explain
// themselves.
func (k *checked) hasReason() bool {
	return slices.ContainsFunc(k.Facts, func(f coach.Fact) bool {
		return f.Name == "reason" || f.Name == "why" || f.Name == "one_big_deal" || f.Name == "failed" || f.Name == "note"
	})
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
	if !assertion.MatchString(said) {
		return false
	}
	words := strings.Fields(before)
	return condition1.MatchString(before) || denying.MatchString(strings.Join(words[max(0, len(words)-4):], " "))
}

var (
	denying    = regexp.MustCompile(`\b(?:not|no|nobody|nothing|none|never|neither|nor|without|kein\p{L}*|nicht|niemand)\b`)
	assertion  = regexp.MustCompile(`\b(?:is|are|was|were|has|have|had|been|be|talked|confirmed|follows|told|said|left|promised|renewed|ist|wurde|hat)\b`)
	condition1 = regexp.MustCompile(`\b(?:until|once|when|whether|if|till|unless|so that|see that|hear that|ob|bis|wenn|sobald)\b`)
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
var softWords = wordSet("good know worth easy start quick small little look take think thing things first next week today simple help better best please thanks noting note easier time likely perhaps maybe usually often feels kind nice welcome moment two short talk useful honest early clear clearly plain sense makes fine right hold still both each well friendly calmly together much bit lot same way now here there yet also work question answer ideas idea soon")

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
