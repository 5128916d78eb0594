package coach

import (
	"fmt"
	"maps"
	"slices"
)

// byRuleFrom is how many reps there have to be for counts by rule: of fewer, one
// would know whose they are.
const byRuleFrom = 4

// toldCounts are what became of nudges.
type toldCounts struct{ sent, done, notUseful int }

func (t toldCounts) facts() []Fact {
	return []Fact{{"sent", t.sent}, {"done", t.done}, {"not_useful", t.notUseful}}
}

// answers count the nudges of the week: all together, and by rule where that
// tells on nobody.
func (d *digester) answers() []Item {
	all, by := toldCounts{}, map[string]*toldCounts{}
	for _, r := range d.sellers {
		for _, n := range d.books[r.ID].Nudges {
			one := d.counts(n)
			if by[n.Rule] == nil {
				by[n.Rule] = &toldCounts{}
			}
			for _, to := range []*toldCounts{&all, by[n.Rule]} {
				to.sent, to.done, to.notUseful = to.sent+one.sent, to.done+one.done, to.notUseful+one.notUseful
			}
		}
	}
	out := []Item{{Title: "All rules", Facts: all.facts(), Say: all.words()}}
	if len(d.sellers) < byRuleFrom {
		return out
	}
	for _, rule := range slices.Sorted(maps.Keys(by)) {
		if t := by[rule]; *t != (toldCounts{}) {
			out = append(out, Item{Rule: rule, Title: rule, Facts: t.facts(), Say: t.words()})
		}
	}
	return out
}

func (d *digester) counts(n *Nudge) (t toldCounts) {
	if n.Message != "" && d.lately(n.Said) {
		t.sent = 1
	}
	if d.lately(n.RepliedAt) && n.Reply == Done {
		t.done = 1
	}
	if d.lately(n.RepliedAt) && n.Reply == NotUseful {
		t.notUseful = 1
	}
	return t
}

// tune are the rules that reps found not useful so often that they are quiet now.
func (d *digester) tune() []Item {
	reps := map[string]int{}
	for _, r := range d.sellers {
		zone, _ := d.Playbook.Zone(r)
		for _, rule := range d.books[r.ID].Tune(d.at, zone) {
			reps[rule]++
		}
	}
	var out []Item
	for _, rule := range slices.Sorted(maps.Keys(reps)) {
		x := Item{Rule: rule, Title: rule, Say: "Found not useful three times in two weeks, and quiet for now.", Ask: "Which of its thresholds does not fit you?"}
		if len(d.sellers) >= byRuleFrom {
			x.Facts = []Fact{{"reps", reps[rule]}}
		}
		out = append(out, x)
	}
	return out
}

// seenKinds are the kinds of fact without which the coach does not see.
var seenKinds = []FactKind{Touches, Commitments, Metrics, Issues, Reviews, Contracts, Qualifications}

// blind are the kinds of fact that do not reach the books of some reps.
func (d *digester) blind() []Item {
	var out []Item
	for _, kind := range seenKinds {
		n := 0
		for _, r := range d.sellers {
			zone, _ := d.Playbook.Zone(r)
			if !d.books[r.ID].fed(kind, d.at, Moment{Zone: zone, Playbook: d.Playbook}) {
				n++
			}
		}
		if n > 0 {
			say := fmt.Sprintf("No %s have reached me for %d days", kind, d.Playbook.Fed)
			if n < len(d.sellers) {
				say += fmt.Sprintf(" from %d of %d reps", n, len(d.sellers))
			}
			out = append(out, Item{Facts: []Fact{{"kind", string(kind)}, {"reps", n}, {"of", len(d.sellers)}}, Say: say + "."})
		}
	}
	return out
}

// reviewAfter is for how many days a sweet spot counts as looked over.
const reviewAfter = 180

// setup is what the team has not written yet, or not looked over for long.
func (d *digester) setup() []Item {
	s := d.Playbook.SweetSpot
	if !s.Written {
		return []Item{{Facts: []Fact{{"sweet_spot", "not written"}},
			Say: "Your sweet spot is not in the playbook yet, so /qualify keeps the answers and gives no verdict.",
			Ask: "Which problems do you solve best, who has them, and which three customers prove it?"}}
	}
	if days := int(d.today - s.Reviewed); !s.Reviewed.IsZero() && days >= reviewAfter {
		return []Item{{Facts: []Fact{{"reviewed", s.Reviewed.String()}, {"days", days}},
			Say: fmt.Sprintf("Your sweet spot was last looked over %d days ago.", days), Ask: "Does it still say whom you help best?"}}
	}
	return nil
}
