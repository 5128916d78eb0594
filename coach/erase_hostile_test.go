package coach_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"evenkeel/coach"
	"evenkeel/store/storetest"
)

// hostile is somebody whose name stands in whatever others have: in the ids of
// their deals, contracts, issues, products and metrics, in questions, in keys.
type hostile struct {
	of    coach.Subject
	name  string
	words []string // none of them may be left, whatever their case
}

var hostiles = map[string]hostile{
	"a name with an apostrophe":    {"rep/ann", "Ann O'Neil", []string{"ann o'neil", "ann@x.test", "uann"}},
	"JSON escapes and brackets":    {"account/b&q <eu>", `B&Q <EU>`, []string{"b&q <eu>"}},
	"percent, braces, colon":       {"account/50% {a}:b/c", `The "Half" \ Off`, []string{"50% {a}:b/c", `the "half" \ off`}},
	"letters beyond ASCII":         {"rep/zoë.ü", "Žoë Ünal", []string{"zoë.ü", "žoë ünal"}},
	"a script without spaces":      {"rep/r-1", "山田太郎", []string{"r-1", "山田太郎"}},
	"an id like a slug":            {"account/acme-corp", "Acme-Corp", []string{"acme-corp"}},
	"a name that begins a longer":  {"account/a-1", "Acme Trading", []string{"a-1", "acme trading"}},
	"a name that is a pattern":     {"account/(.*)+", "[a-z]* (Ltd.)", []string{"(.*)+", "[a-z]* (ltd.)"}},
	"an id of two names and an at": {"rep/ann@x/eu", "Ann Ltd", []string{"ann@x/eu", "ann ltd"}},
}

// hostileCompany has Bob, his book and the account gamma, all full of a name.
func hostileCompany(t *testing.T, server storetest.Server, h hostile) *company {
	t.Helper()
	client := dial(t, server)
	c := &company{t: t, client: client, store: newStore(client)}
	c.Coach = coachOn(c.store)
	team := h.name + "'s team"
	c.rep("bob", func(r *coach.Rep) {
		r.Name, r.Team, r.SlackZone, r.Said = "Bob", team, "Europe/Berlin", map[string]string{"team": team}
	})
	c.account("gamma", func(a *coach.AccountProfile) {
		a.Name, a.Owner, a.Segment, a.Source = "Gamma", "bob", "friends of "+h.name, "by "+h.name
	})
	if h.of.Kind() == "rep" {
		c.rep(h.of.ID(), func(r *coach.Rep) {
			r.Name, r.Team = h.name, team
			if r.ID == "ann" {
				r.Email, r.SlackUser = "ann@x.test", "UANN"
			}
		})
		c.fullDeal(h.of.ID(), "own-1", "gamma", "by "+h.name, true)
		c.must(c.Follow(t.Context(), h.of.ID()))
	} else {
		c.account(h.of.ID(), func(a *coach.AccountProfile) { a.Name, a.Owner = h.name, "bob" })
		c.fullDeal("bob", "own-1", h.of.ID(), "at "+h.name, true)
	}
	c.atGamma(h)
	c.ofBob(h)
	c.raw(coach.TeamKey(team), map[string]string{
		"n:narrow-base/team/" + team + "@2026-11-01": nudge("narrow-base", "team/"+quoted(team), "team/"+quoted(team), "top_account", "gamma")})
	return c
}

func quoted(s string) string {
	b, _ := json.Marshal(s)
	return string(b[1 : len(b)-1])
}

// atGamma are an account's records, from files and from Slack.
func (c *company) atGamma(h hostile) {
	high := ptr(coach.High)
	for i, e := range []coach.Event{
		{Issue: &coach.IssueChange{ID: h.name + " is late", Severity: high, Opened: day("2026-11-10")}},
		{Issue: &coach.IssueChange{ID: strings.ToUpper(h.name) + " is late", Severity: high, Opened: day("2026-11-11")}},
		{Contract: &coach.ContractChange{ID: "K " + h.name + " 1", Product: ptr("plan of " + h.name), End: day("2027-01-01"), Yearly: money("100"),
			Renews: ptr("K " + h.name + " 0"), Reason: ptr("because of " + h.name)}},
		{Product: &coach.ProductChange{Product: "plan of " + h.name, Since: day("2020-01-01")}},
		{Metric: &coach.MetricChange{Metric: "mood of " + h.name, Measured: *day("2026-10-01"), Actual: ptr("5"), Unit: ptr("per " + h.name)}},
		{Review: &coach.ReviewChange{Cadence: ptr(90), Last: day("2026-09-01")}},
	} {
		e.ID, e.At, e.Source, e.Account = fmt.Sprintf("import/1/0/gamma/%d", i), c.Now(), coach.Import, "gamma"
		c.must(c.HandleAccount(c.t.Context(), e))
	}
	c.must(c.HandleAccount(c.t.Context(), coach.Event{ID: "slack/" + h.of.ID() + "/1", At: c.Now(), Source: coach.Slack, By: h.of.ID(), Account: "gamma",
		Issue: &coach.IssueChange{ID: h.name + " is late", Promised: day("2026-11-20")}}))
}

