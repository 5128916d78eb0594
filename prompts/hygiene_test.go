package prompts_test

import "evenkeel/coach"

// hygieneSituations are those of the rules of this idea.
func hygieneSituations() []situation {
	deal := func(rule string, f []coach.Fact) coach.Nudge {
		f = append(f, facts("stage", "Negotiation", "amount", "50000.00 USD")...)
		return coach.Nudge{Rule: rule, Subject: "deal/D1", Severity: coach.Note, Account: "acme", Facts: f}
	}
	old := facts("created", "2025-06-02", "usual_days", 120)
	return []situation{
		{"close-date-passed", deal("close-date-passed", facts("close_date", "2026-03-10")), 1},
		{"close-date-pushed", deal("close-date-pushed", facts("pushes", 3, "first_close_date", "2025-12-19", "close_date", "2026-04-30")), 1},
		{"stalled", deal("stalled", append(old, facts("days_open", 287)...)), 2},
		{"stalled by the playbook", deal("stalled", facts("created", "2025-06-02", "line_days", 90, "days_open", 287)), 1},
		{"stalled dead", deal("stalled", append(old, facts("dead", "yes", "longest_days", 240, "days_open", 287)...)), 3},
		{"no-open-deal", coach.Nudge{Rule: "no-open-deal", Subject: "book/dana", Severity: coach.Note, Facts: facts("last_open", "2026-03-09")}, 1},
	}
}
