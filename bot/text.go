package bot

import (
	"cmp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// Limits of Slack's, with room to spare. Characters are runes.
const (
	maxText    = 3500 // top-level text: an update takes 4,000
	maxSection = 2900 // of 3,000
	maxTitle   = 150
	maxButton  = 70     // of 75
	maxBlocks  = 48     // of 50 in a message
	maxShown   = 11_000 // in all blocks of a message together, of about 13,200
)

// clean makes text fit to be shown: valid, without control characters, and
// without the signs that turn the reading direction around.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		if r == '\t' || r == '\r' {
			return ' '
		}
		if unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == utf8.RuneError {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// clip cuts to at most n characters, with an ellipsis.
func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	r := []rune(s)
	for n--; n > 0 && joins(r[n]); n-- { // not inside a character of several runes
	}
	return strings.TrimRight(string(r[:n]), " \n") + "…"
}

// shortEnough refuses a text that is too long to be kept.
func shortEnough(what, s string) error {
	if n := utf8.RuneCountInString(s); n > parse.MaxText {
		return tell("The %s has %d characters; I can keep %d. Please shorten it.", what, n, parse.MaxText)
	}
	return nil
}

// joins says that a rune belongs to the one before it.
func joins(r rune) bool {
	return unicode.IsMark(r) || r == 0x200D || r >= 0x1F3FB && r <= 0x1F3FF
}

// safe is s as top-level text, which Slack reads as mrkdwn: escaped, unable to
// mention, at most n characters after escaping.
func safe(s string, n int) string {
	s = defuse(clean(s))
	var b strings.Builder
	count := 0
	for _, r := range s {
		e := escapeRune(r)
		count += utf8.RuneCountInString(e)
		if count >= n {
			return b.String() + "…"
		}
		b.WriteString(e)
	}
	return b.String()
}

// defuse keeps @here and its kin from calling anybody, in any case.
func defuse(s string) string {
	if !strings.Contains(s, "@") {
		return s
	}
	parts := strings.Split(s, "@")
	for i := 1; i < len(parts); i++ {
		head := strings.ToLower(parts[i])
		for _, w := range []string{"here", "channel", "everyone", "group"} {
			if strings.HasPrefix(head, w) {
				parts[i] = "\u2060" + parts[i]
			}
		}
	}
	return strings.Join(parts, "@")
}

func escapeRune(r rune) string {
	switch r {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	}
	return string(r)
}

// plain is a plain_text object; Slack refuses empty ones.
func plain(s string, n int) *slack.TextBlockObject {
	s = clip(strings.TrimSpace(clean(s)), n)
	if s == "" {
		s = "–"
	}
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}

// section is a block of plain text.
func section(s string) slack.Block {
	return slack.NewSectionBlock(plain(s, maxSection), nil, nil)
}

// sections splits long text over several blocks, at line ends.
func sections(s string) []slack.Block {
	var out []slack.Block
	for part := range strings.SplitSeq(pack(s, maxSection), "\x00") {
		if strings.TrimSpace(part) != "" {
			out = append(out, section(part))
		}
	}
	return out
}

// pack puts a NUL between runs of whole lines of at most n characters.
func pack(s string, n int) string {
	var b strings.Builder
	count := 0
	for line := range strings.SplitSeq(clean(s), "\n") {
		size := utf8.RuneCountInString(line) + 1
		if count > 0 && count+size > n {
			b.WriteByte(0)
			count = 0
		}
		b.WriteString(line + "\n")
		count += size
	}
	return b.String()
}

// rich is a rich_text block of one section; its elements are literal.
func rich(elements ...slack.RichTextSectionElement) slack.Block {
	return slack.NewRichTextBlock("", slack.NewRichTextSection(elements...))
}

// words and bold are elements of a rich_text section.
func words(s string, n int) slack.RichTextSectionElement {
	return slack.NewRichTextSectionTextElement(shown(s, n), nil)
}

func bold(s string, n int) slack.RichTextSectionElement {
	return slack.NewRichTextSectionTextElement(shown(s, n), &slack.RichTextSectionTextStyle{Bold: true})
}

func shown(s string, n int) string {
	if s = clip(clean(s), n); s == "" {
		return "–"
	}
	return s
}

// button is a button with a plain label.
func button(action, value, label string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(action, value, plain(label, maxButton))
}

// amount prints money as nudges do: $50,000, €1,234.50, JPY 12,000.
func amount(m coach.Money) string {
	return cmp.Or(m.Words(), "amount unknown")
}

// group puts commas between thousands.
func group(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// dayMonth prints a date near today: Mon 23 Nov.
func dayMonth(d coach.Date) string {
	_, m, day := d.Civil()
	return d.Weekday().String()[:3] + " " + strconv.Itoa(day) + " " + m.String()[:3]
}

// dayFrom prints a date as dayMonth does, with its year where that is neither the
// year of another day nor the one after.
func dayFrom(d, from coach.Date) string {
	y, _, _ := d.Civil()
	if now, _, _ := from.Civil(); y == now || y == now+1 {
		return dayMonth(d)
	}
	return parse.Say(d)
}

// count prints a number with its noun: 1 deal, 2 deals.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
