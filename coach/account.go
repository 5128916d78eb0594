package coach

import (
	"fmt"
	"hash/fnv"
)

// IssueSeverity is how much an issue hurts the customer.
type IssueSeverity string

// The severities of issues.
const (
	Low    IssueSeverity = "low"
	Medium IssueSeverity = "medium"
	High   IssueSeverity = "high"
)

// Issue is something a customer asked to have mended.
type Issue struct {
	ID       string               `json:"id"`
	Severity Field[IssueSeverity] `json:"severity,omitzero"`
	Opened   Field[Date]          `json:"opened,omitzero"`
	Promised Field[Date]          `json:"promised,omitzero"`
	Closed   Field[Date]          `json:"closed,omitzero"`
	Teller   string               `json:"teller,omitempty"` // fingerprint of who recorded it in Slack: nobody is named in an account for that
}

// ToldBy says whether a rep recorded the issue in Slack.
func (i *Issue) ToldBy(rep string) bool { return i.Teller != "" && i.Teller == tellerOf(rep, i.ID) }

// tellerOf is the fingerprint of who recorded an issue.
func tellerOf(rep, issue string) string {
	h := fnv.New64a()
	h.Write([]byte(rep + " " + issue))
	return fmt.Sprintf("%016x", h.Sum64())
}

// OpenOn says whether the issue stands on day d.
func (i *Issue) OpenOn(d Date) bool {
	return i.Opened.V <= d && (i.Closed.V.IsZero() || i.Closed.V > d)
}

// Account is what several books share about one customer or prospect. Its
// profile (name, segment, owner …) stands in the directory.
type Account struct {
	ID      string
	Version int64
	Issues  map[string]*Issue

	Contracts map[string]*Contract
	Products  map[string]*Product // by product
	Metrics   map[string]*Metric  // by "metric@day"
	Review    *Review             // nil: nobody ever spoke of one

	Wins   map[string]*Win     // by deal; those gone stay as tombstones
	Stakes map[string]*Stake   // by rep whose book has a deal or commitment here
	Heard  map[string]Contacts // by rep
	Owed   []Owed              // to-dos for other aggregates
	Said   map[string]*Event   // what an import said last, by "issue/ID", "contract/ID" …
}

// Product is a product of ours that the customer runs.
type Product struct {
	Product string      `json:"product"`
	Since   Field[Date] `json:"since,omitzero"`
}

// Metric is one measurement of what was agreed with the customer, or, without
// an actual, the agreeing itself.
type Metric struct {
	Metric    string        `json:"metric"`
	Measured  Date          `json:"measured,omitzero"`
	Target    Field[string] `json:"target,omitzero"`
	Actual    Field[string] `json:"actual,omitzero"`
	Direction Field[string] `json:"direction,omitzero"`
	Unit      Field[string] `json:"unit,omitzero"`
}

// key is what a measurement is kept under: "metric@day".
func (m *Metric) key() string { return m.Metric + "@" + m.Measured.String() }

// Review is the rhythm of reviews with the customer.
type Review struct {
	Cadence Field[int]    `json:"cadence,omitzero"` // days; 0: none agreed
	Agreed  Field[Date]   `json:"agreed,omitzero"`
	Held    History[Date] `json:"held,omitempty"`
	Next    Field[Date]   `json:"next,omitzero"`
}

// FirstWin is the earliest day on which a deal was won here, by rep or, with
// rep empty, by anyone; zero if there was none.
func (a *Account) FirstWin(rep string) Date {
	var first Date
	if a == nil {
		return 0
	}
	for _, w := range a.Wins {
		if w.Gone || rep != "" && w.Rep != rep {
			continue
		}
		if first.IsZero() || w.Day < first {
			first = w.Day
		}
	}
	return first
}
