package playbook_test

import (
	"errors"
	"fmt"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/playbook"

	"github.com/google/go-cmp/cmp"
)

// rules stand for those of package coach: what a playbook may name is given to
// Load, not known to it.
var rules = []coach.Rule{
	{ID: "narrow-base", Settings: []coach.Setting{
		{Name: "top_share", Default: 0.30, Range: coach.Range{High: 1}}, {Name: "hhi", Default: 1800, Range: coach.Range{Low: 1, High: 10000}}}},
	{ID: "unqualified", Settings: []coach.Setting{{Name: "days", Default: 7, Range: coach.Range{High: 3660, Whole: true}}}},
	{ID: "next-commitment"},
	{ID: "steps", Falling: []string{"far", "near", "last"}, Settings: []coach.Setting{
		{Name: "far", Default: 90, Range: coach.Range{High: 365}}, {Name: "near", Default: 60, Range: coach.Range{High: 365}}, {Name: "last", Default: 30, Range: coach.Range{High: 365}}}},
}

func load(t *testing.T, src string) *coach.Playbook {
	t.Helper()
	p, err := playbook.Load("team.yaml", []byte(src), rules)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestBuiltinIsTheContract(t *testing.T) {
	want := &coach.Playbook{
		Version:  1,
		Channels: coach.Channels{Deals: []string{"#deals"}, Renewals: "#renewals"},
		Stages:   []string{"prospecting", "qualifying", "proposal", "negotiation"},
		Proposal: "proposal", Currency: "USD", TimeZone: "UTC", Fiscal: time.January,
		Hours: coach.Hours{
			Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
			From: 9 * 60, To: 17 * 60, Message: 9 * 60, Spread: 15 * time.Minute,
		},
		Digest: coach.DigestTime{Day: time.Monday, At: 8 * 60},
		New:    "workspace",
		Gate:   coach.Gate{Daily: 3, AnswersPerDay: 3, AnswerFindings: 2, List: 5, NotUseful: 3, NotUsefulDays: 14, QuietDays: 14},
		Fed:    30,
		SweetSpot: coach.SweetSpot{Problems: []string{}, Criteria: []coach.Criterion{
			{Key: "problem", Ask: "Which problem do they want solved?", Weight: 35, Critical: true},
			{Key: "segment", Ask: "Which industry are they in?", Weight: 20},
			{Key: "employees", Ask: "How many people work there?", Number: true, Weight: 15},
			{Key: "budget", Ask: "Is there money for it?", Weight: 15},
			{Key: "timing", Ask: "When do they need it?", Timing: true, Weight: 15},
		}},
		Rules: map[string]coach.RuleSettings{}, Teams: map[string]coach.TeamSettings{},
		Holidays: map[string][]coach.Date{}, Admins: []string{}, Market: []string{},
		Minimums: coach.Minimums{Wins: 10, Decided: 10, HistoryMonths: 12, Shared: 10, Contracts: 5, Quarter: 0.2},
		Scorecard: coach.ScorecardSettings{
			RecentDays: 90, KeptDays: 14, StaleDays: 90, NewQuarters: 2, Inherited: 0.5,
			Stalled: coach.Stalled{Percentile: 90, Months: 24, Wins: 50, Days: 90},
			Healthy: map[string]float64{
				"customers": 8, "top_share": 0.3, "hhi": 1800, "sweet_spot_share": 0.7, "commitment_cover": 0.6, "care_ratio": 0.5, "issues_in_time": 0.9,
				"renewal_rate": 0.9, "grr": 0.9, "nrr": 1, "contract_coverage": 0.9, "metrics_met": 0.8, "pace": 0.8,
			},
		},
		Rates: []coach.Rates{}, Languages: []string{"en"},
		Bands:  map[coach.Role]coach.Band{coach.Hunter: {From: 0.6, To: 1}, coach.Hybrid: {From: 0.3, To: 0.7}, coach.Farmer: {From: 0.05, To: 0.4}},
		Issues: coach.IssueLimits{High: 2, Medium: 5, Low: 10},
		Model: coach.ModelSettings{On: true, Tone: "plain, warm, brisk", TokensPerDay: 500_000, MoneyPerDay: 5, Currency: "USD",
			Prices: coach.ModelPrices{Input: 0.15, Output: 0.6}, Prompts: map[string]string{}},
	}
	if d := cmp.Diff(want, playbook.Builtin(nil)); d != "" {
		t.Error(d)
	}
	// The same again through the front door: the built-in playbook is a playbook.
	if d := cmp.Diff(want, load(t, string(playbook.BuiltinYAML()))); d != "" {
		t.Error(d)
	}
}

// The contract prints these lines; sales-ops people copy them from there.
func TestBuiltinPrintsTheContractsLines(t *testing.T) {
	for _, line := range []string{
		"version: 1",
		`channels: {deals: ["#deals"], renewals: "#renewals"}`,
		"stages: [prospecting, qualifying, proposal, negotiation]        # any case; `proposal` is the proposal stage",
		`hours: {days: [mon, tue, wed, thu, fri], from: "09:00", to: "17:00", message: "09:00", spread: 15m}`,
		`digest: {day: mon, at: "08:00"}`,
		"new: workspace                                                   # or rep",
		`    - {key: problem,   ask: "Which problem do they want solved?",        weight: 35, critical: true}`,
		`    - {key: employees, ask: "How many people work there?", type: number, weight: 15}`,
		`    - {key: timing,    ask: "When do they need it?",       timing: true, weight: 15}`,
	} {
		if !strings.Contains(string(playbook.BuiltinYAML()), line+"\n") && !strings.Contains(string(playbook.BuiltinYAML()), line+" ") {
			t.Errorf("not in the built-in playbook: %s", line)
		}
	}
}

func TestMapsMergeListsReplace(t *testing.T) {
	p := load(t, `
version: 1
channels: {deals: ["#sales", C0123ABCD]}
stages: [Discovery, Quote, Closing]
proposal_stage: quote
currency: EUR
time_zone: Europe/Berlin
fiscal_year_starts: April
hours: {from: "10:00", days: [Monday, tue]}
gate: {daily: 2}
rates:
  - {from: 2026-07-01, USD: 0.9}
  - {USD: 0.925, JPY: 0.0058, from: 2026-01-01}
bands: {hybrid: {from: 0.4}}
issues: {high: 1}
model: {on: false, tone: dry, tokens_per_day: 0, money_per_day: 2.5, currency: EUR, prices: {output: 1}, prompts: {nudge: "Be {{tone}}."}}
minimums: {contracts: 0, quarter: 0.5}
scorecard: {kept_days: 7, stalled: {wins: 0}, healthy: {top_share: 0.25, hhi: 0, nrr: 1.05}}
rules:
  narrow-base: {top_share: 0.35, quiet: 14, shadow: yes}
  unqualified: {off: on}
teams:
  North: {time_zone: Europe/Oslo, channels: {renewals: "#renewals-north"}}
holidays: {DE: [2026-12-25, 2026-10-03]}
admins: [ada@example.com, U0123]
languages: [en, DE]
sweet_spot:
  written: true
  problems: [stock-outs, shrinkage]
`)
	quiet := 14
	want := playbook.Builtin(nil)
	want.Channels.Deals = []string{"#sales", "C0123ABCD"}
	want.Stages, want.Proposal = []string{"Discovery", "Quote", "Closing"}, "quote"
	want.Currency, want.TimeZone, want.Fiscal = "EUR", "Europe/Berlin", time.April
	want.Hours.Days = []time.Weekday{time.Monday, time.Tuesday}
	want.Hours.From, want.Hours.Message = 600, 600 // the message follows the hours
	want.Gate.Daily = 2
	want.Rates = []coach.Rates{ // in the order of their days
		{From: coach.NewDate(2026, 1, 1), Worth: map[string]*big.Rat{"USD": big.NewRat(37, 40), "JPY": big.NewRat(29, 5000)}},
		{From: coach.NewDate(2026, 7, 1), Worth: map[string]*big.Rat{"USD": big.NewRat(9, 10)}},
	}
	want.Bands[coach.Hybrid] = coach.Band{From: 0.4, To: 0.7}
	want.Issues.High = 1
	want.Model = coach.ModelSettings{Tone: "dry", MoneyPerDay: 2.5, Currency: "EUR", Prices: coach.ModelPrices{Input: 0.15, Output: 1}, Prompts: map[string]string{"nudge": "Be {{tone}}."}}
	want.Minimums.Contracts, want.Minimums.Quarter = 0, 0.5
	want.Scorecard.KeptDays, want.Scorecard.Stalled.Wins = 7, 0
	want.Scorecard.Healthy["top_share"], want.Scorecard.Healthy["hhi"], want.Scorecard.Healthy["nrr"] = 0.25, 0, 1.05
	want.Rules = map[string]coach.RuleSettings{
		"narrow-base": {Set: map[string]float64{"top_share": 0.35}, Quiet: &quiet, Shadow: true},
		"unqualified": {Off: true},
	}
	want.Teams = map[string]coach.TeamSettings{"North": {TimeZone: "Europe/Oslo", Channels: coach.Channels{Renewals: "#renewals-north"}}}
	want.Holidays = map[string][]coach.Date{"DE": {coach.NewDate(2026, 10, 3), coach.NewDate(2026, 12, 25)}}
	want.Admins = []string{"ada@example.com", "U0123"}
	want.Languages = []string{"en", "de"}
	want.SweetSpot.Written, want.SweetSpot.Problems = true, []string{"stock-outs", "shrinkage"}
	same := cmp.Comparer(func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })
	if d := cmp.Diff(want, p, same); d != "" {
		t.Error(d)
	}
}

