package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"evenkeel/coach"
	"evenkeel/prompts"
)

// digestHeads are the sections' headings on a terminal.
var digestHeads = map[coach.SectionID]string{
	coach.SectionChanged: "What changed", coach.SectionConversations: "Conversations to have", coach.SectionTeam: "The team, and what is yours to decide",
	coach.SectionInspect: "Deals to look into", coach.SectionRenewals: "Renewals", coach.SectionBurden: "To be sold again before anything grows",
	coach.SectionAnswers: "Nudges of the week", coach.SectionTune: "Rules to tune", coach.SectionBlind: "What I could not see", coach.SectionSetup: "To set up",
	coach.SectionNudges: "To do", coach.SectionNotes: "Notes",
}

// digestText prints a digest for a reader.
type digestText struct {
	io.Writer
	k *coach.Coach
	o coach.Outgoing
}

func printDigest(w io.Writer, k *coach.Coach, o coach.Outgoing) error {
	t := digestText{w, k, o}
	d := o.Digest
	fmt.Fprintln(t, t.title())
	if t.nothing() {
		return nil
	}
	for _, s := range d.Sections {
		switch s.ID {
		case coach.SectionBalance: // stands in the scorecard, too
		case coach.SectionScorecard, coach.SectionRollup:
			if err := t.table(s); err != nil {
				return err
			}
		default:
			t.section(s)
		}
	}
	return nil
}

func (t digestText) title() string {
	d, day := t.o.Digest, t.o.Today
	switch name := t.k.Names.RepName(d.For); d.Kind {
	case "rep":
		return fmt.Sprintf("Coaching message of %s, %s", name, day)
	case "team":
		return fmt.Sprintf("Renewals of team %s, %s", d.For, day)
	case "director":
		return fmt.Sprintf("Roll-up for %s, %s, %s", name, strings.TrimPrefix(d.Occurrence, "digest/"), day)
	default:
		return fmt.Sprintf("Digest for %s, %s, %s", name, strings.TrimPrefix(d.Occurrence, "digest/"), day)
	}
}

// nothing says so where there is nothing to say.
func (t digestText) nothing() bool {
	d := t.o.Digest
	switch {
	case slices.ContainsFunc(d.Sections, func(s coach.Section) bool { return len(s.Items) > 0 && s.ID != coach.SectionAnswers }):
		if d.Quiet() && (d.Kind == "manager" || d.Kind == "director") {
			fmt.Fprintln(t, "A quiet week: nothing changed that is worth a line.")
		}
		return false
	case d.Kind == "rep":
		fmt.Fprintln(t, "Nothing to say: no message is sent.")
	case d.Kind == "team":
		fmt.Fprintln(t, "No renewal has reached a step: no message is sent.")
	default:
		fmt.Fprintln(t, "A quiet week: nothing changed that is worth a line.")
	}
	return true
}

// section prints a section's lines, if there are any.
func (t digestText) section(s coach.Section) {
	silent := func(x coach.Item) bool { return x.Say == "" && (x.Title == "" || s.ID == coach.SectionAnswers) }
	if !slices.ContainsFunc(s.Items, func(x coach.Item) bool { return !silent(x) }) && s.ID != coach.SectionNotes || len(s.Items) == 0 {
		return
	}
	fmt.Fprintf(t, "\n%s\n", digestHeads[s.ID])
	if s.ID == coach.SectionNotes {
		t.alreadyTrue(s.Items)
	}
	for _, x := range s.Items {
		if silent(x) {
			continue
		}
		fmt.Fprintf(t, "  %s\n", t.line(x))
		if x.Ask != "" {
			fmt.Fprintf(t, "    %s\n", x.Ask)
		}
	}
}

// line is an item in words, with whose it is where they do not say so.
func (t digestText) line(x coach.Item) string {
	if x.Title == "" {
		return x.Say
	}
	who, name := x.Title, t.k.Names.RepName(x.Rep)
	if x.Rep != "" && t.o.Digest.Kind != "rep" && !strings.HasPrefix(x.Title, name) {
		who = name + ": " + who
	}
	if x.Say == "" {
		return who
	}
	return coach.Sentence(who) + " " + x.Say
}

// alreadyTrue is the one line of what was true when facts of a kind first came.
func (t digestText) alreadyTrue(notes []coach.Item) {
	by := map[string]int{}
	for _, x := range notes {
		for _, f := range x.Facts {
			if n, ok := f.Value.(int); ok && f.Name == "already_true" {
				by[x.Rule] = n
			}
		}
	}
	if words, ok := t.k.Words.(*prompts.Template); ok && len(by) > 0 {
		fmt.Fprintf(t, "  %s\n", words.Summary(by))
	}
}

// table prints scorecards side by side.
func (t digestText) table(s coach.Section) error {
	if len(s.Items) == 0 {
		return nil
	}
	names := column{left: true}
	for _, x := range s.Items {
		names.add(x.Title)
	}
	columns, currency := []column{names}, oneCurrency(s.Items)
	for _, key := range coach.DigestMeasures {
		m := coach.MeasureOf(key)
		head := cmp.Or(m.Column, m.Name)
		if key == "top_share" {
			head = "largest customer" // whose share it is stands in a column that is not here
		}
		c := column{head: head}
		for _, x := range s.Items {
			c.add(figureText(m, x, currency))
		}
		if slices.ContainsFunc(c.cells, func(x cell) bool { return x.text != "–" }) {
			columns = append(columns, c)
		}
	}
	in := ""
	if currency != "" {
		in = ", amounts in " + currency
	}
	fmt.Fprintf(t, "\nScorecard of 12 months%s (– no data, ~ too early to say)\n", in)
	return printGrid(t, newPage(t.Writer, t.k.Playbook, t.k.People(), coach.Query{}).width, columns...)
}

// oneCurrency is the currency of all amounts; "" where they are in several.
func oneCurrency(items []coach.Item) string {
	one := ""
	for _, x := range items {
		for _, f := range x.Facts {
			text, _ := f.Value.(string)
			_, currency, ok := strings.Cut(text, " ")
			if m := coach.MeasureOf(f.Name); m == nil || !m.Money() || !ok || marks[text] != "" {
				continue
			}
			if one != "" && one != currency {
				return ""
			}
			one = currency
		}
	}
	return one
}

// marks stand in a table for why there is no number.
var marks = map[string]string{"no data": "–", "too early": "~"}

// figureText is a measure of a line as it stands in a table whose amounts are in
// one currency, or in several.
func figureText(m *coach.Measure, x coach.Item, currency string) string {
	for _, f := range x.Facts {
		if f.Name != m.Key {
			continue
		}
		switch v := f.Value.(type) {
		case float64:
			if m.Share() {
				return fmt.Sprintf("%.0f %%", 100*v)
			}
			return coach.Grouped(fmt.Sprintf("%.0f", v))
		case string:
			if mark := marks[v]; mark != "" || !m.Money() {
				return cmp.Or(mark, v)
			}
			amount, _, _ := strings.Cut(v, " ")
			return coach.Grouped(strings.TrimSuffix(amount, ".00")) + strings.TrimSuffix(strings.TrimPrefix(v, amount), " "+currency)
		default:
			return coach.Grouped(fmt.Sprint(v))
		}
	}
	return "–"
}

// wordsOf are the words that a message of Slack's needs beside those of its nudges.
func wordsOf(k *coach.Coach) (summary func(int, map[string]int) string, heading func(string, int, bool) string) {
	if words, ok := k.Words.(*prompts.Template); ok {
		return func(_ int, by map[string]int) string { return words.Summary(by) }, words.Heading
	}
	return nil, nil
}
