package workspace

import (
	"context"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Call is one Web API call, or one post to a response_url (Method
// "response_url").
type Call struct {
	Method  string            `json:"method"`
	Args    map[string]string `json:"args"` // form fields or JSON keys, without the token; JSON values as JSON, strings bare
	Status  int               `json:"status"`
	Error   string            `json:"error,omitempty"` // Slack's code; "lost" if the answer was dropped
	Details []string          `json:"details,omitempty"`
	At      time.Time         `json:"at"`

	retryAfter time.Duration
}

// reply is a successful answer, apart from "ok".
type reply = map[string]any

// apiError is a refusal: Slack's code, and the pointers of
// response_metadata.messages.
type apiError struct {
	code     string
	messages []string
	extra    reply
	after    time.Duration // with ratelimited
}

func refuse(code string, messages ...string) *apiError {
	return &apiError{code: code, messages: messages}
}

// method is one Web API method.
type method struct {
	serve func(*Workspace, *request) (reply, *apiError)
	tier  int    // calls a minute; 0 is special, and not limited here
	scope string // needed, if the workspace minds scopes
	app   bool   // takes the app-level token
}

func methods() map[string]method {
	const tier2, tier3, tier4 = 20, 50, 100
	return map[string]method{
		"apps.connections.open": {serve: (*Workspace).openConnection, tier: tier3, app: true},
		"auth.test":             {serve: (*Workspace).authTest},
		"team.info":             {serve: (*Workspace).teamInfo, tier: tier3, scope: "team:read"},
		"chat.postMessage":      {serve: (*Workspace).postMessage, scope: "chat:write"},
		"chat.postEphemeral":    {serve: (*Workspace).postEphemeral, tier: tier4, scope: "chat:write"},
		"chat.update":           {serve: (*Workspace).updateMessage, tier: tier3, scope: "chat:write"},
		"chat.delete":           {serve: (*Workspace).deleteMessage, tier: tier3, scope: "chat:write"},
		"chat.getPermalink":     {serve: (*Workspace).permalink},
		"conversations.list":    {serve: (*Workspace).conversationsList, tier: tier2, scope: "channels:read"},
		"conversations.info":    {serve: (*Workspace).conversationsInfo, tier: tier3, scope: "channels:read"},
		"conversations.members": {serve: (*Workspace).conversationsMembers, tier: tier4, scope: "channels:read"},
		"conversations.history": {serve: (*Workspace).history, tier: tier3, scope: "channels:history"},
		"conversations.replies": {serve: (*Workspace).replies, tier: tier3, scope: "channels:history"},
		"conversations.open":    {serve: (*Workspace).conversationsOpen, tier: tier3, scope: "im:write"},
		"conversations.join":    {serve: (*Workspace).conversationsJoin, tier: tier3, scope: "channels:join"},
		"users.list":            {serve: (*Workspace).usersList, tier: tier2, scope: "users:read"},
		"users.info":            {serve: (*Workspace).usersInfo, tier: tier4, scope: "users:read"},
		"users.lookupByEmail":   {serve: (*Workspace).usersByEmail, tier: tier3, scope: "users:read.email"},
		"users.conversations":   {serve: (*Workspace).usersConversations, tier: tier3, scope: "channels:read"},
		"reactions.add":         {serve: (*Workspace).addReaction, tier: tier3, scope: "reactions:write"},
		"reactions.remove":      {serve: (*Workspace).removeReaction, tier: tier2, scope: "reactions:write"},
		"views.open":            {serve: (*Workspace).openView, tier: tier4},
		"views.push":            {serve: (*Workspace).pushView, tier: tier4},
		"views.update":          {serve: (*Workspace).updateView, tier: tier4},
		"views.publish":         {serve: (*Workspace).publishView, tier: tier4},

		"files.getUploadURLExternal":   {serve: (*Workspace).uploadURL, tier: tier4, scope: "files:write"},
		"files.completeUploadExternal": {serve: (*Workspace).completeUpload, tier: tier4, scope: "files:write"},
	}
}

// serveAPI is the Web API: one handler, since all methods share their manners.
func (w *Workspace) serveAPI(rw http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	req, err := readRequest(r)
	if err != nil {
		req = nil
	}
	fault := w.nextFault(r.Context(), name)
	if fault.fails() && !fault.After {
		w.failCall(rw, name, req, fault)
		return
	}
	call, body := w.serve(name, req, !fault.fails())
	if fault.fails() {
		w.failCall(rw, name, req, fault)
		return
	}
	respondWith(rw, call, body)
}

// nextFault takes the fault for a call, and waits as long as it says.
func (w *Workspace) nextFault(ctx context.Context, method string) *Fault {
	w.mu.Lock()
	fault := w.fault(method)
	w.mu.Unlock()
	fault.wait(ctx)
	return fault
}

// serve lets a call take effect; it is kept for Calls if record is set. A nil
// request was not readable.
func (w *Workspace) serve(name string, req *request, record bool) (Call, []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if req == nil {
		return w.settle(name, &request{}, nil, refuse("invalid_json"))
	}
	answer, refusal := w.call(name, req)
	if !record {
		return Call{}, nil
	}
	return w.settle(name, req, answer, refusal)
}

// call checks the token, the scope and the limits, then runs the method.
func (w *Workspace) call(name string, req *request) (reply, *apiError) {
	m, known := methods()[name]
	if !known {
		return nil, refuse("unknown_method")
	}
	if err := w.authorize(m, req); err != nil {
		return nil, err
	}
	if w.cfg.Limits && m.tier > 0 {
		if wait := w.take(name, float64(m.tier), float64(m.tier)/60); wait > 0 {
			return nil, &apiError{code: "ratelimited", after: wait}
		}
	}
	answer, err := m.serve(w, req)
	w.touch()
	return answer, err
}

func (w *Workspace) authorize(m method, req *request) *apiError {
	want, other := w.cfg.BotToken, w.cfg.AppToken
	if m.app {
		want, other = other, want
	}
	switch {
	case req.token == "", m.app && !req.bearer: // An app-level token as a parameter is an error.
		return refuse("not_authed")
	case req.token == other:
		return refuse("not_allowed_token_type")
	case req.token != want:
		return refuse("invalid_auth")
	}
	return w.allowed(m)
}

// allowed answers missing_scope, if the workspace minds scopes.
func (w *Workspace) allowed(m method) *apiError {
	if w.cfg.Scopes == nil || m.scope == "" {
		return nil
	}
	for _, scope := range w.cfg.Scopes {
		if scope == m.scope {
			return nil
		}
	}
	return &apiError{code: "missing_scope", extra: reply{"needed": m.scope, "provided": strings.Join(w.cfg.Scopes, ",")}}
}

// settle keeps the call for Calls and encodes the answer, while the lock holds
// what the answer refers to.
func (w *Workspace) settle(name string, req *request, answer reply, refusal *apiError) (Call, []byte) {
	out := reply{"ok": refusal == nil}
	call := Call{Method: name, Args: req.args, Status: http.StatusOK, At: w.cfg.Now()}
	if refusal == nil {
		maps.Copy(out, answer)
	} else {
		maps.Copy(out, refusal.extra)
		out["error"] = refusal.code
		call.Error, call.Details = refusal.code, refusal.messages
		if refusal.messages != nil {
			out["response_metadata"] = reply{"messages": refusal.messages}
		}
		if refusal.after > 0 {
			call.Status, call.retryAfter = http.StatusTooManyRequests, refusal.after
		}
	}
	w.calls = append(w.calls, call)
	w.touch()
	return call, freeze(out)
}

// respondWith writes an answer as Slack does.
func respondWith(rw http.ResponseWriter, call Call, body []byte) {
	if call.retryAfter > 0 {
		rw.Header().Set("Retry-After", strconv.Itoa(int((call.retryAfter+time.Second-1)/time.Second)))
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(call.Status)
	_, _ = rw.Write(body)
}

func (w *Workspace) failCall(rw http.ResponseWriter, name string, req *request, fault *Fault) {
	call := Call{Method: name, Error: fault.SlackError, At: w.cfg.Now()}
	if req != nil {
		call.Args = req.args
	}
	defer func() {
		if call.Status == 0 {
			call.Error = "lost"
		}
		w.record(call)
	}()
	call.Status = fault.answer(rw)
}

func (w *Workspace) record(call Call) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, call)
	w.touch()
}

// Calls are the calls of one Web API method, or all for "", in order.
func (w *Workspace) Calls(method string) []Call {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []Call
	for _, call := range w.calls {
		if method == "" || call.Method == method {
			out = append(out, call)
		}
	}
	return out
}
