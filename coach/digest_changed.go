package coach

import "slices"

// changedAtMost is how many changes a digest begins with.
const changedAtMost = 5

// changed is what is another than a week ago: what all of them won, gained and
// lost, and which measure of whose has crossed its healthy line.
func (f *scoreboard) changed() []Item {
	if f.week == nil {
		return nil
	}
	out := append(f.weekFacts(), f.crossings()...)
	return out[:min(len(out), changedAtMost)]
}

func (f *scoreboard) weekFacts() []Item {
	var out []Item
	s := f.week
	if s.WonDeals > 0 {
		say := were(s.WonDeals, "deal") + " won in the week"
		if !s.Empty(MeasureOf("won")) {
			say += ", worth " + s.moneyWords("won")
		}
		out = append(out, Item{Facts: s.measureFacts("won_deals", "won"), Say: say + "."})
	}
	if s.Gained > 0 {
		out = append(out, Item{Facts: s.measureFacts("gained"), Say: numbered(s.Gained, "customer") + " bought for the first time."})
	}
	if s.LostCustomers > 0 {
		out = append(out, Item{Facts: s.measureFacts("lost_customers"), Say: were(s.LostCustomers, "customer") + " lost: a year without an order or a contract."})
	}
	return out
}

// crossings are the measures that crossed their healthy line within the week:
// those that left it first, in the order of the scorecard and of names.
func (f *scoreboard) crossings() []Item {
	var left, back []Item
	top := map[string]bool{}
	for i := range Measures {
		for _, x := range f.compared(&Measures[i]) {
			r := x.rep
			share, too := top[r.ID]
			switch {
			case x.m.Key == "top_share":
				top[r.ID] = x.healthy
			case x.m.Key == "hhi" && too && share == x.healthy:
				continue // it says the same once more
			}
			if x.healthy {
				back = append(back, x.item(f.Playbook))
			} else {
				left = append(left, x.item(f.Playbook))
			}
		}
	}
	return append(left, back...)
}

// compared are those whose measure crossed its line: reps, and the teams of managers.
func (f *scoreboard) compared(m *Measure) []*crossing {
	var out []*crossing
	for _, r := range f.sellers {
		if x := f.compare(m, r); x != nil {
			out = append(out, x)
		}
	}
	for _, r := range f.managers {
		if f.size[r.ID] < 2 { // a team of one is a rep, whose crossings are their manager's to hear of
			continue
		}
		team := &Rep{ID: r.ID, Name: r.Label() + "’s team"}
		if x := (&crossing{rep: team, m: m, now: f.groups[r.ID], then: f.before[r.ID], ago: "a week ago"}).crossed(f.Playbook); x != nil {
			out = append(out, x)
		}
	}
	return out
}

// crossing is a rep's measure that is on the other side of its healthy line now.
type crossing struct {
	rep       *Rep
	m         *Measure
	now, then *Score
	ago       string // when then was
	healthy   bool
}

// compare says whether a rep's measure crossed its line; nil if not, or if the rep
// is to hear of it first.
func (f *scoreboard) compare(m *Measure, r *Rep) *crossing {
	x := &crossing{rep: r, m: m, now: f.now[r.ID], then: f.then[r.ID], ago: "a week ago"}
	switch told, late := f.toldOf(m, r); {
	case !told:
		return nil
	case late:
		x.then, x.ago = f.ago(14, []string{r.ID})[r.ID], "two weeks ago"
	}
	return x.crossed(f.Playbook)
}

// crossed is the crossing if there is one; else nil.
func (x *crossing) crossed(p *Playbook) *crossing {
	if x.now == nil || x.then == nil {
		return nil
	}
	is, judged := x.now.Health(x.m, p)
	was, known := x.then.Health(x.m, p)
	if x.healthy = is; !judged || !known || is == was {
		return nil
	}
	return x
}

// toldOf says whether the manager may hear that a rep's measure crossed its line.
// Where a rule found the same of the rep, it is the rep's first, as every finding
// is: late says that it was withheld from the last digest for that.
func (f *scoreboard) toldOf(m *Measure, r *Rep) (told, late bool) {
	rules := Moment{Rules: f.Rules}
	for _, n := range f.books[r.ID].Nudges {
		of := n.Open() && n.Subject.Kind() == "book" && n.For != ForShadow && slices.Contains(rules.rule(n.Rule).Lines, m.Key)
		if !of {
			continue
		}
		if !f.mayTell(n, r, f.at) {
			return false, false
		}
		late = late || n.Found.Before(f.since()) && !f.mayTell(n, r, f.since())
	}
	return true, late
}

func (x *crossing) item(p *Playbook) Item {
	return Item{Rep: x.rep.ID, Facts: append(x.now.measureFacts(x.m.Key), Fact{"before", x.then.measureFacts(x.m.Key)[0].Value}), Say: x.words(p)}
}
