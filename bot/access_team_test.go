package bot_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"evenkeel/bot"
	"evenkeel/coach"
)

// What a team has together: its renewals, of which its channel hears, and its
// manager's digest. Ann, Bob and Mia are its members, Dot manages Mia; Max and Zoe are
// of another team, Ada of none of these. A digest bears one name everywhere, so Max and
// Dot, who have one of their own, get theirs.
const teamTable = `
action                  ann  bob  mia  dot  max  zoe  ada  gus  eve  bot  del  non

I’m on it               does does does does told told told none none none none none
Renewed                 does does does does told told told none none none none none
Snooze                  does does does does told told told none none none none none
Snooze until a date     form form form form told told told none none none none none
Not renewing            form form form form told told told none none none none none
the form of a date      does does does does told told told none none none none none
the form of a reason    does does does does told told told none none none none none
another’s value         told told told told told told told none none none none none
another team’s form     told told told told told told told none none none none none
no such control         told told told told told told told none none none none none
Show the rest           told told sees own  own  told told none none none none none
a page of the rest      told told sees own  own  told told none none none none none
`

func TestWhoMayUseWhatATeamHasTogether(t *testing.T) {
	a := openAccess(t)
	a.team(t)
	a.table(t, teamTable, a.teamAction)
}

// team puts everybody into their teams, and lets a week go by to the Monday on which
// both the renewals' message and the digests are due.
func (a *access) team(t *testing.T) {
	for id, team := range map[string]string{"UMAX": "west", "UZOE": "west", "UDOT": "board", "UADA": "office"} {
		if _, err := a.coach.People().UpdateRep(t.Context(), id, func(r *coach.Rep) bool { r.Team = team; return true }); err != nil {
			t.Fatal(err)
		}
	}
	a.crowd(150)
	for _, user := range []string{"UMAX", "UDOT"} { // a book of their own, so that there is a digest
		a.expect(user, "/deal Initech name=Own stage=proposal amount=10k close=2026-12-31", "Initech")
	}
	// At Globex, since a step with Acme is booked, and then nobody is reminded.
	end := coach.DateIn(monday, time.UTC).AddDays(7 + 60)
	for _, row := range strings.Split(strings.TrimSpace(teamTable), "\n")[2:] {
		for _, person := range []string{"ann", "bob", "mia", "dot"} {
			id := a.contract(strings.TrimSpace(row[:24]), person)
			err := a.coach.HandleAccount(t.Context(), coach.Event{ID: id, At: a.clock(false), Source: coach.App, Account: "A2",
				Contract: &coach.ContractChange{ID: id, Owner: new("r1"), Product: &id, Start: new(end.AddMonths(-12).AddDays(1)), End: &end}})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := a.coach.DoDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.digest()
	if a.reminder("K-Renewed-ann") == "" {
		t.Fatal("the team was not reminded")
	}
}

// contract is the one that somebody tries an action on; who may not, on Ann's.
func (a *access) contract(row, person string) string {
	if !strings.Contains("ann bob mia dot", person) {
		person = "ann"
	}
	return "K-" + strings.ReplaceAll(row, " ", "-") + "-" + person
}

// reminder is the key of the team's reminder of a contract.
func (a *access) reminder(contract string) string {
	a.Helper()
	b, err := a.coach.Team(a.Context(), "east")
	if err != nil {
		a.Fatal(err)
	}
	for key, n := range b.Nudges {
		if n.Subject == coach.On("contract", contract) && n.For == coach.ForChannel {
			return key
		}
	}
	return ""
}

// teamClicks are the actions that press a control of a renewal.
var teamClicks = map[string][2]string{"I’m on it": {"renewal_mine"}, "Renewed": {"renewal_renewed"}, "Snooze": {"renewal_snooze", "tomorrow"},
	"Snooze until a date": {"renewal_snooze", "date"}, "Not renewing": {"renewal_lost"}, "no such control": {"renewal_forged", "tomorrow"}}

// teamAction is how an action is tried, as access.action has it.
func (a *access) teamAction(name string) func(*attempt) string {
	on := func(c *attempt) string { return a.reminder(a.contract(name, c.person)) }
	if click, ok := teamClicks[name]; ok {
		return func(c *attempt) string {
			return c.presses(bot.RenewalBlock("east", on(c)), click[0], on(c), click[1])
		}
	}
	try, ok := map[string]func(*attempt) string{
		"the form of a date": func(c *attempt) string {
			return c.submits("renewal_snooze", c.renewalForm("east", on(c)), map[string]any{"until": map[string]any{"selected_date": "2026-12-07"}})
		},
		"the form of a reason": func(c *attempt) string {
			return c.submits("renewal_lost", c.renewalForm("east", on(c)), map[string]any{"reason": text("the price")})
		},
		"another’s value": func(c *attempt) string {
			return c.presses(bot.RenewalBlock("east", on(c)), "renewal_renewed", a.reminder("K-Renewed-ann"), "")
		},
		"another team’s form": func(c *attempt) string {
			return c.submits("renewal_lost", c.renewalForm("west", on(c)), map[string]any{"reason": text("the price")})
		},
		"Show the rest":      func(c *attempt) string { return c.turns("digest_more", "digest/2026-W49") },
		"a page of the rest": func(c *attempt) string { return c.turns("digest_more_0", "digest/2026-W49 0") },
	}[name]
	if !ok {
		a.Fatalf("nobody knows how to try %q", name)
	}
	return try
}

// turns presses a button of a digest in a window, which is filled then: to open one
// would take a press that the workspace knows of.
func (c *attempt) turns(action, value string) string {
	return c.interaction("block_actions", map[string]any{"view": map[string]any{"id": fmt.Sprintf("V%d", c.n), "type": "modal"},
		"actions": []any{map[string]any{"action_id": action, "value": value, "action_ts": fmt.Sprint(c.n)}}})
}

func (c *attempt) renewalForm(team, nudge string) string {
	raw, err := json.Marshal(map[string]string{"team": team, "nudge": nudge})
	if err != nil {
		c.Fatal(err)
	}
	return string(raw)
}
