package coach

import "time"

// Source is where a fact came from. It decides who is answered at once: only a
// rep's own act in Slack is.
type Source string

// The sources.
const (
	Slack  Source = "slack"  // a person, in Slack
	App    Source = "app"    // another app's message or webhook
	Import Source = "import" // CSV files
	Clock  Source = "clock"  // time passed
	Self   Source = "coach"  // the coach's own bookkeeping
)

// Event is one thing that happened, addressed to one aggregate: a book (Rep) or
// an account (Account). Exactly one of the pointers is set, or several of the
// import's. Events are applied idempotently by ID; ID comes from meaning (a
// Slack event id, channel and ts, an import's row), never from chance.
type Event struct {
	ID      string    `json:"id"`
	At      time.Time `json:"at"` // business time at which it counts as happening
	Source  Source    `json:"source"`
	By      string    `json:"by,omitempty"`      // rep who did it; empty for feeds
	Rep     string    `json:"rep,omitempty"`     // the book it is for
	Account string    `json:"account,omitempty"` // the account it is for, if not a book's
	Team    string    `json:"team,omitempty"`    // the team that has to look again

	// For a book.
	Deal       *DealChange       `json:"deal,omitempty"`
	Commitment *CommitmentChange `json:"commitment,omitempty"`
	Touch      *Touch            `json:"touch,omitempty"` // with the Metric measured or the Review held then, if any
	Answers    *AnswersGiven     `json:"answers,omitempty"`
	Reply      *Reply            `json:"reply,omitempty"`
	Posted     *Posted           `json:"posted,omitempty"`
	Adopt      *Adopt            `json:"adopt,omitempty"`   // deals change hands: they arrive with their history
	Release    *Release          `json:"release,omitempty"` // … and leave tombstones
	Rows       []Event           `json:"rows,omitempty"`    // an import's rows for one book or account, in one transaction
	Rename     *Rename           `json:"rename,omitempty"`
	Quota      *QuotaGiven       `json:"quota,omitempty"`
	Imported   *Imported         `json:"imported,omitempty"`
	Works      string            `json:"works,omitempty"`     // account at which the rep has a contract
	Baseline   *Baseline         `json:"baseline,omitempty"`  // what was prepared for the book
	Unclaimed  *Unclaimed        `json:"unclaimed,omitempty"` // nobody of a manager's people is on a renewal
	Prefs      *PrefsChange      `json:"prefs,omitempty"`     // what the rep sets for themselves
	Deleted    *Line             `json:"deleted,omitempty"`   // a post in a deals channel is gone
	Line       *Line             `json:"line,omitempty"`      // the post that Deal comes from, which may be deleted

	// For an account.
	Issue    *IssueChange    `json:"issue,omitempty"`
	Contract *ContractChange `json:"contract,omitempty"`
	Product  *ProductChange  `json:"product,omitempty"`
	Metric   *MetricChange   `json:"metric,omitempty"`
	Review   *ReviewChange   `json:"review,omitempty"`
	Win      *Win            `json:"win,omitempty"`
	Stake    *Stake          `json:"stake,omitempty"`
	Heard    *Heard          `json:"heard,omitempty"`
	Leave    *Leave          `json:"leave,omitempty"`  // records go to another account
	Arrive   *Arrive         `json:"arrive,omitempty"` // … and come with their history

	// For a team. One with a Rep says that this rep's renewals have changed.
	Renewal *RenewalReply `json:"renewal,omitempty"`

	// For either: look again at what stands at these accounts, or, with none
	// named, at whatever is due.
	Wake *Wake `json:"wake,omitempty"`
}

