package prompts_test

import "evenkeel/coach"

// customerSituations are those of the rules of this idea.
func customerSituations() []situation {
	deal := func(f []coach.Fact) coach.Nudge {
		return coach.Nudge{Rule: "right-later", Subject: "deal/D1", Severity: coach.Hint, Account: "acme", Facts: f}
	}
	team := func(rule string, f []coach.Fact) coach.Nudge {
		return coach.Nudge{Rule: rule, Subject: "team/North", Severity: coach.Note, For: coach.ForTeam, Facts: f}
	}
	why := facts("amount", "50000.00 USD", "reason", "new warehouse not built yet", "failed", "timing", "asks", "When do they need it?")
	relaxed := facts("relaxed_share", 0.583333, "relaxed_share_before", 0.3, "won", "40000.00 USD", "quota", "120000.00 USD",
		"new_deals", 12, "outside", 4, "unqualified", 3, "pace", 0.518919)
	return []situation{
		{"right-later", deal(append(facts("outcome", "later", "until", "2026-03-16"), why...)), 1},
		{"right-later disqualified", deal(append(facts("outcome", "disqualified", "disqualified", "2025-09-15"), why...)), 1},
		{"relaxed-criteria", coach.Nudge{Rule: "relaxed-criteria", Subject: "book/dana", Severity: coach.Warn, Facts: append(facts("weakest", "D1;D2"), relaxed...)}, 3},
		{"relaxed-criteria unqualified", coach.Nudge{Rule: "relaxed-criteria", Subject: "book/dana", Severity: coach.Warn, Facts: relaxed}, 2},
		{"sweet-spot-worked-out", team("sweet-spot-worked-out", facts("inside_win_rate", 0.56, "market", 40, "market_customers", 34,
			"inside_decided", 25, "quarter", "2025-Q4", "won", "410000.00 USD", "quota", "500000.00 USD")), 3},
		{"lead-supply", team("lead-supply", facts("qualified_in", 14, "needed", 23, "win_rate", 0.36, "median_won", "24000.00 USD",
			"quota", "200000.00 USD", "sources", "web:7;trade fair:4;unknown:3")), 2},
	}
}
