package coach

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"
)

// Wording is a nudge in words that a rep would be glad to get. Plain text: the
// bot escapes it for Slack.
type Wording struct {
	Title string // who and what it is about, e.g. "Acme, Warehouse pilot"
	Say   string // what was found, one or two sentences
	Ask   string // the one thing to do

	By       string // whose words these are: "" a template's, else ByModel
	Language string // of these words; "" is English

	Prompt string // by which version of what: "nudge/1" of a prompt, "stalled/1" of a wording file; "" unknown
}

// ByModel marks a wording that a language model chose.
const ByModel = "model"

// Phraser words nudges that a rule has already decided. It may choose words,
// never facts. It always answers: where a model fails, a template speaks.
type Phraser interface {
	Phrase(ctx context.Context, p Phrasing) []Wording
}

// Phrasing is what a Phraser is told: the nudges of one message, and names for
// the ids in them.
type Phrasing struct {
	Nudges []Nudge
	Today  Date
	Names  Names
	Reader Audience // ForManager: told to who leads the rep, with a question to put to the rep
	Turn   int      // … how many findings of the same rule the digest told before: each gets another question

	// Language is the one to speak if all of the nudges have words in it; "" is English.
	Language string

	// Until is when the words are needed at the latest, by the machine's clock, for
	// a message that is about to be posted for the first time. Zero: they are shown
	// at once, before an ack or on Home; nothing outside this process may be asked.
	Until time.Time
	Again bool     // it has been shown already: words that were kept stay, whatever the day
	Lists []string // rules whose nudges are told in one list each: those in the same situation alike
}

// Names gives the words for ids.
type Names interface {
	// SubjectName is how people call a subject: a deal by name and account, a
	// contract by account and product, an account by name, a book "your book".
	SubjectName(s Subject) string
	AccountName(id string) string
	RepName(id string) string
}

// Poster shows messages in Slack.
type Poster interface {
	// Post shows a message to a rep: a new one, or, with Channel and TS in it,
	// an edit in place. It must return within the lease (HTTP deadline 5 s).
	// ErrLater with a time, ErrUndeliverable for good; any other error: in doubt.
	Post(ctx context.Context, o Outgoing) (channel, ts string, err error)
	// Find looks in the rep's recent direct messages for one that bears the key
	// in its metadata; later duplicates it deletes. ts is "" where there is none.
	Find(ctx context.Context, o Outgoing) (channel, ts string, err error)
}

// Outgoing is a message as it is to be shown.
type Outgoing struct {
	Rep      Rep
	Message  Message
	Nudges   []Nudge // current state of Message.Nudges, in that order
	Wordings []Wording
	Names    Names
	Today    Date

	Where  string  // of a team's message: its channel, as "#name" or an id
	Digest *Digest // of a message that is one: what it says, beside its nudges
}

// Sentence ends a text so that more can follow it: with a full stop, unless it has
// an ending of its own.
func Sentence(s string) string {
	if last, _ := utf8.DecodeLastRuneInString(s); s == "" || strings.ContainsRune(".!?…", last) {
		return s
	}
	return s + "."
}
