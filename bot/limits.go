package bot

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"evenkeel/coach"
)

const (
	maxPaceWait = 2 * time.Second // a post waits this long for its turn; then it is given back
	maxLanes    = 10_000          // limiters kept; each is a few words
)

// pace holds outbound calls to Slack's limits: one message a second and
// channel, and silence on a method for as long as Slack asked for it. Without
// it a company's nine o'clock messages would run into 429s and wait longer.
type pace struct {
	mu     sync.Mutex
	lanes  map[string]*rate.Limiter
	paused map[string]time.Time // by method
}

func newPace() *pace {
	return &pace{lanes: map[string]*rate.Limiter{}, paused: map[string]time.Time{}}
}

// wait blocks until the call may go out. If that takes longer than a moment, it
// returns coach.ErrLater instead, so that nobody's queue stands still for it.
func (p *pace) wait(ctx context.Context, method, channel string) error {
	if left := p.left(method); left > 0 {
		return coach.ErrLater{After: left}
	}
	turn := p.lane(method, channel).Reserve()
	delay := turn.Delay()
	if delay > maxPaceWait {
		turn.Cancel()
		return coach.ErrLater{After: delay}
	}
	if !sleep(ctx, delay) {
		return ctx.Err()
	}
	return nil
}

// left is how long a method still has to be silent.
func (p *pace) left(method string) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Until(p.paused[method])
}

// longestSilence is how long a method is left alone at most: Slack's limits are
// by the minute, and a Retry-After of years would be for ever.
const longestSilence = 10 * time.Minute

// heed takes in what a call returned: Retry-After silences its method.
func (p *pace) heed(method string, err error) error {
	err = posting(err)
	if later, ok := err.(coach.ErrLater); ok { //nolint:errorlint // posting returns it bare
		p.mu.Lock()
		p.paused[method] = time.Now().Add(min(later.After, longestSilence))
		p.mu.Unlock()
	}
	return err
}

func (p *pace) lane(method, channel string) *rate.Limiter {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := method + " " + channel
	l := p.lanes[key]
	if l == nil {
		if len(p.lanes) >= maxLanes {
			clear(p.lanes)
		}
		burst := 1
		if method == "chat.update" {
			burst = 5 // edits are not shown one by one; a rep may press several buttons in a row
		}
		l = rate.NewLimiter(1, burst)
		p.lanes[key] = l
	}
	return l
}

// sleep waits for d; false means that ctx ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
