package prompts

import (
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
func newDocument(today coach.Date, jobs []job) document {
	d := document{Language: "en", Today: teller{}.date(today.String())}
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
	w := t.wordings[n.Rule]
	if w == nil {
		return it, c, false
	}
	v, ok := w.view(&n, p)
	said := t.phrase(&n, n.Key, p)
	if !ok || said.Prompt == "" {
		return it, c, false
	}
	it = item{Rule: n.Rule, About: v["subject"].(string), Facts: []told{}, Template: words{said.Title, said.Say, said.Ask}}
	c = Claim{Rule: n.Rule, Reference: it.Template.text(), Today: p.Today}
	for _, name := range w.facts {
		if value := fmt.Sprint(v[name]); value != "" {
			it.Facts = append(it.Facts, told{name, value})
			c.Facts = append(c.Facts, teller{names: p.Names}.named(name, n.Fact(name)))
		}
	}
	for _, name := range []string{"subject", "account", "rep"} {
		if value := v[name].(string); value != "" && !slices.Contains(w.facts, name) {
			c.Facts = append(c.Facts, coach.Fact{Name: name, Value: value})
		}
	}
	return it, c, true
}
