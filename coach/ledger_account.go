package coach

import (
	"cmp"
	"math"
	"slices"
)

// ledgerAccount is an account as it was known to stand at as-of, whatever other
// ids it once had.
type ledgerAccount struct {
	id        string
	profile   *AccountProfile // nil for one that stands nowhere else
	top       string          // what it counts under: its top parent or itself
	home      *ledgerBook     // whose numbers its issues, metrics, products and reviews count in
	wins      []*entry        // the earliest first
	custom    []Window        // in which something made it a customer
	contracts []*ledgerContract
	products  []ProductRow
	metrics   []MetricRow
	issues    []IssueRow
	cadence   int // days between reviews; 0: none agreed
	held      []Date
}

// ever is the end of what has no end in sight.
const ever = Date(math.MaxInt32)

// account is the account of an id, or the one that it was merged into.
func (l *ledger) account(id string) *ledgerAccount {
	if a := l.raw[id]; a != nil {
		return a
	}
	name, profile := id, l.people.AccountProfile(id)
	if profile != nil {
		name = profile.ID
	}
	a := l.accounts[name]
	if a == nil {
		a = &ledgerAccount{id: name, profile: profile, top: name}
		if l.q.Rollup || l.p.Rollup {
			a.top = topParent(l.people, name)
		}
		l.accounts[name] = a
	}
	l.raw[id] = a
	return a
}

// take takes in an account's rows as they were known at as-of.
func (a *ledgerAccount) take(l *ledger, rows AccountRows) {
	for _, k := range rows.Contracts {
		if k.Start <= l.q.AsOf {
			c := &ledgerContract{ContractRow: k, account: a}
			a.contracts = append(a.contracts, c)
			l.fed.contracts = true
			l.contract[k.ID] = c
			if k.Renews != "" && k.Renews != k.ID {
				l.follow[k.Renews] = append(l.follow[k.Renews], c)
			}
		}
	}
	for _, x := range rows.Products {
		if x.Since <= l.q.AsOf {
			a.products = append(a.products, x)
		}
	}
	for _, x := range rows.Metrics {
		if x.Measured <= l.q.AsOf {
			a.metrics = append(a.metrics, x)
			l.fed.metrics = true
		}
	}
	for _, x := range rows.Issues {
		if x.Opened <= l.q.AsOf {
			if x.Closed > l.q.AsOf {
				x.Closed = 0
			}
			a.issues = append(a.issues, x)
		}
	}
	if rows.Review.Agreed <= l.q.AsOf {
		a.cadence = max(a.cadence, rows.Review.Cadence)
	}
	for _, d := range rows.Review.Held {
		if d <= l.q.AsOf {
			a.held = append(a.held, d)
		}
	}
}

// settle works out what follows for an account once all wins are known.
func (a *ledgerAccount) settle(l *ledger) {
	a.home = a.keeper(l, ever)
	a.home.accounts = append(a.home.accounts, a)
	for _, w := range a.wins {
		a.custom = append(a.custom, customFor(w.closed, w.closed))
	}
	for _, k := range a.contracts {
		k.settle(l)
		home := a.home
		if k.Owner != "" {
			home = cmp.Or(l.home(k.Owner), l.loose)
		}
		home.contracts = append(home.contracts, k)
		if !k.last.IsZero() {
			a.custom = append(a.custom, customFor(k.Start, k.last))
		}
	}
	for _, x := range a.products {
		a.custom = append(a.custom, customFor(x.Since, ever))
	}
	a.noteFirst(l)
	a.noteLost(l)
}

// customFor is the span in which what lasted from one day to another makes an
// account a customer: until 12 months after its last.
func customFor(from, to Date) Window {
	if to == ever {
		return Window{from, ever}
	}
	return Window{from, leaves(to, 12).AddDays(-1)}
}

// keeper is the book of the account's owner, else of who last won there up to a
// day; nobody's without either.
func (a *ledgerAccount) keeper(l *ledger, until Date) *ledgerBook {
	if a.profile != nil && a.profile.Owner != "" {
		return cmp.Or(l.home(a.profile.Owner), l.loose)
	}
	for _, w := range slices.Backward(a.wins) {
		if w.closed <= until {
			return w.book
		}
	}
	return l.loose
}

// noteFirst tells the books whose win was the account's first ever, and those who
// won it back. Of several wins on that first day none is earlier, so each of
// their owners gained it.
func (a *ledgerAccount) noteFirst(l *ledger) {
	for _, w := range a.wins {
		if w.closed != a.wins[0].closed {
			if l.q.Window.Has(w.closed) && a.before(w.closed) == former && !slices.Contains(w.book.wonBack, a) {
				w.book.wonBack = append(w.book.wonBack, a)
			}
			continue
		}
		w.book.firsts = max(w.book.firsts, w.closed)
		if l.q.Window.Has(w.closed) && !slices.Contains(w.book.gained, a) {
			w.book.gained = append(w.book.gained, a)
		}
	}
}

// noteLost tells the book in which the account's becoming a former customer
// counts, for each time that it did in the window.
func (a *ledgerAccount) noteLost(l *ledger) {
	spans := slices.Clone(a.custom)
	slices.SortFunc(spans, func(x, y Window) int { return cmp.Compare(x.From, y.From) })
	var to Date
	for i, s := range spans {
		to = max(to, s.To)
		if to == ever || i+1 < len(spans) && spans[i+1].From <= to.AddDays(1) {
			continue
		}
		if former := to.AddDays(1); l.q.Window.Has(former) {
			if b := a.keeper(l, former); !slices.Contains(b.lost, a) {
				b.lost = append(b.lost, a)
			}
		}
	}
}

// standing is what an account is to us.
type standing int

const (
	prospect standing = iota // never won
	customer                 // won, under contract or running a product in the last 12 months
	former                   // once, and not now
)

// on is the account's standing at the end of a day.
func (a *ledgerAccount) on(d Date) standing { return a.stood(d, d) }

// before is the account's standing as a day begins: what was won on that day was
// won by the effort of that day, so it does not count yet.
func (a *ledgerAccount) before(d Date) standing { return a.stood(d, d.AddDays(-1)) }

// stood is the standing on day d by what had begun by a day.
func (a *ledgerAccount) stood(d, begun Date) standing {
	s := prospect
	for _, w := range a.custom {
		switch {
		case w.From > begun:
		case w.To >= d:
			return customer
		default:
			s = former
		}
	}
	return s
}
