package bot

import (
	"context"
	"encoding/json"
	"errors"
	"runtime/debug"
	"sync"
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
// acknowledged, and then the deed done; with one it stays unacknowledged. What
// Slack sends again while the first still waits does not wait as well: else a
// queue that is slower than Slack's patience would grow by every retry.
func (b *Bot) enqueue(env *envelope, key, id string, f func(ctx context.Context) (deed, error)) {
	if !b.waits.join(id, env) {
		return
	}
	ok := b.queue.put(key, func(ctx context.Context) {
		after, envs, err := b.record(ctx, id, f)
		if err != nil {
			b.log.Warn("event not confirmed; left for Slack to send again", "event", id, "attempt", env.retry, "error", err)
			return
		}
		for _, e := range envs {
			b.ackEvent(e)
		}
		b.log.Debug("event done", "event", id, "attempt", env.retry, "took", time.Since(env.at))
		if after != nil {
			after(ctx)
		}
	})
	if !ok {
		b.waits.leave(id)
		b.log.Warn("queue full or closing; event left for Slack to send again", "event", id, "attempt", env.retry)
	}
}

// record runs f on an event and returns the envelopes that it came in. Those
// are forgotten even if f panics; then Slack sends it again.
func (b *Bot) record(ctx context.Context, id string, f func(ctx context.Context) (deed, error)) (after deed, envs []*envelope, err error) {
	defer func() { envs = b.waits.leave(id) }()
	ctx, cancel := context.WithTimeout(ctx, eventWithin)
	defer cancel()
	after, err = f(ctx)
	if _, out := errors.AsType[errOutsider](err); out {
		err = nil
	}
	if said, ok := spoken(err); ok { // an app's update: it would be refused again
		b.turnAway(id, said.text)
		err = nil
	}
	return after, nil, err
}

// waits are the envelopes of events that are in a queue or being worked on.
type waits struct {
	mu   sync.Mutex
	envs map[string][]*envelope // by event
}

// join notes an envelope; false means that its event is waited for already.
func (w *waits) join(id string, env *envelope) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.envs == nil {
		w.envs = map[string][]*envelope{}
	}
	w.envs[id] = append(w.envs[id], env)
	return len(w.envs[id]) == 1
}

// leave returns the envelopes of an event, and forgets them.
func (w *waits) leave(id string) []*envelope {
	w.mu.Lock()
	defer w.mu.Unlock()
	envs := w.envs[id]
	delete(w.envs, id)
	return envs
}

func (b *Bot) receiveCommand(env *envelope) {
	var c slash
	if err := json.Unmarshal(env.payload, &c); err != nil {
		b.ignore(env, err.Error())
		return
	}
	p := b.call(&caller{env: env, url: c.ResponseURL, user: c.User, channel: c.Channel, trigger: c.Trigger})
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
	if i.Type == "block_suggestion" {
		b.receiveOffer(env, i)
		return
	}
	p := b.call(&caller{env: env, url: i.ResponseURL, input: i.firstInput(), user: i.User.ID, channel: i.Channel.ID, trigger: i.Trigger})
	ok := b.queue.put(i.User.ID, func(ctx context.Context) {
		b.interact(ctx, p, i)
	})
	if !ok {
		b.apologise(p)
	}
}

// tooBusy is what a person hears whose act was not even begun.
const tooBusy = "Sorry, I am too busy right now and did nothing with that. Please try again in a minute."

// apologise tells a person that nothing was done with their act: at once, or
// when too many are told so already, as their two seconds end.
func (b *Bot) apologise(p *caller) {
	p.mu.Lock()
	p.excuse = tooBusy
	p.mu.Unlock()
	b.spare(func() { p.answer(b.work, answer{text: tooBusy}) })
}
