package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"evenkeel/bot/workspace"
	"evenkeel/store"
	"evenkeel/store/embedded"
)

// benchChild is a bot in a process of its own.
type benchChild struct {
	cmd  *exec.Cmd
	log  string // file of what it wrote
	stop context.CancelFunc
	done chan struct{}
}

// start starts a bot, this program's own for "", on a workspace. The context
// returned ends when the bot does.
func (b *bench) start(ctx context.Context, program string, ws *workspace.Workspace) (context.Context, *benchChild, error) {
	args := []string{program}
	if program == "" {
		self, err := os.Executable()
		if err != nil {
			return nil, nil, err
		}
		program, args = self, []string{"evenkeel", "run"}
	}
	log, err := os.Create(filepath.Join(b.dir, fmt.Sprintf("round%d.log", b.rounds)))
	if err != nil {
		return nil, nil, err
	}
	defer log.Close()
	running, stop := context.WithCancel(ctx)
	c := &benchChild{cmd: exec.CommandContext(running, program), log: log.Name(), stop: stop, done: make(chan struct{})}
	c.cmd.Args, c.cmd.Env = args, b.environment(ws)
	c.cmd.Stdout, c.cmd.Stderr = log, log
	c.cmd.Cancel = func() error { return c.cmd.Process.Signal(syscall.SIGTERM) }
	c.cmd.WaitDelay = stopWithin
	if err := c.cmd.Start(); err != nil {
		stop()
		return nil, nil, usagef("--peer: %v", err)
	}
	alive, ended := context.WithCancelCause(ctx)
	go func() {
		defer close(c.done)
		_ = c.cmd.Wait()
		ended(fmt.Errorf("it ended by itself: %v", c.cmd.ProcessState))
	}()
	return alive, c, nil
}

// environment is what every bot gets: as a deployment has it, but for a
// business clock that stands on the same hour in every run.
func (b *bench) environment(ws *workspace.Workspace) []string {
	app, bot := ws.Tokens()
	return append(os.Environ(), "SLACK_APP_TOKEN="+app, "SLACK_BOT_TOKEN="+bot, "SLACK_API_URL="+ws.APIURL(),
		"REDIS_URL="+b.redis.url, "EVENKEEL_WORKSPACE=bench"+strconv.Itoa(b.rounds), "EVENKEEL_PLAYBOOK="+b.playbook(),
		"EVENKEEL_LISTEN=127.0.0.1:0", "EVENKEEL_LOG=info", "EVENKEEL_CLOCK="+benchClock, "OPENAI_API_KEY=", "OPENAI_BASE_URL=")
}

// end stops the bot and waits for it.
func (c *benchChild) end() {
	c.stop()
	<-c.done
}

// explain adds to an error what the bot said last, if it has ended.
func (c *benchChild) explain(err error) error {
	select {
	case <-c.done:
	default:
		return err
	}
	said, _ := os.ReadFile(c.log)
	lines := bytes.Split(bytes.TrimSpace(said), []byte("\n"))
	return fmt.Errorf("%w; it said: %s", err, lines[len(lines)-1])
}

// memory reads the resident memory of the process, now and at most, where there
// is a /proc.
func (c *benchChild) memory(figures map[string]float64) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
	if err != nil {
		return
	}
	for line := range strings.Lines(string(status)) {
		key, rest, _ := strings.Cut(line, ":")
		figure := map[string]string{"VmRSS": "resident_mb", "VmHWM": "peak_mb"}[key]
		kb, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 64)
		if figure != "" && err == nil {
			figures[figure] = kb / 1024
		}
	}
}

// benchRedis is the Redis of a bench.
type benchRedis struct {
	url, what string
	stop      func() // nil: it is somebody else's
}

func openBenchRedis(ctx context.Context, url, dir string) (benchRedis, error) {
	if url != "" {
		return benchRedis{url: url, what: "the one given"}, emptyRedis(ctx, url)
	}
	if _, err := exec.LookPath("redis-server"); err == nil {
		return startRedis(ctx, dir)
	}
	e, err := embedded.Open()
	if err != nil {
		return benchRedis{}, err
	}
	return benchRedis{url: e.URL(), what: "embedded, since no redis-server is installed", stop: e.Close}, nil
}

// emptyRedis refuses a Redis that is in use: hundreds of made-up accounts have
// no place among real ones.
func emptyRedis(ctx context.Context, url string) error {
	client, err := store.Open(url)
	if err != nil {
		return usage{err}
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	n, err := client.DBSize(ctx).Result()
	switch {
	case err != nil:
		return usagef("--redis (REDIS_URL): no Redis answers there: %v", err)
	case n > 0:
		return usagef("--redis (REDIS_URL): that Redis holds %d keys; bench fills one with practice records, and wants it empty", n)
	}
	return nil
}

// startRedis starts a redis-server that keeps an append-only file, as the one in
// deploy does.
func startRedis(ctx context.Context, dir string) (benchRedis, error) {
	port, err := freePort()
	if err != nil {
		return benchRedis{}, err
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx)) // it ends after the bots
	cmd := exec.CommandContext(running, "redis-server", "--port", port, "--bind", "127.0.0.1", "--dir", dir,
		"--save", "", "--appendonly", "yes", "--loglevel", "warning")
	if err := cmd.Start(); err != nil {
		stop()
		return benchRedis{}, err
	}
	r := benchRedis{url: "redis://127.0.0.1:" + port, what: "a redis-server of its own with an append-only file"}
	r.stop = func() { stop(); _ = cmd.Wait() }
	up, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	if err := keepTrying(up, func() error { return emptyRedis(up, r.url) }); err != nil {
		r.stop()
		return benchRedis{}, fmt.Errorf("redis-server: %w", err)
	}
	return r, nil
}

// freePort is one where nobody listens just now.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}
