package workspace

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"time"
)

// Fault is a way for a Web API method to fail.
type Fault struct {
	Status     int           // HTTP status; default 200, or 429 with RetryAfter
	SlackError string        // answered as {"ok":false,"error":…}
	RetryAfter time.Duration // the header, in whole seconds, rounded up
	Delay      time.Duration // before anything else
	Body       string        // in place of Slack's JSON
	After      bool          // take effect first, then answer like this
	Times      int           // how often; zero means once, below zero always
}

// Fail makes the next calls of a method fail; "response_url" means posts to
// any response_url, "*" any method. Faults of one method queue up. A fault
// with nothing but a Delay is slow and then succeeds; a fault with After and
// nothing else takes effect and then drops the connection without an answer.
func (w *Workspace) Fail(method string, fault Fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	fault.Times = cmp.Or(fault.Times, 1)
	w.faults[method] = append(w.faults[method], &fault)
}

// RefuseBlocks makes every post, edit and view with a block of one of these types
// fail, as where a type has not been rolled out yet; it replaces what an earlier
// call said. What stands already stays as it is.
func (w *Workspace) RefuseBlocks(kinds ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.refused = map[string]bool{}
	for _, kind := range kinds {
		w.refused[kind] = true
	}
}

// ClearFaults forgets what Fail asked for.
func (w *Workspace) ClearFaults() {
	w.mu.Lock()
	defer w.mu.Unlock()
	clear(w.faults)
}

// fault takes the fault that is next for a method, if any.
func (w *Workspace) fault(method string) *Fault {
	for _, key := range []string{method, "*"} {
		queue := w.faults[key]
		if len(queue) == 0 {
			continue
		}
		if queue[0].Times--; queue[0].Times == 0 {
			w.faults[key] = queue[1:]
		}
		return queue[0]
	}
	return nil
}

// fails says whether the fault replaces the answer; a delay alone does not.
func (f *Fault) fails() bool {
	return f != nil && (f.After || f.Status != 0 || f.SlackError != "" || f.RetryAfter > 0 || f.Body != "")
}

func (f *Fault) wait(ctx context.Context) {
	if f == nil || f.Delay <= 0 {
		return
	}
	timer := time.NewTimer(f.Delay)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// answer writes the failure and returns its status; 0 is a lost answer.
func (f *Fault) answer(rw http.ResponseWriter) int {
	status := cmp.Or(f.Status, http.StatusOK)
	if f.RetryAfter > 0 {
		seconds := int64((f.RetryAfter + time.Second - 1) / time.Second)
		rw.Header().Set("Retry-After", strconv.FormatInt(seconds, 10))
		status = cmp.Or(f.Status, http.StatusTooManyRequests)
	}
	body := f.Body
	switch {
	case body != "":
	case f.SlackError != "":
		body = `{"ok":false,"error":` + strconv.Quote(f.SlackError) + `}`
	case status == http.StatusTooManyRequests:
		body = `{"ok":false,"error":"ratelimited"}`
	case status == http.StatusOK:
		panic(http.ErrAbortHandler) // The connection closes with no answer.
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	_, _ = rw.Write([]byte(body))
	return status
}

// Disconnect sends a disconnect frame on every socket: warning,
// refresh_requested, link_disabled, or what a test likes. After a warning the
// connection stays; after the others it is cut two seconds later, unless the
// app has closed it by then.
func (w *Workspace) Disconnect(reason string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	sockets := append([]*socket(nil), w.sockets...)
	for _, s := range sockets {
		s.put(map[string]any{"type": "disconnect", "reason": reason, "debug_info": debugHost()})
	}
	if reason == "warning" {
		return
	}
	w.spawn(func() {
		if !w.pause(writeDeadline) {
			return
		}
		for _, s := range sockets {
			s.drop()
		}
	})
}

// DropSockets cuts every connection, with no frame to say so.
func (w *Workspace) DropSockets() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.sockets {
		s.drop()
	}
}

// FreezeSockets stops or resumes pings, reading and writing on every socket:
// the connections look open, and nothing passes.
func (w *Workspace) FreezeSockets(frozen bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case frozen && w.thawed == nil:
		w.thawed = make(chan struct{})
	case !frozen && w.thawed != nil:
		close(w.thawed)
		w.thawed = nil
	}
}

// RefuseConnections makes every new WebSocket connection fail at the door, or
// lets them in again. Those that are open stay open.
func (w *Workspace) RefuseConnections(refuse bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.refusing = refuse
}
