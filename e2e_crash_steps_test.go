package main

import (
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
	"evenkeel/store"
	"evenkeel/store/storetest"
)

// steps are the places between two rows of what a deal update does (the table
// "One deal update, and what a crash does" in the design) at which the line to
// Redis can be held. Those at the line to Slack are in TestKilledBetweenRecordAndPost….
var steps = []struct {
	name   string
	act    func(*crash)
	answer bool     // the command runs, and its answer is held
	at     []string // texts of the command
	after  func(*crash)
}{
	{"an update received, not recorded", won, false, []string{"/book/ann}", "slack/CDEALS/"}, wonOnce},
	{"an update recorded, not acknowledged", won, true, []string{"/book/ann}", "slack/CDEALS/"}, wonOnce},
	{"acknowledged, the account's win not applied", won, false, []string{"/account/globex}", "slack/CDEALS/"}, wonOnce},
	{"the account's win applied, not struck out", won, true, []string{"/account/globex}", "slack/CDEALS/"}, wonOnce},
	{"the team not told", won, false, []string{"/team/north}"}, wonOnce},
	{"an issue recorded, its stakeholder not told", sore, false, []string{"/book/bo}", "/wake/bo"}, warned},
	{"the stakeholder told, not struck out", sore, true, []string{"/book/bo}", "/wake/bo"}, warned},
	{"a message recorded, not leased", stopped, false, []string{"/book/ann}", "lease:"}, stoppedOnce},
	{"a message leased, the answer not seen", stopped, true, []string{"/book/ann}", "lease:"}, stoppedOnce},
	{"a message posted, not settled", stopped, false, []string{"/book/ann}", "posted/"}, stoppedOnce},
	{"a message settled, the answer not seen", stopped, true, []string{"/book/ann}", "posted/"}, stoppedOnce},
}

// TestKilledBetweenAnyTwoStepsNothingIsLostAndNothingDoubled kills a company's
// only process at each step, starts another, and only then looks at what became
// of each: they wait together for the leases of the dead.
func TestKilledBetweenAnyTwoStepsNothingIsLostAndNothingDoubled(t *testing.T) {
	t.Parallel()
	crashes := make([]*crash, len(steps))
	for i, s := range steps {
		c := newCrash(t)
		held := c.line.Hold
		if s.answer {
			held = c.line.HoldAnswer
		}
		caught := held(s.at...)
		s.act(c)
		select {
		case <-caught:
		case <-time.After(patience):
			t.Fatalf("%s: nothing came by", s.name)
		}
		c.bot.kill()
		c.bot = c.run("", "REDIS_URL="+c.line.URL)
		crashes[i] = c
	}
	for i, s := range steps {
		t.Run(s.name, func(t *testing.T) {
			crashes[i].T = t
			s.after(crashes[i])
			crashes[i].nothingOwed()
		})
	}
}

// crash is an office whose line to Redis can be held.
type crash struct {
	*office
	server *storetest.Durable
	line   *storetest.Wire
	bot    *replica
	store  *coach.Coach // on the same store
	ts     string       // of what was said in #deals
}

// newCrash is Ann's and Bo's office: Ann won a deal at Acme, where an issue is
// open now; Bo works with Globex and has a deal at Initech, a customer of Ann's.
func newCrash(t *testing.T) *crash {
	t.Helper()
	server := storetest.NewDurable(t)
	c := &crash{office: openOffice(t, two(), server.URL), server: server, line: storetest.NewWire(t, server.Server)}
	c.evenkeel("2026-03-01T08:00:00Z", "import", c.folder(map[string]string{
		"reps.csv":     "rep,name,slack_user,team,currency\nann,Ann Berger,UANN,north,USD\nbo,Bo Lindqvist,UBO,north,USD\n",
		"accounts.csv": "account,name\nacme,Acme\nglobex,Globex\ninitech,Initech\n",
	}))
	c.bot, c.store = c.run(inHours, "REDIS_URL="+c.line.URL), c.records()
	c.command("UANN", "/deal Acme won 10k close=2026-01-05", "won")
	c.command("UANN", `/touch Acme issue high "scanner offline"`, "high issue")
	c.command("UANN", "/deal Initech won 5k close=2026-01-06", "won")
	c.command("UBO", "/deal Initech stage=proposal amount=2k", "Recorded")
	c.command("UBO", `/commit Globex data "stock figures" by friday`, "Globex")
	return c
}

