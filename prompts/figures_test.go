package prompts_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"evenkeel/coach"
	"evenkeel/prompts"
)

func TestFiguresOfOthersStandBackBehindOnesOwn(t *testing.T) {
	for _, c := range []struct {
		name string
		n    coach.Nudge
		own  []string
		want string // a part of it; "" for nothing at all
	}{
		{"nothing of one's own", coach.Nudge{Rule: "coverage-gap"}, nil, "30% of new products run without a contract (reported by McKinsey, not checked)"},
		{"the scorecard knows", coach.Nudge{Rule: "coverage-gap"}, []string{"contract_coverage"}, ""},
		{"the nudge knows", coach.Nudge{Rule: "burden-shift", Facts: []coach.Fact{{Name: "win_rate_new", Value: "0.2"}}}, nil, ""},
		{"one of two is known", coach.Nudge{Rule: "renewal-due"}, []string{"renewal_rate"}, "Morgan Stanley"},
		{"another rule", coach.Nudge{Rule: "stalled"}, nil, ""},
	} {
		got := prompts.Figures(c.n, func(m string) bool { return slices.Contains(c.own, m) })
		if !strings.Contains(got, c.want) || c.want == "" && got != "" || strings.Count(got, "\n") != strings.Count(got, "not checked") {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

// TestFiguresOfOthersAreInNoMessage: they are for whoever asks why.
func TestFiguresOfOthersAreInNoMessage(t *testing.T) {
	files, err := filepath.Glob("*.tmpl")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, by := range []string{"Bain", "McKinsey", "Morgan Stanley", "Marketing Metrics"} {
			if strings.Contains(string(text), by) {
				t.Errorf("%s quotes %s", name, by)
			}
		}
	}
}
