package main

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"evenkeel/store/embedded"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"evenkeel": main})
}

// TestScripts runs the program as people do. Each script starts with an empty
// environment; $STORE and $SECOND are URLs of empty Redises.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup:               emptyStores,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "oneline": oneLine},
	})
}

func emptyStores(e *testscript.Env) error {
	for _, name := range []string{"STORE", "SECOND"} {
		redis, err := embedded.Open()
		if err != nil {
			return err
		}
		e.Defer(redis.Close)
		e.Setenv(name, redis.URL())
	}
	return nil
}

// exits runs a program and wants this exit status: exits 2 evenkeel run.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS program [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v: %v", args[1:], err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("%v: exit status %d, want %d", args[1:], got, want)
	}
}

// oneLine wants a wrong call: exit status 2, nothing on standard output, and
// one line on standard error: oneline evenkeel run.
func oneLine(ts *testscript.TestScript, neg bool, args []string) {
	exits(ts, neg, append([]string{"2"}, args...))
	if out := ts.ReadFile("stdout"); out != "" {
		ts.Fatalf("standard output should be empty")
	}
	said := ts.ReadFile("stderr")
	if n := len(said); n < 2 || said[n-1] != '\n' || countLines(said) != 1 {
		ts.Fatalf("standard error should be one line")
	}
}

func countLines(s string) (n int) {
	for _, c := range s {
		if c == '\n' {
			n++
		}
	}
	return n
}

// quietly empties the environment of what a developer may have set.
func quietly(cmd *exec.Cmd, env ...string) *exec.Cmd {
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "TMPDIR=" + os.TempDir()}, env...)
	return cmd
}
