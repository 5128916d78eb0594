package crmtest

import (
	"maps"
	"math/big"
	"slices"
	"strconv"
	"testing"

	"evenkeel/coach"
)

// MavenOracle computes the scorecards of Maven's practice data at the end of
// 2017-12-31 straight from the original files, by other code than the
// project's: for each unit the fields from "unit" to "open_value" of the
// contract's JSON as they print ("null", money with cents, ratios and HHI with
// six places), with minimums lifted. by is rep (agents, and managers with their
// own deals: none), team (a manager's), office (a region's) or workspace.
//
// Where the contract is silent: an account whose first win is a tie of several
// owners on one day is gained by each of them; of accounts with one revenue the
// first by id is the top one; a team's "team" is itself, the workspace's null.
func MavenOracle(t testing.TB, by string, window coach.Window) map[string]map[string]string {
	t.Helper()
	return MavenOracleAt(t, by, window, coach.NewDate(2017, 12, 31))
}

// MavenOracleAt is MavenOracle at the end of another day: what was created or
// closed later is not seen.
func MavenOracleAt(t testing.TB, by string, window coach.Window, asOf coach.Date) map[string]map[string]string {
	t.Helper()
	m := openMaven(t)
	o := oracle{from: window.From.String(), to: min(window.To, asOf).String(), asOf: asOf.String(), members: map[string][]string{}, team: map[string]string{}}
	for _, a := range m.agents {
		agent, manager := a["sales_agent"], a["manager"]
		switch by {
		case "rep":
			o.members[agent], o.team[agent] = []string{agent}, manager
		case "team":
			o.members[manager], o.team[manager] = append(o.members[manager], agent), manager
		case "office":
			office := a["regional_office"]
			o.members[office], o.team[office] = append(o.members[office], agent), office
		default:
			o.members["workspace"] = append(o.members["workspace"], agent)
		}
	}
	for _, manager := range m.managers() {
		if by == "rep" {
			o.members[manager] = nil
		}
	}
	for _, d := range m.deals {
		o.take(t, d)
	}
	out := map[string]map[string]string{}
	for unit := range o.members {
		out[unit] = o.score(unit)
	}
	return out
}

// oracle holds the deals that can be seen. Dates are ISO text, which sorts as
// the days do.
type oracle struct {
	from, to, asOf string
	members        map[string][]string // agents by unit
	team           map[string]string   // by unit
	won            []win
	lost           map[string]int // in the window, by agent
	open           map[string]int // by agent
	openKnown      map[string]int // open deals that have an amount, by agent
	openValue      map[string]int64
}

type win struct {
	agent, account, day string
	value               int64
}

