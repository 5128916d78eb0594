package bot_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"evenkeel/bot"
	"evenkeel/bot/workspace"
	"evenkeel/coach"
	"evenkeel/prompts"
)

const draftHead = "A draft, to copy and change"

// copied is what the blocks of a message let one copy: the text of its one
// preformatted part, which is literal.
func copied(t *testing.T, raw []json.RawMessage) string {
	t.Helper()
	var out []string
	for _, r := range raw {
		var b struct {
			Type     string
			Elements []struct {
				Type     string
				Elements []struct{ Type, Text string }
			}
		}
		if err := json.Unmarshal(r, &b); err != nil || b.Type != "rich_text" {
			continue
		}
		for _, e := range b.Elements {
			if e.Type != "rich_text_preformatted" {
				continue
			}
			if len(e.Elements) != 1 || e.Elements[0].Type != "text" {
				t.Errorf("a draft of several elements: %s", r)
			}
			out = append(out, e.Elements[0].Text)
		}
	}
	if len(out) != 1 {
		t.Fatalf("%d drafts in %s", len(out), raw)
	}
	return out[0]
}

func rawBlocks(t *testing.T, m workspace.Message) (raw []json.RawMessage) {
	t.Helper()
	if err := json.Unmarshal(m.Blocks, &raw); err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestTheVerdictNotYourCustomerEndsWithAKindNo(t *testing.T) {
	s := open(t, func(set *setup) { set.written = true })
	s.expect("UANN", `/qualify Globex problem=teleport refer="<!here> Hooli & *Sons*"`, "Not your customer")
	m := s.lastEphemeral("UANN")
	draft := copied(t, rawBlocks(t, m))
	if !strings.Contains(draft, "@here Hooli & *Sons*") || !strings.HasSuffix(draft, "\n\nKind regards\nann") {
		t.Errorf("the draft: %q", draft)
	}
	if !strings.HasPrefix(m.Text, "Not your customer") || !strings.HasSuffix(m.Text, "Kind regards\nann") || !strings.Contains(m.Text, draftHead) ||
		strings.Contains(m.Text, "@here") || !strings.Contains(m.Text, "Hooli &amp; *Sons*") {
		t.Errorf("as text: %q", m.Text)
	}
	for _, line := range []string{"/qualify Acme problem=stock-outs budget=yes timing=yes", "/qualify Acme timing=no"} {
		if got := s.expect("UANN", line, ""); strings.Contains(got, draftHead) {
			t.Errorf("%s: a no goes with %q", line, got)
		}
	}
}

func TestAVerdictInTheFormHasTheDraftAsWell(t *testing.T) {
	s := open(t, func(set *setup) { set.written = true })
	s.run("UANN", "/qualify Acme")
	s.ws.Fail("response_url", workspace.Fault{Status: 404, Times: -1})
	r, err := s.ws.Submit(t.Context(), "UANN", "top", map[string]string{"problem": "teleport"})
	if err != nil || r.View == nil || !strings.Contains(strings.Join(r.View.Shown(), " "), "Kind regards") {
		t.Fatalf("submit: %+v, %v", r, err)
	}
}

// overdue is a daily message in which a client's step is asked for, and its nudge.
func overdue(t *testing.T, words func(*prompts.Template) coach.Phraser) (*stage, workspace.Message, *coach.Nudge) {
	t.Helper()
	s, m := daily(t, words)
	for _, n := range s.book("r1").Nudges {
		if n.Message != "" && slices.Contains([]string{"commitment-overdue", "next-commitment"}, n.Rule) {
			return s, m, n
		}
	}
	t.Fatalf("no client is to be asked: %q", m.Text)
	return nil, m, nil
}

// why presses why this, so many times at once, and returns the answers.
func (s *stage) why(m workspace.Message, n *coach.Nudge, presses int) []workspace.Message {
	s.Helper()
	before := len(s.ws.Ephemerals("UANN"))
	for range presses {
		s.press(m, n, "nudge_why", "")
	}
	s.wait("the answer", func() bool { return len(s.ws.Ephemerals("UANN")) > before })
	return s.ws.Ephemerals("UANN")[before:]
}

func TestWhyThisHasADraftToCopy(t *testing.T) {
	s, m, n := overdue(t, nil)
	got := s.why(m, n, 1)[0]
	draft := copied(t, rawBlocks(t, got))
	if !strings.Contains(draft, "a walk through the warehouse") || !strings.HasSuffix(draft, "Kind regards\nann") || strings.Contains(draft, "5,000") {
		t.Errorf("the draft: %q", draft)
	}
	if !strings.Contains(got.Text, "The rule") || !strings.HasSuffix(got.Text, draft) {
		t.Errorf("as text: %q", got.Text)
	}
	if s.book("r1").Nudges[n.Key].Reply != "" {
		t.Error("asking why counted as an answer")
	}
}

func TestWhyThisOnHomeHasTheDraftInItsWindow(t *testing.T) {
	s, _, n := overdue(t, nil)
	s.homeSays("UANN", "Globex")
	if err := s.ws.ClickView(t.Context(), "UANN", "home", "nudge_why", workspace.WithValue(n.Key)); err != nil {
		t.Fatal(err)
	}
	s.wait("the window", func() bool { return len(s.ws.Views("UANN")) > 0 })
	if got := strings.Join(s.ws.Views("UANN")[0].Shown(), "\n"); !strings.Contains(got, draftHead) || !strings.Contains(got, "Kind regards\nann") {
		t.Errorf("the window: %s", got)
	}
}

// slowly answers a draft after a while, as a good model does; nudges at once.
func slowly(t *testing.T, pause time.Duration) (words func(*prompts.Template) coach.Phraser, drafts *atomic.Int32) {
	t.Helper()
	drafts = new(atomic.Int32)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct{ Messages []struct{ Content string } }
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			t.Error(err)
		}
		text := `{"nudges":[]}` // of nudges, nothing that can be used
		if strings.Contains(in.Messages[0].Content, "draft") {
			drafts.Add(1)
			time.Sleep(pause)
			b, err := json.Marshal(redrafted(t, in.Messages[1].Content))
			if err != nil {
				t.Error(err)
			}
			text = string(b)
		}
		answer := map[string]any{"choices": []any{map[string]any{"finish_reason": "stop", "message": map[string]any{"role": "assistant", "content": text}}}}
		if err := json.NewEncoder(w).Encode(answer); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(srv.Close)
	return func(words *prompts.Template) coach.Phraser {
		m, err := prompts.NewModel(prompts.ModelConfig{Words: words, BaseURL: srv.URL + "/v1", Settings: coach.ModelSettings{On: true, Tone: "plain"}})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}, drafts
}

