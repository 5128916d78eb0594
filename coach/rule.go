package coach

import (
	"slices"
	"strings"
	"time"
)

// Idea is one of the five ideas about selling from which every rule comes.
type Idea string

// The five ideas, and hygiene.
const (
	ShiftingTheBurden Idea = "Shifting the burden"
	CakeOrIcing       Idea = "Cake or icing"
	SpringCleaning    Idea = "Spring cleaning"
	NotYourCustomer   Idea = "Not your customer"
	FourSteps         Idea = "Four steps"
	Hygiene           Idea = "Hygiene"
)

// Severity is how loudly a finding speaks.
type Severity int

// Severities, the quietest first.
const (
	Note Severity = iota + 1 // Home, Monday list and digest only
	Hint                     // "nudge": the daily message
	Warn                     // before nudges
	Stop                     // the answer to the rep's own act, at once
)

var severities = [...]string{"", "note", "nudge", "warn", "stop"}

func (s Severity) String() string { return severities[s] }

// MarshalText prints the word of the contract.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads it.
func (s *Severity) UnmarshalText(b []byte) error {
	for i, w := range severities {
		if w == string(b) {
			*s = Severity(i)
		}
	}
	return nil
}

// Subject is what a finding is about: deal/ID, account/ID, contract/ID,
// book/REP or team/NAME.
type Subject string

// On builds a subject.
func On(kind, id string) Subject { return Subject(kind + "/" + id) }

// Kind is the part before the first slash: deal, account, contract, book, team.
func (s Subject) Kind() string { k, _, _ := strings.Cut(string(s), "/"); return k }

// ID is the part after it.
func (s Subject) ID() string { _, id, _ := strings.Cut(string(s), "/"); return id }

// Rule is data: one entry in the table of its idea, one Check, one wording file
// of the same name in prompts, one test.
type Rule struct {
	ID              string     // stable, part of keys, never reused
	Idea            Idea       // for "why this?"
	Doc             string     // one sentence
	On              string     // kind of subject: deal, book, team; account: in the book of its home only; contract: in its owner's
	Also            string     // another kind of subject that it looks at; usually none. An account: in every book that works there
	Severity        Severity   // the highest it starts with
	Quiet           int        // cool-down in days
	Rank            int        // order on one subject: only the lowest of those that hold speaks; 0: always
	Selling         bool       // asks for selling, and so waits while the cake is not right at the account
	Cake            bool       // holds what asks for selling back at its account
	Overridable     bool       // the rep may go on with a reason, which stands on the ledger
	SweetSpot       bool       // judges by the sweet spot, and waits until it is written
	AtOnce          bool       // does not wait for the rep's hour: said within working hours, in place of that day's message or as the one more
	AfterSalesTouch bool       // a sales touch on its subject is answered by its ask, said before or not
	AfterReview     bool       // so is a review that the rep has logged there
	Reads           []FactKind // kinds of fact it rests on: what their first import brings is counted, not said
	Needs           []FactKind // those whose absence it reads: unknown, and silent, where not fed
	Lines           []string   // measures whose healthy line a finding about a rep is about: a digest tells of the crossing no sooner than of that
	Settings        []Setting  // thresholds with their defaults
	Falling         []string   // settings each of which must be less than the one before
	Check           func(Case, Ref) (found []Finding, next time.Time)
}

// Look runs the rule's Check with a playbook's settings.
func (r *Rule) Look(c Case, p *Playbook, rep *Rep, people Directory) (found []Finding, next time.Time) {
	return r.Check(c, Ref{Playbook: p, Rep: rep, People: people, rule: r})
}

// Setting is one number of a rule that the playbook may change.
type Setting struct {
	Name    string
	Default float64
	Doc     string // what it is, with its unit
	Range          // which numbers make sense
}

// Range is which numbers a setting may be, both ends included.
type Range struct {
	Low, High float64
	Whole     bool // no fractions
}

// The ranges of most settings.
var (
	aShare   = Range{High: 1}
	aPart    = Range{High: 2} // of something, or a little more than all of it
	aFactor  = Range{High: 100}
	someDays = upTo(3660)
	someOf   = upTo(10000)
)

// upTo is a range of counts.
func upTo(n float64) Range { return Range{High: n, Whole: true} }

// Case is what a rule looks at. Everything in it is read-only.
type Case struct {
	Subject  Subject
	Book     *Book
	Deal     *Deal               // for deal rules
	Account  *Account            // for deal, account and contract rules; nil for a deal without one
	Contract *Contract           // for contract rules
	Accounts map[string]*Account // read afresh: the subject's, and its relatives
	Rows     map[string][]Row    // for team rules: the members' summaries, by rep
	Act      *Act                // the rep's own act in Slack that led here, if any
	Now      time.Time
	Zone     *time.Location
}

// Today is the civil day of the rep.
func (c Case) Today() Date { return DateIn(c.Now, c.Zone) }

// Act is what a rep did just now in Slack: opened or moved a deal forward,
// logged a touch, qualified.
type Act struct {
	Deal    string
	Account string
	Step    bool // opened the deal or moved it to a later stage
	Touch   TouchKind
	In      bool // the touch came from them
	Review  bool // … and was a review
	Verdict bool
}

