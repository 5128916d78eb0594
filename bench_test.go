package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"evenkeel/bot"
	"evenkeel/bot/workspace"
	"evenkeel/coach"
	"evenkeel/coach/playbook"
	"evenkeel/store"
	"evenkeel/store/storetest"
)

// BenchmarkLoad compares the program with the bare bot, as evenkeel bench does:
//
//	go test -run '^$' -bench Load -benchtime 1x .
func BenchmarkLoad(b *testing.B) {
	bin := b.TempDir()
	for name, pkg := range map[string]string{"evenkeel": ".", "barebot": "./bot/workspace/barebot"} {
		if out, err := exec.Command("go", "build", "-o", filepath.Join(bin, name), pkg).CombinedOutput(); err != nil {
			b.Fatalf("go build %s: %v\n%s", pkg, err, out)
		}
	}
	for b.Loop() {
		cmd := exec.Command(filepath.Join(bin, "evenkeel"), "bench", "--json", "--rounds", "3", "--peer", filepath.Join(bin, "barebot"))
		cmd.Env = append(os.Environ(), "REDIS_URL=") // of its own
		out, err := cmd.Output()
		var r benchReport
		if bad := json.Unmarshal(out, &r); err != nil || bad != nil {
			b.Fatalf("%v, %v\n%s", err, bad, out)
		}
		for _, f := range figures {
			b.ReportMetric(r.Ratio[f.key], f.key+"-ratio")
			b.ReportMetric(r.Median["evenkeel"][f.key], f.key)
		}
	}
}

// BenchmarkQualify is one /qualify with 64 outstanding, the bot and the practice
// workspace in one process on a redis-server, so that it can be profiled:
//
//	go test -run '^$' -bench Qualify -benchtime 10000x -cpuprofile cpu.out .
func BenchmarkQualify(b *testing.B) {
	p, err := playbook.Load("bench", []byte(demoPlaybook), coach.Rules())
	if err != nil {
		b.Fatal(err)
	}
	var all bench
	people := all.people()
	ws, err := workspace.Open(workspace.Config{Users: people, Subscriptions: []string{}, Commands: []string{"/qualify"},
		Channels: []workspace.Channel{{ID: "CDEALS", Name: "deals", BotIn: true}}})
	if err != nil {
		b.Fatal(err)
	}
	defer ws.Close()
	client, err := store.Open(storetest.Redis(b).URL)
	if err != nil {
		b.Fatal(err)
	}
	defer client.Close()
	app, bott := ws.Tokens()
	e := &env{AppToken: bot.Token(app), BotToken: bot.Token(bott), APIURL: ws.APIURL(), Listen: "127.0.0.1:0", Log: "error", Clock: benchClock}
	srv := &service{env: e, play: p, client: client, log: e.logger(b.Output())}
	ctx, stop := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- srv.run(ctx) }()
	up, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := ws.Wait(up, func() bool { return ws.Sockets() > 0 }); err != nil {
		b.Fatal(err)
	}
	l := workspace.Load{Channel: "CDEALS", Command: "/qualify", Text: question(len(people)), Outstanding: 64, Count: b.N,
		Good: func(m *workspace.Message) bool { return m != nil && judged(m.Text) }}
	for _, u := range people {
		l.People = append(l.People, u.ID)
	}
	b.ReportAllocs()
	b.ResetTimer()
	borne, err := ws.Bear(ctx, l)
	b.StopTimer()
	stop()
	if end := <-ended; err != nil || end != nil || len(borne.Latencies) == 0 {
		b.Fatalf("%v, %v, %d errors: %v", err, end, borne.Errors, borne.First)
	}
	b.ReportMetric(float64(borne.Errors), "errors")
	b.ReportMetric(ms(borne.Quantile(0.5)), "p50-ms")
	b.ReportMetric(ms(borne.Quantile(0.99)), "p99-ms")
	b.ReportMetric(borne.PerSecond(), "commands/s")
}

