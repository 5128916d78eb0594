package bot_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

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
