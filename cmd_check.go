package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
	"evenkeel/store/crm"
)

type checkCmd struct {
	File    string `arg:"" optional:"" name:"PLAYBOOK" help:"The playbook file."`
	Builtin bool   `help:"Print the playbook that is built in."`
	Schema  string `help:"Print a JSON Schema for editors: playbook or map." placeholder:"NAME"`
}

func (checkCmd) Help() string {
	return example("evenkeel check playbook.yaml", "evenkeel check --builtin > playbook.yaml", "evenkeel check --schema playbook")
}

func (c checkCmd) Run(s *streams) error {
	switch {
	case c.Builtin:
		_, err := s.out.Write(append(playbook.BuiltinYAML(), everyNumber()...))
		return err
	case c.Schema == "playbook":
		_, err := s.out.Write(playbook.Schema(coach.Rules()))
		return err
	case c.Schema == "map":
		_, err := s.out.Write(crm.MapSchema())
		return err
	case c.Schema == "test":
		return usagef("--schema %s: not built yet", c.Schema)
	case c.Schema != "":
		return usagef("--schema %s: there are playbook, map and test", c.Schema)
	case c.File == "":
		return usagef("check wants a PLAYBOOK file, or --builtin, or --schema NAME")
	}
	src, err := os.ReadFile(c.File)
	if err != nil {
		return usagef("PLAYBOOK: %v", err)
	}
	var errs playbook.Errors
	if _, err := playbook.Load(c.File, src, coach.Rules()); errors.As(err, &errs) {
		for _, e := range errs {
			fmt.Fprintln(s.out, e)
		}
		return errFound
	}
	fmt.Fprintln(s.out, c.File+": in order")
	return nil
}

// everyNumber is what every rule is set to, as comments to copy from.
func everyNumber() []byte {
	var out bytes.Buffer
	out.WriteString("\n# Every number in every rule, as it is. To change one, take its line and its\n# rule's into your playbook.\n#     rules:\n")
	for _, r := range coach.Rules() {
		fmt.Fprintf(&out, "#       %s:  # %s\n#         quiet: %d  # days before it speaks again of the same\n", r.ID, r.Doc, r.Quiet)
		for _, set := range r.Settings {
			fmt.Fprintf(&out, "#         %s: %.6g  # %s\n", set.Name, set.Default, set.Doc)
		}
	}
	return out.Bytes()
}
