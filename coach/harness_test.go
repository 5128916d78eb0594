package coach_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
	"evenkeel/store"
	"evenkeel/store/embedded"
)

// bench is a Coach on the embedded store with a clock that the test moves, and
// a desk onto which its messages fall.
type bench struct {
	*coach.Coach
	t   *testing.T
	mu  sync.Mutex
	now time.Time
	out []coach.Outgoing
	n   int
}

func (b *bench) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

func (b *bench) Post(_ context.Context, o coach.Outgoing) (string, string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.out = append(b.out, o)
	if o.Message.TS != "" {
		return o.Message.Channel, o.Message.TS, nil
	}
	b.n++
	return "D1", fmt.Sprint(b.n), nil
}

func (b *bench) Find(context.Context, coach.Outgoing) (string, string, error) { return "", "", nil }

type plain struct{}

func (plain) Phrase(_ context.Context, p coach.Phrasing) []coach.Wording {
	out := make([]coach.Wording, len(p.Nudges))
	for i, n := range p.Nudges {
		out[i] = coach.Wording{Title: p.Names.SubjectName(n.Subject), Say: n.Rule}
	}
	return out
}

func newBench(t *testing.T, tune func(*coach.Playbook)) *bench {
	t.Helper()
	redis, err := embedded.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(redis.Close)
	client, err := store.Open(redis.URL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	p := playbook.Builtin(coach.Rules())
	p.Hours.Spread = 0
	p.SweetSpot.Written = true
	p.SweetSpot.Problems = []string{"stock-outs"}
	if tune != nil {
		tune(p)
	}
	b := &bench{t: t, now: time.Date(2026, 11, 16, 10, 0, 0, 0, time.UTC)} // a Monday
	redisStore := store.New(client, "T1")
	redisStore.Grace = 0 // the test steps the clock itself
	b.Coach = coach.New(coach.Config{Store: redisStore, Playbook: p, Words: plain{}, Slack: b, Now: b.clock, Owner: "test"})
	for _, rep := range []string{"ann", "bob"} {
		b.rep(rep)
	}
	return b
}

func (b *bench) rep(id string) {
	b.t.Helper()
	_, err := b.People().UpdateRep(context.Background(), id, func(r *coach.Rep) bool {
		r.Name, r.SlackUser, r.SlackZone = id, "U"+id, "Europe/Berlin"
		return true
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// act is something a rep does in Slack.
func (b *bench) act(rep string, e coach.Event) coach.Result {
	b.t.Helper()
	b.mu.Lock()
	b.n++
	b.now = b.now.Add(time.Second)
	id := fmt.Sprintf("act/%d", b.n)
	b.mu.Unlock()
	return b.event(rep, id, e)
}

func (b *bench) event(rep, id string, e coach.Event) coach.Result {
	b.t.Helper()
	res, err := b.Handle(context.Background(), rep, func(v coach.View) (coach.Event, error) {
		e.ID, e.At, e.Rep = id, v.Now, rep
		if e.Source == "" {
			e.Source, e.By = coach.Slack, rep
		}
		return e, nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	if err := b.Follow(context.Background(), rep); err != nil {
		b.t.Fatal(err)
	}
	return res
}

// until moves the clock and does what is due on the way there.
func (b *bench) until(at time.Time) {
	b.t.Helper()
	for step := b.clock(); step.Before(at); {
		step = step.Add(30 * time.Minute)
		b.mu.Lock()
		b.now = step
		b.mu.Unlock()
		if err := b.DoDue(context.Background()); err != nil {
			b.t.Fatal(err)
		}
	}
}

// took returns the messages since last asked, as "kind: rule subject, …".
func (b *bench) took() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []string
	for _, o := range b.out {
		line := o.Rep.ID + " " + string(o.Message.Kind)
		for _, n := range o.Nudges {
			line += fmt.Sprintf(" %s(%s %s)", n.Rule, n.Severity, n.Subject)
			if !n.Cleared.IsZero() {
				line += "cleared"
			}
			if n.Reply != "" {
				line += string(n.Reply)
			}
		}
		for rule, count := range o.Message.QuietBy {
			line += fmt.Sprintf(" quiet:%s=%d", rule, count)
		}
		out = append(out, line)
	}
	b.out = nil
	return out
}

func ptr[T any](v T) *T { return &v }

func day(s string) *coach.Date {
	d, err := coach.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return &d
}

func money(s string) *coach.Money {
	m, err := coach.ParseMoney(s, "USD")
	if err != nil {
		panic(err)
	}
	return &m
}
