package workspace

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// AppPost is a message by another app, such as a CRM's.
type AppPost struct {
	Channel     string          `json:"channel"` // id or #name
	AppID       string          `json:"app_id"`
	BotID       string          `json:"bot_id"`
	Username    string          `json:"username"`
	UserID      string          `json:"user_id"` // the other app's bot user; may be empty
	Text        string          `json:"text"`
	ThreadTS    string          `json:"thread_ts"`
	Blocks      json.RawMessage `json:"blocks"`
	Attachments json.RawMessage `json:"attachments"`
	Metadata    *Metadata       `json:"metadata"`
}

// Say posts what a person typed; the text is escaped and linked as Slack does
// it. Channel is an id, "#name", or "dm" for the direct messages with the app.
func (w *Workspace) Say(ctx context.Context, userID, channelID, text string) (ts string, err error) {
	return w.SayIn(ctx, userID, channelID, "", text)
}

// SayIn is Say in a thread; an empty threadTS means the channel itself.
func (w *Workspace) SayIn(ctx context.Context, userID, channelID, threadTS, text string) (ts string, err error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	user, c, err := w.seat(userID, channelID)
	if err != nil {
		return "", err
	}
	if c.Archived {
		return "", fmt.Errorf("workspace: #%s is archived", c.Name)
	}
	m := &Message{Channel: c.ID, TS: w.newTS(), ThreadTS: threadTS, User: user.ID, Text: w.typed(text), clientMsgID: secret(16)}
	c.messages = append(c.messages, m)
	w.announce(c, m)
	return m.TS, nil
}

// PostAsApp posts as another app: a bot_message event, and if it has metadata
// a message_metadata_posted event of the same ts and another event_id.
func (w *Workspace) PostAsApp(ctx context.Context, post AppPost) (ts string, err error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.place(nil, post.Channel)
	if err != nil {
		return "", err
	}
	m := &Message{Channel: c.ID, TS: w.newTS(), ThreadTS: post.ThreadTS, Subtype: "bot_message", User: post.UserID,
		AppID: post.AppID, BotID: post.BotID, Username: post.Username, Text: post.Text,
		Blocks: post.Blocks, Attachments: post.Attachments, Metadata: post.Metadata}
	c.messages = append(c.messages, m)
	w.announce(c, m)
	return m.TS, nil
}

// Edit changes the text of a person's own message.
func (w *Workspace) Edit(ctx context.Context, userID, channelID, ts, text string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, m, err := w.own(ctx, userID, channelID, ts)
	if err != nil {
		return err
	}
	before := w.wire(m, true)
	m.Text, m.Edited = w.typed(text), w.newTS()
	w.announceChange(c, m, before)
	return nil
}

// Delete removes a person's own message.
func (w *Workspace) Delete(ctx context.Context, userID, channelID, ts string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, m, err := w.own(ctx, userID, channelID, ts)
	if err != nil {
		return err
	}
	w.remove(c, m)
	return nil
}

func (w *Workspace) own(ctx context.Context, userID, channelID, ts string) (*channel, *Message, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	_, c, err := w.seat(userID, channelID)
	if err != nil {
		return nil, nil, err
	}
	m := c.find(ts)
	if m == nil || m.User != userID {
		return nil, nil, fmt.Errorf("workspace: %s has no message %s in %s", userID, ts, channelID)
	}
	return c, m, nil
}

func (w *Workspace) remove(c *channel, m *Message) {
	c.messages = slices.DeleteFunc(c.messages, func(other *Message) bool { return other == m })
	w.announceRemoval(c, m)
}

// OpenHome opens the app's Home tab, which emits app_home_opened with the view
// that is published there, if there is one.
func (w *Workspace) OpenHome(ctx context.Context, userID string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	user, err := w.person(userID)
	if err != nil {
		return err
	}
	event := map[string]any{"type": "app_home_opened", "user": user.ID, "channel": w.dm(user).ID, "tab": "home"}
	if home := w.homes[user.ID]; home != nil {
		event["view"] = w.wireView(home)
	}
	w.emit(nil, event)
	return nil
}

// SetUser adds or changes a person, which emits user_change (or team_join).
func (w *Workspace) SetUser(ctx context.Context, user User) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, err := time.LoadLocation(user.TZ); user.ID == "" || err != nil {
		return fmt.Errorf("workspace: user %q with zone %q: %w", user.ID, user.TZ, err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	kind := "user_change"
	if known, err := w.anyone(user.ID); err == nil {
		*known = user
	} else {
		kind = "team_join"
		w.users = append(w.users, &user)
	}
	w.emit(nil, map[string]any{"type": kind, "user": w.profile(&user), "cache_ts": w.cfg.Now().Unix()})
	return nil
}
