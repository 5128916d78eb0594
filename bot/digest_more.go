package bot

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"evenkeel/coach"
)

// The window behind a digest's button. A digest is not kept, so the window is put
// together when it is asked for: it is that of the digest's instant, with what is
// known by now. That may take a while for a director, and a window has to be
// opened within three seconds: so it opens at once, and is filled later.

const (
	restWithin = 50 * time.Second
	restsKept  = 10 * time.Minute // so that to turn a page is quick
	maxRests   = 100
)

// rests are the windows that were put together lately, by rep and message.
type rests struct {
	mu sync.Mutex
	by map[string]rest
}

type rest struct {
	pages [][]slack.Block
	at    time.Time
}

func (r *rests) get(key string) ([][]slack.Block, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	known, ok := r.by[key]
	return known.pages, ok && time.Since(known.at) < restsKept
}

func (r *rests) put(key string, pages [][]slack.Block) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.by == nil || len(r.by) >= maxRests {
		r.by = map[string]rest{}
	}
	r.by[key] = rest{pages, time.Now()}
}

// openRest opens the window of a digest of the presser's own, or turns its page.
func (b *Bot) openRest(ctx context.Context, i *interaction, pressed action, rep *coach.Rep) error {
	key, page := restOf(pressed.Value)
	book, err := b.coach.Book(ctx, rep.ID)
	if err != nil {
		return err
	}
	m := book.Messages[key]
	if m == nil || m.Kind != coach.Weekly {
		return tell("That message is not among yours any more, so there was nothing to show.")
	}
	id := i.View.ID
	if id == "" {
		v, err := b.client.api.OpenViewContext(ctx, i.Trigger, window(restTitle, "One moment: I am putting it together."))
		if err != nil {
			return fmt.Errorf("bot: views.open: %w", err)
		}
		id = v.ID
	}
	at := m.At
	if !b.queue.put("rest/"+rep.ID, func(ctx context.Context) { b.fillRest(ctx, rep.ID, key, at, page, id) }) {
		return tell("There is too much going on just now. Please try again in a minute.")
	}
	return nil
}

const restTitle = "The rest of the week"

// restOf reads what the button holds: a message's key, and after a blank the page.
func restOf(value string) (key string, page int) {
	key, n, _ := strings.Cut(value, " ")
	page, _ = strconv.Atoi(n) // none: the first
	return key, max(page, 0)
}

// fillRest shows a page in an open window.
func (b *Bot) fillRest(ctx context.Context, rep, key string, at time.Time, page int, id string) {
	ctx, cancel := context.WithTimeout(ctx, restWithin)
	defer cancel()
	v := window(restTitle, "I could not put it together just now. Please try again in a minute.")
	pages, err := b.restPages(ctx, rep, key, at)
	switch {
	case err != nil:
		b.log.Warn("no rest of a digest", "rep", rep, "message", key, "error", err)
	case len(pages) == 0:
		v = window(restTitle, "By now there is nothing more to say than what stands in the message.")
	default:
		v.Blocks.BlockSet = withTurns(pages, min(page, len(pages)-1), key)
	}
	if _, err := b.client.api.UpdateViewContext(ctx, v, "", "", id); err != nil {
		b.log.Warn("the rest of a digest was not shown", "rep", rep, "message", key, "error", err)
	}
}

func (b *Bot) restPages(ctx context.Context, rep, key string, at time.Time) ([][]slack.Block, error) {
	of := rep + "\x00" + key + "\x00" + strings.Join(b.coach.People().Reports(rep), "\x00")
	if pages, ok := b.rests.get(of); ok {
		return pages, nil
	}
	d, err := b.coach.ManagerDigest(ctx, rep, at)
	if err != nil {
		return nil, err
	}
	w := newWeek(coach.Outgoing{Digest: d, Names: b.coach.Names}, look{chart: chart.native})
	pages := w.window()
	b.rests.put(of, pages)
	return pages, nil
}

// withTurns is a page with the buttons that turn it.
func withTurns(pages [][]slack.Block, page int, key string) []slack.Block {
	var turns []slack.BlockElement
	turn := func(to int, label string) {
		if to >= 0 && to < len(pages) {
			b := button(digestMore, fmt.Sprintf("%s %d", key, to), label)
			b.ActionID += "_" + strconv.Itoa(to) // two of one id are not taken in a block
			turns = append(turns, b)
		}
	}
	turn(page-1, "Back")
	turn(page+1, fmt.Sprintf("On to page %d of %d", page+2, len(pages)))
	if len(turns) == 0 {
		return pages[page]
	}
	return append(pages[page][:len(pages[page]):len(pages[page])], slack.NewActionBlock("", turns...))
}
