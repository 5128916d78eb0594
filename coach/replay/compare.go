package replay

import "evenkeel/coach"

// Comparison is how another playbook would have done on the same records.
type Comparison struct {
	Rules     []Difference `json:"rules"`      // every rule that is on in either, in the order of the rules
	Messages  [2]int       `json:"messages"`   // this one's, the other's
	OnlyHere  []Nudge      `json:"only_here"`  // sent by this playbook only: examples, the earliest of each rule
	OnlyThere []Nudge      `json:"only_there"` // sent by the other only
}

// Difference is a rule under two playbooks.
type Difference struct {
	Rule       string `json:"rule"`
	Found      int    `json:"found"`
	Sent       int    `json:"sent"`
	OtherFound int    `json:"other_found"`
	OtherSent  int    `json:"other_sent"`
}

// examples is how many nudges of each rule a comparison shows.
const examples = 3

// Compare sets two replays of the same records and stretch side by side; rules
// gives the order.
func Compare(here, there *Result, rules []coach.Rule) *Comparison {
	c := &Comparison{Rules: []Difference{}, Messages: [2]int{here.Messages(), there.Messages()}}
	a, b := here.byRule(), there.byRule()
	for i := range rules {
		id := rules[i].ID
		x, inX := a[id]
		y, inY := b[id]
		if inX || inY {
			c.Rules = append(c.Rules, Difference{id, x.Found, x.Sent, y.Found, y.Sent})
		}
	}
	c.OnlyHere, c.OnlyThere = onlyIn(here, there), onlyIn(there, here)
	return c
}

func (r *Result) byRule() map[string]RuleCount {
	out := make(map[string]RuleCount, len(r.Rules))
	for _, c := range r.Rules {
		out[c.Rule] = c
	}
	return out
}

// Messages is how many messages all reps would have got.
func (r *Result) Messages() int {
	n := 0
	for _, c := range r.Reps {
		n += c.Messages
	}
	return n
}

// onlyIn are the first nudges of each rule that one replay sent and the other
// did not, by time.
func onlyIn(r, other *Result) []Nudge {
	had := map[string]bool{}
	for _, n := range other.Nudges {
		if n.Status == Sent {
			had[n.id()] = true
		}
	}
	out, shown := []Nudge{}, map[string]int{}
	for _, n := range r.Nudges {
		if n.Status == Sent && !had[n.id()] && shown[n.Rule] < examples {
			shown[n.Rule]++
			out = append(out, n)
		}
	}
	return out
}

// id names an occurrence in any replay.
func (n *Nudge) id() string { return n.Rep + " " + n.Severity.String() + " " + n.Key }
