package coach

import (
	"slices"
	"strings"
)

// MixBase is what the summaries say of a rep's customers, and of what has to be
// sold again: counts and sums, by which the rules judge.
type MixBase struct {
	Signs    []Sign      `json:"signs,omitempty"`   // those with enough to count
	Segment  string      `json:"segment,omitempty"` // the one that most customers are in
	Renewals RenewalBase `json:"renewals,omitzero"`
}

// Sign is how many of how many: 7 of 10 new deals came from a territory or a list.
type Sign struct {
	Name string `json:"name"` // see signShares
	N    int    `json:"n"`
	Of   int    `json:"of"`
}

// mixer counts the signs of a customer mix.
type mixer struct {
	*ledger
	set      func(setting string) float64 // of the rule
	heard    map[*ledgerAccount][]Date    // days of the year on which we were in contact
	unpaid   map[*ledgerAccount]bool      // hours were given away in the year
	median   map[string]Ratio             // won deal, by team; "" is the workspace
	discount map[string]float64           // median of won deals, by team
}

// mix gives each rep's baseline its MixBase.
func (l *ledger) mix(reps map[string]*Baseline, f Facts) {
	m := &mixer{ledger: l, set: l.p.settings("customer-mix"), heard: map[*ledgerAccount][]Date{}, unpaid: map[*ledgerAccount]bool{}}
	m.median, m.discount = l.medians()
	for _, rows := range f.Books {
		m.take(rows.Touches)
	}
	for rep, base := range reps {
		b := l.book(rep)
		base.Mix = &MixBase{Renewals: l.renewalBase(b)}
		m.signs(b, base.Mix)
	}
}

// settings looks up the numbers of a rule.
func (p *Playbook) settings(rule string) func(name string) float64 {
	rules := Rules()
	r := &rules[slices.IndexFunc(rules, func(r Rule) bool { return r.ID == rule })]
	return func(name string) float64 { return p.Setting(r, name) }
}

func (m *mixer) take(touches []TouchRow) {
	for _, t := range touches {
		if t.Account == "" || !m.year.Has(t.Day) {
			continue
		}
		a := m.account(t.Account)
		if !t.In {
			m.heard[a] = append(m.heard[a], t.Day)
		}
		if t.Hours == "" {
			continue
		}
		if n, ok := number(t.Hours); ok && n > 0 {
			m.unpaid[a] = true
		}
	}
}

// signs counts every sign of which there is enough to count.
func (m *mixer) signs(b *ledgerBook, base *MixBase) {
	note := func(s Sign, least string) {
		if s.Of > 0 && float64(s.Of) >= m.set(least) {
			base.Signs = append(base.Signs, s)
		}
	}
	note(m.sources(b), "deals")
	customers := slices.DeleteFunc(slices.Clone(b.accounts), func(a *ledgerAccount) bool { return a.on(m.q.AsOf) != customer })
	var segment Sign
	segment, base.Segment = m.segment(customers)
	note(segment, "customers")
	note(m.small(b, customers), "customers")
	note(countOf("hours", customers, func(a *ledgerAccount) bool { return m.unpaid[a] }), "customers")
	note(m.discounts(b, customers), "customers")
	note(m.renewalsOnly(customers), "customers")
}

func countOf(name string, as []*ledgerAccount, holds func(*ledgerAccount) bool) Sign {
	s := Sign{Name: name, Of: len(as)}
	for _, a := range as {
		if holds(a) {
			s.N++
		}
	}
	return s
}

// sources counts the year's new-business deals of which it is known where they
// came from, and those from a territory or a list.
func (m *mixer) sources(b *ledgerBook) Sign {
	s := Sign{Name: "sources"}
	for i := range b.deals {
		x := &b.deals[i]
		from := fold(x.from())
		if from == "" || !m.year.Has(x.Created) || !m.fresh(x) {
			continue
		}
		if s.Of++; from == "territory" || from == "list" {
			s.N++
		}
	}
	return s
}

// from is where a deal came from, else where its account did.
func (x *entry) from() string {
	if x.Source == "" && x.account != nil && x.account.profile != nil {
		return x.account.profile.Source
	}
	return x.Source
}

// fresh says whether a deal is new business: see Book.KindOf.
func (l *ledger) fresh(x *entry) bool {
	if x.Kind != "" || x.account == nil {
		return x.Kind == KindNew
	}
	y, rep := *x, ""
	if y.closed.IsZero() {
		y.closed = l.q.AsOf
	}
	if l.p.New == "rep" {
		rep = x.book.rep
	}
	return !y.existing(rep)
}

