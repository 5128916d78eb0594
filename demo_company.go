package main

import (
	"regexp"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"evenkeel/bot/workspace"
	"evenkeel/coach"
)

type redisClient = redis.UniversalClient

// The demo's company sells a stock-counting service to retailers. It is made
// up, and just large enough for every rule to have something to say.
const demoTeam = "TKEEL"

func demoZone() *time.Location {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return time.UTC
	}
	return loc
}

func demoWorkspace(port int, now func() time.Time) workspace.Config {
	const zone = "Europe/Berlin"
	return workspace.Config{
		Addr:    "127.0.0.1:" + strconv.Itoa(port),
		Team:    workspace.Team{ID: demoTeam, Name: "Tally & Co", Domain: "tally"},
		BotName: "Even Keel",
		Users: []workspace.User{
			{ID: "UANN", Name: "ann", RealName: "Ann Berger", Email: "ann@tally.example", TZ: zone},
			{ID: "UBO", Name: "bo", RealName: "Bo Lindqvist", Email: "bo@tally.example", TZ: zone},
			{ID: "UMIA", Name: "mia", RealName: "Mia Okafor", Email: "mia@tally.example", TZ: zone},
			{ID: "USAM", Name: "sam", RealName: "Sam Duarte", Email: "sam@tally.example", TZ: zone, Admin: true},
		},
		Channels: []workspace.Channel{
			{ID: "CSTART", Name: "start-here", Members: []string{"UANN", "UBO", "UMIA", "USAM"}},
			{ID: "CDEALS", Name: "deals", Members: []string{"UANN", "UBO", "UMIA", "USAM"}, BotIn: true},
			{ID: "CRENEW", Name: "renewals", Members: []string{"UANN", "UBO", "UMIA", "USAM"}, BotIn: true},
		},
		Commands: []string{"/qualify", "/deal", "/commit", "/touch", "/coach"},
		Limits:   true,
		Now:      now,
	}
}

const demoWelcome = `Hello, this is a practice workspace: nothing leaves your machine. You are whoever you choose at the top left. Some things to try, as Ann:
• Wait for nine: Even Keel sends Ann the day's coaching message. Press its buttons.
• In #deals, write:  Lantern Foods: negotiation  (a customer with an open issue; Even Keel stops you kindly)
• There too:  Fjordmart: proposal, 48k, close 31 Mar  (recorded: ✅)
• /commit Fjordmart kept  (they did walk through it; Even Keel asks what they promise next)
• /commit Fjordmart data "stock figures of two stores" by friday  (and the message changes in place)
• /qualify Quickbite segment=restaurants employees=12 problem="menu printing"
• /qualify Harbour Outlets  (opens the form)
• /coach balance, /coach why, and the Home tab
Then be Bo, who has a deal at Lantern Foods too.`

const demoPlaybook = `version: 1
time_zone: Europe/Berlin
currency: EUR
hours: {spread: 0s}
sweet_spot:
  written: true
  problems: [stock-outs, shrinkage, slow counts]
  criteria:
    - {key: problem,   ask: "Which problem do they want solved?",        weight: 35, critical: true}
    - {key: segment,   ask: "Which industry are they in?",               weight: 20, fits: [grocery, fashion, pharmacy, home], never: [{value: restaurants, why: "our counting needs shelves; a kitchen is better served by an inventory app"}]}
    - {key: employees, ask: "How many people work there?", type: number, weight: 15, fits: {from: 50, to: 5000}}
    - {key: budget,    ask: "Is there money for it?",                    weight: 15}
    - {key: timing,    ask: "When do they need it?",       timing: true, weight: 15, later: [next year]}
`

// demoDay stands for a day counted from the demo's first morning: {-9}.
var demoDay = regexp.MustCompile(`\{(-?\d+)\}`)

// demoFiles are the company's records as of the demo's first morning.
func demoFiles(today coach.Date) map[string]string {
	out := map[string]string{}
	for name, text := range demoTables {
		out[name] = demoDay.ReplaceAllStringFunc(text, func(m string) string {
			n, _ := strconv.Atoi(m[1 : len(m)-1])
			return today.AddDays(n).String()
		})
	}
	return out
}

