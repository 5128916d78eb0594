package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
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

func (c promptsCmd) Run(ctx context.Context, s *streams) error {
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
	all, err := words.List(p.Model)
	if err != nil {
		return usage{err}
	}
	if e.RedisURL == "" {
		return listWordings(s.out, all, nil)
	}
	return e.inStore(ctx, s, p, func(o *opened) error {
		fates, err := fates(ctx, o.coach)
		if err != nil {
			return err
		}
		return listWordings(s.out, all, fates)
	})
}

// fate is what became of the nudges that a version of a wording said.
type fate struct{ said, notUseful int }

// fates counts them over all books, as far back as those remember.
func fates(ctx context.Context, c *coach.Coach) (map[string]fate, error) {
	all := map[string]fate{}
	if err := c.People().Refresh(ctx, 0); err != nil {
		return nil, err
	}
	for _, r := range c.People().Reps() {
		b, err := c.Book(ctx, r.ID)
		if err != nil {
			return nil, err
		}
		for _, n := range b.Nudges {
			if n.Worded == nil {
				continue
			}
			f := all[n.Worded.Prompt]
			f.said++
			if n.Reply == coach.NotUseful {
				f.notUseful++
			}
			all[n.Worded.Prompt] = f
		}
	}
	return all, nil
}

// listWordings prints every wording file and prompt with its version, and those
// that are no more but have said something; with what became of that.
func listWordings(out io.Writer, all []prompts.Listed, fates map[string]fate) error {
	for _, name := range slices.Sorted(maps.Keys(fates)) {
		if !slices.ContainsFunc(all, func(l prompts.Listed) bool { return l.Name == name }) {
			all = append(all, prompts.Listed{Name: name, File: "(before)"})
		}
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, l := range all {
		fmt.Fprintf(w, "%s\t%s", l.Name, l.File)
		if f := fates[l.Name]; fates != nil {
			fmt.Fprintf(w, "\t%d sent\t%d not useful", f.said, f.notUseful)
		}
		fmt.Fprintln(w)
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

// claim reads a line.
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
	c.Facts = in.Facts
	return c, nil
}
