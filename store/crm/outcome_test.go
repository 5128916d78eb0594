package crm_test

import (
	"testing"

	"evenkeel/store/crm"
)

// A deal that was won by one file stays so when the next has days of closing
// and no outcomes: a won deal without its day is in nobody's sums.
func TestAFileWithoutOutcomesTakesNoDayAway(t *testing.T) {
	for name, row := range map[string]string{"an empty cell": "D1,,r1,proposal,", "a day": "D1,,r1,proposal,2026-01-01"} {
		got := read(t, files{"reps.csv": "rep,email\nr1,r1@x.com\n", "deals.csv": "deal,account,owner,stage,closed\n" + row + "\n"}, crm.Options{})
		if len(got.Errors) > 0 || len(got.Books["r1"]) != 1 {
			t.Fatalf("%s: %v, %v", name, got.Errors, got.Books)
		}
		if c := got.Books["r1"][0].Deal; c.Closed != nil || c.Outcome != nil {
			t.Errorf("%s: closed %v, outcome %v", name, c.Closed, c.Outcome)
		}
	}
	both := read(t, files{"reps.csv": "rep,email\nr1,r1@x.com\n", "deals.csv": "deal,account,owner,stage,outcome,closed\nD1,,r1,proposal,,\n"}, crm.Options{})
	if c := both.Books["r1"][0].Deal; c.Closed == nil || !c.Closed.IsZero() {
		t.Errorf("an outcome that is gone leaves its day behind: %v", c.Closed)
	}
}
