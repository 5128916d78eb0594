package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"evenkeel/coach"
)

// person is somebody in the Slack workspace.
type person struct {
	coach.SlackProfile
	out string // why the coach has nothing for them; empty: a full member
}

// roster is who is in the workspace: one users.list at the start, then what
// user_change says, and users.info for whoever is missing.
type roster struct {
	client *Client

	mu      sync.Mutex
	people  map[string]person
	byEmail map[string]string
	loaded  bool
}

func newRoster(c *Client) *roster {
	return &roster{client: c, people: map[string]person{}, byEmail: map[string]string{}}
}

// load reads everybody.
func (r *roster) load(ctx context.Context) error {
	page := r.client.api.GetUsersPaginated(slack.GetUsersOptionLimit(200), slack.GetUsersOptionIncludeLocale(true))
	for {
		var err error
		page, err = page.Next(ctx)
		if page.Done(err) {
			break
		}
		if err != nil {
			return fmt.Errorf("bot: users.list: %w", err)
		}
		for i := range page.Users {
			r.learn(&page.Users[i])
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.loaded = true
	return nil
}

// isLoaded says whether everybody has been read once: before, nobody can be
// called unknown.
func (r *roster) isLoaded() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.loaded
}

// learn takes in what Slack says of a user.
func (r *roster) learn(u *slack.User) person {
	p := person{out: outsider(u, r.client.identity()), SlackProfile: coach.SlackProfile{
		User: u.ID, Name: fullName(u), Email: u.Profile.Email, Zone: u.TZ, Admin: u.IsAdmin || u.IsOwner, Locale: u.Locale,
	}}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.people[u.ID] = p
	if p.Email != "" && p.out == "" {
		r.byEmail[strings.ToLower(p.Email)] = u.ID
	}
	return p
}

func fullName(u *slack.User) string {
	for _, n := range []string{u.RealName, u.Profile.RealName, u.Profile.DisplayName, u.Name} {
		if n != "" {
			return n
		}
	}
	return u.ID
}

// person returns who a Slack user is, asking Slack if need be.
func (r *roster) person(ctx context.Context, user string) (person, error) {
	r.mu.Lock()
	p, ok := r.people[user]
	r.mu.Unlock()
	if ok {
		return p, nil
	}
	u, err := r.client.api.GetUserInfoContext(ctx, user, slack.GetUserInfoOptionIncludeLocale(true))
	if slackCode(err) == "user_not_found" || slackCode(err) == "user_not_visible" {
		return person{out: outUnknown}, nil
	}
	if err != nil {
		return person{}, fmt.Errorf("bot: users.info: %w", err)
	}
	return r.learn(u), nil
}

// slackUser finds the Slack user of a rep. known is false while the roster has
// not been read: then nobody can be called unreachable.
func (r *roster) slackUser(rep *coach.Rep) (user string, known bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	user = rep.SlackUser
	if user == "" {
		user = r.byEmail[strings.ToLower(strings.TrimSpace(rep.Email))]
	}
	if user != "" && r.people[user].out != "" { // perhaps they came back with another account
		user = r.byEmail[strings.ToLower(strings.TrimSpace(rep.Email))]
	}
	if user != "" && r.people[user].out != "" {
		return "", true
	}
	return user, r.loaded
}

// hasLeft says whether a Slack user is known and no full member.
func (r *roster) hasLeft(user string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.people[user].out != ""
}

// match returns a member who is a rep's by Slack id or e-mail, if any.
func (r *roster) match(rep *coach.Rep) (coach.SlackProfile, bool) {
	user, _ := r.slackUser(rep)
	r.mu.Lock()
	defer r.mu.Unlock()
	p, ok := r.people[user]
	return p.SlackProfile, ok && p.out == ""
}

// rep returns the rep of a Slack user; a full member becomes one on first use.
func (b *Bot) rep(ctx context.Context, user, team string) (*coach.Rep, error) {
	p, err := b.member(ctx, user, team)
	if err != nil {
		return nil, err
	}
	people := b.coach.People()
	if err := people.Refresh(ctx, time.Second); err != nil { // an import may have brought names a moment ago
		return nil, fmt.Errorf("bot: %w", err)
	}
	if r := people.RepBySlack(user); r != nil && upToDate(r, p.SlackProfile) {
		return r, nil
	}
	rep, err := b.coach.Enrol(ctx, p.SlackProfile)
	if err != nil {
		return nil, fmt.Errorf("bot: enrol %s: %w", user, err)
	}
	return rep, nil
}

// upToDate says that the directory knows already what Slack says of a rep.
func upToDate(r *coach.Rep, p coach.SlackProfile) bool {
	return r.SlackUser == p.User && r.SlackZone == p.Zone && r.Admin == p.Admin && !r.Away && (p.Locale == "" || r.SlackLocale == p.Locale)
}

// sync tells the directory who of its reps is whom in Slack, in which zone:
// after the roster was read, and again as imports name new reps.
func (b *Bot) sync(ctx context.Context) error {
	people := b.coach.People()
	if err := people.Refresh(ctx, time.Second); err != nil {
		return fmt.Errorf("bot: %w", err)
	}
	for _, r := range people.Reps() {
		p, ok := b.client.roster.match(r)
		if !ok && !r.Away && b.client.roster.hasLeft(r.SlackUser) {
			if err := people.Leave(ctx, r.SlackUser); err != nil {
				return fmt.Errorf("bot: %s has left: %w", r.SlackUser, err)
			}
		}
		if !ok || upToDate(r, p) {
			continue
		}
		if _, err := b.coach.Enrol(ctx, p); err != nil {
			return fmt.Errorf("bot: enrol %s: %w", p.User, err)
		}
	}
	return nil
}

// keepSynced reads the roster, retrying as long as it takes, and then keeps the
// directory in step with it.
func (b *Bot) keepSynced(ctx context.Context) {
	for wait := time.Second; ; wait = min(2*wait, time.Minute) {
		err := b.client.roster.load(ctx)
		if err == nil {
			break
		}
		b.log.Warn("could not read who is in the workspace; trying again", "error", err, "again_in", wait)
		if later, ok := errors.AsType[*slack.RateLimitedError](err); ok {
			wait = max(wait, later.RetryAfter)
		}
		if !sleep(ctx, wait) {
			return
		}
	}
	for {
		if err := b.sync(ctx); err != nil && ctx.Err() == nil {
			b.log.Warn("could not match reps with Slack users; trying again", "error", err)
		}
		if !sleep(ctx, syncEvery) {
			return
		}
	}
}
