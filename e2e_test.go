package main

import (
	"slices"
	"strings"
	"syscall"
	"testing"

	"evenkeel/bot/workspace"
	"evenkeel/store/storetest"
)

// dayPlaybook is what a small team wrote down.
const dayPlaybook = `version: 1
time_zone: Europe/Berlin
currency: EUR
hours: {spread: 0s}
sweet_spot:
  written: true
  problems: [stock-outs, shrinkage, slow counts]
  criteria:
    - {key: problem,   ask: "Which problem do they want solved?",        weight: 35, critical: true}
    - {key: segment,   ask: "Which industry are they in?",               weight: 20, fits: [grocery, fashion, home], never: [{value: restaurants, why: "our counting needs shelves"}]}
    - {key: employees, ask: "How many people work there?", type: number, weight: 15, fits: {from: 50, to: 5000}}
    - {key: budget,    ask: "Is there money for it?",                    weight: 15}
    - {key: timing,    ask: "When do they need it?",       timing: true, weight: 15, later: [next year]}
`

// dayBefore is the company as it was imported a week before the day.
var dayBefore = map[string]string{
	"reps.csv": `rep,name,slack_user,team,manager,role,time_zone,currency
ann,Ann Berger,UANN,north,mia,hybrid,Europe/Berlin,EUR
bo,Bo Lindqvist,UBO,north,mia,hunter,Europe/Berlin,EUR
mia,Mia Okafor,UMIA,north,,,Europe/Berlin,EUR
`,
	"accounts.csv": `account,name,segment,employees,owner
tidewater,Tidewater Grocers,grocery,1800,ann
brightwell,Brightwell Home,home,640,ann
lantern,Lantern Foods,grocery,950,ann
fjordmart,Fjordmart,grocery,2200,ann
harbour,Harbour Outlets,fashion,,ann
quickbite,Quickbite,restaurants,12,ann
ferry,Ferry Lane,grocery,75,bo
oxbow,Oxbow Living,home,300,mia
alder,Alder Pharmacy,pharmacy,300,ann
birch,Birch & Sons,home,150,ann
copper,Copperfield,fashion,520,ann
dune,Dune Market,grocery,90,ann
elm,Elm Street Books,home,60,ann
`,
	"deals.csv": `deal,account,owner,name,stage,amount,created,close_date,closed,outcome,q.problem,q.segment,q.budget
W1,tidewater,ann,Roll-out south,negotiation,30000,2025-04-10,,2025-06-20,won,,,
W2,tidewater,ann,Roll-out west,negotiation,28000,2025-08-10,,2025-11-05,won,,,
W3,brightwell,ann,Group licence,negotiation,40000,2025-09-01,,2025-12-01,won,,,
W4,lantern,ann,Two depots,negotiation,15000,2025-07-01,,2025-09-15,won,,,
W5,alder,ann,Pilot to all,negotiation,15000,2025-07-15,,2025-09-25,won,,,
W6,birch,ann,First stores,negotiation,15000,2025-08-01,,2025-10-05,won,,,
W7,copper,ann,Outlet count,negotiation,15000,2025-09-01,,2025-11-02,won,,,
W8,dune,ann,One store,negotiation,15000,2025-09-20,,2025-11-14,won,,,
W9,elm,ann,Trial,negotiation,15000,2025-10-20,,2025-12-22,won,,,
W10,harbour,ann,Trial,negotiation,15000,2025-10-25,,2025-12-15,won,,,
D1,lantern,ann,Third depot,qualifying,26000,2026-01-20,2026-04-10,,,stock-outs,grocery,yes
D2,fjordmart,ann,Pilot,qualifying,45000,2026-02-10,2026-05-04,,,stock-outs,grocery,yes
D3,harbour,ann,All outlets,prospecting,18000,2026-02-20,2026-05-12,,,,,
D4,copper,ann,Night counts,qualifying,9000,2026-01-30,2026-04-30,,,shrinkage,fashion,yes
D5,lantern,bo,Freezer module,qualifying,12000,2026-01-30,2026-04-20,,,shrinkage,grocery,
D6,ferry,bo,Second try,qualifying,20000,2026-02-05,2026-05-20,,,shrinkage,grocery,
D7,oxbow,mia,Warehouse,qualifying,33000,2026-02-11,2026-05-29,,,slow counts,home,yes
`,
	"commitments.csv": `deal,kind,what,made,due,status
D1,data,delivery times of the last quarter,2026-02-18,2026-03-13,open
D2,time,walk-through with the store managers,2026-02-16,2026-02-27,open
D4,time,call with the head of stores,2026-02-12,2026-03-06,open
D5,time,visit to the cold store,2026-02-17,2026-03-20,open
D6,time,call with the owner,2026-02-18,2026-02-26,open
D7,data,plan of the warehouse,2026-02-18,2026-02-26,open
`,
	"issues.csv": "account,issue,severity,opened,promised,closed\n",
}

