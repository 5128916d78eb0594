package prompts

import (
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// What a model is told to do stands in files: a head between two lines of ---, with
// id, version and the inputs that the text may name as {{input}}, then the text. A
// playbook may put a text of its own in a prompt's place.

//go:embed model-*.md
var promptFiles embed.FS

// Prompt is what a model is told to do, without the data.
type Prompt struct {
	ID      string // "nudge"
	Version string // "1"; of a playbook's text "p-" and the beginning of its hash
	Inputs  []string
	Text    string
}

// Name is the prompt with its version, as nudges keep it: "nudge/1".
func (p Prompt) Name() string { return named(p.ID, p.Version) }

// Prompts reads the built-in prompts by id, with a playbook's texts in the place of
// those that it replaces. The error names a text that nobody asked for, or one with
// an input that there is not.
func Prompts(replaced map[string]string) (map[string]Prompt, error) {
	all := map[string]Prompt{}
	entries, err := promptFiles.ReadDir(".")
	if err != nil {
		return nil, fmt.Errorf("prompts: %w", err)
	}
	for _, e := range entries {
		src, err := promptFiles.ReadFile(e.Name())
		if err != nil {
			return nil, fmt.Errorf("prompts: %w", err)
		}
		p, err := readPrompt(string(src))
		if err != nil {
			return nil, fmt.Errorf("prompts: %s: %w", e.Name(), err)
		}
		all[p.ID] = p
	}
	for id, text := range replaced {
		p, ok := all[id]
		if !ok {
			return nil, fmt.Errorf("prompts: model.prompts: there is no prompt %q", id)
		}
		p.Text, p.Version = text, fmt.Sprintf("p-%x", sha256.Sum256([]byte(text)))[:10]
		if err := p.sound(); err != nil {
			return nil, fmt.Errorf("prompts: model.prompts.%s: %w", id, err)
		}
		all[id] = p
	}
	return all, nil
}

func readPrompt(src string) (p Prompt, err error) {
	head, text, ok := strings.Cut(strings.TrimPrefix(src, "---\n"), "\n---\n")
	if !ok {
		return p, errors.New("it begins with a head between two lines of ---")
	}
	for l := range strings.Lines(head) {
		key, value, _ := strings.Cut(l, ":")
		switch value = strings.TrimSpace(value); key {
		case "id":
			p.ID = value
		case "version":
			p.Version = value
		case "inputs":
			p.Inputs = strings.Fields(strings.ReplaceAll(value, ",", " "))
		default:
			return p, fmt.Errorf("there is no %q in the head", key)
		}
	}
	p.Text = strings.TrimSpace(text)
	return p, p.sound()
}

func (p Prompt) sound() error {
	if p.ID == "" || p.Version == "" || p.Text == "" {
		return errors.New("id, version and a text are needed")
	}
	for rest := p.Text; ; {
		_, after, ok := strings.Cut(rest, "{{")
		if !ok {
			return nil
		}
		input, end, _ := strings.Cut(after, "}}")
		if !slices.Contains(p.Inputs, input) {
			return fmt.Errorf("unknown input {{%s}}; there is {{%s}}", clip(input, nameLength), strings.Join(p.Inputs, "}}, {{"))
		}
		rest = end
	}
}

// fill puts in an input.
func (p Prompt) fill(input, value string) string {
	return strings.ReplaceAll(p.Text, "{{"+input+"}}", value)
}
