package coach

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Playbook is a team's settings. Package coach/playbook reads it from YAML; its
// zero value is not useful: start from playbook.Builtin.
type Playbook struct {
	Version   int
	Channels  Channels
	Stages    []string // in order; matched without case
	Proposal  string   // the proposal stage
	Currency  string   // where neither deal nor rep says one
	TimeZone  string   // IANA; where teams' and the company's days begin
	Fiscal    time.Month
	Hours     Hours
	Digest    DigestTime
	New       string // "workspace" or "rep": whose earlier win makes a deal an expansion
	Rollup    bool   // count accounts by their top parent
	SweetSpot SweetSpot
	Market    []string // accounts by id or name: those who have the problems solved best; empty: nobody has written them down
	Gate      Gate
	Fed       int // days for which one fact of a kind counts as feeding it
	Rules     map[string]RuleSettings
	Teams     map[string]TeamSettings
	Holidays  map[string][]Date // by country
	Admins    []string          // rep ids, e-mail addresses or Slack user ids
	Minimums  Minimums
	Scorecard ScorecardSettings
	Rates     []Rates       // the earliest first
	Bands     map[Role]Band // of the new-business share
	Issues    IssueLimits
	Model     ModelSettings
	Languages []string // in which the coach may speak, English among them
}

// Band is between which shares a measure is healthy, both included. It can be
// missed on either side.
type Band struct {
	From float64 `json:"from"`
	To   float64 `json:"to"`
}

// IssueLimits are the working days within which an issue is to be closed where
// nothing else was promised.
type IssueLimits struct{ High, Medium, Low int }

// Days is the limit for a severity; one that nobody gave counts as medium.
func (l IssueLimits) Days(s IssueSeverity) int {
	switch s {
	case High:
		return l.High
	case Low:
		return l.Low
	}
	return l.Medium
}

// Channels are where deal updates come in and renewals go out, as "#name" or a
// channel id.
type Channels struct {
	Deals    []string
	Renewals string
}

// Hours are when the coach may speak.
type Hours struct {
	Days     []time.Weekday
	From, To ClockTime
	Message  ClockTime     // the daily coaching message
	Spread   time.Duration // messages leave over this long, each rep always at the same offset
}

// DigestTime is when managers get their digest.
type DigestTime struct {
	Day time.Weekday
	At  ClockTime
}

// Gate caps what is said.
type Gate struct {
	Daily          int // nudges in the daily message
	AnswersPerDay  int // direct messages that answer a rep's act
	AnswerFindings int // findings in one such answer
	List           int // notes in the list of a week's first message
	NotUseful      int // so many *not useful* for one rule …
	NotUsefulDays  int // … in so many days
	QuietDays      int // … quiet it for the rep for so many
}

// Minimums are the counts below which a measure says "too early"; 0 is none.
type Minimums struct {
	Wins          int     // deals won: shares of customers, and of new business in what was won
	Decided       int     // deals won or lost: the win rate
	HistoryMonths int     // on record before the window: new business in what was won
	Shared        int     // deals or touches: every other share of them
	Contracts     int     // due, or live a year ago: rates of renewal and retention
	Quarter       float64 // the part of the quarter's working days that has begun: the pace
}

// ScorecardSettings are the spans that the scorecard looks at, and the lines
// within which a measure is healthy.
type ScorecardSettings struct {
	RecentDays  int     // touches and issues of this many days through as-of
	KeptDays    int     // for how long a kept promise still counts as the client's engagement
	StaleDays   int     // the age beyond which a measurement says nothing any more
	NewQuarters int     // a rep's first, in which numbers are shown and not judged
	Inherited   float64 // … and so is a book of whose deals more than this share came from others this quarter
	Stalled     Stalled
	Healthy     map[string]float64 // by the measure's key; 0 draws no line
}

// Stalled is the age from which an open deal is stalled: a percentile (nearest
// rank) of the days that the team's own wins took, or a number of days where
// there are too few wins to know.
type Stalled struct {
	Percentile int // of the wins' days from creation to closing
	Months     int // of which the wins are taken
	Wins       int // so many at least
	Days       int // else
}

// RuleSettings is what a playbook says about one rule.
type RuleSettings struct {
	Off, Shadow bool
	Quiet       *int // cool-down in days
	Set         map[string]float64
}

