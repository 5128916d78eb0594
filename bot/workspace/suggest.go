package workspace

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// Option is one choice that the app offers in an external select.
type Option struct {
	Text  string `json:"text"`
	Value string `json:"value"`
}

// Suggest types into an external select of a view that is open, and returns what
// the app offers, checked as Slack checks it. "top" is the modal on top.
func (w *Workspace) Suggest(ctx context.Context, userID, viewID, actionID, typed string) ([]Option, error) {
	w.mu.Lock()
	id, p, err := w.startSuggestion(userID, viewID, actionID, typed)
	w.mu.Unlock()
	if err != nil {
		return nil, err
	}
	answer, err := w.ask(ctx, id, p)
	if err != nil {
		return nil, err
	}
	return readOptions(answer)
}

func (w *Workspace) startSuggestion(userID, viewID, actionID, typed string) (string, *pending, error) {
	user, err := w.person(userID)
	if err != nil {
		return "", nil, err
	}
	payload, blocks, _, err := w.scene(user, place{view: viewID})
	if err != nil {
		return "", nil, err
	}
	blockID, element, err := findElement(blocks, actionID, nil)
	if err != nil {
		return "", nil, err
	}
	if kind := element["type"]; kind != "external_select" && kind != "multi_external_select" {
		return "", nil, fmt.Errorf("workspace: a %v asks for no options", kind)
	}
	if n, least := utf8.RuneCountInString(typed), leastTyped(element); n < least {
		return "", nil, fmt.Errorf("workspace: Slack asks only once %d characters are typed", least)
	}
	delete(payload, "trigger_id") // it opens nothing
	payload["type"], payload["action_id"], payload["block_id"], payload["value"] = "block_suggestion", actionID, blockID, typed
	id, p := w.send(envelope{kind: "interactive", payload: freeze(payload), accepts: true})
	return id, p, nil
}

// leastTyped is how many characters have to be typed before Slack asks the app.
func leastTyped(element object) int {
	n, ok := element["min_query_length"].(json.Number)
	if !ok {
		return 3
	}
	least, _ := strconv.Atoi(n.String())
	return least
}

// readOptions checks an answer: a list of at most a hundred options.
func readOptions(answer json.RawMessage) ([]Option, error) {
	var raw object
	if err := json.Unmarshal(answer, &raw); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTrouble, err)
	}
	c := &checker{ids: map[string]bool{}, actions: map[string]bool{}}
	list(0, 100, option("plain_text"))(c, "/options", raw["options"])
	if len(c.problems) > 0 {
		return nil, fmt.Errorf("%w: %v", ErrTrouble, c.problems)
	}
	var says struct {
		Options []struct {
			Text  struct{ Text string }
			Value string
		}
	}
	if err := json.Unmarshal(answer, &says); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTrouble, err)
	}
	var out []Option
	for _, o := range says.Options {
		out = append(out, Option{o.Text.Text, o.Value})
	}
	return out, nil
}
