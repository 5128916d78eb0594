package workspace

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// surface is where blocks are shown; some blocks are for some surfaces only.
type surface int

const (
	inMessage surface = iota
	inModal
	inHome
)

// Limits over a whole message. The sum over all blocks is not documented; it
// was measured by others.
const (
	maxMessageChars  = 13200
	maxMarkdownChars = 12000
	maxTableChars    = 10000
	maxCharts        = 2
)

// object is a decoded JSON object; numbers in it stay as they were written.
type object = map[string]any

// checker goes through blocks and notes what Slack would refuse, each with a
// pointer to the place, as Slack does.
type checker struct {
	*Workspace
	surface  surface
	problems []string
	ids      map[string]bool // block ids seen
	actions  map[string]bool // action ids seen in the block at hand
	chars    int             // of all text
	markdown int             // of markdown blocks
	charts   int
	tables   int
	inputs   int
}

func (c *checker) fail(path, format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf("[ERROR] %s [json-pointer:%s]", fmt.Sprintf(format, args...), path))
}

// checkBlocks checks blocks for a surface and gives them back with the ids
// that Slack adds where they are missing. Nil blocks are fine, and stay nil.
func (w *Workspace) checkBlocks(raw json.RawMessage, where surface, path string) (json.RawMessage, *checker) {
	c := &checker{Workspace: w, surface: where, ids: map[string]bool{}}
	if len(raw) == 0 || string(raw) == "null" {
		return nil, c
	}
	blocks, err := decodeBlocks(raw)
	if err != nil {
		c.fail(path, "must be an array of blocks")
		return nil, c
	}
	most := 100
	if where == inMessage {
		most = 50
	}
	if len(blocks) > most {
		c.fail(path, "no more than %d items allowed", most)
	}
	for i, block := range blocks {
		c.block(path+"/"+strconv.Itoa(i), block)
	}
	c.totals(path)
	addIDs(blocks)
	data, err := json.Marshal(blocks)
	if err != nil {
		c.fail(path, "cannot be encoded")
	}
	return data, c
}

func (c *checker) totals(path string) {
	if c.charts > maxCharts {
		c.fail(path, "no more than %d data_visualization blocks allowed", maxCharts)
	}
	if c.tables > 1 {
		c.fail(path, "only_one_table_allowed")
	}
	if c.markdown > maxMarkdownChars {
		c.fail(path, "markdown blocks hold more than %d characters", maxMarkdownChars)
	}
}

func decodeBlocks(raw json.RawMessage) ([]object, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var blocks []object
	err := decoder.Decode(&blocks)
	return blocks, err
}

// block checks one block: its type, its place, its fields and its ids.
func (c *checker) block(path string, b object) {
	kind, _ := b["type"].(string)
	s, known := blockShape(kind)
	if !known || c.refused[kind] {
		c.fail(path+"/type", "unsupported type: %s", kind)
		return
	}
	if s.only != nil && !s.only[c.surface] {
		c.fail(path+"/type", "block type %s is not allowed here", kind)
		return
	}
	if id, ok := b["block_id"].(string); ok && id != "" {
		if c.ids[id] {
			c.fail(path+"/block_id", "block_id %q already exists", id)
		}
		c.ids[id] = true
	}
	outer := c.actions
	c.actions = map[string]bool{}
	s.may["block_id"] = str(0, 255)
	c.shape(path, b, s)
	c.actions = outer
}

// shape is what an object may hold: fields it needs, fields it may have, where
// it is allowed (nil: everywhere), and a check over several fields.
type shape struct {
	need, may map[string]rule
	only      map[surface]bool
	also      func(c *checker, path string, o object)
}

// shape checks an object's fields. Fields that are null count as absent, and
// fields Slack does not know are refused.
func (c *checker) shape(path string, o object, s shape) {
	for _, name := range slices.Sorted(maps.Keys(s.need)) {
		if o[name] == nil {
			c.fail(path, "missing required field: %s", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o)) {
		value := o[name]
		check, ok := s.need[name]
		if !ok {
			check, ok = s.may[name]
		}
		switch {
		case name == "type", value == nil:
		case !ok:
			c.fail(path, "invalid additional property: %s", name)
		case check != nil:
			check(c, path+"/"+name, value)
		}
	}
	if s.also != nil {
		s.also(c, path, o)
	}
}
