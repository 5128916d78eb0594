package prompts

import (
	"fmt"
	"strings"

	"evenkeel/coach"
)

// Tell is one fact as the templates get it.
func Tell(name string, value any, today coach.Date, names coach.Names) string {
	return fmt.Sprint(teller{inEnglish, names, today}.tell(name, value))
}

// TellIn is Tell in another language.
func TellIn(lang, name string, value any, today coach.Date, names coach.Names) string {
	return fmt.Sprint(teller{locales[lang], names, today}.tell(name, value))
}

// Call is what a function of templates says in a language.
func Call(lang, text string) (string, error) {
	w := &wording{in: locales[lang]}
	t, err := w.compile(text, text)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = t.Execute(&b, nil)
	return b.String(), err
}

// Parse reads a wording file.
func Parse(name, src string) error {
	_, err := parse(name, src, inEnglish)
	return err
}

// Groups names all groups of variants.
func (t *Template) Groups() map[string]bool { return groupsOf(t.wordings) }

// GroupsIn does so in another language.
func (t *Template) GroupsIn(lang string) map[string]bool { return groupsOf(t.others[lang]) }

func groupsOf(wordings map[string]*wording) map[string]bool {
	all := map[string]bool{}
	for id, w := range wordings {
		for i := range w.groups {
			all[fmt.Sprintf("%s, group %d", id, i+1)] = true
		}
	}
	return all
}

// Group is the one from which a nudge is said, and how many variants it has.
func (t *Template) Group(n coach.Nudge, names coach.Names) (string, int) {
	return t.GroupIn("", n, names)
}

// GroupIn does so in another language.
func (t *Template) GroupIn(lang string, n coach.Nudge, names coach.Names) (string, int) {
	w := t.in(lang, n.Rule)
	v, _ := w.view(&n, coach.Phrasing{Names: names})
	for i := range w.groups {
		if vs := w.variants(v); len(vs) > 0 && &vs[0] == &w.groups[i].variants[0] {
			return fmt.Sprintf("%s, group %d", n.Rule, i+1), len(vs)
		}
	}
	return "", 0
}

// KnowsFact says whether there is a fact of this name that rules give.
func KnowsFact(name string) bool {
	_, ok := factWords[name]
	return ok
}

// CheckWith puts another check in the place of the templates'.
func (m *Model) CheckWith(check func(Claim) string) { m.check = check }

// Mask takes addresses and telephone numbers out of a text.
var Mask = mask

// CachedAtMost is how many wordings a Model keeps in memory.
const CachedAtMost = cached

// Declared are the facts that a rule's wording file declares.
func (t *Template) Declared(rule string) []string { return t.wordings[rule].facts }

// ClaimOf is what a model's words for a nudge would be held against.
func (t *Template) ClaimOf(n coach.Nudge, p coach.Phrasing) (Claim, bool) {
	_, c, ok := t.item(n, p)
	return c, ok
}

// DraftClaim is what a model's words for a draft would be held against.
func (m *Model) DraftClaim(d coach.Drafting) (Claim, bool) {
	j, ok := m.draftJob(d)
	return j.claim, ok
}

// Translate reads a wording file as the one of a rule in another language.
func (t *Template) Translate(rule, lang, src string) error {
	_, err := translation(src, t.wordings[rule], locales[lang])
	return err
}
