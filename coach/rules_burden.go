package coach

// burdenRules come from "Shifting the burden": short of quota, a rep sells more
// to the customers at hand, and the base that is too narrow is never widened.
var burdenRules = []Rule{{
	ID: "narrow-base", Idea: ShiftingTheBurden, On: "book", Also: "team", Severity: Warn, Quiet: 7,
	Doc:   "Too much of the last 12 months' won revenue comes from too few customers.",
	Reads: []FactKind{Deals},
	Lines: []string{"top_share", "hhi"},
	Settings: []Setting{
		{"top_share", 0.30, "highest healthy share of one account in won revenue, 0 to 1", aShare},
		{"hhi", 1800, "highest healthy Herfindahl-Hirschman index, 0 to 10000", Range{Low: 1, High: 10000}},
		{"wins", 10, "won deals below which the rule looks at 24 months instead of 12", someOf},
	},
	Check: narrowBase,
}, {
	ID: "burden-shift", Idea: ShiftingTheBurden, On: "book", Severity: Warn, Quiet: 7,
	Doc:   "Existing customers bring more and more of the revenue while less new business is begun, or too little goes to new business for the rep's role.",
	Reads: []FactKind{Deals, Touches},
	Lines: []string{"new_share", "new_share_pipeline", "new_share_effort"},
	Settings: []Setting{
		{"share_rise", 0.15, "rise of the expansion share from one full quarter to the next, 0 to 1", aShare},
		{"value_fall", 0.20, "fall of the open new-business value between the ends of those quarters, 0 to 1", aShare},
		{"lenses", 2, "of the shares of new business in what was won, in the pipeline and in touches: so many below the role's band in both quarters", upTo(3)},
		{"touches", 0.20, "share of a week's outbound touches to ask for, 0 to 1", aShare},
	},
	Check: burdenShift,
}, {
	ID: "all-icing", Idea: ShiftingTheBurden, On: "book", Severity: Hint, Quiet: 7,
	Doc:   "More goes to new business than the rep's role asks for, while those who are customers already get too little care.",
	Reads: []FactKind{Deals, Touches, Contracts},
	Lines: []string{"new_share", "new_share_pipeline", "new_share_effort", "care_ratio", "renewal_rate"},
	Settings: []Setting{
		{"lenses", 2, "of the shares of new business in what was won, in the pipeline and in touches: so many above the role's band in each of the last two full quarters", upTo(3)},
		{"care_ratio", 0.50, "lowest healthy share of care in the touches at customers, 0 to 1", aShare},
		{"renewal_rate", 0.90, "lowest healthy share of the yearly value due that was renewed, 0 to 1", aShare},
		{"touches", 0.20, "share of a week's outbound touches to ask for, 0 to 1", aShare},
	},
	Check: allIcing,
}, {
	ID: "diminishing-returns", Idea: ShiftingTheBurden, On: "account", Severity: Hint, Quiet: 7,
	Doc:   "Selling more to a customer brings in much less than it did a year before.",
	Reads: []FactKind{Deals, Touches},
	Settings: []Setting{
		{"expansions", 5, "expansions in each of the two spans of four full quarters, at least", someOf},
		{"expansion_part", 0.6, "part of the expansion revenue of the four quarters before, at or below which it speaks", aPart},
		{"touches", 10, "days with an outbound sales touch in each of the two spans, at least", someOf},
		{"touch_part", 0.7, "part of the revenue per sales touch of the four quarters before, at or below which it speaks", aPart},
	},
	Check: diminishingReturns,
}, {
	ID: "care-due", Idea: ShiftingTheBurden, On: "account", Severity: Hint, Quiet: 7,
	Doc:   "A customer has been silent for longer than is usual there, or has lately been contacted for selling only.",
	Reads: []FactKind{Deals, Touches, Contracts, Products}, Needs: []FactKind{Touches},
	Settings: []Setting{
		{"times", 2, "silence as a multiple of the median gap between days of contact", aFactor},
		{"gaps", 3, "gaps from which a customer's rhythm is known, at least", someOf},
		{"rhythm_months", 24, "months through the last contact from which the rhythm is taken", someOf},
		{"least_days", 30, "fewest days of silence, however close the rhythm", someDays},
		{"silent_days", 60, "days of silence where no rhythm is known", someDays},
		{"sales_run", 5, "last outbound touches that were all sales", someOf},
		{perWeek, 5, "customers named to one rep in a week, at most", someOf},
	},
	Check: careDue,
}}