func TestAcceptedForms(t *testing.T) {
	for _, src := range []string{
		"version: 1",
		"\ufeffversion: 1\r\nnew: rep\r\n",
		"---\nversion: 1\n...\n",
		"version: 1\nrules:\nteams:\nsweet_spot:\n", // everything below commented out
		"version: 1\nchannels: {renewals: \"\", deals: []}",
		"version: 1\nstages: [Angebot, Abschluss]\nproposal_stage: \"\"",
		"version: 1\nhours: {spread: 2h}",
		"version: 1\nhours: {from: 00:00, to: 23:59, message: 0:00, spread: 0}",
		"version: 1\nhours: {message: \"16:55\"}", // the spread follows
		"version: 1\nstages: [1 Lead, 2 Proposal]\nproposal_stage: 2 proposal",
		"version: 1\nsweet_spot: {written: true, criteria: [{key: problem, ask: What?, weight: 100, fits: {from: 2}, type: number}]}",
		"version: 1\nsweet_spot: {criteria: [{key: größe, ask: Wie groß?, weight: 100, fits: [yes, 2026], never: [{value: no}], later: [maybe]}]}",
		"version: 1\nrules: {narrow-base: {hhi: 1800.5, top_share: 1}}",
		"version: 1\nrules: {steps: {far: 300, near: 61, last: 0}}",
		"version: 1\nrates: [{from: 2026-01-01, SLE: 0.04, XCG: 0.55, CLF: 40}]",
	} {
		if _, err := playbook.Load("p.yaml", []byte(src), rules); err != nil {
			t.Errorf("%s\n%v", src, err)
		}
	}
}

