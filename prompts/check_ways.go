package prompts

import (
	"slices"
)

// Words that turn a sentence round.

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
