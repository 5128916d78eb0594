package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"time"

	"github.com/kelseyhightower/envconfig"
	"github.com/redis/go-redis/v9"
	"golang.org/x/term"

	"evenkeel/bot"
	"evenkeel/coach"
	"evenkeel/coach/playbook"
	"evenkeel/prompts"
	"evenkeel/store"
)

// env is the environment, as the contract names it.
type env struct {
	AppToken  bot.Token `envconfig:"SLACK_APP_TOKEN"`
	BotToken  bot.Token `envconfig:"SLACK_BOT_TOKEN"`
	APIURL    string    `envconfig:"SLACK_API_URL"`
	RedisURL  string    `envconfig:"REDIS_URL"`
	ModelKey  bot.Token `envconfig:"OPENAI_API_KEY"`
	ModelURL  string    `envconfig:"OPENAI_BASE_URL"`
	Playbook  string    `envconfig:"EVENKEEL_PLAYBOOK"`
	Workspace string    `envconfig:"EVENKEEL_WORKSPACE"`
	Listen    string    `envconfig:"EVENKEEL_LISTEN" default:"127.0.0.1:8080"`
	Log       string    `envconfig:"EVENKEEL_LOG" default:"info"`
	Clock     string    `envconfig:"EVENKEEL_CLOCK"`
}

// environment reads and checks the environment.
func environment() (*env, error) {
	e := new(env)
	if err := envconfig.Process("", e); err != nil {
		return nil, usage{err}
	}
	if _, err := e.level(); err != nil {
		return nil, err
	}
	if _, _, err := net.SplitHostPort(e.Listen); err != nil {
		return nil, usagef("EVENKEEL_LISTEN: %v; it wants an address like 127.0.0.1:8080", err)
	}
	if e.Clock != "" {
		if _, err := store.ParseClock(e.Clock); err != nil {
			return nil, usage{err}
		}
	}
	return e, nil
}

func (e *env) level() (slog.Level, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(e.Log)); err != nil {
		return l, usagef("EVENKEEL_LOG is %q; it wants debug, info, warn or error", e.Log)
	}
	return l, nil
}

// logger writes JSON where nobody is watching.
func (e *env) logger(w io.Writer) *slog.Logger {
	level, _ := e.level() // checked when read
	opts := &slog.HandlerOptions{Level: level}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return slog.New(slog.NewTextHandler(w, opts))
	}
	return slog.New(slog.NewJSONHandler(w, opts))
}

// playbook reads the playbook named by a flag, else by EVENKEEL_PLAYBOOK, else
// the one built in.
func (e *env) playbook(flag string) (*coach.Playbook, error) {
	name, from := flag, "--playbook"
	if name == "" {
		name, from = e.Playbook, "EVENKEEL_PLAYBOOK"
	}
	if name == "" {
		return playbook.Builtin(coach.Rules()), nil
	}
	src, err := os.ReadFile(name)
	if err != nil {
		return nil, usagef("%s: %v", from, err)
	}
	p, err := playbook.Load(name, src, coach.Rules())
	if err != nil {
		return nil, usagef("%s: %v", from, firstLine(err))
	}
	return p, nil
}

// firstLine keeps an error of usage to one line; check prints them all.
func firstLine(err error) string {
	first, _, more := strings.Cut(strings.TrimSpace(err.Error()), "\n")
	if more {
		first += "; and more: evenkeel check prints all of them"
	}
	return first
}

// opened is a store with its workspace, its clock and a Coach on it.
type opened struct {
	client redis.UniversalClient
	id     string // workspace
	clock  store.Anchor
	words  *prompts.Template
	coach  *coach.Coach
	play   *coach.Playbook
	log    *slog.Logger
}

// connect opens the Redis of REDIS_URL.
func (e *env) connect() (redis.UniversalClient, error) {
	client, err := store.Open(e.RedisURL)
	if err != nil {
		return nil, usage{err}
	}
	return client, nil
}

// open opens a workspace of the store. With make it may be a new one.
func (e *env) open(ctx context.Context, client redis.UniversalClient, p *coach.Playbook, log *slog.Logger, create string) (*opened, error) {
	id, err := store.Resolve(ctx, client, e.Workspace)
	if errors.Is(err, store.ErrNoWorkspace) && create != "" {
		id, err = create, store.EnsureWorkspace(ctx, client, create)
	}
	if err != nil {
		return nil, err
	}
	o := &opened{client: client, id: id, play: p, log: log}
	if o.clock, err = store.EnsureAnchor(ctx, client, id, e.Clock, time.Now); err != nil {
		return nil, err
	}
	if o.clock.Spec != "" {
		log.Warn("the business clock is NOT the real time: this is a rehearsal", "clock", o.clock.Spec, "now", o.now().Format(time.RFC3339))
	}
	if o.words, err = prompts.Templates(coach.Rules()); err != nil {
		return nil, err
	}
	return o, nil
}

func (o *opened) now() time.Time { return o.clock.Now(time.Now()) }

// attach makes the Coach; without a poster it records and never speaks.
func (o *opened) attach(slack coach.Poster, now func() time.Time) {
	host, _ := os.Hostname()
	o.coach = coach.New(coach.Config{
		Store: store.New(o.client, o.id), Playbook: o.play, Words: o.words, Slack: slack, Now: now, Log: o.log,
		RulesKey: o.play.RulesKey(coach.Rules(), playbook.Fingerprint(o.play)),
		Owner:    host + "/" + time.Now().Format(time.RFC3339Nano),
	})
}
