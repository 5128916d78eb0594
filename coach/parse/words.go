package parse

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// word is a word of a line, a quoted piece, or a key=value.
type word struct {
	text   string // without quotes; of key=value the value
	key    string // of key=value, in lower case
	quoted bool   // the text or value stood in quotes
	start  int    // offsets into the line
	end    int
	stop   bool // a comma, semicolon, colon or full stop follows
	colon  bool // that is a colon
}

var keyShape = regexp.MustCompile(`^([\pL][\pL\pN_.-]*)=`)

// closers are the quotes that end what a quote begins. People mix them.
var closers = map[rune]string{
	'"': "\"”“", '“': "”\"“", '”': "”\"", '„': "“”\"", '«': "»", '»': "«",
	'\'': "'’", '‘': "’'", '’': "’'",
}

// split cuts a line into words. A quote counts at the beginning of a word or
// after =, so O'Brien is one word; a single quote that nothing closes is an
// apostrophe, a double one an error.
func split(line string) ([]word, error) {
	var out []word
	for i := skipBlanks(line, 0); i < len(line); i = skipBlanks(line, i) {
		w, err := nextWord(line, i)
		if err != nil {
			return nil, err
		}
		i = w.end
		out = append(out, w)
	}
	return out, nil
}

func skipBlanks(s string, i int) int {
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsSpace(r) {
			break
		}
		i += n
	}
	return i
}

// nextWord reads the word that begins at i.
func nextWord(line string, i int) (word, error) {
	w := word{start: i}
	if m := keyShape.FindStringSubmatch(line[i:]); m != nil {
		w.key = strings.ToLower(m[1])
		i += len(m[0])
	}
	text, end, err := quotedAt(line, i)
	if err != nil {
		return w, err
	}
	if end > i {
		w.text, w.quoted, w.end = text, true, end
		return w.punctuated(line[end:endOfWord(line, end)]), nil
	}
	end = endOfWord(line, i)
	return w.ending(line[i:end], end), nil
}

func endOfWord(s string, i int) int {
	if n := strings.IndexFunc(s[i:], unicode.IsSpace); n >= 0 {
		return i + n
	}
	return len(s)
}

// quotedAt reads a quoted piece at i; without one end is i.
func quotedAt(line string, i int) (text string, end int, err error) {
	open, n := utf8.DecodeRuneInString(line[i:])
	ends := closers[open]
	if ends == "" {
		return "", i, nil
	}
	for j := i + n; ; {
		k := strings.IndexAny(line[j:], ends)
		if k < 0 {
			break
		}
		_, m := utf8.DecodeRuneInString(line[j+k:])
		if closesHere(line[j+k+m:]) {
			return strings.TrimSpace(line[i+n : j+k]), j + k + m, nil
		}
		j += k + m
	}
	if strings.ContainsRune("\"“„«", open) {
		return "", i, wrong("\"Acme Corp\"", "A quote is opened before %s and not closed.", quote(line[i+n:]))
	}
	return "", i, nil
}

// closesHere says that a closing quote may be followed by this.
func closesHere(after string) bool {
	r, _ := utf8.DecodeRuneInString(after)
	return after == "" || unicode.IsSpace(r) || strings.ContainsRune(",;:.!?)", r)
}

// punctuated notes the marks that follow a quoted piece.
func (w word) punctuated(marks string) word {
	w.end += len(marks)
	w.stop = marks != ""
	w.colon = strings.HasPrefix(marks, ":")
	return w
}

// ending cuts the marks off the end of a plain word and notes them. A word of
// marks only is a stop of its own.
func (w word) ending(s string, end int) word {
	w.end = end
	w.text = strings.TrimRight(s, ",;:!.")
	marks := s[len(w.text):]
	w.stop = marks != ""
	w.colon = strings.HasPrefix(marks, ":")
	if w.key != "" && !strings.ContainsAny(marks, ",;") {
		w.text, w.stop = s, false // "reason=Done!" keeps its mark
	}
	return w
}

func (w word) lower() string { return strings.ToLower(w.text) }

// plain says that the word is neither quoted nor a key=value.
func (w word) plain() bool { return !w.quoted && w.key == "" }

// raw is the stretch of the line that the words take.
func raw(line string, ws []word) string {
	if len(ws) == 0 {
		return ""
	}
	return strings.TrimSpace(line[ws[0].start:ws[len(ws)-1].end])
}

// trimMarks drops the punctuation and blanks around a stretch of a line.
func trimMarks(s string) string { return strings.Trim(s, " \t\n,;:.–—-") }
