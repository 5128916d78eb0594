package coach

import (
	"fmt"
	"slices"
	"strings"
)

// What a roll-up says of each manager beneath: counts and sums, by the summaries
// that its table rests on. It names no rep, no account and no deal of theirs: those
// are their own manager's.

// beneath puts a line for each report who manages behind the items of a section.
func (f *scoreboard) beneath(items []Item, line func(r *Rep) (Item, bool)) []Item {
	for _, r := range f.managers {
		if f.ledger == nil {
			break
		}
		if x, ok := line(r); ok {
			x.Rep, x.Title = r.ID, r.Label()+"’s team"
			items = append(items, x)
		}
	}
	return items
}

// told counts what the managers beneath a report may hear of by now: with how many
// reps there is a warning to talk about, how many deals to look into, and how many
// contracts of the next days are in doubt.
func (f *scoreboard) told(r *Rep) (talks, inspect, doubts int) {
	for _, id := range f.of[r.ID][1:] { // what the report does themselves is told like a rep's
		rep, talk := f.people.Rep(id), false
		for _, row := range f.facts.told(f.people, id) {
			if rep == nil || rep.Away || !row.At.IsZero() && !f.heardFirst(row.At, rep, f.at) {
				continue
			}
			switch row.What {
			case ToldTalk:
				talk = true
			case ToldInspect:
				inspect++
			case ToldDoubt:
				if row.Day <= f.today.AddDays(renewalDays) {
					doubts++
				}
			}
		}
		if talk {
			talks++
		}
		inspect += f.onEdge(id)
	}
	return talks, inspect, doubts
}

// told are a rep's findings to count, with those of whoever was merged into them.
func (f Facts) told(people *People, rep string) []ToldRow {
	var out []ToldRow
	for _, id := range people.everyRep(map[string]bool{rep: true}) {
		out = append(out, f.Books[id].Told...)
	}
	return out
}

// onEdge counts a rep's open deals on the edge of the sweet spot.
func (f *scoreboard) onEdge(rep string) int {
	b, n := f.ledger.home(rep), 0
	if b == nil {
		return 0
	}
	for i := range b.deals {
		if x := &b.deals[i]; x.outcome == Open && x.verdict() == Edge {
			n++
		}
	}
	return n
}

func (f *scoreboard) talksBeneath(r *Rep) (Item, bool) {
	n, _, _ := f.told(r)
	return Item{Facts: []Fact{{"count", n}}, Say: "There is a warning to talk about with " + numbered(n, "rep") + "."}, n > 0
}

func (f *scoreboard) inspectBeneath(r *Rep) (Item, bool) {
	_, n, _ := f.told(r)
	return Item{Facts: []Fact{{"count", n}}, Say: numbered(n, "finding") + " on deals to look into."}, n > 0
}

// renewalsBeneath are the contracts that are to be decided on beneath a report.
func (f *scoreboard) renewalsBeneath(r *Rep) (Item, bool) {
	n, sums := 0, map[string]Money{}
	for _, id := range f.of[r.ID][1:] {
		b := f.ledger.home(id)
		if b == nil {
			continue
		}
		for _, k := range b.contracts {
			if !f.ledger.comes(k) {
				continue
			}
			if n++; k.Yearly.Known() {
				sums[k.Yearly.Currency] = k.Yearly.Plus(sums[k.Yearly.Currency])
			}
		}
	}
	_, _, doubts := f.told(r)
	doubts = min(doubts, n)
	value, words := amounts(sums)
	say := numbered(n, "renewal")
	if words != "" {
		say += ", " + words + " a year"
	}
	if doubts > 0 {
		say += fmt.Sprintf("; %d in doubt", doubts)
	}
	return Item{Facts: []Fact{{"count", n}, {"yearly_value", value}, {"in_doubt", doubts}}, Say: say + "."}, n > 0
}

// amounts are sums by currency, for programs ("818000.00 EUR;5.00 USD") and in words.
func amounts(sums map[string]Money) (value, words string) {
	var values, said []string
	for _, m := range sums {
		values = append(values, m.String())
	}
	slices.Sort(values)
	for _, text := range values {
		_, currency, _ := strings.Cut(text, " ")
		said = append(said, sums[currency].Words())
	}
	if len(values) == 0 {
		return factUnknown, ""
	}
	return strings.Join(values, ";"), strings.Join(said, " and ")
}

func (f *scoreboard) burdenBeneath(r *Rep) (Item, bool) {
	s := f.groups[r.ID]
	if s == nil || s.Empty(MeasureOf("replacement_burden")) {
		return Item{}, false
	}
	return s.burdenItem(), true
}
