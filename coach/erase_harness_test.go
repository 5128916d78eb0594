package coach_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
	"evenkeel/store"
	"evenkeel/store/storetest"
)

// company is a workspace full of records, on some kind of Redis. Every text in
// Ann's records holds "annmark", every one at Acme "acmemark".
type company struct {
	*coach.Coach
	t      *testing.T
	client redis.UniversalClient
	store  coach.Store
	n      int
}

// Whatever names Ann, or Acme: in any case, but as words of their own, or as
// part of an id.
var (
	ofAnn  = regexp.MustCompile(`(?i)annmark|\bann\b|ann berger|ann@x\.test|\buann0?\b|\bdann`)
	ofAcme = regexp.MustCompile(`(?i)acmemark|\bacme\b|acme trading|acmetrade|\bdann1|\bdbob1`)
)

func dial(t *testing.T, server storetest.Server) redis.UniversalClient {
	t.Helper()
	client, err := store.Open(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

// coachOn is one process's Coach on a store.
func coachOn(s coach.Store) *coach.Coach {
	p := playbook.Builtin(coach.Rules())
	p.Hours.Spread = 0
	now := func() time.Time { return time.Date(2026, 11, 16, 10, 0, 0, 0, time.UTC) }
	return coach.New(coach.Config{Store: s, Playbook: p, Words: plain{}, Slack: nobody{}, Now: now, Owner: "test"})
}

func newStore(client redis.UniversalClient) coach.Store { return store.New(client, "T1") }

// nobody takes messages and shows them to nobody.
type nobody struct{}

func (nobody) Post(context.Context, coach.Outgoing) (string, string, error) { return "D1", "1", nil }
func (nobody) Find(context.Context, coach.Outgoing) (string, string, error) { return "", "", nil }

func newCompany(t *testing.T, server storetest.Server, wrap func(coach.Store) coach.Store) *company {
	t.Helper()
	client := dial(t, server)
	s := newStore(client)
	c := &company{Coach: coachOn(s), t: t, client: client, store: s}
	c.people()
	c.annsRecords()
	c.bobsRecords()
	c.accountRecords()
	c.raw("team/north", map[string]string{
		"n:narrow-team/team/north/ann@2026-11-01":     nudge("narrow-team", "team/north/ann", "team/north", "rep", "ann"),
		"n:narrow-team/team/north/x@2026-11-01":       nudge("narrow-team", "team/north/x", "team/north", "top_account", "Acme Trading"),
		"n:narrow-team/team/north/y@2026-11-01":       nudge("narrow-team", "team/north/y", "team/north", "top_account", "gamma"),
		"n:renewal-due/contract/Kgamma/90@2026-11-01": `{"key":"renewal-due/contract/Kgamma/90@2026-11-01","rule":"renewal-due","subject":"contract/Kgamma","episode":"renewal-due/contract/Kgamma","step":"90","severity":"nudge","start":"2026-11-01","found":"2026-11-01T09:00:00Z","account":"gamma","facts":[],"for":"channel","renewal":{"rep":"bob","taken":"ann","said_by":"ann","told":"ann"}}`,
	})
	c.raw("book/bob", map[string]string{
		"n:sell-on-issue/deal/Dbob2/late@2026-11-01": nudge("sell-on-issue", "deal/Dbob2/late-acmemark", "deal/Dbob2", "issue", "late-acmemark"),
		"baseline":           `{"day":"2026-11-15","evidence":{"deals":60,"groups":[{"attributes":{"source":"Ann Berger","product":"acme trading till"},"won":4,"closed":21,"rest_won":20,"rest_closed":39,"verdict":"out","p":0.01,"checked_on":{"won":1,"closed":10}}]},"mix":{"renewals":{"contracts":5,"due":100000,"kept":50000,"currency":"USD","lost":["acme","gamma"]}}}`,
		"m:daily/2026-11-02": `{"key":"daily/2026-11-02","kind":"daily","nudges":["sell-on-issue/deal/Dbob2/late@2026-11-01"],"at":"2026-11-02T09:00:00Z","wanted":1,"shown":1}`,
	})
	if wrap != nil {
		c.store = wrap(s)
		c.Coach = coachOn(c.store)
	}
	return c
}

func nudge(rule, episode, subject, fact, value string) string {
	return fmt.Sprintf(`{"key":"%s/%s@2026-11-01","rule":"%s","subject":"%s","episode":"%s/%s","severity":"note","start":"2026-11-01","found":"2026-11-01T09:00:00Z","facts":[{"name":"%s","value":"%s"}]}`,
		rule, episode, rule, subject, rule, episode, fact, value)
}

func (c *company) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// raw writes records as they are stored.
func (c *company) raw(key string, fields map[string]string) {
	c.t.Helper()
	c.n++
	as, err := c.store.Read(c.t.Context(), coach.Want{Key: key})
	c.must(err)
	c.must(c.store.Commit(c.t.Context(), coach.Change{Key: key, Version: as[0].Version, Put: fields, Event: fmt.Sprintf("raw/%d", c.n), Wake: c.Now()}))
}

func (c *company) rep(id string, f func(*coach.Rep)) {
	c.t.Helper()
	_, err := c.People().UpdateRep(c.t.Context(), id, func(r *coach.Rep) bool { f(r); return true })
	c.must(err)
}

func (c *company) account(id string, f func(*coach.AccountProfile)) {
	c.t.Helper()
	_, err := c.People().UpdateAccount(c.t.Context(), id, func(a *coach.AccountProfile) bool { f(a); return true })
	c.must(err)
}

func (c *company) people() {
	c.rep("ann", func(r *coach.Rep) {
		r.Name, r.Email, r.SlackUser, r.SlackZone, r.Team = "Ann Berger", "ann@x.test", "UANN", "Europe/Berlin", "north"
	})
	c.rep("bob", func(r *coach.Rep) {
		r.Name, r.Email, r.SlackUser, r.Team, r.Manager, r.Said = "Bob Stone", "bob@x.test", "UBOB", "north", "ann", map[string]string{"manager": "ann", "team": "north"}
	})
	c.account("acme", func(a *coach.AccountProfile) {
		a.Name, a.Aliases, a.Owner = "Acme Trading", []string{"Acmetrade"}, "ann"
	})
	c.account("beta", func(a *coach.AccountProfile) { a.Name, a.Parent, a.Owner, a.ReferredBy = "Beta", "acme", "ann", "acme" })
	c.account("gamma", func(a *coach.AccountProfile) {
		a.Name, a.Owner, a.Said = "Gamma", "bob", map[string]string{"owner": "bob", "parent": "acme"}
	})
}

// tell is something that happens to a book; what it owes to others stays owed.
func (c *company) tell(rep string, e coach.Event) {
	c.t.Helper()
	c.n++
	_, err := c.Handle(c.t.Context(), rep, func(v coach.View) (coach.Event, error) {
		if e.ID == "" {
			e.ID = fmt.Sprintf("command/%d", c.n)
		}
		e.At, e.Rep = v.Now, rep
		if e.Source == "" {
			e.Source, e.By = coach.Slack, rep
		}
		return e, nil
	})
	c.must(err)
}

func (c *company) fullDeal(rep, id, account, mark string, won bool) {
	c.t.Helper()
	x := &coach.DealChange{ID: id, Account: &account, Name: ptr("deal " + mark), Stage: ptr("proposal"), Amount: money("50000"), Product: ptr("product " + mark),
		Source: ptr("source " + mark), Reason: ptr("reason " + mark), Refer: ptr("refer " + mark), Extra: map[string]string{"discount": "5", "contract": mark}}
	if won {
		x.Outcome, x.Closed = ptr(coach.Won), day("2026-03-01")
	}
	c.tell(rep, coach.Event{ID: "import/1/" + rep + "/" + id, Source: coach.Import, Rows: []coach.Event{{Deal: x}}})
	c.tell(rep, coach.Event{Commitment: &coach.CommitmentChange{ID: "deal/" + id + "/data/" + mark, Deal: id, Kind: ptr(coach.Data), What: ptr("what " + mark),
		Made: day("2026-10-01"), Due: day("2026-11-01"), Status: ptr(coach.Pending)}})
	c.tell(rep, coach.Event{Touch: &coach.Touch{ID: "touch-" + id, Account: account, Deal: id, Day: *day("2026-11-02"), Kind: coach.Care, Note: "note " + mark}})
	c.tell(rep, coach.Event{Answers: &coach.AnswersGiven{Subject: coach.On("deal", id), Answers: map[string]string{"problem": "answer " + mark}}})
}

func (c *company) annsRecords() {
	c.fullDeal("ann", "Dann1", "acme", "annmark acmemark", true)
	c.fullDeal("ann", "Dann2", "gamma", "annmark", true)
	c.fullDeal("ann", "Dann3", "beta", "annmark", false)
	c.fullDeal("ann", "gamma-2026-11-16-ann", "gamma", "shared", false)
	c.tell("ann", coach.Event{Quota: &coach.QuotaGiven{Period: "2026", Amount: *money("1000")}})
	c.must(c.Follow(c.t.Context(), "ann"))
	c.must(c.MoveDeal(c.t.Context(), "move/1", "gamma-2026-11-16-ann", "ann", "bob"))
	c.must(c.Follow(c.t.Context(), "ann"))
	c.must(c.Follow(c.t.Context(), "bob"))
	// Known from Slack first, and merged since; and a message that is being sent.
	c.rep("UANN0", func(r *coach.Rep) { r.SlackUser, r.Name = "UANN0", "Ann B annmark" })
	c.fullDeal("UANN0", "Dann4", "gamma", "annmark", false)
	c.must(c.Follow(c.t.Context(), "UANN0"))
	c.must(c.MergeRep(c.t.Context(), "UANN0", "ann"))
	_, err := c.store.Lease(c.t.Context(), c.now("book/ann"), "daily/2026-11-16", "process 1", time.Hour)
	c.must(err)
}

// now is an aggregate at the version that it has.
func (c *company) now(key string) coach.Want {
	c.t.Helper()
	as, err := c.store.Read(c.t.Context(), coach.Want{Key: key})
	c.must(err)
	return coach.Want{Key: key, Have: as[0].Version}
}

func (c *company) bobsRecords() {
	c.fullDeal("bob", "Dbob1", "acme", "acmemark", true)
	c.fullDeal("bob", "Dbob2", "gamma", "of Bob", true)
	c.tell("bob", coach.Event{Touch: &coach.Touch{ID: "t2", Account: "gamma", Deal: "Dann2", Day: *day("2026-11-02"), Kind: coach.Care, Note: "Ann Berger (ann@x.test, <@UANN>) and I called about Acme Trading; the annual plan"}})
	c.tell("bob", coach.Event{Commitment: &coach.CommitmentChange{ID: "c2", Account: "acme", Kind: ptr(coach.Time), What: ptr("acmemark"), Made: day("2026-10-01"), Status: ptr(coach.Pending)}})
	c.tell("bob", coach.Event{Answers: &coach.AnswersGiven{Subject: "account/acme", Answers: map[string]string{"problem": "acmemark"}}})
	c.must(c.Follow(c.t.Context(), "bob"))
}

func (c *company) accountRecords() {
	for _, id := range []string{"acme", "gamma"} {
		mark := id + "mark"
		for i, e := range []coach.Event{
			{Contract: &coach.ContractChange{ID: "K" + mark, Owner: ptr("ann"), Product: ptr("p " + mark), End: day("2027-01-01"), Yearly: money("100"), Reason: &mark}},
			{Issue: &coach.IssueChange{ID: "late-" + mark, Severity: ptr(coach.High), Opened: day("2026-11-10")}},
			{Product: &coach.ProductChange{Product: "p " + mark}},
			{Metric: &coach.MetricChange{Metric: "m " + mark, Measured: *day("2026-10-01"), Actual: ptr("5"), Unit: &mark}},
			{Review: &coach.ReviewChange{Cadence: ptr(90), Last: day("2026-09-01")}},
		} {
			e.ID, e.At, e.Source, e.Account = fmt.Sprintf("import/1/%s/%d", id, i), c.Now(), coach.Import, id
			c.must(c.HandleAccount(c.t.Context(), e))
		}
	}
	c.must(c.HandleAccount(c.t.Context(), coach.Event{ID: "command/issue", At: c.Now(), Source: coach.App, By: "ann", Account: "acme",
		Issue: &coach.IssueChange{ID: "late-acmemark", Promised: day("2026-11-20")}})) // its stakeholders are owed a look
}

// dump is every key of the store and what stands in it, by field.
func (c *company) dump() map[string]map[string]string {
	c.t.Helper()
	out := map[string]map[string]string{}
	var mu sync.Mutex
	scan := func(ctx context.Context, node redis.Cmdable) error {
		keys := node.Scan(ctx, 0, "*", 1000).Iterator()
		for keys.Next(ctx) {
			fields, err := contents(ctx, node, keys.Val())
			if err != nil {
				return err
			}
			mu.Lock()
			out[keys.Val()] = fields
			mu.Unlock()
		}
		return keys.Err()
	}
	var err error
	if cluster, ok := c.client.(*redis.ClusterClient); ok {
		err = cluster.ForEachMaster(c.t.Context(), func(ctx context.Context, node *redis.Client) error { return scan(ctx, node) })
	} else {
		err = scan(c.t.Context(), c.client)
	}
	c.must(err)
	return out
}

func contents(ctx context.Context, node redis.Cmdable, key string) (map[string]string, error) {
	switch kind := node.Type(ctx, key).Val(); kind {
	case "hash":
		return node.HGetAll(ctx, key).Result()
	case "zset":
		fields := map[string]string{}
		all, err := node.ZRangeWithScores(ctx, key, 0, -1).Result()
		for _, z := range all {
			fields[z.Member.(string)] = fmt.Sprintf("%.0f", z.Score)
		}
		return fields, err
	case "string":
		v, err := node.Get(ctx, key).Result()
		return map[string]string{"": v}, err
	default:
		return nil, fmt.Errorf("%s is a %q: the test cannot read it", key, kind)
	}
}

// naming are the places in a dump where something is named.
func naming(dump map[string]map[string]string, what *regexp.Regexp) []string {
	var out []string
	for key, fields := range dump {
		if what.MatchString(key) {
			out = append(out, key)
		}
		for field, value := range fields {
			if what.MatchString(field) || what.MatchString(value) {
				out = append(out, key+" "+field+" = "+value)
			}
		}
	}
	slices.Sort(out)
	return out
}

// gone wants nothing in the store to name it.
func (c *company) gone(what *regexp.Regexp) {
	c.t.Helper()
	if left := naming(c.dump(), what); len(left) > 0 {
		c.t.Errorf("%d places still name it:\n%s", len(left), strings.Join(left, "\n"))
	}
}
