package prompts

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"text/template"
	tree "text/template/parse"

	"evenkeel/coach"
)

// ruleWords is what a rule's own wordings say, whatever the facts: their words, their
// fixed numbers, what they deny and what they ask for.
type ruleWords struct {
	lexicon  map[string]bool // stems
	exact    map[string]bool // … and words as they are
	literal  string          // all that is said, plainly
	here     string          // … of these very facts, where that is known
	asks     map[string]bool // stems of what is asked for
	needs    map[string]bool // facts without which nothing can be said
	nots     map[string]bool // stems of what may be denied
	asked    []quantity      // numbers in what is asked for: "two prospects"
	figures  []quantity      // fixed ones: "the last 12 months", "two prospects"
	days     map[string]bool // relative ones: "this week"
	must     []held
	never    []held
	settings []float64
	spans    map[string]bool // units of time in which a fact is
	// tellsOf are the facts that every wording for these facts tells, and whether each
	// tells some figure or day; nil where there is no wording.
	tellsOf func() (all []string, some bool)
}

// knownOf is what the wordings of a rule say, and what of it holds for the facts of a
// claim.
func (t *Template) knownOf(c Claim, facts *evidence, lang *tongue) *ruleWords {
	k := *t.saidBy(c.Rule, lang)
	k.spans = map[string]bool{}
	for _, f := range facts.numbers {
		k.spans[f.unit] = true
	}
	if c.Reference != "" {
		k.learn(facts, c.Reference, lang)
	}
	if w := t.wordings[c.Rule]; w != nil {
		v := w.givenBy(c.Facts)
		k.must, k.never = holding(w.must, v), holding(w.never, v)
		k.tellsOf = sync.OnceValues(func() ([]string, bool) { return t.tellsOf(w, w.fits(v), c, facts, lang) })
	}
	return &k
}

// learn takes in what the template says of these very facts.
func (k *ruleWords) learn(facts *evidence, reference string, lang *tongue) {
	k.lexicon, k.exact, k.asks, k.nots, k.days = maps.Clone(k.lexicon), maps.Clone(k.exact), maps.Clone(k.asks), maps.Clone(k.nots), maps.Clone(k.days)
	k.figures = slices.Clone(k.figures)
	masked, _ := facts.mask(straight(reference))
	k.add(masked, lang)
	k.here = plainly(masked)
	words := scan(masked)
	for i, w := range words {
		if !negates(w.low, lang) {
			continue
		}
		for j := i + 1; j < len(words) && j <= i+4 && !ends(words[j]); j++ {
			if st := stem(words[j].low); !fillers[st] && words[j].kind == wordToken {
				k.nots[st] = true
			}
		}
	}
}

// saidBy reads the wordings of a rule, once.
func (t *Template) saidBy(rule string, lang *tongue) *ruleWords {
	key := lang.name + " " + rule
	if k, ok := t.said.Load(key); ok {
		return k.(*ruleWords)
	}
	k := t.readWords(rule, lang)
	t.said.Store(key, k)
	return k
}

func (t *Template) readWords(rule string, lang *tongue) *ruleWords {
	k := &ruleWords{nots: map[string]bool{}, lexicon: map[string]bool{}, exact: map[string]bool{}, asks: map[string]bool{}, days: map[string]bool{}, needs: map[string]bool{}}
	for i := range t.rules {
		if t.rules[i].ID == rule {
			k.add(t.rules[i].Doc, lang)
			for _, s := range t.rules[i].Settings {
				k.settings = append(k.settings, s.Default)
			}
		}
	}
	if m, ok := t.manager[rule]; ok {
		k.add(literal(m.finding)+" "+literal(m.ask), lang)
	}
	w := cmp.Or(t.in(lang.name, rule), t.wordings[rule])
	if w == nil {
		return k
	}
	for _, g := range w.groups {
		for _, v := range g.variants {
			k.add(literal(v.title)+". "+literal(v.finding), lang)
			ask := literal(v.ask)
			k.add(ask, lang)
			k.asked = append(k.asked, countsOf(ask)...)
			for _, s := range stems(ask) {
				k.asks[s] = true
			}
		}
	}
	for _, s := range stems(w.also) {
		k.lexicon[s], k.asks[s] = true, true
	}
	k.add(w.also, lang)
	k.asked = append(k.asked, countsOf(w.also)...)
	k.nots = stemSet(w.nots)
	for _, f := range w.needs {
		k.needs[f] = true
	}
	return k
}

// countsOf are the plain numbers of what we ask for, which is written in English.
func countsOf(ask string) []quantity {
	return slices.DeleteFunc(figuresOf(scan(straight(ask)), languages["en"]), func(q quantity) bool { return q.kind != plainFigure || len(q.readings) == 0 })
}

// tellsOf are the facts that every wording of a group tells, as far as its figures and
// days show it.
func (t *Template) tellsOf(w *wording, g group, c Claim, facts *evidence, lang *tongue) (all []string, some bool) {
	n := coach.Nudge{Rule: c.Rule, Facts: c.Facts}
	v, ok := w.view(&n, coach.Phrasing{Nudges: []coach.Nudge{n}, Today: c.Today, Names: asNamed{}})
	if !ok {
		return nil, false
	}
	some = true
	for i, variant := range g.variants {
		said, err := variant.say(v)
		if err != nil {
			return nil, false
		}
		k := &checked{Claim: c, lang: lang, known: &ruleWords{}, facts: facts}
		k.masked, k.named = k.facts.mask(straight(said.Title + ". " + said.Say))
		k.words = scan(k.masked)
		k.figures = figuresOf(k.words, lang)
		told := k.told()
		some = some && tellsSome(told)
		if i == 0 {
			all = slices.Sorted(maps.Keys(told))
		}
		all = slices.DeleteFunc(all, func(f string) bool { return !told[f] })
	}
	return all, some
}

