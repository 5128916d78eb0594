package workspace

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// Limits of a message's text. Slack cuts a post at 40,000 characters, and
// refuses an update over 4,000; here a post that would be cut is refused.
const (
	maxPostText   = 40000
	maxUpdateText = 4000
)

// content is what a message says, checked.
type content struct {
	text        string
	blocks      json.RawMessage
	attachments json.RawMessage
	metadata    *Metadata
	sets        map[string]bool // which of these were given at all
}

// readContent checks text, blocks, attachments and metadata of a call, an ack
// payload or a response_url's body.
func (w *Workspace) readContent(r *request, most int) (content, *apiError) {
	c := content{text: r.str("text"), sets: map[string]bool{}}
	for _, name := range []string{"text", "blocks", "attachments", "metadata"} {
		c.sets[name] = r.has(name) && r.str(name) != "" && r.str(name) != "null"
	}
	if utf8.RuneCountInString(c.text) > most {
		return c, refuse("msg_too_long")
	}
	if raw := r.raw("metadata"); raw != nil {
		meta, code := checkMetadata(raw)
		if code != "" {
			return c, refuse(code)
		}
		c.metadata = meta
	}
	if raw := r.raw("attachments"); raw != nil {
		var all []json.RawMessage
		if json.Unmarshal(raw, &all) != nil {
			return c, refuse("invalid_attachments")
		}
		if len(all) > 100 {
			return c, refuse("too_many_attachments")
		}
		if len(all) > 0 {
			c.attachments = raw
		}
	}
	return c, w.readBlocks(&c, r.raw("blocks"))
}

func (w *Workspace) readBlocks(c *content, raw json.RawMessage) *apiError {
	if raw == nil {
		return nil
	}
	if _, err := decodeBlocks(raw); err != nil {
		return refuse("invalid_blocks_format")
	}
	blocks, check := w.checkBlocks(raw, inMessage, "/blocks")
	switch {
	case len(check.problems) > 0:
		return refuse("invalid_blocks", check.problems...)
	case check.chars > maxMessageChars:
		return refuse("msg_blocks_too_long")
	}
	if string(blocks) != "[]" {
		c.blocks = blocks
	}
	return nil
}

func (c *content) empty() bool {
	return strings.TrimSpace(c.text) == "" && c.blocks == nil && c.attachments == nil
}

func (c *content) message(ch *channel, ts string) *Message {
	return &Message{Channel: ch.ID, TS: ts, Text: c.text, Blocks: c.blocks, Attachments: c.attachments, Metadata: c.metadata}
}

// botMessage is a message by the app.
func (w *Workspace) botMessage(ch *channel, c content) *Message {
	m := c.message(ch, w.newTS())
	m.User, m.BotID, m.AppID = w.cfg.BotUserID, w.cfg.BotID, w.cfg.AppID
	return m
}

// target finds where a post goes: a channel by id or name, or a person, whose
// direct messages with the app then are opened.
func (w *Workspace) target(name string) (*channel, *apiError) {
	if user, err := w.anyone(name); err == nil {
		if user.Bot {
			return nil, refuse("cannot_dm_bot")
		}
		if user.Deleted {
			return nil, refuse("user_disabled")
		}
		return w.dm(user), nil
	}
	for _, c := range w.channels {
		if c.ID != name && (c.Name == "" || c.Name != strings.TrimPrefix(name, "#")) {
			continue
		}
		switch {
		case c.Archived:
			return nil, refuse("is_archived")
		case c.has(w.cfg.BotUserID), !c.Private && has(w.cfg.Scopes, "chat:write.public"):
			return c, nil
		case c.Private:
			return nil, refuse("channel_not_found")
		}
		return nil, refuse("not_in_channel")
	}
	return nil, refuse("channel_not_found")
}

func (w *Workspace) postMessage(r *request) (reply, *apiError) {
	ch, err := w.target(r.str("channel"))
	if err != nil {
		return nil, err
	}
	c, err := w.readContent(r, maxPostText)
	switch {
	case err != nil:
		return nil, err
	case c.empty():
		return nil, refuse("no_text")
	case r.str("thread_ts") != "" && ch.find(r.str("thread_ts")) == nil:
		return nil, refuse("thread_not_found")
	}
	if w.cfg.Limits {
		if wait := w.take("chat.postMessage "+ch.ID, messageBurst, 1); wait > 0 {
			return nil, &apiError{code: "ratelimited", after: wait}
		}
	}
	m := w.botMessage(ch, c)
	m.ThreadTS = r.str("thread_ts")
	ch.messages = append(ch.messages, m)
	w.announce(ch, m)
	return reply{"channel": ch.ID, "ts": m.TS, "message": w.wire(m, true)}, nil
}

