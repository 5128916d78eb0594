package coach_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/store"
	"evenkeel/store/storetest"
)

var erasures = []struct {
	of   coach.Subject
	what *regexp.Regexp
}{{"rep/ann", ofAnn}, {"account/acme", ofAcme}}

func TestWhatIsErasedIsNowhereInTheStore(t *testing.T) {
	t.Parallel()
	for _, e := range erasures {
		t.Run(e.of.ID(), func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, server storetest.Server) {
				c := newCompany(t, server, nil)
				before := c.dump()
				if n := len(naming(before, e.what)); n < 40 {
					t.Fatalf("only %d places name it: the test proves little", n)
				}
				other := coachOn(store.New(dial(t, server), "T1")) // a process that has read everything
				c.must(other.People().Refresh(t.Context(), 0))
				would, err := c.Erasable(t.Context(), e.of)
				c.must(err)
				if again := c.dump(); fmt.Sprint(again) != fmt.Sprint(before) {
					t.Error("counting changed something")
				}
				did, err := c.Erase(t.Context(), e.of)
				c.must(err)
				t.Logf("would remove %v, removed %v", would, did)
				for _, kind := range []string{"deal", "commitment", "qualification"} {
					if would[kind] == 0 || would[kind] != did[kind] {
						t.Errorf("%s: %d announced, %d removed", kind, would[kind], did[kind])
					}
				}
				c.gone(e.what)
				unchanged(t, before, c.dump(), e.what)
				c.must(other.People().Refresh(t.Context(), 0))
				if other.People().Rep("ann") != nil == (e.of == "rep/ann") || other.People().AccountProfile("acme") != nil == (e.of == "account/acme") {
					t.Error("another process still knows it, or lost the wrong one")
				}
				if _, err := c.Erase(t.Context(), e.of); !errors.Is(err, coach.ErrUnknown) {
					t.Errorf("erased again: %v", err)
				}
				c.must(c.DoDue(t.Context())) // what was due brings nothing back
				c.gone(e.what)
			})
		})
	}
}

var fedIn = regexp.MustCompile(`"fed":\{.*?\}\},`)

// unchanged wants whatever did not name it to be as it was.
func unchanged(t *testing.T, before, after map[string]map[string]string, what *regexp.Regexp) {
	t.Helper()
	for key, fields := range before {
		if what.MatchString(key) || strings.Contains(key, "/due/") || strings.Contains(key, "/dir}:") {
			continue
		}
		for field, value := range fields {
			own := slices.Contains([]string{"v", "tok", "owes"}, field) || strings.HasPrefix(field, "owe:")
			if own || what.MatchString(field) || what.MatchString(value) {
				continue
			}
			got, is := after[key][field]
			if field == "state" { // the book is to look again, and a to-do may have brought a kind of fact
				got = strings.Replace(got, `"pending":true,`, "", 1)
				got, value = fedIn.ReplaceAllString(got, ""), fedIn.ReplaceAllString(value, "")
			}
			if strings.HasSuffix(key, ":sum") { // a list of rows, some of which may go
				is, got = true, value
			}
			if strings.HasPrefix(field, "m:") && !is { // it carried what named it
				continue
			}
			if strings.HasPrefix(field, "x:account/") { // other rules may be next, or none
				continue
			}
			if !is || got != value {
				t.Errorf("%s %s was %s, is %q", key, field, value, got)
			}
		}
	}
}

func TestSummariesAgreeWithTheBooksAfterAnErasure(t *testing.T) {
	t.Parallel()
	for _, e := range erasures {
		c := newCompany(t, storetest.Embedded(t), nil)
		_, err := c.Erase(t.Context(), e.of)
		c.must(err)
		for _, rep := range []string{"ann", "bob"} {
			book, err := c.Book(t.Context(), rep)
			c.must(err)
			sums, err := c.store.Summaries(t.Context(), coach.BookKey(rep))
			c.must(err)
			who := c.People().Rep(rep)
			if who == nil {
				who = &coach.Rep{}
			}
			zone, _ := c.Playbook.Zone(who)
			rows := book.Rows(zone)
			want := len(rows.Deals) + len(rows.Touches) + len(rows.Commitments) + len(rows.Verdicts) + len(rows.Answers) + len(rows.Quotas) + len(rows.Fed) + len(rows.Told)
			got := 0
			for row, raw := range sums[coach.BookKey(rep)] {
				var list []json.RawMessage
				if err := json.Unmarshal([]byte(raw), &list); err != nil || len(list) == 0 {
					t.Errorf("%s: row %s is %s", rep, row, raw)
				}
				got += len(list)
			}
			if got != want {
				t.Errorf("%s erased: %s's summary has %d rows, the book %d", e.of, rep, got, want)
			}
		}
	}
}

