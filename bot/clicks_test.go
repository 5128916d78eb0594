package bot_test

import (
	"encoding/json"
	"strings"
	"testing"

	"evenkeel/bot/workspace"
	"evenkeel/coach"
)

// stopped brings Ann into a stop: she sells on at a customer with an open issue.
func stopped(t *testing.T, change func(*setup)) (*stage, workspace.Message, *coach.Nudge) {
	t.Helper()
	s := open(t, change)
	s.expect("UANN", "/deal Acme won 10k close=1 Oct", "won")
	s.expect("UANN", "/touch Acme issue high scanner offline", "Recorded")
	s.expect("UANN", "/deal Acme stage=proposal amount=5k", "Recorded a new deal")
	s.wait("a direct message", func() bool { return len(s.ws.DM("UANN")) > 0 })
	m := s.ws.DM("UANN")[0]
	var n *coach.Nudge
	for _, x := range s.book("r1").Nudges {
		if x.Rule == "sell-on-issue" {
			n = x
		}
	}
	if n == nil {
		t.Fatalf("no stop in %v", s.book("r1").Nudges)
	}
	return s, m, n
}

func TestANudgeHasItsControls(t *testing.T) {
	s, m, n := stopped(t, nil)
	if m.Metadata == nil || m.Metadata.EventType != "evenkeel_message" {
		t.Fatalf("metadata %+v", m.Metadata)
	}
	var seen []string
	for _, b := range blocks(t, m.Blocks) {
		if b["type"] != "actions" {
			continue
		}
		for _, e := range b["elements"].([]any) {
			el := e.(map[string]any)
			seen = append(seen, el["action_id"].(string))
			if el["type"] == "static_select" {
				for _, o := range el["options"].([]any) {
					seen = append(seen, o.(map[string]any)["value"].(string))
				}
			}
		}
	}
	want := "nudge_done nudge_why nudge_override nudge_snooze tomorrow next_week date nudge_not_useful wrong_fact wrong_time not_mine"
	if got := strings.Join(seen, " "); !strings.HasPrefix(got, want) {
		t.Errorf("controls %s, want %s", got, want)
	}
	if !strings.Contains(m.Text, "Acme") {
		t.Errorf("text %q is no sentence about Acme", m.Text)
	}
	_, _ = s, n
}

func TestAnsweringEditsInPlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, action, value, want string
		check                     func(*coach.Nudge) bool
	}{
		{"done", "nudge_done", "", "Done – thanks", func(n *coach.Nudge) bool { return n.Reply == coach.Done }},
		{"snoozed until tomorrow", "nudge_snooze", "tomorrow", "Snoozed until Tue 24 Nov", func(n *coach.Nudge) bool { return n.Until.String() == "2026-11-24" }},
		{"snoozed until next week", "nudge_snooze", "next_week", "Snoozed until Mon 30 Nov", func(n *coach.Nudge) bool { return n.Until.String() == "2026-11-30" }},
		{"not useful", "nudge_not_useful", "wrong_fact", "Not useful (the facts are wrong)", func(n *coach.Nudge) bool { return n.Reason == "wrong_fact" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, m, n := stopped(t, nil)
			s.press(m, n, c.action, c.value)
			s.wait("the edit", func() bool { return strings.Contains(s.ws.DM("UANN")[0].Text, c.want) })
			if got := s.book("r1").Nudges[n.Key]; !c.check(got) {
				t.Errorf("reply %+v", got)
			}
			if got := string(s.ws.DM("UANN")[0].Blocks); strings.Contains(got, "nudge_done") && strings.Count(got, "nudge_done") >= strings.Count(string(m.Blocks), "nudge_done") {
				t.Error("the controls are still there")
			}
		})
	}
}

// press uses a control of a nudge in a message.
func (s *stage) press(m workspace.Message, n *coach.Nudge, action, value string) {
	s.Helper()
	block := s.blockOf(m, n)
	var err error
	if value == "" {
		err = s.ws.Click(s.Context(), "UANN", m.Channel, m.TS, action, workspace.InBlock(block))
	} else {
		err = s.ws.Select(s.Context(), "UANN", m.Channel, m.TS, action, value, workspace.InBlock(block))
	}
	if err != nil {
		s.Fatal(err)
	}
}

// blockOf is the block that holds the controls of a nudge: its done button
// bears the key.
func (s *stage) blockOf(m workspace.Message, n *coach.Nudge) string {
	s.Helper()
	for _, b := range blocks(s, m.Blocks) {
		raw, _ := json.Marshal(b["elements"])
		if b["type"] == "actions" && strings.Contains(string(raw), n.Key) {
			return b["block_id"].(string)
		}
	}
	s.Fatalf("no controls of %s in %s", n.Key, m.Blocks)
	return ""
}

func TestWhyThis(t *testing.T) {
	s, m, n := stopped(t, nil)
	before := len(s.ws.Ephemerals("UANN"))
	s.press(m, n, "nudge_why", "")
	s.wait("the facts", func() bool { return len(s.ws.Ephemerals("UANN")) > before })
	if got := s.lastEphemeral("UANN").Text; !strings.Contains(got, "Cake or icing") {
		t.Errorf("why: %q", got)
	}
	if s.book("r1").Nudges[n.Key].Reply != "" {
		t.Error("asking why counted as an answer")
	}
}

