package bot

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"evenkeel/coach"
)

// Token is a Slack token. It never prints.
type Token string

func (Token) String() string { return "[redacted]" }

// GoString keeps %#v from showing it.
func (Token) GoString() string { return "[redacted]" }

// LogValue keeps logs from showing it.
func (Token) LogValue() slog.Value { return slog.StringValue("[redacted]") }

// Fatal is an error that no retry mends: a token that is missing, or that Slack
// refuses for good.
type Fatal struct {
	Variable string // which environment variable holds it
	Err      error
}

func (f *Fatal) Error() string { return f.Variable + ": " + f.Err.Error() + "; " + f.hint() }

func (f *Fatal) Unwrap() error { return f.Err }

func (f *Fatal) hint() string {
	if f.Variable == "SLACK_APP_TOKEN" {
		return "it needs an app-level token (xapp-…) with the scope connections:write"
	}
	return "it needs the bot token (xoxb-…) of the installed app"
}

// refusals are Slack's answers after which trying again is of no use. slack-go
// itself knows the first four and retries the others for ever.
var refusals = []string{
	"invalid_auth", "account_inactive", "not_authed", "token_revoked",
	"token_expired", "not_allowed_token_type", "missing_scope", "no_permission",
	"user_removed_from_team", "team_disabled", "team_access_not_granted", "invalid_app", "app_uninstalled",
}

// fatal is err as a *Fatal if Slack refused the token for good, else nil.
func fatal(err error, variable string) error {
	if slices.Contains(refusals, slackCode(err)) {
		return &Fatal{Variable: variable, Err: fmt.Errorf("refused by Slack: %w", err)}
	}
	return nil
}

// slackCode is the error code of an answer {"ok":false}, "" for other errors.
func slackCode(err error) string {
	if r, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return r.Err
	}
	if err != nil && slices.Contains(refusals, err.Error()) {
		return err.Error()
	}
	return ""
}

// unreachable are the answers that mean: this person or message, never.
var unreachable = []string{
	"channel_not_found", "user_not_found", "user_disabled", "cannot_dm_bot", "is_archived", "messages_tab_disabled",
	"message_not_found", "cant_update_message", "edit_window_closed", "restricted_action", "user_not_visible",
}

// refusedContent are the answers that mean: not these blocks.
var refusedContent = []string{
	"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "block_mismatch", "too_many_blocks",
}

// posting turns what a Web API call returned into the errors of coach.Poster.
// What it leaves as it is means: in doubt.
func posting(err error) error {
	if err == nil {
		return nil
	}
	if r, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return coach.ErrLater{After: r.RetryAfter}
	}
	if s, ok := errors.AsType[slack.StatusCodeError](err); ok && s.Code == 429 {
		return coach.ErrLater{After: 30 * time.Second}
	}
	switch code := slackCode(err); {
	case slices.Contains(unreachable, code):
		return fmt.Errorf("%w: %w", coach.ErrUndeliverable, err)
	case code == "ratelimited":
		return coach.ErrLater{After: 30 * time.Second}
	case slices.Contains(refusals, code):
		// Our token, not the person: the next one may work.
		return coach.ErrLater{After: time.Minute}
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return coach.ErrLater{After: 2 * time.Second} // Slack never saw it.
	}
	return err
}

// told is an error that is a sentence for the person who did something: a
// refusal or a question. It is not logged.
type told struct {
	answer
	field string // of a form, at which it is to be said; empty: at the first
	form  string // how a form says it, where that is not how a line does
}

func (t *told) Error() string { return t.text }

// tell makes a told without buttons.
func tell(format string, args ...any) error {
	return &told{answer: answer{text: fmt.Sprintf(format, args...)}}
}

// tellAt is tell for what a form says at one of its fields.
func tellAt(field, format string, args ...any) error {
	return &told{answer: answer{text: fmt.Sprintf(format, args...)}, field: field}
}
