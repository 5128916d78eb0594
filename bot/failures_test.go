package bot_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"evenkeel/bot"
	"evenkeel/bot/workspace"
)

func TestRedisDown(t *testing.T) {
	s := open(t, func(set *setup) { set.alone = true })
	s.expect("UANN", "/deal Acme amount=1k", "Recorded")
	s.store.down.Store(true)
	began := time.Now()
	s.expect("UANN", "/deal Acme amount=2k", "could not confirm")
	if took := time.Since(began); took > 2900*time.Millisecond {
		t.Errorf("the answer took %s", took)
	}
	ts := s.say("UANN", "Acme: 3k")
	time.Sleep(200 * time.Millisecond)
	if s.reacted(ts) {
		t.Error("a tick on what was not recorded")
	}
	s.store.down.Store(false)
	s.wait("Slack's retry", func() bool { return s.reacted(ts) && s.only("r1").Amount.V.Minor == 300_000 })
}

// TestASlowAnswerFollowsLater: while a post to Slack takes long, the next
// command is told that nothing is confirmed, and then what became of it.
func TestASlowAnswerFollowsLater(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal Acme won 10k close=1 Oct", "won")
	s.expect("UANN", "/touch Acme issue high scanner offline", "Recorded")
	s.ws.Fail("chat.postMessage", workspace.Fault{Delay: 4500 * time.Millisecond})
	s.expect("UANN", "/deal Acme stage=proposal amount=5k", "Recorded a new deal")
	s.expect("UANN", "/deal Acme amount=6k", "could not confirm")
	s.wait("the answer", func() bool {
		es := s.ws.Ephemerals("UANN")
		return len(es) > 0 && strings.Contains(es[len(es)-1].Text, "$6,000")
	})
}

func TestDeliveredTwiceIsRecordedOnce(t *testing.T) {
	s := open(t, nil)
	ts := s.say("UANN", "won Acme 50k")
	s.wait("a tick", func() bool { return s.reacted(ts) })
	for _, a := range s.ws.Acks() {
		if a.EventID != "" {
			if err := s.ws.Redeliver(a.EventID); err != nil {
				t.Fatal(err)
			}
		}
	}
	acks := len(s.ws.Acks())
	s.wait("acks again", func() bool { return len(s.ws.Acks()) > acks })
	time.Sleep(100 * time.Millisecond)
	if n := len(s.book("r1").Deals); n != 1 {
		t.Errorf("%d deals", n)
	}
}

func TestUnknownBlocksDoNotLoseAnUpdate(t *testing.T) {
	s := open(t, nil)
	_, err := s.ws.Event(t.Context(), map[string]any{"type": "message", "channel": "CDEALS", "channel_type": "channel", "user": "UANN",
		"text": "won Acme 50k", "ts": "1700000000.000100", "blocks": []any{map[string]any{"type": "hologram", "text": 7}}})
	if err != nil {
		t.Fatal(err)
	}
	s.wait("the deal", func() bool { return len(s.book("r1").Deals) == 1 })
	id, err := s.ws.Event(t.Context(), map[string]any{"type": "moon_landing", "channel": "CDEALS"})
	if err != nil {
		t.Fatal(err)
	}
	s.wait("an ack of what nobody knows", func() bool {
		for _, a := range s.ws.Acks() {
			if a.EventID == id {
				return true
			}
		}
		return false
	})
}

func TestRateLimitedMessagesComeLater(t *testing.T) {
	s := open(t, nil)
	s.ws.Fail("chat.postMessage", workspace.Fault{RetryAfter: time.Second, Times: 1})
	s.expect("UANN", "/deal Acme won 10k close=1 Oct", "won")
	s.expect("UANN", "/touch Acme issue high scanner offline", "Recorded")
	s.expect("UANN", "/deal Acme stage=proposal amount=5k", "Recorded")
	s.wait("the limit", func() bool { return len(s.ws.Calls("chat.postMessage")) == 1 })
	if n := len(s.ws.DM("UANN")); n != 0 {
		t.Fatalf("%d messages", n)
	}
	s.now.Add(int64(time.Minute))
	s.wait("a later delivery", func() bool {
		_ = s.coach.Follow(t.Context(), "r1")
		return len(s.ws.DM("UANN")) == 1
	})
}

