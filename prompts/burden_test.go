package prompts_test

import (
	"slices"

	"evenkeel/coach"
)

// burdenSituations are those of the rules of this idea.
func burdenSituations() []situation {
	book := func(rule string, s coach.Severity, f []coach.Fact) coach.Nudge {
		return coach.Nudge{Rule: rule, Subject: "book/dana", Severity: s, Facts: f}
	}
	account := func(rule string, f []coach.Fact) coach.Nudge {
		return coach.Nudge{Rule: rule, Subject: "account/acme", Severity: coach.Hint, Account: "acme", Facts: f}
	}
	shift := facts("quarter", "2025-Q4", "why", "shift", "touch_share", 0.2, "new_share", 0.28, "new_share_before", 0.55,
		"new_value", "80000.00 USD", "new_value_before", "120000.00 USD",
		"win_rate_new", 0.22, "win_rate_existing", 0.61, "cycle_new", 96.0, "cycle_existing", 41.5)
	below := facts("quarter", "2025-Q4", "why", "below", "touch_share", 0.2, "lenses", "won:0.410000;pipeline:0.200000;effort:0.120000",
		"band_from", 0.6, "new_value", "80000.00 USD", "win_rate_new", 0.22, "win_rate_existing", 0.61, "cycle_new", 96.0, "cycle_existing", 41.0)
	icing := func(why string) []coach.Fact {
		return facts("quarter", "2025-Q4", "why", why, "touch_share", 0.2, "lenses", "won:0.820000;effort:0.740000", "band_to", 0.7,
			"new_share", 0.82, "new_share_effort", 0.74, "care_ratio", 0.31, "renewal_rate", 0.78)
	}
	silent := facts("why", "silent", "care", "talk", "last_contact", "2026-01-06", "last_order", "2025-11-20", "usual_gap", 14.0)
	selling := facts("why", "all_sales", "care", "talk", "sales_run", 6, "last_contact", "2026-03-11")
	with := func(base []coach.Fact, pairs ...any) coach.Nudge {
		f := slices.Clone(base)
		f[1].Value = pairs[1]
		return account("care-due", append(f, facts(pairs[2:]...)...))
	}
	issue := []any{"care", "issue", "issue", "late deliveries", "opened", "2026-02-27"}
	metric := []any{"care", "metric", "metric", "on-time deliveries"}
	product := []any{"care", "product", "product", "Scanner"}
	return []situation{
		{"burden-shift", book("burden-shift", coach.Warn, shift), 7},
		{"burden-shift below the band", book("burden-shift", coach.Warn, below), 3},
		{"all-icing care", book("all-icing", coach.Hint, icing("care")), 3},
		{"all-icing renewals", book("all-icing", coach.Hint, icing("renewals")), 3},
		{"diminishing-returns", account("diminishing-returns", facts("why", "expansions", "expansion_revenue", "42000.00 USD",
			"expansion_revenue_before", "90000.00 USD", "expansions", 6, "expansions_before", 7)), 1},
		{"diminishing-returns per touch", account("diminishing-returns", facts("why", "touches", "per_touch", "1200.00 USD",
			"per_touch_before", "3400.00 USD", "sales_touches", 22, "sales_touches_before", 14)), 1},
		{"care-due", account("care-due", silent), 2},
		{"care-due all sales", account("care-due", selling), 2},
		{"care-due issue", with(silent, issue...), 2},
		{"care-due issue all sales", with(selling, issue...), 2},
		{"care-due metric", with(silent, metric...), 2},
		{"care-due metric all sales", with(selling, metric...), 2},
		{"care-due product", with(silent, product...), 2},
		{"care-due product all sales", with(selling, product...), 2},
	}
}
