package main

import (
	"encoding/json"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"evenkeel/bot/workspace"
	"evenkeel/store/storetest"
)

// inHours is a clock that stands at a working day, so that the tests say the
// same at night.
const inHours = "2026-03-02T09:30:00Z"

// owedWithin is how soon a message comes that a killed process owed.
const owedWithin = 15 * time.Second

// onTheBrink brings Ann to where one step more is stopped: selling on at a
// customer with an open issue.
func onTheBrink(t *testing.T, redis string) (*office, *wire, *replica) {
	t.Helper()
	o := openOffice(t, two(), redis)
	w := newWire(t, o.ws)
	bot := o.run(inHours, w.url())
	o.command("UANN", "/deal Acme won 10k close=2026-01-05", "won")
	o.command("UANN", `/touch Acme issue high "scanner offline"`, "high issue")
	return o, w, bot
}

// overTheBrink takes the step.
func (o *office) overTheBrink() { o.command("UANN", "/deal Acme stage=proposal amount=5k", "Recorded") }

// onlyStop waits for the one message, and for it to be at rest: its button
// edits it in place.
func (o *office) onlyStop() {
	o.Helper()
	o.until("the stop", func() bool { return len(o.ws.DM("UANN")) > 0 })
	m := o.ws.DM("UANN")[0]
	o.press("UANN", m, o.about(m, "scanner offline"), "nudge_done", "")
	o.edited("UANN", m, "Done – thanks")
	if n := len(o.ws.DM("UANN")); n != 1 {
		o.Errorf("%d messages, want one", n)
	}
}

func TestKilledBetweenRecordAndPostTheMessageComesOnce(t *testing.T) {
	t.Parallel()
	for name, posted := range map[string]bool{"before the post": false, "before the answer to the post": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, w, bot := onTheBrink(t, storetest.Redis(t).URL)
			held := w.hold("chat.postMessage", posted)
			o.overTheBrink()
			<-held
			bot.kill()
			killed := time.Now()
			o.run("", w.url())
			o.until("the stop", func() bool { return len(o.ws.DM("UANN")) > 0 })
			if took := time.Since(killed); took > owedWithin {
				t.Errorf("it came %v after the crash", took)
			}
			if posted { // found in the history, and shown again in its place
				o.until("it is found", func() bool { return len(o.ws.Calls("chat.update")) > 0 })
			}
			o.onlyStop()
		})
	}
}

func TestAnotherReplicaDeliversWhatAKilledOneOwed(t *testing.T) {
	t.Parallel()
	o, first, one := onTheBrink(t, storetest.Redis(t).URL)
	second := newWire(t, o.ws)
	two := o.run("", second.url())
	held, heldToo := first.hold("chat.postMessage", false), second.hold("chat.postMessage", false)
	o.overTheBrink()
	var killed time.Time
	select {
	case <-held:
		second.release()
		one.kill()
	case <-heldToo:
		first.release()
		two.kill()
	}
	killed = time.Now()
	o.until("the stop", func() bool { return len(o.ws.DM("UANN")) > 0 })
	if took := time.Since(killed); took > owedWithin {
		t.Errorf("it came %v after the crash", took)
	}
	o.onlyStop()
}

func TestAnAnswerThatIsLostAfterThePostLeavesOneMessage(t *testing.T) {
	t.Parallel()
	o, _, _ := onTheBrink(t, storetest.Redis(t).URL)
	o.ws.Fail("chat.postMessage", workspace.Fault{After: true})
	o.overTheBrink()
	o.until("it is found", func() bool { return len(o.ws.Calls("chat.update")) > 0 })
	o.onlyStop()
	if n := len(o.ws.Calls("chat.postMessage")); n != 1 {
		t.Errorf("%d posts", n)
	}
}

func TestKilledBeforeItRecordedSlacksRetryIsTaken(t *testing.T) {
	t.Parallel()
	r := storetest.Redis(t)
	o, w, bot := onTheBrink(t, r.URL)
	server := processOf(t, r.URL)
	server.stop()
	ts, err := o.ws.Say(t.Context(), "UANN", "#deals", "won Globex 20k")
	if err != nil {
		t.Fatal(err)
	}
	bot.kill()
	server.goOn()
	o.run("", w.url())
	o.until("a tick", func() bool { return o.ticked(ts) })
	if got := o.workspaceScore()["won"]; got != "30000.00" {
		t.Errorf("won %v", got)
	}
}

func TestAnEventThatComesFiveTimesToThreeReplicasCountsOnce(t *testing.T) {
	t.Parallel()
	o, w, _ := onTheBrink(t, storetest.Redis(t).URL)
	o.run("", w.url())
	o.run("", w.url())
	for _, line := range []string{"Acme: proposal, 5k", "won Globex 20k"} {
		id := o.eventOf(func() { o.say("UANN", line) })
		for range 4 {
			if err := o.ws.Redeliver(id); err != nil {
				t.Fatal(err)
			}
		}
		o.until("five acks", func() bool {
			n := 0
			for _, a := range o.ws.Acks() {
				if a.EventID == id {
					n++
				}
			}
			return n >= 5 // a busy machine may be sent it once more
		})
	}
	o.onlyStop()
	s := o.workspaceScore()
	if s["won"] != "30000.00" || s["won_deals"] != 2.0 || s["open_deals"] != 1.0 {
		t.Errorf("won %v in %v deals, %v open", s["won"], s["won_deals"], s["open_deals"])
	}
	if n := len(o.ws.Calls("chat.postMessage")); n != 1 {
		t.Errorf("it was said %d times", n)
	}
}

