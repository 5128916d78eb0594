package coach

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Kind of a deal.
type Kind string

// The kinds. Renewal is never derived, only given.
const (
	KindNew       Kind = "new"
	KindExpansion Kind = "expansion"
	KindRenewal   Kind = "renewal"
)

// Outcome of a deal. The empty outcome is open.
type Outcome string

// The outcomes.
const (
	Open         Outcome = ""
	Won          Outcome = "won"
	Lost         Outcome = "lost"
	Disqualified Outcome = "disqualified"
	Later        Outcome = "later" // parked until a date
)

// Closed says whether the deal has a closing day.
func (o Outcome) Closed() bool { return o == Won || o == Lost || o == Disqualified }

// FactKind is a kind of fact that a source may feed or not. Absence of a fact
// means something only where its kind is fed.
type FactKind string

// The kinds of fact whose absence a rule may read.
const (
	Touches        FactKind = "touches"
	Commitments    FactKind = "commitments"
	Metrics        FactKind = "metrics"
	Issues         FactKind = "issues"
	Reviews        FactKind = "reviews"
	Contracts      FactKind = "contracts"
	Products       FactKind = "products"
	Qualifications FactKind = "qualifications"
	Deals          FactKind = "deals"
)

// Book is one rep's book of business, or what a team has of its own (then without
// deals). A Book is never changed in place: Decide returns the next one, which
// shares what did not change.
type Book struct {
	Rep            string
	Team           string // set instead of Rep for a team
	Version        int64
	Deals          map[string]*Deal
	Commitments    map[string]*Commitment
	Touches        map[string]*Touch
	Quotas         map[string]*Quota          // by period
	Qualifications map[Subject]*Qualification // of deals and accounts
	Nudges         map[string]*Nudge          // by key
	Messages       map[string]*Message        // by key
	Next           map[Subject]time.Time      // when time alone may change a rule's answer
	Works          map[string]bool            // accounts where the rep has a contract and perhaps nothing else
	Baseline       *Baseline                  // what was prepared; nil until it was
	Owed           []Owed                     // to-dos for other aggregates
	Said           map[string]*Event          // what an import said last, by "deal/ID", "commitment/ID", "answers/deal/ID"
	Lines          map[string]*Taken          // what lines in a deals channel replaced, by event, and which are gone
	State          State

	wins   []Row   // the won deals, the earliest first: derived, so that not every decision has to look for them
	places *places // what stands where; nil until something was decided
}

// State is what a book remembers besides its records.
type State struct {
	Schema   int               `json:"schema"`
	Since    time.Time         `json:"since,omitzero"`     // when the rep became known
	Fed      map[FactKind]Feed `json:"fed,omitempty"`      // which kinds of fact reach this book
	DailyRun Date              `json:"daily_run,omitzero"` // the last day whose coaching message was decided
	Listed   Date              `json:"listed,omitzero"`    // the last day whose message was to end with the week's list
	Answers  Date              `json:"answers,omitzero"`   // the day that AnswersN counts
	AnswersN int               `json:"answers_n,omitempty"`
	Zone     string            `json:"zone,omitempty"`    // in which the days of Next begin
	Rules    string            `json:"rules,omitempty"`   // fingerprint of the playbook last run over the book
	Pending  bool              `json:"pending,omitempty"` // an import waits for the bot to look at it
	First    []FactKind        `json:"first,omitempty"`   // … and these kinds came with it for the first time
	Fresh    []FactKind        `json:"fresh,omitempty"`   // kinds that came for the first time since a baseline was prepared
	Rows     int               `json:"rows,omitempty"`    // version of the summary's rows
	Prefs    Prefs             `json:"prefs"`
	Pressed  []Pressed         `json:"pressed,omitempty"` // each *not useful*, for as long as it counts
	Quieted  map[string]Date   `json:"quieted,omitempty"` // rules found not useful too often → the day on which they may speak again
}

// same says whether two states are stored alike. A nil map and an empty one are.
func (s State) same(o *State) bool {
	if len(s.Fed) == 0 && len(o.Fed) == 0 {
		s.Fed = o.Fed
	}
	return reflect.DeepEqual(&s, o)
}

// Feed is when facts of a kind first and last reached the book.
type Feed struct {
	First    time.Time `json:"first"`
	Last     time.Time `json:"last"`
	Imported bool      `json:"imported,omitempty"` // an import brought this kind once
}

