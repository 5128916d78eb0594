package coach_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
)

// newTeam is a bench on which some reps report to mia; it begins on Monday 16
// November 2026.
func newTeam(t *testing.T, tune func(*coach.Playbook), reports ...string) *bench {
	t.Helper()
	b := newBench(t, tune)
	b.reportsTo("mia", reports...)
	b.begin()
	return b
}

func (b *bench) change(id string, f func(*coach.Rep)) {
	b.t.Helper()
	if _, err := b.People().UpdateRep(b.t.Context(), id, func(r *coach.Rep) bool { f(r); return true }); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) reportsTo(manager string, reports ...string) {
	b.t.Helper()
	b.rep(manager)
	for _, id := range reports {
		b.rep(id)
		b.change(id, func(r *coach.Rep) { r.Manager = manager })
	}
}

// begin has everybody's book begin, as an import does.
func (b *bench) begin() {
	b.t.Helper()
	b.n++
	if err := b.Import(b.t.Context(), coach.Records{Run: fmt.Sprint("begin", b.n)}); err != nil {
		b.t.Fatal(err)
	}
}

// digest is what mia's would say now.
func (b *bench) digest(manager string) *coach.Digest {
	b.t.Helper()
	d, err := b.ManagerDigest(b.t.Context(), manager, b.clock())
	if err != nil {
		b.t.Fatal(err)
	}
	return d
}

// lines are a section's items: whose, what rule, about what.
func lines(d *coach.Digest, id coach.SectionID) string {
	var out []string
	for _, x := range d.Section(id) {
		out = append(out, strings.Join(slices.DeleteFunc([]string{x.Rep, x.Rule, string(x.Subject)}, func(s string) bool { return s == "" }), " "))
	}
	return strings.Join(out, "; ")
}

// fact is a fact of an item, as text.
func fact(x coach.Item, name string) string {
	for _, f := range x.Facts {
		if f.Name == name {
			return fmt.Sprint(f.Value)
		}
	}
	return ""
}

// outside has a rep judge a deal outside the sweet spot: a warning, told at once.
func (b *bench) outside(rep, deal, amount string) {
	b.t.Helper()
	b.act(rep, coach.Event{Deal: &coach.DealChange{ID: deal, Account: ptr("at-" + deal), Stage: ptr("qualifying"), Amount: money(amount)}})
	b.act(rep, coach.Event{Answers: &coach.AnswersGiven{Subject: coach.On("deal", deal), Answers: map[string]string{"problem": "other"}}})
}

// digests are those that were sent, by when they were decided and to whom.
func (b *bench) digests() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []string
	for _, o := range b.out {
		if o.Message.Kind == coach.Weekly {
			out = append(out, o.Rep.ID+" "+o.Message.Key+" "+o.Message.At.UTC().Format("Mon 2 Jan 15:04"))
		}
	}
	return out
}

func TestTheDigestComesOncePerWeekAtItsHour(t *testing.T) {
	for name, tc := range map[string]struct {
		tune  func(*coach.Playbook)
		setup func(*bench)
		want  []string
	}{
		"OnMondayAtEightWhereTheManagerIs": {nil, nil, []string{"mia digest/2026-W48 Mon 23 Nov 07:00", "mia digest/2026-W49 Mon 30 Nov 07:00"}},
		"InAnotherZone": {nil, func(b *bench) { b.change("mia", func(r *coach.Rep) { r.SlackZone = "America/Los_Angeles" }) },
			// There it is still eight on the Monday on which the test begins, later than the book did.
			[]string{"mia digest/2026-W47 Mon 16 Nov 16:00", "mia digest/2026-W48 Mon 23 Nov 16:00", "mia digest/2026-W49 Mon 30 Nov 16:00"}},
		"OnADayOffOnTheNextWorkingDay": {func(p *coach.Playbook) {
			p.Holidays = map[string][]coach.Date{"DE": {*day("2026-11-23"), *day("2026-11-24")}}
		}, func(b *bench) { b.change("mia", func(r *coach.Rep) { r.Country = "DE" }) }, []string{"mia digest/2026-W48 Wed 25 Nov 07:00", "mia digest/2026-W49 Mon 30 Nov 07:00"}},
		"NotInAWeekOff": {func(p *coach.Playbook) {
			for d := *day("2026-11-23"); d <= *day("2026-11-27"); d++ {
				p.Holidays = map[string][]coach.Date{"DE": append(p.Holidays["DE"], d)}
			}
		}, func(b *bench) { b.change("mia", func(r *coach.Rep) { r.Country = "DE" }) }, []string{"mia digest/2026-W49 Mon 30 Nov 07:00"}},
		"OnTheDayThatThePlaybookNames": {func(p *coach.Playbook) { p.Digest = coach.DigestTime{Day: time.Sunday, At: 20 * 60} }, nil,
			[]string{"mia digest/2026-W47 Sun 22 Nov 19:00", "mia digest/2026-W48 Sun 29 Nov 19:00"}},
		"WhateverTheManagerHasSetForThemselves": {nil, func(b *bench) {
			b.act("mia", coach.Event{Prefs: &coach.PrefsChange{Paused: day("2026-12-24"), Mute: []string{"narrow-base"}, Hours: &coach.Span{From: 600, To: 660}}})
		}, []string{"mia digest/2026-W48 Mon 23 Nov 07:00", "mia digest/2026-W49 Mon 30 Nov 07:00"}},
		"NotToWhoCannotBeReached": {nil, func(b *bench) { b.change("mia", func(r *coach.Rep) { r.SlackUser = "" }) }, nil},
		"NotToWhoLeadsNobody":     {nil, func(b *bench) { b.change("ann", func(r *coach.Rep) { r.Manager = "" }) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newTeam(t, tc.tune, "ann")
			if tc.setup != nil {
				tc.setup(b)
				b.begin()
			}
			b.until(time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC))
			expect(t, b.digests(), tc.want...)
		})
	}
}

