package workspace

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Load is a stretch of slash commands by many people at once, to see how an app
// bears it. With a Rate they come when they come, whatever the app does; without
// one, Outstanding of them wait for their acks at any time.
type Load struct {
	People  []string // who take turns; a few dozen, since an app may serve one person's acts in order
	Channel string
	Command string             // with its slash
	Text    func(i int) string // what follows the command, the i-th time
	// Good says whether an answer in an ack is one; nil takes any ack for good.
	Good func(*Message) bool

	Rate        float64 // commands a second
	Outstanding int
	Count       int           // commands at most
	For         time.Duration // and time to begin them in; 0: no bound
}

// Borne is how a load was borne.
type Borne struct {
	Sent   int           // commands
	Errors int           // those with no ack in time, or no good answer
	First  error         // the first of them
	Took   time.Duration // from the first command to the last ack
	// Latencies are those of good answers, in rising order. With a rate they
	// count from the instant at which the command was to be sent, so that an app
	// that stalls, and holds up what comes after, does not look better for it;
	// else from the writing of the envelope.
	Latencies []time.Duration
}

// Quantile is the latency that this share of the answers stayed within, 0 if
// there were none.
func (b Borne) Quantile(share float64) time.Duration {
	if len(b.Latencies) == 0 {
		return 0
	}
	return b.Latencies[min(int(share*float64(len(b.Latencies))), len(b.Latencies)-1)]
}

// PerSecond is the rate of good answers.
func (b Borne) PerSecond() float64 {
	if b.Took <= 0 {
		return 0
	}
	return float64(len(b.Latencies)) / b.Took.Seconds()
}

// Bear puts a load on the app and waits for every ack. An error is one of the
// load's own, or why ctx ended; what goes wrong with commands is counted.
func (w *Workspace) Bear(ctx context.Context, l Load) (Borne, error) {
	if len(l.People) == 0 || l.Count <= 0 || l.Text == nil || l.Rate <= 0 && l.Outstanding <= 0 {
		return Borne{}, fmt.Errorf("workspace: a load needs people, a count, a text, and a rate or a number outstanding")
	}
	s := &strain{Load: l, w: w}
	began := time.Now()
	if l.Rate > 0 {
		s.open(ctx, began)
	} else {
		s.closed(ctx, began)
	}
	s.Took = time.Since(began)
	slices.Sort(s.Latencies)
	return s.Borne, context.Cause(ctx)
}

// strain is a load being put on.
type strain struct {
	Load
	w *Workspace

	mu sync.Mutex
	Borne
}

// open sends each command at its instant, in a goroutine of its own.
func (s *strain) open(ctx context.Context, began time.Time) {
	var group sync.WaitGroup
	defer group.Wait()
	for i := range s.Count {
		after := time.Duration(float64(i) / s.Rate * float64(time.Second))
		if s.For > 0 && after >= s.For || !until(ctx, began.Add(after)) {
			return
		}
		group.Go(func() { s.one(ctx, i, began.Add(after)) })
	}
}

// closed lets so many senders go on to the next command once theirs is acked.
func (s *strain) closed(ctx context.Context, began time.Time) {
	var group sync.WaitGroup
	defer group.Wait()
	turns := make(chan int)
	for range s.Outstanding {
		group.Go(func() {
			for i := range turns {
				s.one(ctx, i, time.Time{})
			}
		})
	}
	defer close(turns)
	for i := range s.Count {
		if s.For > 0 && time.Since(began) >= s.For {
			return
		}
		select {
		case turns <- i:
		case <-ctx.Done():
			return
		}
	}
}

// one sends the i-th command and takes note. A zero instant means now.
func (s *strain) one(ctx context.Context, i int, intended time.Time) {
	reply, err := s.w.Command(ctx, s.People[i%len(s.People)], s.Channel, s.Command, s.Text(i))
	if err == nil && s.Good != nil && !s.Good(reply.Message) {
		err = fmt.Errorf("the answer to %s %s is not a good one: %s", s.Command, s.Text(i), said(reply.Message))
	}
	if ctx.Err() != nil {
		return // cut short, which is not the app's doing
	}
	if intended.IsZero() {
		intended = reply.Sent
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Sent++
	if err == nil {
		s.Latencies = append(s.Latencies, reply.Acked.Sub(intended))
		return
	}
	s.Errors++
	if s.First == nil {
		s.First = err
	}
}

func said(m *Message) string {
	if m == nil {
		return "nothing"
	}
	return m.Text
}

// until waits for an instant; false means that ctx ended first.
func until(ctx context.Context, t time.Time) bool {
	timer := time.NewTimer(time.Until(t))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
