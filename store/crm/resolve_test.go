package crm_test

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"evenkeel/coach"
	"evenkeel/store/crm"
)

// known is a store that remembers what Apply made of the rows, as the real one
// does.
type known struct {
	reps     map[string]*coach.Rep
	accounts map[string]*coach.AccountProfile
	owners   map[string]string
}

func newKnown() *known {
	return &known{map[string]*coach.Rep{}, map[string]*coach.AccountProfile{}, map[string]string{}}
}

var _ crm.Known = (*known)(nil)

func (k *known) Rep(id string) *coach.Rep {
	r := k.reps[id]
	for r != nil && r.AliasOf != "" {
		r = k.reps[r.AliasOf]
	}
	return r
}

func (k *known) repBy(is func(*coach.Rep) bool) *coach.Rep {
	for _, id := range slices.Sorted(maps.Keys(k.reps)) {
		if is(k.reps[id]) {
			return k.Rep(id)
		}
	}
	return nil
}

func (k *known) RepByEmail(e string) *coach.Rep {
	return k.repBy(func(r *coach.Rep) bool { return strings.EqualFold(r.Email, e) })
}

func (k *known) RepBySlack(u string) *coach.Rep {
	return k.repBy(func(r *coach.Rep) bool { return r.SlackUser == u })
}

func (k *known) AccountProfile(id string) *coach.AccountProfile {
	a := k.accounts[id]
	for a != nil && a.AliasOf != "" {
		a = k.accounts[a.AliasOf]
	}
	return a
}

func (k *known) Accounts() []*coach.AccountProfile {
	var out []*coach.AccountProfile
	for _, id := range slices.Sorted(maps.Keys(k.accounts)) {
		if k.accounts[id].AliasOf == "" {
			out = append(out, k.accounts[id])
		}
	}
	return out
}

func (k *known) Homes(_ context.Context, of ...coach.Subject) ([]string, error) {
	out := make([]string, len(of))
	for i, s := range of {
		out[i] = k.owners[s.ID()]
	}
	return out, nil
}

// take applies what was read, and says how many entries changed.
func (k *known) take(r *crm.Records) (changed int) {
	for _, row := range r.Reps {
		if k.reps[row.ID] == nil {
			k.reps[row.ID] = &coach.Rep{ID: row.ID}
		}
		if row.Apply(k.reps[row.ID]) {
			changed++
		}
		if row.Was != "" {
			k.reps[row.Was].AliasOf = row.ID
		}
	}
	for _, row := range r.Accounts {
		if k.accounts[row.ID] == nil {
			k.accounts[row.ID] = &coach.AccountProfile{ID: row.ID}
		}
		if row.Apply(k.accounts[row.ID]) {
			changed++
		}
		if row.Was != "" {
			k.accounts[row.Was].AliasOf = row.ID
		}
	}
	for rep, events := range r.Books {
		for _, e := range events {
			if e.Deal != nil {
				k.owners[e.Deal.ID] = rep
			}
		}
	}
	return changed
}

const dealHeader = "deal,account,owner,stage\n"

func TestAccountsAreFoundByIDElseByName(t *testing.T) {
	k := newKnown()
	k.take(read(t, files{"accounts.csv": "account,name\nK1,Known Ltd\nK2,Twin\n"}, crm.Options{}))
	k.accounts["K1"].Aliases = []string{"Old Name"}
	got := read(t, files{
		"accounts.csv": "account,name,parent,referred_by\nA1,Acme GmbH,Holding,A3\nA2,Twin,,\nA3,Müller & Söhne,A1,known\nA4,,twin,\nA5,Same,,\nA6,SAME inc.,,\n",
		"deals.csv": dealHeader + "D1,A1,r,s\nD2,ACME,r,s\nD3,acme inc.,r,s\nD4,Mueller & Soehne,r,s\nD5,known,r,s\nD6,Old name,r,s\n" +
			"D7,Twin,r,s\nD8,same,r,s\nD9,A4,r,s\nE1,Nobody Ltd,r,s\nE2,nobody,r,s\nE3,Nobody Ltd,r,s\nE4,K2,r,s\nE5,Grün,r,s\nE6,Gruen,r,s\n",
	}, crm.Options{Known: k})
	expect(t, "errors", errorsOf(got), []string{
		"accounts.csv:5:5: parent: \"twin\" is the name of A2, K2; use an id",
		"deals.csv:8:4: account: \"Twin\" is the name of A2, K2; use an id",
		"deals.csv:9:4: account: \"same\" is the name of A5, A6; use an id",
	})
	by, _ := deals(got)
	var at []string
	for _, id := range slices.Sorted(maps.Keys(by)) {
		at = append(at, id+" "+*by[id].Account)
	}
	expect(t, "deals", at, []string{
		"D1 A1", "D2 A1", "D3 A1", "D4 A3", "D5 K1", "D6 K1", "D9 A4", "E1 Nobody Ltd", "E2 Nobody Ltd", "E3 Nobody Ltd", "E4 K2", "E5 Gruen", "E6 Gruen",
	})
	var rows []string
	for _, a := range got.Accounts {
		rows = append(rows, strings.Join([]string{a.ID, a.Set["name"], a.Set["parent"], a.Set["referred_by"]}, "|"))
	}
	expect(t, "accounts", rows, []string{
		"A1|Acme GmbH|Holding|A3", "A2|Twin||", "A3|Müller & Söhne|A1|K1", "A4|A4||", "A5|Same||", "A6|SAME inc.||",
		"Gruen|Gruen||", "Holding|Holding||", "Nobody Ltd|Nobody Ltd||",
	})
	expect(t, "unmatched reps", got.UnmatchedReps, []string{"r"})
	expect(t, "unmatched accounts", got.UnmatchedAccounts, []string{"A4", "Gruen", "Holding", "Nobody Ltd"})
	for _, note := range []string{`accounts A2, K2 have one name, "Twin"`, `accounts A5, A6 have one name, "Same"`} {
		if !slices.Contains(got.Notes, note) {
			t.Errorf("no note %q in %q", note, got.Notes)
		}
	}
}

