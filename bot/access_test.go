package bot_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"evenkeel/bot/workspace"
	"evenkeel/coach"
)

// Who may see and do what, cell by cell. A row is an action aimed at Ann's book, a
// column is who tries it. Each is sent as Slack would send it, forged where the
// person could not have had the button or the form, and then the store is looked at
// and all that was posted or shown.
//
//	does  it is recorded in Ann's book or at her account
//	sees  Ann's own is shown, and nothing recorded
//	own   it is about their own book: Ann's is neither changed nor shown
//	told  they are told that it is not theirs: nothing recorded, nothing shown
//	none  the one polite sentence for outsiders; for what is no question of theirs
//	      (a line, a post, a search), silence; nothing recorded
const accessTable = `
action                  ann  bob  mia  max  dot  ada  gus  eve  bot  del  non

/deal ID                does told does told told told none none none none none
/deal ID amount         does told does told told told none none none none none
/deal account           does told does told told told none none none none none
/deal by its label      does told does told told told none none none none none
/commit ID              does told does told told told none none none none none
/touch ID               does told does told told told none none none none none
/qualify ID             does told does told told told none none none none none
/qualify ID form        sees told sees told told told none none none none none
a line in #deals        does told does told told told none none none none none
an app's post           none none none none none none none none does none none
the button of a choice  does told does told told told none none none none none
the form of /deal       does told does told told told none none none none none
the form of /touch      does told does told told told none none none none none
the form of /commit     does told does told told told none none none none none
the form of /qualify    does told does told told told none none none none none
options of a form       sees own  sees own  own  own  none none none none none
/coach deals            sees own  own  own  own  own  none none none none none
/coach commitments      sees own  own  own  own  own  none none none none none
/coach why              sees own  own  own  own  own  none none none none none
/coach renewals         own  own  own  own  own  own  none none none none none
/coach balance          own  own  own  own  own  own  none none none none none
/coach rules            own  own  own  own  own  own  none none none none none
/coach export           own  own  own  own  own  own  none none none none none
Home                    sees own  own  own  own  own  none none none none none
Why this?               sees told told told told told none none none none none
Settings                own  own  own  own  own  own  none none none none none
the form of settings    does own  own  own  own  own  none none none none none
/coach mute             does own  own  own  own  own  none none none none none
/coach pause            does own  own  own  own  own  none none none none none
/coach resume           does own  own  own  own  own  none none none none none
Snooze                  does told told told told told none none none none none
Snooze until a date     does told told told told told none none none none none
Not useful              does told told told told told none none none none none
Done                    does told told told told told none none none none none
Go on                   does told told told told told none none none none none
/coach team             own  own  sees own  own  own  none none none none none
Home with exceptions    sees own  sees own  own  own  none none none none none
/touch account fixed    does told does told told told none none none none none
forget, forged          does own  own  own  own  own  none none none none none
`

// cast is who the columns are: Ann sells; Bob beside her; Mia manages both, Max
// somebody else, Dot manages Mia; Ada is an admin; then the outsiders.
var cast = map[string]string{"ann": "UANN", "bob": "UBOB", "mia": "UMIA", "max": "UMAX", "dot": "UDOT", "ada": "UADA",
	"gus": "UGUS", "eve": "UEVE", "bot": "UBOT", "del": "UDEL", "non": "UNON"}

// secrets are words of Ann's that nobody but her and Mia may read. The account is
// known to all, and whose a deal is everybody is told.
var secrets = []string{"Zeppelin", "77,777", "Quokka", "Wombat", "issue: leak"}

// refusals are what somebody hears whose it is not.
var refusals = []string{"only they or their manager can change it", "not open in your book", "its issues are not yours to close", "I do not know “", "That deal is gone"}

const polite = "I coach the full members of this workspace"

func TestWhoMaySeeAndDoWhat(t *testing.T) {
	a := openAccess(t)
	lines := strings.Split(strings.TrimSpace(accessTable), "\n")
	who := strings.Fields(lines[0])[1:]
	for _, line := range lines[1:] {
		if line == "" {
			continue
		}
		name, cells := strings.TrimSpace(line[:24]), strings.Fields(line[24:])
		try := a.action(name)
		// Those who may not come first: there is nothing else in the air then.
		for _, may := range []bool{false, true} {
			for i, person := range who {
				if may == (cells[i] == "does" || cells[i] == "sees") {
					t.Run(name+"/"+person, func(t *testing.T) { a.cell(t, try, person, cells[i]) })
				}
			}
		}
	}
}

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

