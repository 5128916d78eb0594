package workspace_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"evenkeel/bot/workspace"
)

func TestTokensAreChecked(t *testing.T) {
	w := open(t, company())
	app, bot := w.Tokens()
	for name, c := range map[string]struct{ bot, want string }{
		"the right one":       {bot, ""},
		"none":                {"", "not_authed"},
		"a stranger's":        {"xoxb-other", "invalid_auth"},
		"the app-level token": {app, "not_allowed_token_type"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := slack.New(c.bot, slack.OptionAPIURL(w.APIURL())).AuthTestContext(t.Context())
			if slackCode(err) != c.want {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	_, _, err := slack.New(bot, slack.OptionAppLevelToken(bot), slack.OptionAPIURL(w.APIURL())).StartSocketModeContext(t.Context())
	if slackCode(err) != "not_allowed_token_type" {
		t.Errorf("opening a connection with the bot token: %v", err)
	}
}

func TestScopesAreCheckedIfGiven(t *testing.T) {
	cfg := company()
	cfg.Scopes = []string{"chat:write"}
	w := open(t, cfg)
	_, err := api(t, w).GetUsersContext(t.Context())
	var refusal slack.SlackErrorResponse
	if !errors.As(err, &refusal) || refusal.Err != "missing_scope" || refusal.Needed != "users:read" {
		t.Errorf("got %+v", err)
	}
}

func TestPostsAreRefusedWithSlacksCodes(t *testing.T) {
	cfg := company()
	cfg.Channels = append(cfg.Channels, workspace.Channel{ID: "C4OLD", Name: "old", BotIn: true, Archived: true})
	w := open(t, cfg)
	for name, c := range map[string]struct {
		channel string
		options []slack.MsgOption
		want    string
	}{
		"channel unknown":       {"C404", []slack.MsgOption{slack.MsgOptionText("x", false)}, "channel_not_found"},
		"private and not in it": {"C3BOARD", []slack.MsgOption{slack.MsgOptionText("x", false)}, "channel_not_found"},
		"public and not in it":  {"C2CHAT", []slack.MsgOption{slack.MsgOptionText("x", false)}, "not_in_channel"},
		"archived":              {"C4OLD", []slack.MsgOption{slack.MsgOptionText("x", false)}, "is_archived"},
		"no text":               {"C1DEALS", nil, "no_text"},
		"text too long":         {"C1DEALS", []slack.MsgOption{slack.MsgOptionText(strings.Repeat("é", 40001), false)}, "msg_too_long"},
		"text at the limit":     {"C1DEALS", []slack.MsgOption{slack.MsgOptionText(strings.Repeat("é", 40000), false)}, ""},
		"by name":               {"#deals", []slack.MsgOption{slack.MsgOptionText("x", false)}, ""},
		"to a person":           {"U1ANN", []slack.MsgOption{slack.MsgOptionText("x", false)}, ""},
		"to the bot itself":     {"U0BOT", []slack.MsgOption{slack.MsgOptionText("x", false)}, "cannot_dm_bot"},
		"metadata too deep": {"C1DEALS", []slack.MsgOption{slack.MsgOptionText("x", false), slack.MsgOptionMetadata(slack.SlackMetadata{
			EventType: "e", EventPayload: map[string]any{"a": map[string]any{"b": map[string]any{"c": 1}}}})}, "invalid_metadata_format"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := api(t, w).PostMessageContext(t.Context(), c.channel, c.options...)
			if slackCode(err) != c.want {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	if dm := w.DM("U1ANN"); len(dm) != 1 || dm[0].Channel != w.DMChannel("U1ANN") || dm[0].BotID != "B0PRACTICE" {
		t.Errorf("ann's direct messages: %+v", dm)
	}
}

func TestHistoryGivesMetadataAndPages(t *testing.T) {
	w := open(t, company())
	client := api(t, w)
	var stamps []string
	for _, key := range []string{"a", "b", "c"} {
		_, ts, err := client.PostMessageContext(t.Context(), "C1DEALS", slack.MsgOptionText(key, false),
			slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "note", EventPayload: map[string]any{"key": key}}))
		if err != nil {
			t.Fatal(err)
		}
		stamps = append(stamps, ts)
	}
	ask := func(p slack.GetConversationHistoryParameters) *slack.GetConversationHistoryResponse {
		p.ChannelID, p.IncludeAllMetadata = "C1DEALS", true
		page, err := client.GetConversationHistoryContext(t.Context(), &p)
		if err != nil {
			t.Fatal(err)
		}
		return page
	}
	first := ask(slack.GetConversationHistoryParameters{Limit: 2})
	if len(first.Messages) != 2 || !first.HasMore || first.Messages[0].Metadata.EventPayload["key"] != "c" {
		t.Errorf("first page: %+v", first)
	}
	second := ask(slack.GetConversationHistoryParameters{Limit: 2, Cursor: first.ResponseMetaData.NextCursor})
	if len(second.Messages) != 1 || second.HasMore || second.Messages[0].Text != "a" {
		t.Errorf("second page: %+v", second)
	}
	if only := ask(slack.GetConversationHistoryParameters{Oldest: stamps[1], Latest: stamps[1], Inclusive: true}); len(only.Messages) != 1 {
		t.Errorf("inclusive: %d messages", len(only.Messages))
	}
	if none := ask(slack.GetConversationHistoryParameters{Oldest: stamps[1], Latest: stamps[1]}); len(none.Messages) != 0 {
		t.Errorf("exclusive: %d messages", len(none.Messages))
	}
}

func TestUpdateKeepsWhatIsNotGivenAndDeleteRemoves(t *testing.T) {
	w := open(t, company())
	client := api(t, w)
	meta := slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "note", EventPayload: map[string]any{"key": "k"}})
	_, ts, err := client.PostMessageContext(t.Context(), "U1ANN", slack.MsgOptionText("before", false), meta)
	if err != nil {
		t.Fatal(err)
	}
	channel := w.DMChannel("U1ANN")
	if _, _, _, err := client.UpdateMessageContext(t.Context(), channel, ts, slack.MsgOptionText("after", false)); err != nil {
		t.Fatal(err)
	}
	if m := w.DM("U1ANN")[0]; m.Text != "after" || m.Metadata == nil || m.Edited == "" {
		t.Errorf("after the update: %+v", m)
	}
	if _, _, _, err := client.UpdateMessageContext(t.Context(), channel, "1.000001", slack.MsgOptionText("x", false)); slackCode(err) != "message_not_found" {
		t.Errorf("no such message: %v", err)
	}
	said, err := w.Say(t.Context(), "U1ANN", "dm", "mine")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := client.UpdateMessageContext(t.Context(), channel, said, slack.MsgOptionText("x", false)); slackCode(err) != "cant_update_message" {
		t.Errorf("somebody's message: %v", err)
	}
	if _, _, err := client.DeleteMessageContext(t.Context(), channel, ts); err != nil || len(w.DM("U1ANN")) != 1 {
		t.Errorf("delete: %v, left %d", err, len(w.DM("U1ANN")))
	}
}

func TestPeopleAndChannelsAreListedPageByPage(t *testing.T) {
	w := open(t, company())
	client := api(t, w)
	users, err := client.GetUsersContext(t.Context(), slack.GetUsersOptionLimit(1))
	if err != nil || len(users) != 3 || users[0].TZ != "Europe/Berlin" || users[0].Profile.Email != "ann@acme.test" {
		t.Errorf("users: %+v, %v", users, err)
	}
	channels, next, err := client.GetConversationsContext(t.Context(), &slack.GetConversationsParameters{Types: []string{"public_channel", "private_channel"}, Limit: 1})
	if err != nil || len(channels) != 1 || next == "" || !channels[0].IsMember {
		t.Errorf("channels: %+v, next %q, %v", channels, next, err)
	}
	user, err := client.GetUserByEmailContext(t.Context(), "BOB@acme.test")
	if err != nil || user.ID != "U2BOB" || !user.IsAdmin {
		t.Errorf("by e-mail: %+v, %v", user, err)
	}
	if _, err := client.GetUserByEmailContext(t.Context(), "x@acme.test"); slackCode(err) != "users_not_found" {
		t.Errorf("by unknown e-mail: %v", err)
	}
	if _, err := client.GetUserInfoContext(t.Context(), "U404"); slackCode(err) != "user_not_found" {
		t.Errorf("unknown user: %v", err)
	}
	dm, _, _, err := client.OpenConversationContext(t.Context(), &slack.OpenConversationParameters{Users: []string{"U1ANN"}})
	if err != nil || dm.ID != w.DMChannel("U1ANN") {
		t.Errorf("open: %+v, %v", dm, err)
	}
	if _, _, _, err := client.JoinConversationContext(t.Context(), "C2CHAT"); err != nil || len(w.Members("#chat")) != 3 {
		t.Errorf("join: %v, members %v", err, w.Members("#chat"))
	}
}

func TestReactionsAreAddedOnce(t *testing.T) {
	w := open(t, company())
	client := api(t, w)
	ts, err := w.Say(t.Context(), "U1ANN", "#deals", "won Acme 50k")
	if err != nil {
		t.Fatal(err)
	}
	item := slack.NewRefToMessage("C1DEALS", ts)
	if err := client.AddReactionContext(t.Context(), "white_check_mark", item); err != nil {
		t.Fatal(err)
	}
	if err := client.AddReactionContext(t.Context(), "white_check_mark", item); slackCode(err) != "already_reacted" {
		t.Errorf("again: %v", err)
	}
	if err := client.AddReactionContext(t.Context(), "eyes", slack.NewRefToMessage("C1DEALS", "1.2")); slackCode(err) != "message_not_found" {
		t.Errorf("no message: %v", err)
	}
	if got := w.Messages("#deals")[0].Reactions; len(got) != 1 || got[0].Name != "white_check_mark" {
		t.Errorf("reactions: %+v", got)
	}
}

func TestLimitsAnswer429WithRetryAfter(t *testing.T) {
	cfg := company()
	cfg.Limits = true
	w := open(t, cfg)
	client := api(t, w)
	var limited *slack.RateLimitedError
	for range 10 {
		_, _, err := client.PostMessageContext(t.Context(), "C1DEALS", slack.MsgOptionText("x", false))
		if errors.As(err, &limited) {
			break
		}
	}
	if limited == nil || limited.RetryAfter != time.Second {
		t.Fatalf("ten posts at once: %+v", limited)
	}
	if _, _, err := client.PostMessageContext(t.Context(), "U1ANN", slack.MsgOptionText("x", false)); err != nil {
		t.Errorf("another channel: %v", err)
	}
}

func TestFaultsHappenAsAsked(t *testing.T) {
	w := open(t, company())
	client := api(t, w)
	post := func() error {
		_, _, err := client.PostMessageContext(t.Context(), "C1DEALS", slack.MsgOptionText("x", false))
		return err
	}
	w.Fail("chat.postMessage", workspace.Fault{RetryAfter: 1500 * time.Millisecond})
	var limited *slack.RateLimitedError
	if err := post(); !errors.As(err, &limited) || limited.RetryAfter != 2*time.Second {
		t.Errorf("429: %v", err)
	}
	w.Fail("chat.postMessage", workspace.Fault{Status: 503, Times: 2})
	for range 2 {
		var status slack.StatusCodeError
		if err := post(); !errors.As(err, &status) || status.Code != 503 {
			t.Errorf("503: %v", err)
		}
	}
	w.Fail("chat.postMessage", workspace.Fault{SlackError: "fatal_error"})
	if err := post(); slackCode(err) != "fatal_error" {
		t.Errorf("Slack's error: %v", err)
	}
	if n := len(w.Messages("#deals")); n != 0 {
		t.Errorf("%d messages were posted all the same", n)
	}
	w.Fail("chat.postMessage", workspace.Fault{After: true})
	if err := post(); err == nil || slackCode(err) != "" {
		t.Errorf("a lost answer: %v", err)
	}
	if n := len(w.Messages("#deals")); n != 1 {
		t.Errorf("%d messages after a lost answer, want 1", n)
	}
	if err := post(); err != nil {
		t.Errorf("after the faults: %v", err)
	}
	if calls := w.Calls("chat.postMessage"); len(calls) != 6 || calls[4].Error != "lost" || calls[5].Args["text"] != "x" {
		t.Errorf("calls: %+v", calls)
	}
}

func TestUnknownMethodSaysSo(t *testing.T) {
	w := open(t, company())
	if _, _, err := api(t, w).ListTeamsContext(t.Context(), slack.ListTeamsParameters{}); slackCode(err) != "unknown_method" {
		t.Errorf("got %v", err)
	}
}
