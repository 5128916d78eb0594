package bot_test

import (
	"encoding/json"
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
	for _, want := range []string{"• ", "Acme, Pilot.", "Its date has passed. Which date?", "Sorted: this no longer holds."} {
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
