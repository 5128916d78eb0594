package workspace

import (
	"regexp"
	"slices"
	"strings"
)

var emojiName = regexp.MustCompile(`^[a-z0-9_+'-]+(::skin-tone-[2-6])?$`)

func (w *Workspace) addReaction(r *request) (reply, *apiError) {
	m, name, err := w.reactionTarget(r)
	if err != nil {
		return nil, err
	}
	for i := range m.Reactions {
		if m.Reactions[i].Name != name {
			continue
		}
		if slices.Contains(m.Reactions[i].Users, w.cfg.BotUserID) {
			return nil, refuse("already_reacted")
		}
		m.Reactions[i].Users = append(m.Reactions[i].Users, w.cfg.BotUserID)
		return reply{}, nil
	}
	m.Reactions = append(m.Reactions, Reaction{name, []string{w.cfg.BotUserID}})
	return reply{}, nil
}

func (w *Workspace) removeReaction(r *request) (reply, *apiError) {
	m, name, err := w.reactionTarget(r)
	if err != nil {
		return nil, err
	}
	for i := range m.Reactions {
		at := slices.Index(m.Reactions[i].Users, w.cfg.BotUserID)
		if m.Reactions[i].Name != name || at < 0 {
			continue
		}
		m.Reactions[i].Users = slices.Delete(m.Reactions[i].Users, at, at+1)
		if len(m.Reactions[i].Users) == 0 {
			m.Reactions = slices.Delete(m.Reactions, i, i+1)
		}
		return reply{}, nil
	}
	return nil, refuse("no_reaction")
}

func (w *Workspace) reactionTarget(r *request) (*Message, string, *apiError) {
	name := strings.Trim(r.str("name"), ":")
	switch {
	case !emojiName.MatchString(name):
		return nil, "", refuse("invalid_name")
	case r.str("channel") == "" || r.str("timestamp") == "":
		return nil, "", refuse("no_item_specified")
	}
	c, err := w.readable(r)
	if err != nil {
		return nil, "", err
	}
	if c.Archived {
		return nil, "", refuse("is_archived")
	}
	m := c.find(r.str("timestamp"))
	if m == nil {
		return nil, "", refuse("message_not_found")
	}
	return m, name, nil
}
