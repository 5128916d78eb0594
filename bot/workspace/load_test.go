package workspace_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"evenkeel/bot/workspace"
)

// asked is a load of commands by the company's people.
func asked(count int) workspace.Load {
	return workspace.Load{People: []string{"U1ANN", "U2BOB"}, Channel: "#deals", Command: "/qualify", Count: count,
		Text: func(i int) string { return fmt.Sprint("Acme ", i) }}
}

// patient is the company for tests in which nobody may lose patience, however
// busy the machine is.
func patient() workspace.Config {
	cfg := company()
	cfg.AckWithin = time.Minute
	return cfg
}

// serveCommands answers every command as f says, until the test ends.
func serveCommands(t *testing.T, a *app, f func(c slack.SlashCommand, ack func(text string))) {
	t.Helper()
	done := make(chan struct{})
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(func() { stop(); <-done })
	go func() {
		defer close(done)
		for {
			select {
			case e := <-a.events:
				if c, ok := e.Data.(slack.SlashCommand); ok {
					f(c, func(text string) { _ = a.AckCtx(ctx, e.Request.EnvelopeID, map[string]string{"text": text}) })
				}
			case <-ctx.Done():
				return
			}
		}
	}()
}

func TestALoadKeepsSoManyOutstandingAndNoMore(t *testing.T) {
	w := open(t, patient())
	a := connect(t, w)
	a.next(t, socketmode.EventTypeHello)
	var waiting []func(string)
	var most atomic.Int64
	serveCommands(t, a, func(_ slack.SlashCommand, ack func(string)) {
		if waiting = append(waiting, ack); len(waiting) < 4 {
			return // the load goes no further before these are answered
		}
		most.Store(max(most.Load(), int64(len(waiting))))
		for _, ack := range waiting {
			ack("Noted")
		}
		waiting = nil
	})
	l := asked(40)
	l.Outstanding = 4
	got, err := w.Bear(t.Context(), l)
	if err != nil || got.Sent != 40 || got.Errors != 0 || len(got.Latencies) != 40 || most.Load() != 4 {
		t.Errorf("%v, %d outstanding: %+v", err, most.Load(), got)
	}
	if got.Quantile(0.5) <= 0 || got.Quantile(0.99) > got.Latencies[39] || got.PerSecond() <= 0 {
		t.Errorf("p50 %v, p99 %v, %v a second", got.Quantile(0.5), got.Quantile(0.99), got.PerSecond())
	}
}

func TestAStallIsNotHiddenByTheCommandsThatItHoldsUp(t *testing.T) {
	w := open(t, patient())
	a := connect(t, w)
	a.next(t, socketmode.EventTypeHello)
	const stall = 500 * time.Millisecond
	first := true
	serveCommands(t, a, func(_ slack.SlashCommand, ack func(string)) {
		if first { // and whatever comes meanwhile waits behind it
			first = false
			time.Sleep(stall)
		}
		ack("Noted")
	})
	l := asked(100)
	l.Rate = 1000
	got, err := w.Bear(t.Context(), l)
	if err != nil || got.Sent != 100 || got.Errors != 0 {
		t.Fatalf("%v: %+v", err, got)
	}
	if p50 := got.Quantile(0.5); p50 < stall/2 {
		t.Errorf("a stall of %v held up nearly all commands, and half of them took %v only", stall, p50)
	}
}

func TestALoadCountsWhatIsNotAnsweredWell(t *testing.T) {
	w := open(t, patient())
	a := connect(t, w)
	a.next(t, socketmode.EventTypeHello)
	serveCommands(t, a, func(c slack.SlashCommand, ack func(string)) {
		ack(map[bool]string{true: "Noted", false: "Too busy"}[strings.HasSuffix(c.Text, "0")])
	})
	l := asked(20)
	l.Outstanding = 2
	l.Good = func(m *workspace.Message) bool { return m != nil && m.Text == "Noted" }
	got, err := w.Bear(t.Context(), l)
	if err != nil || got.Sent != 20 || got.Errors != 18 || len(got.Latencies) != 2 || got.First == nil {
		t.Errorf("%v: %+v", err, got)
	}
}

func TestALoadEndsWhenItIsToldTo(t *testing.T) {
	w := open(t, patient())
	ctx, stop := context.WithCancelCause(t.Context())
	a := connect(t, w)
	a.next(t, socketmode.EventTypeHello)
	told := errors.New("told to")
	serveCommands(t, a, func(slack.SlashCommand, func(string)) { stop(told) })
	l := asked(1e6)
	l.Outstanding = 2
	if got, err := w.Bear(ctx, l); !errors.Is(err, told) || got.Errors != 0 {
		t.Errorf("%v: %+v", err, got)
	}
}
