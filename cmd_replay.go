package main

import (
	"context"
	"os"

	"evenkeel/coach"
	"evenkeel/coach/replay"
	"evenkeel/prompts"
)

type replayCmd struct {
	source `embed:""`

	Since    string `help:"The first day of the stretch; what holds already then is held back, as at a first import." placeholder:"DATE"`
	Until    string `help:"Its last day." placeholder:"DATE"`
	Compare  string `help:"Replay with this playbook as well, and say what differs." placeholder:"PLAYBOOK"`
	Plot     string `help:"Draw what was sent by week and rule into this file, as SVG." placeholder:"FILE"`
	Examples int    `help:"Print this many of the messages sent by each rule, in full." placeholder:"N"`
	JSON     bool   `help:"As JSON."`
}

func (replayCmd) Help() string {
	return "The records count as imported on the first day and daily after, as they could be known then. Nobody answers, and every rep can be reached.\n\n" +
		example("evenkeel replay --from ./export --since 2026-07-01 --until 2026-09-30",
			"evenkeel replay --from ./export --since 2026-07-01 --until 2026-09-30 --compare stricter.yaml --plot replay.svg",
			"REDIS_URL=redis://127.0.0.1:6379 evenkeel replay --since 2026-07-01 --until 2026-09-30 --json")
}

func (c replayCmd) Run(ctx context.Context, s *streams) error {
	stretch, err := c.stretch()
	if err != nil {
		return err
	}
	e, p, err := c.open()
	if err != nil {
		return err
	}
	r, err := c.play(ctx, s, e, p, stretch)
	if err != nil {
		return err
	}
	if c.Compare != "" {
		if err := c.compare(ctx, s, e, stretch, r); err != nil {
			return err
		}
	}
	if c.Plot != "" {
		if err := plotInto(c.Plot, r); err != nil {
			return err
		}
	}
	if c.JSON {
		return printJSON(s.out, r.Result)
	}
	return printReplay(s.out, r, c.Examples)
}

// stretch is the days to replay, once the flags are known to be sound.
func (c replayCmd) stretch() (coach.Window, error) {
	var w coach.Window
	for _, f := range []struct {
		name, text string
		into       *coach.Date
	}{{"--since", c.Since, &w.From}, {"--until", c.Until, &w.To}} {
		d, err := coach.ParseDate(f.text)
		if err != nil {
			return w, usagef("%s %q: it wants a date like 2026-07-01", f.name, f.text)
		}
		*f.into = d
	}
	switch {
	case w.To < w.From:
		return w, usagef("--until %s is before --since %s", w.To, w.From)
	case c.Examples < 0:
		return w, usagef("--examples %d: it wants a number of messages", c.Examples)
	}
	return w, nil
}

// replayed is a replay with what a reader needs beside it.
type replayed struct {
	*replay.Result
	records coach.Records
	people  *coach.People
	play    *coach.Playbook
}

// play replays the records with a playbook.
func (c replayCmd) play(ctx context.Context, s *streams, e *env, p *coach.Playbook, w coach.Window) (*replayed, error) {
	rs, err := c.records(ctx, s, e, p, replay.Stored)
	if err != nil {
		return nil, err
	}
	words, err := prompts.Templates(coach.Rules())
	if err != nil {
		return nil, err
	}
	bar := progress(s.err, "replaying", 100)
	defer func() { _ = bar.Finish() }()
	r, err := replay.Run(ctx, replay.Options{Records: rs, Playbook: p, Words: words, Since: w.From, Until: w.To,
		Progress: func(done, all int) { _ = bar.Set(100 * done / all) }})
	if err != nil {
		return nil, err
	}
	people, _ := coach.InMemory(coach.Records{Reps: rs.Reps, Accounts: rs.Accounts}, p)
	return &replayed{r, rs, people, p}, nil
}

// compare replays with the other playbook, and adds what differs.
func (c replayCmd) compare(ctx context.Context, s *streams, e *env, w coach.Window, here *replayed) error {
	p, err := loadPlaybook(c.Compare, "--compare")
	if err != nil {
		return err
	}
	quiet := *s
	quiet.err = devNull{} // what is to say of the rows has been said
	there, err := c.play(ctx, &quiet, e, p, w)
	if err != nil {
		return err
	}
	here.Compare = replay.Compare(here.Result, there.Result, coach.Rules())
	return nil
}

type devNull struct{}

func (devNull) Write(p []byte) (int, error) { return len(p), nil }

func plotInto(name string, r *replayed) error {
	f, err := os.Create(name)
	if err != nil {
		return usagef("--plot: %v", err)
	}
	err = r.Plot(f)
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}
