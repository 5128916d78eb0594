package coach_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"evenkeel/coach"
	"evenkeel/store/storetest"
)

// late is a store of which one read of the directory arrives when it is let in.
type late struct {
	coach.Store
	next        atomic.Bool // hold the next read
	read, enter chan struct{}
}

func (l *late) Entries(ctx context.Context, since int64) (map[string]string, int64, error) {
	entries, version, err := l.Store.Entries(ctx, since)
	if l.next.CompareAndSwap(true, false) {
		l.read <- struct{}{}
		<-l.enter
	}
	return entries, version, err
}

// owner has a replica make somebody the owner of an account.
func (r *replicas) owner(c *coach.Coach, account, rep string) {
	r.Helper()
	if _, err := c.People().UpdateAccount(context.Background(), account, func(a *coach.AccountProfile) bool { a.Owner = rep; return true }); err != nil {
		r.Fatal(err)
	}
}

func (r *replicas) reads(c *coach.Coach) {
	r.Helper()
	if err := c.People().Refresh(context.Background(), 0); err != nil {
		r.Fatal(err)
	}
}

func (r *replicas) isOwner(c *coach.Coach, account, rep string) {
	r.Helper()
	if is := c.People().AccountProfile(account).Owner; is != rep {
		r.Errorf("%s is the owner of %s, not %s", is, account, rep)
	}
}

// testReadMeanwhile: a read of the directory arrives late, with what stood there
// before the process wrote, or before it read again.
func testReadMeanwhile(t *testing.T, server storetest.Server) {
	r := newReplicas(t, server, "meanwhile")
	slow := &late{Store: r.stores[0], read: make(chan struct{}), enter: make(chan struct{})}
	mine, other := r.coach(slow), r.coaches[1]
	r.owner(mine, "acme", "ann")
	lateRead := func(meanwhile func()) {
		t.Helper()
		slow.next.Store(true)
		arrived := make(chan error, 1)
		go func() { arrived <- mine.People().Refresh(context.Background(), 0) }()
		<-slow.read
		meanwhile()
		slow.enter <- struct{}{}
		if err := <-arrived; err != nil {
			t.Fatal(err)
		}
	}
	lateRead(func() { r.owner(mine, "acme", "bob") })
	r.isOwner(mine, "acme", "bob")
	lateRead(func() {
		r.reads(other)
		r.owner(other, "acme", "cem")
		r.reads(mine)
	})
	r.isOwner(mine, "acme", "cem")
	r.owner(mine, "acme", "dot")
	r.reads(other)
	r.isOwner(other, "acme", "dot")
}

// testErasedMeanwhile: while one read is still on its way, with an entry written
// since, another that finds something erased comes to its end.
func testErasedMeanwhile(t *testing.T, server storetest.Server) {
	r := newReplicas(t, server, "erased")
	slow := &late{Store: r.stores[0], read: make(chan struct{}), enter: make(chan struct{})}
	mine, other := r.coach(slow), r.coaches[1]
	r.owner(mine, "acme", "ann")
	r.owner(mine, "globex", "ann")
	r.reads(mine)
	slow.next.Store(true)
	arrived := make(chan error, 1)
	go func() { arrived <- mine.People().Refresh(context.Background(), 0) }()
	<-slow.read
	r.owner(mine, "acme", "bob")
	entries, _, err := r.stores[1].Entries(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if lost, err := r.stores[1].PutEntries(context.Background(), coach.Entry{Key: "account/globex", Old: entries["account/globex"]}); err != nil || len(lost) > 0 {
		t.Fatal(lost, err)
	}
	soon, cancel := context.WithTimeout(context.Background(), patience/6)
	defer cancel()
	if err := mine.People().Refresh(soon, 0); err != nil {
		t.Error(err)
	}
	slow.enter <- struct{}{}
	if err := <-arrived; err != nil {
		t.Error(err)
	}
	r.isOwner(mine, "acme", "bob")
	if mine.People().AccountProfile("globex") != nil {
		t.Error("who was erased is still known")
	}
	r.owner(other, "acme", "cem")
	r.reads(mine)
	r.isOwner(mine, "acme", "cem")
}

// testManyOwners: several processes write and read the directory at once, and at
// rest know the same.
func testManyOwners(t *testing.T, server storetest.Server) {
	r := newReplicas(t, server, "owners")
	const accounts, turns = 5, 20
	var all sync.WaitGroup
	for i, c := range r.coaches {
		all.Go(func() {
			for turn := range turns {
				account, tag := fmt.Sprint("a", turn%accounts), fmt.Sprintf("%d/%d", i, turn)
				r.again(tag, func() error {
					_, err := c.People().UpdateAccount(context.Background(), account, func(a *coach.AccountProfile) bool {
						a.Aliases = append(a.Aliases, tag)
						return true
					})
					return err
				})
			}
		})
		all.Go(func() {
			for range turns {
				r.again("read", func() error { return c.People().Refresh(context.Background(), 0) })
			}
		})
	}
	all.Wait()
	for i, c := range r.coaches {
		r.reads(c)
		n := 0
		for a := range accounts {
			n += len(c.People().AccountProfile(fmt.Sprint("a", a)).Aliases)
		}
		if n != len(r.coaches)*turns {
			t.Errorf("coach %d knows of %d writes, want %d", i, n, len(r.coaches)*turns)
		}
	}
}
