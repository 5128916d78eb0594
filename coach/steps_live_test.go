package coach_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
)

// What the rules of the four steps lead to in Slack, from the fact that comes in
// to the message that is edited when it has mended itself. The bench begins on
// Monday, 16 November 2026, at 11:00 in Berlin.

// fed says that files with these kinds were there, all of them empty.
func (b *bench) fed(kinds ...coach.FactKind) {
	b.t.Helper()
	if err := b.Import(context.Background(), coach.Records{Run: "fed", Kinds: kinds}); err != nil {
		b.t.Fatal(err)
	}
	b.until(b.clock())
}

func (b *bench) wins(id, account, on string) {
	b.t.Helper()
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: id, Account: &account, Amount: money("10000"),
		Outcome: ptr(coach.Won), Created: day(on), Closed: day(on)}})
}

// has says whether what was said since last asked holds each of these, in order.
func (b *bench) has(want ...string) {
	b.t.Helper()
	got := strings.Join(b.took(), "\n")
	rest := got
	for _, w := range want {
		i := strings.Index(rest, w)
		if i < 0 {
			b.t.Errorf("says\n%s\nwant %q in it", got, want)
			return
		}
		rest = rest[i+len(w):]
	}
}

func (b *bench) lacks(rule string) {
	b.t.Helper()
	if got := strings.Join(b.took(), "\n"); strings.Contains(got, rule) {
		b.t.Errorf("says %s", got)
	}
}

func TestAMissedMetricStopsTheNextStepAndIsMended(t *testing.T) {
	b := newBench(t, nil)
	b.wins("W", "acme", "2026-10-01")
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "D", Account: ptr("acme"), Stage: ptr("qualifying"), Amount: money("5000")}})
	b.at("e1", "acme", coach.Event{Metric: &coach.MetricChange{Metric: "uptime", Measured: *day("2026-11-16"), Target: ptr("99.5"), Actual: ptr("98")}})
	b.lacks("metrics-first(stop")
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "D", Stage: ptr("proposal")}})
	b.has("ann stop metrics-first(stop deal/D)")
	b.at("e2", "acme", coach.Event{Metric: &coach.MetricChange{Metric: "uptime", Measured: *day("2026-11-16"), Actual: ptr("99.5")}})
	b.until(b.clock().Add(time.Hour))
	b.has("metrics-first(stop deal/D)cleared")
}

func TestGoingOnDespiteAMetricLastsForTheNextStep(t *testing.T) {
	b := newBench(t, nil)
	b.wins("W", "acme", "2026-10-01")
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "D", Account: ptr("acme"), Stage: ptr("qualifying"), Amount: money("5000")}})
	b.at("e3", "acme", coach.Event{Metric: &coach.MetricChange{Metric: "uptime", Measured: *day("2026-11-16"), Target: ptr("99.5"), Actual: ptr("98")}})
	res := b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "D", Stage: ptr("proposal")}})
	if len(res.Said) == 0 || !res.Said[0].Overridable {
		t.Fatalf("said %+v", res.Said)
	}
	b.act("ann", coach.Event{Reply: &coach.Reply{Nudge: res.Said[0].Key, Kind: coach.Override, Reason: "they asked for it"}})
	b.took()
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "D", Stage: ptr("negotiation")}})
	b.lacks("metrics-first")
}

func TestANewCustomerWithNothingAgreedIsAskedAboutAfterAMonth(t *testing.T) {
	b := newBench(t, nil)
	b.fed(coach.Metrics, coach.Reviews)
	b.wins("W", "acme", "2026-10-20")
	b.until(time.Date(2026, 11, 19, 7, 30, 0, 0, time.UTC))
	b.lacks("good-start")
	b.until(time.Date(2026, 11, 19, 8, 0, 0, 0, time.UTC)) // Thursday, 09:00 in Berlin
	b.has("ann daily", "good-start(nudge account/acme)")
	b.at("e4", "acme", coach.Event{Metric: &coach.MetricChange{Metric: "uptime", Measured: *day("2026-11-19"), Target: ptr("99.5")}})
	b.at("e5", "acme", coach.Event{Review: &coach.ReviewChange{Cadence: ptr(90), Agreed: day("2026-11-19")}})
	b.until(b.clock().Add(time.Hour))
	b.has("good-start(nudge account/acme)cleared")
}

