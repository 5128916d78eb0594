package workspace

import (
	"encoding/json"
	"slices"
)

// readingOrder is how the parts of a block are read out.
var readingOrder = []string{"title", "label", "text", "fields", "elements", "accessory", "element", "hint", "rows", "chart",
	"segments", "series", "child_blocks", "placeholder", "alt_text"}

// blockText is the text that people see in blocks, in order.
func blockText(raw json.RawMessage) []string {
	var blocks []any
	if json.Unmarshal(raw, &blocks) != nil {
		return nil
	}
	return words(blocks, nil)
}

func words(value any, out []string) []string {
	switch v := value.(type) {
	case string:
		return append(out, v)
	case []any:
		for _, item := range v {
			if _, bare := item.(string); !bare {
				out = words(item, out)
			}
		}
	case object:
		for _, name := range readingOrder {
			out = words(v[name], out)
		}
	}
	return out
}

// hasType says whether one of the blocks is of a type.
func hasType(raw json.RawMessage, kind string) bool {
	blocks, _ := decodeBlocks(raw)
	return slices.ContainsFunc(blocks, func(b object) bool { return b["type"] == kind })
}

// addIDs gives every block a block_id, and every element in it an action_id,
// as Slack does for those that came without.
func addIDs(blocks []object) {
	for _, b := range blocks {
		if id, _ := b["block_id"].(string); id == "" {
			b["block_id"] = secret(3)
		}
		for _, e := range elementsOf(b) {
			id, _ := e["action_id"].(string)
			if id == "" && interactive(e) {
				e["action_id"] = secret(3)
			}
		}
		if children, ok := b["child_blocks"].([]any); ok {
			var inner []object
			for _, child := range children {
				if o, ok := child.(object); ok {
					inner = append(inner, o)
				}
			}
			addIDs(inner)
		}
	}
}

// elementsOf are the elements directly in a block.
func elementsOf(b object) []object {
	var out []object
	many, _ := b["elements"].([]any)
	if b["type"] == "rich_text" {
		many = nil
	}
	for _, e := range append([]any{b["accessory"], b["element"]}, many...) {
		if o, ok := e.(object); ok {
			out = append(out, o)
		}
	}
	return out
}

// interactive says whether an element does something when it is used.
func interactive(e object) bool {
	kind, _ := e["type"].(string)
	return has(actionElements, kind) || has(inputElements, kind) || kind == "icon_button" || kind == "feedback_buttons"
}