// TeamSettings is what a playbook says about one team.
type TeamSettings struct {
	TimeZone string
	Channels Channels
}

// SweetSpot is which problems the team solves best, and who has them.
type SweetSpot struct {
	Written  bool // until then answers are kept and no verdict is given
	Problems []string
	Criteria []Criterion
	Reviewed Date // when somebody last looked it over; zero: not said
}

// Criterion is one question of /qualify. Weights add up to 100.
type Criterion struct {
	Key      string
	Ask      string
	Number   bool
	Weight   int
	Critical bool
	Timing   bool
	Fits     *Fits // nil: any answer fits that is not in Never or Later
	Never    []Never
	Later    []string
}

// Fits is which answers fit: one of Values, or a number from From to To, both
// included; nil bounds are open.
type Fits struct {
	Values   []string
	From, To *float64
}

// Never is an answer that makes a deal not ours, and why.
type Never struct {
	Value string
	Why   string
}

// Setting returns a rule's number: the playbook's, else the rule's default.
func (p *Playbook) Setting(r *Rule, name string) float64 {
	if v, ok := p.Rules[r.ID].Set[name]; ok {
		return v
	}
	i := slices.IndexFunc(r.Settings, func(s Setting) bool { return s.Name == name })
	if i < 0 {
		panic("coach: rule " + r.ID + " has no setting " + name)
	}
	return r.Settings[i].Default
}

// QuietDays is a rule's cool-down in calendar days.
func (p *Playbook) QuietDays(r *Rule) int {
	if q := p.Rules[r.ID].Quiet; q != nil {
		return *q
	}
	return r.Quiet
}

// Team returns a team's settings; empty ones for a team not mentioned.
func (p *Playbook) Team(name string) TeamSettings { return p.Teams[name] }

// Nowhere is a team's renewals channel where it wants none, though others have one.
const Nowhere = "nowhere"

// RenewalsChannel is where a team is reminded of renewals, as "#name" or a channel
// id: its own, else everybody's; "" is nowhere.
func (p *Playbook) RenewalsChannel(team string) string {
	where := cmp.Or(p.Team(team).Channels.Renewals, p.Channels.Renewals)
	if where == Nowhere {
		return ""
	}
	return where
}

// StageIndex is a stage's place in the list, -1 for an unlisted one.
func (p *Playbook) StageIndex(stage string) int {
	return slices.IndexFunc(p.Stages, func(s string) bool { return strings.EqualFold(s, strings.TrimSpace(stage)) })
}

// WorkingDay says whether the rep may hear from the coach on day d.
func (p *Playbook) WorkingDay(d Date, country string) bool {
	return slices.Contains(p.Hours.Days, d.Weekday()) && !slices.Contains(p.Holidays[country], d)
}

// workingDays is the day n working days after d; where the week has none, the
// last day there is.
func (p *Playbook) workingDays(d Date, n int, country string) Date {
	for left := n; left > 0 && d < LastDate; {
		if d = d.AddDays(1); p.WorkingDay(d, country) {
			left--
		}
	}
	return d
}

// Criterion returns the criterion with the key, nil without one.
func (s *SweetSpot) Criterion(key string) *Criterion {
	for i := range s.Criteria {
		if s.Criteria[i].Key == key {
			return &s.Criteria[i]
		}
	}
	return nil
}

// On says whether a rule runs at all: those that judge by the sweet spot wait
// until the team has written it.
func (p *Playbook) On(r *Rule) bool {
	return !p.Rules[r.ID].Off && (!r.SweetSpot || p.SweetSpot.Written)
}

// RulesKey names the rules that are on, and by a fingerprint of the playbook
// the numbers they run with: "narrow-base;unqualified;#1f3a…". A book that was
// last looked at under another key is looked at again, whole.
func (p *Playbook) RulesKey(rules []Rule, fingerprint string) string {
	var key strings.Builder
	for i := range rules {
		if p.On(&rules[i]) {
			key.WriteString(rules[i].ID + ";")
		}
	}
	return key.String() + "#" + fingerprint
}

// FiscalYear is the fiscal year that bears the number of the calendar year in
// which it ends.
func (p *Playbook) FiscalYear(year int) Window {
	from := NewDate(year, time.January, 1)
	if p.Fiscal > time.January {
		from = NewDate(year-1, p.Fiscal, 1)
	}
	return Window{from, from.AddMonths(12).AddDays(-1)}
}
