package bot

import (
	"context"
	"strings"
)

// recorded is the reaction that a recorded update gets.
const recorded = "white_check_mark"

// tick puts the reaction on a recorded post. People take its absence for "not
// recorded", so one that does not get through is tried again.
func (b *Bot) tick(ctx context.Context, id string) {
	post, _, _ := strings.Cut(id, "#")
	parts := strings.Split(post, "/")
	if len(parts) < 3 || parts[0] != "slack" {
		return
	}
	b.ticks.run(ctx, errand{what: id, do: func(ctx context.Context) error {
		return b.client.react(ctx, parts[1], parts[2], recorded)
	}})
}
