package workspace

import (
	"cmp"
	"slices"
	"strings"
)

func (w *Workspace) conversationsList(r *request) (reply, *apiError) {
	return w.listChannels(r, func(c *channel) bool { return !c.Private || c.has(w.cfg.BotUserID) })
}

// listChannels answers with the channels of the wanted types; public ones if
// no types are named.
func (w *Workspace) listChannels(r *request, seen func(*channel) bool) (reply, *apiError) {
	types := strings.Split(strings.ReplaceAll(cmp.Or(r.str("types"), "public_channel"), " ", ""), ",")
	names := map[string]string{"channel": "public_channel", "group": "private_channel", "im": "im"}
	var found []*channel
	for _, c := range w.channels {
		if slices.Contains(types, names[c.kind()]) && seen(c) && !(c.Archived && r.flag("exclude_archived")) {
			found = append(found, c)
		}
	}
	page, next, err := paginate(found, r, 1000)
	if err != nil {
		return nil, err
	}
	channels := []any{}
	for _, c := range page {
		channels = append(channels, w.describe(c))
	}
	return reply{"channels": channels, "response_metadata": reply{"next_cursor": next}}, nil
}

func (w *Workspace) conversationsInfo(r *request) (reply, *apiError) {
	c, err := w.known(r)
	if err != nil {
		return nil, err
	}
	return reply{"channel": w.describe(c)}, nil
}

func (w *Workspace) conversationsMembers(r *request) (reply, *apiError) {
	c, err := w.known(r)
	if err != nil {
		return nil, err
	}
	page, next, err := paginate(c.Members, r, 1000)
	if err != nil {
		return nil, err
	}
	return reply{"members": slices.Clone(page), "response_metadata": reply{"next_cursor": next}}, nil
}

// conversationsOpen opens the direct messages with one person. Groups of
// people are not modelled.
func (w *Workspace) conversationsOpen(r *request) (reply, *apiError) {
	if r.str("channel") != "" {
		c, err := w.known(r)
		if err != nil {
			return nil, err
		}
		return reply{"channel": w.describe(c), "no_op": true, "already_open": true}, nil
	}
	if r.str("users") == "" {
		return nil, refuse("users_list_not_supplied")
	}
	user, err := w.anyone(r.str("users"))
	switch {
	case err != nil:
		return nil, refuse("user_not_found")
	case user.Bot:
		return nil, refuse("cannot_dm_bot")
	case user.Deleted:
		return nil, refuse("user_disabled")
	}
	c := w.dm(user)
	if r.flag("return_im") {
		return reply{"channel": w.describe(c)}, nil
	}
	return reply{"channel": reply{"id": c.ID}}, nil
}

func (w *Workspace) conversationsJoin(r *request) (reply, *apiError) {
	c, err := w.known(r)
	switch {
	case err != nil:
		return nil, err
	case c.Private:
		return nil, refuse("method_not_supported_for_channel_type")
	case c.Archived:
		return nil, refuse("is_archived")
	}
	if c.has(w.cfg.BotUserID) {
		return reply{"channel": w.describe(c), "warning": "already_in_channel"}, nil
	}
	w.enter(c, w.cfg.BotUserID)
	return reply{"channel": w.describe(c)}, nil
}
