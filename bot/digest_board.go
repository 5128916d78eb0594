package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"evenkeel/coach"
)

// The figures of a digest: the balance chart and the scorecard table.

// maxCharts is how many charts Slack takes in a message.
const maxCharts = 2

// fact is a fact of an item by its name; nil without one.
func fact(it coach.Item, name string) any {
	if i := slices.IndexFunc(it.Facts, func(f coach.Fact) bool { return f.Name == name }); i >= 0 {
		return it.Facts[i].Value
	}
	return nil
}

// numeric is a fact as a number; known is false for one that is none, such as
// "too early".
func numeric(v any) (n float64, known bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case int:
		return float64(v), true
	case coach.Ratio:
		return v.Float(), v.Known()
	case string:
		n, err := strconv.ParseFloat(v, 64)
		return n, err == nil
	}
	return 0, false
}

// balance is the new-business share against the existing by team and by rep, with
// each one's band, and what stands below the charts.
func (w *week) balance() (charts []chart, notes []string) {
	groups := []struct {
		items []coach.Item
		noun  string
	}{{w.d.Section(coach.SectionRollup), "team"}, {w.d.Section(coach.SectionBalance), "rep"}}
	slots := maxCharts
	if len(groups[0].items) > 0 && len(groups[1].items) > 0 {
		slots = 1
	}
	var unknown []string
	for _, g := range groups {
		ch := chart{title: "New business in what was won, by " + g.noun, unit: "%", series: []series{{name: "new"}, {name: "existing"}}}
		for _, it := range g.items {
			if name := w.nameOf(it); !ch.add(name, it) {
				unknown = append(unknown, label(name))
			}
		}
		charts = append(charts, ch.within(slots, g.noun)...)
	}
	if s := bandNote(charts); s != "" {
		notes = append(notes, s)
	}
	switch {
	case len(unknown) == 0:
	case len(charts) == 0:
		notes = append(notes, "It is too early to say how new and existing business balance, or there is no data.")
	default:
		notes = append(notes, "Not in the chart, as it is too early or there is no data: "+andMore(unknown, 8, ", ")+".")
	}
	return charts, notes
}

// add takes in a rep or a team; false where the shares are not known.
func (ch *chart) add(name string, it coach.Item) bool {
	fresh, known := numeric(fact(it, "new_share"))
	if !known || fresh < 0 || fresh > 1 {
		return false
	}
	from, hasFrom := numeric(fact(it, "band_from"))
	to, hasTo := numeric(fact(it, "band_to"))
	b := band{}
	if hasFrom && hasTo {
		b = band{100 * from, 100 * to}
	}
	ch.labels, ch.bands = append(ch.labels, name), append(ch.bands, b)
	ch.series[0].values = append(ch.series[0].values, round(100*fresh))
	ch.series[1].values = append(ch.series[1].values, round(100-100*fresh))
	return true
}

// round leaves one place.
func round(f float64) float64 {
	r, _ := strconv.ParseFloat(strconv.FormatFloat(f, 'f', 1, 64), 64)
	return r
}

// nameOf is who or what a row is of.
func (w *week) nameOf(it coach.Item) string {
	if it.Title != "" {
		return it.Title
	}
	return w.names.RepName(it.Rep)
}

// within is the chart as at most so many charts of Slack's size: alike in length,
// or, where there are too many bars for that, one that counts how many have which
// share.
func (ch chart) within(slots int, noun string) []chart {
	n := len(ch.labels)
	switch {
	case n == 0:
		return nil
	case n > slots*maxCategories:
		return []chart{ch.spread(noun)}
	}
	parts := (n + maxCategories - 1) / maxCategories
	var out []chart
	for i := range parts {
		from, to := i*n/parts, (i+1)*n/parts
		c := chart{title: ch.title, unit: ch.unit, labels: ch.labels[from:to], bands: ch.bands[from:to]}
		if parts > 1 {
			c.title = fmt.Sprintf("%s (%d/%d)", ch.title, i+1, parts)
		}
		for _, s := range ch.series {
			c.series = append(c.series, series{s.name, s.values[from:to]})
		}
		out = append(out, c)
	}
	return out
}

// spread counts the bars of a chart by the tenth that their share falls in.
func (ch chart) spread(noun string) chart {
	out := chart{title: "Share of new business: how many " + noun + "s", series: []series{{name: noun + "s", values: make([]float64, 10)}}}
	for i := range 10 {
		out.labels = append(out.labels, fmt.Sprintf("%d–%d %%", 10*i, 10*i+10))
	}
	for _, v := range ch.series[0].values {
		out.series[0].values[min(int(v/10), 9)]++
	}
	return out
}

