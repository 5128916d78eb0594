package coach_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"evenkeel/coach"
)

func deal(id, account, stage string) coach.Event {
	return coach.Event{Deal: &coach.DealChange{ID: id, Account: &account, Stage: &stage, Amount: money("50000")}}
}

func expect(t *testing.T, got []string, want ...string) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("messages (-want +got):\n%s", d)
	}
}

func TestADealWithoutNextCommitmentIsAnsweredOnceAndClearsByEditing(t *testing.T) {
	b := newBench(t, nil)
	b.act("ann", deal("D0", "beta", "prospecting"))
	expect(t, b.took())
	b.act("ann", coach.Event{Commitment: &coach.CommitmentChange{ID: "C0", Deal: "D0", Kind: ptr(coach.Time), What: ptr("demo"), Made: day("2026-11-16"), Due: day("2026-11-27"), Status: ptr(coach.Pending)}})
	expect(t, b.took())
	b.act("ann", deal("D1", "acme", "proposal"))
	expect(t, b.took(), "ann answer next-commitment(nudge deal/D1)")
	b.act("ann", deal("D1", "acme", "proposal"))
	expect(t, b.took())
	b.act("ann", coach.Event{Commitment: &coach.CommitmentChange{ID: "C1", Deal: "D1", Kind: ptr(coach.Data), What: ptr("figures"), Made: day("2026-11-16"), Due: day("2026-11-18"), Status: ptr(coach.Pending)}})
	expect(t, b.took(), "ann answer next-commitment(nudge deal/D1)cleared")
	b.until(time.Date(2026, 11, 20, 18, 0, 0, 0, time.UTC))
	expect(t, b.took(), "ann daily commitment-overdue(nudge deal/D1)")
	b.until(time.Date(2026, 11, 30, 18, 0, 0, 0, time.UTC))
	expect(t, b.took(), "ann daily commitment-overdue(warn deal/D1)", "ann daily commitment-overdue(nudge deal/D0)")
}

func TestSellingOnAnOpenIssueIsStoppedForTheActorAndAWarningForTheColleague(t *testing.T) {
	b := newBench(t, nil)
	ctx := context.Background()
	won := deal("W1", "acme", "negotiation")
	won.Deal.Outcome, won.Deal.Closed = ptr(coach.Won), day("2026-03-01")
	b.act("ann", won)
	b.act("bob", deal("D2", "acme", "qualifying"))
	b.took()
	err := b.HandleAccount(ctx, coach.Event{ID: "issue1", At: b.clock(), Source: coach.App, Account: "acme",
		Issue: &coach.IssueChange{ID: "I1", Severity: ptr(coach.High), Opened: day("2026-11-13")}})
	if err != nil {
		t.Fatal(err)
	}
	b.act("ann", deal("D1", "acme", "proposal"))
	expect(t, b.took(), "ann stop sell-on-issue(stop deal/D1)")
	b.act("bob", deal("D2", "acme", "proposal"))
	expect(t, b.took(), "bob stop sell-on-issue(stop deal/D2)")
	b.act("bob", deal("D2", "acme", "negotiation"))
	expect(t, b.took(), "bob stop sell-on-issue(stop deal/D2)")
	book, err := b.Book(ctx, "bob")
	if err != nil {
		t.Fatal(err)
	}
	var key string
	for k, n := range book.Nudges {
		if n.Rule == "sell-on-issue" && n.Step == "negotiation" {
			key = k
		}
	}
	b.act("bob", coach.Event{Reply: &coach.Reply{Nudge: key, Kind: coach.Override, Reason: "they asked"}})
	b.took()
	again := deal("D3", "acme", "qualifying")
	again.Deal.Created = day("2026-11-15")
	b.event("ann", "r1", coach.Event{Source: coach.Import, Rows: []coach.Event{again}})
	b.event("ann", "r1done", coach.Event{Source: coach.Import, Imported: &coach.Imported{Kinds: []coach.FactKind{coach.Deals}}})
	expect(t, b.took())
	b.until(time.Date(2026, 11, 17, 10, 0, 0, 0, time.UTC))
	expect(t, b.took(), "ann daily quiet:sell-on-issue=1")
	err = b.HandleAccount(ctx, coach.Event{ID: "issue1closed", At: b.clock(), Source: coach.App, Account: "acme",
		Issue: &coach.IssueChange{ID: "I1", Closed: day("2026-11-17")}})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.DoDue(ctx); err != nil {
		t.Fatal(err)
	}
	expect(t, slices.Sorted(slices.Values(b.took())),
		"ann stop sell-on-issue(stop deal/D1)cleared",
		"bob stop sell-on-issue(stop deal/D2)cleared",
		"bob stop sell-on-issue(stop deal/D2)clearedoverride")
}

