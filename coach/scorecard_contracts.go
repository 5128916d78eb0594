package coach

import (
	"slices"
	"strings"
	"unicode"
)

// contracts measures what renews, what is kept, and what runs out next.
func (l *ledger) contracts(s *Score, u unit) {
	all := u.contracts()
	l.renewals(s, all)
	l.retention(s, all)
	l.coverage(s, u)
	l.comingDue(s, all)
}

func (u unit) contracts() []*ledgerContract {
	var all []*ledgerContract
	for _, b := range u.books {
		all = append(all, b.contracts...)
	}
	return all
}

// renewals measures the contracts that came due in 12 months: what they were
// worth a year, and how much of that was renewed, at most the old value.
func (l *ledger) renewals(s *Score, all []*ledgerContract) {
	came, kept, n := l.total(s.Currency), int64(0), 0
	for _, k := range all {
		one, again := l.cameDue(k, s.Currency)
		came.merge(one)
		if kept += again; one.known > 0 {
			n++
		}
		if k.unknown && l.year.Has(k.End) {
			s.More.UnknownContracts++
		}
	}
	s.RenewalRate = s.share("renewal_rate", NewRatio(kept, came.minor), n, l.early(n, l.p.Minimums.Contracts))
	came.minor -= kept
	s.Burden = s.orNone("replacement_burden", came, len(all))
}

// cameDue is what a contract was worth a year each time that it came due, and
// with how much of that it goes on.
func (l *ledger) cameDue(k *ledgerContract, currency string) (came total, kept int64) {
	came = l.total(currency)
	for _, d := range k.dues {
		again, known := l.renewed(d, k, currency)
		if !known {
			came.rows++
			continue
		}
		old, _ := came.add(k.Yearly, l.q.AsOf)
		kept += min(old, again)
	}
	return came, kept
}

// renewed is the yearly value with which a contract that came due goes on, 0
// where it was lost; it is not known where an amount or a rate is missing.
func (l *ledger) renewed(d due, k *ledgerContract, currency string) (minor int64, known bool) {
	old, ok := l.worth(k.Yearly, currency, l.q.AsOf)
	if !ok || !d.renewed {
		return 0, ok
	}
	if len(d.by) == 0 {
		return old, true
	}
	for _, next := range d.by {
		m, ok := l.worth(next.Yearly, currency, l.q.AsOf)
		if !ok {
			return 0, false
		}
		minor += m
	}
	return minor, true
}

// retention compares the contracts that were live on the same day a year ago
// with those live now, account by account: of what customers paid then, how much
// do they pay still (at most what they did), and with what they added.
func (l *ledger) retention(s *Score, all []*ledgerContract) {
	type pair struct{ then, now int64 }
	by := map[*ledgerAccount]*pair{}
	ago, base := l.q.AsOf.AddMonths(-12), 0
	for _, k := range all {
		minor, ok := l.worth(k.Yearly, s.Currency, l.q.AsOf)
		if !ok {
			continue
		}
		p := by[k.account]
		if p == nil {
			p = &pair{}
			by[k.account] = p
		}
		if k.live(ago) {
			base++
			p.then += minor
		}
		if k.live(l.q.AsOf) {
			p.now += minor
		}
	}
	var then, kept, now int64
	for _, p := range by {
		if p.then > 0 {
			then, kept, now = then+p.then, kept+min(p.then, p.now), now+p.now
		}
	}
	s.GRR = s.share("grr", NewRatio(kept, then), base, l.early(base, l.p.Minimums.Contracts))
	s.NRR = s.share("nrr", NewRatio(now, then), base, l.early(base, l.p.Minimums.Contracts))
}

// coverage measures how many of the products that customers run are under a
// contract that runs, too. One that names no product covers all.
func (l *ledger) coverage(s *Score, u unit) {
	run, under := 0, 0
	for _, b := range u.books {
		for _, a := range b.accounts {
			for _, p := range a.products {
				if run++; a.covers(p.Product, l.q.AsOf) {
					under++
				}
			}
		}
	}
	share := NewRatio(int64(under), int64(run))
	if !l.fed.contracts {
		share = Ratio{}
	}
	s.Coverage = s.share("contract_coverage", share, run, false)
}

func (a *ledgerAccount) covers(product string, d Date) bool {
	return slices.ContainsFunc(a.contracts, func(k *ledgerContract) bool {
		return k.live(d) && k.covers(product)
	})
}

// covers says whether the contract is for a product; one that names none is for
// all.
func (k *ledgerContract) covers(product string) bool {
	return k.Product == "" || foldName(k.Product) == foldName(product)
}

// foldName is how names of products compare: letters and digits only, without case.
func foldName(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// comingDue adds up what runs, and what is to be decided within 90 days.
func (l *ledger) comingDue(s *Score, all []*ledgerContract) {
	running, self := l.total(s.Currency), l.total(s.Currency)
	var steps [3]total
	for i := range steps {
		steps[i] = l.total(s.Currency)
	}
	for _, k := range all {
		if !k.live(l.q.AsOf) {
			continue
		}
		running.add(k.Yearly, l.q.AsOf)
		days := int(k.decision() - l.q.AsOf)
		switch {
		case days < 1 || days > 90:
		case k.Auto:
			self.add(k.Yearly, l.q.AsOf)
		default:
			steps[(days-1)/30].add(k.Yearly, l.q.AsOf)
		}
	}
	s.More.Unconverted += running.foreign
	n := len(all)
	s.Recurring = s.orNone("recurring", running, n)
	s.Due30, s.Due60, s.Due90 = s.orNone("due_30", steps[0], n), s.orNone("due_60", steps[1], n), s.orNone("due_90", steps[2], n)
	s.DueSelfRenewing = s.orNone("due_self_renewing", self, n)
}

// orNone gives a sum over contracts; null where none is on record.
func (s *Score) orNone(key string, t total, contracts int) *string {
	if contracts == 0 {
		s.Why[key] = noData
		return nil
	}
	return s.money(key, t)
}