// DealChange says what became known of a deal. Nil means not said. ID and
// Account are already resolved to ids of ours.
type DealChange struct {
	ID         string            `json:"id"`
	Account    *string           `json:"account,omitempty"` // account id; "" is a deal without an account
	Name       *string           `json:"name,omitempty"`
	Product    *string           `json:"product,omitempty"`
	Stage      *string           `json:"stage,omitempty"`
	StageSince *Date             `json:"stage_since,omitempty"`
	Amount     *Money            `json:"amount,omitempty"` // Known() false: taken back
	Kind       *Kind             `json:"kind,omitempty"`
	Source     *string           `json:"source,omitempty"` // where the deal came from, e.g. territory
	Created    *Date             `json:"created,omitempty"`
	Close      *Date             `json:"close,omitempty"`   // expected close
	Outcome    *Outcome          `json:"outcome,omitempty"` // "" reopens
	Closed     *Date             `json:"closed,omitempty"`
	Until      *Date             `json:"until,omitempty"`
	Reason     *string           `json:"reason,omitempty"`
	Refer      *string           `json:"refer,omitempty"`
	Extra      map[string]string `json:"extra,omitempty"` // discount, margin, contract: kept as given
}

// CommitmentChange makes or changes what a client promised.
type CommitmentChange struct {
	ID      string            `json:"id"`
	Deal    string            `json:"deal,omitempty"`    // deal id, or
	Account string            `json:"account,omitempty"` // account id
	Kind    *CommitmentKind   `json:"kind,omitempty"`
	What    *string           `json:"what,omitempty"`
	Made    *Date             `json:"made,omitempty"`
	Due     *Date             `json:"due,omitempty"`
	Status  *CommitmentStatus `json:"status,omitempty"`
}

// AnswersGiven are answers to qualification questions about a deal or an
// account, by criterion key. An empty answer is unknown.
type AnswersGiven struct {
	Subject Subject           `json:"subject"` // deal/… or account/…
	Answers map[string]string `json:"answers"`
	Refer   string            `json:"refer,omitempty"`
}

// Reply is what a rep pressed on a nudge.
type Reply struct {
	Nudge  string    `json:"nudge"`          // key
	Also   []string  `json:"also,omitempty"` // keys of those that stood in one list with it: the answer is to all
	Kind   ReplyKind `json:"kind"`
	Until  Date      `json:"until,omitempty"`  // snooze: quiet before this day
	Reason string    `json:"reason,omitempty"` // not useful: which; override: why
}

// ReplyKind is one of the answers to a nudge.
type ReplyKind string

// The answers a rep can give.
const (
	Done      ReplyKind = "done"
	Snooze    ReplyKind = "snooze"
	NotUseful ReplyKind = "not_useful"
	Override  ReplyKind = "override"
)

// Posted settles a message: Slack has shown this version of it.
type Posted struct {
	Message string   `json:"message"` // key
	Version int      `json:"version"`
	Channel string   `json:"channel"`
	TS      string   `json:"ts"`
	Gone    bool     `json:"gone,omitempty"`  // undeliverable for good: nobody can be reached there
	Left    []string `json:"left,omitempty"`  // nudges that it went without, as they were stale; with version 0 it did not go at all
	Picks   []Pick   `json:"picks,omitempty"` // of a digest: the conversations that it proposed

	Worded   map[string]*Worded `json:"worded,omitempty"`   // how nudges were said that nobody had seen before, by key
	Language string             `json:"language,omitempty"` // in which it was said; "" is English
}

// Adopt brings deals from another book, with all that hangs on them.
type Adopt struct {
	Deals          []*Deal           `json:"deals,omitempty"`
	Commitments    []*Commitment     `json:"commitments,omitempty"`
	Qualifications []*Qualification  `json:"qualifications,omitempty"`
	Touches        []*Touch          `json:"touches,omitempty"`
	Quotas         []*Quota          `json:"quotas,omitempty"`
	Said           map[string]*Event `json:"said,omitempty"` // what an import said last of the deals
	Came           Date              `json:"came,omitzero"`  // when they changed hands; zero: the whole book did, as both are one person
}

