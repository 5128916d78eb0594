package bot

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"evenkeel/coach"
)

// labels are the headings of a digest's sections, in the order in which they are
// read.
var labels = []struct {
	id   coach.SectionID
	name string
}{
	{coach.SectionChanged, "What changed"},
	{coach.SectionConversations, "Conversations to have this week"},
	{coach.SectionTeam, "For you and the team"},
	{coach.SectionInspect, "Deals to inspect"},
	{coach.SectionRenewals, "Renewals of the next 90 days"},
	{coach.SectionBurden, "To be sold again first"},
	{coach.SectionSetup, "Still to be written"},
	{coach.SectionAnswers, "Nudges"},
	{coach.SectionTune, "Rules to tune"},
	{coach.SectionBlind, "What I could not see"},
}

// listed are the sections that are shown item by item where there is room, the
// one that needs it most first.
var listed = []coach.SectionID{coach.SectionConversations, coach.SectionChanged, coach.SectionTeam}

// part is a section in the message: a heading with its lines, or one line of
// heading and rest.
type part struct {
	head  string
	rest  string
	items []line
}

// line is one item in words.
type line struct{ head, rest, ask string }

const (
	maxHead = 120
	maxRest = 320
)

// elements show a line in a rich_text section.
func (l line) elements() []slack.RichTextSectionElement {
	var out []slack.RichTextSectionElement
	if l.head != "" {
		head := l.head
		if l.rest != "" && !strings.HasSuffix(head, ":") {
			head = coach.Sentence(head)
		}
		out = append(out, bold(head, maxHead))
	}
	if rest := strings.TrimSpace(l.rest + arrow(l.ask)); rest != "" {
		out = append(out, words(gapAfter(l.head)+rest, 2*maxRest))
	}
	return out
}

func arrow(ask string) string {
	if ask == "" {
		return ""
	}
	return " → " + ask
}

func gapAfter(head string) string {
	if head == "" {
		return ""
	}
	return " "
}