// Deal is one deal of a book.
type Deal struct {
	ID         string                   `json:"id"`
	Account    Field[string]            `json:"account,omitzero"` // account id; "" without one
	Name       Field[string]            `json:"name,omitzero"`
	Product    Field[string]            `json:"product,omitzero"`
	Stage      History[string]          `json:"stage,omitempty"`
	StageSince Field[Date]              `json:"stage_since,omitzero"`
	Amount     Field[Money]             `json:"amount,omitzero"`
	Kind       Field[Kind]              `json:"kind,omitzero"` // as given; see Book.KindOf
	Source     Field[string]            `json:"source,omitzero"`
	Created    Field[Date]              `json:"created,omitzero"`
	Close      History[Date]            `json:"close,omitempty"`
	Outcome    Field[Outcome]           `json:"outcome,omitzero"`
	Closed     Field[Date]              `json:"closed,omitzero"`
	Until      Field[Date]              `json:"until,omitzero"`
	Reason     Field[string]            `json:"reason,omitzero"`
	Refer      Field[string]            `json:"refer,omitzero"`
	Extra      map[string]Field[string] `json:"extra,omitempty"`
	Opened     time.Time                `json:"opened,omitzero"` // when it first reached the book
	Came       Date                     `json:"came,omitzero"`   // when it came from another rep's; zero: it was here from the first
	To         string                   `json:"to,omitempty"`    // tombstone: the deal went to this rep
}

// Open says whether the deal is in the pipeline: neither closed, nor parked,
// nor given to someone else.
func (d *Deal) Open() bool { return d.Outcome.V == Open && d.To == "" }

// Label is how people call the deal: its name, else its id.
func (d *Deal) Label() string {
	if d.Name.V != "" {
		return d.Name.V
	}
	return d.ID
}

// CommitmentKind is what the client put in.
type CommitmentKind string

// What a client can commit.
const (
	Time CommitmentKind = "time"
	Data CommitmentKind = "data"
	Cash CommitmentKind = "money"
)

// CommitmentStatus is how it stands.
type CommitmentStatus string

// How a commitment stands.
const (
	Pending   CommitmentStatus = "open"
	Kept      CommitmentStatus = "kept"
	Broken    CommitmentStatus = "broken"
	Withdrawn CommitmentStatus = "withdrawn"
)

// Commitment is what a client promised; at a deal, or at an account.
type Commitment struct {
	ID      string                  `json:"id"`
	Deal    string                  `json:"deal,omitempty"`
	Account string                  `json:"account,omitempty"` // set where there is no deal
	Kind    Field[CommitmentKind]   `json:"kind,omitzero"`
	What    Field[string]           `json:"what,omitzero"`
	Made    Field[Date]             `json:"made,omitzero"`
	Due     Field[Date]             `json:"due,omitzero"` // zero: none given
	Status  Field[CommitmentStatus] `json:"status,omitzero"`
	Settled Field[Date]             `json:"settled,omitzero"` // day on which it was kept, broken or withdrawn
}

// Quota is what the rep is to win in a period.
type Quota struct {
	Period string       `json:"period"` // 2017-Q4, 2017-10 or 2017
	Amount Field[Money] `json:"amount,omitzero"`
}

// TouchKind is what a contact was about.
type TouchKind string

// The kinds of touch.
const (
	Care  TouchKind = "care"
	Sales TouchKind = "sales"
)

// PlainTalk marks a future talk of which nobody said what it held.
const PlainTalk = "talk"

// Touch is one contact with an account.
type Touch struct {
	ID      string    `json:"id"`
	Account string    `json:"account"`
	Deal    string    `json:"deal,omitempty"`
	Day     Date      `json:"day"`
	At      time.Time `json:"at,omitzero"` // where the time of day is known
	Kind    TouchKind `json:"kind"`
	In      bool      `json:"in,omitempty"`     // they came to us
	Future  string    `json:"future,omitempty"` // diagnosis, prescription, prognosis, with ";"; PlainTalk where it was not said
	Review  bool      `json:"review,omitempty"` // a review held
	Waiting bool      `json:"waiting,omitempty"`
	Hours   string    `json:"hours,omitempty"`
	Note    string    `json:"note,omitempty"`
	Feed    bool      `json:"feed,omitempty"` // an app or an import brought it: nobody wrote it down
}

// Qualification is the answers about a deal or account and the verdicts they
// led to, the oldest first.
type Qualification struct {
	Subject  Subject                  `json:"subject"`
	Answers  map[string]Field[string] `json:"answers"`
	Verdicts []Verdict                `json:"verdicts,omitempty"`
	Refer    Field[string]            `json:"refer,omitzero"` // whom they were pointed to
}

