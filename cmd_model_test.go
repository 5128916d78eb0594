package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"evenkeel/bot"
	"evenkeel/coach"
	"evenkeel/coach/playbook"
	"evenkeel/prompts"
)

func TestMetricsShowWhatIsAskedOfAModel(t *testing.T) {
	t.Parallel()
	m := newMetrics()
	words, err := prompts.Templates(coach.Rules())
	if err != nil {
		t.Fatal(err)
	}
	model, err := prompts.NewModel(prompts.ModelConfig{Words: words, Key: "k", Settings: coach.ModelSettings{TokensPerDay: 5, MoneyPerDay: 0.5}})
	if err != nil {
		t.Fatal(err)
	}
	m.model.watch(model)
	m.model.add(prompts.Report{Outcome: "ok", In: 70, Out: 9, Used: coach.Usage{Tokens: 79, Micros: 250_000}, Took: 300 * time.Millisecond,
		Refused: []prompts.Refusal{{Rule: "stalled", Reason: "number"}}})
	m.model.add(prompts.Report{Outcome: "cache", Cached: 3})
	got := httptest.NewRecorder()
	m.handler().ServeHTTP(got, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, want := range []string{
		`evenkeel_model_calls_total{outcome="ok"} 1`, `evenkeel_model_tokens_total{direction="in"} 70`, `evenkeel_model_tokens_total{direction="out"} 9`,
		"evenkeel_model_cost_total 0.25", "evenkeel_model_cache_hits_total 3", `evenkeel_model_refused_total{reason="number",rule="stalled"} 1`,
		`evenkeel_model_call_seconds_bucket{le="0.5"} 1`, "evenkeel_model_breaker_open 0", "evenkeel_model_budget_left_tokens 5", "evenkeel_model_budget_left_money 0.5",
		"go_goroutines", "process_cpu_seconds_total",
	} {
		if !strings.Contains(got.Body.String(), want) {
			t.Errorf("/metrics lacks %q", want)
		}
	}
	if strings.Contains(got.Body.String(), `outcome="cache"`) {
		t.Error("words from memory count as a call")
	}
}

func TestDoctorSaysWhatIsWrongWithAModel(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		body   string
		want   string
	}{
		"answers":     {200, `{"choices":[{"message":{"content":"ready"}}]}`, "ok    words: the model m1"},
		"wrong key":   {401, `{"error":{"message":"bad key"}}`, "WRONG words: the model m1: it refuses the key: bad key"},
		"wrong model": {404, `{"error":{"message":"no m1"}}`, "it knows no such model or address: no m1"},
		"a web page":  {200, "<html>", "what answers there speaks another language"},
		"down":        {503, "", "it fails"},
	} {
		t.Run(name, func(t *testing.T) {
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/v1/chat/completions" {
					t.Errorf("asked at %s", r.URL.Path)
				}
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			}))
			defer srv.Close()
			var out strings.Builder
			x := examination{out: &out}
			x.model(t.Context(), &env{ModelURL: srv.URL + "/v1", ModelName: "m1"}, playbook.Builtin(coach.Rules()))
			if !strings.Contains(out.String(), c.want) || x.wrong != (name != "answers") {
				t.Errorf("said %q", out.String())
			}
		})
	}
}

func TestWithoutAKeyOrWhereThePlaybookTurnsItOffNobodyIsAsked(t *testing.T) {
	t.Parallel()
	asked := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a model was asked") }))
	defer asked.Close()
	off := playbook.Builtin(coach.Rules())
	off.Model.On = false
	for name, c := range map[string]struct {
		e *env
		p *coach.Playbook
	}{"no key": {&env{ModelName: "m1"}, playbook.Builtin(coach.Rules())}, "off": {&env{ModelURL: asked.URL}, off}} {
		s, o := &service{env: c.e, play: c.p, log: (&env{Log: "error"}).logger(io.Discard), metrics: newMetrics()}, &opened{id: "w"}
		if err := s.model(o); err != nil || o.phraser != nil {
			t.Errorf("%s: %v, %T", name, err, o.phraser)
		}
		var out strings.Builder
		x := examination{out: &out}
		if x.model(context.Background(), c.e, c.p); x.wrong || !strings.Contains(out.String(), "the templates speak") {
			t.Errorf("%s: doctor says %q", name, out.String())
		}
	}
	if err := (&env{ModelURL: "localhost:4010"}).checkModel(); !errors.As(err, new(usage)) || !strings.Contains(err.Error(), "OPENAI_BASE_URL") {
		t.Errorf("an address without a scheme: %v", err)
	}
}

func TestDraftsAreWordedByWhoWordsNudges(t *testing.T) {
	words, err := prompts.Templates(coach.Rules())
	if err != nil {
		t.Fatal(err)
	}
	o := &opened{words: words, phraser: words}
	if o.drafter() != bot.Drafter(words) {
		t.Error("without a model the templates do not draft")
	}
	m, err := prompts.NewModel(prompts.ModelConfig{Words: words, BaseURL: "http://127.0.0.1:1/v1"})
	if err != nil {
		t.Fatal(err)
	}
	if o.phraser = m; o.drafter() != bot.Drafter(m) {
		t.Error("the model words nudges and no drafts")
	}
}