func TestAStopStandsThoughSomethingWorseComesUp(t *testing.T) {
	b := newBench(t, nil)
	won := deal("W1", "acme", "negotiation")
	won.Deal.Outcome, won.Deal.Closed = ptr(coach.Won), day("2026-03-01")
	b.act("ann", won)
	report := func(id string, severity coach.IssueSeverity, opened string) {
		t.Helper()
		e := coach.Event{ID: id, At: b.clock(), Source: coach.App, Account: "acme", Issue: &coach.IssueChange{ID: id, Severity: &severity, Opened: day(opened)}}
		if err := b.HandleAccount(context.Background(), e); err != nil {
			t.Fatal(err)
		}
		if err := b.DoDue(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	report("slow", coach.Medium, "2026-11-13")
	b.took()
	b.act("ann", deal("D1", "acme", "prospecting"))
	expect(t, b.took(), "ann stop sell-on-issue(stop deal/D1)")
	report("worse", coach.High, "2026-11-16")
	expect(t, b.took())
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "D1", Stage: ptr("qualifying")}})
	expect(t, b.took(), "ann stop sell-on-issue(stop deal/D1)")
	book, err := b.Book(context.Background(), "ann")
	if err != nil {
		t.Fatal(err)
	}
	for key, n := range book.Nudges {
		if n.Rule == "sell-on-issue" && !n.Cleared.IsZero() {
			t.Errorf("%s is said to be over", key)
		}
	}
}

func TestAnOverrideLastsUntilANewIssue(t *testing.T) {
	b := newBench(t, nil)
	ctx := context.Background()
	issue := func(id, opened string) {
		t.Helper()
		e := coach.Event{ID: id, At: b.clock(), Source: coach.App, Account: "acme", Issue: &coach.IssueChange{ID: id, Severity: ptr(coach.Medium), Opened: day(opened)}}
		if err := b.HandleAccount(ctx, e); err != nil {
			t.Fatal(err)
		}
	}
	won := deal("W1", "acme", "negotiation")
	won.Deal.Outcome, won.Deal.Closed = ptr(coach.Won), day("2026-03-01")
	b.act("ann", won)
	b.act("ann", deal("D1", "acme", "prospecting"))
	issue("first", "2026-11-10")
	b.took()
	b.act("ann", deal("D1", "acme", "qualifying"))
	expect(t, b.took(), "ann stop sell-on-issue(stop deal/D1)")
	book, err := b.Book(ctx, "ann")
	if err != nil {
		t.Fatal(err)
	}
	for key, n := range book.Nudges {
		if n.Step == "qualifying" {
			b.act("ann", coach.Event{Reply: &coach.Reply{Nudge: key, Kind: coach.Override, Reason: "they asked for it"}})
		}
	}
	b.took()
	b.act("ann", deal("D1", "acme", "proposal"))
	expect(t, b.took())
	issue("second", "2026-11-16")
	b.act("ann", deal("D1", "acme", "negotiation"))
	expect(t, b.took(), "ann stop sell-on-issue(stop deal/D1)")
}