// TestALateDigestIsSentAsSoonAsTheCoachRuns: once, within hours, and until the next
// one is due; what an earlier week missed is not made up for.
func TestALateDigestIsSentAsSoonAsTheCoachRuns(t *testing.T) {
	b := newTeam(t, nil, "ann")
	for _, at := range []time.Time{time.Date(2026, 11, 26, 15, 0, 0, 0, time.UTC), time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC), time.Date(2026, 12, 10, 3, 0, 0, 0, time.UTC), time.Date(2026, 12, 10, 7, 30, 0, 0, time.UTC)} {
		b.now = at
		if err := b.DoDue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	expect(t, b.digests(), "mia digest/2026-W48 Thu 26 Nov 15:00", "mia digest/2026-W50 Thu 10 Dec 07:30")
}

// TestTheClockSetBackSendsNoDigestAgain also has the manager fly over the date line.
func TestTheClockSetBackSendsNoDigestAgain(t *testing.T) {
	b := newTeam(t, nil, "ann")
	b.change("mia", func(r *coach.Rep) { r.SlackZone = "Pacific/Auckland" })
	b.begin()
	b.until(time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)) // Monday there
	expect(t, b.digests(), "mia digest/2026-W48 Sun 22 Nov 19:00")
	b.change("mia", func(r *coach.Rep) { r.SlackZone = "Pacific/Honolulu" })
	b.begin()
	b.now = b.now.AddDate(0, 0, -1)
	b.until(time.Date(2026, 11, 24, 20, 0, 0, 0, time.UTC))
	expect(t, b.digests(), "mia digest/2026-W48 Sun 22 Nov 19:00")
}

// TestAManagerHearsOfAFindingTwoWorkingDaysAfterTheRep: not an hour sooner, never
// of what the rep was not told, and of nothing of another's team.
func TestAManagerHearsOfAFindingTwoWorkingDaysAfterTheRep(t *testing.T) {
	b := newTeam(t, nil, "ann")
	b.reportsTo("max", "bob")
	b.begin()
	b.now = time.Date(2026, 11, 19, 15, 0, 0, 0, time.UTC) // a Thursday
	b.outside("ann", "D", "5000")
	b.outside("bob", "E", "9000")
	for at, want := range map[time.Time]string{
		time.Date(2026, 11, 23, 14, 59, 0, 0, time.UTC): "",
		time.Date(2026, 11, 23, 15, 1, 0, 0, time.UTC):  "ann outside-sweet-spot deal/D",
	} {
		b.now = at
		d := b.digest("mia")
		if got := lines(d, coach.SectionConversations); got != want {
			t.Errorf("at %v: %q, want %q", at, got, want)
		}
		text, err := json.Marshal(d)
		if err != nil || strings.Contains(string(text), "deal/E") || strings.Contains(string(text), "bob") {
			t.Errorf("another's rep is in it: %s (%v)", text, err)
		}
	}
	b.change("ann", func(r *coach.Rep) { r.SlackUser = "" })
	b.begin()
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "F", Account: ptr("f"), Stage: ptr("qualifying")}})
	b.act("ann", coach.Event{Answers: &coach.AnswersGiven{Subject: "deal/F", Answers: map[string]string{"problem": "other"}}})
	b.now = time.Date(2026, 12, 14, 7, 0, 0, 0, time.UTC)
	if got := lines(b.digest("mia"), coach.SectionInspect); strings.Contains(got, "deal/F") {
		t.Errorf("the manager is told what the rep never was: %s", got)
	}
}

