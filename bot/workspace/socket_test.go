package workspace_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"evenkeel/bot/workspace"
)

func TestHelloTellsConnectionsAndLife(t *testing.T) {
	w := open(t, company())
	a := connect(t, w)
	hello := a.next(t, socketmode.EventTypeHello)
	if n := hello.Request.NumConnections; n != 1 {
		t.Errorf("num_connections is %d, want 1", n)
	}
	if s := hello.Request.DebugInfo.ApproximateConnectionTime; s != 18060 {
		t.Errorf("approximate_connection_time is %d, want 18060", s)
	}
}

func TestMessageArrivesEscapedAndIsAcked(t *testing.T) {
	w := open(t, company())
	a := connect(t, w)
	ts, err := w.Say(t.Context(), "U1ANN", "#deals", "Smith & Sons <big> see acme.com @bob")
	if err != nil {
		t.Fatal(err)
	}
	e := a.next(t, socketmode.EventTypeEventsAPI)
	event := e.Data.(slackevents.EventsAPIEvent)
	m := event.InnerEvent.Data.(*slackevents.MessageEvent)
	want := "Smith &amp; Sons &lt;big&gt; see <http://acme.com|acme.com> <@U2BOB>"
	if m.Text != want || m.TimeStamp != ts || m.Channel != "C1DEALS" || m.ChannelType != "channel" || m.User != "U1ANN" {
		t.Errorf("got %+v, want text %q at %s", m, want, ts)
	}
	callback := event.Data.(*slackevents.EventsAPICallbackEvent)
	if len(callback.Authorizations) != 1 || !callback.Authorizations[0].IsBot || callback.EventContext == "" {
		t.Errorf("authorizations %v, context %q", callback.Authorizations, callback.EventContext)
	}
	if err := a.AckCtx(t.Context(), e.Request.EnvelopeID, nil); err != nil {
		t.Fatal(err)
	}
	await(t, w, func() bool { return len(w.Acks()) == 1 })
	if ack := w.Acks()[0]; ack.EventID != callback.EventID || ack.Late || ack.Dropped {
		t.Errorf("got %+v, want an ack of %s", ack, callback.EventID)
	}
}

func TestUnackedEventReturnsWithTheSameEventID(t *testing.T) {
	w := open(t, hasty())
	a := connect(t, w)
	if _, err := w.Say(t.Context(), "U1ANN", "#deals", "hello"); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for attempt := range 4 {
		e := a.next(t, socketmode.EventTypeEventsAPI)
		if e.Request.RetryAttempt != attempt || (attempt > 0) != (e.Request.RetryReason == "timeout") {
			t.Errorf("attempt %d came as %d, %q", attempt, e.Request.RetryAttempt, e.Request.RetryReason)
		}
		ids = append(ids, e.Data.(slackevents.EventsAPIEvent).Data.(*slackevents.EventsAPICallbackEvent).EventID)
	}
	if ids[0] != ids[1] || ids[0] != ids[3] {
		t.Errorf("event ids differ: %v", ids)
	}
}

func TestEventOfALostSocketComesAgainOnTheNext(t *testing.T) {
	cfg := company()
	cfg.AckWithin = 1e10
	cfg.RetryAfter = []time.Duration{200 * time.Millisecond, 200 * time.Millisecond, time.Second}
	w := open(t, cfg)
	a := connect(t, w)
	if _, err := w.Say(t.Context(), "U1ANN", "#deals", "hello"); err != nil {
		t.Fatal(err)
	}
	a.next(t, socketmode.EventTypeEventsAPI)
	w.DropSockets()
	if e := a.next(t, socketmode.EventTypeEventsAPI); e.Request.RetryAttempt == 0 {
		t.Error("the event came again as a first attempt")
	}
}

func TestRetryMayBeTheFirstDelivery(t *testing.T) {
	cfg := company()
	cfg.RetryAfter = []time.Duration{0, 1500 * time.Millisecond}
	w := open(t, cfg)
	if _, err := w.Say(t.Context(), "U1ANN", "#deals", "nobody hears this at first"); err != nil {
		t.Fatal(err)
	}
	a := connect(t, w)
	if e := a.next(t, socketmode.EventTypeEventsAPI); e.Request.RetryAttempt != 2 {
		t.Errorf("came as attempt %d", e.Request.RetryAttempt)
	}
}

