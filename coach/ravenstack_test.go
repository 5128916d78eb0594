package coach_test

import (
	"context"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
	"evenkeel/store/crm"
	"evenkeel/store/crm/crmtest"
)

// TestRavenstackRetention compares renewals and retention of some two thousand
// contracts with a separate computation from the raw file, to the cent and the
// sixth place.
func TestRavenstackRetention(t *testing.T) {
	p := playbook.Builtin(coach.Rules())
	r, err := crm.Read(context.Background(), []string{crmtest.Ravenstack(t)}, crm.Options{Playbook: p, Run: "raven", Now: time.Date(2025, 1, 1, 9, 0, 0, 0, time.UTC)})
	if err != nil || len(r.Errors) > 0 {
		t.Fatal(err, r.Errors)
	}
	people, rows := coach.InMemory(r.ForCoach(), p)
	s := coach.Scores(coach.Query{By: "workspace", AsOf: coach.NewDate(2024, 12, 31)}, p, people, rows)[0]
	got := printed(t, s)
	for field, want := range crmtest.RavenstackOracle(t) {
		if field != "due" && field != "unknown" && got[field] != want {
			t.Errorf("%s is %s, want %s", field, got[field], want)
		}
		t.Log(field, want)
	}
}
