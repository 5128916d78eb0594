package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// What else a person may be told of a command.
var (
	// ErrUnknownCommand: no app has it.
	ErrUnknownCommand = errors.New("not a valid command")
	// ErrBadAnswer: the app's answer is not a message Slack would show.
	ErrBadAnswer = errors.New("invalid_command_response")
)

// Reply is what a person sees at once after a command.
type Reply struct {
	Message     *Message `json:"message,omitempty"` // from the ack's payload; nil if it had none
	TriggerID   string   `json:"trigger_id"`
	ResponseURL string   `json:"response_url"`

	Sent, Acked time.Time `json:"-"` // when the envelope went out and its ack was read
}

// Command runs a slash command and waits for the ack. An error is what the
// person is told instead of an answer (ErrOperationTimeout, ErrDispatchFailed,
// ErrUnknownCommand, ErrBadAnswer); it also appears to them from Slackbot.
// @handles and #channels in the text arrive linked, as with should_escape.
func (w *Workspace) Command(ctx context.Context, userID, channelID, command, text string) (Reply, error) {
	w.mu.Lock()
	user, c, err := w.seat(userID, channelID)
	if err != nil {
		w.mu.Unlock()
		return Reply{}, err
	}
	if !slices.Contains(w.cfg.Commands, command) {
		w.slackbot(c, userID, command+" is not a valid command.")
		w.mu.Unlock()
		return Reply{}, fmt.Errorf("%s is %w", command, ErrUnknownCommand)
	}
	result := Reply{TriggerID: w.newTrigger(userID, false), ResponseURL: w.newResponseURL(userID, c, nil)}
	id, p := w.send(envelope{kind: "slash_commands", accepts: true, payload: w.commandPayload(user, c, command, text, result)})
	w.mu.Unlock()
	answer, err := w.ask(ctx, id, p)
	w.mu.Lock()
	defer w.mu.Unlock()
	if err == nil {
		result.Sent, result.Acked = p.sent, p.came
		result.Message, err = w.commandAnswer(user, c, result.ResponseURL, answer)
	}
	if err != nil {
		w.slackbot(c, userID, fmt.Sprintf("%s failed with the error \"%s\"", command, firstWord(err)))
	}
	return result, err
}

func firstWord(err error) string {
	word, _, _ := strings.Cut(err.Error(), ":")
	return word
}

func (w *Workspace) commandPayload(user *User, c *channel, command, text string, r Reply) json.RawMessage {
	name := channelTag(c)["name"]
	if c.Private && c.im == "" {
		name = "privategroup"
	}
	return freeze(object{"token": "verification-token", "team_id": w.cfg.Team.ID, "team_domain": w.cfg.Team.Domain,
		"channel_id": c.ID, "channel_name": name, "user_id": user.ID, "user_name": user.Name, "command": command,
		"text": w.typedCommand(strings.TrimSpace(text)), "api_app_id": w.cfg.AppID, "is_enterprise_install": "false",
		"response_url": r.ResponseURL, "trigger_id": r.TriggerID})
}

// commandAnswer shows the ack's payload: to the person only, unless it says
// in_channel. An empty payload shows nothing.
func (w *Workspace) commandAnswer(user *User, c *channel, responseURL string, answer json.RawMessage) (*Message, error) {
	if len(answer) == 0 || string(answer) == "null" || string(answer) == "{}" || string(answer) == `""` {
		return nil, nil
	}
	r := &request{args: map[string]string{}}
	var bare string
	if json.Unmarshal(answer, &bare) == nil {
		r.args["text"] = bare
	} else if err := r.readJSON(strings.NewReader(string(answer))); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadAnswer, err)
	}
	says, refusal := w.readContent(r, maxPostText)
	if refusal != nil {
		return nil, fmt.Errorf("%w: %s %v", ErrBadAnswer, refusal.code, refusal.messages)
	}
	if says.empty() {
		return nil, nil
	}
	shown := w.answerIn(user.ID, c, r.str("response_type"), says)
	if u, err := url.Parse(responseURL); err == nil {
		if link := w.responseURLs[strings.TrimPrefix(u.Path, "/response/")]; link != nil {
			link.original = shown
		}
	}
	copied := shown.clone()
	return &copied, nil
}

// answerIn shows an answer: in the channel for all, or to one person.
func (w *Workspace) answerIn(userID string, c *channel, responseType string, says content) *Message {
	if responseType != "in_channel" {
		return w.whisper(c, userID, says)
	}
	m := w.botMessage(c, says)
	c.messages = append(c.messages, m)
	w.announce(c, m)
	w.touch()
	return m
}
