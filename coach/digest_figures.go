package coach

import (
	"cmp"
	"fmt"
	"slices"
)

// scoreboard is the scorecards that a digest shows. Without any, nothing is shown.
type scoreboard struct {
	*digester
	ledger *ledger
	now    map[string]*Score   // by rep
	then   map[string]*Score   // a week ago
	groups map[string]*Score   // by report who manages, of all beneath
	size   map[string]int      // … how many reps that are
	before map[string]*Score   // … a week ago
	of     map[string][]string // … who they are, the report first
	week   *Score              // of everybody, of the week only
	facts  Facts
}

// everybody stands for all whom a digest is about.
const everybody = "everybody"

// compute reads what the scorecards need and works them out.
func (d *digester) compute() (*scoreboard, error) {
	f := &scoreboard{digester: d, size: map[string]int{}, of: map[string][]string{}}
	groups, all := f.of, []string{}
	for _, r := range d.managers {
		groups[r.ID] = d.people.Beneath(r.ID)
		all = append(all, groups[r.ID]...)
	}
	var sellers []string
	for _, r := range d.sellers {
		sellers = append(sellers, r.ID)
	}
	all = append(all, sellers...)
	facts, err := d.FactsOf(d.ctx, all)
	if err != nil {
		return nil, err
	}
	f.facts = facts
	f.ledger = newLedger(Query{By: "rep", Only: sellers, AsOf: d.today}, d.Playbook, d.people, facts)
	f.groups = byUnit(f.ledger.grouped(groups))
	for manager, beneath := range groups {
		f.size[manager] = f.ledger.sellers(beneath)
	}
	if len(groups) > 0 {
		f.before = byUnit(Scores(Query{By: "group", Groups: groups, AsOf: d.today.AddDays(-7)}, d.Playbook, d.people, facts))
	}
	if len(sellers) > 0 { // a query for nobody's is one for everybody's
		f.now = byUnit(f.ledger.scores())
		f.then = f.ago(7, sellers)
	}
	week := Query{By: "group", Groups: map[string][]string{everybody: all}, Window: Window{d.today.AddDays(-7), d.today}, AsOf: d.today}
	f.week = byUnit(Scores(week, d.Playbook, d.people, facts))[everybody]
	return f, nil
}

// sellers counts the reps among some: all but those who lead others and sell nothing
// themselves.
func (l *ledger) sellers(ids []string) int {
	n := 0
	for _, id := range ids {
		b := l.home(id)
		if len(l.people.Reports(id)) == 0 || b != nil && b.sells() {
			n++
		}
	}
	return n
}

// ago are the scorecards as they were so many days ago.
func (f *scoreboard) ago(days int, reps []string) map[string]*Score {
	return byUnit(Scores(Query{By: "rep", Only: reps, AsOf: f.today.AddDays(-days)}, f.Playbook, f.people, f.facts))
}

func byUnit(scores []Score) map[string]*Score {
	out := make(map[string]*Score, len(scores))
	for i := range scores {
		out[scores[i].Unit] = &scores[i]
	}
	return out
}

// measureFacts are a score's measures as facts: a number, money with its currency,
// or why there is none.
func (s *Score) measureFacts(keys ...string) []Fact {
	var out []Fact
	for _, key := range keys {
		m := MeasureOf(key)
		if why := s.Why[key]; why != "" {
			out = append(out, Fact{key, why})
			continue
		}
		switch v := m.get(s).(type) {
		case Ratio:
			out = append(out, Fact{key, v.Six()})
		case *string:
			text := *v
			if m.Money() {
				text += " " + s.Currency
			}
			out = append(out, Fact{key, text})
		default:
			out = append(out, Fact{key, v})
		}
	}
	return out
}

func (f *scoreboard) scorecard() []Item {
	var out []Item
	for _, r := range f.sellers {
		if s := f.now[r.ID]; s != nil {
			out = append(out, Item{Rep: r.ID, Title: r.Label(), Facts: s.measureFacts(DigestMeasures...)})
		}
	}
	return out
}

// rollup is the same over everybody beneath each report who manages.
func (f *scoreboard) rollup() []Item {
	var out []Item
	for _, r := range f.managers {
		if s := f.groups[r.ID]; s != nil {
			facts := append([]Fact{{"reps", f.size[r.ID]}}, s.measureFacts(DigestMeasures...)...)
			out = append(out, Item{Rep: r.ID, Title: r.Label(), Facts: append(facts, f.existing(s))})
		}
	}
	return out
}

