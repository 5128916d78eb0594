package bot_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"evenkeel/bot/workspace"
	"evenkeel/coach"
)

func TestSeveralLinesInOnePost(t *testing.T) {
	s := open(t, nil)
	ts := s.say("UANN", "Morning all!\nAcme: proposal, 50k\nwon Globex 20k\nInitech: proposal, 5k, close 31 Foo")
	s.wait("a tick", func() bool { return s.reacted(ts) })
	if n := len(s.book("r1").Deals); n != 2 {
		t.Errorf("%d deals, want 2", n)
	}
	s.wait("a hint", func() bool { return len(s.ws.Ephemerals("UANN")) == 1 })
}

func TestANewZoneIsTaken(t *testing.T) {
	s := open(t, nil)
	s.wait("zones from the list", func() bool { return s.coach.People().Rep("r1").SlackZone == "UTC" })
	if err := s.ws.SetUser(t.Context(), workspace.User{ID: "UANN", Name: "ann", RealName: "Ann Ashe", Email: "ann@example.com", TZ: "Asia/Tokyo"}); err != nil {
		t.Fatal(err)
	}
	s.wait("the new zone", func() bool { return s.coach.People().Rep("r1").SlackZone == "Asia/Tokyo" })
	// A member whom nobody imported becomes a rep on first use, in their zone.
	if err := s.ws.SetUser(t.Context(), workspace.User{ID: "UNEW", Name: "new", RealName: "New Ned", TZ: "Europe/Berlin"}); err != nil {
		t.Fatal(err)
	}
	if r, err := s.ws.Command(t.Context(), "UNEW", "dm", "/coach", "balance"); err != nil || r.Message == nil || !strings.Contains(r.Message.Text, "Your balance") {
		t.Errorf("%+v, %v", r, err)
	}
	if r := s.coach.People().Rep("UNEW"); r == nil || r.Name != "New Ned" || r.SlackZone != "Europe/Berlin" {
		t.Errorf("rep %+v", r)
	}
}

func TestTheLanguageOfAProfileIsTakenAndKept(t *testing.T) {
	s := open(t, func(set *setup) { set.workspace.Users[0].Locale = "de-DE" })
	locale := func(is string) func() bool {
		return func() bool { return s.coach.People().Rep("r1").SlackLocale == is }
	}
	s.wait("the locale from the list", locale("de-DE"))
	ann := workspace.User{ID: "UANN", Name: "ann", RealName: "Ann Ashe", Email: "ann@example.com", TZ: "UTC", Locale: "fr-FR"}
	if err := s.ws.SetUser(t.Context(), ann); err != nil {
		t.Fatal(err)
	}
	s.wait("the new locale", locale("fr-FR"))
	// Somebody who says nothing of a language leaves it as it was.
	if _, err := s.coach.Enrol(t.Context(), coach.SlackProfile{User: "UANN", Name: "Ann Ashe", Email: "ann@example.com", Zone: "Asia/Tokyo"}); err != nil {
		t.Fatal(err)
	}
	if r := s.coach.People().Rep("r1"); r.SlackLocale != "fr-FR" || r.SlackZone != "Asia/Tokyo" {
		t.Errorf("rep %+v", r)
	}
}

func TestOtherChannelsAreLeftAlone(t *testing.T) {
	s := open(t, nil)
	if _, err := s.ws.Say(t.Context(), "UANN", "#chat", "won Acme 50k"); err != nil {
		t.Fatal(err)
	}
	ts := s.say("UANN", "won Globex 20k")
	s.wait("a tick", func() bool { return s.reacted(ts) })
	if n := len(s.book("r1").Deals); n != 1 {
		t.Errorf("%d deals", n)
	}
}

