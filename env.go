package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"slices"
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
	ModelName string    `envconfig:"OPENAI_MODEL"`
	Playbook  string    `envconfig:"EVENKEEL_PLAYBOOK"`
	Workspace string    `envconfig:"EVENKEEL_WORKSPACE"`
	Listen    string    `envconfig:"EVENKEEL_LISTEN"`
	Log       string    `envconfig:"EVENKEEL_LOG"`
	Clock     string    `envconfig:"EVENKEEL_CLOCK"`
}

// environment reads and checks the environment. A variable that is set to
// nothing counts as not set, as compose files leave it.
func environment() (*env, error) {
	e := new(env)
	if err := envconfig.Process("", e); err != nil {
		return nil, usage{err}
	}
	e.Listen, e.Log = cmp.Or(e.Listen, "127.0.0.1:8080"), cmp.Or(e.Log, "info")
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
	if err := e.checkModel(); err != nil {
		return nil, err
	}
	return e, e.checkAPI()
}

// checkAPI refuses an address at which no Slack could ever answer, which would
// otherwise look like a Slack that is down.
func (e *env) checkAPI() error {
	u, err := url.Parse(e.APIURL)
	if e.APIURL == "" || err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		return nil
	}
	return usagef("SLACK_API_URL is %q; it wants a URL like https://slack.com/api/", e.APIURL)
}

func (e *env) level() (slog.Level, error) {
	var l slog.Level
	known := slices.Contains([]string{"debug", "info", "warn", "error"}, strings.ToLower(e.Log))
	if err := l.UnmarshalText([]byte(e.Log)); err != nil || !known {
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
	return loadPlaybook(name, from)
}

// loadPlaybook reads a playbook file; from is the flag or variable that named it.
func loadPlaybook(name, from string) (*coach.Playbook, error) {
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

	phraser coach.Phraser // default: words; only the bot in operation asks a model
}

// connect opens the Redis of REDIS_URL.
func (e *env) connect() (redis.UniversalClient, error) {
	client, err := store.Open(e.RedisURL)
	if err != nil {
		return nil, usage{err}
	}
	redis.SetLogger(redisLog{e.logger(os.Stderr)})
	return client, nil
}

// redisLog takes what go-redis would print in a form of its own. Whoever made
// the call gets the error and says it louder.
type redisLog struct{ log *slog.Logger }

// Printf is the library's.
func (l redisLog) Printf(ctx context.Context, format string, v ...any) {
	l.log.DebugContext(ctx, "go-redis: "+fmt.Sprintf(format, v...))
}

// reach is connect for commands that do not wait: a Redis that does not answer
// within some seconds is a wrong REDIS_URL to whoever sits there.
func (e *env) reach(ctx context.Context) (redis.UniversalClient, error) {
	client, err := e.connect()
	if err != nil {
		return nil, err
	}
	ping, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := client.Ping(ping).Err(); err != nil {
		client.Close()
		return nil, usagef("REDIS_URL: no Redis answers there: %v", err)
	}
	return client, nil
}

// open opens a workspace of the store. With create it may be a new one, of the
// name that EVENKEEL_WORKSPACE wants, else of this one.
func (e *env) open(ctx context.Context, client redis.UniversalClient, p *coach.Playbook, log *slog.Logger, create string) (*opened, error) {
	id, err := store.Resolve(ctx, client, e.Workspace)
	if errors.Is(err, store.ErrNoWorkspace) && create != "" {
		id = cmp.Or(e.Workspace, create)
		err = store.EnsureWorkspace(ctx, client, id)
	}
	if errors.Is(err, store.ErrNoWorkspace) && e.Workspace == "" {
		return nil, usage{fmt.Errorf("REDIS_URL: %w: evenkeel import brings records in", err)}
	}
	if err != nil {
		return nil, usage{err}
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

var _, _ bot.Drafter = (*prompts.Model)(nil), (*prompts.Template)(nil)

// drafter is whoever words nudges, who words drafts as well.
func (o *opened) drafter() bot.Drafter {
	if d, ok := o.phraser.(bot.Drafter); ok {
		return d
	}
	return o.words
}

func (o *opened) now() time.Time { return o.clock.Now(time.Now()) }

// attach makes the Coach; without a poster it records and never speaks.
func (o *opened) attach(slack coach.Poster, now func() time.Time) {
	host, _ := os.Hostname()
	if o.phraser == nil {
		o.phraser = o.words
	}
	o.coach = coach.New(coach.Config{
		Store: store.New(o.client, o.id), Playbook: o.play, Words: o.phraser, Slack: slack, Now: now, Log: o.log,
		RulesKey: o.play.RulesKey(coach.Rules(), playbook.Fingerprint(o.play)),
		Owner:    host + "/" + time.Now().Format(time.RFC3339Nano),
	})
}

// inStore runs f on the store of REDIS_URL, which has to be there already and
// follows its own clock.
func (e *env) inStore(ctx context.Context, s *streams, p *coach.Playbook, f func(*opened) error) error {
	client, err := e.reach(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	o, err := e.open(ctx, client, p, e.logger(s.err), "")
	if err != nil {
		return err
	}
	o.attach(nil, o.now)
	return f(o)
}
