package prompts

import "evenkeel/coach"

// Claim is a text that is to be held against what a rule decided.
type Claim struct {
	Rule      string
	Language  string       // "en", "de"; "" is English
	Facts     []coach.Fact // with names in place of ids, as told
	Text      string
	Reference string // what the template says of it; "" where that is not known
	Today     coach.Date
}

// Check says why a text may not be posted: "number", "date", …; "" if it may.
func (t *Template) Check(Claim) (reason string) { return "" }