// Ref is what a rule may know beyond one book: settings and baselines,
// prepared and dated, never computed on an event.
type Ref struct {
	Playbook *Playbook
	Rep      *Rep
	People   Directory
	rule     *Rule
}

// Directory is who and what is known by name.
type Directory interface {
	Rep(id string) *Rep                       // nil if unknown
	AccountProfile(id string) *AccountProfile // nil if unknown
	Relatives(account string) []string        // accounts of the same parent, the parent, and those that referred it
	Referred(account string) []string         // accounts that this one referred
	Owned(rep string) []string                // accounts whose owner this rep is
}

// Set returns the rule's setting, the playbook's or the default.
func (r Ref) Set(name string) float64 { return r.Playbook.Setting(r.rule, name) }

// Finding is what a rule says of a subject at an instant.
type Finding struct {
	Rule     string
	Subject  Subject
	Item     string // commitment, issue: what on the subject the episode is about
	Step     string // quarter, stage, risen severity: a new occurrence within the episode
	Severity Severity
	Start    Date   // day on which the line was crossed
	Account  string // where it stands, for precedence
	Money    Money  // at stake; unknown is last
	Facts    []Fact
	For      Audience
}

// Audience is who hears of a finding.
type Audience string

// The audiences.
const (
	ForRep       Audience = ""
	ForManager   Audience = "manager"   // an assignment, not a habit: the manager's digest
	ForTeam      Audience = "team"      // found of a whole team
	ForChannel   Audience = "channel"   // a team's renewals channel: it was found in a member's book
	ForShadow    Audience = "shadow"    // decided and counted, told to nobody
	ForElsewhere Audience = "elsewhere" // the rep at home at the account hears; here it holds back what asks for selling
)

// Episode names what the finding belongs to: rule/subject[/item].
func (f Finding) Episode() string { return join(f.Rule, string(f.Subject), f.Item) }

// Key names the occurrence: rule/subject[/item][/step]@start.
func (f Finding) Key() string {
	return join(f.Episode(), f.Step) + "@" + f.Start.String()
}

func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "/")
}

// Fact is one thing a finding rests on. Value is a string or a number; money
// is "50000.00 USD", a figure that was measured "98.5 %" or "3 hours", days are
// ISO dates, shares are 0 to 1.
type Fact struct {
	Name  string `json:"name"`
	Value any    `json:"value"`
}

// Nudge is a finding chosen for delivery, and what became of it.
type Nudge struct {
	Key         string    `json:"key"` // rule/subject[/item][/step]@start
	Rule        string    `json:"rule"`
	Subject     Subject   `json:"subject"`
	Episode     string    `json:"episode"` // rule/subject[/item]
	Step        string    `json:"step,omitempty"`
	Severity    Severity  `json:"severity"`
	Start       Date      `json:"start"` // the episode's
	Found       time.Time `json:"found"`
	Account     string    `json:"account,omitempty"`
	Money       Money     `json:"money,omitzero"`
	Facts       []Fact    `json:"facts"`
	For         Audience  `json:"for,omitempty"`
	Overridable bool      `json:"overridable,omitempty"` // the rep may go on with a reason
	Quiet       bool      `json:"quiet,omitempty"`       // first import or rule switched on: counted in one line, never said
	Cleared     time.Time `json:"cleared,omitzero"`      // when the condition ended, or could no longer be told
	Unknown     *Unknown  `json:"unknown,omitempty"`     // … since when and why it cannot be told
	Said        time.Time `json:"said,omitzero"`
	Message     string    `json:"message,omitempty"` // key of the message that carries it
	Reply       ReplyKind `json:"reply,omitempty"`
	RepliedAt   time.Time `json:"replied_at,omitzero"`
	Until       Date      `json:"until,omitzero"` // snoozed: quiet before this day; done: the day of the one reminder
	Reason      string    `json:"reason,omitempty"`
	Reminded    bool      `json:"reminded,omitempty"`  // done, still true, and reminded of once
	Held        Reason    `json:"held,omitempty"`      // why it was not said when last looked at
	HeldUntil   Date      `json:"held_until,omitzero"` // … and the day on which that ends, where one is set: snoozed, paused, muted by *not useful*
	Renewal     *Renewal  `json:"renewal,omitempty"`   // of a contract that a team is reminded of
	Worded      *Worded   `json:"worded,omitempty"`    // how it was said in Message; nil before
}

// Fact returns the value of a fact, nil without one.
func (n *Nudge) Fact(name string) any {
	for _, f := range n.Facts {
		if f.Name == name {
			return f.Value
		}
	}
	return nil
}

// Open says whether the condition still holds and nobody has overridden it.
func (n *Nudge) Open() bool { return n.Cleared.IsZero() && n.Reply != Override }

// Reason is why something found was not said.
type Reason string

// Reasons for silence; the words of the contract.
const (
	HeldCooldown    Reason = "cooldown"
	HeldEpisode     Reason = "episode"
	HeldCap         Reason = "cap"
	HeldHours       Reason = "hours"
	HeldSnoozed     Reason = "snoozed"
	HeldMuted       Reason = "muted"
	HeldPaused      Reason = "paused"
	HeldPrecedence  Reason = "precedence"
	HeldUnknown     Reason = "unknown"
	HeldFirstImport Reason = "first_import"
	HeldOverride    Reason = "override"
	HeldNote        Reason = "note"
)