var demoTables = map[string]string{
	"reps.csv": `rep,name,email,slack_user,team,manager,role,time_zone,currency
ann,Ann Berger,ann@tally.example,UANN,north,mia,hybrid,Europe/Berlin,EUR
bo,Bo Lindqvist,bo@tally.example,UBO,north,mia,hunter,Europe/Berlin,EUR
mia,Mia Okafor,mia@tally.example,UMIA,north,,,Europe/Berlin,EUR
`,
	"accounts.csv": `account,name,segment,employees,country,owner,parent
tidewater,Tidewater Grocers,grocery,1800,DE,ann,
brightwell,Brightwell Home,home,640,DE,ann,
lantern,Lantern Foods,grocery,950,SE,ann,
fjordmart,Fjordmart,grocery,2200,NO,ann,
harbour,Harbour Outlets,fashion,410,DE,ann,
quickbite,Quickbite,restaurants,12,DE,ann,
alder,Alder Pharmacy,pharmacy,300,DE,ann,
birch,Birch & Sons,home,150,DE,ann,
copper,Copperfield,fashion,520,DE,ann,
dune,Dune Market,grocery,90,DE,ann,
elm,Elm Street Books,home,60,DE,bo,
ferry,Ferry Lane,grocery,75,DE,bo,
`,
	"deals.csv": `deal,account,owner,name,stage,amount,currency,source,created,close_date,closed,outcome,q.problem,q.segment,q.budget
W1,tidewater,ann,Roll-out south,negotiation,30000,EUR,referral,{-320},,{-250},won,,,
W2,tidewater,ann,Roll-out west,negotiation,28000,EUR,referral,{-200},,{-120},won,,,
W3,tidewater,ann,Night counts,negotiation,28000,EUR,referral,{-60},,{-3},won,,,
W4,brightwell,ann,Group licence,negotiation,40000,EUR,event,{-180},,{-90},won,,,
W5,lantern,ann,Two depots,negotiation,15000,EUR,event,{-220},,{-160},won,,,
W6,alder,ann,Pilot to all,negotiation,15000,EUR,list,{-210},,{-150},won,,,
W7,birch,ann,First stores,negotiation,15000,EUR,list,{-190},,{-140},won,,,
W8,copper,ann,Outlet count,negotiation,15000,EUR,event,{-170},,{-110},won,,,
W9,dune,ann,One store,negotiation,15000,EUR,list,{-150},,{-100},won,,,
W10,harbour,ann,Trial,negotiation,15000,EUR,event,{-130},,{-70},won,,,
W11,elm,ann,Trial,negotiation,15000,EUR,event,{-120},,{-60},won,,,
L1,ferry,ann,Whole chain,proposal,22000,EUR,list,{-140},,{-80},lost,,,
D1,lantern,ann,Third depot,proposal,26000,EUR,customer,{-40},{40},,,stock-outs,grocery,yes
D2,fjordmart,ann,Pilot,qualifying,45000,EUR,referral,{-20},{60},,,stock-outs,grocery,yes
D3,harbour,ann,All outlets,prospecting,18000,EUR,customer,{-9},{70},,,,,
D4,quickbite,ann,Kitchen count,prospecting,4000,EUR,list,{-2},{30},,,,,
D5,lantern,bo,Freezer module,qualifying,12000,EUR,customer,{-30},{50},,,shrinkage,grocery,
D6,ferry,bo,Second try,qualifying,20000,EUR,list,{-25},{80},,,shrinkage,grocery,
`,
	"commitments.csv": `deal,kind,what,made,due,status
D2,time,walk-through with the store managers,{-12},{-2},open
D1,data,delivery times of the last quarter,{-10},{12},open
D6,time,call with the owner,{-9},{6},open
`,
	"issues.csv": `account,issue,severity,opened,promised,closed
lantern,scanners drop out in the cold store,high,{-5},{3},
`,
}
