package bot

import (
	"context"
	"errors"
	"maps"
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
	now    map[string]coach.Score // the rep's and the reports' scorecards, by rep; of who leads others, all beneath them together
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
	groups, alone := map[string][]string{}, []string{rep.ID}
	for _, id := range reports {
		if people := b.coach.People(); len(people.Reports(id)) > 0 {
			groups[id] = people.Beneath(id)
		} else {
			alone = append(alone, id)
		}
	}
	q := coach.Query{By: "rep", Only: alone, AsOf: b.today(rep)}
	var now, before []coach.Score
	if now, before, s.err = b.coach.Trend(ctx, q); s.err != nil {
		return s
	}
	s.now, s.before = byUnit(now), byUnit(before)
	if len(reports) == 0 {
		return s
	}
	if s.err = b.addTeams(ctx, &s, groups, q.AsOf); s.err != nil {
		return s
	}
	if s.ledger, s.err = b.coach.Overruled(ctx, reports...); s.err != nil {
		return s
	}
	s.tune, s.err = b.tuneLines(ctx, rep, reports)
	return s
}

// addTeams has the scorecard of whoever leads others be that of all beneath them,
// as in a director's roll-up.
func (b *Bot) addTeams(ctx context.Context, s *sums, groups map[string][]string, day coach.Date) error {
	if len(groups) == 0 {
		return nil
	}
	now, before, err := b.coach.Trend(ctx, coach.Query{By: "group", Groups: groups, AsOf: day})
	maps.Copy(s.now, byUnit(now))
	maps.Copy(s.before, byUnit(before))
	return err
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
