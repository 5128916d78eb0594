package coach

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// Records are what files say, resolved to ids and addressed to aggregates.
type Records struct {
	Run        string // names this import, e.g. its start time
	Part       int    // an import in parts has the same Run, and another number for each
	More       bool   // other parts follow
	Reps       map[string]func(*Rep) bool
	Accounts   map[string]func(*AccountProfile) bool
	Was        map[string]string  // account made from a name → the id that the name was given now
	WasRep     map[string]string  // rep known from Slack only → the id that a file gives them now
	Books      map[string][]Event // rows by rep
	AtAccounts map[string][]Event // rows by account
	Kinds      []FactKind         // kinds whose files were there, even if empty
	Progress   func(rows int)     // may be nil; called as rows are written, from several goroutines
}

// importChunk is how many rows travel in one transaction, so that a book of any
// size imports in bounded memory and no script runs for long.
const importChunk = 500

// Import writes records to the store. It may be repeated, also after a crash
// half-way: what was applied before changes nothing. Rules look only when
// everything is in, after the last part, and what they find then because facts came for the first
// time is counted, not said.
func (c *Coach) Import(ctx context.Context, r Records) error {
	if err := c.people.importDirectory(ctx, r); err != nil {
		return err
	}
	for _, was := range slices.Sorted(maps.Keys(r.WasRep)) {
		if err := c.MergeRep(ctx, was, r.WasRep[was]); err != nil {
			return err
		}
	}
	for _, was := range slices.Sorted(maps.Keys(r.Was)) {
		if err := c.MergeAccount(ctx, was, r.Was[was]); err != nil {
			return err
		}
	}
	accounts := slices.Sorted(maps.Keys(r.AtAccounts))
	if err := eachOf(ctx, accounts, func(id string) error { return c.importAccount(ctx, id, r) }); err != nil {
		return err
	}
	reps := slices.Sorted(maps.Keys(r.Books))
	if err := eachOf(ctx, reps, func(rep string) error { return c.importBook(ctx, rep, r) }); err != nil {
		return err
	}
	if r.More {
		return nil
	}
	all := slices.Sorted(maps.Keys(r.Books))
	for _, rep := range c.people.Reps() {
		all = append(all, rep.ID)
	}
	slices.Sort(all)
	if err := eachOf(ctx, slices.Compact(all), func(rep string) error { return c.imported(ctx, rep, r) }); err != nil {
		return err
	}
	return c.Store.Queue(ctx, companyKey, c.Now()) // baselines rest on other numbers now
}

func (r Records) progress(n int) {
	if r.Progress != nil {
		r.Progress(n)
	}
}

func chunks(rows []Event) [][]Event { return slices.Collect(slices.Chunk(rows, importChunk)) }

// eachOf runs f on every id, a few at a time, and returns the first error.
func eachOf[T any](ctx context.Context, ids []T, f func(T) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	work := make(chan T)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for id := range work {
				if err := f(id); err != nil {
					cancel(err)
				}
			}
		})
	}
	for _, id := range ids {
		select {
		case work <- id:
		case <-ctx.Done():
		}
	}
	close(work)
	wg.Wait()
	return context.Cause(ctx)
}

func (c *Coach) importAccount(ctx context.Context, id string, r Records) error {
	for i, rows := range chunks(r.AtAccounts[id]) {
		event := fmt.Sprintf("import/%s/%d/%s/%d", r.Run, r.Part, id, i)
		if err := c.fetchContracts(ctx, event, id, rows); err != nil {
			return err
		}
		if err := c.hand(ctx, Event{ID: event, At: c.Now(), Source: Import, Account: id, Rows: rows}, nil); err != nil {
			return err
		}
		r.progress(len(rows))
	}
	return nil
}

// fetchContracts has the contracts that a file gives to an account come from
// where they stood until now.
func (c *Coach) fetchContracts(ctx context.Context, event, to string, rows []Event) error {
	var contracts []Subject
	for _, e := range rows {
		if e.Contract != nil {
			contracts = append(contracts, On("contract", e.Contract.ID))
		}
	}
	if len(contracts) == 0 {
		return nil
	}
	homes, err := c.Store.Homes(ctx, contracts...)
	if err != nil {
		return err
	}
	from := map[string][]string{}
	for i, home := range homes {
		if home != "" && home != to {
			from[home] = append(from[home], contracts[i].ID())
		}
	}
	for _, home := range slices.Sorted(maps.Keys(from)) {
		if err := c.depart(ctx, event+"/"+home, home, Leave{To: to, Contracts: from[home]}); err != nil {
			return err
		}
	}
	return nil
}

func (c *Coach) importBook(ctx context.Context, rep string, r Records) error {
	defer c.letGo(rep)()
	for i, rows := range chunks(r.Books[rep]) {
		homes, err := c.homes(ctx, rep, r.Run, rows)
		if err != nil {
			return err
		}
		for _, home := range slices.Sorted(maps.Keys(homes)) {
			id := fmt.Sprintf("import/%s/%d/%s/%d", r.Run, r.Part, rep, i)
			_, err := c.handle(ctx, home, func(v View) (Event, error) {
				return Event{ID: id, At: v.Now, Source: Import, Rep: home, Rows: homes[home]}, nil
			})
			if err != nil {
				return err
			}
			if err := c.payBook(ctx, home); err != nil {
				return err
			}
			if home != rep {
				c.books.put(BookKey(home), nil)
			}
		}
		r.progress(len(rows))
	}
	return nil
}

