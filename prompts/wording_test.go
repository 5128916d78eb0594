package prompts_test

import (
	"strings"
	"testing"

	"evenkeel/prompts"
)

const head = "id: x\nversion: 1\nfacts: stage amount?\nsummary: {{plural .n \"deal\"}}\n"

// A mistake in a wording file is an error at start, with its line.
func TestBrokenWordings(t *testing.T) {
	for name, c := range map[string]struct{ src, want string }{
		"Empty":           {"", "x.tmpl: id, version, facts, summary and a group"},
		"NoVariants":      {head + "=== otherwise\n", "group 1 has no variants"},
		"NoSay":           {head + "=== otherwise\n---\ntitle: a\nask: b\n", "lacks title or say"},
		"UndeclaredFact":  {head + "=== otherwise\n---\ntitle: {{.stage}}\nsay: {{if .amount}}{{.made}}{{end}}\n", "x.tmpl:8: unknown fact \"made\""},
		"FactNobodyGives": {"facts: stage colour\n", "x.tmpl:1: unknown fact \"colour\""},
		"FactOfAFact":     {head + "=== otherwise\n---\ntitle: {{.stage.name}}\n", "unknown fact \"stage.name\""},
		"UnknownCase":     {head + "=== when colour=red\n", "x.tmpl:5: unknown fact \"colour\""},
		"UnknownFunction": {head + "=== otherwise\n---\ntitle: {{shout .stage}}\n", "function \"shout\" not defined"},
		"WrongArguments":  {head + "=== otherwise\n---\ntitle: {{cap .stage .amount}}\nsay: x\n", "wrong number of args"},
		"Unclosed":        {head + "=== otherwise\n---\ntitle: a\nsay: {{if .stage}}\n", "unexpected EOF"},
		"Loop":            {head + "=== otherwise\n---\ntitle: {{range .stage}}{{end}}\n", "unknown fact \"{{range"},
		"OutsideAGroup":   {head + "---\n", "stands outside any group"},
		"OutsideVariant":  {head + "=== otherwise\ntitle: a\n", "a variant begins with ---"},
		"NoSuchPart":      {head + "=== otherwise\n---\nshout: a\n", "there is no shout in a variant"},
		"NoSuchHead":      {"colour: red\n", "there is no colour here"},
		"NoColon":         {"id\n", "is no line like say"},
		"OddGroup":        {head + "=== if stage\n", "a group begins with"},
		"VersionNoNumber": {"version: two\n", "invalid syntax"},
	} {
		t.Run(name, func(t *testing.T) {
			err := prompts.Parse("x.tmpl", c.src)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}
