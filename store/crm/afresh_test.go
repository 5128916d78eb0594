package crm_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
	builtin "evenkeel/coach/playbook"
	"evenkeel/store"
	"evenkeel/store/crm"
	"evenkeel/store/storetest"

	"pgregory.net/rapid"
)

// exports are what a company's files said at first, then, and say now: the same
// things and more of them, with other values.
type exports struct {
	*rapid.T
	at [3]files
}

// row draws what a file says of one thing, from when on it does.
func (x *exports) row(file, key string, values func() string) {
	v := [3]string{values()}
	for i := range v[1:] {
		if v[i+1] = v[i]; rapid.Bool().Draw(x.T, "changed") {
			v[i+1] = values()
		}
	}
	x.put(file, key, v)
}

func (x *exports) put(file, key string, values [3]string) {
	for i := max(0, rapid.IntRange(-2, 2).Draw(x.T, "since")); i < len(x.at); i++ {
		x.at[i][file] += key + "," + values[i] + "\n"
	}
}

func (x *exports) one(of ...string) string { return rapid.SampledFrom(of).Draw(x.T, "one") }
func (x *exports) some(most int) []int     { return make([]int, rapid.IntRange(0, most).Draw(x.T, "some")) }
func (x *exports) day() string {
	return fmt.Sprintf("2026-%s-%02d", x.one("01", "08", "09", "10", "11"), rapid.IntRange(1, 23).Draw(x.T, "day"))
}

var headers = files{
	"reps.csv":        "rep,email,team,manager,role,currency",
	"accounts.csv":    "account,name,owner,parent",
	"deals.csv":       "deal,account,owner,stage,amount,kind,created,close_date,closed,outcome,until,margin",
	"contracts.csv":   "contract,account,owner,start,end,yearly_value,auto_renew,notice_days,renews,outcome,ended",
	"products.csv":    "account,product,since",
	"touches.csv":     "account,owner,at,kind,note",
	"commitments.csv": "deal,account,kind,what,made,due,status",
	"metrics.csv":     "account,metric,measured,target,actual",
	"issues.csv":      "account,issue,severity,opened,closed",
	"reviews.csv":     "account,cadence_days,agreed,last,next",
	"quotas.csv":      "rep,period,amount",
}

func drawExports(t *rapid.T) *exports {
	x := &exports{T: t}
	for i := range x.at {
		x.at[i] = files{}
		for file, header := range headers {
			x.at[i][file] = header + "\n"
		}
	}
	rep := func() string { return x.one("r0", "r1", "r2", "r2@x.com") }
	account := func() string { return x.one("A0", "A1", "A2", "Zeta", "Name 1") }
	holders := []func() string{func() string { return "r0" }, func() string { return x.one("", rep()) }}
	for i := range 3 {
		x.row("reps.csv", fmt.Sprintf("r%d,r%d@x.com", i, i), func() string {
			return x.one("", "North", "South") + "," + x.one("", "r0", "boss") + "," + x.one("", "hunter", "farmer") + "," + x.one("", "EUR")
		})
		x.row("accounts.csv", fmt.Sprintf("A%d,Name %d", i, i), func() string { return holders[min(i, 1)]() + "," + x.one("", "Zeta") })
	}
	for i := range x.some(6) {
		x.deal(fmt.Sprint("D", i), rep, account)
	}
	x.promises()
	x.facts(rep, account)
	return x
}

// deal draws a deal. A closed one stays with its owner.
func (x *exports) deal(id string, rep, account func() string) {
	owner := ""
	values := func() (text string, closed bool) {
		o := x.one("", "won", "lost", "disqualified", "later")
		day := ""
		if closed = o != "" && o != "later"; closed {
			day = x.day()
		}
		return strings.Join([]string{x.one("proposal", "negotiation"), x.one("", "10", "500.50"), x.one("", "new", "renewal"), x.one("", "2026-01-05"),
			x.one("", "2026-12-30"), day, o, "2027-01-01", x.one("", "0.5")}, ","), closed
	}
	var rows [3]string
	closed := false
	for i := range rows {
		if !closed {
			owner = rep()
		}
		rows[i], closed = values()
		rows[i] = account() + "," + owner + "," + rows[i]
	}
	x.put("deals.csv", id, rows)
}

// promises draws what stands in commitments.csv. None was due before today: on
// which day one was kept, the files do not say, and who reads them afresh takes
// the day it was due. One without a deal stands with an account that keeps its
// owner, whose promise it is.
func (x *exports) promises() {
	for i := range x.some(4) {
		at := x.one("D0,", "D1,", ",A0")
		key := fmt.Sprintf("%s,%s,w%d,%s", at, x.one("time", "data"), i, x.one("", "2026-10-01"))
		x.row("commitments.csv", key, func() string {
			return x.one("2026-11-23", "2026-11-30") + "," + x.one("", "open", "kept", "broken", "withdrawn")
		})
	}
}

