package bot

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/slack-go/slack"
	"golang.org/x/text/width"
)

// Limits of Slack's on a table, with room to spare.
const (
	maxTableRows    = 99 // of 100, the head among them
	maxTableColumns = 20
	maxTableLetters = 9_000 // of 10,000
	maxCell         = 40
)

// grid is a table in one of two faces: Slack's own block, or columns in text. The
// first column names the row; numbers stand on the right.
type grid struct {
	head []string
	rows [][]string // as wide as the head
}

// native is the table as Slack shows it.
func (g grid) native() slack.Block {
	t := slack.NewTableBlock("")
	t.AddRow(cells(g.head)...)
	for _, row := range g.rows {
		t.AddRow(cells(row)...)
	}
	settings := make([]slack.ColumnSetting, len(g.head))
	for i := range settings {
		settings[i] = slack.ColumnSetting{Align: slack.ColumnAlignmentRight, IsWrapped: true}
	}
	settings[0] = slack.ColumnSetting{Align: slack.ColumnAlignmentLeft}
	return t.WithColumnSettings(settings...)
}

// cells are texts: not every workspace takes cells that are numbers.
func cells(row []string) []slack.TableCell {
	var out []slack.TableCell
	for _, s := range row {
		out = append(out, slack.NewTableRawTextCell(cell(s)))
	}
	return out
}

func cell(s string) string { return shown(strings.ReplaceAll(clean(s), "\n", " "), maxCell) }

// letters is how many characters some rows of the table have.
func letters(rows ...[]string) int {
	n := 0
	for _, row := range rows {
		for _, s := range row {
			n += utf8.RuneCountInString(cell(s))
		}
	}
	return n
}

// cut divides the rows: those that fit into a table of at most so many letters,
// and the rest.
func (g grid) cut(most int) (fits, rest grid) {
	size, n := letters(g.head), 0
	for n < min(len(g.rows), maxTableRows) {
		if size += letters(g.rows[n]); size > most {
			break
		}
		n++
	}
	return grid{g.head, g.rows[:n]}, grid{g.head, g.rows[n:]}
}

// inText is the table in columns of text, of lines of at most so many signs. What
// is wider goes on in a further piece, beside the names; what is longer goes on
// below its heads.
func (g grid) inText(most int) []string {
	t := g.typeset()
	var pieces []string
	for _, block := range t.blocks(most) {
		head := t.headLines(block)
		piece := head
		for _, row := range g.rows {
			line := t.line(row, block)
			if utf8.RuneCountInString(piece+line) > maxSection-1 {
				pieces, piece = append(pieces, piece), head
			}
			piece += "\n" + line
		}
		pieces = append(pieces, piece)
	}
	return pieces
}

// textBlocks shows the table in text.
func (g grid) textBlocks(most int) []slack.Block {
	var out []slack.Block
	for _, piece := range g.inText(most) {
		out = append(out, preformatted(piece))
	}
	return out
}

// typeset is how a table stands in text: heads broken into lines, and how wide
// each column is.
type typeset struct {
	heads [][]string
	wide  []int
}

const headWide = 10 // signs, after which a head goes on below

func (g grid) typeset() typeset {
	t := typeset{heads: make([][]string, len(g.head)), wide: make([]int, len(g.head))}
	for i, head := range g.head {
		for _, row := range g.rows {
			t.wide[i] = max(t.wide[i], columns(cell(row[i])))
		}
		t.heads[i] = broken(cell(head), max(t.wide[i], headWide))
		for _, line := range t.heads[i] {
			t.wide[i] = max(t.wide[i], columns(line))
		}
	}
	return t
}

// broken breaks a text between words into lines of about so many signs.
func broken(s string, most int) []string {
	var lines []string
	for _, word := range strings.Fields(s) {
		if n := len(lines); n > 0 && columns(lines[n-1]+" "+word) <= most {
			lines[n-1] += " " + word
			continue
		}
		lines = append(lines, word)
	}
	return lines
}

// blocks deals the columns after the first out over blocks that fit.
func (t typeset) blocks(most int) [][]int {
	out := [][]int{nil}
	left := most - t.wide[0]
	for i := 1; i < len(t.wide); i++ {
		if left -= t.wide[i] + 2; left < 0 && len(out[len(out)-1]) > 0 {
			out, left = append(out, nil), most-t.wide[0]-t.wide[i]-2
		}
		out[len(out)-1] = append(out[len(out)-1], i)
	}
	return out
}

// headLines are the heads of some columns; the last line of each stands lowest.
func (t typeset) headLines(block []int) string {
	high := 1
	for _, i := range block {
		high = max(high, len(t.heads[i]))
	}
	lines := make([]string, high)
	for l := range lines {
		row := make([]string, len(t.heads))
		for _, i := range append([]int{0}, block...) {
			if from := l - high + len(t.heads[i]); from >= 0 {
				row[i] = t.heads[i][from]
			}
		}
		lines[l] = strings.TrimRight(t.padded(row, block), " ")
	}
	return strings.Join(lines, "\n")
}

// line is a row's name and its cells in some columns.
func (t typeset) line(row []string, block []int) string {
	cells := make([]string, len(row))
	for i := range row {
		cells[i] = cell(row[i])
	}
	return t.padded(cells, block)
}

func (t typeset) padded(row []string, block []int) string {
	out := padded(row[0], t.wide[0])
	for _, i := range block {
		out += "  " + strings.Repeat(" ", max(t.wide[i]-columns(row[i]), 0)) + row[i]
	}
	return out
}

// columns is how many signs of a fixed width a text takes: most characters of
// East Asia take two.
func columns(s string) int {
	n := 0
	for _, r := range s {
		switch k := width.LookupRune(r).Kind(); {
		case joins(r) || unicode.Is(unicode.Cf, r):
		case k == width.EastAsianWide || k == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

func padded(s string, n int) string { return s + strings.Repeat(" ", max(n-columns(s), 0)) }

// preformatted is a block of text with signs of a fixed width.
func preformatted(s string) slack.Block {
	text := slack.NewRichTextSectionTextElement(clean(s), nil)
	return slack.NewRichTextBlock("", &slack.RichTextPreformatted{Type: slack.RTEPreformatted, Elements: []slack.RichTextSectionElement{text}})
}

// narrowed leaves columns out: those in which no row says anything, and what a
// table cannot hold.
func (g grid) narrowed() grid {
	var keep []int
	for i := range g.head {
		says := i == 0 || slices.ContainsFunc(g.rows, func(row []string) bool { return row[i] != nothing })
		if says && len(keep) < maxTableColumns {
			keep = append(keep, i)
		}
	}
	pick := func(row []string) []string {
		var out []string
		for _, i := range keep {
			out = append(out, row[i])
		}
		return out
	}
	out := grid{head: pick(g.head)}
	for _, row := range g.rows {
		out.rows = append(out.rows, pick(row))
	}
	return out
}

// nothing stands in a cell where there is no data.
const nothing = "–"