// ofBob are records of a book, with a nudge that was said.
func (c *company) ofBob(h hostile) {
	id := "D " + h.name + " 1"
	c.fullDeal("bob", id, "gamma", "with "+h.name, false)
	c.tell("bob", coach.Event{Deal: &coach.DealChange{ID: id, Refer: &h.name, Stage: ptr("stage " + h.name), Extra: map[string]string{"contract": "K " + h.name + " 1"}}})
	c.tell("bob", coach.Event{Answers: &coach.AnswersGiven{Subject: coach.On("deal", id), Answers: map[string]string{"view of " + h.name: "good", "owner": "it is " + h.name, "kind": h.name}}})
	c.tell("bob", coach.Event{ID: "import/2/0/bob/1", Source: coach.Import, Rows: []coach.Event{
		{Answers: &coach.AnswersGiven{Subject: coach.On("deal", id), Answers: map[string]string{"rep": "by " + h.name}}}}})
	c.fullDeal("bob", "D "+strings.ToUpper(h.name)+" 1", "gamma", "again", false)
	c.must(c.Follow(c.t.Context(), "bob"))
	q := quoted(h.name)
	key := "sell-on-issue/deal/D " + q + " 1/gamma/" + q + " is late/2026-11-10@2026-11-01"
	plain := "sell-on-issue/deal/D " + h.name + " 1/gamma/" + h.name + " is late/2026-11-10@2026-11-01"
	c.raw("book/bob", map[string]string{
		"n:" + plain: `{"key":"` + key + `","rule":"sell-on-issue","subject":"deal/D ` + q + ` 1","episode":"` + strings.TrimSuffix(key, "@2026-11-01") +
			`","severity":"stop","start":"2026-11-01","found":"2026-11-01T09:00:00Z","said":"2026-11-01T09:00:00Z","message":"daily/2026-11-02","reply":"override","reason":"` + q + ` asked me to",
			"facts":[{"name":"issue","value":"` + q + ` is late"},{"name":"issue_account","value":"gamma"}]}`,
		"m:daily/2026-11-02": `{"key":"daily/2026-11-02","kind":"daily","nudges":["` + key + `"],"at":"2026-11-02T09:00:00Z","wanted":1,"shown":1}`,
	})
	_, err := c.store.Lease(c.t.Context(), c.now("book/bob"), "answer/slack/"+h.of.ID()+"/1", "process 1", 1<<40)
	c.must(err)
}

// says lists the places of a dump that hold one of the words: in keys of Redis
// as they are and unescaped, in fields and values as they are and decoded.
func says(dump map[string]map[string]string, words []string) []string {
	var out []string
	look := func(where string, texts ...string) {
		for _, s := range texts {
			for _, w := range words {
				if strings.Contains(strings.ToLower(s), w) {
					out = append(out, where+": "+s)
					return
				}
			}
		}
	}
	for key, fields := range dump {
		plain, _ := url.PathUnescape(key)
		look("key", key, plain)
		for field, value := range fields {
			look(key, field, value)
			for _, s := range decoded(value) {
				look(key+" "+field, s)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// decoded are the strings in a JSON value, those within strings too.
func decoded(raw string) []string {
	var v any
	if json.Unmarshal([]byte(raw), &v) != nil {
		return nil
	}
	var out []string
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			out = append(out, v)
			out = append(out, decoded(v)...)
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			for k, x := range v {
				out = append(out, k)
				walk(x)
			}
		}
	}
	walk(v)
	return out
}

func TestANameIsErasedFromWhateverOthersHave(t *testing.T) {
	t.Parallel()
	for name, h := range hostiles {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hostileErasure(t, storetest.Embedded(t), h)
		})
	}
	storetest.Each(t, func(t *testing.T, server storetest.Server) {
		if server.Name != "embedded" {
			hostileErasure(t, server, hostiles["percent, braces, colon"])
		}
	})
}

