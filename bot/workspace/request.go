package workspace

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// request is a call's arguments, from a form or a JSON body.
type request struct {
	body   map[string]json.RawMessage
	token  string
	bearer bool // the token came in the header
	args   map[string]string
}

// str is an argument as a string: JSON numbers and booleans as written.
func (r *request) str(name string) string { return r.args[name] }

// raw is an argument as JSON. A form field holds JSON as text, and so may a
// JSON string. Absent, empty and null are all nil.
func (r *request) raw(name string) json.RawMessage {
	value := strings.TrimSpace(r.args[name])
	if value == "" || value == "null" {
		return nil
	}
	return json.RawMessage(value)
}

func (r *request) has(name string) bool { _, ok := r.args[name]; return ok }

func (r *request) flag(name string) bool {
	b, _ := strconv.ParseBool(r.args[name])
	return b
}

// readRequest takes arguments from the query, a form (also multipart) or a
// JSON body, and the token from the header or, except in JSON, the body.
func readRequest(r *http.Request) (*request, error) {
	req := &request{args: map[string]string{}}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/json" {
		if err := req.readJSON(r.Body); err != nil {
			return nil, err
		}
	} else if err := r.ParseMultipartForm(1 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return nil, err
	}
	for key, values := range r.Form {
		if key == "token" {
			req.token = values[0]
			continue
		}
		req.args[key] = values[0]
	}
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		req.token, req.bearer = bearer, true
	}
	return req, nil
}

func (r *request) readJSON(body io.Reader) error {
	data, err := io.ReadAll(io.LimitReader(body, 4<<20))
	if err != nil || len(bytes.TrimSpace(data)) == 0 {
		return err
	}
	if err := json.Unmarshal(data, &r.body); err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	delete(r.body, "token") // In JSON the token goes in the header, and nowhere else.
	for key, value := range r.body {
		var text string
		if json.Unmarshal(value, &text) != nil {
			text = string(value)
		} else if string(value) == "null" {
			text = "null"
		}
		r.args[key] = text
	}
	return nil
}
