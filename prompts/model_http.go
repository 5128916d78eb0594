package prompts

import (
	"net/http"
	"strconv"
	"time"
)

// The way to a model: one more try where that can help and fits into the time that
// is left, and never more of an answer than is read into memory.

const (
	answerSize = 256 << 10              // bytes of an answer
	answerTime = 300 * time.Millisecond // an answer takes that long at least: with less left nothing is tried again
	retryAfter = 150 * time.Millisecond // where the service names no time
)

// polite is a transport that tries a second time at most.
type polite struct{ next http.RoundTripper }

// RoundTrip is http.RoundTripper's.
func (p polite) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := p.next.RoundTrip(req)
	wait, again := later(resp, err)
	if !again || req.GetBody == nil || !pause(req, wait) {
		return capped(resp), err
	}
	if resp != nil {
		_ = resp.Body.Close()
	}
	second := req.Clone(req.Context())
	if second.Body, err = req.GetBody(); err != nil {
		return nil, err
	}
	resp, err = p.next.RoundTrip(second)
	return capped(resp), err
}

// later says whether to try again, and after how long. A service that is busy says
// itself when; without that there is no good time.
func later(resp *http.Response, err error) (wait time.Duration, again bool) {
	if err != nil {
		return retryAfter, true
	}
	asked, known := askedFor(resp.Header.Get("Retry-After"))
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		return asked, known
	case resp.StatusCode >= 500 && known:
		return asked, true
	}
	return retryAfter, resp.StatusCode >= 500
}

// askedFor reads a Retry-After: seconds, or an instant.
func askedFor(s string) (time.Duration, bool) {
	if seconds, err := strconv.ParseFloat(s, 64); err == nil && seconds >= 0 && seconds < 1e6 {
		return time.Duration(seconds * float64(time.Second)), true
	}
	if at, err := http.ParseTime(s); err == nil {
		return max(0, time.Until(at)), true
	}
	return 0, false
}

// pause waits, unless the request's deadline leaves no time for an answer after it.
func pause(req *http.Request, wait time.Duration) bool {
	if end, ok := req.Context().Deadline(); ok && time.Until(end) < wait+answerTime {
		return false
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-req.Context().Done():
		return false
	case <-t.C:
		return true
	}
}

func capped(resp *http.Response) *http.Response {
	if resp != nil {
		resp.Body = http.MaxBytesReader(nil, resp.Body, answerSize)
	}
	return resp
}

// direct is a client that goes nowhere else than it was sent: what a redirect asks
// for is not followed, as it would take the data along.
func direct(next http.RoundTripper) *http.Client {
	if next == nil {
		next = http.DefaultTransport
	}
	return &http.Client{
		Transport:     polite{next},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
