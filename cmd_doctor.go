package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"evenkeel/bot"
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
	_, err = e.playbook(c.Playbook)
	x.finding("playbook", err, "evenkeel check FILE prints every error with its place")
	x.finding("Slack", c.slack(ctx, e), "make the app from evenkeel manifest, install it, and set SLACK_APP_TOKEN and SLACK_BOT_TOKEN")
	x.redis(ctx, e)
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
	if got, err := client.ConfigGet(ctx, "maxmemory-policy").Result(); err == nil && got["maxmemory-policy"] != "noeviction" && got["maxmemory-policy"] != "" {
		x.finding("Redis eviction", fmt.Errorf("maxmemory-policy is %s: books could vanish", got["maxmemory-policy"]), "set maxmemory-policy noeviction")
	}
	if got, err := client.ConfigGet(ctx, "appendonly").Result(); err == nil && got["appendonly"] == "no" {
		fmt.Fprintln(x.out, "note  Redis keeps no append-only file: a crash of it loses what came after the last snapshot; set appendonly yes")
	}
}