func TestAnOverdueReviewIsNudgedAndAHeldOneAnswered(t *testing.T) {
	b := newBench(t, nil)
	b.fed(coach.Reviews)
	b.wins("W", "acme", "2026-06-01")
	b.at("e6", "acme", coach.Event{Review: &coach.ReviewChange{Cadence: ptr(30), Agreed: day("2026-10-17")}})
	b.took()
	b.until(time.Date(2026, 11, 17, 8, 0, 0, 0, time.UTC))
	b.has("ann daily review-due(nudge account/acme)")
	b.act("ann", coach.Event{Touch: &coach.Touch{ID: "T1", Account: "acme", Kind: coach.Care, Day: *day("2026-11-17"), Review: true}})
	b.has("review-due(nudge account/acme)cleared", "ann answer review-due(nudge account/acme)")
	b.act("ann", coach.Event{Touch: &coach.Touch{ID: "T2", Account: "acme", Kind: coach.Care, Day: *day("2026-11-17"), Note: "a call"}})
	b.lacks("review-due(nudge account/acme)\n")
}

func TestTheAnswerToAReviewAsksForTheRhythmOnlyNowAndThen(t *testing.T) {
	b := newBench(t, nil)
	b.wins("W", "acme", "2026-06-01")
	review := func(id, on string) *coach.Nudge {
		res := b.act("ann", coach.Event{Touch: &coach.Touch{ID: id, Account: "acme", Kind: coach.Care, Day: *day(on), Review: true}})
		for _, n := range res.Said {
			if n.Rule == "review-due" {
				return n
			}
		}
		t.Fatalf("the review of %s is answered by %+v", on, res.Said)
		return nil
	}
	if n := review("T1", "2026-11-16"); n.Fact("ask_rhythm") != "yes" {
		t.Errorf("first: %+v", n.Facts)
	}
	b.until(time.Date(2026, 11, 18, 10, 0, 0, 0, time.UTC))
	if n := review("T2", "2026-11-18"); n.Fact("ask_rhythm") != nil {
		t.Errorf("two days later: %+v", n.Facts)
	}
}

func TestAQuietProspectIsWarnedOfAtTheThirdTouchAndClearsWithAPromise(t *testing.T) {
	b := newBench(t, func(p *coach.Playbook) { p.Gate.AnswersPerDay = 20 })
	b.fed(coach.Commitments)
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "D", Account: ptr("acme"), Stage: ptr("prospecting"), Amount: money("5000")}})
	for _, id := range []string{"T1", "T2"} {
		b.act("ann", coach.Event{Touch: &coach.Touch{ID: id, Account: "acme", Deal: "D", Kind: coach.Sales, Day: *day("2026-11-16")}})
	}
	b.lacks("passive-prospect")
	b.act("ann", coach.Event{Touch: &coach.Touch{ID: "T3", Account: "acme", Deal: "D", Kind: coach.Sales, Day: *day("2026-11-16")}})
	b.has("ann answer passive-prospect(warn deal/D)")
	b.act("ann", coach.Event{Commitment: &coach.CommitmentChange{ID: "C", Deal: "D", Kind: ptr(coach.Time), Made: day("2026-11-16"), Due: day("2026-11-30"), Status: ptr(coach.Pending)}})
	b.has("passive-prospect(warn deal/D)cleared")
}

func TestSellingWaitsWhileAMetricIsNotRight(t *testing.T) {
	b := newBench(t, nil)
	b.fed(coach.Commitments)
	b.wins("W", "acme", "2026-10-01")
	b.at("e7", "acme", coach.Event{Metric: &coach.MetricChange{Metric: "uptime", Measured: *day("2026-11-16"), Target: ptr("99.5"), Actual: ptr("98")}})
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "D", Account: ptr("acme"), Stage: ptr("proposal"), Amount: money("5000")}})
	b.has("ann stop metrics-first(stop deal/D)")
	b.until(time.Date(2026, 11, 17, 8, 0, 0, 0, time.UTC))
	b.lacks("next-commitment")
	b.at("e8", "acme", coach.Event{Metric: &coach.MetricChange{Metric: "uptime", Measured: *day("2026-11-17"), Target: ptr("99.5"), Actual: ptr("99.6")}})
	b.until(time.Date(2026, 11, 18, 8, 0, 0, 0, time.UTC))
	b.has("next-commitment(nudge deal/D)")
}

