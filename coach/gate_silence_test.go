package coach_test

import (
	"slices"
	"testing"
	"time"

	"evenkeel/coach"
)

func (r *rehearsal) reply(key string, kind coach.ReplyKind, until coach.Date) {
	r.event(coach.Event{Reply: &coach.Reply{Nudge: r.about(key).Key, Kind: kind, Until: until}})
}

func TestASnoozeEndsOnTheFirstWorkingDayFromItsDate(t *testing.T) {
	for _, c := range []struct{ name, until, want string }{
		{"tomorrow", "2026-11-18", "daily Wed 18 Nov 09:00"},
		{"next week", "2026-11-23", "daily Mon 23 Nov 09:00"},
		{"a Saturday", "2026-11-28", "daily Mon 30 Nov 09:00"},
		{"a holiday", "2026-12-25", "daily Mon 28 Dec 09:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := aMonday(t)
			r.m.Playbook.Rules["commitment-overdue"] = coach.RuleSettings{Set: map[string]float64{"warn_days": 60}}
			key := r.late("acme")
			r.until(november(17, 12, 0))
			r.reply(key, coach.Snooze, *day(c.until))
			if n := r.about(key); n.Held != "" && n.Held != coach.HeldSnoozed {
				t.Errorf("held for %q", n.Held)
			}
			r.until(day(c.until).AddDays(14).In(berlin))
			expect(t, r.times(), "daily Tue 17 Nov 09:00", c.want)
		})
	}
}

func TestDoneAndStillTrueIsQuietForTheCoolDownAndThenRemindedOfOnce(t *testing.T) {
	r := aMonday(t)
	steady(r)
	key := r.late("acme")
	r.until(november(17, 12, 0))
	r.reply(key, coach.Done, 0)
	r.until(november(23, 23, 0))
	expect(t, r.times(), "daily Tue 17 Nov 09:00")
	r.until(november(25, 12, 0))
	expect(t, r.times(), "daily Tue 17 Nov 09:00", "daily Tue 24 Nov 09:00")
	r.reply(key, coach.Snooze, *day("2026-11-27"))
	r.until(november(27, 12, 0))
	r.reply(key, coach.Done, 0)
	r.until(time.Date(2027, 2, 1, 0, 0, 0, 0, berlin))
	expect(t, r.times(), "daily Tue 17 Nov 09:00", "daily Tue 24 Nov 09:00", "daily Fri 27 Nov 09:00")
}

// steady keeps promises from becoming warnings, which would be another occurrence.
func steady(r *rehearsal) {
	for i := range r.m.Rules {
		if r.m.Rules[i].ID == "commitment-overdue" {
			check := r.m.Rules[i].Check
			r.m.Rules[i].Check = func(c coach.Case, ref coach.Ref) ([]coach.Finding, time.Time) {
				fs, next := check(c, ref)
				for i := range fs {
					fs[i].Severity, fs[i].Step = coach.Hint, ""
				}
				return fs, next
			}
		}
	}
}

func TestASeverityThatRisesSpeaksWhateverWasAnsweredBut(t *testing.T) {
	for _, c := range []struct {
		name  string
		kind  coach.ReplyKind
		until coach.Date
		want  []string
	}{
		{"not useful", coach.NotUseful, 0, []string{"daily Tue 17 Nov 09:00", "daily Mon 23 Nov 09:00"}},
		{"done", coach.Done, 0, []string{"daily Tue 17 Nov 09:00", "daily Mon 23 Nov 09:00"}},
		{"a snooze that lasts longer", coach.Snooze, *day("2026-12-10"), []string{"daily Tue 17 Nov 09:00", "daily Thu 10 Dec 09:00"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := aMonday(t)
			key := r.late("acme") // overdue tomorrow, a warning a week later
			r.until(november(17, 12, 0))
			r.reply(key, c.kind, c.until)
			r.until(time.Date(2027, 1, 10, 0, 0, 0, 0, berlin))
			expect(t, r.times(), c.want...)
		})
	}
}

