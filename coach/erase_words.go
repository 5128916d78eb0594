package coach

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// called is a name as it is looked for in texts.
type called struct {
	at   *regexp.Regexp // where a text begins with it
	name string
	mine bool // the erased's; or somebody else's that holds it, and stays
}

func newCalled(name string, mine bool) called {
	return called{regexp.MustCompile("^(?i:" + pattern(name) + ")"), name, mine}
}

// longest puts long names before short ones, which they may hold.
func (c called) longest(d called) int { return len(d.name) - len(c.name) }

// pattern is a name as people write it: in any case, with any blanks, and with
// the apostrophes and hyphens of any keyboard.
func pattern(name string) string {
	var out strings.Builder
	for i, word := range strings.Fields(name) {
		if i > 0 {
			out.WriteString(`[\s\p{Z}]+`)
		}
		for _, r := range word {
			switch r {
			case '\'', '’', '‘', 'ʼ', '`', '´':
				out.WriteString("['’‘ʼ`´]")
			case '-', '‐', '‑', '–':
				out.WriteString("[-‐‑–]")
			default:
				out.WriteString(regexp.QuoteMeta(string(r)))
			}
		}
	}
	return out.String()
}

var quarterName = regexp.MustCompile(`(?i)^[qh][1-4]$`)

// distinctive says whether a word names somebody wherever it stands. A single
// plain word ("Will", "Target", "17", "Q4") may mean anything in what people
// wrote, and is left there. A word of three signs is not plain in scripts
// without spaces, where whole names are written so.
func distinctive(w string) bool {
	letters, others, signs := 0, 0, 0
	for _, r := range w {
		switch {
		case unspaced(r):
			signs++
		case unicode.IsLetter(r) || unicode.IsMark(r):
			letters++
		default:
			others++
		}
	}
	return signs > 2 || letters+signs > 0 && others > 0 && !quarterName.MatchString(w)
}

// blank is what somebody wrote without what names the erased for certain. An
// instant is nobody's name.
func (t *traces) blank(s string) string {
	if t.text == nil || !t.text.MatchString(s) {
		return s
	}
	if _, err := time.Parse(time.RFC3339, s); err == nil {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); {
		n, mine := t.calledAt(s, i)
		if mine {
			out.WriteString(erased)
		} else {
			out.WriteString(s[i : i+n])
		}
		i += n
	}
	return out.String()
}

// calledAt is the length of the name that begins at s[i], and whether it is the
// erased's; else that of the next rune.
func (t *traces) calledAt(s string, i int) (n int, mine bool) {
	for _, c := range t.names {
		if m := c.at.FindStringIndex(s[i:]); m != nil && !inWord(s, i) && !inWord(s, i+m[1]) {
			return m[1], c.mine
		}
	}
	_, n = utf8.DecodeRuneInString(s[i:])
	return n, false
}

// inWord says whether s[i] is in the middle of a word.
func inWord(s string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i:])
	return wordy(before) && wordy(after)
}

func wordy(r rune) bool {
	return r != utf8.RuneError && !unspaced(r) && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

// unspaced says whether a sign belongs to a script without spaces between words.
func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}