// weekend is what the CRM said in the last import before the day.
var weekend = map[string]string{
	"deals.csv": `deal,account,owner,name,stage,amount,created,closed,outcome
W11,tidewater,ann,Night counts,negotiation,28000,2026-01-05,2026-02-27,won
`,
	"commitments.csv": `deal,kind,what,made,due,status
D4,time,call with the head of stores,2026-02-12,2026-03-06,kept
`,
}

// TestADayOfARepAndAManager is one working day of a small company, from the
// import to the next morning, with the real program and a real Redis. Run it
// with -v to read the day.
func TestADayOfARepAndAManager(t *testing.T) {
	t.Parallel()
	o := openOffice(t, two(), storetest.Redis(t).URL)
	o.env = append(o.env, "EVENKEEL_PLAYBOOK="+o.folder(map[string]string{"p.yaml": dayPlaybook})+"/p.yaml")
	defer func() { t.Logf("the day:\n%s", o.scribe.transcript()) }()
	o.evenkeel("2026-02-23T08:00:00Z", "import", o.folder(dayBefore))
	o.evenkeel("2026-02-28T18:00:00Z", "import", o.folder(weekend))
	bot := o.run("2026-03-02T07:58:30Z@60x")
	o.theMessageOfTheDay()
	o.itsButtons()
	o.nobodyElsesButtons()
	o.verdicts()
	o.updates()
	o.stops()
	o.whatTheManagerSees()
	bot.ends(t, syscall.SIGTERM)
	o.theNextMorning()
}

// theMessageOfTheDay comes at nine: three nudges out of four, each with its
// controls, and what is whose stays so.
func (o *office) theMessageOfTheDay() {
	o.Helper()
	o.until("everybody's daily message", func() bool {
		return len(o.ws.DM("UANN")) > 0 && len(o.ws.DM("UBO")) > 0 && len(o.ws.DM("UMIA")) > 1
	})
	m := o.last("UANN")
	if m.Metadata == nil || m.Metadata.EventType != "evenkeel_message" || m.Metadata.EventPayload["key"] != "daily/2026-03-02" {
		o.Errorf("metadata %+v", m.Metadata)
	}
	ns := nudges(o, m)
	if len(ns) != 3 {
		o.Fatalf("%d nudges, want 3: %s", len(ns), m.Shown())
	}
	for i, subject := range []string{"Tidewater", "Fjordmart", "Harbour"} { // the warning first, then by money
		n := ns[i]
		if !strings.Contains(n.text, subject) || !strings.Contains(m.Text, subject) {
			o.Errorf("nudge %d is not about %s: %s", i, subject, n.text)
		}
		if want := []string{"nudge_done", "nudge_why", "nudge_snooze", "nudge_not_useful"}; !slices.Equal(n.controls, want) {
			o.Errorf("the controls of nudge %d are %v", i, n.controls)
		}
	}
	for user, of := range map[string]string{"UBO": "Ferry Lane", "UMIA": "Oxbow"} {
		ns := nudges(o, o.last(user))
		if len(ns) != 1 || !strings.Contains(ns[0].text, of) {
			o.Errorf("%s is told: %s", user, o.last(user).Shown())
		}
	}
}

// itsButtons edit the message in place.
func (o *office) itsButtons() {
	o.Helper()
	m := o.last("UANN")
	base := o.about(m, "Tidewater")
	o.press("UANN", m, base, "nudge_why", "")
	o.until("why", func() bool {
		es := o.ws.Ephemerals("UANN")
		return len(es) > 0 && strings.Contains(es[len(es)-1].Text, "The idea: Shifting the burden")
	})
	o.press("UANN", m, base, "nudge_done", "")
	o.edited("UANN", m, "Done – thanks")
	o.press("UANN", m, o.about(m, "Fjordmart"), "nudge_snooze", "tomorrow")
	o.edited("UANN", m, "Snoozed until Tue 3 Mar")
	o.press("UANN", m, o.about(m, "Harbour"), "nudge_not_useful", "wrong_time")
	m = o.edited("UANN", m, "Not useful (wrong time)")
	for _, n := range nudges(o, m) {
		if n.controls != nil {
			o.Errorf("an answered nudge still has its controls: %s", n.text)
		}
	}
	if n := len(o.ws.DM("UANN")); n != 1 {
		o.Errorf("%d messages: the answers did not edit in place", n)
	}
}

