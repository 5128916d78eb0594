package workspace

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// ErrClosed is returned by what a person does in a workspace that is closed.
var ErrClosed = errors.New("workspace: closed")

// Workspace is one open practice workspace. Its methods may be called from any
// goroutine.
type Workspace struct {
	cfg    Config
	server *http.Server
	addr   string
	ctx    context.Context // ends with Close
	cancel context.CancelFunc
	group  sync.WaitGroup // every goroutine and every request in hand

	mu sync.Mutex // guards all below; methods in lower case expect it held unless they say otherwise

	closed  bool
	version int64
	changed chan struct{} // closed and replaced at every change
	lastTS  int64         // microseconds of the youngest ts
	serial  int64

	users    []*User
	channels []*channel

	tickets  map[string]bool
	sockets  []*socket
	nextSock int
	thawed   chan struct{} // nil unless sockets are frozen; closed by the thaw
	refusing bool
	pending  map[string]*pending
	kept     map[string]*delivery // every event of ours, by event id, for Redeliver

	triggers     map[string]*trigger
	responseURLs map[string]*responseURL
	stacks       map[string][]*view
	homes        map[string]*view
	ephemerals   map[string][]*Message

	files   map[string]*file // by id
	refused map[string]bool  // types of block, see RefuseBlocks
	faults  map[string][]*Fault
	buckets map[string]*bucket
	calls   []Call
	acks    []Ack
}

// Open starts a workspace; it is listening when Open returns.
func Open(cfg Config) (*Workspace, error) {
	cfg = cfg.withDefaults()
	if err := cfg.check(); err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", cfg.Addr)
	if err != nil {
		return nil, fmt.Errorf("workspace: %w", err)
	}
	w := newWorkspace(cfg)
	w.addr = listener.Addr().String()
	w.server = &http.Server{Handler: w.guard(w.routes()), ReadHeaderTimeout: 10 * time.Second}
	w.group.Go(func() {
		if err := w.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			w.cfg.Logger.Error("workspace stopped serving", "error", err)
		}
	})
	return w, nil
}

func newWorkspace(cfg Config) *Workspace {
	w := &Workspace{
		cfg:          cfg,
		changed:      make(chan struct{}),
		tickets:      map[string]bool{},
		pending:      map[string]*pending{},
		kept:         map[string]*delivery{},
		triggers:     map[string]*trigger{},
		responseURLs: map[string]*responseURL{},
		stacks:       map[string][]*view{},
		homes:        map[string]*view{},
		ephemerals:   map[string][]*Message{},
		files:        map[string]*file{},
		faults:       map[string][]*Fault{},
		buckets:      map[string]*bucket{},
	}
	w.ctx, w.cancel = context.WithCancel(context.Background())
	for _, user := range cfg.Users {
		w.users = append(w.users, &user)
	}
	w.users = append(w.users, &User{ID: cfg.BotUserID, Name: cfg.BotName, RealName: cfg.BotName, Bot: true})
	for _, c := range cfg.Channels {
		w.channels = append(w.channels, w.newChannel(c))
	}
	return w
}

// Close stops the workspace and returns when every goroutine has ended. It may
// be called twice.
func (w *Workspace) Close() error {
	w.mu.Lock()
	w.closed = true
	w.cancel()
	for _, s := range w.sockets {
		s.drop()
	}
	w.touch()
	w.mu.Unlock()
	err := w.server.Close()
	w.group.Wait()
	return err
}

// spawn runs f as a goroutine that Close awaits; after Close it does nothing.
func (w *Workspace) spawn(f func()) {
	if !w.closed {
		w.group.Go(f)
	}
}

// guard keeps count of requests in hand, and turns away those that did not
// come to this machine by its loopback name: a page elsewhere could have its
// own name resolve to 127.0.0.1.
func (w *Workspace) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(r.Host); err == nil {
			host = h
		}
		if !loopback(host) {
			http.Error(rw, "this workspace answers on loopback only", http.StatusForbidden)
			return
		}
		w.mu.Lock()
		if w.closed {
			w.mu.Unlock()
			http.Error(rw, "closed", http.StatusServiceUnavailable)
			return
		}
		w.group.Add(1)
		w.mu.Unlock()
		defer w.group.Done()
		next.ServeHTTP(rw, r)
	})
}

func (w *Workspace) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", w.serveAPI)
	mux.HandleFunc("GET /link/", w.serveLink)
	mux.HandleFunc("POST /response/{id}", w.serveResponseURL)
	mux.HandleFunc("POST /upload/{key}", w.serveUpload)
	mux.HandleFunc("GET /file/{id}", w.serveFile)
	w.routePage(mux)
	return mux
}

// URL is the page, for a person's browser.
func (w *Workspace) URL() string { return "http://" + w.addr + "/" }

// APIURL is the base of the Web API, with the trailing slash clients want.
func (w *Workspace) APIURL() string { return "http://" + w.addr + "/api/" }

// Tokens are the app-level and the bot token that the workspace accepts.
func (w *Workspace) Tokens() (app, bot string) { return w.cfg.AppToken, w.cfg.BotToken }

// touch tells everybody who waits that something changed.
func (w *Workspace) touch() {
	w.version++
	close(w.changed)
	w.changed = make(chan struct{})
}

// Changed is closed at the next change; take a new one before each look.
func (w *Workspace) Changed() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.changed
}

// Wait blocks until the condition holds, looking again at every change. The
// condition is called without locks, so it may call any method.
func (w *Workspace) Wait(ctx context.Context, condition func() bool) error {
	for {
		changed := w.Changed()
		if condition() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("workspace: the condition never held: %w", context.Cause(ctx))
		case <-w.ctx.Done():
			return ErrClosed
		}
	}
}

// newTS is the next message timestamp: unique in the workspace and rising.
func (w *Workspace) newTS() string {
	w.lastTS = max(w.lastTS+1, w.cfg.Now().UnixMicro())
	return fmt.Sprintf("%d.%06d", w.lastTS/1e6, w.lastTS%1e6)
}

// newID makes an id such as Ev00000A7: the prefix and a rising number.
func (w *Workspace) newID(prefix string) string {
	w.serial++
	return fmt.Sprintf("%s%07X", prefix, w.serial+0xA0)
}

// secret is a random string for what must not be guessed, or not look alike in
// two workspaces.
func secret(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // crypto/rand.Read never fails.
	return hex.EncodeToString(b)
}