// redrafted turns around what the template says and asks.
func redrafted(t *testing.T, content string) map[string]any {
	out := reworded(t, content)
	for _, n := range out["nudges"].([]any) {
		e := n.(map[string]any)
		e["say"] = "A line from me. " + strings.TrimPrefix(e["say"].(string), aside)
	}
	return out
}

func TestTheDraftIsInTheModelsWordsAndADoublePressIsOneAnswer(t *testing.T) {
	words, drafts := slowly(t, time.Second)
	s, m, n := overdue(t, words)
	got := s.why(m, n, 2)
	if draft := copied(t, rawBlocks(t, got[0])); !strings.Contains(draft, "A line from me. ") || !strings.Contains(draft, "a walk through the warehouse") {
		t.Errorf("the draft: %q", draft)
	}
	if !strings.Contains(got[0].Text, "in the words of a language model") || drafts.Load() != 1 {
		t.Errorf("after %d calls: %q", drafts.Load(), got[0].Text)
	}
	before := len(s.ws.Ephemerals("UANN"))
	again := s.why(m, n, 1)[0] // known by now
	if before != len(s.ws.Ephemerals("UANN"))-1 || again.Text != got[0].Text || drafts.Load() != 1 {
		t.Errorf("%d answers, %d calls; the second: %q", len(s.ws.Ephemerals("UANN")), drafts.Load(), again.Text)
	}
	for _, e := range s.ws.Ephemerals("UANN") {
		if strings.Contains(e.Text, "could not confirm") {
			t.Errorf("it says %q", e.Text)
		}
	}
}

func TestWithADeadModelTheDraftIsTheTemplatesAndInTime(t *testing.T) {
	words, _ := serveModel(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	s, m, n := overdue(t, words)
	began := time.Now()
	got := s.why(m, n, 2)
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
	if draft := copied(t, rawBlocks(t, got[0])); !strings.HasSuffix(draft, "Kind regards\nann") || strings.Contains(got[0].Text, "language model") {
		t.Errorf("the draft: %q", draft)
	}
	if all := s.ws.Ephemerals("UANN"); strings.Contains(all[len(all)-1].Text, "could not confirm") {
		t.Errorf("she hears %q", all[len(all)-1].Text)
	}
}

func TestOthersPressesDoNotWaitForADraft(t *testing.T) {
	words, _ := serveModel(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	s, m, n := overdue(t, words)
	before := len(s.ws.Ephemerals("UANN"))
	s.press(m, n, "nudge_why", "")
	s.press(m, n, "nudge_done", "")
	s.wait("the edit", func() bool { return strings.Contains(find(s.ws.DM("UANN"), m.TS).Text, "Done – thanks") })
	if len(s.ws.Ephemerals("UANN")) != before {
		t.Error("the answer came first: the press waited for it")
	}
}

// flood is a drafter without measure.
type flood struct{}

func (flood) Draft(context.Context, coach.Drafting) (coach.Draft, bool) {
	return coach.Draft{Head: draftHead, Text: strings.Repeat("<& word\n", 2000)}, true
}

func TestAnAnswerWithADraftKeepsSlacksLimits(t *testing.T) {
	s, m, n := overdue(t, nil)
	s.stop()
	if err := <-s.ended; err != nil {
		t.Fatal(err)
	}
	long := func(coach.Nudge, coach.Rule, *coach.Playbook, coach.Names) string {
		return strings.Repeat("<what> I see &\n", 3000)
	}
	s.start(bot.Config{Coach: s.coach, Client: s.client, Why: long, Drafts: flood{}, Stagger: 20 * time.Millisecond})
	got := s.why(m, n, 1)[0]
	raw := rawBlocks(t, got)
	if letters := utf8.RuneCountInString(got.Text); letters > 3600 || !strings.Contains(got.Text, draftHead) {
		t.Errorf("%d letters of text", letters)
	}
	if letters := utf8.RuneCountInString(copied(t, raw)); letters > 1500 || len(raw) > 48 {
		t.Errorf("%d letters to copy, %d blocks", letters, len(raw))
	}
	if letters := utf8.RuneCountInString(got.Shown()); letters > 12_000 {
		t.Errorf("%d letters shown", letters)
	}
}
