package bot_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"evenkeel/bot"
	"evenkeel/coach"
)

// The week's notes stand at the end of a message, a line each, and the controls
// are those of the nudges above only.
func TestNotesAreOneListWithoutControls(t *testing.T) {
	nudge := func(key string, s coach.Severity) coach.Nudge {
		return coach.Nudge{Key: key, Rule: key, Subject: "deal/D", Severity: s}
	}
	o := coach.Outgoing{
		Nudges:   []coach.Nudge{nudge("passive", coach.Warn), nudge("passed", coach.Note), nudge("pushed", coach.Note)},
		Wordings: []coach.Wording{{Title: "Acme", Say: "Only we move.", Ask: "Go?"}, {Title: "Acme, Pilot", Say: "Its date has passed.", Ask: "Which date?"}, {Title: "Globex", Say: "Moved 3 times.", Ask: "Why?"}},
		Names:    new(coach.People),
	}
	o.Nudges[2].Cleared = time.Now()
	text, blocks := new(bot.Client).Render(o)
	raw, err := json.Marshal(blocks)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"• ", "Acme, Pilot.", "Its date has passed. Which date?", "This no longer applies."} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("no %q in %s", want, raw)
		}
	}
	if n := strings.Count(string(raw), `"type":"actions"`); n != 1 {
		t.Errorf("%d blocks of controls, want those of the nudge: %s", n, raw)
	}
	if strings.Contains(string(raw), "Why?\"") || !strings.Contains(text, "Acme, Pilot. Its date has passed. Which date?") {
		t.Errorf("text %q, blocks %s", text, raw)
	}
}

// What a rule notes of many subjects is one line, with the weightiest by name.
func TestNotesOfOneRuleOnManySubjectsAreOneLine(t *testing.T) {
	o := coach.Outgoing{Message: coach.Message{Lists: []string{"stalled"}}, Names: new(coach.People)}
	for _, id := range []string{"A", "B", "C", "D", "E"} {
		o.Nudges = append(o.Nudges, coach.Nudge{Key: id, Rule: "stalled", Subject: coach.On("deal", id), Severity: coach.Note})
		o.Wordings = append(o.Wordings, coach.Wording{Title: id, Say: "Long open.", Ask: "Go, park or close?"})
	}
	text, _ := new(bot.Client).Render(o)
	if want := "5 things alike: stalled. A; B; C. Go, park or close? And 2 more on my Home tab."; text != want {
		t.Errorf("%q, want %q", text, want)
	}
	for i := range o.Nudges {
		o.Nudges[i].Cleared = time.Now()
	}
	if text, _ = new(bot.Client).Render(o); !strings.Contains(text, "All of them are settled") {
		t.Errorf("settled: %q", text)
	}
}

func TestANoteOfManyNamesWithEachAskThoseItFits(t *testing.T) {
	o := coach.Outgoing{Message: coach.Message{Lists: []string{"stalled"}}, Names: new(coach.People)}
	for i, ask := range []string{"Close it?", "Go on?", "Close it?"} {
		id := string(rune('A' + i))
		o.Nudges = append(o.Nudges, coach.Nudge{Key: id, Rule: "stalled", Subject: coach.On("deal", id), Severity: coach.Note})
		o.Wordings = append(o.Wordings, coach.Wording{Title: id, Say: "Long open.", Ask: ask})
	}
	text, _ := new(bot.Client).Render(o)
	if want := "3 things alike: stalled. A; C. Close it? B. Go on?"; text != want {
		t.Errorf("%q, want %q", text, want)
	}
}

// One note of its kind is told in full, beside a list of others by the same rule,
// and the heading of several says what notes they are.
func TestASingleNoteIsToldInFullAndSeveralAsWhatTheyAre(t *testing.T) {
	c, err := bot.NewClient(bot.ClientConfig{AppToken: "xapp-1", BotToken: "xoxb-1", Heading: func(_ string, n int, notes bool) string {
		return fmt.Sprint(n, " of them, notes: ", notes)
	}})
	if err != nil {
		t.Fatal(err)
	}
	o := coach.Outgoing{Message: coach.Message{Lists: []string{"renewal-due"}}, Names: new(coach.People)}
	add := func(id string, s coach.Severity) {
		o.Nudges = append(o.Nudges, coach.Nudge{Key: id, Rule: "renewal-due", Subject: coach.On("contract", id), Severity: s})
		o.Wordings = append(o.Wordings, coach.Wording{Title: "Acme " + id, Say: "Says " + id + ".", Ask: "Talk."})
	}
	add("A", coach.Hint)
	add("B", coach.Hint)
	add("C", coach.Note)
	if text, _ := c.Render(o); inOrder(text, "2 of them, notes: false", "Says A", "Acme C. Says C. Talk.") != nil || strings.Contains(text, "1 of them") {
		t.Errorf("one note: %s", text)
	}
	add("D", coach.Note)
	if text, _ := c.Render(o); inOrder(text, "2 of them, notes: false", "2 of them, notes: true. C; D. Talk.") != nil {
		t.Errorf("two notes: %s", text)
	}
}