func (l line) text() string {
	parts := []string{coach.Sentence(l.head), coach.Sentence(l.rest), l.ask}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

func (p part) block() slack.Block {
	elements := line{head: p.head, rest: p.rest}.elements()
	for _, l := range p.items {
		elements = append(append(elements, words("\n• ", maxHead)), l.elements()...)
	}
	return rich(elements...)
}

func (p part) text() string {
	out := []string{p.head}
	if p.rest != "" {
		out = append(out, coach.Sentence(p.rest))
	}
	for _, l := range p.items {
		out = append(out, l.text())
	}
	return strings.TrimSpace(strings.Join(out, " "))
}

// parts are the lines of the message: each section has one at least, and those
// that are listed share what room is left.
func (w *week) parts() []part {
	if w.d.Quiet() {
		return w.quiet()
	}
	spare := maxLines - 1 // the heading
	if len(w.notes) > 0 {
		spare--
	}
	for _, l := range labels {
		if w.says(l.id) {
			spare--
		}
	}
	room := map[coach.SectionID]int{}
	for _, id := range listed {
		room[id] = max(0, min(spare, len(w.d.Section(id))))
		spare -= room[id]
	}
	var out []part
	for _, l := range labels {
		if w.says(l.id) {
			out = append(out, w.part(l.id, l.name, w.d.Section(l.id), room[l.id]))
		}
	}
	return out
}

// says tells whether a section has anything to say. The counts of nudges are there
// in a week without any, too, for programs.
func (w *week) says(id coach.SectionID) bool {
	items := w.d.Section(id)
	return len(items) > 0 && (id != coach.SectionAnswers || items[0].Say != "")
}

// part shows a section in the room that it has: so many items, or one line.
func (w *week) part(id coach.SectionID, name string, items []coach.Item, room int) part {
	w.whole[id] = room == len(items) || room == 0 && len(items) == 1
	switch {
	case room > 0:
		p := part{head: name + ":"}
		if room < len(items) {
			p.head = fmt.Sprintf("%s (%d of %d):", name, room, len(items))
		}
		for _, it := range items[:room] {
			p.items = append(p.items, w.line(it))
		}
		return p
	case len(items) == 1 && id != coach.SectionAnswers:
		l := w.line(items[0])
		return part{head: name + ":", rest: clip(l.text(), 2*maxRest)}
	}
	if id != coach.SectionAnswers {
		name = fmt.Sprintf("%s (%d)", name, counted(items))
	}
	return part{head: name + ":", rest: w.gist(id, items)}
}

// gist is many items in one line: what they come to, or the first by name.
func (w *week) gist(id coach.SectionID, items []coach.Item) string {
	switch id {
	case coach.SectionAnswers:
		return items[0].Say // of all rules together
	case coach.SectionBlind:
		return blindGist(items)
	case coach.SectionBurden:
		return total(items, "replacement_burden") + " a year was lost in 12 months."
	case coach.SectionRenewals:
		return w.renewalsGist(items)
	}
	return w.few(items)
}

// renewalsGist is what renewals come to, how many are in doubt, and the first.
func (w *week) renewalsGist(items []coach.Item) string {
	doubted := 0
	for _, it := range items {
		if n, known := numeric(fact(it, "in_doubt")); known {
			doubted += int(n)
		} else if it.Severity != "" {
			doubted++
		}
	}
	say := total(items, "yearly_value") + " a year in all"
	if doubted > 0 {
		say += fmt.Sprintf(", %d with signs of doubt", doubted)
	}
	first := w.line(items[0])
	if _, sum := numeric(fact(items[0], "count")); sum {
		return say + ": " + w.counts(items) + "."
	}
	return say + ". The first is " + first.head + ", " + coach.Sentence(strings.ToLower(first.rest[:min(1, len(first.rest))])+first.rest[min(1, len(first.rest)):])
}

// counted is how many things items stand for: a manager's line of a roll-up counts
// what is beneath.
func counted(items []coach.Item) int {
	n := 0
	for _, it := range items {
		if of, sum := numeric(fact(it, "count")); sum {
			n += int(of)
		} else {
			n++
		}
	}
	return n
}

// counts are whose and how many, of the first few.
func (w *week) counts(items []coach.Item) string {
	var parts []string
	for _, it := range items {
		parts = append(parts, fmt.Sprintf("%s %v", clip(strings.TrimRight(w.line(it).head, "."), 60), fact(it, "count")))
	}
	return andMore(parts, 3, ", ")
}

// blindGist names the kinds of fact that do not arrive.
func blindGist(items []coach.Item) string {
	var kinds []string
	for _, it := range items {
		kind, _ := fact(it, "kind").(string)
		reps, known := numeric(fact(it, "reps"))
		of, all := numeric(fact(it, "of"))
		if known && all && reps < of {
			kind += fmt.Sprintf(" (%.0f of %.0f reps)", reps, of)
		}
		kinds = append(kinds, kind)
	}
	return "Nothing has reached me lately of " + listing(kinds) + "."
}

// listing joins names as one says them: "metrics, issues and reviews".
func listing(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// total adds up an amount over items, by currency.
func total(items []coach.Item, name string) string {
	sums, order := map[string]coach.Money{}, []string{}
	for _, it := range items {
		text, _ := fact(it, name).(string)
		for one := range strings.SplitSeq(text, ";") {
			decimal, currency, _ := strings.Cut(one, " ")
			m, err := coach.ParseMoney(decimal, currency)
			if err != nil || !m.Known() {
				continue
			}
			if _, had := sums[currency]; !had {
				order = append(order, currency)
			}
			sums[currency] = m.Plus(sums[currency])
		}
	}
	var parts []string
	for _, currency := range order {
		parts = append(parts, amount(sums[currency]))
	}
	if len(parts) == 0 {
		return "An unknown amount"
	}
	return strings.Join(parts, " and ")
}

// few names the first of many items.
func (w *week) few(items []coach.Item) string {
	var parts []string
	for _, it := range items {
		l := w.line(it)
		if l.head == "" {
			l.head = l.rest
		}
		parts = append(parts, clip(strings.TrimRight(l.head, ".:"), 100))
	}
	return andMore(parts, 3, "; ")
}

// andMore joins the first n names, and says how many more there are.
func andMore(names []string, n int, between string) string {
	if len(names) <= n {
		return strings.Join(names, between)
	}
	return strings.Join(names[:n], between) + fmt.Sprintf("%sand %d more", between, len(names)-n)
}

// line is an item in the words that it came with; should it have none, its names
// and facts are better than nothing.
func (w *week) line(it coach.Item) line {
	l := line{head: trimmed(it.Title, maxHead), rest: trimmed(it.Say, maxRest), ask: trimmed(it.Ask, maxRest)}
	if l.head+l.rest != "" {
		return w.named(l, it)
	}
	switch {
	case it.Subject != "":
		l.head = w.names.SubjectName(it.Subject)
	case it.Rep != "":
		l.head = w.names.RepName(it.Rep)
	default:
		l.head = it.Rule
	}
	var facts []string
	for _, f := range it.Facts {
		facts = append(facts, fmt.Sprintf("%s %v", strings.ReplaceAll(f.Name, "_", " "), f.Value))
	}
	l.head, l.rest = shown(l.head, maxHead), clip(clean(strings.Join(facts, ", ")), maxRest)
	return l
}

func trimmed(s string, n int) string { return clip(strings.TrimSpace(clean(s)), n) }

// named begins a line with whose it is, where its words do not say so.
func (w *week) named(l line, it coach.Item) line {
	if it.Rep == "" {
		return l
	}
	if who := trimmed(w.names.RepName(it.Rep), maxHead/2); !strings.Contains(l.head+l.rest, who) {
		l.head = strings.TrimSuffix(who+": "+l.head, ": ")
	}
	return l
}

// quiet says in two lines that the week brought nothing to talk about; what the
// team has not written yet is the second, where there is such a thing.
func (w *week) quiet() []part {
	out := []part{{rest: "A quiet week: nothing changed that is worth a line, and no deal, renewal or conversation waits for you."}}
	if setup := w.d.Section(coach.SectionSetup); len(setup) > 0 {
		l := w.line(setup[0])
		w.whole[coach.SectionSetup] = len(setup) == 1
		return append(out, part{head: "Still to be written:", rest: l.text()})
	}
	if len(w.table.rows) > 0 {
		return append(out, part{rest: "The scorecard is behind the button."})
	}
	return append(out, part{rest: "I will look again next week."})
}
