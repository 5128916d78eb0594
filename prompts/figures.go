package prompts

import (
	"fmt"
	"slices"
	"strings"

	"evenkeel/coach"
)

// figure is what somebody reported about companies elsewhere. It belongs to the
// answer to "why this?" of some rules, and stands back where the team knows its
// own: own are facts of the nudge or measures of the scorecard, any of which is
// as good.
type figure struct {
	says, by string
	rules    []string
	own      []string
}

var figures = []figure{
	{"winning a new customer costs about seven times as much as keeping one", "Bain",
		[]string{"burden-shift", "care-due"}, []string{"win_rate_new", "cycle_new"}},
	{"where 5% more customers stay, profit is about 25% higher", "Bain",
		[]string{"care-due", "all-icing", "replacement-burden"}, nil},
	{"a sale comes off in 60–70% of cases with a customer, and in 5–20% with somebody new", "Marketing Metrics",
		[]string{"burden-shift"}, []string{"win_rate_new", "win_rate_existing"}},
	{"some 30% of new products run without a contract", "McKinsey",
		[]string{"coverage-gap"}, []string{"contract_coverage"}},
	{"about half of first contracts are not renewed", "McKinsey",
		[]string{"renewal-due", "renewal-lapsed", "renewal-in-doubt"}, []string{"renewal_rate"}},
	{"recurring business is 30–40% of revenue and about half of the profit", "Morgan Stanley",
		[]string{"renewal-due", "replacement-burden"}, []string{"recurring"}},
}

// Figures are what others report that bears on a nudge, for the end of "why
// this?", one a line; "" for nothing. own says whether the team has a figure of
// its own, by its name in the scorecard; it is asked only where that matters.
func Figures(n coach.Nudge, own func(measure string) bool) string {
	var b strings.Builder
	for _, f := range figures {
		if !slices.Contains(f.rules, n.Rule) || slices.ContainsFunc(f.own, func(name string) bool { return n.Fact(name) != nil || own(name) }) {
			continue
		}
		fmt.Fprintf(&b, "\n• %s (reported by %s, not checked)", f.says, f.by)
	}
	if b.Len() == 0 {
		return ""
	}
	return "Elsewhere" + b.String()
}
