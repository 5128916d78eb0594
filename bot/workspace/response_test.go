package workspace_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"evenkeel/bot/workspace"
)

// send posts JSON and gives the status and body.
func send(t *testing.T, url string, body any) (int, string) {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Post(url, "application/json", bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func TestResponseURLWorksFiveTimes(t *testing.T) {
	w := open(t, company())
	a := connect(t, w)
	a.answer(t, socketmode.EventTypeSlashCommand, func(socketmode.Event) any { return nil })
	r, err := w.Command(t.Context(), "U1ANN", "#chat", "/deal", "Acme")
	if err != nil {
		t.Fatal(err)
	}
	if status, body := send(t, r.ResponseURL, map[string]any{"blocks": []any{map[string]any{"type": "nonsense"}}}); status != 400 {
		t.Errorf("bad blocks: %d %s", status, body)
	}
	for i, body := range []map[string]any{
		{"text": "Working on it"},
		{"text": "Done", "replace_original": true},
		{"text": "For all", "response_type": "in_channel"},
		{"text": "More", "blocks": nil, "metadata": map[string]any{"event_type": "", "event_payload": nil}, "replace_original": false, "delete_original": false},
		{"delete_original": true},
	} {
		if status, answer := send(t, r.ResponseURL, body); status != 200 {
			t.Errorf("use %d: %d %s", i+1, status, answer)
		}
		if i == 1 {
			if seen := w.Ephemerals("U1ANN"); len(seen) != 1 || seen[0].Text != "Done" {
				t.Errorf("after replacing: %+v", seen)
			}
		}
	}
	if status, body := send(t, r.ResponseURL, map[string]any{"text": "x"}); status != 404 || body != `{"ok":false,"error":"used_url"}` {
		t.Errorf("sixth use: %d %s", status, body)
	}
	if seen := w.Ephemerals("U1ANN"); len(seen) != 1 || seen[0].Text != "More" {
		t.Errorf("ann sees %+v", seen)
	}
	if all := w.Messages("#chat"); len(all) != 1 || all[0].Text != "For all" {
		t.Errorf("all see %+v", all)
	}
}

func TestAnotherAppsPostArrivesAsTwoEvents(t *testing.T) {
	w := open(t, company())
	a := connect(t, w)
	ts, err := w.PostAsApp(t.Context(), workspace.AppPost{Channel: "#deals", AppID: "A9", BotID: "B9", Username: "CRM", Text: "Deal moved",
		Attachments: json.RawMessage(`[{"fallback":"x","text":"Amount: $12,000"}]`),
		Metadata:    &workspace.Metadata{EventType: "deal_updated", EventPayload: map[string]any{"deal": "D-1", "amount": 12000}}})
	if err != nil {
		t.Fatal(err)
	}
	first := a.next(t, socketmode.EventTypeEventsAPI).Data.(slackevents.EventsAPIEvent)
	m := first.InnerEvent.Data.(*slackevents.MessageEvent)
	if m.SubType != "bot_message" || m.BotID != "B9" || m.TimeStamp != ts || m.Message.Metadata.EventPayload["deal"] != "D-1" || len(m.Message.Attachments) != 1 {
		t.Errorf("the message event is %+v", m)
	}
	second := a.next(t, socketmode.EventTypeEventsAPI).Data.(slackevents.EventsAPIEvent)
	posted := second.InnerEvent.Data.(*slackevents.MessageMetadataPostedEvent)
	if posted.MessageTimestamp != ts || posted.Metadata.EventType != "deal_updated" || posted.AppId != "A9" {
		t.Errorf("the metadata event is %+v", posted)
	}
	if a, b := first.Data.(*slackevents.EventsAPICallbackEvent).EventID, second.Data.(*slackevents.EventsAPICallbackEvent).EventID; a == b {
		t.Error("both have one event_id")
	}
}

func TestEditDeleteAndZoneChangeAreTold(t *testing.T) {
	w := open(t, company())
	a := connect(t, w)
	next := func() any {
		e := a.next(t, socketmode.EventTypeEventsAPI)
		_ = a.AckCtx(t.Context(), e.Request.EnvelopeID, nil)
		return e.Data.(slackevents.EventsAPIEvent).InnerEvent.Data
	}
	ts, err := w.Say(t.Context(), "U1ANN", "dm", "helo")
	if err != nil {
		t.Fatal(err)
	}
	next()
	if err := w.Edit(t.Context(), "U1ANN", "dm", ts, "hello"); err != nil {
		t.Fatal(err)
	}
	if m := next().(*slackevents.MessageEvent); m.SubType != "message_changed" || m.Message.Text != "hello" || m.PreviousMessage.Text != "helo" {
		t.Errorf("the change is %+v", m)
	}
	if err := w.Delete(t.Context(), "U1ANN", "dm", ts); err != nil {
		t.Fatal(err)
	}
	if m := next().(*slackevents.MessageEvent); m.SubType != "message_deleted" || m.DeletedTimeStamp != ts {
		t.Errorf("the removal is %+v", m)
	}
	ann := company().Users[0]
	ann.TZ = "Asia/Tokyo"
	if err := w.SetUser(t.Context(), ann); err != nil {
		t.Fatal(err)
	}
	if u := next().(*slackevents.UserChangeEvent); u.User.TZ != "Asia/Tokyo" || u.User.ID != "U1ANN" {
		t.Errorf("the change is %+v", u)
	}
}

func TestOnlyChannelsOfTheAppAreHeard(t *testing.T) {
	w := open(t, company())
	a := connect(t, w)
	for _, where := range []string{"#chat", "#deals"} {
		if _, err := w.Say(t.Context(), "U1ANN", where, "in "+where); err != nil {
			t.Fatal(err)
		}
	}
	m := a.next(t, socketmode.EventTypeEventsAPI).Data.(slackevents.EventsAPIEvent).InnerEvent.Data.(*slackevents.MessageEvent)
	if m.Channel != "C1DEALS" {
		t.Errorf("heard %+v", m)
	}
	if _, err := w.Say(t.Context(), "U1ANN", "#board", "x"); err == nil {
		t.Error("ann spoke in a channel she is not in")
	}
}
