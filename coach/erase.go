package coach

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// ErrUnknown: the store holds nothing of this rep or account.
var ErrUnknown = errors.New("nothing is known under this id")

// Removed counts what an erasure takes away: rep, account, deal, commitment …;
// "mention" is a record or an event of somebody else's that stays and no longer
// names the erased.
type Removed map[string]int

// erasures bounds how often an erasure goes round while others go on writing.
const erasures = 10

// busy is how often it goes round before the entry is taken from somebody who
// goes on writing, and so never ceases to be found.
const busy = 3

// learnt is how long a process may go on with a directory that it has read
// already: longer than Refresh allows where events are handled.
const learnt = 1200 * time.Millisecond

// Erasable counts what Erase would take away, and changes nothing. of is rep/ID
// or account/ID. ErrUnknown.
func (c *Coach) Erasable(ctx context.Context, of Subject) (Removed, error) {
	e, err := c.erasure(ctx, of)
	if err != nil {
		return nil, err
	}
	e.dry = true
	if _, err := e.round(ctx); err != nil {
		return nil, err
	}
	return e.count, e.directory(ctx)
}

// Erase takes a rep or an account out of the store, with all that hangs on it
// in any book, account or team, and what names it elsewhere. of is rep/ID or
// account/ID; ids that were merged into it go too.
//
// Others may go on writing: each aggregate is written only as it was read, and
// Erase goes round until a whole round, begun after every process has heard of
// it, finds nothing more. Everybody's to-dos are done first, so that a deal on
// its way to another book arrives there. The directory's entry goes last: an
// erasure that ended half-way is finished by the same call. What was posted in
// Slack stays there. ErrUnknown.
//
// What is called by the erased's name and stays (an issue, product, metric, deal
// or contract of others, a team) goes on with "[erased]" in the name's place, and
// a number where two would be called the same. A file that says "[erased]" there
// means the same record; one that says the name again brings the name back.
func (c *Coach) Erase(ctx context.Context, of Subject) (Removed, error) {
	e, err := c.erasure(ctx, of)
	if err != nil {
		return nil, err
	}
	for waited := false; e.rounds < erasures; e.rounds++ {
		found, err := e.round(ctx)
		if err != nil {
			return e.count, fmt.Errorf("coach: erase %s: %w", of, err)
		}
		if found && (waited || e.rounds < busy) {
			continue
		}
		if waited {
			return e.count, e.wakeTeams(ctx)
		}
		if err := e.directory(ctx); err != nil {
			return e.count, fmt.Errorf("coach: erase %s: %w", of, err)
		}
		c.pause(ctx, learnt)
		if waited = true; ctx.Err() != nil {
			return e.count, ctx.Err()
		}
	}
	return e.count, fmt.Errorf("coach: erase %s: others write of it all the time; try again", of)
}

// erasure is one call of Erase or Export on its way.
type erasure struct {
	*Coach
	*traces
	of     Subject
	entry  map[string]string // directory entries that go; nil: they are gone
	known  map[string]bool   // the other entries, when it began
	count  Removed
	dry    bool                                         // only count
	met    func(a Aggregate, beside Beside, l *leaving) // nil, or told of every aggregate in which something was found; l is nil for the erased's own
	rounds int
	wins   map[string]bool // reps at whose account the first win went: their books look again
	teams  map[string]bool // teams of whom deals went
}

// erasure finds out by what names the erased may be known.
func (c *Coach) erasure(ctx context.Context, of Subject) (*erasure, error) {
	if err := c.people.Refresh(ctx, 0); err != nil {
		return nil, err
	}
	root, entries := c.people.merged(of)
	ids := []string{root.ID()}
	var names, addresses []string
	for key, raw := range entries {
		ids = append(ids, Subject(key).ID())
		n, a := calledBy(raw)
		names, addresses = append(names, n...), append(addresses, a...)
	}
	slices.Sort(ids)
	e := &erasure{Coach: c, traces: newTraces(of.Kind(), slices.Compact(ids), names, addresses), of: root,
		entry: entries, known: c.people.knownBeside(entries), count: Removed{}, wins: map[string]bool{}, teams: map[string]bool{}}
	e.spare(c.people.calledBeside(entries))
	e.team(root.ID())
	if len(e.entries()) > 0 { // its own, or others' that name it: a manager needs none
		return e, nil
	}
	all, err := c.Store.Aggregates(ctx)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(all, e.own) {
		return nil, fmt.Errorf("%s: %w", of, ErrUnknown)
	}
	return e, nil
}

// round goes once through the whole store and says whether it found anything.
// What others hang on goes last, so that a crash leaves nothing that could not
// be found again: teams and accounts, then books, then the erased's own.
func (e *erasure) round(ctx context.Context) (found bool, err error) {
	all, err := e.Store.Aggregates(ctx)
	if err == nil {
		err = e.cameAgain(ctx) // who has a book in this list is known by now
	}
	if err != nil {
		return false, err
	}
	var own, books, rest []string
	for _, key := range all {
		switch kind, id, _ := cutKey(key); {
		case e.own(key) && id == e.of.ID():
			own = append([]string{key}, own...) // before what was merged into it
		case e.own(key):
			own = append(own, key)
		case kind == "team" && e.id(id) != id: // its members are of the team under the new name
			own = append(own, key)
			e.teams[e.id(id)] = true
		case kind == "book":
			books = append(books, key)
		default:
			rest = append(rest, key)
		}
	}
	if err := e.learnParts(ctx, own, books); err != nil {
		return false, err
	}
	for _, key := range slices.Concat(rest, books) {
		did, err := e.leaves(ctx, key)
		if err != nil {
			return found, err
		}
		found = found || did
	}
	did, err := e.pointers(ctx)
	if found = found || did; err != nil {
		return found, err
	}
	for _, key := range own {
		if err := e.remove(ctx, key); err != nil {
			return found, err
		}
		found = true
	}
	return found, e.lookAgain(ctx)
}

// learnParts does everybody's to-dos, and finds the deals, issues and contracts
// that go: others may name them.
func (e *erasure) learnParts(ctx context.Context, own, books []string) error {
	var deals []string
	for _, key := range slices.Concat(own, books) {
		a, err := e.settled(ctx, key)
		if err != nil {
			return err
		}
		for field, raw := range a.Fields {
			prefix, id := cutField(field)
			switch prefix {
			case dealField:
				deals = append(deals, id)
				x := new(Deal)
				if read(raw, x) && x.To == "" && (e.own(key) || e.mine(x)) {
					e.deals[id] = true
				}
			case issueField, contractField:
				e.parts[id] = e.parts[id] || !tombstone(raw)
			}
		}
	}
	e.allot(deals, e.id)
	return nil
}
