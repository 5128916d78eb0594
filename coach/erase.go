package coach

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
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
		if found {
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
	entry  map[string]string // directory entries that go
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
		entry: entries, count: Removed{}, wins: map[string]bool{}, teams: map[string]bool{}}
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

// merged returns what a rep or account was merged into, if it was, and the
// directory entries of that one and of all that were.
func (p *People) merged(of Subject) (Subject, map[string]string) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	now := func(id string) string {
		if r := p.rep(id); r != nil && of.Kind() == "rep" {
			return r.ID
		}
		if a := p.account(id); a != nil && of.Kind() == "account" {
			return a.ID
		}
		return id
	}
	root, entries := now(of.ID()), map[string]string{}
	for key, raw := range p.raw {
		if s := Subject(key); s.Kind() == of.Kind() && now(s.ID()) == root {
			entries[key] = raw
		}
	}
	return On(of.Kind(), root), entries
}

// calledBy are the names, and the addresses and Slack ids, of a directory entry.
func calledBy(raw string) (names, addresses []string) {
	var e struct {
		Name    string            `json:"name"`
		Email   string            `json:"email"`
		Slack   string            `json:"slack_user"`
		Aliases []string          `json:"aliases"`
		Said    map[string]string `json:"said"`
	}
	_ = json.Unmarshal([]byte(raw), &e) // it was read when it was learnt
	return append(e.Aliases, e.Name, e.Said["name"]), []string{e.Email, e.Slack, e.Said["email"], e.Said["slack_user"]}
}

// round goes once through the whole store and says whether it found anything.
// What others hang on goes last, so that a crash leaves nothing that could not
// be found again: teams and accounts, then books, then the erased's own.
func (e *erasure) round(ctx context.Context) (found bool, err error) {
	all, err := e.Store.Aggregates(ctx)
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
		case kind == "book":
			books = append(books, key)
		default:
			rest = append(rest, key)
		}
	}
	own = e.notReborn(own)
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

// notReborn leaves out those who came again, as new, since they were erased.
func (e *erasure) notReborn(own []string) []string {
	if e.entry != nil {
		return own
	}
	return slices.DeleteFunc(own, func(key string) bool {
		kind, id, _ := cutKey(key)
		return kind == "book" && e.people.Rep(id) != nil || kind == "account" && e.people.AccountProfile(id) != nil
	})
}

// learnParts does everybody's to-dos, and finds the deals, issues and contracts
// that go: others may name them.
func (e *erasure) learnParts(ctx context.Context, own, books []string) error {
	for _, key := range slices.Concat(own, books) {
		a, err := e.settled(ctx, key)
		if err != nil {
			return err
		}
		for field, raw := range a.Fields {
			prefix, id := cutField(field)
			switch prefix {
			case dealField:
				x := new(Deal)
				if read(raw, x) && x.To == "" && (e.own(key) || e.mine(x)) {
					e.deals[id] = true
				}
			case issueField, contractField:
				e.parts[id] = true
			}
		}
	}
	return nil
}

// directory blanks the erased in others' entries, then removes its own.
func (e *erasure) directory(ctx context.Context) error {
	for range tries {
		if err := e.people.Refresh(ctx, 0); err != nil {
			return err
		}
		change := e.entries()
		if len(change) == 0 {
			break
		}
		var lost []string
		if !e.dry {
			var err error
			if lost, err = e.Store.PutEntries(ctx, change...); err != nil {
				return err
			}
		}
		for _, ch := range change {
			switch {
			case slices.Contains(lost, ch.Key):
			case ch.New != "":
				e.add("mention", 1)
			case strings.Contains(ch.Old, `"alias_of"`):
				e.add("alias", 1)
			default:
				e.add(e.kind, 1)
			}
		}
		if e.dry {
			break
		}
	}
	if !e.dry {
		e.entry = nil
	}
	return nil
}

// entries are the directory's entries to write: others' first.
func (e *erasure) entries() []Entry {
	e.people.mu.RLock()
	defer e.people.mu.RUnlock()
	var others, own []Entry
	for _, key := range slices.Sorted(maps.Keys(e.people.raw)) {
		raw := e.people.raw[key]
		if _, goes := e.entry[key]; goes {
			own = append(own, Entry{Key: key, Old: raw})
		} else if left := splice(raw, e.keepEntry); left != raw {
			others = append(others, Entry{Key: key, Old: raw, New: left})
		}
	}
	return append(others, own...)
}
