package coach

import "time"

// Digest is something said at a time of the coach's choosing, put together when it
// is sent: a manager's week, a director's roll-up of it, a team's renewals, or a
// rep's coaching message. Its JSON is the contract's.
type Digest struct {
	Kind       string    `json:"kind"` // rep, manager, director or team
	For        string    `json:"for"`  // rep id, or the team's name
	At         time.Time `json:"at"`
	Occurrence string    `json:"occurrence"` // what makes it happen once: digest/2026-W48, daily/2026-11-23, renewals/2026-11-23
	Sections   []Section `json:"sections"`

	picks []Pick // the conversations among them, for the next one to leave out
}

// Section is a part of a digest, in the order in which it is read.
type Section struct {
	ID    SectionID `json:"id"`
	Items []Item    `json:"items"`
}

// SectionID names a part of a digest.
type SectionID string

// The sections. A rep's message has Nudges and Notes, a team's Renewals; the
// others are a manager's, who gets all of them, empty where there is nothing to
// say. A quiet week is one without any item in those up to Renewals but Balance,
// Scorecard and Rollup.
//
// A director's Conversations, Inspect, Renewals and Burden end with a line for each
// report who manages, of all beneath them: Rep is that manager, and the facts are
// count (of reps, findings, contracts), of renewals yearly_value (by currency, with
// ";") and in_doubt, of the burden the measures. Changed has their teams' crossings.
//
// Measures are facts under the scorecard's names: a number, money as "50000.00
// USD", or in words why there is none ("no data", "too early").
const (
	SectionChanged       SectionID = "changed"       // what is another than a week ago, five at most, one sentence in Say: of all together (no Rep) won_deals with won, gained, lost_customers; of a rep a measure that crossed its healthy line, as the measure and before
	SectionBalance       SectionID = "balance"       // by rep: new_share, existing_share, and the role's band_from and band_to where it has one
	SectionScorecard     SectionID = "scorecard"     // by rep, in the order of names: DigestMeasures
	SectionRollup        SectionID = "rollup"        // a director's: by report who manages, over them and all beneath: reps (how many that are), DigestMeasures, existing_share
	SectionConversations SectionID = "conversations" // at most three findings, one of a rep, each with a question to that rep in Ask
	SectionTeam          SectionID = "team"          // findings of the team as a whole, and those that are the manager's to act on
	SectionInspect       SectionID = "inspect"       // deals outside or passive, criteria relaxed: findings; on the edge: verdict, judged, amount; gone on with past a rule: override_reason, verdict, Reason override
	SectionRenewals      SectionID = "renewals"      // of the next 90 days, the first decision first: account, product, yearly_value, decision, ends, auto_renew, signs (of doubt, as a;b)
	SectionBurden        SectionID = "burden"        // what must be sold again before anything grows, by rep: replacement_burden, renewal_rate
	SectionAnswers       SectionID = "answers"       // since a week ago: sent, done, not_useful; first of all, then by Rule, that only from four reps on
	SectionTune          SectionID = "tune"          // by Rule found not useful so often that it is quiet for a rep: reps, that only from four reps on
	SectionBlind         SectionID = "blind"         // kinds of fact not fed: kind, reps (without it), of (all)
	SectionSetup         SectionID = "setup"         // what the team has not written yet: sweet_spot, or reviewed with days
	SectionNudges        SectionID = "nudges"
	SectionNotes         SectionID = "notes"
)

// DigestMeasures are the scorecard's measures that stand in a digest's table, in
// its order.
var DigestMeasures = []string{
	"won", "won_deals", "win_rate", "customers", "top_share", "hhi", "new_share", "gained", "lost_customers",
	"open_value", "stalled_deals", "new_share_pipeline", "commitment_cover", "care_ratio", "renewal_rate", "grr", "contract_coverage", "pace",
}

// Section returns a section's items, nil for one that is not there.
func (d *Digest) Section(id SectionID) []Item {
	for _, s := range d.Sections {
		if s.ID == id {
			return s.Items
		}
	}
	return nil
}

// Quiet says that a week brought nothing to talk about.
func (d *Digest) Quiet() bool {
	for _, id := range []SectionID{SectionChanged, SectionConversations, SectionTeam, SectionInspect, SectionRenewals} {
		if len(d.Section(id)) > 0 {
			return false
		}
	}
	return true
}

// Item is a line of a section: a nudge, or something with facts of its own. Keys
// that do not apply are empty.
type Item struct {
	At       time.Time `json:"at,omitzero"`
	Rep      string    `json:"rep,omitempty"`
	Rule     string    `json:"rule,omitempty"`
	Subject  Subject   `json:"subject,omitempty"`
	Severity string    `json:"severity,omitempty"`
	Facts    []Fact    `json:"facts"`
	Ask      string    `json:"ask,omitempty"`
	Status   string    `json:"status,omitempty"`
	Reason   string    `json:"reason,omitempty"`

	Title string `json:"-"` // in words, for who reads it in Slack or on a terminal
	Say   string `json:"-"`
}
