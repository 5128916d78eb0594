package bot

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

const (
	steady    = 30 * time.Second       // a connection that lived this long was a good one
	firstWait = 200 * time.Millisecond // before connecting again after a bad one; doubles
	longWait  = 30 * time.Second       // … up to this
	readLimit = 1 << 20                // bytes in one frame; 70 KB are normal
	heartbeat = 10 * time.Second       // how often an idle loop looks up
)

// Ends of a connection that slack-go does not report as such.
var (
	errDropped = errors.New("the connection ended")
	errSpent   = errors.New("one connection at a time")
)

// connection keeps one socket to Slack open. slack-go connects again by itself
// without ever backing off when Slack opens a connection and drops it (1,836
// times a second, measured), and retries most refusals for ever. So each run of
// its loop may open one connection only, and this one decides when the next.
type connection struct {
	log  *slog.Logger
	sock *socketmode.Client
	gate *gate
	take func(*connection, socketmode.Request) // an envelope; must not block

	hello atomic.Int64 // when Slack last said hello on a connection that stands, Unix nanoseconds; 0: none stands
	turns atomic.Int64 // when the loop last turned, or will when it is done waiting
}

// gate lets one apps.connections.open through until it is opened again.
type gate struct {
	http *http.Client
	used atomic.Bool
}

func (g *gate) Do(r *http.Request) (*http.Response, error) {
	if g.used.Swap(true) {
		return nil, errSpent
	}
	return g.http.Do(r)
}

// newConnection is a connection that counts as dead if Slack has not sent a ping
// for as long as silence says.
func (c *Client) newConnection(silence time.Duration, take func(*connection, socketmode.Request)) *connection {
	g := &gate{http: c.http}
	opts := append(c.options(g), slack.OptionAppLevelToken(string(c.cfg.AppToken)))
	sock := socketmode.New(slack.New("", opts...),
		socketmode.OptionLog(log.New(io.Discard, "", 0)), socketmode.OptionReadLimit(readLimit), socketmode.OptionPingInterval(silence))
	return &connection{log: c.log, sock: sock, gate: g, take: take}
}

// live says whether Slack has said hello and the connection stands.
func (c *connection) live() bool { return c.hello.Load() != 0 }

// run keeps the socket open until ctx ends, or Slack refuses the token.
func (c *connection) run(ctx context.Context) error {
	var b backoff
	for {
		c.turned(0)
		lived, err := c.once(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if f := fatal(err, "SLACK_APP_TOKEN"); f != nil {
			return f
		}
		wait := b.next(lived, err)
		c.log.Info("slack connection ended", "error", err, "lived", lived.Round(time.Second), "again_in", wait, "attempt", b.bad)
		if b.bad == 5 {
			c.log.Warn("slack keeps dropping the connection: is Socket Mode switched on, and are there fewer than ten connections with this app token?")
		}
		c.turned(wait)
		if !sleep(ctx, wait) {
			return nil
		}
	}
}

// turned notes that the loop turns, and will again after a wait.
func (c *connection) turned(wait time.Duration) {
	c.turns.Store(time.Now().Add(wait).UnixNano())
}

// once holds one connection from its opening to its end. It reads slack-go's
// events all along: if nobody did, slack-go would hang, offline and silent.
func (c *connection) once(ctx context.Context) (lived time.Duration, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	c.gate.used.Store(false)
	ended := make(chan error, 1)
	go func() { ended <- c.sock.RunContext(ctx) }()
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-beat.C:
			c.turned(0)
		case e := <-c.sock.Events:
			if err := c.on(e); err != nil {
				cancel(err)
			}
		case err := <-ended:
			c.rest()
			lived = c.lost()
			if cause := context.Cause(ctx); cause != nil {
				err = cause
			}
			return lived, err
		}
	}
}

// rest takes what was read off the socket before it ended.
func (c *connection) rest() {
	for {
		select {
		case e := <-c.sock.Events:
			_ = c.on(e)
		default:
			return
		}
	}
}

// lost notes that no connection stands; it returns how long it had.
func (c *connection) lost() time.Duration {
	since := c.hello.Swap(0)
	if since == 0 {
		return 0
	}
	return time.Duration(time.Now().UnixNano() - since)
}

// on takes one event of slack-go's. An error means that this connection is over.
func (c *connection) on(e socketmode.Event) error {
	switch data := e.Data.(type) {
	case *slack.ConnectingEvent:
		if data.ConnectionCount > 0 {
			return errDropped
		}
	case *slack.ConnectionErrorEvent:
		return data.ErrorObj
	case *socketmode.ErrorBadMessage:
		c.odd(data)
	case *socketmode.ErrorWriteFailed:
		c.log.Warn("an ack could not be written", "error", data.Cause)
	case *slack.IncomingEventError:
		c.log.Debug("read from slack", "error", data.ErrorObj)
	}
	switch e.Type {
	case socketmode.EventTypeHello:
		c.hello.Store(time.Now().UnixNano())
		c.log.Info("slack said hello", "connections", e.Request.NumConnections)
	case socketmode.EventTypeEventsAPI, socketmode.EventTypeSlashCommand, socketmode.EventTypeInteractive:
		c.take(c, *e.Request)
	}
	return nil
}

// odd takes an envelope that slack-go cannot parse: an event or a block it does
// not know. We read payloads ourselves and may well understand it; left
// unacknowledged it would come back three times.
func (c *connection) odd(bad *socketmode.ErrorBadMessage) {
	var req socketmode.Request
	if err := json.Unmarshal(bad.Message, &req); err != nil || req.EnvelopeID == "" {
		c.log.Warn("slack sent a frame that cannot be read", "error", bad.Cause)
		return
	}
	c.take(c, req)
}

// backoff is how long to wait before connecting again.
type backoff struct{ bad int }

// next is next to nothing after a connection that lived, else a wait that
// doubles, with jitter so that replicas do not come back together. Retry-After
// goes before.
func (b *backoff) next(lived time.Duration, err error) time.Duration {
	if lived >= steady {
		b.bad = 0
	}
	d := min(firstWait<<min(b.bad, 20), longWait)
	b.bad++
	d = d/2 + rand.N(d/2)
	if r, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return max(d, r.RetryAfter)
	}
	return d
}
