package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/store/storetest"
)

// Run with: go test ./store -run ^$ -bench . -benchtime 500x
func each(b *testing.B, f func(*testing.B, *fixture)) {
	b.Run("embedded", func(b *testing.B) { f(b, plain(b, storetest.Embedded(b))) })
	b.Run("server", func(b *testing.B) { f(b, plain(b, storetest.Redis(b))) })
	b.Run("cluster", func(b *testing.B) { f(b, plain(b, storetest.Cluster(b))) })
}

func plain(b *testing.B, server storetest.Server) *fixture {
	f := newFixture(b, server)
	b.ResetTimer()
	return f
}

// deals are so many records of 400 bytes.
func deals(n int) map[string]string {
	put := make(map[string]string, n)
	for i := range n {
		put[fmt.Sprintf("deal/D%d", i)] = strings.Repeat("x", 400)
	}
	return put
}

// BenchmarkCommit writes what a deal update writes: a deal, the state, a row of
// the summary, a wake-up.
func BenchmarkCommit(b *testing.B) {
	for _, n := range []int{20, 500, 5000} {
		b.Run(fmt.Sprintf("deals=%d", n), func(b *testing.B) {
			each(b, func(b *testing.B, f *fixture) {
				f.commit(b, coach.Change{Key: book, Put: deals(n)})
				deal := strings.Repeat("y", 400)
				version := int64(1)
				b.ResetTimer()
				for b.Loop() {
					f.commit(b, coach.Change{Key: book, Event: fmt.Sprint("e", version), Version: version, Wake: monday,
						Put: map[string]string{"deal/D7": deal, "state": deal}, Summary: map[string]string{"2017-10": deal}})
					version++
				}
			})
		})
	}
}

func BenchmarkReadUnchanged(b *testing.B) {
	for _, n := range []int{20, 5000} {
		b.Run(fmt.Sprintf("deals=%d", n), func(b *testing.B) {
			each(b, func(b *testing.B, f *fixture) {
				f.commit(b, coach.Change{Key: book, Put: deals(n)})
				b.ResetTimer()
				for b.Loop() {
					if _, err := f.Read(b.Context(), coach.Want{Key: book, Have: 1}); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

func BenchmarkReadChanged(b *testing.B) {
	for _, n := range []int{20, 500, 5000} {
		b.Run(fmt.Sprintf("deals=%d", n), func(b *testing.B) {
			each(b, func(b *testing.B, f *fixture) {
				f.commit(b, coach.Change{Key: book, Put: deals(n)})
				b.ResetTimer()
				for b.Loop() {
					f.read(b, book)
				}
			})
		})
	}
}

// BenchmarkClaim claims and settles 16 of 10,000 due.
func BenchmarkClaim(b *testing.B) {
	each(b, func(b *testing.B, f *fixture) {
		for i := range 10000 {
			f.commit(b, coach.Change{Key: fmt.Sprintf("book/r%d", i), Wake: monday.Add(time.Duration(i) * time.Millisecond)})
		}
		now := monday.Add(time.Hour)
		b.ResetTimer()
		for b.Loop() {
			claims, err := f.Claim(b.Context(), now, 16, time.Minute)
			if err != nil || len(claims) != 16 {
				b.Fatal(len(claims), err)
			}
			b.StopTimer()
			for _, c := range claims {
				settle(b, f, c, now) // still due: the backlog stays as long
			}
			b.StartTimer()
		}
	})
}

func BenchmarkClaimNothingDue(b *testing.B) {
	each(b, func(b *testing.B, f *fixture) {
		for b.Loop() {
			f.claim(b, f, monday, time.Minute)
		}
	})
}

func BenchmarkDirectory(b *testing.B) {
	each(b, func(b *testing.B, f *fixture) {
		var es []coach.Entry
		for i := range 10000 {
			es = append(es, coach.Entry{Key: fmt.Sprintf("account/a%d", i), New: strings.Repeat("x", 200)})
		}
		began := time.Now()
		if _, err := f.PutEntries(b.Context(), es...); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms/put")
		b.ResetTimer()
		for b.Loop() {
			if all, _, err := f.Entries(b.Context(), 0); err != nil || len(all) != len(es) {
				b.Fatal(len(all), err)
			}
		}
	})
}
