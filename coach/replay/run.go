package replay

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"evenkeel/coach"
)

// Run replays the stretch.
func Run(ctx context.Context, o Options) (*Result, error) {
	if o.Until < o.Since {
		return nil, errors.New("replay: it ends before it begins")
	}
	if o.Rules == nil {
		o.Rules = coach.Rules()
	}
	s := newStage(o)
	if err := s.play(ctx, s.end()); err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	return s.result(ctx)
}

// At replays the records from their first day up to an instant and shows f the
// coach as it stands then. Since and Until are not looked at.
func At(ctx context.Context, o Options, at time.Time, f func(*coach.Coach) error) error {
	if o.Rules == nil {
		o.Rules = coach.Rules()
	}
	zone, _ := o.Playbook.Zone(&coach.Rep{})
	o.Until = coach.DateIn(at, zone)
	o.Since = min(o.Until, firstDay(o.Records, o.Until))
	s := newStage(o)
	if err := s.play(ctx, at); err != nil {
		return fmt.Errorf("replay: %w", err)
	}
	s.setClock(at)
	s.coach.NoFigures = false
	return f(s.coach)
}

// stage is where a replay takes place: a coach, its store, its clock, and the
// desk onto which its messages fall.
type stage struct {
	Options
	store *tape
	coach *coach.Coach
	diary *diary
	desk  *desk
	log   *strings.Builder // what the coach could not do: nothing should be in it

	mu  sync.Mutex
	now time.Time
}

// lease is longer than any machine takes for one step: there is nobody to take
// over.
const lease = time.Hour

func newStage(o Options) *stage {
	s := &stage{Options: o, store: newTape(), desk: newDesk(), log: new(strings.Builder), diary: newDiary(o.Records, o.Playbook, o.Since, o.Until)}
	s.coach = coach.New(coach.Config{
		Store: s.store, Playbook: o.Playbook, Rules: o.Rules, Words: o.Words, Slack: s.desk, Now: s.clock, Owner: "replay", Lease: lease, HoldAccounts: 1 << 20,
		NoFigures: true, // what digests say goes nowhere; whom they speak of matters for the next
		Log:       slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	return s
}

func (s *stage) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *stage) setClock(at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = at
}

// end is the end of the stretch's last day.
func (s *stage) end() time.Time {
	zone, _ := s.Playbook.Zone(&coach.Rep{})
	return s.Until.AddDays(1).In(zone)
}

// play goes through the stretch morning by morning, up to its end.
func (s *stage) play(ctx context.Context, end time.Time) error {
	mornings := s.diary.mornings(s.Since, s.Until)
	for i, m := range mornings {
		if err := s.await(ctx, m.at(), end); err != nil {
			return err
		}
		if m.at().Before(end) {
			if err := s.learn(ctx, m); err != nil {
				return err
			}
		}
		if s.Progress != nil {
			s.Progress(i+1, len(mornings))
		}
	}
	return s.await(ctx, end, end)
}

// await does what is due before an instant, and before the end.
func (s *stage) await(ctx context.Context, until, end time.Time) error {
	if end.Before(until) {
		until = end
	}
	for {
		at, key := s.store.Next()
		if at.IsZero() || !at.Before(until) {
			return ctx.Err()
		}
		if at.After(s.clock()) {
			s.setClock(at)
		}
		if err := s.coach.DoDue(ctx); err != nil {
			return err
		}
		if again, still := s.store.Next(); !again.After(s.clock()) && still != "" || s.log.Len() > 0 {
			return fmt.Errorf("%s was due and could not be done: %s", cmp.Or(still, key), s.log)
		}
	}
}

// learn imports what is known when a day begins: at first all of it, then what is
// new. Every file counts as imported.
func (s *stage) learn(ctx context.Context, m morning) error {
	s.setClock(m.at())
	in := coach.Records{Run: fmt.Sprintf("replay/%s/%s", m.day, m.zone), Kinds: s.Records.Kinds}
	rows := s.diary.rows[m]
	if m.day == s.Since {
		rows = s.diary.first
		in.Reps, in.Accounts = s.reachable(), s.Records.Accounts
	}
	in.Books, in.AtAccounts = records(rows, m)
	return s.coach.Import(ctx, in)
}

// reachable are the reps, each of whom has a Slack user here: what is asked is
// what they would be told.
func (s *stage) reachable() map[string]func(*coach.Rep) bool {
	out := map[string]func(*coach.Rep) bool{}
	add := func(id string) {
		out[id] = func(r *coach.Rep) bool {
			if apply := s.Records.Reps[id]; apply != nil {
				apply(r)
			}
			r.SlackUser = cmp.Or(r.SlackUser, "replay/"+id)
			return true
		}
	}
	for id := range s.Records.Reps {
		add(id)
	}
	for id := range s.Records.Books {
		add(id)
	}
	return out
}
