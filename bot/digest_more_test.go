package bot_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"evenkeel/bot/workspace"
	"evenkeel/coach"
)

// crowd makes Mia the manager of many more, so that her week does not fit into a
// message.
func (s *stage) crowd(n int) {
	s.Helper()
	for i := range n {
		_, err := s.coach.People().UpdateRep(s.Context(), fmt.Sprintf("x%03d", i), func(r *coach.Rep) bool {
			r.Name, r.Manager, r.Team = fmt.Sprintf("Rep %03d", i), "r9", "east"
			return true
		})
		if err != nil {
			s.Fatal(err)
		}
	}
}

// digest lets Monday's digest become due, and waits until Mia has it.
func (s *stage) digest() workspace.Message {
	s.Helper()
	s.expect("UMIA", "/deal Globex name=Own stage=proposal amount=10k close=2026-12-31", "Globex") // she has a book
	s.expect("UANN", "/deal Acme name=Pilot stage=proposal amount=50k close=2026-12-31", "Acme")
	s.now.Store(monday.AddDate(0, 0, 7).UnixNano())
	for range 3 {
		if err := s.coach.DoDue(s.Context()); err != nil {
			s.Fatal(err)
		}
	}
	for _, m := range s.ws.DM("UMIA") {
		if strings.Contains(m.Text, "week, Mon 30 Nov") {
			return m
		}
	}
	s.Fatalf("Mia has no digest among %d messages", len(s.ws.DM("UMIA")))
	return workspace.Message{}
}

// window is the one window that somebody has open, once it is filled.
func (s *stage) window(user string) workspace.View {
	s.Helper()
	var v workspace.View
	s.wait("the window", func() bool {
		views := s.ws.Views(user)
		if len(views) == 1 {
			v = views[0]
		}
		return len(views) == 1 && !strings.Contains(strings.Join(v.Shown(), " "), "One moment")
	})
	return v
}

func TestTheButtonOfADigestShowsTheRestPageByPage(t *testing.T) {
	s := open(t, nil)
	s.crowd(150)
	m := s.digest()
	if err := s.ws.Click(t.Context(), "UMIA", m.Channel, m.TS, "digest_more"); err != nil {
		t.Fatal(err)
	}
	v := s.window("UMIA")
	var all []string
	for page := 1; ; page++ {
		all = append(all, strings.Join(v.Shown(), "\n"))
		turn := fmt.Sprintf("digest_more_%d", page)
		if !strings.Contains(string(v.Blocks), turn) {
			break
		}
		before := v.Hash
		if err := s.ws.ClickView(t.Context(), "UMIA", "top", turn); err != nil {
			t.Fatal(err)
		}
		s.wait("the next page", func() bool { v = s.window("UMIA"); return v.Hash != before })
	}
	if len(all) < 2 {
		t.Fatalf("%d pages", len(all))
	}
	for i := range 150 {
		if name := fmt.Sprintf("Rep %03d", i); !strings.Contains(strings.Join(all, "\n"), name) {
			t.Errorf("%s is nowhere in the window", name)
		}
	}
}

func TestTheButtonOfADigestIsItsReadersOnly(t *testing.T) {
	s := open(t, nil)
	s.crowd(40)
	s.digest()
	_, token := s.ws.Tokens()
	api := slack.New(token, slack.OptionAPIURL(s.ws.APIURL()))
	forged := slack.NewActionBlock("", slack.NewButtonBlockElement("digest_more", "digest/2026-W49", slack.NewTextBlockObject("plain_text", "Show", false, false)))
	_, ts, err := api.PostMessageContext(t.Context(), "CDEALS", slack.MsgOptionText("forged", false), slack.MsgOptionBlocks(forged))
	if err != nil {
		t.Fatal(err)
	}
	for _, user := range []string{"UANN", "UGUS", "UEVE"} {
		before := len(s.ws.Ephemerals(user))
		if err := s.ws.Click(t.Context(), user, "#deals", ts, "digest_more"); err != nil {
			t.Fatal(err)
		}
		s.wait("an answer to "+user, func() bool { return len(s.ws.Ephemerals(user)) > before })
		if n := len(s.ws.Views(user)); n != 0 {
			t.Errorf("%s sees %d windows", user, n)
		}
	}
	if calls := s.ws.Calls("views.open"); len(calls) != 0 {
		t.Errorf("%d windows were opened", len(calls))
	}
}
