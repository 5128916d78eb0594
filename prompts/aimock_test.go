package prompts_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
)

// aimock is an OpenAI-compatible server that is not ours, with faults on demand:
// the npm package @copilotkit/aimock 1.43.0, in whose folder EVENKEEL_AIMOCK points.
type aimock struct {
	t   *testing.T
	url string
}

// startMock starts one; without it a test is skipped, except in CI.
func startMock(t *testing.T) *aimock {
	t.Helper()
	if os.Getenv("EVENKEEL_AIMOCK") == "unreachable" {
		t.Skip("npm could not fetch the server")
	}
	program := "llmock"
	if dir := os.Getenv("EVENKEEL_AIMOCK"); dir != "" {
		program = filepath.Join(dir, "node_modules", ".bin", program)
	}
	path, err := exec.LookPath(program)
	if err != nil {
		missing := fmt.Sprintf("no %s (npm install --ignore-scripts @copilotkit/aimock@1.43.0, and EVENKEEL_AIMOCK names the folder): %v", program, err)
		if os.Getenv("CI") == "true" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	_ = l.Close()
	cmd := exec.Command(path, "-p", port, "-h", "127.0.0.1", "-f", fixtures(t), "--strict", "--log-level", "warn")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	m := &aimock{t, "http://127.0.0.1:" + port}
	m.await()
	return m
}

// fixtures are its answers: always the same.
func fixtures(t *testing.T) string {
	t.Helper()
	text := `{"nudges":[{"n":1,"title":"T","say":"S","ask":"A"}]}`
	b, err := json.Marshal(map[string]any{"fixtures": []any{map[string]any{"match": map[string]any{"userMessage": "<data>"}, "response": map[string]any{"content": text}}}})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.json"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func (m *aimock) await() {
	m.t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if resp, err := http.Get(m.url + "/health"); err == nil {
			_ = resp.Body.Close()
			return
		}
	}
	m.t.Fatal("aimock does not come up")
}

// faults sets how often it fails, and how.
func (m *aimock) faults(rates map[string]any) {
	m.t.Helper()
	b, _ := json.Marshal(rates)
	resp, err := http.Post(m.url+"/__aimock/chaos", "application/json", bytes.NewReader(b))
	if err != nil || resp.StatusCode != http.StatusOK {
		m.t.Fatal(err, resp)
	}
	_ = resp.Body.Close()
}

// journal is every call that reached it.
func (m *aimock) journal() (calls []call) {
	m.t.Helper()
	resp, err := http.Get(m.url + "/__aimock/journal")
	if err != nil {
		m.t.Fatal(err)
	}
	defer resp.Body.Close()
	var entries []struct{ Body call }
	if err := json.NewDecoder(resp.Body).Decode(&entries); err != nil {
		m.t.Fatal(err)
	}
	for _, e := range entries {
		calls = append(calls, e.Body)
	}
	return calls
}

// private is a client's promise with an address and a number in it, and facts that
// no wording file declares.
func private(i int) (coach.Nudge, names) {
	n := three()[2]
	n.Key = fmt.Sprint("promise/", i)
	n.Facts = facts("kind", "data", "what", fmt.Sprintf("list %d to jo.doe%d@acme.example, +49 89 123456%d", i, i, i), "made", "2026-02-20", "due", "2026-03-06", "salary", "undeclared")
	return n, names{"acme": "Acme tel. 0171 555 12 34", "D1": fmt.Sprint("Acme, pilot ", i)}
}

func TestAServiceNotOurs(t *testing.T) {
	mock := startMock(t)
	for _, c := range []struct {
		name  string
		rates map[string]any
		ok    bool // words get through at all
	}{
		{"as it should be", map[string]any{}, true},
		{"drops", map[string]any{"dropRate": 0.3}, true},
		{"is busy", map[string]any{"rateLimitRate": 0.3}, true},
		{"talks nonsense", map[string]any{"malformedRate": 0.3}, true},
		{"hangs up", map[string]any{"disconnectRate": 0.3}, true},
		{"is slow", map[string]any{"latencyMs": 300}, true},
		{"is too slow", map[string]any{"latencyMs": 6000}, false},
		{"is down", map[string]any{"dropRate": 1}, false},
	} {
		mock.faults(c.rates)
		m, rs := model(t, mock.url, nil)
		plain := templates(t)
		worded, rounds := 0, 12
		if !c.ok {
			rounds = 2
		}
		for i := range rounds {
			n, _ := private(i)
			n.Facts[1].Value = fmt.Sprintf("list %d", i) // nothing to hide, so that words are used
			began := time.Now()
			w := posted(m, n)[0]
			if took := time.Since(began); took > 4500*time.Millisecond {
				t.Errorf("%s: it took %v", c.name, took)
			}
			switch {
			case w.By == coach.ByModel && w.Title == "T" && w.Say == "S" && w.Ask == "A":
				worded++
			case w != posted(plain, n)[0]:
				t.Errorf("%s: %+v", c.name, w)
			}
		}
		if (worded > 0) != c.ok {
			t.Errorf("%s: %d of %d in the model's words; last %+v", c.name, worded, rounds, rs.last())
		}
	}
}

var secrets = regexp.MustCompile(`@|acme\.example|doe|\d{2} ?\d{2} ?\d{2}|undeclared`)

func TestAServiceNotOursSeesOnlyDeclaredFacts(t *testing.T) {
	mock := startMock(t)
	m, _ := model(t, mock.url, nil)
	words := templates(t)
	for i := range 10 {
		n, with := private(i)
		m.Phrase(noDeadline, coach.Phrasing{Nudges: []coach.Nudge{n}, Today: today, Names: with, Until: noHurry()})
	}
	for _, s := range situations() {
		n := s.nudge
		n.Key = s.name
		m.Phrase(noDeadline, coach.Phrasing{Nudges: []coach.Nudge{n}, Today: today, Names: known, Until: noHurry()})
	}
	calls := mock.journal()
	if len(calls) < 50 {
		t.Fatalf("%d calls are in the journal", len(calls))
	}
	for i, c := range calls {
		if sent := c.Messages[1].Content; i < 10 && secrets.MatchString(sent) {
			t.Errorf("%q is sent: %s", secrets.FindString(sent), sent)
		}
		inner := strings.TrimSuffix(strings.TrimPrefix(c.Messages[1].Content, "<data>"), "</data>")
		if err := json.Unmarshal([]byte(inner), &c.doc); err != nil {
			t.Fatal(err)
		}
		for _, n := range c.doc.Nudges {
			for _, f := range n.Facts {
				if !slices.Contains(words.Declared(n.Rule), f.Name) {
					t.Errorf("%s: %s is not declared", n.Rule, f.Name)
				}
			}
		}
	}
}
