package coach_test

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"evenkeel/coach"
	"evenkeel/store/storetest"
)

// TestAFileThatSaysErasedInPlaceOfANameMeansTheSameRecord: so the rest of a file
// can go on being imported.
func TestAFileThatSaysErasedInPlaceOfANameMeansTheSameRecord(t *testing.T) {
	t.Parallel()
	c := hostileCompany(t, storetest.Embedded(t), hostiles["a name with an apostrophe"])
	_, err := c.Erase(t.Context(), "rep/ann")
	c.must(err)
	before, err := c.Accounts(t.Context(), "gamma")
	c.must(err)
	e := coach.Event{ID: "import/2/0/gamma/0", At: c.Now().AddDate(0, 0, 1), Source: coach.Import, Account: "gamma",
		Issue: &coach.IssueChange{ID: "[erased] is late", Closed: day("2026-11-15")}}
	c.must(c.HandleAccount(t.Context(), e))
	after, err := c.Accounts(t.Context(), "gamma")
	c.must(err)
	was, is := before["gamma"].Issues["[erased] is late"], after["gamma"].Issues["[erased] is late"]
	if len(after["gamma"].Issues) != 2 || was == nil || is.Closed.V != *day("2026-11-15") || is.Opened != was.Opened {
		t.Errorf("was %+v, is %+v", was, is)
	}
}

// TestWhatOthersAreCalledStaysTheirs, though it holds the erased's name.
func TestWhatOthersAreCalledStaysTheirs(t *testing.T) {
	t.Parallel()
	client := dial(t, storetest.Embedded(t))
	c := &company{t: t, client: client, store: newStore(client)}
	c.Coach = coachOn(c.store)
	c.rep("bob", func(r *coach.Rep) { r.Name = "Bob" })
	c.account("acme-corp", func(a *coach.AccountProfile) { a.Name, a.Owner = "Acme Corp", "bob" })
	c.account("acme-corp eu", func(a *coach.AccountProfile) { a.Name, a.Owner = "Acme Corp Europe", "bob" })
	c.account("leaf", func(a *coach.AccountProfile) { a.Name, a.Parent, a.ReferredBy = "Leaf", "acme-corp eu", "acme-corp eu" })
	c.fullDeal("bob", "D1", "acme-corp eu", "for Acme Corp Europe, not Acme Corp", true)
	c.tell("bob", coach.Event{Answers: &coach.AnswersGiven{Subject: "account/acme-corp eu", Answers: map[string]string{"problem": "stock"}}})
	c.must(c.Follow(t.Context(), "bob"))
	_, err := c.Erase(t.Context(), "account/acme-corp")
	c.must(err)
	leaf, eu := c.People().AccountProfile("leaf"), c.People().AccountProfile("acme-corp eu")
	if leaf.Parent != "acme-corp eu" || leaf.ReferredBy != "acme-corp eu" || eu == nil || eu.Name != "Acme Corp Europe" {
		t.Errorf("leaf is %+v, its parent %+v", leaf, eu)
	}
	book, err := c.Book(t.Context(), "bob")
	c.must(err)
	if x := book.Deals["D1"]; x.Account.V != "acme-corp eu" || x.Name.V != "deal for Acme Corp Europe, not [erased]" || book.Qualifications["account/acme-corp eu"] == nil {
		t.Errorf("bob's deal is at %q, called %q", x.Account.V, x.Name.V)
	}
	as, err := c.Accounts(t.Context(), "acme-corp eu")
	c.must(err)
	if len(as["acme-corp eu"].Wins) != 1 {
		t.Error("the win at the other account is gone")
	}
}

// TestANumberThatIsAnIdIsNotTakenForOneElsewhere: in ids of events there are
// numbers of runs, parts and chunks too.
func TestANumberThatIsAnIdIsNotTakenForOneElsewhere(t *testing.T) {
	t.Parallel()
	c := newCompany(t, storetest.Embedded(t), nil)
	for _, id := range []string{"0", "1", "import"} {
		c.account(id, func(a *coach.AccountProfile) { a.Name = "Number " + id })
		c.must(c.HandleAccount(t.Context(), coach.Event{ID: "import/1/0/" + id + "/0", At: c.Now(), Source: coach.Import, Account: id,
			Issue: &coach.IssueChange{ID: "late", Severity: ptr(coach.Low), Opened: day("2026-11-10")}}))
	}
	before := c.dump()
	for _, id := range []coach.Subject{"account/0", "account/1", "account/import"} {
		did, err := c.Erase(t.Context(), id)
		c.must(err)
		if did["mention"] > 0 {
			t.Errorf("%s: %v", id, did)
		}
	}
	unchanged(t, before, c.dump(), regexp.MustCompile(`account/(0|1|import)\b|Number`))
}

