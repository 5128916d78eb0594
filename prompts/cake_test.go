package prompts_test

import (
	"slices"

	"evenkeel/coach"
)

// cakeSituations are those of the rules of this idea.
func cakeSituations() []situation {
	at := func(rule string, subject coach.Subject, s coach.Severity, f []coach.Fact) coach.Nudge {
		return coach.Nudge{Rule: rule, Subject: subject, Severity: s, Account: "acme", Facts: f}
	}
	account := func(rule string, s coach.Severity, f []coach.Fact) coach.Nudge { return at(rule, "account/acme", s, f) }
	issue := facts("due", "2026-03-10", "issue", "late deliveries", "issue_severity", "high", "opened", "2026-03-06", "days_open", 10, "days_overdue", 6)
	ahead := slices.Concat(issue[:1], facts("promised_ahead", "2026-03-20"), issue[1:])
	promised := slices.Concat(issue[:1], facts("promised", "2026-03-10"), issue[1:])
	waiting := facts("since", "2026-03-16", "since_time", "09:40", "note", "the invoice shows the old address")
	gap := facts("product", "Till Pro", "running_since", "2025-05-01")
	lost := slices.Concat(gap[:1], facts("covered_until", "2026-02-28"), gap[1:])
	lapsed := facts("ends", "2026-03-13", "product", "Till Pro", "yearly_value", "18000.00 EUR")
	renewal := func(s coach.Severity, ask, decision, ends string, more ...coach.Fact) coach.Nudge {
		f := facts("decision", decision, "ends", ends, "suggest", ask)
		f = append(f, more...)
		f = append(f, facts("yearly_value", "18000.00 EUR", "product", "Till Pro", "renewal_deal", "no", "metric_state", "missed",
			"open_issues", 2, "last_care", "2026-01-20", "last_review", "2025-12-11")...)
		return at("renewal-due", "contract/K1", s, f)
	}
	passed, auto := facts("notice_passed", "yes"), facts("auto_renew", "yes")
	dark := at("renewal-due", "contract/K1", coach.Warn, facts("decision", "2026-04-12", "ends", "2026-04-12", "suggest", "writing", "yearly_value", "unknown",
		"renewal_deal", "unknown", "metric_state", "unknown", "open_issues", "unknown", "last_care", "unknown", "last_review", "unknown"))
	return []situation{
		{"issue-open", account("issue-open", coach.Warn, issue), 1},
		{"issue-open low", account("issue-open", coach.Note, issue), 1},
		{"issue-open promised", account("issue-open", coach.Warn, promised), 2},
		{"issue-open promised ahead", account("issue-open", coach.Warn, ahead), 2},
		{"customer-waiting", account("customer-waiting", coach.Warn, waiting), 1},
		{"coverage-gap", account("coverage-gap", coach.Hint, gap), 1},
		{"coverage-gap once covered", account("coverage-gap", coach.Hint, lost), 2},
		{"renewal-lapsed", at("renewal-lapsed", "contract/K1", coach.Warn, lapsed), 1},
		{"renewal-due goals", renewal(coach.Hint, "goals", "2026-06-30", "2026-09-30"), 3},
		{"renewal-due decision", renewal(coach.Hint, "decision", "2026-05-15", "2026-08-15"), 3},
		{"renewal-due writing", renewal(coach.Warn, "writing", "2026-04-12", "2026-07-12"), 3},
		{"renewal-due notice passed", renewal(coach.Warn, "writing", "2026-02-12", "2026-04-12", passed...), 4},
		{"renewal-due by itself", renewal(coach.Note, "goals", "2026-06-30", "2026-09-30", auto...), 4},
		{"renewal-due by itself who decides", renewal(coach.Note, "decision", "2026-05-15", "2026-08-15", auto...), 4},
		{"renewal-due by itself in writing", renewal(coach.Note, "writing", "2026-02-12", "2026-04-12", append(auto, passed...)...), 4},
		{"renewal-due in the dark", dark, 3},
		{"renewal-due nobody is on", renewal(coach.Warn, "writing", "2026-04-12", "2026-07-12", facts("unclaimed", "yes", "contract_owner", "ann")...), 3},
	}
}
