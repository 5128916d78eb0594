package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"unsafe"
)

// noTerminal skips where the system gives none, but not in CI.
func noTerminal(t *testing.T, err error) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("no terminals here, and CI needs them: %v", err)
	}
	t.Skipf("no terminals here: %v", err)
}

// terminal is a terminal of so many columns; what is written to it can be read
// once it is closed.
func terminal(t *testing.T, columns uint16) (tty *os.File, written func() string) {
	t.Helper()
	ours, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		noTerminal(t, err)
	}
	control := func(request uintptr, arg unsafe.Pointer) {
		if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, ours.Fd(), request, uintptr(arg)); errno != 0 {
			t.Fatal(errno)
		}
	}
	locked, number := int32(0), uint32(0)
	control(syscall.TIOCSPTLCK, unsafe.Pointer(&locked))
	control(syscall.TIOCGPTN, unsafe.Pointer(&number))
	control(syscall.TIOCSWINSZ, unsafe.Pointer(&[4]uint16{40, columns}))
	tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		noTerminal(t, err)
	}
	done, text := make(chan bool), new(bytes.Buffer)
	go func() {
		_, _ = io.Copy(text, ours) // it ends in an error when the other side is closed
		close(done)
	}()
	return tty, func() string {
		tty.Close()
		<-done
		ours.Close()
		return strings.ReplaceAll(text.String(), "\r\n", "\n")
	}
}

var colours = regexp.MustCompile("\x1b\\[[0-9]+m")

// onTerminal prints Ann's company on a terminal.
func onTerminal(t *testing.T, columns uint16, args ...string) string {
	t.Helper()
	tty, written := terminal(t, columns)
	var errs bytes.Buffer
	code := run(append([]string{"scorecard", "--from", cardFiles(t), "--as-of", "2026-12-31", "--min", "0"}, args...), tty, &errs)
	if text := written(); code == 0 {
		return text
	}
	t.Fatalf("exit %d: %s", code, errs.String())
	return ""
}

func TestScorecardFitsTheTerminalAndKeepsItsColumns(t *testing.T) {
	for _, unit := range [][]string{nil, {"--unit", "ann"}} {
		whole := words(scorecard(t, cardFiles(t), append([]string{"--min", "0"}, unit...)...))
		for _, columns := range []uint16{64, 80, 132} {
			text := colours.ReplaceAllString(onTerminal(t, columns, unit...), "")
			for l := range strings.Lines(text) {
				if n := wide(strings.TrimSuffix(l, "\n")); n > int(columns) {
					t.Errorf("%d columns: a line of %d: %s", columns, n, l)
				}
			}
			there := words(text)
			for w := range whole {
				if !there[w] && (unit == nil || columns == 132) {
					t.Errorf("%d columns: %q is gone", columns, w)
				}
			}
		}
	}
}

func words(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(text) {
		out[w] = true
	}
	return out
}

func TestScorecardColoursOnATerminalOnlyAndNotAgainstNoColor(t *testing.T) {
	for _, unit := range [][]string{nil, {"--unit", "ann"}} {
		t.Setenv("TERM", "xterm")
		t.Setenv("NO_COLOR", "")
		text := onTerminal(t, 200, unit...)
		if !strings.Contains(text, amber) || strings.Count(text, plain)*2 != len(colours.FindAllString(text, -1)) {
			t.Errorf("no colours, or one that is not taken back:\n%q", text)
		}
		t.Setenv("NO_COLOR", "1")
		if bare := onTerminal(t, 200, unit...); bare != colours.ReplaceAllString(text, "") {
			t.Errorf("coloured, or another text:\n%s", bare)
		}
		if piped := scorecard(t, cardFiles(t), append([]string{"--min", "0"}, unit...)...); colours.MatchString(piped) {
			t.Errorf("coloured into a pipe:\n%q", piped)
		}
	}
}