func TestChoosingAmongDealsInAChannel(t *testing.T) {
	s := open(t, nil)
	for _, id := range []string{"D1", "D2"} {
		ts := s.post(map[string]any{"deal": id, "account": "A1", "rep": "r1", "name": "Project " + id, "amount": 10})
		s.wait("a tick", func() bool { return s.reacted(ts) })
	}
	ts := s.say("UANN", "Acme: proposal, 50k")
	s.wait("a question", func() bool { return len(s.ws.Ephemerals("UANN")) == 1 })
	e := s.lastEphemeral("UANN")
	if !strings.Contains(e.Text, "Project D1") || !strings.Contains(e.Text, "Project D2") || s.reacted(ts) {
		t.Fatalf("question %q, reacted %v", e.Text, s.reacted(ts))
	}
	if err := s.ws.Click(t.Context(), "UANN", e.Channel, e.TS, "choose1"); err != nil {
		t.Fatal(err)
	}
	s.wait("a tick", func() bool { return s.reacted(ts) })
	b := s.book("r1")
	if b.Deals["D2"].Amount.V.Minor != 5_000_000 || b.Deals["D1"].Amount.V.Minor != 1000 {
		t.Errorf("D1 %v, D2 %v", b.Deals["D1"].Amount.V, b.Deals["D2"].Amount.V)
	}
	s.expect("UANN", "/qualify Acme budget=yes", "Which one shall I judge", "Project D1")
	s.expect("UANN", "/commit Acme time a call by friday", "Which one is it about", "as a whole")
	s.expect("UANN", `/deal "Project D1" amount=7k`, "$7,000")
	s.expect("UANN", `/deal Project D2 amount=8k`, "$8,000")
	s.expect("UANN", `/deal D2 amount=9k`, "$9,000")
}

func TestAMessageInDoubtIsFound(t *testing.T) {
	s := open(t, nil)
	s.ws.Fail("chat.postMessage", workspace.Fault{After: true}) // posted, and the answer lost
	s.expect("UANN", "/deal Acme won 10k close=1 Oct", "won")
	s.expect("UANN", "/touch Acme issue high scanner offline", "Recorded")
	s.expect("UANN", "/deal Acme stage=proposal amount=5k", "Recorded")
	s.wait("the post", func() bool { return len(s.ws.DM("UANN")) == 1 })
	s.wait("it is found and settled", func() bool {
		_ = s.coach.Follow(t.Context(), "r1")
		for _, m := range s.book("r1").Messages {
			if m.Owed() {
				return false
			}
		}
		return true
	})
	if n := len(s.ws.DM("UANN")); n != 1 {
		t.Errorf("%d messages", n)
	}
}

func TestDuplicatesOfAMessageAreDeleted(t *testing.T) {
	s, m, _ := stopped(t, nil)
	o := coach.Outgoing{Rep: *s.coach.People().Rep("r1"), Names: s.coach.People()}
	s.wait("it is settled", func() bool {
		for key, msg := range s.book("r1").Messages {
			if msg.TS == m.TS {
				o.Message.Key = key
			}
		}
		return o.Message.Key != ""
	})
	if _, _, err := s.client.Post(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	channel, ts, err := s.client.Find(t.Context(), o)
	if err != nil || channel != m.Channel || ts != m.TS {
		t.Errorf("found %s %s %v, want %s", channel, ts, err, m.TS)
	}
	if n := len(s.ws.DM("UANN")); n != 1 {
		t.Errorf("%d messages", n)
	}
	o.Message.Key = "daily/r1/never"
	if _, ts, err = s.client.Find(t.Context(), o); err != nil || ts != "" {
		t.Errorf("found what was never sent: %q %v", ts, err)
	}
}

func TestWhoCannotBeReached(t *testing.T) {
	s := open(t, nil)
	s.wait("the list of users", func() bool { return s.coach.People().Rep("r1").SlackUser == "UANN" })
	o := coach.Outgoing{Rep: coach.Rep{ID: "r7", Email: "gone@example.com"}, Names: s.coach.People()}
	s.wait("given up", func() bool {
		_, _, err := s.client.Post(t.Context(), o)
		return err != nil && strings.Contains(err.Error(), "undeliverable")
	})
	o.Rep = coach.Rep{ID: "r8", SlackUser: "UGUS"}
	if _, _, err := s.client.Post(t.Context(), o); err == nil || len(s.ws.DM("UGUS")) > 0 {
		t.Errorf("the guest got a message: %v", err)
	}
}

func TestAFullQueueApologises(t *testing.T) {
	s := open(t, nil)
	s.expect("UBOB", "/coach why", "Nothing")
	s.store.down.Store(true)
	for i := range 105 {
		_, err := s.ws.Event(t.Context(), map[string]any{"type": "message", "channel": "CDEALS", "channel_type": "channel", "user": "UANN",
			"text": "hello there", "ts": fmt.Sprintf("1700000000.%06d", i)})
		if err != nil {
			t.Fatal(err)
		}
	}
	s.wait("a full queue", func() bool { return s.bot.InHand() > 100 })
	s.expect("UANN", "/deal Acme won 50k", "too busy")
	s.expect("UBOB", "/coach help", "What I can do", "balance")
	s.store.down.Store(false)
}

func TestShutdownFinishesTheWorkInHand(t *testing.T) {
	s := open(t, func(set *setup) { set.alone = true })
	s.store.slow.Store(int64(20 * time.Millisecond))
	ts := s.say("UANN", "won Acme 50k")
	s.wait("the work", func() bool { return s.bot.InHand() > 0 })
	s.stop()
	s.wait("the end", func() bool { return len(s.ended) == 1 })
	s.store.slow.Store(0)
	if n := len(s.book("r1").Deals); n != 1 || !s.reacted(ts) {
		t.Errorf("%d deals, reacted %v", n, s.reacted(ts))
	}
}

// TestRealEvents: events as they came off the wire are acknowledged, and none
// of them is taken for an update.
func TestRealEvents(t *testing.T) {
	dir := os.Getenv("EVENKEEL_TEST_DATA")
	if dir == "" {
		t.Skip("EVENKEEL_TEST_DATA is not set")
	}
	files, err := filepath.Glob(filepath.Join(dir, "webhooks", "slack", "*.json"))
	if err != nil || len(files) == 0 {
		t.Skipf("no samples: %v", err)
	}
	s := open(t, nil)
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var payload map[string]any
		if json.Unmarshal(raw, &payload) != nil || payload["event"] == nil && payload["type"] == nil {
			continue
		}
		kind := "interactive"
		if payload["event"] != nil {
			kind = "events_api"
			if payload["type"] == nil {
				payload["type"] = "event_callback"
			}
		}
		id, err := s.ws.Envelope(t.Context(), map[string]any{"type": kind, "accepts_response_payload": false, "payload": payload})
		if err != nil {
			t.Fatal(err)
		}
		s.wait("an ack of "+filepath.Base(f), func() bool {
			for _, a := range s.ws.Acks() {
				if a.EnvelopeID == id {
					return true
				}
			}
			return false
		})
	}
	for _, r := range s.coach.People().Reps() {
		if n := len(s.book(r.ID).Deals); n > 0 {
			t.Errorf("%s has %d deals", r.ID, n)
		}
	}
}

