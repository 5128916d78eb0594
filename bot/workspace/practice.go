package workspace

import (
	"context"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"time"
)

// deed is the body of what a person does over HTTP; each endpoint takes the
// fields it needs.
type deed struct {
	User     string            `json:"user"`
	Channel  string            `json:"channel"`
	TS       string            `json:"ts"`
	ThreadTS string            `json:"thread_ts"`
	Text     string            `json:"text"`
	View     string            `json:"view"`
	ActionID string            `json:"action_id"`
	BlockID  string            `json:"block_id"`
	Value    *string           `json:"value"`
	Option   *string           `json:"option"`
	Options  []string          `json:"options"`
	Values   map[string]string `json:"values"`
}

func (w *Workspace) routePractice(mux *http.ServeMux) {
	mux.HandleFunc("GET /practice/state", w.serveState)
	mux.HandleFunc("GET /practice/calls", func(rw http.ResponseWriter, r *http.Request) { writeJSON(rw, w.Calls(r.URL.Query().Get("method"))) })
	mux.HandleFunc("GET /practice/acks", func(rw http.ResponseWriter, _ *http.Request) { writeJSON(rw, w.Acks()) })
	post(mux, "say", func(ctx context.Context, d deed) (any, error) {
		ts, err := w.SayIn(ctx, d.User, d.Channel, d.ThreadTS, d.Text)
		return object{"ts": ts}, err
	})
	post(mux, "command", func(ctx context.Context, d deed) (any, error) {
		command, rest, _ := strings.Cut(strings.TrimSpace(d.Text), " ")
		return w.Command(ctx, d.User, d.Channel, command, rest)
	})
	post(mux, "click", func(ctx context.Context, d deed) (any, error) { return object{}, w.clickDeed(ctx, d) })
	post(mux, "submit", func(ctx context.Context, d deed) (any, error) { return w.Submit(ctx, d.User, d.View, d.Values) })
	post(mux, "suggest", func(ctx context.Context, d deed) (any, error) {
		options, err := w.Suggest(ctx, d.User, d.View, d.ActionID, d.Text)
		return object{"options": options}, err
	})
	post(mux, "close", func(ctx context.Context, d deed) (any, error) { return object{}, w.CloseView(ctx, d.User, d.View) })
	post(mux, "home", func(ctx context.Context, d deed) (any, error) { return object{}, w.OpenHome(ctx, d.User) })
	post(mux, "edit", func(ctx context.Context, d deed) (any, error) {
		return object{}, w.Edit(ctx, d.User, d.Channel, d.TS, d.Text)
	})
	post(mux, "delete", func(ctx context.Context, d deed) (any, error) {
		return object{}, w.Delete(ctx, d.User, d.Channel, d.TS)
	})
	post(mux, "app", func(ctx context.Context, p AppPost) (any, error) {
		ts, err := w.PostAsApp(ctx, p)
		return object{"ts": ts}, err
	})
	post(mux, "user", func(ctx context.Context, u User) (any, error) { return object{}, w.SetUser(ctx, u) })
	post(mux, "fault", w.faultDeed)
	post(mux, "blocks", func(_ context.Context, f blocksForm) (any, error) { w.RefuseBlocks(f.Refuse...); return object{}, nil })
	post(mux, "socket", w.socketDeed)
}

func (w *Workspace) clickDeed(ctx context.Context, d deed) error {
	choice := d.Option
	if d.Options != nil {
		joined := strings.Join(d.Options, ",")
		choice = &joined
	}
	var picks []Pick
	if d.BlockID != "" {
		picks = append(picks, InBlock(d.BlockID))
	}
	if d.Value != nil {
		picks = append(picks, WithValue(*d.Value))
	}
	return w.act(ctx, d.User, place{d.Channel, d.TS, d.View}, d.ActionID, choice, picks)
}

type faultForm struct {
	Method     string `json:"method"`
	Status     int    `json:"status"`
	Error      string `json:"error"`
	RetryAfter int    `json:"retry_after_ms"`
	Delay      int    `json:"delay_ms"`
	Body       string `json:"body"`
	After      bool   `json:"after"`
	Times      int    `json:"times"`
}

func (w *Workspace) faultDeed(_ context.Context, f faultForm) (any, error) {
	if f.Method == "" {
		return nil, fmt.Errorf("workspace: a fault needs a method")
	}
	w.Fail(f.Method, Fault{Status: f.Status, SlackError: f.Error, RetryAfter: time.Duration(f.RetryAfter) * time.Millisecond,
		Delay: time.Duration(f.Delay) * time.Millisecond, Body: f.Body, After: f.After, Times: f.Times})
	return object{}, nil
}

type blocksForm struct {
	Refuse []string `json:"refuse"`
}

type socketForm struct {
	Disconnect string `json:"disconnect"`
	Drop       bool   `json:"drop"`
	Freeze     *bool  `json:"freeze"`
	Refuse     *bool  `json:"refuse"`
}

func (w *Workspace) socketDeed(_ context.Context, f socketForm) (any, error) {
	if f.Refuse != nil {
		w.RefuseConnections(*f.Refuse)
	}
	if f.Freeze != nil {
		w.FreezeSockets(*f.Freeze)
	}
	if f.Disconnect != "" {
		w.Disconnect(f.Disconnect)
	}
	if f.Drop {
		w.DropSockets()
	}
	return object{"sockets": w.Sockets()}, nil
}

// post registers an endpoint that takes one JSON object. A JSON content type
// is insisted on, which no form of another page can send.
func post[T any](mux *http.ServeMux, name string, do func(context.Context, T) (any, error)) {
	mux.HandleFunc("POST /practice/"+name, func(rw http.ResponseWriter, r *http.Request) {
		if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
			http.Error(rw, "send application/json", http.StatusUnsupportedMediaType)
			return
		}
		var body T
		err := json.NewDecoder(http.MaxBytesReader(rw, r.Body, 1<<20)).Decode(&body)
		var answer any
		if err == nil {
			answer, err = do(r.Context(), body)
		}
		if err != nil {
			rw.Header().Set("Content-Type", "application/json; charset=utf-8")
			rw.WriteHeader(http.StatusBadRequest)
			_ = json.NewEncoder(rw).Encode(object{"error": err.Error()})
			return
		}
		writeJSON(rw, answer)
	})
}

func writeJSON(rw http.ResponseWriter, value any) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(rw).Encode(value)
}
