package coach

import (
	"cmp"
	"slices"
)

// ledger is a workspace as it was known to stand at as-of: what was made later is
// not in it, and what was closed later is still open. It points into the
// summaries instead of copying them, and works out once whatever several units
// need, so that a unit's scorecard looks only at the unit's own books.
type ledger struct {
	q        Query
	p        *Playbook
	people   *People
	year     Window // the 12 months through as-of
	recent   Window // the days through as-of whose touches and issues count
	books    map[string]*ledgerBook
	loose    *ledgerBook // what is nobody's: it counts in the workspace only
	ids      []string    // reps and managers
	accounts map[string]*ledgerAccount
	raw      map[string]*ledgerAccount    // by the id that a row bears, which may have been merged since
	follow   map[string][]*ledgerContract // successors by the contract's id
	contract map[string]*ledgerContract
	first    Date             // first closing on record
	cycles   map[string]Cycle // by team and, under no name, of the workspace
	elapsed  map[string]workdays
	decided  map[string]decided                // by team and, under no name, of the workspace
	fed      struct{ metrics, contracts bool } // whether the workspace has any
}

// ledgerBook is one rep's: their deals, and what has its home with them.
type ledgerBook struct {
	rep       string
	profile   *Rep // nil for who stands in no file
	deals     []entry
	touches   []contact
	promises  map[string][]CommitmentRow // by deal
	promised  bool                       // promises are written down here: that there is none says something
	verdicts  map[Subject][]VerdictRow   // the earliest first
	quotas    map[string]Money           // by period
	accounts  []*ledgerAccount           // at home here
	contracts []*ledgerContract
	gained    []*ledgerAccount // whose first win, in the window, was here
	lost      []*ledgerAccount // that became former customers in it
	wonBack   []*ledgerAccount // that had been former customers, and bought here in it
	decided   decided
	firsts    Date // when the last first-time customer was won, whatever the window
}

func (b *ledgerBook) team() string {
	if b.profile == nil {
		return ""
	}
	return b.profile.Team
}

func (b *ledgerBook) country() string {
	if b.profile == nil {
		return ""
	}
	return b.profile.Country
}

// entry is a deal as it stood at as-of.
type entry struct {
	*Row
	book    *ledgerBook
	account *ledgerAccount // nil without one
	outcome Outcome
	closed  Date
}

func newLedger(q Query, p *Playbook, people *People, f Facts) *ledger {
	if q.Window == (Window{}) {
		q.Window = LastMonths(q.AsOf, 12)
	}
	q.Window.To = min(q.Window.To, q.AsOf)
	l := &ledger{
		q: q, p: p, people: people, year: LastMonths(q.AsOf, 12), recent: Window{q.AsOf.AddDays(1 - p.Scorecard.RecentDays), q.AsOf},
		books: map[string]*ledgerBook{}, loose: &ledgerBook{},
		accounts: map[string]*ledgerAccount{}, raw: map[string]*ledgerAccount{}, follow: map[string][]*ledgerContract{},
		cycles: map[string]Cycle{}, elapsed: map[string]workdays{}, contract: map[string]*ledgerContract{}, decided: map[string]decided{},
	}
	for _, r := range people.Reps() {
		l.book(r.ID)
		if r.Manager != "" {
			l.book(r.Manager)
		}
	}
	for rep, rows := range f.Books {
		l.takeBook(l.book(rep), rows)
	}
	for id, rows := range f.Accounts {
		l.account(id).take(l, rows)
	}
	for id := range l.books {
		l.ids = append(l.ids, id)
	}
	slices.Sort(l.ids)
	l.settle(f)
	return l
}

// book is the book of a rep, or of who the rep was merged into.
func (l *ledger) book(rep string) *ledgerBook {
	r := l.people.Rep(rep)
	if r != nil {
		rep = r.ID
	}
	b := l.books[rep]
	if b == nil {
		b = &ledgerBook{rep: rep, profile: r}
		l.books[rep] = b
	}
	return b
}

// home is a rep's book if there is one.
func (l *ledger) home(rep string) *ledgerBook {
	if r := l.people.Rep(rep); r != nil {
		rep = r.ID
	}
	return l.books[rep]
}

