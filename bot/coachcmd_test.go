package bot_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"evenkeel/bot/workspace"
	"evenkeel/coach"
)

func TestEveryWordOfCoachAnswers(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/commit Acme data the stock list by 4 Dec", "stock list")
	s.feedOverdue()
	for line, want := range map[string]string{
		"balance": "Your balance", "deals": "Globex, Pilot", "commitments": "the stock list, by Fri 4 Dec 2026", "renewals": "next 120 days",
		"why": "commitment-overdue", "rules": "care-due –", "team": "Nobody reports to you", "help": "/coach mute RULE", "": "/coach mute RULE", "HELP": "/coach mute RULE",
		"export": "It comes as a file", "forget me": "Nothing brings that back",
	} {
		got := s.run("UANN", strings.TrimSpace("/coach "+line))
		if !strings.Contains(strings.ToLower(got), strings.ToLower(want)) {
			t.Errorf("/coach %s: %q lacks %q", line, got, want)
		}
	}
	s.expect("UANN", "/coach commitments", "by Tue 3 Nov 2026, 20 days ago")
}

// TestNonsenseIsAnsweredWithALineThatWorks: every answer holds a whole line, and
// that line is understood.
func TestNonsenseIsAnsweredWithALineThatWorks(t *testing.T) {
	s := open(t, nil)
	for _, line := range []string{
		"/qualify Acme foo=bar", "/qualify Acme employees=many", `/qualify "Acme`, "/qualify problem=x",
		"/deal Acme amount=", "/deal Acme amount=banana", "/deal Acme close=soon", "/deal Acme close=31 Feb", "/deal Acme kind=foo", "/deal Acme currency=XYZ",
		"/deal Acme foo=bar", `/deal "Acme won`, "/deal won", "/deal Acme later", "/deal Acme later until", "/deal Acme later until yesterday", "/deal Acme amount=-5",
		"/commit Acme", "/commit Acme time", "/commit Acme tim a call", "/commit time", "/commit kept", "/commit Acme kept a call",
		"/touch Acme", "/touch Acme car", "/touch Acme issue", "/touch Acme issue huge", "/touch Acme issue high", "/touch Acme fixed", "/touch Acme metric uptime",
		"/touch Acme hours many", "/touch care",
		"/coach balanc", "/coach dance", "/coach mute", "/coach mute care", "/coach mute banana", "/coach unmute", "/coach hours noon", "/coach hours 17-9",
		"/coach pause", "/coach pause until", "/coach pause until banana", "/coach pause until 1 Jan 2020", "/coach forget", "/coach forget him",
	} {
		command, _, _ := strings.Cut(line, " ")
		got := s.run("UANN", line)
		if !strings.Contains(got, command+" ") || strings.Contains(got, "Recorded") {
			t.Errorf("%s: answered %q, without a line that works", line, got)
		}
	}
	if b := s.book("r1"); len(b.Deals)+len(b.Touches)+len(b.Commitments) > 0 {
		t.Errorf("something was recorded: %+v", b)
	}
}

func TestRulesAreMutedAndSpeakAgain(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/coach mute Care Due", "Muted: care-due")
	s.expect("UANN", "/coach mute sell-on-issue", "it still does")
	s.expect("UANN", "/coach rules", "care-due (muted) –", "sell-on-issue (muted) –", "issue-open –")
	s.expect("UBOB", "/coach rules", "care-due –")
	s.expect("UANN", "/coach unmute care-due", "speaks again")
	if m := s.book("r1").State.Prefs.Muted; len(m) != 1 || !m["sell-on-issue"] {
		t.Errorf("muted: %v", m)
	}
}

func TestHoursAndPausesAreSetAndTakenBack(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/coach hours", "09:00 to 17:00, your team's hours")
	s.expect("UANN", "/coach hours 8:30 to 12", "from 08:30 to 12:00")
	s.expect("UANN", "/coach hours", "08:30 to 12:00, the hours you set")
	s.expect("UANN", "/coach hours team", "09:00 to 17:00")
	if p := s.book("r1").State.Prefs; p.From != nil || p.To != nil {
		t.Errorf("hours: %v", p)
	}
	s.expect("UANN", "/coach resume", "I am not paused. I speak from")
	s.expect("UANN", "/coach pause until 5 Jan", "Paused until Tue 5 Jan 2027")
	if p := s.book("r1").State.Prefs.Paused; p.String() != "2027-01-05" {
		t.Errorf("paused until %s", p)
	}
	s.expect("UANN", "/coach resume", "I am back")
	if p := s.book("r1").State.Prefs.Paused; !p.IsZero() {
		t.Errorf("paused until %s", p)
	}
}