func TestReconnects(t *testing.T) {
	s := open(t, nil)
	for _, reason := range []string{"refresh_requested", "warning"} {
		s.ws.Disconnect(reason)
		s.wait("not ready or ready again", s.bot.Ready)
	}
	s.ws.DropSockets()
	s.wait("a socket again", func() bool { return s.ws.Sockets() == 1 && s.bot.Ready() })
	ts := s.say("UANN", "won Acme 50k")
	s.wait("a tick", func() bool { return s.reacted(ts) })
	if !s.bot.Healthy() {
		t.Error("not healthy")
	}
}

// TestAnAnswerOutlivesItsSocket: the connection that a command came on is gone
// when its answer is known.
func TestAnAnswerOutlivesItsSocket(t *testing.T) {
	s := open(t, nil)
	s.store.slow.Store(int64(300 * time.Millisecond))
	var group sync.WaitGroup
	group.Go(func() { _, _ = s.ws.Command(t.Context(), "UANN", "#deals", "/deal", "Acme amount=7k") })
	s.wait("the command", func() bool { return s.bot.InHand() > 0 })
	s.ws.DropSockets()
	group.Wait()
	s.store.slow.Store(0)
	s.wait("the answer", func() bool {
		for _, m := range s.ws.Ephemerals("UANN") {
			if strings.Contains(m.Text, "$7,000") {
				return true
			}
		}
		return false
	})
}

func TestTwoSockets(t *testing.T) {
	s := open(t, func(set *setup) { set.sockets = 2 })
	s.wait("two sockets", func() bool { return s.ws.Sockets() == 2 })
	for i := range 10 {
		s.expect("UANN", fmt.Sprintf("/deal Acme amount=%dk", i+1), "Recorded")
	}
	if n := len(s.book("r1").Deals); n != 1 {
		t.Errorf("%d deals", n)
	}
}

// TestFatal: what Slack refuses for good ends Run, and names the token.
func TestFatal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ method, code, variable string }{
		{"auth.test", "invalid_auth", "SLACK_BOT_TOKEN"},
		{"auth.test", "token_revoked", "SLACK_BOT_TOKEN"},
		{"apps.connections.open", "invalid_auth", "SLACK_APP_TOKEN"},
		{"apps.connections.open", "not_allowed_token_type", "SLACK_APP_TOKEN"},
		{"apps.connections.open", "missing_scope", "SLACK_APP_TOKEN"},
	} {
		t.Run(c.method+" "+c.code, func(t *testing.T) {
			err := refused(t, c.method, workspace.Fault{SlackError: c.code, Times: -1})
			var f *bot.Fatal
			if !errors.As(err, &f) || f.Variable != c.variable || !strings.Contains(err.Error(), c.code) {
				t.Errorf("Run: %v", err)
			}
		})
	}
}

// refused runs a bot against a workspace that refuses it.
func refused(t *testing.T, method string, fault workspace.Fault) error {
	t.Helper()
	s := open(t, nil)
	s.ws.Fail(method, fault)
	app, tok := s.ws.Tokens()
	client, err := bot.NewClient(bot.ClientConfig{AppToken: bot.Token(app), BotToken: bot.Token(tok), APIURL: s.ws.APIURL()})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	return bot.New(bot.Config{Coach: s.coach, Client: client, Sockets: 1}).Run(ctx)
}

func TestMissingTokensAreFatal(t *testing.T) {
	for _, c := range []struct {
		app, tok bot.Token
		variable string
	}{{"", "xoxb-1", "SLACK_APP_TOKEN"}, {"xapp-1", "", "SLACK_BOT_TOKEN"}, {"xoxb-1", "xoxb-1", "SLACK_APP_TOKEN"}, {"xapp-1", "xapp-1", "SLACK_BOT_TOKEN"}} {
		_, err := bot.NewClient(bot.ClientConfig{AppToken: c.app, BotToken: c.tok})
		var f *bot.Fatal
		if !errors.As(err, &f) || f.Variable != c.variable {
			t.Errorf("%+v: %v", c, err)
		}
		if strings.Contains(fmt.Sprintf("%v %+v %#v", c.app, c.tok, c.tok), "xoxb") {
			t.Error("a token prints")
		}
	}
}

// TestAStormIsWeathered: Slack opens connections and drops them at once.
func TestAStormIsWeathered(t *testing.T) {
	s := open(t, nil)
	stop := time.Now().Add(2 * time.Second)
	before := len(s.ws.Calls("apps.connections.open"))
	for time.Now().Before(stop) {
		s.ws.Disconnect("link_disabled")
		time.Sleep(2 * time.Millisecond)
	}
	if n := len(s.ws.Calls("apps.connections.open")) - before; n > 8 {
		t.Errorf("%d connections were opened in 2 s", n)
	}
	s.wait("calm", s.bot.Ready)
}
