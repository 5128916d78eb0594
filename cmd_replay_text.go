package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"evenkeel/coach"
	"evenkeel/coach/replay"
)

// because says why something was held back, for a reader.
var because = map[coach.Reason]string{
	coach.HeldCooldown:    "an earlier one on the same subject had spoken within the cool-down",
	coach.HeldEpisode:     "a later step of the same episode took its place",
	coach.HeldCap:         "the day's message was full, and at the end they still waited",
	coach.HeldHours:       "found after the last message of the stretch",
	coach.HeldPrecedence:  "another finding on the deal or at the account goes before",
	coach.HeldUnknown:     "the facts that they rest on stopped coming before they were said",
	coach.HeldFirstImport: "already true when the stretch began, or when facts of the kind first came: counted in one line",
	coach.HeldNote:        "notes: they stay on Home, or wait for the manager's digest",
}

// printReplay prints a replay for who runs the coach: by rule, then by rep, then
// the reasons in words.
func printReplay(w io.Writer, r *replayed, examples int) error {
	fmt.Fprintf(w, "Replay of %s to %s: %s, %s.\n\n", r.From, r.To, counted(len(r.Reps), "rep", "reps"), counted(r.Messages(), "message", "messages"))
	if err := printRules(w, r); err != nil {
		return err
	}
	r.printRhythm(w)
	r.printReasons(w)
	r.printGaps(w)
	for _, c := range r.Rules {
		r.printExamples(w, c.Rule, examples)
	}
	if r.Compare == nil {
		return nil
	}
	return r.printComparison(w)
}

// printRules is the table of the rules that found something.
func printRules(w io.Writer, r *replayed) error {
	rule := column{head: "rule", left: true}
	found, sent, mended, held, shadow := column{head: "found"}, column{head: "sent"}, column{head: "mended first"}, column{head: "held back"}, column{head: "shadow"}
	why := column{head: "because", left: true}
	for _, c := range r.Rules {
		if c.Found == 0 {
			continue
		}
		rule.add(c.Rule)
		found.add(coach.Grouped(fmt.Sprint(c.Found)))
		sent.add(coach.Grouped(fmt.Sprint(c.Sent)))
		mended.add(coach.Grouped(fmt.Sprint(c.Cleared)))
		shadow.add(coach.Grouped(fmt.Sprint(c.Shadow)))
		held.add(coach.Grouped(fmt.Sprint(total(c.Held))))
		why.add(reasons(c.Held))
	}
	if len(rule.cells) == 0 {
		_, err := fmt.Fprintln(w, "No rule found anything.")
		return err
	}
	columns := []column{rule, found, sent, mended, held, why}
	if slices.ContainsFunc(r.Rules, func(c replay.RuleCount) bool { return c.Shadow > 0 }) {
		columns = slices.Insert(columns, 4, shadow)
	}
	return printGrid(w, 0, columns...)
}

func (c *column) add(text string) { c.cells = append(c.cells, cell{text: text}) }

func total(held map[coach.Reason]int) int {
	n := 0
	for _, count := range held {
		n += count
	}
	return n
}

// reasons is "cap 12, note 3", the most frequent first.
func reasons(held map[coach.Reason]int) string {
	var parts []string
	for _, why := range mostFirst(held) {
		parts = append(parts, fmt.Sprintf("%s %s", why, coach.Grouped(fmt.Sprint(held[why]))))
	}
	return strings.Join(parts, ", ")
}

func mostFirst(held map[coach.Reason]int) []coach.Reason {
	var out []coach.Reason
	for why := range held {
		out = append(out, why)
	}
	slices.SortFunc(out, func(a, b coach.Reason) int { return cmp.Or(cmp.Compare(held[b], held[a]), cmp.Compare(a, b)) })
	return out
}

// printRhythm says how often reps would have heard from the coach.
func (r *replayed) printRhythm(w io.Writer) {
	weeks, most, who, when := 0, 0, "", ""
	for _, rep := range r.Reps {
		weeks += len(rep.Weeks)
		for _, week := range rep.Weeks {
			if week.Messages > most {
				most, who, when = week.Messages, rep.Rep, week.Week
			}
		}
	}
	if most == 0 {
		return
	}
	fmt.Fprintf(w, "\nMessages for each rep and week: %.2f. The busiest: %s in %s, with %d.\n", float64(r.Messages())/float64(weeks), r.people.RepName(who), when, most)
}

