package bot

import (
	"context"
	"strings"
	"time"
)

// recorded is the reaction that a recorded update gets.
const recorded = "white_check_mark"

const (
	tickEvery = 1200 * time.Millisecond // of those that wait: Slack allows 50 a minute
	tickTries = 5
	maxTicks  = 5000 // that wait; beyond that they are dropped, and logged
)

// mark is a reaction that is still to be put on a post.
type mark struct {
	id, channel, ts string
	tries           int
}

// tick puts the reaction on a recorded post. One that does not get through is
// tried again for a while: people take its absence for "not recorded".
func (b *Bot) tick(ctx context.Context, id string) {
	post, _, _ := strings.Cut(id, "#")
	parts := strings.Split(post, "/")
	if len(parts) < 3 || parts[0] != "slack" {
		return
	}
	m := mark{id: id, channel: parts[1], ts: parts[2]}
	if b.client.pace.left(reactMethod) > 0 || !b.put(ctx, m) {
		b.later(m)
	}
}

// put tries once; false means that another try may help.
func (b *Bot) put(ctx context.Context, m mark) bool {
	err := b.client.react(ctx, m.channel, m.ts, recorded)
	if err == nil {
		return true
	}
	if slackCode(err) != "" && slackCode(err) != "ratelimited" { // not in the channel, message deleted …
		b.log.Warn("a recorded update could not be marked", "event", m.id, "error", err)
		return true
	}
	return false
}

func (b *Bot) later(m mark) {
	select {
	case b.marks <- m:
	default:
		b.log.Warn("a recorded update could not be marked: too many wait", "event", m.id)
	}
}

// keepMarking puts the reactions that wait, at the pace that Slack allows.
func (b *Bot) keepMarking(ctx context.Context) {
	for {
		var m mark
		select {
		case <-ctx.Done():
			return
		case m = <-b.marks:
		}
		if !sleep(ctx, max(tickEvery, b.client.pace.left(reactMethod))) {
			return
		}
		if b.put(ctx, m) {
			continue
		}
		if m.tries++; m.tries < tickTries {
			b.later(m)
		} else {
			b.log.Warn("a recorded update could not be marked", "event", m.id)
		}
	}
}