func TestEachEventGoesToOneSocket(t *testing.T) {
	cfg := company()
	cfg.RetryAfter = []time.Duration{}
	w := open(t, cfg)
	apps := []*app{connect(t, w), connect(t, w)}
	for range 6 {
		if _, err := w.Say(t.Context(), "U1ANN", "#deals", "x"); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]int{}
	for _, a := range apps {
		for range 3 {
			e := a.next(t, socketmode.EventTypeEventsAPI)
			seen[e.Data.(slackevents.EventsAPIEvent).Data.(*slackevents.EventsAPICallbackEvent).EventID]++
		}
	}
	if len(seen) != 6 {
		t.Errorf("events came as often as this: %v", seen)
	}
}

func TestCommandShowsTheAckPayloadToOnePerson(t *testing.T) {
	w := open(t, company())
	a := connect(t, w)
	var got slack.SlashCommand
	a.answer(t, socketmode.EventTypeSlashCommand, func(e socketmode.Event) any {
		got = e.Data.(slack.SlashCommand)
		return map[string]any{"text": "In your sweet spot"}
	})
	r, err := w.Command(t.Context(), "U1ANN", "#chat", "/qualify", "Acme for @bob")
	if err != nil {
		t.Fatal(err)
	}
	if got.Text != "Acme for <@U2BOB|bob>" || got.Command != "/qualify" || got.TriggerID != r.TriggerID {
		t.Errorf("the app got %+v", got)
	}
	if seen := w.Ephemerals("U1ANN"); len(seen) != 1 || seen[0].Text != "In your sweet spot" || r.Message.Text != seen[0].Text {
		t.Errorf("ann sees %+v", seen)
	}
	if len(w.Messages("C2CHAT")) != 0 || len(w.Ephemerals("U2BOB")) != 0 {
		t.Error("others see it too")
	}
}

func TestCommandWithoutAckTimesOut(t *testing.T) {
	w := open(t, hasty())
	if _, err := w.Command(t.Context(), "U1ANN", "#chat", "/qualify", ""); !errors.Is(err, workspace.ErrDispatchFailed) {
		t.Errorf("with no socket: %v, want dispatch_failed", err)
	}
	connect(t, w)
	if _, err := w.Command(t.Context(), "U1ANN", "#chat", "/qualify", ""); !errors.Is(err, workspace.ErrOperationTimeout) {
		t.Errorf("with no ack: %v, want operation_timeout", err)
	}
	if _, err := w.Command(t.Context(), "U1ANN", "#chat", "/nosuch", ""); !errors.Is(err, workspace.ErrUnknownCommand) {
		t.Errorf("an unknown command: %v", err)
	}
}

func TestOversizeAckIsDroppedSilently(t *testing.T) {
	w := open(t, hasty())
	raw := dial(t, w)
	answered := make(chan error, 1)
	go func() {
		var frame struct {
			EnvelopeID string `json:"envelope_id"`
		}
		for frame.EnvelopeID == "" {
			if err := raw.ReadJSON(&frame); err != nil {
				answered <- err
				return
			}
		}
		answered <- raw.WriteJSON(map[string]any{"envelope_id": frame.EnvelopeID, "payload": map[string]any{"text": strings.Repeat("x", 20480)}})
	}()
	_, err := w.Command(t.Context(), "U1ANN", "#chat", "/qualify", "")
	if !errors.Is(err, workspace.ErrOperationTimeout) {
		t.Errorf("got %v, want operation_timeout", err)
	}
	if err := <-answered; err != nil {
		t.Error(err)
	}
	if acks := w.Acks(); len(acks) != 1 || !acks[0].Dropped {
		t.Errorf("acks: %+v", acks)
	}
}

func TestEleventhSocketIsTurnedAway(t *testing.T) {
	w := open(t, company())
	for range 10 {
		dial(t, w)
	}
	raw := dial(t, w)
	var frame map[string]any
	if err := raw.ReadJSON(&frame); err != nil || frame["type"] != "disconnect" || frame["reason"] != "too_many_websockets" {
		t.Errorf("got %v, %v", frame, err)
	}
	if n := w.Sockets(); n != 10 {
		t.Errorf("%d sockets are open", n)
	}
}

