package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"golang.org/x/term"

	"evenkeel/coach"
)

// card prints one unit's scorecard whole: each measure with what it was in the
// window before, what is healthy, what it was taken of, and beside it what keeps
// it honest.
type card struct {
	w         io.Writer
	s, before *coach.Score
	paint     bool
	t         *tabwriter.Writer
}

func newCard(w io.Writer, s, before *coach.Score) *card {
	f, ok := w.(*os.File)
	return &card{w: w, s: s, before: before, paint: ok && term.IsTerminal(int(f.Fd())) && os.Getenv("NO_COLOR") == ""}
}

func (c *card) print() error {
	s := c.s
	who := s.Unit
	if s.Team != nil && *s.Team != s.Unit {
		who += " (" + *s.Team + ")"
	}
	fmt.Fprintf(c.w, "Balance scorecard of %s\nclosed %s to %s, as of %s; before: closed %s to %s\n", who, s.From, s.To, s.AsOf, c.before.From, c.before.To)
	if s.More.New {
		fmt.Fprintln(c.w, "new: in the first two quarters numbers are shown and not judged")
	}
	fmt.Fprintln(c.w)
	c.t = tabwriter.NewWriter(c.w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(c.t, "\tnow\t\tbefore\thealthy\tlooks at")
	beside := c.beside()
	for i := range coach.Measures {
		m := &coach.Measures[i]
		c.line(m)
		for _, note := range beside[m.Key] {
			fmt.Fprintf(c.t, "   %s\t%s\t\t\t\t\n", note[0], note[1])
		}
	}
	if err := c.t.Flush(); err != nil {
		return err
	}
	return printForeign(c.w, *s)
}

func (c *card) line(m *coach.Measure) {
	now, then := c.s.Text(m), "–"
	if c.before.Unit != "" {
		then = c.before.Text(m)
	}
	fmt.Fprintf(c.t, "%s\t%s\t%s\t%s\t%s\t%s\n", m.Name, now, c.mark(m), then, c.healthy(m), c.span(m))
}

// The colours of a mark, all of one length so that columns stay straight.
const (
	green = "\x1b[32m"
	amber = "\x1b[33m"
	plain = "\x1b[39m"
)

// mark is the arrow against the window before, and whether the measure is
// healthy: a colour on a terminal, and a word for who sees none.
func (c *card) mark(m *coach.Measure) string {
	arrow := " "
	if trend, known := c.s.Trend(m, c.before); known {
		arrow = [3]string{"↓", "→", "↑"}[trend+1]
	}
	healthy, judged := c.s.Health(m)
	colour, word := plain, ""
	switch {
	case judged && healthy:
		colour, word = green, " ok"
	case judged:
		colour, word = amber, " look"
	}
	if !c.paint {
		return arrow + word
	}
	return colour + arrow + word + plain
}

func (c *card) healthy(m *coach.Measure) string {
	if m.Healthy == "" && c.s.More.Band != nil && m.Banded() {
		b := c.s.More.Band
		return fmt.Sprintf("%.0f to %.0f %% (%s)", 100*b.From, 100*b.To, c.s.More.Role)
	}
	return m.Healthy
}

func (c *card) span(m *coach.Measure) string {
	span := m.Span
	if span == "" {
		span = "the window"
	}
	if n, ok := c.s.More.Counts[m.Key]; ok && m.Of != "" {
		span += fmt.Sprintf(", %d %s", n, m.Of)
	}
	return span
}

// beside are the lines below a measure, by its key.
func (c *card) beside() map[string][][2]string {
	s, more := c.s, &c.s.More
	number := func(n int) string { return fmt.Sprint(n) }
	return map[string][][2]string{
		"lost_deals":          {{"disqualified", parked(more.Disqualified, c.s.Why["more.disqualified.median_age_days"])}, {"for later", parked(more.Later, s.Why["more.later.median_age_days"])}},
		"top3_share":          {{"largest share without the largest deal", c.ratio("top_share_without_largest_deal", more.TopWithoutDeal)}, {"… without the largest customer", c.ratio("top_share_without_largest_account", more.TopWithoutAccount)}},
		"hhi":                 {{"without the largest deal", c.plain("hhi_without_largest_deal", more.HHIWithoutDeal)}, {"without the largest customer", c.plain("hhi_without_largest_account", more.HHIWithoutAccount)}},
		"effective_customers": {{"won per customer since its first deal", c.money("won_per_customer", more.PerCustomer)}, {"of which after the first deal", c.ratio("won_after_first_deal", more.AfterFirst)}, {"back in their second year", c.ratio("loyalty", more.Loyalty)}},
		"new_share":           {{"renewals won beside it", c.money("renewals_won", more.RenewalsWon)}},
		"gained":              {{"days since the last one", c.days()}, {"won back", number(more.WonBack)}},
		"new_share_effort":    {{"of qualified prospects, in the sweet spot", c.ratio("sweet_spot_effort", more.SweetSpotEffort)}},
		"sweet_spot_share": {{"open value not qualified", c.money("unqualified_open_value", more.UnqualifiedValue)},
			{"inside: win rate, margin, renewed", c.judged("inside", more.Inside)}, {"outside: win rate, margin, renewed", c.judged("outside", more.Outside)}},
		"care_ratio":     {{"care without a note, not counted", number(more.TouchesUnnoted)}},
		"issues_in_time": {{"median days to close", c.plain("median_days_to_close_issues", more.IssueDays)}},
		"renewal_rate":   {{"past their end, and nobody said how", number(more.UnknownContracts)}},
		"pace":           {{"open value needed for the rest", c.needed()}, {"qualified in, closing this quarter", c.money("qualified_closing_this_quarter", more.QualifiedClosing)}},
	}
}

func (c *card) ratio(key string, r coach.Ratio) string {
	if !r.Known() {
		return c.s.Why["more."+key]
	}
	return coach.Percent(r)
}

func (c *card) plain(key string, r coach.Ratio) string {
	if !r.Known() {
		return c.s.Why["more."+key]
	}
	return strings.TrimSuffix(r.FloatString(1), ".0")
}

func (c *card) money(key string, m *string) string {
	if m == nil {
		return c.s.Why["more."+key]
	}
	return *m + " " + c.s.Currency
}

func (c *card) days() string {
	if c.s.More.SinceFirst == nil {
		return "no data"
	}
	return fmt.Sprint(*c.s.More.SinceFirst)
}

func (c *card) judged(key string, j coach.Judged) string {
	return c.ratio(key+".win_rate", j.WinRate) + ", " + c.ratio(key+".median_margin", j.Margin) + ", " + c.ratio(key+".renewal_rate", j.RenewalRate)
}

func (c *card) needed() string {
	text := c.money("coverage_needed", c.s.More.CoverageNeeded)
	if of := c.s.More.CoverageRateOf; c.s.More.CoverageNeeded != nil && of != "own" {
		text += " (at the " + of + "'s win rate)"
	}
	return text
}

// parked says "3: 2 proposal, 1 negotiation; 40 days old".
func parked(p coach.Parked, why string) string {
	if p.Deals == 0 {
		return "0"
	}
	var stages []string
	for _, stage := range slices.Sorted(maps.Keys(p.Stages)) {
		name := stage
		if name == "" {
			name = "stage unknown"
		}
		stages = append(stages, fmt.Sprintf("%d %s", p.Stages[stage], name))
	}
	age := "age: " + why
	if p.Age.Known() {
		age = strings.TrimSuffix(p.Age.FloatString(1), ".0") + " days old"
	}
	return fmt.Sprintf("%d: %s; %s", p.Deals, strings.Join(stages, ", "), age)
}