func TestTheSettingsFormSaysWhatIsWrongBesideItsFields(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/coach mute care-due", "Muted")
	s.run("UANN", "/coach settings")
	for _, c := range []struct{ values, wrong map[string]string }{
		{map[string]string{"from": "17:00", "to": "09:00"}, map[string]string{"to": "after the beginning"}},
		{map[string]string{"from": "09:00", "to": ""}, map[string]string{"to": "a time here too"}},
		{map[string]string{"from": "", "to": "", "pause": "2026-11-23"}, map[string]string{"pause": "is not ahead"}},
		{map[string]string{"from": "17:00", "to": "09:00", "pause": "2020-01-01"}, map[string]string{"to": "after", "pause": "not ahead"}},
	} {
		r, err := s.ws.Submit(t.Context(), "UANN", "top", c.values)
		if err != nil || len(r.Errors) != len(c.wrong) {
			t.Fatalf("%v: %+v, %v", c.values, r, err)
		}
		for field, want := range c.wrong {
			if !strings.Contains(r.Errors[field], want) {
				t.Errorf("%v: beside %s stands %q, want %q", c.values, field, r.Errors[field], want)
			}
		}
	}
	r, err := s.ws.Submit(t.Context(), "UANN", "top", map[string]string{"from": "08:00", "to": "12:30", "mute": "stalled,issue-open", "pause": "2026-12-24"})
	if err != nil || !r.Closed {
		t.Fatalf("%+v, %v", r, err)
	}
	p := s.book("r1").State.Prefs
	if p.From.String() != "08:00" || p.To.String() != "12:30" || p.Paused.String() != "2026-12-24" || len(p.Muted) != 2 || p.Muted["care-due"] {
		t.Errorf("set: %+v", p)
	}
	s.run("UANN", "/coach settings") // shows what is set
	v := string(s.ws.Views("UANN")[0].Blocks)
	for _, want := range []string{`"initial_time":"08:00"`, `"initial_date":"2026-12-24"`, `"initial_options":[{"text"`} {
		if !strings.Contains(v, want) {
			t.Errorf("the form lacks %s:\n%s", want, v)
		}
	}
	if r, err = s.ws.Submit(t.Context(), "UANN", "top", map[string]string{"from": "", "to": "", "mute": "", "pause": ""}); err != nil || !r.Closed {
		t.Fatalf("%+v, %v", r, err)
	}
	if p := s.book("r1").State.Prefs; p.From != nil || !p.Paused.IsZero() || len(p.Muted) > 0 {
		t.Errorf("left blank, and set: %+v", p)
	}
}

func TestTheExportIsOnesOwnAndComesAsAFile(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal Acme name=Pilot amount=5k", "Recorded")
	s.expect("UBOB", "/deal Globex name=Secret amount=5k", "Recorded")
	s.expect("UBOB", `/touch Globex care "ann@example.com was there"`, "Recorded")
	s.expect("UANN", "/coach export", "It comes as a file")
	s.wait("the file", func() bool { return len(s.ws.Files()) == 1 })
	data := s.ws.Files()[0].Data
	var d struct {
		ID    string
		Deals []struct{ Name struct{ V string } }
		Books []any
	}
	if err := json.Unmarshal(data, &d); err != nil {
		t.Fatal(err)
	}
	if d.ID != "r1" || len(d.Deals) != 1 || len(d.Books) > 0 || strings.Contains(string(data), "Secret") {
		t.Errorf("exported: %s", data)
	}
	s.wait("the message", func() bool {
		for _, m := range s.ws.DM("UANN") {
			if strings.Contains(m.Text, "even-keel-2026-11-23.json") {
				return true
			}
		}
		return false
	})
}

func TestAnExportThatCannotBeSentIsSaid(t *testing.T) {
	s := open(t, nil)
	s.ws.Fail("files.getUploadURLExternal", workspace.Fault{SlackError: "missing_scope", Times: -1})
	s.expect("UANN", "/coach export", "It comes as a file")
	s.wait("a word", func() bool { return strings.Contains(s.lastEphemeral("UANN").Text, "could not send you the file") })
}

func TestForgetMeAsksFirstAndThenErases(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal Acme name=Pilot amount=5k", "Recorded")
	s.expect("UANN", "/coach forget me", "1 deal,", "I tell your manager", "Shall I?")
	if len(s.book("r1").Deals) != 1 {
		t.Fatal("erased without having been asked")
	}
	question := s.lastEphemeral("UANN")
	if err := s.ws.Click(t.Context(), "UANN", "#deals", question.TS, "choose0"); err != nil {
		t.Fatal(err)
	}
	s.wait("the end of it", func() bool { return strings.Contains(s.lastEphemeral("UANN").Text, "you are forgotten") })
	if _, err := s.coach.Erasable(t.Context(), coach.On("rep", "r1")); !errors.Is(err, coach.ErrUnknown) {
		t.Errorf("something is left of r1: %v", err)
	}
	s.homeSays("UMIA", "somebody asked me to forget them")
	if home := s.homeSays("UMIA", "Your team"); strings.Contains(home, "• ann") || strings.Contains(home, "Ann Ashe") {
		t.Errorf("the note names her:\n%s", home)
	}
}

func TestAForgedForgetMeForgetsNobodyElse(t *testing.T) {
	s := open(t, nil)
	s.expect("UBOB", "/deal Globex amount=5k", "Recorded")
	s.expect("UANN", "/coach forget me", "Shall I?")
	value, err := json.Marshal(map[string]string{"i": "x", "c": "/coach", "t": "forget me", "p": "forget/r2"})
	if err != nil {
		t.Fatal(err)
	}
	s.forge(map[string]any{"user": "UANN", "action_id": "choose0", "block_id": "choices", "value": string(value)})
	s.wait("the question again", func() bool { return len(s.ws.Ephemerals("UANN")) > 1 || len(s.ws.Views("UANN")) > 0 })
	if len(s.book("r2").Deals) != 1 {
		t.Error("Bob was forgotten")
	}
}
