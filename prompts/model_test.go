package prompts_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/prompts"
)

// service is an OpenAI-compatible service that a test answers for.
type service struct {
	*httptest.Server
	mu    sync.Mutex
	asked []call
}

// call is what the service was asked.
type call struct {
	Model          string
	Messages       []struct{ Role, Content string }
	ResponseFormat json.RawMessage `json:"response_format"`
	doc            struct {
		Nudges []struct {
			N        int
			Rule     string
			Facts    []struct{ Name, Value string }
			Template struct{ Title, Say, Ask string }
		}
	}
}

func serve(t testing.TB, answer func(w http.ResponseWriter, r *http.Request, c call)) *service {
	t.Helper()
	s := &service{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var c call
		if err := json.NewDecoder(r.Body).Decode(&c); err != nil {
			t.Errorf("a call that cannot be read: %v", err)
		}
		inner := strings.TrimSuffix(strings.TrimPrefix(c.Messages[1].Content, "<data>"), "</data>")
		if err := json.Unmarshal([]byte(inner), &c.doc); err != nil {
			t.Errorf("the user message is no document: %v", err)
		}
		s.mu.Lock()
		s.asked = append(s.asked, c)
		s.mu.Unlock()
		answer(w, r, c)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *service) calls() []call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

// reworded is what a good model answers: the template's words, begun otherwise.
func reworded(c call) string {
	var out []map[string]any
	for _, n := range c.doc.Nudges {
		out = append(out, map[string]any{"n": n.N, "title": n.Template.Title, "say": "A quick note: " + n.Template.Say, "ask": n.Template.Ask})
	}
	b, _ := json.Marshal(map[string]any{"nudges": out})
	return string(b)
}

// completion dresses a text as a service does.
func completion(text string) string {
	b, _ := json.Marshal(map[string]any{"id": "c1", "object": "chat.completion", "model": "m",
		"choices": []any{map[string]any{"index": 0, "finish_reason": "stop", "message": map[string]any{"role": "assistant", "content": text}}},
		"usage":   map[string]any{"prompt_tokens": 700, "completion_tokens": 90, "total_tokens": 790}})
	return string(b)
}

func good(w http.ResponseWriter, _ *http.Request, c call) {
	_, _ = io.WriteString(w, completion(reworded(c)))
}

// on are the settings that the tests begin with.
var on = coach.ModelSettings{On: true, Tone: "plain, warm, brisk", TokensPerDay: 1e6, MoneyPerDay: 5, Currency: "USD", Prices: coach.ModelPrices{Input: 0.15, Output: 0.60}}

// model asks a service; its words are checked by nobody unless a test says so.
func model(t testing.TB, url string, change func(*prompts.ModelConfig)) (*prompts.Model, *reports) {
	t.Helper()
	rs := &reports{}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	cfg := prompts.ModelConfig{Words: templates(t), Key: "k", BaseURL: url + "/v1", Settings: on, Watch: rs.add, Next: transport}
	if change != nil {
		change(&cfg)
	}
	m, err := prompts.NewModel(cfg)
	if err != nil {
		t.Fatal(err)
	}
	m.CheckWith(func(prompts.Claim) string { return "" })
	return m, rs
}

type reports struct {
	mu  sync.Mutex
	all []prompts.Report
}

func (r *reports) add(x prompts.Report) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, x)
}

func (r *reports) last() prompts.Report {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.all) == 0 {
		return prompts.Report{}
	}
	return r.all[len(r.all)-1]
}

// three are nudges of one message.
func three() []coach.Nudge {
	var out []coach.Nudge
	for _, s := range situations() {
		if slices.Contains([]string{"narrow-base", "unqualified age", "commitment-overdue"}, s.name) {
			n := s.nudge
			n.Key = s.name + "@2026-03-01"
			out = append(out, n)
		}
	}
	return out
}

// posted phrases nudges for a message that is about to be posted.
func posted(m coach.Phraser, ns ...coach.Nudge) []coach.Wording {
	return m.Phrase(noDeadline, coach.Phrasing{Nudges: ns, Today: today, Names: known, Until: noHurry()})
}

func TestTheNudgesOfOneMessageAreWordedInOneCall(t *testing.T) {
	s := serve(t, good)
	m, rs := model(t, s.URL, nil)
	ws := posted(m, three()...)
	if len(s.calls()) != 1 {
		t.Fatalf("%d calls, want 1", len(s.calls()))
	}
	plain := posted(templates(t), three()...)
	for i, w := range ws {
		if w.By != coach.ByModel || w.Prompt != "nudge/2" || w.Say != "A quick note: "+plain[i].Say || w.Ask != plain[i].Ask {
			t.Errorf("%d: %+v", i, w)
		}
	}
	c := s.calls()[0]
	if c.Model != prompts.DefaultModel || !strings.Contains(string(c.ResponseFormat), `"strict":true`) {
		t.Errorf("model %q, format %s", c.Model, c.ResponseFormat)
	}
	if r := rs.last(); r.Outcome != "ok" || r.In != 700 || r.Out != 90 || len(r.Rules) != 3 {
		t.Errorf("reported %+v", r)
	}
}

