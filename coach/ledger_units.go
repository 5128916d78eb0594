package coach

import (
	"cmp"
	"slices"
)

// unit is a rep, a team or the workspace, with the books of its members of today.
type unit struct {
	name     string
	team     *string
	currency string
	books    []*ledgerBook
}

func (l *ledger) units() []unit {
	switch l.q.By {
	case "workspace":
		u := unit{name: "workspace", currency: l.p.Currency, books: []*ledgerBook{l.loose}}
		for _, id := range l.ids {
			u.books = append(u.books, l.books[id])
		}
		return []unit{u}
	case "team":
		return l.teamUnits()
	case "group":
		return l.groupUnits()
	}
	var out []unit
	for _, id := range l.ids {
		u := unit{name: id, currency: l.p.Currency, books: []*ledgerBook{l.books[id]}}
		if r := l.books[id].profile; r != nil {
			u.currency = cmp.Or(r.Currency, u.currency)
			if r.Team != "" {
				u.team = &r.Team
			}
		}
		out = append(out, u)
	}
	return out
}

func (l *ledger) teamUnits() []unit {
	by := map[string][]*ledgerBook{}
	for _, id := range l.ids {
		if t := l.books[id].team(); t != "" {
			by[t] = append(by[t], l.books[id])
		}
	}
	var out []unit
	for t, books := range by {
		out = append(out, unit{name: t, team: &t, currency: l.p.Currency, books: books})
	}
	return out
}

// grouped are the scorecards of some groups of reps, whatever the query asks for.
func (l *ledger) grouped(groups map[string][]string) []Score {
	other := *l
	other.q.By, other.q.Groups, other.q.Only = "group", groups, nil
	return other.scores()
}

// groupUnits are the groups that the query names, each as broad as a team: the
// rows of its books together, in the currency that all their sellers share, if
// they do.
func (l *ledger) groupUnits() []unit {
	var out []unit
	for name, reps := range l.q.Groups {
		u := unit{name: name, currency: l.p.Currency}
		for _, rep := range reps {
			if b := l.home(rep); b != nil && !slices.Contains(u.books, b) {
				u.books = append(u.books, b)
			}
		}
		u.currency = cmp.Or(u.sharedCurrency(l.p.Currency), u.currency)
		out = append(out, u)
	}
	return out
}

// sharedCurrency is the one currency of all who sell in a unit; "" where there are
// several, or nobody sells.
func (u unit) sharedCurrency(usual string) string {
	one := ""
	for _, b := range u.books {
		own := usual
		if b.profile != nil {
			own = cmp.Or(b.profile.Currency, usual)
		}
		if !b.sells() {
			continue
		}
		if one != "" && one != own {
			return ""
		}
		one = own
	}
	return one
}

// sells says whether a book holds anything of its rep's own doing.
func (b *ledgerBook) sells() bool {
	return len(b.deals)+len(b.touches)+len(b.promises)+len(b.quotas)+len(b.contracts) > 0
}

// early says whether n is below a minimum that has not been lifted.
func (l *ledger) early(n, least int) bool { return !l.q.NoMin && n < least }

// total adds up amounts in one currency.
type total struct {
	l        *ledger
	currency string
	minor    int64
	rows     int // all there were
	known    int // of which with an amount
	foreign  int // left out: nothing converts their currency on their day
}

func (l *ledger) total(currency string) total { return total{l: l, currency: currency} }

// add takes in an amount at the rate of a day, and says what it is worth.
func (t *total) add(m Money, on Date) (int64, bool) {
	t.rows++
	minor, ok := t.l.worth(m, t.currency, on)
	switch {
	case ok:
		t.known++
		t.minor += minor
	case m.Known():
		t.foreign++
	}
	return minor, ok
}

// merge takes in another sum in the same currency.
func (t *total) merge(o total) {
	t.minor, t.rows, t.known, t.foreign = t.minor+o.minor, t.rows+o.rows, t.known+o.known, t.foreign+o.foreign
}

// worth is what an amount is worth in a currency, in minor units.
func (l *ledger) worth(m Money, currency string, on Date) (int64, bool) {
	if m.Currency == currency {
		return m.Minor, true
	}
	c, ok := l.p.Convert(m, currency, on)
	return c.Minor, ok
}
