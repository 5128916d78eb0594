package coach_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"evenkeel/coach"
)

// aMonday is a rehearsal in Berlin that begins on Monday, 16 November 2026, at ten.
func aMonday(t *testing.T) *rehearsal {
	r := rehearse(t, berlin, november(16, 10, 0))
	r.m.Playbook.Hours.Spread = 0
	return r
}

// late has an app tell of a promise that is overdue tomorrow: it waits for the
// day's message.
func (r *rehearsal) late(account string) string {
	today := coach.DateIn(r.m.Now, r.m.Zone)
	r.event(coach.Event{Source: coach.App, Commitment: &coach.CommitmentChange{ID: "C-" + account, Account: account, Made: &today, Due: &today, Status: ptr(coach.Pending)}})
	return "commitment-overdue/account/" + account
}

func (r *rehearsal) set(c coach.PrefsChange) { r.event(coach.Event{Prefs: &c}) }

// times are when messages were sent, in the rep's zone.
func (r *rehearsal) times() []string {
	var out []string
	for _, m := range r.said {
		out = append(out, string(m.Kind)+" "+m.At.In(r.m.Zone).Format("Mon 02 Jan 15:04"))
	}
	return out
}

// about is the open nudge of an episode.
func (r *rehearsal) about(episode string) *coach.Nudge {
	for _, n := range r.book.Nudges {
		if n.Episode == episode || n.Rule+"/"+string(n.Subject) == episode {
			return n
		}
	}
	r.t.Fatalf("nothing was found of %s", episode)
	return nil
}

func TestTheDaysMessageComesInTheRepsOwnHours(t *testing.T) {
	for _, c := range []struct {
		name     string
		from, to coach.ClockTime
		want     string
	}{
		{"at the playbook's hour where that is inside", 8 * 60, 12 * 60, "daily Tue 17 Nov 09:00"},
		{"as they begin where it is not", 13 * 60, 20 * 60, "daily Tue 17 Nov 13:00"},
		{"as they begin where they are over by then", 5 * 60, 8 * 60, "daily Tue 17 Nov 05:00"},
		{"at the playbook's where they make no sense", 17 * 60, 9 * 60, "daily Tue 17 Nov 09:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := aMonday(t)
			r.set(coach.PrefsChange{Hours: &coach.Span{From: c.from, To: c.to}})
			r.late("acme")
			r.until(november(18, 0, 0))
			expect(t, r.times(), c.want)
		})
	}
}

func TestTheDaysMessageStaysWithinHoursThatAreShorterThanTheSpread(t *testing.T) {
	r := aMonday(t)
	r.m.Playbook.Hours.Spread = 2 * time.Hour
	r.set(coach.PrefsChange{Hours: &coach.Span{From: 10 * 60, To: 10*60 + 5}})
	r.late("acme")
	r.until(november(18, 0, 0))
	if len(r.said) != 1 || r.said[0].At.Before(november(17, 10, 0)) || !r.said[0].At.Before(november(17, 10, 5)) {
		t.Errorf("said %q", r.times())
	}
}

// TestACompanysMessagesAreSpreadOverTheMinutesGivenForIt: in each of fifteen some of
// five hundred leave, and in none a crowd.
func TestACompanysMessagesAreSpreadOverTheMinutesGivenForIt(t *testing.T) {
	byMinute := map[int]int{}
	for i := range 500 {
		r := aMonday(t)
		r.book.Rep, r.m.Playbook.Hours.Spread = fmt.Sprintf("r%03d", i), 15*time.Minute
		r.late("acme")
		r.until(november(18, 0, 0))
		if len(r.said) != 1 {
			t.Fatalf("said %q", r.times())
		}
		byMinute[int(r.said[0].At.Sub(november(17, 9, 0))/time.Minute)]++
	}
	for minute := range 15 {
		if n := byMinute[minute]; n < 10 || n > 70 {
			t.Errorf("%d of 500 messages leave in minute %d: %v", n, minute, byMinute)
		}
	}
}

