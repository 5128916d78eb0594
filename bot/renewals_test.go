package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"evenkeel/bot/workspace"
	"evenkeel/coach"
)

// tuesday is the message hour of the day after the tests' Monday.
var tuesday = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// inRenewals is a stage whose team has been reminded of Bob's contracts at Acme: K,
// to be decided in 90 days, and L in 60.
func inRenewals(t *testing.T, change func(*setup)) (*stage, workspace.Message) {
	t.Helper()
	s := open(t, func(set *setup) {
		set.due = true
		set.workspace.Channels = append(set.workspace.Channels, workspace.Channel{ID: "CRENEW", Name: "renewals", BotIn: true,
			Members: []string{"UANN", "UBOB", "UMIA", "UGUS", "UEVE"}})
		if change != nil {
			change(set)
		}
	})
	s.contracts(map[string]int{"K": 90, "L": 60})
	s.goTo(tuesday)
	s.wait("the team's message", func() bool { return len(s.ws.Messages("CRENEW")) > 0 })
	return s, s.ws.Messages("CRENEW")[0]
}

// contracts puts Acme under contracts of Bob's that end so many days after Tuesday.
func (s *stage) contracts(days map[string]int) {
	s.Helper()
	for id, n := range days {
		end := coach.DateIn(tuesday, time.UTC).AddDays(n)
		start := end.AddMonths(-12).AddDays(1)
		yearly, err := coach.ParseMoney(fmt.Sprint(1000*n), "EUR")
		if err != nil {
			s.Fatal(err)
		}
		owner, product := "r2", "till "+id
		err = s.coach.HandleAccount(s.Context(), coach.Event{ID: id, At: s.clock(true), Source: coach.App, Account: "A1",
			Contract: &coach.ContractChange{ID: id, Owner: &owner, Product: &product, Start: &start, End: &end, Yearly: &yearly}})
		if err != nil {
			s.Fatal(err)
		}
	}
	s.wait("Bob's book and the team", func() bool {
		team, err := s.coach.Team(s.Context(), "east")
		return err == nil && !team.State.Since.IsZero() && len(s.book("r2").Nudges) >= len(days)
	})
}

// goTo moves business time, which goes on from there.
func (s *stage) goTo(at time.Time) { s.now.Store(at.Add(-time.Since(s.opened)).UnixNano()) }

// renewal is how the team stands with a contract.
func (s *stage) renewal(contract string) *coach.Nudge {
	s.Helper()
	b, err := s.coach.Team(s.Context(), "east")
	if err != nil {
		s.Fatal(err)
	}
	for _, n := range b.Nudges {
		if n.Subject == coach.On("contract", contract) && n.Renewal.Later.IsZero() {
			return n
		}
	}
	s.Fatalf("the team does not know of %s", contract)
	return nil
}

// use presses a control of a contract's as somebody.
func (s *stage) use(user string, m workspace.Message, contract, action, choice string) {
	s.Helper()
	block := workspace.InBlock(s.controlsOf(m, s.renewal(contract).Key))
	var err error
	if choice == "" {
		err = s.ws.Click(s.Context(), user, m.Channel, m.TS, action, block)
	} else {
		err = s.ws.Select(s.Context(), user, m.Channel, m.TS, action, choice, block)
	}
	if err != nil {
		s.Fatal(err)
	}
}

// controlsOf is the block of the controls that bear a nudge's key.
func (s *stage) controlsOf(m workspace.Message, key string) string {
	s.Helper()
	for _, b := range blocks(s, m.Blocks) {
		raw, _ := json.Marshal(b["elements"])
		if b["type"] == "actions" && strings.Contains(string(raw), `"`+key+`"`) {
			return b["block_id"].(string)
		}
	}
	s.Fatalf("no controls of %s in %s", key, m.Blocks)
	return ""
}