// nobodyElsesButtons do nothing: a click is matched against the clicker's own
// book, whatever it claims.
func (o *office) nobodyElsesButtons() {
	o.Helper()
	before := o.last("UBO")
	n := o.about(before, "Ferry Lane")
	for _, user := range []string{"UANN", "UMIA"} {
		_, err := o.ws.Envelope(o.Context(), map[string]any{"type": "interactive", "accepts_response_payload": false, "payload": map[string]any{
			"type": "block_actions", "user": map[string]any{"id": user, "team_id": "T0PRACTICE"}, "trigger_id": "1.2.3",
			"channel": map[string]any{"id": before.Channel}, "message": map[string]any{"ts": before.TS},
			"actions": []any{map[string]any{"type": "button", "action_id": "nudge_done", "block_id": n.block, "value": n.value, "action_ts": "1.1"}},
		}})
		if err != nil {
			o.Fatal(err)
		}
		if why := o.command(user, "/coach why"); strings.Contains(why, "Ferry") { // done after the click
			o.Errorf("%s sees Bo's book: %s", user, why)
		}
	}
	o.command("UBO", "/coach why", "Ferry Lane", "said on")
	if after := o.last("UBO"); after.Edited != "" || after.Shown() != before.Shown() {
		o.Errorf("somebody else answered Bo's nudge:\n%s", after.Shown())
	}
}

// verdicts are given at once on a line, and after the form.
func (o *office) verdicts() {
	o.Helper()
	for _, c := range []struct{ line, begins string }{
		{"/qualify Fjordmart timing=now employees=2200", "In your sweet spot: Fjordmart, Pilot"},
		{"/qualify Harbour budget=yes", "Edge: Harbour Outlets, All outlets"},
		{`/qualify Lantern timing="next year"`, "Right customer, wrong time: Lantern Foods, Third depot"},
		{`/qualify Quickbite problem="menu printing"`, "Not your customer: Quickbite"},
	} {
		if got := o.command("UANN", c.line); !strings.HasPrefix(got, c.begins) {
			o.Errorf("%s: %s", c.line, got)
		}
	}
	o.command("UANN", "/qualify Lantern timing=now", "In your sweet spot")
	o.command("UANN", "/qualify Harbour")
	o.until("the form", func() bool { return len(o.ws.Views("UANN")) == 1 })
	o.scribe.note("UANN", "the form", "[problem: slow counts; employees: 410; sends it]")
	r, err := o.ws.Submit(o.Context(), "UANN", "top", map[string]string{"problem": "slow counts", "employees": "410"})
	if err != nil || !r.Closed {
		o.Fatalf("submit: %+v, %v", r, err)
	}
	o.until("the verdict", func() bool {
		es := o.ws.Ephemerals("UANN")
		return strings.HasPrefix(es[len(es)-1].Text, "In your sweet spot: Harbour Outlets, All outlets")
	})
}

// updates come by commands, from people in the channel, and from apps.
func (o *office) updates() {
	o.Helper()
	o.command("UANN", "/deal Fjordmart amount=48k close=8 May", "€48,000", "Fri 8 May 2026")
	o.command("UANN", "/commit Fjordmart kept walk-through", "kept")
	o.until("what they promise next", func() bool { return len(o.ws.DM("UANN")) == 2 })
	ask := o.last("UANN")
	o.about(ask, "Fjordmart")
	o.command("UANN", `/commit Fjordmart data "stock figures of two stores" by friday`, "stock figures of two stores", "Fri 6 Mar 2026")
	o.edited("UANN", ask, "This no longer applies.")
	o.command("UANN", "/touch Copperfield care talked through the night counts", "care", "Mon 2 Mar 2026")
	o.command("UANN", "/coach balance", "Your balance", "Tidewater Grocers")
	o.say("UANN", "Fjordmart: proposal, 52k, close 15 May")
	o.command("UBO", "/deal Fjordmart amount=1", "Ann Berger's", "Nothing was recorded")
	o.scribe.look()
	ts, err := o.ws.PostAsApp(o.Context(), workspace.AppPost{Channel: "#deals", AppID: "A0CRM", BotID: "B0CRM", Username: "CRM", Text: "Deal D8 moved to proposal",
		Metadata: &workspace.Metadata{EventType: "deal_updated", EventPayload: map[string]any{
			"deal": "D8", "account": "Gable & Gutter", "name": "First stores", "rep": "bo", "stage": "proposal", "amount": 7500, "currency": "EUR"}}})
	if err != nil {
		o.Fatal(err)
	}
	o.until("a tick on the app's update", func() bool { return o.ticked(ts) })
}

