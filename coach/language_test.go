package coach_test

import (
	"testing"

	"evenkeel/coach"
)

func TestTheLanguageOfARep(t *testing.T) {
	english, both := []string{"en"}, []string{"en", "de"}
	for name, c := range map[string]struct {
		allowed []string
		locale  string
		want    string
	}{
		"German":        {both, "de-DE", "de"},
		"OfAustria":     {both, "de-AT", "de"},
		"NotAllowed":    {english, "de-DE", ""},
		"English":       {both, "en-GB", ""},
		"NoOther":       {both, "fr-FR", ""},
		"NobodySaid":    {both, "", ""},
		"NothingIsSaid": {nil, "de-DE", ""},
	} {
		p := &coach.Playbook{Languages: c.allowed}
		if got := p.Language(&coach.Rep{SlackLocale: c.locale}); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