func TestTicketWorksOnce(t *testing.T) {
	w := open(t, company())
	_, url, err := api(t, w).StartSocketModeContext(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := tryDial(t, url); err != nil {
		t.Errorf("first use: %v", err)
	}
	if err := tryDial(t, url); err == nil {
		t.Error("the second use was let in")
	}
}

func TestDisconnectMakesTheClientComeBack(t *testing.T) {
	w := open(t, company())
	connect(t, w)
	opened := len(w.Calls("apps.connections.open"))
	w.Disconnect("refresh_requested")
	await(t, w, func() bool { return len(w.Calls("apps.connections.open")) > opened && w.Sockets() == 1 })
}

func TestFrozenSocketsPassNothingUntilThawed(t *testing.T) {
	w := open(t, hasty())
	a := connect(t, w)
	w.FreezeSockets(true)
	if _, err := w.Command(t.Context(), "U1ANN", "#chat", "/qualify", ""); !errors.Is(err, workspace.ErrOperationTimeout) {
		t.Errorf("frozen: %v", err)
	}
	w.FreezeSockets(false)
	a.next(t, socketmode.EventTypeSlashCommand)
}

func TestRedeliverAndOddFrames(t *testing.T) {
	w := open(t, company())
	a := connect(t, w)
	id, err := w.Event(t.Context(), map[string]any{"type": "message", "channel": "C1DEALS", "user": "U1ANN", "text": "x", "ts": "1.2"})
	if err != nil {
		t.Fatal(err)
	}
	first := a.next(t, socketmode.EventTypeEventsAPI)
	_ = a.AckCtx(t.Context(), first.Request.EnvelopeID, nil)
	await(t, w, func() bool { return len(w.Acks()) == 1 })
	if err := w.Redeliver(id); err != nil {
		t.Fatal(err)
	}
	again := a.next(t, socketmode.EventTypeEventsAPI)
	if again.Request.RetryAttempt != 1 || again.Request.EnvelopeID == first.Request.EnvelopeID {
		t.Errorf("came again as %+v", again.Request)
	}
	if _, err := w.Event(t.Context(), map[string]any{"type": "no_such_event"}); err != nil {
		t.Fatal(err)
	}
	bad := a.next(t, socketmode.EventTypeErrorBadMessage)
	var frame socketmode.Request
	if err := json.Unmarshal(bad.Data.(*socketmode.ErrorBadMessage).Message, &frame); err != nil || frame.EnvelopeID == "" {
		t.Errorf("frame %+v, %v", frame, err)
	}
}

func TestSocketsArePinged(t *testing.T) {
	cfg := company()
	cfg.PingEvery = 10 * time.Millisecond
	w := open(t, cfg)
	conn := dial(t, w)
	pinged := make(chan struct{}, 100)
	conn.SetPingHandler(func(string) error {
		select {
		case pinged <- struct{}{}:
		default:
		}
		return nil
	})
	go func() { _, _, _ = conn.ReadMessage(); _, _, _ = conn.ReadMessage() }()
	for range 2 {
		select {
		case <-pinged:
		case <-time.After(5 * time.Second):
			t.Fatal("no ping came")
		}
	}
}

func TestRefusedConnectionsComeBackLater(t *testing.T) {
	w := open(t, company())
	connect(t, w)
	w.RefuseConnections(true)
	opened := len(w.Calls("apps.connections.open"))
	w.DropSockets()
	await(t, w, func() bool { return w.Sockets() == 0 && len(w.Calls("apps.connections.open")) > opened+1 })
	w.RefuseConnections(false)
	await(t, w, func() bool { return w.Sockets() == 1 })
}

func TestShortcutCarriesItsMessage(t *testing.T) {
	w := open(t, company())
	a := connect(t, w)
	ts, err := w.Say(t.Context(), "U1ANN", "#chat", "Acme wants a proposal")
	if err != nil {
		t.Fatal(err)
	}
	a.answer(t, socketmode.EventTypeInteractive, func(e socketmode.Event) any {
		if got := e.Data.(slack.InteractionCallback); got.CallbackID != "log" || got.Message.Text != "Acme wants a proposal" || got.Channel.Name != "chat" {
			t.Errorf("the app got %+v", got)
		}
		return nil
	})
	if err := w.Shortcut(t.Context(), "U1ANN", "#chat", ts, "log"); err != nil {
		t.Fatal(err)
	}
}

// dial opens a bare socket that does nothing by itself.
func dial(t *testing.T, w *workspace.Workspace) *websocket.Conn {
	t.Helper()
	before := w.Sockets()
	_, url, err := api(t, w).StartSocketModeContext(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	conn, _, err := websocket.DefaultDialer.Dial(url, http.Header{"Origin": {"https://api.slack.com"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if before < 10 {
		await(t, w, func() bool { return w.Sockets() > before })
	}
	return conn
}

func tryDial(t *testing.T, url string) error {
	t.Helper()
	conn, answer, err := websocket.DefaultDialer.Dial(url, nil)
	if answer != nil {
		_ = answer.Body.Close()
	}
	if err == nil {
		t.Cleanup(func() { _ = conn.Close() })
	}
	return err
}
