package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"evenkeel/coach"
)

// messageEvent marks our messages; the payload holds the message's key, by
// which a message in doubt is found again.
const messageEvent = "evenkeel_message"

// historyDepth is how many recent direct messages are looked through for one
// that may have been posted: it was so moments ago.
const historyDepth = 100

// Post shows a message to a rep, or edits it in place. See coach.Poster.
func (c *Client) Post(ctx context.Context, o coach.Outgoing) (channel, ts string, err error) {
	to, err := c.reach(ctx, o)
	if err != nil {
		return "", "", err
	}
	channel, ts, err = c.show(ctx, to, o)
	switch {
	case o.Message.Kind == coach.Dues && o.Message.TS == "":
		err = c.heedRoom(o.Where, err)
	case err == nil && o.Message.Kind != coach.Dues:
		c.dms.Store(to, channel)
	}
	return channel, ts, err
}

// said is a message apart from its blocks: its words, and its key.
func said(o coach.Outgoing, text string) []slack.MsgOption {
	return []slack.MsgOption{
		slack.MsgOptionText(safe(text, maxText), false),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: messageEvent, EventPayload: map[string]any{"key": messageKey(o)}}),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
	}
}

// reach is the Slack user of a rep, or a team's channel. Who cannot be told apart
// from "not known yet" is not given up on.
func (c *Client) reach(ctx context.Context, o coach.Outgoing) (string, error) {
	if o.Message.Kind == coach.Dues {
		return c.room(ctx, o.Where)
	}
	user, known := c.roster.slackUser(&o.Rep)
	switch {
	case user != "":
		return user, nil
	case known:
		return "", fmt.Errorf("%w: rep %s is nobody in Slack", coach.ErrUndeliverable, o.Rep.ID)
	}
	return "", coach.ErrLater{After: 5 * time.Second}
}

func (c *Client) send(ctx context.Context, user string, o coach.Outgoing, opts []slack.MsgOption) (channel, ts string, err error) {
	method, at := "chat.postMessage", user
	if o.Message.TS != "" {
		method, at = "chat.update", o.Message.Channel
	}
	if err := c.pace.wait(ctx, method, at); err != nil {
		return "", "", err
	}
	if o.Message.TS != "" {
		channel, ts, _, err = c.api.UpdateMessageContext(ctx, o.Message.Channel, o.Message.TS, opts...)
	} else {
		channel, ts, err = c.api.PostMessageContext(ctx, user, opts...)
	}
	return channel, ts, c.pace.heed(method, err)
}

// Find looks for a message by its key; later duplicates it deletes. See
// coach.Poster.
func (c *Client) Find(ctx context.Context, o coach.Outgoing) (channel, ts string, err error) {
	if channel, err = c.reach(ctx, o); err != nil {
		return "", "", err
	}
	if o.Message.Kind != coach.Dues {
		if channel, err = c.dm(ctx, channel); err != nil {
			return "", "", err
		}
	}
	h, err := c.recent(ctx, channel)
	if err != nil {
		return "", "", fmt.Errorf("bot: conversations.history: %w", err)
	}
	var found []string
	for _, m := range h.Messages {
		if m.Metadata.EventType == messageEvent && m.Metadata.EventPayload["key"] == messageKey(o) {
			found = append(found, m.Timestamp)
		}
	}
	if len(found) == 0 {
		return channel, "", nil
	}
	slices.Sort(found)
	for _, dup := range found[1:] {
		if _, _, err := c.api.DeleteMessageContext(ctx, channel, dup); err != nil && slackCode(err) != "message_not_found" {
			return "", "", fmt.Errorf("bot: chat.delete: %w", err)
		}
	}
	return channel, found[0], nil
}

// recent reads what was last said in a channel.
func (c *Client) recent(ctx context.Context, channel string) (*slack.GetConversationHistoryResponse, error) {
	const method = "conversations.history"
	if left := c.pace.left(method); left > 0 {
		return nil, coach.ErrLater{After: left}
	}
	h, err := c.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
		ChannelID: channel, Limit: historyDepth, IncludeAllMetadata: true})
	return h, c.pace.heed(method, err)
}

// dm is the channel of the direct messages with a user.
func (c *Client) dm(ctx context.Context, user string) (string, error) {
	if id, ok := c.dms.Load(user); ok {
		return id.(string), nil
	}
	ch, _, _, err := c.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{user}, ReturnIM: true})
	if err := c.pace.heed("conversations.open", err); err != nil {
		if errors.Is(err, coach.ErrUndeliverable) {
			return "", err
		}
		return "", fmt.Errorf("bot: conversations.open: %w", err)
	}
	c.dms.Store(user, ch.ID)
	return ch.ID, nil
}
