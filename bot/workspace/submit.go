package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// ErrTrouble is what a person sees when the app's answer makes no sense to
// Slack ("We had some trouble connecting").
var ErrTrouble = errors.New("trouble_connecting")

// SubmitResult is what became of a form.
type SubmitResult struct {
	Closed bool              `json:"closed"`           // this view was closed
	Errors map[string]string `json:"errors,omitempty"` // by block id
	Local  bool              `json:"local,omitempty"`  // the errors are Slack's own; the app was not asked
	View   *View             `json:"view,omitempty"`   // what is shown now, if the app updated or pushed a view
}

// Submit fills in a form and sends it. Values go by block id; those not given
// keep what the form holds. What Slack's client checks (required fields,
// numbers, lengths) is checked first. viewID "top" is the modal on top.
func (w *Workspace) Submit(ctx context.Context, userID, viewID string, values map[string]string) (SubmitResult, error) {
	w.mu.Lock()
	user, v, result, err := w.fill(userID, viewID, values)
	if err != nil || result.Errors != nil {
		w.mu.Unlock()
		return result, err
	}
	payload := w.interaction(user, true)
	payload["type"], payload["view"], payload["response_urls"] = "view_submission", w.wireView(v), []any{}
	id, p := w.send(envelope{kind: "interactive", payload: freeze(payload), accepts: true})
	viewID = v.ID
	w.mu.Unlock()
	answer, err := w.ask(ctx, id, p)
	if err != nil {
		return SubmitResult{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.answered(user, viewID, answer)
}

// fill enters values into a form and checks them.
func (w *Workspace) fill(userID, viewID string, values map[string]string) (*User, *view, SubmitResult, error) {
	user, err := w.person(userID)
	if err != nil {
		return nil, nil, SubmitResult{}, err
	}
	v, err := w.viewOf(user, viewID)
	if err != nil {
		return nil, nil, SubmitResult{}, err
	}
	if v.Type != "modal" || v.Submit == "" && len(inputs(v)) == 0 && v.wire["submit"] == nil {
		return nil, nil, SubmitResult{}, fmt.Errorf("workspace: view %s has nothing to submit", v.ID)
	}
	for block := range values {
		if _, ok := inputs(v)[block]; !ok {
			return nil, nil, SubmitResult{}, fmt.Errorf("workspace: view %s has no input block %q", v.ID, block)
		}
	}
	result := SubmitResult{}
	for block, b := range inputs(v) {
		if message := v.enter(block, b, values); message != "" {
			if result.Errors == nil {
				result = SubmitResult{Errors: map[string]string{}, Local: true}
			}
			result.Errors[block] = message
		}
	}
	w.touch()
	return user, v, result, nil
}

func (v *view) enter(block string, b object, values map[string]string) (message string) {
	e, _ := b["element"].(object)
	actionID, _ := e["action_id"].(string)
	if input, given := values[block]; given {
		value, message := entered(e, input)
		if message != "" {
			return message
		}
		v.state.set(block, actionID, value)
	}
	if optional, _ := b["optional"].(bool); !optional && !filled(v.state[block][actionID]) {
		return "Please complete this required field."
	}
	return ""
}

// inputs are a view's input blocks by block id.
func inputs(v *view) map[string]object {
	out := map[string]object{}
	blocks, _ := decodeBlocks(v.Blocks)
	for _, b := range blocks {
		if id, _ := b["block_id"].(string); b["type"] == "input" {
			out[id] = b
		}
	}
	return out
}

// answered does what the ack of a submission says.
func (w *Workspace) answered(user *User, viewID string, answer json.RawMessage) (SubmitResult, error) {
	defer w.touch()
	v, err := w.viewOf(user, viewID)
	if err != nil {
		return SubmitResult{Closed: true}, nil // The app replaced it meanwhile.
	}
	var says struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	if len(answer) > 0 && json.Unmarshal(answer, &says) != nil {
		return SubmitResult{}, ErrTrouble
	}
	switch says.Action {
	case "":
		w.closeTop(user.ID, v)
		return SubmitResult{Closed: true}, nil
	case "clear":
		delete(w.stacks, user.ID)
		return SubmitResult{Closed: true}, nil
	case "errors":
		return v.refused(says.Errors)
	case "update", "push":
		return w.replaced(user, v, says.Action, says.View)
	}
	return SubmitResult{}, fmt.Errorf("%w: response_action %q", ErrTrouble, says.Action)
}

func (v *view) refused(messages map[string]string) (SubmitResult, error) {
	known := inputs(v)
	for block := range messages {
		if known[block] == nil {
			return SubmitResult{}, fmt.Errorf("%w: %q is not an input block", ErrTrouble, block)
		}
	}
	if len(messages) == 0 {
		return SubmitResult{}, fmt.Errorf("%w: errors without any", ErrTrouble)
	}
	return SubmitResult{Errors: messages}, nil
}

func (w *Workspace) replaced(user *User, v *view, action string, raw json.RawMessage) (SubmitResult, error) {
	shown := v
	var bad *apiError
	if action == "update" {
		bad = w.swap(v, raw)
	} else if shown, bad = w.readView(raw, "modal", user.ID); bad == nil {
		bad = w.push(shown)
	}
	if bad != nil {
		return SubmitResult{}, fmt.Errorf("%w: %s %v", ErrTrouble, bad.code, bad.messages)
	}
	view := shown.View
	return SubmitResult{View: &view}, nil
}

// closeTop takes a view, and those above it, off the stack.
func (w *Workspace) closeTop(userID string, v *view) {
	stack := w.stacks[userID]
	if i := slices.Index(stack, v); i > 0 {
		w.stacks[userID] = stack[:i]
	} else if i == 0 {
		delete(w.stacks, userID)
	}
}

// CloseView closes a modal with its ✕ or Cancel: view_closed goes to the app
// if the view asked for it.
func (w *Workspace) CloseView(ctx context.Context, userID, viewID string) error {
	w.mu.Lock()
	user, err := w.person(userID)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	v, err := w.viewOf(user, viewID)
	if err != nil || v.Type != "modal" {
		w.mu.Unlock()
		return fmt.Errorf("workspace: no modal %s to close: %w", viewID, err)
	}
	w.closeTop(userID, v)
	w.touch()
	if !v.NotifyOnClose {
		w.mu.Unlock()
		return nil
	}
	payload := w.interaction(user, false)
	delete(payload, "trigger_id")
	payload["type"], payload["view"], payload["is_cleared"] = "view_closed", w.wireView(v), false
	id, p := w.send(envelope{kind: "interactive", payload: freeze(payload)})
	w.mu.Unlock()
	_, err = w.ask(ctx, id, p)
	return err
}
