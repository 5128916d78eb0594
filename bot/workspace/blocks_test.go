package workspace_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"evenkeel/bot/workspace"
)

// many is a JSON array of n copies.
func many(n int, item string) string {
	return "[" + strings.TrimSuffix(strings.Repeat(item+",", n), ",") + "]"
}

func long(n int) string { return strings.Repeat("é", n) }

// TestBlocksOfMessagesAreChecked posts blocks at a limit and beyond it. An
// empty want means Slack takes them.
func TestBlocksOfMessagesAreChecked(t *testing.T) {
	w := open(t, company())
	text := func(n int) string { return `{"type":"plain_text","text":"` + long(n) + `"}` }
	mrkdwn := func(n int) string { return `{"type":"mrkdwn","text":"` + long(n) + `"}` }
	section := func(n int) string { return `{"type":"section","text":` + mrkdwn(n) + `}` }
	button := func(label, value int, more string) string {
		return fmt.Sprintf(`{"type":"actions","elements":[{"type":"button","text":%s,"value":"%s"%s}]}`, text(label), long(value), more)
	}
	option := func(n int) string { return fmt.Sprintf(`{"text":%s,"value":"%s"}`, text(1), long(n)) }
	choose := func(options string) string {
		return `{"type":"actions","elements":[{"type":"static_select","options":` + options + `}]}`
	}
	pie := `{"type":"data_visualization","title":"Won","chart":{"type":"pie","segments":[{"label":"a","value":1}]}}`
	bars := func(points string) string {
		return `{"type":"data_visualization","title":"Won","chart":{"type":"bar","axis_config":{"categories":["a","b"]},"series":[{"name":"s","data":` + points + `}]}}`
	}
	table := `{"type":"table","rows":[[{"type":"raw_text","text":"a"},{"type":"raw_number","value":1,"text":"1"}]]}`
	for _, c := range []struct{ name, blocks, want string }{
		{"nothing", `[]`, ""},
		{"null", `null`, ""},
		{"not an array", `{}`, "invalid_blocks_format"},
		{"50 blocks", many(50, `{"type":"divider"}`), ""},
		{"51 blocks", many(51, `{"type":"divider"}`), "no more than 50 items allowed [json-pointer:/blocks]"},
		{"an unknown type", `[{"type":"marquee"}]`, "unsupported type: marquee [json-pointer:/blocks/0/type]"},
		{"an unknown field", `[{"type":"divider","colour":"red"}]`, "invalid additional property: colour"},
		{"a section of 3000", "[" + section(3000) + "]", ""},
		{"a section of 3001", "[" + section(3001) + "]", "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"},
		{"an empty section", "[" + section(0) + "]", "must be more than 0 characters"},
		{"a section without text", `[{"type":"section"}]`, "missing required field: text or fields"},
		{"ten fields", `[{"type":"section","fields":` + many(10, mrkdwn(1)) + `}]`, ""},
		{"eleven fields", `[{"type":"section","fields":` + many(11, mrkdwn(1)) + `}]`, "no more than 10 items allowed"},
		{"a header of 150", `[{"type":"header","text":` + text(150) + `}]`, ""},
		{"a header of 151", `[{"type":"header","text":` + text(151) + `}]`, "must be less than 151 characters"},
		{"a header in mrkdwn", `[{"type":"header","text":` + mrkdwn(1) + `}]`, "unsupported text type: mrkdwn"},
		{"context of ten", `[{"type":"context","elements":` + many(10, mrkdwn(1)) + `}]`, ""},
		{"context of eleven", `[{"type":"context","elements":` + many(11, mrkdwn(1)) + `}]`, "no more than 10 items allowed"},
		{"25 actions", `[{"type":"actions","elements":` + many(25, `{"type":"datepicker"}`) + `}]`, ""},
		{"26 actions", `[{"type":"actions","elements":` + many(26, `{"type":"datepicker"}`) + `}]`, "no more than 25 items allowed"},
		{"a button of 75 and 2000", "[" + button(75, 2000, "") + "]", ""},
		{"a button of 76", "[" + button(76, 1, "") + "]", "must be less than 76 characters"},
		{"a button value of 2001", "[" + button(1, 2001, "") + "]", "must be less than 2001 characters"},
		{"a button of no style", "[" + button(1, 1, `,"style":"loud"`) + "]", "must be one of [primary danger]"},
		{"100 options", "[" + choose(many(100, option(75))) + "]", ""},
		{"101 options", "[" + choose(many(101, option(1))) + "]", "no more than 100 items allowed"},
		{"an option value of 76", "[" + choose(many(1, option(76))) + "]", "must be less than 76 characters"},
		{"one block_id twice", `[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}]`, `block_id "a" already exists`},
		{"one action_id twice in a block", `[{"type":"actions","elements":` + many(2, `{"type":"datepicker","action_id":"a"}`) + `}]`, `action_id "a" already exists`},
		{"one action_id in two blocks", many(2, `{"type":"actions","elements":[{"type":"datepicker","action_id":"a"}]}`), ""},
		{"an alert in a message", `[{"type":"alert","text":` + text(1) + `}]`, "block type alert is not allowed here"},
		{"a text field in actions", `[{"type":"actions","elements":[{"type":"plain_text_input"}]}]`, "unsupported type: plain_text_input"},
		{"two charts", many(2, pie), ""},
		{"three charts", many(3, pie), "no more than 2 data_visualization blocks"},
		{"a point for each category", "[" + bars(`[{"label":"a","value":1},{"label":"b","value":-2}]`) + "]", ""},
		{"a category without a point", "[" + bars(`[{"label":"a","value":1}]`) + "]", "exactly one point for each category"},
		{"a slice of nothing", strings.Replace("["+pie+"]", `"value":1`, `"value":0`, 1), "must be greater than 0"},
		{"a table", "[" + table + "]", ""},
		{"two tables", many(2, table), "only_one_table_allowed"},
		{"rich text", `[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"a"}]}]}]`, ""},
		{"empty rich text", `[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":""}]}]}]`, "must be more than 0 characters"},
		{"13,200 characters", many(4, section(3000)) + " ", ""},
		{"15,000 characters", many(5, section(3000)), "msg_blocks_too_long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			answer := postBlocks(t, w, c.blocks)
			got := answer.Error + " " + strings.Join(answer.ResponseMetadata.Messages, " ")
			if answer.Ok != (c.want == "") || !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// postBlocks sends blocks as they are written, in a form as slack-go does.
func postBlocks(t *testing.T, w *workspace.Workspace, blocks string) (answer slack.SlackResponse) {
	t.Helper()
	_, bot := w.Tokens()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	got, err := client.PostForm(w.APIURL()+"chat.postMessage", url.Values{"token": {bot}, "channel": {"C1DEALS"}, "text": {"x"}, "blocks": {blocks}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = got.Body.Close() }()
	if err := json.NewDecoder(got.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

func TestBlocksGetIDsAndAreKeptAsTheyCame(t *testing.T) {
	w := open(t, company())
	button := slack.NewButtonBlockElement("", "v", words("Go"))
	_, _, err := api(t, w).PostMessageContext(t.Context(), "C1DEALS", slack.MsgOptionText("x", false), slack.MsgOptionBlocks(slack.NewActionBlock("", button)))
	if err != nil {
		t.Fatal(err)
	}
	m := w.Messages("#deals")[0]
	var blocks slack.Blocks
	if err := json.Unmarshal(m.Blocks, &blocks); err != nil {
		t.Fatal(err)
	}
	action := blocks.BlockSet[0].(*slack.ActionBlock)
	if action.BlockID == "" || action.Elements.ElementSet[0].(*slack.ButtonBlockElement).ActionID == "" {
		t.Errorf("blocks: %s", m.Blocks)
	}
	if m.Shown() != "Go" {
		t.Errorf("shown: %q", m.Shown())
	}
}

func TestClosedWorkspaceRefuses(t *testing.T) {
	w, err := workspace.Open(company())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := w.Say(t.Context(), "U1ANN", "#deals", "x"); !errors.Is(err, workspace.ErrClosed) {
		t.Errorf("say: %v", err)
	}
	for _, cfg := range []workspace.Config{{Addr: "0.0.0.0:0"}, {Users: []workspace.User{{ID: "U"}, {ID: "U"}}}, {Channels: []workspace.Channel{{ID: "C", Members: []string{"U404"}}}}} {
		if w, err := workspace.Open(cfg); err == nil {
			t.Errorf("opened %+v", cfg)
			_ = w.Close()
		}
	}
}
