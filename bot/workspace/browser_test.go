package workspace_test

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"evenkeel/bot/workspace"
)

// browse opens the page in Chromium, if there is one.
func browse(t *testing.T, url string) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal("no chromium is installed, and CI needs one")
	}
	if err != nil || testing.Short() {
		t.Skip("no chromium on the path, or -short")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1200, 860))
	parent, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(parent)
	t.Cleanup(func() { _ = chromedp.Cancel(ctx); cancel() })
	run(ctx, t) // Starts the browser, which would end with this first context.
	ctx, quit := context.WithTimeout(ctx, 30*time.Second)
	t.Cleanup(quit)
	run(ctx, t, chromedp.Navigate(url), chromedp.WaitVisible(`#channels [data-name="deals"]`))
	return ctx
}

func run(ctx context.Context, t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

func TestPageInABrowserSaysCommandsClicksAndFillsIn(t *testing.T) {
	cfg := company()
	cfg.AckWithin, cfg.TriggerLife = 5*time.Second, 5*time.Second
	w := open(t, cfg)
	ctx := browse(t, w.URL()+"?user=U1ANN")
	a := connect(t, w)

	run(ctx, t, chromedp.SendKeys("#text", "won <b>Acme</b> 50k\n"), chromedp.WaitVisible(`article[data-user="U1ANN"]`))
	if m := w.Messages("#deals"); len(m) != 1 || m[0].Text != "won &lt;b&gt;Acme&lt;/b&gt; 50k" {
		t.Errorf("said: %+v", m)
	}
	e := a.next(t, socketmode.EventTypeEventsAPI)
	_ = a.AckCtx(t.Context(), e.Request.EnvelopeID, nil)

	a.answer(t, socketmode.EventTypeSlashCommand, func(e socketmode.Event) any {
		if _, err := a.api.OpenViewContext(t.Context(), e.Data.(slack.SlashCommand).TriggerID, form()); err != nil {
			t.Error(err)
		}
		return nil
	})
	run(ctx, t, chromedp.SendKeys("#text", "/qualify\n"), chromedp.WaitVisible("#modal-submit"),
		chromedp.Click("#modal-submit"), chromedp.WaitVisible(`[data-error="problem"]`),
		chromedp.SendKeys("#field-problem", "late orders"), chromedp.SendKeys("#field-employees", "250"), chromedp.SetValue("#field-segment", "medical"))
	var got slack.InteractionCallback
	a.answer(t, socketmode.EventTypeInteractive, func(e socketmode.Event) any { got = e.Data.(slack.InteractionCallback); return nil })
	run(ctx, t, chromedp.Click("#modal-submit"), chromedp.WaitNotVisible("#modal"))
	values := got.View.State.Values
	if values["problem"]["problem"].Value != "late orders" || values["employees"]["employees"].Value != "250" || values["segment"]["segment"].SelectedOption.Value != "medical" {
		t.Errorf("the form sent %+v", values)
	}
	clickNudge(ctx, t, w, a)
}

// clickNudge goes to the direct messages, snoozes by the select there, and
// sees the message change in place.
func clickNudge(ctx context.Context, t *testing.T, w *workspace.Workspace, a *app) {
	t.Helper()
	_, ts, err := a.api.PostMessageContext(t.Context(), "U1ANN", slack.MsgOptionText("Acme is quiet", false), slack.MsgOptionBlocks(slack.NewActionBlock("n1",
		slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, words("Snooze"), "nudge_snooze", slack.NewOptionBlockObject("tomorrow", words("Tomorrow"), nil)))))
	if err != nil {
		t.Fatal(err)
	}
	e := a.next(t, socketmode.EventTypeEventsAPI)
	_ = a.AckCtx(t.Context(), e.Request.EnvelopeID, nil)
	a.answer(t, socketmode.EventTypeInteractive, func(e socketmode.Event) any {
		if action := e.Data.(slack.InteractionCallback).ActionCallback.BlockActions[0]; action.SelectedOption.Value != "tomorrow" {
			t.Errorf("the app got %+v", action)
		}
		_, _, _, err := a.api.UpdateMessageContext(t.Context(), w.DMChannel("U1ANN"), ts, slack.MsgOptionText("Snoozed", false),
			slack.MsgOptionBlocks(slack.NewHeaderBlock(words("Snoozed"))))
		if err != nil {
			t.Error(err)
		}
		return nil
	})
	snooze := `[data-ts="` + ts + `"][data-action-id="nudge_snooze"]`
	choose := `const s = document.querySelector('` + snooze + `'); s.value = "tomorrow"; s.dispatchEvent(new Event("change"))`
	// Pressed in the page itself: the list is drawn anew as the message arrives.
	open := `document.querySelector('[data-name="dm"]').click()`
	run(ctx, t, chromedp.WaitVisible(`[data-name="dm"]`), chromedp.Evaluate[chromedp.Void](open), chromedp.WaitVisible(snooze), chromedp.Evaluate[chromedp.Void](choose),
		chromedp.WaitVisible(`article[data-ts="`+ts+`"] .header`), chromedp.WaitVisible(`article[data-ts="`+ts+`"] .edited`))
}