// cell tries one action as one person.
func (a *access) cell(t *testing.T, try func(*attempt) string, person, want string) {
	a.n++
	a.rest()
	a.now.Add(int64(time.Second)) // of two tellings at one instant the later need not win
	c := &attempt{access: a, person: person, user: cast[person], n: a.n, calls: len(a.ws.Calls("")), files: a.filesNow()}
	before, reps := a.state(), len(a.coach.People().Reps())
	id := try(c)
	shown := c.shown(id, want)
	changed := differences(before, a.state())
	for end := time.Now().Add(10 * time.Second); want == "does" && len(changed) == 0 && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		changed = differences(before, a.state()) // what takes longer than anybody waits
	}
	hers := slices.Contains(changed, "r1") || slices.Contains(changed, "A1") || slices.Contains(changed, "directory")
	switch want {
	case "does":
		if !hers {
			t.Errorf("nothing was recorded; shown: %s", shown)
		}
	case "sees":
		if hers || !hasAny(shown, secrets) {
			t.Errorf("changed %v; shown: %s", changed, shown)
		}
	case "own":
		if hers || person != "ann" && hasAny(shown, secrets) || hasAny(shown, []string{polite}) {
			t.Errorf("changed %v; shown: %s", changed, shown)
		}
	case "told":
		if len(changed) > 0 || hasAny(shown, secrets) || !hasAny(shown, refusals) {
			t.Errorf("changed %v; shown: %s", changed, shown)
		}
	case "none":
		if len(changed) > 0 || hasAny(shown, secrets) || hasAny(shown, refusals) || strings.Contains(shown, polite) == c.quiet || len(a.coach.People().Reps()) != reps {
			t.Errorf("changed %v, %d reps; shown: %s", changed, len(a.coach.People().Reps())-reps, shown)
		}
	}
}

// rest waits until nothing more follows from what was done: an instant without a
// call to Slack in which the books stayed as they were.
func (a *access) rest() {
	a.Helper()
	calls, state := -1, map[string]string{}
	a.wait("an end to what follows", func() bool {
		n, now := len(a.ws.Calls("")), a.state()
		still := n == calls && maps.Equal(now, state)
		calls, state = n, now
		if !still {
			time.Sleep(30 * time.Millisecond)
		}
		return still
	})
}

// differences are the keys of what is not the same.
func differences(before, after map[string]string) []string {
	all := maps.Clone(before)
	maps.Copy(all, after)
	maps.DeleteFunc(all, func(key, _ string) bool { return before[key] == after[key] })
	return slices.Sorted(maps.Keys(all))
}

func hasAny(s string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
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
	enough := map[string][]string{"told": refusals, "sees": secrets, "none": {polite}}[want]
	if c.quiet && want == "none" || enough == nil {
		enough = []string{""}
	}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if all, acked := look(); acked && hasAny(all, enough) || time.Now().After(end) {
			return all
		}
	}
}

// sends puts an envelope on the socket and returns its id.
func (c *attempt) sends(kind string, payload map[string]any) string {
	c.Helper()
	id, err := c.ws.Envelope(c.Context(), map[string]any{"type": kind, "payload": payload, "accepts_response_payload": true})
	if err != nil {
		c.Fatal(err)
	}
	return id
}

func (c *attempt) command(line string) string {
	command, text, _ := strings.Cut(line, " ")
	return c.sends("slash_commands", map[string]any{"command": command, "text": text, "user_id": c.user, "team_id": "", "channel_id": "CDEALS", "trigger_id": fmt.Sprintf("trigger.%d", c.n)})
}

func (c *attempt) interaction(kind string, more map[string]any) string {
	more["type"], more["user"], more["trigger_id"] = kind, map[string]any{"id": c.user}, fmt.Sprintf("trigger.%d", c.n)
	return c.sends("interactive", more)
}

