package coach

import (
	"context"
	"maps"
	"slices"
	"strings"
)

// Query asks for scorecards.
type Query struct {
	By     string              // rep, team, workspace or group
	Only   []string            // these units only; empty: all
	Groups map[string][]string // by group: its name → its reps
	Window Window              // by close date; cut at AsOf; zero: the last 12 months
	AsOf   Date                // what was made, opened, begun or closed later is not seen
	NoMin  bool                // lift the minimums (--min 0)
	Rollup bool                // by top parent, whatever the playbook says
}

// Score is one unit's balance scorecard; its JSON is the contract's. Shares and
// rates are from 0 up (1 is all), money is a decimal string in Currency. A
// measure that cannot be given is null, with its reason in Why: "no data" where
// there is nothing to measure, "too early" below a minimum. Won to LostCustomers
// are of the window; what follows ends at as-of with a span of its own. The
// measures are those of the scorecard's table, in its order.
type Score struct {
	Unit               string  `json:"unit"`
	Team               *string `json:"team"`
	AsOf               Date    `json:"as_of"`
	From               Date    `json:"from"`
	To                 Date    `json:"to"`
	Currency           string  `json:"currency"`
	Won                *string `json:"won"`
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
	StalledDeals       int     `json:"stalled_deals"`
	NewSharePipeline   Ratio   `json:"new_share_pipeline"`
	NewShareEffort     Ratio   `json:"new_share_effort"`
	SweetSpotShare     Ratio   `json:"sweet_spot_share"`
	CommitmentCover    Ratio   `json:"commitment_cover"`
	CareRatio          Ratio   `json:"care_ratio"`
	IssuesInTime       Ratio   `json:"issues_in_time"`
	RenewalRate        Ratio   `json:"renewal_rate"`
	Burden             *string `json:"replacement_burden"`
	GRR                Ratio   `json:"grr"`
	NRR                Ratio   `json:"nrr"`
	Coverage           Ratio   `json:"contract_coverage"`
	Recurring          *string `json:"recurring"`
	Due30              *string `json:"due_30"`
	Due60              *string `json:"due_60"`
	Due90              *string `json:"due_90"`
	DueSelfRenewing    *string `json:"due_self_renewing"`
	MetricsMet         Ratio   `json:"metrics_met"`
	Pace               Ratio   `json:"pace"`

	More More              `json:"more"`
	Why  map[string]string `json:"why"`

	unvalued int // accounts won at for nobody knows how much: they may be customers
}

// Reasons why a measure is null.
const (
	noData   = "no data"
	tooEarly = "too early"
)

// Scorecard computes scorecards from the summaries in the store.
func (c *Coach) Scorecard(ctx context.Context, q Query) ([]Score, error) {
	facts, err := c.factsFor(ctx, q)
	if err != nil {
		return nil, err
	}
	return Scores(q, c.Playbook, c.people, facts), nil
}

// factsFor reads what a query needs: for some reps no more than what bears on them.
func (c *Coach) factsFor(ctx context.Context, q Query) (Facts, error) {
	switch {
	case q.By == "group":
		return c.FactsOf(ctx, slices.Concat(slices.Collect(maps.Values(q.Groups))...))
	case len(q.Only) > 0 && q.By != "team" && q.By != "workspace":
		return c.FactsOf(ctx, q.Only)
	}
	return c.Facts(ctx)
}

// Before asks the same of the window before: of the same length (months where it
// is whole months, else days), as of the day before this one began.
func (q Query) Before() Query {
	w := q.Window
	w.To = min(w.To, q.AsOf)
	if w == (Window{To: w.To}) {
		w = LastMonths(q.AsOf, 12)
	}
	q.AsOf = w.From.AddDays(-1)
	switch n := wholeMonths(w.From, w.To); {
	case n > 0:
		q.Window = Window{w.From.AddMonths(-n), q.AsOf}
	case w == LastMonths(w.To, 12):
		q.Window = LastMonths(q.AsOf, 12)
	default:
		q.Window = Window{w.From.AddDays(-int(w.To - w.From + 1)), q.AsOf}
	}
	return q
}

// Scores computes scorecards from the summaries of a workspace. All of them are
// needed even for one unit: whether a win was a first one depends on everybody's.
func Scores(q Query, p *Playbook, people *People, f Facts) []Score {
	return newLedger(q, p, people, f).scores()
}

// scores are the scorecards that the ledger's query asks for.
func (l *ledger) scores() []Score {
	var out []Score
	only := setOf(l.q.Only)
	for _, u := range l.units() {
		if len(only) == 0 || only[u.name] {
			out = append(out, l.score(u))
		}
	}
	slices.SortFunc(out, func(a, b Score) int { return strings.Compare(a.Unit, b.Unit) })
	return out
}

// score is one unit's scorecard.
func (l *ledger) score(u unit) Score {
	s := Score{Unit: u.name, Team: u.team, AsOf: l.q.AsOf, From: l.q.Window.From, To: l.q.Window.To, Currency: u.currency, Why: map[string]string{}}
	s.More.Counts = map[string]int{}
	l.revenue(&s, u)
	l.pipeline(&s, u)
	l.effort(&s, u)
	l.care(&s, u)
	l.contracts(&s, u)
	l.pace(&s, u)
	l.more(&s, u)
	return s
}

// money gives a sum of money; null where some amounts were there and none is
// known in the unit's currency.
func (s *Score) money(key string, t total) *string {
	if t.rows > 0 && t.known == 0 {
		s.Why[key] = noData
		return nil
	}
	text := Money{t.minor, s.Currency}.Decimal()
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

// share is a ratio of n things, whose count stands beside it.
func (s *Score) share(key string, r Ratio, n int, early bool) Ratio {
	s.More.Counts[key] = n
	return s.ratio(key, r, early)
}
