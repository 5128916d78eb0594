package parse

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var markup = regexp.MustCompile(`<([^<>]*)>`)

var entities = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")

// Unescape turns a text as Slack sends it into what the person typed: links,
// mail addresses and mentions become plain text, then &amp; &lt; &gt; become
// signs, once. Call it once, on input.
func Unescape(text string) string {
	return entities.Replace(markup.ReplaceAllStringFunc(text, func(s string) string {
		return plainLink(s[1 : len(s)-1])
	}))
}

// plainLink is what a reader sees of the inside of <…>.
func plainLink(s string) string {
	target, label, labelled := strings.Cut(s, "|")
	sign := ""
	switch {
	case target == "":
		return label
	case target[0] == '@' || target[0] == '#':
		sign, target = target[:1], target[1:]
	case target[0] == '!':
		sign, target = "@", target[1:]
		if strings.HasPrefix(target, "date^") {
			sign = ""
		}
	}
	if labelled && label != "" {
		return sign + strings.TrimPrefix(label, sign)
	}
	return sign + strings.TrimPrefix(strings.TrimPrefix(target, "mailto:"), "tel:")
}

// Clean drops control and invisible formatting characters and invalid bytes.
// Tabs become blanks; line breaks are kept.
func Clean(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\u200c' || r == '\u200d': // the joiners belong to letters and emoji
			return r
		case r == '\t' || r == '\r' || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r):
			return ' '
		case r == utf8.RuneError || unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
}

// oneLine cleans a command's text and refuses what is too long.
func oneLine(text string) (string, error) {
	s := strings.TrimSpace(strings.ReplaceAll(Clean(text), "\n", " "))
	if n := utf8.RuneCountInString(s); n > MaxLine {
		return "", wrong("", "That is %d characters; I can take %d in one go. Please shorten it.", n, MaxLine)
	}
	return s, nil
}

// fits refuses a text over MaxText.
func fits(what, text string) error {
	if n := utf8.RuneCountInString(text); n > MaxText {
		return wrong("", "The %s has %d characters; I can keep %d. Please shorten it.", what, n, MaxText)
	}
	return nil
}

// IsHelp says whether a command's text asks how it is used.
func IsHelp(text string) bool {
	switch strings.ToLower(strings.TrimSpace(Clean(text))) {
	case "help", "?", "-h", "--help", "-help":
		return true
	}
	return false
}
