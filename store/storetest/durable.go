package storetest

import (
	"fmt"
	"testing"
)

// Durable is a redis-server with an append-only file, as one is run for real: it
// can be killed and comes back with its data.
type Durable struct {
	Server

	tb   testing.TB
	port int
	dir  string
	now  *process
}

// NewDurable starts one.
func NewDurable(tb testing.TB) *Durable {
	tb.Helper()
	need(tb, "redis-server")
	for range 5 {
		d := &Durable{tb: tb, port: freePort(tb), dir: tb.TempDir()}
		d.Server = Server{"server", fmt.Sprintf("redis://127.0.0.1:%d", d.port)}
		if d.now = d.begin(); d.now != nil {
			return d
		}
	}
	tb.Fatal("no redis-server would start")
	return nil
}

func (d *Durable) begin() *process {
	d.tb.Helper()
	return begin(d.tb, d.port, d.dir, []string{"--appendonly", "yes"})
}

// Kill ends the server as a crash does.
func (d *Durable) Kill() { d.now.kill() }

// Restart starts it again where it was.
func (d *Durable) Restart() {
	d.tb.Helper()
	if d.now = d.begin(); d.now == nil {
		d.tb.Fatal("the redis-server did not come back")
	}
}
