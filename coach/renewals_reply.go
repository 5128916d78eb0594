package coach

import (
	"context"
)

// AnswerRenewal records what a rep pressed on a reminder of a team's, and returns
// the reminder as it counts now; nil for none of the team's. Whether it was granted
// stands in it: of two who take one on at once, it names the one whose it is. By
// must be of the team or manage it: that is the caller's to see to. id names the
// press, so that the same one told twice counts once. Call FollowTeam afterwards.
func (c *Coach) AnswerRenewal(ctx context.Context, team, id, by string, r RenewalReply) (*Nudge, error) {
	b, err := c.handleTeam(ctx, Event{ID: id, Source: Slack, By: by, Team: team, Renewal: &r})
	if err != nil {
		return nil, err
	}
	return b.RenewalNow(r.Nudge), nil
}

// applyRenewal takes in an answer. On a reminder that has ended it does nothing,
// and so does taking on what is another's.
func (d *draft) applyRenewal(e Event) {
	n := d.b.RenewalNow(e.Renewal.Nudge)
	if n == nil || !n.Open() || n.Severity < Hint {
		return
	}
	switch e.Renewal.Kind {
	case TakeOn:
		d.takeOn(n, e)
	case Snooze:
		d.changeRenewal(n, func(n *Nudge) {
			n.Reply, n.RepliedAt, n.Until, n.Renewal.SaidBy = Snooze, e.At, e.Renewal.Until, e.By
		})
	case SaysRenewed:
		d.decideRenewal(n, e, Renewed)
	case SaysLost:
		d.decideRenewal(n, e, d.lostAs(n))
	}
}

// takeOn gives a renewal to who asks first. Asking again gives it back.
func (d *draft) takeOn(n *Nudge, e Event) {
	switch n.Renewal.Taken {
	case "":
		d.changeRenewal(n, func(n *Nudge) { n.Renewal.Taken, n.Renewal.TakenAt = e.By, e.At })
		d.claimed(n)
	case e.By:
		d.changeRenewal(n, func(n *Nudge) { n.Renewal.Taken, n.Renewal.TakenAt = "", e.At })
	}
}

// decideRenewal ends a reminder with what somebody says became of the contract,
// which its account is owed.
func (d *draft) decideRenewal(n *Nudge, e Event, outcome ContractOutcome) {
	change := ContractChange{ID: n.Subject.ID(), Outcome: &outcome}
	if e.Renewal.Reason != "" {
		change.Reason = &e.Renewal.Reason
	}
	d.changeRenewal(n, func(n *Nudge) {
		n.Cleared, n.Held, n.Reply, n.Until = e.At, "", "", 0
		n.Reason, n.Renewal.Outcome, n.Renewal.SaidBy = e.Renewal.Reason, outcome, e.By
	})
	d.oweAccount(n.Account, Event{Contract: &change})
	d.claimed(n)
}

// lostAs is what a contract is called that is not renewed: cancelled while it runs,
// since somebody decided so; lapsed once it is past its end.
func (d *draft) lostAs(n *Nudge) ContractOutcome {
	last, _ := n.Fact("ends").(string)
	if end, err := ParseDate(last); err == nil && end < DateIn(d.m.Now, d.m.Zone) {
		return Lapsed
	}
	return Cancelled
}
