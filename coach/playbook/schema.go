package playbook

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"evenkeel/coach"
)

//go:embed schema.json
var schema []byte

// object is a JSON object.
type object = map[string]any

// Schema is a JSON Schema of the playbook, for editors to complete and mark keys
// by, with the settings of the rules and the currencies. It is looser than Load,
// which has the last word: how settings go together it does not say.
func Schema(rules []coach.Rule) []byte {
	var s struct {
		Schema      string `json:"$schema"`
		Title       string `json:"title"`
		Description string `json:"description"`
		Type        string `json:"type"`
		Required    any    `json:"required"`
		More        any    `json:"additionalProperties"`
		Properties  object `json:"properties"`
		Defs        object `json:"$defs"`
	}
	if err := json.Unmarshal(schema, &s); err != nil {
		panic(fmt.Sprintf("playbook: schema.json: %v", err))
	}
	byID := object{}
	for i := range rules {
		byID[rules[i].ID] = ruleSchema(&rules[i])
	}
	s.Properties["rules"].(object)["properties"] = byID
	s.Defs["currency"].(object)["enum"] = currencies
	out, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic(fmt.Sprintf("playbook: schema.json: %v", err))
	}
	return append(out, '\n')
}

func ruleSchema(r *coach.Rule) object {
	known := object{}
	for _, key := range []string{"off", "shadow", "quiet"} {
		known[key] = object{"$ref": "#/$defs/" + key}
	}
	for _, set := range r.Settings {
		kind := "number"
		if set.Whole {
			kind = "integer"
		}
		known[set.Name] = object{"type": kind, "minimum": set.Low, "maximum": set.High, "default": set.Default, "description": set.Doc}
	}
	return object{"type": "object", "description": r.Doc, "properties": known, "additionalProperties": false}
}
