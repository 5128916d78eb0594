package replay_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
	"evenkeel/coach/replay"
)

// plain words a nudge by its rule and subject.
type plain struct{}

func (plain) Phrase(_ context.Context, p coach.Phrasing) []coach.Wording {
	out := make([]coach.Wording, len(p.Nudges))
	for i, n := range p.Nudges {
		out[i] = coach.Wording{Title: p.Names.SubjectName(n.Subject), Say: n.Rule, Ask: "About " + p.Names.SubjectName(n.Subject) + "?"}
	}
	return out
}

// company is a small one: what is in its files, of November 2026, which begins on
// a Sunday.
type company struct {
	coach.Records
	tune func(*coach.Playbook)
}

func newCompany(reps ...string) *company {
	c := &company{Records: coach.Records{
		Books: map[string][]coach.Event{}, AtAccounts: map[string][]coach.Event{}, Reps: map[string]func(*coach.Rep) bool{},
		Kinds: []coach.FactKind{coach.Deals, coach.Commitments}, Accounts: map[string]func(*coach.AccountProfile) bool{},
	}}
	for _, id := range []string{"acme", "beta"} {
		c.Accounts[id] = func(a *coach.AccountProfile) bool { a.Name = id; return true }
	}
	for _, id := range reps {
		c.rep(id, "Europe/Berlin")
	}
	return c
}

func (c *company) rep(id, zone string) {
	c.Reps[id] = func(r *coach.Rep) bool {
		r.Name, r.TimeZone = strings.ToUpper(id), zone
		return true
	}
}

func (c *company) deal(rep, id string, created int, more func(*coach.DealChange)) {
	d := &coach.DealChange{ID: id, Account: new("acme"), Stage: new("prospecting"), Created: on(created), Outcome: new(coach.Open), Closed: new(coach.Date)}
	if more != nil {
		more(d)
	}
	c.Books[rep] = append(c.Books[rep], coach.Event{ID: "import/deals/" + id, Rep: rep, Deal: d})
}

func (c *company) promise(rep, deal string, made, due int, status coach.CommitmentStatus) {
	id := fmt.Sprint(deal, "/", made)
	c.Books[rep] = append(c.Books[rep], coach.Event{ID: "import/commitments/" + id, Rep: rep, Commitment: &coach.CommitmentChange{
		ID: id, Deal: deal, Kind: new(coach.Time), What: new("a call"), Made: on(made), Due: on(due), Status: &status}})
}

// only leaves one rule on, so that a case is about the replay and not about what
// other rules there are.
func only(rules ...string) []coach.Rule {
	return slices.DeleteFunc(coach.Rules(), func(r coach.Rule) bool { return !slices.Contains(rules, r.ID) })
}

func (c *company) options(from, to int, rules ...string) replay.Options {
	p := playbook.Builtin(coach.Rules())
	p.TimeZone, p.Hours.Spread, p.SweetSpot.Written = "Europe/Berlin", 0, true
	if c.tune != nil {
		c.tune(p)
	}
	return replay.Options{Records: c.Records, Playbook: p, Rules: only(rules...), Words: plain{}, Since: *on(from), Until: *on(to)}
}

