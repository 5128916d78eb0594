package bot

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"evenkeel/coach"
)

// Who may see and do what is decided here, on every path from Slack:
//
//   - A full member of this workspace is a rep and has all of their own book.
//   - A manager has the books of who reports to them, and none beneath those: of
//     these they get figures, in a roll-up. A button on a nudge is its reader's.
//   - An admin has what concerns the coach itself, and nobody's book for that.
//   - Guests, bots, people of other organisations, deactivated accounts and who is
//     unknown to Slack get nothing, and nothing of them is recorded.
//
// What a button, a select or a form brings along only says what somebody means;
// whether they may is looked up again whenever it comes back.

// errOutsider: the person gets nothing, for the reason in the text.
type errOutsider struct{ why string }

func (e errOutsider) Error() string { return "not coached: " + e.why }

// notCoached is all that an outsider is told.
const notCoached = "I coach the full members of this workspace, so I have nothing for you here. Sorry!"

// Why somebody is an outsider; empty is a full member.
const (
	outDeactivated = "a deactivated account"
	outForeign     = "another organisation"
	outBot         = "a bot"
	outGuest       = "a guest account"
	outUnknown     = "unknown to this workspace"
)

// outsider says why somebody gets nothing from the coach.
func outsider(u *slack.User, us Identity) string {
	switch {
	case u.Deleted:
		return outDeactivated
	case u.IsStranger, foreign(u.TeamID, u.Enterprise.EnterpriseID, us):
		return outForeign
	case u.IsBot, u.IsWorkflowBot, u.IsConnectorBot, u.ID == "USLACKBOT", u.ID == us.User:
		return outBot
	case u.IsRestricted, u.IsUltraRestricted:
		return outGuest
	}
	return ""
}

// foreign says that a team id is neither ours nor of our enterprise.
func foreign(team, enterprise string, us Identity) bool {
	if team == "" || us.Team == "" || team == us.Team || team == us.Enterprise {
		return false
	}
	return us.Enterprise == "" || enterprise != us.Enterprise
}

// member is the profile of a full member of this workspace; anybody else is an
// errOutsider. team is the user's own, as the envelope has it; "" if it does
// not say. In an enterprise the roster alone knows who belongs.
func (b *Bot) member(ctx context.Context, user, team string) (person, error) {
	if us := b.client.identity(); us.Enterprise == "" && foreign(team, "", us) {
		return person{}, errOutsider{outForeign}
	}
	p, err := b.client.roster.person(ctx, user)
	if err == nil && p.out != "" {
		err = errOutsider{p.out}
	}
	return p, err
}

// isApps says whether a post with a deal in it is an app's of this workspace. With
// a token of their own anybody can post the like: what a guest or somebody from
// elsewhere sends counts for nothing, and a member has words and commands.
func (b *Bot) isApps(ctx context.Context, e *inner) (bool, error) {
	us := b.client.identity()
	if us.Enterprise == "" && (foreign(e.team(), "", us) || foreign(e.TeamID, "", us) || foreign(e.Profile.Team, "", us)) {
		return false, nil
	}
	if e.User == "" {
		return true, nil
	}
	p, err := b.client.roster.person(ctx, e.User)
	switch p.out {
	case outBot:
		return true, err
	case "", outUnknown:
		return e.BotID != "" || e.AppID != "", err
	}
	return false, err
}

// mayChange says whether a rep may see and change what is in a book: their own, or
// that of someone they manage.
func (b *Bot) mayChange(who *coach.Rep, owner string) bool {
	if owner == who.ID {
		return true
	}
	r := b.coach.People().Rep(owner)
	return r != nil && r.Manager != "" && (r.Manager == who.ID || b.sameRep(r.Manager, who.ID))
}

// sameRep follows merges: a manager may have been merged since.
func (b *Bot) sameRep(x, y string) bool {
	r := b.coach.People().Rep(x)
	return r != nil && r.ID == y
}

// notYours tells whose deal it is, and nothing else of it.
func (b *Bot) notYours(what, owner string) error {
	return tell("%s is %s's: only they or their manager can change it. Nothing was recorded.", what, b.coach.People().RepName(owner))
}

// reports are those who report to a rep, by id.
func (b *Bot) reports(rep *coach.Rep) []string {
	return slices.Clone(b.coach.People().Reports(rep.ID))
}

// isAdmin says whether a rep is a Slack admin, or named as one by the playbook.
func (b *Bot) isAdmin(r *coach.Rep) bool {
	return r.Admin || slices.ContainsFunc(b.coach.Playbook.Admins, func(a string) bool {
		return a != "" && (a == r.ID || a == r.SlackUser || strings.EqualFold(a, r.Email))
	})
}

// answers says whether a response_url that a form brings along is Slack's: nothing
// of ours is posted anywhere else.
func (c *Client) answers(to string) bool {
	u, err := url.Parse(to)
	if err != nil {
		return false
	}
	host := u.Hostname()
	if u.Scheme == "https" && (strings.HasSuffix(host, ".slack.com") || strings.HasSuffix(host, ".slack-gov.com")) {
		return true
	}
	own, err := url.Parse(c.cfg.APIURL)
	return err == nil && host != "" && host == own.Hostname()
}

// turnAwayHome shows a guest who opens the Home tab that there is nothing for them,
// in place of what it may have shown while they were a member.
func (b *Bot) turnAwayHome(ctx context.Context, user string) {
	_, err := b.client.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: user,
		View: slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: sections(notCoached)}}})
	if err != nil {
		b.log.Info("a guest's Home tab stays as it is", "error", fmt.Errorf("bot: views.publish: %w", err))
	}
}