func TestANameThatIsGivenAnIDLaterGoesOver(t *testing.T) {
	k := newKnown()
	k.take(read(t, files{"deals.csv": dealHeader + "D1,Acme Inc,r,s\nD2,A7,r,s\nD3,Beta,r,s\n"}, crm.Options{}))
	k.accounts["beta-typed"] = &coach.AccountProfile{ID: "beta-typed", Name: "A8", Nameless: true}
	fs := files{
		"accounts.csv": "account,name,parent\nA1,ACME,\nA7,Seven,Beta\nA8,Eight,acme inc\n",
		"deals.csv":    dealHeader + "D1,Acme Inc,r,s\nD2,A7,r,s\nD3,Beta,r,s\n",
	}
	got := read(t, fs, crm.Options{Known: k})
	var rows []string
	for _, a := range got.Accounts {
		rows = append(rows, a.ID+" was "+a.Was+", parent "+a.Set["parent"])
	}
	expect(t, "accounts", rows, []string{"A1 was Acme Inc, parent ", "A7 was , parent Beta", "A8 was beta-typed, parent A1"})
	by, _ := deals(got)
	if *by["D1"].Account != "A1" || *by["D2"].Account != "A7" || *by["D3"].Account != "Beta" {
		t.Errorf("deals at %q %q %q", *by["D1"].Account, *by["D2"].Account, *by["D3"].Account)
	}
	k.take(got)
	if a := k.accounts["A7"]; a.Nameless || a.Name != "Seven" || !slices.Equal(a.Aliases, []string{"A7"}) {
		t.Errorf("A7 %+v", a)
	}
	again := read(t, fs, crm.Options{Known: k})
	if n := k.take(again); n != 0 || again.Accounts[0].Was != "" {
		t.Errorf("importing again changed %d entries, %+v", n, again.Accounts)
	}
	other, _ := deals(read(t, files{"deals.csv": dealHeader + "D1,Acme Inc,r,s\nD2,A7,r,s\n"}, crm.Options{Known: k}))
	if *other["D1"].Account != "A1" || *other["D2"].Account != "A7" {
		t.Errorf("later deals at %q %q", *other["D1"].Account, *other["D2"].Account)
	}
}

