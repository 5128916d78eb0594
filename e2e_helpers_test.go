package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"evenkeel/bot/workspace"
)

// office is where people and the program meet in an end-to-end test: a practice
// workspace, a Redis, and processes of the program between them.
type office struct {
	*testing.T
	ws     *workspace.Workspace
	env    []string
	scribe *scribe
}

func openOffice(t *testing.T, cfg workspace.Config, redis string) *office {
	t.Helper()
	cfg.Commands = []string{"/qualify", "/deal", "/commit", "/touch", "/coach"}
	cfg.RetryAfter = []time.Duration{0, time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second}
	ws, err := workspace.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	app, token := ws.Tokens()
	o := &office{T: t, ws: ws, scribe: newScribe(t, ws, cfg)}
	o.env = []string{"REDIS_URL=" + redis, "SLACK_API_URL=" + ws.APIURL(), "SLACK_APP_TOKEN=" + app, "SLACK_BOT_TOKEN=" + token}
	return o
}

// two is a company of two reps and their manager.
func two() workspace.Config {
	return workspace.Config{
		Users: []workspace.User{
			{ID: "UANN", Name: "ann", RealName: "Ann Berger", TZ: "Europe/Berlin"},
			{ID: "UBO", Name: "bo", RealName: "Bo Lindqvist", TZ: "Europe/Berlin"},
			{ID: "UMIA", Name: "mia", RealName: "Mia Okafor", TZ: "Europe/Berlin"},
		},
		Channels: []workspace.Channel{{ID: "CDEALS", Name: "deals", BotIn: true}},
	}
}

// folder writes files, and returns where they are.
func (o *office) folder(files map[string]string) string {
	o.Helper()
	dir := o.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			o.Fatal(err)
		}
	}
	return dir
}

// evenkeel runs a command that has to succeed, with a clock if one is given,
// and returns its standard output.
func (o *office) evenkeel(clock string, args ...string) []byte {
	o.Helper()
	var out, errs bytes.Buffer
	cmd := quietly(exec.CommandContext(o.Context(), "evenkeel", args...), o.environment(clock)...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		o.Fatalf("evenkeel %v: %v\n%s", args, err, &errs)
	}
	return out.Bytes()
}

func (o *office) environment(clock string, more ...string) []string {
	return append(append([]string{"EVENKEEL_CLOCK=" + clock}, o.env...), more...)
}

// replica is one running bot.
type replica struct {
	*process
	health string
}

// run starts a bot and waits until it is ready.
func (o *office) run(clock string, more ...string) *replica {
	o.Helper()
	r := o.launch(clock, more...)
	await(o.T, r.health+"/readyz", http.StatusOK)
	o.scribe.tellTime(o.T, strings.TrimPrefix(o.env[0], "REDIS_URL="))
	return r
}

func (o *office) launch(clock string, more ...string) *replica {
	o.Helper()
	listen := freeAddress(o.T)
	r := &replica{health: "http://" + listen}
	o.Cleanup(func() { // after the process has ended
		if o.Failed() && r.process != nil {
			o.Logf("the log of a replica:\n%s", &r.errs)
		}
	})
	r.process = start(o.T, o.environment(clock, append(more, "EVENKEEL_LISTEN="+listen)...), "run")
	return r
}

// kill ends a process as a crash does.
func (r *replica) kill() {
	_ = r.cmd.Process.Kill()
	_ = r.cmd.Wait()
}

// until waits for something to be seen in the workspace.
func (o *office) until(what string, seen func() bool) {
	o.Helper()
	ctx, cancel := context.WithTimeout(o.Context(), patience)
	defer cancel()
	if err := o.ws.Wait(ctx, seen); err != nil {
		o.Fatalf("never happened: %s (%v)", what, err)
	}
	o.scribe.look()
}

// command runs a slash command in #deals and returns what is answered at once,
// which has to hold all of want.
func (o *office) command(user, line string, want ...string) string {
	o.Helper()
	o.scribe.note(user, "#deals", line)
	name, rest, _ := strings.Cut(line, " ")
	r, err := o.ws.Command(o.Context(), user, "#deals", name, rest)
	if err != nil {
		o.Fatalf("%s: %v", line, err)
	}
	o.scribe.look()
	text := ""
	if r.Message != nil {
		text = r.Message.Text
	}
	for _, w := range want {
		if !strings.Contains(text, w) {
			o.Errorf("%s: the answer lacks %q:\n%s", line, w, text)
		}
	}
	return text
}

