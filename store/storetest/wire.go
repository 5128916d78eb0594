package storetest

import (
	"bytes"
	"io"
	"net"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"
)

// Wire is the line between a program and a Redis, on which a command can be
// held, its answer held or lost, or everything be slow. A command is known by
// texts that are all in it: a part of a key, an event id.
type Wire struct {
	URL string // as REDIS_URL

	server   string
	listener net.Listener
	conns    sync.WaitGroup

	mu    sync.Mutex
	open  []net.Conn
	ended bool
	delay time.Duration
	traps []*trap
}

// trap waits for one command.
type trap struct {
	texts  []string
	answer bool // it goes through; what is caught is its answer
	cut    bool // the connection breaks at once, else when the caller leaves it
	caught chan struct{}
}

// NewWire opens a wire to a single server.
func NewWire(tb testing.TB, server Server) *Wire {
	tb.Helper()
	to, err := url.Parse(server.URL)
	if err != nil {
		tb.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	w := &Wire{URL: "redis://" + l.Addr().String(), server: to.Host, listener: l}
	w.conns.Go(w.accept)
	tb.Cleanup(w.close)
	return w
}

// Hold keeps the next command with these texts from the server. Its caller gets
// no answer; the channel is closed once it is held.
func (w *Wire) Hold(texts ...string) <-chan struct{} { return w.set(&trap{texts: texts}) }

// HoldAnswer lets the next command with these texts run, and keeps its answer.
func (w *Wire) HoldAnswer(texts ...string) <-chan struct{} {
	return w.set(&trap{texts: texts, answer: true})
}

// LoseAnswer lets the next command with these texts run, and then breaks the
// connection.
func (w *Wire) LoseAnswer(texts ...string) <-chan struct{} {
	return w.set(&trap{texts: texts, answer: true, cut: true})
}

func (w *Wire) set(t *trap) <-chan struct{} {
	t.caught = make(chan struct{})
	w.put(t)
	return t.caught
}

func (w *Wire) put(t *trap) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.traps = append(w.traps, t)
}

// Release forgets what was to be caught and was not.
func (w *Wire) Release() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.traps = nil
}

// Slow delays every command; zero ends that.
func (w *Wire) Slow(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.delay = d
}

func (w *Wire) accept() {
	for {
		client, err := w.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", w.server)
		if err != nil {
			_ = client.Close() // the server is gone, and the program is to see that
			continue
		}
		if !w.keep(client, server) {
			return
		}
		l := &link{wire: w, client: client, server: server}
		w.conns.Go(l.there)
		w.conns.Go(l.back)
	}
}

func (w *Wire) keep(conns ...net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.open = append(w.open, conns...)
	if w.ended {
		for _, c := range conns {
			_ = c.Close()
		}
	}
	return !w.ended
}

func (w *Wire) close() {
	_ = w.listener.Close()
	w.mu.Lock()
	w.ended = true
	for _, c := range w.open {
		_ = c.Close()
	}
	w.mu.Unlock()
	w.conns.Wait()
}

// catch takes the trap that these commands run into, if any.
func (w *Wire) catch(sent []byte) *trap {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, t := range w.traps {
		if !slices.ContainsFunc(t.texts, func(s string) bool { return !bytes.Contains(sent, []byte(s)) }) {
			w.traps = slices.Delete(w.traps, i, i+1)
			return t
		}
	}
	return nil
}

func (w *Wire) slowness() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.delay
}

// link is one connection of the program's. A client sends a command, or a few at
// once, and waits for the answer before it sends more.
type link struct {
	wire           *Wire
	client, server net.Conn

	mu   sync.Mutex
	trap *trap // for the next answer
}

// there carries commands to the server.
func (l *link) there() {
	defer l.client.Close()
	defer l.server.Close()
	buf := make([]byte, 1<<20)
	for {
		n, err := l.client.Read(buf)
		if err != nil {
			return
		}
		time.Sleep(l.wire.slowness())
		if t := l.wire.catch(buf[:n]); t != nil {
			if !t.answer {
				l.hold(t)
				return
			}
			l.mu.Lock()
			l.trap = t
			l.mu.Unlock()
		}
		if _, err := l.server.Write(buf[:n]); err != nil {
			return
		}
	}
}

// back carries answers to the client. The one to a trapped command is read, so
// the server has done its work, and goes no further.
func (l *link) back() {
	defer l.client.Close()
	defer l.server.Close()
	buf := make([]byte, 1<<20)
	for {
		n, err := l.server.Read(buf)
		if err != nil {
			return
		}
		if t := l.take(); t != nil && bytes.Contains(buf[:n], []byte("-NOSCRIPT ")) {
			l.wire.put(t) // nothing has run: the same comes again with the script
		} else if t != nil {
			close(t.caught)
			if !t.cut {
				_, _ = io.Copy(io.Discard, l.server) // until the caller leaves
			}
			return
		}
		if _, err := l.client.Write(buf[:n]); err != nil {
			return
		}
	}
}

// take is the trap for this answer, if any.
func (l *link) take() *trap {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.trap
	l.trap = nil
	return t
}

// hold keeps a command until its caller leaves.
func (l *link) hold(t *trap) {
	close(t.caught)
	_, _ = io.Copy(io.Discard, l.client)
}
