package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"evenkeel/coach"
)

// printScores prints two tables that read without a manual: what was won, and
// what it rests on. A dash is no data, a tilde too early to say; a column in
// which nobody has data is left out and named below.
func printScores(w io.Writer, scores, before []coach.Score, rollup bool) error {
	if len(scores) == 0 {
		_, err := fmt.Fprintln(w, "No reps on record yet: evenkeel import brings them in.")
		return err
	}
	s := scores[0]
	fmt.Fprintf(w, "Balance scorecard, closed %s to %s, as of %s%s\n\n", s.From, s.To, s.AsOf, by(rollup))
	i := slices.IndexFunc(coach.Measures, func(m coach.Measure) bool { return m.Key == "stalled_deals" })
	bare := printColumns(w, scores, before, coach.Measures[:i])
	fmt.Fprintln(w)
	bare = append(bare, printColumns(w, scores, before, coach.Measures[i:])...)
	fmt.Fprintln(w, "\nhealthy: top share at most 30 %, HHI at most 1800, customers at least 8; in the sweet spot at least 70 %, promised 60 %,"+
		"\ncare 50 %, issues in time, renewed, GRR and covered 90 %, NRR 100 %, metrics met and pace 80 %. --unit NAME shows one card whole."+
		"\n↑ ↓: against the window before   (30–70): the role's band   -: no data   ~: too early to say (--min 0 says it anyway)")
	if len(bare) > 0 {
		fmt.Fprintf(w, "no data on anybody: %s\n", strings.Join(bare, ", "))
	}
	return printForeign(w, scores...)
}

// printColumns prints the measures that have a column, and returns those that
// nobody has any data on.
func printColumns(w io.Writer, scores, before []coach.Score, measures []coach.Measure) (bare []string) {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	head, rows := "", make([]string, len(scores))
	for i := range scores {
		rows[i] = scores[i].Unit
	}
	for i := range measures {
		m := &measures[i]
		if m.Column == "" {
			continue
		}
		if !slices.ContainsFunc(scores, func(s coach.Score) bool { return s.Why[m.Key] != "no data" }) {
			bare = append(bare, m.Column)
			continue
		}
		head += "\t" + m.Column
		for j := range scores {
			rows[j] += "\t" + cell(&scores[j], m) + banded(&scores[j], m) + arrow(&scores[j], before, m)
		}
	}
	fmt.Fprintln(t, head)
	for _, row := range rows {
		fmt.Fprintln(t, row)
	}
	t.Flush() // what it writes to failed before or fails again
	return bare
}

// by says what customers are counted by, where that is not the account.
func by(rollup bool) string {
	if rollup {
		return ", customers by their top parent"
	}
	return ""
}

// banded is the role's band behind a measure that has one.
func banded(s *coach.Score, m *coach.Measure) string {
	if !m.Banded() || s.More.Band == nil {
		return ""
	}
	return fmt.Sprintf(" (%.0f–%.0f)", 100*s.More.Band.From, 100*s.More.Band.To)
}

// arrow compares with the same unit in the window before.
func arrow(s *coach.Score, before []coach.Score, m *coach.Measure) string {
	i := slices.IndexFunc(before, func(b coach.Score) bool { return b.Unit == s.Unit })
	if i < 0 {
		return ""
	}
	if trend, known := s.Trend(m, &before[i]); known && trend != 0 {
		return [3]string{" ↓", "", " ↑"}[trend+1]
	}
	return ""
}

func cell(s *coach.Score, m *coach.Measure) string {
	switch text := s.Text(m); text {
	case "no data":
		return "-"
	case "too early":
		return "~"
	default:
		return text
	}
}

func printForeign(w io.Writer, scores ...coach.Score) error {
	foreign := 0
	for _, s := range scores {
		foreign += s.Foreign
	}
	if foreign == 0 {
		return nil
	}
	_, err := fmt.Fprintf(w, "Left out of every sum and share: %d amounts in another currency; the playbook's rates do not say what they are worth.\n", foreign)
	return err
}