func TestNothingIsSaidTwiceOrLostWhenTheClockIsSetBackADay(t *testing.T) {
	r := aMonday(t)
	r.late("acme")
	r.until(november(18, 12, 0)) // said on Tuesday
	r.late("beta")
	r.m.Now = november(17, 8, 0)
	r.event(coach.Event{Source: coach.Clock, Wake: &coach.Wake{}})
	r.until(november(20, 12, 0))
	expect(t, r.times(), "daily Tue 17 Nov 09:00", "daily Thu 19 Nov 09:00")
}

// TestTheCoachSpeaksAgainWhenTheClockIsSetBackALong Way: as a rehearsal does.
func TestTheCoachSpeaksAgainWhenTheClockIsSetBackByMonths(t *testing.T) {
	r := aMonday(t)
	r.late("acme")
	r.until(november(17, 12, 0))
	r.m.Now = time.Date(2026, 8, 3, 10, 0, 0, 0, berlin) // a Monday
	r.late("beta")
	r.until(time.Date(2026, 8, 7, 12, 0, 0, 0, berlin))
	expect(t, r.times(), "daily Tue 17 Nov 09:00", "daily Tue 04 Aug 09:00")
}

// expansion is a customer with an open issue and a metric missed, outside the sweet
// spot: to open a deal there is stopped for two reasons, and not ours.
func expansion(r *rehearsal) {
	a := newAccount("acme")
	a.Wins["W"] = &coach.Win{Deal: "W", Rep: "ann", Day: *day("2026-01-15")}
	issue := &coach.Issue{ID: "I"}
	issue.Severity.V, issue.Opened.V = coach.High, *day("2026-11-16")
	a.Issues["I"] = issue
	m := &coach.Metric{Metric: "uptime", Measured: *day("2026-11-10")}
	m.Target.V, m.Actual.V, m.Direction.V = "99", "90", "at_least"
	a.Metrics["uptime@2026-11-10"] = m
	r.m.Accounts = map[string]*coach.Account{"acme": a}
	r.m.Playbook.SweetSpot.Problems = []string{"stock-outs"}
	r.event(coach.Event{Answers: &coach.AnswersGiven{Subject: coach.On("account", "acme"), Answers: map[string]string{"problem": "stock-outs"}}})
}

func TestAStopAndTheFirstOfTheOrderedRulesAreOneItem(t *testing.T) {
	for _, c := range []struct {
		findings int
		want     []string
	}{
		{1, []string{"metrics-first", "outside-sweet-spot"}},
		{2, []string{"metrics-first", "outside-sweet-spot", "sell-on-issue"}},
	} {
		r := aMonday(t)
		expansion(r)
		q := r.book.Qualifications["account/acme"]
		q.Verdicts[len(q.Verdicts)-1].Judgement = coach.Outside
		r.m.Playbook.Gate.AnswerFindings = c.findings
		r.event(deal("D1", "acme", "qualifying"))
		if len(r.said) != 1 || r.said[0].Kind != coach.Halt {
			t.Fatalf("said %q", r.times())
		}
		var rules []string
		for _, key := range r.said[0].Nudges {
			rules = append(rules, r.book.Nudges[key].Rule)
		}
		slices.Sort(rules)
		expect(t, rules, c.want...)
	}
}

func TestARuleInShadowIsFoundAndToldToNobody(t *testing.T) {
	r := aMonday(t)
	r.m.Playbook.Rules["commitment-overdue"] = coach.RuleSettings{Shadow: true}
	key := r.late("acme")
	r.event(coach.Event{Source: coach.Import, Imported: &coach.Imported{Kinds: []coach.FactKind{coach.Commitments}}})
	r.until(november(19, 12, 0))
	expect(t, r.times())
	if n := r.about(key); n.For != coach.ForShadow || !n.Said.IsZero() || n.Held != "" {
		t.Errorf("found %+v", n)
	}
	r.m.Playbook.Rules["commitment-overdue"] = coach.RuleSettings{}
	r.m.RulesKey = r.m.Playbook.RulesKey(r.m.Rules, "out of shadow")
	r.event(coach.Event{Source: coach.Clock, Wake: &coach.Wake{}})
	r.until(november(20, 12, 0))
	if len(r.said) != 1 || r.said[0].QuietBy["commitment-overdue"] != 1 || len(r.said[0].Nudges) != 0 {
		t.Errorf("said %v, want what it has found so far counted in one line", r.said)
	}
}