// TestThreeConversationsOneOfEachRepAndNotLastWeeksAgain: unless it has got worse.
func TestThreeConversationsOneOfEachRepAndNotLastWeeksAgain(t *testing.T) {
	b := newTeam(t, nil, "ann", "bob", "cy", "di")
	for i, rep := range []string{"ann", "bob", "cy", "di"} {
		b.outside(rep, rep+"-1", fmt.Sprint(4000-1000*i))
		b.outside(rep, rep+"-2", fmt.Sprint(400-100*i))
	}
	b.until(time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC))
	sent := b.sentDigest()
	if got := lines(sent, coach.SectionConversations); got != "ann outside-sweet-spot deal/ann-1; bob outside-sweet-spot deal/bob-1; cy outside-sweet-spot deal/cy-1" {
		t.Errorf("the first week: %s", got)
	}
	for _, x := range sent.Section(coach.SectionConversations) {
		if x.Status != "sent" || x.Severity != "warn" || fact(x, "failed") != "problem" {
			t.Errorf("%+v", x)
		}
		if got := lines(sent, coach.SectionInspect); strings.Contains(got, string(x.Subject)+";") {
			t.Errorf("%s stands among the deals to inspect as well: %s", x.Subject, got)
		}
	}
	b.reply("ann", "outside-sweet-spot", "deal/ann-2", coach.NotUseful)
	b.until(time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC))
	if got := lines(b.sentDigest(), coach.SectionConversations); got != "di outside-sweet-spot deal/di-1; bob outside-sweet-spot deal/bob-2; cy outside-sweet-spot deal/cy-2" {
		t.Errorf("the second week: %s", got)
	}
	b.until(time.Date(2026, 12, 7, 8, 0, 0, 0, time.UTC))
	if got := lines(b.sentDigest(), coach.SectionConversations); got != "ann outside-sweet-spot deal/ann-1; bob outside-sweet-spot deal/bob-1; cy outside-sweet-spot deal/cy-1" {
		t.Errorf("the third week, of what was left out for one: %s", got)
	}
}

// TestAConversationIsProposedAgainWhereItHasBecomeWorse: bob's deal was moved on
// under an open issue by an app, of which he is warned; a week later he moves it on
// himself. The deal that only stands there has its turn the week after.
func TestAConversationIsProposedAgainWhereItHasBecomeWorse(t *testing.T) {
	for name, tc := range map[string]struct {
		meanwhile func(*bench)
		want      string // a week later
	}{
		"NotWhereItStands": {func(*bench) {}, ""},
		"NotWhereItsAmountChanged": {func(b *bench) {
			b.act("bob", coach.Event{Source: coach.App, Deal: &coach.DealChange{ID: "D", Amount: money("90000")}})
		}, ""},
		"WhereItWentAStepFurther": {func(b *bench) {
			b.act("bob", coach.Event{Source: coach.App, Deal: &coach.DealChange{ID: "D", Stage: ptr("negotiation")}})
		}, "bob sell-on-issue deal/D"},
		"WhereARepsOwnActMadeItOne": {func(b *bench) {
			b.act("bob", coach.Event{Deal: &coach.DealChange{ID: "D", Stage: ptr("negotiation")}})
		}, "bob sell-on-issue deal/D"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newTeam(t, justRules("sell-on-issue"), "ann", "bob")
			b.customer("acme")
			b.at("issue", "acme", coach.Event{Issue: &coach.IssueChange{ID: "I", Severity: ptr(coach.High), Opened: day("2026-11-13")}})
			b.until(time.Date(2026, 11, 17, 12, 0, 0, 0, time.UTC))
			b.act("bob", coach.Event{Source: coach.App, Deal: &coach.DealChange{ID: "D", Account: ptr("acme"), Stage: ptr("qualifying"), Amount: money("5000")}})
			b.act("bob", coach.Event{Source: coach.App, Deal: &coach.DealChange{ID: "D", Stage: ptr("proposal")}})
			b.until(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC))
			if got := lines(b.sentDigest(), coach.SectionConversations); got != "bob sell-on-issue deal/D" {
				t.Fatalf("the first week: %q", got)
			}
			tc.meanwhile(b)
			b.until(time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC))
			if got := lines(b.sentDigest(), coach.SectionConversations); got != tc.want {
				t.Errorf("the second week: %q, want %q", got, tc.want)
			}
		})
	}
}

