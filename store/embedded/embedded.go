// Package embedded is a Redis inside the process, for the demo and for tests:
// nothing to install, nothing left behind. It speaks the real protocol on a
// loopback port, so everything above it is the code that runs in production.
//
// It keeps nothing: what is in it ends with the process. It knows less than
// Redis (no cluster, no CONFIG) and is slower where much is due; it hides slot
// mistakes, which only a real cluster shows.
package embedded

import (
	"fmt"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// tick is how often TTLs are told how much time has passed. The library's own
// ClockTTL walks all keys at every command instead, which at 100,000 keys takes
// a thousand times as long.
const tick = 100 * time.Millisecond

// Embedded is a running server.
type Embedded struct {
	server *miniredis.Miniredis
	stop   chan struct{}
	ticker sync.WaitGroup
	once   sync.Once
}

// Open starts a server on a free loopback port. Close ends it.
func Open() (*Embedded, error) {
	server := miniredis.NewMiniRedis()
	if err := server.Start(); err != nil {
		return nil, fmt.Errorf("embedded: start: %w", err)
	}
	e := &Embedded{server: server, stop: make(chan struct{})}
	e.ticker.Go(e.age)
	return e, nil
}

// age lets TTLs run on real time until Close.
func (e *Embedded) age() {
	t := time.NewTicker(tick)
	defer t.Stop()
	last := time.Now()
	for {
		select {
		case <-e.stop:
			return
		case <-t.C:
			now := time.Now()
			e.server.FastForward(now.Sub(last))
			last = now
		}
	}
}

// Addr is the server's host and port.
func (e *Embedded) Addr() string { return e.server.Addr() }

// URL is what REDIS_URL would be.
func (e *Embedded) URL() string { return "redis://" + e.Addr() }

// Close ends the server and its clients' connections. It may be called twice.
func (e *Embedded) Close() {
	e.once.Do(func() {
		close(e.stop)
		e.ticker.Wait()
		e.server.Close()
	})
}
