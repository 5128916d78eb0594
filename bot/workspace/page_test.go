package workspace_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/slack-go/slack/socketmode"
)

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func TestPageIsServedAndLoadsNothingElse(t *testing.T) {
	w := open(t, company())
	status, page := get(t, w.URL())
	if status != 200 || !strings.Contains(page, `id="composer"`) || strings.Contains(page, "://") {
		t.Errorf("%d: %s", status, page)
	}
	for _, file := range []string{"page.js", "blocks.js", "chart.js", "mrkdwn.js", "page.css"} {
		if status, text := get(t, w.URL()+file); status != 200 || strings.Contains(text, "innerHTML") {
			t.Errorf("%s: %d", file, status)
		}
	}
}

func TestPracticeEndpointsPlayAPerson(t *testing.T) {
	w := open(t, company())
	a := connect(t, w)
	base := w.URL() + "practice/"
	if status, body := send(t, base+"say", map[string]any{"user": "U1ANN", "channel": "#deals", "text": "Acme & Co"}); status != 200 || !strings.Contains(body, `"ts"`) {
		t.Errorf("say: %d %s", status, body)
	}
	a.next(t, socketmode.EventTypeEventsAPI)
	a.answer(t, socketmode.EventTypeSlashCommand, func(socketmode.Event) any { return map[string]any{"text": "Edge"} })
	if status, body := send(t, base+"command", map[string]any{"user": "U1ANN", "channel": "dm", "text": "/qualify Acme"}); status != 200 || !strings.Contains(body, "Edge") {
		t.Errorf("command: %d %s", status, body)
	}
	if status, body := send(t, base+"submit", map[string]any{"user": "U1ANN", "view": "top"}); status != 400 || !strings.Contains(body, "error") {
		t.Errorf("submitting nothing: %d %s", status, body)
	}
	_, body := get(t, base+"state?user=U1ANN&channel=dm")
	var state struct {
		User     string
		Sockets  int
		Messages []struct {
			Text         string
			EphemeralFor string `json:"ephemeral_for"`
		}
	}
	if err := json.Unmarshal([]byte(body), &state); err != nil || state.User != "U1ANN" || state.Sockets != 1 ||
		len(state.Messages) != 1 || state.Messages[0].EphemeralFor != "U1ANN" {
		t.Errorf("state: %s, %v", body, err)
	}
}

func TestOtherOriginsHostsAndFormsAreRefused(t *testing.T) {
	w := open(t, company())
	for name, c := range map[string]struct {
		header, value string
		host          string
		want          int
	}{
		"another origin": {"Origin", "http://evil.example", "", 403},
		"another site":   {"Sec-Fetch-Site", "cross-site", "", 403},
		"another host":   {"", "", "evil.example", 403},
		"a form":         {"Content-Type", "text/plain", "", 415},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), "POST", w.URL()+"practice/say", strings.NewReader(`{"user":"U1ANN","channel":"#deals","text":"x"}`))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/json")
			if c.header != "" {
				r.Header.Set(c.header, c.value)
			}
			r.Host, r.Close = c.host, true
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_ = answer.Body.Close()
			if answer.StatusCode != c.want || len(w.Messages("#deals")) != 0 {
				t.Errorf("status %d, want %d; %d messages", answer.StatusCode, c.want, len(w.Messages("#deals")))
			}
		})
	}
}

func TestChangesAreStreamed(t *testing.T) {
	w := open(t, company())
	r, err := http.NewRequestWithContext(t.Context(), "GET", w.URL()+"practice/changes", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	lines := bufio.NewScanner(answer.Body)
	data := func() string {
		for lines.Scan() {
			if line, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				return line
			}
		}
		return ""
	}
	before := data()
	if _, err := w.Say(t.Context(), "U1ANN", "#deals", "x"); err != nil {
		t.Fatal(err)
	}
	if after := data(); before == "" || after == before {
		t.Errorf("version %q, then %q", before, after)
	}
}
