package prompts

import (
	"cmp"
	"regexp"

	"evenkeel/coach"
)

// Nobody's e-mail address or telephone number leaves the house. They are taken out
// of what people typed, before it is put into words, so that a date or an amount of
// ours is never mistaken for one.

const (
	anAddress = "[address]"
	aNumber   = "[number]"
)

var (
	addresses = regexp.MustCompile(`[^\s<>()\[\]",;:]+\s?(?:@|＠)\s?[^\s<>()\[\]",;:]+`)
	dialled   = regexp.MustCompile(`[+(]{0,2}\p{Nd}(?:[\s\x{00a0}().\x{2010}-\x{2015}/+-]{0,3}\p{Nd}){6,}`)
	notDialed = regexp.MustCompile(`^(?:\d{4}-\d{2}-\d{2}|\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?)$`)
)

// mask takes addresses and telephone numbers out of a text.
func mask(s string) string {
	s = addresses.ReplaceAllString(s, anAddress)
	return dialled.ReplaceAllStringFunc(s, func(found string) string {
		if notDialed.MatchString(found) {
			return found
		}
		return aNumber
	})
}

// maskFacts is a nudge whose facts hold neither, where people typed them.
func maskFacts(n coach.Nudge) coach.Nudge {
	facts := make([]coach.Fact, len(n.Facts))
	for i, f := range n.Facts {
		if s, ok := f.Value.(string); ok && typed(f.Name) {
			f.Value = mask(s)
		}
		facts[i] = f
	}
	n.Facts = facts
	return n
}

// typed says whether people wrote a fact, in words of their own.
func typed(name string) bool {
	switch factWords[name].kind {
	case word, text, long, reading, readings, keys, signsList, tallied, question:
		return true
	}
	return false
}

// maskedNames are names without either. What has no name goes by its id, which may
// be an address too.
type maskedNames struct{ coach.Names }

func (m maskedNames) SubjectName(s coach.Subject) string {
	return mask(cmp.Or(m.Names.SubjectName(s), s.ID()))
}
func (m maskedNames) AccountName(id string) string { return mask(cmp.Or(m.Names.AccountName(id), id)) }
func (m maskedNames) RepName(id string) string     { return mask(cmp.Or(m.Names.RepName(id), id)) }
