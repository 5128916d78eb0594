package prompts

import (
	"fmt"
	"maps"
	"slices"

	"evenkeel/coach"
)

// What would be sent can be looked at without a service: for each rule there is an
// example, made of the facts that its wording file declares.

// Show is exactly what a model would be sent for an example of a rule: the system
// and the user message. The error names a rule or a prompt that there is not.
func (t *Template) Show(rule string, settings coach.ModelSettings) (system, user string, err error) {
	all, err := Prompts(settings.Prompts)
	if err != nil {
		return "", "", err
	}
	n, ok := t.example(rule)
	if !ok {
		return "", "", fmt.Errorf("there is no rule %q", rule)
	}
	p := coach.Phrasing{Today: exampleDay, Names: exampleNames{}}
	it, _, ok := t.item(coach.Timely([]coach.Nudge{n}, exampleDay)[0], p)
	if !ok {
		return "", "", fmt.Errorf("prompts: the example of %s has no words", rule)
	}
	d := newDocument(p, []job{{item: it}})
	return all["nudge"].fill("tone", settings.Tone), d.String(), nil
}

var exampleDay = coach.NewDate(2026, 11, 23)

// example is a nudge with every fact of its rule's wording but the marks, which
// would contradict each other.
func (t *Template) example(rule string) (n coach.Nudge, ok bool) {
	i := slices.IndexFunc(t.rules, func(r coach.Rule) bool { return r.ID == rule })
	w := t.wordings[rule]
	if i < 0 || w == nil {
		return n, false
	}
	id := map[string]string{"deal": "D1", "book": "dana", "team": "North", "contract": "K1"}[t.rules[i].On]
	n = coach.Nudge{Key: rule + "/example", Rule: rule, Subject: coach.On(t.rules[i].On, id), Severity: t.rules[i].Severity}
	switch t.rules[i].On {
	case "account":
		n.Subject = "account/acme"
		fallthrough
	case "deal", "contract":
		n.Account = "acme"
	}
	for _, name := range w.facts {
		if v := w.exampleOf(name); v != nil {
			n.Facts = append(n.Facts, coach.Fact{Name: name, Value: v})
		}
	}
	return n, true
}

// exampleOf is what a fact could be, as a rule gives it; nil for a mark that is not
// needed, and for days that are counted when it is told.
func (w *wording) exampleOf(name string) any {
	if name == "days_open" || name == "days_overdue" {
		return nil
	}
	for _, g := range w.groups {
		for _, c := range g.when {
			if c.fact == name && c.value != "" {
				return c.value
			}
		}
	}
	if v := exampleFacts[name]; v != "" {
		return v
	}
	if factWords[name].kind == yes && !slices.Contains(w.needs, name) {
		return nil
	}
	return exampleValues[factWords[name].kind]
}

// exampleFacts are those that would read oddly as any of their kind.
var exampleFacts = map[string]string{
	"decision": "2026-12-13", "ends": "2026-12-31", "promised_ahead": "2026-11-27", "first_close_date": "2026-09-30", "made": "2026-10-30",
	"stage": "Proposal", "quarter": "2026-Q4", "segment": "retail", "product": "Warehouse software", "since_time": "14:05",
	"extension": "Stock planning", "extension_with": "Warehouse software", "what": "stock figures for October", "metric": "returns",
	"note": "asks about the invoice", "kind": "data", "amount": "12000.00 USD", "new_value_before": "80000.00 USD", "relaxed_share_before": "0.21",
	"expansion_revenue_before": "95000.00 USD", "target": "99 %", "renewal_deal": "none", "replacement_burden": "64000.00 USD",
}

// exampleValues are facts as rules give them, by how they are told.
var exampleValues = map[kind]any{
	word: "high", text: "late deliveries", long: "They asked for it themselves", account: "acme", day: "2026-11-13",
	money: "50000.00 USD", share: 0.43, count: 3, index: 2600, reading: "98.5 %", readings: "returns 2.1 %;uptime 99 %",
	shares: "acme:0.43;globex:0.21", series: "2026-Q2:0.41;2026-Q3:0.25", keys: "problem;segment", accounts: "acme;globex",
	deals: "D1;D2", person: "dana", signsList: "issue;metric:2:3", tallied: "referral:3;event:2", wonOf: "4:21:63:100",
	question: "Which problem do they want solved?", yes: "yes",
}

// exampleNames are the names in examples.
type exampleNames struct{}

var examples = map[string]string{
	"acme": "Acme", "globex": "Globex", "dana": "Dana Reyes", "D1": "Acme, Warehouse pilot", "D2": "Globex, Rollout", "K1": "Acme", "North": "North",
}

func (exampleNames) AccountName(id string) string { return examples[id] }
func (exampleNames) RepName(id string) string     { return examples[id] }
func (exampleNames) SubjectName(s coach.Subject) string {
	if s.Kind() == "book" {
		return "your book"
	}
	return examples[s.ID()]
}

// Listed is a wording file or a prompt, for a list of them.
type Listed struct {
	Name string // id and version: "stalled/1"
	File string
}

// List returns the wording files by rule, in the rules' order, then the drafts, then
// the prompts.
func (t *Template) List(settings coach.ModelSettings) ([]Listed, error) {
	var out []Listed
	for _, r := range t.rules {
		w := t.wordings[r.ID]
		out = append(out, Listed{w.named(), "prompts/" + r.ID + ".tmpl"})
		for _, lang := range slices.Sorted(maps.Keys(t.others)) {
			if w := t.others[lang][r.ID]; w != nil {
				out = append(out, Listed{w.named(), "prompts/" + lang + "/" + r.ID + ".tmpl"})
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(t.drafts)) {
		out = append(out, Listed{named(id, fmt.Sprint(t.drafts[id].version)), "prompts/" + id + ".tmpl"})
	}
	all, err := Prompts(settings.Prompts)
	if err != nil {
		return nil, err
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		file := "prompts/model-" + id + ".md"
		if settings.Prompts[id] != "" {
			file = "the playbook, model.prompts." + id
		}
		out = append(out, Listed{all[id].Name(), file})
	}
	return out, nil
}
