// Package replay lets a playbook's rules live through a past stretch: what they
// would have found, what the reps would have been told, and what would have been
// held back and why.
//
// It is no second opinion on the gate: a whole coach.Coach runs, with its
// baselines, wake-ups and messages, on a store in memory, with a clock that goes
// from one instant at which something is due to the next. What is posted goes
// nowhere but into the record. Nobody answers.
//
// The records are as they stand at the end; each day of the stretch begins with an
// import of what could be known of them then (see cut.go). What nobody wrote down
// day by day stays as it is in the records: names, owners, expected days of
// closing, amounts (where deals have them before they are won), quotas.
//
// The same records and playbook lead to the same result, byte for byte.
package replay

import (
	"time"

	"evenkeel/coach"
)

// Options is what a replay works with. All of it is needed but Rules and Progress.
type Options struct {
	Records  coach.Records // rows are told as an import's; Run, Part and More are not looked at
	Playbook *coach.Playbook
	Rules    []coach.Rule // default: coach.Rules()
	Words    coach.Phraser
	Since    coach.Date // days of the playbook's zone, both included
	Until    coach.Date
	Progress func(done, all int) // may be nil; called after each morning
}

// Result is what a replay came to, as it prints.
type Result struct {
	From    coach.Date  `json:"from"`
	To      coach.Date  `json:"to"`
	Rules   []RuleCount `json:"rules"`  // every rule that is on, in the order of the rules
	Reps    []RepCount  `json:"reps"`   // every rep, by id
	Nudges  []Nudge     `json:"nudges"` // by time, then key
	Compare *Comparison `json:"compare,omitempty"`
}

// RuleCount says what became of a rule's occurrences. Found is the sum of the
// others.
type RuleCount struct {
	Rule    string               `json:"rule"`
	Found   int                  `json:"found"`
	Sent    int                  `json:"sent"`
	Held    map[coach.Reason]int `json:"held"`
	Shadow  int                  `json:"shadow"`
	Cleared int                  `json:"cleared"` // mended before it was said
}

// RepCount is how many messages a rep would have got, whatever stands in them.
type RepCount struct {
	Rep      string      `json:"rep"`
	Messages int         `json:"messages"`
	Weeks    []WeekCount `json:"weeks"` // every ISO week of the stretch
}

// WeekCount is an ISO week ("2017-W41") of the rep's zone.
type WeekCount struct {
	Week     string `json:"week"`
	Messages int    `json:"messages"`
}

// Status is what became of an occurrence.
type Status string

// The words of the contract.
const (
	Sent    Status = "sent"
	Held    Status = "held"    // not said by the end, for Reason
	Cleared Status = "cleared" // mended before it was said; Reason is why it had not been
	Shadow  Status = "shadow"
)

// Nudge is one occurrence of a finding. Of a team's, Rep is empty.
type Nudge struct {
	At       time.Time      `json:"at"` // when it was said, else when it was found
	Rep      string         `json:"rep"`
	Rule     string         `json:"rule"`
	Subject  coach.Subject  `json:"subject"`
	Severity coach.Severity `json:"severity"`
	Facts    []coach.Fact   `json:"facts"`
	Ask      string         `json:"ask"`
	Status   Status         `json:"status"`
	Reason   coach.Reason   `json:"reason"`

	Key   string        `json:"-"`
	Words coach.Wording `json:"-"` // in full; of those not sent, as it would have read then
	week  string        // of At, where the rep is
}
