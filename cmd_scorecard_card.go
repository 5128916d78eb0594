package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"evenkeel/coach"
)

// scoreCard prints one unit's scorecard whole: each measure with what it was in the
// window before, what is healthy, what it was taken of, and beside it what keeps
// it honest. Measures without data, then and now, are named at the end.
type scoreCard struct {
	*page
	s, before *coach.Score
}

func (g *page) card(s, before *coach.Score) error {
	c := &scoreCard{page: g, s: s, before: before}
	who := g.starred(s)
	if s.Team != nil && *s.Team != s.Unit {
		who += ", " + *s.Team
	}
	if s.More.Role != "" {
		who += ", " + string(s.More.Role)
	}
	g.say("", "Balance scorecard of %s: deals closed %s to %s, the rest as of %s%s%s", who, s.From, s.To, s.AsOf, g.in(), by(g.rollup))
	if s.NotJudged() {
		g.say("* ", "%s", g.why())
	}
	var bare []string
	for part := coach.PartWon; part <= coach.PartKept; part++ {
		none, err := c.part(part)
		if err != nil {
			return err
		}
		bare = append(bare, none...)
	}
	fmt.Fprintln(g.w)
	if before.Unit != "" {
		g.say("", "Before: deals closed %s to %s, the rest as of %s.", before.From, before.To, before.AsOf)
	}
	g.say("", "No data: nothing is on record to measure it by. Too early: too little to say; --min 0 says it anyway.")
	if len(bare) > 0 {
		g.say("", "No data, now or before, on: %s", strings.Join(bare, "; "))
	}
	g.foreign(*s)
	return nil
}

// part prints one part's measures, and returns those without any data.
func (c *scoreCard) part(part coach.Part) (bare []string, err error) {
	names, now, marks, then, healthy, of := column{left: true}, column{head: "now"}, column{left: true},
		column{head: "before"}, column{head: "healthy", left: true}, column{head: "looks at", left: true}
	add := func(to *column, text, colour string) { to.cells = append(to.cells, cell{text, colour}) }
	beside := c.beside()
	for i := range coach.Measures {
		m := &coach.Measures[i]
		if m.Part != part {
			continue
		}
		if c.bare(m, beside[m.Key]) {
			bare = append(bare, m.Name)
			continue
		}
		add(&names, m.Name, "")
		add(&now, c.value(c.s, m), "")
		add(&marks, c.mark(m), c.colour(c.s, m))
		add(&then, c.then(m), "")
		add(&healthy, c.healthy(m), "")
		add(&of, c.span(m), "")
		for _, note := range beside[m.Key] {
			if note.without() {
				continue
			}
			add(&names, "  "+note.name, "")
			add(&now, note.value, "")
			for _, to := range []*column{&marks, &then, &healthy} {
				add(to, "", "")
			}
			add(&of, note.detail, "")
		}
	}
	if len(names.cells) == 0 {
		return bare, nil
	}
	fmt.Fprintf(c.w, "\n%s\n", part)
	return bare, printGrid(c.w, c.width, fitting(c.width, names, now, marks, then, healthy, of)...)
}

// fitting leaves out what has no room on a terminal: first what a measure looks
// at, then what is healthy, which the mark says too.
func fitting(most int, columns ...column) []column {
	for least := len(columns) - 2; most > 0 && len(columns) > least && len(blocks(columns, most)) > 1; {
		columns = columns[:len(columns)-1]
	}
	return columns
}

// bare says that a measure has no data now and had none before, and nothing to be
// seen stands beside it.
func (c *scoreCard) bare(m *coach.Measure, beside []note) bool {
	known := func(s *coach.Score) bool { return s.Unit != "" && s.Why[m.Key] != "no data" }
	return !known(c.s) && !known(c.before) && !slices.ContainsFunc(beside, func(n note) bool {
		return !n.without() && strings.Trim(n.value, "0.") != ""
	})
}

func (c *scoreCard) then(m *coach.Measure) string {
	if c.before.Unit == "" {
		return "–"
	}
	return c.value(c.before, m)
}

// value is a measure as it stands; a name stands without its id, which has a line
// of its own.
func (c *scoreCard) value(s *coach.Score, m *coach.Measure) string {
	if m.Word() && s.Why[m.Key] == "" {
		return c.people.AccountName(s.Text(m))
	}
	return c.text(s, m)
}

// mark is the arrow against the window before, and whether the measure is
// healthy, in a word for who sees no colours.
func (c *scoreCard) mark(m *coach.Measure) string {
	arrow := " "
	if trend, known := c.s.Trend(m, c.before); known {
		arrow = [3]string{"↓", "→", "↑"}[trend+1]
	}
	switch healthy, judged := c.s.Health(m, c.play); {
	case judged && healthy:
		return arrow + " ok"
	case judged:
		return arrow + " look"
	}
	return arrow
}

func (c *scoreCard) healthy(m *coach.Measure) string {
	if m.Banded() {
		return c.band(c.s)
	}
	return m.Healthy(c.play)
}

