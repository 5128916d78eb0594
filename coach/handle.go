package coach

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// bookCache keeps decoded books, checked by version when they are written. One
// that lost a race is dropped and read again.
type bookCache struct {
	mu    sync.Mutex
	books map[string]*Book
	locks map[string]*sync.Mutex
}

// cachedBooks bounds the cache; a book of 500 deals decodes to about 1 MB.
const cachedBooks = 1000

func (c *bookCache) get(key string) *Book {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.books[key]
}

func (c *bookCache) put(key string, b *Book) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.books == nil {
		c.books = map[string]*Book{}
	}
	if b == nil {
		delete(c.books, key)
		return
	}
	for other := range c.books { // any one will do: a miss costs a read
		if len(c.books) < cachedBooks {
			break
		}
		delete(c.books, other)
	}
	if old := c.books[key]; old == nil || old.Version <= b.Version {
		c.books[key] = b
	}
}

// lock makes the events of one aggregate queue up within this process.
func (c *bookCache) lock(key string) func() {
	c.mu.Lock()
	if c.locks == nil {
		c.locks = map[string]*sync.Mutex{}
	}
	l, ok := c.locks[key]
	if !ok {
		l = new(sync.Mutex)
		c.locks[key] = l
	}
	c.mu.Unlock()
	l.Lock()
	return l.Unlock
}

// load returns a rep's book: from the cache if it need not be fresh, since a
// stale one is found out when it is written.
func (c *Coach) load(ctx context.Context, rep string, fresh bool) (*Book, error) {
	return c.loadKey(ctx, BookKey(rep), fresh)
}

// loadKey does the same for a book or a team.
func (c *Coach) loadKey(ctx context.Context, key string, fresh bool) (*Book, error) {
	held := c.books.get(key)
	if held != nil && !fresh {
		return held, nil
	}
	want := Want{Key: key}
	if held != nil {
		want.Have = held.Version
	}
	as, err := c.Store.Read(ctx, want)
	if err != nil {
		return nil, err
	}
	if held != nil && as[0].Version == held.Version && as[0].Fields == nil {
		return held, nil
	}
	b, err := decodeKey(key, as[0])
	if err != nil {
		return nil, err
	}
	c.books.put(key, b)
	return b, nil
}

func decodeKey(key string, a Aggregate) (*Book, error) {
	kind, id, _ := cutKey(key)
	if kind != "team" {
		return DecodeBook(id, a)
	}
	b, err := DecodeBook("", a)
	if err != nil {
		return nil, err
	}
	b.Team = id
	return b, nil
}