// shows waits until the team's message holds a text.
func (s *stage) shows(want string) {
	s.Helper()
	s.wait("the message to say "+want, func() bool {
		m := s.ws.Messages("CRENEW")[0]
		return strings.Contains(m.Text, want) && strings.Contains(string(m.Blocks), strings.TrimSuffix(want, "."))
	})
}

func TestTheTeamsMessageShowsEachContractWithItsControls(t *testing.T) {
	s, m := inRenewals(t, nil)
	for _, want := range []string{"Renewals, Tue 24 Nov", "Acme GmbH · till K. €90,000 a year, to be decided by Mon 22 Feb, its last day. It is bob’s.", "Acme GmbH · till L. €60,000 a year",
		"Nobody is on it yet."} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("the text lacks %q:\n%s", want, m.Text)
		}
	}
	if m.Metadata == nil || m.Metadata.EventType != "evenkeel_message" {
		t.Errorf("metadata %+v", m.Metadata)
	}
	var controls []string
	for _, b := range blocks(t, m.Blocks) {
		if b["type"] != "actions" {
			continue
		}
		var seen []string
		for _, e := range b["elements"].([]any) {
			el := e.(map[string]any)
			seen = append(seen, el["action_id"].(string))
			if el["type"] == "static_select" {
				for _, o := range el["options"].([]any) {
					seen = append(seen, o.(map[string]any)["value"].(string))
				}
			}
		}
		controls = append(controls, strings.Join(seen, " "))
	}
	const want = "renewal_mine renewal_renewed renewal_lost renewal_snooze tomorrow next_week date"
	if len(controls) != 2 || controls[0] != want || controls[1] != want {
		t.Errorf("controls %q, want twice %q", controls, want)
	}
	if n := s.renewal("K"); n.Message != "renewals/2026-11-24" {
		t.Errorf("said in %q", n.Message)
	}
}

func TestTakingOnARenewalShowsAtOnceAndCanBeGivenBack(t *testing.T) {
	s, m := inRenewals(t, nil)
	s.use("UANN", m, "K", "renewal_mine", "")
	s.shows("Ann is on it.")
	s.use("UMIA", m, "K", "renewal_mine", "")
	s.wait("Mia to hear whose it is", func() bool {
		return len(s.ws.Ephemerals("UMIA")) > 0 && strings.Contains(s.lastEphemeral("UMIA").Text, "ann is on it already, since Tue 24 Nov 2026")
	})
	s.use("UANN", m, "K", "renewal_mine", "")
	s.wait("nobody on it", func() bool { return !strings.Contains(s.ws.Messages("CRENEW")[0].Text, "Ann is on it") })
	if got := s.renewal("K").Renewal.Taken; got != "" {
		t.Errorf("still taken by %q", got)
	}
}