// Each broken playbook, and the line, column and words of everything wrong with
// it, in order.
func TestBroken(t *testing.T) {
	const v = "version: 1\n"
	const criteria = v + "sweet_spot:\n  criteria:\n"
	for name, c := range map[string]struct {
		src  string
		want []string
	}{
		"Empty":              {"", []string{"1:1: the playbook is empty; begin it with version: 1"}},
		"OnlyComments":       {"# to do\n", []string{"1:1: the playbook is empty"}},
		"NotAMap":            {"- version\n", []string{"1:1: a playbook is a list of settings by name, not a list"}},
		"NoVersion":          {"new: rep\n", []string{"1:1: version is missing; begin the file with version: 1"}},
		"NextVersion":        {"version: 2\n", []string{"1:10: version: this program reads version 1"}},
		"QuotedVersion":      {"version: \"1\"\n", []string{"1:10: version: this program reads version 1"}},
		"UnknownKey":         {v + "chanels: {}\n", []string{"2:1: chanels: there is no such setting; did you mean channels?"}},
		"UnknownNested":      {v + "hours: {form: \"09:00\"}\n", []string{"2:9: hours.form: there is no such setting; did you mean from?"}},
		"FarFromAny":         {v + "digest: {colour: red}\n", []string{"2:10: digest.colour: there is no such setting; known here: at, day"}},
		"Duplicate":          {v + "new: rep\nnew: workspace\n", []string{"3:1: new: this is set twice, first on line 2; delete one"}},
		"DuplicateNested":    {v + "gate: {daily: 1, daily: 2}\n", []string{"2:18: gate.daily: this is set twice"}},
		"SecondDocument":     {v + "---\nnew: rep\n", []string{"2:1: a second document begins here"}},
		"Syntax":             {v + "gate: {daily: 1\nnew: rep\n", []string{"3:4: this is not YAML: did not find expected ',' or '}'; look for a bracket"}},
		"Tab":                {v + "gate:\n\tdaily: 1\n", []string{"3:1: this is not YAML: found character that cannot start any token; indent with blanks, not tabs"}},
		"Colon":              {v + "new: rep: yes\n", []string{"2:9: this is not YAML: mapping values are not allowed in this context; text with \": \" in it needs quotes"}},
		"Latin1":             {v + "teams: {M\xfcnchen: {}}\n", []string{"2:10: this is not UTF-8 text; save the file as UTF-8"}},
		"ControlCharacter":   {v + "new: r\x00p\n", []string{"2:7: a control character (0x00)"}},
		"Alias":              {v + "channels: &c {deals: []}\nteams: {N: {channels: *c}}\n", []string{"3:23: aliases (*name) and merges (<<) are not read"}},
		"MergeKey":           {v + "gate: {<<: {daily: 1}}\n", []string{"2:8: aliases (*name) and merges (<<) are not read"}},
		"UnknownAlias":       {v + "new: *rep\n", []string{"2:6: this is not YAML: unknown anchor 'rep' referenced; aliases"}},
		"BillionLaughs":      {laughs(), []string{"3:8: aliases (*name) and merges (<<) are not read"}},
		"Huge":               {v + strings.Repeat("# nothing to see here\n", 20000), []string{"1:1: the file has 429 kB, and a playbook at most 256"}},
		"Deep":               {v + "admins: " + strings.Repeat("[", 20000), []string{"2:10009: this is not YAML: exceeded max depth"}},
		"ListKey":            {v + "? [a]\n: b\n", []string{"2:3: a name must be plain text, not a list"}},
		"ScalarForMap":       {v + "hours: 9\n", []string{"2:8: hours: this is a number, not settings by name"}},
		"ScalarForList":      {v + "stages: proposal\n", []string{"2:9: stages: this is text, not a list; write [\"proposal\"]"}},
		"EmptyForList":       {v + "admins:\n", []string{"2:8: admins: this is empty, not a list; write [] for none, or leave the line out"}},
		"MapForScalar":       {v + "new: {rep: 1}\n", []string{"2:6: new: this is a map, not a single value"}},
		"BareHash":           {v + "channels:\n  renewals: #renewals\n", []string{"3:12: channels.renewals: this is empty; write a value; one that begins with # needs quotes"}},
		"NoChannel":          {v + "channels: {deals: [deals, \"#Deals\"], renewals: \"#two words\"}\n", []string{"2:20: channels.deals: \"deals\" is no Slack channel; write \"#deals\"", "2:27: channels.deals: \"#Deals\" is", "2:48: channels.renewals: \"#two words\" is"}},
		"ChannelTwice":       {v + "channels: {deals: [\"#a\", \"#a\"]}\n", []string{"2:26: channels.deals: \"#a\" is listed twice"}},
		"NoStages":           {v + "stages: []\n", []string{"2:1: stages: the list is empty; name at least one stage"}},
		"StageTwice":         {v + "stages: [proposal, Proposal]\n", []string{"2:20: stages: \"Proposal\" is listed twice"}},
		"EmptyStage":         {v + "stages: [proposal, \" \"]\n", []string{"2:20: stages: this is empty"}},
		"WrongProposalStage": {v + "proposal_stage: quote\n", []string{"2:1: proposal_stage: \"quote\" is none of your stages"}},
		"Currency":           {v + "currency: usd\n", []string{"2:11: currency: \"usd\" is no currency code like USD"}},
		"Zone":               {v + "time_zone: Berlin\n", []string{"2:12: time_zone: \"Berlin\" is no time zone; write a name like Europe/Berlin"}},
		"LocalZone":          {v + "time_zone: Local\n", []string{"2:12: time_zone: \"Local\" is no time zone"}},
		"Month":              {v + "fiscal_year_starts: 4\n", []string{"2:21: fiscal_year_starts: \"4\" is no month; write jan"}},
		"NotABool":           {v + "rollup: perhaps\n", []string{"2:9: rollup: \"perhaps\" is neither true nor false"}},
		"Day":                {v + "hours: {days: [mon, someday]}\n", []string{"2:21: hours.days: \"someday\" is no day of the week"}},
		"NoDays":             {v + "hours: {days: []}\n", []string{"2:9: hours: no day is left to speak on"}},
		"Time":               {v + "hours: {from: 9, to: \"25:00\"}\n", []string{"2:15: hours.from: \"9\" is no time of day; write \"09:00\"", "2:22: hours.to: \"25:00\" is no time of day"}},
		"HoursBackwards":     {v + "hours: {from: \"18:00\"}\n", []string{"2:9: hours: the hours end (17:00) before they begin (18:00)"}},
		"MessageOutside":     {v + "hours: {message: \"08:00\"}\n", []string{"2:9: hours: the daily message (08:00) is outside the hours from 09:00 to 17:00"}},
		"SpreadTooLong":      {v + "hours: {spread: 3h}\n", []string{"2:17: hours.spread: 3h is outside 0s to 2h; write a duration"}},
		"SpreadPastTheEnd":   {v + "hours: {message: \"16:30\", spread: 1h}\n", []string{"2:27: hours: messages spread over 1h0m0s from 16:30 on would not be out by 17:00"}},
		"Duration":           {v + "hours: {spread: 15}\n", []string{"2:17: hours.spread: \"15\" is no duration; write a duration like 15m"}},
		"FractionForInt":     {v + "gate: {daily: 2.5}\n", []string{"2:15: gate.daily: \"2.5\" is no whole number; write a number from 0 to 20"}},
		"TextForInt":         {v + "fed_days: thirty\n", []string{"2:11: fed_days: \"thirty\" is no whole number"}},
		"ModelNumbers": {v + "model: {tokens_per_day: -1, money_per_day: lots, currency: EURO, prices: {input: -2, per: 1}}\n", []string{
			"2:25: model.tokens_per_day: -1 is outside 0 to 1000000000", "2:44: model.money_per_day: \"lots\" is no number", "2:60: model.currency:", "2:82: model.prices.input: -2 is outside 0 to", "2:86: model.prices.per: there is no such setting"}},
		"ModelWords": {v + "model:\n  on: perhaps\n  tone: " + strings.Repeat("x", 201) + "\n  prompts:\n    nudge: Hello {{name}}\n    digest: Hi\n", []string{
			"3:7: model.on: \"perhaps\" is neither true nor false", "4:9: model.tone: this is 201 characters long", "6:12: model.prompts.nudge: there is an input in it that nobody fills in; there is {{tone}}", "7:5: model.prompts.digest: there is no such setting"}},
		"ModelTone":                 {v + "model: {tone: \"one\\ntwo\"}\n", []string{"2:15: model.tone: a tone is one line"}},
		"IntOutside":                {v + "fed_days: 0\nminimums: {wins: -1}\n", []string{"2:11: fed_days: 0 is outside 1 to 366", "3:18: minimums.wins: -1 is outside 0 to 1000"}},
		"New":                       {v + "new: team\n", []string{"2:6: new: \"team\" is none of workspace, rep"}},
		"MinimumsOutside":           {v + "minimums: {shared: -1, contracts: few, quarter: 20}\n", []string{"2:20: minimums.shared: -1 is outside 0 to 1000", "2:35: minimums.contracts: \"few\" is no whole number", "2:49: minimums.quarter: 20 is outside 0 to 1; for 20 % write 0.2"}},
		"SpansOutside":              {v + "scorecard: {recent_days: 0, kept_days: -1, stale_days: 1.5, inherited_share: 50}\n", []string{"2:26: scorecard.recent_days: 0 is outside 1 to 366", "2:40: scorecard.kept_days: -1 is outside 0 to 366", "2:56: scorecard.stale_days: \"1.5\" is no whole number", "2:78: scorecard.inherited_share: 50 is outside 0 to 1; for 50 % write 0.5"}},
		"StalledOutside":            {v + "scorecard: {stalled: {percentile: 101, months: 0, day: 9}}\n", []string{"2:35: scorecard.stalled.percentile: 101 is outside 1 to 100", "2:48: scorecard.stalled.months: 0 is outside 1 to 120", "2:51: scorecard.stalled.day: there is no such setting; did you mean days?"}},
		"HealthyOutside":            {v + "scorecard: {healthy: {top_share: 30, hhi: -1, nrr: 105, grr: 90%}}\n", []string{"2:34: scorecard.healthy.top_share: 30 is outside 0 to 1; for 30 % write 0.3", "2:43: scorecard.healthy.hhi: -1 is outside 1 to 10000; 0 draws no line", "2:52: scorecard.healthy.nrr: 105 is outside 0 to 10", "2:62: scorecard.healthy.grr: \"90%\" is no number; write 0.9"}},
		"HealthyOfNoMeasure":        {v + "scorecard: {healthy: {open_deals: 3, care: 0.5}}\n", []string{"2:23: scorecard.healthy.open_deals: there is no such setting", "2:38: scorecard.healthy.care: there is no such setting"}},
		"RateWithoutDay":            {v + "rates:\n  - {EUR: 1.08}\n", []string{"3:5: rates: from is missing; add from: 2026-01-01"}},
		"RatesOfNothing":            {v + "rates:\n  - {from: 2026-01-01}\n", []string{"3:5: rates: no currency is in this table"}},
		"RateDay":                   {v + "rates: [{from: 1.1.2026, EUR: 1.08}]\n", []string{"2:16: rates.from: \"1.1.2026\" is no date like 2026-03-31; write a day like 2026-01-01"}},
		"RateNumbers":               {v + "rates: [{from: 2026-01-01, EUR: 0, GBP: -1, CHF: 1e3, SEK: much}]\n", []string{"2:33: rates.EUR: a rate of 0 makes an amount nothing", "2:41: rates.GBP: \"-1\" is no rate; write what one unit is worth", "2:50: rates.CHF: \"1e3\" is no rate", "2:60: rates.SEK: \"much\" is no rate"}},
		"RateOfNoCurrency":          {v + "rates: [{from: 2026-01-01, eur: 1.08}]\n", []string{"2:28: rates.eur: \"eur\" is neither from nor a currency code like EUR"}},
		"RatesTwiceADay":            {v + "rates: [{from: 2026-01-01, EUR: 1}, {from: 2026-01-01, GBP: 2}]\n", []string{"2:37: rates: two tables begin on 2026-01-01; put them into one"}},
		"RateOfOwnCurrency":         {v + "currency: EUR\nrates: [{from: 2026-01-01, EUR: 1}]\n", []string{"3:1: rates: EUR is the playbook's own currency; take it out of the table from 2026-01-01"}},
		"BandOfNobody":              {v + "bands: {gatherer: {from: 0.1}}\n", []string{"2:9: bands.gatherer: there is no such setting; known here: farmer, hunter, hybrid"}},
		"BandInPercent":             {v + "bands: {hunter: {from: 60}}\n", []string{"2:24: bands.hunter.from: 60 is outside 0 to 1; for 60 % write 0.6"}},
		"BandBackwards":             {v + "bands: {farmer: {from: 0.5}}\n", []string{"2:18: bands.farmer: the band goes from 0.5 down to 0.4"}},
		"IssueLimit":                {v + "issues: {high: -1, urgent: 1}\n", []string{"2:16: issues.high: -1 is outside 0 to 366", "2:20: issues.urgent: there is no such setting"}},
		"UnknownRule":               {v + "rules: {narow-base: {}}\n", []string{"2:9: rules.narow-base: there is no such rule; did you mean narrow-base?"}},
		"UnknownSetting":            {v + "rules: {narrow-base: {topshare: 0.3}}\n", []string{"2:23: rules.narrow-base.topshare: there is no such setting; did you mean top_share?"}},
		"RuleWithoutNumbers":        {v + "rules: {next-commitment: {days: 3}}\n", []string{"2:27: rules.next-commitment.days: there is no such setting; known here: off, quiet, shadow"}},
		"RuleOff":                   {v + "rules: {narrow-base: off}\n", []string{"2:22: rules.narrow-base: this is text, not the rule's settings; write {off: true} to switch a rule off"}},
		"SettingNumbers":            {v + "rules:\n  narrow-base: {top_share: 30 %, hhi: .nan}\n  unqualified: {days: -7, quiet: 1.5}\n", []string{"3:28: rules.narrow-base.top_share: \"30 %\" is no number; write 0.3", "3:39: rules.narrow-base.hhi: \".nan\" is no number", "4:23: rules.unqualified.days: -7 is outside 0 to 3660", "4:34: rules.unqualified.quiet: \"1.5\" is no whole number"}},
		"PercentForShare":           {v + "rules: {narrow-base: {top_share: 35}}\n", []string{"2:34: rules.narrow-base.top_share: 35 is outside 0 to 1; for 35 % write 0.35"}},
		"ShareAboveAll":             {v + "rules: {narrow-base: {top_share: 1.5}}\n", []string{"2:34: rules.narrow-base.top_share: 1.5 is outside 0 to 1; for 1.5 % write 0.015"}},
		"ShareForIndex":             {v + "rules: {narrow-base: {hhi: 0.18}}\n", []string{"2:28: rules.narrow-base.hhi: 0.18 is outside 1 to 10000; for a share of 0.18 write 1800"}},
		"DaysInParts":               {v + "rules: {unqualified: {days: 2.5}}\n", []string{"2:29: rules.unqualified.days: \"2.5\" is no whole number; write a number from 0 to 3660"}},
		"DaysWithoutEnd":            {v + "rules: {unqualified: {days: 1e9}}\n", []string{"2:29: rules.unqualified.days: 1000000000 is outside 0 to 3660"}},
		"StepsRise":                 {v + "rules: {steps: {far: 60, near: 80}}\n", []string{"2:26: rules.steps: far is 60 and near is 80; each must be less than the one before"}},
		"StepsStay":                 {v + "rules: {steps: {last: 60}}\n", []string{"2:17: rules.steps: near is 60 and last is 60; each must be less"}},
		"AStepPastTheNext":          {v + "rules: {steps: {far: 60}}\n", []string{"2:17: rules.steps: far is 60 and near is 60; each must be less"}},
		"HealthyIndexAsShare":       {v + "scorecard: {healthy: {hhi: 0.18, customers: 7.5}}\n", []string{"2:28: scorecard.healthy.hhi: 0.18 is outside 1 to 10000; for a share of 0.18 write 1800", "2:45: scorecard.healthy.customers: \"7.5\" is no whole number; write a number from 1 to 1000000"}},
		"RateOfACurrencyThatIsNone": {v + "currency: QQQ\nrates: [{from: 2026-01-01, XXX: 2, ABC: 3}]\n", []string{"2:11: currency: there is no currency \"QQQ\"; write a code of ISO 4217, like USD or EUR", "3:28: rates.XXX: \"XXX\" is neither from nor a currency code like EUR; codes are those of ISO 4217", "3:36: rates.ABC: \"ABC\" is"}},
		"Team":                      {v + "teams: {North: {zone: UTC, channels: {deals: [x]}}}\n", []string{"2:17: teams.North.zone: there is no such setting", "2:47: teams.North.channels.deals: \"x\" is no Slack channel"}},
		"Holiday":                   {v + "holidays: {DE: [2026-02-30, 25.12.2026]}\n", []string{"2:17: holidays.DE: \"2026-02-30\" is no date like 2026-03-31; write a day like 2026-12-25", "2:29: holidays.DE: \"25.12.2026\" is no date"}},
		"MarketTwice":               {v + "market: [A1, a1]\n", []string{"2:14: market: \"a1\" is listed twice"}},
		"LanguageUnknown":           {v + "languages: [en, fr]\n", []string{"2:17: languages: \"fr\" is none of en, de"}},
		"LanguageTwice":             {v + "languages: [en, de, De]\n", []string{"2:21: languages: \"de\" is listed twice; delete one"}},
		"LanguageWithoutEnglish":    {v + "languages: [de]\n", []string{"2:12: languages: en is missing: what has no words in another language is said in English; write [en, de]"}},
		"LanguageNone":              {v + "languages: []\n", []string{"2:12: languages: en is missing: what has no words in another language is said in English; write [en]"}},
		"LanguageOfOne":             {v + "languages: en\n", []string{"2:12: languages: this is text, not a list; write [\"en\"]"}},
		"MarketOfOne":               {v + "market: Lantern Foods\n", []string{"2:9: market: this is text, not a list; write [\"Lantern Foods\"]"}},
		"MarketWithoutAName":        {v + "market: [\"\"]\n", []string{"2:10: market: this is empty; write something, or leave it out"}},
		"AdminTwice":                {v + "admins: [a@b.c, A@B.C]\n", []string{"2:17: admins: \"A@B.C\" is listed twice"}},
		"Weights":                   {criteria + "    - {key: problem, ask: What?, weight: 60}\n    - {key: budget, ask: Money?, weight: 30}\n", []string{"4:5: sweet_spot.criteria: the weights add up to 90, not to 100; 10 more to give"}},
		"WeightsAbove":              {criteria + "    - {key: problem, ask: What?, weight: 60}\n    - {key: budget, ask: Money?, weight: 60}\n", []string{"4:5: sweet_spot.criteria: the weights add up to 120, not to 100; 20 to take away"}},
		"NoDayOfReview":             {v + "sweet_spot: {reviewed: soon}\n", []string{"2:24: sweet_spot.reviewed: \"soon\" is no date like 2026-03-31; write a day like 2026-05-20"}},
		"NegativeWeight":            {criteria + "    - {key: problem, ask: What?, weight: -5}\n", []string{"4:42: sweet_spot.criteria.weight: -5 is outside 0 to 100"}},
		"NoCriteria":                {v + "sweet_spot: {criteria: []}\n", []string{"2:24: sweet_spot.criteria: the list is empty"}},
		"CriterionIncomplete":       {criteria + "    - {key: problem}\n    -\n", []string{"4:7: sweet_spot.criteria: ask is missing", "4:7: sweet_spot.criteria: weight is missing", "5:6: sweet_spot.criteria: this criterion is empty"}},
		"KeyTwice":                  {criteria + "    - {key: problem, ask: What?, weight: 50}\n    - {key: problem, ask: What?, weight: 50}\n", []string{"5:8: sweet_spot.criteria: \"problem\" is the key of two criteria"}},
		"KeyOfTwoWords":             {criteria + "    - {key: big problem, ask: What?, weight: 100}\n", []string{"4:13: sweet_spot.criteria.key: \"big problem\" cannot be typed as a key in /qualify Acme key=value"}},
		"KeyWithEquals":             {criteria + "    - {key: a=b, ask: What?, weight: 100}\n", []string{"4:13: sweet_spot.criteria.key: \"a=b\" cannot be typed"}},
		"AskNotText":                {criteria + "    - {key: problem, ask: 5, weight: 100}\n", []string{"4:27: sweet_spot.criteria.ask: this is a number, not text"}},
		"TypeUnknown":               {criteria + "    - {key: problem, ask: What?, weight: 100, type: date}\n", []string{"4:53: sweet_spot.criteria.type: \"date\" is none of text, number"}},
		"TimingTwice":               {criteria + "    - {key: problem, ask: What?, weight: 50, timing: true}\n    - {key: when, ask: When?, weight: 50, timing: true}\n", []string{"5:43: sweet_spot.criteria: a second criterion is about timing"}},
		"WrittenNoProblem":          {v + "sweet_spot:\n  written: true\n  criteria: [{key: budget, ask: Money?, weight: 100}]\n", []string{"4:3: sweet_spot: a written sweet spot needs the criterion problem"}},
		"ProblemTwice":              {v + "sweet_spot: {problems: [shrinkage, Shrinkage]}\n", []string{"2:36: sweet_spot.problems: \"Shrinkage\" is listed twice"}},
		"FitsScalar":                {criteria + "    - {key: problem, ask: What?, weight: 100, fits: theft}\n", []string{"4:53: sweet_spot.criteria.fits: this is text, neither a list nor a range"}},
		"FitsNothing":               {criteria + "    - {key: problem, ask: What?, weight: 100, fits: []}\n", []string{"4:53: sweet_spot.criteria.fits: no answer would fit an empty list"}},
		"RangeBackwards":            {criteria + "    - {key: problem, ask: What?, weight: 100, type: number, fits: {from: 9, to: 1}}\n", []string{"4:77: sweet_spot.criteria.fits: the range goes from 9 down to 1"}},
		"RangeEmpty":                {criteria + "    - {key: problem, ask: What?, weight: 100, type: number, fits: {}}\n", []string{"4:67: sweet_spot.criteria.fits: the range has no end"}},
		"RangeOfText":               {criteria + "    - {key: problem, ask: What?, weight: 100, fits: {from: 1}}\n", []string{"4:47: sweet_spot.criteria.fits: a range needs numbers; add type: number"}},
		"RangeEndNoNumber":          {criteria + "    - {key: problem, ask: What?, weight: 100, type: number, fits: {from: few}}\n", []string{"4:74: sweet_spot.criteria.fits.from: \"few\" is no number"}},
		"NumberThatIsNone":          {criteria + "    - {key: problem, ask: What?, weight: 100, type: number, fits: [10, few]}\n", []string{"4:61: sweet_spot.criteria.fits: \"few\" is no number"}},
		"NeverAsText":               {criteria + "    - {key: problem, ask: What?, weight: 100, never: [reseller]}\n", []string{"4:55: sweet_spot.criteria.never: this is text, not an answer with its reason"}},
		"NeverWithoutValue":         {criteria + "    - {key: problem, ask: What?, weight: 100, never: [{why: no}]}\n", []string{"4:55: sweet_spot.criteria.never: value is missing"}},
		"Contradiction":             {criteria + "    - {key: problem, ask: What?, weight: 100, fits: [a, b], never: [{value: A}], later: [b, c, C]}\n", []string{"4:77: sweet_spot.criteria.never: \"A\" stands in fits and in never; decide for one", "4:90: sweet_spot.criteria.later: \"b\" stands in fits and in later", "4:96: sweet_spot.criteria.later: \"C\" is listed twice"}},
		"ColumnsAreLetters":         {v + "teams: {\"Zürich–Süd\": {zone: UTC}}\n", []string{"2:24: teams.Zürich–Süd.zone: there is no such setting"}},
		"EverythingAtOnce": {v + "new: nobody\nrollup: 7\nrules: {x: {}}\nhours: {days: [mon], spread: x}\n", []string{
			"2:6: new:", "3:9: rollup:", "4:9: rules.x:", "5:30: hours.spread:",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := playbook.Load("team.yaml", []byte(c.src), rules)
			var errs playbook.Errors
			if !errors.As(err, &errs) || p != nil {
				t.Fatalf("got %v, want Errors and no playbook", err)
			}
			got := strings.Split(errs.Error(), "\n")
			ok := len(got) == len(c.want)
			for i := range min(len(got), len(c.want)) {
				ok = ok && strings.HasPrefix(got[i], "team.yaml:"+c.want[i])
			}
			if !ok {
				t.Errorf("got\n%s\nwant, from the start,\n%s", err, strings.Join(c.want, "\n"))
			}
		})
	}
}