func TestOwnersAreFoundByIDMailOrSlackUser(t *testing.T) {
	k := newKnown()
	k.reps["K1"] = &coach.Rep{ID: "K1", Email: "Kay@x.com", SlackUser: "UK", Name: "Kay"}
	k.reps["U2"] = &coach.Rep{ID: "U2", SlackUser: "U2", Name: "two", Nameless: true}
	k.reps["old@x.com"] = &coach.Rep{ID: "old@x.com", Email: "old@x.com", Nameless: true}
	got := read(t, files{
		"reps.csv":     "rep,name,email,slack_user,manager\nr1,Ann,Ann@x.com,U1,boss\nr2,Two,two@x.com,U2,ann@x.com\nr3,Old,OLD@x.com,,\nr4,,twin@x.com,,\nr5,,Twin@x.com,,\nr6,,kay@x.com,,\n",
		"accounts.csv": "account,owner\nA1,ann@x.com\nA2,stranger\n",
		"deals.csv": dealHeader + "D1,A1,r1,s\nD2,A1,ANN@x.com,s\nD3,A1,U1,s\nD4,A1,U2,s\nD5,A1,old@x.com,s\nD6,A1,twin@x.com,s\n" +
			"D7,A1,kay@X.com,s\nD8,A1,UK,s\nD9,A1,K1,s\nE1,A1,new@x.com,s\n",
	}, crm.Options{Known: k})
	expect(t, "errors", errorsOf(got), []string{
		"deals.csv:7:7: owner: \"twin@x.com\" means r4, r5; use an id",
		"deals.csv:8:7: owner: \"kay@X.com\" means K1, r6; use an id",
	})
	_, owners := deals(got)
	want := map[string]string{"D1": "r1", "D2": "r1", "D3": "r1", "D4": "r2", "D5": "r3", "D8": "K1", "D9": "K1", "E1": "new@x.com"}
	if !maps.Equal(owners, want) {
		t.Errorf("owners %v", owners)
	}
	var reps []string
	for _, r := range got.Reps {
		reps = append(reps, r.ID+" was "+r.Was+", manager "+r.Set["manager"])
	}
	expect(t, "reps", reps, []string{
		"new@x.com was , manager ", "r1 was , manager boss", "r2 was U2, manager r1", "r3 was old@x.com, manager ", "r4 was , manager ", "r5 was , manager ",
		"r6 was , manager ", "stranger was , manager ",
	})
	for _, note := range []string{"reps r4, r5 have one e-mail address, twin@x.com", "reps K1 and r6 have one e-mail address or Slack user"} {
		if !slices.Contains(got.Notes, note) {
			t.Errorf("no note %q in %q", note, got.Notes)
		}
	}
	k.take(got)
	if r := k.reps["new@x.com"]; !r.Nameless || r.Email != "new@x.com" {
		t.Errorf("owner named by mail only: %+v", r)
	}
	if a := k.accounts["A1"]; a.Owner != "r1" {
		t.Errorf("account owner %q", a.Owner)
	}
}

func TestARowWithoutMailLeavesTheStoresAddress(t *testing.T) {
	k := newKnown()
	k.reps["K1"] = &coach.Rep{ID: "K1", Email: "kay@x.com"}
	for header, want := range map[string]string{"rep,name\nK1,Kay\n": "K1", "rep,email\nK1,new@x.com\n": "kay@x.com"} {
		_, owners := deals(read(t, files{"reps.csv": header, "deals.csv": dealHeader + "D1,A,kay@x.com,s\n"}, crm.Options{Known: k}))
		if owners["D1"] != want {
			t.Errorf("%q: owner %q, want %q", header, owners["D1"], want)
		}
	}
}

func TestCommitmentsOfDealsAndAccountsThatTheStoreHas(t *testing.T) {
	k := newKnown()
	k.take(read(t, files{
		"accounts.csv": "account,name,owner\nA1,Acme,r1\nA2,Beta,r3\n", "deals.csv": dealHeader + "D1,A1,r2,s\n",
	}, crm.Options{}))
	got := read(t, files{
		"accounts.csv":    "account,segment\nA2,steel\n",
		"commitments.csv": "deal,account,kind\nD1,,time\n,acme,data\n,beta,money\n",
	}, crm.Options{Known: k})
	expect(t, "errors", errorsOf(got), nil)
	for rep, id := range map[string]string{"r2": "deal/D1/time//", "r1": "account/A1/data//", "r3": "account/A2/money//"} {
		if es := got.Books[rep]; len(es) != 1 || es[0].Commitment.ID != id {
			t.Errorf("%s: %+v", rep, es)
		}
	}
}

func TestParentsThatGoRoundAreBroken(t *testing.T) {
	k := newKnown()
	k.take(read(t, files{"accounts.csv": "account,parent\nK1,A9\nA9,\n"}, crm.Options{}))
	fs := files{"accounts.csv": "account,parent\nA1,A2\nA2,A3\nA3,A1\nA4,A1\nA5,A5\nA9,K1\nA6,A4\n"}
	got := read(t, fs, crm.Options{Known: k})
	expect(t, "errors", errorsOf(got), nil)
	parents := map[string]string{}
	for _, a := range got.Accounts {
		parents[a.ID] = a.Set["parent"]
	}
	if want := map[string]string{"A1": "", "A2": "A3", "A3": "A1", "A4": "A1", "A5": "", "A9": "", "A6": "A4"}; !maps.Equal(parents, want) {
		t.Errorf("parents %v", parents)
	}
	expect(t, "notes", got.Notes, []string{
		"account A5 is its own parent; it is left without one",
		"accounts A1, A2, A3 are each other's parents; the parent of A1 is left out",
		"accounts A9, K1 are each other's parents; the parent of A9 is left out",
	})
}