// TestNonsenseIsSurvived: whatever comes in, the next command is answered.
func TestNonsenseIsSurvived(t *testing.T) {
	s := open(t, nil)
	for _, p := range []any{nil, 7, "x", []any{}, map[string]any{}, map[string]any{"type": "event_callback"},
		map[string]any{"type": "event_callback", "event": nil}, map[string]any{"type": "event_callback", "event": 3},
		map[string]any{"type": "event_callback", "event": map[string]any{"type": "message", "subtype": "message_changed"}},
		map[string]any{"type": "event_callback", "event": map[string]any{"type": "message", "user": 7, "text": []any{}}},
		map[string]any{"type": "event_callback", "event": map[string]any{"type": "message_metadata_posted", "metadata": map[string]any{"event_type": "deal_updated"}}},
		map[string]any{"type": "event_callback", "event": map[string]any{"type": "user_change", "user": "U1"}},
		map[string]any{"type": "app_rate_limited"},
		map[string]any{"type": "block_actions"}, map[string]any{"type": "block_actions", "actions": []any{nil}},
		map[string]any{"type": "view_submission"}, map[string]any{"type": "view_submission", "user": map[string]any{"id": "UANN"}, "view": map[string]any{"callback_id": "qualify"}},
		map[string]any{"type": "view_submission", "user": map[string]any{"id": "UANN"}, "view": map[string]any{"callback_id": "override", "private_metadata": "{"}},
		map[string]any{"command": "/deal"}, map[string]any{"command": "/nothing", "user_id": "UANN", "text": "x"}} {
		for _, kind := range []string{"events_api", "interactive", "slash_commands", "weather"} {
			if _, err := s.ws.Envelope(t.Context(), map[string]any{"type": kind, "payload": p}); err != nil {
				s.wait("a socket", s.bot.Ready)
			}
		}
	}
	s.expect("UANN", "/deal Acme amount=1k", "Recorded")
}

func TestANameWithoutALetterOrDigitIsNoAccount(t *testing.T) {
	s := open(t, nil)
	for _, line := range []string{"/deal ???", "/qualify …", "/touch --- care called"} {
		s.run("UANN", line)
	}
	if n := len(s.book("r1").Deals) + len(s.book("r1").Touches) + len(s.book("r1").Qualifications); n != 0 {
		t.Errorf("%d things were recorded", n)
	}
	s.expect("UANN", "/deal ???", "at least a letter or a digit")
}
