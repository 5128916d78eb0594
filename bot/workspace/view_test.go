package workspace_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"evenkeel/bot/workspace"
)

func words(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}

// form is a modal with a text, a whole number and a choice.
func form() slack.ModalViewRequest {
	segment := slack.NewInputBlock("segment", words("Industry"), nil, slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, "segment",
		slack.NewOptionBlockObject("retail", words("Retail"), nil), slack.NewOptionBlockObject("medical", words("Medical"), nil)))
	segment.Optional = true
	return slack.ModalViewRequest{Type: slack.VTModal, CallbackID: "qualify", PrivateMetadata: "D-1", Title: words("Qualify"), Submit: words("Judge"),
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewInputBlock("problem", words("Problem"), nil, slack.NewPlainTextInputBlockElement(nil, "problem")),
			slack.NewInputBlock("employees", words("People"), nil, slack.NewNumberInputBlockElement(nil, "employees", false)),
			segment,
		}}}
}

// openForm has ann run /qualify and the app open the form.
func openForm(t *testing.T, w *workspace.Workspace, a *app) workspace.View {
	t.Helper()
	a.answer(t, socketmode.EventTypeSlashCommand, func(e socketmode.Event) any {
		if _, err := a.api.OpenViewContext(t.Context(), e.Data.(slack.SlashCommand).TriggerID, form()); err != nil {
			t.Error(err)
		}
		return nil
	})
	if _, err := w.Command(t.Context(), "U1ANN", "#chat", "/qualify", ""); err != nil {
		t.Fatal(err)
	}
	views := w.Views("U1ANN")
	if len(views) != 1 || views[0].CallbackID != "qualify" || views[0].PrivateMetadata != "D-1" || views[0].Title != "Qualify" {
		t.Fatalf("ann has open: %+v", views)
	}
	return views[0]
}

func TestFormIsCheckedFilledInAndClosed(t *testing.T) {
	w := open(t, company())
	a := connect(t, w)
	v := openForm(t, w, a)
	r, err := w.Submit(t.Context(), "U1ANN", v.ID, map[string]string{"employees": "many"})
	if err != nil || !r.Local || len(r.Errors) != 2 {
		t.Fatalf("a bad form: %+v, %v", r, err)
	}
	var got slack.InteractionCallback
	a.answer(t, socketmode.EventTypeInteractive, func(e socketmode.Event) any {
		got = e.Data.(slack.InteractionCallback)
		return nil
	})
	r, err = w.Submit(t.Context(), "U1ANN", "top", map[string]string{"problem": "late & lost orders", "employees": "250", "segment": "medical"})
	if err != nil || !r.Closed || len(w.Views("U1ANN")) != 0 {
		t.Fatalf("submit: %+v, %v", r, err)
	}
	values := got.View.State.Values
	if got.Type != slack.InteractionTypeViewSubmission || values["problem"]["problem"].Value != "late & lost orders" ||
		values["employees"]["employees"].Value != "250" || values["segment"]["segment"].SelectedOption.Value != "medical" {
		t.Errorf("the app got %+v", got.View.State)
	}
}

func TestFormShowsTheAppsErrorsAndUpdates(t *testing.T) {
	w := open(t, company())
	a := connect(t, w)
	v := openForm(t, w, a)
	values := map[string]string{"problem": "x", "employees": "1"}
	submit := func(answer any) (workspace.SubmitResult, error) {
		a.answer(t, socketmode.EventTypeInteractive, func(socketmode.Event) any { return answer })
		return w.Submit(t.Context(), "U1ANN", v.ID, values)
	}
	r, err := submit(slack.NewErrorsViewSubmissionResponse(map[string]string{"problem": "Say more"}))
	if err != nil || r.Errors["problem"] != "Say more" || r.Local || len(w.Views("U1ANN")) != 1 {
		t.Errorf("errors: %+v, %v", r, err)
	}
	if _, err := submit(slack.NewErrorsViewSubmissionResponse(map[string]string{"nothing": "x"})); !errors.Is(err, workspace.ErrTrouble) {
		t.Errorf("an error at no field: %v", err)
	}
	done := slack.ModalViewRequest{Type: slack.VTModal, Title: words("Verdict"), Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewHeaderBlock(words("Edge"))}}}
	r, err = submit(slack.NewPushViewSubmissionResponse(&done))
	if err != nil || r.View == nil || r.View.PreviousID != v.ID || len(w.Views("U1ANN")) != 2 {
		t.Errorf("push: %+v, %v", r, err)
	}
	r, err = submit(slack.NewUpdateViewSubmissionResponse(&done))
	if err != nil || r.View == nil || r.View.Title != "Verdict" || r.View.ID != v.ID || r.View.Hash == v.Hash {
		t.Errorf("update: %+v, %v", r, err)
	}
}