// letGo returns what lets go of a book: else an import would hold every book at
// once. Who looks at all of them day after day keeps them.
func (c *Coach) letGo(rep string) func() {
	if c.HoldAccounts > 0 {
		return func() {}
	}
	return func() { c.books.put(BookKey(rep), nil) }
}

// homes sorts rows by the book that holds their deal now. A file that says
// another owner than it said last moves the deal; one that says the same again
// never undoes a move made since. What files said last of a deal goes with it.
func (c *Coach) homes(ctx context.Context, rep, run string, rows []Event) (map[string][]Event, error) {
	deals, of := make([]string, len(rows)), make([]Subject, len(rows))
	for i, e := range rows {
		deals[i] = dealOf(e)
		of[i] = On("deal", deals[i])
	}
	owners, err := c.Store.Homes(ctx, of...)
	if err != nil {
		return nil, err
	}
	out, moved := map[string][]Event{}, map[string]string{}
	for i, e := range rows {
		home := rep
		cur := owners[i]
		if to, ok := moved[deals[i]]; ok { // what hangs on a deal goes after it
			cur = to
		}
		if deals[i] != "" && cur != "" && cur != rep {
			if home, err = c.homeOf(ctx, e, "import/"+run, cur, rep); err != nil {
				return nil, err
			}
			moved[deals[i]] = home
		}
		out[home] = append(out[home], e)
	}
	return out, nil
}

// homeOf is whose book a row belongs to that a file gives to one rep, while its
// deal stands in another's book.
func (c *Coach) homeOf(ctx context.Context, e Event, event, cur, rep string) (string, error) {
	if e.Deal == nil {
		return cur, nil
	}
	b, err := c.load(ctx, cur, false)
	if err != nil {
		return "", err
	}
	if last := b.Said["deal/"+e.Deal.ID]; last != nil && (last.Rep == rep || idOf(c.people.Rep(last.Rep)) == rep) {
		return cur, nil
	}
	return c.rehome(ctx, event, e.Deal.ID, cur, rep)
}

func idOf(r *Rep) string {
	if r == nil {
		return ""
	}
	return r.ID
}

// rehome moves a deal unless it is closed: revenue stays with the owner on the
// day of closing.
func (c *Coach) rehome(ctx context.Context, event, deal, from, to string) (home string, err error) {
	if err := c.MoveDeal(ctx, event+"/move/"+deal, deal, from, to); err != nil {
		return "", err
	}
	return c.DealOwner(ctx, deal)
}

func dealOf(e Event) string {
	switch {
	case e.Deal != nil:
		return e.Deal.ID
	case e.Commitment != nil:
		return e.Commitment.Deal
	case e.Answers != nil && e.Answers.Subject.Kind() == "deal":
		return e.Answers.Subject.ID()
	}
	return ""
}

// imported tells a book that everything is in.
func (c *Coach) imported(ctx context.Context, rep string, r Records) error {
	defer c.letGo(rep)()
	_, err := c.handle(ctx, rep, func(v View) (Event, error) {
		return Event{ID: "import/" + r.Run + "/done/" + rep, At: v.Now, Source: Import, Rep: rep, Imported: &Imported{Run: r.Run, Kinds: r.Kinds}}, nil
	})
	if err != nil {
		return err
	}
	return c.payBook(ctx, rep)
}

// importDirectory writes reps and accounts, and makes an alias of a name that
// was given an id.
func (p *People) importDirectory(ctx context.Context, r Records) error {
	if err := p.Refresh(ctx, 0); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(r.Reps)) {
		if _, err := p.UpdateRep(ctx, id, r.Reps[id]); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(r.Accounts)) {
		if _, err := p.UpdateAccount(ctx, id, r.Accounts[id]); err != nil {
			return err
		}
	}
	for _, was := range slices.Sorted(maps.Keys(r.Was)) {
		_, err := p.UpdateAccount(ctx, was, func(a *AccountProfile) bool {
			again := a.AliasOf == r.Was[was]
			a.AliasOf = r.Was[was]
			return !again
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// InMemory applies records without a store, as --from does: the people, and the
// summaries of every book and account.
func InMemory(r Records, p *Playbook) (*People, Facts) {
	people := &People{}
	// Without a store the directory cannot fail.
	_ = people.importDirectory(context.Background(), r)
	f := Facts{Books: map[string]BookRows{}, Accounts: map[string]AccountRows{}}
	for rep, events := range r.Books {
		zone, _ := p.Zone(&Rep{ID: rep})
		d := newDraft(newBook(rep), Event{ID: "import", Source: Import}, Moment{Zone: zone, Playbook: p, People: people, Rep: &Rep{ID: rep}})
		for _, e := range events {
			d.apply(e)
		}
		f.Books[rep] = d.b.Rows(zone)
	}
	for _, rep := range people.Reps() {
		rows := f.Books[rep.ID]
		rows.Fed = r.Kinds
		f.Books[rep.ID] = rows
	}
	for id, events := range r.AtAccounts {
		d := accountDraft{change: newChange(), a: newAccount(id), e: Event{Source: Import}}
		for _, e := range events {
			d.apply(e)
		}
		f.Accounts[id] = d.a.Rows()
	}
	return people, f
}
