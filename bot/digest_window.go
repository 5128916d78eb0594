package bot

import (
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// How wide a table in text may be, in signs: a window is narrower than a message.
const (
	inMessage = 92
	inWindow  = 58
)

// windowRows is how many rows of a table stand on a page of the window: all of
// their columns fit on it, one below the other.
const windowRows = 30

// Limits of one page of the window; Slack's are 100 blocks, and not documented
// for characters.
const (
	maxPageBlocks = 60
	maxPage       = maxShown
)

// window is what the message left out, in pages: the sections that it did not say
// in full, and the whole table, where that one did not fit.
func (w *week) window() [][]slack.Block {
	var all []slack.Block
	for _, l := range labels {
		items := w.d.Section(l.id)
		if !w.says(l.id) || w.whole[l.id] {
			continue
		}
		all = append(all, heading(l.name))
		for _, it := range items {
			all = append(all, rich(w.line(it).elements()...))
		}
	}
	if len(w.table.rows) == 0 || !w.crowded() {
		return paged(all)
	}
	all = append(all, heading("Scorecard"))
	for i := 0; i < len(w.table.rows); i += windowRows {
		page := grid{w.table.head, w.table.rows[i:min(i+windowRows, len(w.table.rows))]}
		all = append(all, page.textBlocks(inWindow)...)
	}
	return paged(all)
}

// paged deals blocks out over pages; no page ends with a heading.
func paged(blocks []slack.Block) [][]slack.Block {
	var pages [][]slack.Block
	var page []slack.Block
	room := maxPage
	for i, b := range blocks {
		need := size(b)
		if b.BlockType() == slack.MBTHeader && i+1 < len(blocks) {
			need += size(blocks[i+1])
		}
		if len(page) >= maxPageBlocks-2 || need > room && len(page) > 0 {
			pages, page, room = append(pages, page), nil, maxPage
		}
		page, room = append(page, b), room-size(b)
	}
	if len(page) > 0 {
		pages = append(pages, page)
	}
	return pages
}

// cutText divides the rows of a table in text: those that fit into so many
// characters, and the rest.
func (g grid) cutText(most, wide int) (fits, rest grid) {
	n := min(len(g.rows), maxTableRows)
	for n > 0 && utf8.RuneCountInString(strings.Join(grid{g.head, g.rows[:n]}.inText(wide), "\n")) > most {
		n -= 1 + n/10
	}
	n = max(n, 0)
	return grid{g.head, g.rows[:n]}, grid{g.head, g.rows[n:]}
}
