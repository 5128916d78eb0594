package main

import (
	"fmt"
	"slices"
	"strings"

	"evenkeel/coach"
)

// scoreTable prints scores side by side, a grid for each part of the scorecard. A
// column in which nobody has data is left out, and so is who has nothing to show;
// both are named below.
type scoreTable struct {
	*page
	scores []coach.Score
	before []coach.Score // in the same order; empty ones for who was not there
	bare   []string      // columns that nobody has data for
	marks  map[string]bool
}

func (g *page) table(scores, before []coach.Score) error {
	if len(scores) == 0 {
		_, err := fmt.Fprintf(g.w, "No %ss on record; --by workspace shows what there is.\n", g.by)
		return err
	}
	t := &scoreTable{page: g, marks: map[string]bool{}}
	var idle []string
	for i := range scores {
		s := &scores[i]
		if nothing(s) {
			idle = append(idle, g.unit(s))
			continue
		}
		t.scores = append(t.scores, *s)
		t.before = append(t.before, coach.Score{})
		if at := slices.IndexFunc(before, func(b coach.Score) bool { return b.Unit == s.Unit }); at >= 0 {
			t.before[len(t.before)-1] = before[at]
		}
	}
	s := scores[0]
	g.say("", "Balance scorecard by %s: deals closed %s to %s, the rest as of %s%s%s", g.by, s.From, s.To, s.AsOf, g.in(), by(g.rollup))
	for part := coach.PartWon; part <= coach.PartKept && len(t.scores) > 0; part++ {
		if err := t.part(part); err != nil {
			return err
		}
	}
	t.legend(before)
	t.list("No data on anybody", t.bare)
	t.list("Nothing to show for", idle)
	g.foreign(scores...)
	return nil
}

// nothing says that a score has neither a number above 0 nor one that is too
// early to say.
func nothing(s *coach.Score) bool {
	return !slices.ContainsFunc(coach.Measures, func(m coach.Measure) bool { return m.Column != "" && !s.Empty(&m) })
}

// part prints one part's grid, if anybody has something in it.
func (t *scoreTable) part(part coach.Part) error {
	columns := []column{t.units()}
	for i := range coach.Measures {
		m := &coach.Measures[i]
		if m.Part != part || m.Column == "" {
			continue
		}
		if !slices.ContainsFunc(t.scores, func(s coach.Score) bool { return s.Why[m.Key] != "no data" }) {
			t.bare = append(t.bare, m.Column)
			continue
		}
		columns = append(columns, t.column(m))
		t.marks[m.Column] = true
		if m.Banded() && !slices.ContainsFunc(columns, func(c column) bool { return c.head == bandHead }) {
			columns = t.withBand(columns)
		}
	}
	if len(columns) == 1 {
		return nil
	}
	fmt.Fprintf(t.w, "\n%s\n", part)
	return printGrid(t.w, t.width, withLines(columns)...)
}

func (t *scoreTable) units() column {
	c := column{left: true, cells: []cell{{text: "healthy"}}}
	for i := range t.scores {
		t.marks["*"] = t.marks["*"] || t.scores[i].NotJudged()
		c.cells = append(c.cells, cell{text: t.starred(&t.scores[i])})
	}
	return c
}

// column is one measure of everybody: the number, an exclamation mark where it is
// outside its healthy line, and the arrow; below the head stands that line.
func (t *scoreTable) column(m *coach.Measure) column {
	c := column{head: m.Column, left: m.Word()}
	flags, arrows := make([]string, len(t.scores)), make([]string, len(t.scores))
	for i := range t.scores {
		if healthy, judged := t.scores[i].Health(m, t.play); judged && !healthy {
			flags[i] = "!"
		}
		arrows[i] = arrow(&t.scores[i], &t.before[i], m)
		t.marks[flags[i]], t.marks[arrows[i]] = true, true
	}
	flag, trend := slot(flags, ""), slot(arrows, " ")
	line := strings.NewReplacer("at least", "≥", "at most", "≤").Replace(m.Healthy(t.play))
	c.cells = append(c.cells, cell{text: line + flag("") + trend("")})
	for i := range t.scores {
		s := &t.scores[i]
		text := t.text(s, m)
		switch text {
		case "no data":
			text = "–"
		case "too early":
			text = "~"
		}
		t.marks[text] = true
		c.cells = append(c.cells, cell{text + flag(flags[i]) + trend(arrows[i]), t.colour(s, m)})
	}
	return c
}

// slot pads marks to one width, so that the numbers before them stay below each
// other; where there is none, they take no room.
func slot(marks []string, before string) func(string) string {
	room := ""
	if slices.ContainsFunc(marks, func(m string) bool { return m != "" }) {
		room = before + " "
	}
	return func(mark string) string {
		if mark == "" {
			return room
		}
		return before + mark
	}
}

const bandHead = "role's band"

// withBand adds the bands of new business, where any role has one.
func (t *scoreTable) withBand(columns []column) []column {
	c := column{head: bandHead, left: true, cells: []cell{{}}}
	some := false
	for i := range t.scores {
		text := t.band(&t.scores[i])
		some = some || text != ""
		c.cells = append(c.cells, cell{text: text})
	}
	if !some {
		return columns
	}
	return append(columns, c)
}

// band is what is healthy new business for a rep's role.
func (g *page) band(s *coach.Score) string {
	if s.More.Band == nil {
		return ""
	}
	return fmt.Sprintf("%.4g–%.4g %% (%s)", 100*s.More.Band.From, 100*s.More.Band.To, s.More.Role)
}

// withLines drops the row of healthy lines where no column has one.
func withLines(columns []column) []column {
	if slices.ContainsFunc(columns[1:], func(c column) bool { return strings.TrimSpace(c.cells[0].text) != "" }) {
		return columns
	}
	for i := range columns {
		columns[i].cells = columns[i].cells[1:]
	}
	return columns
}

// by says what customers are counted by, where that is not the account.
func by(rollup bool) string {
	if rollup {
		return "; customers by their top parent"
	}
	return ""
}

// legend explains the marks that were used, and no others.
func (t *scoreTable) legend(before []coach.Score) {
	fmt.Fprintln(t.w)
	if t.marks["↑"] || t.marks["↓"] {
		t.say("↑ ↓  ", "up or down against the window before, %s to %s", before[0].From, before[0].To)
	}
	for _, line := range [][2]string{
		{"!", "outside what is healthy; new business: outside the role's band"},
		{"–", "no data: nothing is on record to measure it by"},
		{"~", "too early: too few deals, touches, contracts or months on record to say; --min 0 says it anyway"},
		{"*", t.why()},
	} {
		if t.marks[line[0]] {
			t.say(line[0]+"    ", "%s", line[1])
		}
	}
	if t.marks["HHI"] {
		t.say("HHI  ", "how concentrated what was won is: the squared percentages of its customers added up; 10,000 is one customer")
	}
	unit := "NAME"
	if t.by == "workspace" {
		unit = t.by
	}
	t.say("", "One card whole, with what each number was counted from: --by %s --unit %s", t.by, unit)
}

func (t *scoreTable) list(what string, names []string) {
	if len(names) > 0 {
		t.say("", "%s: %s", what, strings.Join(names, ", "))
	}
}