func TestBenchReportsEveryFigureOfEveryRound(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	cmd := quietly(exec.CommandContext(t.Context(), "evenkeel", "bench", "--count", "200", "--rate", "50", "--for", "2s", "--json"))
	cmd.Stdout, cmd.Stderr = &out, &errs
	failed := cmd.Run()
	var r benchReport
	if err := json.Unmarshal(out.Bytes(), &r); err != nil || len(r.Rounds) != 1 {
		t.Fatalf("%v, %v: %s%s", failed, err, &out, &errs)
	}
	one := r.Rounds[0]
	if one.Commands != 1+100+200 || one.Program != "evenkeel" || (failed != nil) != (one.Errors > 0) {
		t.Errorf("%v; want 1 command, 100 at a rate and 200 outstanding: %+v", failed, one)
	}
	if one.Errors > one.Commands/2 { // a busy machine may keep people waiting for longer than 2 s
		t.Errorf("%d of %d had no verdict: %s", one.Errors, one.Commands, &errs)
	}
	for _, f := range figures {
		if v, ok := r.Median["evenkeel"][f.key]; (!ok || v <= 0) && f.unit != "MB" {
			t.Errorf("%s is %v", f.key, v)
		}
	}
}

func TestBenchRefusesARedisThatIsInUse(t *testing.T) {
	t.Parallel()
	redis := openRedis(t)
	client, err := store.Open(redis.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if err := client.Set(t.Context(), "somebody", "else's", 0).Err(); err != nil {
		t.Fatal(err)
	}
	out, err := quietly(exec.CommandContext(t.Context(), "evenkeel", "bench"), "REDIS_URL="+redis.URL()).CombinedOutput()
	if fmt.Sprint(err) != "exit status 2" || client.DBSize(t.Context()).Val() != 1 {
		t.Errorf("%v: %s", err, out)
	}
}

func TestBenchComparesMediansWithAPeer(t *testing.T) {
	t.Parallel()
	r := benchReport{Rounds: []benchRound{
		{Program: "evenkeel", Figures: map[string]float64{"rate_p50_ms": 3, "outstanding_per_second": 400}},
		{Program: "barebot", Figures: map[string]float64{"rate_p50_ms": 2, "outstanding_per_second": 1000}},
		{Program: "barebot", Figures: map[string]float64{"rate_p50_ms": 2, "outstanding_per_second": 1000}},
		{Program: "evenkeel", Figures: map[string]float64{"rate_p50_ms": 90, "outstanding_per_second": 390}},
		{Program: "evenkeel", Figures: map[string]float64{"rate_p50_ms": 1, "outstanding_per_second": 410}},
	}}
	r.summarise("./bin/barebot")
	if r.Ratio["rate_p50_ms"] != 1.5 || r.Ratio["outstanding_per_second"] != 0.4 {
		t.Errorf("ratios %v", r.Ratio)
	}
	for _, f := range figures {
		want := map[string]string{"rate_p50_ms": "1.50\tat most 2: held", "outstanding_per_second": "0.40\tat least 0.5: missed"}[f.key]
		if got := f.compared(r.Ratio); want != "" && got != want {
			t.Errorf("%s: %q, want %q", f.key, got, want)
		}
	}
}

func TestBenchEndsItsProcessesWhenItIsInterrupted(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	p := &process{cmd: quietly(exec.Command("evenkeel", "bench", "--for", "10m"), "TMPDIR="+home)}
	p.cmd.Stderr = &p.errs
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill(); _ = p.cmd.Wait() })
	logs := func() []string { all, _ := filepath.Glob(filepath.Join(home, "*", "round1.log")); return all }
	said := func() string { b, _ := os.ReadFile(logs()[0]); return string(b) }
	for end := time.Now().Add(patience); len(logs()) == 0 || said() == ""; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("no bot was started: %s", p.errs.String())
		}
	}
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = p.cmd.Wait() // by then its children have ended, since it waits for them
	if left, _ := filepath.Glob(filepath.Join(home, "evenkeel-bench-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
