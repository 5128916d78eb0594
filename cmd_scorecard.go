package main

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"time"

	"evenkeel/coach"
)

type scorecardCmd struct {
	source `embed:""`

	By     string `help:"One row for each rep, team, or one for the workspace." enum:"rep,team,workspace" default:"rep"`
	Window string `help:"12m, 2017-Q4, 2017-10, 2017 or FROM..TO." default:"12m"`
	AsOf   string `help:"A date (the end of that day) or a time (default: now)." placeholder:"DATE-OR-TIME"`
	Unit   string `help:"One rep's, team's or the workspace's whole card, with the window before; reps by id or name." placeholder:"NAME"`
	Min    *int   `help:"0 lifts the minimums below which a measure says 'too early'." placeholder:"0"`
	Rollup bool   `help:"Count accounts by their top parent."`
	JSON   bool   `help:"As JSON."`
}

func (scorecardCmd) Help() string {
	return example("evenkeel scorecard --from ./export --by team --window 2026-Q3",
		"evenkeel scorecard --from ./export --unit ann",
		"REDIS_URL=redis://127.0.0.1:6379 evenkeel scorecard --json --as-of 2026-09-30")
}

func (c scorecardCmd) Run(ctx context.Context, s *streams) error {
	if c.Min != nil && *c.Min != 0 {
		return usagef("--min %d: only --min 0 is known, which lifts the minimums", *c.Min)
	}
	e, p, err := c.open()
	if err != nil {
		return err
	}
	if _, err := c.query(p, time.Now()); err != nil { // before a long reading
		return err
	}
	facts, people, now, err := c.facts(ctx, s, e, p)
	if err != nil {
		return err
	}
	asked, err := c.scores(p, people, facts, now)
	if err != nil {
		return err
	}
	scores := asked[0]
	switch {
	case c.Unit != "" && len(scores) == 0:
		return usagef("--unit %q: there is no such %s; scorecard --by %s lists them", c.Unit, c.By, c.By)
	case c.Unit != "" && len(scores) > 1:
		return usagef("--unit %q: several go by that name: %s and %s; give the id", c.Unit, scores[0].Unit, scores[1].Unit)
	case c.JSON:
		if scores == nil {
			scores = []coach.Score{}
		}
		return printJSON(s.out, scores)
	}
	page := newPage(s.out, p, people, coach.Query{By: c.By, Rollup: c.Rollup}, asked...)
	if c.Unit == "" {
		return page.table(scores, asked[1])
	}
	before := &coach.Score{} // where the unit was not there
	if len(asked[1]) > 0 {
		before = &asked[1][0]
	}
	return page.card(&scores[0], before)
}

// scores are the scorecards, and for a reader those of the window before as well.
func (c scorecardCmd) scores(p *coach.Playbook, people *coach.People, facts coach.Facts, now time.Time) ([][]coach.Score, error) {
	q, err := c.query(p, now)
	if err != nil {
		return nil, err
	}
	q.Only = c.only(people)
	asked := [][]coach.Score{coach.Scores(q, p, people, facts)}
	if !c.JSON {
		asked = append(asked, coach.Scores(q.Before(), p, people, facts))
	}
	return asked, nil
}

// only is the unit of --unit; a rep may be called by an id or by a name that
// nobody else has.
func (c scorecardCmd) only(people *coach.People) []string {
	switch {
	case c.Unit == "":
		return nil
	case c.By != "rep":
		return []string{c.Unit}
	}
	if r := people.Rep(c.Unit); r != nil {
		return []string{r.ID}
	}
	ids := []string{c.Unit}
	for _, r := range people.Reps() {
		if strings.EqualFold(r.Name, c.Unit) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

func (c scorecardCmd) query(p *coach.Playbook, now time.Time) (coach.Query, error) {
	q := coach.Query{By: c.By, NoMin: c.Min != nil, Rollup: c.Rollup}
	var err error
	if q.AsOf, err = asOf(c.AsOf, p, now); err != nil {
		return q, err
	}
	if q.Window, err = window(c.Window, q.AsOf, p); err == nil && q.Window.From > q.AsOf {
		err = usagef("--window %s begins after --as-of %s", c.Window, q.AsOf)
	}
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
