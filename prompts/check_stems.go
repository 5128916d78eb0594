package prompts

import (
	"strings"
	"unicode/utf8"
)

// Words without their endings, and expressions found as words of their own.

// says says whether the wordings hold an expression, as words of its own.
func (k *ruleWords) says(expression string) bool { return saysWords(k.literal, expression) }

func saysWords(text, expression string) bool {
	for from := 0; expression != ""; {
		at := strings.Index(text[from:], expression)
		if at < 0 {
			return false
		}
		start, end := from+at, from+at+len(expression)
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		after, _ := utf8.DecodeRuneInString(text[end:])
		if !partOfWord(before) && !partOfWord(after) {
			return true
		}
		from = end
	}
	return false
}

// stems are the words of a text without their endings, so that "asks", "asked" and
// "asking" are one.
func stems(text string) []string {
	var out []string
	for _, w := range wordsOf(strings.ToLower(straight(text))) {
		for part := range strings.SplitSeq(w, "'") {
			if part != "" && part != "s" {
				out = append(out, stem(part))
			}
		}
	}
	return out
}

var irregular = map[string]string{"sold": "sell", "told": "tell", "kept": "keep", "met": "meet", "gave": "give", "given": "give", "bought": "buy", "brought": "bring", "held": "hold", "sent": "send",
	"found": "find", "felt": "feel", "left": "leave", "lost": "lose", "made": "make", "paid": "pay", "said": "say", "saw": "see", "seen": "see", "spoke": "speak", "spoken": "speak", "took": "take", "taken": "take",
	"won": "win", "wrote": "write", "written": "write", "went": "go", "gone": "go", "came": "come", "begun": "begin", "began": "begin", "chosen": "choose", "grew": "grow", "grown": "grow", "heard": "hear", "ran": "run",
	"knew": "know", "known": "know", "got": "get", "gotten": "get", "sat": "sit", "put": "put", "set": "set", "fell": "fall", "fallen": "fall", "rose": "rise", "risen": "rise", "people": "person", "has": "have", "had": "have", "was": "be", "were": "be", "is": "be", "are": "be", "been": "be"}

func stem(w string) string {
	for range 3 {
		shorter := stemOnce(w)
		if shorter == w {
			break
		}
		w = shorter
	}
	return w
}

func stemOnce(w string) string {
	if s, ok := irregular[w]; ok {
		return s
	}
	if len(w) < 5 {
		return strings.TrimSuffix(w, "s")
	}
	for _, end := range []string{"ations", "ation", "ments", "ment", "ingly", "edly", "ings", "ing", "ies", "ied", "ers", "er", "ed", "es", "ly", "en", "em", "e", "s", "y"} {
		if s, ok := strings.CutSuffix(w, end); ok && len(s) >= 3 {
			if n := len(s); n > 3 && s[n-1] == s[n-2] && s[n-1] != 's' && s[n-1] != 'l' {
				s = s[:n-1]
			}
			return s
		}
	}
	return w
}

func ends(t token) bool { return t.kind == markToken && strings.Contains(".!?;:", t.text) }

func negates(low string, lang *tongue) bool {
	return lang.not[low] || strings.HasSuffix(low, "n't")
}
