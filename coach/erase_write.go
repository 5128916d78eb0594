package coach

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// settled reads an aggregate whose to-dos are done. Those for the erased are
// struck out undone.
func (e *erasure) settled(ctx context.Context, key string) (Aggregate, error) {
	for range tries {
		as, err := e.Store.Read(ctx, Want{Key: key})
		if err != nil || e.dry || len(as[0].Owed) == 0 {
			return first(as), err
		}
		var others []Owed
		var done []string
		for _, o := range as[0].Owed {
			if done = append(done, o.ID); !e.forMe(o.Event) {
				others = append(others, o)
			}
		}
		if _, err := e.pay(ctx, key, others); err != nil {
			return Aggregate{}, err
		}
		err = e.commit(ctx, Change{Key: key, Version: as[0].Version, Strike: done})
		if err != nil && !errors.Is(err, ErrConflict) {
			return Aggregate{}, err
		}
	}
	return Aggregate{}, fmt.Errorf("%s is written by others all the time", key)
}

func first(as []Aggregate) Aggregate {
	if len(as) == 0 {
		return Aggregate{}
	}
	return as[0]
}

// commit writes, and lets this process read anew.
func (e *erasure) commit(ctx context.Context, ch Change) error {
	if kind, id, _ := cutKey(ch.Key); kind == "book" {
		defer e.books.put(BookKey(id), nil)
	}
	return e.Store.Commit(ctx, ch)
}

// leaves takes out of somebody else's aggregate what has to go, and says
// whether there was anything.
func (e *erasure) leaves(ctx context.Context, key string) (found bool, err error) {
	for range tries {
		// The records last: the less passes until they are written, the fewer
		// races with busy reps are lost. What is seen meanwhile the next round finds.
		beside, err := e.Store.Beside(ctx, key)
		if err != nil {
			return false, err
		}
		a, err := e.settled(ctx, key)
		if err != nil {
			return false, err
		}
		l := e.leave(a, beside[0])
		if !l.empty() && e.entry == nil {
			if err := e.cameAgain(ctx); err != nil {
				return false, err
			}
			l = e.leave(a, beside[0])
		}
		if l.empty() {
			return false, nil
		}
		if e.met != nil {
			e.met(a, beside[0], l)
		}
		if !e.dry {
			err = e.write(ctx, a, l)
		}
		if errors.Is(err, ErrConflict) {
			continue
		}
		if err == nil {
			e.tally(l)
		}
		return true, err
	}
	return false, fmt.Errorf("%s is written by others all the time", key)
}

func (e *erasure) tally(l *leaving) {
	for field, raw := range l.drop {
		e.add(counted(field, raw), 1)
	}
	e.add("mention", len(l.was)+len(l.unsee))
}

// write records what has left: pointers and seen events first, since only the
// records tell of them.
func (e *erasure) write(ctx context.Context, a Aggregate, l *leaving) error {
	kind, id, _ := cutKey(a.Key)
	for s, to := range l.point {
		if to == here {
			l.point[s] = id
		}
	}
	if err := e.Store.Point(ctx, l.point); err != nil {
		return err
	}
	if err := e.Store.Unsee(ctx, a.Key, l.unsee...); err != nil {
		return err
	}
	if len(l.drop)+len(l.put) == 0 {
		return nil
	}
	ch := Change{Key: a.Key, Version: a.Version, Put: l.put, Drop: slices.Sorted(maps.Keys(l.drop)), Summary: map[string]string{}}
	next := Aggregate{Key: a.Key, Fields: l.after(a.Fields)}
	zone := time.UTC
	if kind == "book" {
		m, err := e.moment(id)
		if err != nil {
			return err
		}
		zone = m.Zone
		if l.again {
			e.team(id)
			ch.Wake = e.Now()
			ch.Put[stateField] = pending(next.Fields[stateField])
		}
	}
	rows, err := l.rows(a, next, zone)
	if err != nil {
		return err
	}
	sum, gone, err := encode(rows)
	if err != nil {
		return err
	}
	maps.Copy(ch.Summary, sum)
	for _, f := range gone {
		ch.Summary[f] = ""
	}
	if err := e.commit(ctx, ch); err != nil {
		return err
	}
	return e.noteWins(a, next)
}

