package main

import (
	"context"
	"fmt"
	"net"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
	"evenkeel/prompts"
	"evenkeel/store"
	"evenkeel/store/storetest"
)

// managed is how many reps a manager of a made-up company has: of 5,000, 300
// managers and a few more.
const managed = 15

// managerOf is who leads a rep of a made-up company.
func managerOf(rep int) string { return fmt.Sprint("m", rep/managed) }

// digestAt is a Monday morning.
var digestAt = time.Date(2026, 11, 16, 7, 0, 0, 0, time.UTC)

// BenchmarkDigest puts digests together from a redis-server by a process that has
// nothing in memory yet, and by one that knows the books already: of a manager of 15
// reps with 200 deals and 10 contracts each, in a company of 150; and of a director
// over 5,000 reps with 200 deals each under 334 managers. It reports round trips to
// Redis, what was allocated in all, and the heap at its highest:
//
//	go test -run '^$' -bench 'Digest/manager' -benchtime 1x .
//	go test -run '^$' -bench 'Digest/director' -benchtime 1x -timeout 1h .
func BenchmarkDigest(b *testing.B) {
	b.Run("manager", func(b *testing.B) {
		server, folder := storetest.Redis(b), b.TempDir()
		writeCompany(b, folder, 10*managed, 200, 10)
		measured(b, server.URL, "", program(b), "import", folder)
		benchDigest(b, server.URL, "m0")
	})
	b.Run("director", func(b *testing.B) {
		const reps = 5000
		server := storetest.Redis(b)
		client, err := store.Open(server.URL)
		if err != nil {
			b.Fatal(err)
		}
		defer client.Close()
		s := store.New(client, firstWorkspace)
		fillStore(b, s, reps, 200)
		var managers []coach.Entry
		for i := range (reps + managed - 1) / managed {
			id := fmt.Sprint("m", i)
			managers = append(managers, coach.Entry{Key: "rep/" + id, New: string(marshal(b, coach.Rep{ID: id, Name: "Manager " + id, Manager: "dora"}))})
		}
		if _, err := s.PutEntries(b.Context(), managers...); err != nil {
			b.Fatal(err)
		}
		benchDigest(b, server.URL, "dora")
	})
}

// benchDigest measures one digest, cold and warm.
func benchDigest(b *testing.B, url, of string) {
	for b.Loop() {
		c, trips := digestCoach(b, url)
		for _, how := range []string{"cold", "warm"} {
			before, began := trips.Load(), time.Now()
			mb, peak := heapOf(func() {
				d, err := c.ManagerDigest(b.Context(), of, digestAt)
				if err != nil || len(d.Section(coach.SectionScorecard))+len(d.Section(coach.SectionRollup)) == 0 {
					b.Fatalf("%+v %v", d, err)
				}
			})
			b.ReportMetric(float64(time.Since(began).Microseconds())/1000, how+"-ms")
			b.ReportMetric(float64(trips.Load()-before), how+"-trips")
			b.ReportMetric(mb, how+"-alloc-MB")
			b.ReportMetric(peak, how+"-peak-MB")
		}
	}
}

// digestCoach is a coach of a process that has just begun, and a count of its round
// trips.
func digestCoach(b *testing.B, url string) (*coach.Coach, *atomic.Int64) {
	b.Helper()
	client, err := store.Open(url)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { client.Close() })
	trips := new(tripCount)
	client.AddHook(trips)
	words, err := prompts.Templates(coach.Rules())
	if err != nil {
		b.Fatal(err)
	}
	return coach.New(coach.Config{Store: store.New(client, firstWorkspace), Playbook: playbook.Builtin(coach.Rules()), Words: words,
		Now: func() time.Time { return digestAt }, Owner: "bench"}), &trips.Int64
}

// tripCount counts commands and pipelines, each of which is a round trip.
type tripCount struct{ atomic.Int64 }

func (t *tripCount) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

func (t *tripCount) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error { t.Add(1); return next(ctx, cmd) }
}

func (t *tripCount) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error { t.Add(1); return next(ctx, cmds) }
}

// heapOf says how many megabytes something allocates, and how large the heap grows
// meanwhile.
func heapOf(f func()) (allocated, peak float64) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	stop, done := make(chan bool), make(chan uint64)
	go func() {
		most, tick := before.HeapAlloc, time.NewTicker(20*time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				var now runtime.MemStats
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapAlloc)
			case <-stop:
				done <- most
				return
			}
		}
	}()
	f()
	runtime.ReadMemStats(&after)
	close(stop)
	most := max(<-done, after.HeapAlloc)
	return float64(after.TotalAlloc-before.TotalAlloc) / 1e6, float64(most) / 1e6
}
