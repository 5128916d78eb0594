package bot

import (
	"fmt"
	"slices"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// fedKinds are the kinds of fact that Home speaks of, and how each is fed.
func fedKinds() []struct {
	kind coach.FactKind
	how  string
} {
	return []struct {
		kind coach.FactKind
		how  string
	}{
		{coach.Deals, "/deal, a line in the deals channel, or deals.csv"},
		{coach.Touches, "/touch, or touches.csv"},
		{coach.Commitments, "/commit, or commitments.csv"},
		{coach.Qualifications, "/qualify"},
		{coach.Issues, "/touch ACCOUNT issue …, or issues.csv"},
		{coach.Metrics, "/touch ACCOUNT metric NAME ACTUAL of TARGET, or metrics.csv"},
		{coach.Reviews, "/touch ACCOUNT review, or reviews.csv"},
		{coach.Contracts, "contracts.csv"},
	}
}

// blind says which kinds of fact, that a rule would read, do not reach the book, since when and how to
// feed them; and which zone is used where Slack did not say.
func (b *Bot) blind(book *coach.Book, rep *coach.Rep) []string {
	var lines []string
	now := b.coach.Clock()
	for _, f := range fedKinds() {
		last := book.State.Fed[f.kind].Last
		switch {
		case !b.reads(f.kind) || now.Before(book.FedUntil(f.kind, b.coach.Playbook, b.zone(rep))):
		case last.IsZero():
			lines = append(lines, fmt.Sprintf("• %s: none has reached me yet. How: %s", f.kind, f.how))
		default:
			lines = append(lines, fmt.Sprintf("• %s: none since %s%s. How: %s", f.kind, parse.Say(coach.DateIn(last, b.zone(rep))), restsFor(book, f.kind), f.how))
		}
	}
	if zone, from := b.coach.Playbook.Zone(rep); from != "slack" {
		source := map[string]string{"reps": "the list of reps", "team": "your team's settings", "playbook": "the playbook"}[from]
		lines = append(lines, fmt.Sprintf("• Your time zone in Slack: I use %s, from %s", zone, source))
	}
	return lines
}

// reads says whether the absence of a kind of fact means something to a rule
// that is on and looks at what is a rep's.
func (b *Bot) reads(kind coach.FactKind) bool {
	return slices.ContainsFunc(b.coach.Rules, func(r coach.Rule) bool {
		return r.On != "team" && b.coach.Playbook.On(&r) && slices.Contains(r.Needs, kind)
	})
}