// facts draws the rows of the other files.
func (x *exports) facts(rep, account func() string) {
	for i := range x.some(4) {
		x.row("contracts.csv", fmt.Sprint("K", i), func() string {
			return strings.Join([]string{account(), x.one("", rep()), x.one("2025-11-01", "2024-01-01"), x.one("2026-01-31", "2026-10-31", "2027-01-31"), x.one("", "100", "250"),
				x.one("", "yes"), x.one("", "30"), x.one("", "K0"), x.one("", "renewed", "lapsed"), x.one("", "2026-09-30")}, ",")
		})
	}
	for i := range x.some(3) {
		x.row("products.csv", fmt.Sprintf("%s,P%d", account(), i), func() string { return x.one("", "2026-01-01") })
		x.row("metrics.csv", fmt.Sprintf("%s,m%d,2026-11-01", account(), i), func() string { return "5," + x.one("", "4", "6") })
		x.row("issues.csv", fmt.Sprintf("%s,I%d", account(), i), func() string { return x.one("", "low", "high") + ",2026-09-01," + x.one("", "2026-11-02") })
		x.row("quotas.csv", fmt.Sprintf("r%d,%s", i, x.one("2026-Q4", "2026-11", "2026")), func() string { return x.one("1000", "5000") })
	}
	for range x.some(6) {
		note := x.one("", "talk")
		x.put("touches.csv", fmt.Sprintf("%s,%s,%s,%s", account(), rep(), x.day(), x.one("care", "sales")), [3]string{note, note, note})
	}
	for i := range 2 {
		held := x.one("", "2026-10-01")
		x.row("reviews.csv", fmt.Sprint("A", i), func() string { return x.one("", "30", "90") + ",," + held + "," + x.one("", "2026-12-20") })
	}
}

// folder writes files where they can be read.
func folder(t *rapid.T, dir string, fs files) string {
	for name, text := range fs {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestImportingChangedFilesLeavesWhatReadingThemAfreshSays holds the scorecard of
// a store that took changed files against that of the new files alone.
func TestImportingChangedFilesLeavesWhatReadingThemAfreshSays(t *testing.T) {
	client, err := store.Open(storetest.Embedded(t).URL)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	dir, run, p := t.TempDir(), 0, builtin.Builtin(coach.Rules())
	rapid.Check(t, func(t *rapid.T) {
		run++
		x, at := drawExports(t), now
		c := coach.New(coach.Config{Store: store.New(client, fmt.Sprint("w", run)), Playbook: p, Now: func() time.Time { return at }})
		for _, fs := range x.at {
			at = at.Add(time.Hour)
			r := readFor(t, folder(t, dir, fs), crm.Options{Playbook: p, Now: at, Known: stored{c.People(), c.Store}})
			if err := c.People().Refresh(t.Context(), 0); err != nil {
				t.Fatal(err)
			}
			if err := c.Import(t.Context(), records(r, at)); err != nil {
				t.Fatal(err)
			}
		}
		people, facts := coach.InMemory(records(readFor(t, dir, crm.Options{Playbook: p, Now: at}), at), p)
		for _, by := range []string{"rep", "team", "workspace"} {
			q := coach.Query{By: by, AsOf: coach.DateIn(at, time.UTC), NoMin: true}
			got, err := c.Scorecard(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			if diff := differences(plain(t, coach.Scores(q, p, people, facts)), plain(t, got)); len(diff) > 0 {
				t.Fatalf("by %s:\n%s\n%v", by, strings.Join(diff, "\n"), x.at)
			}
		}
	})
}

// plain is what scorecards say, by unit and measure.
func plain(t *rapid.T, scores []coach.Score) map[string]string {
	out := map[string]string{}
	for _, score := range scores {
		var card map[string]any
		if err := json.Unmarshal([]byte(marshal(score)), &card); err != nil {
			t.Fatal(err)
		}
		flatten(out, score.Unit, card)
	}
	return out
}

func flatten(to map[string]string, at string, v any) {
	under, ok := v.(map[string]any)
	if !ok {
		to[at] = marshal(v)
	}
	for name, v := range under {
		flatten(to, at+"."+name, v)
	}
}

func differences(afresh, stored map[string]string) (out []string) {
	names := slices.Concat(slices.Collect(maps.Keys(afresh)), slices.Collect(maps.Keys(stored)))
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if afresh[name] != stored[name] {
			out = append(out, fmt.Sprintf("%s: afresh %s, in the store %s", name, afresh[name], stored[name]))
		}
	}
	return out
}

func readFor(t *rapid.T, dir string, o crm.Options) *crm.Records {
	r, err := crm.Read(t.Context(), []string{dir}, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAMovedDealKeepsWhatWasSaidOfItElsewhere(t *testing.T) {
	w := newWorkspace(t)
	fs := func(owner string) files {
		return files{"deals.csv": dealHeader + "D1,Acme," + owner + ",proposal\n", "commitments.csv": "deal,kind,what,status\nD1,time,pilot,open\n"}
	}
	w.take(fs("r1"))
	w.runs++
	kept := coach.Kept
	_, err := w.Handle(t.Context(), "r1", func(v coach.View) (coach.Event, error) {
		c := coach.CommitmentChange{ID: "deal/D1/time//pilot", Deal: "D1", Status: &kept}
		return coach.Event{ID: "slack/kept", At: v.Now, Source: coach.Slack, Rep: "r1", Commitment: &c}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, owner := range []string{"r2", "r2", "r1", "r1"} {
		w.take(fs(owner))
		b, err := w.Book(t.Context(), owner)
		if err != nil {
			t.Fatal(err)
		}
		x, c := b.Deals["D1"], b.Commitments["deal/D1/time//pilot"]
		if x == nil || x.To != "" || c == nil || c.Status.V != coach.Kept {
			t.Fatalf("in the book of %s: %s with %s", owner, marshal(x), marshal(c))
		}
	}
}