func (o *oracle) take(t testing.TB, d map[string]string) {
	if o.lost == nil {
		o.lost, o.open, o.openKnown, o.openValue = map[string]int{}, map[string]int{}, map[string]int{}, map[string]int64{}
	}
	agent, day := d["sales_agent"], d["close_date"]
	var value int64
	if d["deal_stage"] == "Won" {
		var err error
		if value, err = strconv.ParseInt(d["close_value"], 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	switch closed := day != "" && day <= o.asOf; {
	case closed && d["deal_stage"] == "Won":
		o.won = append(o.won, win{agent, d["account"], day, value})
	case closed:
		if o.from <= day && day <= o.to {
			o.lost[agent]++
		}
	case d["engage_date"] <= o.asOf: // also those without one
		o.open[agent]++
		if d["deal_stage"] == "Won" { // later; its amount is on record already
			o.openKnown[agent]++
			o.openValue[agent] += value
		}
	}
}

func (o *oracle) score(unit string) map[string]string {
	var mine []win
	var lost, open, openKnown int
	var openValue int64
	for _, agent := range o.members[unit] {
		lost += o.lost[agent]
		open += o.open[agent]
		openKnown += o.openKnown[agent]
		openValue += o.openValue[agent]
	}
	for _, w := range o.won {
		if slices.Contains(o.members[unit], w.agent) && o.from <= w.day && w.day <= o.to {
			mine = append(mine, w)
		}
	}
	out := map[string]string{
		"unit": unit, "team": "null", "as_of": o.asOf, "from": o.from, "to": o.to, "currency": "USD",
		"won_deals": strconv.Itoa(len(mine)), "lost_deals": strconv.Itoa(lost), "disqualified_deals": "0",
		"win_rate": ratio(int64(len(mine)), int64(len(mine)+lost)),
		"gained":   strconv.Itoa(o.gained(unit)), "lost_customers": "0", // a year has not passed since the first win
		"open_deals": strconv.Itoa(open), "open_value": money(openValue, open == 0 || openKnown > 0),
	}
	if team, ok := o.team[unit]; ok {
		out["team"] = team
	}
	concentration(mine, out)
	o.newness(mine, out)
	return out
}

// concentration fills in won and what is by account.
func concentration(mine []win, out map[string]string) {
	var total int64
	by := map[string]int64{}
	for _, w := range mine {
		total += w.value
		by[w.account] += w.value
	}
	maps.DeleteFunc(by, func(_ string, v int64) bool { return v == 0 })
	out["won"], out["customers"] = money(total, true), strconv.Itoa(len(by))
	accounts := slices.Sorted(maps.Keys(by))
	slices.SortStableFunc(accounts, func(a, b string) int { return int(by[b] - by[a]) })
	var top, top3 int64
	squares := new(big.Int)
	for i, a := range accounts {
		if i == 0 {
			top = by[a]
		}
		if i < 3 {
			top3 += by[a]
		}
		v := big.NewInt(by[a])
		squares.Add(squares, v.Mul(v, v))
	}
	out["top_account"], out["hhi"], out["effective_customers"] = "null", "null", "null"
	out["top_share"], out["top3_share"] = ratio(top, total), ratio(top3, total)
	if total == 0 {
		return
	}
	hhi := new(big.Rat).SetFrac(squares, new(big.Int).Mul(big.NewInt(total), big.NewInt(total)))
	out["top_account"] = accounts[0]
	out["effective_customers"] = new(big.Rat).Inv(hhi).FloatString(6)
	out["hhi"] = hhi.Mul(hhi, big.NewRat(10000, 1)).FloatString(6)
}

// newness fills in what depends on earlier wins at the account.
func (o *oracle) newness(mine []win, out map[string]string) {
	first := map[string]string{} // day of the first win, by account and by account and agent
	for _, w := range o.won {
		for _, key := range []string{w.account, w.account + "/" + w.agent} {
			if day, ok := first[key]; !ok || w.day < day {
				first[key] = w.day
			}
		}
	}
	var total, anyone, same int64
	for _, w := range mine {
		total += w.value
		if first[w.account] < w.day {
			anyone += w.value
		}
		if first[w.account+"/"+w.agent] < w.day {
			same += w.value
		}
	}
	out["existing_share_workspace"], out["existing_share_rep"] = ratio(anyone, total), ratio(same, total)
	out["new_share"] = ratio(total-anyone, total)
}

// gained counts accounts whose first win ever falls in the window and is one of
// the unit's agents'.
func (o *oracle) gained(unit string) int {
	first := map[string]string{}
	for _, w := range o.won {
		if day, ok := first[w.account]; !ok || w.day < day {
			first[w.account] = w.day
		}
	}
	accounts := map[string]bool{}
	for _, w := range o.won {
		if w.day == first[w.account] && o.from <= w.day && w.day <= o.to && slices.Contains(o.members[unit], w.agent) {
			accounts[w.account] = true
		}
	}
	return len(accounts)
}

func ratio(a, b int64) string {
	if b == 0 {
		return "null"
	}
	return big.NewRat(a, b).FloatString(6)
}

func money(whole int64, known bool) string {
	if !known {
		return "null"
	}
	return strconv.FormatInt(whole, 10) + ".00"
}
