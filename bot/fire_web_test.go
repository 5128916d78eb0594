package bot_test

import (
	"strings"
	"testing"
	"time"

	"evenkeel/bot/workspace"
	"evenkeel/coach"
)

// busyOwner is a rep whom a stop is due to: what the coach says at once.
type busyOwner struct{ user, rep, account string }

var owners = []busyOwner{{"UANN", "r1", "Acme"}, {"UBOB", "r2", "Globex"}, {"UMIA", "r9", "Initech"}}

// provoke makes the coach say something to somebody.
func (s *stage) provoke(o busyOwner) {
	s.Helper()
	s.expect(o.user, "/deal "+o.account+" won 10k close=1 Oct", "won")
	s.expect(o.user, "/touch "+o.account+" issue high scanner offline", "Recorded")
	s.run(o.user, "/deal "+o.account+" stage=proposal amount=5k") // recorded, though a slow Slack may make it say so later
}

// served says whether a rep has had one message, and the book owes none.
func (s *stage) served(o busyOwner) bool {
	for _, m := range s.book(o.rep).Messages {
		if m.Owed() {
			return false
		}
	}
	return len(s.ws.DM(o.user)) > 0
}

// ills are the ways in which Slack's Web API fails to answer. Those with After
// have done first what they were asked.
func ills() map[string]workspace.Fault {
	html, cut := "<html><body>502 Bad Gateway</body></html>", `{"ok":true,"channel":"D1","ts":"17`
	return map[string]workspace.Fault{
		"asked to wait":    {RetryAfter: time.Second},
		"500":              {Status: 500},
		"a page":           {Body: html},
		"half an answer":   {Body: cut},
		"nothing":          {Body: " "},
		"an unknown error": {SlackError: "hamster_tired"},
		"10 MB":            {Body: `{"ok":false,"pad":"` + strings.Repeat("x", 10<<20) + `"}`},
		"done and lost":    {After: true},
		"done and 500":     {After: true, Status: 500},
		"done and a page":  {After: true, Body: html},
	}
}

// TestAMessageComesOnceWhateverSlackAnswers: two posts fail, and the search for
// what may have been posted fails too; then its edit fails.
func TestAMessageComesOnceWhateverSlackAnswers(t *testing.T) {
	t.Parallel()
	for name, ill := range ills() {
		t.Run(name, func(t *testing.T) {
			s := open(t, func(set *setup) { set.due, set.lease = true, 1500*time.Millisecond })
			s.ws.Fail("chat.postMessage", ill)
			again := ill
			again.After = false
			if again != (workspace.Fault{}) {
				s.ws.Fail("conversations.history", again)
			}
			s.provoke(owners[0])
			if ill.RetryAfter == 0 { // that silences the method, for everybody
				s.provoke(owners[1])
				s.wait("Bob's message", func() bool { return s.served(owners[1]) })
			}
			s.wait("Ann's message", func() bool { return s.served(owners[0]) })
			m := s.ws.DM("UANN")[0]
			s.ws.Fail("chat.update", ill)
			s.press(m, s.stop1("r1"), "nudge_done", "")
			s.wait("its edit", func() bool {
				return strings.Contains(s.ws.DM("UANN")[0].Text, "Done – thanks") && s.served(owners[0])
			})
			if n := len(s.ws.DM("UANN")); n != 1 {
				t.Errorf("%d messages", n)
			}
		})
	}
}

// stop1 is the nudge of a rep that tells them to mend an issue first.
func (s *stage) stop1(rep string) *coach.Nudge {
	s.Helper()
	for _, n := range s.book(rep).Nudges {
		if n.Rule == "sell-on-issue" {
			return n
		}
	}
	s.Fatalf("%s has no such nudge", rep)
	return nil
}

// TestASlowPostHoldsUpNobodyElse: a post takes longer than we wait for it, and
// takes effect. Others are served meanwhile, and it is found and not repeated.
func TestASlowPostHoldsUpNobodyElse(t *testing.T) {
	s := open(t, func(set *setup) { set.alone, set.due, set.lease = true, true, 6*time.Second })
	s.ws.Fail("chat.postMessage", workspace.Fault{Delay: time.Minute})
	s.provoke(owners[0])
	s.wait("Ann's post, which the fault is for", func() bool { return len(s.ws.Calls("chat.postMessage")) > 0 })
	s.provoke(owners[1])
	s.wait("Bob's message", func() bool { return s.served(owners[1]) })
	if s.served(owners[0]) {
		t.Error("Ann's message came before Slack answered")
	}
	s.wait("Ann's message", func() bool { return s.served(owners[0]) })
	if n := len(s.ws.DM("UANN")); n != 1 {
		t.Errorf("%d messages", n)
	}
}

// TestWhoIsWhoIsLearntInTheEnd: the list of users fails at first; messages to
// people whom only it can name wait for it.
func TestWhoIsWhoIsLearntInTheEnd(t *testing.T) {
	s := open(t, func(set *setup) {
		set.before = func(w *workspace.Workspace) {
			w.Fail("users.list", workspace.Fault{RetryAfter: time.Second})
			w.Fail("users.list", workspace.Fault{Body: "<html>"})
		}
	})
	s.wait("the list", func() bool { return s.coach.People().Rep("r9").SlackUser == "UMIA" })
	if n := len(s.ws.Calls("users.list")); n != 3 {
		t.Errorf("%d calls, want two that failed and one that did not", n)
	}
}

