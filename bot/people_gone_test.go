package bot_test

import (
	"strings"
	"testing"
	"time"

	"evenkeel/bot/workspace"
	"evenkeel/coach"
)

// TestNothingIsSentToWhoHasLeftAndTheBookStays: neither the day's message nor an
// edit of one; their manager reads it on Home; with a new account they go on.
func TestNothingIsSentToWhoHasLeftAndTheBookStays(t *testing.T) {
	s, _, n := stopped(t, nil)
	gone := workspace.User{ID: "UANN", Name: "ann", RealName: "Ann Ashe", Email: "ann@example.com", TZ: "UTC", Deleted: true}
	if err := s.ws.SetUser(t.Context(), gone); err != nil {
		t.Fatal(err)
	}
	s.wait("it to be known", func() bool { r := s.coach.People().Rep("r1"); return r != nil && r.Away })
	before := s.toAnn()
	s.now.Store(monday.AddDate(0, 0, 1).UnixNano())
	for range 3 {
		if err := s.coach.DoDue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if now := s.toAnn(); now != before {
		t.Errorf("%d calls about Ann before she left, %d after", before, now)
	}
	book := s.book("r1")
	if len(book.Deals) != 2 || book.Nudges[n.Key] == nil {
		t.Errorf("her book has %d deals and %d nudges", len(book.Deals), len(book.Nudges))
	}
	if err := s.ws.OpenHome(t.Context(), "UMIA"); err != nil {
		t.Fatal(err)
	}
	s.wait("Mia's Home", func() bool {
		home, ok := s.ws.Home("UMIA")
		return ok && strings.Contains(strings.Join(home.Shown(), " "), "ann (not in Slack any more")
	})
	again := gone
	again.ID, again.Name, again.Deleted = "UANN2", "ann2", false
	if err := s.ws.SetUser(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	s.wait("her to be known again", func() bool {
		r := s.coach.People().Rep("r1")
		return r != nil && r.SlackUser == "UANN2" && r.Reachable()
	})
	if got := s.book("r1").Deals; len(got) != 2 {
		t.Errorf("she came back to %d deals", len(got))
	}
}

// toAnn counts what was sent to Ann's direct messages.
func (s *stage) toAnn() int {
	n, dm := 0, s.ws.DMChannel("UANN")
	for _, call := range s.ws.Calls("") {
		if at := call.Args["channel"]; strings.HasPrefix(call.Method, "chat.") && (at == "UANN" || at == dm) {
			n++
		}
	}
	return n
}

// TestAManagerWhoChangesTakesTheViewAlong: what the new one sees at once, the old
// one sees no more.
func TestAManagerWhoChangesTakesTheViewAlong(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal Globex name=Pilot stage=proposal amount=5k", "Recorded")
	deal := s.only("r1").ID
	s.expect("UMIA", "/deal "+deal+" amount=6k", "ann's book")
	s.expect("UBOB", "/deal "+deal+" amount=7k", "only they or their manager")
	s.now.Add(int64(time.Minute))
	_, err := s.coach.People().UpdateRep(t.Context(), "r1", func(r *coach.Rep) bool { r.Manager = "r2"; return true })
	if err != nil {
		t.Fatal(err)
	}
	s.expect("UMIA", "/deal "+deal+" amount=8k", "only they or their manager")
	s.expect("UBOB", "/deal "+deal+" amount=9k", "ann's book")
	if got := s.only("r1").Amount.V.Minor; got != 900_000 {
		t.Errorf("the amount is %d", got)
	}
	for user, want := range map[string]bool{"UMIA": false, "UBOB": true} {
		if got := strings.Contains(texts(s.offered(user, "Pilot")), "Deal: Globex, Pilot"); got != want {
			t.Errorf("%s is offered Ann's deal: %v", user, got)
		}
		if err := s.ws.CloseView(t.Context(), user, "top"); err != nil {
			t.Fatal(err)
		}
		if err := s.ws.OpenHome(t.Context(), user); err != nil {
			t.Fatal(err)
		}
		s.wait("the Home of "+user, func() bool { _, ok := s.ws.Home(user); return ok })
		home, _ := s.ws.Home(user)
		if got := strings.Contains(strings.Join(home.Shown(), "\n"), "• ann:"); got != want {
			t.Errorf("%s sees Ann in the team: %v", user, got)
		}
	}
}
