package workspace

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
)

// state is what one person sees, for the page.
type state struct {
	Version  int64          `json:"version"`
	Team     Team           `json:"team"`
	Bot      User           `json:"bot"`
	Sockets  int            `json:"sockets"`
	Commands []string       `json:"commands"`
	Users    []User         `json:"users"`
	User     string         `json:"user"`
	Channels []stateChannel `json:"channels"`
	Channel  string         `json:"channel"`
	Messages []stateMessage `json:"messages"`
	Views    []stateView    `json:"views"`
	Home     *stateView     `json:"home"`
}

type stateChannel struct {
	ID      string `json:"id"`
	Name    string `json:"name"` // empty for the direct messages with the app
	Private bool   `json:"private"`
	IM      bool   `json:"im"`
	BotIn   bool   `json:"bot_in"`
	Last    string `json:"last"` // ts of the youngest message the person sees
}

type stateMessage struct {
	Message
	State stateValues `json:"state,omitempty"`
}

type stateView struct {
	View
	State stateValues `json:"state"`
}

// serveState answers with what ?user= sees in ?channel=. Without a user it is
// the first person; without a channel that person's first.
func (w *Workspace) serveState(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	s, err := w.stateFor(r.URL.Query().Get("user"), r.URL.Query().Get("channel"))
	body := freeze(s)
	w.mu.Unlock()
	if err != nil {
		rw.WriteHeader(http.StatusBadRequest)
		body = freeze(object{"error": err.Error()})
	}
	writeJSON(rw, json.RawMessage(body))
}

func (w *Workspace) stateFor(userID, channelID string) (state, error) {
	s := state{Version: w.version, Team: w.cfg.Team, Sockets: len(w.sockets), Commands: w.cfg.Commands}
	for _, user := range w.users {
		switch {
		case user.ID == w.cfg.BotUserID:
			s.Bot = *user
		case !user.Bot && !user.Deleted:
			s.Users = append(s.Users, *user)
			userID = cmp.Or(userID, user.ID)
		}
	}
	user, err := w.person(userID)
	if err != nil {
		return s, err
	}
	s.User = user.ID
	w.dm(user)
	s.Channels = w.channelsOf(user)
	if channelID == "" && len(s.Channels) > 0 {
		channelID = s.Channels[0].ID
	}
	_, c, err := w.seat(user.ID, channelID)
	if err != nil {
		return s, err
	}
	s.Channel, s.Messages = c.ID, w.seenIn(user, c)
	for _, v := range w.stacks[user.ID] {
		s.Views = append(s.Views, stateView{v.View, v.state})
	}
	if home := w.homes[user.ID]; home != nil {
		s.Home = &stateView{home.View, home.state}
	}
	return s, nil
}

func (w *Workspace) channelsOf(user *User) []stateChannel {
	var out []stateChannel
	for _, c := range w.channels {
		if !c.has(user.ID) {
			continue
		}
		one := stateChannel{ID: c.ID, Name: c.Name, Private: c.Private, IM: c.im != "", BotIn: c.has(w.cfg.BotUserID)}
		if seen := w.seenIn(user, c); len(seen) > 0 {
			one.Last = seen[len(seen)-1].TS
		}
		out = append(out, one)
	}
	return out
}

// seenIn are the messages of a channel as one person sees them, in order.
func (w *Workspace) seenIn(user *User, c *channel) []stateMessage {
	var out []stateMessage
	for _, m := range c.messages {
		out = append(out, stateMessage{m.clone(), m.state})
	}
	for _, m := range w.ephemerals[user.ID] {
		if m.Channel == c.ID {
			out = append(out, stateMessage{m.clone(), m.state})
		}
	}
	slices.SortStableFunc(out, func(a, b stateMessage) int { return compareTS(a.TS, b.TS) })
	return out
}
