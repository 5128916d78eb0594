package coach_test

import (
	"context"
	"testing"

	"evenkeel/coach"
)

// imports brings rows of one file as if it were all that is known.
func (b *bench) imports(run string, accounts map[string][]coach.Event, books map[string][]coach.Event, kinds ...coach.FactKind) {
	b.t.Helper()
	for _, rows := range []map[string][]coach.Event{accounts, books} {
		for _, es := range rows {
			for i := range es {
				es[i].ID, es[i].At, es[i].Source = "import/"+run, b.clock(), coach.Import
			}
		}
	}
	err := b.Import(context.Background(), coach.Records{Run: run, AtAccounts: accounts, Books: books, Kinds: kinds})
	if err != nil {
		b.t.Fatal(err)
	}
}

// TestImportedAnswersAreJudgedByWhatIsKnownWhenAllIsIn: the account's industry
// came after them, and the verdict rests on it.
func TestImportedAnswersAreJudgedByWhatIsKnownWhenAllIsIn(t *testing.T) {
	b := newBench(t, func(p *coach.Playbook) {
		p.SweetSpot.Criterion("segment").Fits = &coach.Fits{Values: []string{"retail"}}
	})
	ctx := context.Background()
	row := deal("D1", "acme", "proposal")
	answers := coach.Event{Answers: &coach.AnswersGiven{Subject: "deal/D1", Answers: map[string]string{"problem": "stock-outs", "employees": "300", "budget": "yes", "timing": "now"}}}
	b.imports("1", nil, map[string][]coach.Event{"ann": {row, answers}}, coach.Deals, coach.Qualifications)
	judged := func(want coach.Judgement) {
		t.Helper()
		book, err := b.Book(ctx, "ann")
		if err != nil {
			t.Fatal(err)
		}
		v := book.Verdict(book.Deals["D1"])
		if v == nil || v.Judgement != want || len(book.Qualifications["deal/D1"].Verdicts) != 1 {
			t.Errorf("judged %+v, want %s", v, want)
		}
	}
	industry := func(segment string) {
		t.Helper()
		if _, err := b.People().UpdateAccount(ctx, "acme", func(a *coach.AccountProfile) bool { a.Segment = segment; return true }); err != nil {
			t.Fatal(err)
		}
	}
	judged(coach.In) // 80 of 100 are met, and the industry is unknown
	industry("mining")
	b.imports("2", nil, nil, coach.Deals)
	judged(coach.In)
	if _, err := b.People().UpdateAccount(ctx, "acme", func(a *coach.AccountProfile) bool { a.Employees = 0; return true }); err != nil {
		t.Fatal(err)
	}
	less := coach.Event{Answers: &coach.AnswersGiven{Subject: "deal/D2", Answers: map[string]string{"problem": "stock-outs", "budget": "yes"}}}
	b.imports("3", nil, map[string][]coach.Event{"ann": {deal("D2", "acme", "proposal"), less}}, coach.Deals)
	book, err := b.Book(ctx, "ann")
	if err != nil {
		t.Fatal(err)
	}
	if v := book.Verdict(book.Deals["D2"]); v.Judgement != coach.Edge {
		t.Errorf("D2 is %s while its customer's industry does not fit", v.Judgement)
	}
	industry("retail")
	b.imports("4", nil, nil, coach.Deals)
	book, err = b.Book(ctx, "ann")
	if err != nil {
		t.Fatal(err)
	}
	if v := book.Verdict(book.Deals["D2"]); v.Judgement != coach.In {
		t.Errorf("D2 is %s now that its customer's industry is known to fit", v.Judgement)
	}
}

// TestAReviewsDayMayBeCorrected: a later day is another review; an earlier one, or
// none, takes back what the file said.
func TestAReviewsDayMayBeCorrected(t *testing.T) {
	b := newBench(t, nil)
	last := func(run, day string) {
		t.Helper()
		d := coach.Date(0)
		if day != "" {
			d, _ = coach.ParseDate(day)
		}
		b.imports(run, map[string][]coach.Event{"acme": {{Account: "acme", Review: &coach.ReviewChange{Last: &d}}}}, nil, coach.Reviews)
	}
	held := func(want int) {
		t.Helper()
		as, err := b.Accounts(context.Background(), "acme")
		if err != nil {
			t.Fatal(err)
		}
		if got := as["acme"].Review.Held; len(got) != want {
			t.Errorf("held %v, want %d", got, want)
		}
	}
	last("1", "2026-10-10")
	last("2", "2026-11-11")
	held(2)
	last("3", "2026-11-10")
	held(2)
	last("4", "")
	held(1)
}
