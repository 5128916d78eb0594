package prompts

import (
	"fmt"
	"strconv"
	"strings"

	"evenkeel/coach"
)

// ideaWords are the ideas in a breath, for "why this?".
var ideaWords = map[coach.Idea]string{
	coach.ShiftingTheBurden: "Selling more to those who already buy is the quick relief, and for a while it works. What lasts is a wider base, and it only grows if it gets a little of every week.",
	coach.CakeOrIcing:       "What brings people back is what comes after the signature: being helped, being heard, things mended until they are content. With that in order, the next offer is welcome.",
	coach.SpringCleaning:    "A book filled with whoever would take a meeting has to be won again every year. So look at your own choices first, and find more of those for whom you do your best work.",
	coach.NotYourCustomer:   "A budget and a willing buyer are not enough: the right customer has a problem that you solve better than others. Finding out early, and parting kindly, leaves a good name and free hours.",
	coach.FourSteps:         "How busy we are says little about a deal; what the client puts into it says a lot. Agree on what counts, keep your side, and ask for the next small step of theirs.",
	coach.Hygiene:           "Stages and dates help only while they are true. A minute of tidying now saves guessing later.",
}

// Why answers "why this?": the facts with their dates, the lines that they are
// measured by, and the rule with its idea. Plain text, several lines.
func Why(n coach.Nudge, r coach.Rule, p *coach.Playbook, names coach.Names) string {
	var b strings.Builder
	b.WriteString("What I see\n")
	for _, f := range n.Facts {
		if s := (teller{in: inEnglish, names: names}).explain(f); s != "" {
			fmt.Fprintf(&b, "• %s\n", s)
		}
	}
	if !n.Start.IsZero() {
		fmt.Fprintf(&b, "• true since: %s\n", teller{in: inEnglish}.date(n.Start.String()))
	}
	if len(r.Settings) > 0 {
		b.WriteString("\nThe lines in your playbook\n")
		for _, s := range r.Settings {
			fmt.Fprintf(&b, "• %s\n", threshold(s, p.Setting(&r, s.Name)))
		}
	}
	fmt.Fprintf(&b, "\nThe rule\n%s\n", r.Doc)
	if idea := ideaWords[r.Idea]; idea != "" {
		fmt.Fprintf(&b, "\nThe idea: %s\n%s\n", r.Idea, idea)
	}
	if n.Worded != nil {
		fmt.Fprintf(&b, "\nThe words\n%s\n", whose(n.Worded))
	}
	return strings.TrimRight(b.String(), "\n")
}

// whose says who chose the words of a nudge.
func whose(w *coach.Worded) string {
	if w.Model() {
		return "Worded by a language model, checked against these facts (" + w.Prompt + ")."
	}
	return "Worded by a template (" + w.Prompt + ")."
}

// reasons are the short forms in which rules say which of their lines was crossed.
var reasons = map[string]string{
	"age":   "open for longer than the playbook allows without a verdict",
	"stage": "at the proposal stage or later",

	"all_sales":  "lately contacted for selling only",
	"below":      "new business was below your band in two quarters",
	"care":       "care has a small part in your touches at customers",
	"expansions": "expansions bring much less than a year before",
	"renewals":   "too little of what came due was renewed",
	"shift":      "more came from existing customers, and less new business was under way",
	"silent":     "silent for longer than usual",
	"touches":    "a sales touch brings much less than a year before",
}

// explain is one fact with what it is called. A fact without words of its own
// is told by its name: better blunt than hidden.
func (t teller) explain(f coach.Fact) string {
	known, ok := factWords[f.Name]
	if !ok {
		known = fact{text, strings.ReplaceAll(f.Name, "_", " ")}
	}
	value := fmt.Sprint(t.tell(f.Name, f.Value))
	switch {
	case f.Name == "why" && reasons[value] != "":
		value = reasons[value]
	case f.Value == "unknown", f.Value == "none": // a day or an amount that is not there is a fact too
		value = f.Value.(string)
	case value == "":
		return ""
	case known.kind == yes:
		return known.label
	case known.kind == share:
		value = inEnglish.exactly(f.Value)
	case f.Name == "effective_customers":
		value = decimal(f.Value)
	}
	return known.label + ": " + value
}

// decimal is a number with one decimal at most.
func decimal(v any) string {
	f, _ := number(v)
	return strconv.FormatFloat(float64(int(f*10+0.5))/10, 'f', -1, 64)
}

// threshold is one number of a rule, and the built-in one where it differs.
func threshold(s coach.Setting, now float64) string {
	out := fmt.Sprintf("%s: %s", s.Doc, strconv.FormatFloat(now, 'f', -1, 64))
	if now != s.Default {
		out += fmt.Sprintf(" (built in: %s)", strconv.FormatFloat(s.Default, 'f', -1, 64))
	}
	return out
}
