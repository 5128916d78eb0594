package parse

import "strings"

// split of a line into whom it is about and the rest.
type subject struct {
	name  string
	known bool
	rest  []word
}

// subjects yields the readings of who is named at the start of a line, the
// most trustworthy first: a quoted name; the known names, the longest first;
// then one word, two words and so on, for a name not known.
func (e Env) subjects(line string, ws []word) []subject {
	if len(ws) == 0 || ws[0].key != "" || ws[0].quoted && ws[0].text == "" {
		return nil
	}
	if ws[0].quoted {
		return []subject{{ws[0].text, e.knows(ws[0].text), ws[1:]}}
	}
	from := line[ws[0].start:]
	var out []subject
	for _, p := range e.Index.prefixes(from) {
		end := len(line) - len(p.rest)
		out = append(out, subject{p.text, true, wordsFrom(ws, end)})
	}
	for n := 1; n <= len(ws) && n <= maxNameWords && ws[n-1].plain(); n++ {
		name := trimMarks(raw(line, ws[:n]))
		if name != "" && !e.knows(name) {
			out = append(out, subject{name, false, ws[n:]})
		}
	}
	return out
}

func (e Env) knows(name string) bool {
	if e.Index == nil {
		return false
	}
	e.Index.mu.RLock()
	defer e.Index.mu.RUnlock()
	return e.Index.exact(name) != nil
}

// wordsFrom are the words that begin at an offset or after it.
func wordsFrom(ws []word, at int) []word {
	for i, w := range ws {
		if w.start >= at {
			return ws[i:]
		}
	}
	return nil
}

// before picks the first reading whose rest begins with one of the words, and
// returns that word in lower case. The name before it is checked.
func before(subjects []subject, keywords map[string]bool) (subject, string, bool) {
	for _, s := range subjects {
		if len(s.rest) > 0 && s.rest[0].plain() && keywords[s.rest[0].lower()] {
			s.name = strings.TrimSpace(s.name)
			return s, s.rest[0].lower(), s.name != ""
		}
	}
	return subject{}, "", false
}
