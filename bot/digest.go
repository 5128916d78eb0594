package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"evenkeel/coach"
)

// A manager's week is one message: a heading, at most fifteen lines, the balance
// chart, the scorecard table as far as it fits, and a button to the rest. So it is
// posted once, like any other, however much there is to say; what is behind the
// button is put together when it is pressed.

// maxLines is how many lines stand before the table, the heading among them.
const maxLines = 15

// digestMore opens the window with what a digest left out.
const digestMore = "digest_more"

// Blocks are the words and the blocks of a message as it is posted where Slack
// takes every kind of block. It connects to nothing; of cfg it uses the words.
func Blocks(cfg ClientConfig, o coach.Outgoing) (text string, blocks []slack.Block) {
	c := &Client{cfg: cfg}
	text, blocks = c.face(o, look{chart: chart.native})
	return safe(text, maxText), blocks
}

// face is how a message looks: its full-sentence text and its blocks.
func (c *Client) face(o coach.Outgoing, l look) (string, []slack.Block) {
	if isWeek(o.Digest) {
		w := newWeek(o, l)
		first, _ := w.digestBlocks()
		return w.text(), first
	}
	if o.Message.Kind == coach.Dues {
		return renewalsFace(o)
	}
	return c.nudgeText(o), c.nudgeList(o)
}

func isWeek(d *coach.Digest) bool { return d != nil && (d.Kind == "manager" || d.Kind == "director") }

// look is how charts and tables are shown: in what the workspace takes.
type look struct {
	chart  func(chart) slack.Block
	inText bool // tables in letters, as Slack's own are refused
}

// week is a manager's or a director's digest on its way into blocks.
type week struct {
	d      *coach.Digest
	names  coach.Names
	today  coach.Date
	look   look
	lines  []part                   // in the message
	charts []chart                  // below them
	notes  []string                 // below the charts
	table  grid                     // below the notes, as much of it as fits
	whole  map[coach.SectionID]bool // sections that the lines say in full
}

func newWeek(o coach.Outgoing, l look) *week {
	d := o.Digest
	w := &week{d: d, names: o.Names, today: o.Today, look: l, whole: map[coach.SectionID]bool{}}
	w.table = w.scorecard()
	if !d.Quiet() {
		w.charts, w.notes = w.balance()
	}
	w.lines = w.parts()
	return w
}

// digestBlocks shows the week: what is posted, and the pages of the window behind
// its button, none where everything has been said.
func (w *week) digestBlocks() (first []slack.Block, more [][]slack.Block) {
	first = w.above()
	if !w.d.Quiet() {
		fits, rest := w.fit(first)
		first = append(first, w.tableBlocks(fits, len(rest.rows))...)
	}
	if more = w.window(); len(more) > 0 {
		first = append(first, slack.NewActionBlock("", button(digestMore, w.d.Occurrence, "Show the rest")))
	}
	return first, more
}

// above is what stands above the table.
func (w *week) above() []slack.Block {
	out := []slack.Block{heading(w.title())}
	for _, p := range w.lines {
		out = append(out, p.block())
	}
	for _, ch := range w.charts {
		out = append(out, w.look.chart(ch))
	}
	if len(w.notes) > 0 {
		out = append(out, slack.NewContextBlock("", plain(strings.Join(w.notes, " "), maxNotes)))
	}
	return out
}

const maxNotes = 400

// fit divides the table into what the message has room for below other blocks, and
// the rest.
func (w *week) fit(above []slack.Block) (fits, rest grid) {
	room := min(maxShown-size(above...)-maxNotes, maxTableLetters)
	if w.look.inText {
		return w.table.cutText(room, inMessage)
	}
	return w.table.cut(room)
}

// crowded says that the table may not be in the message as a whole, in whichever
// way charts and tables are shown.
func (w *week) crowded() bool {
	tight := *w
	tight.look = look{chart: chart.bars, inText: true}
	_, rest := tight.fit(tight.above())
	return w.d.Quiet() || len(rest.rows) > 0
}

func (w *week) tableBlocks(fits grid, left int) []slack.Block {
	if len(fits.rows) == 0 {
		return nil
	}
	out := []slack.Block{fits.native()}
	if w.look.inText {
		out = fits.textBlocks(inMessage)
	}
	if left > 0 {
		out = append(out, slack.NewContextBlock("", plain(fmt.Sprintf("… and %d more. The whole table is behind the button.", left), maxNotes)))
	}
	return out
}

// title heads the message: whose week, and up to when.
func (w *week) title() string {
	whose := "Your team’s week"
	if w.d.Kind == "director" {
		whose = "Your teams’ week"
	}
	return whose + ", " + dayMonth(w.today)
}

// text is the week in full sentences, for notifications and screen readers.
func (w *week) text() string {
	out := []string{coach.Sentence(w.title())}
	for _, p := range w.lines {
		out = append(out, p.text())
	}
	for _, ch := range w.charts {
		out = append(out, ch.numbers())
	}
	out = append(out, w.notes...)
	if n := len(w.table.rows); n > 0 && !w.d.Quiet() {
		out = append(out, "The scorecard of "+count(n, strings.ToLower(w.rowNoun()))+" stands in a table below.")
	}
	return strings.Join(out, "\n")
}

// size is how many characters people read in blocks.
func size(blocks ...slack.Block) int {
	raw, err := json.Marshal(blocks)
	var all any
	if err != nil || json.Unmarshal(raw, &all) != nil {
		return maxShown // of what cannot be read, nothing more fits
	}
	return lettersIn(all)
}

// unread are the fields that people do not see.
var unread = map[string]bool{"type": true, "block_id": true, "action_id": true, "value": true, "style": true, "align": true}

func lettersIn(v any) int {
	n := 0
	switch v := v.(type) {
	case string:
		return utf8.RuneCountInString(v)
	case []any:
		for _, x := range v {
			n += lettersIn(x)
		}
	case map[string]any:
		for name, x := range v {
			if !unread[name] {
				n += lettersIn(x)
			}
		}
	}
	return n
}