func hostileErasure(t *testing.T, server storetest.Server, h hostile) {
	c := hostileCompany(t, server, h)
	if n := len(says(c.dump(), h.words)); n < 40 {
		t.Fatalf("only %d places name it: the test proves little", n)
	}
	d, err := c.Export(t.Context(), h.of)
	c.must(err)
	doc, _ := json.Marshal(d)
	if !strings.Contains(string(doc), quoted(h.name+" is late")) {
		t.Error("the export lacks an issue of somebody else's that names it")
	}
	_, err = c.Erase(t.Context(), h.of)
	c.must(err)
	c.silent(h)
	c.gammaIsWhole(h)
	c.bobIsWhole(h)
	if team := c.People().Rep("bob").Team; team != "[erased]'s team" {
		t.Errorf("Bob's team is %q", team)
	}
	if _, err := c.Erase(t.Context(), h.of); !errors.Is(err, coach.ErrUnknown) {
		t.Errorf("erased again: %v", err)
	}
	c.must(c.DoDue(t.Context()))
	c.silent(h)
}

// TestAnErasureThatDiesLosesNothingOfOthers, whichever write it was that failed:
// the next one finds what was renamed already and what was not.
func TestAnErasureThatDiesLosesNothingOfOthers(t *testing.T) {
	t.Parallel()
	h := hostiles["a name with an apostrophe"]
	lives := hostileCompany(t, storetest.Embedded(t), h)
	for _, fail := range deaths(t, lives.store, h.of) {
		t.Run(fmt.Sprint("write ", fail), func(t *testing.T) {
			t.Parallel()
			c := hostileCompany(t, storetest.Embedded(t), h)
			dies := &dying{Store: c.store}
			dies.left.Store(fail)
			if _, err := coachOn(dies).Erase(t.Context(), h.of); err == nil {
				t.Fatal("it lives")
			}
			if _, err := c.Erase(t.Context(), h.of); err != nil && !errors.Is(err, coach.ErrUnknown) {
				t.Fatal(err)
			}
			c.silent(h)
			c.gammaIsWhole(h)
			c.bobIsWhole(h)
		})
	}
}

func (c *company) silent(h hostile) {
	c.t.Helper()
	if left := says(c.dump(), h.words); len(left) > 0 {
		c.t.Errorf("%d places still name it:\n%s", len(left), strings.Join(left, "\n"))
	}
}

// gammaIsWhole: nothing of another account is lost, each record stands where its
// id says, and the summary agrees. Two issues differed in the name's case only.
func (c *company) gammaIsWhole(h hostile) {
	c.t.Helper()
	as, err := c.Accounts(c.t.Context(), "gamma")
	c.must(err)
	a := as["gamma"]
	opened := map[coach.Date]*coach.Issue{}
	for id, i := range a.Issues {
		if opened[i.Opened.V] = i; i.ID != id || !strings.HasPrefix(id, "[erased] is late") {
			c.t.Errorf("issue %q calls itself %q", id, i.ID)
		}
		if said := a.Said["issue/"+id]; said == nil || said.Issue.ID != id {
			c.t.Errorf("what the import said last of %q: %+v", id, said)
		}
	}
	if i := opened[*day("2026-11-11")]; i == nil || len(a.Issues) != h.spellings() || a.Issues["[erased] is late"] == nil {
		c.t.Errorf("issues: %v", slices.Sorted(maps.Keys(a.Issues)))
	}
	if i := opened[*day("2026-11-10")]; h.spellings() == 2 && (i == nil || i.Promised.V != *day("2026-11-20")) {
		c.t.Errorf("the first issue: %+v", i)
	}
	k, p, m := a.Contracts["K [erased] 1"], a.Products["plan of [erased]"], a.Metrics["mood of [erased]@2026-10-01"]
	if k == nil || k.ID != "K [erased] 1" || k.Product.V != "plan of [erased]" || k.Renews.V != "K [erased] 0" || k.Yearly.V != *money("100") {
		c.t.Errorf("contract: %+v", k)
	}
	if p == nil || p.Product != "plan of [erased]" || p.Since.V != *day("2020-01-01") {
		c.t.Errorf("product: %+v", p)
	}
	if m == nil || m.Metric != "mood of [erased]" || m.Actual.V != "5" || a.Said["metric/mood of [erased]@2026-10-01"] == nil {
		c.t.Errorf("metric: %+v", m)
	}
	sums, err := c.store.Summaries(c.t.Context(), "account/gamma")
	c.must(err)
	rows := a.Rows()
	for field, want := range map[string]any{"issues": rows.Issues, "contracts": rows.Contracts, "products": rows.Products, "metrics": rows.Metrics} {
		if b, _ := json.Marshal(want); sums["account/gamma"][field] != string(b) {
			c.t.Errorf("summary %s is %s, the account has %s", field, sums["account/gamma"][field], b)
		}
	}
	homes, err := c.store.Homes(c.t.Context(), "contract/K [erased] 1")
	if err != nil || homes[0] != "gamma" {
		c.t.Errorf("the contract points to %v, %v", homes, err)
	}
}

