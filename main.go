// Command evenkeel is a sales coach that lives in Slack: reps ask it before
// they chase a deal, managers see how balanced their team's book is, and the
// one thing worth saying is said at a time that suits.
//
// Start with "evenkeel demo"; then read package coach.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	_ "time/tzdata" // reps live in zones that a bare image knows nothing of

	"github.com/alecthomas/kong"
)

// cli is the whole command line.
type cli struct {
	Demo      demoCmd      `cmd:"" help:"Everything in one process, nothing to set up: a practice Slack workspace with a made-up company."`
	Run       runCmd       `cmd:"" help:"The bot against Slack."`
	Import    importCmd    `cmd:"" help:"CSV files, or a folder of them, into the store."`
	Scorecard scorecardCmd `cmd:"" help:"The balance scorecard."`
	Evidence  evidenceCmd  `cmd:"" help:"What the record says about kinds of deals."`
	Replay    replayCmd    `cmd:"" help:"The rules over a past stretch: found, sent, held back and why."`
	Digest    digestCmd    `cmd:"" help:"A rep's coaching message, a manager's weekly digest or a team's renewals message, as it would be."`
	Export    exportCmd    `cmd:"" help:"Everything kept of a rep or an account, as JSON."`
	Erase     eraseCmd     `cmd:"" help:"Remove everything kept of a rep or an account."`
	Check     checkCmd     `cmd:"" help:"Look a playbook over: every error with its line and column."`
	Rules     rulesCmd     `cmd:"" help:"List the rules with their settings."`
	Prompts   promptsCmd   `cmd:"" help:"List the wordings; print what a model would be sent; hold texts against facts."`
	Doctor    doctorCmd    `cmd:"" help:"Try tokens, Slack, Redis and the playbook, and say what to do about each."`
	Manifest  manifestCmd  `cmd:"" help:"Print the Slack app manifest."`
	Bench     benchCmd     `cmd:"" help:"Load against the practice workspace: how fast acks come, and how much memory it takes."`
	Version   versionCmd   `cmd:"" help:"Version, commit and Go."`

	Test unbuiltCmd `cmd:"" help:"Unit tests for a playbook (not built yet)."`
}

// Help is what the whole program's --help ends with.
func (cli) Help() string { return example("evenkeel demo", "evenkeel scorecard --help") }

// example is the end of a command's --help: lines to copy, set off so that they
// are printed as they are.
func example(lines ...string) string {
	return "Example:\n\n    " + strings.Join(lines, "\n    ")
}

// newCLI gives the commands that are still to come the examples that will hold.
func newCLI() *cli {
	return &cli{
		Test: unbuilt("test", "playbook_test.yaml"),
	}
}

// Exit statuses of the contract.
const (
	exitDone  = 0
	exitFound = 1 // it ran and found errors
	exitUsage = 2 // wrong usage or configuration
)

// usage is an error of usage or configuration: one line, naming the flag or the
// variable.
type usage struct{ error }

func (u usage) Unwrap() error { return u.error }

func usagef(format string, args ...any) error { return usage{fmt.Errorf(format, args...)} }

// errFound says that the command ran and found errors, which it has printed.
var errFound = errors.New("errors were found")

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is main with its surroundings as arguments; it returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c := newCLI()
	left := -1 // --help leaves from within the parser
	parser, err := kong.New(c,
		kong.Name("evenkeel"),
		kong.Description("A sales coach that lives in Slack."),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { left = code }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(&streams{out: stdout, err: stderr}),
	)
	if err != nil {
		fmt.Fprintln(stderr, "evenkeel:", err)
		return exitUsage
	}
	k, err := parser.Parse(spoken(args))
	if left >= 0 {
		return left
	}
	if err != nil {
		fmt.Fprintf(stderr, "evenkeel: %v (see evenkeel --help)\n", err)
		return exitUsage
	}
	return status(k.Run(), stderr)
}

// spoken takes no words at all, and "help COMMAND", for --help.
func spoken(args []string) []string {
	switch {
	case len(args) == 0:
		return []string{"--help"}
	case args[0] == "help":
		return append(slices.Clone(args[1:]), "--help")
	}
	return args
}

// status prints an error in one line and turns it into an exit status.
func status(err error, stderr io.Writer) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errFound):
		return exitFound
	}
	fmt.Fprintln(stderr, "evenkeel:", strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", "; "))
	if errors.As(err, new(usage)) {
		return exitUsage
	}
	return exitFound
}

// streams are where results and everything else go.
type streams struct{ out, err io.Writer }

// unbuiltCmd stands for a command of the contract that is still to come.
type unbuiltCmd struct {
	Args []string `arg:"" optional:"" passthrough:"" name:"ARG" help:"Whatever it will take: not read yet."`

	name, words string
}

func unbuilt(name, words string) unbuiltCmd { return unbuiltCmd{name: name, words: words} }

// Help shows how it will be called.
func (c unbuiltCmd) Help() string {
	return example(strings.TrimSpace("evenkeel " + c.name + " " + c.words))
}

// Run says so.
func (c unbuiltCmd) Run() error { return usagef("%s: not built yet", c.name) }