// printReasons says in words what the reasons for silence mean.
func (r *replayed) printReasons(w io.Writer) {
	all := map[coach.Reason]int{}
	for _, c := range r.Rules {
		for why, n := range c.Held {
			all[why] += n
		}
	}
	for i, why := range mostFirst(all) {
		if i == 0 {
			fmt.Fprintln(w, "\nHeld back:")
		}
		fmt.Fprintf(w, "  %s, %s: %s\n", coach.Grouped(fmt.Sprint(all[why])), why, cmp.Or(because[why], string(why)))
	}
}

// printGaps names the rules that found nothing, and what the records lack that
// some of them read.
func (r *replayed) printGaps(w io.Writer) {
	var idle, missing []string
	for _, c := range r.Rules {
		if c.Found > 0 {
			continue
		}
		idle = append(idle, c.Rule)
		for _, kind := range kindsOf(c.Rule) {
			if !slices.Contains(r.records.Kinds, kind) && !slices.Contains(missing, string(kind)) {
				missing = append(missing, string(kind))
			}
		}
	}
	if len(idle) > 0 {
		fmt.Fprintf(w, "\nFound nothing: %s.\n", strings.Join(idle, ", "))
	}
	if len(missing) > 0 {
		slices.Sort(missing)
		fmt.Fprintf(w, "The records have no %s: what rests on them is unknown, and rules are silent about it.\n", strings.Join(missing, ", "))
	}
	if !r.play.SweetSpot.Written {
		fmt.Fprintln(w, "The playbook's sweet spot is not written: rules that judge by it are off.")
	}
}

// kindsOf are the kinds of fact that a rule reads.
func kindsOf(id string) []coach.FactKind {
	for _, r := range coach.Rules() {
		if r.ID == id {
			return append(slices.Clone(r.Reads), r.Needs...)
		}
	}
	return nil
}

// printExamples prints a rule's first messages in full.
func (r *replayed) printExamples(w io.Writer, rule string, n int) {
	for _, x := range r.Nudges {
		if n == 0 {
			return
		}
		if x.Rule == rule && x.Status == replay.Sent {
			n--
			fmt.Fprintf(w, "\n%s, to %s on %s:\n", rule, r.people.RepName(x.Rep), x.At.Format("2006-01-02 15:04"))
			for _, line := range []string{x.Words.Title, x.Words.Say, x.Ask} {
				if line != "" {
					fmt.Fprintf(w, "  %s\n", line)
				}
			}
		}
	}
}

// printComparison prints what the other playbook would have done otherwise.
func (r *replayed) printComparison(w io.Writer) error {
	c := r.Compare
	fmt.Fprintf(w, "\nWith the other playbook: %s instead of %d.\n\n", counted(c.Messages[1], "message", "messages"), c.Messages[0])
	rule := column{head: "rule", left: true}
	found, sent, otherFound, otherSent := column{head: "found"}, column{head: "sent"}, column{head: "other found"}, column{head: "other sent"}
	for _, d := range c.Rules {
		if d.Found+d.OtherFound == 0 {
			continue
		}
		rule.add(d.Rule)
		for into, n := range map[*column]int{&found: d.Found, &sent: d.Sent, &otherFound: d.OtherFound, &otherSent: d.OtherSent} {
			into.add(coach.Grouped(fmt.Sprint(n)))
		}
	}
	if err := printGrid(w, 0, rule, found, sent, otherFound, otherSent); err != nil {
		return err
	}
	r.printOnly(w, "Sent by this playbook only, for example:", c.OnlyHere)
	r.printOnly(w, "Sent by the other only, for example:", c.OnlyThere)
	return nil
}

func (r *replayed) printOnly(w io.Writer, head string, nudges []replay.Nudge) {
	for i, n := range nudges {
		if i == 0 {
			fmt.Fprintln(w, "\n"+head)
		}
		fmt.Fprintf(w, "  %s, to %s on %s: %s\n", n.Rule, r.people.RepName(n.Rep), n.At.Format("2006-01-02"), n.Words.Title)
	}
}