// TestWhatDidNotGetThroughIsShownLater: ticks, hints, answers to clicks and the
// Home tab fail in several ways, and come all the same; each person's next
// command is answered meanwhile.
func TestWhatDidNotGetThroughIsShownLater(t *testing.T) {
	s, m, n := stopped(t, nil)
	for _, method := range []string{"reactions.add", "chat.postEphemeral", "response_url", "views.publish"} {
		s.ws.Fail(method, workspace.Fault{RetryAfter: time.Second})
		s.ws.Fail(method, workspace.Fault{Status: 500})
	}
	ts := s.say("UANN", "Globex: won, 5k")
	s.say("UBOB", "Initech: proposal, 5k, close 31 Foo")
	s.press(m, n, "nudge_why", "")
	if err := s.ws.OpenHome(t.Context(), "UANN"); err != nil {
		t.Fatal(err)
	}
	s.expect("UANN", "/coach help", "What I can do")
	s.wait("the tick", func() bool { return s.reacted(ts) })
	s.wait("the hint", func() bool { return len(s.ws.Ephemerals("UBOB")) == 1 })
	s.wait("the answer", func() bool {
		e := s.ws.Ephemerals("UANN")
		return len(e) > 0 && strings.Contains(e[len(e)-1].Text, "scanner offline")
	})
	s.wait("the Home tab", func() bool { _, ok := s.ws.Home("UANN"); return ok })
}

// TestAnAnswerThatItsURLRefusesIsShownBesideIt: a response_url that is too old
// takes nothing more.
func TestAnAnswerThatItsURLRefusesIsShownBesideIt(t *testing.T) {
	s, m, n := stopped(t, nil)
	s.ws.Fail("response_url", workspace.Fault{Status: 404, Body: "expired_url"})
	s.press(m, n, "nudge_why", "")
	s.wait("the answer", func() bool {
		e := s.ws.Ephemerals("UANN")
		return len(e) > 0 && strings.Contains(e[len(e)-1].Text, "scanner offline")
	})
}

// TestAFormThatDoesNotOpenIsSaid: views.open fails or is slow.
func TestAFormThatDoesNotOpenIsSaid(t *testing.T) {
	s := open(t, nil)
	for _, ill := range []workspace.Fault{{RetryAfter: time.Second}, {Status: 500}, {Body: "<html>"}, {SlackError: "hamster_tired"}, {Delay: time.Minute}} {
		s.ws.Fail("views.open", ill)
		s.expect("UANN", "/qualify Acme", "could not confirm")
	}
	s.ws.Fail("views.open", workspace.Fault{SlackError: "expired_trigger_id"})
	s.expect("UANN", "/qualify Acme", "Please try once more")
	s.onTime()
}

// TestAFormIsNotLostWithoutAWord: what cannot be recorded keeps the form open,
// be the store slow, hanging, or gone at once.
func TestAFormIsNotLostWithoutAWord(t *testing.T) {
	s := open(t, nil)
	s.run("UANN", "/qualify Acme")
	for name, set := range map[string]func(bool){
		"gone":    s.store.broken.Store,
		"hanging": s.store.down.Store,
	} {
		set(true)
		r, err := s.ws.Submit(t.Context(), "UANN", "top", map[string]string{"problem": "stock-outs"})
		if err != nil || r.Closed || !strings.Contains(strings.Join(values(r.Errors), ""), "could not confirm") {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
		set(false)
	}
	if r, err := s.ws.Submit(t.Context(), "UANN", "top", map[string]string{"problem": "stock-outs"}); err != nil || r.Errors != nil {
		t.Errorf("%+v, %v", r, err)
	}
	s.onTime()
}

// TestAClickOnHomeIsAnswered: Home has no response_url; the answer comes in a
// window, and where that does not open, as a direct message.
func TestAClickOnHomeIsAnswered(t *testing.T) {
	s, _, _ := stopped(t, nil)
	if err := s.ws.OpenHome(t.Context(), "UANN"); err != nil {
		t.Fatal(err)
	}
	s.wait("the Home tab", func() bool { _, ok := s.ws.Home("UANN"); return ok })
	s.store.broken.Store(true)
	if err := s.ws.ClickView(t.Context(), "UANN", "home", "nudge_done"); err != nil {
		t.Fatal(err)
	}
	s.wait("a window", func() bool { return len(s.ws.Views("UANN")) == 1 })
	s.ws.Fail("views.open", workspace.Fault{SlackError: "expired_trigger_id"})
	if err := s.ws.ClickView(t.Context(), "UANN", "home", "nudge_done"); err != nil {
		t.Fatal(err)
	}
	s.wait("a word beside it", func() bool {
		e := s.ws.Ephemerals("UANN")
		return len(e) > 0 && strings.Contains(e[len(e)-1].Text, "could not confirm")
	})
}

func values(m map[string]string) (out []string) {
	for _, v := range m {
		out = append(out, v)
	}
	return out
}

// onTime checks that every command, click and form has been acknowledged before
// Slack gave up on it.
func (s *stage) onTime() {
	s.Helper()
	for _, a := range s.ws.Acks() {
		if a.EventID == "" && a.Late {
			s.Errorf("%s was acknowledged too late", a.EnvelopeID)
		}
	}
}
