package workspace

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

const (
	maxViews     = 3
	maxViewBytes = 250_000
)

// stateValues are what a person entered, by block and action.
type stateValues map[string]map[string]object

func (s stateValues) set(blockID, actionID string, value object) {
	if s[blockID] == nil {
		s[blockID] = map[string]object{}
	}
	s[blockID][actionID] = value
}

// View is a modal or a Home tab as the app last set it.
type View struct {
	ID              string          `json:"id"`
	Hash            string          `json:"hash"`
	Type            string          `json:"type"`
	CallbackID      string          `json:"callback_id"`
	ExternalID      string          `json:"external_id,omitempty"`
	PrivateMetadata string          `json:"private_metadata"`
	Title           string          `json:"title,omitempty"`
	Submit          string          `json:"submit,omitempty"` // the button's words; empty if there is none
	Close           string          `json:"close,omitempty"`
	Blocks          json.RawMessage `json:"blocks"`
	RootID          string          `json:"root_id,omitempty"`
	PreviousID      string          `json:"previous_id,omitempty"`
	NotifyOnClose   bool            `json:"notify_on_close,omitempty"`
}

// Shown is the text a person reads in the view.
func (v View) Shown() []string { return blockText(v.Blocks) }

type view struct {
	View
	user  string
	wire  object // as the app sent it, with ids in its blocks
	state stateValues
}

// showView gives a new view its place, with an id and a hash of its own.
func (w *Workspace) showView(v *view, previous *view) {
	v.ID = w.newID("V")
	v.Hash = w.newHash()
	v.RootID = v.ID
	if previous != nil {
		v.PreviousID, v.RootID = previous.ID, previous.RootID
	}
	w.touch()
}

func (w *Workspace) newHash() string { return fmt.Sprintf("%d.%s", w.cfg.Now().Unix(), secret(4)) }

// wireView is a view as answers and interactions carry it.
func (w *Workspace) wireView(v *view) object {
	out := maps.Clone(v.wire)
	for key, value := range map[string]any{"id": v.ID, "team_id": w.cfg.Team.ID, "hash": v.Hash, "root_view_id": v.RootID,
		"app_id": w.cfg.AppID, "bot_id": w.cfg.BotID, "app_installed_team_id": w.cfg.Team.ID, "external_id": v.ExternalID,
		"callback_id": v.CallbackID, "private_metadata": v.PrivateMetadata, "previous_view_id": nil,
		"state": object{"values": v.state}} {
		out[key] = value
	}
	if v.PreviousID != "" {
		out["previous_view_id"] = v.PreviousID
	}
	return out
}

func (w *Workspace) openView(r *request) (reply, *apiError) {
	t, err := w.useTrigger(r)
	if err != nil {
		return nil, err
	}
	v, err := w.readView(r.raw("view"), "modal", t.user)
	if err != nil {
		return nil, err
	}
	t.used = true
	w.showView(v, nil)
	w.stacks[t.user] = []*view{v}
	return reply{"view": w.wireView(v)}, nil
}

func (w *Workspace) pushView(r *request) (reply, *apiError) {
	t, err := w.useTrigger(r)
	if err != nil {
		return nil, err
	}
	if !t.inModal || len(w.stacks[t.user]) == 0 {
		return nil, refuse("invalid_trigger_id")
	}
	v, err := w.readView(r.raw("view"), "modal", t.user)
	if err != nil {
		return nil, err
	}
	if err := w.push(v); err != nil {
		return nil, err
	}
	t.used = true
	return reply{"view": w.wireView(v)}, nil
}

func (w *Workspace) push(v *view) *apiError {
	stack := w.stacks[v.user]
	if len(stack) >= maxViews {
		return refuse("push_limit_reached")
	}
	w.showView(v, stack[len(stack)-1])
	w.stacks[v.user] = append(stack, v)
	return nil
}

func (w *Workspace) updateView(r *request) (reply, *apiError) {
	old := w.viewBy(func(v *view) bool {
		return v.ID == r.str("view_id") || r.str("external_id") != "" && v.ExternalID == r.str("external_id")
	})
	switch {
	case old == nil:
		return nil, refuse("not_found")
	case r.str("hash") != "" && r.str("hash") != old.Hash:
		return nil, refuse("hash_conflict")
	}
	if err := w.swap(old, r.raw("view")); err != nil {
		return nil, err
	}
	return reply{"view": w.wireView(old)}, nil
}

// swap puts new content into a view that stays open. What was entered in
// fields of the same ids is kept.
func (w *Workspace) swap(old *view, raw json.RawMessage) *apiError {
	external := old.ExternalID
	old.ExternalID = "" // Its own external id is free to it.
	v, err := w.readView(raw, old.Type, old.user)
	if err != nil {
		old.ExternalID = external
		return err
	}
	v.ID, v.RootID, v.PreviousID, v.Hash = old.ID, old.RootID, old.PreviousID, w.newHash()
	for block, actions := range v.state {
		for action := range actions {
			if entered, ok := old.state[block][action]; ok && entered["type"] == actions[action]["type"] {
				actions[action] = entered
			}
		}
	}
	*old = *v
	w.touch()
	return nil
}

func (w *Workspace) publishView(r *request) (reply, *apiError) {
	user, bad := w.anyone(r.str("user_id"))
	if bad != nil || user.Bot {
		return nil, refuse("user_not_found")
	}
	old := w.homes[user.ID]
	if old != nil && r.str("hash") != "" && r.str("hash") != old.Hash {
		return nil, refuse("hash_conflict")
	}
	if old != nil {
		if err := w.swap(old, r.raw("view")); err != nil {
			return nil, err
		}
		return reply{"view": w.wireView(old)}, nil
	}
	v, err := w.readView(r.raw("view"), "home", user.ID)
	if err != nil {
		return nil, err
	}
	w.showView(v, nil)
	w.homes[user.ID] = v
	return reply{"view": w.wireView(v)}, nil
}

func (w *Workspace) viewBy(match func(*view) bool) *view {
	for _, stack := range w.stacks {
		if i := slices.IndexFunc(stack, match); i >= 0 {
			return stack[i]
		}
	}
	for _, home := range w.homes {
		if match(home) {
			return home
		}
	}
	return nil
}