// stops come at once, to each rep at the account who sells on; whoever goes on
// gives a reason.
func (o *office) stops() {
	o.Helper()
	o.command("UANN", `/touch Lantern issue high "scanners drop out in the cold store"`, "high issue")
	o.say("UBO", "Lantern: proposal")
	o.until("a stop for Bo", func() bool { return len(o.ws.DM("UBO")) == 2 })
	o.command("UANN", "/deal Lantern stage=proposal", "proposal")
	o.until("a stop for Ann", func() bool { return len(o.ws.DM("UANN")) == 3 })
	for _, user := range []string{"UANN", "UBO"} {
		n := o.about(o.last(user), "scanners drop out in the cold store")
		if !slices.Contains(n.controls, "nudge_override") {
			o.Errorf("the stop of %s offers %v", user, n.controls)
		}
	}
	m := o.last("UANN")
	o.press("UANN", m, o.about(m, "Lantern"), "nudge_override", "")
	o.until("the form", func() bool { return len(o.ws.Views("UANN")) == 1 })
	o.scribe.note("UANN", "the form", "[reason: They asked for the offer themselves; sends it]")
	r, err := o.ws.Submit(o.Context(), "UANN", "top", map[string]string{"reason": "They asked for the offer themselves"})
	if err != nil || !r.Closed {
		o.Fatalf("submit: %+v, %v", r, err)
	}
	o.edited("UANN", m, "They asked for the offer themselves")
}

// whatTheManagerSees is her own, as it is for everybody.
func (o *office) whatTheManagerSees() {
	o.Helper()
	own := []string{"Fjordmart, Pilot", "Lantern Foods, Freezer module", "Oxbow Living, Warehouse"}
	for i, user := range []string{"UANN", "UBO", "UMIA"} {
		home := o.home(user)
		for j, deal := range own {
			if strings.Contains(home, deal) != (i == j) {
				o.Errorf("Home of %s and the deal %s:\n%s", user, deal, home)
			}
		}
		for _, part := range []string{"Your balance", "Open nudges", "Open deals", "What your customers promised"} {
			if !strings.Contains(home, part) {
				o.Errorf("Home of %s lacks %q", user, part)
			}
		}
	}
	if home := o.home("UBO"); !strings.Contains(home, "Gable & Gutter, First stores: build on their numbers") || strings.Contains(home, "/qualify") {
		o.Errorf("Home of UBO does not say the first of two things on one deal:\n%s", home)
	}
	o.command("UMIA", "/coach balance", "Your balance")
	for user, want := range map[string]int{"UANN": 3, "UBO": 2, "UMIA": 2} { // her team's week too, and nothing at once on the app's update
		if got := len(o.ws.DM(user)); got != want {
			o.Errorf("%s got %d messages today, want %d", user, got, want)
		}
	}
}

// theNextMorning says what had to wait, and does not repeat what was answered.
func (o *office) theNextMorning() {
	o.Helper()
	bot := o.run("2026-03-03T07:59:00Z@60x")
	o.until("Tuesday's messages", func() bool { return len(o.ws.DM("UANN")) == 4 && len(o.ws.DM("UBO")) == 3 })
	if m := o.last("UANN"); !strings.Contains(m.Text, "Copper") || strings.Contains(m.Text, "Tidewater") || strings.Contains(m.Text, "Harbour") {
		o.Errorf("Ann is told: %s", m.Shown())
	}
	if m := o.last("UBO"); !strings.Contains(m.Text, "Gable & Gutter") && !strings.Contains(m.Text, "Gable &amp; Gutter") {
		o.Errorf("Bo is not told of what the app said: %s", m.Shown())
	}
	bot.ends(o.T, syscall.SIGTERM)
}