func TestHoursSetBackToTheTeamsAreTheTeams(t *testing.T) {
	r := aMonday(t)
	r.set(coach.PrefsChange{Hours: &coach.Span{From: 13 * 60, To: 20 * 60}})
	r.set(coach.PrefsChange{Hours: &coach.Span{}})
	r.late("acme")
	r.until(november(18, 0, 0))
	expect(t, r.times(), "daily Tue 17 Nov 09:00")
}

func TestAMutedRuleIsNotSaidUntilItIsUnmuted(t *testing.T) {
	r := aMonday(t)
	r.set(coach.PrefsChange{Mute: []string{"commitment-overdue", "no-such-rule"}})
	acme := r.late("acme")
	r.until(november(19, 12, 0))
	expect(t, r.times())
	if n := r.about(acme); n.Held != coach.HeldMuted || !n.HeldUntil.IsZero() {
		t.Errorf("held for %q until %s", n.Held, n.HeldUntil)
	}
	if len(r.book.State.Prefs.Muted) != 1 {
		t.Errorf("muted %v", r.book.State.Prefs.Muted)
	}
	r.set(coach.PrefsChange{Unmute: []string{"commitment-overdue"}})
	r.until(november(20, 12, 0))
	expect(t, r.times(), "daily Fri 20 Nov 09:00")
}

func TestAMutedRuleStandsInNobodysWay(t *testing.T) {
	r := aMonday(t)
	r.set(coach.PrefsChange{Mute: []string{"next-commitment"}})
	r.event(coach.Event{Answers: &coach.AnswersGiven{Subject: coach.On("account", "other"), Answers: map[string]string{"problem": "x"}}})
	r.event(coach.Event{Commitment: &coach.CommitmentChange{ID: "fed", Account: "other", Due: day("2027-06-01"), Status: ptr(coach.Pending)}})
	late := deal("D1", "acme", "proposal")
	late.Source = coach.App
	r.event(late)
	r.until(november(17, 12, 0))
	if len(r.said) != 1 || r.book.Nudges[r.said[0].Nudges[0]].Rule != "unqualified" {
		t.Errorf("said %q", r.times())
	}
}

// TestAPauseSilencesAllButAStop: also what would have answered the rep's own act.
func TestAPauseSilencesAllButAStop(t *testing.T) {
	r := aMonday(t)
	r.m.Accounts = map[string]*coach.Account{"acme": newAccount("acme")}
	r.set(coach.PrefsChange{Paused: day("2026-11-26")})
	r.late("beta")
	r.event(deal("D1", "acme", "proposal"))
	expect(t, r.times())
	n := r.about("next-commitment/deal/D1")
	if n.Held != coach.HeldPaused || n.HeldUntil != *day("2026-11-26") {
		t.Errorf("held for %q until %s", n.Held, n.HeldUntil)
	}
	r.m.Accounts["acme"].Wins["W"] = &coach.Win{Deal: "W", Rep: "ann", Day: *day("2026-01-15")}
	issue := &coach.Issue{ID: "I"}
	issue.Severity.V, issue.Opened.V = coach.High, *day("2026-11-16")
	r.m.Accounts["acme"].Issues["I"] = issue
	r.event(deal("D1", "acme", "negotiation"))
	expect(t, r.times(), "stop Mon 16 Nov 10:00")
	r.until(november(25, 23, 0))
	expect(t, r.times(), "stop Mon 16 Nov 10:00")
	r.until(november(26, 23, 0))
	expect(t, r.times(), "stop Mon 16 Nov 10:00", "daily Thu 26 Nov 09:00")
}

func TestResumingEndsAPauseAtTheNextHour(t *testing.T) {
	r := aMonday(t)
	r.set(coach.PrefsChange{Paused: day("2027-03-01")})
	r.late("acme")
	r.until(november(18, 12, 0))
	r.set(coach.PrefsChange{Paused: ptr(coach.Date(0))})
	r.until(november(20, 12, 0))
	expect(t, r.times(), "daily Thu 19 Nov 09:00")
}

// dislike presses *not useful* on what was said of an account.
func (r *rehearsal) dislike(key string, also ...string) {
	r.event(coach.Event{Reply: &coach.Reply{Nudge: r.about(key).Key, Also: also, Kind: coach.NotUseful, Reason: "wrong_time"}})
}

