package bot

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"
)

// Limits of Slack's on a chart.
const (
	maxChartTitle = 50
	maxChartLabel = 20
	maxCategories = 20
)

// chart is bars by category, in one of three faces: Slack's own block, a picture,
// or bars in text.
type chart struct {
	title  string
	unit   string // of the numbers: "%", or nothing
	labels []string
	series []series
	bands  []band // of the first series, by label; the zero band is none
}

// series is one number for each label of a chart.
type series struct {
	name   string
	values []float64
}

// band is from where to where a number is healthy.
type band struct{ from, to float64 }

func (b band) String() string { return fmt.Sprintf("%.4g–%.4g", b.from, b.to) }

// native is the chart as Slack draws it.
func (ch chart) native() slack.Block {
	labels := distinct(ch.labels)
	axis := slack.NewDataVisualizationAxisConfig(labels...)
	if ch.unit != "" {
		axis = axis.WithYLabel(ch.unit)
	}
	var all []slack.DataVisualizationDataSeries
	for _, s := range ch.series {
		var points []slack.DataVisualizationDataPoint
		for i, v := range s.values {
			points = append(points, slack.NewDataVisualizationDataPoint(labels[i], v))
		}
		all = append(all, slack.NewDataVisualizationDataSeries(s.name, points...))
	}
	return &slack.DataVisualizationBlock{Type: slack.MBTDataVisualization, Title: shown(ch.title, maxChartTitle),
		Chart: slack.NewDataVisualizationBarChart(axis, all...)}
}

// distinct makes labels fit for a chart: short, and no two alike.
func distinct(labels []string) []string {
	out, taken := make([]string, len(labels)), map[string]bool{}
	for i, l := range labels {
		out[i] = label(l)
		for n := 2; taken[out[i]]; n++ {
			end := fmt.Sprintf(" %d", n)
			out[i] = clip(label(l), maxChartLabel-len(end)) + end
		}
		taken[out[i]] = true
	}
	return out
}

// label is a name that fits below a bar.
func label(name string) string {
	if name = strings.TrimSpace(strings.ReplaceAll(clean(name), "\n", " ")); name == "" {
		return "–"
	}
	return clip(name, maxChartLabel)
}

// numbers says the chart in words, for who does not see it.
func (ch chart) numbers() string {
	var parts []string
	for i, l := range ch.labels {
		each := []string{ch.number(ch.series[0].values[i])}
		for k, s := range ch.series {
			if len(ch.series) > 1 {
				each = append(each[:k], s.name+" "+ch.number(s.values[i]))
			}
		}
		part := label(l) + ": " + strings.Join(each, ", ")
		if i < len(ch.bands) && ch.bands[i] != (band{}) {
			part += fmt.Sprintf(" (healthy %s)", ch.bands[i])
		}
		parts = append(parts, part)
	}
	return ch.title + ": " + strings.Join(parts, "; ") + "."
}

func (ch chart) number(v float64) string {
	return strings.TrimSpace(fmt.Sprintf("%.0f %s", v, ch.unit))
}

// barCells is how long the longest bar in text is.
const barCells = 20

// bars is the chart in letters: for each label one bar, in which the series follow
// one another.
func (ch chart) bars() slack.Block {
	most, wide := ch.longest(), 0
	labels := make([]string, len(ch.labels))
	for i, l := range ch.labels {
		labels[i] = label(l)
		wide = max(wide, columns(labels[i]))
	}
	lines := []string{ch.title, ch.key()}
	for i, l := range labels {
		lines = append(lines, padded(l, wide)+"  "+ch.bar(i, most)+"  "+ch.beside(i))
	}
	return preformatted(strings.Join(lines, "\n"))
}

// shades tell the series of a bar in text apart.
var shades = []string{"█", "░", "▒", "▓"}

func (ch chart) key() string {
	var parts []string
	for i, s := range ch.series {
		parts = append(parts, shades[i%len(shades)]+" "+s.name)
	}
	return strings.Join(parts, "  ")
}

func (ch chart) bar(i int, most float64) string {
	var b strings.Builder
	sum, cells := 0.0, 0
	for k, s := range ch.series {
		sum += s.values[i]
		end := int(sum/most*barCells + 0.5)
		b.WriteString(strings.Repeat(shades[k%len(shades)], max(end-cells, 0)))
		cells = max(cells, end)
	}
	return b.String() + strings.Repeat(" ", max(barCells-cells, 0))
}

// beside is the first series' number and band, after its bar.
func (ch chart) beside(i int) string {
	s := ch.number(ch.series[0].values[i])
	if i < len(ch.bands) && ch.bands[i] != (band{}) {
		s += fmt.Sprintf(" (healthy %s)", ch.bands[i])
	}
	return s
}

// longest is the longest bar: the largest sum over the series.
func (ch chart) longest() float64 {
	most := 0.0
	for i := range ch.labels {
		sum := 0.0
		for _, s := range ch.series {
			sum += s.values[i]
		}
		most = max(most, sum)
	}
	if most == 0 {
		return 1
	}
	return most
}
