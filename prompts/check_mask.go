package prompts

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Names are masked before a text is read, so that nothing within one is taken for words
// of the text.

// masks stand in for names, and are of no alphabet.
const firstMask = '\ue000'

func isMask(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r >= firstMask && r < firstMask+0x1000
}

// mask puts one sign in place of each name, so that nothing in a name is taken for
// a figure, a command or a word of ours. What people wrote at length counts as a name
// only where it is quoted.
func (e *evidence) mask(text string) (string, []string) {
	var named []string
	sign := func(what string) string {
		named = append(named, what)
		return string(firstMask + rune(len(named)-1))
	}
	for _, q := range e.quoted {
		text = maskQuoted(text, straight(q), sign)
	}
	for _, n := range e.names {
		text = maskName(text, straight(n), sign)
	}
	return text, named
}

// maskQuoted masks what stands between quotation marks if it is a text, or as much
// of its beginning as was kept.
func maskQuoted(text, whole string, sign func(string) string) string {
	parts := strings.Split(text, `"`)
	for i := 1; i < len(parts)-1; i += 2 {
		said := strings.TrimRight(foldText(parts[i]), ".… ")
		if said != "" && (strings.HasPrefix(foldText(whole), said) || len(said) > 12 && strings.Contains(foldText(whole), said)) {
			parts[i] = sign(whole)
		}
	}
	return strings.Join(parts, `"`)
}

// maskName masks a name wherever it stands as a word of its own, in any case if it
// is long enough to be no other word.
func maskName(text, name string, sign func(string) string) string {
	in, of := []rune(text), []rune(name)
	if len(of) < 2 {
		return text
	}
	var out []rune
	for i := 0; i < len(in); {
		if end := i + len(of); end <= len(in) && sameRunes(in[i:end], of, len(of) >= 4) && !(i > 0 && partOfWord(in[i-1])) && (end == len(in) || !partOfWord(in[end]) || in[end] == 's' && (end+1 == len(in) || !partOfWord(in[end+1]))) {
			out = append(out, []rune(sign(name))...)
			i = end
			continue
		}
		out = append(out, in[i])
		i++
	}
	return string(out)
}

func partOfWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func sameRunes(x, y []rune, fold bool) bool {
	for i := range x {
		if x[i] != y[i] && !(fold && unicode.ToLower(x[i]) == unicode.ToLower(y[i])) {
			return false
		}
	}
	return true
}