// Rename gives an account that was known by its name the id that it got later.
type Rename struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Release takes deals out of a book: they go to another rep.
type Release struct {
	Deals []string `json:"deals"`
	To    string   `json:"to"`
	Whole bool     `json:"whole,omitempty"` // with all that the book holds of accounts
}

// Imported ends one run of an import for a book: rules look only now, when all
// files have been read. Kinds are the kinds of fact whose files were there.
type Imported struct {
	Run   string     `json:"run"`
	Kinds []FactKind `json:"kinds"`
}

// IssueChange says what became known of an issue at an account.
type IssueChange struct {
	ID       string         `json:"id"`
	Severity *IssueSeverity `json:"severity,omitempty"`
	Opened   *Date          `json:"opened,omitempty"`
	Promised *Date          `json:"promised,omitempty"`
	Closed   *Date          `json:"closed,omitempty"` // zero reopens
}

// ContractChange says what became known of a contract.
type ContractChange struct {
	ID       string           `json:"id"`
	Owner    *string          `json:"owner,omitempty"` // rep id; "" is nobody's
	Product  *string          `json:"product,omitempty"`
	Start    *Date            `json:"start,omitempty"`
	End      *Date            `json:"end,omitempty"`
	Yearly   *Money           `json:"yearly,omitempty"`
	Auto     *bool            `json:"auto,omitempty"`   // it renews by itself
	Notice   *int             `json:"notice,omitempty"` // days before the end
	Renews   *string          `json:"renews,omitempty"` // its predecessor's id
	Discount *string          `json:"discount,omitempty"`
	Outcome  *ContractOutcome `json:"outcome,omitempty"`
	Ended    *Date            `json:"ended,omitempty"` // where it ended on another day than its end
	Reason   *string          `json:"reason,omitempty"`
}

// ProductChange says that a customer runs a product of ours.
type ProductChange struct {
	Product string `json:"product"`
	Since   *Date  `json:"since,omitempty"`
}

// MetricChange is one measurement of a metric, or what was agreed to measure
// (then without an actual).
type MetricChange struct {
	Metric    string  `json:"metric"`
	Measured  Date    `json:"measured,omitzero"`
	Target    *string `json:"target,omitempty"` // plain decimals, as given
	Actual    *string `json:"actual,omitempty"`
	Direction *string `json:"direction,omitempty"` // at_least or at_most
	Unit      *string `json:"unit,omitempty"`
}

// ReviewChange says what became known of the reviews at an account.
type ReviewChange struct {
	Cadence *int  `json:"cadence,omitempty"` // days; 0 is none agreed
	Agreed  *Date `json:"agreed,omitempty"`
	Last    *Date `json:"last,omitempty"` // one that was held
	Next    *Date `json:"next,omitempty"`
}

// QuotaGiven is what a rep is to win in a period.
type QuotaGiven struct {
	Period string `json:"period"` // 2017-Q4, 2017-10 or 2017
	Amount Money  `json:"amount"` // unknown: taken back
}

// Stake says that a book works with an account, or no longer.
type Stake struct {
	Rep  string `json:"rep"`
	Gone bool   `json:"gone,omitempty"`
}

// Win says that a deal was won at an account, or that it no longer counts.
type Win struct {
	Deal   string `json:"deal"`
	Rep    string `json:"rep"` // who owned it on the day of closing
	Day    Date   `json:"day,omitzero"`
	Amount Money  `json:"amount,omitzero"`
	Kind   Kind   `json:"kind,omitempty"` // as given
	Gone   bool   `json:"gone,omitempty"` // reopened, lost after all, moved to another account
}

// Heard is a contact that a rep had with an account.
type Heard struct {
	Rep   string   `json:"rep"`
	Touch TouchRow `json:"touch"`
}

// Wake asks for another look.
type Wake struct {
	Accounts []string   `json:"accounts,omitempty"`
	Kinds    []FactKind `json:"kinds,omitempty"` // kinds of fact that somebody wrote down there, in Slack
}
