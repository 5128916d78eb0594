package main

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"evenkeel/coach"
	"evenkeel/store/crm"
)

type scorecardCmd struct {
	By       string `help:"One row for each rep, team, or one for the workspace." enum:"rep,team,workspace" default:"rep"`
	Window   string `help:"12m, 2017-Q4, 2017-10, 2017 or FROM..TO." default:"12m"`
	AsOf     string `help:"A date (the end of that day) or a time (default: now)." placeholder:"DATE-OR-TIME"`
	From     string `help:"CSV files in memory instead of the store." placeholder:"PATH"`
	Min      *int   `help:"0 lifts the minimums below which a measure says 'too early'." placeholder:"0"`
	Rollup   bool   `help:"Count accounts by their top parent."`
	JSON     bool   `help:"As JSON."`
	Playbook string `help:"Playbook file (default: EVENKEEL_PLAYBOOK, else the one built in)." placeholder:"FILE"`
}

func (scorecardCmd) Help() string {
	return example("evenkeel scorecard --from ./export --by team --window 2026-Q3",
		"REDIS_URL=redis://127.0.0.1:6379 evenkeel scorecard --json --as-of 2026-09-30")
}

func (c scorecardCmd) Run(ctx context.Context, s *streams) error {
	if c.Min != nil && *c.Min != 0 {
		return usagef("--min %d: only --min 0 is known, which lifts the minimums", *c.Min)
	}
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
	read := c.fromStore
	if c.From != "" {
		read = c.fromFiles
	}
	scores, err := read(ctx, s, e, p)
	if err != nil {
		return err
	}
	if c.JSON {
		if scores == nil {
			scores = []coach.Score{}
		}
		return printJSON(s.out, scores)
	}
	return printScores(s.out, scores)
}

func (c scorecardCmd) fromFiles(ctx context.Context, s *streams, _ *env, p *coach.Playbook) ([]coach.Score, error) {
	q, err := c.query(p, time.Now())
	if err != nil {
		return nil, err
	}
	r, err := readRecords(ctx, s, "--from", []string{c.From}, crm.Options{Playbook: p, Run: "from", Now: time.Now()})
	if err != nil {
		return nil, err
	}
	report(s.err, r)
	people, rows := coach.InMemory(asRecords(r, nil), p)
	return coach.Scores(q, p, people, rows), nil
}

func (c scorecardCmd) fromStore(ctx context.Context, s *streams, e *env, p *coach.Playbook) ([]coach.Score, error) {
	client, err := e.reach(ctx)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	o, err := e.open(ctx, client, p, e.logger(s.err), "")
	if err != nil {
		return nil, err
	}
	o.attach(nil, o.now)
	q, err := c.query(p, o.now())
	if err != nil {
		return nil, err
	}
	return o.coach.Scorecard(ctx, q)
}

func (c scorecardCmd) query(p *coach.Playbook, now time.Time) (coach.Query, error) {
	q := coach.Query{By: c.By, NoMin: c.Min != nil, Rollup: c.Rollup}
	var err error
	if q.AsOf, err = asOf(c.AsOf, p, now); err != nil {
		return q, err
	}
	q.Window, err = window(c.Window, q.AsOf, p)
	return q, err
}

// asOf reads --as-of: a date is the end of that day, a time lies in its day.
func asOf(text string, p *coach.Playbook, now time.Time) (coach.Date, error) {
	zone, _ := p.Zone(&coach.Rep{})
	if text == "" {
		return coach.DateIn(now, zone), nil
	}
	if d, err := coach.ParseDate(text); err == nil {
		return d, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return 0, usagef("--as-of %q: it wants a date like 2017-12-31 or a time like 2017-12-31T18:00:00Z", text)
	}
	return coach.DateIn(t, zone), nil
}

var (
	months  = regexp.MustCompile(`^([1-9][0-9]{0,2})m$`)
	quarter = regexp.MustCompile(`^(\d{4})-[qQ]([1-4])$`)
	month   = regexp.MustCompile(`^(\d{4})-(0[1-9]|1[0-2])$`)
	year    = regexp.MustCompile(`^(\d{4})$`)
)

// window reads --window. Quarters and years are the playbook's fiscal ones.
func window(text string, asOf coach.Date, p *coach.Playbook) (coach.Window, error) {
	num := func(s string) int { n, _ := strconv.Atoi(s); return n }
	switch {
	case months.MatchString(text):
		return coach.LastMonths(asOf, num(months.FindStringSubmatch(text)[1])), nil
	case quarter.MatchString(text):
		m := quarter.FindStringSubmatch(text)
		first := p.FiscalYear(num(m[1])).From.AddMonths(3 * (num(m[2]) - 1))
		return coach.Window{From: first, To: first.AddMonths(3).AddDays(-1)}, nil
	case month.MatchString(text):
		m := month.FindStringSubmatch(text)
		first := coach.NewDate(num(m[1]), time.Month(num(m[2])), 1)
		return coach.Window{From: first, To: first.AddMonths(1).AddDays(-1)}, nil
	case year.MatchString(text):
		return p.FiscalYear(num(text)), nil
	}
	from, to, ok := strings.Cut(text, "..")
	a, errA := coach.ParseDate(from)
	b, errB := coach.ParseDate(to)
	if !ok || errA != nil || errB != nil || b < a {
		return coach.Window{}, usagef("--window %q: it wants 12m, 2017-Q4, 2017-10, 2017 or 2017-01-01..2017-06-30", text)
	}
	return coach.Window{From: a, To: b}, nil
}

// printScores prints a table that reads without a manual: a dash is no data, a
// tilde too early to say.
func printScores(w io.Writer, scores []coach.Score) error {
	if len(scores) == 0 {
		_, err := fmt.Fprintln(w, "No reps on record yet: evenkeel import brings them in.")
		return err
	}
	s := scores[0]
	fmt.Fprintf(w, "Balance scorecard, closed %s to %s, as of %s\n\n", s.From, s.To, s.AsOf)
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "\twon\tdeals\twin rate\tcustomers\ttop account\ttop share\tHHI\tnew business\tgained\tlost\topen\topen value")
	foreign := 0
	for _, s := range scores {
		text := s.Text
		foreign += s.Foreign
		fmt.Fprintln(t, strings.Join([]string{
			s.Unit, text("won"), strconv.Itoa(s.WonDeals), text("win_rate"), strconv.Itoa(s.Customers), text("top_account"),
			text("top_share"), text("hhi"), text("new_share"), strconv.Itoa(s.Gained), strconv.Itoa(s.LostCustomers),
			strconv.Itoa(s.OpenDeals), text("open_value"),
		}, "\t"))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w, "\nhealthy: top share at most 30 %, HHI at most 1800, customers at least 8."+
		"  -: no data   ~: too early to say (--min 0 says it anyway)")
	if foreign > 0 {
		fmt.Fprintf(w, "Left out of every sum and share: %d amounts in a currency other than the row's; nothing converts them yet.\n", foreign)
	}
	return nil
}