// TestAConversationIsNotProposedAgainForANewQuarter: the rep hears of it again,
// but it is no worse for that.
func TestAConversationIsNotProposedAgainForANewQuarter(t *testing.T) {
	o := newOffice(t, november(30, 10, 0), justRules("narrow-base"))
	o.member("mia", nil)
	o.member("ann", func(r *coach.Rep) { r.Manager = "mia" })
	o.act("mia", "here", coach.Event{Prefs: &coach.PrefsChange{}})
	for i := range 10 {
		won := deal(fmt.Sprint("W", i), fmt.Sprint("a", i%2), "negotiation")
		won.Deal.Amount, won.Deal.Outcome, won.Deal.Closed = money("1000"), ptr(coach.Won), day("2026-11-30")
		o.act("ann", won.Deal.ID, won)
	}
	o.until(on("2027-01-19").In(berlin))
	var got []string
	for _, id := range o.order {
		if d := o.shown[id].Digest; d != nil {
			got = append(got, strings.TrimSpace(d.Occurrence+" "+lines(d, coach.SectionConversations)))
		}
	}
	expect(t, got, "digest/2026-W50 ann narrow-base book/ann", "digest/2026-W51", "digest/2026-W52 ann narrow-base book/ann", "digest/2026-W53",
		"digest/2027-W01 ann narrow-base book/ann", "digest/2027-W02", "digest/2027-W03 ann narrow-base book/ann")
	said := map[string]bool{}
	book, err := o.Book(t.Context(), "ann")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range book.Nudges {
		said[n.Step] = !n.Said.IsZero()
	}
	if !said["2026-Q4"] || !said["2027-Q1"] {
		t.Errorf("the rep was told in %v", said)
	}
}

// reply answers a rule's nudge on a subject.
func (b *bench) reply(rep, rule string, s coach.Subject, kind coach.ReplyKind) {
	b.t.Helper()
	book, err := b.Book(b.t.Context(), rep)
	if err != nil {
		b.t.Fatal(err)
	}
	for key, n := range book.Nudges {
		if n.Rule == rule && n.Subject == s {
			b.act(rep, coach.Event{Reply: &coach.Reply{Nudge: key, Kind: kind}})
			return
		}
	}
	b.t.Fatalf("%s has no %s on %s", rep, rule, s)
}

// sentDigest is the last that was sent.
func (b *bench) sentDigest() *coach.Digest {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, o := range slices.Backward(b.out) {
		if o.Message.Kind == coach.Weekly {
			if o.Digest == nil || o.Digest.Occurrence != o.Message.Key {
				b.t.Fatalf("a digest without content: %+v", o)
			}
			return o.Digest
		}
	}
	b.t.Fatal("no digest was sent")
	return nil
}

// TestReplicasSendOneDigest: all of them find it due at once.
func TestReplicasSendOneDigest(t *testing.T) {
	b := newTeam(t, nil, "ann")
	var others []*coach.Coach
	for i := range 3 {
		cfg := b.Config
		cfg.Owner = fmt.Sprint("replica", i)
		others = append(others, coach.New(cfg))
	}
	b.now = time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	done := make(chan error)
	for _, c := range others {
		go func() {
			if _, err := c.Handle(context.Background(), "mia", func(v coach.View) (coach.Event, error) {
				return coach.Event{ID: "look/" + c.Owner, At: v.Now, Source: coach.Self, Rep: "mia", Wake: &coach.Wake{}}, nil
			}); err != nil {
				done <- err
				return
			}
			done <- c.Follow(context.Background(), "mia")
		}()
	}
	for range others {
		if err := <-done; err != nil && !strings.Contains(err.Error(), coach.ErrBusy.Error()) {
			t.Error(err)
		}
	}
	b.until(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC))
	expect(t, b.digests(), "mia digest/2026-W48 Mon 23 Nov 07:00")
}
