package bot

import (
	"fmt"
	"time"

	"evenkeel/coach"
)

// cannotTell says why nobody knows any more whether a nudge holds: half a sentence,
// in which a list says of how many.
func cannotTell(n *coach.Nudge, of string) string {
	since := dayFrom(n.Unknown.Since, coach.DateIn(n.Cleared, time.UTC))
	return fmt.Sprintf("I can no longer tell%s: no %s have reached me since %s", of, n.Unknown.Kind, since)
}

// resting are the lines of what nobody can tell of any more.
func (b *Bot) resting(book *coach.Book) (lines []string) {
	for _, n := range book.Resting() {
		lines = append(lines, b.matter(book, n)+": "+cannotTell(n, ""))
	}
	return lines
}

// restsFor says what cannot be told because a kind of fact stopped; "" for nothing.
func restsFor(book *coach.Book, kind coach.FactKind) string {
	n := 0
	for _, r := range book.Resting() {
		if r.Unknown.Kind == kind {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", so of %s that I found I can no longer tell", count(n, "thing"))
}
