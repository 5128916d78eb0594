package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"evenkeel/coach"
	"evenkeel/store/crm"
)

// marker stands in Bob's book only; whoever else is shown it is shown too much.
const marker = "ZANZIBARMARK"

// guarded is a stage on which Bob has a book that nobody else has any business
// with, and what it looked like before the bad input came.
type guarded struct {
	*stage
	bobs    string // the facts in Bob's book
	scores  string // everybody's scorecard but Ann's
	checked int    // calls looked at
	acked   int    // acks looked at
}

func guard(t *testing.T, change func(*setup)) *guarded {
	t.Helper()
	g := &guarded{stage: open(t, change)}
	for id, stage := range map[string]string{"D-BOB": "proposal", "D-BOB2": "negotiation"} {
		ts := g.post(map[string]any{"deal": id, "account": "A2", "rep": "r2", "name": marker + " " + id, "stage": stage, "amount": 77, "reason": marker})
		g.wait("a tick", func() bool { return g.reacted(ts) })
	}
	g.wait("the follow-up", func() bool { return len(g.book("r2").Owed) == 0 })
	g.bobs, g.scores = g.facts("r2"), g.others()
	return g
}

// facts are what a book holds that only an act or a report changes.
func (g *guarded) facts(rep string) string {
	g.Helper()
	b := g.book(rep)
	replies := map[string]coach.ReplyKind{}
	for key, n := range b.Nudges {
		replies[key] = n.Reply
	}
	raw, err := json.Marshal([]any{b.Deals, b.Commitments, b.Touches, b.Qualifications, replies})
	if err != nil {
		g.Fatal(err)
	}
	return string(raw)
}

// forgedRefusals are Slack's answers to ids that a forged envelope brought, and
// to a tick that is there; any other refusal is of what we made ourselves.
var forgedRefusals = []string{"already_reacted", "message_not_found", "user_not_found", "channel_not_found", "invalid_trigger_id", "users_list_not_supplied"}

// others are the scorecards of everybody but Ann.
func (g *guarded) others() string {
	g.Helper()
	today := coach.DateIn(g.coach.Clock(), monday.Location())
	scores, err := g.coach.Scorecard(g.Context(), coach.Query{By: "rep", Only: []string{"r2", "r9"}, AsOf: today, NoMin: true})
	if err != nil {
		g.Fatal(err)
	}
	for i := range scores {
		scores[i].More.CoverageRateOf = "" // the team's, once anybody in it has one
	}
	raw, err := json.Marshal(scores)
	if err != nil {
		g.Fatal(err)
	}
	return string(raw)
}

// unharmed: a normal command is answered, books open, Bob's is as it was, and
// nothing that went to Slack calls anybody, tells of Bob, or was refused.
func (g *guarded) unharmed(after string) {
	g.Helper()
	g.expect("UANN", "/coach balance", "Your balance")
	g.book("r1")
	g.book("r9")
	if now := g.facts("r2"); now != g.bobs {
		g.Errorf("after %s: Bob's book changed from\n%s to\n%s", clipped(after), g.bobs, now)
	}
	if now := g.others(); now != g.scores {
		g.Errorf("after %s: scorecards changed from\n%s to\n%s", clipped(after), g.scores, now)
	}
	g.silentInPublic(after)
}

// silentInPublic looks at every call and ack since the last time.
func (g *guarded) silentInPublic(after string) {
	g.Helper()
	calls := g.ws.Calls("")
	for _, c := range calls[g.checked:] {
		if c.Error != "" && !slices.Contains(forgedRefusals, c.Error) {
			g.Errorf("after %s: %s was refused: %s %v", clipped(after), c.Method, c.Error, c.Details)
		}
		g.decent(after, c.Method, c.Args["text"], c.Args["blocks"]+c.Args["view"]+c.Args["text"], c.Args["user"] == "UBOB" || c.Args["channel"] == "UBOB" || c.Args["user_id"] == "UBOB")
	}
	g.checked = len(calls)
	acks := g.ws.Acks()
	for _, a := range acks[g.acked:] {
		var r struct {
			Text string `json:"text"`
		}
		_ = json.Unmarshal(a.Payload, &r) // an ack without a payload has no text
		g.decent(after, "ack", r.Text, string(a.Payload), false)
		if a.Dropped {
			g.Errorf("after %s: an ack of %d bytes never reached Slack", clipped(after), a.Bytes)
		}
	}
	g.acked = len(acks)
}

