package bot_test

import (
	"encoding/json"
	"strings"
	"testing"

	"evenkeel/bot"
	"evenkeel/coach"
)

// teamsRenewal is a team's message about one contract, found with these facts.
func teamsRenewal(facts ...coach.Fact) coach.Outgoing {
	return coach.Outgoing{
		Rep: coach.Rep{Team: "east"}, Names: new(coach.People), Today: coach.NewDate(2026, 11, 23),
		Message:  coach.Message{Key: "renewals/2026-11-23", Kind: coach.Dues},
		Nudges:   []coach.Nudge{{Key: "K", Rule: "renewal-due", Account: "Acme", Severity: coach.Warn, Facts: facts, For: coach.ForChannel, Renewal: &coach.Renewal{Rep: "bob"}}},
		Wordings: []coach.Wording{{Title: "Acme", Say: "Soon.", Ask: "Put it in writing."}},
	}
}

func TestATeamReadsTheFactsOfARenewalAndSignsOnlyWhereARuleFoundThem(t *testing.T) {
	fact := func(name string, v any) coach.Fact { return coach.Fact{Name: name, Value: v} }
	all := []coach.Fact{fact("renewal_deal", "no"), fact("metric_state", "missed"), fact("open_issues", 2.0), fact("last_care", "none"), fact("last_review", "2025-10-02")}
	const said = "No renewal deal yet; a metric is missed; 2 open issues; no care on record; last review on Thu 2 Oct 2025."
	for name, c := range map[string]struct {
		facts []coach.Fact
		want  string
		doubt bool
	}{
		"all that is known":       {all, said + " Nobody", false},
		"signs beside it":         {append(all, fact("signs", "metric;first_term")), said + " Signs of doubt: a missed metric, a short first term.", true},
		"all is well":             {[]coach.Fact{fact("renewal_deal", "yes"), fact("metric_state", "met"), fact("open_issues", 0), fact("last_care", "2026-11-02"), fact("last_review", "none")}, "A renewal deal is open; metrics met; no open issue; last care on Mon 2 Nov; no review on record.", false},
		"what is unknown is said": {[]coach.Fact{fact("renewal_deal", "unknown"), fact("metric_state", "none"), fact("open_issues", "unknown"), fact("last_care", "unknown"), fact("last_review", "unknown")}, "No metric agreed; unknown: a renewal deal, issues, last care, last review.", false},
	} {
		t.Run(name, func(t *testing.T) {
			text, shown := bot.Blocks(bot.ClientConfig{}, teamsRenewal(c.facts...))
			blocks, err := json.Marshal(shown)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(text, c.want) || !strings.Contains(string(blocks), strings.TrimSuffix(c.want, " Nobody")) {
				t.Errorf("want %q, got %s with %s", c.want, text, blocks)
			}
			if strings.Contains(text, "Signs of doubt") != c.doubt {
				t.Errorf("signs of doubt: %s", text)
			}
		})
	}
}
