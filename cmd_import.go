package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"evenkeel/coach"
	"evenkeel/store"
	"evenkeel/store/crm"
)

type importCmd struct {
	Paths    []string `arg:"" name:"PATH" help:"CSV files, or folders of them."`
	DryRun   bool     `help:"Read and report; write nothing."`
	Strict   bool     `help:"Write nothing if a row is bad."`
	Map      string   `help:"Mapping of foreign files: a file, or one that is built in by its name." placeholder:"FILE"`
	Verbose  bool     `help:"List all people and accounts that stand in no file of their own, not the first 20 only."`
	Playbook string   `help:"Playbook file (default: EVENKEEL_PLAYBOOK, else the one built in)." placeholder:"FILE"`
}

func (importCmd) Help() string {
	return "Files: " + strings.Join(tables, ".csv, ") + ".csv.\n\n" +
		example("evenkeel import --dry-run ./export", "evenkeel import --dry-run --map hubspot ./hubspot-crm-exports", "REDIS_URL=redis://127.0.0.1:6379 evenkeel import --strict ./export")
}

// importMemory is when an import begins to collect garbage harder: what it holds of
// one part of the files, with the directory of a large company, is up to 400 MB.
// With less room than twice that, nearly half of the time goes to collecting; what
// lives for a moment comes on top of it.
const importMemory = 768 << 20