// laughs is a file of a few hundred bytes that would unfold to a billion words.
func laughs() string {
	var b strings.Builder
	b.WriteString("version: 1\na: &a [x]\n")
	for c := 'b'; c < 'z'; c++ {
		fmt.Fprintf(&b, "%c: &%c [*%c, *%c, *%c]\n", c, c, c-1, c-1, c-1)
	}
	return b.String()
}

func TestFingerprint(t *testing.T) {
	base := playbook.Fingerprint(playbook.Builtin(nil))
	if len(base) != 16 || base != playbook.Fingerprint(load(t, "version: 1")) {
		t.Errorf("%q is not stable", base)
	}
	for _, same := range []string{
		"admins: [U1]", "gate: {daily: 1}", `digest: {at: "07:00"}`, `channels: {deals: ["#x"]}`,
		"hours: {spread: 1m}", "scorecard: {healthy: {hhi: 0}}", "rules: {narrow-base: {quiet: 3}}", "rules: {narrow-base: {}}", "model: {on: false}", "languages: [en, de]",
	} {
		if playbook.Fingerprint(load(t, "version: 1\n"+same)) != base {
			t.Errorf("%s changes what is said, not what is found", same)
		}
	}
	seen := []string{base}
	for _, other := range []string{
		"rules: {narrow-base: {off: true}}", "rules: {narrow-base: {shadow: true}}", "rules: {narrow-base: {top_share: 0.4}}",
		"new: rep", "rollup: true", "fed_days: 31", "stages: [proposal]", "fiscal_year_starts: feb", "time_zone: Asia/Tokyo",
		"holidays: {DE: [2026-12-25]}", "hours: {days: [mon]}", "sweet_spot: {written: true}", "minimums: {wins: 3}", "minimums: {quarter: 0.3}", "scorecard: {recent_days: 60}",
		"rates: [{from: 2026-01-01, VND: 0.00004}]", "rates: [{from: 2026-01-01, VND: 0.00004000001}]", "bands: {hunter: {from: 0.5}}", "issues: {low: 9}",
	} {
		f := playbook.Fingerprint(load(t, "version: 1\n"+other))
		if slices.Contains(seen, f) {
			t.Errorf("%s leaves the fingerprint as it was", other)
		}
		seen = append(seen, f)
	}
}