// TestAMovedDealDoesNotKeepTheAccountsNameInItsId: ids made in Slack begin with
// the account.
func TestAMovedDealDoesNotKeepTheAccountsNameInItsId(t *testing.T) {
	t.Parallel()
	c := newCompany(t, storetest.Embedded(t), nil)
	c.fullDeal("bob", "acme-2026-11-16-bob", "acme", "of Bob", false)
	c.tell("bob", coach.Event{ID: "slack/C1/9", Deal: &coach.DealChange{ID: "acme-2026-11-16-bob", Account: ptr("gamma")}})
	c.must(c.Follow(t.Context(), "bob"))
	_, err := c.Erase(t.Context(), "account/acme")
	c.must(err)
	c.gone(ofAcme)
	if who, err := c.DealOwner(t.Context(), "[erased]-2026-11-16-bob"); who != "bob" || err != nil {
		t.Errorf("it is %q's, %v", who, err)
	}
}

// TestASmallerShareIsAMentionToo: a nudge on how narrow a book is lists three.
func TestASmallerShareIsAMentionToo(t *testing.T) {
	t.Parallel()
	c := newCompany(t, storetest.Embedded(t), nil)
	c.raw("book/bob", map[string]string{
		"n:narrow-base/book/bob/2026-Q4@2026-11-01": nudge("narrow-base", "book/bob", "book/bob", "top3", "gamma:0.600000;acme:0.400000")})
	_, err := c.Erase(t.Context(), "account/acme")
	c.must(err)
	c.gone(ofAcme)
}

// TestAContractThatWentToTheErasedLeavesNothing, no tombstone either.
func TestAContractThatWentToTheErasedLeavesNothing(t *testing.T) {
	t.Parallel()
	c := newCompany(t, storetest.Embedded(t), nil)
	c.raw("account/gamma", map[string]string{"k:K9": `{"id":"K9","to":"acme"}`})
	_, err := c.Erase(t.Context(), "account/acme")
	c.must(err)
	c.gone(ofAcme)
	as, err := c.Accounts(t.Context(), "gamma")
	c.must(err)
	if as["gamma"].Contracts["K9"] != nil {
		t.Error("a contract without anything in it is left")
	}
}

// TestANameIsFoundAsPeopleWriteIt: in any case and with the signs of any keyboard,
// and not in the middle of another word.
func TestANameIsFoundAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	c := &company{t: t, store: newStore(dial(t, storetest.Embedded(t)))}
	c.Coach = coachOn(c.store)
	c.rep("bob", func(r *coach.Rep) { r.Name = "Bob" })
	c.account("gamma", func(a *coach.AccountProfile) { a.Name, a.Owner = "Gamma", "bob" })
	c.account("q4", func(a *coach.AccountProfile) {
		a.Name, a.Aliases = "Acme Trading Co", []string{"Acme Trading", "O'Neil-Labs", "山田商店", "Will"}
	})
	notes := map[string]string{
		"met Acme Trading.":                        "met [erased].",
		"ACME  trading's plan":                     "[erased]'s plan",
		"acme\u00a0trading co":                     "[erased]",
		"the acme trading company":                 "the [erased] company",
		"an acme tradingco":                        "an acme tradingco",
		"o’neil‑labs and O`NEIL-LABS":              "[erased] and [erased]",
		"昨日山田商店と話した":                               "昨日[erased]と話した",
		"<@Acme Trading|x> (acme trading),\nagain": "<@[erased]|x> ([erased]),\nagain",
		"will call in Q4":                          "will call in Q4", // plain words may mean anything
		"\\u0041cme Trading":                       "\\u0041cme Trading",
	}
	for note := range notes {
		c.tell("bob", coach.Event{Touch: &coach.Touch{ID: note, Account: "gamma", Day: *day("2026-11-02"), Kind: coach.Care, Note: note}})
	}
	c.tell("bob", coach.Event{Quota: &coach.QuotaGiven{Period: "2026-Q4", Amount: *money("1000")}})
	_, err := c.Erase(t.Context(), "account/q4")
	c.must(err)
	book, err := c.Book(t.Context(), "bob")
	c.must(err)
	got := slices.Sorted(func(yield func(string) bool) {
		for _, touch := range book.Touches {
			if !yield(touch.Note) {
				return
			}
		}
	})
	if want := slices.Sorted(maps.Values(notes)); !slices.Equal(got, want) {
		t.Errorf("notes:\n%q\nwant:\n%q", got, want)
	}
	if q := book.Quotas["2026-Q4"]; q == nil || q.Period != "2026-Q4" {
		t.Errorf("quotas: %v", book.Quotas)
	}
}

