package prompts

import (
	"fmt"
	"slices"
	"strings"

	"evenkeel/coach"
)

// signWords are the signs that a rule may find, told in a few words. Those that
// were counted say of how many.
var signWords = map[string]string{
	"issue":      "an open issue",
	"metric":     "a missed metric",
	"silent":     "a long silence",
	"discount":   "a discount at the last renewal",
	"review":     "an overdue review",
	"renewals":   "contact around renewals only",
	"first_term": "a short first term",

	"sources:":   "%s new deals from a territory or list",
	"segment:":   "%s customers in one segment",
	"small:":     "%s customers who stayed small",
	"hours:":     "%s customers with unpaid hours",
	"discounts:": "%s customers with a high discount and issues",
	"renewals:":  "%s customers contacted around renewals only",
}

// signs tells name or name:n:of of each sign; what has no words is left out.
func signs(parts []string) []string {
	var out []string
	for _, part := range parts {
		name, counted, is := strings.Cut(part, ":")
		if is {
			n, of, _ := strings.Cut(counted, ":")
			name, counted = name+":", n+" of "+of
		}
		if words := signWords[name]; is && words != "" {
			out = append(out, fmt.Sprintf(words, counted))
		} else if words != "" {
			out = append(out, words)
		}
	}
	return out
}

// mostTold is how many of a list are told, and mostReadings how many metrics with
// where they stand; the rest are counted.
const (
	mostTold     = 3
	mostReadings = 2
)

// tally reads name:n;name:n, told as "3 from web and 2 from fair".
func tally(parts []string) []string {
	var out []string
	for _, part := range parts {
		name, n, _ := strings.Cut(part, ":")
		if name == "unknown" {
			name = "an unknown source"
		}
		out = append(out, n+" from "+clip(name, nameLength))
	}
	return out
}

// readingsOf tells metrics with where they stand.
func readingsOf(parts []string) []string {
	var out []string
	for _, part := range parts {
		out = append(out, closeUp(clip(part, nameLength)))
	}
	return out
}

// closeUp writes per cent as in all that we say: "98.5 %" is 98.5%.
func closeUp(s string) string {
	if figure, ok := strings.CutSuffix(s, " %"); ok {
		return figure + "%"
	}
	return s
}

// wonOfs reads won:of:rest won:of.
func wonOfs(n []string) string {
	if len(n) != 4 {
		return ""
	}
	return fmt.Sprintf("won %s of %s; the rest %s of %s", n[0], n[1], n[2], n[3])
}

// accounts and deals are lists of ids, told by their names, each once.
func (t teller) accounts(ids []string) []string {
	var out []string
	for _, id := range ids {
		if name := t.account(id); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

func (t teller) deals(ids []string) []string {
	var out []string
	for _, id := range ids {
		out = append(out, t.subject(coach.On("deal", id)))
	}
	return out
}
