package bot_test

import (
	"strings"
	"testing"

	"evenkeel/bot"
	"evenkeel/coach"
)

// TestTheCoachSaysThatItCanNoLongerTell: promises reached it once, then for five
// weeks none did. Neither is the deal without one, nor is it mended.
func TestTheCoachSaysThatItCanNoLongerTell(t *testing.T) {
	s := open(t, func(set *setup) { set.written = true })
	s.expect("UANN", "/commit Acme time a visit by 15 Jan", "a visit")
	s.expect("UANN", "/deal Globex name=Pilot stage=qualifying amount=5k", "Pilot")
	s.daysGo(1)
	s.expect("UANN", "/coach why", "Pilot", "next-commitment", "Said and still open")
	s.daysGo(35)
	cannot := "I can no longer tell: no commitments have reached me since Mon 23 Nov"
	why := s.expect("UANN", "/coach why", "Put to rest:", "next-commitment", cannot)
	if strings.Contains(strings.Split(why, "Put to rest:")[0], "next-commitment") {
		t.Errorf("it stands open as well: %s", why)
	}
	home := s.homeSays("UANN", "commitments: none since")
	if !strings.Contains(home, ", so of 1 thing that I found I can no longer tell") {
		t.Errorf("Home: %s", home)
	}
	var said []string
	for _, m := range s.ws.DM("UANN") {
		said = append(said, m.Shown())
	}
	if all := strings.Join(said, "\n"); !strings.Contains(all, cannot+".") || strings.Contains(all, "no longer applies") {
		t.Errorf("the messages:\n%s", all)
	}
}

// TestAListSaysOfHowManyItCannotTell: what rests is not called settled.
func TestAListSaysOfHowManyItCannotTell(t *testing.T) {
	lost := &coach.Unknown{Kind: coach.Touches, Since: coach.NewDate(2026, 11, 3)}
	for name, c := range map[string]struct {
		rests, cleared int
		want, not      string
	}{
		"all":         {3, 0, "I can no longer tell about 3 of them: no touches have reached me since Tue 3 Nov.", "settled"},
		"some":        {2, 0, "I can no longer tell about 2 of them", "settled"},
		"settled too": {1, 1, "One is settled – thanks. I can no longer tell about 1 of them", "All of them"},
	} {
		t.Run(name, func(t *testing.T) {
			o := coach.Outgoing{Message: coach.Message{Key: "daily/2026-11-05", Kind: coach.Daily, Lists: []string{"care-due"}}}
			for i := range 3 {
				n := coach.Nudge{Key: string(rune('a' + i)), Rule: "care-due", Subject: coach.On("account", string(rune('a'+i))), Severity: coach.Hint}
				switch {
				case i < c.rests:
					n.Unknown, n.Cleared = lost, monday
				case i < c.rests+c.cleared:
					n.Cleared = monday
				}
				o.Nudges, o.Wordings = append(o.Nudges, n), append(o.Wordings, coach.Wording{Title: n.Key, Say: "quiet"})
			}
			text, _ := bot.Blocks(bot.ClientConfig{}, o)
			if !strings.Contains(text, c.want) || strings.Contains(text, c.not) {
				t.Errorf("says %s", text)
			}
		})
	}
}
