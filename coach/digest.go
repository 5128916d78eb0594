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
}

// Section is a part of a digest, in the order in which it is read.
type Section struct {
	ID    SectionID `json:"id"`
	Items []Item    `json:"items"`
}

// SectionID names a part of a digest.
type SectionID string

// The sections. A rep's message has Nudges and Notes, a team's Renewals; the
// others are a manager's.
const (
	SectionChanged       SectionID = "changed"       // what is another than a week ago, one fact each
	SectionBalance       SectionID = "balance"       // by rep: new_share, existing_share, and the role's band_from and band_to
	SectionScorecard     SectionID = "scorecard"     // by rep, in the order of names: scorecard measures
	SectionRollup        SectionID = "rollup"        // a director's: the same by manager
	SectionConversations SectionID = "conversations" // at most three, each with its question
	SectionInspect       SectionID = "inspect"       // deals outside, relaxed, on the edge, passive
	SectionRenewals      SectionID = "renewals"      // of the next 90 days: value, dates, signs of doubt
	SectionBurden        SectionID = "burden"        // what must be sold again before anything grows
	SectionAnswers       SectionID = "answers"       // nudges sent, done, not useful
	SectionTune          SectionID = "tune"          // rules to tune
	SectionBlind         SectionID = "blind"         // what the coach could not see
	SectionSetup         SectionID = "setup"         // what the team has not written yet
	SectionNudges        SectionID = "nudges"
	SectionNotes         SectionID = "notes"
)

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