// bandNote says what is healthy.
func bandNote(charts []chart) string {
	var bands []string
	for _, ch := range charts {
		for _, b := range ch.bands {
			if s := b.String() + " %"; b != (band{}) && !slices.Contains(bands, s) {
				bands = append(bands, s)
			}
		}
	}
	slices.Sort(bands)
	switch len(bands) {
	case 0:
		return ""
	case 1:
		return "Healthy for new business: " + bands[0] + "."
	}
	return "Healthy for new business, by role: " + strings.Join(bands, ", ") + "; each one’s own stands in the table."
}

// scorecard is the table of the measures: a director's teams first, then reps.
func (w *week) scorecard() grid {
	teams, reps := w.d.Section(coach.SectionRollup), w.d.Section(coach.SectionScorecard)
	all := append(slices.Clone(teams), reps...)
	g := grid{head: []string{w.rowNoun(), "reps"}}
	currency := oneCurrency(all)
	for _, key := range coach.DigestMeasures {
		m := coach.MeasureOf(key)
		head := m.Column
		if key == "top_share" {
			head = "largest customer" // whose share it is stands in a column that the digest has not
		}
		if m.Money() && currency != "" {
			head += ", " + currency
		}
		g.head = append(g.head, head)
	}
	for i, it := range all {
		name := w.nameOf(it)
		if i < len(teams) && len(reps) > 0 {
			name = clip(name, maxCell-8) + "’s team"
		}
		g.rows = append(g.rows, w.row(name, it, currency))
	}
	return g.narrowed()
}

// rowNoun is what a row of the table is.
func (w *week) rowNoun() string {
	if len(w.d.Section(coach.SectionRollup)) > 0 {
		return "Team"
	}
	return "Rep"
}

func (w *week) row(name string, it coach.Item, currency string) []string {
	row := []string{name, figure(nil, fact(it, "reps"), "")}
	for _, key := range coach.DigestMeasures {
		text := figure(coach.MeasureOf(key), fact(it, key), currency)
		if b := w.bandOf(it.Rep); key == "new_share" && b != "" && text != nothing {
			text = strings.ReplaceAll(text, " ", noBreak) + noBreak + "(" + strings.ReplaceAll(b, "–", joined+"–"+joined) + ")"
		}
		row = append(row, text)
	}
	return row
}

// At noBreak, a blank, no line ends, nor between two signs that are joined.
const (
	noBreak = "\u00a0"
	joined  = "\u2060"
)

// bandOf is a rep's healthy band of new business: "30–70".
func (w *week) bandOf(rep string) string {
	for _, it := range w.d.Section(coach.SectionBalance) {
		from, hasFrom := numeric(fact(it, "band_from"))
		to, hasTo := numeric(fact(it, "band_to"))
		if it.Rep == rep && hasFrom && hasTo {
			return band{100 * from, 100 * to}.String()
		}
	}
	return ""
}

// oneCurrency is the currency of all amounts; "" where there are several.
func oneCurrency(items []coach.Item) string {
	found := ""
	for _, it := range items {
		for _, f := range it.Facts {
			m, text := coach.MeasureOf(f.Name), ""
			if m != nil && m.Money() {
				text, _ = f.Value.(string)
			}
			_, currency, ok := strings.Cut(text, " ")
			if _, isNumber := money(text); !ok || !isNumber {
				continue
			}
			if found != "" && found != currency {
				return ""
			}
			found = currency
		}
	}
	return found
}

// money is the number of "50000.00 USD".
func money(text string) (decimal string, known bool) {
	decimal, _, _ = strings.Cut(text, " ")
	_, err := strconv.ParseFloat(decimal, 64)
	return decimal, err == nil
}

// figure is a measure in a cell; m is nil for a plain number. Where there is none,
// "too early" stays, and "no data" is a dash.
func figure(m *coach.Measure, v any, currency string) string {
	text, isText := v.(string)
	if decimal, known := money(text); isText && known && m != nil && m.Money() {
		_, own, _ := strings.Cut(text, " ")
		if own == currency {
			own = ""
		}
		return strings.TrimSpace(group(strings.Split(decimal, ".")[0]) + " " + own)
	}
	n, known := numeric(v)
	switch {
	case known && m != nil && m.Share():
		return fmt.Sprintf("%.0f %%", 100*n)
	case known:
		return coach.Grouped(strconv.FormatFloat(n, 'f', 0, 64))
	case isText && text != "no data":
		return text
	}
	return nothing
}