func TestSubmitWithoutAckKeepsTheForm(t *testing.T) {
	cfg := company()
	cfg.AckWithin = 700 * time.Millisecond
	w := open(t, cfg)
	v := openForm(t, w, connect(t, w))
	_, err := w.Submit(t.Context(), "U1ANN", v.ID, map[string]string{"problem": "x", "employees": "1"})
	if !errors.Is(err, workspace.ErrOperationTimeout) || len(w.Views("U1ANN")) != 1 {
		t.Errorf("got %v, %d views", err, len(w.Views("U1ANN")))
	}
}

func TestTriggersExpireAndWorkOnce(t *testing.T) {
	cfg := company()
	now := time.Now()
	cfg.Now = func() time.Time { return now }
	w := open(t, cfg)
	a := connect(t, w)
	a.answer(t, socketmode.EventTypeSlashCommand, func(socketmode.Event) any { return nil })
	r, err := w.Command(t.Context(), "U1ANN", "#chat", "/qualify", "")
	if err != nil {
		t.Fatal(err)
	}
	openIt := func(id string) string {
		_, err := a.api.OpenViewContext(t.Context(), id, form())
		return slackCode(err)
	}
	if got := openIt("1.2.x"); got != "invalid_trigger_id" {
		t.Errorf("made up: %q", got)
	}
	if got := openIt(r.TriggerID); got != "" {
		t.Errorf("first use: %q", got)
	}
	if got := openIt(r.TriggerID); got != "exchanged_trigger_id" {
		t.Errorf("second use: %q", got)
	}
	a.answer(t, socketmode.EventTypeSlashCommand, func(socketmode.Event) any { return nil })
	if r, err = w.Command(t.Context(), "U1ANN", "#chat", "/qualify", ""); err != nil {
		t.Fatal(err)
	}
	now = now.Add(3001 * time.Millisecond)
	if got := openIt(r.TriggerID); got != "expired_trigger_id" {
		t.Errorf("after three seconds: %q", got)
	}
}

func TestViewsAreRefusedWithPointers(t *testing.T) {
	w := open(t, company())
	a := connect(t, w)
	v := openForm(t, w, a)
	for name, change := range map[string]func(*slack.ModalViewRequest){
		"title too long":       func(m *slack.ModalViewRequest) { m.Title = words(strings.Repeat("x", 25)) },
		"inputs and no submit": func(m *slack.ModalViewRequest) { m.Submit = nil },
		"metadata too long":    func(m *slack.ModalViewRequest) { m.PrivateMetadata = strings.Repeat("x", 3001) },
		"a chart": func(m *slack.ModalViewRequest) {
			m.Blocks.BlockSet = append(m.Blocks.BlockSet, slack.NewDataVisualizationBlock("x", slack.NewDataVisualizationPieChart(slack.NewDataVisualizationSegment("a", 1))))
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := form()
			change(&m)
			_, err := a.api.UpdateViewContext(t.Context(), m, "", "", v.ID)
			var refusal slack.SlackErrorResponse
			if !errors.As(err, &refusal) || refusal.Err != "invalid_arguments" || len(refusal.ResponseMetadata.Messages) == 0 {
				t.Errorf("got %+v", err)
			}
		})
	}
	if _, err := a.api.UpdateViewContext(t.Context(), form(), "", "old", v.ID); slackCode(err) != "hash_conflict" {
		t.Errorf("an old hash: %v", err)
	}
	if _, err := a.api.UpdateViewContext(t.Context(), form(), "", "", "V404"); slackCode(err) != "not_found" {
		t.Errorf("no such view: %v", err)
	}
}

