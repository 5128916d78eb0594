package bot_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"evenkeel/bot"
	"evenkeel/coach"
)

// many is a message in which a rule speaks of n deals, one other nudge after it.
func many(n int) coach.Outgoing {
	o := coach.Outgoing{Message: coach.Message{Key: "daily/2026-11-23", Kind: coach.Daily, Lists: []string{"unqualified"}}}
	add := func(rule, id string) {
		o.Nudges = append(o.Nudges, coach.Nudge{Key: rule + "/deal/" + id + "@2026-11-20", Rule: rule, Subject: coach.On("deal", id), Severity: coach.Hint})
		o.Wordings = append(o.Wordings, coach.Wording{Title: "Deal " + id, Say: "Open for 9 days.", Ask: "Is it one for us?"})
	}
	for i := range n {
		add("unqualified", fmt.Sprint("D", i))
	}
	add("next-commitment", "E")
	return o
}

// show is a message's text and its blocks as they go to Slack.
func show(t *testing.T, o coach.Outgoing) (text, wire string) {
	t.Helper()
	c, err := bot.NewClient(bot.ClientConfig{AppToken: "xapp-1", BotToken: "xoxb-1"})
	if err != nil {
		t.Fatal(err)
	}
	text, blocks := c.Render(o)
	raw, err := json.Marshal(blocks)
	if err != nil {
		t.Fatal(err)
	}
	return text, string(raw)
}

func TestAListNamesFiveAndAsksOnce(t *testing.T) {
	text, blocks := show(t, many(7))
	for _, want := range []string{"7 things alike", "Deal D4", "and 2 more on my Home tab", "Deal E"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q lacks %q", text, want)
		}
	}
	if strings.Contains(text, "Deal D5") || strings.Count(text, "Is it one for us?") != 2 {
		t.Errorf("it says too much: %s", text)
	}
	if n := strings.Count(blocks, `"type":"actions"`); n != 2 {
		t.Errorf("%d sets of controls, want one for the list and one beside it: %s", n, blocks)
	}
}

// Nothing is asked of one that is meant for another.
func TestAListSaysEachAskBelowThoseItFits(t *testing.T) {
	o := many(5)
	for i, ask := range []string{"Put it in writing.", "Who decides?", "Put it in writing.", "", "Who decides?"} {
		o.Wordings[i].Ask = ask
	}
	text, blocks := show(t, o)
	for _, said := range []string{text, blocks} {
		if err := inOrder(said, "Deal D0", "Deal D2", "Put it in writing.", "Deal D1", "Deal D4", "Who decides?", "Deal D3", "Deal E"); err != nil {
			t.Errorf("%v: %s", err, said)
		}
		if strings.Count(said, "Put it in writing.") != 1 || strings.Count(said, "Who decides?") != 1 {
			t.Errorf("an ask more than once: %s", said)
		}
	}
}

func TestAListSaysWhatIsSettled(t *testing.T) {
	o := many(4)
	o.Nudges[0].Cleared, o.Nudges[1].Reply = monday, coach.Done
	text, _ := show(t, o)
	if !strings.Contains(text, "2 are settled") || strings.Contains(text, "Deal D0") || !strings.Contains(text, "Deal D3") {
		t.Errorf("says %s", text)
	}
	for i := range 4 {
		o.Nudges[i].Cleared = monday
	}
	text, blocks := show(t, o)
	if !strings.Contains(text, "All of them are settled") || strings.Count(blocks, `"type":"actions"`) != 1 {
		t.Errorf("says %s with %s", text, blocks)
	}
}

// theList is a message with one list, of four promises that are overdue.
func theList(t *testing.T) (*stage, *coach.Message) {
	s := open(t, func(u *setup) { u.due = true })
	for i := range 4 {
		name := fmt.Sprint("Client", i)
		s.run("UANN", fmt.Sprintf("/commit %s time a call by 24 Nov", "new:"+name))
	}
	if n := len(s.book("r1").Commitments); n != 4 {
		t.Fatalf("%d promises", n)
	}
	s.now.Add(int64(47 * 60 * 60 * 1e9)) // Wednesday morning
	var list *coach.Message
	s.wait("the list", func() bool {
		for _, m := range s.book("r1").Messages {
			if len(m.Lists) == 1 && m.TS != "" {
				list = m
			}
		}
		return list != nil
	})
	return s, list
}

func TestWhyThisOnAListNamesAllOfIt(t *testing.T) {
	s, list := theList(t)
	before := len(s.ws.Ephemerals("UANN"))
	if err := s.ws.Click(t.Context(), "UANN", list.Channel, list.TS, "nudge_why"); err != nil {
		t.Fatal(err)
	}
	s.wait("the answer", func() bool { return len(s.ws.Ephemerals("UANN")) > before })
	said := s.lastEphemeral("UANN").Text
	if err := inOrder(said, "What I see", "The others in this list, and since when", "• Client", "Wed 25 Nov 2026"); err != nil || strings.Count(said, "• Client") != 3 {
		t.Errorf("%v: %s", err, said)
	}
}

func TestTheButtonsOfAListAnswerForAllOfIt(t *testing.T) {
	s, list := theList(t)
	dm := list.Channel
	if err := s.ws.Click(t.Context(), "UANN", dm, list.TS, "nudge_done"); err != nil {
		t.Fatal(err)
	}
	s.wait("all four are done", func() bool {
		done := 0
		for _, n := range s.book("r1").Nudges {
			if n.Rule == "commitment-overdue" && n.Reply == coach.Done {
				done++
			}
		}
		return done == 4
	})
	s.wait("the edit", func() bool {
		ms := s.ws.Messages(dm)
		return strings.Contains(ms[len(ms)-1].Text, "All of them are settled")
	})
}
