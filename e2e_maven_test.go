package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"evenkeel/bot/workspace"
	"evenkeel/coach"
	"evenkeel/store/crm/crmtest"
	"evenkeel/store/storetest"
)

// mavenPlaybook is what Maven's team might have written down.
const mavenPlaybook = `version: 1
hours: {spread: 0s}
sweet_spot:
  written: true
  problems: [slow machines, downtime]
`

// TestMavenOnARealRedis takes a company's real records from the CSV files to
// the scorecard, and then to the people in Slack.
func TestMavenOnARealRedis(t *testing.T) {
	t.Parallel()
	dir := crmtest.Maven(t) // skips where the data is not
	m := readMaven(t, dir)
	o := openOffice(t, m.workspace(), storetest.Redis(t).URL)
	o.env = append(o.env, "EVENKEEL_PLAYBOOK="+o.folder(map[string]string{"p.yaml": mavenPlaybook})+"/p.yaml")
	defer func() { t.Logf("two days at Maven:\n%s", o.scribe.transcript()) }()
	o.evenkeel("2018-01-02T07:59:00Z", "import", dir)
	for _, by := range []string{"rep", "team", "workspace"} {
		o.scoresAreTheOracles(by, "2017-Q4")
		o.scoresAreTheOracles(by, "12m")
	}
	o.evenkeel("", "import", o.folder(map[string]string{"reps.csv": m.slackUsers()})) // who is who in Slack comes later
	o.scoresAreTheOracles("team", "12m")
	o.anAgentsDay(m)
}

// scoresAreTheOracles compares every field that the oracle computes.
func (o *office) scoresAreTheOracles(by, window string) {
	o.Helper()
	end := coach.NewDate(2017, 12, 31)
	w := coach.LastMonths(end, 12)
	if window == "2017-Q4" {
		w, _ = coach.Quarter(end, 0)
	}
	want := crmtest.MavenOracle(o, by, w)
	out := o.evenkeel("", "scorecard", "--json", "--min", "0", "--as-of", "2017-12-31", "--by", by, "--window", window)
	got := picked(o.T, out, want)
	if diff := cmp.Diff(want, got); diff != "" {
		o.Errorf("by %s, %s (- oracle, + evenkeel):\n%s", by, window, diff)
	}
}

// agent is somebody with one open deal past the first stage at one account, and
// one at the first stage at another.
type agent struct{ name, user, engaged, prospect string }

type mavenFiles struct {
	agents []string
	chosen agent
}

func readMaven(t *testing.T, dir string) mavenFiles {
	t.Helper()
	m := mavenFiles{}
	for _, r := range crmtest.Load(t, filepath.Join(dir, "reps.csv")) {
		m.agents = append(m.agents, r["rep"])
	}
	open := map[string]map[string][]string{} // agent, account: stages
	for _, d := range crmtest.Load(t, filepath.Join(dir, "deals.csv")) {
		if d["outcome"] != "" || d["account"] == "" {
			continue
		}
		if open[d["owner"]] == nil {
			open[d["owner"]] = map[string][]string{}
		}
		open[d["owner"]][d["account"]] = append(open[d["owner"]][d["account"]], d["stage"])
	}
	for i, name := range m.agents {
		a := agent{name: name, user: slackUser(i)}
		for account, stages := range open[name] {
			switch {
			case len(stages) > 1:
			case stages[0] == "qualifying":
				a.engaged = max(a.engaged, account)
			case stages[0] == "prospecting":
				a.prospect = max(a.prospect, account)
			}
		}
		if a.engaged != "" && a.prospect != "" {
			m.chosen = a
		}
	}
	if m.chosen.name == "" {
		t.Fatal("no agent has such deals")
	}
	return m
}

func slackUser(i int) string { return fmt.Sprintf("U%07d", i) }

func (m mavenFiles) workspace() workspace.Config {
	cfg := workspace.Config{Channels: []workspace.Channel{{ID: "CDEALS", Name: "deals", BotIn: true}}}
	for i, name := range m.agents {
		cfg.Users = append(cfg.Users, workspace.User{ID: slackUser(i), Name: strings.ToLower(strings.ReplaceAll(name, " ", ".")), RealName: name, TZ: "UTC"})
	}
	return cfg
}

func (m mavenFiles) slackUsers() string {
	var s strings.Builder
	s.WriteString("rep,slack_user\n")
	for i, name := range m.agents {
		fmt.Fprintf(&s, "%s,%s\n", name, slackUser(i))
	}
	return s.String()
}

// anAgentsDay is a day of one agent on Maven's store, and the next morning.
func (o *office) anAgentsDay(m mavenFiles) {
	o.Helper()
	a := m.chosen
	bot := o.run("2018-01-02T09:30:00Z")
	if got := o.command(a.user, fmt.Sprintf(`/qualify "%s" problem="slow machines" budget=yes timing=now`, a.engaged)); !strings.HasPrefix(got, "In your sweet spot: "+a.engaged) {
		o.Errorf("the verdict: %s", got)
	}
	o.command(a.user, fmt.Sprintf(`/commit "%s" time "walk through the server room" by 2018-01-02`, a.engaged), a.engaged, "Tue 2 Jan 2018")
	o.say(a.user, a.engaged+": proposal, 12k, close 30 Mar")
	o.say(a.user, a.prospect+": qualifying, 4k, close 16 Feb")
	o.until("the ask for a commitment", func() bool { return len(o.ws.DM(a.user)) == 1 })
	ask := o.about(o.last(a.user), a.prospect)
	home := o.home(a.user)
	for _, want := range []string{a.engaged + ", proposal, $12,000, closes Fri 30 Mar 2018", a.prospect + ", qualifying, $4,000, closes Fri 16 Feb 2018", ask.title, "walk through the server room"} {
		if !strings.Contains(home, want) {
			o.Errorf("Home lacks %q:\n%s", want, home)
		}
	}
	bot.ends(o.T, syscall.SIGTERM)
	bot = o.run("2018-01-03T08:59:00Z@60x")
	o.until("Wednesday's message", func() bool { return len(o.ws.DM(a.user)) == 2 })
	m2 := o.last(a.user)
	n := o.about(m2, "walk through the server room")
	o.press(a.user, m2, n, "nudge_done", "")
	o.edited(a.user, m2, "Done – thanks")
	bot.ends(o.T, syscall.SIGTERM)
	for i := range m.agents { // nobody else did anything, or is told of it
		if dm := o.ws.DM(slackUser(i)); slackUser(i) != a.user && len(dm) > 0 {
			o.Errorf("%s is told: %s", m.agents[i], dm[0].Shown())
		}
	}
}
