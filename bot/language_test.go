package bot_test

import (
	"strings"
	"testing"

	"evenkeel/bot/workspace"
)

// germanPromise is such a message to Ann, whose Slack speaks German.
func germanPromise(t *testing.T, s *stage) workspace.Message {
	t.Helper()
	s.wait("the locale from the list", func() bool { return s.coach.People().Rep("r1").SlackLocale == "de-DE" })
	return overduePromise(t, s, "prospecting")
}

// overduePromise lets days go by until Ann has a daily message about a promise that a client
// has not kept.
func overduePromise(t *testing.T, s *stage, at string) workspace.Message {
	t.Helper()
	s.expect("UANN", "/deal Globex name=Pilot stage="+at+" amount=5k", "Recorded")
	s.expect("UANN", "/commit Globex time a walk through the warehouse by 24 Nov", "warehouse")
	before := len(s.ws.DM("UANN"))
	for range 12 {
		s.daysGo(1)
		if dms := s.ws.DM("UANN"); len(dms) > before {
			return dms[len(dms)-1]
		}
	}
	t.Fatal("no daily message in 12 days")
	return workspace.Message{}
}

// german opens a stage whose Ann has her Slack in German.
func german(languages ...string) func(*setup) {
	return func(set *setup) { set.workspace.Users[0].Locale, set.languages = "de-DE", languages }
}

func TestAMessageIsInTheRepsLanguageWhereThePlaybookAllowsIt(t *testing.T) {
	for name, c := range map[string]struct {
		languages []string
		german    bool
	}{
		"Allowed": {[]string{"en", "de"}, true},
		"BuiltIn": {nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, german(c.languages...))
			m := germanPromise(t, s)
			if got := strings.Contains(m.Text, "Di., 24. November"); got != c.german {
				t.Errorf("it says %q", m.Text)
			}
			if got := strings.Contains(m.Text, "Tue 24 Nov"); got == c.german {
				t.Errorf("it says %q", m.Text)
			}
		})
	}
}

// What was said in German stays so, in whatever language its reader's Slack is now.
func TestAnEditKeepsTheLanguage(t *testing.T) {
	s := open(t, german("en", "de"))
	m := germanPromise(t, s)
	ann := workspace.User{ID: "UANN", Name: "ann", RealName: "Ann Ashe", Email: "ann@example.com", TZ: "UTC", Locale: "en-GB"}
	if err := s.ws.SetUser(t.Context(), ann); err != nil {
		t.Fatal(err)
	}
	s.wait("the new locale", func() bool { return s.coach.People().Rep("r1").SlackLocale == "en-GB" })
	for _, n := range s.book("r1").Nudges {
		if n.Rule == "commitment-overdue" {
			s.press(m, n, "nudge_done", "")
		}
	}
	edited := func() string { return find(s.ws.DM("UANN"), m.TS).Text }
	s.wait("the edit", func() bool { return strings.Contains(edited(), "Done – thanks") })
	if !strings.Contains(edited(), "24. November") {
		t.Errorf("the edit says %q", edited())
	}
}
