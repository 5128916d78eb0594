package bot

import (
	"context"
	"errors"
	"time"

	"evenkeel/coach"
)

// What Home adds up from many books: the scorecards of whoever opens it and of who
// reports to them, and the team's exceptions. That may take a while in a large
// company; then the tab is shown without it first.

// homePatience is how long somebody who opens the tab waits for what is added up
// before they are shown the rest.
const homePatience = 400 * time.Millisecond

// sums are what was added up for a Home tab.
type sums struct {
	now    map[string]coach.Score // the rep's and the reports' scorecards, by rep
	before map[string]coach.Score // … of the window before
	ledger []coach.Overruled      // of the reports
	tune   []string               // rules that somebody of them found not useful, a line each
	err    error
}

// startSums adds up beside what else is done for the tab.
func (b *Bot) startSums(ctx context.Context, rep *coach.Rep) <-chan sums {
	added := make(chan sums, 1)
	go func() {
		s := sums{err: errors.New("bot: what Home adds up panicked")}
		b.queue.run(ctx, "home/"+rep.ID, func(ctx context.Context) { s = b.addUp(ctx, rep) })
		added <- s
	}()
	return added
}

// addUp reads what a rep's Home tab rests on beyond their own book.
func (b *Bot) addUp(ctx context.Context, rep *coach.Rep) (s sums) {
	reports := b.reports(rep)
	q := coach.Query{By: "rep", Only: append([]string{rep.ID}, reports...), AsOf: b.today(rep)}
	var now, before []coach.Score
	if now, before, s.err = b.coach.Trend(ctx, q); s.err != nil {
		return s
	}
	s.now, s.before = byUnit(now), byUnit(before)
	if len(reports) == 0 {
		return s
	}
	if s.ledger, s.err = b.coach.Overruled(ctx, reports...); s.err != nil {
		return s
	}
	s.tune, s.err = b.tuneLines(ctx, rep, reports)
	return s
}

func byUnit(scores []coach.Score) map[string]coach.Score {
	out := map[string]coach.Score{}
	for _, s := range scores {
		out[s.Unit] = s
	}
	return out
}

// addingUp stands where the sums will.
var addingUp = []string{"I am adding it up: it stands here in a moment."}
