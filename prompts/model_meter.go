package prompts

import (
	"context"
	"errors"
	"time"

	"github.com/sashabaranov/go-openai"

	"evenkeel/coach"
)

// What a workspace may spend on a model in a day is one sum for all replicas. The
// most that a call can use is taken before it is made, and corrected after it.

// Meter counts what is used on a day of UTC, for all replicas together.
type Meter interface {
	// Reserve adds want to the day's sum unless that would go beyond the limit, all
	// of it or nothing. An error means that it is not known.
	Reserve(ctx context.Context, day time.Time, want, limit coach.Usage) (ok bool, err error)
	// Spend adds to the day's sum, also less than nothing, whatever the limit.
	Spend(ctx context.Context, day time.Time, more coach.Usage) error
	// Read returns the day's sum.
	Read(ctx context.Context, day time.Time) (coach.Usage, error)
}

// settleTime is for correcting a sum after the call's own time is over.
const settleTime = 500 * time.Millisecond

// paid makes a call if the day's budget allows it, and only if that is known.
func (m *Model) paid(ctx context.Context, r openai.ChatCompletionRequest) (answer, error) {
	if m.cfg.Meter == nil {
		return m.call(ctx, r)
	}
	day, most := m.cfg.Now().UTC(), m.estimate(r)
	ok, err := m.cfg.Meter.Reserve(ctx, day, most, m.cfg.Settings.PerDay())
	switch {
	case err != nil:
		m.cfg.Log.Warn("a model's budget cannot be read: none is asked", "error", err)
		return answer{}, noMeter
	case !ok:
		return answer{}, overBudget
	}
	a, err := m.call(ctx, r)
	a.used = m.used(a, err, most)
	m.settle(ctx, day, coach.Usage{Tokens: a.used.Tokens - most.Tokens, Micros: a.used.Micros - most.Micros})
	return a, err
}

// used is what a call cost: what the service says; nothing if it turned the call
// down; else the most that it can have been.
func (m *Model) used(a answer, err error, most coach.Usage) coach.Usage {
	var f failure
	switch {
	case a.in+a.out > 0:
		return m.cfg.Settings.Cost(a.in, a.out)
	case errors.As(err, &f) && (f == tooMany || f == notThere || f == notAllowed || f == badRequest):
		return coach.Usage{}
	}
	return most
}

func (m *Model) settle(ctx context.Context, day time.Time, more coach.Usage) {
	if more == (coach.Usage{}) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	if err := m.cfg.Meter.Spend(ctx, day, more); err != nil {
		m.cfg.Log.Warn("a model's budget keeps what was set aside for a call", "error", err)
	}
}

// Left is what may still be used today; an error means that it is not known.
func (m *Model) Left(ctx context.Context) (coach.Usage, error) {
	limit := m.cfg.Settings.PerDay()
	if m.cfg.Meter == nil {
		return limit, nil
	}
	used, err := m.cfg.Meter.Read(ctx, m.cfg.Now().UTC())
	return coach.Usage{Tokens: max(0, limit.Tokens-used.Tokens), Micros: max(0, limit.Micros-used.Micros)}, err
}