func TestOverrideNeedsAReason(t *testing.T) {
	s, m, n := stopped(t, nil)
	s.press(m, n, "nudge_override", "")
	views := s.ws.Views("UANN")
	if len(views) != 1 || views[0].CallbackID != "override" || !strings.Contains(strings.Join(views[0].Shown(), " "), "ledger") {
		t.Fatalf("form %+v", views)
	}
	r, err := s.ws.Submit(t.Context(), "UANN", "top", map[string]string{"reason": "  "})
	if err != nil || r.Closed {
		t.Errorf("a blank reason was taken: %+v, %v", r, err)
	}
	if r, err = s.ws.Submit(t.Context(), "UANN", "top", map[string]string{"reason": "They asked for it"}); err != nil || !r.Closed {
		t.Fatalf("submit: %+v, %v", r, err)
	}
	s.wait("the edit", func() bool { return strings.Contains(s.ws.DM("UANN")[0].Text, "They asked for it") })
	if got := s.book("r1").Nudges[n.Key]; got.Reply != coach.Override || got.Reason != "They asked for it" {
		t.Errorf("reply %+v", got)
	}
}

func TestWhoHasNoManagerIsPromisedNone(t *testing.T) {
	s, m, n := stopped(t, nil)
	if _, err := s.coach.People().UpdateRep(t.Context(), "r1", func(r *coach.Rep) bool { r.Manager = ""; return true }); err != nil {
		t.Fatal(err)
	}
	s.press(m, n, "nudge_override", "")
	if form := strings.Join(s.ws.Views("UANN")[0].Shown(), " "); strings.Contains(form, "your manager") || !strings.Contains(form, "on record") {
		t.Errorf("the form says %s", form)
	}
	if _, err := s.ws.Submit(t.Context(), "UANN", "top", map[string]string{"reason": "They asked for it"}); err != nil {
		t.Fatal(err)
	}
	s.wait("the reason", func() bool { return s.book("r1").Nudges[n.Key].Reply == coach.Override })
	if said := s.expect("UANN", "/coach deals", "On record, as you went on with a reason"); strings.Contains(said, "manager") {
		t.Errorf("the deals: %s", said)
	}
}

func TestSnoozeUntilADate(t *testing.T) {
	s, m, n := stopped(t, nil)
	s.press(m, n, "nudge_snooze", "date")
	if r, err := s.ws.Submit(t.Context(), "UANN", "top", map[string]string{"until": "2026-11-20"}); err != nil || r.Closed {
		t.Errorf("a past day was taken: %+v, %v", r, err)
	}
	if r, err := s.ws.Submit(t.Context(), "UANN", "top", map[string]string{"until": "2026-12-07"}); err != nil || !r.Closed {
		t.Fatalf("submit: %+v, %v", r, err)
	}
	s.wait("the edit", func() bool { return strings.Contains(s.ws.DM("UANN")[0].Text, "Snoozed until Mon 7 Dec") })
}

// TestForgedClicks: whatever a click claims, it touches the clicker's own book
// and only with what is offered there.
func TestForgedClicks(t *testing.T) {
	s, m, n := stopped(t, nil)
	block := s.blockOf(m, n)
	for name, c := range map[string]map[string]any{
		"another person's nudge": {"user": "UBOB", "action_id": "nudge_done", "block_id": block, "value": n.Key},
		"a made-up block":        {"user": "UANN", "action_id": "nudge_done", "block_id": "nudge-00", "value": n.Key},
		"another key":            {"user": "UANN", "action_id": "nudge_done", "block_id": block, "value": "made/up@2026-01-01"},
		"no block":               {"user": "UANN", "action_id": "nudge_done", "block_id": "", "value": n.Key},
		"an option not offered":  {"user": "UANN", "action_id": "nudge_snooze", "block_id": block, "selected_option": map[string]any{"value": "forever"}},
		"a reason not offered":   {"user": "UANN", "action_id": "nudge_not_useful", "block_id": block, "selected_option": map[string]any{"value": "<!here>"}},
		"an unknown control":     {"user": "UANN", "action_id": "nudge_explode", "block_id": block, "value": n.Key},
		"a guest":                {"user": "UGUS", "action_id": "nudge_done", "block_id": block, "value": n.Key},
		"a choice of nonsense":   {"user": "UANN", "action_id": "choose0", "block_id": "choices", "value": "{}"},
		"a choice of a command":  {"user": "UBOB", "action_id": "choose0", "block_id": "choices", "value": `{"i":"x","c":"/deal","t":"Acme amount=1","p":"deal/A1-2026-11-23-r1"}`},
	} {
		t.Run(name, func(t *testing.T) {
			acks := len(s.ws.Acks())
			s.forge(c)
			s.wait("an ack", func() bool { return len(s.ws.Acks()) > acks })
			if got := s.book("r1").Nudges[n.Key]; got.Reply != "" {
				t.Errorf("the nudge was answered: %+v", got)
			}
			for _, d := range s.book("r1").Deals {
				if d.Amount.V.Minor == 100 {
					t.Error("the deal was changed")
				}
			}
		})
	}
}