func TestImportingAgainUndoesNothing(t *testing.T) {
	k := newKnown()
	fs := files{
		"reps.csv":     "rep,name,team,started,role,time_zone,country,currency,email,slack_user,manager\nr1,Ann,North,2020-01-01,hunter,Europe/Paris,FR,EUR,a@x.com,U1,m\n",
		"accounts.csv": "account,name,segment,employees,owner,country,source,since,parent,referred_by\nA1,Acme,steel,250,r1,FR,list,2019-01-01,A2,A2\nA2,,,,,,,,,\n",
	}
	got := read(t, fs, crm.Options{Known: k})
	if n := k.take(got); n != 3 {
		t.Errorf("%d entries changed at first", n)
	}
	if want := (coach.Rep{ID: "r1", Name: "Ann", Team: "North", Started: coach.NewDate(2020, 1, 1), Role: coach.Hunter, TimeZone: "Europe/Paris", Country: "FR",
		Currency: "EUR", Email: "a@x.com", SlackUser: "U1", Manager: "m", Said: k.reps["r1"].Said}); !reflect.DeepEqual(*k.reps["r1"], want) {
		t.Errorf("rep %+v", k.reps["r1"])
	}
	if want := (coach.AccountProfile{ID: "A1", Name: "Acme", Segment: "steel", Employees: 250, Owner: "r1", Country: "FR", Source: "list",
		Since: coach.NewDate(2019, 1, 1), Parent: "A2", ReferredBy: "A2", Said: k.accounts["A1"].Said}); !reflect.DeepEqual(*k.accounts["A1"], want) {
		t.Errorf("account %+v", k.accounts["A1"])
	}
	k.reps["r1"].Team, k.accounts["A1"].Employees, k.accounts["A2"].Segment = "South", 300, "toys"
	said := k.reps["r1"].Said
	if n := k.take(read(t, fs, crm.Options{Known: k})); n != 0 {
		t.Errorf("%d entries changed again", n)
	}
	fs["reps.csv"] = "rep,name,team,started\nr1,Anna,North,\n"
	if n := k.take(read(t, fs, crm.Options{Known: k})); n != 1 {
		t.Errorf("%d entries changed by a new name", n)
	}
	if r := k.reps["r1"]; r.Name != "Anna" || r.Team != "South" || !r.Started.IsZero() || r.Role != coach.Hunter || k.accounts["A1"].Employees != 300 || k.accounts["A2"].Segment != "toys" {
		t.Errorf("%+v, %+v", r, k.accounts["A1"])
	}
	if said["name"] != "Ann" {
		t.Error("Apply wrote into a map that others hold")
	}
}

func TestAColumnThatIsEmptyNowCountsAndNotWhatTheStoreKnows(t *testing.T) {
	k := &known{
		reps:     map[string]*coach.Rep{"r1": {ID: "r1", Currency: "EUR"}},
		accounts: map[string]*coach.AccountProfile{"A1": {ID: "A1", Name: "Acme", Owner: "r1"}},
	}
	got := read(t, files{
		"reps.csv": "rep,currency\nr1,\n", "accounts.csv": "account,owner\nA1,\n",
		"deals.csv": "deal,account,owner,stage,amount\nD1,A1,r1,proposal,5\n", "commitments.csv": "account,kind\nA1,time\n",
	}, crm.Options{Known: k})
	by, _ := deals(got)
	if x := by["D1"].Amount; x.String() != "5.00 USD" {
		t.Errorf("a rep who has no currency any more sells in %s", x)
	}
	expect(t, "errors", errorsOf(got), []string{"commitments.csv:2:1: account: \"A1\" has no owner whose book this could stand in; name its deal"})
}

// TestARepsNewCurrencyIsNotedWhereAmountsStayInTheOld: reps.csv comes after deals
// that were imported without one.
func TestARepsNewCurrencyIsNotedWhereAmountsStayInTheOld(t *testing.T) {
	k := newKnown()
	k.take(read(t, files{"deals.csv": "deal,account,owner,stage,amount\nD,A,r1,proposal,5\n"}, crm.Options{Known: k}))
	late := read(t, files{"reps.csv": "rep,currency\nr1,EUR\nr2,EUR\n"}, crm.Options{Known: k})
	expect(t, "notes", late.Notes, []string{"reps with another currency than before; amounts that came without one keep the old until their files are imported again (1 rep: r1)"})
	both := read(t, files{"reps.csv": "rep,currency\nr1,EUR\n", "deals.csv": "deal,account,owner,stage,amount\nD,A,r1,proposal,5\n"}, crm.Options{Known: k})
	expect(t, "notes", both.Notes, nil)
}
