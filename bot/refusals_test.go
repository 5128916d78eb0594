package bot_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"evenkeel/bot"
	"evenkeel/bot/workspace"
	"evenkeel/store"
	"evenkeel/store/storetest"
)

// inProcess is a client in a workspace as another process has it.
func inProcess(t *testing.T, ws *workspace.Workspace, r bot.Refusals) *bot.Client {
	t.Helper()
	app, tok := ws.Tokens()
	c, err := bot.NewClient(bot.ClientConfig{AppToken: bot.Token(app), BotToken: bot.Token(tok), APIURL: ws.APIURL()})
	if err != nil {
		t.Fatal(err)
	}
	if c.Share(r); c.Load(t.Context()) != nil {
		t.Fatal("who is there is not known")
	}
	return c
}

// inRedis is a process's own connection to the store of the test's workspace.
func inRedis(t *testing.T, url string) *store.Redis {
	t.Helper()
	client, err := store.Open(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return store.New(client, t.Name())
}

// posts is how many tries a digest takes.
func posts(t *testing.T, ws *workspace.Workspace, c *bot.Client, key string) int {
	t.Helper()
	before := len(ws.Calls("chat.postMessage"))
	postAs(t, c, key)
	return len(ws.Calls("chat.postMessage")) - before
}

func TestWhatOneProcessFoundRefusedAllKnow(t *testing.T) {
	storetest.Each(t, func(t *testing.T, server storetest.Server) {
		ws, _ := refusing(t, nil, "data_visualization", "image", "table")
		first := inProcess(t, ws, inRedis(t, server.URL))
		if n := posts(t, ws, first, "digest/2026-W47"); n < 2 {
			t.Fatalf("%d posts: nothing was refused", n)
		}
		for _, who := range []string{"a replica", "after a restart"} {
			other := inProcess(t, ws, inRedis(t, server.URL))
			if n := posts(t, ws, other, "digest/"+who); n != 1 {
				t.Errorf("%s: %d posts, want the one", who, n)
			}
		}
		dm := ws.DM("UMIA")
		for _, m := range dm {
			if got := kindsIn(t, m); got != kindsIn(t, dm[0]) {
				t.Errorf("shown as %s and as %s", kindsIn(t, dm[0]), got)
			}
		}
	})
}

// TestWhatIsFoundWhileOthersRunReachesThem: they looked before, and look again.
func TestWhatIsFoundWhileOthersRunReachesThem(t *testing.T) {
	ws, _ := refusing(t, nil)
	url := storetest.Embedded(t).URL
	one, two := inProcess(t, ws, inRedis(t, url)), inProcess(t, ws, inRedis(t, url))
	if n := posts(t, ws, two, "digest/2026-W47"); n != 1 {
		t.Fatalf("%d posts where nothing is refused", n)
	}
	ws.RefuseBlocks("data_visualization", "image", "table")
	posts(t, ws, one, "digest/2026-W48")
	two.LookAgain()
	if n := posts(t, ws, two, "digest/2026-W49"); n != 1 {
		t.Errorf("%d posts: what the other found out did not reach it", n)
	}
}

// TestWhatMayHaveBeenRefusedIsNotTold: only what is sure is everybody's.
func TestWhatMayHaveBeenRefusedIsNotTold(t *testing.T) {
	ws, _ := refusing(t, nil)
	r := inRedis(t, storetest.Embedded(t).URL)
	ws.Fail("chat.postMessage", workspace.Fault{SlackError: "invalid_blocks"})
	ws.Fail("chat.postMessage", workspace.Fault{SlackError: "msg_blocks_too_long"})
	postAs(t, inProcess(t, ws, r), "digest/2026-W48")
	if got, err := r.Refused(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("told: %v, %v", got, err)
	}
}

// lost is a store that cannot be reached: it answers never, or with an error.
type lost struct{ hangs bool }

func (l lost) fail(ctx context.Context) error {
	if l.hangs {
		<-ctx.Done()
		return ctx.Err()
	}
	return errors.New("connection refused")
}

func (l lost) Refused(ctx context.Context) (map[string]time.Duration, error) { return nil, l.fail(ctx) }

func (l lost) Refuse(ctx context.Context, _ time.Duration, _ ...string) error { return l.fail(ctx) }

func TestDigestsGoOutWithoutWhatOthersKnow(t *testing.T) {
	for name, r := range map[string]lost{"an error": {}, "no answer": {hangs: true}} {
		t.Run(name, func(t *testing.T) {
			ws, _ := refusing(t, nil, "table")
			c := inProcess(t, ws, r)
			posts(t, ws, c, "digest/2026-W48")
			began := time.Now()
			if n := posts(t, ws, c, "digest/2026-W49"); n != 1 {
				t.Errorf("%d posts: it does not remember by itself", n)
			}
			if took := time.Since(began); r.hangs && took > 5*time.Second {
				t.Errorf("the next one took %s", took)
			}
			if dm := ws.DM("UMIA"); len(dm) != 2 || !strings.Contains(kindsIn(t, dm[1]), "preformatted") {
				t.Errorf("%d messages", len(dm))
			}
		})
	}
}

// TestWhoRecordedAnIssueMayCloseIt: with no stake there, and no other one.
func TestWhoRecordedAnIssueMayCloseIt(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal Acme name=Pilot stage=proposal amount=50k close=2026-12-31", "Acme")
	s.expect("UANN", "/touch Acme issue high leak", "Recorded")
	s.expect("UBOB", "/touch Acme fixed leak", "not yours to close")
	s.expect("UBOB", "/touch Acme issue high made up", "Recorded")
	s.expect("UBOB", "/touch Acme fixed leak", "made up")
	s.expect("UBOB", "/touch Acme fixed made up", "Recorded as fixed")
}
