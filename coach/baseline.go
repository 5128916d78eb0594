package coach

import (
	"context"
	"slices"
	"time"
)

// Baseline is what a rule may know beyond one book: what the team's summaries say
// of its cycles and deals, and of this rep's past quarters. It is prepared once a
// day for every rep and every team, kept in their aggregate, and never computed
// on an event.
type Baseline struct {
	Day Date `json:"day"` // as of the end of which it was first prepared as it is

	Cycle    *Cycle        `json:"cycle,omitempty"` // a rep's team's
	Evidence *EvidenceBase `json:"evidence,omitempty"`
	Mix      *MixBase      `json:"mix,omitempty"`      // a rep's
	Quarters []QuarterBase `json:"quarters,omitempty"` // a rep's last full ones, the newest first
	Supply   *SupplyBase   `json:"supply,omitempty"`   // a team's

	Extensions []Extension `json:"extensions,omitempty"` // a rep's: by product, what its customers run beside it
}

// Baselines prepares what every rep's and every team's rules may know of others,
// as of the end of a day, from the summaries of the whole workspace.
func Baselines(f Facts, people *People, p *Playbook, day Date) (reps, teams map[string]*Baseline) {
	return newLedger(Query{By: "rep", AsOf: day}, p, people, f).baselines(f)
}

func (l *ledger) baselines(f Facts) (reps, teams map[string]*Baseline) {
	reps, teams = map[string]*Baseline{}, map[string]*Baseline{}
	day := l.q.AsOf
	evidence := f.evidence(l.people, day)
	for _, r := range l.people.Reps() {
		reps[r.ID] = &Baseline{Day: day, Evidence: evidence}
		if r.Team != "" && teams[r.Team] == nil {
			teams[r.Team] = &Baseline{Day: day}
		}
	}
	l.giveCycles(reps)
	l.giveQuarters(reps, f)
	l.mix(reps, f)
	l.supply(teams)
	extensions := l.extensions()
	for _, base := range reps {
		base.Extensions = extensions
	}
	return reps, teams
}

// same says whether two baselines tell the same, whenever they were prepared.
func (b *Baseline) same(o *Baseline) bool {
	if b == nil || o == nil {
		return b == o
	}
	x, y := *b, *o
	x.Day, y.Day = 0, 0
	return sameJSON(x, y)
}

// applyBaseline takes in what was prepared, after a look at what has become due:
// that owes nothing to the baseline, and is said like any other. Everything is
// looked at again with it, since any rule may rest on it; what kinds of fact that
// came for the first time since the last one make true by way of this one was true
// already, and is counted, not said. So is all that a book's first one shows.
func (d *draft) applyBaseline(b *Baseline) {
	s := &d.b.State
	if d.fed = append(d.fed, s.Fresh...); d.old.Baseline == nil { // it speaks of deals even where no book was ever fed any
		d.fed = append(append(d.fed, Deals), keys(s.Fed)...)
	}
	s.Fresh = nil
	if d.b.Baseline.same(b) {
		return
	}
	d.b.Baseline, d.all = b, true
	d.put[baselineField] = b
}

// noteFresh remembers which kinds of fact came for the first time until a baseline
// has been prepared with them.
func (d *draft) noteFresh() {
	if d.e.Baseline != nil || len(d.fed) == 0 {
		return
	}
	s := &d.b.State
	s.Fresh = append(slices.Clip(s.Fresh), d.fed...)
	slices.Sort(s.Fresh)
	s.Fresh = slices.Compact(s.Fresh)
}

// companyKey names the work that is done once a day for the whole workspace.
const companyKey = "company/day"

// prepare reads every summary once and gives each book and team its baseline, as
// of the end of the day before. It may be repeated.
func (c *Coach) prepare(ctx context.Context) error {
	f, err := c.Facts(ctx)
	if err != nil {
		return err
	}
	zone, _ := c.Playbook.Zone(&Rep{})
	l := newLedger(Query{By: "rep", AsOf: DateIn(c.Now(), zone).AddDays(-1)}, c.Playbook, c.people, f)
	if err := c.putBeyond(ctx, l.beyond(f)); err != nil {
		return err
	}
	reps, teams := l.baselines(f)
	if err := eachOf(ctx, keys(reps), func(rep string) error { return c.prepareBook(ctx, rep, reps[rep]) }); err != nil {
		return err
	}
	return eachOf(ctx, keys(teams), func(team string) error {
		return c.tellTeam(ctx, Event{Source: Clock, Team: team, Baseline: teams[team]})
	})
}

func (c *Coach) prepareBook(ctx context.Context, rep string, base *Baseline) error {
	b, err := c.load(ctx, rep, false)
	if err != nil || b.Version == 0 || b.Baseline.same(base) && len(b.State.Fresh) == 0 {
		return err
	}
	_, err = c.handle(ctx, rep, func(v View) (Event, error) {
		return Event{ID: "baseline/" + v.Now.Format(time.RFC3339Nano), At: v.Now, Source: Self, Rep: rep, Baseline: base}, nil
	})
	return err
}

// nextDay is when the company's daily work is due next: an hour into the next day
// of the playbook's zone.
func (c *Coach) nextDay() time.Time {
	zone, _ := c.Playbook.Zone(&Rep{})
	return DateIn(c.Now(), zone).AddDays(1).At(60, zone)
}
