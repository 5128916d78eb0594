package coach_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
)

// What Slack could not take at its hour: a manager's digest, and a team's renewals.
// Hours are Berlin's, nine to five on weekdays.

// outages are between when and when Slack is down.
type outages [][2]time.Time

// through goes up to an instant, with Slack out of reach meanwhile.
func (o *office) through(gone outages, to time.Time) {
	o.t.Helper()
	for _, g := range gone {
		o.until(g[0])
		o.down = true
		o.until(g[1])
		o.down = false
	}
	o.until(to)
}

// times are when messages of a kind were first seen, with their keys.
func (o *office) times(kind coach.MessageKind) []string {
	var out []string
	for _, id := range o.order {
		if s := o.shown[id]; s.Message.Kind == kind {
			out = append(out, strings.TrimPrefix(s.Message.Key, "renewals/")+" "+s.at.In(berlin).Format("Mon 15:04"))
		}
	}
	return out
}

func TestADigestThatSlackCouldNotTakeComesOnceAndWithinHours(t *testing.T) {
	friday := func(p *coach.Playbook) { p.Digest = coach.DigestTime{Day: time.Friday, At: 16 * 60} }
	for name, tc := range map[string]struct {
		tune func(*coach.Playbook)
		gone outages
		want []string
	}{
		"TheSameMorning": {nil, outages{{november(23, 7, 0), november(23, 8, 30)}}, []string{"digest/2026-W48 Mon 08:32", "digest/2026-W49 Mon 08:00"}},
		"NotAtNight":     {nil, outages{{november(23, 7, 0), november(24, 3, 0)}}, []string{"digest/2026-W48 Tue 08:00", "digest/2026-W49 Mon 08:00"}},
		"NotInTheEvening": {nil, outages{{november(23, 7, 0), november(23, 17, 1)}},
			[]string{"digest/2026-W48 Tue 08:00", "digest/2026-W49 Mon 08:00"}},
		"NotOnASundayAndTheNextWeeksTakesItsPlace": {nil, outages{{november(23, 7, 0), november(29, 12, 0)}}, []string{"digest/2026-W49 Mon 08:00"}},
		"NotWithTheNextWeeksAtOnce":                {nil, outages{{november(23, 7, 0), november(30, 10, 0)}}, []string{"digest/2026-W49 Mon 10:00"}},
		"AfterTheWeekendWhereTheNextIsFarOff": {friday, outages{{november(27, 15, 0), november(28, 11, 0)}},
			[]string{"digest/2026-W47 Fri 16:00", "digest/2026-W48 Mon 09:00"}},
		"OnADayThatOnlyThePlaybookNames": {func(p *coach.Playbook) { p.Digest = coach.DigestTime{Day: time.Sunday, At: 20 * 60} },
			outages{{november(22, 19, 0), november(22, 20, 30)}, {november(29, 19, 0), november(29, 23, 0)}},
			[]string{"digest/2026-W47 Sun 20:33", "digest/2026-W48 Mon 09:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, november(16, 10, 0), tc.tune)
			o.member("mia", nil)
			o.member("ann", func(r *coach.Rep) { r.Manager = "mia" })
			if err := o.Import(t.Context(), coach.Records{Run: "begin"}); err != nil {
				t.Fatal(err)
			}
			o.through(tc.gone, november(30, 12, 0))
			expectAbout(t, o.times(coach.Weekly), tc.want)
		})
	}
}

// expectAbout compares times but for the minutes that a failed try costs.
func expectAbout(t *testing.T, got, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%q, want %q", got, want)
	}
	for i := range want {
		is, err := time.Parse("15:04", got[i][len(got[i])-5:])
		ought, err2 := time.Parse("15:04", want[i][len(want[i])-5:])
		late := is.Sub(ought)
		if err != nil || err2 != nil || got[i][:len(got[i])-5] != want[i][:len(want[i])-5] || late < 0 || late > 2*tryAgain {
			t.Errorf("%q, want %q", got[i], want[i])
		}
	}
}

