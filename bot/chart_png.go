package bot

import (
	"bytes"
	"fmt"
	"image/color"
	"sync"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// How a chart is drawn, in points: a quarter of a picture's pixels more.
const (
	drawnWide = vg.Length(620)
	drawnRow  = vg.Length(21)
	drawnRest = vg.Length(72) // title, axis, margins
	drawnBar  = vg.Length(12)
	keyRows   = 2.4 // that the key takes above the first bar
	margin    = vg.Length(8)
)

var (
	inks     = []color.Color{color.RGBA{0x2f, 0x7f, 0x83, 0xff}, color.RGBA{0xd9, 0xb3, 0x8c, 0xff}}
	bandInk  = color.RGBA{0x1d, 0x1c, 0x1d, 0xff}
	gridInk  = color.RGBA{0xe4, 0xe2, 0xe5, 0xff}
	drawing  sync.Mutex // fonts are shared between plots, and pictures are large
	sansFont = font.Font{Typeface: "Liberation", Variant: "Sans"}
)

// png draws the chart: a bar for each label, in which the series follow one
// another, the first label on top. The same chart is the same bytes.
func (ch chart) png() ([]byte, error) {
	drawing.Lock()
	defer drawing.Unlock()
	p := ch.plot()
	if err := ch.addBars(p); err != nil {
		return nil, fmt.Errorf("bot: drawing a chart: %w", err)
	}
	p.Add(bandMarks(ch.upsideDown().bands))
	p.NominalY(distinct(ch.upsideDown().labels)...)
	n := float64(len(ch.labels))
	p.Y.Min, p.Y.Max = -0.6, n-0.4+keyRows
	c := vgimg.New(drawnWide, drawnRest+drawnRow*vg.Length(n+keyRows))
	p.Draw(draw.Crop(draw.New(c), margin, -2*margin, margin, -margin))
	var b bytes.Buffer
	if _, err := (vgimg.PngCanvas{Canvas: c}).WriteTo(&b); err != nil {
		return nil, fmt.Errorf("bot: drawing a chart: %w", err)
	}
	return b.Bytes(), nil
}

// plot is the empty chart: its title, axes and key.
func (ch chart) plot() *plot.Plot {
	p := plot.New()
	p.Title.Text, p.Title.Padding = ch.title, vg.Points(4)
	p.X.Min, p.X.Max = 0, ch.longest()
	p.X.Label.Text = ch.unit
	p.Legend.Top, p.Legend.Left = true, true
	p.Legend.Padding = vg.Points(2)
	p.X.LineStyle.Color, p.Y.LineStyle.Width = gridInk, 0
	for size, f := range map[vg.Length][]*font.Font{
		13: {&p.Title.TextStyle.Font},
		10: {&p.X.Label.TextStyle.Font, &p.X.Tick.Label.Font, &p.Y.Tick.Label.Font, &p.Legend.TextStyle.Font},
	} {
		for _, f := range f {
			*f = font.From(sansFont, size)
		}
	}
	lines := plotter.NewGrid()
	lines.Horizontal.Width, lines.Vertical.Color = 0, gridInk
	p.Add(lines)
	return p
}

func (ch chart) addBars(p *plot.Plot) error {
	var before *plotter.BarChart
	for i, s := range ch.upsideDown().series {
		bars, err := plotter.NewBarChart(plotter.Values(s.values), drawnBar)
		if err != nil {
			return err
		}
		bars.Horizontal, bars.LineStyle.Width, bars.Color = true, 0, inks[i%len(inks)]
		if before != nil {
			bars.StackOn(before)
		}
		before = bars
		p.Add(bars)
		p.Legend.Add(s.name, bars)
	}
	if len(ch.bands) > 0 {
		p.Legend.Add("healthy band", bandMarks(nil))
	}
	return nil
}

// upsideDown turns the labels around: a plot begins at the bottom.
func (ch chart) upsideDown() chart {
	out := chart{labels: backwards(ch.labels), bands: backwards(ch.bands)}
	for _, s := range ch.series {
		out.series = append(out.series, series{s.name, backwards(s.values)})
	}
	return out
}

func backwards[T any](s []T) []T {
	out := make([]T, len(s))
	for i, v := range s {
		out[len(s)-1-i] = v
	}
	return out
}

// bandMarks draws the healthy band of each bar as a bracket above it.
type bandMarks []band

var _ plot.Thumbnailer = bandMarks(nil)

func (m bandMarks) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for i, b := range m {
		if b != (band{}) {
			bracket(c, x(b.from), x(b.to), y(float64(i))+drawnBar/2+vg.Points(1))
		}
	}
}

// Thumbnail shows the bracket in the key.
func (bandMarks) Thumbnail(c *draw.Canvas) { bracket(*c, c.Min.X, c.Max.X, c.Center().Y) }

func bracket(c draw.Canvas, from, to, at vg.Length) {
	line := draw.LineStyle{Color: bandInk, Width: vg.Points(1)}
	end := vg.Points(2.5)
	c.StrokeLine2(line, from, at, to, at)
	c.StrokeLine2(line, from, at-end, from, at+end)
	c.StrokeLine2(line, to, at-end, to, at+end)
}
