package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"evenkeel/bot"
	"evenkeel/store"
)

type doctorCmd struct {
	Health   bool   `help:"Only whether the running bot is healthy (for containers)."`
	Playbook string `help:"Playbook file (default: EVENKEEL_PLAYBOOK, else the one built in)." placeholder:"FILE"`
}

func (doctorCmd) Help() string {
	return example("evenkeel doctor", "evenkeel doctor --health")
}

func (c doctorCmd) Run(ctx context.Context, s *streams) error {
	e, err := environment()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	if c.Health {
		return health(ctx, e)
	}
	x := examination{out: s.out}
	p, err := e.playbook(c.Playbook)
	x.finding("playbook", err, "evenkeel check FILE prints every error with its place")
	x.finding("Slack", c.slack(ctx, e), "make the app from evenkeel manifest, install it, and set SLACK_APP_TOKEN and SLACK_BOT_TOKEN")
	x.redis(ctx, e)
	x.model(ctx, e, p)
	if x.wrong {
		return errFound
	}
	return nil
}

// health asks the bot that runs here.
func health(ctx context.Context, e *env) error {
	host, port, _ := net.SplitHostPort(e.Listen) // checked when read
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/healthz", nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("no bot answers at EVENKEEL_LISTEN %s: %w", e.Listen, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 200))
		return fmt.Errorf("not healthy: %s", strings.TrimSpace(string(text)))
	}
	return nil
}

func (c doctorCmd) slack(ctx context.Context, e *env) error {
	client, err := bot.NewClient(bot.ClientConfig{AppToken: e.AppToken, BotToken: e.BotToken, APIURL: e.APIURL})
	if err != nil {
		return err
	}
	_, err = client.Identity(ctx)
	return err
}

// examination prints one line for each thing tried.
type examination struct {
	out   io.Writer
	wrong bool
}

func (x *examination) finding(what string, err error, advice string) {
	if err == nil {
		fmt.Fprintf(x.out, "ok    %s\n", what)
		return
	}
	x.wrong = true
	fmt.Fprintf(x.out, "WRONG %s: %v\n      %s\n", what, err, advice)
}

func (x *examination) note(format string, args ...any) {
	fmt.Fprintf(x.out, "note  "+format+"\n", args...)
}

// redis tries the store and says what would lose data; servers that hide their
// settings are taken as they are.
func (x *examination) redis(ctx context.Context, e *env) {
	if e.RedisURL == "" {
		x.finding("Redis", fmt.Errorf("REDIS_URL is not set"), "set it to a URL like redis://127.0.0.1:6379")
		return
	}
	client, err := e.connect()
	if err == nil {
		defer client.Close()
		err = client.Ping(ctx).Err()
	}
	x.finding("Redis", err, "start it, or mend REDIS_URL")
	if err != nil {
		return
	}
	x.clock(ctx, e, client)
	if version := redisVersion(ctx, client); version != "" {
		x.finding("Redis "+version, tooOld(version), "take a newer Redis; 7 is what the tests run on")
	}
	if got, err := client.ConfigGet(ctx, "maxmemory-policy").Result(); err == nil && got["maxmemory-policy"] != "noeviction" && got["maxmemory-policy"] != "" {
		x.finding("Redis eviction", fmt.Errorf("maxmemory-policy is %s: books could vanish", got["maxmemory-policy"]), "set maxmemory-policy noeviction")
	}
	if got, err := client.ConfigGet(ctx, "appendonly").Result(); err == nil && got["appendonly"] == "no" {
		x.note("Redis keeps no append-only file: a crash of it loses what came after the last snapshot; set appendonly yes")
	}
}

// clock says loudly when the store's business time is not the real one.
func (x *examination) clock(ctx context.Context, e *env, client redisClient) {
	id, err := store.Resolve(ctx, client, e.Workspace)
	if errors.Is(err, store.ErrNoWorkspace) && e.Workspace == "" {
		x.note("the store is empty: evenkeel import or evenkeel run makes a workspace in it")
		return
	}
	x.finding("workspace "+id, err, "set EVENKEEL_WORKSPACE to one that is there")
	if err != nil {
		return
	}
	anchor, err := store.EnsureAnchor(ctx, client, id, "", time.Now)
	switch {
	case err != nil:
		x.finding("clock", err, "remove the stored anchor, or set EVENKEEL_CLOCK anew")
	case anchor.Spec != "":
		x.note("the business clock is NOT the real time: %s, now %s", anchor.Spec, anchor.Now(time.Now()).Format(time.RFC3339))
	case e.Clock != "":
		x.note("EVENKEEL_CLOCK %s will move the business clock of this store", e.Clock)
	default:
		x.finding("clock", nil, "")
	}
}

// redisVersion is "7.0.15"; empty where the server does not say.
func redisVersion(ctx context.Context, client redisClient) string {
	info, err := client.Info(ctx, "server").Result()
	if err != nil {
		return ""
	}
	_, rest, _ := strings.Cut(info, "redis_version:")
	return strings.TrimSpace(strings.SplitN(rest+"\n", "\n", 2)[0])
}

// tooOld refuses what is older than 6.2, whose ZADD knows no LT. A version that
// cannot be read is taken as it is.
func tooOld(version string) error {
	parts := strings.SplitN(version+".0", ".", 3)
	major, err1 := strconv.Atoi(parts[0])
	minor, err2 := strconv.Atoi(parts[1])
	if err1 == nil && err2 == nil && (major < 6 || major == 6 && minor < 2) {
		return errors.New("it is older than 6.2")
	}
	return nil
}
