package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"evenkeel/coach"
)

type evidenceCmd struct {
	source `embed:""`

	AsOf string `help:"A date (the end of that day) or a time (default: now)." placeholder:"DATE-OR-TIME"`
	JSON bool   `help:"As JSON."`
}

func (evidenceCmd) Help() string {
	return example("evenkeel evidence --from ./export", "REDIS_URL=redis://127.0.0.1:6379 evenkeel evidence --json --as-of 2026-09-30")
}

func (c evidenceCmd) Run(ctx context.Context, s *streams) error {
	e, p, err := c.open()
	if err != nil {
		return err
	}
	facts, people, now, err := c.facts(ctx, s, e, p)
	if err != nil {
		return err
	}
	day, err := asOf(c.AsOf, p, now)
	if err != nil {
		return err
	}
	weighed := coach.Weigh(facts.Record(people, day))
	if c.JSON {
		return printJSON(s.out, weighed)
	}
	return printEvidence(s, weighed)
}

// printEvidence prints, in counts, the kinds of deals that the record speaks of.
func printEvidence(s *streams, e coach.Evidence) error {
	if e.Deals == 0 {
		fmt.Fprintln(s.out, "No evidence either way: no deal was won or lost yet.")
		return nil
	}
	fmt.Fprintf(s.out, "%d deals were won or lost, %.0f %% of them won.\n", e.Deals, 100*e.WinRate.Six())
	w := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
	spoke := 0
	for _, g := range e.Groups {
		if g.Verdict == coach.EvidenceNone {
			continue
		}
		if spoke++; spoke == 1 {
			fmt.Fprintln(w, "\nlike this\tthey were won\tthe rest\tin the later half")
		}
		fmt.Fprintf(w, "%s\t%d of %d\t%d of %d\t%d of %d\n", likeness(g), g.Won, g.Closed, g.RestWon, g.RestClosed, g.CheckedOn.Won, g.CheckedOn.Closed)
	}
	if spoke == 0 {
		fmt.Fprintf(s.out, "No evidence either way: of %d kinds of deals that are common enough, none was won more or less often than the rest in both halves of the record.\n", len(e.Groups))
		return nil
	}
	return w.Flush()
}

// likeness is "segment retail, source list".
func likeness(g coach.EvidenceGroup) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(g.Attributes)) {
		parts = append(parts, strings.TrimPrefix(k, "q.")+" "+g.Attributes[k])
	}
	return strings.Join(parts, ", ")
}
