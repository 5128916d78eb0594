package bot_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"evenkeel/bot/workspace"
)

// TestABurstIsTakenInInItsTime: five thousand events at once, most of them talk,
// and more of them by one person than may wait. What is turned away comes again;
// each update counts once. It runs alone: it would starve its neighbours.
func TestABurstIsTakenInInItsTime(t *testing.T) {
	s := open(t, func(set *setup) {
		inTheWeather(set)
		set.alone = true
		for i := range 60 {
			id := fmt.Sprintf("UGUEST%d", i)
			set.workspace.Users = append(set.workspace.Users, workspace.User{ID: id, Name: strings.ToLower(id), Guest: true})
		}
	})
	events := map[string]bool{}
	want := map[string]int{}
	ts := 0
	say := func(user, text string) {
		ts++
		id, err := s.ws.Event(t.Context(), map[string]any{"type": "message", "channel": "CDEALS", "channel_type": "channel",
			"user": user, "text": text, "ts": fmt.Sprintf("1700000000.%06d", ts)})
		if err != nil {
			t.Fatal(err)
		}
		events[id] = true
	}
	for i := range 4700 {
		say(fmt.Sprintf("UGUEST%d", i%60), "hello there")
	}
	for i := range 300 {
		user := []string{"UANN", "UBOB", "UMIA"}[max(0, i-279)*3/21]
		if i%20 == 0 {
			want[user]++
			say(user, prospect(user, i)+": won, 5k")
		} else {
			say(user, "hello there")
		}
	}
	s.wait("Ready", s.bot.Ready)
	s.eventually("every event is acknowledged", func() bool {
		acked := 0
		for _, a := range s.ws.Acks() {
			if events[a.EventID] {
				acked++
			}
		}
		return acked >= len(events)
	})
	for user, rep := range sellers {
		if n := len(s.book(rep).Deals); n != want[user] {
			t.Errorf("%s: %d deals of %d updates", user, n, want[user])
		}
	}
	if !s.bot.Healthy() {
		t.Error("not healthy")
	}
	s.expect("UANN", "/coach help", "What I can do")
}

// eventually is wait, for what takes Slack many retries.
func (s *stage) eventually(what string, cond func() bool) {
	s.Helper()
	for end := time.Now().Add(2 * time.Minute); !cond(); time.Sleep(time.Second) {
		if time.Now().After(end) {
			s.Fatalf("never happened: %s", what)
		}
	}
}

// TestCommandsBeyondTheBoundGetAnApology: more commands of one person than may
// wait, while the store hangs. Each is answered in time, and none is done later
// of which it was said that nothing was done.
func TestCommandsBeyondTheBoundGetAnApology(t *testing.T) {
	s := open(t, func(set *setup) { set.workspace.AckWithin = 20 * time.Second })
	s.expect("UANN", "/coach why", "Nothing")
	s.store.down.Store(true)
	var group sync.WaitGroup
	var mu sync.Mutex
	said := map[string]string{}
	for i := range 300 {
		group.Go(func() {
			note := fmt.Sprintf("note %d.", i)
			r, err := s.ws.Command(s.Context(), "UANN", "#deals", "/touch", "Acme care "+note)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Errorf("%s: %v", note, err)
			} else if r.Message != nil {
				said[note] = r.Message.Text
			}
		})
	}
	group.Wait()
	s.store.down.Store(false)
	count := func(words string) (n int) { // wherever they were said: in the ack or beside it
		for _, m := range s.ws.Ephemerals("UANN") {
			if strings.Contains(m.Text, words) {
				n++
			}
		}
		return n
	}
	s.wait("an apology to each whose command was not taken", func() bool { return count("too busy") > 150 })
	if busy, unsure := count("too busy"), count("could not confirm"); busy > 250 || unsure+busy < 300 {
		t.Errorf("%d of 300 were told that nothing was done, %d that it is not known; 100 may wait", busy, unsure)
	}
	s.wait("the queue is empty", func() bool { return strings.Contains(s.run("UANN", "/coach help"), "What I can do") })
	for _, touch := range s.book("r1").Touches {
		if strings.Contains(said[touch.Note], "too busy") {
			t.Errorf("%s was recorded, and its author told that nothing was done", touch.Note)
		}
	}
}

// TestAPanicIsSurvived: what makes a handler panic is not acknowledged, so Slack
// sends it again, and it is recorded once the cause is gone; a command is
// answered all the same.
func TestAPanicIsSurvived(t *testing.T) {
	s := open(t, func(set *setup) { set.workspace.RetryAfter = []time.Duration{0, 500 * time.Millisecond, time.Second} })
	s.store.panics.Store(true)
	s.expect("UANN", "/touch Acme care a note", "could not confirm")
	ts := s.say("UANN", "Globex: won, 5k")
	s.say("UBOB", "hello there")
	s.wait("Bob is heard", func() bool { return len(s.ws.Acks()) >= 2 })
	s.store.panics.Store(false)
	s.wait("Slack's retry", func() bool { return s.reacted(ts) })
	if n := len(s.book("r1").Deals); n != 1 {
		t.Errorf("%d deals", n)
	}
	if !s.bot.Healthy() {
		t.Error("not healthy")
	}
}