// press uses a control of that block, in the direct messages with Ann.
func (c *attempt) presses(block, action, value, choice string) string {
	act := map[string]any{"action_id": action, "block_id": block, "value": value, "action_ts": fmt.Sprint(c.n)}
	if choice != "" {
		act["selected_option"] = map[string]any{"value": choice}
	}
	return c.interaction("block_actions", map[string]any{"actions": []any{act}, "channel": map[string]any{"id": c.ws.DMChannel("UANN")}})
}

// submits sends a form with that private_metadata.
func (c *attempt) submits(callback, private string, values map[string]any) string {
	in := map[string]any{}
	for key, v := range values {
		in[key] = map[string]any{key: v}
	}
	return c.interaction("view_submission", map[string]any{"view": map[string]any{"id": fmt.Sprintf("V%d", c.n), "type": "modal", "callback_id": callback,
		"private_metadata": private, "state": map[string]any{"values": in}}})
}

func (c *attempt) event(e map[string]any) string {
	c.Helper()
	id, err := c.ws.Event(c.Context(), e)
	if err != nil {
		c.Fatal(err)
	}
	return id
}

func text(v string) map[string]any { return map[string]any{"value": v} }
func pick(v string) map[string]any {
	return map[string]any{"selected_option": map[string]any{"value": v}}
}

// lines are the actions that are one command.
var accessLines = map[string]string{
	"/deal ID": "/deal D1 amount=%d", "/deal ID amount": "/deal D1 amount=1%03d close=31 Mar", "/deal account": "/deal Acme amount=2%03d",
	"/deal by its label": `/deal "Acme GmbH, Zeppelin" amount=3%03d`, "/commit ID": "/commit D1 time step %d by 31 Mar", "/touch ID": "/touch D1 care call %d",
	"/qualify ID": "/qualify D1 problem=p%d", "/qualify ID form": "/qualify D1", "/coach pause": "/coach pause until 5 Jan", "/coach mute": "/coach mute care-due",
}

// clicks are the actions that press a control of Ann's nudge.
var accessClicks = map[string][2]string{"Why this?": {"nudge_why"}, "Snooze": {"nudge_snooze", "tomorrow"}, "Not useful": {"nudge_not_useful", "wrong_time"}, "Done": {"nudge_done"}}

// action is how an action is tried; it returns the id of the envelope or event.
func (a *access) action(name string) func(*attempt) string {
	line, isLine := accessLines[name]
	if strings.HasPrefix(name, "/coach ") && !isLine && name != "/coach export" {
		line, isLine = name, true
	}
	if isLine {
		return func(c *attempt) string {
			if strings.Contains(line, "%") {
				return c.command(fmt.Sprintf(line, c.n))
			}
			return c.command(line)
		}
	}
	if click, ok := accessClicks[name]; ok {
		return func(c *attempt) string { return c.presses(a.block, click[0], "", click[1]) }
	}
	try, ok := map[string]func(*attempt) string{
		"/touch account fixed": func(c *attempt) string {
			return c.command("/touch Acme fixed " + map[string]string{"ann": "leak", "mia": "rust", "bob": "noise", "max": "noise", "dot": "noise", "ada": "noise"}[c.person])
		},
		"/coach export":          (*attempt).asksForAll,
		"a line in #deals":       (*attempt).saysLine,
		"an app's post":          (*attempt).postsDeal,
		"the button of a choice": func(c *attempt) string { return c.chooses("/deal", fmt.Sprintf("Acme amount=4%03d", c.n), "deal/D1") },
		"forget, forged":         func(c *attempt) string { return c.chooses("/coach", "forget me", "forget/r1") },
		"the form of /deal": func(c *attempt) string {
			return c.submits("deal", fmt.Sprintf(`{"i":"form/%d"}`, c.n), map[string]any{"account": pick("deal/D1"), "amount": text(fmt.Sprint(5000 + c.n))})
		},
		"the form of /touch": func(c *attempt) string {
			return c.submits("touch", fmt.Sprintf(`{"i":"form/%d"}`, c.n), map[string]any{"account": pick("deal/D1"), "kind": pick("care"), "note": text("a talk")})
		},
		"the form of /commit": func(c *attempt) string {
			return c.submits("commit", fmt.Sprintf(`{"i":"form/%d"}`, c.n), map[string]any{"account": pick("deal/D1"), "kind": pick("data"), "what": text(fmt.Sprint("figures ", c.n)), "by": map[string]any{"selected_date": "2026-12-24"}})
		},
		"the form of /qualify": func(c *attempt) string {
			return c.submits("qualify", fmt.Sprintf(`{"i":"form/%d","p":"deal/D1","n":"D1"}`, c.n), map[string]any{"problem": text(fmt.Sprint("q", c.n))})
		},
		"options of a form": func(c *attempt) string {
			c.quiet = true
			return c.interaction("block_suggestion", map[string]any{"action_id": "account", "block_id": "account", "value": "Zeppel"})
		},
		"Home": (*attempt).opensHome, "Home with exceptions": (*attempt).opensHome,
		"Settings": func(c *attempt) string { return c.presses("", "home_settings", "r1", "") },
		"the form of settings": func(c *attempt) string {
			return c.submits("settings", "r1", map[string]any{"from": text(""), "to": text(""), "pause": map[string]any{"selected_date": "2026-12-24"}})
		},
		"Snooze until a date": func(c *attempt) string {
			return c.submits("snooze", c.about(a.nudge), map[string]any{"until": map[string]any{"selected_date": "2026-12-07"}})
		},
		"Go on": func(c *attempt) string {
			return c.submits("override", c.about(a.nudge), map[string]any{"reason": text("Wombat asked for it")})
		},
	}[name]
	if !ok {
		a.Fatalf("nobody knows how to try %q", name)
	}
	return try
}