// tellsSome says whether a figure or a day is among what is told that does not only
// place the others.
func tellsSome(told map[string]bool) bool {
	return tellsHowMany(told) > 0
}

// tellsHowMany counts such facts.
func tellsHowMany(told map[string]bool) (n int) {
	for f := range told {
		if f != "" && !placing[f] {
			n++
		}
	}
	return n
}

// asNamed takes every id for a name.
type asNamed struct{}

func (asNamed) SubjectName(s coach.Subject) string { return s.ID() }

func (asNamed) AccountName(id string) string { return id }

func (asNamed) RepName(id string) string { return id }

// givenBy are the values of facts for conditions.
func (w *wording) givenBy(facts []coach.Fact) map[string]any {
	v := map[string]any{}
	for _, name := range append(slices.Clone(w.facts), always...) {
		v[name] = ""
	}
	for _, f := range facts {
		if s := strings.TrimSpace(fmt.Sprint(f.Value)); f.Value != nil && s != "unknown" && s != "false" {
			v[f.Name] = s
		}
	}
	return v
}

// fits is the group of wordings for some facts.
func (w *wording) fits(v map[string]any) group {
	for _, g := range w.groups {
		if !slices.ContainsFunc(g.when, func(c condition) bool { return !c.holds(v) }) {
			return g
		}
	}
	return w.groups[len(w.groups)-1]
}

// add takes in what a wording says.
func (k *ruleWords) add(text string, lang *tongue) {
	text = straight(text)
	words := scan(text)
	for _, s := range stems(text) {
		k.lexicon[s] = true
	}
	for _, w := range words {
		k.exact[w.low] = true
	}
	k.literal += " " + plainly(text) + " ."
	for _, q := range figuresOf(words, lang) {
		if q.kind == relativeFigure || q.kind == weekdayFigure {
			k.days[q.said] = true
			continue
		}
		k.figures = append(k.figures, q)
	}
}

// names says whether a quantity is one that the wordings themselves name, of the
// same things.
func (k *ruleWords) names(q *quantity) bool {
	if q.kind == relativeFigure {
		return k.days[q.said] || q.said == "this year" || q.said == "this quarter" || k.days["last full "+strings.TrimPrefix(q.said, "last ")]
	}
	if (q.unit == "month" || q.unit == "year") && k.spans["month"] {
		return false // the facts say how many
	}
	if (q.unit == "month" && q.is(12, 0, 0) || q.unit == "year" && q.is(1, 0, 0)) && q.near == exact {
		return true // the year that all is counted over
	}
	for _, own := range k.figures {
		if own.kind != q.kind || own.currency != q.currency {
			continue
		}
		switch q.kind {
		case fractionFigure:
			if own.value == q.value {
				return true
			}
		case quarterFigure:
			if own.value == q.value && own.year == q.year {
				return true
			}
		case plainFigure, shareFigure:
			if sameFigure(&own, q) {
				return true
			}
		}
	}
	return false
}

// lines says whether a quantity is one of the rule's settings.
func (k *ruleWords) lines(q *quantity) bool {
	if q.unit != "" && k.spans[q.unit] {
		return false // the facts have a time of their own
	}
	for _, s := range k.settings {
		f := figured{kind: anyFigure, value: s}
		if q.kind == shareFigure && s < 1.5 && q.near == exact && q.tells(f) || q.kind == plainFigure && q.unit != "" && q.near == exact && q.is(s, 0, 0) || q.kind == plainFigure && q.unit == "" && s >= 100 && q.is(s, 0, 0) {
			return true
		}
	}
	return false
}

// sameFigure compares fixed numbers by what they count.
func sameFigure(own, q *quantity) bool {
	same := slices.ContainsFunc(own.readings, func(r digits) bool { return q.is(r.value, 0, 0) && q.near == exact })
	if !same && own.unit != "" && q.unit != "" && len(own.readings) > 0 {
		same = q.spans(figured{kind: plainFigure, value: own.readings[0].value, unit: own.unit})
		return same
	}
	if !same || own.kind == shareFigure {
		return same
	}
	if own.unit != "" || q.unit != "" {
		return own.unit == q.unit
	}
	return len(own.next) == 0 || len(q.next) == 0 || slices.ContainsFunc(q.next, func(w string) bool { return slices.Contains(own.next, w) })
}

// literal is what a template says by itself, with a comma for what it fills in.
func literal(t *template.Template) string {
	if t == nil {
		return ""
	}
	var b strings.Builder
	writeLiteral(&b, t.Root)
	return tidy(b.String())
}

func writeLiteral(b *strings.Builder, n tree.Node) {
	switch n := n.(type) {
	case *tree.TextNode:
		b.Write(n.Text)
	case *tree.ListNode:
		if n != nil {
			for _, x := range n.Nodes {
				writeLiteral(b, x)
			}
		}
	case *tree.IfNode:
		writeLiteral(b, n.List)
		b.WriteString(" ")
		writeLiteral(b, n.ElseList)
	case *tree.ActionNode:
		for _, c := range n.Pipe.Cmds {
			for _, a := range c.Args {
				if s, ok := a.(*tree.StringNode); ok {
					b.WriteString(" " + s.Text)
				}
			}
		}
	}
}
