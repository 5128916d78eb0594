package workspace

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// anyone finds a member, be it a person or a bot.
func (w *Workspace) anyone(id string) (*User, error) {
	for _, user := range w.users {
		if user.ID == id {
			return user, nil
		}
	}
	return nil, fmt.Errorf("workspace: no user %q", id)
}

// person finds somebody who can sit at the keyboard.
func (w *Workspace) person(id string) (*User, error) {
	user, err := w.anyone(id)
	if err != nil {
		return nil, err
	}
	if w.closed {
		return nil, ErrClosed
	}
	if user.Bot || user.Deleted {
		return nil, fmt.Errorf("workspace: %s is a bot, or has left", id)
	}
	return user, nil
}

// profileFor is the user object of an answer: with the locale if that was asked for.
func (w *Workspace) profileFor(r *request, user *User) map[string]any {
	p := w.profile(user)
	if r.str("include_locale") != "true" {
		delete(p, "locale")
	}
	return p
}

// profile is the user object of user_change.
func (w *Workspace) profile(user *User) map[string]any {
	zone, err := time.LoadLocation(cmp.Or(user.TZ, "UTC"))
	if err != nil {
		zone = time.UTC
	}
	label, offset := w.cfg.Now().In(zone).Zone()
	team := w.cfg.Team.ID
	if user.External {
		team = "T0ELSEWHERE"
	}
	inner := map[string]any{"real_name": user.RealName, "real_name_normalized": user.RealName, "display_name": user.Name,
		"display_name_normalized": user.Name, "team": team, "title": "", "phone": "", "avatar_hash": ""}
	if user.Email != "" && !user.Bot {
		inner["email"] = user.Email
	}
	if user.ID == w.cfg.BotUserID {
		inner["bot_id"], inner["api_app_id"] = w.cfg.BotID, w.cfg.AppID
	}
	return map[string]any{"id": user.ID, "team_id": team, "name": user.Name, "deleted": user.Deleted,
		"color": "9f69e7", "real_name": user.RealName, "tz": cmp.Or(user.TZ, "UTC"), "tz_label": label, "locale": cmp.Or(user.Locale, "en-US"),
		"tz_offset": offset, "profile": inner, "is_admin": user.Admin, "is_owner": false,
		"is_primary_owner": false, "is_restricted": user.Guest, "is_ultra_restricted": false, "is_bot": user.Bot,
		"is_app_user": false, "is_stranger": user.External, "updated": 1700000000, "is_email_confirmed": true}
}

func (w *Workspace) usersList(r *request) (reply, *apiError) {
	page, next, err := paginate(w.users, r, 1000)
	if err != nil {
		return nil, err
	}
	members := []any{}
	for _, user := range page {
		members = append(members, w.profileFor(r, user))
	}
	return reply{"members": members, "cache_ts": w.cfg.Now().Unix(), "response_metadata": reply{"next_cursor": next}}, nil
}

func (w *Workspace) usersInfo(r *request) (reply, *apiError) {
	user, err := w.anyone(r.str("user"))
	if err != nil {
		return nil, refuse("user_not_found")
	}
	return reply{"user": w.profileFor(r, user)}, nil
}

func (w *Workspace) usersByEmail(r *request) (reply, *apiError) {
	for _, user := range w.users {
		if user.Email != "" && strings.EqualFold(user.Email, r.str("email")) && !user.Deleted && !user.Bot {
			return reply{"user": w.profileFor(r, user)}, nil
		}
	}
	return nil, refuse("users_not_found")
}

func (w *Workspace) usersConversations(r *request) (reply, *apiError) {
	userID := cmp.Or(r.str("user"), w.cfg.BotUserID)
	if _, err := w.anyone(userID); err != nil {
		return nil, refuse("user_not_found")
	}
	return w.listChannels(r, func(c *channel) bool { return c.has(userID) })
}

func (w *Workspace) authTest(*request) (reply, *apiError) {
	return reply{"url": "https://" + w.cfg.Team.Domain + ".slack.com/", "team": w.cfg.Team.Name, "user": w.cfg.BotName,
		"team_id": w.cfg.Team.ID, "user_id": w.cfg.BotUserID, "bot_id": w.cfg.BotID, "is_enterprise_install": false}, nil
}

func (w *Workspace) teamInfo(*request) (reply, *apiError) {
	return reply{"team": reply{"id": w.cfg.Team.ID, "name": w.cfg.Team.Name, "domain": w.cfg.Team.Domain,
		"email_domain": "", "icon": reply{"image_default": true}}}, nil
}
