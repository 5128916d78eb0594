package bot_test

import (
	"strings"
	"testing"
	"time"

	"evenkeel/bot"
	"evenkeel/coach"
	"evenkeel/prompts"
)

// A deal that goes to another book is found there, by id and by its name, and
// while it is on its way no prospect is made of its name.
func TestADealThatChangesHandsIsNeverTakenForANewOne(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", `/deal Acme name="Second try" amount=50k`, "Recorded")
	id := s.only("r1").ID
	if err := s.coach.Follow(t.Context(), "r1"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.coach.Handle(t.Context(), "r1", func(v coach.View) (coach.Event, error) {
		return coach.Event{ID: "move/release", At: v.Now, Source: coach.Self, Rep: "r1", Release: &coach.Release{Deals: []string{id}, To: "r2"}}, nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"/deal " + id + " amount=7k", `/deal "Second try" amount=7k`, "/qualify " + id + " problem=x", "/touch " + id + " care call"} {
		s.expect("UANN", line, "changing hands", "nothing was recorded")
	}
	if err := s.coach.Follow(t.Context(), "r1"); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"/deal " + id + " amount=7k", `/deal "Second try" amount=7k`, "/qualify " + id + " problem=x"} {
		s.expect("UANN", line, "is bob's")
	}
	s.expect("UBOB", "/deal "+id+" amount=7k", "Recorded", "$7,000")
	if n := len(s.coach.People().Accounts()); n != 3 {
		t.Errorf("%d accounts, want the three there were", n)
	}
}

// Slack may deliver a line to any process, and to another one again.
func TestAHintIsShownOnceByAnyProcess(t *testing.T) {
	s := open(t, nil)
	s.say("UANN", "won Acne GmbH 1k")
	s.wait("the question", func() bool { return len(s.ws.Ephemerals("UANN")) == 1 })
	s.stop()
	if err := <-s.ended; err != nil {
		t.Fatal(err)
	}
	s.start(bot.Config{Coach: s.coach, Client: s.client, Why: prompts.Why, Stagger: 20 * time.Millisecond}) // remembers nothing
	events := 0
	for _, a := range s.ws.Acks() {
		if a.EventID == "" {
			continue
		}
		events++
		if err := s.ws.Redeliver(a.EventID); err != nil {
			t.Fatal(err)
		}
	}
	s.wait("acks again", func() bool {
		n := 0
		for _, a := range s.ws.Acks() {
			if a.EventID != "" {
				n++
			}
		}
		return n >= 2*events
	})
	s.expect("UANN", "/coach help", "What I can do")
	asked := 0
	for _, e := range s.ws.Ephemerals("UANN") {
		if strings.Contains(e.Text, "Acne") {
			asked++
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
}