func TestAnErasedRepComesAgainAsANewPerson(t *testing.T) {
	t.Parallel()
	c := newCompany(t, storetest.Embedded(t), nil)
	other := coachOn(c.store)
	_, err := other.Held(t.Context(), "ann")
	c.must(err)
	_, err = c.Erase(t.Context(), "rep/ann")
	c.must(err)
	r, err := other.Enrol(t.Context(), coach.SlackProfile{User: "UANN", Name: "Ann Berger", Email: "ann@x.test", Zone: "Europe/Berlin"})
	c.must(err)
	if r.ID != "UANN" || r.Team != "" {
		t.Errorf("they come as %+v", r)
	}
	_, err = other.Handle(t.Context(), r.ID, func(v coach.View) (coach.Event, error) {
		e := deal("new", "gamma", "proposal")
		e.ID, e.At, e.Source, e.Rep = "command/again", v.Now, coach.Slack, r.ID
		return e, nil
	})
	c.must(err)
	book, err := c.Book(t.Context(), "UANN")
	c.must(err)
	if len(book.Deals) != 1 || book.Deals["new"] == nil || len(book.Touches) != 0 {
		t.Errorf("their book has %v", book.Deals)
	}
}

// TestAMovedDealStaysItsNewOwners: whoever it came from.
func TestAMovedDealStaysItsNewOwnersWithWhatHangsOnIt(t *testing.T) {
	t.Parallel()
	c := newCompany(t, storetest.Embedded(t), nil)
	_, err := c.Erase(t.Context(), "rep/ann")
	c.must(err)
	book, err := c.Book(t.Context(), "bob")
	c.must(err)
	var moved *coach.Deal
	for _, x := range book.Deals {
		if x.Name.V == "deal shared" {
			moved = x
		}
	}
	if moved == nil {
		t.Fatalf("bob has %v", slices.Sorted(maps.Keys(book.Deals)))
	}
	if who, err := c.DealOwner(t.Context(), moved.ID); who != "bob" || err != nil {
		t.Errorf("%s is %q's, %v", moved.ID, who, err)
	}
	if book.Qualifications[coach.On("deal", moved.ID)] == nil {
		t.Error("its answers are gone")
	}
	if !slices.ContainsFunc(slices.Collect(maps.Values(book.Commitments)), func(k *coach.Commitment) bool { return k.Deal == moved.ID }) {
		t.Error("its commitment is gone")
	}
	if note := book.Touches["t2"].Note; note != "[erased] ([erased], <@[erased]>) and I called about Acme Trading; the annual plan" {
		t.Errorf("a note reads %q", note)
	}
}

// TestAnErasureThatDiesIsFinishedByTheNext, whichever write it was that failed.
func TestAnErasureThatDiesIsFinishedByTheNext(t *testing.T) {
	t.Parallel()
	for _, e := range erasures {
		lives := newCompany(t, storetest.Embedded(t), nil)
		for _, fail := range deaths(t, lives.store, e.of) {
			t.Run(fmt.Sprintf("%s write %d", e.of.ID(), fail), func(t *testing.T) {
				t.Parallel()
				var dies *dying
				c := newCompany(t, storetest.Embedded(t), func(s coach.Store) coach.Store {
					dies = &dying{Store: s}
					dies.left.Store(fail)
					return dies
				})
				if _, err := c.Erase(t.Context(), e.of); err == nil {
					t.Fatal("it lives")
				}
				dies.left.Store(-1)
				again := coachOn(dies.Store)
				if _, err := again.Erase(t.Context(), e.of); err != nil && !errors.Is(err, coach.ErrUnknown) {
					t.Fatal(err)
				}
				c.gone(e.what)
			})
		}
	}
}

