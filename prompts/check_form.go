package prompts

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"evenkeel/coach"
)

// mostText is how long a nudge's title, finding and ask may be together, in
// characters: more is no message that one reads in passing.
const mostText = 600

// straight makes one kind of quotation mark, dash and blank of each.
func straight(s string) string {
	return strings.TrimSpace(straightMarks.Replace(norm.NFC.String(s)))
}

var straightMarks = strings.NewReplacer("’", "'", "‘", "'", "‚", "'", "“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`,
	"–", "-", "—", "-", "−", "-", "‑", "-", "\u00a0", " ", "\u202f", " ", "\u2009", " ", "…", "...", "\r\n", "\n")

// badCharacters refuses what cannot be seen, what is written to look like
// something else, and what is too short or too long to be an answer.
func badCharacters(text string, facts []coach.Fact) string {
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		return "empty"
	case n > mostText:
		return "length"
	}
	for _, r := range text {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) || r == utf8.RuneError) {
			return "characters"
		}
		if r > 0x2100 && unicode.Is(unicode.So, r) {
			return "markup"
		}
	}
	given := strings.Builder{}
	for _, f := range facts {
		fmt.Fprintln(&given, f.Value)
	}
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if !latin(w) && !strings.Contains(given.String(), w) {
			return "characters"
		}
	}
	return ""
}

func latin(w string) bool {
	for _, r := range w {
		if !unicode.Is(unicode.Latin, r) {
			return false
		}
	}
	return true
}

var forms = []struct {
	reason string
	is     *regexp.Regexp
}{
	{"contact", regexp.MustCompile(`[\w.+-]+@[\w-]+\.\w+|(?:\+|\b00)\d[\d ()/.-]{6,}\d|\(\d{2,5}\)[ \d-]{5,}|\b\d{3,5}[ -]\d{3,4}[ -]\d{2,4}\b`)},
	{"link", regexp.MustCompile(`(?i)\b(?:https?|ftp|mailto|tel|slack|javascript|data):\S|www\.|\b[a-z0-9-]{2,}(?:\.[a-z0-9-]+)*\.(?:com|net|org|io|dev|app|co|de|at|ch|eu|fr|info|biz|example|invalid|ly|me|ai|xyz|ru|cn|uk|us|tv|gg|to|cc|test|link|site|online|shop|page|zip|html?|php|pdf)\b|\b\d{1,3}(?:\.\d{1,3}){3}\b|://`)},
	{"mention", regexp.MustCompile(`<[@#!]|(?:^|[^\w])[@#][\w\x{e000}-\x{efff}]`)},
	{"markup", regexp.MustCompile("[`*{}\\[\\]|\\\\]|(?:^|\\W)_\\S|\\S_(?:\\W|$)|~[^\\d ]|</?\\w|\\w>|(?m)^\\s*(?:[-•·+]|\\d+[.)]|>)\\s|&\\w+;|^\\s*#|:[a-z_]{2,}:|[.!?:] [->•*+] \\p{Lu}|={3,}|-{3,}")},
}

// never are forms that are refused even in a name.
var never = regexp.MustCompile(`(?i)://|\]\(|<[a-z/!@#]|@(?:channel|here|everyone)\b`)

// form refuses what is more than plain text: links, mentions, addresses, markup.
func (k *checked) form() string {
	if m := never.FindString(straight(k.Text)); m != "" {
		return "link: " + m
	}
	for _, f := range forms {
		if f.is.MatchString(k.masked) {
			return f.reason
		}
	}
	return ""
}
