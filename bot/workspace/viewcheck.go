package workspace

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// trigger is a trigger_id: one use, by the person it was made for.
type trigger struct {
	user    string
	expires int64 // Unix milliseconds
	used    bool
	inModal bool
}

func (w *Workspace) newTrigger(userID string, inModal bool) string {
	id := fmt.Sprintf("%d.%d.%s", w.newSerial(), 333649436676, secret(16))
	w.triggers[id] = &trigger{user: userID, expires: w.cfg.Now().Add(w.cfg.TriggerLife).UnixMilli(), inModal: inModal}
	return id
}

func (w *Workspace) newSerial() int64 { w.serial++; return 12321423400 + w.serial }

func (w *Workspace) useTrigger(r *request) (*trigger, *apiError) {
	t := w.triggers[r.str("trigger_id")]
	switch {
	case t == nil:
		return nil, refuse("invalid_trigger_id")
	case t.used:
		return nil, refuse("exchanged_trigger_id")
	case w.cfg.Now().UnixMilli() > t.expires:
		return nil, refuse("expired_trigger_id")
	}
	return t, nil
}

// readView checks a view that the app sent.
func (w *Workspace) readView(raw json.RawMessage, kind, userID string) (*view, *apiError) {
	if len(raw) > maxViewBytes {
		return nil, refuse("view_too_large")
	}
	var o object
	if raw == nil || json.Unmarshal(raw, &o) != nil {
		return nil, refuse("invalid_arguments", "[ERROR] missing required field: view")
	}
	where := map[string]surface{"modal": inModal, "home": inHome}[kind]
	var parts struct{ Blocks json.RawMessage }
	_ = json.Unmarshal(raw, &parts)
	blocks, check := w.checkBlocks(parts.Blocks, where, "/view/blocks")
	if blocks == nil && len(check.problems) == 0 {
		check.fail("/view", "missing required field: blocks")
	}
	v := &view{user: userID, wire: o}
	check.viewFields(o, kind)
	v.words(o)
	if len(check.problems) > 0 {
		return nil, refuse("invalid_arguments", check.problems...)
	}
	v.Type, v.Blocks = kind, blocks
	o["blocks"] = blocks
	v.state = stateValues{}
	v.begin()
	return v, w.externalFree(v)
}

// words fills in what the public View has as plain strings.
func (v *view) words(o object) {
	say := func(name string) string {
		inner, _ := o[name].(object)
		text, _ := inner["text"].(string)
		return text
	}
	get := func(name string) string { s, _ := o[name].(string); return s }
	v.View = View{CallbackID: get("callback_id"), ExternalID: get("external_id"), PrivateMetadata: get("private_metadata"),
		Title: say("title"), Submit: say("submit"), Close: say("close")}
	v.NotifyOnClose, _ = o["notify_on_close"].(bool)
}

func (w *Workspace) externalFree(v *view) *apiError {
	if v.ExternalID != "" && w.viewBy(func(other *view) bool { return other.ExternalID == v.ExternalID }) != nil {
		return refuse("duplicate_external_id")
	}
	return nil
}

// viewFields checks what stands around the blocks.
func (c *checker) viewFields(o object, kind string) {
	if o["type"] != kind {
		c.fail("/view/type", "must be %s", kind)
	}
	if kind == "modal" {
		for _, name := range []string{"title", "submit", "close"} {
			if o[name] != nil {
				plain(24)(c, "/view/"+name, o[name])
			}
		}
		if o["title"] == nil {
			c.fail("/view", "missing required field: title")
		}
		if c.inputs > 0 && o["submit"] == nil {
			c.fail("/view", "a view with input blocks needs submit")
		}
	}
	for name, most := range map[string]int{"private_metadata": 3000, "callback_id": 255, "external_id": 255} {
		if s, _ := o[name].(string); utf8.RuneCountInString(s) > most {
			c.fail("/view/"+name, "must be less than %d characters", most+1)
		}
	}
}