func (c *Coach) loadAccounts(ctx context.Context, ids []string) (map[string]*Account, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	wants, held := make([]Want, len(ids)), make([]*Account, len(ids))
	for i, id := range ids {
		wants[i] = Want{Key: AccountKey(id)}
		if held[i] = c.accounts.get(id); held[i] != nil {
			wants[i].Have = held[i].Version
		}
	}
	as, err := c.Store.Read(ctx, wants...)
	if err != nil {
		return nil, err
	}
	out := make(map[string]*Account, len(ids))
	for i, id := range ids {
		if out[id], err = c.decodeAccount(id, held[i], as[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// moment gathers what a decision may depend on besides the book and the event.
func (c *Coach) moment(rep string) (Moment, error) {
	r := c.people.Rep(rep)
	if r == nil {
		r = &Rep{ID: rep}
	}
	zone, _ := c.Playbook.Zone(r)
	return Moment{Now: c.Now(), Zone: zone, Playbook: c.Playbook, Rules: c.Rules, RulesKey: c.RulesKey, Rep: r, People: c.people, Manages: len(c.people.Reports(rep)) > 0}, nil
}

// tries bounds how often a lost race is decided again; with 64 writers on one
// book each loses 63 at most.
const tries = 200

func (c *Coach) handle(ctx context.Context, rep string, intent Intent) (Result, error) {
	if err := c.people.Refresh(ctx, time.Second); err != nil {
		return Result{}, err
	}
	defer c.books.lock(BookKey(rep))()
	fresh := false
	for range tries {
		res, err := c.try(ctx, rep, intent, fresh)
		no, refused := errors.AsType[refusal](err)
		switch {
		case refused && fresh:
			return res, no.error
		case !refused && !errors.Is(err, ErrConflict):
			return res, err
		case !refused:
			c.books.put(BookKey(rep), nil)
		}
		fresh = true
	}
	return Result{}, fmt.Errorf("coach: book %s is written by others all the time", rep)
}

// refusal is an intent's own error. It may rest on a book that this process
// holds and another has written since; nothing else would find that out.
type refusal struct{ error }

// try decides once on the book as this process knows it, and records.
func (c *Coach) try(ctx context.Context, rep string, intent Intent, fresh bool) (Result, error) {
	b, err := c.load(ctx, rep, fresh)
	if err != nil {
		return Result{}, err
	}
	m, err := c.moment(rep)
	if err != nil {
		return Result{}, err
	}
	e, err := intent(View{Book: b, Rep: m.Rep, Now: m.Now, Zone: m.Zone})
	if err != nil {
		return Result{}, refusal{err}
	}
	if b.Version == 0 && (e.Wake != nil || e.Posted != nil) {
		return Result{Event: e, Book: b}, nil // it was erased: a look, or the news that a message of it is posted, begins no new one
	}
	if m.Accounts, err = c.loadAccounts(ctx, b.Needs(e, m)); err != nil {
		return Result{}, err
	}
	d := Decide(b, e, m)
	if d.Empty && e.Wake != nil {
		return Result{Event: e, Book: b}, nil
	}
	if b.owes() { // it is due now, and whoever looks before this is written finds that still owed, and comes again
		d.Wake = time.Time{}
	}
	err = c.record(ctx, BookKey(rep), b.Version, e, d)
	if errors.Is(err, ErrSeen) {
		c.books.put(BookKey(rep), nil)
		return Result{Seen: true, Event: e, Book: b}, nil
	}
	if err != nil {
		c.books.put(BookKey(rep), nil)
		return Result{}, err
	}
	d.Book.Version = b.Version + 1
	c.books.put(BookKey(rep), d.Book)
	return Result{Event: e, Book: d.Book, Said: d.Said, Accounts: m.Accounts}, nil
}

// record writes a decision.
func (c *Coach) record(ctx context.Context, key string, version int64, e Event, d Decision) error {
	ch := Change{Key: key, Version: version, Owe: d.Owe, Point: d.Point, Wake: d.Wake}
	if e.Source != Clock {
		ch.Event = e.ID
	}
	var err error
	if ch.Put, ch.Drop, err = encode(d.Put); err != nil {
		return err
	}
	rows, gone, err := encode(d.Rows)
	if err != nil {
		return err
	}
	for _, f := range gone {
		rows[f] = ""
	}
	ch.Summary = rows
	return c.Store.Commit(ctx, ch)
}

// encode splits records into JSON fields and removals.
func encode(records map[string]any) (put map[string]string, dropped []string, err error) {
	put = make(map[string]string, len(records))
	for _, field := range slices.Sorted(maps.Keys(records)) {
		v := records[field]
		if v == nil {
			dropped = append(dropped, field)
			continue
		}
		b, err := json.Marshal(v)
		if err != nil {
			return nil, nil, fmt.Errorf("coach: encode %s: %w", field, err)
		}
		put[field] = string(b)
	}
	return put, dropped, nil
}

// handleAccount records an event at its account and returns what the account owes
// others for it. The account is read unless it is given; one that is behind is
// found out when it is written. Of an event that was recorded before, what it
// owes still stands or is done: whoever finds the account due sees to it.
func (c *Coach) handleAccount(ctx context.Context, e Event, a *Account) ([]Owed, error) {
	if err := c.people.Refresh(ctx, time.Second); err != nil {
		return nil, err
	}
	defer c.books.lock(AccountKey(e.Account))()
	for range tries {
		if a == nil {
			as, err := c.loadAccounts(ctx, []string{e.Account})
			if err != nil {
				return nil, err
			}
			a = as[e.Account]
		}
		d := DecideAccount(a, e, c.people, c.Now())
		if d.Empty {
			return nil, nil
		}
		err := c.record(ctx, AccountKey(e.Account), a.Version, e, d)
		switch {
		case err == nil:
			return d.Owe, nil
		case errors.Is(err, ErrSeen):
			return nil, nil
		case !errors.Is(err, ErrConflict):
			return nil, err
		}
		a = nil
	}
	return nil, fmt.Errorf("coach: account %s is written by others all the time", e.Account)
}

// payBook applies what a book owes to others, each under its own id, then
// strikes it out. Whatever fails stays owed and due. Another replica may be at
// it as well: what is applied twice changes nothing.
func (c *Coach) payBook(ctx context.Context, rep string) error { return c.payOwed(ctx, BookKey(rep)) }

// payOwed does so for a book or a team.
func (c *Coach) payOwed(ctx context.Context, key string) error {
	b, err := c.loadKey(ctx, key, false)
	if err != nil || len(b.Owed) == 0 {
		return err
	}
	paid, err := c.pay(ctx, key, b.Owed)
	if err != nil {
		return err
	}
	return c.strikeOwed(ctx, key, paid)
}

func (c *Coach) payAccount(ctx context.Context, id string) error {
	as, err := c.loadAccounts(ctx, []string{id})
	if err != nil || len(as[id].Owed) == 0 {
		return err
	}
	paid, err := c.pay(ctx, AccountKey(id), as[id].Owed)
	if err != nil {
		return err
	}
	return c.strikeAccount(ctx, id, paid)
}

func (c *Coach) pay(ctx context.Context, from string, owed []Owed) (paid []string, err error) {
	held, err := c.owedAccounts(ctx, owed)
	if err != nil {
		return nil, err
	}
	for _, o := range owed {
		a := held[o.Event.Account]
		delete(held, o.Event.Account) // what it will be after the first is not known here
		if err := c.hand(ctx, o.Event, a); err != nil {
			return nil, fmt.Errorf("coach: %s owes %s: %w", from, o.ID, err)
		}
		paid = append(paid, o.ID)
	}
	return paid, nil
}

// owedAccounts are the accounts that are owed something, if they are several:
// an import owes to hundreds, and they are read in one round trip then.
func (c *Coach) owedAccounts(ctx context.Context, owed []Owed) (map[string]*Account, error) {
	ids := map[string]bool{}
	for _, o := range owed {
		if o.Event.Account != "" {
			ids[o.Event.Account] = true
		}
	}
	if len(ids) < 2 {
		return nil, nil
	}
	return c.loadAccounts(ctx, slices.Sorted(maps.Keys(ids)))
}

// hand gives one owed event to whom it is for, and passes on at once what that
// one owes in turn. The account, if it is one's, may be given as it was read a
// moment ago.
func (c *Coach) hand(ctx context.Context, e Event, a *Account) error {
	if e.Account != "" {
		owed, err := c.handleAccount(ctx, e, a)
		if err != nil || len(owed) == 0 {
			return err
		}
		paid, err := c.pay(ctx, AccountKey(e.Account), owed)
		if err != nil {
			return err
		}
		return c.strikeAccount(ctx, e.Account, paid)
	}
	if e.Team != "" {
		return c.tellTeam(ctx, e)
	}
	_, err := c.handle(ctx, e.Rep, func(View) (Event, error) { return e, nil })
	return err
}

func (c *Coach) strikeOwed(ctx context.Context, key string, paid []string) error {
	defer c.books.lock(key)()
	for i := range tries {
		b, err := c.loadKey(ctx, key, i > 0)
		if err != nil {
			return err
		}
		err = c.Store.Commit(ctx, Change{Key: key, Version: b.Version, Strike: paid})
		if err == nil {
			next := *b
			next.Owed = slices.DeleteFunc(slices.Clone(b.Owed), func(o Owed) bool { return slices.Contains(paid, o.ID) })
			next.Version++
			c.books.put(key, &next)
			return nil
		}
		c.books.put(key, nil)
		if !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return fmt.Errorf("coach: %s is written by others all the time", key)
}

func (c *Coach) strikeAccount(ctx context.Context, id string, paid []string) error {
	for range tries {
		as, err := c.Store.Read(ctx, Want{Key: AccountKey(id)})
		if err != nil {
			return err
		}
		err = c.Store.Commit(ctx, Change{Key: AccountKey(id), Version: as[0].Version, Strike: paid})
		if !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return fmt.Errorf("coach: account %s is written by others all the time", id)
}

func cutKey(key string) (kind, id string, ok bool) {
	s := Subject(key)
	return s.Kind(), s.ID(), s.ID() != ""
}
