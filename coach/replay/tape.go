package replay

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"evenkeel/coach"
)

// tape is a store that remembers every nudge that was ever written: books forget
// those that are long over.
type tape struct {
	*Memory

	mu     sync.Mutex
	nudges map[string]*occurrence
}

func newTape() *tape { return &tape{Memory: NewMemory(), nudges: map[string]*occurrence{}} }

// Commit notes the nudges among what is written.
func (t *tape) Commit(ctx context.Context, c coach.Change) error {
	if err := t.Memory.Commit(ctx, c); err != nil {
		return err
	}
	kind, _, _ := strings.Cut(c.Key, "/")
	if kind != "book" && kind != "team" {
		return nil
	}
	for field, raw := range c.Put {
		if !strings.HasPrefix(field, nudgeField) {
			continue
		}
		var n coach.Nudge
		if err := json.Unmarshal([]byte(raw), &n); err != nil {
			return fmt.Errorf("replay: %s of %s: %w", field, c.Key, err)
		}
		if n.For != coach.ForElsewhere && n.For != coach.ForChannel { // found in another's book, whose it is
			t.note(coach.Subject(c.Key), n)
		}
	}
	return nil
}

// nudgeField begins the fields of a book that hold nudges.
const nudgeField = "n:"

// note keeps what a nudge came to so far. One whose severity has risen speaks
// again, so that is another occurrence.
func (t *tape) note(book coach.Subject, n coach.Nudge) {
	t.mu.Lock()
	defer t.mu.Unlock()
	key := fmt.Sprintf("%s %s %s", book, n.Key, n.Severity)
	o := t.nudges[key]
	if o == nil {
		o = &occurrence{book: book}
		t.nudges[key] = o
	}
	if n.Held == "" && !n.Cleared.IsZero() {
		n.Held = o.Held // clearing forgets why it had not been said
	}
	if n.Message == "" && n.Found.Equal(o.Found) && o.Key != "" { // as it was when it was found
		n.Facts, n.Money = o.Facts, o.Money
	}
	o.Nudge = n
}

// occurrence is a nudge as it was last written.
type occurrence struct {
	coach.Nudge
	book coach.Subject // book/REP or team/NAME
}

// occurrences are all of them, by when they were found, then key; each that was
// passed over for a later one of its episode says so.
func (t *tape) occurrences() []*occurrence {
	t.mu.Lock()
	defer t.mu.Unlock()
	last := map[string]*occurrence{}
	out := make([]*occurrence, 0, len(t.nudges))
	for _, o := range t.nudges {
		out = append(out, o)
	}
	slices.SortFunc(out, func(a, b *occurrence) int {
		return cmp.Or(a.Found.Compare(b.Found), cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Key, b.Key), cmp.Compare(a.book, b.book))
	})
	for _, o := range out {
		episode := string(o.book) + " " + o.Episode
		if was := last[episode]; was != nil && was.Message == "" && o.Found.After(was.Found) && (was.Cleared.IsZero() || was.Cleared.After(o.Found)) {
			was.Held = coach.HeldEpisode
		}
		last[episode] = o
	}
	return out
}

// fate is what became of an occurrence, and why it was not said.
func (o *occurrence) fate() (Status, coach.Reason) {
	switch {
	case o.For == coach.ForShadow:
		return Shadow, ""
	case o.Quiet:
		return Held, coach.HeldFirstImport
	case o.Message != "":
		return Sent, ""
	case o.Severity < coach.Hint && o.Held == coach.HeldPrecedence && o.For == coach.ForRep:
		return Held, coach.HeldPrecedence
	case o.Severity < coach.Hint || o.For != coach.ForRep:
		return Held, coach.HeldNote
	case o.Held == coach.HeldEpisode:
		return Held, coach.HeldEpisode
	case o.Rests():
		return Held, coach.HeldUnknown
	case !o.Cleared.IsZero():
		return Cleared, o.Held
	}
	return Held, cmp.Or(o.Held, coach.HeldHours) // found since the last message: it waits for the next
}