func TestAnswersKeptBeforeTheSweetSpotWasWrittenAreJudgedThen(t *testing.T) {
	p := rehearse(t, time.UTC, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	p.m.Playbook.SweetSpot.Written, p.m.RulesKey = false, "before"
	p.event(deal("D", "acme", "prospecting"))
	p.event(coach.Event{Answers: &coach.AnswersGiven{Subject: "deal/D", Answers: map[string]string{"problem": "printing"}}})
	if v := p.book.Verdict(p.book.Deals["D"]); v != nil {
		t.Fatalf("a verdict without a sweet spot: %+v", v)
	}
	p.m.Playbook.SweetSpot.Written, p.m.Playbook.SweetSpot.Problems, p.m.RulesKey = true, []string{"stock-outs"}, "after"
	p.event(coach.Event{Source: coach.Clock, Wake: &coach.Wake{}})
	if v := p.book.Verdict(p.book.Deals["D"]); v == nil || v.Judgement != coach.Outside {
		t.Errorf("verdict %+v", v)
	}
}

// TestAnImportWithAnotherPlaybookLeavesTheLookToTheBot: it neither closes what
// the bot found nor speaks of it anew, and what came for the first time is still
// only counted.
func TestAnImportWithAnotherPlaybookLeavesTheLookToTheBot(t *testing.T) {
	r := rehearse(t, time.UTC, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	bots := r.m
	r.event(coach.Event{Answers: &coach.AnswersGiven{Subject: "deal/D1", Answers: map[string]string{"problem": "x"}}})
	r.event(deal("D2", "acme", "proposal"))
	said := len(r.said)
	if said != 1 {
		t.Fatalf("said %q", kinds(r.said))
	}
	theirs := *bots.Playbook
	theirs.SweetSpot.Written = false
	r.m.Playbook, r.m.RulesKey = &theirs, "another"
	r.event(coach.Event{Source: coach.Import, Rows: []coach.Event{{Commitment: &coach.CommitmentChange{ID: "C1", Deal: "D2", Due: day("2026-02-20"), Status: ptr(coach.Pending)}}}})
	r.event(coach.Event{Source: coach.Import, Imported: &coach.Imported{Run: "1", Kinds: []coach.FactKind{coach.Commitments}}})
	for key, n := range r.book.Nudges {
		if !n.Cleared.IsZero() || n.Rule == "commitment-overdue" {
			t.Errorf("the import looked: %s", key)
		}
	}
	r.m.Playbook, r.m.RulesKey = bots.Playbook, bots.RulesKey
	if !r.wake.Equal(r.m.Now) {
		t.Errorf("the bot is to look at %s, not at once", r.wake)
	}
	r.event(coach.Event{Source: coach.Clock, Wake: &coach.Wake{}})
	for _, n := range r.book.Nudges {
		if n.Rule == "commitment-overdue" && !n.Quiet {
			t.Errorf("what came for the first time would be said: %+v", n)
		}
	}
	if len(r.said) != said {
		t.Errorf("said %q", kinds(r.said))
	}
}

// TestAStepLearntAsAWarningStopsTheRepWhoTakesItAgain: the issue came after the
// deal stood there, so a feed's news of it is a warning; going there again under
// it is the rep's own act.
func TestAStepLearntAsAWarningStopsTheRepWhoTakesItAgain(t *testing.T) {
	b := newBench(t, nil)
	ctx := context.Background()
	won := deal("W1", "acme", "negotiation")
	won.Deal.Outcome, won.Deal.Closed = ptr(coach.Won), day("2026-03-01")
	b.act("ann", won)
	b.act("bob", deal("D2", "acme", "proposal"))
	err := b.HandleAccount(ctx, coach.Event{ID: "i", At: b.clock(), Source: coach.App, Account: "acme",
		Issue: &coach.IssueChange{ID: "late", Severity: ptr(coach.High), Opened: day("2026-11-10")}})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.DoDue(ctx); err != nil {
		t.Fatal(err)
	}
	expect(t, b.took())
	b.until(time.Date(2026, 11, 17, 10, 0, 0, 0, time.UTC))
	expect(t, b.took(), "ann daily issue-open(warn account/acme)", "bob daily sell-on-issue(warn deal/D2)")
	b.act("bob", deal("D2", "acme", "qualifying"))
	expect(t, b.took())
	b.act("bob", deal("D2", "acme", "proposal"))
	expect(t, b.took(), "bob stop sell-on-issue(stop deal/D2)")
}
