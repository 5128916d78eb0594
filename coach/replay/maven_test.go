package replay_test

import (
	"testing"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
	"evenkeel/coach/replay"
	"evenkeel/store/crm"
	"evenkeel/store/crm/crmtest"
)

func maven(t testing.TB, p *coach.Playbook) coach.Records {
	t.Helper()
	r, err := crm.Read(t.Context(), []string{crmtest.Maven(t)}, crm.Options{Playbook: p, Run: "maven"})
	if err != nil || len(r.Errors) > 0 {
		t.Fatal(err, r.Errors)
	}
	return r.ForCoach()
}

// TestMavenStalledDealsAreSeldomWon replays seven of the ten months of the practice
// CRM, since of deals that are open later nobody knows the 90 days that follow, and
// asks what became of the deals that were open at the ends of months: those
// that the coach had called stalled by then must be won far less often within 90
// days than the rest, or the rule says nothing. The figures are logged.
func TestMavenStalledDealsAreSeldomWon(t *testing.T) {
	if testing.Short() {
		t.Skip("seven months of 8,800 deals")
	}
	p := playbook.Builtin(coach.Rules())
	rs := maven(t, p)
	r, err := replay.Run(t.Context(), replay.Options{Records: rs, Playbook: p, Rules: only("stalled"), Words: plain{},
		Since: coach.NewDate(2017, 3, 1), Until: coach.NewDate(2017, 9, 30)})
	if err != nil {
		t.Fatal(err)
	}
	var flagged, rest tally
	for month := 5; month <= 10; month++ {
		asOf := coach.NewDate(2017, 1, 1).AddMonths(month - 1).AddDays(-1)
		f, o := stalledBy(rs, r, asOf)
		t.Logf("open on %s: of %d flagged %d won within 90 days, of %d others %d", asOf, f.open, f.won, o.open, o.won)
		flagged, rest = flagged.plus(f), rest.plus(o)
	}
	if flagged.open < 100 || rest.share() < 4*flagged.share() {
		t.Errorf("flagged %.3f of %d won, others %.3f of %d", flagged.share(), flagged.open, rest.share(), rest.open)
	}
}

// tally is how many of some open deals were won within 90 days.
type tally struct{ open, won int }

func (t tally) plus(o tally) tally { return tally{t.open + o.open, t.won + o.won} }
func (t tally) share() float64     { return float64(t.won) / float64(max(1, t.open)) }

// stalledBy parts the deals that were open at the end of a day into those that
// had been found to be stalled and the others. Those of which nobody knows
// when they began are in neither.
func stalledBy(rs coach.Records, r *replay.Result, asOf coach.Date) (flagged, rest tally) {
	stalled := map[coach.Subject]bool{}
	for _, n := range r.Nudges {
		if n.Rule == "stalled" && coach.DateIn(n.At, n.At.Location()) <= asOf {
			stalled[n.Subject] = true
		}
	}
	for _, events := range rs.Books {
		for _, e := range events {
			d := e.Deal
			if d == nil || d.Created.IsZero() || *d.Created > asOf || d.Outcome.Closed() && *d.Closed <= asOf {
				continue
			}
			t := tally{open: 1}
			if *d.Outcome == coach.Won && *d.Closed <= asOf.AddDays(90) {
				t.won = 1
			}
			if stalled[coach.On("deal", d.ID)] {
				flagged = flagged.plus(t)
			} else {
				rest = rest.plus(t)
			}
		}
	}
	return flagged, rest
}