func (c *company) play(t *testing.T, from, to int, rules ...string) *replay.Result {
	t.Helper()
	r, err := replay.Run(t.Context(), c.options(from, to, rules...))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// became is what became of each nudge, one a line: "16 Nov 08:00 ann D1 sent".
func became(r *replay.Result) string {
	var out []string
	for _, n := range r.Nudges {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s %s %s", n.At.Format("2 Jan 15:04"), n.Rep, n.Subject.ID(), n.Status, n.Reason)))
	}
	return strings.Join(out, "\n")
}

func TestReplayTellsWhatBecameOfEachFinding(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		from, to int
		build    func(*company)
		want     string
	}{
		{"a promise that falls due is said the next morning", 2, 30, func(c *company) {
			c.promise("ann", "D1", 2, 11, coach.Pending)
		}, "12 Nov 08:00 ann D1 sent\n20 Nov 08:00 ann D1 sent"}, // and as a warning, when it is as late as it was given
		{"what is overdue already when the stretch begins is not", 16, 20, func(c *company) {
			c.promise("ann", "D1", 2, 11, coach.Pending)
		}, "15 Nov 23:00 ann D1 held first_import\n20 Nov 08:00 ann D1 sent"},
		{"what was kept in time is never found", 2, 30, func(c *company) {
			c.promise("ann", "D1", 2, 11, coach.Kept)
		}, ""},
		{"what is mended over the weekend is not said", 2, 30, func(c *company) {
			c.promise("ann", "D1", 2, 13, coach.Pending) // a Friday
			c.Books["ann"][0].Deal.Outcome, c.Books["ann"][0].Deal.Closed = new(coach.Lost), on(15)
		}, "13 Nov 23:00 ann D1 cleared hours"},
		{"what is found over the last weekend waits", 2, 15, func(c *company) {
			c.promise("ann", "D1", 2, 13, coach.Pending)
		}, "13 Nov 23:00 ann D1 held hours"},
		{"a deal that has ended by then says nothing", 2, 30, func(c *company) {
			c.promise("ann", "D1", 2, 11, coach.Pending)
			c.Books["ann"][0].Deal.Outcome, c.Books["ann"][0].Deal.Closed = new(coach.Won), on(10)
		}, ""},
		{"a rule in the shadow is found and not said", 2, 12, func(c *company) {
			c.promise("ann", "D1", 2, 11, coach.Pending)
			c.tune = func(p *coach.Playbook) { p.Rules = map[string]coach.RuleSettings{"commitment-overdue": {Shadow: true}} }
		}, "11 Nov 23:00 ann D1 shadow"},
		{"more than three of one rule are one list", 2, 13, func(c *company) {
			for i := range 5 {
				id := fmt.Sprint("D", i+2)
				c.deal("ann", id, 2, nil)
				c.promise("ann", id, 2, 12, coach.Pending)
			}
		}, "13 Nov 08:00 ann D2 sent\n13 Nov 08:00 ann D3 sent\n13 Nov 08:00 ann D4 sent\n13 Nov 08:00 ann D5 sent\n13 Nov 08:00 ann D6 sent"},
		{"more than fit wait for the next day", 2, 13, func(c *company) {
			c.tune = func(p *coach.Playbook) { p.Gate.Daily = 2 }
			for i := range 3 {
				id := fmt.Sprint("D", i+2)
				c.deal("ann", id, 2, nil)
				c.promise("ann", id, 2, 12, coach.Pending)
			}
			c.promise("ann", "D1", 2, 11, coach.Pending)
		}, "12 Nov 08:00 ann D1 sent\n12 Nov 23:00 ann D4 held cap\n13 Nov 08:00 ann D2 sent\n13 Nov 08:00 ann D3 sent"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			co := newCompany("ann", "bob")
			co.deal("ann", "D1", 2, nil)
			c.build(co)
			if got := became(co.play(t, c.from, c.to, "commitment-overdue")); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// TestAKindThatNoFileBringsIsNotFed: without commitments.csv nobody knows that
// the client has promised nothing.
func TestAKindThatNoFileBringsIsNotFed(t *testing.T) {
	t.Parallel()
	for _, kinds := range [][]coach.FactKind{{coach.Deals}, {coach.Deals, coach.Commitments}} {
		c := newCompany("ann")
		c.Kinds = kinds
		c.deal("ann", "D1", 2, func(d *coach.DealChange) { d.Stage, d.StageSince = new("proposal"), on(10) })
		want := ""
		if len(kinds) > 1 {
			want = "11 Nov 08:00 ann D1 sent"
		}
		if got := became(c.play(t, 2, 80, "next-commitment")); got != want { // past the 30 days for which an import feeds
			t.Errorf("with %v: %q, want %q", kinds, got, want)
		}
	}
}

// TestEachRepLivesInTheirOwnDay: a promise kept on its day is not overdue where
// that day ended first, nor is anything known where it has not begun.
func TestEachRepLivesInTheirOwnDay(t *testing.T) {
	t.Parallel()
	c := newCompany("ann")
	for rep, zone := range map[string]string{"kiri": "Pacific/Kiritimati", "pago": "Pacific/Pago_Pago"} {
		c.rep(rep, zone)
		c.deal(rep, "D-"+rep, 2, nil)
		c.deal(rep, "E-"+rep, 2, nil)
		c.promise(rep, "D-"+rep, 2, 11, coach.Kept)
		c.promise(rep, "E-"+rep, 2, 11, coach.Pending)
	}
	if got, want := became(c.play(t, 2, 13, "commitment-overdue")), "11 Nov 19:00 kiri E-kiri sent\n12 Nov 20:00 pago E-pago sent"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestMessagesAreCountedByRepAndWeek(t *testing.T) {
	t.Parallel()
	c := newCompany("ann", "bob")
	for i, due := range []int{4, 4, 5, 11} {
		id := fmt.Sprint("D", i)
		c.deal("ann", id, 2, nil)
		c.promise("ann", id, 2, due, coach.Pending)
	}
	r := c.play(t, 2, 15, "commitment-overdue")
	if got := fmt.Sprint(r.Reps); got != "[{ann 4 [{2026-W45 2} {2026-W46 2}]} {bob 0 [{2026-W45 0} {2026-W46 0}]}]" {
		t.Error(got, became(r))
	}
	if got := fmt.Sprintf("%+v", r.Rules); got != "[{Rule:commitment-overdue Found:7 Sent:7 Held:map[] Shadow:0 Cleared:0}]" {
		t.Error(got)
	}
	if n := r.Nudges[0]; n.Ask != "About acme?" || n.Facts == nil || r.From != *on(2) || r.To != *on(15) {
		t.Errorf("%+v", n)
	}
}

// TestAmountsThatComeWithTheWinAreNotKnownBefore: two fit into the message, and
// the deal that will be won has no better place among the three than its age.
func TestAmountsThatComeWithTheWinAreNotKnownBefore(t *testing.T) {
	t.Parallel()
	for _, priced := range []bool{true, false} {
		c := newCompany("ann")
		c.tune = func(p *coach.Playbook) { p.Gate.Daily = 2 }
		for i := range 3 {
			id := fmt.Sprint("D", i)
			c.deal("ann", id, 2, func(d *coach.DealChange) {
				d.Outcome, d.Closed, d.Amount = new(coach.Lost), on(20), new(coach.Money)
				if i == 2 {
					d.Outcome, d.Amount = new(coach.Won), &coach.Money{Minor: 100, Currency: "USD"}
				}
				if priced {
					d.Amount = &coach.Money{Minor: int64(i+1) * 100, Currency: "USD"}
				}
			})
			c.promise("ann", id, 2, 11, coach.Pending)
		}
		r := c.play(t, 2, 12, "commitment-overdue")
		held := "D2"
		if priced {
			held = "D0"
		}
		for _, n := range r.Nudges {
			if (n.Status == replay.Held) != (n.Subject.ID() == held) {
				t.Errorf("lost deals have amounts: %v; %s", priced, became(r))
				break
			}
		}
	}
}

func TestComparisonShowsWhatOnlyOneSends(t *testing.T) {
	t.Parallel()
	c := newCompany("ann")
	c.deal("ann", "D1", 2, nil)
	c.promise("ann", "D1", 2, 11, coach.Pending)
	here := c.play(t, 2, 13, "commitment-overdue")
	c.tune = func(p *coach.Playbook) { p.Rules = map[string]coach.RuleSettings{"commitment-overdue": {Shadow: true}} }
	there := c.play(t, 2, 13, "commitment-overdue")
	d := replay.Compare(here, there, coach.Rules())
	if len(d.OnlyHere) != 1 || d.OnlyHere[0].Subject != "deal/D1" || len(d.OnlyThere) != 0 || d.Messages != [2]int{1, 0} {
		t.Errorf("%+v", d)
	}
	if got := fmt.Sprint(d.Rules); got != "[{commitment-overdue 1 1 1 0}]" {
		t.Error(got)
	}
}
