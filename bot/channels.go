package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"evenkeel/coach"
)

// nameAge is how long a channel's name is believed: channels are renamed.
const nameAge = 10 * time.Minute

// channels knows channels by name: the playbook names them, events bear ids.
type channels struct {
	client *Client
	mu     sync.Mutex
	names  map[string]channelName
}

type channelName struct {
	name string
	at   time.Time
}

func newChannels(c *Client) *channels { return &channels{client: c, names: map[string]channelName{}} }

// name asks Slack for a channel's name, and remembers it.
func (c *channels) name(ctx context.Context, id string) (string, error) {
	c.mu.Lock()
	known, ok := c.names[id]
	c.mu.Unlock()
	if ok && time.Since(known.at) < nameAge {
		return known.name, nil
	}
	info, err := c.client.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id})
	name := ""
	switch {
	case slackCode(err) == "channel_not_found":
	case err != nil && ok:
		return known.name, nil // an old name is better than none
	case err != nil:
		return "", fmt.Errorf("bot: conversations.info: %w", err)
	default:
		name = info.NameNormalized
		if name == "" {
			name = info.Name
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.names[id] = channelName{name, time.Now()}
	return name, nil
}

// isDeals says whether a channel is one of the playbook's deals channels, or of
// a team's.
func (b *Bot) isDeals(ctx context.Context, id string) (bool, error) {
	if id == "" {
		return false, nil // an event that is nowhere; Slack would not say where either
	}
	wanted := dealsChannels(b.coach.Playbook)
	if slices.Contains(wanted, id) {
		return true, nil
	}
	if !slices.ContainsFunc(wanted, func(w string) bool { return strings.HasPrefix(w, "#") }) {
		return false, nil
	}
	name, err := b.channels.name(ctx, id)
	if err != nil || name == "" {
		return false, err
	}
	return slices.Contains(wanted, "#"+strings.ToLower(name)), nil
}

func dealsChannels(p *coach.Playbook) []string {
	var out []string
	add := func(names []string) {
		for _, n := range names {
			if strings.HasPrefix(n, "#") {
				n = strings.ToLower(n)
			}
			out = append(out, n)
		}
	}
	add(p.Channels.Deals)
	for _, t := range p.Teams {
		add(t.Channels.Deals)
	}
	return out
}
