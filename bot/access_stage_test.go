package bot_test

import (
	"encoding/json"
	"evenkeel/bot/workspace"
	"evenkeel/coach"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// access is the stage of the table.
type access struct {
	*stage
	deal  string // Ann's
	nudge string // key of Ann's stop
	block string // of its controls
	n     int    // attempts, so that no two are one event
}

func openAccess(t *testing.T) *access {
	t.Helper()
	s := open(t, func(set *setup) {
		set.written = true
		set.workspace.Users = append(slices.DeleteFunc(set.workspace.Users, func(u workspace.User) bool { return u.ID == "UMIA" }),
			workspace.User{ID: "UMIA", Name: "mia", RealName: "Mia Moor", Email: "mia@example.com", TZ: "UTC"},
			workspace.User{ID: "UMAX", Name: "max", RealName: "Max Mott", TZ: "UTC"}, workspace.User{ID: "UZOE", Name: "zoe", RealName: "Zoe Zimt", TZ: "UTC"},
			workspace.User{ID: "UDOT", Name: "dot", RealName: "Dot Dyer", TZ: "UTC"}, workspace.User{ID: "UADA", Name: "ada", RealName: "Ada Admin", TZ: "UTC", Admin: true},
			workspace.User{ID: "UBOT", Name: "crm", RealName: "CRM", Bot: true}, workspace.User{ID: "UDEL", Name: "del", RealName: "Del Departed", TZ: "UTC", Deleted: true})
	})
	for _, user := range []string{"UMAX", "UDOT", "UADA"} {
		if err := s.ws.Join(user, "#deals"); err != nil {
			t.Fatal(err)
		}
	}
	for id, manager := range map[string]string{"UZOE": "UMAX", "UMAX": "", "r9": "UDOT", "UDOT": "", "UADA": "", "UDEL": "r9"} {
		if _, err := s.coach.People().UpdateRep(t.Context(), id, func(r *coach.Rep) bool {
			r.Manager, r.Team = manager, "east"
			if strings.HasPrefix(id, "U") {
				r.Name, r.SlackUser = id, id
			}
			return true
		}); err != nil {
			t.Fatal(err)
		}
	}
	a := &access{stage: s, deal: "D1"}
	s.expect("UANN", "/deal Acme won 10k close=1 Oct", "won")
	for _, what := range []string{"leak", "rust", "noise"} {
		s.expect("UANN", "/touch Acme issue high "+what, "Recorded")
	}
	ts := s.post(map[string]any{"deal": "D1", "account": "A1", "name": "Zeppelin", "rep": "r1", "amount": 77777, "currency": "USD", "close_date": "2026-12-31"})
	s.wait("Ann's deal", func() bool { return s.reacted(ts) })
	s.expect("UANN", "/deal D1 stage=proposal", "Recorded")
	s.expect("UANN", "/commit D1 time Quokka by 31 Dec", "Recorded")
	for _, user := range []string{"UBOB", "UMIA", "UMAX", "UDOT", "UADA"} { // they have been here before
		s.expect(user, "/coach deals", "No deal of yours is open")
	}
	s.wait("the stop", func() bool {
		for key, n := range s.book("r1").Nudges {
			if n.Rule == "sell-on-issue" && n.Subject == "deal/D1" && n.Message != "" {
				a.nudge = key
			}
		}
		return a.nudge != "" && strings.Contains(a.shownToAnn(), a.nudge)
	})
	for _, m := range s.ws.DM("UANN") {
		if strings.Contains(string(m.Blocks), a.nudge) {
			a.block = s.controlsOf(m, a.nudge)
		}
	}
	return a
}

func (a *access) filesNow() map[string]bool {
	out := map[string]bool{}
	for _, f := range a.ws.Files() {
		out[f.ID] = true
	}
	return out
}

// shownToAnn is what stands in her direct messages.
func (a *access) shownToAnn() string {
	all := ""
	for _, m := range a.ws.DM("UANN") {
		all += string(m.Blocks)
	}
	return all
}

// attempt is an action on its way: who, and how often something was tried before.
type attempt struct {
	*access
	person, user string
	n            int
	quiet        bool            // nobody waits for an answer
	calls        int             // to Slack, before
	files        map[string]bool // that were there before, by id
}

// rest waits until nothing more follows from what was done: what follows an ack is
// done in the same job.
func (a *access) rest() {
	a.Helper()
	a.wait("an end to what follows", func() bool { return a.bot.InHand() == 0 })
}

// differences are the keys of what is not the same.
func differences(before, after map[string]string) []string {
	all := maps.Clone(before)
	maps.Copy(all, after)
	maps.DeleteFunc(all, func(key, _ string) bool { return before[key] == after[key] })
	return slices.Sorted(maps.Keys(all))
}

// recordsOf are a book's records, what was answered to its nudges, and what its rep
// has set; what the coach makes of these may follow at any time.
func recordsOf(b *coach.Book) any {
	type answer struct {
		Reply  coach.ReplyKind
		Reason string
		Until  coach.Date
	}
	answers := map[string]answer{}
	for key, n := range b.Nudges {
		if n.Reply != "" {
			answers[key] = answer{n.Reply, n.Reason, n.Until}
		}
	}
	return []any{b.Deals, b.Commitments, b.Touches, b.Qualifications, answers, b.State.Prefs}
}

// renewalsOf are what was said to a team's reminders.
func renewalsOf(team *coach.Book) map[string]any {
	out := map[string]any{}
	for key, n := range team.Nudges {
		if n.For == coach.ForChannel {
			out[key] = []any{n.Renewal.Taken, n.Renewal.Outcome, n.Renewal.SaidBy, n.Reply, n.Until, n.Reason}
		}
	}
	return out
}

// state is all that is recorded, by whose it is.
func (a *access) state() map[string]string {
	a.Helper()
	out := map[string]string{}
	put := func(key string, v any) {
		raw, err := json.Marshal(v)
		if err != nil {
			a.Fatal(err)
		}
		out[key] = string(raw)
	}
	for _, r := range a.coach.People().Reps() {
		put(r.ID, recordsOf(a.book(r.ID)))
	}
	accounts, err := a.coach.Accounts(a.Context(), "A1")
	if err != nil {
		a.Fatal(err)
	}
	team, err := a.coach.Team(a.Context(), "east")
	if err != nil {
		a.Fatal(err)
	}
	put("team", renewalsOf(team))
	acc := *accounts["A1"]
	acc.Version = 0
	put("A1", acc)
	var names []string
	for _, p := range a.coach.People().Accounts() {
		names = append(names, p.ID)
	}
	put("directory", names)
	return out
}

// shown is all that reached Slack since the attempt began: the ack, and every call.
// It waits for the ack, and where an answer is owed for that.
func (c *attempt) shown(id, want string) string {
	c.Helper()
	look := func() (string, bool) {
		acked, all := false, ""
		for _, ack := range c.ws.Acks() {
			if ack.EnvelopeID == id || ack.EventID == id {
				acked, all = true, all+string(ack.Payload)
			}
		}
		for _, call := range c.ws.Calls("")[c.calls:] {
			raw, _ := json.Marshal(call.Args)
			all += "\n" + call.Method + string(raw)
		}
		for _, f := range c.ws.Files() {
			if !c.files[f.ID] {
				all += string(f.Data)
			}
		}
		return strings.ReplaceAll(all, `\"`, `"`), acked
	}
	enough := map[string][]string{"told": refusals, "sees": secrets, "none": {polite}, "form": {opened}}[want]
	if c.quiet && want == "none" || enough == nil {
		enough = []string{""}
	}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if all, acked := look(); acked && hasAny(all, enough) || time.Now().After(end) {
			return all
		}
	}
}
