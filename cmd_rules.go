package main

import (
	"encoding/json"
	"fmt"

	"evenkeel/coach"
)

type rulesCmd struct {
	JSON     bool   `help:"As JSON."`
	Playbook string `help:"Playbook file (default: EVENKEEL_PLAYBOOK, else the one built in)." placeholder:"FILE"`
}

func (rulesCmd) Help() string { return example("evenkeel rules --json") }

// ruleJSON is one rule as the contract prints it.
type ruleJSON struct {
	ID       string             `json:"id"`
	Idea     coach.Idea         `json:"idea"`
	Doc      string             `json:"doc"`
	On       string             `json:"on"`
	Severity coach.Severity     `json:"severity"`
	Settings map[string]float64 `json:"settings"`
}

func (c rulesCmd) Run(s *streams) error {
	e, err := environment()
	if err != nil {
		return err
	}
	p, err := e.playbook(c.Playbook)
	if err != nil {
		return err
	}
	out := []ruleJSON{}
	for _, r := range coach.Rules() {
		j := ruleJSON{r.ID, r.Idea, r.Doc, r.On, r.Severity, map[string]float64{}}
		for _, set := range r.Settings {
			j.Settings[set.Name] = p.Setting(&r, set.Name)
		}
		out = append(out, j)
	}
	if c.JSON {
		return printJSON(s.out, out)
	}
	for i, r := range coach.Rules() {
		fmt.Fprintf(s.out, "%s  (%s, %s, %s)\n    %s\n", r.ID, r.Idea, r.On, r.Severity, r.Doc)
		for _, set := range r.Settings {
			fmt.Fprintf(s.out, "    %s: %.6g  %s\n", set.Name, out[i].Settings[set.Name], set.Doc)
		}
	}
	return nil
}

func printJSON(w interface{ Write([]byte) (int, error) }, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
