package main

import (
	"bytes"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"evenkeel/bot/workspace"
)

// wire is the line between the program and Slack's Web API, on which a call can
// be held on its way there or on its way back.
type wire struct {
	*httptest.Server
	mu     sync.Mutex
	method string
	back   bool
	held   chan struct{}
}

func newWire(t testing.TB, ws *workspace.Workspace) *wire {
	t.Helper()
	target, err := url.Parse(strings.TrimSuffix(ws.APIURL(), "/api/"))
	if err != nil {
		t.Fatal(err)
	}
	w := new(wire)
	proxy := &httputil.ReverseProxy{ErrorLog: log.New(io.Discard, "", 0), Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }, ModifyResponse: func(r *http.Response) error {
		if w.catches(r.Request, true) {
			<-r.Request.Context().Done()
			return errors.New("the caller is gone")
		}
		return nil
	}}
	w.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body) // a server sees its caller go only after the body
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		if w.catches(r, false) {
			<-r.Context().Done()
			panic(http.ErrAbortHandler)
		}
		proxy.ServeHTTP(rw, r)
	}))
	t.Cleanup(func() { w.CloseClientConnections(); w.Close() })
	return w
}

// url is the SLACK_API_URL of this line.
func (w *wire) url() string { return "SLACK_API_URL=" + w.URL + "/api/" }

// hold keeps the next call of a method, until whoever made it is gone: before
// it reaches Slack, or with back the answer. The channel is closed once it is
// held.
func (w *wire) hold(method string, back bool) <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.method, w.back, w.held = method, back, make(chan struct{})
	return w.held
}

// release takes a hold back that caught nothing yet.
func (w *wire) release() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.method = ""
}

func (w *wire) catches(r *http.Request, back bool) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.method == "" || w.back != back || !strings.HasSuffix(r.URL.Path, "/"+w.method) {
		return false
	}
	w.method = ""
	close(w.held)
	return true
}