// eventOf does something that makes an event, and returns the event once the app
// has acknowledged it: what it answers with comes back as a later event.
func (o *office) eventOf(act func()) string {
	o.Helper()
	before := len(o.ws.Acks())
	act()
	id := ""
	o.until("the ack of an event", func() bool {
		for _, a := range o.ws.Acks()[before:] {
			if a.EventID != "" {
				id = a.EventID
				return true
			}
		}
		return false
	})
	return id
}

// workspaceScore is the whole company's scorecard.
func (o *office) workspaceScore() map[string]any {
	o.Helper()
	var rows []map[string]any
	if err := json.Unmarshal(o.evenkeel("", "scorecard", "--json", "--by", "workspace", "--min", "0"), &rows); err != nil || len(rows) != 1 {
		o.Fatalf("%v: %v", rows, err)
	}
	return rows[0]
}

func TestARedisThatHangsIsSaidAndSurvived(t *testing.T) {
	t.Parallel()
	r := storetest.Redis(t)
	o, _, bot := onTheBrink(t, r.URL)
	server := processOf(t, r.URL)
	server.stop()
	asked := time.Now()
	o.command("UANN", "/deal Globex amount=5k", "could not confirm")
	if took := time.Since(asked); took > 3*time.Second {
		t.Errorf("the answer took %v", took)
	}
	ts, err := o.ws.Say(t.Context(), "UBO", "#deals", "won Initech 20k")
	if err != nil {
		t.Fatal(err)
	}
	await(t, bot.health+"/readyz", http.StatusServiceUnavailable)
	await(t, bot.health+"/healthz", http.StatusOK)
	acks := len(o.ws.Acks())
	o.command("UMIA", "/coach balance", "could not confirm")
	if n := len(o.ws.Acks()); n != acks+1 || o.ticked(ts) {
		t.Errorf("%d acks, want only the command's: an event that is not recorded is left to Slack", n-acks)
	}
	server.goOn()
	await(t, bot.health+"/readyz", http.StatusOK)
	o.until("Slack's retry is taken", func() bool { return o.ticked(ts) })
	o.command("UANN", "/deal Globex amount=6k", "Recorded", "$6,000")
	if s := o.workspaceScore(); s["won"] != "30000.00" || s["won_deals"] != 2.0 {
		t.Errorf("won %v in %v deals", s["won"], s["won_deals"])
	}
}

// redisProcess is the redis-server behind a URL.
type redisProcess struct {
	*testing.T
	pid int
}

func processOf(t *testing.T, url string) redisProcess {
	t.Helper()
	opts, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(opts)
	defer client.Close()
	pid, err := client.InfoMap(t.Context(), "server").Result()
	if err != nil {
		t.Fatal(err)
	}
	p := redisProcess{T: t}
	if err := json.Unmarshal([]byte(pid["Server"]["process_id"]), &p.pid); err != nil || p.pid == 0 {
		t.Fatalf("%v in %v", err, pid)
	}
	t.Cleanup(p.goOn)
	return p
}

func (p redisProcess) stop() { p.signal(syscall.SIGSTOP) }
func (p redisProcess) goOn() { p.signal(syscall.SIGCONT) }

func (p redisProcess) signal(s syscall.Signal) {
	if err := syscall.Kill(p.pid, s); err != nil {
		p.Error(err)
	}
}

func TestARedisThatComesLaterIsWaitedFor(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("redis-server"); err != nil {
		storetest.Redis(t) // skips, or fails in CI
	}
	address := freeAddress(t)
	o := openOffice(t, two(), "redis://"+address)
	bot := o.launch("")
	await(t, bot.health+"/readyz", http.StatusServiceUnavailable)
	await(t, bot.health+"/healthz", http.StatusOK)
	_, port, _ := net.SplitHostPort(address)
	server := exec.Command("redis-server", "--port", port, "--bind", "127.0.0.1", "--dir", t.TempDir(), "--save", "", "--appendonly", "no")
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	await(t, bot.health+"/readyz", http.StatusOK)
	o.command("UANN", "/deal Acme amount=5k", "Recorded")
	bot.ends(t, syscall.SIGTERM)
}

func TestToldToStopItFinishesTheWorkInHand(t *testing.T) {
	t.Parallel()
	o, _, bot := onTheBrink(t, storetest.Redis(t).URL)
	o.ws.Fail("chat.postMessage", workspace.Fault{Delay: 2 * time.Second})
	o.overTheBrink()
	bot.ends(t, syscall.SIGTERM)
	if dm := o.ws.DM("UANN"); len(dm) != 1 || !strings.Contains(dm[0].Text, "scanner offline") {
		t.Errorf("%d messages", len(dm))
	}
}
