package coach_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/store/crm"
)

// known is what an import asks of the store.
type known struct {
	*coach.People
	coach.Store
}

// importFiles imports a folder of files, as the command does.
func (b *bench) importFiles(run string, files map[string]string) {
	b.t.Helper()
	dir := b.t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			b.t.Fatal(err)
		}
	}
	if err := b.People().Refresh(b.t.Context(), 0); err != nil {
		b.t.Fatal(err)
	}
	r, err := crm.Read(b.t.Context(), []string{dir}, crm.Options{Playbook: b.Playbook, Known: known{b.People(), b.Store}, Run: run, Now: b.clock()})
	if err != nil || len(r.Errors) > 0 {
		b.t.Fatal(err, r.Errors)
	}
	if err := b.Import(b.t.Context(), r.ForCoach()); err != nil {
		b.t.Fatal(err)
	}
}

// handover is what files say of a company in which Ann's book is somebody's; her
// touches and her quota stay hers.
func handover(owner string) map[string]string {
	in := strings.NewReplacer("OWNER", owner)
	return map[string]string{
		"reps.csv":     "rep,name,slack_user,team,manager\nann,Ann,Uann,north,mia\nbob,Bob,Ubob,north,mia\nmia,Mia,Umia,,\n",
		"accounts.csv": in.Replace("account,name,owner\nacme,Acme,OWNER\nbest,Best,OWNER\n"),
		"deals.csv": in.Replace("deal,account,owner,name,stage,amount,created,stage_since,close_date,closed,outcome,q.problem,q.segment\n" +
			"D1,acme,OWNER,Pilot,proposal,5000,2026-09-01,2026-10-05,2026-12-31,,,stock-outs,retail\n" +
			"D2,best,OWNER,First,negotiation,9000,2026-01-01,,2026-03-02,2026-03-02,won,,\n" +
			"D3,best,OWNER,Second,qualifying,7000,2026-10-01,,2026-12-31,,,,\n"),
		"commitments.csv": "deal,kind,what,made,due,status\nD1,time,a visit,2026-10-07,2026-11-20,open\n",
		"touches.csv":     "account,owner,at,kind,deal\nacme,ann,2026-10-12,sales,D1\nacme,ann,2026-10-20,sales,D1\nacme,ann,2026-11-02,sales,D1\n",
		"contracts.csv":   in.Replace("contract,account,owner,product,start,end,yearly_value\nK1,best,OWNER,till,2026-01-01,2027-01-24,4000\n"),
		"quotas.csv":      "rep,period,amount\nann,2026-Q4,20000\nbob,2026-Q4,20000\n",
	}
}

// handedOver is a company two weeks on: Ann heard of what was due, left, and files
// gave her book to Bob; then a week went by.
func handedOver(t *testing.T) (b *bench, before, after map[string][]string) {
	t.Helper()
	b = newBench(t, nil)
	b.importFiles("1", handover("ann"))
	b.until(time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC))
	before = b.heard()
	if err := b.People().Leave(t.Context(), "Uann"); err != nil {
		t.Fatal(err)
	}
	b.importFiles("2", handover("bob"))
	b.until(time.Date(2026, 12, 4, 12, 0, 0, 0, time.UTC))
	b.importFiles("3", handover("bob")) // the same files again
	b.until(time.Date(2026, 12, 7, 12, 0, 0, 0, time.UTC))
	return b, before, b.heard()
}

// heard is what reps were told since last asked, by rep: the keys of nudges, as often
// as a new message bore them. An edit tells nobody anything.
func (b *bench) heard() map[string][]string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := map[string][]string{}
	for _, o := range b.out {
		for _, n := range o.Nudges {
			if o.Message.TS == "" {
				out[o.Rep.ID] = append(out[o.Rep.ID], n.Key)
			}
		}
	}
	b.out = nil
	return out
}

