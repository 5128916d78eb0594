package workspace

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
)

// Click presses a button in a message as it is shown now, ephemeral ones
// included, and waits for the app's ack. It fails if there is no such button,
// or several and the picks do not single one out.
func (w *Workspace) Click(ctx context.Context, userID, channelID, ts, actionID string, picks ...Pick) error {
	return w.act(ctx, userID, place{channel: channelID, ts: ts}, actionID, nil, picks)
}

// Select chooses in a select, overflow, radio or checkbox element by value, or
// enters a date or time in a picker. Several choices are separated by commas.
func (w *Workspace) Select(ctx context.Context, userID, channelID, ts, actionID, value string, picks ...Pick) error {
	return w.act(ctx, userID, place{channel: channelID, ts: ts}, actionID, &value, picks)
}

// ClickView is Click in a modal or on the Home tab; "home" is the person's own.
func (w *Workspace) ClickView(ctx context.Context, userID, viewID, actionID string, picks ...Pick) error {
	return w.act(ctx, userID, place{view: viewID}, actionID, nil, picks)
}

// SelectView is Select in a modal or on the Home tab.
func (w *Workspace) SelectView(ctx context.Context, userID, viewID, actionID, value string, picks ...Pick) error {
	return w.act(ctx, userID, place{view: viewID}, actionID, &value, picks)
}

// Shortcut uses a message shortcut (a message_action) on a message.
func (w *Workspace) Shortcut(ctx context.Context, userID, channelID, ts, callbackID string) error {
	w.mu.Lock()
	user, c, err := w.seat(userID, channelID)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	m := c.find(ts)
	if m == nil {
		w.mu.Unlock()
		return fmt.Errorf("workspace: no message %s in %s", ts, channelID)
	}
	payload := w.interaction(user, false)
	maps.Copy(payload, object{"type": "message_action", "callback_id": callbackID, "action_ts": w.newTS(), "message_ts": m.TS,
		"channel": channelTag(c), "message": w.wire(m, true), "response_url": w.newResponseURL(user.ID, c, nil)})
	id, p := w.send(envelope{kind: "interactive", payload: freeze(payload)})
	w.mu.Unlock()
	_, err = w.ask(ctx, id, p)
	return err
}

// place is where an element is: in a message or in a view.
type place struct{ channel, ts, view string }

// act uses an element and waits for the ack. A nil choice is a click.
func (w *Workspace) act(ctx context.Context, userID string, at place, actionID string, choice *string, picks []Pick) error {
	w.mu.Lock()
	id, p, err := w.startAction(userID, at, actionID, choice, picks)
	w.mu.Unlock()
	if err != nil {
		return err
	}
	_, err = w.ask(ctx, id, p)
	return err
}

func (w *Workspace) startAction(userID string, at place, actionID string, choice *string, picks []Pick) (string, *pending, error) {
	user, err := w.person(userID)
	if err != nil {
		return "", nil, err
	}
	payload, blocks, state, err := w.scene(user, at)
	if err != nil {
		return "", nil, err
	}
	blockID, element, err := findElement(blocks, actionID, picks)
	if err != nil {
		return "", nil, err
	}
	action, err := use(blockID, element, choice)
	if err != nil {
		return "", nil, err
	}
	action["action_ts"] = w.newTS()
	if value := stateValue(action); value != nil {
		state.set(blockID, actionID, value)
		w.touch()
	}
	payload["actions"] = []any{action}
	payload["type"] = "block_actions"
	id, p := w.send(envelope{kind: "interactive", payload: freeze(payload)})
	return id, p, nil
}

// freeze encodes a payload now, since parts of it change later.
func freeze(payload any) json.RawMessage {
	data, err := json.Marshal(payload)
	if err != nil {
		return json.RawMessage("null")
	}
	return data
}

// use is the action an element sends when it is clicked or chosen in.
func use(blockID string, element object, choice *string) (object, error) {
	kind, _ := element["type"].(string)
	action := object{"type": kind, "action_id": element["action_id"], "block_id": blockID}
	for _, name := range []string{"text", "value", "placeholder", "style"} {
		if element[name] != nil {
			action[name] = element[name]
		}
	}
	clicks := kind == "button" || kind == "icon_button" || kind == "workflow_button"
	if clicks != (choice == nil) {
		return nil, fmt.Errorf("workspace: a %s is not used like this", kind)
	}
	if kind == "feedback_buttons" {
		action["value"] = *choice
		return action, nil
	}
	if !clicks {
		value, message := entered(element, *choice)
		if message != "" {
			return nil, fmt.Errorf("workspace: %s: %s", kind, message)
		}
		maps.Copy(action, value)
	}
	return action, nil
}

// stateValue is the part of an action that stays in the view or message.
func stateValue(action object) object {
	kind, _ := action["type"].(string)
	key, _ := slot(kind)
	if key == "" || kind == "overflow" {
		return nil
	}
	return object{"type": kind, key: action[key]}
}

// scene is what surrounds an element: the payload but for the actions, the
// blocks, and the state to change.
func (w *Workspace) scene(user *User, at place) (object, json.RawMessage, stateValues, error) {
	payload := w.interaction(user, at.view != "" && at.view != "home")
	if at.view != "" {
		v, err := w.viewOf(user, at.view)
		if err != nil {
			return nil, nil, nil, err
		}
		payload["container"] = object{"type": "view", "view_id": v.ID}
		payload["view"] = w.wireView(v)
		return payload, v.Blocks, v.state, nil
	}
	_, c, err := w.seat(user.ID, at.channel)
	if err != nil {
		return nil, nil, nil, err
	}
	m := w.visible(user, c, at.ts)
	if m == nil {
		return nil, nil, nil, fmt.Errorf("workspace: %s sees no message %s in %s", user.ID, at.ts, at.channel)
	}
	if m.state == nil {
		m.state = stateOf(m.Blocks)
	}
	w.messageScene(payload, c, m)
	return payload, m.Blocks, m.state, nil
}

func (w *Workspace) messageScene(payload object, c *channel, m *Message) {
	container := object{"type": "message", "message_ts": m.TS, "channel_id": c.ID, "is_ephemeral": m.EphemeralFor != ""}
	if m.ThreadTS != "" {
		container["thread_ts"] = m.ThreadTS
	}
	payload["container"] = container
	payload["channel"] = channelTag(c)
	payload["state"] = object{"values": m.state}
	if m.EphemeralFor == "" {
		payload["message"] = w.wire(m, true) // Ephemeral messages are not included.
	}
	user, _ := payload["user"].(object)["id"].(string)
	payload["response_url"] = w.newResponseURL(user, c, m)
}

// interaction is what every interactive payload has.
func (w *Workspace) interaction(user *User, inModal bool) object {
	return object{"token": "verification-token", "api_app_id": w.cfg.AppID, "enterprise": nil, "is_enterprise_install": false,
		"team":       object{"id": w.cfg.Team.ID, "domain": w.cfg.Team.Domain},
		"user":       object{"id": user.ID, "username": user.Name, "name": user.Name, "team_id": w.cfg.Team.ID},
		"trigger_id": w.newTrigger(user.ID, inModal)}
}

func channelTag(c *channel) object {
	if c.im != "" {
		return object{"id": c.ID, "name": "directmessage"}
	}
	return object{"id": c.ID, "name": c.Name}
}
