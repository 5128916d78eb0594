package bot_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"evenkeel/bot"
	"evenkeel/bot/workspace"
	"evenkeel/coach"
	"evenkeel/prompts"
)

// aside is what the tests' model adds to what a template says.
const aside = "A quick note: "

// serveModel answers as a good model does, or as dead says; it counts calls.
func serveModel(t *testing.T, dead http.HandlerFunc) (phraser func(*prompts.Template) coach.Phraser, calls *atomic.Int32) {
	t.Helper()
	calls = new(atomic.Int32)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		body, err := io.ReadAll(r.Body) // else a server does not notice who hangs up
		if err != nil {
			t.Error(err)
		}
		if dead != nil {
			dead(w, r)
			return
		}
		var in struct{ Messages []struct{ Content string } }
		if err := json.Unmarshal(body, &in); err != nil {
			t.Error(err)
		}
		text, err := json.Marshal(reworded(t, in.Messages[1].Content))
		if err != nil {
			t.Error(err)
		}
		answer := map[string]any{"choices": []any{map[string]any{"finish_reason": "stop", "message": map[string]any{"role": "assistant", "content": string(text)}}}}
		if err := json.NewEncoder(w).Encode(answer); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(srv.Close)
	return func(words *prompts.Template) coach.Phraser {
		m, err := prompts.NewModel(prompts.ModelConfig{Words: words, BaseURL: srv.URL + "/v1",
			Settings: coach.ModelSettings{On: true, Tone: "plain"}})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}, calls
}

func reworded(t *testing.T, content string) map[string]any {
	var doc struct {
		Nudges []struct {
			N        int
			Template struct{ Title, Say, Ask string }
		}
	}
	if err := json.Unmarshal([]byte(strings.TrimSuffix(strings.TrimPrefix(content, "<data>"), "</data>")), &doc); err != nil {
		t.Error(err)
	}
	var out []any
	for _, n := range doc.Nudges {
		out = append(out, map[string]any{"n": n.N, "title": n.Template.Title, "say": aside + n.Template.Say, "ask": n.Template.Ask})
	}
	return map[string]any{"nudges": out}
}

// daily lets days go by until Ann has a daily message about a deal of hers.
func daily(t *testing.T, words func(*prompts.Template) coach.Phraser) (*stage, workspace.Message) {
	t.Helper()
	s := open(t, func(set *setup) { set.words, set.lease = words, 10*time.Second })
	return s, overduePromise(t, s, "proposal")
}

func TestADailyMessageIsInTheModelsWordsAndStaysSo(t *testing.T) {
	words, calls := serveModel(t, nil)
	s, m := daily(t, words)
	if !strings.Contains(m.Text, aside) || calls.Load() != 1 {
		t.Fatalf("after %d calls it says %q", calls.Load(), m.Text)
	}
	var said *coach.Nudge
	for _, n := range s.book("r1").Nudges {
		if n.Worded.Model() {
			said = n
		}
	}
	if said == nil {
		t.Fatal("no nudge keeps the model's words")
	}

	// Another process, without the model, days later: the edit says the same.
	s.stop()
	if err := <-s.ended; err != nil {
		t.Fatal(err)
	}
	cfg := s.coach.Config
	cfg.Owner = "another"
	var err error
	if cfg.Words, err = prompts.Templates(coach.Rules()); err != nil {
		t.Fatal(err)
	}
	s.coach = coach.New(cfg)
	s.now.Add(int64(26 * time.Hour))
	s.start(bot.Config{Coach: s.coach, Client: s.client, Why: prompts.Why, Stagger: 20 * time.Millisecond})
	s.press(m, said, "nudge_done", "")
	edited := func() workspace.Message { return find(s.ws.DM("UANN"), m.TS) }
	s.wait("the edit", func() bool { return strings.Contains(edited().Text, "Done – thanks") })
	if got := edited().Text; !strings.Contains(got, said.Worded.Say) || calls.Load() != 1 {
		t.Errorf("the edit says %q after %d calls; it said %q", got, calls.Load(), said.Worded.Say)
	}
}

func find(ms []workspace.Message, ts string) workspace.Message {
	for _, m := range ms {
		if m.TS == ts {
			return m
		}
	}
	return workspace.Message{}
}

func TestWithADeadModelTheTemplateGoesOutOnceAndInTime(t *testing.T) {
	waited := make(chan time.Duration, 1)
	words, calls := serveModel(t, func(_ http.ResponseWriter, r *http.Request) {
		began := time.Now()
		<-r.Context().Done()
		waited <- time.Since(began)
	})
	s, m := daily(t, words)
	if took := <-waited; took > 6*time.Second { // 3.5 s are allowed: a post has to fit into the lease after it
		t.Errorf("the model was waited for for %v", took)
	}
	if calls.Load() != 1 || m.Text == "" || strings.Contains(m.Text, aside) {
		t.Errorf("after %d calls it says %q", calls.Load(), m.Text)
	}
	s.daysGo(1)
	same := 0
	for _, dm := range s.ws.DM("UANN") {
		if dm.Text == m.Text {
			same++
		}
	}
	if same != 1 {
		t.Errorf("posted %d times", same)
	}
}

func TestWhyThisSaysWhoseWordsTheyWere(t *testing.T) {
	words, _ := serveModel(t, nil)
	s, m := daily(t, words)
	for _, n := range s.book("r1").Nudges {
		if n.Message != "" && n.Worded.Model() {
			before := len(s.ws.Ephemerals("UANN"))
			s.press(m, n, "nudge_why", "")
			s.wait("the answer", func() bool { return len(s.ws.Ephemerals("UANN")) > before })
			if got := s.lastEphemeral("UANN").Text; !strings.Contains(got, "Worded by a language model, checked against these facts (nudge/2)") {
				t.Errorf("why: %q", got)
			}
			return
		}
	}
	t.Errorf("nothing in %q has the model’s words", m.Text)
}
