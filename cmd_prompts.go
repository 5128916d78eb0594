package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"text/tabwriter"

	"evenkeel/coach"
	"evenkeel/prompts"
)

type promptsCmd struct {
	Show     string `help:"Print exactly what a model would be sent for an example of a rule." placeholder:"RULE"`
	Verify   string `help:"Hold texts against facts, a JSON line each; - is standard input." placeholder:"FILE"`
	Playbook string `help:"Playbook file (default: EVENKEEL_PLAYBOOK, else the one built in)." placeholder:"FILE"`
}

func (promptsCmd) Help() string {
	return example("evenkeel prompts", "evenkeel prompts --show unqualified", "evenkeel prompts --verify texts.jsonl")
}

func (c promptsCmd) Run(s *streams) error {
	words, err := prompts.Templates(coach.Rules())
	if err != nil {
		return err
	}
	if c.Verify != "" {
		return verifyFile(s, words, c.Verify)
	}
	e, err := environment()
	if err != nil {
		return err
	}
	p, err := e.playbook(c.Playbook)
	if err != nil {
		return err
	}
	if c.Show != "" {
		return c.show(s, words, p)
	}
	return listWordings(s.out, words, p)
}

// listWordings prints every wording file and prompt with its version.
func listWordings(out io.Writer, words *prompts.Template, p *coach.Playbook) error {
	all, err := words.List(p.Model)
	if err != nil {
		return usage{err}
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, l := range all {
		fmt.Fprintf(w, "%s\t%s\n", l.Name, l.File)
	}
	return w.Flush()
}

func (c promptsCmd) show(s *streams, words *prompts.Template, p *coach.Playbook) error {
	if !slices.ContainsFunc(coach.Rules(), func(r coach.Rule) bool { return r.ID == c.Show }) {
		return usagef("--show %s: there is no such rule; evenkeel rules lists them", c.Show)
	}
	system, user, err := words.Show(c.Show, p.Model)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "-- system --\n%s\n-- user --\n%s\n", system, user)
	return err
}

func verifyFile(s *streams, words *prompts.Template, name string) error {
	if name == "-" {
		return verify(s, words, "standard input", os.Stdin)
	}
	f, err := os.Open(name)
	if err != nil {
		return usagef("--verify: %v", err)
	}
	defer f.Close()
	return verify(s, words, name, f)
}

// verdict is the answer to one line.
type verdict struct {
	OK     bool   `json:"ok"`
	Reason string `json:"reason"`
}

// verify answers each line with one, in order. A line that cannot be read is told
// of with its place, and refused.
func verify(s *streams, words *prompts.Template, name string, in io.Reader) error {
	r, out := bufio.NewReader(in), bufio.NewWriter(s.out)
	defer out.Flush()
	bad := false
	for number := 1; ; number++ {
		line, err := r.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("%s: %w", name, err)
		}
		if len(line) == 0 {
			break
		}
		c, wrong := claim(bytes.TrimSpace(line))
		v := verdict{Reason: "unreadable"}
		if wrong != nil {
			fmt.Fprintf(s.err, "%s:%d: %v\n", name, number, wrong)
			bad = true
		} else {
			v.Reason = words.Check(c)
			v.OK = v.Reason == ""
		}
		if err := json.NewEncoder(out).Encode(v); err != nil {
			return err
		}
	}
	if bad {
		return errFound
	}
	return nil
}

// claim reads a line; facts as rules give them are told as messages tell them.
func claim(line []byte) (c prompts.Claim, err error) {
	var in struct {
		Rule, Language, Text *string
		Facts                []coach.Fact
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	if err := d.Decode(&in); err != nil {
		return c, fmt.Errorf("this is no JSON line: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return c, errors.New("there is more than one document on this line")
	}
	if in.Rule == nil || in.Text == nil {
		return c, errors.New("rule and text are needed")
	}
	c = prompts.Claim{Rule: *in.Rule, Text: *in.Text}
	if in.Language != nil {
		c.Language = *in.Language
	}
	for _, f := range in.Facts {
		c.Facts = append(c.Facts, prompts.Told(f))
	}
	return c, nil
}
