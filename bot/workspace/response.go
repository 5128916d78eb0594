package workspace

import (
	"net/http"
	"slices"
	"time"
)

const maxResponses = 5

// responseURL is one response_url: who it answers, where, and which message it
// may replace.
type responseURL struct {
	user     string
	channel  *channel
	original *Message // nil until a command has an answer
	expires  time.Time
	uses     int
}

func (w *Workspace) newResponseURL(userID string, c *channel, original *Message) string {
	id := secret(12)
	w.responseURLs[id] = &responseURL{user: userID, channel: c, original: original, expires: w.cfg.Now().Add(w.cfg.ResponseURLLife)}
	return "http://" + w.addr + "/response/" + id
}

// serveResponseURL takes a message for a response_url. It needs no token, and
// works in channels the app is not in.
func (w *Workspace) serveResponseURL(rw http.ResponseWriter, r *http.Request) {
	req := &request{args: map[string]string{}}
	bad := req.readJSON(r.Body)
	fault := w.nextFault(r.Context(), "response_url")
	if fault.fails() && !fault.After {
		w.failCall(rw, "response_url", req, fault)
		return
	}
	refusal, status := refuse("invalid_payload"), http.StatusBadRequest
	if bad == nil {
		w.mu.Lock()
		refusal, status = w.respond(r.PathValue("id"), req)
		w.touch()
		w.mu.Unlock()
	}
	if fault.fails() {
		w.failCall(rw, "response_url", req, fault)
		return
	}
	w.finishResponse(rw, req, refusal, status)
}

func (w *Workspace) finishResponse(rw http.ResponseWriter, req *request, refusal *apiError, status int) {
	call := Call{Method: "response_url", Args: req.args, Status: status, At: w.cfg.Now()}
	body := `{"ok":true}`
	if refusal != nil {
		call.Error, call.Details = refusal.code, refusal.messages
		body = `{"ok":false,"error":"` + refusal.code + `"}`
	}
	w.record(call)
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	_, _ = rw.Write([]byte(body))
}

// respond does what the body asks; a use that is refused for its content does
// not count.
func (w *Workspace) respond(id string, req *request) (*apiError, int) {
	link := w.responseURLs[id]
	switch {
	case link == nil:
		return refuse("no_such_url"), http.StatusNotFound
	case !w.cfg.Now().Before(link.expires):
		return refuse("expired_url"), http.StatusNotFound
	case link.uses >= maxResponses:
		return refuse("used_url"), http.StatusNotFound
	}
	if req.flag("delete_original") {
		link.uses++
		w.removeOriginal(link)
		return nil, http.StatusOK
	}
	says, refusal := w.readContent(req, maxPostText)
	if refusal == nil && says.empty() {
		refusal = refuse("no_text")
	}
	if refusal != nil {
		return refusal, http.StatusBadRequest
	}
	link.uses++
	if req.flag("replace_original") && link.original != nil {
		w.replaceOriginal(link, says)
		return nil, http.StatusOK
	}
	shown := w.answerIn(link.user, link.channel, req.str("response_type"), says)
	if link.original == nil {
		link.original = shown
	}
	return nil, http.StatusOK
}

// replaceOriginal puts other words in a message's place. Text and blocks are
// replaced together: what is not given is gone.
func (w *Workspace) replaceOriginal(link *responseURL, says content) {
	m := link.original
	before := w.wire(m, true)
	m.Text, m.Blocks, m.Attachments = says.text, says.blocks, says.attachments
	if says.metadata != nil {
		m.Metadata = says.metadata
	}
	m.Edited, m.state = w.newTS(), nil
	if m.EphemeralFor == "" {
		w.announceChange(link.channel, m, before)
	}
}

func (w *Workspace) removeOriginal(link *responseURL) {
	m := link.original
	switch {
	case m == nil:
	case m.EphemeralFor == "":
		w.remove(link.channel, m)
	default:
		w.ephemerals[m.EphemeralFor] = slices.DeleteFunc(w.ephemerals[m.EphemeralFor], func(other *Message) bool { return other == m })
	}
}
