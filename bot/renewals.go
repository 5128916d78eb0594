package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"evenkeel/coach"
)

// A team's renewals are one message a day in its channel: a few lines a contract,
// with who is on it, and its controls until it is settled.

// The controls of a renewal. All of one contract share one actions block.
const (
	mineAction    = "renewal_mine"
	renewedAction = "renewal_renewed"
	lostAction    = "renewal_lost"
	restAction    = "renewal_snooze"

	renewalPrefix = "renewal_"
)

// renewalBlock names the controls of a team's renewal. As with blockID, a made-up
// one matches nothing: a press is matched against the clicker's own teams.
func renewalBlock(team, nudge string) string {
	h := sha256.Sum256([]byte(team + "\x00" + nudge))
	return "renewal-" + hex.EncodeToString(h[:16])
}

// renewalLines are a contract's lines in the message.
type renewalLines struct {
	head     string // whose contract, on what
	facts    string // value and days
	known    string // how it stands with the customer, and signs of doubt; "" once settled
	standing string // who is on it, or what became of it
	ask      string // what it is time for; "" once settled
	settled  bool
}

func renewalOf(o coach.Outgoing, i int) renewalLines {
	n := &o.Nudges[i]
	l := renewalLines{head: o.Names.AccountName(n.Account), facts: renewalFacts(n, o.Names), standing: renewalStanding(n, o.Names)}
	if p, _ := n.Fact("product").(string); p != "" {
		l.head += " · " + p
	}
	if l.settled = !n.Open(); !l.settled {
		l.known, l.ask = strings.TrimSpace(renewalKnown(n, o.Today)+" "+renewalDoubt(n)), wording(o, i).Ask
	}
	return l
}

// renewalStanding is who is on it, or what became of it.
func renewalStanding(n *coach.Nudge, names coach.Names) string {
	r := n.Renewal
	by := ""
	if r.SaidBy != "" {
		by = ", says " + clip(names.RepName(r.SaidBy), 60)
	}
	switch {
	case !r.Later.IsZero():
		return "There is a newer reminder, of " + dayMonth(r.Later) + "."
	case r.Outcome == coach.Renewed:
		return "Renewed" + by + "."
	case r.Outcome != "" && n.Reason != "":
		return "Not renewing" + by + ": " + coach.Sentence(clip(n.Reason, 300))
	case r.Outcome != "":
		return "Not renewing" + by + "."
	case !n.Open():
		return "Nothing to do for now: a step with them is booked, or the contract has changed."
	}
	return renewalTaken(n, names)
}

func renewalTaken(n *coach.Nudge, names coach.Names) string {
	s := "Nobody is on it yet."
	if who := n.Renewal.Taken; who != "" {
		s = capital(clip(names.RepName(who), 60)) + " is on it."
	}
	if n.Reply == coach.Snooze {
		s += " Quiet until " + dayMonth(n.Until) + "."
	}
	return s
}

func (l renewalLines) block() slack.Block {
	head := bold(l.head, maxTitle)
	if l.settled {
		head = slack.NewRichTextSectionTextElement(shown(l.head, maxTitle), &slack.RichTextSectionTextStyle{Bold: true, Strike: true})
	}
	elements := []slack.RichTextSectionElement{head}
	if !l.settled {
		elements = append(elements, words("\n"+strings.TrimSpace(l.facts+" "+l.known), 600))
	}
	elements = append(elements, bold("\n"+l.standing, 400))
	if l.ask != "" {
		elements = append(elements, words("\n→ "+l.ask, 400))
	}
	return rich(elements...)
}

// text is a contract in full sentences.
func (l renewalLines) text() string {
	if l.settled {
		return coach.Sentence(l.head) + " " + l.standing
	}
	return strings.Join(strings.Fields(coach.Sentence(l.head)+" "+l.facts+" "+l.known+" "+l.standing), " ")
}

func renewalControls(team string, n *coach.Nudge) slack.Block {
	value := n.Key
	if len(value) > maxValue {
		value = "" // the block id says it all
	}
	mine := button(mineAction, value, "I’m on it").WithStyle(slack.StylePrimary)
	if n.Renewal.Taken != "" {
		mine = button(mineAction, value, "Give it back")
	}
	return slack.NewActionBlock(renewalBlock(team, n.Key), mine, button(renewedAction, value, "Renewed"),
		button(lostAction, value, "Not renewing"), menu(restAction, "Snooze", snoozes))
}

// renewalsFace is how a team's message looks: its full-sentence text and its blocks.
func renewalsFace(o coach.Outgoing) (string, []slack.Block) {
	title := renewalsTitle(o)
	blocks, text := []slack.Block{heading(title)}, []string{coach.Sentence(title)}
	room, left := maxShown-renewalsTail, 0
	for i := range o.Nudges {
		n, l := &o.Nudges[i], renewalOf(o, i)
		if n.Severity < coach.Hint {
			continue
		}
		text = append(text, l.text())
		more := []slack.Block{l.block()}
		if !l.settled {
			more = append(more, renewalControls(o.Rep.Team, n))
		}
		if room -= size(more...); left > 0 || room < 0 || len(blocks)+len(more) > maxBlocks-3 {
			left++
			continue
		}
		blocks = append(blocks, more...)
	}
	for _, s := range renewalsEnd(o, left) {
		blocks, text = append(blocks, rich(words(s, maxSection))), append(text, s)
	}
	return strings.Join(text, "\n"), blocks
}

// renewalsTitle names the day whose message it is.
func renewalsTitle(o coach.Outgoing) string {
	_, day, _ := strings.Cut(o.Message.Key, "/")
	d, err := coach.ParseDate(day)
	if err != nil {
		d = o.Today
	}
	return "Renewals, " + dayMonth(d)
}

// renewalsTail is about how many letters the end of the message may have.
const renewalsTail = 2000

// renewalsEnd is what follows the contracts that want a decision: how many had no
// room, what renews by itself, and what held already at a first import.
func renewalsEnd(o coach.Outgoing, left int) []string {
	var out []string
	if left > 0 {
		out = append(out, fmt.Sprintf("… and %d more: /coach renewals lists them.", left))
	}
	var lines []string
	for i := range o.Nudges {
		if n := &o.Nudges[i]; n.Severity < coach.Hint && n.Renewal.Outcome == "" && n.Renewal.Later.IsZero() {
			l := renewalOf(o, i)
			lines = append(lines, clip("• "+coach.Sentence(l.head)+" "+l.facts, 200))
		}
	}
	if len(lines) > 0 {
		lines = few(lines, listLines)
		out = append(out, "These renew by themselves, and nothing needs to be signed:\n"+strings.Join(lines, "\n"))
	}
	if n := o.Message.QuietBy["renewal-due"]; n > 0 {
		out = append(out, count(n, "contract")+" had come up for renewal when I first saw your data: /coach renewals lists them. From now on I speak of each at its next step.")
	}
	if len(out) == 0 && !slices.ContainsFunc(o.Nudges, func(n coach.Nudge) bool { return n.Severity >= coach.Hint }) {
		out = append(out, "Nothing is to be done any more.")
	}
	return out
}
