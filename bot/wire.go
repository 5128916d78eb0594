package bot

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
)

// The payloads of Slack, as far as we read them. Our own small types rather
// than slack-go's: a block or a field that is new to slack-go must not keep a
// rep's update from being read.

// callback is the outer document of an event.
type callback struct {
	Type          string          `json:"type"`
	Team          string          `json:"team_id"`
	App           string          `json:"api_app_id"`
	EventID       string          `json:"event_id"`
	Event         json.RawMessage `json:"event"`
	IsExtShared   bool            `json:"is_ext_shared_channel"`
	ContextTeamID string          `json:"context_team_id"`
}

// metadata is a message's, ours or another app's.
type metadata struct {
	EventType string                     `json:"event_type"`
	Payload   map[string]json.RawMessage `json:"event_payload"`
}

// inner is an event itself: a message, or one of the few others we read.
type inner struct {
	Type        string `json:"type"`
	Subtype     string `json:"subtype"`
	Channel     string `json:"channel"`
	ChannelType string `json:"channel_type"`
	User        string `json:"-"` // see UnmarshalJSON: a string, or in user_change an object
	Team        string `json:"team"`
	UserTeam    string `json:"user_team"`
	TeamID      string `json:"team_id"`
	BotID       string `json:"bot_id"`
	AppID       string `json:"app_id"`
	Text        string `json:"text"`
	TS          string `json:"ts"`
	Tab         string `json:"tab"`
	Edited      *struct {
		TS string `json:"ts"`
	} `json:"edited"`
	Profile struct {
		Team string `json:"team_id"`
	} `json:"bot_profile"`
	DeletedTS string    `json:"deleted_ts"`
	Metadata  *metadata `json:"metadata"`
	Message   *inner    `json:"message"`
	Previous  *inner    `json:"previous_message"`

	// message_metadata_posted names things in its own way.
	ChannelID string `json:"channel_id"`
	UserID    string `json:"user_id"`
	MessageTS string `json:"message_ts"`

	RawUser json.RawMessage `json:"user"`
}

func readInner(raw json.RawMessage) (*inner, error) {
	e := new(inner)
	if err := json.Unmarshal(raw, e); err != nil {
		return nil, err
	}
	for _, m := range []*inner{e, e.Message, e.Previous} {
		if m != nil {
			_ = json.Unmarshal(m.RawUser, &m.User) // an object in user_change: then there is no id here
		}
	}
	return e, nil
}

// slash is a slash command.
type slash struct {
	Command     string `json:"command"`
	Text        string `json:"text"`
	User        string `json:"user_id"`
	Team        string `json:"team_id"`
	Channel     string `json:"channel_id"`
	ResponseURL string `json:"response_url"`
	Trigger     string `json:"trigger_id"`
}

// interaction is a click, or a form sent.
type interaction struct {
	Type string `json:"type"`
	User struct {
		ID   string `json:"id"`
		Team string `json:"team_id"`
	} `json:"user"`
	Trigger     string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
	Container   struct {
		Type        string `json:"type"`
		MessageTS   string `json:"message_ts"`
		Channel     string `json:"channel_id"`
		IsEphemeral bool   `json:"is_ephemeral"`
	} `json:"container"`
	Channel struct {
		ID string `json:"id"`
	} `json:"channel"`
	Actions []action `json:"actions"`
	View    view     `json:"view"`

	// block_suggestion asks for the options of one select.
	Action string `json:"action_id"`
	Typed  string `json:"value"`
}

// action is one control that was used.
type action struct {
	ID       string `json:"action_id"`
	Block    string `json:"block_id"`
	Value    string `json:"value"`
	TS       string `json:"action_ts"`
	Selected *struct {
		Value string `json:"value"`
	} `json:"selected_option"`
}

// chosen is what was selected, or the value of a button.
func (a action) chosen() string {
	if a.Selected != nil {
		return a.Selected.Value
	}
	return a.Value
}

// view is a form as it was sent.
type view struct {
	ID       string `json:"id"`
	Hash     string `json:"hash"`
	Type     string `json:"type"`
	Callback string `json:"callback_id"`
	Private  string `json:"private_metadata"`
	State    struct {
		Values map[string]map[string]struct {
			Value        string `json:"value"`
			SelectedDate string `json:"selected_date"`
			SelectedTime string `json:"selected_time"`

			SelectedOption  selected   `json:"selected_option"`
			SelectedOptions []selected `json:"selected_options"`
		} `json:"values"`
	} `json:"state"`
}

// selected is an option that was chosen, with its words.
type selected struct {
	Value string `json:"value"`
	Text  struct {
		Text string `json:"text"`
	} `json:"text"`
}

// firstInput is an input block of a form that was sent, for errors to stand at;
// "" for anything else.
func (i *interaction) firstInput() string {
	if i.Type != "view_submission" {
		return ""
	}
	keys := slices.Sorted(maps.Keys(i.View.State.Values))
	if len(keys) == 0 {
		return "none"
	}
	return keys[0]
}

// value is what was entered under a key, by whichever kind of input.
func (v *view) value(key string) string {
	in := v.State.Values[key][key]
	return cmp.Or(in.SelectedDate, in.SelectedTime, in.SelectedOption.Value, in.Value)
}
