package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
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
	Map      string   `help:"Mapping of foreign columns (not built yet)." placeholder:"FILE"`
	Playbook string   `help:"Playbook file (default: EVENKEEL_PLAYBOOK, else the one built in)." placeholder:"FILE"`
}

func (importCmd) Help() string {
	return "Files: " + strings.Join(tables, ".csv, ") + ".csv.\n\n" +
		example("evenkeel import --dry-run ./export", "REDIS_URL=redis://127.0.0.1:6379 evenkeel import --strict ./export")
}

func (c importCmd) Run(ctx context.Context, s *streams) error {
	if c.Map != "" {
		return usagef("--map: not built yet")
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
	if e.RedisURL == "" {
		return c.load(ctx, s, p, nil)
	}
	client, err := e.reach(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	o, err := c.open(ctx, s, e, client, p)
	if err != nil {
		return err
	}
	return c.load(ctx, s, p, o)
}

// open opens the store to write to, and makes a workspace in an empty one only:
// elsewhere a mistyped EVENKEEL_WORKSPACE would put a company's records where
// nobody looks. A dry run only looks names up: it makes nothing and starts no
// clock.
func (c importCmd) open(ctx context.Context, s *streams, e *env, client redisClient, p *coach.Playbook) (*opened, error) {
	if !c.DryRun {
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

// load reads the files, reports on them, and writes what is good.
func (c importCmd) load(ctx context.Context, s *streams, p *coach.Playbook, o *opened) error {
	opts := crm.Options{Playbook: p, Now: time.Now(), Run: time.Now().UTC().Format("20060102T150405.000000000")}
	if o != nil {
		o.attach(nil, o.now)
		if err := o.coach.People().Refresh(ctx, 0); err != nil {
			return err
		}
		opts.Known, opts.Now = known{o.coach.People(), o.coach.Store}, o.now()
	}
	r, err := readRecords(ctx, s, "PATH", c.Paths, opts)
	if err != nil {
		return err
	}
	report(s.err, r)
	bad := len(r.Errors) > 0
	if c.DryRun || c.Strict && bad {
		fmt.Fprintln(s.out, "nothing written: "+counts(r))
	} else {
		bar := progress(s.err, "writing", events(r))
		if err := o.coach.Import(ctx, asRecords(r, func(n int) { _ = bar.Add(n) })); err != nil {
			return err
		}
		_ = bar.Finish()
		fmt.Fprintln(s.out, "imported: "+counts(r))
	}
	if bad {
		return errFound
	}
	return nil
}

// known is what an import may look up: the directory, and who has which deal.
type known struct {
	*coach.People
	owners interface {
		DealOwners(ctx context.Context, deals ...string) ([]string, error)
	}
}

func (k known) DealOwners(ctx context.Context, deals ...string) ([]string, error) {
	return k.owners.DealOwners(ctx, deals...)
}

// readRecords reads files; from names the argument or flag that named them.
func readRecords(ctx context.Context, s *streams, from string, paths []string, o crm.Options) (*crm.Records, error) {
	var bar *progressbar.ProgressBar
	current := ""
	o.Progress = func(file string, done, total int64) {
		if file != current {
			bar, current = progress(s.err, "reading "+file, int(total)), file
		}
		_ = bar.Set64(done)
	}
	r, err := crm.Read(ctx, paths, o)
	if errors.Is(err, crm.ErrUsage) || errors.Is(err, os.ErrNotExist) {
		return nil, usagef("%s: %s", from, strings.TrimPrefix(err.Error(), crm.ErrUsage.Error()+": "))
	}
	return r, err
}

// report prints every bad row, and what a person should know besides.
func report(w io.Writer, r *crm.Records) {
	for _, e := range r.Errors {
		fmt.Fprintln(w, e)
	}
	for _, n := range r.Notes {
		fmt.Fprintln(w, "note: "+n)
	}
	if len(r.Unmatched) > 0 {
		fmt.Fprintf(w, "note: named in no file of their own: %s\n", strings.Join(head(r.Unmatched, 20), ", "))
	}
}

func head(list []string, n int) []string {
	if len(list) <= n {
		return list
	}
	return append(list[:n:n], fmt.Sprintf("and %d more", len(list)-n))
}

// tables are the files that import reads, in the order of the contract.
var tables = []string{"reps", "accounts", "deals", "commitments", "issues"}

// counts is "35 reps, 85 accounts, 8800 deals; 0 bad rows".
func counts(r *crm.Records) string {
	rows := map[string]int{}
	for path, n := range r.Rows {
		rows[strings.TrimSuffix(strings.ToLower(filepath.Base(path)), ".csv")] += n
	}
	var parts []string
	for _, name := range tables {
		if n, ok := rows[name]; ok {
			if n == 1 {
				name = strings.TrimSuffix(name, "s")
			}
			parts = append(parts, fmt.Sprintf("%d %s", n, name))
		}
	}
	return fmt.Sprintf("%s; bad rows: %d", strings.Join(parts, ", "), len(r.Errors))
}

func events(r *crm.Records) int {
	n := 0
	for _, es := range r.Books {
		n += len(es)
	}
	for _, es := range r.Issues {
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

// asRecords hands what was read to the coach.
func asRecords(r *crm.Records, step func(int)) coach.Records {
	out := coach.Records{
		Run: r.Run, Books: r.Books, Issues: r.Issues, Kinds: r.Kinds, Progress: step,
		Reps: map[string]func(*coach.Rep) bool{}, Accounts: map[string]func(*coach.AccountProfile) bool{},
		Was: map[string]string{}, WasRep: map[string]string{},
	}
	for _, x := range r.Reps {
		out.Reps[x.ID] = x.Apply
		if x.Was != "" {
			out.WasRep[x.Was] = x.ID
		}
	}
	for _, x := range r.Accounts {
		out.Accounts[x.ID] = x.Apply
		if x.Was != "" {
			out.Was[x.Was] = x.ID
		}
	}
	return out
}