func (c *attempt) about(nudge string) string {
	raw, err := json.Marshal(map[string]string{"nudge": nudge})
	if err != nil {
		c.Fatal(err)
	}
	return string(raw)
}

func (c *attempt) chooses(command, line, meant string) string {
	raw, err := json.Marshal(map[string]string{"i": fmt.Sprintf("command/forged.%d", c.n), "c": command, "t": line, "p": meant})
	if err != nil {
		c.Fatal(err)
	}
	return c.presses("choices", "choose0", string(raw), "")
}

func (c *attempt) stamp() string { return fmt.Sprintf("1795428000.%06d", c.n) }

func (c *attempt) saysLine() string {
	c.quiet = true
	return c.event(map[string]any{"type": "message", "channel": "CDEALS", "channel_type": "channel", "user": c.user, "text": fmt.Sprintf("Acme: proposal, 6%03d", c.n), "ts": c.stamp()})
}

// postsDeal posts what an app would; a guest or stranger with an app of their own.
func (c *attempt) postsDeal() string {
	c.quiet = true
	e := map[string]any{"type": "message", "channel": "CDEALS", "channel_type": "channel", "user": c.user, "text": "Deal moved", "ts": c.stamp(),
		"metadata": map[string]any{"event_type": "deal_updated", "event_payload": map[string]any{"deal": "D1", "account": "A1", "amount": 7000 + c.n}}}
	if slices.Contains([]string{"bot", "gus", "eve", "del"}, c.person) {
		e["bot_id"], e["app_id"] = "B0CRM", "A0CRM"
	}
	return c.event(e)
}

// isMember says whether somebody is one of the full members.
func (c *attempt) isMember() bool {
	return slices.Contains([]string{"ann", "bob", "mia", "max", "dot", "ada"}, c.person)
}

// asksForAll waits for the file as well, which comes after the answer.
func (c *attempt) asksForAll() string {
	id := c.command("/coach export")
	if c.isMember() {
		c.wait("the file for "+c.person, func() bool { return len(c.ws.Files()) > len(c.files) })
	}
	return id
}

// opensHome waits for the tab as well, which comes after the ack.
func (c *attempt) opensHome() string {
	c.quiet = c.person != "gus"
	before := len(c.ws.Calls("views.publish"))
	id := c.event(map[string]any{"type": "app_home_opened", "user": c.user, "tab": "home"})
	if c.isMember() {
		c.wait("the tab of "+c.person, func() bool { return len(c.ws.Calls("views.publish")) > before })
	}
	return id
}