func TestACustomerDoingWellIsWorthATalkAboutTheirFuture(t *testing.T) {
	b := newBench(t, nil)
	b.fed(coach.Issues, coach.Touches)
	b.at("e9", "acme", coach.Event{Metric: &coach.MetricChange{Metric: "uptime", Measured: *day("2026-11-10"), Target: ptr("99.5"), Actual: ptr("99.6")}})
	b.wins("W", "acme", "2026-07-20") // 120 days before 17 November
	b.took()
	b.until(time.Date(2026, 11, 17, 8, 0, 0, 0, time.UTC))
	b.has("ann daily", "future-talk-due(nudge account/acme)")
	b.act("ann", coach.Event{Touch: &coach.Touch{ID: "T", Account: "acme", Kind: coach.Care, Day: *day("2026-11-17"), Future: "diagnosis;prognosis"}})
	b.has("future-talk-due(nudge account/acme)cleared")
}

func TestTidyingUpStandsInMondaysListAndClears(t *testing.T) {
	b := newBench(t, func(p *coach.Playbook) { p.Scorecard.Stalled.Days = 3 })
	b.fed(coach.Contracts) // from then on the company's daily work is done
	b.until(time.Date(2026, 11, 17, 10, 0, 0, 0, time.UTC))
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "P", Account: ptr("acme"), Amount: money("5000"), Close: day("2027-01-10")}})
	for _, to := range []string{"2027-02-10", "2027-03-10", "2027-04-10"} {
		b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "P", Close: day(to)}})
	}
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "S", Account: ptr("globex"), Amount: money("4000")}})
	b.act("bob", coach.Event{Deal: &coach.DealChange{ID: "B", Account: ptr("initech"), Amount: money("100")}})
	b.act("bob", coach.Event{Deal: &coach.DealChange{ID: "B", Outcome: ptr(coach.Lost), Closed: day("2026-11-17")}})
	for _, d := range []string{"P", "S"} {
		b.act("ann", coach.Event{Answers: &coach.AnswersGiven{Subject: coach.On("deal", d), Answers: map[string]string{"problem": "stock-outs"}}})
	}
	b.took()
	b.until(monday)
	got := strings.Join(b.took(), "\n")
	for _, want := range []string{"ann daily close-date-pushed(note deal/P) stalled(note deal/S)", "bob daily no-open-deal(note book/bob)"} {
		if !strings.Contains(got, want) {
			t.Errorf("says\n%s\nwant %s", got, want)
		}
	}
	b.act("ann", coach.Event{Commitment: &coach.CommitmentChange{ID: "C", Deal: "S", Kind: ptr(coach.Time), Made: day("2026-11-23"), Due: day("2026-12-10"), Status: ptr(coach.Pending)}})
	b.has("stalled(note deal/S)cleared")
	b.act("bob", coach.Event{Deal: &coach.DealChange{ID: "B2", Account: ptr("initech"), Amount: money("100")}})
	b.has("no-open-deal(note book/bob)cleared")
}

func TestWhoWasAwayOnMondayHasTheListOnTheDayTheyAreBack(t *testing.T) {
	b := newBench(t, func(p *coach.Playbook) {
		p.Holidays = map[string][]coach.Date{"": {*day("2026-11-23"), *day("2026-11-24")}}
	})
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "D", Account: ptr("acme"), Created: day("2026-11-16"), Close: day("2026-11-20"), Amount: money("10")}})
	b.act("ann", coach.Event{Answers: &coach.AnswersGiven{Subject: "deal/D", Answers: map[string]string{"problem": "stock-outs"}}})
	b.took()
	b.until(monday.AddDate(0, 0, 2).Add(-30 * time.Minute))
	b.lacks("close-date-passed")
	b.until(monday.AddDate(0, 0, 2))
	b.has("ann daily close-date-passed(note deal/D)")
}