// forge sends an interaction that no client of ours would.
func (s *stage) forge(c map[string]any) {
	s.Helper()
	user := c["user"]
	action := map[string]any{"type": "button", "action_ts": "1.1"}
	for k, v := range c {
		if k != "user" {
			action[k] = v
		}
	}
	_, err := s.ws.Envelope(s.Context(), map[string]any{"type": "interactive", "accepts_response_payload": false, "payload": map[string]any{
		"type": "block_actions", "user": map[string]any{"id": user, "team_id": "T0PRACTICE"}, "trigger_id": "1.2.3",
		"actions": []any{action}}})
	if err != nil {
		s.Fatal(err)
	}
}

func TestQualifyForm(t *testing.T) {
	s := open(t, func(set *setup) { set.written = true })
	if got := s.run("UANN", "/qualify Acme"); got != "" {
		t.Errorf("beside the form: %q", got)
	}
	views := s.ws.Views("UANN")
	if len(views) != 1 || views[0].CallbackID != "qualify" {
		t.Fatalf("views %+v", views)
	}
	var order []string
	for _, b := range blocks(t, views[0].Blocks) {
		if b["type"] == "input" {
			e := b["element"].(map[string]any)
			if b["block_id"] != e["action_id"] {
				t.Errorf("block %v, action %v", b["block_id"], e["action_id"])
			}
			order = append(order, b["block_id"].(string)+":"+e["type"].(string))
		}
	}
	want := "problem:plain_text_input budget:plain_text_input timing:plain_text_input segment:plain_text_input employees:number_input"
	if got := strings.Join(order, " "); got != want {
		t.Errorf("inputs %s, want the unknown ones first: %s", got, want)
	}
	r, err := s.ws.Submit(t.Context(), "UANN", "top", map[string]string{"problem": "stock-outs", "budget": "yes"})
	if err != nil || !r.Closed {
		t.Fatalf("submit: %+v, %v", r, err)
	}
	if got := s.lastEphemeral("UANN").Text; !strings.HasPrefix(got, "In your sweet spot: Acme") {
		t.Errorf("verdict %q", got)
	}
	q := s.book("r1").Qualifications["account/A1"]
	if q == nil || q.Answers["employees"].V != "1200" || q.Latest().Judgement != coach.In {
		t.Errorf("recorded %+v", q)
	}
}

func TestQualifyFormWithoutItsResponseURL(t *testing.T) {
	s := open(t, func(set *setup) { set.written = true })
	s.run("UANN", "/qualify Acme")
	s.ws.Fail("response_url", workspace.Fault{Status: 404, Times: -1})
	r, err := s.ws.Submit(t.Context(), "UANN", "top", map[string]string{"problem": "teleport"})
	if err != nil || r.View == nil || !strings.Contains(strings.Join(r.View.Shown(), " "), "Not your customer") {
		t.Fatalf("submit: %+v, %v", r, err)
	}
}

func TestHome(t *testing.T) {
	s, _, n := stopped(t, nil)
	s.expect("UANN", "/commit Acme time a call by 4 Dec", "a call")
	if err := s.ws.OpenHome(t.Context(), "UANN"); err != nil {
		t.Fatal(err)
	}
	s.wait("home", func() bool { _, ok := s.ws.Home("UANN"); return ok })
	v, _ := s.ws.Home("UANN")
	all := strings.Join(v.Shown(), "\n")
	for _, w := range []string{"Your balance", "Open nudges", "Open deals", "$5,000", "a call, by Fri 4 Dec 2026"} {
		if !strings.Contains(all, w) {
			t.Errorf("home lacks %q:\n%s", w, all)
		}
	}
	if strings.Contains(all, "commitments: none") {
		t.Errorf("home says that commitments do not reach it:\n%s", all)
	}
	if err := s.ws.ClickView(t.Context(), "UANN", "home", "nudge_done", workspace.WithValue(n.Key)); err != nil {
		t.Fatal(err)
	}
	s.wait("done from home", func() bool { return s.book("r1").Nudges[n.Key].Reply == coach.Done })
	if err := s.ws.OpenHome(t.Context(), "UGUS"); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.ws.Home("UGUS"); ok {
		t.Error("the guest has a home")
	}
}

func TestHomeSaysWhatARuleWouldReadAndDoesNotGet(t *testing.T) {
	s := open(t, nil)
	if err := s.ws.OpenHome(t.Context(), "UANN"); err != nil {
		t.Fatal(err)
	}
	s.wait("home", func() bool { _, ok := s.ws.Home("UANN"); return ok })
	v, _ := s.ws.Home("UANN")
	all := strings.Join(v.Shown(), "\n")
	if !strings.Contains(all, "commitments: none has reached me yet") || strings.Contains(all, "qualifications:") {
		t.Errorf("without a written sweet spot only commitments are missed:\n%s", all)
	}
}