// existing is the share of existing business that the playbook chose.
func (f *scoreboard) existing(s *Score) Fact {
	key, share := "existing_share_workspace", s.ExistingWorkspace
	if f.Playbook.New == "rep" {
		key, share = "existing_share_rep", s.ExistingRep
	}
	if why := s.Why[key]; why != "" {
		return Fact{"existing_share", why}
	}
	return Fact{"existing_share", share.Six()}
}

func (f *scoreboard) balance() []Item {
	var out []Item
	for _, r := range f.sellers {
		s := f.now[r.ID]
		if s == nil {
			continue
		}
		facts := append(s.measureFacts("new_share"), f.existing(s))
		if b := s.More.Band; b != nil {
			facts = append(facts, Fact{"band_from", b.From}, Fact{"band_to", b.To})
		}
		out = append(out, Item{Rep: r.ID, Title: r.Label(), Facts: facts})
	}
	return out
}

// burden is what each rep's lost contracts leave to be sold again.
func (f *scoreboard) burden() []Item {
	var out []Item
	for _, r := range f.sellers {
		if s := f.now[r.ID]; s != nil && !s.Empty(MeasureOf("replacement_burden")) {
			x := s.burdenItem()
			x.Rep, x.Title = r.ID, r.Label()
			out = append(out, x)
		}
	}
	return out
}

func (s *Score) burdenItem() Item {
	return Item{Facts: s.measureFacts("replacement_burden", "renewal_rate"),
		Say: s.moneyWords("replacement_burden") + " a year was lost in 12 months, and has to be sold again before anything grows."}
}

// renewalDays is how far ahead renewals are told of.
const renewalDays = 90

// renewals are the sellers' contracts on which it is to be decided soon, or that
// end soon with the notice deadline behind them, and which nobody has settled.
func (f *scoreboard) renewals() []Item {
	var out []Item
	for _, r := range f.sellers {
		if f.ledger == nil {
			return nil
		}
		b := f.ledger.home(r.ID)
		if b == nil {
			continue
		}
		for _, k := range b.contracts {
			if f.ledger.comes(k) {
				out = append(out, f.renewal(r, k))
			}
		}
	}
	slices.SortFunc(out, func(x, y Item) int {
		return cmp.Or(cmp.Compare(fmt.Sprint(factOf(x, "decision")), fmt.Sprint(factOf(y, "decision"))), compare(x.Subject, y.Subject))
	})
	return out
}

func factOf(x Item, name string) any { return (&Nudge{Facts: x.Facts}).Fact(name) }

// comes says whether a contract is to be decided on within the next days.
func (l *ledger) comes(k *ledgerContract) bool {
	asOf := l.q.AsOf
	if !k.live(asOf) || k.Outcome != "" || !k.Ended.IsZero() || k.term.IsZero() || len(l.successors(k)) > 0 {
		return false
	}
	day := k.decision()
	if day < asOf && !k.Auto {
		day = k.term // notice can no longer be given; it runs out then
	}
	return asOf <= day && day <= asOf.AddDays(renewalDays)
}

func (f *scoreboard) renewal(r *Rep, k *ledgerContract) Item {
	x := Item{Rep: r.ID, Subject: On("contract", k.ID), Title: f.Names.AccountName(k.account.id), Facts: []Fact{
		{"account", k.account.id}, {"yearly_value", factUnknown}, {"decision", k.decision().String()}, {"ends", k.term.String()},
	}}
	if k.Yearly.Known() {
		x.Facts[1].Value = k.Yearly.String()
	}
	if k.Product != "" {
		x.Facts = append(x.Facts, Fact{"product", k.Product})
	}
	if k.Auto {
		x.Facts = append(x.Facts, Fact{"auto_renew", "yes"})
	}
	for _, n := range f.books[r.ID].Nudges {
		if n.Rule == "renewal-in-doubt" && n.Subject == x.Subject && f.mayTell(n, r, f.at) {
			x.Facts = append(x.Facts, Fact{"signs", n.Fact("signs")})
			x.Severity = n.Severity.String()
		}
	}
	x.Say = k.inWords(f.today, factOf(x, "signs"))
	return x
}