func TestOfManyWhoPressAtOnceOneIsOnIt(t *testing.T) {
	s, m := inRenewals(t, nil)
	block := workspace.InBlock(s.controlsOf(m, s.renewal("K").Key))
	var group sync.WaitGroup
	for _, user := range []string{"UANN", "UBOB", "UMIA"} {
		group.Go(func() {
			if err := s.ws.Click(context.Background(), user, m.Channel, m.TS, "renewal_mine", block); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	s.wait("two to hear whose it is", func() bool {
		n := 0
		for _, user := range []string{"UANN", "UBOB", "UMIA"} {
			n += len(s.ws.Ephemerals(user))
		}
		return n == 2
	})
	s.shows(" is on it.")
	if got := s.ws.Messages("CRENEW"); len(got) != 1 || strings.Count(got[0].Text, "is on it.") != 1 {
		t.Errorf("the channel shows %d messages: %s", len(got), got[0].Text)
	}
}

func TestRenewedIsRecordedAndStruckThrough(t *testing.T) {
	s, m := inRenewals(t, nil)
	s.use("UMIA", m, "K", "renewal_renewed", "")
	s.shows("Renewed, says mia.")
	s.wait("the contract", func() bool { return s.contract("K").Outcome.V == coach.Renewed })
	after := s.ws.Messages("CRENEW")[0]
	if !strings.Contains(string(after.Blocks), `"strike":true`) || strings.Count(string(after.Blocks), "renewal_mine") != 1 {
		t.Errorf("K is not struck through, or still has controls: %s", after.Blocks)
	}
}

func (s *stage) contract(id string) *coach.Contract {
	s.Helper()
	as, err := s.coach.Accounts(s.Context(), "A1")
	if err != nil {
		s.Fatal(err)
	}
	return as["A1"].Contracts[id]
}

func TestNotRenewingAsksForTheReason(t *testing.T) {
	s, m := inRenewals(t, nil)
	s.use("UBOB", m, "L", "renewal_lost", "")
	s.wait("the form", func() bool { return len(s.ws.Views("UBOB")) == 1 })
	if v := s.ws.Views("UBOB")[0]; v.CallbackID != "renewal_lost" || !strings.Contains(string(v.Blocks), `"block_id":"reason"`) || !strings.Contains(string(v.Blocks), `"action_id":"reason"`) {
		t.Fatalf("form %s: %s", v.CallbackID, v.Blocks)
	}
	if r, err := s.ws.Submit(t.Context(), "UBOB", "top", map[string]string{"reason": "  "}); err != nil || r.Closed {
		t.Errorf("without a reason: %+v, %v", r, err)
	}
	if r, err := s.ws.Submit(t.Context(), "UBOB", "top", map[string]string{"reason": "they *close* <all> shops"}); err != nil || !r.Closed {
		t.Fatalf("submit: %+v, %v", r, err)
	}
	s.wait("the contract", func() bool { return s.contract("L").Outcome.V == coach.Cancelled })
	if got := s.contract("L").Reason.V; got != "they *close* <all> shops" {
		t.Errorf("reason %q", got)
	}
	s.wait("the message", func() bool {
		return strings.Contains(s.ws.Messages("CRENEW")[0].Text, "Not renewing, says bob: they *close* &lt;all&gt; shops.")
	})
}

func TestASnoozedRenewalComesBackInThatDaysMessage(t *testing.T) {
	s, m := inRenewals(t, nil)
	s.use("UANN", m, "K", "renewal_snooze", "tomorrow")
	s.shows("Quiet until Wed 25 Nov.")
	s.use("UANN", m, "L", "renewal_snooze", "date")
	s.wait("the form", func() bool { return len(s.ws.Views("UANN")) == 1 })
	if r, err := s.ws.Submit(t.Context(), "UANN", "top", map[string]string{"until": "2026-11-26"}); err != nil || !r.Closed {
		t.Fatalf("submit: %+v, %v", r, err)
	}
	s.shows("Quiet until Thu 26 Nov.")
	for i, day := range []string{"K", "L"} {
		s.goTo(tuesday.AddDate(0, 0, i+1))
		s.wait("the next message", func() bool { return len(s.ws.Messages("CRENEW")) == i+2 })
		next := s.ws.Messages("CRENEW")[i+1]
		if !strings.Contains(next.Text, "till "+day) || strings.Count(next.Text, "·") != 1 {
			t.Errorf("day %d says %s", i, next.Text)
		}
	}
}

// TestWhoMayNotAnswerChangesNothing: guests, other organisations, members of other
// teams, and values that were made up.
func TestWhoMayNotAnswerChangesNothing(t *testing.T) {
	s, m := inRenewals(t, func(set *setup) {
		set.workspace.Users = append(set.workspace.Users, workspace.User{ID: "UWES", Name: "wes", RealName: "Wes West", Email: "wes@example.com", TZ: "UTC"})
		set.workspace.Channels[len(set.workspace.Channels)-1].Members = append(set.workspace.Channels[len(set.workspace.Channels)-1].Members, "UWES")
	})
	if _, err := s.coach.People().UpdateRep(t.Context(), "r5", func(r *coach.Rep) bool {
		r.Name, r.Email, r.Team = "wes", "wes@example.com", "west"
		return true
	}); err != nil {
		t.Fatal(err)
	}
	key := s.renewal("K").Key
	block := s.controlsOf(m, key)
	other := s.controlsOf(m, s.renewal("L").Key)
	for name, c := range map[string]map[string]any{
		"a guest":                 {"user": "UGUS", "action_id": "renewal_mine", "block_id": block, "value": key},
		"another organisation":    {"user": "UEVE", "action_id": "renewal_renewed", "block_id": block, "value": key},
		"another team":            {"user": "UWES", "action_id": "renewal_mine", "block_id": block, "value": key},
		"another team, its lost":  {"user": "UWES", "action_id": "renewal_lost", "block_id": block, "value": key},
		"another contract's key":  {"user": "UANN", "action_id": "renewal_renewed", "block_id": other, "value": key},
		"a made-up key":           {"user": "UANN", "action_id": "renewal_renewed", "block_id": block, "value": "renewal-due/contract/X/90@2026-01-01"},
		"a made-up block":         {"user": "UANN", "action_id": "renewal_renewed", "block_id": "renewal-00", "value": key},
		"a made-up choice":        {"user": "UANN", "action_id": "renewal_snooze", "block_id": block, "selected_option": map[string]any{"value": "<!here>"}},
		"an unknown control":      {"user": "UANN", "action_id": "renewal_explode", "block_id": block, "value": key},
		"a nudge's control on it": {"user": "UANN", "action_id": "nudge_done", "block_id": block, "value": key},
	} {
		t.Run(name, func(t *testing.T) {
			acks := len(s.ws.Acks())
			s.forge(c)
			s.wait("an ack", func() bool { return len(s.ws.Acks()) > acks })
			n := s.renewal("K")
			if n.Renewal.Taken != "" || n.Renewal.Outcome != "" || n.Reply != "" || !n.Open() {
				t.Errorf("it was answered: %+v, %+v", n, n.Renewal)
			}
			for _, id := range []string{"K", "L"} {
				if o := s.contract(id).Outcome.V; o != "" {
					t.Errorf("contract %s is %q", id, o)
				}
			}
		})
	}
	for _, user := range []string{"UWES", "UGUS"} {
		if err := s.ws.Click(t.Context(), user, m.Channel, m.TS, "renewal_mine", workspace.InBlock(block)); err != nil {
			t.Fatal(err)
		}
		s.wait("a polite word", func() bool { return len(s.ws.Ephemerals(user)) > 0 })
	}
}

// TestAFormForAnotherTeamsRenewalRecordsNothing: its private_metadata is made up.
func TestAFormForAnotherTeamsRenewalRecordsNothing(t *testing.T) {
	s, _ := inRenewals(t, nil)
	for _, private := range []string{`{"team":"west","nudge":"` + s.renewal("K").Key + `"}`, `{"team":"east","nudge":"x"}`, `nonsense`} {
		acks := len(s.ws.Acks())
		_, err := s.ws.Envelope(t.Context(), map[string]any{"type": "interactive", "accepts_response_payload": true, "payload": map[string]any{
			"type": "view_submission", "user": map[string]any{"id": "UANN", "team_id": "T0PRACTICE"}, "trigger_id": "1.2.3",
			"view": map[string]any{"id": "V" + private, "callback_id": "renewal_lost", "private_metadata": private,
				"state": map[string]any{"values": map[string]any{"reason": map[string]any{"reason": map[string]any{"value": "made up"}}}}}}})
		if err != nil {
			t.Fatal(err)
		}
		s.wait("an ack", func() bool { return len(s.ws.Acks()) > acks })
		if o := s.contract("K").Outcome.V; o != "" {
			t.Errorf("%s: the contract is %q", private, o)
		}
	}
}

func TestAMessageWaitsForItsChannelAndTheAdminIsTold(t *testing.T) {
	s := open(t, func(set *setup) { set.due = true })
	s.contracts(map[string]int{"K": 90})
	s.goTo(tuesday)
	home := func() string {
		if err := s.ws.OpenHome(t.Context(), "UMIA"); err != nil {
			t.Fatal(err)
		}
		v, _ := s.ws.Home("UMIA")
		return strings.Join(v.Shown(), "\n")
	}
	s.wait("the admin's Home", func() bool { return strings.Contains(home(), "Renewals wait for #renewals") })
	if n := len(s.ws.Calls("users.conversations")); n > 2 {
		t.Errorf("Slack was asked %d times within a moment", n)
	}
	b, err := s.coach.Team(t.Context(), "east")
	if err != nil {
		t.Fatal(err)
	}
	if m := b.Messages["renewals/2026-11-24"]; m == nil || !m.Owed() || m.Gone {
		t.Errorf("the message is lost: %+v", m)
	}
}

func TestAPostInDoubtIsFoundInTheChannel(t *testing.T) {
	s, _ := inRenewals(t, func(set *setup) {
		set.before = func(w *workspace.Workspace) {
			w.Fail("chat.postMessage", workspace.Fault{After: true, Times: 1}) // posted, and the answer lost
		}
	})
	s.wait("the message to be settled", func() bool {
		b, err := s.coach.Team(t.Context(), "east")
		return err == nil && b.Messages["renewals/2026-11-24"] != nil && !b.Messages["renewals/2026-11-24"].Owed()
	})
	if got := s.ws.Messages("CRENEW"); len(got) != 1 {
		t.Errorf("%d messages", len(got))
	}
}

func TestManyRenewalsFitOneMessage(t *testing.T) {
	s := open(t, func(set *setup) {
		set.due = true
		set.workspace.Channels = append(set.workspace.Channels, workspace.Channel{ID: "CRENEW", Name: "renewals", BotIn: true, Members: []string{"UANN"}})
	})
	days := map[string]int{}
	for i := range 40 {
		days[fmt.Sprint("K", i)] = 60 + i%50
	}
	s.contracts(days)
	s.goTo(tuesday)
	s.wait("the message", func() bool { return len(s.ws.Messages("CRENEW")) > 0 })
	m := s.ws.Messages("CRENEW")[0]
	shown := strings.Count(string(m.Blocks), `"action_id":"renewal_mine"`)
	if want := fmt.Sprintf("… and %d more: /coach renewals lists them.", 40-shown); shown < 15 || !strings.Contains(string(m.Blocks), want) {
		t.Errorf("%d have controls, and it does not say %q:\n%s", shown, want, m.Blocks)
	}
}

func TestCoachRenewals(t *testing.T) {
	s, m := inRenewals(t, nil)
	s.expect("UBOB", "/coach renewals", "till L, €60,000 a year, ends Sat 23 Jan 2027", "till K")
	s.expect("UANN", "/coach renewals", "No contract that I know of")
	s.use("UBOB", m, "K", "renewal_mine", "")
	s.shows("Bob is on it.")
	s.expect("UMIA", "/coach renewals", "bob’s", "Bob is on it")
	s.expect("UBOB", "/coach renewals", "You are on it")
}

// A contract is called by its account and product wherever its rep is told of it.
func TestAContractIsCalledByItsAccountAndProduct(t *testing.T) {
	s, _ := inRenewals(t, nil)
	s.expect("UBOB", "/coach why", "Acme GmbH, till K – renewal-due")
	names := s.coach.NamesFor(s.book("r2"))
	if got := names.SubjectName(coach.On("contract", "L")); got != "Acme GmbH, till L" {
		t.Errorf("it is called %q", got)
	}
	if got := names.SubjectName(coach.On("contract", "Z")); got != "Z" {
		t.Errorf("one of which nothing was found is called %q", got)
	}
}
