package crm_test

import (
	"testing"

	"evenkeel/coach"
	"evenkeel/store/crm"
	"evenkeel/store/crm/crmtest"
)

func TestMavenIsReadWhole(t *testing.T) {
	dir := crmtest.Maven(t)
	got, err := crm.Read(t.Context(), []string{dir}, crm.Options{Playbook: &playbook, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Errors) > 0 {
		t.Fatalf("%d errors, the first is %s", len(got.Errors), got.Errors[0])
	}
	deals, without, open, won := 0, 0, 0, 0
	var revenue coach.Money
	for _, events := range got.Books {
		for _, e := range events {
			deals++
			if *e.Deal.Account == "" {
				without++
			}
			switch *e.Deal.Outcome {
			case coach.Open:
				open++
			case coach.Won:
				won++
				revenue = revenue.Plus(*e.Deal.Amount)
			}
		}
	}
	want := []int{8800, 1425, 2089, 4238, 35, 85}
	for i, n := range []int{deals, without, open, won, len(got.Reps), len(got.Accounts)} {
		if n != want[i] {
			t.Errorf("count %d is %d, want %d", i, n, want[i])
		}
	}
	if revenue.String() != "10005534.00 USD" {
		t.Errorf("won %s", revenue)
	}
	if len(got.UnmatchedReps)+len(got.UnmatchedAccounts) > 0 {
		t.Errorf("names that nothing knows: %q and %q", got.UnmatchedReps, got.UnmatchedAccounts)
	}
	t.Log(got.Notes, got.Kinds, got.Rows)
}

func BenchmarkReadMaven(b *testing.B) {
	dir := crmtest.Maven(b)
	for b.Loop() {
		if _, err := crm.Read(b.Context(), []string{dir}, crm.Options{Playbook: &playbook, Now: now}); err != nil {
			b.Fatal(err)
		}
	}
}
