package workspace

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Pick narrows down which element is meant when several have the action id.
type Pick func(blockID string, element map[string]any) bool

// InBlock picks the element in the block of that id.
func InBlock(id string) Pick {
	return func(blockID string, _ map[string]any) bool { return blockID == id }
}

// WithValue picks the button of that value.
func WithValue(value string) Pick {
	return func(_ string, element map[string]any) bool { return element["value"] == value }
}

// visible is a message as this person sees it, be it ephemeral or not.
func (w *Workspace) visible(user *User, c *channel, ts string) *Message {
	for _, m := range w.ephemerals[user.ID] {
		if m.TS == ts && m.Channel == c.ID {
			return m
		}
	}
	return c.find(ts)
}

// viewOf is a view that this person has open: by id, "home", or "top".
func (w *Workspace) viewOf(user *User, id string) (*view, error) {
	stack := w.stacks[user.ID]
	if home := w.homes[user.ID]; home != nil && (id == "home" || id == home.ID) {
		return home, nil
	}
	if id == "top" && len(stack) > 0 {
		return stack[len(stack)-1], nil
	}
	if i := slices.IndexFunc(stack, func(v *view) bool { return v.ID == id }); i >= 0 {
		return stack[i], nil
	}
	return nil, fmt.Errorf("workspace: %s has no view %s open", user.ID, id)
}

// findElement finds the one element of an action id.
func findElement(raw json.RawMessage, actionID string, picks []Pick) (string, object, error) {
	blocks, _ := decodeBlocks(raw)
	var ids, others []string
	var found object
	for _, b := range blocks {
		blockID, _ := b["block_id"].(string)
		for _, e := range elementsOf(b) {
			id, _ := e["action_id"].(string)
			if id != actionID {
				others = append(others, id)
				continue
			}
			if !slices.ContainsFunc(picks, func(p Pick) bool { return !p(blockID, e) }) {
				ids, found = append(ids, blockID), e
			}
		}
	}
	switch len(ids) {
	case 0:
		return "", nil, fmt.Errorf("workspace: no element %s there (there are: %s)", actionID, strings.Join(others, ", "))
	case 1:
		return ids[0], found, nil
	}
	return "", nil, fmt.Errorf("workspace: element %s is in several blocks: %s", actionID, strings.Join(ids, ", "))
}
