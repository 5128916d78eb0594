package workspace

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

// Message is one message as it stands now, after edits.
type Message struct {
	Channel      string          `json:"channel"`
	TS           string          `json:"ts"`
	ThreadTS     string          `json:"thread_ts,omitempty"`
	User         string          `json:"user,omitempty"`
	BotID        string          `json:"bot_id,omitempty"`
	AppID        string          `json:"app_id,omitempty"`
	Username     string          `json:"username,omitempty"`
	Subtype      string          `json:"subtype,omitempty"`
	Text         string          `json:"text"`
	Blocks       json.RawMessage `json:"blocks,omitempty"`
	Attachments  json.RawMessage `json:"attachments,omitempty"`
	Metadata     *Metadata       `json:"metadata,omitempty"`
	Edited       string          `json:"edited,omitempty"` // the ts of the last edit
	Reactions    []Reaction      `json:"reactions,omitempty"`
	EphemeralFor string          `json:"ephemeral_for,omitempty"` // the only person who sees it

	clientMsgID string
	state       stateValues // what the person chose in it, by block and action
}

// Metadata is a message's event_type and event_payload.
type Metadata struct {
	EventType    string         `json:"event_type"`
	EventPayload map[string]any `json:"event_payload"`
}

// Reaction is an emoji, by its name without colons, and who added it.
type Reaction struct {
	Name  string   `json:"name"`
	Users []string `json:"users"`
}

// Shown is what a person reads in the message: the texts of its blocks, a line
// each, or its text if it has none. mrkdwn stays as it was sent, escapes too.
func (m Message) Shown() string {
	words := blockText(m.Blocks)
	if len(words) == 0 {
		return m.Text
	}
	return strings.Join(words, "\n")
}

func (m *Message) clone() Message {
	c := *m
	c.Blocks, c.Attachments = slices.Clone(m.Blocks), slices.Clone(m.Attachments)
	c.Reactions = nil
	for _, r := range m.Reactions {
		c.Reactions = append(c.Reactions, Reaction{r.Name, slices.Clone(r.Users)})
	}
	return c
}

// wire is the message as events, history and interactions carry it.
func (w *Workspace) wire(m *Message, withMetadata bool) map[string]any {
	out := map[string]any{"type": "message", "text": m.Text, "ts": m.TS}
	if m.AppID == w.cfg.AppID || m.Subtype == "" {
		out["team"] = w.cfg.Team.ID
	}
	for key, value := range map[string]string{
		"user": m.User, "subtype": m.Subtype, "thread_ts": m.ThreadTS, "bot_id": m.BotID,
		"app_id": m.AppID, "username": m.Username, "client_msg_id": m.clientMsgID,
	} {
		if value != "" {
			out[key] = value
		}
	}
	if m.BotID != "" {
		out["bot_profile"] = w.botProfile(m)
	}
	w.wireBody(out, m)
	if withMetadata && m.Metadata != nil {
		out["metadata"] = m.Metadata
	}
	return out
}

// wireBody adds blocks, attachments, reactions and the mark of an edit. What a
// person typed has its text as rich text too, as Slack's own clients send it.
func (w *Workspace) wireBody(out map[string]any, m *Message) {
	switch {
	case m.Blocks != nil:
		out["blocks"] = m.Blocks
	case m.clientMsgID != "":
		out["blocks"] = []any{map[string]any{"type": "rich_text", "block_id": "t" + m.clientMsgID[:4],
			"elements": []any{map[string]any{"type": "rich_text_section",
				"elements": []any{map[string]any{"type": "text", "text": unescape(m.Text)}}}}}}
	}
	if m.Attachments != nil {
		out["attachments"] = m.Attachments
	}
	if m.Edited != "" {
		out["edited"] = map[string]any{"user": m.User, "ts": m.Edited}
	}
	if len(m.Reactions) > 0 {
		var reactions []any
		for _, r := range m.Reactions {
			reactions = append(reactions, map[string]any{"name": r.Name, "users": slices.Clone(r.Users), "count": len(r.Users)})
		}
		out["reactions"] = reactions
	}
}

func (w *Workspace) botProfile(m *Message) map[string]any {
	name := cmp.Or(m.Username, "app")
	if m.BotID == w.cfg.BotID {
		name = w.cfg.BotName
	}
	return map[string]any{"id": m.BotID, "app_id": m.AppID, "name": name, "team_id": w.cfg.Team.ID,
		"deleted": false, "updated": 1700000000, "icons": map[string]any{}}
}

// checkMetadata says whether metadata has Slack's shape: an event type, and a
// payload of strings, numbers, booleans, and flat objects or lists of those.
func checkMetadata(raw json.RawMessage) (*Metadata, string) {
	var meta struct {
		EventType    *string        `json:"event_type"`
		EventPayload map[string]any `json:"event_payload"`
	}
	if err := json.Unmarshal(raw, &meta); err != nil {
		return nil, "invalid_metadata_format"
	}
	if meta.EventType == nil || *meta.EventType == "" {
		return nil, "" // {} removes metadata; slack-go's zero value is taken for that.
	}
	if meta.EventPayload == nil || !flatEnough(meta.EventPayload, 0) {
		return nil, "invalid_metadata_format"
	}
	if len(raw) > 8000 {
		return nil, "metadata_too_large"
	}
	return &Metadata{*meta.EventType, meta.EventPayload}, ""
}

func flatEnough(value any, depth int) bool {
	switch v := value.(type) {
	case nil:
		return false
	case map[string]any:
		for _, inner := range v {
			if depth >= 2 || !flatEnough(inner, depth+1) {
				return false
			}
		}
	case []any:
		for _, inner := range v {
			if !flatEnough(inner, max(depth, 1)) {
				return false
			}
		}
	}
	return true
}
