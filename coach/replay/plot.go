package replay

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// The plot's measures, in pixels.
const (
	plotWide, plotHigh      = 960, 420
	plotLeft, plotTop       = 56, 64
	plotAcross, plotUpright = 660, 290
)

// colours of the rules that said most; the rest together are the last.
var colours = []string{"#3b6ea5", "#d98032", "#4f9d69", "#b5495b", "#7d6bb0", "#c2a83e", "#5aa7b0", "#8a6d55", "#a7adb5"}

// Plot draws what was sent as SVG: nudges per rep and week as bars, by rule, and
// messages per rep and week as a line.
func (r *Result) Plot(w io.Writer) error {
	p := newPlot(r)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" font-family="sans-serif" font-size="12" fill="#333">`+"\n", plotWide, plotHigh)
	b.WriteString(`<rect width="100%" height="100%" fill="#fff"/>` + "\n")
	text(&b, plotLeft, 26, `font-size="16"`, fmt.Sprintf("Sent per rep and week, %s to %s", r.From, r.To))
	text(&b, plotLeft, 46, `fill="#777"`, fmt.Sprintf("%d reps; nudges by rule, and messages as a line", len(r.Reps)))
	p.axes(&b)
	p.bars(&b)
	p.line(&b)
	p.legend(&b)
	b.WriteString("</svg>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// plot is what is drawn: per week, in the order of the weeks.
type plot struct {
	weeks    []string
	rules    []string             // those that said most, the most first; then "others", if there are more
	nudges   map[string][]float64 // by rule
	messages []float64
	top      float64 // of the upright axis
}

func newPlot(r *Result) *plot {
	p := &plot{nudges: map[string][]float64{}}
	for _, rep := range r.Reps {
		for _, w := range rep.Weeks {
			p.messages[p.week(w.Week)] += float64(w.Messages) / float64(len(r.Reps))
		}
	}
	of := p.pick(r)
	for _, n := range r.Nudges {
		if n.Status == Sent && len(r.Reps) > 0 {
			p.nudges[of[n.Rule]][p.week(n.week)] += 1 / float64(len(r.Reps))
		}
	}
	p.top = p.highest()
	return p
}

// week is the place of a week, which it gets when it is first met.
func (p *plot) week(name string) int {
	i, found := slices.BinarySearch(p.weeks, name)
	if found {
		return i
	}
	p.weeks, p.messages = slices.Insert(p.weeks, i, name), slices.Insert(p.messages, i, 0)
	for rule := range p.nudges {
		p.nudges[rule] = slices.Insert(p.nudges[rule], i, 0)
	}
	return i
}

// pick chooses the rules that get a colour of their own, and says under which
// name each rule is drawn.
func (p *plot) pick(r *Result) map[string]string {
	sent := slices.DeleteFunc(slices.Clone(r.Rules), func(c RuleCount) bool { return c.Sent == 0 })
	slices.SortStableFunc(sent, func(a, b RuleCount) int { return cmp.Compare(b.Sent, a.Sent) })
	of := map[string]string{}
	for i, c := range sent {
		name := c.Rule
		if i >= len(colours)-1 && len(sent) > len(colours) {
			name = "others"
		}
		if of[c.Rule] = name; p.nudges[name] == nil {
			p.rules = append(p.rules, name)
			p.nudges[name] = make([]float64, len(p.weeks))
		}
	}
	return of
}

// highest is a round number that nothing drawn exceeds.
func (p *plot) highest() float64 {
	most := 0.0
	for i := range p.weeks {
		sum := 0.0
		for _, rule := range p.rules {
			sum += p.nudges[rule][i]
		}
		most = max(most, sum, p.messages[i])
	}
	for step := 0.1; ; step *= 10 {
		for _, n := range []float64{1, 2, 5} {
			if top := n * step; most <= top {
				return top
			}
		}
	}
}

func (p *plot) x(week int) float64 {
	return plotLeft + plotAcross*float64(week)/float64(max(1, len(p.weeks)))
}
func (p *plot) y(v float64) float64 { return plotTop + plotUpright*(1-v/p.top) }

func (p *plot) axes(b *strings.Builder) {
	for i := range 6 {
		v := p.top * float64(i) / 5
		fmt.Fprintf(b, `<line x1="%d" y1="%.1f" x2="%d" y2="%.1[2]f" stroke="#e3e3e3"/>`+"\n", plotLeft, p.y(v), plotLeft+plotAcross)
		text(b, plotLeft-8, p.y(v)+4, `text-anchor="end" fill="#777"`, fmt.Sprintf("%.4g", v))
	}
	every := int(math.Ceil(float64(len(p.weeks)) / 10))
	for i := 0; i < len(p.weeks); i += max(1, every) {
		text(b, (p.x(i)+p.x(i+1))/2, plotTop+plotUpright+20, `text-anchor="middle" fill="#777"`, p.weeks[i])
	}
}

func (p *plot) bars(b *strings.Builder) {
	for i := range p.weeks {
		sum := 0.0
		for j, rule := range p.rules {
			v := p.nudges[rule][i]
			if v == 0 {
				continue
			}
			sum += v
			fmt.Fprintf(b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"><title>`, p.x(i)+1, p.y(sum), p.x(i+1)-p.x(i)-2, plotUpright*v/p.top, colours[j])
			_ = xml.EscapeText(b, fmt.Appendf(nil, "%s, %s: %.2f", p.weeks[i], rule, v)) // a builder takes everything
			b.WriteString("</title></rect>\n")
		}
	}
}

func (p *plot) line(b *strings.Builder) {
	points := make([]string, len(p.weeks))
	for i, v := range p.messages {
		points[i] = fmt.Sprintf("%.1f,%.1f", (p.x(i)+p.x(i+1))/2, p.y(v))
	}
	fmt.Fprintf(b, `<polyline points="%s" fill="none" stroke="#222" stroke-width="1.5"/>`+"\n", strings.Join(points, " "))
}

// legend stands beside the bars in their order, the topmost first.
func (p *plot) legend(b *strings.Builder) {
	x, y := float64(plotLeft+plotAcross+28), float64(plotTop+6)
	fmt.Fprintf(b, `<line x1="%.0f" y1="%.0f" x2="%.0f" y2="%.0[2]f" stroke="#222" stroke-width="1.5"/>`+"\n", x, y, x+12)
	text(b, x+20, y+4, "", "messages")
	for i := len(p.rules) - 1; i >= 0; i-- {
		y += 22
		fmt.Fprintf(b, `<rect x="%.0f" y="%.0f" width="12" height="12" fill="%s"/>`+"\n", x, y-6, colours[i])
		text(b, x+20, y+4, "", p.rules[i])
	}
}

func text(b *strings.Builder, x, y float64, attributes, s string) {
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" %s>`, x, y, attributes)
	_ = xml.EscapeText(b, []byte(s)) // a builder takes everything
	b.WriteString("</text>\n")
}
