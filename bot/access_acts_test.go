package bot_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

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