// spellings is how many ids differ in the name's case only.
func (h hostile) spellings() int {
	if strings.ToUpper(h.name) == h.name {
		return 1
	}
	return 2
}

// bobIsWhole: whatever hangs on a deal hangs on it still.
func (c *company) bobIsWhole(h hostile) {
	c.t.Helper()
	book, err := c.Book(c.t.Context(), "bob")
	c.must(err)
	var ids []string
	for id, x := range book.Deals {
		if x.ID != id || x.Account.V != "gamma" || x.Amount.V != *money("50000") || !strings.HasPrefix(id, "D [erased] 1") {
			c.t.Errorf("deal %s: %+v", id, x)
		}
		ids = append(ids, id)
	}
	if len(ids) != h.spellings() {
		c.t.Errorf("bob's deals: %v", ids)
	}
	sums, err := c.store.Summaries(c.t.Context(), "book/bob")
	c.must(err)
	for _, id := range ids {
		c.hangsOn(book, id)
		if !strings.Contains(fmt.Sprint(sums), `"d":"`+id+`"`) {
			c.t.Errorf("the summary lacks %s: %v", id, sums)
		}
	}
	c.overridden(book)
}

func (c *company) hangsOn(book *coach.Book, id string) {
	c.t.Helper()
	if who, err := c.DealOwner(c.t.Context(), id); who != "bob" || err != nil {
		c.t.Errorf("%s is %q's, %v", id, who, err)
	}
	if q := book.Qualifications[coach.On("deal", id)]; q == nil || q.Subject != coach.On("deal", id) || len(q.Answers) == 0 {
		c.t.Errorf("answers on %s: %+v", id, q)
	}
	if !slices.ContainsFunc(slices.Collect(maps.Values(book.Commitments)), func(k *coach.Commitment) bool { return k.Deal == id }) {
		c.t.Errorf("no commitment hangs on %s", id)
	}
	if !slices.ContainsFunc(slices.Collect(maps.Values(book.Touches)), func(k *coach.Touch) bool { return k.Deal == id }) {
		c.t.Errorf("no touch hangs on %s", id)
	}
	if book.Said["deal/"+id] == nil {
		c.t.Errorf("what the import said of %s is gone: %v", id, slices.Sorted(maps.Keys(book.Said)))
	}
}

// overridden: what Bob answered to a nudge is still known, of the same deal and
// under the same message.
func (c *company) overridden(book *coach.Book) {
	c.t.Helper()
	for key, n := range book.Nudges {
		if n.Reply != coach.Override {
			continue
		}
		x := book.Deals[n.Subject.ID()]
		if n.Key != key || !strings.HasPrefix(key, n.Episode+"@") || !strings.HasPrefix(key, "sell-on-issue/"+string(n.Subject)+"/gamma/[erased] is late") ||
			x == nil || n.Reason != "[erased] asked me to" || !slices.Contains(book.Messages["daily/2026-11-02"].Nudges, key) {
			c.t.Errorf("the override: %+v", n)
		}
		return
	}
	c.t.Errorf("the override is gone: %v", slices.Sorted(maps.Keys(book.Nudges)))
}
