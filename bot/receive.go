package bot

import (
	"context"
	"encoding/json"
	"errors"
	"runtime/debug"
	"time"

	"github.com/slack-go/slack/socketmode"
)

// eventWithin bounds the recording of one event: Slack waits 3 s for the ack.
const eventWithin = 2500 * time.Millisecond

// receive takes an envelope off a socket and puts it into its person's queue.
// It runs in the socket's reader and never blocks; an envelope that makes it
// panic is left unacknowledged.
func (b *Bot) receive(conn *connection, req socketmode.Request) {
	defer func() {
		if r := recover(); r != nil {
			b.log.Error("an envelope made the reader panic", "envelope", req.EnvelopeID, "panic", r, "stack", string(debug.Stack()))
		}
	}()
	env := &envelope{id: req.EnvelopeID, kind: req.Type, payload: req.Payload, accepts: req.AcceptsResponsePayload,
		retry: req.RetryAttempt, at: time.Now(), conn: conn, hello: conn.hello.Load()}
	switch env.kind {
	case socketmode.RequestTypeEventsAPI:
		b.receiveEvent(env)
	case socketmode.RequestTypeSlashCommands:
		b.receiveCommand(env)
	case socketmode.RequestTypeInteractive:
		b.receiveInteraction(env)
	default:
		b.ignore(env, "unknown kind of envelope "+env.kind)
	}
}

// ignore acknowledges what is none of our business, so that it does not come
// again.
func (b *Bot) ignore(env *envelope, why string) {
	if why != "" {
		b.log.Debug("envelope ignored", "envelope", env.id, "why", why)
	}
	b.queue.put("ignored", func(context.Context) { b.ackEvent(env) })
}

// deed is what is to be done once an event is recorded and acknowledged.
type deed func(ctx context.Context)

// enqueue runs f on an event in the queue of key. Without an error the event is
// acknowledged, and then the deed done; with one it stays unacknowledged.
func (b *Bot) enqueue(env *envelope, key, id string, f func(ctx context.Context) (deed, error)) {
	ok := b.queue.put(key, func(ctx context.Context) {
		within, cancel := context.WithTimeout(ctx, eventWithin)
		defer cancel()
		after, err := f(within)
		if _, out := errors.AsType[errOutsider](err); out {
			err = nil
		}
		if err != nil {
			b.log.Warn("event not confirmed; left for Slack to send again", "event", id, "attempt", env.retry, "error", err)
			return
		}
		b.ackEvent(env)
		b.log.Debug("event done", "event", id, "attempt", env.retry, "took", time.Since(env.at))
		if after != nil {
			after(ctx)
		}
	})
	if !ok {
		b.log.Warn("queue full or closing; event left for Slack to send again", "event", id, "attempt", env.retry)
	}
}

func (b *Bot) receiveCommand(env *envelope) {
	var c slash
	if err := json.Unmarshal(env.payload, &c); err != nil {
		b.ignore(env, err.Error())
		return
	}
	p := b.client.call(env, c.ResponseURL, "")
	ok := b.queue.put(c.User, func(ctx context.Context) {
		b.command(ctx, p, c)
	})
	if !ok {
		b.apologise(p)
	}
}

func (b *Bot) receiveInteraction(env *envelope) {
	i := new(interaction)
	if err := json.Unmarshal(env.payload, i); err != nil {
		b.ignore(env, err.Error())
		return
	}
	p := b.client.call(env, i.ResponseURL, i.firstInput())
	ok := b.queue.put(i.User.ID, func(ctx context.Context) {
		b.interact(ctx, p, i)
	})
	if !ok {
		b.apologise(p)
	}
}

// apologise tells a person that nothing was done with their act.
func (b *Bot) apologise(p *caller) {
	b.spare(func() {
		p.answer(context.Background(), answer{text: "Sorry, I am too busy right now and did nothing with that. Please try again in a minute."})
	})
}