func (c *scoreCard) span(m *coach.Measure) string {
	span := m.Span(c.play)
	if n, ok := c.s.More.Counts[m.Key]; ok && m.Of[0] != "" {
		span += ", " + counted(n, m.Of[0], m.Of[1])
	}
	return span
}

// note is a line below a measure: what keeps it honest.
type note struct{ name, value, detail string }

// without says that the note has nothing to tell.
func (n note) without() bool { return n.value == "no data" && n.detail == "" }

// beside are the notes below a measure, by its key.
func (c *scoreCard) beside() map[string][]note {
	s, more := c.s, &c.s.More
	id := "no data" // where the name says it
	if top := s.TopAccount; top != nil && !strings.EqualFold(c.people.AccountName(*top), *top) {
		id = *top
	}
	number := func(name string, n int) note { return note{name, coach.Grouped(fmt.Sprint(n)), ""} }
	return map[string][]note{
		"lost_deals":  {parked("disqualified", more.Disqualified), parked("for later", more.Later)},
		"top_account": {{"its id", id, ""}},
		"top3_share": {{"largest share without the largest deal", c.ratio("top_share_without_largest_deal", more.TopWithoutDeal), ""},
			{"… without the largest customer", c.ratio("top_share_without_largest_account", more.TopWithoutAccount), ""}},
		"hhi": {{"without the largest deal", c.plain("hhi_without_largest_deal", more.HHIWithoutDeal), ""},
			{"without the largest customer", c.plain("hhi_without_largest_account", more.HHIWithoutAccount), ""}},
		"effective_customers": {{"won per customer since its first deal", c.money("won_per_customer", more.PerCustomer), ""},
			{"of which after the first deal", c.ratio("won_after_first_deal", more.AfterFirst), ""},
			{"back in their second year", c.ratio("loyalty", more.Loyalty), ""}},
		"new_share":        {{"renewals won beside it", c.money("renewals_won", more.RenewalsWon), ""}},
		"gained":           {{"days since the last one", c.days(), ""}, number("won back", more.WonBack)},
		"new_share_effort": {{"of qualified prospects, in the sweet spot", c.ratio("sweet_spot_effort", more.SweetSpotEffort), ""}},
		"sweet_spot_share": {{"open value not qualified", c.money("unqualified_open_value", more.UnqualifiedValue), ""},
			c.judged("inside", more.Inside), c.judged("outside", more.Outside)},
		"care_ratio":     {number("care without a note, not counted", more.TouchesUnnoted)},
		"issues_in_time": {{"median days to close", c.plain("median_days_to_close_issues", more.IssueDays), ""}},
		"renewal_rate":   {number("past their end, and nobody said how", more.UnknownContracts)},
		"pace":           {c.needed(), {"qualified in, closing this quarter", c.money("qualified_closing_this_quarter", more.QualifiedClosing), ""}},
	}
}

func (c *scoreCard) ratio(key string, r coach.Ratio) string {
	if !r.Known() {
		return c.s.Why["more."+key]
	}
	return coach.Percent(r)
}

func (c *scoreCard) plain(key string, r coach.Ratio) string {
	if !r.Known() {
		return c.s.Why["more."+key]
	}
	return tenth(r)
}

// tenth is a number with a place, if it needs one.
func tenth(r coach.Ratio) string { return coach.Grouped(strings.TrimSuffix(r.FloatString(1), ".0")) }

func (c *scoreCard) money(key string, m *string) string {
	if m == nil {
		return c.s.Why["more."+key]
	}
	return c.amount(coach.Grouped(*m) + " " + c.s.Currency)
}

func (c *scoreCard) days() string {
	if c.s.More.SinceFirst == nil {
		return "no data"
	}
	return coach.Grouped(fmt.Sprint(*c.s.More.SinceFirst))
}

// judged is what became of deals by their first verdict.
func (c *scoreCard) judged(where string, j coach.Judged) note {
	n := note{name: "win rate " + where, value: c.ratio(where+".win_rate", j.WinRate)}
	if margin, renewed := c.ratio(where+".median_margin", j.Margin), c.ratio(where+".renewal_rate", j.RenewalRate); margin != "no data" || renewed != "no data" {
		n.detail = "median margin " + margin + ", renewed " + renewed
	}
	return n
}

func (c *scoreCard) needed() note {
	n := note{name: "open value needed for the rest", value: c.money("coverage_needed", c.s.More.CoverageNeeded)}
	if c.s.More.CoverageNeeded != nil {
		n.detail = "at the win rate of the " + c.s.More.CoverageRateOf
		if c.s.More.CoverageRateOf == "own" {
			n.detail = "at their own win rate"
		}
	}
	return n
}

// parked says how many deals left the pipeline, in which stages and how old.
func parked(name string, p coach.Parked) note {
	var stages []string
	for _, stage := range slices.Sorted(maps.Keys(p.Stages)) {
		stages = append(stages, fmt.Sprintf("%d %s", p.Stages[stage], cmp.Or(stage, "stage unknown")))
	}
	n := note{name, coach.Grouped(fmt.Sprint(p.Deals)), strings.Join(stages, ", ")}
	if p.Age.Known() {
		n.detail += fmt.Sprintf("; median age in days %s", tenth(p.Age))
	}
	return n
}
