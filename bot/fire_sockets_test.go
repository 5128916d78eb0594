package bot_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"evenkeel/bot"
	"evenkeel/bot/workspace"
	"evenkeel/coach"
	"evenkeel/prompts"
)

// sellers are the reps of the company, by Slack user.
var sellers = map[string]string{"UANN": "r1", "UBOB": "r2", "UMIA": "r9"}

// stream is several people who write updates and commands all the time. Each
// update is a deal of its own, each command a touch of its own.
type stream struct {
	*stage
	enough func() // the people stop

	mu    sync.Mutex
	said  map[string][]string // by user: the names of the deals
	tried map[string][]string // by user: the notes of the touches
	heard map[string]bool     // notes whose touch was answered as recorded
}

func (s *stage) stream() *stream {
	ctx, stop := context.WithCancel(s.Context())
	var group sync.WaitGroup
	f := &stream{stage: s, said: map[string][]string{}, tried: map[string][]string{}, heard: map[string]bool{}}
	f.enough = func() { stop(); group.Wait() }
	s.Cleanup(f.enough)
	for user := range sellers {
		group.Go(func() { repeat(ctx, 120*time.Millisecond, func(i int) { f.update(user, i) }) })
		group.Go(func() { repeat(ctx, 200*time.Millisecond, func(i int) { f.touch(user, i) }) })
	}
	return f
}

func repeat(ctx context.Context, every time.Duration, do func(int)) {
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			return
		case <-time.After(every):
			do(i)
		}
	}
}

// prospect is a name that is near to no other.
func prospect(user string, i int) string {
	sum := sha256.Sum256(fmt.Append(nil, user, i))
	for j := range sum {
		sum[j] = 'a' + sum[j]%26
	}
	return "Q" + string(sum[:14])
}

func (f *stream) update(user string, i int) {
	if f.waiting() > 12 { // a slow machine is not what is looked at here
		return
	}
	name := prospect(user, i)
	if _, err := f.ws.Say(context.Background(), user, "#deals", name+": won, 5k"); err != nil {
		f.Error(err)
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.said[user] = append(f.said[user], name)
}

// touch runs a command, and checks that its author hears of it: an answer, or
// Slack's own word that the app did not answer.
func (f *stream) touch(user string, i int) {
	note := fmt.Sprintf("%s note %d.", user, i)
	r, err := f.ws.Command(context.Background(), user, "#deals", "/touch", "Acme care "+note)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tried[user] = append(f.tried[user], note)
	switch {
	case err != nil: // Slackbot says so
	case r.Message == nil:
		f.heard[note] = false // it has to come by response_url
	case strings.Contains(r.Message.Text, "Recorded"):
		f.heard[note] = true
	}
}

// end stops the people, and checks that each update counted once, each command
// once at most, and that nobody was left without a word.
func (f *stream) end() {
	f.Helper()
	f.enough()
	for user, rep := range sellers {
		f.wait("an answer to "+user, func() bool {
			r, err := f.ws.Command(f.Context(), user, "#deals", "/coach", "help")
			return err == nil && r.Message != nil && strings.Contains(r.Message.Text, "What I can do")
		})
		f.wait("the acks", func() bool { return f.waiting() <= 0 })
		f.deals(user, f.book(rep))
		f.touches(user, f.book(rep))
	}
}

// waiting is how many events Slack has no ack for yet.
func (f *stream) waiting() int {
	acked, said := map[string]bool{}, 0
	for _, a := range f.ws.Acks() {
		if a.EventID != "" {
			acked[a.EventID] = true
		}
	}
	for _, m := range f.ws.Messages("#deals") {
		if m.User != "" && m.BotID == "" {
			said++
		}
	}
	return said - len(acked)
}

func (f *stream) deals(user string, b *coach.Book) {
	f.Helper()
	seen := map[string]int{}
	for _, d := range b.Deals {
		seen[d.Account.V]++
	}
	for i, name := range f.said[user] {
		if seen[name] != 1 {
			f.Errorf("update %q (%d of %d) was recorded %d times", name, i+1, len(f.said[user]), seen[name])
		}
	}
	if len(b.Deals) != len(f.said[user]) {
		f.Errorf("%s has %d deals of %d updates", user, len(b.Deals), len(f.said[user]))
	}
	if len(f.said[user]) == 0 {
		f.Error("nobody said anything")
	}
}

func (f *stream) touches(user string, b *coach.Book) {
	f.Helper()
	seen := map[string]int{}
	for _, t := range b.Touches {
		seen[t.Note]++
	}
	for _, note := range f.tried[user] {
		recorded, answer := f.heard[note]
		if n := seen[note]; n > 1 || recorded && n != 1 {
			f.Errorf("command %q was recorded %d times; its author was told so: %v", note, n, recorded)
		}
		if answer && !recorded {
			f.wait("an answer beside the ack", func() bool { return f.told(user) })
		}
	}
}

// told says whether somebody got an answer by response_url.
func (f *stream) told(user string) bool {
	for _, m := range f.ws.Ephemerals(user) {
		if m.User != "USLACKBOT" && (strings.Contains(m.Text, "Recorded") || strings.Contains(m.Text, "confirm") || strings.Contains(m.Text, "busy")) {
			return true
		}
	}
	return false
}

// inTheWeather is a company whose Slack does not tire of sending again.
func inTheWeather(set *setup) {
	set.workspace.RetryAfter = make([]time.Duration, 200)
	for i := range set.workspace.RetryAfter {
		set.workspace.RetryAfter[i] = 800 * time.Millisecond
	}
}

// TestUpdatesFlowWhateverBecomesOfTheSockets: a socket is lost in each way
// there is, twice, while people write.
func TestUpdatesFlowWhateverBecomesOfTheSockets(t *testing.T) {
	t.Parallel()
	faults := map[string]func(*stage){
		"dropped": func(s *stage) { s.ws.DropSockets() },
		"refused": func(s *stage) {
			s.ws.RefuseConnections(true)
			s.ws.DropSockets()
			before := s.opens()
			s.wait("two refusals", func() bool { return s.opens() >= before+2 })
			s.ws.RefuseConnections(false)
		},
		"frozen": func(s *stage) {
			s.ws.FreezeSockets(true)
			s.wait("the silence is noticed", func() bool { return !s.bot.Ready() })
			s.ws.FreezeSockets(false)
		},
	}
	for _, reason := range []string{"warning", "refresh_requested", "link_disabled", "too_many_websockets"} {
		faults[reason] = func(s *stage) { s.ws.Disconnect(reason) }
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			s := open(t, func(set *setup) {
				inTheWeather(set)
				if name == "frozen" {
					set.silence, set.workspace.PingEvery = 3*time.Second, 100*time.Millisecond
				}
			})
			f := s.stream()
			before := s.opens()
			for range 2 {
				acks := len(s.ws.Acks())
				s.wait("work", func() bool { return len(s.ws.Acks()) > acks+6 })
				again := s.opens()
				fault(s)
				s.wait("another connection", func() bool { return s.opens() > again && s.bot.Ready() })
			}
			acks := len(s.ws.Acks())
			s.wait("work again", func() bool { return len(s.ws.Acks()) > acks+6 })
			f.end()
			if n := s.opens() - before; n > 10 {
				t.Errorf("%d connections were opened", n)
			}
			s.wait("one socket", func() bool { return s.ws.Sockets() == 1 && s.bot.Ready() && s.bot.Healthy() })
		})
	}
}

