package playbook_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"evenkeel/coach"
	"evenkeel/coach/playbook"

	"go.yaml.in/yaml/v4"
)

func TestSchema(t *testing.T) {
	var s map[string]any
	if err := json.Unmarshal(playbook.Schema(rules), &s); err != nil {
		t.Fatal(err)
	}
	var doc yaml.Node
	if err := yaml.Load(playbook.BuiltinYAML(), &doc); err != nil {
		t.Fatal(err)
	}
	covered(t, s, s, doc.Content[0], "")
}

// covered checks that every key of the built-in playbook is in the schema, and
// every key of the schema's top level in the playbook.
func covered(t *testing.T, root, s map[string]any, n *yaml.Node, path string) {
	if ref, ok := s["$ref"].(string); ok {
		s = root["$defs"].(map[string]any)[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
	}
	if n.Kind == yaml.SequenceNode && len(n.Content) > 0 {
		covered(t, root, s["items"].(map[string]any), n.Content[0], path+"[]")
	}
	if n.Kind != yaml.MappingNode || len(n.Content) == 0 {
		return
	}
	props, _ := s["properties"].(map[string]any)
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i].Value
		sub, ok := props[key].(map[string]any)
		if !ok {
			t.Errorf("%s.%s is not in the schema", path, key)
			continue
		}
		covered(t, root, sub, n.Content[i+1], path+"."+key)
	}
	if path == "" && len(props) != len(n.Content)/2 {
		t.Errorf("the schema has %d settings, the built-in playbook %d", len(props), len(n.Content)/2)
	}
}

// The schema draws the same bounds as Load.
func TestTheSchemaKnowsTheBounds(t *testing.T) {
	var s struct {
		Properties struct {
			Rules struct {
				Properties map[string]struct {
					Properties map[string]struct {
						Type             string
						Minimum, Maximum *float64
						Ref              string `json:"$ref"`
					}
				}
			}
		}
		Defs struct{ Currency struct{ Enum []string } } `json:"$defs"`
	}
	all := coach.Rules()
	if err := json.Unmarshal(playbook.Schema(all), &s); err != nil {
		t.Fatal(err)
	}
	load := func(rule, setting string, value float64) error {
		_, err := playbook.Load("p.yaml", fmt.Appendf(nil, "version: 1\nrules: {%s: {%s: %v}}", rule, setting, value), all)
		return err
	}
	for _, r := range all {
		known := s.Properties.Rules.Properties[r.ID].Properties
		if len(known) != len(r.Settings)+3 || known["off"].Ref == "" || known["shadow"].Ref == "" || known["quiet"].Ref == "" {
			t.Errorf("%s has the settings %v", r.ID, known)
		}
		for _, set := range r.Settings {
			k := known[set.Name]
			if load(r.ID, set.Name, set.Default) != nil || load(r.ID, set.Name, *k.Maximum+1) == nil || load(r.ID, set.Name, *k.Minimum-1) == nil {
				t.Errorf("%s.%s: %v is outside %v to %v, or the schema's bounds are not those of Load", r.ID, set.Name, set.Default, *k.Minimum, *k.Maximum)
			}
			if whole := load(r.ID, set.Name, set.Low+0.125) != nil; whole != (k.Type == "integer") {
				t.Errorf("%s.%s is of type %s", r.ID, set.Name, k.Type)
			}
		}
	}
	if c := s.Defs.Currency.Enum; !slices.Contains(c, "EUR") || slices.Contains(c, "XXX") {
		t.Errorf("currencies: %v", c)
	}
}