// TestEverySilenceHasItsReason: asked the moment it is silent, and answered.
func TestEverySilenceHasItsReason(t *testing.T) {
	noon := november(17, 12, 0)
	for _, c := range []struct {
		name  string
		do    func(r *rehearsal) (key string)
		want  coach.Reason
		until string
	}{
		{"found since the last message", func(r *rehearsal) string {
			r.until(noon)
			key := r.late("acme")
			r.until(november(18, 1, 0))
			return key
		}, coach.HeldHours, ""},
		{"while paused", func(r *rehearsal) string {
			r.set(coach.PrefsChange{Paused: day("2026-11-30")})
			key := r.late("acme")
			r.until(noon)
			return key
		}, coach.HeldPaused, "2026-11-30"},
		{"muted", func(r *rehearsal) string {
			r.set(coach.PrefsChange{Mute: []string{"commitment-overdue"}})
			key := r.late("acme")
			r.until(noon)
			return key
		}, coach.HeldMuted, ""},
		{"snoozed before it was said", func(r *rehearsal) string {
			key := r.late("acme")
			r.until(november(17, 1, 0))
			r.reply(key, coach.Snooze, *day("2026-11-27"))
			r.until(noon)
			return key
		}, coach.HeldSnoozed, "2026-11-27"},
		{"snoozed after it was said", func(r *rehearsal) string {
			key := r.late("acme")
			r.until(noon)
			r.reply(key, coach.Snooze, *day("2026-11-27"))
			return key
		}, coach.HeldSnoozed, "2026-11-27"},
		{"found not useful too often", func(r *rehearsal) string {
			r.m.Playbook.Gate.NotUseful = 1
			key := r.late("acme")
			r.until(noon)
			r.dislike(key)
			beta := r.late("beta")
			r.until(november(18, 12, 0))
			return beta
		}, coach.HeldMuted, "2026-12-01"},
		{"there was enough else", func(r *rehearsal) string {
			r.m.Playbook.Gate.Daily = 0
			key := r.late("acme")
			r.until(noon)
			return key
		}, coach.HeldCap, ""},
		{"another episode spoke lately", func(r *rehearsal) string {
			key := r.late("acme")
			r.until(noon)
			r.event(coach.Event{Commitment: &coach.CommitmentChange{ID: "C-acme", Status: ptr(coach.Kept)}})
			today := coach.DateIn(r.m.Now, berlin)
			r.event(coach.Event{Source: coach.App, Commitment: &coach.CommitmentChange{ID: "C2", Account: "acme", Made: &today, Due: &today, Status: ptr(coach.Pending)}})
			r.until(november(18, 12, 0))
			for k, n := range r.book.Nudges {
				if n.Cleared.IsZero() {
					key = k
				}
			}
			return key
		}, coach.HeldCooldown, ""},
		{"something else goes before it", func(r *rehearsal) string {
			r.late("other")
			r.event(coach.Event{Answers: &coach.AnswersGiven{Subject: coach.On("account", "other"), Answers: map[string]string{"problem": "x"}}})
			late := deal("D1", "acme", "proposal")
			late.Source = coach.App
			r.event(late)
			r.until(noon)
			return "unqualified/deal/D1"
		}, coach.HeldPrecedence, ""},
		{"it held already", func(r *rehearsal) string {
			r.m.Playbook.Gate.Daily = 0
			past := day("2026-11-01")
			r.event(coach.Event{Source: coach.Import, Rows: []coach.Event{{Commitment: &coach.CommitmentChange{ID: "C", Account: "acme", Made: past, Due: past, Status: ptr(coach.Pending)}}}})
			r.event(coach.Event{Source: coach.Import, Imported: &coach.Imported{Kinds: []coach.FactKind{coach.Commitments}}})
			r.until(november(16, 11, 0))
			return "commitment-overdue/account/acme"
		}, coach.HeldFirstImport, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := aMonday(t)
			key := c.do(r)
			n := r.book.Nudges[key]
			if n == nil {
				n = r.about(key)
			}
			if n.Held != c.want || n.HeldUntil.String() != c.until {
				t.Errorf("held for %q until %q, want %q until %q", n.Held, n.HeldUntil, c.want, c.until)
			}
		})
	}
}