func (s *stage) opens() int { return len(s.ws.Calls("apps.connections.open")) }

// TestToldToStopAmongUpdatesNothingIsLost: what was acknowledged is recorded;
// the rest comes again to the bot that is started next, and counts once.
func TestToldToStopAmongUpdatesNothingIsLost(t *testing.T) {
	s := open(t, inTheWeather)
	f := s.stream()
	s.wait("work", func() bool { return len(s.ws.Acks()) > 15 })
	began := time.Now()
	s.stop()
	if err := <-s.ended; err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %s to stop", took)
	}
	acked := map[string]bool{}
	for _, a := range s.ws.Acks() {
		acked[a.EventID] = a.EventID != ""
	}
	if n, recorded := s.updatesAmong(acked), s.recorded(); n > recorded || n == 0 {
		t.Errorf("%d updates were acknowledged, %d recorded", n, recorded)
	}
	s.start(bot.Config{Coach: s.coach, Client: s.client, Why: prompts.Why, Sockets: 1})
	acks := len(s.ws.Acks())
	s.wait("work again", func() bool { return len(s.ws.Acks()) > acks+6 })
	f.end()
}

// updatesAmong counts the acknowledged events. All that people write here are
// updates, and nobody edits or joins.
func (s *stage) updatesAmong(acked map[string]bool) int {
	n := 0
	for _, ok := range acked {
		if ok {
			n++
		}
	}
	return n
}

func (s *stage) recorded() int {
	n := 0
	for _, rep := range sellers {
		n += len(s.book(rep).Deals)
	}
	return n
}

// TestAStopDoesNotWaitForASlackThatHangs: answers that are still to be said do
// not hold the bot up beyond the time it has.
func TestAStopDoesNotWaitForASlackThatHangs(t *testing.T) {
	s, m, n := stopped(t, func(set *setup) { set.workspace.AckWithin = 20 * time.Second })
	s.ws.Fail("response_url", workspace.Fault{Delay: time.Minute, Times: -1})
	for range 4 {
		s.press(m, n, "nudge_why", "")
	}
	began := time.Now()
	s.stop()
	select {
	case err := <-s.ended:
		s.ended <- err
	case <-time.After(20 * time.Second):
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %s to stop", took)
	}
}
