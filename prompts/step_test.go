package prompts_test

import "evenkeel/coach"

// stepSituations are those of the rules of this idea.
func stepSituations() []situation {
	at := func(rule string, f []coach.Fact) coach.Nudge {
		return coach.Nudge{Rule: rule, Subject: "account/acme", Severity: coach.Hint, Account: "acme", Facts: f}
	}
	deal := func(rule string, s coach.Severity, f []coach.Fact) coach.Nudge {
		return coach.Nudge{Rule: rule, Subject: "deal/D1", Severity: s, Account: "acme", Facts: f}
	}
	metric := func(state string) []coach.Fact {
		return facts("metric_state", state, "metric", "delivered on time", "target", "98 %", "actual", "94.5 %", "measured", "2026-01-05", "stage", "Proposal")
	}
	talk := facts("metrics", "returns 2.1 %;uptime 99.6 %;waiting time 3 hours")
	ours := facts("touches", 3, "last_touch", "2026-03-12", "stage", "Qualifying", "amount", "50000.00 USD")
	return []situation{
		{"good-start", at("good-start", facts("first_win", "2026-02-12", "missing", "metric")), 2},
		{"good-start both", at("good-start", facts("first_win", "2026-02-12", "missing", "both")), 2},
		{"good-start review", at("good-start", facts("first_win", "2026-02-12", "missing", "review")), 2},
		{"metrics-first missed", deal("metrics-first", coach.Stop, metric("missed")), 4},
		{"metrics-first stale", deal("metrics-first", coach.Stop, metric("stale")), 4},
		{"metrics-first none agreed", deal("metrics-first", coach.Hint, facts("metric_state", "none agreed", "stage", "Proposal")), 1},
		{"future-talk-due", at("future-talk-due", append(facts("last_future_talk", "2025-11-10"), talk...)), 1},
		{"future-talk-due first", at("future-talk-due", append(facts("customer_since", "2025-06-01"), talk...)), 1},
		{"future-talk-due with an extension", at("future-talk-due", append(facts("last_future_talk", "2025-11-10", "extension", "Route planner",
			"extension_with", "Fleet tracker", "extension_both", 9, "extension_of", 14), talk...)), 1},
		{"passive-prospect", deal("passive-prospect", coach.Warn, append(facts("last_promise", "2026-02-20"), ours...)), 3},
		{"passive-prospect once", deal("passive-prospect", coach.Warn, append(facts("last_promise", "2026-02-20", "touches", 1), ours[1:]...)), 2},
		{"passive-prospect once from the start", deal("passive-prospect", coach.Warn, append(facts("touches", 1, "created", "2026-02-10"), ours[1:]...)), 1},
		{"passive-prospect from the start", deal("passive-prospect", coach.Warn, append(facts("created", "2026-02-10"), ours...)), 2},
		{"review-due", at("review-due", facts("cadence_days", 90, "review_due", "2026-03-10", "last_review", "2025-12-10")), 2},
		{"review-due no rhythm", at("review-due", facts("rhythm", "none", "customer_since", "2025-06-01", "last_review", "2025-12-10")), 1},
		{"review-due held", at("review-due", facts("review_held", "2026-03-16")), 1},
		{"review-due held and rhythm", at("review-due", facts("review_held", "2026-03-16", "ask_rhythm", "yes")), 2},
	}
}