func TestThreeNotUsefulInTwoWeeksQuietTheRuleForTwoWeeks(t *testing.T) {
	r := aMonday(t)
	for i, account := range []string{"acme", "beta", "gamma"} {
		key := r.late(account)
		r.until(november(17+i, 12, 0))
		if tune := r.book.Tune(r.m.Now, berlin); len(tune) > 0 {
			t.Fatalf("quiet after %d", i)
		}
		r.dislike(key)
	}
	if tune := r.book.Tune(r.m.Now, berlin); !slices.Equal(tune, []string{"commitment-overdue"}) {
		t.Errorf("to tune: %q", tune)
	}
	delta := r.late("delta")
	r.until(november(24, 12, 0))
	n := r.about(delta)
	if n.Held != coach.HeldMuted || n.HeldUntil != *day("2026-12-03") || !n.Said.IsZero() {
		t.Errorf("held for %q until %s, said %s", n.Held, n.HeldUntil, n.Said)
	}
	said := len(r.said)
	r.until(time.Date(2026, 12, 2, 23, 0, 0, 0, berlin))
	if len(r.said) != said {
		t.Errorf("said %q while it is quiet", r.times())
	}
	r.until(time.Date(2026, 12, 3, 12, 0, 0, 0, berlin))
	if got := r.times(); len(got) != said+1 || got[said] != "daily Thu 03 Dec 09:00" {
		t.Errorf("said %q", got)
	}
	if tune := r.book.Tune(r.m.Now, berlin); len(tune) > 0 {
		t.Errorf("still to tune: %q", tune)
	}
}

func TestNotUsefulDoesNotQuietARule(t *testing.T) {
	for _, c := range []struct {
		name  string
		press func(*rehearsal, []string)
	}{
		{"when it is pressed once on a list", func(r *rehearsal, keys []string) {
			var also []string
			for _, key := range keys[1:] {
				also = append(also, r.about(key).Key)
			}
			r.dislike(keys[0], also...)
		}},
		{"when one press is thought better of", func(r *rehearsal, keys []string) {
			for _, key := range keys[:3] {
				r.dislike(key)
				r.event(coach.Event{Reply: &coach.Reply{Nudge: r.about(keys[0]).Key, Kind: coach.Done}})
			}
		}},
		{"when the third comes after two weeks", func(r *rehearsal, keys []string) {
			r.dislike(keys[0])
			r.dislike(keys[1])
			r.until(time.Date(2026, 12, 1, 12, 0, 0, 0, berlin))
			r.dislike(keys[2])
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := aMonday(t)
			var keys []string
			for i := range 5 {
				keys = append(keys, r.late(fmt.Sprint("a", i)))
			}
			r.until(november(17, 12, 0))
			c.press(r, keys)
			if tune := r.book.Tune(r.m.Now, berlin); len(tune) > 0 {
				t.Errorf("quiet: %q", tune)
			}
			for _, key := range keys[1:3] {
				if n := r.about(key); n.Reply == coach.NotUseful && n.Reason != "wrong_time" {
					t.Errorf("%s is not useful for %q", key, n.Reason)
				}
			}
		})
	}
}

func TestPreferencesComeBackFromTheStore(t *testing.T) {
	b := newBench(t, nil)
	want := coach.Prefs{Muted: map[string]bool{"stalled": true}, Paused: *day("2026-12-01"), From: ptr(coach.ClockTime(600)), To: ptr(coach.ClockTime(900))}
	b.act("ann", coach.Event{Prefs: &coach.PrefsChange{Mute: []string{"stalled"}, Paused: day("2026-12-01"), Hours: &coach.Span{From: 600, To: 900}}})
	book, err := b.Book(t.Context(), "ann")
	if err != nil {
		t.Fatal(err)
	}
	if got := book.State.Prefs; fmt.Sprint(got.Muted, got.Paused, *got.From, *got.To) != fmt.Sprint(want.Muted, want.Paused, *want.From, *want.To) {
		t.Errorf("stored %+v", got)
	}
}