// Message is one post of the coach and how far Slack has been told. Wanted
// rises with every change; a message with Wanted > Shown is owed.
type Message struct {
	Key     string         `json:"key"` // daily/r1/2026-11-23, answer/…, stop/…
	Kind    MessageKind    `json:"kind"`
	Nudges  []string       `json:"nudges,omitempty"`   // keys, in the order shown
	Lists   []string       `json:"lists,omitempty"`    // rules of which it speaks in one list each
	QuietBy map[string]int `json:"quiet_by,omitempty"` // first-import findings that its one summary line counts, by rule
	At      time.Time      `json:"at"`                 // when it was decided
	Wanted  int            `json:"wanted"`
	Shown   int            `json:"shown,omitempty"`
	Channel string         `json:"channel,omitempty"` // once posted
	TS      string         `json:"ts,omitempty"`
	Gone    bool           `json:"gone,omitempty"`

	Language string `json:"language,omitempty"` // in which it was shown; "" is English

	Picks []Pick `json:"picks,omitempty"` // of a digest: the conversations that it proposed
}

// Pick is a finding that a digest proposed to talk about. It is a fingerprint
// only: nothing of a rep's book stands in the manager's, where nobody would look
// for it who erases it.
type Pick struct {
	Of       string   `json:"of"` // of the rep and the nudge's key
	Severity Severity `json:"severity"`
}

// Owed says whether Slack still has to be told.
func (m *Message) Owed() bool { return m.Wanted > m.Shown && !m.Gone }

// MessageKind is why a message is sent.
type MessageKind string

// The kinds of message to a rep.
const (
	Daily  MessageKind = "daily"
	Answer MessageKind = "answer"
	Halt   MessageKind = "stop"
	Now    MessageKind = "now" // what cannot wait, once the day's message has gone
	Weekly MessageKind = "digest"
	Dues   MessageKind = "renewals" // to a team's channel
)

// OpenDealsAt returns the book's open deals at an account, by id.
func (b *Book) OpenDealsAt(account string) []*Deal {
	out := slices.DeleteFunc(b.DealsAt(account), func(x *Deal) bool { return !x.Open() })
	slices.SortFunc(out, func(x, y *Deal) int { return compare(x.ID, y.ID) })
	return out
}

func compare[T ~string](a, b T) int { return strings.Compare(string(a), string(b)) }

// Verdict is the latest verdict on a deal: its own, else its account's; nil
// without one.
func (b *Book) Verdict(x *Deal) *Verdict {
	if v := b.Qualifications[On("deal", x.ID)].Latest(); v != nil && v.Judgement != Unjudged {
		return v
	}
	if v := b.Qualifications[On("account", x.Account.V)].Latest(); x.Account.V != "" && v != nil && v.Judgement != Unjudged {
		return v
	}
	return nil
}

// AnswersFor returns the answers that count for a subject: its own, else the
// account's answers, else the account's field of that name.
func (b *Book) AnswersFor(q *Qualification, people Directory) map[string]string {
	account := q.Subject.ID()
	out := map[string]string{}
	if q.Subject.Kind() == "deal" {
		account = ""
		if x := b.Deals[q.Subject.ID()]; x != nil {
			account = x.Account.V
		}
	}
	if p := people.AccountProfile(account); account != "" && p != nil {
		out["segment"], out["country"], out["source"] = p.Segment, p.Country, p.Source
		if p.Employees > 0 {
			out["employees"] = strconv.Itoa(p.Employees)
		}
	}
	if aq := b.Qualifications[On("account", account)]; aq != nil {
		answersInto(out, aq.Answers)
	}
	answersInto(out, q.Answers)
	return out
}

func answersInto(out map[string]string, answers map[string]Field[string]) {
	for k, f := range answers {
		if fold(f.V) != "" {
			out[k] = f.V
		}
	}
}

// KindOf is the kind of a deal: as given, else new if its account has no won
// deal with a strictly earlier close date (by anyone, or by this rep: the
// playbook's choice), else expansion. A deal without an account, or at one not
// in accounts, has no known kind.
func (b *Book) KindOf(x *Deal, accounts map[string]*Account, p *Playbook, today Date) Kind {
	if x.Kind.V != "" {
		return x.Kind.V
	}
	a := accounts[x.Account.V]
	if x.Account.V == "" || a == nil {
		return ""
	}
	day := today
	if x.Outcome.V.Closed() && !x.Closed.V.IsZero() {
		day = x.Closed.V
	}
	rep := ""
	if p.New == "rep" {
		rep = b.Rep
	}
	if first := a.FirstWin(rep); !first.IsZero() && first < day {
		return KindExpansion
	}
	return KindNew
}
