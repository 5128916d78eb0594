package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"evenkeel/bot"
	"evenkeel/coach"
	"evenkeel/prompts"
	"evenkeel/store"
)

type runCmd struct {
	Playbook string `help:"Playbook file (default: EVENKEEL_PLAYBOOK, else the one built in)." placeholder:"FILE"`
}

func (runCmd) Help() string {
	return example("SLACK_APP_TOKEN=xapp-… SLACK_BOT_TOKEN=xoxb-… REDIS_URL=redis://127.0.0.1:6379 evenkeel run")
}

func (c runCmd) Run(ctx context.Context, s *streams) error {
	e, err := environment()
	if err != nil {
		return err
	}
	if e.RedisURL == "" {
		return usagef("REDIS_URL is not set: run keeps every rep's book in Redis; to look around without one, use evenkeel demo")
	}
	p, err := e.playbook(c.Playbook)
	if err != nil {
		return err
	}
	client, err := e.connect()
	if err != nil {
		return err
	}
	defer client.Close()
	srv := &service{env: e, play: p, client: client, log: e.logger(s.err)}
	return srv.run(ctx)
}

// service is the bot in operation: what run and demo share.
type service struct {
	env    *env
	play   *coach.Playbook
	client redis.UniversalClient
	log    *slog.Logger
	now    func() time.Time // nil: the store's clock

	metrics *metrics

	live atomic.Pointer[live]
}

// live is what there is once Slack and Redis have answered.
type live struct {
	*opened
	bot *bot.Bot
}

// run serves until ctx ends, and then ends within 10 s: nothing more is taken,
// the work in hand is finished.
func (s *service) run(ctx context.Context) error {
	s.metrics = newMetrics()
	words, err := prompts.Templates(coach.Rules())
	if err != nil {
		return err
	}
	slack, err := bot.NewClient(bot.ClientConfig{
		AppToken: s.env.AppToken, BotToken: s.env.BotToken, APIURL: s.env.APIURL, Log: s.log,
		Summary: func(_ int, by map[string]int) string { return words.Summary(by) },
		Heading: words.Heading,
	})
	if err != nil {
		return configuration(err)
	}
	var group sync.WaitGroup
	defer group.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	listener, err := net.Listen("tcp", s.env.Listen)
	if err != nil {
		return usagef("EVENKEEL_LISTEN: %v", err)
	}
	group.Go(func() { s.serveHealth(ctx, listener) })
	if err := s.start(ctx, slack); err != nil {
		if ctx.Err() != nil {
			return nil // told to stop while waiting
		}
		return configuration(err)
	}
	return s.serve(ctx)
}

// configuration makes a refused token an error of configuration.
func configuration(err error) error {
	if errors.As(err, new(*bot.Fatal)) {
		return usage{err}
	}
	return err
}

// start waits for Redis, asks Slack who we are, and opens the workspace's store.
func (s *service) start(ctx context.Context, slack *bot.Client) error {
	if err := s.awaitRedis(ctx); err != nil {
		return err
	}
	who, err := identify(ctx, slack, s.log)
	if err != nil {
		return err
	}
	o, err := s.env.open(ctx, s.client, s.play, s.log, who.Team)
	if err != nil {
		return usage{err}
	}
	if err := store.Tie(ctx, s.client, o.id, who.Team); err != nil {
		return usage{err}
	}
	if err := s.model(o); err != nil {
		return err
	}
	now := s.now
	if now == nil {
		now = o.now
	}
	o.attach(slack, now)
	slack.Share(store.New(s.client, o.id))
	b := bot.New(bot.Config{Coach: o.coach, Client: slack, Log: s.log, Why: prompts.Why, Drafts: o.drafter(), Figures: prompts.Figures})
	s.live.Store(&live{o, b})
	s.log.Info("ready to listen", "slack", who.TeamName, "workspace", o.id, "version", versionLine())
	return nil
}

// serve turns the loops until ctx ends or one of them gives up. The bot goes
// first, so that what it still takes in is worked on; then the due loop.
func (s *service) serve(ctx context.Context) error {
	l := s.live.Load()
	due, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	done := make(chan error, 1)
	go func() { done <- l.coach.Run(due) }()
	err := l.bot.Run(ctx)
	stop()
	return configuration(errors.Join(err, <-done))
}

// awaitRedis waits until Redis answers and takes writes.
func (s *service) awaitRedis(ctx context.Context) error {
	return keepTrying(ctx, func() error {
		ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
		defer cancel()
		err := store.Ready(ctx, s.client)
		if err != nil {
			s.log.Warn("waiting for Redis (REDIS_URL)", "error", err)
		}
		return err
	})
}

// identify asks Slack who we are, until it answers or refuses for good.
func identify(ctx context.Context, slack *bot.Client, log *slog.Logger) (who bot.Identity, err error) {
	var fatal *bot.Fatal
	err = keepTrying(ctx, func() error {
		var err error
		if who, err = slack.Identity(ctx); err != nil && !errors.As(err, &fatal) {
			log.Warn("waiting for Slack", "error", err)
			return err
		}
		return nil
	})
	if fatal != nil {
		return who, fatal
	}
	return who, err
}

// keepTrying calls f until it succeeds or ctx ends, less and less often.
func keepTrying(ctx context.Context, f func() error) error {
	for wait := 200 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		if err := f(); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
}

// serveHealth answers /healthz while the loops turn, /readyz once Slack said hello
// and Redis takes writes, and /metrics.
func (s *service) serveHealth(ctx context.Context, l net.Listener) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		l := s.live.Load()
		answer(w, l == nil || l.bot.Healthy() && l.coach.Healthy(), "a loop has stopped turning")
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), time.Second)
		defer cancel()
		l := s.live.Load()
		answer(w, l != nil && l.bot.Ready() && store.Ready(ctx, s.client) == nil, "waiting for Slack or Redis")
	})
	mux.Handle("GET /metrics", s.metrics.handler())
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	done := make(chan struct{})
	go func() {
		defer close(done)
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = srv.Shutdown(grace)
	}()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		s.log.Error("the HTTP side stopped", "error", err)
		return
	}
	<-done
}

func answer(w http.ResponseWriter, ok bool, why string) {
	if !ok {
		http.Error(w, why, http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}
