package workspace

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/gorilla/websocket"
)

const (
	maxSockets    = 10
	maxAckBytes   = 20480 // an ack frame this long or longer is dropped
	writeDeadline = 2 * time.Second
)

// socket is one open Socket Mode connection. Its reader is the goroutine of
// the HTTP request; its writer owns all data frames and pings.
type socket struct {
	conn *websocket.Conn
	out  chan []byte   // frames to write; full means the socket is not keeping up
	gone chan struct{} // closed by the reader when the connection has ended
}

// put hands a frame to the writer, and says whether there was room.
func (s *socket) put(frame any) bool {
	data, err := json.Marshal(frame)
	if err != nil {
		return false
	}
	select {
	case s.out <- data:
		return true
	default:
		return false
	}
}

// drop cuts the connection without a word; the reader then cleans up.
func (s *socket) drop() { _ = s.conn.Close() }

func (w *Workspace) openConnection(*request) (reply, *apiError) {
	ticket := secret(8)
	w.tickets[ticket] = true
	return reply{"url": "ws://" + w.addr + "/link/?ticket=" + ticket + "&app_id=" + w.cfg.AppID}, nil
}

// serveLink upgrades a request that has an unused ticket, and stays with the
// socket until it ends.
func (w *Workspace) serveLink(rw http.ResponseWriter, r *http.Request) {
	if !w.takeTicket(r.URL.Query().Get("ticket")) {
		http.Error(rw, "no such ticket, or it was used", http.StatusForbidden)
		return
	}
	// The Origin is not checked: the ticket is the proof, and clients send https://api.slack.com.
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := upgrader.Upgrade(rw, r, nil)
	if err != nil {
		return // Upgrade has answered.
	}
	s := &socket{conn: conn, out: make(chan []byte, 1024), gone: make(chan struct{})}
	if !w.join(s) {
		_ = conn.Close()
		return
	}
	w.read(s)
	w.leave(s)
}

func (w *Workspace) takeTicket(ticket string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.refusing || !w.tickets[ticket] {
		return false
	}
	delete(w.tickets, ticket)
	return true
}

// join says hello on a new socket, or too_many_websockets on an eleventh,
// which then gets no envelopes.
func (w *Workspace) join(s *socket) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return false
	}
	w.spawn(func() { w.write(s) })
	if len(w.sockets) >= maxSockets {
		s.put(map[string]any{"type": "disconnect", "reason": "too_many_websockets", "num_connections": len(w.sockets),
			"debug_info": debugHost(), "connection_info": map[string]any{"app_id": w.cfg.AppID}})
		return true
	}
	w.sockets = append(w.sockets, s)
	debug := debugHost()
	debug["build_number"] = 10
	debug["approximate_connection_time"] = int(w.cfg.ConnectionLife.Seconds())
	s.put(map[string]any{"type": "hello", "num_connections": len(w.sockets),
		"connection_info": map[string]any{"app_id": w.cfg.AppID}, "debug_info": debug})
	w.touch()
	return true
}

func debugHost() map[string]any { return map[string]any{"host": "applink-practice"} }

// leave forgets a socket that has ended; what was sent on it and not acked
// counts as failed.
func (w *Workspace) leave(s *socket) {
	close(s.gone)
	_ = s.conn.Close()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sockets = slices.DeleteFunc(w.sockets, func(other *socket) bool { return other == s })
	for _, p := range w.pending {
		if p.socket == s {
			close(p.lost)
			p.socket = nil
		}
	}
	w.touch()
}

// read takes acks until the connection ends. While sockets are frozen it holds
// what it has and reads no more, so pongs go unanswered as well.
func (w *Workspace) read(s *socket) {
	for {
		_, frame, err := s.conn.ReadMessage()
		if err != nil {
			return
		}
		if !w.thaw(s) {
			return
		}
		w.ack(frame)
	}
}

// thaw waits while sockets are frozen; false means the workspace closed.
func (w *Workspace) thaw(s *socket) bool {
	w.mu.Lock()
	thawed := w.thawed
	w.mu.Unlock()
	if thawed == nil {
		return true
	}
	select {
	case <-thawed:
		return true
	case <-w.ctx.Done():
		s.drop()
		return false
	}
}

// write sends frames and pings until the socket ends, and asks for a new
// connection when this one is old.
func (w *Workspace) write(s *socket) {
	defer s.drop()
	pings := time.NewTicker(w.cfg.PingEvery)
	defer pings.Stop()
	age := time.NewTimer(w.cfg.ConnectionLife)
	defer age.Stop()
	for {
		var err error
		select {
		case frame := <-s.out:
			err = w.frame(s, websocket.TextMessage, frame)
		case <-pings.C:
			err = w.frame(s, websocket.PingMessage, []byte("ping from practice"))
		case <-age.C:
			s.put(map[string]any{"type": "disconnect", "reason": "refresh_requested", "debug_info": debugHost()})
		case <-s.gone:
			return
		case <-w.ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

func (w *Workspace) frame(s *socket, kind int, data []byte) error {
	if !w.thaw(s) {
		return ErrClosed
	}
	if err := s.conn.SetWriteDeadline(time.Now().Add(writeDeadline)); err != nil {
		return err
	}
	return s.conn.WriteMessage(kind, data)
}

// Sockets is how many Socket Mode connections are open.
func (w *Workspace) Sockets() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.sockets)
}