func TestClickCarriesMessageValueAndTrigger(t *testing.T) {
	w := open(t, company())
	a := connect(t, w)
	row := func(id string) slack.Block {
		return slack.NewActionBlock(id, slack.NewButtonBlockElement("nudge_done", id, words("Done")),
			slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, words("Snooze"), "nudge_snooze", slack.NewOptionBlockObject("tomorrow", words("Tomorrow"), nil)))
	}
	_, ts, err := a.api.PostMessageContext(t.Context(), "U1ANN", slack.MsgOptionText("Two things", false), slack.MsgOptionBlocks(row("n1"), row("n2")),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "evenkeel_message", EventPayload: map[string]any{"key": "k"}}))
	if err != nil {
		t.Fatal(err)
	}
	echo := a.next(t, socketmode.EventTypeEventsAPI) // Its own post, as Slack sends it.
	if m := echo.Data.(slackevents.EventsAPIEvent).InnerEvent.Data.(*slackevents.MessageEvent); m.BotID != "B0PRACTICE" || m.ChannelType != "im" {
		t.Errorf("the echo is %+v", m)
	}
	_ = a.AckCtx(t.Context(), echo.Request.EnvelopeID, nil)
	if err := w.Click(t.Context(), "U1ANN", "dm", ts, "nudge_done"); err == nil || !strings.Contains(err.Error(), "several blocks") {
		t.Errorf("an ambiguous click: %v", err)
	}
	if err := w.Click(t.Context(), "U2BOB", w.DMChannel("U1ANN"), ts, "nudge_done"); err == nil {
		t.Error("bob clicked in ann's messages")
	}
	var got slack.InteractionCallback
	take := func(e socketmode.Event) any { got = e.Data.(slack.InteractionCallback); return nil }
	a.answer(t, socketmode.EventTypeInteractive, take)
	if err := w.Click(t.Context(), "U1ANN", "dm", ts, "nudge_done", workspace.InBlock("n2")); err != nil {
		t.Fatal(err)
	}
	action := got.ActionCallback.BlockActions[0]
	if action.Value != "n2" || action.BlockID != "n2" || got.Container.MessageTs != ts || got.Message.Metadata.EventPayload["key"] != "k" ||
		got.TriggerID == "" || got.ResponseURL == "" || got.User.ID != "U1ANN" {
		t.Errorf("the app got %+v", got)
	}
	a.answer(t, socketmode.EventTypeInteractive, take)
	if err := w.Select(t.Context(), "U1ANN", "dm", ts, "nudge_snooze", "tomorrow", workspace.InBlock("n1")); err != nil {
		t.Fatal(err)
	}
	if action := got.ActionCallback.BlockActions[0]; action.SelectedOption.Value != "tomorrow" {
		t.Errorf("the app got %+v", action)
	}
	if err := w.Select(t.Context(), "U1ANN", "dm", ts, "nudge_snooze", "never", workspace.InBlock("n1")); err == nil {
		t.Error("an option that is not there was chosen")
	}
}

func TestHomeOpensIsPublishedAndClicked(t *testing.T) {
	w := open(t, company())
	a := connect(t, w)
	if err := w.OpenHome(t.Context(), "U1ANN"); err != nil {
		t.Fatal(err)
	}
	e := a.next(t, socketmode.EventTypeEventsAPI)
	if opened := e.Data.(slackevents.EventsAPIEvent).InnerEvent.Data.(*slackevents.AppHomeOpenedEvent); opened.User != "U1ANN" || opened.Tab != "home" {
		t.Errorf("the app got %+v", opened)
	}
	_ = a.AckCtx(t.Context(), e.Request.EnvelopeID, nil)
	home := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{
		slack.NewActionBlock("b", slack.NewButtonBlockElement("settings", "", words("Settings")))}}}
	if _, err := a.api.PublishViewContext(t.Context(), slack.PublishViewContextRequest{UserID: "U1ANN", View: home}); err != nil {
		t.Fatal(err)
	}
	if v, ok := w.Home("U1ANN"); !ok || v.Type != "home" {
		t.Errorf("home: %+v", v)
	}
	if _, ok := w.Home("U2BOB"); ok {
		t.Error("bob has ann's home")
	}
	var got slack.InteractionCallback
	a.answer(t, socketmode.EventTypeInteractive, func(e socketmode.Event) any { got = e.Data.(slack.InteractionCallback); return nil })
	if err := w.ClickView(t.Context(), "U1ANN", "home", "settings"); err != nil {
		t.Fatal(err)
	}
	if got.View.Type != "home" || got.Container.Type != "view" {
		t.Errorf("the app got %+v", got.View)
	}
}
