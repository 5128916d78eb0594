package bot

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"evenkeel/coach"
)

const (
	maxErrands   = 5000 // that wait; beyond that they are dropped, and logged
	errandTries  = 15   // about ten minutes in an outage
	longestPause = time.Minute
)

// errand is a small call that shows somebody something: a reaction, a hint, a
// late answer, a Home tab. Losing one loses no record, but somebody waits for
// it. One whose outcome is not known is tried again: seen twice is better than
// never seen.
type errand struct {
	what  string // for the log
	do    func(ctx context.Context) error
	tries int
}

// errands are those of one method of Slack's: each is tried at once, and if it
// does not get through, again and again beside the queues, at a pace that Slack
// allows and that slows down while nothing gets through.
type errands struct {
	log    *slog.Logger
	pace   *pace
	method string
	every  time.Duration
	wait   chan errand
}

func (b *Bot) newErrands(method string, every time.Duration) *errands {
	return &errands{log: b.log, pace: b.client.pace, method: method, every: every, wait: make(chan errand, maxErrands)}
}

// run tries an errand once, unless its method has to be silent, and keeps it if
// it failed.
func (l *errands) run(ctx context.Context, e errand) {
	if l.pace.left(l.method) > 0 || !l.try(ctx, e) {
		l.later(e)
	}
}

// try runs an errand once; false means that another try may help.
func (l *errands) try(ctx context.Context, e errand) bool {
	ctx, cancel := context.WithTimeout(ctx, followFor)
	defer cancel()
	err := e.do(ctx)
	if err == nil {
		return true
	}
	if final(l.pace.heed(l.method, err)) {
		l.log.Warn("something could not be shown", "method", l.method, "what", e.what, "error", err)
		return true
	}
	l.log.Debug("something could not be shown yet", "method", l.method, "what", e.what, "error", err)
	return false
}

func (l *errands) later(e errand) {
	if e.tries++; e.tries >= errandTries {
		l.log.Warn("something could not be shown: given up", "method", l.method, "what", e.what)
		return
	}
	select {
	case l.wait <- e:
	default:
		l.log.Warn("something could not be shown: too many wait", "method", l.method, "what", e.what)
	}
}

// keep runs the errands that wait.
func (l *errands) keep(ctx context.Context) {
	for pause := l.every; ; {
		var e errand
		select {
		case <-ctx.Done():
			return
		case e = <-l.wait:
		}
		if !sleep(ctx, max(pause, l.pace.left(l.method))) {
			return
		}
		if l.try(ctx, e) {
			pause = l.every
			continue
		}
		pause = min(2*pause, longestPause)
		l.later(e)
	}
}

// passing are the answers of a Slack that is in trouble itself.
var passing = []string{"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}

// final says whether Slack refused a call in a way that no further try mends.
func final(err error) bool {
	if errors.As(err, new(coach.ErrLater)) {
		return false
	}
	code := slackCode(err)
	return code != "" && !slices.Contains(passing, code)
}