func TestALeaversOpenBookStandsInTheTakersWithItsHistory(t *testing.T) {
	b, before, _ := handedOver(t)
	if len(before["ann"]) == 0 {
		t.Fatalf("Ann was told nothing: %q", before)
	}
	bob, err := b.Book(t.Context(), "bob")
	if err != nil {
		t.Fatal(err)
	}
	d := bob.Deals["D1"]
	if d == nil || !d.Open() || bob.Deals["D3"] == nil || bob.Deals["D2"] != nil {
		t.Fatalf("Bob has the deals %v", bob.Deals)
	}
	if since := d.StageSince.V; since != *day("2026-10-05") || coach.DateIn(d.Stage[0].At, time.UTC) != *day("2026-11-16") {
		t.Errorf("D1 has been at its stage since %s, as was heard first at %s", since, d.Stage[0].At)
	}
	if q := bob.Qualifications["deal/D1"]; q == nil || q.Answers["problem"].V != "stock-outs" {
		t.Errorf("what was answered about D1: %+v", q)
	}
	if len(bob.Commitments) != 1 {
		t.Errorf("Bob has the promises %v", bob.Commitments)
	}
	open := map[string]*coach.Nudge{}
	for _, n := range bob.Nudges {
		if n.Open() && n.For == coach.ForRep {
			open[n.Rule+" "+string(n.Subject)] = n
		}
	}
	for _, want := range []string{"commitment-overdue deal/D1", "passive-prospect deal/D1", "renewal-due contract/K1"} {
		if open[want] == nil {
			t.Fatalf("Bob's book has no %s, but %v", want, open)
		}
	}
	if n := open["passive-prospect deal/D1"]; fmt.Sprint(n.Fact("touches")) != "3" || n.Start != *day("2026-10-28") {
		t.Errorf("Ann's contacts on D1 count no more: %+v", n)
	}
	coming, err := b.ComingRenewals(t.Context(), []string{"bob"}, *day("2026-12-07"), 90)
	if err != nil || len(coming) != 1 || coming[0].Contract != "K1" {
		t.Errorf("Bob's renewals: %+v, %v", coming, err)
	}
}

func TestWhatALeaverDidStaysTheirs(t *testing.T) {
	b, _, _ := handedOver(t)
	scores, err := b.Scorecard(t.Context(), coach.Query{By: "rep", AsOf: *day("2026-12-07"), NoMin: true})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, s := range scores {
		got[s.Unit] = fmt.Sprintf("won %d, open %d, due %s", s.WonDeals, s.OpenDeals, printed(t, s)["due_60"])
	}
	for rep, want := range map[string]string{"ann": "won 1, open 0, due null", "bob": "won 0, open 2, due 4000.00"} {
		if got[rep] != want {
			t.Errorf("%s: %s, want %s", rep, got[rep], want)
		}
	}
	ann, err := b.Book(t.Context(), "ann")
	if err != nil {
		t.Fatal(err)
	}
	if len(ann.Touches) != 3 || len(ann.Commitments) != 0 {
		t.Errorf("Ann's book has %d touches and %d promises", len(ann.Touches), len(ann.Commitments))
	}
	for _, n := range ann.Nudges {
		if n.Open() && n.Subject.Kind() != "book" {
			t.Errorf("%s of %s is open in Ann's book", n.Rule, n.Subject)
		}
	}
}

func TestALeaverHearsNothingMoreAndTheTakerNothingTwice(t *testing.T) {
	_, _, after := handedOver(t)
	if len(after["ann"]) > 0 {
		t.Errorf("after she left, Ann was told %q", after["ann"])
	}
	slices.Sort(after["bob"])
	if once := slices.Compact(slices.Clone(after["bob"])); len(once) == 0 || len(once) != len(after["bob"]) {
		t.Errorf("Bob was told %q", after["bob"])
	}
}

// TestTheManagersDigestCountsALeaversBookOnce: what is open is Bob's, what was won is
// Ann's, and the contract's renewal stands there once.
func TestTheManagersDigestCountsALeaversBookOnce(t *testing.T) {
	b, _, _ := handedOver(t)
	d := b.digest("mia")
	got := map[string]string{}
	for _, x := range d.Section(coach.SectionScorecard) {
		got[x.Rep] = fact(x, "won") + " won, " + fact(x, "open_value") + " open"
	}
	if renewals := lines(d, coach.SectionRenewals); renewals != "bob contract/K1" {
		t.Errorf("renewals: %s", renewals)
	}
	if got["ann"] != "9000.00 USD won, 0.00 USD open" || got["bob"] != "0.00 USD won, 12000.00 USD open" {
		t.Errorf("the scorecard says %v: %+v", got, d.Section(coach.SectionScorecard))
	}
}

// TestTheNextDigestGoesToTheNewManager: the old one, to whom nobody reports by then,
// gets none, and what Ann's book says stands in the new one's.
func TestTheNextDigestGoesToTheNewManager(t *testing.T) {
	b := newBench(t, nil)
	b.importFiles("1", handover("ann"))
	b.until(time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC))
	b.took()
	b.importFiles("2", map[string]string{"reps.csv": "rep,name,slack_user,team,manager\nann,Ann,Uann,north,max\nbob,Bob,Ubob,north,max\nmax,Max,Umax,,\n"})
	b.until(time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC))
	got := strings.Join(b.took(), "\n")
	if !strings.Contains(got, "max digest") || strings.Contains(got, "mia") {
		t.Errorf("after Max took over: %s", got)
	}
	if s := lines(b.digest("max"), coach.SectionScorecard); s != "ann; bob" {
		t.Errorf("Max's scorecard is of %q", s)
	}
	if s := lines(b.digest("mia"), coach.SectionScorecard); s != "" {
		t.Errorf("Mia's is of %q", s)
	}
}
