package prompts_test

import "evenkeel/coach"

// springSituations are those of the rules of this idea.
func springSituations() []situation {
	doubt := func(more ...any) coach.Nudge {
		base := facts(more...)
		base = append(base, facts("yearly_value", "24000.00 USD", "ends", "2026-06-30")...)
		return coach.Nudge{Rule: "renewal-in-doubt", Subject: "contract/K1", Severity: coach.Warn, Account: "acme", Facts: base}
	}
	book := func(rule string, s coach.Severity, f []coach.Fact) coach.Nudge {
		return coach.Nudge{Rule: rule, Subject: "book/dana", Severity: s, Facts: f}
	}
	lost := facts("replacement_burden", "130000.00 USD", "renewal_rate", 0.613333, "contracts_due", 9, "lost_contracts", 3, "lost", "acme;globex", "quota", "120000.00 USD")
	one := facts("lost_contracts", 1, "replacement_burden", "130000.00 USD", "renewal_rate", 0.613333, "contracts_due", 9, "lost", "acme", "quota", "120000.00 USD")
	return []situation{
		{"renewal-in-doubt issue", doubt("sign", "issue", "decision", "2026-05-31", "issue", "late deliveries", "signs", "issue;metric;review;first_term",
			"issue_severity", "high", "opened", "2026-03-06", "last_review", "2025-11-20"), 3},
		{"renewal-in-doubt metric", doubt("sign", "metric", "decision", "2026-05-31", "metric", "uptime", "signs", "metric;silent",
			"actual", "98.2 %", "target", "99.5 %", "measured", "2026-03-01", "last_contact", "2025-12-12"), 3},
		{"renewal-in-doubt silent", doubt("sign", "silent", "decision", "2026-05-31", "signs", "silent;renewals", "last_contact", "2025-12-12"), 2},
		{"renewal-in-doubt discount", doubt("sign", "discount", "decision", "2026-05-31", "signs", "discount;review", "discount", 0.15, "last_review", "2025-11-20"), 2},
		{"replacement-burden", book("replacement-burden", coach.Note, lost), 1},
		{"replacement-burden one contract", book("replacement-burden", coach.Note, one), 2},
		{"replacement-burden one contract warn", book("replacement-burden", coach.Warn, one), 2},
		{"replacement-burden warn", book("replacement-burden", coach.Warn, lost), 1},
		{"customer-mix", book("customer-mix", coach.Hint, facts("signs", "sources:9:12;small:4:9;hours:3:11;renewals:6:10", "sign_count", 4)), 1},
		{"customer-mix one segment", book("customer-mix", coach.Hint, facts("signs", "sources:9:12;segment:8:11;discounts:4:11", "segment", "Hospitality", "sign_count", 3)), 2},
	}
}