func (g *guarded) decent(after, where, text, all string, forBob bool) {
	g.Helper()
	if mention.MatchString(text) || strings.Contains(text, "<") {
		g.Errorf("after %s: %s calls somebody: %q", clipped(after), where, text)
	}
	if strings.Contains(all, `"mrkdwn"`) {
		g.Errorf("after %s: %s has mrkdwn: %s", clipped(after), where, all)
	}
	if strings.Contains(all, marker) && !forBob {
		g.Errorf("after %s: %s tells of Bob's book: %s", clipped(after), where, all)
	}
}

func clipped(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}

// waitAck waits for the ack of an envelope.
func (g *guarded) waitAck(id, what string) {
	g.Helper()
	g.wait("an ack of "+clipped(what), func() bool {
		for _, a := range g.ws.Acks() {
			if a.EnvelopeID == id {
				return true
			}
		}
		return false
	})
}

func (g *guarded) send(kind string, payload any) {
	g.Helper()
	id, err := g.ws.Envelope(g.Context(), map[string]any{"type": kind, "accepts_response_payload": true, "payload": payload})
	if err != nil {
		g.Fatal(err)
	}
	g.waitAck(id, fmt.Sprintf("%s %v", kind, payload))
}

// hostileNames are what a deal, a customer, a reason may be called. Each has a
// letter or a digit, and is short enough to be kept.
var hostileNames = []string{
	"<!channel> <!here> <!everyone> <!subteam^S1> <@UBOB> <#CDEALS>", "@here @channel @everyone @group", "@\u200bhere @\u2060channel @\x00here",
	"<http://evil.example|click> and <mailto:a@b.c|mail>", "*bold* _it_ ~no~ `code` ```block``` > quote", "&amp; &lt;!here&gt; &amp;lt;!here&amp;gt; Q&A",
	"👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇩🇪 Emoji AG", "\u202eLtd evil\u202c \u2066x\u2069 \u200fעברית العربية", "Zalgo e\u0301\u0302\u0303\u0304\u0305\u0306\u0307", "nul\x00bell\x07esc\x1b[31m del\x7f",
	"bad \xff\xfe utf8 \xc3", "book/r2 {book} d:D-BOB *?[a] ws:w1:book", "'; DROP TABLE deals; --", "{{.}} {{template \"x\"}} %s %n %!d(MISSING)", "line1\nline2\r\nline3\u2028line4",
	"D-BOB/../r2", "null", "=cmd|'/c calc'!A0", strings.Repeat("long ", 300), strings.Repeat("W", 1900), "İstanbul ǅ ﬃ ½ ﷺ",
}

// TestHostileNamesInCommandsAreData: whatever things are called, it is kept as
// data, shown as data, and refused with a sentence where it cannot be kept.
func TestHostileNamesInCommandsAreData(t *testing.T) {
	g := guard(t, nil)
	for _, name := range hostileNames {
		word := strings.ReplaceAll(name, `"`, "”")
		for _, line := range []string{
			`/deal "` + word + `" stage=proposal amount=5k`, `/deal Acme name="` + word + `" reason="` + word + `"`, `/deal "` + word + `" lost reason="` + word + `" refer="` + word + `"`,
			`/commit "` + word + `" data "` + word + `" by friday`, `/touch "` + word + `" issue high ` + word, `/touch "` + word + `" care ` + word,
			`/qualify "` + word + `" problem="` + word + `"`, `/coach ` + word, `/deal ` + word, `/qualify ` + word + ` x=y`,
		} {
			g.run("UANN", line)
		}
		g.say("UANN", word+": proposal, 5k\nwon "+word+" 5k\n"+word+": propsal, 50x, close 31 Foo")
		g.unharmed(name)
	}
	g.look("UANN", "commands")
	if n := len(g.book("r1").Deals); n < 10 {
		t.Errorf("only %d deals were taken of %d names", n, len(hostileNames))
	}
}

