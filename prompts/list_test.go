package prompts_test

import (
	"fmt"
	"strings"
	"testing"

	"evenkeel/coach"
)

// What stands in one list and in the same situation has one ask; what a further
// step asks for is told apart.
func TestThoseOfOneListInTheSameSituationAreToldAlike(t *testing.T) {
	p := coach.Phrasing{Names: known, Lists: []string{"renewal-due"}}
	for i := range 12 {
		ask := []string{"writing", "goals"}[i%2]
		p.Nudges = append(p.Nudges, coach.Nudge{Key: fmt.Sprintf("renewal-due/contract/K%d@2026-11-20", i), Rule: "renewal-due",
			Subject: coach.On("contract", fmt.Sprint("K", i)), Account: "acme", Severity: coach.Hint,
			Facts: facts("decision", "2026-12-07", "ends", "2026-12-31", "suggest", ask)})
	}
	asks := map[string]map[string]bool{"writing": {}, "goals": {}}
	for i, w := range templates(t).Phrase(t.Context(), p) {
		asks[[]string{"writing", "goals"}[i%2]][w.Ask] = true
	}
	for step, said := range asks {
		if len(said) != 1 {
			t.Errorf("%s is asked in %d ways: %v", step, len(said), said)
		}
	}
	for ask := range asks["writing"] {
		if asks["goals"][ask] {
			t.Errorf("%q is asked at both steps", ask)
		}
	}
}

func TestAListOfContractsThatRenewByThemselvesSaysSo(t *testing.T) {
	p := templates(t)
	for notes, want := range map[bool]string{false: "2 contracts to renew soon", true: "2 contracts that renew by themselves, with nothing to sign"} {
		if got := p.Heading("renewal-due", 2, notes); got != want {
			t.Errorf("notes %v: %q, want %q", notes, got, want)
		}
	}
	if got := p.Heading("stalled", 1, true); got != "1 deal open longer than wins take" {
		t.Errorf("a rule whose notes are as its nudges: %q", got)
	}
}

// What held already is one sentence, in which each part is told from the next.
func TestTheSummaryReadsAsOneList(t *testing.T) {
	got := templates(t).Summary(map[string]int{"future-talk-due": 6, "metrics-first": 3, "all-icing": 1, "commitment-overdue": 2})
	for _, want := range []string{"much that is new with little care for those who are customers", "6 healthy customers not asked lately about their plans",
		"3 expansions where the metrics come first", "2 overdue client promises"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
	if n := strings.Count(got, " and "); n != 1 {
		t.Errorf("%d times and: %s", n, got)
	}
}