// segment finds the segment that most customers are in; one that the written
// sweet spot names, or that there is none to measure by, is no sign.
func (m *mixer) segment(customers []*ledgerAccount) (s Sign, largest string) {
	s.Name = "segment"
	by, as := map[string]int{}, map[string]string{}
	for _, a := range customers {
		if a.profile != nil && fold(a.profile.Segment) != "" {
			s.Of++
			by[fold(a.profile.Segment)]++
			as[fold(a.profile.Segment)] = a.profile.Segment
		}
	}
	for key, n := range by {
		if n > s.N || n == s.N && key < fold(largest) {
			s.N, largest = n, as[key]
		}
	}
	spot := &m.p.SweetSpot
	q := spot.Criterion("segment")
	if largest == "" || !spot.Written || q == nil {
		return Sign{}, ""
	}
	if state, _ := spot.check(q, largest); state == met {
		return Sign{}, ""
	}
	return s, largest
}

// small counts the customers who began a year ago or earlier, and those of them
// whose first deal was small beside the team's median, and who bought nothing
// more in the year after it.
func (m *mixer) small(b *ledgerBook, customers []*ledgerAccount) Sign {
	s := Sign{Name: "small"}
	median := m.median[b.team()]
	for _, a := range customers {
		if !median.Known() || len(a.wins) == 0 || a.wins[0].closed.AddMonths(12) > m.q.AsOf {
			continue
		}
		first := a.wins[0]
		minor, ok := m.worth(first.Amount, m.p.Currency, first.closed)
		if !ok {
			continue
		}
		s.Of++
		grew := slices.ContainsFunc(a.wins[1:], func(w *entry) bool {
			return w.Kind != KindRenewal && w.closed <= first.closed.AddMonths(12)
		})
		if !grew && float64(minor) < m.set("small")*median.Float() {
			s.N++
		}
	}
	return s
}

// discounts counts the customers who got more than the team's median discount,
// and had issues in the year all the same.
func (m *mixer) discounts(b *ledgerBook, customers []*ledgerAccount) Sign {
	median, ok := m.discount[b.team()]
	if !ok {
		return Sign{}
	}
	return countOf("discounts", customers, func(a *ledgerAccount) bool {
		issues := 0
		for _, i := range a.issues {
			if m.year.Has(i.Opened) {
				issues++
			}
		}
		return float64(issues) >= m.set("issues") && a.highestDiscount(m.year) > median
	})
}

// highestDiscount is the highest one that the account got in a window, on a deal
// or on a contract that runs; 0 without one.
func (a *ledgerAccount) highestDiscount(w Window) (most float64) {
	for _, x := range a.wins {
		if d, ok := readDiscount(x.Discount); ok && w.Has(x.closed) {
			most = max(most, d)
		}
	}
	for _, k := range a.contracts {
		if d, ok := readDiscount(k.Discount); ok && k.live(w.To) {
			most = max(most, d)
		}
	}
	return most
}

// readDiscount reads a discount as people write it: 0.1, 10 or 10 %. A bare
// number from 1 on is per cent. What is no share below 1 is not understood.
func readDiscount(s string) (share float64, ok bool) {
	if s == "" { // most have none
		return 0, false
	}
	s, percent := strings.CutSuffix(strings.TrimSpace(s), "%")
	n, ok := number(s)
	if percent || n >= 1 {
		n /= 100
	}
	return n, ok && n >= 0 && n < 1
}

// renewalsOnly counts the customers whom we were in contact with often enough to
// say, and those of them who heard from us around a renewal only.
func (m *mixer) renewalsOnly(customers []*ledgerAccount) Sign {
	s := Sign{Name: "renewals"}
	for _, a := range customers {
		days := slices.Concat(m.heard[a], a.held)
		days = slices.DeleteFunc(days, func(d Date) bool { return !m.year.Has(d) })
		if float64(len(days)) < m.set("touches") || len(a.contracts) == 0 {
			continue
		}
		var ends []Date
		for _, k := range a.contracts {
			ends = append(ends, k.ends(m.q.AsOf)...)
		}
		if s.Of++; onlyNear(days, ends, int(m.set("renewal_days"))) {
			s.N++
		}
	}
	return s
}
