package coach_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
)

// narrowing is ann's book, in which ten customers bought the same, and then one of
// them three times as much in all, at eleven on a day.
func narrowing(t *testing.T, on string, tune func(*coach.Playbook), change func(*coach.Rep)) *bench {
	b := newTeam(t, func(p *coach.Playbook) {
		p.Minimums = coach.Minimums{}
		if tune != nil {
			tune(p)
		}
	}, "ann", "bob")
	if change != nil {
		b.change("ann", change)
	}
	for i := range 10 {
		id := fmt.Sprint("W", i)
		b.act("ann", coach.Event{Deal: &coach.DealChange{ID: id, Account: ptr(id), Created: day("2026-09-01"), Outcome: ptr(coach.Won), Closed: day("2026-10-05"), Amount: money("100")}})
	}
	b.until(day(on).At(coach.ClockTime(10*60), time.UTC))
	for i := range 3 {
		b.act("ann", coach.Event{Deal: &coach.DealChange{ID: fmt.Sprint("big", i), Account: ptr("big"), Created: day("2026-11-02"), Outcome: ptr(coach.Won), Closed: day(on), Amount: money("1000")}})
	}
	return b
}

// crossed are the lines of a digest of which measure of whose crossed its line.
func crossed(d *coach.Digest) []string {
	var out []string
	for _, x := range d.Section(coach.SectionChanged) {
		if x.Rep != "" {
			out = append(out, fmt.Sprintf("%s %s %v after %s", x.Rep, x.Facts[0].Name, x.Facts[0].Value, fact(x, "before")))
		}
	}
	return out
}

// TestACrossingThatIsAFindingIsTheRepsFirst: the digest tells of it two working days
// after the rep was told, also where it is the second one since.
func TestACrossingThatIsAFindingIsTheRepsFirst(t *testing.T) {
	const line = "ann top_share 0.75 after 0.1"
	off := func(p *coach.Playbook) { p.Rules["narrow-base"] = coach.RuleSettings{Off: true} }
	shadow := func(p *coach.Playbook) { p.Rules["narrow-base"] = coach.RuleSettings{Shadow: true} }
	farmer := func(r *coach.Rep) { r.Role = coach.Farmer }
	paused := func(b *bench) { b.act("ann", coach.Event{Prefs: &coach.PrefsChange{Paused: day("2026-12-10")}}) }
	for name, c := range map[string]struct {
		on                     string
		tune                   func(*coach.Playbook)
		change                 func(*coach.Rep)
		then                   func(*bench)
		atOnce, first, further []string // an hour later, on Monday the 23rd and on the 30th
	}{
		"told on Wednesday":     {"2026-11-17", nil, nil, nil, nil, []string{line}, nil},
		"told on Thursday":      {"2026-11-18", nil, nil, nil, nil, nil, []string{line}},
		"not told yet":          {"2026-11-18", nil, nil, paused, nil, nil, nil},
		"the manager's to know": {"2026-11-18", nil, farmer, nil, []string{line}, []string{line}, nil},
		"no rule looks":         {"2026-11-18", off, nil, nil, []string{line}, []string{line}, nil},
		"a rule only tried out": {"2026-11-18", shadow, nil, nil, []string{line}, []string{line}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			b := narrowing(t, c.on, c.tune, c.change)
			if c.then != nil {
				c.then(b)
			}
			b.until(b.clock().Add(time.Hour))
			d := b.digest("mia")
			if got := crossed(d); !slices.Equal(got, c.atOnce) {
				t.Errorf("an hour later: %q, want %q", got, c.atOnce)
			}
			if x := d.Section(coach.SectionScorecard)[0]; fact(x, "top_share") != "0.75" {
				t.Errorf("the scorecard hides it: %+v", x)
			}
			b.until(november(23, 7, 0))
			if got := crossed(b.digest("mia")); !slices.Equal(got, c.first) {
				t.Errorf("on Monday: %q, want %q", got, c.first)
			}
			b.until(november(30, 7, 0))
			d = b.digest("mia")
			if got := crossed(d); !slices.Equal(got, c.further) {
				t.Errorf("a week later: %q, want %q", got, c.further)
			}
			if len(c.further) > 0 && !strings.Contains(d.Section(coach.SectionChanged)[0].Say, "after 10 % two weeks ago") {
				t.Errorf("it says %q", d.Section(coach.SectionChanged)[0].Say)
			}
		})
	}
}

// TestWhatIsHealthyAgainIsToldAtOnce: no finding says so.
func TestWhatIsHealthyAgainIsToldAtOnce(t *testing.T) {
	b := narrowing(t, "2026-11-18", nil, nil)
	b.until(november(27, 10, 0))
	for i := range 10 {
		id := fmt.Sprint("W", i)
		b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "more" + id, Account: ptr(id), Created: day("2026-11-02"), Outcome: ptr(coach.Won), Closed: day("2026-11-27"), Amount: money("1000")}})
	}
	if got := crossed(b.digest("mia")); len(got) == 0 || !strings.HasPrefix(got[0], "ann top_share 0.2") {
		t.Errorf("changed: %q", got)
	}
}

// TestTheLinesThatRulesSpeakOfAreMeasures, each with a healthy line.
func TestTheLinesThatRulesSpeakOfAreMeasures(t *testing.T) {
	for _, r := range coach.Rules() {
		for _, key := range r.Lines {
			if m := coach.MeasureOf(key); m == nil || m.Highest == 0 && !m.Banded() || r.On != "book" {
				t.Errorf("%s: %s", r.ID, key)
			}
		}
	}
}
