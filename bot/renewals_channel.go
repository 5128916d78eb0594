package bot

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"evenkeel/coach"
)

// roomAge is how long it is believed in which channels the bot is. So long a
// message waits, too, for a channel that is not there: nothing is lost meanwhile.
const roomAge = time.Minute

// roomless are Slack's answers that mean: not in this channel, as things stand.
// Somebody may invite the bot, or make the channel, at any time.
var roomless = []string{"not_in_channel", "channel_not_found", "is_archived", "restricted_action", "restricted_action_read_only_channel"}

// rooms are the channels that the bot is in, and those of ours that it is not in.
type rooms struct {
	mu      sync.Mutex
	ids     map[string]string // by name
	read    time.Time
	missing map[string]string // "#name" or id → why nothing can be said there
}

// room is the id of a team's channel, given as "#name" or an id. ErrLater where the
// bot is not in it.
func (c *Client) room(ctx context.Context, where string) (string, error) {
	name, named := strings.CutPrefix(where, "#")
	if !named {
		return where, nil
	}
	c.rooms.mu.Lock()
	defer c.rooms.mu.Unlock()
	if time.Since(c.rooms.read) > roomAge {
		ids, err := c.memberships(ctx)
		if err != nil {
			return "", err
		}
		c.rooms.ids, c.rooms.read = ids, time.Now()
	}
	if id := c.rooms.ids[strings.ToLower(name)]; id != "" {
		return id, nil
	}
	c.lack(where, "there is no such channel, or I am not in it")
	return "", coach.ErrLater{After: roomAge}
}

// memberships are the channels that the bot is in, by name.
func (c *Client) memberships(ctx context.Context) (map[string]string, error) {
	const method = "users.conversations"
	out, cursor := map[string]string{}, ""
	for {
		if left := c.pace.left(method); left > 0 {
			return nil, coach.ErrLater{After: left}
		}
		page, next, err := c.api.GetConversationsForUserContext(ctx, &slack.GetConversationsForUserParameters{
			Cursor: cursor, Types: []string{"public_channel", "private_channel"}, Limit: 200, ExcludeArchived: true})
		if err := c.pace.heed(method, err); err != nil {
			return nil, fmt.Errorf("bot: %s: %w", method, err)
		}
		for _, ch := range page {
			out[strings.ToLower(ch.NameNormalized)], out[strings.ToLower(ch.Name)] = ch.ID, ch.ID
		}
		if cursor = next; cursor == "" {
			return out, nil
		}
	}
}

// lack notes that nothing can be said in a channel, and logs it the first time. The
// caller holds rooms.mu.
func (c *Client) lack(where, why string) {
	if c.rooms.missing == nil {
		c.rooms.missing = map[string]string{}
	}
	if c.rooms.missing[where] == "" {
		c.log.Warn("renewals wait for their channel", "channel", where, "why", why)
	}
	c.rooms.missing[where] = why
}

// heedRoom takes in what a post to a channel came to.
func (c *Client) heedRoom(where string, err error) error {
	c.rooms.mu.Lock()
	defer c.rooms.mu.Unlock()
	switch code := slackCode(err); {
	case err == nil:
		delete(c.rooms.missing, where)
	case slices.Contains(roomless, code):
		c.rooms.read = time.Time{}
		c.lack(where, "Slack says "+code)
		return coach.ErrLater{After: roomAge}
	}
	return err
}

// roomless lists the channels in which something is to be said and cannot be.
func (c *Client) roomless() []string {
	c.rooms.mu.Lock()
	defer c.rooms.mu.Unlock()
	var out []string
	for _, where := range slices.Sorted(maps.Keys(c.rooms.missing)) {
		out = append(out, "• Renewals wait for "+where+": "+c.rooms.missing[where]+". Please make the channel and invite me, or name another one in the playbook.")
	}
	return out
}

// messageKey is what a message is found again by in its channel, which teams may
// share.
func messageKey(o coach.Outgoing) string {
	if o.Message.Kind == coach.Dues {
		return coach.TeamKey(o.Rep.Team) + "/" + o.Message.Key
	}
	return o.Message.Key
}
