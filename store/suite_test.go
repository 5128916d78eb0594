package store_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"evenkeel/coach"
	"evenkeel/store"
	"evenkeel/store/storetest"
)

// monday is the business day of the tests; nothing in it is near real time.
var monday = time.Date(2017, 10, 2, 9, 0, 0, 0, time.UTC)

// suite is what every kind of Redis has to pass.
var suite = []struct {
	name string
	test func(*testing.T, *fixture)
}{
	{"commit writes, drops and counts", testCommit},
	{"commit refuses an old version", testConflict},
	{"an event is applied once", testSeen},
	{"a version that holds costs no fields", testReadUnchanged},
	{"to-dos stand until struck", testOwed},
	{"the summary keeps to what was touched", testSummary},
	{"many fields in one commit", testManyFields},
	{"the store's own fields are its own", testOwnFields},
	{"64 writers on one book", testWriters},
	{"one event five times from three stores", testSameEvent},
	{"ids with odd characters", testOddIDs},
	{"workspaces are apart", testWorkspacesApart},
	{"a lease runs out into doubt", testLease},
	{"what is due is claimed once", testClaimsExclusive},
	{"claims are fair over shards", testClaimsFair},
	{"the earlier wake-up stays", testWakeEarlier},
	{"settle moves on", testSettle},
	{"settle leaves what moved", testSettleMoved},
	{"a wake-up during a claim is not put off", testWakeDuringClaim},
	{"a wake-up taken before its commit comes again", testWakeBeforeCommit},
	{"what is due by itself waits for no commit", testDueWhileHeld},
	{"a claim that ran out is its new holder's", testClaimTakenOver},
	{"leases run on Redis time", testLeaseTime},
	{"the directory sends what changed", testDirectory},
	{"the directory refuses what was overwritten", testDirectoryConflicts},
	{"deals point to books", testPointers},
	{"summaries of many books", testSummaries},
	{"what is removed leaves nothing", testRemove},
	{"every aggregate is found", testAggregates},
	{"workspaces: resolve and tie", testWorkspaces},
	{"the clock's anchor is shared", testAnchor},
	{"what Slack refuses is believed for so long", testRefused},
	{"answers lost after the script ran", testLostAnswer},
	{"answer lost, others wrote since", testLostAnswerLate},
	{"answers lost to everything else", testLostAnswers},
	{"a model's budget is shared and not overdrawn", testMeterLimit},
	{"a model's budget is a day's, and is corrected", testMeterDays},
	{"a model's call counts once", testMeterLostAnswer},
	{"a frozen Redis costs the deadline, no more", testFrozen},
}

func TestStore(t *testing.T) {
	storetest.Each(t, func(t *testing.T, server storetest.Server) {
		for _, c := range suite {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel() // much of it is waiting for leases
				c.test(t, newFixture(t, server))
			})
		}
	})
}

// fixture is a workspace of its own on a running server.
type fixture struct {
	*store.Redis
	server    storetest.Server
	workspace string
	client    redis.UniversalClient
	line      *line // what client talks over
}

func newFixture(tb testing.TB, server storetest.Server) *fixture {
	tb.Helper()
	l := &line{}
	client := dial(tb, server, l)
	return &fixture{store.New(client, tb.Name()), server, tb.Name(), client, l}
}

// another is the store of another process.
func (f *fixture) another(tb testing.TB) *store.Redis {
	tb.Helper()
	return store.New(dial(tb, f.server, &line{}), f.workspace)
}

// dial opens a client as production does, over a line that can be made to fail.
func dial(tb testing.TB, server storetest.Server, l *line) redis.UniversalClient {
	tb.Helper()
	client, err := store.Open(server.URL)
	if err != nil {
		tb.Fatal(err)
	}
	switch c := client.(type) {
	case *redis.Client:
		o := *c.Options()
		o.Dialer, o.PushNotificationProcessor = l.dial, nil
		client = redis.NewClient(&o)
		_ = c.Close()
	case *redis.ClusterClient:
		o := *c.Options()
		o.Dialer, o.PushNotificationProcessor = l.dial, nil
		client = redis.NewClusterClient(&o)
		_ = c.Close()
	}
	tb.Cleanup(func() { _ = client.Close() })
	return client
}

func (f *fixture) commit(tb testing.TB, c coach.Change) {
	tb.Helper()
	if err := f.Commit(tb.Context(), c); err != nil {
		tb.Fatal(err)
	}
}

func (f *fixture) read(tb testing.TB, key string) coach.Aggregate {
	tb.Helper()
	got, err := f.Read(tb.Context(), coach.Want{Key: key})
	if err != nil {
		tb.Fatal(err)
	}
	return got[0]
}

// due queues a look at an instant and nothing else.
func (f *fixture) due(tb testing.TB, key string, at time.Time) {
	tb.Helper()
	f.commit(tb, coach.Change{Key: key, Version: f.read(tb, key).Version, Wake: at})
}

// claim claims and wants exactly these keys.
func (f *fixture) claim(tb testing.TB, s coach.Store, now time.Time, lease time.Duration, want ...string) []coach.Claim {
	tb.Helper()
	got, err := s.Claim(tb.Context(), now, 100, lease)
	if err != nil {
		tb.Fatal(err)
	}
	var keys []string
	for _, c := range got {
		keys = append(keys, c.Key)
	}
	slices.Sort(keys)
	if fmt.Sprint(keys) != fmt.Sprint(want) {
		tb.Fatalf("claimed %v, want %v", keys, want)
	}
	return got
}

func settle(tb testing.TB, s coach.Store, c coach.Claim, next time.Time) {
	tb.Helper()
	if err := s.Settle(tb.Context(), c, next); err != nil {
		tb.Fatal(err)
	}
}

func wantErr(tb testing.TB, err, want error) {
	tb.Helper()
	if !errors.Is(err, want) {
		tb.Fatalf("got %v, want %v", err, want)
	}
}
