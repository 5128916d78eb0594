package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// What a person is told when the app does not answer a command or interaction.
var (
	// ErrOperationTimeout: the app had it, and did not ack within three seconds.
	ErrOperationTimeout = errors.New("operation_timeout")
	// ErrDispatchFailed: no socket was open to send it on.
	ErrDispatchFailed = errors.New("dispatch_failed")
)

// Ack is one frame the app sent back.
type Ack struct {
	EnvelopeID string          `json:"envelope_id"`
	EventID    string          `json:"event_id,omitempty"` // of an events_api envelope
	Type       string          `json:"type"`               // the envelope's; empty if unknown
	Latency    time.Duration   `json:"latency"`            // since the envelope was sent
	Payload    json.RawMessage `json:"payload,omitempty"`
	Late       bool            `json:"late,omitempty"`    // nobody waited for it any more
	Dropped    bool            `json:"dropped,omitempty"` // too long; Slack never saw it
	Bytes      int             `json:"bytes"`
}

// envelope is one Socket Mode envelope, apart from its envelope_id.
type envelope struct {
	kind    string // events_api, slash_commands, interactive
	payload any
	accepts bool // accepts_response_payload
	eventID string
	attempt int
	reason  string
}

// pending is an envelope that was sent and is not acked.
type pending struct {
	envelope
	socket *socket
	sent   time.Time
	came   time.Time            // when the ack was read; set before acked gets it
	acked  chan json.RawMessage // gets the ack's payload; has room for it
	lost   chan struct{}        // closed if the socket ends first
}

// delivery is one event on its way, through all its attempts.
type delivery struct {
	id      string
	payload json.RawMessage
}

// send puts an envelope on one of the open sockets, in turn; nil if none would
// take it.
func (w *Workspace) send(e envelope) (string, *pending) {
	id := secret(4) + "-" + secret(2) + "-" + secret(2) + "-" + secret(2) + "-" + secret(6)
	frame := map[string]any{"envelope_id": id, "type": e.kind, "accepts_response_payload": e.accepts, "payload": e.payload}
	if e.kind == "events_api" {
		frame["retry_attempt"], frame["retry_reason"] = e.attempt, e.reason
	}
	for range w.sockets {
		w.nextSock++
		s := w.sockets[w.nextSock%len(w.sockets)]
		if !s.put(frame) {
			continue
		}
		p := &pending{envelope: e, socket: s, sent: time.Now(), acked: make(chan json.RawMessage, 1), lost: make(chan struct{})}
		w.pending[id] = p
		return id, p
	}
	return id, nil
}

// ack takes a frame from the app. It may come on another socket than the
// envelope went out on.
func (w *Workspace) ack(frame []byte) {
	came := time.Now()
	var answer struct {
		EnvelopeID string          `json:"envelope_id"`
		Payload    json.RawMessage `json:"payload"`
	}
	if err := json.Unmarshal(frame, &answer); err != nil || answer.EnvelopeID == "" {
		w.cfg.Logger.Warn("the app sent a frame that is no ack", "bytes", len(frame))
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	defer w.touch()
	record := Ack{EnvelopeID: answer.EnvelopeID, Payload: answer.Payload, Bytes: len(frame), Dropped: len(frame) >= maxAckBytes}
	p, waiting := w.pending[answer.EnvelopeID]
	record.Late = !waiting
	if waiting {
		record.Type, record.EventID, record.Latency = p.kind, p.eventID, came.Sub(p.sent)
	}
	w.acks = append(w.acks, record)
	if !waiting || record.Dropped {
		return
	}
	delete(w.pending, answer.EnvelopeID)
	p.came = came
	p.acked <- answer.Payload
}

// deliver sends an event now, then follows it up until it is acked or the
// retries are used up. The first attempt is queued before deliver returns, so
// events leave in the order in which they happened.
func (w *Workspace) deliver(d *delivery) {
	w.kept[d.id] = d
	id, p := w.send(d.envelope(0))
	w.spawn(func() {
		for attempt := 1; ; attempt++ {
			if w.followUp(id, p) || attempt > len(w.cfg.RetryAfter) || !w.pause(w.cfg.RetryAfter[attempt-1]) {
				return
			}
			w.mu.Lock()
			id, p = w.send(d.envelope(attempt))
			w.mu.Unlock()
		}
	})
}

func (d *delivery) envelope(attempt int) envelope {
	e := envelope{kind: "events_api", payload: d.payload, eventID: d.id, attempt: attempt}
	if attempt > 0 {
		e.reason = "timeout"
	}
	return e
}

// followUp waits for an event's ack, without the lock; false means it failed.
func (w *Workspace) followUp(id string, p *pending) bool {
	if p == nil {
		return false
	}
	timer := time.NewTimer(w.cfg.AckWithin)
	defer timer.Stop()
	select {
	case <-p.acked:
		return true
	case <-timer.C:
	case <-p.lost:
	case <-w.ctx.Done():
	}
	return w.giveUp(id)
}

// giveUp stops waiting; true if the ack came just then.
func (w *Workspace) giveUp(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, waiting := w.pending[id]
	delete(w.pending, id)
	return !waiting
}

// pause waits, without the lock; false means the workspace closed.
func (w *Workspace) pause(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-w.ctx.Done():
		return false
	}
}

// ask sends a command or an interaction and waits, without the lock, for the
// ack's payload. The person waits three seconds and no longer.
func (w *Workspace) ask(ctx context.Context, id string, p *pending) (json.RawMessage, error) {
	if p == nil {
		return nil, ErrDispatchFailed
	}
	timer := time.NewTimer(w.cfg.AckWithin)
	defer timer.Stop()
	var err error
	select {
	case payload := <-p.acked:
		return payload, nil
	case <-timer.C:
		err = ErrOperationTimeout
	case <-ctx.Done():
		err = ctx.Err()
	case <-w.ctx.Done():
		err = ErrClosed
	}
	if w.giveUp(id) {
		return <-p.acked, nil
	}
	return nil, err
}

// Redeliver sends an event again, as Slack may do even when it was acked: the
// same event_id, retry_attempt 1.
func (w *Workspace) Redeliver(eventID string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	d, ok := w.kept[eventID]
	if !ok {
		return fmt.Errorf("workspace: no event %s", eventID)
	}
	id, p := w.send(d.envelope(1))
	w.spawn(func() { w.followUp(id, p) })
	return nil
}

// Acks are the frames the app sent back, in order.
func (w *Workspace) Acks() []Ack {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]Ack(nil), w.acks...)
}
