package coach

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// Query asks for scorecards.
type Query struct {
	By     string   // rep, team or workspace
	Only   []string // these units only; empty: all
	Window Window   // by close date; cut at AsOf; zero: the last 12 months
	AsOf   Date     // what was created or closed later is not seen
	NoMin  bool     // lift the minimums (--min 0)
	Rollup bool     // by top parent, whatever the playbook says
}

// Score is one unit's balance scorecard; its JSON is the contract's. A measure
// that cannot be given is null, with its reason in Why: "no data" where there
// is nothing to measure, "too early" below a minimum, "not yet" for what is not
// built.
type Score struct {
	Unit               string  `json:"unit"`
	Team               *string `json:"team"`
	AsOf               Date    `json:"as_of"`
	From               Date    `json:"from"`
	To                 Date    `json:"to"`
	Currency           string  `json:"currency"`
	Won                *string `json:"won"` // money as a decimal string
	WonDeals           int     `json:"won_deals"`
	LostDeals          int     `json:"lost_deals"`
	DisqualifiedDeals  int     `json:"disqualified_deals"`
	WinRate            Ratio   `json:"win_rate"`
	Customers          int     `json:"customers"`
	TopAccount         *string `json:"top_account"`
	TopShare           Ratio   `json:"top_share"`
	Top3Share          Ratio   `json:"top3_share"`
	HHI                Ratio   `json:"hhi"`
	EffectiveCustomers Ratio   `json:"effective_customers"`
	NewShare           Ratio   `json:"new_share"`
	ExistingWorkspace  Ratio   `json:"existing_share_workspace"`
	ExistingRep        Ratio   `json:"existing_share_rep"`
	Gained             int     `json:"gained"`
	LostCustomers      int     `json:"lost_customers"`
	OpenDeals          int     `json:"open_deals"`
	OpenValue          *string `json:"open_value"`
	notYet
	Why     map[string]string `json:"why"`
	Foreign int               `json:"-"` // deals left out of the sums: nothing converts their currency
}

// notYet are the contract's keys that are not built.
type notYet struct {
	StalledDeals     *int    `json:"stalled_deals"`
	NewSharePipeline *Ratio  `json:"new_share_pipeline"`
	NewShareEffort   *Ratio  `json:"new_share_effort"`
	SweetSpotShare   *Ratio  `json:"sweet_spot_share"`
	CommitmentCover  *Ratio  `json:"commitment_cover"`
	CareRatio        *Ratio  `json:"care_ratio"`
	IssuesInTime     *Ratio  `json:"issues_in_time"`
	RenewalRate      *Ratio  `json:"renewal_rate"`
	Burden           *string `json:"replacement_burden"`
	GRR              *Ratio  `json:"grr"`
	NRR              *Ratio  `json:"nrr"`
	Coverage         *Ratio  `json:"contract_coverage"`
	Recurring        *string `json:"recurring"`
	Due30            *string `json:"due_30"`
	Due60            *string `json:"due_60"`
	Due90            *string `json:"due_90"`
	DueSelfRenewing  *string `json:"due_self_renewing"`
	MetricsMet       *Ratio  `json:"metrics_met"`
	Pace             *Ratio  `json:"pace"`
}

var notYetKeys = []string{"stalled_deals", "new_share_pipeline", "new_share_effort", "sweet_spot_share", "commitment_cover",
	"care_ratio", "issues_in_time", "renewal_rate", "replacement_burden", "grr", "nrr", "contract_coverage", "recurring",
	"due_30", "due_60", "due_90", "due_self_renewing", "metrics_met", "pace"}

// Reasons why a measure is null.
const (
	noData   = "no data"
	tooEarly = "too early"
	unbuilt  = "not yet"
)

// Scorecard computes scorecards from the summaries in the store.
func (c *Coach) Scorecard(ctx context.Context, q Query) ([]Score, error) {
	if err := c.people.Refresh(ctx, 0); err != nil {
		return nil, err
	}
	sums, err := c.Store.Summaries(ctx, c.people.allReps()...)
	if err != nil {
		return nil, err
	}
	rows, err := decodeRows(sums)
	if err != nil {
		return nil, err
	}
	return Scores(q, c.Playbook, c.people, rows), nil
}

// Scores computes scorecards from the rows of every book of a workspace, by
// rep. All books are needed even for one unit: whether a win was a first one
// depends on everybody's.
func Scores(q Query, p *Playbook, people *People, rows map[string][]Row) []Score {
	l := newLedger(q, p, people, rows)
	var out []Score
	for _, u := range l.units() {
		u.has = map[string]bool{}
		for _, m := range u.members {
			u.has[m] = true
		}
		if len(q.Only) == 0 || slices.Contains(q.Only, u.name) {
			out = append(out, l.score(u))
		}
	}
	slices.SortFunc(out, func(a, b Score) int { return strings.Compare(a.Unit, b.Unit) })
	return out
}