// pending is a book's state that asks the bot to look at everything again, with
// its own playbook.
func pending(raw string) string {
	var s State
	if raw != "" && json.Unmarshal([]byte(raw), &s) != nil {
		return raw
	}
	s.Pending = true
	return stored(&s, raw)
}

// noteWins remembers an account whose first win went: deals there that were
// expansions are new business now.
func (e *erasure) noteWins(a, next Aggregate) error {
	kind, id, _ := cutKey(a.Key)
	if kind != "account" {
		return nil
	}
	was, err := DecodeAccount(id, a)
	if err != nil {
		return err
	}
	is, err := DecodeAccount(id, next)
	if err != nil || was.FirstWin("") == is.FirstWin("") {
		return err
	}
	for rep, s := range is.Stakes {
		if !s.Gone {
			e.wins[rep] = true
		}
	}
	return nil
}

// lookAgain asks for another look at the books that an account's lost win
// concerns.
func (e *erasure) lookAgain(ctx context.Context) error {
	if e.dry {
		return nil
	}
	for _, rep := range slices.Sorted(maps.Keys(e.wins)) {
		if err := e.ask(ctx, rep); err != nil {
			return err
		}
		delete(e.wins, rep)
	}
	return nil
}

// team notes that a rep's team has to look again.
func (e *erasure) team(rep string) {
	if r := e.people.Rep(rep); r != nil && r.Team != "" && (e.kind == "account" || e.ids[rep]) {
		e.teams[e.id(r.Team)] = true
	}
}

// wakeTeams makes teams due whose deals are fewer now, and all that was prepared
// from the summaries.
func (e *erasure) wakeTeams(ctx context.Context) error {
	if err := e.Store.Queue(ctx, companyKey, e.Now()); err != nil {
		return err
	}
	for _, team := range slices.Sorted(maps.Keys(e.teams)) {
		if err := e.Store.Queue(ctx, TeamKey(team), e.Now()); err != nil {
			return err
		}
	}
	return nil
}

func (e *erasure) ask(ctx context.Context, rep string) error {
	for range tries {
		as, err := e.Store.Read(ctx, Want{Key: BookKey(rep)})
		if err != nil || as[0].Version == 0 {
			return err
		}
		put := map[string]string{stateField: pending(as[0].Fields[stateField])}
		err = e.commit(ctx, Change{Key: BookKey(rep), Version: as[0].Version, Put: put, Wake: e.Now()})
		if !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return fmt.Errorf("book %s is written by others all the time", rep)
}

// pointers removes those to what is erased, and of deals that are gone.
func (e *erasure) pointers(ctx context.Context) (found bool, err error) {
	all, err := e.Store.Pointers(ctx)
	if err != nil || e.dry {
		return false, err
	}
	gone := map[Subject]string{}
	for s, home := range all {
		if s.Kind() == "deal" && e.deals[s.ID()] || e.pointsHere(s, home) {
			gone[s] = ""
		}
	}
	return len(gone) > 0, e.Store.Point(ctx, gone)
}

// pointsHere says whether a pointer leads to what is erased.
func (e *erasure) pointsHere(s Subject, home string) bool {
	switch {
	case !e.ids[home]:
		return false
	case e.kind == "rep":
		return s.Kind() == "deal" && (e.entry != nil || e.people.Rep(home) == nil)
	}
	return s.Kind() == "contract" && (e.entry != nil || e.people.AccountProfile(home) == nil)
}

// remove takes out an aggregate of the erased's own.
func (e *erasure) remove(ctx context.Context, key string) error {
	for range tries {
		a, err := e.settled(ctx, key)
		if err != nil {
			return err
		}
		if e.met != nil {
			beside, err := e.Store.Beside(ctx, key)
			if err != nil {
				return err
			}
			e.met(a, beside[0], nil)
		}
		if !e.dry {
			err = e.Store.Remove(ctx, key, a.Version)
		}
		if errors.Is(err, ErrConflict) {
			continue
		}
		if err == nil {
			e.tallyOwn(a.Fields)
			_, id, _ := cutKey(key)
			e.books.put(BookKey(id), nil)
		}
		return err
	}
	return fmt.Errorf("%s is written by others all the time", key)
}

func (e *erasure) tallyOwn(fields map[string]string) {
	for field, raw := range fields {
		e.add(counted(field, raw), 1)
	}
}

func (e *erasure) add(kind string, n int) {
	if kind != "" && n > 0 {
		e.count[kind] += n
	}
}