func TestWhatIsShownAtOnceAsksNobody(t *testing.T) {
	s := serve(t, good)
	m, _ := model(t, s.URL, nil)
	n := three()[0]
	home := coach.Phrasing{Nudges: []coach.Nudge{n}, Today: today, Names: known}
	if w := m.Phrase(noDeadline, home)[0]; w.By != "" || len(s.calls()) != 0 {
		t.Errorf("%+v after %d calls", w, len(s.calls()))
	}
	said := posted(m, n)[0]
	if w := m.Phrase(noDeadline, home)[0]; w != said || len(s.calls()) != 1 {
		t.Errorf("Home says %+v, the message said %+v; %d calls", w, said, len(s.calls()))
	}
}

func TestARefusedNudgeGetsItsTemplateAndTheOthersKeepTheirWords(t *testing.T) {
	s := serve(t, good)
	m, rs := model(t, s.URL, nil)
	m.CheckWith(func(c prompts.Claim) string {
		if c.Reference == "" || len(c.Facts) == 0 || c.Today != today {
			t.Errorf("claim %+v", c)
		}
		if c.Rule == "unqualified" {
			return "number"
		}
		return ""
	})
	plain := posted(templates(t), three()...)
	for i, w := range posted(m, three()...) {
		if refused := three()[i].Rule == "unqualified"; refused && w != plain[i] || !refused && w.By != coach.ByModel {
			t.Errorf("%s: %+v", three()[i].Rule, w)
		}
	}
	if got := fmt.Sprint(rs.last().Refused); got != "[{unqualified number}]" {
		t.Errorf("refused %s", got)
	}
	posted(m, three()...)
	if len(s.calls()) != 1 {
		t.Errorf("what was refused is asked again")
	}
}

func TestAServiceWithoutStructuredOutputIsAskedForPlainText(t *testing.T) {
	for name, dress := range map[string]string{"bare": "%s", "fenced": "Here you are:\n```json\n%s\n```\nBye {now}.", "in talk": "I {think} so: %s"} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, c call) {
			if c.ResponseFormat != nil {
				w.WriteHeader(http.StatusBadRequest)
				_, _ = io.WriteString(w, `{"error":{"message":"response_format is not supported","type":"invalid_request_error"}}`)
				return
			}
			_, _ = io.WriteString(w, completion(fmt.Sprintf(dress, reworded(c))))
		})
		m, _ := model(t, s.URL, nil)
		for i, n := range three()[:2] {
			if w := posted(m, n)[0]; w.By != coach.ByModel {
				t.Errorf("%s, message %d: %+v", name, i, w)
			}
		}
		if len(s.calls()) != 3 {
			t.Errorf("%s: %d calls, want 3: it is remembered", name, len(s.calls()))
		}
	}
}

func TestWhatWasSaidStaysSaid(t *testing.T) {
	s := serve(t, good)
	m, _ := model(t, s.URL, nil)
	n := three()[0]
	n.Worded = &coach.Worded{Prompt: "nudge/1", Day: today.AddDays(-3), Title: "T", Say: "S", Ask: "A"}
	later := coach.Phrasing{Nudges: []coach.Nudge{n}, Today: today, Names: known}
	if w := m.Phrase(noDeadline, later)[0]; w.Say == "S" {
		t.Errorf("Home says on another day what was said of that day: %+v", w)
	}
	later.Again = true
	for _, p := range []coach.Phraser{m, templates(t)} {
		if w := p.Phrase(noDeadline, later)[0]; w.Title != "T" || w.Say != "S" || w.Ask != "A" || w.By != coach.ByModel {
			t.Errorf("an edit says %+v", w)
		}
	}
	if len(s.calls()) != 0 {
		t.Error("an edit asks a model")
	}
}

func TestOffAsksNobody(t *testing.T) {
	s := serve(t, good)
	m, _ := model(t, s.URL, func(c *prompts.ModelConfig) { c.Settings.On = false })
	if w := posted(m, three()...)[0]; w.By != "" || len(s.calls()) != 0 {
		t.Errorf("%+v, %d calls", w, len(s.calls()))
	}
}

func TestMemoryIsBounded(t *testing.T) {
	s := serve(t, good)
	m, _ := model(t, s.URL, nil)
	n := three()[0]
	first := posted(m, n)[0]
	for i := range prompts.CachedAtMost {
		x := n
		x.Key = fmt.Sprint("k", i)
		x.Facts = facts("top_account", "acme", "top_share", 0.4, "months", i+100)
		posted(m, x)
	}
	before := len(s.calls())
	if again := posted(m, n)[0]; again != first || len(s.calls()) != before+1 {
		t.Errorf("the oldest words are still there after %d others", prompts.CachedAtMost)
	}
}

func noHurry() time.Time { return time.Now().Add(time.Minute) }