// look opens everything that shows a book to its rep.
func (g *guarded) look(user, after string) {
	g.Helper()
	for _, line := range []string{"/coach why", "/coach balance"} {
		g.run(user, line)
	}
	if err := g.ws.OpenHome(g.Context(), user); err != nil {
		g.Fatal(err)
	}
	g.wait("home", func() bool { _, ok := g.ws.Home(user); return ok })
	g.silentInPublic(after)
}

// TestHostileNamesFromAppsAndFilesAreData: the same by the two doors that no
// person stands at, and then in nudges, Home and answers.
func TestHostileNamesFromAppsAndFilesAreData(t *testing.T) {
	g := guard(t, nil)
	for i, name := range hostileNames {
		g.post(map[string]any{"deal": name, "account": name, "rep": "r1", "name": name, "stage": name, "reason": name, "source": name, "amount": i})
		g.post(map[string]any{"deal": "X", "account": "A1", "rep": name, "currency": name, "kind": name, "outcome": name, "close_date": name, "amount": name})
	}
	dir := t.TempDir()
	writeCSV(t, dir, "accounts.csv", "account,name,owner", hostileNames, func(n string) []string { return []string{n, n, "r1"} })
	writeCSV(t, dir, "deals.csv", "deal,account,owner,name,stage,amount,reason,q.problem", hostileNames, func(n string) []string {
		return []string{"csv " + n, n, "r1", n, n, "10", n, n}
	})
	writeCSV(t, dir, "commitments.csv", "account,kind,what,due", hostileNames, func(n string) []string { return []string{n, "time", n, "2026-01-02"} })
	writeCSV(t, dir, "issues.csv", "account,issue,severity,opened", hostileNames, func(n string) []string { return []string{n, n, "high", "2026-11-01"} })
	g.importFiles(dir)
	for range 3 { // what came is looked at, and said, over the next days
		g.now.Add(int64(24 * 60 * 60 * 1e9))
		if err := g.coach.DoDue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	g.look("UANN", "apps and files")
	g.look("UMIA", "apps and files")
	if err := g.ws.OpenHome(t.Context(), "UANN"); err != nil {
		t.Fatal(err)
	}
	b := g.book("r1")
	if len(b.Deals) < len(hostileNames) || len(b.Nudges) == 0 {
		t.Fatalf("%d deals and %d nudges to show", len(b.Deals), len(b.Nudges))
	}
	g.wait("words about it", func() bool { return len(g.ws.DM("UANN")) > 0 })
	g.silentInPublic("the daily message")
}

// writeCSV writes a file with a row for each name.
func writeCSV(t *testing.T, dir, file, header string, names []string, row func(string) []string) {
	t.Helper()
	out := header + "\n"
	for _, n := range names {
		cells := row(n)
		for i, c := range cells {
			cells[i] = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		}
		out += strings.Join(cells, ",") + "\n"
	}
	if err := os.WriteFile(filepath.Join(dir, file), []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
}

// stored is what an import may know of the store.
type stored struct {
	*coach.People
	homes
}

type homes interface {
	Homes(ctx context.Context, of ...coach.Subject) ([]string, error)
}

// importFiles imports a folder as the command does.
func (g *guarded) importFiles(dir string) {
	g.Helper()
	pb := g.coach.Playbook
	got, err := crm.Read(g.Context(), []string{dir}, crm.Options{Playbook: pb, Known: stored{g.coach.People(), g.coach.Store}, Now: g.coach.Clock()})
	if err != nil {
		g.Fatal(err)
	}
	if err := g.coach.Import(context.WithoutCancel(g.Context()), got.ForCoach()); err != nil {
		g.Fatal(err)
	}
}

// TestAbsurdValuesAreRefusedWithHelp: what cannot be an amount, a date, a stage
// or a currency is answered with what can, and nothing is recorded.
func TestAbsurdValuesAreRefusedWithHelp(t *testing.T) {
	g := guard(t, nil)
	for _, value := range []string{"1e400", "-5", "99999999999999999999", "NaN", "∞", "1.2.3", "5k€k", "0x10", "1e999999", "٣٤", "--", "5€$"} {
		got := g.run("UANN", "/deal Acme amount="+value)
		if !strings.Contains(got, "For example") && !strings.Contains(got, "amount") || strings.Contains(got, "Recorded") {
			t.Errorf("amount=%s: %q", value, got)
		}
	}
	for _, value := range []string{"0000-00-00", "9999-12-31", "2026-02-31", "31 February", "0001-01-01", "200000-01-01", "yesterday's tomorrow", "32.13.2026", "-1", "NaN"} {
		for _, line := range []string{"/deal Acme close=" + value, "/deal Acme later until " + value} {
			if got := g.run("UANN", line); strings.Contains(got, "Recorded") || !strings.Contains(got, "xample") && !strings.Contains(got, "date") && !strings.Contains(got, "day") {
				t.Errorf("%s: %q", line, got)
			}
		}
	}
	for line, want := range map[string]string{
		"/deal Acme amount=5 currency=ZZZZ": "currency", "/deal Acme amount=5 currency=€€": "currency", "/deal Acme kind=sideways": "kind",
		"/touch Acme issue catastrophic x": "medium", "/commit Acme love forever": "time", "/deal Acme reason=\"open": "quote", "/qualify Acme employees=NaN": "is a number",
		"/qualify Acme employees=Inf": "is a number", "/qualify Acme employees=0x1p4": "is a number", "/qualify Acme employees=1.2.3": "is a number",
	} {
		if got := g.run("UANN", line); !strings.Contains(strings.ToLower(got), want) {
			t.Errorf("%s: %q does not say %q", line, got, want)
		}
	}
	if b := g.book("r1"); len(b.Deals)+len(b.Touches)+len(b.Commitments)+len(b.Qualifications) > 0 {
		t.Errorf("recorded: %v %v %v", b.Deals, b.Commitments, b.Qualifications)
	}
	g.unharmed("absurd values")
	g.expect("UANN", "/deal Acme amount=0", "$0")
}

// TestSeventyKilobytesAreSurvived: as large as Slack sends anything.
func TestSeventyKilobytesAreSurvived(t *testing.T) {
	g := guard(t, nil)
	for _, big := range []string{strings.Repeat("A", 70_000), strings.Repeat("👩‍👩‍👧‍👦", 3000), strings.Repeat("<!here> ", 9000), strings.Repeat("Acme: 5k\n", 8000), strings.Repeat("\n", 70_000)} {
		for _, line := range []string{"/deal Acme reason=", "/deal ", "/qualify Acme problem=", "/commit Acme time ", "/touch Acme care ", "/coach "} {
			g.run("UANN", line+big)
		}
		g.send("events_api", map[string]any{"type": "event_callback", "event": map[string]any{"type": "message", "channel": "CCHAT", "channel_type": "channel", "user": "UANN", "text": big, "ts": "9.9"}})
		g.send("events_api", reported(map[string]any{"deal": "D1", "account": "A1", "rep": "r1", "name": big}))
		g.send("events_api", reported(map[string]any{"deal": big, "account": big, "rep": big, "extra": big}))
		g.send("events_api", reported(map[string]any{"deal": "D1", "account": "A1", "rep": "r1", "amount": json.Number("1e999999")}))
		g.send("events_api", reported(map[string]any{"deal": "D1", "account": "A1", "rep": "r1", "amount": json.Number("1" + strings.Repeat("0", 60_000))}))
		g.send("interactive", submission("qualify", `{"i":"c/1","p":"whole/A1"}`, map[string]string{"problem": big, "employees": big}))
		g.send("interactive", submission("override", `{"nudge":"x"}`, map[string]string{"reason": big}))
		g.send("interactive", press("choose0", "choices", big))
		g.unharmed("70 KB of " + big[:4])
	}
	for _, q := range g.book("r1").Qualifications {
		for k, a := range q.Answers {
			if len([]rune(a.V)) > 2000 {
				t.Errorf("an answer of %d characters was kept for %s", len([]rune(a.V)), k)
			}
		}
	}
}

// reported is an app's update as metadata.
func reported(payload map[string]any) map[string]any {
	return map[string]any{"type": "event_callback", "event_id": "EvX", "event": map[string]any{"type": "message_metadata_posted", "channel_id": "CDEALS",
		"message_ts": "8.8", "app_id": "A9", "metadata": map[string]any{"event_type": "deal_updated", "event_payload": payload}}}
}

// submission is a form that was sent by Ann, whoever made it.
func submission(callback, private string, values map[string]string) map[string]any {
	state := map[string]any{}
	for k, v := range values {
		state[k] = map[string]any{k: map[string]any{"type": "plain_text_input", "value": v}}
	}
	return map[string]any{"type": "view_submission", "user": map[string]any{"id": "UANN", "team_id": "T0PRACTICE"}, "trigger_id": "1.2.3",
		"view": map[string]any{"id": "V1", "type": "modal", "callback_id": callback, "private_metadata": private, "state": map[string]any{"values": state}}}
}

// press is a button pressed by Ann, whoever made it.
func press(action, block, value string) map[string]any {
	return map[string]any{"type": "block_actions", "user": map[string]any{"id": "UANN", "team_id": "T0PRACTICE"}, "trigger_id": "1.2.3",
		"actions": []any{map[string]any{"type": "button", "action_id": action, "block_id": block, "value": value, "action_ts": "1.1"}}}
}

// TestOddEnvelopesEndInSilence: frames of any shape are acknowledged, so that
// they do not come again, and nothing comes of them.
func TestOddEnvelopesEndInSilence(t *testing.T) {
	g := guard(t, nil)
	deep := json.RawMessage(`{"type":"event_callback","event":{"type":"message","x":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `}}`)
	event := func(e any) map[string]any { return map[string]any{"type": "event_callback", "event": e} }
	odd := []any{nil, true, 7, "x", []any{nil}, map[string]any{}, deep, event(nil), event("x"), event([]any{}), event(map[string]any{}), event(map[string]any{"type": nil}),
		event(map[string]any{"type": "message"}), event(map[string]any{"type": "message", "text": "won Acme 5k", "ts": "1.1"}),
		event(map[string]any{"type": "message", "text": "won Acme 5k", "channel": "CDEALS", "user": "UNOBODY", "ts": "1.1"}),
		event(map[string]any{"type": "message", "text": "won Acme 5k", "channel": "CDEALS", "user": nil}), event(map[string]any{"type": "message", "text": 7, "user": []any{}, "channel": map[string]any{}}),
		event(map[string]any{"type": "message", "subtype": "message_changed", "message": map[string]any{"edited": nil}}), event(map[string]any{"type": "message", "subtype": "sideways", "text": "won Acme 5k"}),
		event(map[string]any{"type": "message", "metadata": map[string]any{"event_type": "deal_updated", "event_payload": nil}}),
		event(map[string]any{"type": "message_metadata_posted", "metadata": map[string]any{"event_type": "deal_updated", "event_payload": map[string]any{"deal": nil}}}),
		event(map[string]any{"type": "app_home_opened"}), event(map[string]any{"type": "user_change", "user": nil}), event(map[string]any{"type": "team_join", "user": map[string]any{"id": 7}}),
		event(map[string]any{"type": "reaction_added", "user": "UANN"}), map[string]any{"type": "outer_unknown"}, map[string]any{"type": "url_verification", "challenge": "<!here>"},
		map[string]any{"type": "block_actions", "actions": nil}, map[string]any{"type": "block_actions", "actions": []any{nil}, "user": nil}, map[string]any{"type": "view_submission", "view": nil},
		map[string]any{"type": "view_closed", "user": map[string]any{"id": "UANN"}, "view": map[string]any{"id": "VNONE", "callback_id": "qualify"}, "is_cleared": true},
		map[string]any{"type": "block_suggestion", "user": map[string]any{"id": "UANN"}, "action_id": "nudge_done", "block_id": "x", "value": "<!here>*"},
		map[string]any{"type": "message_action", "callback_id": "none", "message": map[string]any{"blocks": []any{nil}}}, map[string]any{"command": nil}, map[string]any{"command": "/nothing", "user_id": "UANN"},
		map[string]any{"command": "/deal", "text": nil, "user_id": nil}, map[string]any{"command": 7, "text": "Acme won"},
	}
	for _, p := range odd {
		for _, kind := range []string{"events_api", "interactive", "slash_commands", "weather", ""} {
			g.send(kind, p)
		}
	}
	if b := g.book("r1"); b.Version != 0 {
		t.Errorf("Ann's book was written to: %+v", b)
	}
	g.unharmed("odd envelopes")
}

// TestForgedFormsAndButtonsTouchNothing: whatever a click or a form claims to
// be about, it is about nothing in another's book, and of one's own only what
// was offered there.
func TestForgedFormsAndButtonsTouchNothing(t *testing.T) {
	g := guard(t, nil)
	ids := []string{"D-BOB", "deal/D-BOB", "own/../A2", "deal/D-BOB\nA1", "book/r2", "{A2}", "account/*", "whole/", "new/", "/", "", "\x00", "next-commitment/deal/D-BOB@2026-11-23"}
	for key := range g.book("r2").Nudges {
		ids = append(ids, key)
	}
	for _, id := range ids {
		name, err := json.Marshal(id)
		if err != nil {
			t.Fatal(err)
		}
		for _, private := range []string{`{"i":"c/1","p":` + string(name) + `}`, `{"i":"c/1","p":"deal/D-BOB","n":` + string(name) + `}`, `{"i":` + string(name) + `,"p":7}`, `{"nudge":` + string(name) + `}`, id, "null", "[]"} {
			for _, form := range []string{"qualify", "override", "snooze"} {
				g.send("interactive", submission(form, private, map[string]string{"problem": "x", "reason": "x", "until": "2026-12-24", "renamed": "y"}))
			}
			g.send("interactive", submission(id, private, nil))
		}
		for _, action := range []string{"nudge_done", "nudge_why", "nudge_override", "nudge_snooze", "nudge_not_useful", "nudge_", "choose", "choose9", id} {
			g.send("interactive", press(action, "nudge-"+id, id))
			g.send("interactive", press(action, id, `{"i":"c/2","c":"/deal","t":"Acme won 5k","p":`+string(name)+`}`))
			g.send("interactive", press(action, id, `{"i":"c/3","c":"/coach","t":"why","p":"x"}`))
			g.send("interactive", press(action, id, `{"i":"c/4","c":"line","t":"D-BOB: won","p":"deal/D-BOB"}`))
		}
	}
	g.unharmed("forged forms and buttons")
}

// TestOthersClicksAreTheirOwn: a bot, a guest, somebody from elsewhere and
// nobody at all get nothing, whatever team they claim.
func TestOthersClicksAreTheirOwn(t *testing.T) {
	g := guard(t, nil)
	for _, user := range []any{"UGUS", "UEVE", "UNOBODY", "", nil, "U../r2", "r2", "USLACKBOT"} {
		for _, team := range []any{"T0PRACTICE", "TOTHER", nil} {
			for _, p := range []map[string]any{press("choose0", "choices", `{"i":"c/2","c":"/deal","t":"D-BOB won 5k","p":"deal/D-BOB"}`), submission("qualify", `{"i":"c/1","p":"deal/D-BOB"}`, map[string]string{"problem": "x"})} {
				p["user"] = map[string]any{"id": user, "team_id": team}
				g.send("interactive", p)
			}
			g.send("slash_commands", map[string]any{"command": "/deal", "text": "D-BOB won 5k", "user_id": user, "team_id": team, "channel_id": "CDEALS", "trigger_id": "1.2.3"})
		}
	}
	g.unharmed("strangers")
}
