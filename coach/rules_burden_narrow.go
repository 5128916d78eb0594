package coach

import (
	"cmp"
	"math/big"
	"math/bits"
	"slices"
	"strings"
	"time"
)

func narrowBase(c Case, r Ref) ([]Finding, time.Time) {
	wins := c.wins()
	today := c.Today()
	months := 12
	w := LastMonths(today, months)
	if len(within(wins, w)) < int(r.Set("wins")) {
		months = 24
		w = LastMonths(today, months)
	}
	counted := within(wins, w)
	next := c.nextWindow(wins, r)
	if len(counted) < int(r.Set("wins")) || c.Rows != nil && !c.someTooFew(w, r) {
		return nil, next // still too few: it runs on the team
	}
	base := concentrate(counted, r.currency(), r.top)
	if !base.topShare.Known() || !r.narrow(base) {
		return nil, next
	}
	if c.Rows == nil {
		shown, at := c.unjudged(r)
		if next = earlier(next, at); shown {
			return nil, next
		}
	}
	f := Finding{Severity: Warn, Start: lastChange(wins, w, months)}
	_, f.Step = Quarter(today, r.Playbook.Fiscal)
	f.Facts = append(base.facts(months), Fact{"top_share_line", r.Set("top_share")})
	if base.topShare.Float() <= r.Set("top_share") {
		f.Facts = append(f.Facts, Fact{"by_hhi", "yes"})
	}
	if calm := concentrate(withoutLargest(counted, r.currency()), r.currency(), r.top); calm.topShare.Known() {
		f.Facts = append(f.Facts, Fact{"top_share_without_largest_deal", calm.topShare.Six()}, Fact{"hhi_without_largest_deal", calm.hhi.Six()})
		if !r.narrow(calm) {
			f.Severity = Note
			f.Facts = append(f.Facts, Fact{"one_big_deal", "yes"})
		}
	}
	switch {
	case c.Rows != nil:
		f.For = ForTeam
	case r.Rep != nil && r.Rep.Role == Farmer:
		f.For = ForManager // an assignment, not a habit
	}
	return []Finding{f}, next
}

func (r Ref) narrow(b concentration) bool {
	return b.topShare.Float() > r.Set("top_share") || b.hhi.Float() > r.Set("hhi")
}

// currency is the one in which a rep's revenue is measured.
func (r Ref) currency() string {
	if r.Rep != nil && r.Rep.Currency != "" {
		return r.Rep.Currency
	}
	return r.Playbook.Currency
}

// top is the account that an account counts under: its top parent where the
// playbook rolls up, else itself.
func (r Ref) top(account string) string {
	if !r.Playbook.Rollup || r.People == nil {
		return account
	}
	return topParent(r.People, account)
}

func topParent(people Directory, account string) string {
	for range 20 { // parents may form a loop by mistake
		p := people.AccountProfile(account)
		if p == nil || p.Parent == "" {
			return account
		}
		account = p.Parent
	}
	return account
}

// someTooFew says whether a member of the team has too few wins for the rule to
// look at their own book: then the team stands for them.
func (c Case) someTooFew(w Window, r Ref) bool {
	for _, rows := range c.Rows {
		if len(within(onlyWon(rows), w)) < int(r.Set("wins")) {
			return true
		}
	}
	return false
}

// onlyWon are the won rows, the earliest first.
func onlyWon(rows []Row) []Row {
	won := slices.DeleteFunc(slices.Clone(rows), func(x Row) bool { return x.Outcome != Won })
	slices.SortFunc(won, byClosing)
	return won
}

func byClosing(a, b Row) int { return cmp.Or(cmp.Compare(a.Closed, b.Closed), compare(a.Deal, b.Deal)) }

// wins are the book's or the team's won deals, the earliest first.
func (c Case) wins() []Row {
	switch {
	case c.Rows == nil && c.Book.wins == nil: // none, or a book that was put together by hand
		return c.Book.wonRows()
	case c.Rows == nil:
		return c.Book.wins
	}
	var out []Row
	for _, rows := range c.Rows {
		out = append(out, onlyWon(rows)...)
	}
	slices.SortFunc(out, byClosing)
	return out
}

