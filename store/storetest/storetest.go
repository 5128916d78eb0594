// Package storetest starts the Redis servers that tests run on: the embedded
// one, a real redis-server, and a real cluster of three masters, all on free
// loopback ports, with a folder of their own, gone when the test ends. Without a
// redis-server the real ones are skipped, but not in CI.
package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"evenkeel/store/embedded"
)

// patience is how long a server may take to come up on a busy machine.
const patience = 30 * time.Second

// Server is a running Redis, of one kind or another.
type Server struct {
	Name string // embedded, server or cluster
	URL  string // as REDIS_URL
}

// Each runs a test on every kind of Redis.
func Each(t *testing.T, f func(*testing.T, Server)) {
	t.Run("embedded", func(t *testing.T) { f(t, Embedded(t)) })
	t.Run("server", func(t *testing.T) { f(t, Redis(t)) })
	t.Run("cluster", func(t *testing.T) { f(t, Cluster(t)) })
}

// Embedded starts the embedded Redis.
func Embedded(tb testing.TB) Server {
	tb.Helper()
	e, err := embedded.Open()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(e.Close)
	return Server{"embedded", e.URL()}
}

// Redis starts a redis-server.
func Redis(tb testing.TB) Server {
	tb.Helper()
	need(tb, "redis-server")
	return Server{"server", "redis://" + launch(tb)}
}

// Cluster starts three redis-servers and makes a cluster of them.
func Cluster(tb testing.TB) Server {
	tb.Helper()
	need(tb, "redis-server", "redis-cli")
	var nodes []string
	for range 3 {
		nodes = append(nodes, launch(tb, "--cluster-enabled", "yes", "--cluster-node-timeout", "2000"))
	}
	join(tb, nodes)
	return Server{"cluster", "redis://" + nodes[0] + "?addr=" + nodes[1] + "&addr=" + nodes[2]}
}

// need skips a test, or in CI fails it, where a program is missing.
func need(tb testing.TB, programs ...string) {
	tb.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err == nil {
			continue
		}
		if os.Getenv("CI") == "true" {
			tb.Fatalf("%s is not installed, and CI needs it", program)
		}
		tb.Skipf("%s is not installed", program)
	}
}

// launch starts a redis-server and returns its address. Somebody else may take
// the port first; then it tries another.
func launch(tb testing.TB, args ...string) string {
	tb.Helper()
	for range 5 {
		port := freePort(tb)
		if serve(tb, port, args) {
			return fmt.Sprintf("127.0.0.1:%d", port)
		}
	}
	tb.Fatal("no redis-server would start")
	return ""
}

func serve(tb testing.TB, port int, args []string) bool {
	tb.Helper()
	return begin(tb, port, tb.TempDir(), args) != nil
}

// process is one redis-server.
type process struct {
	cmd   *exec.Cmd
	ended chan struct{}
}

// kill ends a process as a crash does.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.ended
}

// begin starts a redis-server and waits until it answers; nil if it ended
// before. It lives as long as the test.
func begin(tb testing.TB, port int, dir string, args []string) *process {
	tb.Helper()
	log := filepath.Join(dir, "log")
	p := &process{ended: make(chan struct{}), cmd: exec.Command("redis-server", append([]string{
		"--port", fmt.Sprint(port), "--bind", "127.0.0.1", "--dir", dir, "--logfile", log,
		"--save", "", "--appendonly", "no"}, args...)...)}
	if err := p.cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		_ = p.cmd.Wait()
	}()
	tb.Cleanup(p.kill)
	c := redis.NewClient(&redis.Options{Addr: fmt.Sprintf("127.0.0.1:%d", port)})
	defer c.Close()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		select {
		case <-p.ended:
			out, _ := os.ReadFile(log)
			tb.Logf("redis-server on %d: %s", port, out)
			return nil
		case <-time.After(20 * time.Millisecond):
			if c.Ping(context.Background()).Err() == nil {
				return p
			}
		}
	}
	return nil
}

// freePort finds one that is free together with the cluster's bus port, 10,000
// above; both below the range from which the system picks ports by itself.
func freePort(tb testing.TB) int {
	tb.Helper()
	for range 100 {
		port := 11000 + rand.IntN(11000)
		if free(port) && free(port+10000) {
			return port
		}
	}
	tb.Fatal("no free port")
	return 0
}

func free(port int) bool {
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return false
	}
	return l.Close() == nil
}

// join makes a cluster and waits until every node knows of all slots.
func join(tb testing.TB, nodes []string) {
	tb.Helper()
	args := append([]string{"--cluster", "create"}, nodes...)
	out, err := exec.Command("redis-cli", append(args, "--cluster-replicas", "0", "--cluster-yes")...).CombinedOutput()
	if err != nil {
		tb.Fatalf("redis-cli --cluster create: %v\n%s", err, out)
	}
	for _, node := range nodes {
		await(tb, node)
	}
}

func await(tb testing.TB, node string) {
	tb.Helper()
	c := redis.NewClient(&redis.Options{Addr: node})
	defer c.Close()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if info, _ := c.ClusterInfo(context.Background()).Result(); strings.Contains(info, "cluster_state:ok") {
			return
		}
	}
	tb.Fatalf("the cluster did not come up at %s", node)
}
