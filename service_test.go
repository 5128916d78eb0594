package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"evenkeel/bot/workspace"
	"evenkeel/store/embedded"
)

// patience bounds what a busy machine may take; the contract's ten seconds for
// ending are held apart.
const patience = 60 * time.Second

func TestDemoServesItsPageAndEndsWhenToldTo(t *testing.T) {
	t.Parallel()
	for name, signal := range map[string]os.Signal{"interrupt": os.Interrupt, "term": syscall.SIGTERM} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t, nil, "demo", "--no-browser", "--port", "0")
			first := p.line(t)
			m := regexp.MustCompile(`^practice workspace: (http://127\.0\.0\.1:\d+/)$`).FindStringSubmatch(first)
			if m == nil {
				t.Fatalf("first line %q", first)
			}
			await(t, m[1], http.StatusOK)
			p.ends(t, signal)
		})
	}
}

func TestDemoFollowsTheClock(t *testing.T) {
	t.Parallel()
	p := start(t, []string{"EVENKEEL_CLOCK=2027-03-01T07:59:30Z"}, "demo", "--no-browser", "--port", "0")
	p.line(t)
	if line, want := p.line(t), "In there it is Monday, 1 March, 08:59."; !strings.HasPrefix(line, want) {
		t.Errorf("says %q, want %q", line, want)
	}
	p.ends(t, os.Interrupt)
}

func TestDemoNamesAPortThatIsTaken(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var out, errs bytes.Buffer
	_, port, _ := net.SplitHostPort(l.Addr().String())
	if code := run([]string{"demo", "--no-browser", "--port", port}, &out, &errs); code != exitUsage || !strings.Contains(errs.String(), "--port") {
		t.Errorf("exit %d: %s", code, errs.String())
	}
}

func TestRunIsReadyOnceSlackSaidHello(t *testing.T) {
	t.Parallel()
	redis, ws := openRedis(t), openWorkspace(t)
	app, bot := ws.Tokens()
	listen := freeAddress(t)
	env := []string{"REDIS_URL=" + redis.URL(), "SLACK_API_URL=" + ws.APIURL(), "SLACK_APP_TOKEN=" + app, "SLACK_BOT_TOKEN=" + bot, "EVENKEEL_LISTEN=" + listen}
	p := start(t, env, "run")
	await(t, "http://"+listen+"/readyz", http.StatusOK)
	await(t, "http://"+listen+"/healthz", http.StatusOK)
	if out, err := quietly(exec.Command("evenkeel", "doctor", "--health"), env...).CombinedOutput(); err != nil {
		t.Errorf("doctor --health of a healthy bot: %v: %s", err, out)
	}
	p.ends(t, syscall.SIGTERM)
	if logs := p.errs.String(); !strings.HasPrefix(logs, "{") || strings.Contains(logs, app) || strings.Contains(logs, bot) {
		t.Errorf("logs should be JSON, where no terminal is, and hide tokens:\n%s", logs)
	}
}

func TestRunWaitsForARedisThatIsNotThere(t *testing.T) {
	t.Parallel()
	ws := openWorkspace(t)
	app, bot := ws.Tokens()
	listen := freeAddress(t)
	p := start(t, []string{"REDIS_URL=redis://" + freeAddress(t), "SLACK_API_URL=" + ws.APIURL(), "SLACK_APP_TOKEN=" + app,
		"SLACK_BOT_TOKEN=" + bot, "EVENKEEL_LISTEN=" + listen}, "run")
	await(t, "http://"+listen+"/healthz", http.StatusOK)
	await(t, "http://"+listen+"/readyz", http.StatusServiceUnavailable)
	p.ends(t, syscall.SIGTERM)
}

func TestRunNamesATokenThatSlackRefuses(t *testing.T) {
	t.Parallel()
	redis, ws := openRedis(t), openWorkspace(t)
	app, bot := ws.Tokens()
	for variable, tokens := range map[string][2]string{"SLACK_APP_TOKEN": {"xapp-revoked", bot}, "SLACK_BOT_TOKEN": {app, "xoxb-revoked"}} {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			out, err := quietly(exec.CommandContext(t.Context(), "evenkeel", "run"), "REDIS_URL="+redis.URL(), "SLACK_API_URL="+ws.APIURL(),
				"SLACK_APP_TOKEN="+tokens[0], "SLACK_BOT_TOKEN="+tokens[1], "EVENKEEL_LISTEN="+freeAddress(t)).CombinedOutput()
			lines := strings.Split(strings.TrimSpace(string(out)), "\n")
			last := lines[len(lines)-1]
			if fmt.Sprint(err) != "exit status 2" || !strings.Contains(last, variable) || strings.Contains(string(out), "revoked") {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}

// process is the program in a process of its own.
type process struct {
	cmd  *exec.Cmd
	out  *bufio.Reader
	errs bytes.Buffer
}

func start(t *testing.T, env []string, args ...string) *process {
	t.Helper()
	p := &process{cmd: quietly(exec.Command("evenkeel", args...), env...)}
	p.cmd.Stderr = &p.errs
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.out = bufio.NewReader(out)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill(); _ = p.cmd.Wait() })
	return p
}

func (p *process) line(t *testing.T) string {
	t.Helper()
	line, err := p.out.ReadString('\n')
	if err != nil {
		_ = p.cmd.Wait()
		t.Fatalf("%v: %s", err, p.errs.String())
	}
	return strings.TrimSuffix(line, "\n")
}

// ends tells the process to stop and wants status 0 within the contract's ten
// seconds.
func (p *process) ends(t *testing.T, signal os.Signal) {
	t.Helper()
	if err := p.cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	told := time.Now()
	_, _ = io.Copy(io.Discard, p.out) // Wait closes the pipe.
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("after %v: %v\n%s", signal, err, p.errs.String())
	}
	if took := time.Since(told); took > 10*time.Second {
		t.Errorf("after %v: it took %v to end", signal, took)
	}
}

func await(t *testing.T, url string, want int) {
	t.Helper()
	got := ""
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		resp, err := http.Get(url)
		if err != nil {
			got = err.Error()
			continue
		}
		resp.Body.Close()
		if got = resp.Status; resp.StatusCode == want {
			return
		}
	}
	t.Fatalf("%s: %s, want %d", url, got, want)
}

func openRedis(t *testing.T) *embedded.Embedded {
	t.Helper()
	r, err := embedded.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func openWorkspace(t *testing.T) *workspace.Workspace {
	t.Helper()
	ws, err := workspace.Open(workspace.Config{Users: []workspace.User{{ID: "U1", Name: "ann"}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	return ws
}

// freeAddress is one where nobody listens just now.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
