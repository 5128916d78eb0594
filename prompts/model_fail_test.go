package prompts_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"evenkeel/coach"
	"evenkeel/prompts"
)

var noDeadline = context.Background()

// Whatever a service does, the template goes out in time.
func TestTheTemplateGoesOutInTimeWhenAService(t *testing.T) {
	status := func(code int, retry string) func(http.ResponseWriter, *http.Request, call) {
		return func(w http.ResponseWriter, _ *http.Request, _ call) {
			if retry != "" {
				w.Header().Set("Retry-After", retry)
			}
			w.WriteHeader(code)
			_, _ = io.WriteString(w, `{"error":{"message":"no","type":"x"}}`)
		}
	}
	text := func(s string) func(http.ResponseWriter, *http.Request, call) {
		return func(w http.ResponseWriter, _ *http.Request, _ call) { _, _ = io.WriteString(w, s) }
	}
	for _, c := range []struct {
		name    string
		answer  func(http.ResponseWriter, *http.Request, call)
		outcome string
		calls   int
	}{
		{"is slow", func(_ http.ResponseWriter, r *http.Request, _ call) { <-r.Context().Done() }, "timeout", 1},
		{"trickles", trickle, "timeout", 1},
		{"is busy and does not say how long", status(429, ""), "rate_limited", 1},
		{"is busy for longer than there is time", status(429, "30"), "rate_limited", 1},
		{"is busy for a moment, twice", status(429, "0"), "rate_limited", 2},
		{"fails", status(500, ""), "server", 2},
		{"hangs up in the middle", cutOff, "connection", 1},
		{"has no such model", status(404, ""), "not_found", 1},
		{"refuses the key", status(401, ""), "auth", 1},
		{"refuses the call", status(400, ""), "bad_request", 1},
		{"sends us elsewhere", func(w http.ResponseWriter, _ *http.Request, _ call) {
			w.Header().Set("Location", "/other")
			w.WriteHeader(307)
		}, "empty", 1},
		{"says nothing at all", text(""), "empty", 1},
		{"has no choices", text(`{"choices":[]}`), "empty", 1},
		{"answers nothing", text(completion(" ")), "empty", 1},
		{"refuses", text(`{"choices":[{"finish_reason":"stop","message":{"role":"assistant","refusal":"I cannot"}}]}`), "refusal", 1},
		{"runs out of tokens", text(strings.Replace(completion(`{"nudges":[`), `"stop"`, `"length"`, 1)), "cut_off", 1},
		{"sends a web page", text("<html>busy</html>"), "not_json", 1},
		{"talks", text(completion("Sure! Acme is a great customer.")), "not_json", 1},
		{"forgets a nudge", text(completion(`{"nudges":[{"n":1,"title":"a","say":"b","ask":"c"}]}`)), "wrong_count", 1},
		{"numbers them wrongly", text(completion(`{"nudges":[{"n":1,"title":"a","say":"b","ask":"c"},{"n":1,"title":"a","say":"b","ask":"c"},{"n":7,"title":"a","say":"b","ask":"c"}]}`)), "wrong_count", 1},
		{"answers 10 MB", func(w http.ResponseWriter, _ *http.Request, _ call) {
			_, _ = io.WriteString(w, completion(strings.Repeat("a", 10<<20)))
		}, "too_large", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, c.answer)
			m, rs := model(t, s.URL, nil)
			began := time.Now()
			ws := posted(m, three()...)
			if took := time.Since(began); took > 4500*time.Millisecond {
				t.Errorf("it took %v", took)
			}
			for i, w := range posted(templates(t), three()...) {
				if ws[i] != w {
					t.Errorf("said %+v, the template is %+v", ws[i], w)
				}
			}
			if r := rs.last(); r.Outcome != c.outcome || len(s.calls()) != c.calls {
				t.Errorf("outcome %q after %d calls, want %q after %d", r.Outcome, len(s.calls()), c.outcome, c.calls)
			}
		})
	}
}

// trickle sends a byte now and then.
func trickle(w http.ResponseWriter, r *http.Request, _ call) {
	for r.Context().Err() == nil {
		_, _ = io.WriteString(w, " ")
		w.(http.Flusher).Flush()
		select {
		case <-r.Context().Done():
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// cutOff promises more than it sends.
func cutOff(w http.ResponseWriter, _ *http.Request, c call) {
	body := completion(reworded(c))
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = io.WriteString(w, body[:len(body)/2])
	w.(http.Flusher).Flush()
	panic(http.ErrAbortHandler)
}

func TestOneMoreTryHelpsWhereItCan(t *testing.T) {
	for name, fail := range map[string]func(w http.ResponseWriter){
		"a moment of 429": func(w http.ResponseWriter) { w.Header().Set("Retry-After", "1"); w.WriteHeader(429) },
		"one 503":         func(w http.ResponseWriter) { w.WriteHeader(503) },
		"one reset":       func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
	} {
		var n atomic.Int32
		s := serve(t, func(w http.ResponseWriter, r *http.Request, c call) {
			if n.Add(1) == 1 {
				fail(w)
				return
			}
			good(w, r, c)
		})
		m, _ := model(t, s.URL, nil)
		if w := posted(m, three()...)[0]; w.By != coach.ByModel || n.Load() != 2 {
			t.Errorf("%s: %+v after %d calls", name, w, n.Load())
		}
	}
}

func TestNobodyThereIsNoMatter(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	m, rs := model(t, "http://"+l.Addr().String(), nil)
	if w := posted(m, three()...)[0]; w.By != "" || rs.last().Outcome != "connection" {
		t.Errorf("%+v, %+v", w, rs.last())
	}
}

func TestTooLittleTimeAsksNobody(t *testing.T) {
	s := serve(t, good)
	m, _ := model(t, s.URL, nil)
	w := m.Phrase(noDeadline, coach.Phrasing{Nudges: three(), Today: today, Names: known, Until: time.Now().Add(500 * time.Millisecond)})
	if w[0].By != "" || len(s.calls()) != 0 {
		t.Errorf("%+v after %d calls", w[0], len(s.calls()))
	}
}

// wire is a service without a network, so that time can be made to pass.
type wire func(*http.Request) (*http.Response, error)

func (w wire) RoundTrip(r *http.Request) (*http.Response, error) { return w(r) }

func TestAfterFiveFailuresInARowNoneIsAskedForAMinuteAndThenOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked, broken := 0, true
		m, rs := model(t, "http://model", func(c *prompts.ModelConfig) {
			c.Next = wire(func(r *http.Request) (*http.Response, error) {
				asked++
				code, body := http.StatusUnauthorized, `{"error":{"message":"no"}}`
				if !broken {
					code, body = http.StatusOK, completion(`{"nudges":[{"n":1,"title":"T","say":"S","ask":"A"}]}`)
				}
				return &http.Response{StatusCode: code, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
			})
		})
		try := func(want int, outcome string) {
			t.Helper()
			posted(m, three()[0])
			if asked != want || rs.last().Outcome != outcome {
				t.Errorf("asked %d times, want %d; outcome %s, want %s", asked, want, rs.last().Outcome, outcome)
			}
		}
		for i := range 5 {
			try(i+1, "auth")
		}
		try(5, "breaker")
		time.Sleep(59 * time.Second)
		try(5, "breaker")
		time.Sleep(2 * time.Second)
		try(6, "auth") // one probe
		try(6, "breaker")
		broken = false
		time.Sleep(61 * time.Second)
		try(7, "ok")
		if m.Breaker() != "closed" {
			t.Errorf("the breaker is %s", m.Breaker())
		}
	})
}
