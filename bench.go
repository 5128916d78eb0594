package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"evenkeel/bot/workspace"
)

const (
	// benchClock is an hour of a working day at which the coach may speak, so
	// that every run has the same work to do.
	benchClock = "2026-03-04T10:00:00Z"

	startWithin = time.Minute      // for programs to come up
	stopWithin  = 12 * time.Second // a program has 10 s to end
	prospects   = 10               // that each person asks about in turn
)

// bench is what all rounds share.
type bench struct {
	benchCmd
	dir    string
	redis  benchRedis
	rounds int
	first  error // of any command
}

// openBench makes the folder and the Redis of a bench.
func openBench(ctx context.Context, c benchCmd) (*bench, error) {
	dir, err := os.MkdirTemp("", "evenkeel-bench-")
	if err != nil {
		return nil, err
	}
	b := &bench{benchCmd: c, dir: dir}
	if err = os.WriteFile(b.playbook(), []byte(demoPlaybook), 0o600); err == nil {
		b.redis, err = openBenchRedis(ctx, c.Redis, dir)
	}
	if err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (b *bench) close() {
	if b.redis.stop != nil {
		b.redis.stop()
	}
	_ = os.RemoveAll(b.dir)
}

func (b *bench) playbook() string { return filepath.Join(b.dir, "playbook.yaml") }

// round starts a program on a practice workspace of its own, puts the loads on
// it and ends it.
func (b *bench) round(ctx context.Context, program string) (benchRound, error) {
	b.rounds++
	r := benchRound{Program: programName(program), Figures: map[string]float64{}}
	people := b.people()
	ws, err := workspace.Open(workspace.Config{
		Team: workspace.Team{ID: "TBENCH" + strconv.Itoa(b.rounds), Name: "Bench", Domain: "bench"}, Users: people,
		Channels: []workspace.Channel{{ID: "CDEALS", Name: "deals", BotIn: true}},
		Commands: []string{"/qualify"}, Subscriptions: []string{},
	})
	if err != nil {
		return r, err
	}
	defer ws.Close()
	began := time.Now()
	ctx, child, err := b.start(ctx, program, ws)
	if err != nil {
		return r, err
	}
	defer child.end()
	load := workspace.Load{Channel: "CDEALS", Command: "/qualify", Text: question(len(people))}
	for _, u := range people {
		load.People = append(load.People, u.ID)
	}
	if program == "" {
		load.Good = func(m *workspace.Message) bool { return m != nil && judged(m.Text) }
	}
	if err := b.loads(ctx, ws, load, &r, began); err != nil {
		return r, child.explain(err)
	}
	child.memory(r.Figures)
	child.end()
	used := child.cmd.ProcessState.UserTime() + child.cmd.ProcessState.SystemTime()
	r.Figures["cpu_us"] = float64(used.Microseconds()) / float64(r.Commands)
	return r, nil
}

// loads puts the first command on a program, then those at a rate, then those
// that wait for each other.
func (b *bench) loads(ctx context.Context, ws *workspace.Workspace, load workspace.Load, r *benchRound, began time.Time) error {
	reply, err := firstCommand(ctx, ws, load)
	if err != nil {
		return err
	}
	r.Commands++
	r.Figures["cold_start_ms"] = ms(reply.Acked.Sub(began))

	rated := load
	rated.Rate, rated.For, rated.Count = b.Rate, b.For, int(b.Rate*b.For.Seconds())+1
	borne, err := b.bear(ctx, ws, rated, r)
	if err != nil {
		return err
	}
	r.Figures["rate_p50_ms"], r.Figures["rate_p99_ms"] = ms(borne.Quantile(0.5)), ms(borne.Quantile(0.99))

	load.Outstanding, load.Count = b.Outstanding, b.Count
	if borne, err = b.bear(ctx, ws, load, r); err != nil {
		return err
	}
	r.Figures["outstanding_p50_ms"], r.Figures["outstanding_p99_ms"] = ms(borne.Quantile(0.5)), ms(borne.Quantile(0.99))
	r.Figures["outstanding_per_second"] = borne.PerSecond()
	return nil
}

// firstCommand waits until a program is there, and asks until it answers well.
func firstCommand(ctx context.Context, ws *workspace.Workspace, load workspace.Load) (reply workspace.Reply, err error) {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	if err := ws.Wait(ctx, func() bool { return ws.Sockets() > 0 }); err != nil {
		return reply, fmt.Errorf("it did not connect: %w", err)
	}
	var last error
	if keepTrying(ctx, func() error {
		reply, last = ws.Command(ctx, load.People[0], load.Channel, load.Command, load.Text(0))
		if last == nil && load.Good != nil && !load.Good(reply.Message) {
			last = fmt.Errorf("it said %+v", reply.Message)
		}
		return last
	}) != nil {
		return reply, fmt.Errorf("the first command: %w: %w", context.Cause(ctx), last)
	}
	return reply, nil
}

func (b *bench) bear(ctx context.Context, ws *workspace.Workspace, l workspace.Load, r *benchRound) (workspace.Borne, error) {
	borne, err := ws.Bear(ctx, l)
	r.Commands, r.Errors = r.Commands+borne.Sent, r.Errors+borne.Errors
	if b.first == nil {
		b.first = borne.First
	}
	return borne, err
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// people are enough of them for nobody to have two commands outstanding.
func (b *bench) people() []workspace.User {
	var all []workspace.User
	for i := range max(64, b.Outstanding) {
		n := strconv.Itoa(i + 1)
		all = append(all, workspace.User{ID: "UREP" + n, Name: "rep" + n, RealName: "Rep " + n, TZ: "Europe/Berlin"})
	}
	return all
}

// question is what people ask: each about a few prospects of their own, with
// another answer every time, so that there is something to judge and record.
func question(people int) func(i int) string {
	letters := rand.New(rand.NewPCG(1, 2))
	names := make([]string, people*prospects)
	for i := range names {
		for range 12 { // letters by chance: no name is near another, which would be asked about
			names[i] += string(rune('a' + letters.IntN(26)))
		}
	}
	return func(i int) string {
		return fmt.Sprintf("%s problem=stock-outs segment=grocery budget=yes employees=%d", names[i%len(names)], 40+i*7%900)
	}
}

// judged says whether an answer is a verdict, as the contract words them.
func judged(text string) bool {
	for _, verdict := range []string{"In your sweet spot", "Edge", "Right customer, wrong time", "Not your customer"} {
		if strings.HasPrefix(text, verdict) {
			return true
		}
	}
	return false
}
