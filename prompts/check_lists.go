package prompts

import (
	"slices"
	"strings"
)

// Lists of the facts tell a figure for each name: a figure after one is that one's.

// wrongName holds a figure that stands right after a name against what the facts say
// of that name.
func (k *checked) wrongName() string {
	for _, f := range k.Facts {
		s, ok := f.Value.(string)
		kind := factWords[f.Name].kind
		if !ok || kind != shares && kind != tallied && kind != readings {
			continue
		}
		figures := map[string]*evidence{}
		for _, part := range split(s) {
			e := &evidence{words: map[string]bool{}}
			e.list(f.Name, part)
			e.numbers = slices.DeleteFunc(e.numbers, func(n figured) bool { return n.kind == plainFigure && n.value == 1 && kind != tallied })
			name, _, _ := strings.Cut(part, ":")
			if kind == readings {
				name = strings.TrimRight(inText.ReplaceAllString(percented.ReplaceAllString(part, ""), ""), " ")
			}
			for _, form := range shorter(strings.TrimSpace(name)) {
				figures[strings.ToLower(straight(form))] = e
			}
		}
		if why := k.wrongFigureOf(figures, kind == tallied); why != "" {
			return why
		}
	}
	return ""
}

func (k *checked) wrongFigureOf(figures map[string]*evidence, tallied bool) string {
	for i, w := range k.words {
		if w.kind != nameToken {
			continue
		}
		e := figures[strings.ToLower(k.named[[]rune(w.text)[0]-firstMask])]
		if e == nil {
			continue
		}
		if tallied {
			if q := k.figureBefore(i); q != nil && !slices.ContainsFunc(e.numbers, q.tells) && k.otherTells(figures, e, q) {
				return "name: " + k.span(q)
			}
			continue
		}
		for j := range k.figures {
			q := &k.figures[j]
			if q.first <= i || q.first > i+5 || q.kind != shareFigure && q.kind != plainFigure || k.breaks(i+1, q.first) {
				continue
			}
			if !slices.ContainsFunc(e.numbers, q.tells) && k.otherTells(figures, e, q) {
				return "name: " + k.span(q)
			}
			break
		}
	}
	return ""
}

// figureBefore is the count that stands before a name, as in "4 from web".
func (k *checked) figureBefore(i int) *quantity {
	for j := len(k.figures) - 1; j >= 0; j-- {
		q := &k.figures[j]
		if q.last < i && q.last >= i-6 && q.kind == plainFigure && !k.breaks(q.last+1, i) {
			return q
		}
	}
	return nil
}

// breaks says whether something between two places parts them.
func (k *checked) breaks(from, to int) bool {
	for i := from; i < to; i++ {
		if k.words[i].kind == nameToken || k.words[i].kind == markToken && strings.Contains(".,;:()", k.words[i].text) {
			return true
		}
	}
	return false
}

func (k *checked) otherTells(figures map[string]*evidence, but *evidence, q *quantity) bool {
	for _, e := range figures {
		if e != but && slices.ContainsFunc(e.numbers, q.tells) {
			return true
		}
	}
	return false
}
