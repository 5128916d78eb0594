package coach

import "time"

// DraftNo stands in the place of a rule where a kind no to a customer is wanted.
const DraftNo = "no"

// Draft is what a rep may copy, change and send to a client, or ask one. It is plain
// text of several lines, and nothing in it is known to us alone. Nobody sends it but
// the rep.
type Draft struct {
	Head   string // what it is, in a few words: "A draft, to copy and change"
	Text   string
	By     string // whose words these are: "" a template's, else ByModel
	Prompt string // by which version of what: "draft-no/1"
}

// Drafting is what a draft is wanted for. Of a kind no the nudge has its Rule
// (DraftNo), a Key, the Account and the fact "refer", where that is known.
type Drafting struct {
	Nudge Nudge
	Rep   string // who would send it
	Names Names
	Today Date

	// Until is when the words are needed at the latest, by the machine's clock. Zero:
	// at once; nothing outside this process may be asked.
	Until time.Time
}
