package coach_test

import (
	"testing"
	"time"

	"evenkeel/coach"
)

func TestOfOneRuleOnOneSubjectOneSpeaksADayAndTheNextAfterTheCoolDown(t *testing.T) {
	r := aMonday(t)
	steady(r)
	today := coach.DateIn(r.m.Now, r.m.Zone)
	for _, id := range []string{"C1", "C2"} {
		r.event(coach.Event{Source: coach.App, Commitment: &coach.CommitmentChange{ID: id, Account: "acme", Made: &today, Due: &today, Status: ptr(coach.Pending)}})
	}
	r.until(november(17, 12, 0))
	held := 0
	for _, n := range r.book.Nudges {
		if n.Held == coach.HeldCooldown {
			held++
		}
	}
	if held != 1 {
		t.Errorf("%d held by the cool-down, want the other one", held)
	}
	r.until(november(25, 12, 0))
	expect(t, r.times(), "daily Tue 17 Nov 09:00", "daily Tue 24 Nov 09:00")
	for _, m := range r.said {
		if len(m.Nudges) != 1 {
			t.Errorf("it says %q", m.Nudges)
		}
	}
}

// TestACoolDownHoldsARepetitionAndNoFurtherStep: what was true on Monday ends, and
// is true anew from Thursday.
func TestACoolDownHoldsARepetitionAndNoFurtherStep(t *testing.T) {
	for name, c := range map[string]struct {
		steps [2]string
		want  []string
	}{
		"without steps":  {[2]string{"", ""}, []string{"daily Tue 17 Nov 09:00", "daily Tue 24 Nov 09:00"}},
		"the same step":  {[2]string{"first", "first"}, []string{"daily Tue 17 Nov 09:00", "daily Tue 24 Nov 09:00"}},
		"a further step": {[2]string{"first", "second"}, []string{"daily Tue 17 Nov 09:00", "daily Thu 19 Nov 09:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := aMonday(t)
			r.finds("commitment-overdue", func(c0 coach.Case) []coach.Finding {
				switch today := c0.Today(); {
				case today < *day("2026-11-17") || today == *day("2026-11-18"):
					return nil
				case today < *day("2026-11-18"):
					return []coach.Finding{{Severity: coach.Hint, Step: c.steps[0], Start: *day("2026-11-17")}}
				default:
					return []coach.Finding{{Severity: coach.Hint, Step: c.steps[1], Start: *day("2026-11-19")}}
				}
			})
			r.late("acme")
			r.until(november(25, 12, 0))
			expect(t, r.times(), c.want...)
		})
	}
}

// finds makes a rule find this at accounts, looked at again each midnight.
func (r *rehearsal) finds(rule string, found func(coach.Case) []coach.Finding) {
	for i := range r.m.Rules {
		if r.m.Rules[i].ID == rule {
			r.m.Rules[i].Check = func(c coach.Case, _ coach.Ref) ([]coach.Finding, time.Time) {
				return found(c), c.Today().AddDays(1).In(c.Zone)
			}
		}
	}
}

func TestANoteWaitsForTheRuleBeforeItOnItsDeal(t *testing.T) {
	r := aMonday(t)
	fresh := deal("D1", "acme", "proposal")
	fresh.Source, fresh.Deal.Created, fresh.Deal.Close = coach.App, day("2026-11-01"), day("2026-11-16")
	r.event(coach.Event{Source: coach.App, Commitment: &coach.CommitmentChange{ID: "fed", Account: "other", Due: day("2027-06-01"), Status: ptr(coach.Pending)}})
	r.event(fresh)
	r.until(november(24, 12, 0))
	n := r.about("close-date-passed/deal/D1")
	if n.Held != coach.HeldPrecedence || !n.Said.IsZero() {
		t.Errorf("held for %q, said %v: %q", n.Held, n.Said, r.times())
	}
}
