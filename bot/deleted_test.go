package bot_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"evenkeel/bot"
	"evenkeel/coach"
)

// deletes has a person delete a post of theirs in the deals channel.
func (s *stage) deletes(user, ts string) {
	s.Helper()
	if err := s.ws.Delete(s.Context(), user, "#deals", ts); err != nil {
		s.Fatal(err)
	}
}

// deletion is the event that a post of Ann's was deleted, as Slack sends it.
func (s *stage) deletion(user, ts, text string) {
	s.Helper()
	_, err := s.ws.Event(s.Context(), map[string]any{"type": "message", "subtype": "message_deleted", "hidden": true, "channel": "CDEALS", "channel_type": "channel",
		"ts": "1900000000.000001", "deleted_ts": ts, "previous_message": map[string]any{"type": "message", "user": user, "text": text, "ts": ts}})
	if err != nil {
		s.Fatal(err)
	}
}

// written is the event of a post.
func (s *stage) written(user, ts, text string) {
	s.Helper()
	_, err := s.ws.Event(s.Context(), map[string]any{"type": "message", "channel": "CDEALS", "channel_type": "channel", "user": user, "text": text, "ts": ts})
	if err != nil {
		s.Fatal(err)
	}
}

// replica is another process on the same store, until the test ends.
func (s *stage) replica() {
	s.Helper()
	other := coach.New(coach.Config{Store: s.store, Playbook: s.coach.Playbook, Rules: s.coach.Rules, Words: s.coach.Words, Slack: s.client, Owner: "other",
		Now: func() time.Time { return s.clock(false) }})
	b := bot.New(bot.Config{Coach: other, Client: s.client, Sockets: 2, Stagger: time.Millisecond})
	ctx, stop := context.WithCancel(s.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	s.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			s.Error(err)
		}
	})
	s.wait("the other's hello", b.Ready)
}

func (s *stage) knowsGone(rep, ts string) bool { return s.book(rep).Deleted("slack/CDEALS/" + ts) }

func TestALineThatIsDeletedIsTakenBack(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal Globex name=Pilot stage=proposal amount=5k", "Recorded")
	ts := s.say("UANN", "won Globex 50k\nInitech: proposal, 7k")
	s.wait("both lines", func() bool {
		b := s.book("r1")
		return len(b.Deals) == 2 && len(b.OpenDealsAt("A3")) == 1 && len(b.OpenDealsAt("A2")) == 0
	})
	s.deletes("UANN", ts)
	s.wait("neither", func() bool { return len(s.book("r1").Deals) == 1 && s.only("r1").Open() })
	if x := s.only("r1"); x.Amount.V.Minor != 500000 || x.Stage.V() != "proposal" {
		t.Errorf("the deal is %+v", x)
	}
	s.wait("the account to forget the win", func() bool {
		accounts, err := s.coach.Accounts(t.Context(), "A2")
		return err == nil && accounts["A2"].FirstWin("").IsZero()
	})
}

// TestAManagersDeletedLineIsTakenBackInTheRepsBook, also where the deletion came
// first; what the rep said meanwhile stands.
func TestAManagersDeletedLineIsTakenBackInTheRepsBook(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal Globex name=Pilot stage=proposal amount=5k", "Recorded")
	ts := s.say("UMIA", "Globex: negotiation, 9k")
	s.wait("the manager's line", func() bool { return s.only("r1").Amount.V.Minor == 900000 })
	s.expect("UANN", "/deal Globex close=2026-12-18", "Recorded")
	s.deletes("UMIA", ts)
	s.wait("what was before", func() bool { return s.only("r1").Amount.V.Minor == 500000 })
	if x := s.only("r1"); x.Stage.V() != "proposal" || x.Close.V() != coach.NewDate(2026, 12, 18) {
		t.Errorf("the deal is %+v", x)
	}
	s.deletion("UMIA", "1800000000.000001", "Globex: negotiation, 9k")
	s.wait("the deletion", func() bool { return s.knowsGone("r9", "1800000000.000001") })
	s.written("UMIA", "1800000000.000001", "Globex: negotiation, 9k")
	s.wait("the line taken back", func() bool { return s.knowsGone("r1", "1800000000.000001") })
	if x := s.only("r1"); x.Amount.V.Minor != 500000 || x.Stage.V() != "proposal" {
		t.Errorf("a line that was deleted before it came stands: %+v", x)
	}
}

// TestADeletionIsTakenInOnce, however often and to whichever process it comes, and
// before its line, too.
func TestADeletionIsTakenInOnce(t *testing.T) {
	const line, first, second = "Globex: proposal, 7k", "1800000000.000001", "1800000000.000002"
	s := open(t, func(set *setup) { set.sockets = 2 })
	s.replica()
	for range 3 {
		s.deletion("UANN", first, line)
	}
	s.wait("the deletion", func() bool { return s.knowsGone("r1", first) })
	for range 3 {
		s.written("UANN", first, line)
	}
	s.written("UANN", second, "Initech: proposal, 8k")
	s.wait("the line after it", func() bool { return len(s.book("r1").OpenDealsAt("A3")) == 1 })
	if at := s.book("r1").OpenDealsAt("A2"); len(at) != 0 {
		t.Errorf("a deleted line stands: %+v", at[0])
	}
	s.written("UANN", "1800000000.000003", "Initech: 9k")
	s.wait("a later word", func() bool { return s.book("r1").OpenDealsAt("A3")[0].Amount.V.Minor == 900000 })
	for range 3 {
		s.deletion("UANN", second, "Initech: proposal, 8k")
	}
	s.wait("the second deletion", func() bool { return s.knowsGone("r1", second) })
	if at := s.book("r1").OpenDealsAt("A3"); len(at) != 1 || at[0].Amount.V.Minor != 900000 || slices.Contains([]string{"proposal"}, at[0].Stage.V()) {
		t.Errorf("what was said later: %d, %+v", len(at), at[0])
	}
}

// TestWhatIsNobodysLineIsLeftAloneWhenDeleted: talk, a colleague's copy, another
// channel.
func TestWhatIsNobodysLineIsLeftAloneWhenDeleted(t *testing.T) {
	s := open(t, nil)
	ts := s.say("UANN", "Globex: proposal, 7k")
	s.wait("the line", func() bool { return len(s.book("r1").Deals) == 1 })
	s.deletion("UBOB", ts, "Globex: proposal, 7k") // not Bob's: it is Ann's post
	s.wait("that it was read", func() bool { return s.knowsGone("r2", ts) })
	s.deletes("UANN", s.say("UANN", "good morning"))
	s.written("UANN", "1800000000.000009", "Initech: proposal, 8k")
	s.wait("what came after", func() bool { return len(s.book("r1").Deals) == 2 })
	if at := s.book("r1").OpenDealsAt("A2"); len(at) != 1 || at[0].Amount.V.Minor != 700000 {
		t.Errorf("Ann's line: %+v", at)
	}
	if len(s.book("r1").Lines) != 2 {
		t.Errorf("talk is remembered as deleted: %d", len(s.book("r1").Lines))
	}
}
