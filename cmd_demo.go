package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"time"

	"evenkeel/bot"
	"evenkeel/bot/workspace"
	"evenkeel/coach"
	"evenkeel/coach/playbook"
	"evenkeel/store"
	"evenkeel/store/crm"
	"evenkeel/store/embedded"
)

type demoCmd struct {
	Port      int    `help:"Port of the practice workspace (default: a free one)."`
	NoBrowser bool   `help:"Do not open a browser."`
	Playbook  string `help:"Playbook file (default: EVENKEEL_PLAYBOOK, else one for the demo's company)." placeholder:"FILE"`
}

func (demoCmd) Help() string { return example("evenkeel demo --port 8100 --no-browser") }

// demoClock is the demo's business time: it is a day in the past while the
// company's records come in, and then runs on from a working morning, or as
// EVENKEEL_CLOCK says.
type demoClock struct{ anchor atomic.Pointer[store.Anchor] }

func (c *demoClock) now() time.Time { return c.anchor.Load().Now(time.Now()) }

func (c *demoClock) set(a store.Anchor) {
	a.Spec, a.Real = "demo", time.Now()
	c.anchor.Store(&a)
}

// demoStart is where the demo's clock begins, and how fast it runs.
func demoStart(e *env) store.Anchor {
	if a, err := store.ParseClock(e.Clock); err == nil { // it was checked when the environment was read
		return a
	}
	return store.Anchor{Start: demoMorning(time.Now()), Rate: 1}
}

func (c demoCmd) Run(ctx context.Context, s *streams) error {
	if c.Port < 0 || c.Port > 65535 {
		return usagef("--port %d: it wants a number from 0 to 65535", c.Port)
	}
	e, err := environment()
	if err != nil {
		return err
	}
	p, err := c.playbook(e)
	if err != nil {
		return err
	}
	clock, start := new(demoClock), demoStart(e)
	clock.set(start)
	ws, err := workspace.Open(demoWorkspace(c.Port, clock.now))
	if err != nil {
		return usagef("--port: %v", err)
	}
	defer ws.Close()
	redis, err := embedded.Open()
	if err != nil {
		return err
	}
	defer redis.Close()

	fmt.Fprintf(s.out, "practice workspace: %s\n", ws.URL())
	e.RedisURL, e.APIURL, e.Workspace, e.Clock, e.ModelKey, e.ModelURL = redis.URL(), ws.APIURL(), "", "", "", ""
	app, bott := ws.Tokens()
	e.AppToken, e.BotToken = bot.Token(app), bot.Token(bott)
	e.Listen = "127.0.0.1:0"
	err = c.serve(ctx, s, e, p, ws, clock, start)
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil // told to stop while the company was still moving in
	}
	return err
}

// playbook is the company's own unless another is named.
func (c demoCmd) playbook(e *env) (*coach.Playbook, error) {
	if c.Playbook != "" || e.Playbook != "" {
		return e.playbook(c.Playbook)
	}
	return playbook.Load("demo playbook", []byte(demoPlaybook), coach.Rules())
}

// serve fills the store with the company and runs the very bot of run on it.
func (c demoCmd) serve(ctx context.Context, s *streams, e *env, p *coach.Playbook, ws *workspace.Workspace, clock *demoClock, start store.Anchor) error {
	client, err := e.connect()
	if err != nil {
		return err
	}
	defer client.Close()
	if err := store.EnsureWorkspace(ctx, client, demoTeam); err != nil {
		return err
	}
	log := e.logger(s.err)
	clock.set(store.Anchor{Start: start.Start.AddDate(0, 0, -8), Rate: 1})
	if err := importDemo(ctx, e, client, p, log, clock, coach.DateIn(start.Start, demoZone())); err != nil {
		return err
	}
	clock.set(start)
	if start.Spec != "" { // for the commands that open the demo's store
		if _, err := store.EnsureAnchor(ctx, client, demoTeam, start.Spec, time.Now); err != nil {
			return err
		}
	}
	if _, err := ws.Say(ctx, "USAM", "CSTART", demoWelcome); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "In there it is %s. Read #start-here first; Ctrl-C ends it.\n", start.Start.In(demoZone()).Format("Monday, 2 January, 15:04"))
	if !c.NoBrowser {
		openBrowser(ws.URL())
	}
	srv := &service{env: e, play: p, client: client, log: log, now: clock.now}
	return srv.run(ctx)
}

// demoMorning is shortly before nine of a working day, today if it is one.
func demoMorning(now time.Time) time.Time {
	day := coach.DateIn(now, demoZone())
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		day = day.AddDays(1)
	}
	return day.At(9*60, demoZone()).Add(-15 * time.Second)
}

// importDemo brings the company in the way any company comes in: as CSV files.
func importDemo(ctx context.Context, e *env, client redisClient, p *coach.Playbook, log *slog.Logger, clock *demoClock, today coach.Date) error {
	dir, err := os.MkdirTemp("", "evenkeel-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for name, text := range demoFiles(today) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	o, err := e.open(ctx, client, p, log, "")
	if err != nil {
		return err
	}
	o.attach(nil, clock.now)
	r, err := crm.Read(ctx, []string{dir}, crm.Options{Playbook: p, Run: "demo", Now: clock.now()})
	if err != nil {
		return err
	}
	if len(r.Errors) > 0 {
		return fmt.Errorf("the demo company is broken: %v", r.Errors)
	}
	return o.coach.Import(ctx, r.ForCoach())
}

// openBrowser tries to; who has none opens the printed address.
func openBrowser(url string) {
	command := map[string][]string{"darwin": {"open"}, "windows": {"rundll32", "url.dll,FileProtocolHandler"}}[runtime.GOOS]
	if command == nil {
		command = []string{"xdg-open"}
	}
	cmd := exec.Command(command[0], append(command[1:], url)...)
	if cmd.Start() == nil {
		go func() { _ = cmd.Wait() }()
	}
}