// TestWordsOfTheRecordsAreNobodysName, though an account is called like one.
func TestWordsOfTheRecordsAreNobodysName(t *testing.T) {
	t.Parallel()
	c := newCompany(t, storetest.Embedded(t), nil)
	for _, id := range []string{"at_least", "00Z", "sell-on-issue", "Europe/Berlin", "D1", "issue_account"} {
		c.account(id, func(a *coach.AccountProfile) { a.Name = "Odd" })
	}
	c.must(c.HandleAccount(t.Context(), coach.Event{ID: "command/metric", At: c.Now(), Source: coach.Slack, By: "bob", Account: "gamma",
		Metric: &coach.MetricChange{Metric: "csat", Target: ptr("5"), Direction: ptr("at_least")}}))
	c.must(c.DoDue(t.Context()))
	before := c.dump()
	for _, id := range []coach.Subject{"account/at_least", "account/00Z", "account/sell-on-issue", "account/Europe/Berlin", "account/D1", "account/issue_account"} {
		did, err := c.Erase(t.Context(), id)
		c.must(err)
		if did["mention"] > 0 || did["nudge"] > 0 {
			t.Errorf("%s: %v", id, did)
		}
	}
	unchanged(t, before, c.dump(), regexp.MustCompile(`"Odd"`))
}

// TestAnIssueCalledTheSameElsewhereKeepsItsNudge: what the rep answered stays.
func TestAnIssueCalledTheSameElsewhereKeepsItsNudge(t *testing.T) {
	t.Parallel()
	c := newCompany(t, storetest.Embedded(t), nil)
	const key = "sell-on-issue/deal/Dbob2/gamma/late/2026-11-10@2026-11-01"
	raw := nudge("sell-on-issue", "deal/Dbob2/gamma/late/2026-11-10", "deal/Dbob2", "issue", "late")
	c.must(c.HandleAccount(t.Context(), coach.Event{ID: "command/late", At: c.Now(), Source: coach.Slack, By: "bob", Account: "acme",
		Issue: &coach.IssueChange{ID: "late", Severity: ptr(coach.Low), Opened: day("2026-11-10")}}))
	c.raw("book/bob", map[string]string{"n:" + key: strings.Replace(raw, `"facts":[`, `"facts":[{"name":"issue_account","value":"gamma"},`, 1)})
	_, err := c.Erase(t.Context(), "account/acme")
	c.must(err)
	as, err := c.store.Read(t.Context(), coach.Want{Key: "book/bob"})
	c.must(err)
	if as[0].Fields["n:"+key] == "" {
		t.Error("the nudge is gone")
	}
}

// returns is a store on which somebody comes again once they are erased.
type returns struct {
	coach.Store
	gone  bool
	again func()
}

func (r *returns) PutEntries(ctx context.Context, es ...coach.Entry) ([]string, error) {
	r.gone = r.gone || slices.ContainsFunc(es, func(e coach.Entry) bool { return e.New == "" })
	return r.Store.PutEntries(ctx, es...)
}

func (r *returns) Aggregates(ctx context.Context) ([]string, error) {
	if again := r.again; r.gone && again != nil {
		r.again = nil
		again()
	}
	return r.Store.Aggregates(ctx)
}

// TestWhoComesAgainMeanwhileKeepsWhatTheySay, under the same id and names.
func TestWhoComesAgainMeanwhileKeepsWhatTheySay(t *testing.T) {
	t.Parallel()
	var back *returns
	c := newCompany(t, storetest.Embedded(t), func(s coach.Store) coach.Store { back = &returns{Store: s}; return back })
	who := coach.SlackProfile{User: "U77", Name: "Cy Day", Zone: "UTC"}
	_, err := c.Enrol(t.Context(), who)
	c.must(err)
	c.fullDeal("U77", "own-1", "gamma", "by Cy Day", true)
	c.must(c.Follow(t.Context(), "U77"))
	back.again = func() {
		bot := coachOn(back.Store)
		_, err := bot.Enrol(t.Context(), who)
		c.must(err)
		_, err = bot.Handle(t.Context(), "U77", func(v coach.View) (coach.Event, error) {
			e := deal("again", "gamma", "proposal")
			e.ID, e.At, e.Source, e.By, e.Rep = "click/U77/1", v.Now, coach.Slack, "U77", "U77"
			e.Deal.Name = ptr("with Cy Day")
			return e, nil
		})
		c.must(err)
		c.must(bot.Follow(t.Context(), "U77"))
	}
	_, err = c.Erase(t.Context(), "rep/U77")
	c.must(err)
	book, err := coachOn(back.Store).Book(t.Context(), "U77")
	c.must(err)
	if x := book.Deals["again"]; len(book.Deals) != 1 || x == nil || x.Name.V != "with Cy Day" || x.Name.By != "click/U77/1" {
		t.Errorf("their book has %+v", book.Deals)
	}
	as, err := c.Accounts(t.Context(), "gamma")
	c.must(err)
	if s := as["gamma"].Stakes["U77"]; s == nil || as["gamma"].Wins["own-1"] != nil {
		t.Errorf("at the account: %v, %v", s, as["gamma"].Wins)
	}
}
