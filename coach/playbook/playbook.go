// Package playbook reads a team's settings from YAML.
//
// A playbook file holds only what differs from the one built in: maps merge,
// lists replace. The reader walks the YAML tree itself, so that everything
// wrong with a file is reported in one go, each with its line, its column and a
// hint; nobody should have to run check five times. A file with any error gives
// no playbook at all: half of somebody's settings would be worse than none.
//
// Aliases and merge keys are refused. A playbook is short, and without them no
// file can grow while it is read.
package playbook

import (
	_ "embed"
	"fmt"
	"slices"

	"evenkeel/coach"
)

//go:embed builtin.yaml
var builtin []byte

// BuiltinYAML is the built-in playbook as it is printed, comments and all.
func BuiltinYAML() []byte { return slices.Clone(builtin) }

// Builtin is the built-in playbook. Each call returns a fresh one.
func Builtin(rules []coach.Rule) *coach.Playbook {
	p := &coach.Playbook{}
	if errs := read("builtin.yaml", builtin, rules, p); len(errs) > 0 {
		panic(fmt.Sprintf("playbook: the built-in one is broken:\n%v", errs))
	}
	return p
}

// Load lays the playbook in src over the built-in one. The rules say which
// names and numbers a playbook may mention. The error, if any, is of type
// Errors and names the file as name.
func Load(name string, src []byte, rules []coach.Rule) (*coach.Playbook, error) {
	p := Builtin(rules)
	if errs := read(name, src, rules, p); len(errs) > 0 {
		return nil, errs
	}
	return p, nil
}

// read lays src over p and returns everything wrong with it, in reading order.
func read(name string, src []byte, rules []coach.Rule, p *coach.Playbook) Errors {
	r := &reader{file: name, rules: rules}
	if root := r.parse(src); root != nil {
		r.playbook(root, p)
	}
	return r.errs.sorted()
}
