package prompts_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/prompts"
)

// purse is a meter in memory.
type purse struct {
	mu   sync.Mutex
	days map[string]coach.Usage
	fail error
}

func (p *purse) Reserve(_ context.Context, day time.Time, want, limit coach.Usage) (bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.days[day.Format(time.DateOnly)]
	now.Tokens, now.Micros = now.Tokens+want.Tokens, now.Micros+want.Micros
	if p.fail != nil || now.Tokens > limit.Tokens || now.Micros > limit.Micros {
		return false, p.fail
	}
	p.days[day.Format(time.DateOnly)] = now
	return true, nil
}

func (p *purse) Spend(ctx context.Context, day time.Time, more coach.Usage) error {
	_, err := p.Reserve(ctx, day, more, coach.Usage{Tokens: 1 << 60, Micros: 1 << 60})
	return err
}

func (p *purse) Read(_ context.Context, day time.Time) (coach.Usage, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.days[day.Format(time.DateOnly)], p.fail
}

// spender has a model with this budget, on a day that the test may change.
func spender(t *testing.T, s *service, p *purse, tokens int64, money float64) (*prompts.Model, *reports, *time.Time) {
	now := time.Date(2026, 11, 23, 23, 30, 0, 0, time.UTC)
	m, rs := model(t, s.URL, func(c *prompts.ModelConfig) {
		c.Meter, c.Settings.TokensPerDay, c.Settings.MoneyPerDay, c.Now = p, tokens, money, func() time.Time { return now }
	})
	return m, rs, &now
}

func TestWhatACallCostsIsWhatTheServiceSays(t *testing.T) {
	s, p := serve(t, good), &purse{days: map[string]coach.Usage{}}
	m, rs, _ := spender(t, s, p, 100_000, 1)
	posted(m, three()...)
	// 700 tokens at 0.15 and 90 at 0.60 a million.
	if want := (coach.Usage{Tokens: 790, Micros: 159}); p.days["2026-11-23"] != want || rs.last().Used != want {
		t.Errorf("spent %+v, reported %+v, want %+v", p.days, rs.last().Used, want)
	}
	if left, err := m.Left(t.Context()); err != nil || left != (coach.Usage{Tokens: 99_210, Micros: 999_841}) {
		t.Errorf("left %+v, %v", left, err)
	}
}

func TestADaysBudgetEndsWithTheTemplate(t *testing.T) {
	for name, c := range map[string]struct {
		tokens int64
		money  float64
	}{"tokens": {2500, 5}, "money": {1e6, 0.0009}, "none": {0, 5}, "no money": {1e6, 0}} {
		s, p := serve(t, good), &purse{days: map[string]coach.Usage{"2026-11-23": {Tokens: 1000, Micros: 500}}}
		m, rs, now := spender(t, s, p, c.tokens, c.money)
		if w := posted(m, three()...)[0]; w.By != "" || rs.last().Outcome != "budget" || len(s.calls()) != 0 {
			t.Errorf("%s: %+v, %+v", name, w, rs.last())
		}
		*now = now.Add(time.Hour)
		if got := posted(m, three()...)[0].By == coach.ByModel; got != (name == "tokens" || name == "money") {
			t.Errorf("%s: on the next day %v, %+v", name, got, rs.last())
		}
	}
}

func TestWithoutAMeterThatCanBeReadNobodyIsAsked(t *testing.T) {
	s, p := serve(t, good), &purse{fail: errors.New("no Redis")}
	m, rs, _ := spender(t, s, p, 1e6, 5)
	for range 8 {
		if w := posted(m, three()...)[0]; w.By != "" || rs.last().Outcome != "meter" {
			t.Errorf("%+v, %+v", w, rs.last())
		}
	}
	if len(s.calls()) != 0 || m.Breaker() != "closed" {
		t.Errorf("%d calls, breaker %s", len(s.calls()), m.Breaker())
	}
}

func TestACallThatWasTurnedDownCostsNothingAndOneThatVanishedTheMost(t *testing.T) {
	for code, free := range map[int]bool{429: true, 401: true, 404: true, 500: false} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ call) {
			w.WriteHeader(code)
			_, _ = io.WriteString(w, `{"error":{"message":"no"}}`)
		})
		p := &purse{days: map[string]coach.Usage{}}
		m, _, _ := spender(t, s, p, 1e6, 5)
		posted(m, three()...)
		if spent := p.days["2026-11-23"]; (spent == coach.Usage{}) != free {
			t.Errorf("%d: spent %+v", code, spent)
		}
	}
}
