package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"evenkeel/coach"
	"evenkeel/store/crm"
)

type evidenceCmd struct {
	AsOf     string `help:"A date (the end of that day) or a time (default: now)." placeholder:"DATE-OR-TIME"`
	From     string `help:"CSV files in memory instead of the store." placeholder:"PATH"`
	Map      string `help:"Mapping of the files of --from: a file, or one that is built in by its name." placeholder:"FILE"`
	JSON     bool   `help:"As JSON."`
	Playbook string `help:"Playbook file (default: EVENKEEL_PLAYBOOK, else the one built in)." placeholder:"FILE"`
}

func (evidenceCmd) Help() string {
	return example("evenkeel evidence --from ./export", "REDIS_URL=redis://127.0.0.1:6379 evenkeel evidence --json --as-of 2026-09-30")
}

func (c evidenceCmd) Run(ctx context.Context, s *streams) error {
	e, err := environment()
	if err != nil {
		return err
	}
	p, err := e.playbook(c.Playbook)
	if err != nil {
		return err
	}
	if c.From == "" && e.RedisURL == "" {
		return usagef("no records to read: set REDIS_URL, or give --from PATH")
	}
	if c.Map != "" && c.From == "" {
		return usagef("--map: it says how to read the files of --from PATH")
	}
	read := c.fromStore
	if c.From != "" {
		read = c.fromFiles
	}
	facts, people, now, err := read(ctx, s, e, p)
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

func (c evidenceCmd) fromFiles(ctx context.Context, s *streams, _ *env, p *coach.Playbook) (coach.Facts, *coach.People, time.Time, error) {
	now := time.Now()
	m, err := mapping(c.Map)
	if err != nil {
		return coach.Facts{}, nil, now, err
	}
	r, err := readRecords(ctx, s, "--from", []string{c.From}, crm.Options{Playbook: p, Map: m, Run: "from", Now: now})
	if err != nil {
		return coach.Facts{}, nil, now, err
	}
	report(s.err, r)
	people, facts := coach.InMemory(asRecords(r, nil), p)
	return facts, people, now, nil
}

func (c evidenceCmd) fromStore(ctx context.Context, s *streams, e *env, p *coach.Playbook) (coach.Facts, *coach.People, time.Time, error) {
	client, err := e.reach(ctx)
	if err != nil {
		return coach.Facts{}, nil, time.Time{}, err
	}
	defer client.Close()
	o, err := e.open(ctx, client, p, e.logger(s.err), "")
	if err != nil {
		return coach.Facts{}, nil, time.Time{}, err
	}
	o.attach(nil, o.now)
	facts, err := o.coach.Facts(ctx)
	return facts, o.coach.People(), o.now(), err
}

// printEvidence prints, in counts, the kinds of deals that the record speaks of.
func printEvidence(s *streams, e coach.Evidence) error {
	if e.Deals == 0 {
		fmt.Fprintln(s.out, "No evidence either way: no deal was won or lost yet.")
		return nil
	}
	rate, _ := strconv.ParseFloat(*e.WinRate, 64)
	fmt.Fprintf(s.out, "%d deals were won or lost, %.0f %% of them won.\n", e.Deals, 100*rate)
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
