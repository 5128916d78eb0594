package workspace

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
)

// emit sends an event about a channel to the app, if the app is in that
// channel (or the event has none) and subscribed to such events. It returns
// the event id, or "" if nothing was sent.
func (w *Workspace) emit(c *channel, event map[string]any) string {
	defer w.touch()
	if c != nil && !c.has(w.cfg.BotUserID) || !w.subscribed(c, event) {
		return ""
	}
	if event["event_ts"] == nil {
		event["event_ts"] = w.newTS()
	}
	return w.dispatch(c, event)
}

// subscribed says whether the app asked for such events.
func (w *Workspace) subscribed(c *channel, event map[string]any) bool {
	if w.cfg.Subscriptions == nil {
		return true
	}
	name, _ := event["type"].(string)
	if name == "message" {
		name += map[string]string{"im": ".im", "group": ".groups", "channel": ".channels"}[c.kind()]
	}
	return slices.Contains(w.cfg.Subscriptions, name)
}

// dispatch wraps an inner event in its event_callback and delivers it.
func (w *Workspace) dispatch(c *channel, event map[string]any) string {
	id := w.newID("Ev")
	name, _ := event["type"].(string)
	callback := map[string]any{
		"token": "verification-token", "team_id": w.cfg.Team.ID, "context_team_id": w.cfg.Team.ID,
		"context_enterprise_id": nil, "api_app_id": w.cfg.AppID, "type": "event_callback",
		"event_id": id, "event_time": w.cfg.Now().Unix(), "event": event,
		"is_ext_shared_channel": c != nil && c.Shared,
		"authorizations": []any{map[string]any{"enterprise_id": nil, "team_id": w.cfg.Team.ID,
			"user_id": w.cfg.BotUserID, "is_bot": true, "is_enterprise_install": false}},
	}
	if c != nil {
		callback["event_context"] = "1-" + name + "-" + w.cfg.Team.ID + "-" + c.ID
	}
	w.launch(id, callback)
	return id
}

func (w *Workspace) launch(id string, callback map[string]any) {
	payload, err := json.Marshal(callback)
	if err != nil {
		w.cfg.Logger.Error("an event cannot be encoded", "error", err)
		return
	}
	w.deliver(&delivery{id: id, payload: payload})
}

// Event sends an inner event of the caller's own making, wrapped as Slack
// wraps it, and returns its event_id. Keys are taken as they are.
func (w *Workspace) Event(ctx context.Context, event map[string]any) (eventID string, err error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return "", ErrClosed
	}
	name, _ := event["channel"].(string)
	return w.dispatch(w.channelByID(name), event), nil
}

// Callback sends a whole outer payload as it is, for odd ones: app_rate_limited,
// another team, a payload without an event. An event_id is added if it has none.
func (w *Workspace) Callback(ctx context.Context, payload map[string]any) (eventID string, err error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return "", ErrClosed
	}
	payload = maps.Clone(payload)
	id, _ := payload["event_id"].(string)
	if id == "" {
		id = w.newID("Ev")
		if payload["type"] == "event_callback" {
			payload["event_id"] = id
		}
	}
	w.launch(id, payload)
	return id, nil
}

// Envelope sends an envelope of the caller's own making on one socket, once.
// A missing envelope_id is added; the id is returned.
func (w *Workspace) Envelope(ctx context.Context, frame map[string]any) (envelopeID string, err error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	frame = maps.Clone(frame)
	id, _ := frame["envelope_id"].(string)
	id = cmp.Or(id, w.newID("odd-"))
	frame["envelope_id"] = id
	for _, s := range w.sockets {
		if s.put(frame) {
			return id, nil
		}
	}
	return "", ErrDispatchFailed
}

// announce emits the message event of a new message, app_mention if it names
// the app, and the metadata event of another app's post.
func (w *Workspace) announce(c *channel, m *Message) {
	event := w.wire(m, true)
	event["channel"], event["channel_type"], event["event_ts"] = c.ID, c.kind(), m.TS
	w.emit(c, event)
	if c.im == "" && m.User != "" && m.User != w.cfg.BotUserID && mentions(m.Text, w.cfg.BotUserID) {
		mention := map[string]any{"type": "app_mention", "user": m.User, "text": m.Text, "ts": m.TS,
			"channel": c.ID, "event_ts": m.TS, "team": w.cfg.Team.ID, "client_msg_id": m.clientMsgID}
		if m.ThreadTS != "" {
			mention["thread_ts"] = m.ThreadTS
		}
		w.emit(c, mention)
	}
	if m.Metadata != nil && m.AppID != w.cfg.AppID {
		w.announceMetadata("message_metadata_posted", c, m)
	}
}

func (w *Workspace) announceMetadata(name string, c *channel, m *Message) {
	w.emit(c, map[string]any{"type": name, "app_id": m.AppID, "bot_id": m.BotID, "user_id": m.User,
		"team_id": w.cfg.Team.ID, "channel_id": c.ID, "metadata": m.Metadata, "message_ts": m.TS, "event_ts": m.TS})
}

// announceChange emits message_changed for a message that was edited.
func (w *Workspace) announceChange(c *channel, m *Message, before map[string]any) {
	ts := w.newTS()
	w.emit(c, map[string]any{"type": "message", "subtype": "message_changed", "hidden": true, "channel": c.ID,
		"channel_type": c.kind(), "ts": ts, "event_ts": ts, "message": w.wire(m, true), "previous_message": before})
}

// announceRemoval emits message_deleted.
func (w *Workspace) announceRemoval(c *channel, m *Message) {
	ts := w.newTS()
	w.emit(c, map[string]any{"type": "message", "subtype": "message_deleted", "hidden": true, "channel": c.ID,
		"channel_type": c.kind(), "ts": ts, "event_ts": ts, "deleted_ts": m.TS, "previous_message": w.wire(m, true)})
}