// Whatever is in the file, Load answers, and each error says where.
func FuzzLoad(f *testing.F) {
	f.Add(playbook.BuiltinYAML())
	f.Add([]byte(laughs()))
	for _, s := range []string{
		"version: 1\nrules: {narrow-base: {top_share: 30%}}", "version: [", "a: !!binary x", "? ? a\n: b\n:", "version: 1\nsweet_spot: {criteria: [{fits: {from: 9, to: 1}}]}",
		"%YAML 1.2\n---\nversion: 1", "version: 1\nhours: {days: [], from: 9}", "\xff\xfev", "version: 1\nstages:\n- &a b\n- *a", "a: |\n  x\n b", "<<: 1",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		p, err := playbook.Load("f.yaml", src, rules)
		if err == nil {
			if playbook.Fingerprint(p) == "" || len(p.Stages) == 0 || len(p.SweetSpot.Criteria) == 0 || p.Hours.From >= p.Hours.To {
				t.Fatal("accepted an unsound playbook")
			}
			return
		}
		errs, ok := err.(playbook.Errors)
		if !ok || p != nil || len(errs) == 0 {
			t.Fatalf("%T: %v", err, err)
		}
		for _, e := range errs {
			if e.Line < 1 || e.Col < 1 || e.What == "" || strings.Contains(e.Error(), "\n") {
				t.Errorf("no place, or more than a line: %q", e.Error())
			}
		}
	})
}

func ExampleLoad() {
	_, err := playbook.Load("team.yaml", []byte("version: 1\ngate: {daly: 2.5}\nnew: me\n"), nil)
	fmt.Fprintln(os.Stdout, err)
	// Output:
	// team.yaml:2:8: gate.daly: there is no such setting; did you mean daily?
	// team.yaml:3:6: new: "me" is none of workspace, rep
}