func (w *Workspace) postEphemeral(r *request) (reply, *apiError) {
	ch, err := w.target(r.str("channel"))
	if err != nil {
		return nil, err
	}
	if !ch.has(r.str("user")) {
		return nil, refuse("user_not_in_channel")
	}
	c, err := w.readContent(r, maxPostText)
	switch {
	case err != nil:
		return nil, err
	case c.empty():
		return nil, refuse("no_text")
	}
	c.metadata = nil // Slack ignores it here.
	m := w.whisper(ch, r.str("user"), c)
	m.ThreadTS = r.str("thread_ts")
	return reply{"message_ts": m.TS}, nil
}

// whisper shows a person an ephemeral message by the app.
func (w *Workspace) whisper(ch *channel, userID string, c content) *Message {
	m := w.botMessage(ch, c)
	m.EphemeralFor = userID
	w.ephemerals[userID] = append(w.ephemerals[userID], m)
	w.touch()
	return m
}

// slackbot tells a person, and only that person, what went wrong.
func (w *Workspace) slackbot(ch *channel, userID, words string) {
	m := &Message{Channel: ch.ID, TS: w.newTS(), User: "USLACKBOT", Username: "Slackbot", Text: words, EphemeralFor: userID}
	w.ephemerals[userID] = append(w.ephemerals[userID], m)
	w.touch()
}

// posted finds a message that the app may change.
func (w *Workspace) posted(r *request, forbidden string) (*channel, *Message, *apiError) {
	ch, err := w.known(r)
	if err != nil {
		return nil, nil, err
	}
	if ch.Archived {
		return nil, nil, refuse("is_archived")
	}
	m := ch.find(r.str("ts"))
	switch {
	case m == nil:
		return nil, nil, refuse("message_not_found")
	case m.AppID != w.cfg.AppID:
		return nil, nil, refuse(forbidden)
	}
	return ch, m, nil
}

// updateMessage answers chat.update: what is not given stays as it was, and an
// empty object or array takes it away.
func (w *Workspace) updateMessage(r *request) (reply, *apiError) {
	ch, m, err := w.posted(r, "cant_update_message")
	if err != nil {
		return nil, err
	}
	c, err := w.readContent(r, maxUpdateText)
	if err != nil {
		return nil, err
	}
	if !c.sets["text"] && !c.sets["blocks"] && !c.sets["attachments"] {
		return nil, refuse("no_text")
	}
	if hasType(m.Blocks, "rich_text") && c.blocks != nil && !hasType(c.blocks, "rich_text") {
		return nil, refuse("block_mismatch")
	}
	before := w.wire(m, true)
	m.replace(c)
	m.Edited = w.newTS()
	w.announceChange(ch, m, before)
	return reply{"channel": ch.ID, "ts": m.TS, "text": m.Text, "message": w.wire(m, true)}, nil
}

func (m *Message) replace(c content) {
	if c.sets["text"] {
		m.Text = c.text
	}
	if c.sets["blocks"] {
		m.Blocks = c.blocks
	}
	if c.sets["attachments"] {
		m.Attachments = c.attachments
	}
	if c.sets["metadata"] {
		m.Metadata = c.metadata
	}
}

func (w *Workspace) deleteMessage(r *request) (reply, *apiError) {
	ch, m, err := w.posted(r, "cant_delete_message")
	if err != nil {
		return nil, err
	}
	w.remove(ch, m)
	return reply{"channel": ch.ID, "ts": m.TS}, nil
}

func (w *Workspace) permalink(r *request) (reply, *apiError) {
	ch, err := w.known(r)
	if err != nil {
		return nil, err
	}
	ts := r.str("message_ts")
	if ch.find(ts) == nil {
		return nil, refuse("message_not_found")
	}
	return reply{"channel": ch.ID, "permalink": "https://" + w.cfg.Team.Domain + ".slack.com/archives/" + ch.ID +
		"/p" + strings.Replace(ts, ".", "", 1)}, nil
}