// takeBook takes in a book's rows: deals, promises, verdicts and quotas as they
// were known at as-of. Touches wait until it is known who was a customer when.
func (l *ledger) takeBook(b *ledgerBook, rows BookRows) {
	b.deals = slices.Grow(b.deals, len(rows.Deals))
	for i := range rows.Deals {
		l.takeDeal(b, &rows.Deals[i])
	}
	b.promised = b.promised || slices.Contains(rows.Fed, Commitments)
	for _, k := range rows.Commitments {
		if k.Made > l.q.AsOf {
			continue
		}
		b.promised = true
		if k.Deal == "" {
			k.Deal = b.onlyOpenAt(l.account(k.Account))
		}
		if k.Deal != "" {
			if b.promises == nil {
				b.promises = map[string][]CommitmentRow{}
			}
			b.promises[k.Deal] = append(b.promises[k.Deal], k)
		}
	}
	l.takeVerdicts(b, rows.Verdicts)
	for _, x := range rows.Quotas {
		if b.quotas == nil {
			b.quotas = map[string]Money{}
		}
		if x.Amount.Known() {
			b.quotas[x.Period] = x.Amount
		}
	}
}

// onlyOpenAt is the rep's one open deal at an account, for which a promise made
// there counts; empty where there are none or several.
func (b *ledgerBook) onlyOpenAt(a *ledgerAccount) (deal string) {
	for i := range b.deals {
		switch x := &b.deals[i]; {
		case x.outcome != Open || x.account != a:
		case deal != "":
			return ""
		default:
			deal = x.Deal
		}
	}
	return deal
}

func (l *ledger) takeDeal(b *ledgerBook, x *Row) {
	if x.Created > l.q.AsOf {
		return
	}
	e := entry{Row: x, book: b, outcome: x.Outcome, closed: x.Closed}
	if x.Outcome.Closed() && x.Closed > l.q.AsOf {
		e.outcome, e.closed = Open, 0
	}
	if x.Account != "" {
		e.account = l.account(x.Account)
	}
	b.deals = append(b.deals, e)
	if e.outcome.Closed() && (l.first.IsZero() || e.closed < l.first) {
		l.first = e.closed
	}
}

func (l *ledger) takeVerdicts(b *ledgerBook, rows []VerdictRow) {
	for _, v := range rows {
		if v.Day > l.q.AsOf {
			continue
		}
		if v.Subject.Kind() == "account" {
			v.Subject = On("account", l.account(v.Subject.ID()).id)
		}
		if b.verdicts == nil {
			b.verdicts = map[Subject][]VerdictRow{}
		}
		b.verdicts[v.Subject] = append(b.verdicts[v.Subject], v)
	}
	for _, vs := range b.verdicts {
		slices.SortStableFunc(vs, func(x, y VerdictRow) int { return cmp.Compare(x.Day, y.Day) })
	}
}

// settle works out what follows from all books and accounts together: who won
// where, what became of contracts, who is whose customer, and the touches.
func (l *ledger) settle(f Facts) {
	for _, b := range l.books {
		for i := range b.deals {
			x := &b.deals[i]
			if x.outcome == Won && x.account != nil {
				x.account.wins = append(x.account.wins, x)
			}
			if l.q.Window.Has(x.closed) && x.outcome == Won {
				b.decided.won++
			} else if l.q.Window.Has(x.closed) && x.outcome == Lost {
				b.decided.lost++
			}
		}
		l.decide(b)
	}
	for _, a := range l.accounts {
		slices.SortFunc(a.wins, func(x, y *entry) int { return cmp.Or(cmp.Compare(x.closed, y.closed), compare(x.Deal, y.Deal)) })
	}
	for _, a := range l.accounts {
		a.settle(l)
	}
	for rep, rows := range f.Books {
		l.takeTouches(l.book(rep), rows)
	}
	for _, a := range l.accounts {
		a.touchCare(l)
	}
	l.timeWins()
	if f.Beyond != nil {
		l.know(f.Beyond)
	}
}

// decide adds a book's decided deals to its team's and the workspace's.
func (l *ledger) decide(b *ledgerBook) {
	all := l.decided[""]
	all.add(b.decided)
	l.decided[""] = all
	if team := b.team(); team != "" {
		d := l.decided[team]
		d.add(b.decided)
		l.decided[team] = d
	}
}
