package bot

import (
	"fmt"
	"strings"

	"evenkeel/coach"
)

// What a team's message says of a contract.

// renewalFacts are the value, the days, and whose it is.
func renewalFacts(n *coach.Nudge, names coach.Names) string {
	parts := []string{"Value unknown"}
	if n.Money.Known() {
		parts[0] = amount(n.Money) + " a year"
	}
	decision, ends := factDay(n, "decision"), factDay(n, "ends")
	switch {
	case n.Severity < coach.Hint:
		parts = append(parts, "renews by itself after "+ends)
	case decision == ends:
		parts = append(parts, "to be decided by "+ends+", its last day")
	case n.Fact("notice_passed") != nil:
		parts = append(parts, "no notice came by "+decision+", ends "+ends)
	default:
		parts = append(parts, "to be decided by "+decision+", ends "+ends)
	}
	return strings.Join(parts, ", ") + ". It is " + clip(names.RepName(n.Renewal.Rep), 60) + "’s."
}

// factDay is a day among the facts, as people say it.
func factDay(n *coach.Nudge, name string) string {
	s, _ := n.Fact(name).(string)
	d, err := coach.ParseDate(s)
	if err != nil {
		return "an unknown day"
	}
	return dayMonth(d)
}

// renewalKnown is what one should know before talking about the renewal: whether a
// deal is open, metrics, issues, the last care and the last review. What nobody
// knows is named last.
func renewalKnown(n *coach.Nudge, today coach.Date) string {
	var parts, unknown []string
	for _, of := range []struct{ say, name string }{
		{dealKnown(n), "a renewal deal"}, {metricsKnown(n), "metrics"}, {issuesKnown(n), "issues"},
		{lastKnown(n, "care", today), "last care"}, {lastKnown(n, "review", today), "last review"},
	} {
		if of.say == "" {
			unknown = append(unknown, of.name)
		} else {
			parts = append(parts, of.say)
		}
	}
	if len(unknown) > 0 {
		parts = append(parts, "unknown: "+strings.Join(unknown, ", "))
	}
	return capital(strings.Join(parts, "; ")) + "."
}

func dealKnown(n *coach.Nudge) string {
	return map[any]string{"yes": "a renewal deal is open", "no": "no renewal deal yet"}[n.Fact("renewal_deal")]
}

func metricsKnown(n *coach.Nudge) string {
	return map[any]string{"missed": "a metric is missed", "stale": "metrics not measured for long", "unmeasured": "metrics not measured yet",
		"met": "metrics met", "none": "no metric agreed"}[n.Fact("metric_state")]
}

func issuesKnown(n *coach.Nudge) string {
	var open int
	if _, err := fmt.Sscan(fmt.Sprint(n.Fact("open_issues")), &open); err != nil { // fresh from a rule or back from the store
		return ""
	}
	if open == 0 {
		return "no open issue"
	}
	return count(open, "open issue")
}

// lastKnown is when the last care or review was; "" where that is unknown.
func lastKnown(n *coach.Nudge, what string, today coach.Date) string {
	s, _ := n.Fact("last_" + what).(string)
	if s == "none" {
		return "no " + what + " on record"
	}
	d, err := coach.ParseDate(s)
	if err != nil {
		return ""
	}
	return "last " + what + " on " + dayFrom(d, today)
}

// renewalDoubt names the signs of doubt that a rule found.
func renewalDoubt(n *coach.Nudge) string {
	var signs []string
	found, _ := n.Fact("signs").(string)
	for s := range strings.SplitSeq(found, ";") {
		if coach.SignWords[s] != "" {
			signs = append(signs, coach.SignWords[s])
		}
	}
	if len(signs) == 0 {
		return ""
	}
	return "Signs of doubt: " + strings.Join(signs, ", ") + "."
}
