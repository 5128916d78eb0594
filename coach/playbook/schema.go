package playbook

import (
	_ "embed"
	"slices"
)

//go:embed schema.json
var schema []byte

// Schema is a JSON Schema of the playbook, for editors to complete and mark
// keys by. It is looser than Load, which has the last word.
func Schema() []byte { return slices.Clone(schema) }