// ledger is every deal of a workspace as it was known to stand at as-of.
type ledger struct {
	q      Query
	p      *Playbook
	people *People
	rows   map[string][]ownedRow // by rep
	wins   map[string][]ownedRow // by account, the earliest first
	first  Date                  // first closing on record
	teams  map[string]string     // rep → team
	ids    []string              // reps and managers
}

type ownedRow struct {
	Row
	rep string
}

func newLedger(q Query, p *Playbook, people *People, rows map[string][]Row) *ledger {
	if q.Window == (Window{}) {
		q.Window = LastMonths(q.AsOf, 12)
	}
	q.Window.To = min(q.Window.To, q.AsOf)
	l := &ledger{q: q, p: p, people: people, rows: map[string][]ownedRow{}, wins: map[string][]ownedRow{}, teams: map[string]string{}}
	ids := map[string]bool{}
	for _, r := range people.Reps() {
		ids[r.ID] = true
		l.teams[r.ID] = r.Team
		if r.Manager != "" {
			ids[r.Manager] = true
		}
	}
	for rep, rs := range rows {
		if r := people.Rep(rep); r != nil {
			rep = r.ID
		}
		ids[rep] = true
		for _, x := range rs {
			l.add(rep, x)
		}
	}
	for id := range ids {
		l.ids = append(l.ids, id)
	}
	slices.Sort(l.ids)
	for _, w := range l.wins {
		slices.SortFunc(w, func(a, b ownedRow) int { return cmp.Or(cmp.Compare(a.Closed, b.Closed), compare(a.Deal, b.Deal)) })
	}
	return l
}

// add takes in a deal as it stood at as-of: not at all if it was made later,
// open if it was closed later.
func (l *ledger) add(rep string, x Row) {
	if x.Created > l.q.AsOf {
		return
	}
	if x.Outcome.Closed() && x.Closed > l.q.AsOf {
		x.Outcome, x.Closed = Open, 0
	}
	if a := l.people.AccountProfile(x.Account); a != nil {
		x.Account = a.ID
	}
	row := ownedRow{x, rep}
	l.rows[rep] = append(l.rows[rep], row)
	if !x.Outcome.Closed() {
		return
	}
	if l.first.IsZero() || x.Closed < l.first {
		l.first = x.Closed
	}
	if x.Outcome == Won && x.Account != "" {
		l.wins[x.Account] = append(l.wins[x.Account], row)
	}
}

// unit is a rep, a team or the workspace, with its members of today.
type unit struct {
	name     string
	team     *string
	currency string
	members  []string
	has      map[string]bool // the members
}