// dying is a store whose process dies at a write, before or after it is done.
type dying struct {
	coach.Store
	left atomic.Int64
}

// deaths are writes of an erasure at which to die: all of the first, then every
// few, and the last. It does the erasure to count them.
func deaths(t *testing.T, s coach.Store, of coach.Subject) (at []int64) {
	t.Helper()
	const plenty = 1 << 40
	counts := &dying{Store: s}
	counts.left.Store(plenty)
	if _, err := coachOn(counts).Erase(t.Context(), of); err != nil {
		t.Fatal(err)
	}
	writes := plenty - counts.left.Load()
	for n := int64(1); n < writes; n += 1 + n/4 {
		at = append(at, n)
	}
	return append(at, writes)
}

var errDied = errors.New("the process died")

// write does as told until its turn has come to die; with none left it lives.
func (d *dying) write(do func() error) error {
	left := d.left.Load()
	if left < 0 {
		return do()
	}
	if left == 0 {
		return errDied
	}
	if d.left.Store(left - 1); left > 1 {
		return do()
	}
	if err := do(); err != nil { // it is done, and the answer is lost
		return err
	}
	return errDied
}

func (d *dying) Commit(ctx context.Context, ch coach.Change) error {
	return d.write(func() error { return d.Store.Commit(ctx, ch) })
}

func (d *dying) Remove(ctx context.Context, key string, v int64) error {
	return d.write(func() error { return d.Store.Remove(ctx, key, v) })
}

func (d *dying) PutEntries(ctx context.Context, es ...coach.Entry) (lost []string, err error) {
	err = d.write(func() error { lost, err = d.Store.PutEntries(ctx, es...); return err })
	return lost, err
}

func (d *dying) Point(ctx context.Context, homes map[coach.Subject]string) error {
	return d.write(func() error { return d.Store.Point(ctx, homes) })
}

func (d *dying) Unsee(ctx context.Context, key string, events ...string) error {
	return d.write(func() error { return d.Store.Unsee(ctx, key, events...) })
}

// TestErasingWhileABotIsRunning: what others say meanwhile is kept, and the
// erased one's next word is a new person's.
func TestErasingWhileABotIsRunning(t *testing.T) {
	t.Parallel()
	c := newCompany(t, storetest.Embedded(t), nil)
	bot := coachOn(store.New(c.client, "T1"))
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	said := 0
	var began sync.WaitGroup
	for _, user := range []string{"UANN", "UBOB"} {
		began.Add(1)
		running.Go(func() {
			arrived := sync.OnceFunc(began.Done)
			defer arrived()
			for n := 0; ctx.Err() == nil; n++ {
				r, err := bot.Enrol(t.Context(), coach.SlackProfile{User: user, Name: "Somebody Else", Zone: "Europe/Berlin"})
				if err != nil {
					t.Error(err)
					return
				}
				_, err = bot.Handle(t.Context(), r.ID, func(v coach.View) (coach.Event, error) {
					return coach.Event{ID: fmt.Sprintf("talk/%s/%d", user, n), At: v.Now, Source: coach.Slack, By: r.ID, Rep: r.ID,
						Touch: &coach.Touch{ID: fmt.Sprint("talk", user, n), Account: "gamma", Day: v.Today(), Kind: coach.Care}}, nil
				})
				if err != nil {
					t.Error(err)
					return
				}
				if user == "UBOB" {
					said = n + 1
				}
				arrived()
				time.Sleep(100 * time.Millisecond) // people type so fast at most
			}
		})
	}
	running.Go(func() { _ = bot.Run(ctx) })
	began.Wait()
	_, err := c.Erase(t.Context(), "rep/ann")
	c.must(err)
	stop()
	running.Wait()
	for _, left := range naming(c.dump(), ofAnn) {
		if !strings.Contains(left, "UANN") { // the new person
			t.Errorf("still there: %s", left)
		}
	}
	book, err := c.Book(t.Context(), "bob")
	c.must(err)
	if n := len(slices.DeleteFunc(slices.Collect(maps.Keys(book.Touches)), func(id string) bool { return !strings.HasPrefix(id, "talk") })); n != said || n == 0 {
		t.Errorf("bob said %d things, and %d are kept", said, n)
	}
}
