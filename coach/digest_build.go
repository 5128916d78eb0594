package coach

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// ManagerDigest puts together what a manager's digest of the week would say at an
// instant, from what stands in the store now. One for whom nobody reports has no
// reps in it.
func (c *Coach) ManagerDigest(ctx context.Context, manager string, at time.Time) (*Digest, error) {
	if err := c.people.Refresh(ctx, time.Second); err != nil {
		return nil, err
	}
	b, err := c.load(ctx, manager, true)
	if err != nil {
		return nil, err
	}
	m, err := c.moment(manager)
	if err != nil {
		return nil, err
	}
	day := DateIn(at, m.Zone)
	return c.digest(ctx, b, cmp.Or(m.digestOf(mondayOf(day)).key, digestKey(day)), at)
}

// digester puts one digest together. All that it is made of stands in it.
type digester struct {
	*Coach
	ctx      context.Context
	at       time.Time
	today    Date // the manager's
	zone     *time.Location
	managers []*Rep // direct reports to whom others report, by name
	sellers  []*Rep // direct reports with a book of their own, by name
	books    map[string]*Book
	teams    []*Book // what was found of the sellers' teams
	told     []Pick  // what was found of the teams, told now or before
	last     *Message
	turns    map[string]int // how many findings of a rule were worded
	figures  *scoreboard    // nil: none are wanted
}

// digest puts together a manager's digest of a name at an instant.
func (c *Coach) digest(ctx context.Context, b *Book, key string, at time.Time) (*Digest, error) {
	m, err := c.moment(b.Rep)
	if err != nil {
		return nil, err
	}
	d := &digester{Coach: c, ctx: ctx, at: at, zone: m.Zone, today: DateIn(at, m.Zone), books: map[string]*Book{}, last: b.digestBefore(key), turns: map[string]int{}}
	if err := d.gather(b.Rep); err != nil {
		return nil, err
	}
	out := &Digest{Kind: "manager", For: b.Rep, At: at.UTC(), Occurrence: key}
	if len(d.managers) > 0 {
		out.Kind = "director"
	}
	talks, picks := d.conversations()
	d.assemble(out, talks)
	out.picks = append(picks, d.told...)
	return out, nil
}

// assemble fills in the sections, in the order in which they are read.
func (d *digester) assemble(out *Digest, talks []Item) {
	add := func(id SectionID, items []Item) {
		for i := range items {
			items[i].Facts = listed(items[i].Facts)
		}
		out.Sections = append(out.Sections, Section{id, listed(items)})
	}
	f := d.figures
	if f == nil {
		f = &scoreboard{digester: d}
	}
	add(SectionChanged, f.changed())
	add(SectionBalance, f.balance())
	add(SectionScorecard, f.scorecard())
	if len(d.managers) > 0 {
		add(SectionRollup, f.rollup())
	}
	add(SectionConversations, f.beneath(talks, f.talksBeneath))
	add(SectionTeam, d.teamFindings(talks))
	add(SectionInspect, f.beneath(d.inspect(talks), f.inspectBeneath))
	add(SectionRenewals, f.beneath(f.renewals(), f.renewalsBeneath))
	add(SectionBurden, f.beneath(f.burden(), f.burdenBeneath))
	add(SectionAnswers, d.answers())
	add(SectionTune, d.tune())
	add(SectionBlind, d.blind())
	add(SectionSetup, d.setup())
}

// listed is a list of its own that is no null in JSON.
func listed[T any](xs []T) []T { return append([]T{}, xs...) }

// gather reads what the digest is made of.
func (d *digester) gather(manager string) error {
	ids := d.people.Reports(manager)
	books, err := d.loadBooks(d.ctx, ids)
	if err != nil {
		return err
	}
	for i, id := range ids {
		d.books[id] = books[i]
		r, leads := d.people.Rep(id), len(d.people.Reports(id)) > 0
		if leads {
			d.managers = append(d.managers, r)
		}
		if !leads || books[i].sells() {
			d.sellers = append(d.sellers, r)
		}
	}
	byName(d.managers)
	byName(d.sellers)
	if err := d.gatherTeams(); err != nil || d.NoFigures {
		return err
	}
	d.figures, err = d.compute()
	return err
}

// sells says whether a book holds anything of the rep's own doing.
func (b *Book) sells() bool {
	return len(b.Deals)+len(b.Touches)+len(b.Commitments)+len(b.Quotas)+len(b.Works) > 0
}

func byName(reps []*Rep) {
	slices.SortFunc(reps, func(x, y *Rep) int {
		return cmp.Or(cmp.Compare(fold(x.Label()), fold(y.Label())), cmp.Compare(x.ID, y.ID))
	})
}

// gatherTeams reads what was found of the teams that the sellers are in.
func (d *digester) gatherTeams() error {
	var names []string
	for _, r := range d.sellers {
		if r.Team != "" {
			names = append(names, r.Team)
		}
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		b, err := d.loadKey(d.ctx, TeamKey(name), true)
		if err != nil {
			return err
		}
		d.teams = append(d.teams, b)
	}
	return nil
}

// since is when the week that a digest tells of began: as late in the day as it is
// put together, seven days ago.
func (d *digester) since() time.Time {
	h, m, _ := d.at.In(d.zone).Clock()
	return d.today.AddDays(-7).At(ClockTime(60*h+m), d.zone)
}
