package main

import (
	"context"
	"time"

	"evenkeel/coach"
	"evenkeel/store/crm"
)

// source is where a command that reads records finds them: in CSV files, in
// memory, or in the store.
type source struct {
	From     string `help:"CSV files in memory instead of the store." placeholder:"PATH"`
	Map      string `help:"Mapping of the files of --from: a file, or one that is built in by its name." placeholder:"FILE"`
	Playbook string `help:"Playbook file (default: EVENKEEL_PLAYBOOK, else the one built in)." placeholder:"FILE"`
}

// open returns what else it takes to read, once the flags are known to be sound.
func (c source) open() (*env, *coach.Playbook, error) {
	e, err := environment()
	if err != nil {
		return nil, nil, err
	}
	p, err := e.playbook(c.Playbook)
	switch {
	case err != nil:
		return nil, nil, err
	case c.Map != "" && c.From == "":
		return nil, nil, usagef("--map: it says how to read the files of --from PATH")
	case c.From == "" && e.RedisURL == "":
		return nil, nil, usagef("no records to read: set REDIS_URL, or give --from PATH")
	}
	return e, p, nil
}

// facts are the summaries of all books and accounts, and the time that counts as
// now where they are.
func (c source) facts(ctx context.Context, s *streams, e *env, p *coach.Playbook) (f coach.Facts, people *coach.People, now time.Time, err error) {
	if c.From != "" {
		r, err := c.files(ctx, s, p)
		people, f = coach.InMemory(r, p)
		return f, people, time.Now(), err
	}
	err = e.inStore(ctx, s, p, func(o *opened) error {
		people, now = o.coach.People(), o.now()
		f, err = o.coach.Facts(ctx)
		return err
	})
	return f, people, now, err
}

// records are the rows themselves: of the files, or told anew from the store.
func (c source) records(ctx context.Context, s *streams, e *env, p *coach.Playbook, stored func(context.Context, *coach.Coach) (coach.Records, error)) (r coach.Records, err error) {
	if c.From != "" {
		return c.files(ctx, s, p)
	}
	err = e.inStore(ctx, s, p, func(o *opened) error {
		r, err = stored(ctx, o.coach)
		return err
	})
	return r, err
}

// files reads --from and reports on it.
func (c source) files(ctx context.Context, s *streams, p *coach.Playbook) (coach.Records, error) {
	m, err := mapping(c.Map)
	if err != nil {
		return coach.Records{}, err
	}
	r, err := readRecords(ctx, s, "--from", []string{c.From}, crm.Options{Playbook: p, Map: m, Run: "from", Now: time.Now()})
	if err != nil {
		return coach.Records{}, err
	}
	report(s.err, r)
	return r.ForCoach(), nil
}
