package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"evenkeel/bot/workspace"
)

// redisFailures are the ways in which a Redis fails as a whole, and comes back.
var redisFailures = []struct {
	name       string
	fail, mend func(*crash)
}{
	{"it is gone and comes back with its data", func(c *crash) { c.server.Kill() }, func(c *crash) { c.server.Restart() }},
	{"it takes 2 s for each command", func(c *crash) { c.line.Slow(2 * time.Second) }, func(c *crash) { c.line.Slow(0) }},
	{"it is the replica of a dead master", redisDo("replicaof", "127.0.0.1", "1"), redisDo("replicaof", "no", "one")},
	{"it has too few replicas to write", redisDo("config", "set", "min-replicas-to-write", "1"), redisDo("config", "set", "min-replicas-to-write", "0")},
	{"it is out of memory", redisDo("config", "set", "maxmemory", "1"), redisDo("config", "set", "maxmemory", "0")},
}

// redisDo gives the server itself a command.
func redisDo(command ...any) func(*crash) {
	return func(c *crash) {
		c.Helper()
		opts, err := redis.ParseURL(c.server.URL)
		if err != nil {
			c.Fatal(err)
		}
		client := redis.NewClient(opts)
		defer client.Close()
		if err := client.Do(c.Context(), command...).Err(); err != nil {
			c.Fatal(err)
		}
	}
}

// TestWhateverRedisFailsByIsSaidAndSurvived: while it lasts, nothing is
// acknowledged that is not recorded, people are told that nothing is confirmed,
// and readiness says so; afterwards everything is there, once.
func TestWhateverRedisFailsByIsSaidAndSurvived(t *testing.T) {
	t.Parallel()
	for _, f := range redisFailures {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			c := newCrash(t)
			c.overTheBrink()
			c.until("the stop", func() bool { return len(c.ws.DM("UANN")) == 1 })
			c.nothingOwed()
			f.fail(c)
			m, ts := c.nothingConfirmed()
			f.mend(c)
			await(t, c.bot.health+"/readyz", http.StatusOK)
			c.until("Slack's retry is taken", func() bool { return c.ticked(ts) })
			c.thereOnce(m)
		})
	}
}

// nothingConfirmed does one of each kind while Redis fails: a command, a click
// on the message that is there, an update in #deals.
func (c *crash) nothingConfirmed() (workspace.Message, string) {
	c.Helper()
	await(c.T, c.bot.health+"/readyz", http.StatusServiceUnavailable)
	await(c.T, c.bot.health+"/healthz", http.StatusOK)
	ts, err := c.ws.Say(c.Context(), "UBO", "#deals", "won Initech 20k")
	if err != nil {
		c.Fatal(err)
	}
	c.unsure()
	m := c.last("UANN")
	c.press("UANN", m, c.about(m, "scanner offline"), "nudge_done", "")
	c.until("the click is answered", func() bool {
		es := c.ws.Ephemerals("UANN")
		return len(es) > 0 && strings.Contains(es[len(es)-1].Text, "could not confirm")
	})
	if c.ticked(ts) {
		c.Error("a tick on what is not recorded")
	}
	return m, ts
}

// unsure asks for something, and wants it neither confirmed nor denied within
// the three seconds that Slack waits.
func (c *crash) unsure() {
	c.Helper()
	if text := c.command("UANN", "/deal Globex amount=5k", "could not confirm"); strings.Contains(text, "not saved") {
		c.Errorf("nobody knows that: %s", text)
	}
}

// thereOnce does again what was not confirmed, and finds everything once.
func (c *crash) thereOnce(m workspace.Message) {
	c.Helper()
	c.command("UANN", "/deal Globex amount=6k", "Recorded", "$6,000")
	_ = c.ws.Click(c.Context(), "UANN", m.Channel, m.TS, "nudge_done", workspace.InBlock(c.about(m, "scanner offline").block))
	c.edited("UANN", m, "Done – thanks")
	c.nothingOwed()
	if n := len(c.ws.DM("UANN")); n != 1 {
		c.Errorf("%d messages, want one", n)
	}
	s := c.workspaceScore()
	if s["won"] != "35000.00" || s["won_deals"] != 3.0 || s["open_deals"] != 2.0 {
		c.Errorf("won %v in %v deals, %v open", s["won"], s["won_deals"], s["open_deals"])
	}
}

// TestAnAnswerOfRedisThatIsLostOnceIsAskedForAgain: the client sends the script
// again, and it finds that it has run.
func TestAnAnswerOfRedisThatIsLostOnceIsAskedForAgain(t *testing.T) {
	t.Parallel()
	c := newCrash(t)
	lost := c.line.LoseAnswer("/book/ann}", "slack/CDEALS/")
	lostToo := c.line.LoseAnswer("/book/ann}", "command/")
	c.say("UANN", "won Globex 20k")
	<-lost
	c.command("UANN", "/deal Globex amount=6k", "Recorded a new deal", "$6,000")
	<-lostToo
	s := c.workspaceScore()
	if s["won"] != "35000.00" || s["won_deals"] != 3.0 || s["open_deals"] != 2.0 {
		t.Errorf("won %v in %v deals, %v open", s["won"], s["won_deals"], s["open_deals"])
	}
}

// TestAnswersOfRedisThatStayLostLeaveNothingCountedTwice: everything is recorded,
// and nobody knows, until Slack and people ask again.
func TestAnswersOfRedisThatStayLostLeaveNothingCountedTwice(t *testing.T) {
	t.Parallel()
	c := newCrash(t)
	for range 50 { // each is sent some times again
		c.line.LoseAnswer("/book/ann}", "command/")
		c.line.LoseAnswer("/book/bo}", "slack/CDEALS/")
	}
	ts, err := c.ws.Say(t.Context(), "UBO", "#deals", "won Initech 20k")
	if err != nil {
		t.Fatal(err)
	}
	c.unsure()
	c.eventually("the update is recorded", func() bool {
		for _, d := range c.book("bo").Deals {
			if d.Outcome.V == "won" {
				return true
			}
		}
		return false
	})
	if c.ticked(ts) {
		t.Error("a tick on what nobody knows")
	}
	c.line.Release()
	c.until("Slack's retry is taken", func() bool { return c.ticked(ts) })
	c.command("UANN", "/deal Globex amount=6k", "Recorded: Globex", "$6,000")
	c.nothingOwed()
	s := c.workspaceScore()
	if s["won"] != "35000.00" || s["won_deals"] != 3.0 || s["open_deals"] != 1.0 {
		t.Errorf("won %v in %v deals, %v open", s["won"], s["won_deals"], s["open_deals"])
	}
}
