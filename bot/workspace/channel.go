package workspace

import (
	"fmt"
	"slices"
	"strings"
)

// channel is a conversation: a public or private channel, or the direct
// messages between one person and the app.
type channel struct {
	Channel
	im       string // the person, in direct messages
	created  int64
	messages []*Message
}

func (w *Workspace) newChannel(c Channel) *channel {
	members := slices.Clone(c.Members)
	if members == nil && !c.Private {
		for _, user := range w.users {
			if !user.Guest && !user.External && !user.Bot && !user.Deleted {
				members = append(members, user.ID)
			}
		}
	}
	if c.BotIn && !slices.Contains(members, w.cfg.BotUserID) {
		members = append(members, w.cfg.BotUserID)
	}
	c.Members = members
	return &channel{Channel: c, created: w.cfg.Now().Unix()}
}

func (c *channel) has(userID string) bool { return slices.Contains(c.Members, userID) }

// kind is the channel_type of message events.
func (c *channel) kind() string {
	switch {
	case c.im != "":
		return "im"
	case c.Private:
		return "group"
	}
	return "channel"
}

func (c *channel) find(ts string) *Message {
	for _, m := range c.messages {
		if m.TS == ts {
			return m
		}
	}
	return nil
}

// dm is the app's direct messages with a person, made on first use.
func (w *Workspace) dm(user *User) *channel {
	for _, c := range w.channels {
		if c.im == user.ID {
			return c
		}
	}
	c := w.newChannel(Channel{ID: "D" + strings.TrimLeft(user.ID, "UW"), Private: true, Members: []string{user.ID}, BotIn: true})
	for w.channelByID(c.ID) != nil {
		c.ID = w.newID("D")
	}
	c.im = user.ID
	w.channels = append(w.channels, c)
	return c
}

func (w *Workspace) channelByID(id string) *channel {
	for _, c := range w.channels {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// place finds a channel as people and tests name it for a person: by id, as
// "#name" or "name", or as "dm".
func (w *Workspace) place(user *User, name string) (*channel, error) {
	if name == "dm" && user != nil {
		return w.dm(user), nil
	}
	if c := w.channelByID(name); c != nil {
		return c, nil
	}
	for _, c := range w.channels {
		if c.Name != "" && c.Name == strings.TrimPrefix(name, "#") {
			return c, nil
		}
	}
	return nil, fmt.Errorf("workspace: no channel %q", name)
}

// seat finds a person and a channel that person is in.
func (w *Workspace) seat(userID, channelID string) (*User, *channel, error) {
	user, err := w.person(userID)
	if err != nil {
		return nil, nil, err
	}
	c, err := w.place(user, channelID)
	if err != nil {
		return nil, nil, err
	}
	if !c.has(user.ID) {
		return nil, nil, fmt.Errorf("workspace: %s is not in %s", userID, channelID)
	}
	return user, c, nil
}

// describe is the channel object of conversations.* answers.
func (w *Workspace) describe(c *channel) map[string]any {
	out := map[string]any{"id": c.ID, "created": c.created, "is_archived": c.Archived, "is_org_shared": false,
		"context_team_id": w.cfg.Team.ID, "updated": c.created * 1000, "is_user_deleted": false}
	if c.im != "" {
		out["is_im"], out["user"], out["is_open"] = true, c.im, true
		return out
	}
	for key, value := range map[string]any{"name": c.Name, "name_normalized": c.Name, "is_channel": !c.Private,
		"is_group": c.Private, "is_im": false, "is_mpim": false, "is_private": c.Private, "is_general": false,
		"is_shared": c.Shared, "is_ext_shared": c.Shared, "is_member": c.has(w.cfg.BotUserID), "creator": "",
		"num_members": len(c.Members), "topic": map[string]any{"value": "", "creator": "", "last_set": 0},
		"purpose": map[string]any{"value": "", "creator": "", "last_set": 0}, "previous_names": []string{}} {
		out[key] = value
	}
	return out
}

// Join puts a person, or the app by its bot user, into a channel, which emits
// member_joined_channel.
func (w *Workspace) Join(userID, channelID string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	user, err := w.anyone(userID)
	if err != nil {
		return err
	}
	c, err := w.place(user, channelID)
	if err != nil {
		return err
	}
	w.enter(c, userID)
	return nil
}

func (w *Workspace) enter(c *channel, userID string) {
	if c.has(userID) {
		return
	}
	c.Members = append(c.Members, userID)
	w.emit(c, map[string]any{"type": "member_joined_channel", "user": userID, "channel": c.ID,
		"channel_type": c.ID[:1], "team": w.cfg.Team.ID})
}

// Leave takes a person, or the app, out of a channel.
func (w *Workspace) Leave(userID, channelID string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	user, err := w.anyone(userID)
	if err != nil {
		return err
	}
	c, err := w.place(user, channelID)
	if err != nil {
		return err
	}
	w.emit(c, map[string]any{"type": "member_left_channel", "user": userID, "channel": c.ID,
		"channel_type": c.ID[:1], "team": w.cfg.Team.ID})
	c.Members = slices.DeleteFunc(c.Members, func(id string) bool { return id == userID })
	return nil
}

// Archive closes a channel: nobody posts in it any more.
func (w *Workspace) Archive(userID, channelID string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, c, err := w.seat(userID, channelID)
	if err != nil {
		return err
	}
	c.Archived = true
	w.emit(c, map[string]any{"type": "channel_archive", "channel": c.ID, "user": userID})
	return nil
}
