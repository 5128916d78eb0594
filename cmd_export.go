package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// whole names a rep or an account, all of it.
type whole struct {
	Rep      string `help:"A rep's id." placeholder:"ID"`
	Account  string `help:"An account's id." placeholder:"ID"`
	Playbook string `help:"Playbook file (default: EVENKEEL_PLAYBOOK, else the one built in)." placeholder:"FILE"`
}

func (w whole) subject() (coach.Subject, error) {
	switch {
	case w.Rep != "" && w.Account == "":
		return coach.On("rep", w.Rep), nil
	case w.Account != "" && w.Rep == "":
		return coach.On("account", w.Account), nil
	}
	return "", usagef("one of --rep ID and --account ID is wanted: whose records?")
}

// on runs f on what is named, in the store.
func (w whole) on(ctx context.Context, s *streams, f func(*coach.Coach, coach.Subject) error) error {
	of, err := w.subject()
	if err != nil {
		return err
	}
	e, err := environment()
	if err != nil {
		return err
	}
	p, err := e.playbook(w.Playbook)
	if err != nil {
		return err
	}
	if e.RedisURL == "" {
		return usagef("REDIS_URL is not set: it names the store that holds the records")
	}
	return e.inStore(ctx, s, p, func(o *opened) error {
		err := f(o.coach, of)
		if errors.Is(err, coach.ErrUnknown) {
			return fmt.Errorf("--%s %q: %w%s", of.Kind(), of.ID(), coach.ErrUnknown, nearTo(o.coach.People(), of))
		}
		return err
	})
}

// nearTo offers the ids that may have been meant.
func nearTo(people *coach.People, of coach.Subject) string {
	names := parse.NewIndex()
	if of.Kind() == "rep" {
		for _, r := range people.Reps() {
			names.Put(r.ID, r.Label(), r.Email, r.SlackUser)
		}
	} else {
		for _, a := range people.Accounts() {
			names.Put(a.ID, a.Label(), a.Aliases...)
		}
	}
	found := names.Find(of.ID())
	ids := found.Exact
	for _, c := range found.Near {
		ids = append(ids, c.ID)
	}
	if len(ids) == 0 {
		return "; ids are written as in " + of.Kind() + "s.csv, upper and lower case as there"
	}
	for i, id := range ids {
		ids[i] = fmt.Sprintf("%s (%s)", id, label(people, of.Kind(), id))
	}
	return "; did you mean " + strings.Join(ids, ", ") + "?"
}

func label(people *coach.People, kind, id string) string {
	if kind == "rep" {
		return people.RepName(id)
	}
	return people.AccountName(id)
}

type exportCmd struct {
	whole `embed:""`
}

func (exportCmd) Help() string {
	return "Everything the store holds of a rep or an account, as one JSON document: all that erase would remove, with the history of every field.\n\n" +
		example("REDIS_URL=redis://127.0.0.1:6379 evenkeel export --rep ann > ann.json", "REDIS_URL=redis://127.0.0.1:6379 evenkeel export --account acme")
}

func (c exportCmd) Run(ctx context.Context, s *streams) error {
	return c.on(ctx, s, func(coached *coach.Coach, of coach.Subject) error {
		d, err := coached.Export(ctx, of)
		if err != nil {
			return err
		}
		return printJSON(s.out, d)
	})
}