// TestADigestThatSlackMayHaveTakenIsLookedForFirst: it is there, and no second one
// comes at the next hour.
func TestADigestThatSlackMayHaveTakenIsLookedForFirst(t *testing.T) {
	o := newOffice(t, november(16, 10, 0), nil)
	o.member("mia", nil)
	o.member("ann", func(r *coach.Rep) { r.Manager = "mia" })
	if err := o.Import(t.Context(), coach.Records{Run: "begin"}); err != nil {
		t.Fatal(err)
	}
	o.mute = true
	o.until(november(23, 8, 1))
	o.down, o.mute = true, false
	o.until(november(23, 18, 0))
	o.down = false
	o.until(november(25, 12, 0))
	if o.found == 0 {
		t.Error("nobody looked")
	}
	expectOnce(t, o, coach.Weekly)
}

func expectOnce(t *testing.T, o *office, kind coach.MessageKind) {
	t.Helper()
	if n := len(o.times(kind)); n != 1 {
		t.Errorf("%d are in Slack: %v", n, o.times(kind))
	}
}

// remindedOffice is one whose team is to hear on Tuesday of a contract that is at a step.
func remindedOffice(t *testing.T) *office {
	t.Helper()
	o := newOffice(t, november(16, 10, 0), func(p *coach.Playbook) {
		justRules("renewal-due")(p)
		p.TimeZone = "Europe/Berlin"
	})
	o.member("bob", func(r *coach.Rep) { r.Team = "east" })
	o.contract("K", "2027-02-16", false)
	return o
}

// contract puts an account of the team's under a contract of a year's length.
func (o *office) contract(id, end string, auto bool) {
	o.t.Helper()
	k := &coach.ContractChange{ID: id, Owner: ptr("bob"), Start: ptr(on(end).AddMonths(-12).AddDays(1)), End: day(end), Yearly: money("12000"), Auto: &auto}
	if err := o.HandleAccount(o.t.Context(), coach.Event{ID: id, At: o.clock(), Source: coach.App, Account: "acme", Contract: k}); err != nil {
		o.t.Fatal(err)
	}
	if err := o.DoDue(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
}

func TestRenewalsThatSlackCouldNotTakeWaitForTheTeamsNextWorkingDay(t *testing.T) {
	for name, tc := range map[string]struct {
		gone outages
		want []string
	}{
		"LaterTheSameDay":           {outages{{november(17, 8, 0), november(17, 15, 0)}}, []string{"2026-11-17 Tue 15:00", "2026-11-18 Wed 09:00"}},
		"NotAtNightButTheNextDay":   {outages{{november(17, 8, 0), november(18, 3, 0)}}, []string{"2026-11-18 Wed 09:00"}},
		"NotInTheEvening":           {outages{{november(17, 8, 0), november(17, 17, 30)}}, []string{"2026-11-18 Wed 09:00"}},
		"OneMessageOfTwoDays":       {outages{{november(17, 8, 0), november(18, 10, 0)}}, []string{"2026-11-18 Wed 10:00"}},
		"NotOnASaturdayButOnMonday": {outages{{november(17, 8, 0), november(21, 11, 0)}}, []string{"2026-11-23 Mon 09:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := remindedOffice(t)
			o.through(tc.gone, november(24, 12, 0))
			expectAbout(t, o.times(coach.Dues), tc.want)
		})
	}
}

// TestWhatATeamCouldNotBeToldIsNotLost: all contracts are in one message, and what
// renews by itself, of which it hears once a week, is among them.
func TestWhatATeamCouldNotBeToldIsNotLost(t *testing.T) {
	o := remindedOffice(t)
	o.contract("L", "2027-01-18", false)
	o.contract("A", "2027-01-18", true)
	o.through(outages{{november(17, 8, 0), november(19, 20, 0)}}, november(20, 12, 0))
	expectOnce(t, o, coach.Dues)
	var said []string
	for _, n := range o.shown[o.order[len(o.order)-1]].Nudges {
		said = append(said, n.Subject.ID())
	}
	slices.Sort(said)
	expect(t, said, "A", "K", "L")
}