// wonRows are the rows of the won deals, the earliest first.
func (b *Book) wonRows() []Row {
	var out []Row
	for _, x := range b.Deals {
		if r := wonRow(x); !r.Closed.IsZero() {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, byClosing)
	return out
}

// within are the rows closed in a window; rows are in the order of their closing.
func within(rows []Row, w Window) []Row {
	return rows[firstFrom(rows, w.From):firstFrom(rows, w.To.AddDays(1))]
}

// nextWindow is when the set of counted wins changes by time alone: the oldest
// win in 12 or 24 months ages out, the next one dated ahead comes in, or a
// quarter begins.
func (c Case) nextWindow(wins []Row, r Ref) time.Time {
	today := c.Today()
	q, _ := Quarter(today, r.Playbook.Fiscal)
	days := []Date{q.To.AddDays(1)}
	for _, months := range []int{12, 24} {
		if i := firstFrom(wins, LastMonths(today, months).From); i < len(wins) {
			days = append(days, leaves(wins[i].Closed, months))
		}
	}
	if i := firstFrom(wins, today.AddDays(1)); i < len(wins) {
		days = append(days, wins[i].Closed)
	}
	return c.upcoming(days...)
}

// firstFrom is the place of the first win closed on day d or later; wins are in
// the order of their closing.
func firstFrom(wins []Row, d Date) int {
	i, _ := slices.BinarySearchFunc(wins, d, func(x Row, d Date) int { return cmp.Compare(x.Closed, d) })
	return i
}

// leaves is the first day whose window of n months no longer holds d.
func leaves(d Date, n int) Date {
	day := d.AddMonths(n)
	for LastMonths(day, n).From <= d {
		day = day.AddDays(1)
	}
	return day
}

// lastChange is the last day on which a win came into the window or left it:
// the line was crossed then or has been crossed since.
func lastChange(wins []Row, w Window, months int) Date {
	var last Date
	if i := firstFrom(wins, w.To.AddDays(1)); i > 0 {
		last = wins[i-1].Closed
	}
	if i := firstFrom(wins, w.From); i > 0 {
		last = max(last, leaves(wins[i-1].Closed, months))
	}
	return last
}

// concentration is how won revenue spreads over accounts.
type concentration struct {
	accounts  []accountSum // revenue > 0, the largest first
	total     int64
	topShare  Ratio
	hhi       Ratio
	effective Ratio
}

type accountSum struct {
	id  string
	sum int64 // minor units
}

// concentrate adds up won rows in one currency by account; rows without an
// account, or in another currency, are no part of any share.
func concentrate(rows []Row, currency string, top func(string) string) concentration {
	sums := map[string]int64{}
	for _, x := range rows {
		if x.Account != "" && x.Amount.Currency == currency {
			sums[top(x.Account)] += x.Amount.Minor
		}
	}
	return spreadOver(sums)
}

// spreadOver measures how sums in one currency spread over accounts.
func spreadOver(sums map[string]int64) concentration {
	var c concentration
	for id, sum := range sums {
		if sum > 0 {
			c.accounts = append(c.accounts, accountSum{id, sum})
			c.total += sum
		}
	}
	slices.SortFunc(c.accounts, func(a, b accountSum) int { return cmp.Or(cmp.Compare(b.sum, a.sum), cmp.Compare(a.id, b.id)) })
	if c.total == 0 {
		return c
	}
	c.topShare = c.share(1)
	square := new(big.Int).Mul(big.NewInt(c.total), big.NewInt(c.total))
	hhi := new(big.Rat).SetFrac(new(big.Int).Mul(c.squares(), big.NewInt(10000)), square)
	c.hhi = Ratio{hhi}
	c.effective = Ratio{new(big.Rat).Quo(big.NewRat(10000, 1), hhi)}
	return c
}

// squares is the sum of the squares of the accounts' sums. It fits 128 bits,
// since the square of the total does.
func (c concentration) squares() *big.Int {
	var hi, lo uint64
	for _, a := range c.accounts {
		h, l := bits.Mul64(uint64(a.sum), uint64(a.sum))
		var carry uint64
		lo, carry = bits.Add64(lo, l, 0)
		hi, _ = bits.Add64(hi, h, carry)
	}
	n := new(big.Int).SetUint64(hi)
	return n.Lsh(n, 64).Add(n, new(big.Int).SetUint64(lo))
}

// share is the part of the n largest accounts in the whole.
func (c concentration) share(n int) Ratio {
	var sum int64
	for _, a := range c.accounts[:min(n, len(c.accounts))] {
		sum += a.sum
	}
	return NewRatio(sum, c.total)
}

func (c concentration) facts(months int) []Fact {
	var top3 []string
	for _, a := range c.accounts[:min(3, len(c.accounts))] {
		top3 = append(top3, a.id+":"+NewRatio(a.sum, c.total).FloatString(6))
	}
	return []Fact{
		{"top_account", c.accounts[0].id}, {"top_share", c.topShare.Six()}, {"hhi", c.hhi.Six()},
		{"effective_customers", c.effective.Six()}, {"customers", len(c.accounts)},
		{"top3", strings.Join(top3, ";")}, {"months", months},
	}
}

func withoutLargest(rows []Row, currency string) []Row {
	largest := -1
	for i, x := range rows {
		if x.Account != "" && x.Amount.Currency == currency && (largest < 0 || x.Amount.Minor > rows[largest].Amount.Minor) {
			largest = i
		}
	}
	if largest < 0 {
		return rows
	}
	return slices.Delete(slices.Clone(rows), largest, largest+1)
}