func (c importCmd) Run(ctx context.Context, s *streams) error {
	debug.SetMemoryLimit(importMemory)
	m, err := mapping(c.Map)
	if err != nil {
		return err
	}
	e, err := environment()
	if err != nil {
		return err
	}
	p, err := e.playbook(c.Playbook)
	if err != nil {
		return err
	}
	if e.RedisURL == "" && !c.DryRun {
		return usagef("REDIS_URL is not set: import needs a store to write to, or --dry-run")
	}
	o := crm.Options{Playbook: p, Map: m, Now: time.Now(), Run: time.Now().UTC().Format("20060102T150405.000000000")}
	if err := readError("PATH", crm.Find(c.Paths, o)); err != nil {
		return err
	}
	if e.RedisURL == "" {
		_, err := c.check(ctx, s, o)
		return err
	}
	client, err := e.reach(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	return c.load(ctx, s, e, client, o)
}

// load reads the files, reports on them, and writes what is good. Nothing is
// written, be it a clock or a workspace, before it is known that something will
// be.
func (c importCmd) load(ctx context.Context, s *streams, e *env, client redisClient, o crm.Options) error {
	if c.DryRun || c.Strict {
		st, err := c.look(ctx, s, e, client, o.Playbook)
		if err != nil {
			return err
		}
		dry := o
		if err := know(ctx, &dry, st); err != nil {
			return err
		}
		if ended, err := c.check(ctx, s, dry); ended || err != nil {
			return err
		}
	}
	st, err := c.open(ctx, s, e, client, o.Playbook)
	if err != nil {
		return err
	}
	if err := know(ctx, &o, st); err != nil {
		return err
	}
	return c.write(ctx, s, o, st.coach)
}

// open opens the store to write to, and makes a workspace in an empty one only:
// elsewhere a mistyped EVENKEEL_WORKSPACE would put a company's records where
// nobody looks.
func (c importCmd) open(ctx context.Context, s *streams, e *env, client redisClient, p *coach.Playbook) (*opened, error) {
	there, err := store.Workspaces(ctx, client)
	if err != nil {
		return nil, err
	}
	create := ""
	if len(there) == 0 {
		create = firstWorkspace
	}
	return e.open(ctx, client, p, e.logger(s.err), create)
}

// look opens the store to look names up: it makes nothing and starts no clock.
// Nil for an empty store.
func (c importCmd) look(ctx context.Context, s *streams, e *env, client redisClient, p *coach.Playbook) (*opened, error) {
	dry := *e
	dry.Clock = ""
	o, err := dry.open(ctx, client, p, e.logger(s.err), "")
	if errors.Is(err, store.ErrNoWorkspace) {
		return nil, nil
	}
	return o, err
}

// firstWorkspace is the id of the workspace that an import into an empty store
// makes; the first run ties it to its Slack team.
const firstWorkspace = "main"

// know has names looked up in a store, if there is one, and follows its clock.
func know(ctx context.Context, o *crm.Options, st *opened) error {
	if st == nil {
		return nil
	}
	st.attach(nil, st.now)
	o.Known, o.Now = known{st.coach.People(), st.coach.Store}, st.now()
	return st.coach.People().Refresh(ctx, 0)
}

// check reads the files and writes nothing. The import ends there if it is a dry
// one, or a strict one that found a bad row.
func (c importCmd) check(ctx context.Context, s *streams, o crm.Options) (ended bool, err error) {
	r, err := c.read(ctx, s, o, func(*crm.Records, int, bool) error { return nil })
	if err != nil {
		return true, err
	}
	if c.DryRun || len(r.Errors) > 0 {
		return true, c.done(s, "nothing written: ", r)
	}
	return false, nil
}

func (c importCmd) write(ctx context.Context, s *streams, o crm.Options, to *coach.Coach) error {
	r, err := c.read(ctx, s, o, func(r *crm.Records, part int, more bool) error {
		bar := progress(s.err, "writing", events(r))
		defer func() { _ = bar.Finish() }()
		records := r.ForCoach()
		records.Part, records.More, records.Progress = part, more, func(n int) { _ = bar.Add(n) }
		return to.Import(ctx, records)
	})
	if err != nil {
		return err
	}
	return c.done(s, "imported: ", r)
}

// read reads the files in parts, hands each to f, and returns the last, which
// has the notes, errors and counts of all.
func (c importCmd) read(ctx context.Context, s *streams, o crm.Options, f func(r *crm.Records, part int, more bool) error) (*crm.Records, error) {
	o.Progress = readingBar(s)
	var all *crm.Records
	part := 0
	err := crm.ReadParts(ctx, c.Paths, o, func(r *crm.Records, more bool) error {
		err := f(r, part, more)
		if part++; all != nil {
			r.UnmatchedReps, r.UnmatchedAccounts = all.UnmatchedReps, all.UnmatchedAccounts
		}
		all = r
		all.Books, all.AtAccounts = nil, nil // written, and in the way of the next part
		return err
	})
	return all, readError("PATH", err)
}

// done says what became of the files.
func (c importCmd) done(s *streams, what string, r *crm.Records) error {
	most := 20
	if c.Verbose {
		most = len(r.UnmatchedReps) + len(r.UnmatchedAccounts)
	}
	reportFirst(s.err, r, most)
	fmt.Fprintln(s.out, what+counts(r))
	fmt.Fprintln(s.out, rowCounts(r))
	if len(r.Errors) > 0 {
		return errFound
	}
	return nil
}

// known is what an import may look up: the directory, and who has which deal.
type known struct {
	*coach.People
	homes
}

type homes interface {
	Homes(ctx context.Context, of ...coach.Subject) ([]string, error)
}

// readRecords reads files; from names the argument or flag that named them.
func readRecords(ctx context.Context, s *streams, from string, paths []string, o crm.Options) (*crm.Records, error) {
	o.Progress = readingBar(s)
	r, err := crm.Read(ctx, paths, o)
	return r, readError(from, err)
}

func readingBar(s *streams) func(file string, done, total int64) {
	var bar *progressbar.ProgressBar
	current := ""
	return func(file string, done, total int64) {
		if file != current {
			bar, current = progress(s.err, "reading "+file, int(total)), file
		}
		_ = bar.Set64(done)
	}
}

// readError makes wrong usage of a path that cannot be right.
func readError(from string, err error) error {
	if errors.Is(err, crm.ErrUsage) || errors.Is(err, os.ErrNotExist) {
		return usagef("%s: %s", from, strings.TrimPrefix(err.Error(), crm.ErrUsage.Error()+": "))
	}
	return err
}

func events(r *crm.Records) int {
	n := 0
	for _, es := range r.Books {
		n += len(es)
	}
	for _, es := range r.AtAccounts {
		n += len(es)
	}
	return n
}

// progress is a bar where somebody watches, and nothing elsewhere.
func progress(w io.Writer, what string, total int) *progressbar.ProgressBar {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return progressbar.DefaultSilent(int64(total))
	}
	return progressbar.NewOptions(total, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(what),
		progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond))
}