func (l *ledger) units() []unit {
	switch l.q.By {
	case "workspace":
		return []unit{{name: "workspace", currency: l.p.Currency, members: l.ids}}
	case "team":
		return l.teamUnits()
	}
	var out []unit
	for _, id := range l.ids {
		u := unit{name: id, currency: l.p.Currency, members: []string{id}}
		if r := l.people.Rep(id); r != nil {
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
	by := map[string][]string{}
	for _, id := range l.ids {
		if t := l.teams[id]; t != "" {
			by[t] = append(by[t], id)
		}
	}
	var out []unit
	for t, members := range by {
		out = append(out, unit{name: t, team: &t, currency: l.p.Currency, members: members})
	}
	return out
}

// score is one unit's scorecard.
func (l *ledger) score(u unit) Score {
	s := Score{Unit: u.name, Team: u.team, AsOf: l.q.AsOf, From: l.q.Window.From, To: l.q.Window.To, Currency: u.currency, Why: map[string]string{}}
	for _, key := range notYetKeys {
		s.Why[key] = unbuilt
	}
	var won, open []ownedRow
	for _, rep := range u.members {
		for _, x := range l.rows[rep] {
			switch in := l.q.Window.Has(x.Closed); {
			case x.Outcome == Open:
				open = append(open, x)
			case x.Outcome == Won && in:
				won = append(won, x)
			case x.Outcome == Lost && in:
				s.LostDeals++
			case x.Outcome == Disqualified && in:
				s.DisqualifiedDeals++
			}
		}
	}
	s.WonDeals, s.OpenDeals = len(won), len(open)
	s.Won = s.sum("won", won)
	s.OpenValue = s.sum("open_value", open)
	s.WinRate = s.ratio("win_rate", NewRatio(int64(s.WonDeals), int64(s.WonDeals+s.LostDeals)),
		l.early(s.WonDeals+s.LostDeals, l.p.Minimums.Decided))
	l.spread(&s, won)
	l.balance(&s, won)
	s.Gained, s.LostCustomers = l.gained(u), l.lost(u)
	return s
}

func (l *ledger) early(n, least int) bool { return !l.q.NoMin && n < least }

// sum is the value of deals in the unit's currency; null where some are there
// and none has an amount in it. What is in another currency is never added: it
// is left out, and counted in Foreign.
func (s *Score) sum(key string, rows []ownedRow) *string {
	total, known := Money{0, s.Currency}, len(rows) == 0
	for _, x := range rows {
		switch {
		case !x.Amount.Known():
			continue
		case x.Amount.Currency != s.Currency:
			s.Foreign++
			continue
		}
		total, known = total.Plus(x.Amount), true
	}
	if !known {
		s.Why[key] = noData
		return nil
	}
	text := total.Decimal()
	return &text
}

// ratio gives a measure, or notes why there is none.
func (s *Score) ratio(key string, r Ratio, early bool) Ratio {
	switch {
	case !r.Known():
		s.Why[key] = noData
	case early:
		s.Why[key] = tooEarly
		return Ratio{}
	}
	return r
}

// spread measures how won revenue spreads over accounts.
func (l *ledger) spread(s *Score, won []ownedRow) {
	top := func(id string) string { return id }
	if l.q.Rollup || l.p.Rollup {
		top = func(id string) string { return topParent(l.people, id) }
	}
	plain := make([]Row, len(won))
	for i, x := range won {
		plain[i] = x.Row
	}
	c := concentrate(plain, s.Currency, top)
	early := l.early(s.WonDeals, l.p.Minimums.Wins)
	s.Customers = len(c.accounts)
	s.TopShare = s.ratio("top_share", c.topShare, early)
	s.Top3Share = s.ratio("top3_share", c.share(3), early)
	s.HHI = s.ratio("hhi", c.hhi, early)
	s.EffectiveCustomers = s.ratio("effective_customers", c.effective, early)
	switch {
	case len(c.accounts) == 0:
		s.Why["top_account"] = noData
	case early:
		s.Why["top_account"] = tooEarly
	default:
		s.TopAccount = &c.accounts[0].id
	}
}

// balance measures how much of won revenue came from accounts that had been won
// before: by anyone, and by the deal's own owner. Renewals are left out.
func (l *ledger) balance(s *Score, won []ownedRow) {
	var total, workspace, own int64
	for _, x := range won {
		if x.Kind == KindRenewal || x.Amount.Currency != s.Currency {
			continue
		}
		total += x.Amount.Minor
		if l.wonBefore(x, "") {
			workspace += x.Amount.Minor
		}
		if l.wonBefore(x, x.rep) {
			own += x.Amount.Minor
		}
	}
	m := l.p.Minimums
	early := l.early(s.WonDeals, m.Wins) || !l.q.NoMin && !l.first.IsZero() && l.first.AddMonths(m.HistoryMonths) > l.q.Window.From
	s.ExistingWorkspace = s.ratio("existing_share_workspace", NewRatio(workspace, total), early)
	s.ExistingRep = s.ratio("existing_share_rep", NewRatio(own, total), early)
	existing := workspace
	if l.p.New == "rep" {
		existing = own
	}
	s.NewShare = s.ratio("new_share", NewRatio(total-existing, total), early)
}

// wonBefore says whether the deal's account has a won deal with a strictly
// earlier close date, by rep or, with rep empty, by anyone.
func (l *ledger) wonBefore(x ownedRow, rep string) bool {
	for _, w := range l.wins[x.Account] {
		if w.Closed >= x.Closed {
			return false
		}
		if rep == "" || w.rep == rep {
			return true
		}
	}
	return false
}

// gained counts the accounts whose first win ever, by anyone, fell in the
// window and was a member's. Of several wins on that first day none is earlier,
// so each of their owners gained the account.
func (l *ledger) gained(u unit) int {
	n := 0
	for _, wins := range l.wins {
		first := wins[0].Closed
		if !l.q.Window.Has(first) {
			continue
		}
		for _, w := range wins {
			if w.Closed == first && u.has[w.rep] {
				n++
				break
			}
		}
	}
	return n
}

// lost counts the accounts that became former customers in the window: no win
// in the 12 months before. It counts for the account's owner, else for who last
// won there.
func (l *ledger) lost(u unit) int {
	n := 0
	for account, w := range l.wins {
		for i, x := range w {
			former := leaves(x.Closed, 12)
			if i+1 < len(w) && w[i+1].Closed <= former || !l.q.Window.Has(former) {
				continue
			}
			owner := x.rep
			if a := l.people.AccountProfile(account); a != nil && a.Owner != "" {
				owner = a.Owner
			}
			if u.has[owner] {
				n++
				break
			}
		}
	}
	return n
}
