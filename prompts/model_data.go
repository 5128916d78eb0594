package prompts

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"evenkeel/coach"
)

// What a model is given is one JSON document in the user message: of each nudge the
// facts that its wording file declares, told with names for ids, and what the
// template says. JSON escapes < and >, so no text can end the document.

// words are the three texts of a nudge.
type words struct {
	Title string `json:"title"`
	Say   string `json:"say"`
	Ask   string `json:"ask"`
}

func (w words) text() string { return strings.TrimSpace(w.Title + "\n" + w.Say + "\n" + w.Ask) }

// told is one fact in words.
type told struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// item is one nudge as a model sees it.
type item struct {
	N        int    `json:"n"`
	Rule     string `json:"rule"`
	About    string `json:"about"`
	Facts    []told `json:"facts"`
	Template words  `json:"template"`
}

// document is the user message.
type document struct {
	Language string `json:"language"`
	Today    string `json:"today"`
	Nudges   []item `json:"nudges"`
}

// newDocument holds jobs, numbered from 1.
func newDocument(p coach.Phrasing, jobs []job) document {
	in := cmp.Or(locales[p.Language], inEnglish)
	d := document{Language: cmp.Or(p.Language, coach.English), Today: teller{in: in}.date(p.Today.String())}
	for i, j := range jobs {
		j.item.N = i + 1
		d.Nudges = append(d.Nudges, j.item)
	}
	return d
}

func (d document) String() string {
	b, err := json.Marshal(d)
	if err != nil {
		panic("prompts: a document of strings: " + err.Error()) // cannot be
	}
	return fmt.Sprintf("<data>\n%s\n</data>", b)
}

// named is a fact as its rule gave it, with names in place of ids: what a text that
// tells it can be held against.
func (t teller) named(name string, value any) coach.Fact {
	s, ok := value.(string)
	switch factWords[name].kind {
	case account, person:
		value = t.tell(name, value)
	case accounts:
		value = strings.Join(t.accounts(split(s)), ";")
	case deals:
		value = strings.Join(t.deals(split(s)), ";")
	case shares:
		parts := split(s)
		for i, part := range parts {
			if at := strings.LastIndex(part, ":"); ok && at > 0 {
				parts[i] = t.account(part[:at]) + part[at:]
			}
		}
		value = strings.Join(parts, ";")
	}
	return coach.Fact{Name: name, Value: value}
}

// item tells a nudge for a model, and says what its words will be held against; not
// ok where there is nothing but the rule's own sentence.
func (t *Template) item(n coach.Nudge, p coach.Phrasing) (it item, c Claim, ok bool) {
	n, p.Names = maskFacts(n), maskedNames{p.Names}
	w := t.in(p.Language, n.Rule)
	if w == nil {
		return it, c, false
	}
	v, ok := w.view(&n, p)
	said := t.phrase(&n, n.Key, p)
	if !ok || said.Prompt == "" {
		return it, c, false
	}
	it, c = w.item(&n, v, p.Names, words{said.Title, said.Say, said.Ask})
	it.About, c.Today, c.Language = v["subject"].(string), p.Today, p.Language
	for _, name := range []string{"subject", "account", "rep"} {
		if value := v[name].(string); value != "" && !slices.Contains(w.facts, name) {
			c.Facts = append(c.Facts, coach.Fact{Name: name, Value: value})
		}
	}
	return it, c, true
}

// item tells what a wording declares of a nudge, and says what words in the
// template's place will be held against.
func (w *wording) item(n *coach.Nudge, v map[string]any, names coach.Names, said words) (item, Claim) {
	it := item{Rule: n.Rule, Facts: []told{}, Template: said}
	c := Claim{Rule: n.Rule, Reference: said.text()}
	for _, name := range w.facts {
		if value := fmt.Sprint(v[name]); value != "" {
			it.Facts = append(it.Facts, told{name, value})
			c.Facts = append(c.Facts, teller{in: w.in, names: names}.named(name, n.Fact(name)))
		}
	}
	return it, c
}
