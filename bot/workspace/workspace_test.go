package workspace_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
	"go.uber.org/goleak"

	"evenkeel/bot/workspace"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// company is a small workspace with a person, a channel with the app in it and
// one without.
func company() workspace.Config {
	return workspace.Config{
		Users: []workspace.User{
			{ID: "U1ANN", Name: "ann", RealName: "Ann Lee", Email: "ann@acme.test", TZ: "Europe/Berlin"},
			{ID: "U2BOB", Name: "bob", RealName: "Bob Roe", Email: "bob@acme.test", TZ: "America/New_York", Admin: true},
		},
		Channels: []workspace.Channel{
			{ID: "C1DEALS", Name: "deals", BotIn: true},
			{ID: "C2CHAT", Name: "chat"},
			{ID: "C3BOARD", Name: "board", Private: true, Members: []string{"U2BOB"}},
		},
		Commands:   []string{"/qualify", "/deal"},
		AckWithin:  3 * time.Second,
		RetryAfter: []time.Duration{0, 50 * time.Millisecond, 100 * time.Millisecond},
	}
}

// hasty is the company for tests that wait for an ack that never comes.
func hasty() workspace.Config {
	cfg := company()
	cfg.AckWithin = 200 * time.Millisecond
	return cfg
}

func open(t *testing.T, cfg workspace.Config) *workspace.Workspace {
	t.Helper()
	w, err := workspace.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// api is a slack-go client of the workspace.
func api(t *testing.T, w *workspace.Workspace) *slack.Client {
	t.Helper()
	app, bot := w.Tokens()
	client := &http.Client{Transport: &http.Transport{}, Timeout: 10 * time.Second}
	t.Cleanup(client.CloseIdleConnections)
	return slack.New(bot, slack.OptionAppLevelToken(app), slack.OptionAPIURL(w.APIURL()), slack.OptionHTTPClient(client))
}

// app is a real slack-go Socket Mode client whose events the test handles one
// by one.
type app struct {
	*socketmode.Client
	api    *slack.Client
	events chan socketmode.Event
}

// connect starts a Socket Mode client and waits until the workspace has it.
func connect(t *testing.T, w *workspace.Workspace) *app {
	t.Helper()
	before := w.Sockets()
	client := api(t, w)
	a := &app{Client: socketmode.New(client), api: client, events: make(chan socketmode.Event, 100)}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{}, 2)
	go func() { _ = a.RunContext(ctx); done <- struct{}{} }()
	go func() { a.pump(ctx); done <- struct{}{} }()
	t.Cleanup(func() { cancel(); <-done; <-done })
	await(t, w, func() bool { return w.Sockets() > before })
	return a
}

// pump passes on envelopes and leaves out the client's own news.
func (a *app) pump(ctx context.Context) {
	for {
		select {
		case e := <-a.Events:
			if e.Request != nil || e.Type == socketmode.EventTypeErrorBadMessage {
				a.events <- e
			}
		case <-ctx.Done():
			return
		}
	}
}

// next is the next envelope or hello.
func (a *app) next(t *testing.T, kind socketmode.EventType) socketmode.Event {
	t.Helper()
	for {
		select {
		case e := <-a.events:
			if e.Type == kind {
				return e
			}
			if e.Type != socketmode.EventTypeHello {
				t.Fatalf("got a %s, want a %s: %v", e.Type, kind, e.Data)
			}
		case <-time.After(5 * time.Second):
			t.Fatalf("no %s came", kind)
		}
	}
}

// answer acks the next envelope of a kind with a payload, from its own goroutine.
func (a *app) answer(t *testing.T, kind socketmode.EventType, payload func(socketmode.Event) any) {
	t.Helper()
	done := make(chan struct{})
	t.Cleanup(func() { <-done })
	go func() {
		defer close(done)
		e := a.next(t, kind)
		if err := a.AckCtx(t.Context(), e.Request.EnvelopeID, payload(e)); err != nil {
			t.Error(err)
		}
	}()
}

func await(t *testing.T, w *workspace.Workspace, condition func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := w.Wait(ctx, condition); err != nil {
		t.Fatal(err)
	}
}

func slackCode(err error) string {
	var refusal slack.SlackErrorResponse
	if errors.As(err, &refusal) {
		return refusal.Err
	}
	return ""
}