// say writes in #deals and waits for the mark of what was recorded.
func (o *office) say(user, text string) (ts string) {
	o.Helper()
	o.scribe.note(user, "#deals", text)
	ts, err := o.ws.Say(o.Context(), user, "#deals", text)
	if err != nil {
		o.Fatal(err)
	}
	o.until("a tick on "+text, func() bool { return o.ticked(ts) })
	return ts
}

// ticked says whether a post in #deals bears the mark.
func (o *office) ticked(ts string) bool {
	for _, m := range o.ws.Messages("#deals") {
		for _, r := range m.Reactions {
			if m.TS == ts && r.Name == "white_check_mark" {
				return true
			}
		}
	}
	return false
}

// nudge is one nudge in a message: its words, and its controls if it still has
// them.
type nudge struct {
	title, text, block, value string
	controls                  []string // action ids, in order
}

// nudges reads a message of the coach's: each nudge is a text, and an actions
// block while it waits for an answer.
func nudges(t testing.TB, m workspace.Message) []nudge {
	t.Helper()
	var blocks []struct {
		Type     string          `json:"type"`
		ID       string          `json:"block_id"`
		Elements json.RawMessage `json:"elements"`
	}
	if err := json.Unmarshal(m.Blocks, &blocks); err != nil {
		t.Fatalf("%v: %s", err, m.Blocks)
	}
	var out []nudge
	for _, b := range blocks {
		switch b.Type {
		case "actions":
		case "rich_text":
			text := inline(map[string]any{"elements": decoded(b.Elements)})
			title, _, _ := strings.Cut(text, "\n")
			out = append(out, nudge{title: title, text: text})
			continue
		default:
			continue
		}
		var elements []struct {
			Action string `json:"action_id"`
			Value  string `json:"value"`
		}
		if err := json.Unmarshal(b.Elements, &elements); err != nil || len(out) == 0 {
			t.Fatalf("an actions block that is nobody's: %v in %s", err, m.Blocks)
		}
		n := &out[len(out)-1]
		n.block = b.ID
		for _, e := range elements {
			n.controls = append(n.controls, e.Action)
			if e.Action == "nudge_done" {
				n.value = e.Value
			}
		}
	}
	return out
}

func decoded(raw json.RawMessage) (v any) {
	_ = json.Unmarshal(raw, &v)
	return v
}

// last is a person's newest direct message.
func (o *office) last(user string) workspace.Message {
	o.Helper()
	dm := o.ws.DM(user)
	if len(dm) == 0 {
		o.Fatalf("%s has no direct message", user)
	}
	return dm[len(dm)-1]
}

// about is the nudge of a message whose words hold this.
func (o *office) about(m workspace.Message, words string) nudge {
	o.Helper()
	for _, n := range nudges(o, m) {
		if strings.Contains(n.text, words) {
			return n
		}
	}
	o.Fatalf("no nudge about %q in:\n%s", words, m.Shown())
	return nudge{}
}

// press uses a control of a nudge; option is for selects.
func (o *office) press(user string, m workspace.Message, n nudge, action, option string) {
	o.Helper()
	o.scribe.note(user, "direct message", fmt.Sprintf("[presses %s on %s]", strings.TrimSpace(action+" "+option), n.title))
	var err error
	if option == "" {
		err = o.ws.Click(o.Context(), user, m.Channel, m.TS, action, workspace.InBlock(n.block))
	} else {
		err = o.ws.Select(o.Context(), user, m.Channel, m.TS, action, option, workspace.InBlock(n.block))
	}
	if err != nil {
		o.Fatal(err)
	}
}

// edited waits until the nudge of a message says this, in place.
func (o *office) edited(user string, m workspace.Message, want string) workspace.Message {
	o.Helper()
	var now workspace.Message
	o.until("the message says "+want, func() bool {
		for _, now = range o.ws.DM(user) {
			if now.TS == m.TS {
				return strings.Contains(now.Shown(), want) && strings.Contains(now.Text, want)
			}
		}
		return false
	})
	return now
}

// home opens a person's Home tab and returns what it says.
func (o *office) home(user string) string {
	o.Helper()
	before, _ := o.ws.Home(user)
	o.scribe.note(user, "Home", "[opens it]")
	if err := o.ws.OpenHome(o.Context(), user); err != nil {
		o.Fatal(err)
	}
	var now workspace.View
	o.until("Home", func() bool {
		var ok bool
		now, ok = o.ws.Home(user)
		return ok && now.Hash != before.Hash
	})
	text := strings.Join(now.Shown(), "\n")
	o.scribe.note("", "Home of "+user, rendered(now.Blocks))
	return text
}
