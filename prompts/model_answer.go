package prompts

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// An answer is read in any dress: as it was asked for, in a fence, or with talk
// around it. Its shape is looked at here; what it says, by Template.Check.

// How long a model may get, in letters, unless the template is longer itself; a
// message holds a few nudges, and Slack cuts what is too long.
const (
	longestTitle = 100
	longestText  = 400
)

type reworded struct {
	N int `json:"n"`
	words
}

// read finds the words for a number of nudges in an answer, by their numbers from 1.
func readAnswer(s string, want int) ([]words, error) {
	found, ok := firstObject(s)
	if !ok {
		return nil, notJSON
	}
	if len(found) != want {
		return nil, wrongCount
	}
	out := make([]words, want)
	seen := make([]bool, want)
	for _, r := range found {
		if r.N < 1 || r.N > want || seen[r.N-1] {
			return nil, wrongCount
		}
		out[r.N-1], seen[r.N-1] = r.tidied(), true
	}
	return out, nil
}

// firstObject is the first JSON object in a text that has nudges.
func firstObject(s string) (found []reworded, ok bool) {
	for range 20 { // braces in the talk around it
		i := strings.IndexByte(s, '{')
		if i < 0 {
			return nil, false
		}
		s = s[i:]
		var doc struct {
			Nudges *[]reworded `json:"nudges"`
		}
		if err := json.NewDecoder(strings.NewReader(s)).Decode(&doc); err == nil && doc.Nudges != nil {
			return *doc.Nudges, true
		}
		s = s[1:]
	}
	return nil, false
}

// tidied makes one line of each text, as the templates' are.
func (w words) tidied() words {
	line := func(s string) string { return tidy(strings.Map(harmless, s)) }
	return words{line(w.Title), line(w.Say), line(w.Ask)}
}

// shape says why words cannot stand in the place of a template's, whatever they
// mean; "" if they can.
func (w words) shape(template words) string {
	all := w.text()
	switch {
	case w.Title == "" || w.Say == "" || (w.Ask == "") != (template.Ask == ""):
		return "empty"
	case tooLong(w.Title, template.Title, longestTitle) || tooLong(all, template.text(), longestText):
		return "long"
	case strings.Contains(all, anAddress) || strings.Contains(all, aNumber):
		return "masked" // the template has the text itself
	}
	return ""
}

// tooLong says whether a text is longer than that, and not about as long as the
// template is.
func tooLong(s, template string, most int) bool {
	return utf8.RuneCountInString(s) > max(most, utf8.RuneCountInString(template)*5/4)
}