// won is a line in #deals, which the account, its stakeholders and the team have
// to learn of.
func won(c *crash) {
	c.Helper()
	var err error
	if c.ts, err = c.ws.Say(c.Context(), "UANN", "#deals", "won Globex 20k"); err != nil {
		c.Fatal(err)
	}
}

func wonOnce(c *crash) {
	c.Helper()
	c.until("a tick", func() bool { return c.ticked(c.ts) })
	c.eventually("the account's win", func() bool { return len(c.account("globex").Wins) == 1 })
	for id, w := range c.account("globex").Wins {
		if w.Rep != "ann" || w.Gone || w.Day.String() != inHours[:10] {
			c.Errorf("the account remembers of %s: %+v", id, w)
		}
	}
	if s := c.account("globex").Stakes; s["ann"] == nil || s["bo"] == nil {
		c.Errorf("the account's stakeholders are %v", s)
	}
	if s := c.workspaceScore(); s["won"] != "35000.00" || s["won_deals"] != 3.0 {
		c.Errorf("won %v in %v deals", s["won"], s["won_deals"])
	}
	if n := len(c.ws.Calls("chat.postMessage")); n != 0 {
		c.Errorf("%d messages about nothing", n)
	}
}

// sore is news of an account that its stakeholders are warned of.
func sore(c *crash) {
	c.Helper()
	c.command("UANN", `/touch Initech issue high "printer offline"`, "high issue")
}

func warned(c *crash) {
	c.Helper()
	c.eventually("Bo's warning", func() bool {
		for _, n := range c.book("bo").Nudges {
			if n.Rule == "sell-on-issue" && n.Account == "initech" {
				return true
			}
		}
		return false
	})
}

// stopped is the act that is answered by a direct message.
func stopped(c *crash) {
	c.Helper()
	c.overTheBrink()
}

func stoppedOnce(c *crash) {
	c.Helper()
	c.until("the stop", func() bool { return len(c.ws.DM("UANN")) > 0 })
	c.onlyStop()
}

// nothingOwed waits until every to-do is struck out and every message settled.
func (c *crash) nothingOwed() {
	c.Helper()
	c.eventually("all to-dos struck out", func() bool {
		owed := 0
		for _, rep := range []string{"ann", "bo"} {
			b := c.book(rep)
			owed += len(b.Owed)
			for _, m := range b.Messages {
				if m.Owed() {
					owed++
				}
			}
		}
		for _, id := range []string{"acme", "globex", "initech"} {
			owed += len(c.account(id).Owed)
		}
		return owed == 0
	})
}

// eventually waits for something to be seen in the store.
func (c *crash) eventually(what string, seen func() bool) {
	c.Helper()
	for end := time.Now().Add(patience); !seen(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			c.Fatalf("never happened: %s", what)
		}
	}
}

// book and account are as they stand in the store.
func (c *crash) book(rep string) *coach.Book {
	c.Helper()
	b, err := c.store.Book(c.Context(), rep)
	if err != nil {
		c.Fatal(err)
	}
	return b
}

func (c *crash) account(id string) *coach.Account {
	c.Helper()
	as, err := c.store.Accounts(c.Context(), id)
	if err != nil {
		c.Fatal(err)
	}
	return as[id]
}

// records opens the store as one more replica would.
func (o *office) records() *coach.Coach {
	o.Helper()
	client, err := store.Open(strings.TrimPrefix(o.env[0], "REDIS_URL="))
	if err != nil {
		o.Fatal(err)
	}
	o.Cleanup(func() { _ = client.Close() })
	id, err := store.Resolve(o.Context(), client, "")
	if err != nil {
		o.Fatal(err)
	}
	return coach.New(coach.Config{Store: store.New(client, id), Playbook: playbook.Builtin(coach.Rules())})
}
